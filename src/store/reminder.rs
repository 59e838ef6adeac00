//! Who asked to be reminded of a session, and the reminders owed to them.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::gateway::conversation_of;
use super::link::{Link, execute, row, rows};
use super::outbox::owe_notice;
use super::rights::objects;
use super::{PlannedSession, Store, millis};
use crate::words::{Delivery, Door, Owed, Person, SessionId};

/// Somebody who asks to be reminded.
#[derive(Clone, Debug)]
pub struct NewReminder {
    /// Of which session.
    pub session: SessionId,
    /// Who.
    pub person: Person,
    /// The words of the reminders, as `sessions` names them.
    pub kinds: Vec<&'static str>,
    /// Where they ask from.
    pub door: Door,
    /// The channel they ask in; it takes a reminder only when they opened it.
    pub asked_in: Option<String>,
    /// A conversation they wrote in before this is not theirs any more.
    pub heard_since: Timestamp,
    /// When.
    pub at: Timestamp,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reminded {
    /// They will be.
    Kept,
    /// They opened no conversation with the bot where one could write to them.
    NoConversation,
    /// They have not said that they are 15 or older, or object: nothing is kept.
    NotKept,
}

impl Store {
    /// Keeps that somebody wants to be reminded; asking twice changes nothing.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn remind(&self, new: NewReminder) -> Result<Reminded> {
        self.write(move |link| async move { remind(link, &new).await }.boxed()).await
    }

    /// Owes a reminder of a session to whoever waits for it, in the conversation
    /// they opened; those on the web page read it there. An earlier one that was
    /// missed is not told any more, and nothing of a date that is no more. How many
    /// people it is for, each once however many instances ask.
    ///
    /// # Errors
    /// When the database is away: nobody is reminded then.
    pub async fn tell_reminders(
        &self,
        session: &PlannedSession,
        kind: &'static str,
        missed: &[&'static str],
        said: &str,
        now: Timestamp,
    ) -> Result<usize> {
        if !self.is_waited_for(&session.id, kind).await? {
            return Ok(0);
        }
        let (session, missed, told) = (session.clone(), missed.to_vec(), Owed::Reminder(said.to_owned()));
        let told = self.write(move |link| async move { tell(link, &session, kind, &missed, &told, now).await }.boxed()).await;
        // Whoever sends is not whoever looks at the clock.
        self.ring();
        told
    }

    /// Forgets who was to be reminded of sessions that began before an instant.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn forget_reminders(&self, began_before: Timestamp) -> Result<()> {
        self.write(move |link| {
            async move {
                execute!(
                    link,
                    "delete from session_reminder where session_id in (select id from session where opens_at <= $1)",
                    millis(began_before)
                )?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    async fn is_waited_for(&self, session: &SessionId, kind: &'static str) -> Result<bool> {
        let session = session.clone();
        self.read(move |link| {
            async move {
                let waiting = row!(
                    link,
                    (i64,),
                    "select count(*) from session_reminder where session_id = $1 and kind = $2 and told_at is null",
                    session.as_str(),
                    kind
                )?;
                Ok(waiting.is_some_and(|(count,)| count > 0))
            }
            .boxed()
        })
        .await
    }
}

/// The sessions that a person is to be reminded of.
pub(super) async fn reminded_of(link: &mut Link, person: &Person) -> Result<Vec<SessionId>> {
    let found =
        rows!(link, (String,), "select distinct session_id from session_reminder where person = $1 order by session_id", person.as_str())?;
    Ok(found.into_iter().map(|(id,)| SessionId::new(id)).collect())
}

async fn tell(
    link: &mut Link,
    session: &PlannedSession,
    kind: &'static str,
    missed: &[&'static str],
    told: &Owed,
    now: Timestamp,
) -> Result<usize> {
    // Locks it first: one that is moved at this moment is told of later.
    let sql = "update session set title = title where id = $1 and opens_at = $2";
    if execute!(&mut *link, sql, session.id.as_str(), millis(session.opens_at))? == 0 {
        return Ok(0);
    }
    let people = rows!(
        &mut *link,
        (Option<String>,),
        "update session_reminder set told_at = $1 where session_id = $2 and kind = $3 and told_at is null returning channel",
        millis(now),
        session.id.as_str(),
        kind
    )?;
    for earlier in missed {
        let sql = "update session_reminder set told_at = $1 where session_id = $2 and kind = $3 and told_at is null";
        execute!(&mut *link, sql, millis(now), session.id.as_str(), *earlier)?;
    }
    for channel in people.iter().filter_map(|(channel,)| channel.clone()) {
        owe_notice(link, told, &Delivery::Channel { channel, message: None }, now).await?;
    }
    Ok(people.len())
}

/// Reminds of the new date of a session whoever was to be reminded of the old one,
/// also whoever was told that one: a kind that is due already is told at once.
pub(super) async fn remind_anew(link: &mut Link, session: &PlannedSession, kinds: &[&'static str]) -> Result<()> {
    // An erasure comes wholly before or wholly after.
    execute!(
        &mut *link,
        "update person set last_seen_at = last_seen_at where id in (select person from session_reminder where session_id = $1)",
        session.id.as_str()
    )?;
    execute!(&mut *link, "update session_reminder set told_at = null where session_id = $1", session.id.as_str())?;
    for kind in kinds {
        execute!(
            &mut *link,
            "insert into session_reminder (session_id, person, kind, channel, created_at)
             select session_id, person, cast($2 as text), max(channel), min(created_at) from session_reminder
             where session_id = $1 group by session_id, person
             on conflict (session_id, person, kind) do nothing",
            session.id.as_str(),
            *kind
        )?;
    }
    Ok(())
}

/// The person's row comes first, so that an erasure comes wholly before or
/// wholly after.
async fn remind(link: &mut Link, new: &NewReminder) -> Result<Reminded> {
    let of_age =
        execute!(&mut *link, "update person set last_seen_at = last_seen_at where id = $1 and of_age_at is not null", new.person.as_str())?;
    if of_age == 0 || objects(link, &new.person).await? {
        return Ok(Reminded::NotKept);
    }
    let channel = match new.door {
        Door::Web => None,
        Door::Discord => match conversation_of(link, new.person.as_str(), new.asked_in.as_deref(), new.heard_since).await? {
            None => return Ok(Reminded::NoConversation),
            channel => channel,
        },
    };
    for kind in &new.kinds {
        execute!(
            &mut *link,
            "insert into session_reminder (session_id, person, kind, channel, created_at) values ($1, $2, $3, $4, $5)
             on conflict (session_id, person, kind) do nothing",
            new.session.as_str(),
            new.person.as_str(),
            *kind,
            channel.as_deref(),
            millis(new.at)
        )?;
    }
    Ok(Reminded::Kept)
}
