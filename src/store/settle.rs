//! What a person makes of the topics they were shown: a tap, or a few words.

use anyhow::{Context, Result};
use futures::FutureExt;
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use super::exchange::{receive, repeated_once};
use super::link::{Link, execute};
use super::outcomes::listed;
use super::{Decided, Recorded, Store, clean, millis};
use crate::words::{AnsweredBy, Delivery, EntryId, ExchangeId, MessageRef, Outcome, Owed, Person};

/// A message that says which of the topics is meant.
#[derive(Clone, Debug)]
pub struct TypedChoice {
    /// What makes the message unique.
    pub reference: MessageRef,
    /// The exchange it settles.
    pub exchange: ExchangeId,
    /// Who typed it.
    pub person: Person,
    /// When.
    pub typed_at: Timestamp,
    /// What the exchange becomes.
    pub decided: Decided,
    /// Where to send the reply, for a door that does not wait for it.
    pub delivery: Option<Delivery>,
}

impl Store {
    /// Settles an exchange by what its person chose. False when it is not
    /// theirs or was settled already.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn settle(&self, exchange: &ExchangeId, person: &Person, decided: Decided) -> Result<bool> {
        let (exchange, person) = (exchange.clone(), person.clone());
        self.write(move |link| async move { settle(link, &exchange, &person, &decided).await }.boxed()).await
    }

    /// Keeps a message that settles the exchange before it, and the message owed,
    /// in one transaction. It is no question of its own: it opens no exchange.
    ///
    /// # Errors
    /// When the database is away: nothing is kept then.
    pub async fn record_choice(&self, typed: TypedChoice) -> Result<Recorded> {
        self.write(move |link| async move { record_choice(link, &typed).await.context("recording a choice") }.boxed()).await
    }
}

/// How sure the first match was and what it was near to stay: no choice changes them.
async fn settle(link: &mut Link, exchange: &ExchangeId, person: &Person, decided: &Decided) -> Result<bool> {
    let open = listed(Outcome::is_open);
    let changed = execute!(
        link,
        AssertSqlSafe(format!(
            "update exchange set outcome = $1, entry = $2, theme = $3, reply = $4, answered_at = $5, answered_by = $6, faq_version = $7
             where id = $8 and outcome in ({open})
               and conversation_id in (select id from conversation where person = $9)"
        )),
        decided.outcome.as_str(),
        decided.entry.as_ref().map(EntryId::as_str),
        decided.theme.as_deref(),
        clean(&decided.reply),
        decided.answered_at.map(millis),
        decided.answered_at.map(|_| AnsweredBy::Bot.as_str()),
        decided.faq_version.as_str(),
        exchange.as_str(),
        person.as_str()
    )?;
    Ok(changed > 0)
}

/// One that a tap has settled meanwhile stays as it is; its person gets the reply
/// to what they typed all the same.
async fn record_choice(link: &mut Link, typed: &TypedChoice) -> Result<Recorded> {
    if !receive(link, &typed.reference, &typed.exchange, typed.typed_at).await? {
        return repeated_once(link, &typed.reference).await;
    }
    go_on(link, typed).await?;
    settle(link, &typed.exchange, &typed.person, &typed.decided).await?;
    if let Some(delivery) = &typed.delivery {
        super::outbox::owe_again(link, &typed.exchange, &Owed::Reply(typed.decided.reply.clone()), delivery, typed.typed_at).await?;
    }
    Ok(Recorded::New)
}

/// The conversation goes on, and its person is still there; their row comes
/// first, as everywhere, so that two messages never wait for each other.
async fn go_on(link: &mut Link, typed: &TypedChoice) -> Result<()> {
    execute!(
        &mut *link,
        "update person set last_seen_at = case when last_seen_at > $1 then last_seen_at else $1 end where id = $2",
        millis(typed.typed_at),
        typed.person.as_str()
    )?;
    execute!(
        link,
        "update conversation set last_at = case when last_at > $1 then last_at else $1 end
         where person = $2 and id = (select conversation_id from exchange where id = $3)",
        millis(typed.typed_at),
        typed.person.as_str(),
        typed.exchange.as_str()
    )?;
    Ok(())
}
