//! A session called off before it begins: what hung on it, and what its
//! announcement remembers of it.

use std::collections::BTreeSet;

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{Link, execute, rows};
use super::outbox::owe_notice;
use super::session_plan::lock_plans;
use super::{SessionPost, Store, instant, millis};
use crate::words::{Delivery, Owed, SessionId};

/// What begins the word of an announcement whose session was called off.
const CALLED_OFF: &str = "off ";

/// A session that is no more, as its announcement remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalledOff {
    /// When it was to begin.
    pub opens_at: Timestamp,
    /// When it was to end.
    pub closes_at: Timestamp,
    /// Its title.
    pub title: String,
}

impl CalledOff {
    /// What an announcement remembers; none when its session was not called off.
    pub fn of(post: &SessionPost) -> Option<Self> {
        let mut words = post.shown.strip_prefix(CALLED_OFF)?.splitn(3, ' ');
        let (opens_at, closes_at) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        Some(Self { opens_at: instant(opens_at), closes_at: instant(closes_at), title: words.next()?.to_owned() })
    }
}

impl Store {
    /// Calls a session off that has not begun. What was asked for it in advance
    /// waits in the permanence, and whoever was to be reminded of it is told so in
    /// the conversation they opened. False when it has begun, or is not known.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn call_off_session(&self, id: &SessionId, said: &str, now: Timestamp) -> Result<bool> {
        let (id, said) = (id.clone(), Owed::CalledOff(said.to_owned()));
        let done = self.write(move |link| async move { call_off(link, &id, &said, now).await }.boxed()).await;
        // Whoever sends is not whoever calls off.
        self.ring();
        done
    }
}

async fn call_off(link: &mut Link, id: &SessionId, said: &Owed, now: Timestamp) -> Result<bool> {
    lock_plans(link).await?;
    if !is_held_before_it_begins(link, id, now).await? {
        return Ok(false);
    }
    tell_who_waits(link, id, said, now).await?;
    execute!(&mut *link, "update queued_question set session_id = null where session_id = $1", id.as_str())?;
    execute!(&mut *link, "update exchange set session_id = null where session_id = $1", id.as_str())?;
    send_guests_away(link, id).await?;
    mark_announcement(link, id, now).await?;
    Ok(execute!(link, "delete from session where id = $1", id.as_str())? > 0)
}

/// Locks it first: a session that opens at this moment stays, and nobody asks for
/// a reminder of it meanwhile.
async fn is_held_before_it_begins(link: &mut Link, id: &SessionId, now: Timestamp) -> Result<bool> {
    if let Link::Postgres(_) = link {
        execute!(&mut *link, "select id from session where id = $1 for update", id.as_str())?;
    }
    let held = execute!(
        link,
        "update session set title = title where id = $1 and opens_at > $2 and opened_at is null and closed_at is null",
        id.as_str(),
        millis(now)
    )?;
    Ok(held > 0)
}

/// Nobody is reminded of it any more.
async fn tell_who_waits(link: &mut Link, id: &SessionId, said: &Owed, now: Timestamp) -> Result<()> {
    let waiting =
        rows!(&mut *link, (Option<String>,), "delete from session_reminder where session_id = $1 returning channel", id.as_str())?;
    let channels: BTreeSet<String> = waiting.into_iter().filter_map(|(channel,)| channel).collect();
    for channel in channels {
        owe_notice(link, said, &Delivery::Channel { channel, message: None }, now).await?;
    }
    Ok(())
}

/// The links of its guests end with it.
async fn send_guests_away(link: &mut Link, id: &SessionId) -> Result<()> {
    execute!(
        &mut *link,
        "delete from staff_login where account_id in (select account_id from session_guest where session_id = $1)",
        id.as_str()
    )?;
    execute!(&mut *link, "delete from session_guest where session_id = $1", id.as_str())?;
    execute!(
        link,
        "delete from staff_account where password_hash = '' and id not in (select account_id from session_guest)
           and id not in (select account_id from staff_login)"
    )?;
    Ok(())
}

/// Where it was announced will say so; of what else was said of it, the event is
/// still to be taken back.
async fn mark_announcement(link: &mut Link, id: &SessionId, now: Timestamp) -> Result<()> {
    execute!(
        &mut *link,
        "update session_post set due_at = $2, shown = $3 || (select cast(opens_at as text) || ' ' || cast(closes_at as text) || ' ' || title
                                                             from session where id = $1)
         where session_id = $1 and kind = 'announcement' and message is not null and shown <> 'deleted'",
        id.as_str(),
        millis(now),
        CALLED_OFF
    )?;
    execute!(
        link,
        "delete from session_post where session_id = $1 and kind <> 'event' and not (kind = 'announcement' and shown like 'off %')",
        id.as_str()
    )?;
    Ok(())
}
