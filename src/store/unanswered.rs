//! The questions that nobody could answer, with their words.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::rows;
use super::{Store, instant, millis};
use crate::words::Outcome;

impl Store {
    /// The redacted questions since an instant that the bot did not know, the
    /// latest first, a thousand at most; those whose texts are still kept.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn unanswered(&self, since: Timestamp) -> Result<Vec<(String, Timestamp)>> {
        self.read(move |link| {
            async move {
                let found = rows!(
                    link,
                    (String, i64),
                    "select question, asked_at from exchange
                     where first_outcome = $1 and question is not null and asked_at >= $2 order by asked_at desc, id limit 1000",
                    Outcome::Unknown.as_str(),
                    millis(since)
                )?;
                Ok(found.into_iter().map(|(question, at)| (question, instant(at))).collect())
            }
            .boxed()
        })
        .await
    }
}
