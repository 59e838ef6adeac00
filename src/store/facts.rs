//! The facts a report is made of: what was asked in a session, and the stars it got.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{Link, rows};
use super::{Store, millis};
use crate::words::SessionId;

/// Which exchanges a report speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those of a session.
    Session(SessionId),
    /// Those outside every session, from an instant to another (excluded).
    Permanence {
        /// Whose stars are counted with them.
        id: SessionId,
        /// From.
        from: Timestamp,
        /// To, excluded.
        to: Timestamp,
    },
}

/// Everything a report is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The exchanges, in the order they were asked.
    pub asked: Vec<AskedFact>,
    /// One to five stars, one number per person who gave some.
    pub stars: Vec<i64>,
}

/// One exchange, without its text.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AskedFact {
    /// Its conversation.
    pub conversation_id: String,
    /// Who asked, while that is kept.
    pub person: Option<String>,
    /// When, in milliseconds.
    pub asked_at: i64,
    /// The door, as the word of [`crate::words::Door`].
    pub door: String,
    /// What the bot first made of it, as the word of [`crate::words::Outcome`].
    pub first_outcome: String,
    /// What became of it.
    pub outcome: String,
    /// The theme of the entry that answered.
    pub theme: Option<String>,
    /// When the first answer was given, in milliseconds.
    pub answered_at: Option<i64>,
    /// `bot` or `person`.
    pub answered_by: Option<String>,
    /// `yes` or `no`, when the answer was to something wrongly believed and its
    /// reader said whether it changed their mind.
    pub changed_mind: Option<String>,
    /// The source of its conversation, once it is known.
    pub source: Option<String>,
    /// 1 when it is the first exchange of its person, else 0.
    pub arrival: i64,
}

impl Store {
    /// The facts of a session or a month of permanence.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn facts(&self, scope: &Scope) -> Result<Facts> {
        let scope = scope.clone();
        self.read(move |link| async move { facts(link, &scope).await }.boxed()).await
    }
}

async fn facts(link: &mut Link, scope: &Scope) -> Result<Facts> {
    let (asked, id) = match scope {
        Scope::Session(id) => {
            let asked = rows!(
                &mut *link,
                AskedFact,
                "select e.conversation_id, c.person, e.asked_at, e.door, e.first_outcome, e.outcome, e.theme, e.answered_at, e.answered_by, e.changed_mind,
                        c.source, cast(case when e.id = c.id and c.person is not null and not exists
                            (select 1 from conversation b where b.person = c.person and b.started_at < c.started_at) then 1 else 0 end as bigint) as arrival
                 from exchange e join conversation c on c.id = e.conversation_id
                 where e.session_id = $1 order by e.asked_at, e.id",
                id.as_str()
            )?;
            (asked, id)
        }
        Scope::Permanence { id, from, to } => {
            let asked = rows!(
                &mut *link,
                AskedFact,
                "select e.conversation_id, c.person, e.asked_at, e.door, e.first_outcome, e.outcome, e.theme, e.answered_at, e.answered_by, e.changed_mind,
                        c.source, cast(case when e.id = c.id and c.person is not null and not exists
                            (select 1 from conversation b where b.person = c.person and b.started_at < c.started_at) then 1 else 0 end as bigint) as arrival
                 from exchange e join conversation c on c.id = e.conversation_id
                 where e.session_id is null and e.asked_at >= $1 and e.asked_at < $2 order by e.asked_at, e.id",
                millis(*from),
                millis(*to)
            )?;
            (asked, id)
        }
    };
    let stars = rows!(link, (i64,), "select stars from satisfaction where session_id = $1 order by stars", id.as_str())?;
    Ok(Facts { asked, stars: stars.into_iter().map(|(stars,)| stars).collect() })
}
