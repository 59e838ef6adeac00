//! What is known of a person at the instant they ask.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use super::calm::lockdown;
use super::exchange::CONVERSATION_IDLE;
use super::link::{Link, row};
use super::outcomes::listed;
use super::rights::objects;
use super::{Lockdown, Store, millis};
use crate::words::{EntryId, ExchangeId, Outcome, Person};

/// What is known of a person when they ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// They object to anything being kept of them.
    pub objects: bool,
    /// They were shown the notice.
    pub noticed: bool,
    /// They said they are 15 or older.
    pub of_age: bool,
    /// The source of their first contact is known.
    pub source_known: bool,
    /// They got an answer before, however long ago.
    pub answered_before: bool,
    /// Whether new questions are refused.
    pub lockdown: Lockdown,
    /// The entry of the last answer they got in the same conversation.
    pub previous: Option<EntryId>,
    /// The last exchange of the same conversation, when topics to choose from may
    /// still stand under it.
    pub open: Option<OpenExchange>,
}

/// An exchange that was not answered for sure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenExchange {
    /// Its identifier.
    pub id: ExchangeId,
    /// What was replied, as JSON.
    pub reply: String,
}

impl Store {
    /// What is known of a person at an instant.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn standing(&self, person: &Person, at: Timestamp) -> Result<Standing> {
        let person = person.clone();
        self.read(move |link| async move { standing(link, &person, at).await }.boxed()).await
    }
}

async fn standing(link: &mut Link, person: &Person, at: Timestamp) -> Result<Standing> {
    if objects(link, person).await? {
        return Ok(Standing { objects: true, noticed: true, lockdown: lockdown(link).await?, ..Standing::default() });
    }
    let known = row!(
        &mut *link,
        (Option<i64>, Option<i64>, Option<String>),
        "select noticed_at, of_age_at, source from person where id = $1",
        person.as_str()
    )?;
    let lockdown = lockdown(link).await?;
    let Some((noticed, of_age, source)) = known else { return Ok(Standing { lockdown, ..Standing::default() }) };
    Ok(Standing {
        objects: false,
        noticed: noticed.is_some(),
        of_age: of_age.is_some(),
        source_known: source.is_some(),
        answered_before: was_answered(link, person).await?,
        lockdown,
        previous: previous_entry(link, person, at).await?,
        open: open_exchange(link, person, at).await?,
    })
}

/// Whether an entry answered one of their questions, also one that then went to
/// a person.
async fn was_answered(link: &mut Link, person: &Person) -> Result<bool> {
    let found = row!(
        link,
        (String,),
        AssertSqlSafe(format!(
            "select e.id from exchange e join conversation c on c.id = e.conversation_id
             where c.person = $1 and e.entry is not null and e.outcome in ({}) limit 1",
            listed(|outcome| outcome.is_curated() || outcome.is_handed_over())
        )),
        person.as_str()
    )?;
    Ok(found.is_some())
}

/// The entry that answered last in a conversation that still goes on.
async fn previous_entry(link: &mut Link, person: &Person, at: Timestamp) -> Result<Option<EntryId>> {
    let found = row!(
        link,
        (Option<String>,),
        AssertSqlSafe(format!(
            "select e.entry from exchange e join conversation c on c.id = e.conversation_id
             where c.person = $1 and e.outcome in ({}) and e.asked_at >= $2 and e.asked_at <= $3
             order by e.asked_at desc, e.id desc limit 1",
            listed(Outcome::is_curated)
        )),
        person.as_str(),
        millis(at - CONVERSATION_IDLE),
        millis(at)
    )?;
    Ok(found.and_then(|(entry,)| entry).map(EntryId::new))
}

/// The last exchange of a conversation that still goes on, when it is open.
async fn open_exchange(link: &mut Link, person: &Person, at: Timestamp) -> Result<Option<OpenExchange>> {
    let last = row!(
        link,
        (String, String, Option<String>),
        "select e.id, e.outcome, e.reply from exchange e join conversation c on c.id = e.conversation_id
         where c.person = $1 and e.asked_at >= $2 and e.asked_at <= $3
         order by e.asked_at desc, e.id desc limit 1",
        person.as_str(),
        millis(at - CONVERSATION_IDLE),
        millis(at)
    )?;
    let open = last.filter(|(_, outcome, _)| Outcome::of_word(outcome).is_some_and(Outcome::is_open));
    Ok(open.and_then(|(id, _, reply)| Some(OpenExchange { id: ExchangeId::new(id), reply: reply? })))
}
