//! Who of a session came back to click on « postuler », while they are known.

use anyhow::Result;
use futures::FutureExt;

use super::Store;
use super::link::row;
use crate::words::{Door, SessionId};

impl Store {
    /// People who asked in a session on the web page and are still told apart, and those of them of whom a
    /// conversation led to a click on « postuler » from a day to another, both included.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn session_cohort(&self, id: &SessionId, first_day: &str, last_day: &str) -> Result<(u64, u64)> {
        let (id, first_day, last_day) = (id.clone(), first_day.to_owned(), last_day.to_owned());
        self.read(move |link| {
            async move {
                let counted = row!(
                    link,
                    (i64, i64),
                    "select count(distinct c.person), count(distinct case when exists
                         (select 1 from conversation b join apply_click a on a.conversation = b.id
                          where b.person = c.person and a.day >= $2 and a.day <= $3) then c.person end)
                     from exchange e join conversation c on c.id = e.conversation_id where e.session_id = $1 and e.door = $4",
                    id.as_str(),
                    first_day.as_str(),
                    last_day.as_str(),
                    Door::Web.as_str()
                )?;
                Ok(counted.map_or((0, 0), |(people, clicking)| (people.unsigned_abs(), clicking.unsigned_abs())))
            }
            .boxed()
        })
        .await
    }
}
