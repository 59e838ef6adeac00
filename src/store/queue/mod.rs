//! The queue of questions that wait for people: those that ask the same stand
//! as one, taken by one, settled for all.
//!
//! Every gesture is one conditional update of the queued question, so that of
//! two experts, or two instances, one has it. What nobody waits for any more,
//! as after an erasure, is not in the queue.

mod anew;
mod answered;
mod charge;
mod promise;
mod settle;
mod shown;

use anyhow::Result;
use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

pub use anew::NewPlace;
pub(super) use anew::{lock_spot, place_anew};
pub use answered::AnsweredSame;
pub(super) use promise::promise;
pub(super) use settle::owe_to;
pub use settle::{Resolution, Settled};
pub use shown::{PublicAnswer, WaitingPlace};

use super::link::{Link, execute, row, rows};
use super::{Store, instant, millis};
use crate::words::{AccountId, Door, HandoverId, QueuedId, SessionId, kept_word};

/// How long a question stays with who took it when nothing more is heard of them.
pub const TAKEN_FOR: SignedDuration = SignedDuration::from_mins(10);

/// What the name of who answers in Discord, without an account here, begins with.
const OF_DISCORD: &str = "discord-";

/// Who answers in Discord, by the beginning of their pseudonym.
pub fn answerer_in_discord(beginning: &str) -> AccountId {
    AccountId::new(format!("{OF_DISCORD}{beginning}"))
}

/// The most hand-overs that are read at once.
const MOST: i64 = 2_000;

/// A queued question with everybody who waits for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedQuestion {
    /// The queued question.
    pub id: QueuedId,
    /// The session it was asked in; none for the permanence.
    pub session: Option<SessionId>,
    /// The theme it is nearest to, if any.
    pub theme: Option<String>,
    /// Who has it now, if somebody does.
    pub taken: Option<Taken>,
    /// Since when the first of them waits.
    pub since: Timestamp,
    /// When an answer was promised for, if one was.
    pub promised_for: Option<Timestamp>,
    /// Who sees to it that it is answered, if somebody was named.
    pub in_charge: Option<Charged>,
    /// Each person's hand-over, oldest first; never empty.
    pub asked: Vec<AskedSame>,
}

/// Who takes care of a question, and until when nobody else may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Their account.
    pub by: AccountId,
    /// Their name, as the team reads it.
    pub name: String,
    /// Until when, unless they give a sign.
    pub until: Timestamp,
}

/// Who sees to it that a question is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charged {
    /// Their account.
    pub account: AccountId,
    /// Their name, as the team reads it.
    pub name: String,
}

impl Taken {
    /// Whether they took it in Discord, without an account here.
    pub fn is_in_discord(&self) -> bool {
        self.by.as_str().starts_with(OF_DISCORD)
    }
}

/// One hand-over of a queued question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedSame {
    /// The hand-over.
    pub id: HandoverId,
    /// The redacted question; none when its text is gone.
    pub question: Option<String>,
    /// The door it came through.
    pub door: Door,
    /// Since when it waits.
    pub since: Timestamp,
}

/// Whether a gesture on a queued question was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handled {
    /// It is done.
    Done,
    /// Somebody else has it.
    TakenBy(String),
    /// It does not wait any more.
    Gone,
}

kept_word! {
    /// Why a moderator takes a question out of the queue.
    pub enum Mark {
        /// It has no place here: a mistake, a duplicate.
        Hidden = "hidden",
        /// It insults or threatens; counted.
        Hostile = "hostile",
    }
}

/// One hand-over with its queued question.
#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    session_id: Option<String>,
    theme: Option<String>,
    owner: Option<String>,
    name: Option<String>,
    taken_until: Option<i64>,
    created_at: i64,
    promised_for: Option<i64>,
    in_charge: Option<String>,
    charged_name: Option<String>,
    handover: String,
    question: Option<String>,
    door: String,
    asked_at: i64,
}

impl Store {
    /// What waits for people, oldest first; a question that was taken too long
    /// ago is free again.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn queue(&self, now: Timestamp) -> Result<Vec<QueuedQuestion>> {
        let found = self
            .read(|link| {
                async move {
                    let found = rows!(
                        &mut *link,
                        Row,
                        "select q.id, q.session_id, q.theme, q.owner, a.name, q.taken_until, q.created_at, q.promised_for, q.in_charge,
                                b.name as charged_name, h.id as handover,
                                e.question, e.door, h.created_at as asked_at
                         from queued_question q join handover h on h.queued_id = q.id join exchange e on e.id = h.exchange_id
                              left join staff_account a on a.id = q.owner left join staff_account b on b.id = q.in_charge
                         where h.state = 'waiting' and q.state in ('waiting', 'taken')
                         order by q.created_at, q.id, h.created_at, h.id limit $1",
                        MOST
                    )?;
                    Ok(found)
                }
                .boxed()
            })
            .await?;
        Ok(gathered(found, now))
    }

    /// Takes a question, or keeps it longer: one expert has it, until ten
    /// minutes after their last sign.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn take(&self, id: &QueuedId, by: &AccountId, now: Timestamp) -> Result<Handled> {
        self.gesture(id, by, now, |link, id, by, now| {
            async move {
                Ok(execute!(
                    link,
                    "update queued_question set state = 'taken', owner = $1, taken_until = $2
                     where id = $3 and (state = 'waiting' or (state = 'taken' and (owner = $1 or taken_until <= $4)))",
                    by.as_str(),
                    millis(now + TAKEN_FOR),
                    id.as_str(),
                    millis(now)
                )?)
            }
            .boxed()
        })
        .await
    }

    /// Gives a question back to the queue, or to another theme of it.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn pass_on(&self, id: &QueuedId, by: &AccountId, theme: Option<&str>, now: Timestamp) -> Result<Handled> {
        let theme = theme.map(str::to_owned);
        self.gesture(id, by, now, |link, id, by, now| {
            async move {
                Ok(execute!(
                    link,
                    "update queued_question set state = 'waiting', owner = null, taken_until = null, theme = coalesce($1, theme)
                     where id = $2 and (state = 'waiting' or (state = 'taken' and (owner = $3 or taken_until <= $4)))",
                    theme.as_deref(),
                    id.as_str(),
                    by.as_str(),
                    millis(now)
                )?)
            }
            .boxed()
        })
        .await
    }

    /// Takes a question out of the queue without an answer.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn close_queued(&self, id: &QueuedId, by: &AccountId, mark: Mark, now: Timestamp) -> Result<Handled> {
        self.gesture(id, by, now, move |link, id, by, now| {
            async move {
                let closed = execute!(
                    &mut *link,
                    "update queued_question set state = 'closed', mark = $1, settled_at = $2
                     where id = $3 and (state = 'waiting' or (state = 'taken' and (owner = $4 or taken_until <= $2)))",
                    mark.as_str(),
                    millis(now),
                    id.as_str(),
                    by.as_str()
                )?;
                if closed > 0 {
                    execute!(link, "update handover set state = 'closed' where queued_id = $1 and state = 'waiting'", id.as_str())?;
                }
                Ok(closed)
            }
            .boxed()
        })
        .await
    }

    /// Makes two queued questions one: whoever asked the first waits for the
    /// second. Not while somebody has either.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn merge(&self, from: &QueuedId, into: &QueuedId) -> Result<bool> {
        let (from, into) = (from.clone(), into.clone());
        self.write(move |link| async move { merge(link, &from, &into).await }.boxed()).await
    }

    /// Takes one hand-over out of a queued question, which others go on waiting
    /// for; it waits under its own name.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn split(&self, id: &HandoverId) -> Result<bool> {
        let id = id.clone();
        self.write(move |link| async move { split(link, &id).await }.boxed()).await
    }

    /// A gesture, then who was in its way when nothing changed.
    async fn gesture<F>(&self, id: &QueuedId, by: &AccountId, now: Timestamp, change: F) -> Result<Handled>
    where
        F: for<'c> FnOnce(&'c mut Link, QueuedId, AccountId, Timestamp) -> BoxFuture<'c, Result<u64>> + Send + 'static,
    {
        let (id, by) = (id.clone(), by.clone());
        self.write(move |link| {
            async move {
                if change(&mut *link, id.clone(), by, now).await? > 0 {
                    return Ok(Handled::Done);
                }
                in_the_way(link, &id).await
            }
            .boxed()
        })
        .await
    }
}

/// Who has a question that could not be changed.
async fn in_the_way(link: &mut Link, id: &QueuedId) -> Result<Handled> {
    let owner = row!(
        link,
        (Option<String>, Option<String>),
        "select q.owner, a.name from queued_question q left join staff_account a on a.id = q.owner where q.id = $1 and q.state = 'taken'",
        id.as_str()
    )?;
    Ok(owner.map_or(Handled::Gone, |(owner, name)| Handled::TakenBy(name_of(&owner.unwrap_or_default(), name))))
}

fn gathered(found: Vec<Row>, now: Timestamp) -> Vec<QueuedQuestion> {
    let mut queue: Vec<QueuedQuestion> = Vec::new();
    for row in found {
        let door = Door::of_word(&row.door).unwrap_or(Door::Web);
        let asked = AskedSame { id: HandoverId::new(row.handover), question: row.question, door, since: instant(row.asked_at) };
        match queue.last_mut().filter(|last| last.id.as_str() == row.id) {
            Some(last) => last.asked.push(asked),
            None => queue.push(QueuedQuestion {
                id: QueuedId::new(row.id),
                session: row.session_id.map(SessionId::new),
                theme: row.theme,
                taken: taken(row.owner, row.name, row.taken_until).filter(|taken| taken.until > now),
                since: instant(row.created_at),
                promised_for: row.promised_for.map(instant),
                in_charge: charged(row.in_charge, row.charged_name),
                asked: vec![asked],
            }),
        }
    }
    queue
}

fn charged(account: Option<String>, name: Option<String>) -> Option<Charged> {
    Some(Charged { account: AccountId::new(account?), name: name.unwrap_or_default() })
}

fn taken(owner: Option<String>, name: Option<String>, until: Option<i64>) -> Option<Taken> {
    let owner = owner?;
    Some(Taken { name: name_of(&owner, name), by: AccountId::new(owner), until: instant(until?) })
}

/// How the team reads who has a question: the name of their account, or the
/// beginning of their pseudonym, as the log has it, for who has none.
fn name_of(owner: &str, name: Option<String>) -> String {
    let of_discord = || owner.strip_prefix(OF_DISCORD).map(|beginning| format!("Discord {beginning}"));
    name.or_else(of_discord).unwrap_or_default()
}

/// Both are locked in the order of their names, so that two merges the other way
/// round do not wait for each other.
async fn merge(link: &mut Link, from: &QueuedId, into: &QueuedId) -> Result<bool> {
    let mut both = [from.as_str(), into.as_str()];
    both.sort_unstable();
    if from == into {
        return Ok(false);
    }
    for id in both {
        let waits = execute!(&mut *link, "update queued_question set state = 'waiting' where id = $1 and state = 'waiting'", id)?;
        if waits == 0 {
            return Ok(false);
        }
    }
    execute!(&mut *link, "update handover set queued_id = $1 where queued_id = $2", into.as_str(), from.as_str())?;
    execute!(
        &mut *link,
        "update queued_question set created_at = (select min(h.created_at) from handover h where h.queued_id = $1) where id = $1",
        into.as_str()
    )?;
    execute!(link, "delete from queued_question where id = $1", from.as_str())?;
    Ok(true)
}

async fn split(link: &mut Link, id: &HandoverId) -> Result<bool> {
    let of_several = row!(
        &mut *link,
        (String,),
        "select h.queued_id from handover h join queued_question q on q.id = h.queued_id
         where h.id = $1 and h.state = 'waiting' and q.state = 'waiting'
           and (select count(*) from handover o where o.queued_id = h.queued_id and o.state = 'waiting') > 1",
        id.as_str()
    )?;
    let Some((queued,)) = of_several else { return Ok(false) };
    // The name of the first hand-over is that of the question it began.
    let name = crate::words::random_word();
    execute!(
        &mut *link,
        "insert into queued_question (id, session_id, theme, state, created_at)
         select $1, q.session_id, q.theme, 'waiting', h.created_at from queued_question q join handover h on h.queued_id = q.id
         where h.id = $2",
        name.as_str(),
        id.as_str()
    )?;
    let moved = execute!(
        link,
        "update handover set queued_id = $1 where id = $2 and queued_id = $3 and state = 'waiting'",
        name.as_str(),
        id.as_str(),
        queued.as_str()
    )?;
    Ok(moved > 0)
}
