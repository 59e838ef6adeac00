//! How old the answers in service are, day by day.

use anyhow::Result;
use futures::FutureExt;

use super::Store;
use super::link::{execute, row};
use crate::words::FaqAge;

impl Store {
    /// Notes the answers of a day (`2026-11-22`, in Paris): the last word of a day stays.
    ///
    /// # Errors
    /// When the database is away: they are noted with the next reading of the files.
    pub async fn note_faq_age(&self, day: &str, age: FaqAge) -> Result<()> {
        let day = day.to_owned();
        self.write(move |link| {
            async move {
                execute!(
                    link,
                    "insert into faq_day (day, entries, fresh) values ($1, $2, $3)
                     on conflict (day) do update set entries = excluded.entries, fresh = excluded.fresh",
                    day.as_str(),
                    age.entries.cast_signed(),
                    age.fresh.cast_signed()
                )?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// The answers as they were last noted up to a day, that day included; none
    /// before the first note.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn faq_age(&self, day: &str) -> Result<Option<FaqAge>> {
        let day = day.to_owned();
        self.read(move |link| {
            async move {
                let found =
                    row!(link, (i64, i64), "select entries, fresh from faq_day where day <= $1 order by day desc limit 1", day.as_str())?;
                Ok(found.map(|(entries, fresh)| FaqAge { entries: entries.unsigned_abs(), fresh: fresh.unsigned_abs() }))
            }
            .boxed()
        })
        .await
    }
}
