//! The dated t'chats: planned, opened, closed, and their frozen figures.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::alert::raise;
use super::link::{Link, execute, row, rows};
use super::queue::promise;
use super::{Store, clean, instant, millis};
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

/// What became of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Planned {
    /// It is kept.
    Kept,
    /// A session has that identifier already.
    SameName,
    /// This other session takes place at the same time and door.
    Overlaps(String),
    /// It cannot be changed any more: it has begun, or is not known.
    TooLate,
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
    /// Keeps a new session, unless another takes place at the same time and door.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn plan_session(&self, session: &PlannedSession, now: Timestamp) -> Result<Planned> {
        let session = session.clone();
        self.write(move |link| {
            async move {
                if let Some(other) = overlapping(link, &session).await? {
                    return Ok(other);
                }
                let fresh = execute!(
                    link,
                    "insert into session (id, title, opens_at, closes_at, created_at, door, plan, in_charge)
                     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing",
                    session.id.as_str(),
                    clean(&session.title),
                    millis(session.opens_at),
                    millis(session.closes_at),
                    millis(now),
                    session.door.map_or("", Door::as_str),
                    clean(&session.plan),
                    session.in_charge.as_ref().map(AccountId::as_str)
                )?;
                Ok(if fresh > 0 { Planned::Kept } else { Planned::SameName })
            }
            .boxed()
        })
        .await
    }

    /// Changes a session; its dates and its door only as long as it has not begun.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn replan_session(&self, session: &PlannedSession, now: Timestamp) -> Result<Planned> {
        let session = session.clone();
        self.write(move |link| {
            async move {
                if let Some(other) = overlapping(link, &session).await? {
                    return Ok(other);
                }
                let changed = execute!(
                    link,
                    "update session set title = $1, opens_at = $2, closes_at = $3, door = $4, plan = $5, in_charge = $8
                     where id = $6 and (opens_at > $7 or (opens_at = $2 and closes_at = $3 and door = $4))",
                    clean(&session.title),
                    millis(session.opens_at),
                    millis(session.closes_at),
                    session.door.map_or("", Door::as_str),
                    clean(&session.plan),
                    session.id.as_str(),
                    millis(now),
                    session.in_charge.as_ref().map(AccountId::as_str)
                )?;
                Ok(if changed > 0 { Planned::Kept } else { Planned::TooLate })
            }
            .boxed()
        })
        .await
    }

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
        self.read(move |link| {
            async move {
                let found = row!(
                    link,
                    Row,
                    "select id, title, opens_at, closes_at, closed_at, door, plan, in_charge from session where id = $1",
                    id.as_str()
                )?;
                Ok(found.map(planned))
            }
            .boxed()
        })
        .await
    }

    /// Opens a session now, before its date. False when it is over or unknown.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn open_session(&self, id: &SessionId, now: Timestamp) -> Result<bool> {
        let id = id.clone();
        self.write(move |link| {
            async move {
                let changed = execute!(
                    link,
                    "update session set opens_at = case when opens_at > $1 then $1 else opens_at end, opened_at = coalesce(opened_at, $1)
                     where id = $2 and closed_at is null and closes_at > $1",
                    millis(now),
                    id.as_str()
                )?;
                Ok(changed > 0)
            }
            .boxed()
        })
        .await
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

/// Another session that is open at an instant of this one, at a door of this
/// one: which of the two a question belongs to nobody could say. Of two plans at
/// once on PostgreSQL the later sees the earlier once it is kept.
async fn overlapping(link: &mut Link, session: &PlannedSession) -> Result<Option<Planned>> {
    if let Link::Postgres(_) = link {
        execute!(&mut *link, "lock table session in share row exclusive mode")?;
    }
    let other = row!(
        link,
        (String,),
        "select title from session where id <> $1 and opens_at < $2 and closes_at > $3
           and (door = '' or $4 = '' or door = $4) order by opens_at limit 1",
        session.id.as_str(),
        millis(session.closes_at),
        millis(session.opens_at),
        session.door.map_or("", Door::as_str)
    )?;
    Ok(other.map(|(title,)| Planned::Overlaps(title)))
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
