//! The dated t'chats: read, opened at their hour, closed.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::alert::raise;
use super::link::{Link, row, rows};
use super::queue::promise;
use super::{Store, instant, millis};
use crate::words::{AccountId, Door, SessionId};

/// A dated t'chat as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedSession {
    /// Its identifier.
    pub id: SessionId,
    /// Its title.
    pub title: String,
    /// From when questions belong to it.
    pub opens_at: Timestamp,
    /// Until when, this instant excluded.
    pub closes_at: Timestamp,
    /// When the program closed it, if it did.
    pub closed_at: Option<Timestamp>,
    /// The only door it takes place at; none when at every door.
    pub door: Option<Door>,
    /// What else was decided of it, as JSON.
    pub plan: String,
    /// Who sees to what still waits when it closes.
    pub in_charge: Option<AccountId>,
}

type Row = (String, String, i64, i64, Option<i64>, String, String, Option<String>);

fn planned((id, title, opens_at, closes_at, closed_at, door, plan, in_charge): Row) -> PlannedSession {
    PlannedSession {
        id: SessionId::new(id),
        title,
        opens_at: instant(opens_at),
        closes_at: instant(closes_at),
        closed_at: closed_at.map(instant),
        door: Door::of_word(&door),
        plan,
        in_charge: in_charge.map(AccountId::new),
    }
}

impl Store {
    /// Every session, latest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn sessions(&self) -> Result<Vec<PlannedSession>> {
        self.read(|link| {
            async move {
                let found = rows!(
                    link,
                    Row,
                    "select id, title, opens_at, closes_at, closed_at, door, plan, in_charge from session order by opens_at desc, id"
                )?;
                Ok(found.into_iter().map(planned).collect())
            }
            .boxed()
        })
        .await
    }

    /// One session, if it exists.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn session(&self, id: &SessionId) -> Result<Option<PlannedSession>> {
        let id = id.clone();
        self.read(move |link| async move { kept(link, &id).await }.boxed()).await
    }

    /// Closes a session now, before its date; what still waits is promised an
    /// answer for `answer_by`, and the team is told. False when it is not open.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn close_session(&self, id: &SessionId, answer_by: Timestamp, now: Timestamp) -> Result<bool> {
        let id = id.clone();
        self.write(move |link| {
            async move {
                let closed = rows!(
                    &mut *link,
                    (String, String),
                    "update session set closes_at = case when closes_at > $1 then $1 else closes_at end, closed_at = $1
                     where id = $2 and closed_at is null and opens_at <= $1 returning id, title",
                    millis(now),
                    id.as_str()
                )?;
                Ok(!end(link, closed, answer_by, now).await?.is_empty())
            }
            .boxed()
        })
        .await
    }

    /// Marks the sessions whose hour to open has come; each is given to one
    /// caller only, however many instances ask. One that opened and ended
    /// while the program was down is among them.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn claim_opened(&self, now: Timestamp) -> Result<Vec<SessionId>> {
        self.claim_due("update session set opened_at = $1 where opened_at is null and opens_at <= $1 returning id", now).await
    }

    /// Marks the sessions whose end has come; each is given to one caller only.
    /// What still waits in them is promised an answer for `answer_by`, and the
    /// team is told, in the same transaction.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn claim_finished(&self, answer_by: Timestamp, now: Timestamp) -> Result<Vec<SessionId>> {
        self.write(move |link| {
            async move {
                let ended = rows!(
                    &mut *link,
                    (String, String),
                    "update session set closed_at = $1 where closed_at is null and closes_at <= $1 returning id, title",
                    millis(now)
                )?;
                end(link, ended, answer_by, now).await
            }
            .boxed()
        })
        .await
    }

    async fn claim_due(&self, statement: &'static str, now: Timestamp) -> Result<Vec<SessionId>> {
        self.write(move |link| {
            async move {
                let due = rows!(link, (String,), statement, millis(now))?;
                Ok(due.into_iter().map(|(id,)| SessionId::new(id)).collect())
            }
            .boxed()
        })
        .await
    }

    /// The instant of the first exchange outside every session, if there is one:
    /// the months of permanence begin there.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn first_permanence(&self) -> Result<Option<Timestamp>> {
        self.read(|link| {
            async move {
                let first = row!(link, (Option<i64>,), "select min(asked_at) from exchange where session_id is null")?;
                Ok(first.and_then(|(first,)| first).map(instant))
            }
            .boxed()
        })
        .await
    }
}

/// A session as it stands.
pub(super) async fn kept(link: &mut Link, id: &SessionId) -> Result<Option<PlannedSession>> {
    let found =
        row!(link, Row, "select id, title, opens_at, closes_at, closed_at, door, plan, in_charge from session where id = $1", id.as_str())?;
    Ok(found.map(planned))
}

/// What comes with the end of some sessions, each with its title.
async fn end(link: &mut Link, ended: Vec<(String, String)>, answer_by: Timestamp, now: Timestamp) -> Result<Vec<SessionId>> {
    let mut ids = Vec::new();
    for (id, title) in ended {
        let id = SessionId::new(id);
        promise(link, &id, answer_by).await?;
        raise(link, "session_closed", &format!("{id} {title}"), now).await?;
        ids.push(id);
    }
    Ok(ids)
}
