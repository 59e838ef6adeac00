//! The stars that people give a session, and the line that may go with them.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{Link, execute, row, rows};
use super::rights::objects;
use super::{Store, clean, millis};
use crate::words::{Door, Person, SessionId};

/// What is known of somebody who gives stars to a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rater {
    /// They object to anything being kept of them.
    pub objects: bool,
    /// They said they are 15 or older.
    pub of_age: bool,
    /// They asked something in it.
    pub has_asked: bool,
    /// They added a line to their stars.
    pub has_said: bool,
}

impl Store {
    /// What is known of somebody who gives stars to a session.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn rater(&self, session: &SessionId, person: &Person) -> Result<Rater> {
        let (session, person) = (session.clone(), person.clone());
        self.read(move |link| async move { rater(link, &session, &person).await }.boxed()).await
    }

    /// Keeps one to five stars for a session, the last ones of each person. False
    /// when they object: nothing is kept then.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn keep_satisfaction(&self, session: &SessionId, person: &Person, stars: i64, at: Timestamp) -> Result<bool> {
        let (session, person) = (session.clone(), person.clone());
        self.write(move |link| {
            async move {
                if objects(link, &person).await? {
                    return Ok(false);
                }
                execute!(
                    link,
                    "insert into satisfaction (session_id, person, stars, rated_at) values ($1, $2, $3, $4)
                     on conflict (session_id, person) do update set stars = excluded.stars, rated_at = excluded.rated_at",
                    session.as_str(),
                    person.as_str(),
                    stars,
                    millis(at)
                )?;
                Ok(true)
            }
            .boxed()
        })
        .await
    }

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

async fn rater(link: &mut Link, session: &SessionId, person: &Person) -> Result<Rater> {
    if objects(link, person).await? {
        return Ok(Rater { objects: true, ..Rater::default() });
    }
    let found = row!(
        link,
        (i64, i64, i64),
        "select (select count(*) from person where id = $1 and of_age_at is not null),
                (select count(*) from exchange e join conversation c on c.id = e.conversation_id where c.person = $1 and e.session_id = $2),
                (select count(*) from satisfaction where person = $1 and session_id = $2 and said is not null)",
        person.as_str(),
        session.as_str()
    )?;
    let (of_age, asked, said) = found.unwrap_or_default();
    Ok(Rater { objects: false, of_age: of_age > 0, has_asked: asked > 0, has_said: said > 0 })
}
