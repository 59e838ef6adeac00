//! The errors of the files that the team was told: once, whichever instance
//! tells them.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::execute;
use super::{Store, millis};
use crate::words::{Delivery, Notice, Owed};

impl Store {
    /// Notes that the team is told these errors (a hash, empty for none), and
    /// owes them the message. False when they were the last ones told, by this
    /// program or another: nothing is owed then.
    ///
    /// # Errors
    /// When the database is away: nothing is told then.
    pub async fn tell_errors(&self, errors: &str, told: Notice, delivery: Delivery, now: Timestamp) -> Result<bool> {
        let (errors, owed) = (errors.to_owned(), Owed::Notice(told));
        self.write(move |link| {
            async move {
                let told = execute!(
                    &mut *link,
                    "update faq_told set errors = $1, told_at = $2 where id = 'errors' and errors <> $1",
                    errors.as_str(),
                    millis(now)
                )?;
                if told > 0 {
                    super::outbox::owe_notice(link, &owed, &delivery, now).await?;
                }
                Ok(told > 0)
            }
            .boxed()
        })
        .await
    }
}
