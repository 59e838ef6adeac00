//! The line that somebody adds to the stars they gave a session.

use anyhow::Result;
use futures::FutureExt;

use super::link::{execute, row, rows};
use super::{Store, clean};
use crate::words::{Door, Person, SessionId};

impl Store {
    /// Keeps the line that a person adds to their stars, in the place of an
    /// earlier one. False when they gave none, or have not said that they are 15
    /// or older: nothing is kept then.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn keep_remark(&self, session: &SessionId, person: &Person, said: &str) -> Result<bool> {
        let (session, person, said) = (session.clone(), person.clone(), clean(said));
        self.write(move |link| {
            async move {
                let kept = execute!(
                    link,
                    "update satisfaction set said = $1 where session_id = $2 and person = $3
                       and exists (select 1 from person p where p.id = $3 and p.of_age_at is not null)",
                    said,
                    session.as_str(),
                    person.as_str()
                )?;
                Ok(kept > 0)
            }
            .boxed()
        })
        .await
    }

    /// What was said of a session, in the order of the alphabet: neither who said
    /// it nor when can be read from it.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn remarks_of(&self, session: &SessionId) -> Result<Vec<String>> {
        let session = session.clone();
        self.read(move |link| {
            async move {
                let found = rows!(
                    link,
                    (String,),
                    "select said from satisfaction where session_id = $1 and said is not null order by said limit 2000",
                    session.as_str()
                )?;
                Ok(found.into_iter().map(|(said,)| said).collect())
            }
            .boxed()
        })
        .await
    }

    /// Whether anybody asked in a session at a door.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn was_asked_in(&self, session: &SessionId, door: Door) -> Result<bool> {
        let session = session.clone();
        self.read(move |link| {
            async move {
                let asked = row!(
                    link,
                    (i64,),
                    "select count(*) from (select 1 as one from exchange where session_id = $1 and door = $2 limit 1) asked",
                    session.as_str(),
                    door.as_str()
                )?;
                Ok(asked.is_some_and(|(count,)| count > 0))
            }
            .boxed()
        })
        .await
    }
}
