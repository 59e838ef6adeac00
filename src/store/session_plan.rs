//! A session planned, planned anew, opened by hand: dates that are those of no
//! other session at its door, and nobody's changes lost.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{Link, execute, row};
use super::reminder::remind_anew;
use super::session::kept;
use super::{PlannedSession, PostKind, Store, clean, millis};
use crate::words::{AccountId, Door, SessionId};

/// What became of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Planned {
    /// It is kept.
    Kept,
    /// A session has that identifier already.
    SameName,
    /// This other session takes place at the same time and door.
    Overlaps(String),
    /// Somebody changed it since it was read.
    Changed,
    /// It cannot be changed any more: it has begun, or is not known.
    TooLate,
}

impl Store {
    /// Keeps a new session, unless another takes place at the same time and door.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn plan_session(&self, session: &PlannedSession, now: Timestamp) -> Result<Planned> {
        let session = session.clone();
        self.write(move |link| async move { plan(link, &session, now).await }.boxed()).await
    }

    /// Keeps a session that another database had. One that is past was not counted
    /// here, and ended at its own date: nobody is told of that, nothing is posted.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn bring_session(&self, session: &PlannedSession, now: Timestamp) -> Result<Planned> {
        let session = session.clone();
        self.write(move |link| async move { bring(link, &session, now).await }.boxed()).await
    }

    /// Whether a session was known here before its end, or something was asked in it.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn was_counted(&self, id: &SessionId) -> Result<bool> {
        let id = id.clone();
        self.read(move |link| {
            async move {
                let counted = row!(
                    link,
                    (i64,),
                    "select count(*) from session where id = $1
                       and (created_at < closes_at or exists (select 1 from exchange where session_id = $1))",
                    id.as_str()
                )?;
                Ok(counted.is_some_and(|(count,)| count > 0))
            }
            .boxed()
        })
        .await
    }

    /// Changes a session that was read as `read`, unless somebody changed it since;
    /// its dates and its door only as long as it has not begun. Whoever asked to be
    /// reminded of it is reminded of its new date by all of these kinds.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn replan_session(
        &self,
        read: &PlannedSession,
        session: &PlannedSession,
        reminders: Vec<&'static str>,
        now: Timestamp,
    ) -> Result<Planned> {
        let (read, session) = (read.clone(), session.clone());
        self.write(move |link| async move { replan(link, &read, &session, &reminders, now).await }.boxed()).await
    }

    /// Opens a session now, before its date, for as long as it was to last. One
    /// that is open already stays as it is.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn open_session(&self, id: &SessionId, now: Timestamp) -> Result<Planned> {
        let id = id.clone();
        self.write(move |link| async move { open(link, &id, now).await }.boxed()).await
    }
}

async fn plan(link: &mut Link, session: &PlannedSession, now: Timestamp) -> Result<Planned> {
    lock_plans(link).await?;
    if let Some(other) = overlapping(link, session).await? {
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

async fn bring(link: &mut Link, session: &PlannedSession, now: Timestamp) -> Result<Planned> {
    let planned = plan(link, session, now).await?;
    if planned != Planned::Kept || session.closes_at > now {
        return Ok(planned);
    }
    execute!(&mut *link, "update session set opened_at = opens_at, closed_at = closes_at where id = $1", session.id.as_str())?;
    for kind in [PostKind::Rating, PostKind::Report] {
        execute!(
            &mut *link,
            "insert into session_post (session_id, kind, shown, due_at) values ($1, $2, 'before', $3)",
            session.id.as_str(),
            kind.as_str(),
            millis(now)
        )?;
    }
    Ok(planned)
}

async fn replan(
    link: &mut Link,
    read: &PlannedSession,
    session: &PlannedSession,
    reminders: &[&'static str],
    now: Timestamp,
) -> Result<Planned> {
    lock_plans(link).await?;
    let Some(standing) = kept(link, &session.id).await? else { return Ok(Planned::TooLate) };
    // That the program noticed its end changes no plan.
    if (PlannedSession { closed_at: standing.closed_at, ..read.clone() }) != standing {
        return Ok(Planned::Changed);
    }
    let takes_place = |session: &PlannedSession| (session.opens_at, session.closes_at, session.door);
    if takes_place(&standing) != takes_place(session) {
        if standing.opens_at <= now {
            return Ok(Planned::TooLate);
        }
        if let Some(other) = overlapping(link, session).await? {
            return Ok(other);
        }
        take_place(link, session).await?;
    }
    if standing.opens_at != session.opens_at {
        remind_anew(link, session, reminders).await?;
    }
    note(link, session).await?;
    Ok(Planned::Kept)
}

async fn open(link: &mut Link, id: &SessionId, now: Timestamp) -> Result<Planned> {
    lock_plans(link).await?;
    let standing = kept(link, id).await?.filter(|session| session.closed_at.is_none() && session.closes_at > now);
    let Some(standing) = standing else { return Ok(Planned::TooLate) };
    if standing.opens_at > now {
        let length = standing.closes_at.duration_since(standing.opens_at);
        let session = PlannedSession { opens_at: now, closes_at: now + length, ..standing };
        if let Some(other) = overlapping(link, &session).await? {
            return Ok(other);
        }
        take_place(link, &session).await?;
    }
    execute!(link, "update session set opened_at = coalesce(opened_at, $1) where id = $2", millis(now), id.as_str())?;
    Ok(Planned::Kept)
}

/// Of two plans at once on PostgreSQL the later sees the earlier once it is kept.
/// Taken before any row, so that two of them never wait for one another.
pub(super) async fn lock_plans(link: &mut Link) -> Result<()> {
    if let Link::Postgres(_) = link {
        execute!(link, "lock table session in share row exclusive mode")?;
    }
    Ok(())
}

/// Another session that is open at an instant of this one, at a door of this
/// one: which of the two a question belongs to nobody could say.
async fn overlapping(link: &mut Link, session: &PlannedSession) -> Result<Option<Planned>> {
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

/// When and where it takes place.
async fn take_place(link: &mut Link, session: &PlannedSession) -> Result<()> {
    execute!(
        link,
        "update session set opens_at = $1, closes_at = $2, door = $3 where id = $4",
        millis(session.opens_at),
        millis(session.closes_at),
        session.door.map_or("", Door::as_str),
        session.id.as_str()
    )?;
    Ok(())
}

/// All else that is decided of it.
async fn note(link: &mut Link, session: &PlannedSession) -> Result<()> {
    execute!(
        link,
        "update session set title = $1, plan = $2, in_charge = $3 where id = $4",
        clean(&session.title),
        clean(&session.plan),
        session.in_charge.as_ref().map(AccountId::as_str),
        session.id.as_str()
    )?;
    Ok(())
}
