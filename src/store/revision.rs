//! What becomes of a question whose author changed or deleted its message.

use anyhow::{Context, Result};
use futures::FutureExt;
use jiff::Timestamp;

use super::exchange::{receive, repeated_once};
use super::link::{Link, execute, row};
use super::queue::{NewPlace, lock_spot, place_anew};
use super::{Decided, Recorded, Store, clean, millis};
use crate::words::{AnsweredBy, Delivery, EntryId, ExchangeId, MessageRef, Outcome, Owed, Person};

/// What a message that is not there any more stands for in the inbox: it names
/// no exchange, so that the message is answered by nothing if it comes later.
const WITHDRAWN: &str = "withdrawn";

/// A question as it was first asked in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedInMessage {
    /// Its exchange.
    pub exchange: ExchangeId,
    /// The redacted text, if it is kept.
    pub question: Option<String>,
    /// What was replied, as JSON.
    pub reply: Option<String>,
    /// Whether people are done with it: it stays as it is then.
    pub is_settled_by_people: bool,
    /// Whether it waits for a person.
    pub waits: bool,
}

/// A question in other words.
#[derive(Clone, Debug)]
pub struct Revision {
    /// What makes this change of the message unique.
    pub reference: MessageRef,
    /// The exchange.
    pub exchange: ExchangeId,
    /// Whose it is.
    pub person: Person,
    /// When it was changed.
    pub at: Timestamp,
    /// The new redacted text.
    pub question: String,
    /// What is made of it now; none when the reply would say the same.
    pub decided: Option<Decided>,
    /// Where it belongs in the queue now; none when it does not wait there.
    pub place: Option<NewPlace>,
    /// Where to send the new reply, for a door that does not wait for it.
    pub delivery: Option<Delivery>,
}

impl Store {
    /// The question that a person asked in a message; none when that message
    /// asked none of its own, or is not known.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn asked_in(&self, reference: &MessageRef, person: &Person) -> Result<Option<AskedInMessage>> {
        let (reference, person) = (reference.clone(), person.clone());
        self.read(move |link| async move { asked_in(link, &reference, &person).await }.boxed()).await
    }

    /// Keeps a question in its new words, and owes the new reply, if there is
    /// one. A question that a person answered meanwhile stays as it was.
    ///
    /// # Errors
    /// When the database is away: nothing changes then.
    pub async fn revise(&self, revision: Revision) -> Result<Recorded> {
        self.write(move |link| async move { revise(link, &revision).await.context("revising a question") }.boxed()).await
    }

    /// Removes what was asked in a message that was deleted: its text, the reply
    /// still owed, its place in the list of those who wait for a person. True
    /// when it asked something. A message that is not known is not answered if
    /// it comes later, which only a recent one can.
    ///
    /// # Errors
    /// When the database is away: nothing is removed then.
    pub async fn withdraw(&self, reference: &MessageRef, is_recent: bool, at: Timestamp) -> Result<Option<ExchangeId>> {
        let reference = reference.clone();
        self.write(move |link| async move { withdraw(link, &reference, is_recent, at).await.context("withdrawing a question") }.boxed())
            .await
    }
}

/// A message may also have chosen a topic of the exchange before it: the first
/// one received is the question itself.
async fn asked_in(link: &mut Link, reference: &MessageRef, person: &Person) -> Result<Option<AskedInMessage>> {
    let found = row!(
        link,
        (String, Option<String>, Option<String>, i64, i64),
        "select e.id, e.question, e.reply,
                (select count(*) from handover h where h.exchange_id = e.id and h.state in ('answered', 'declined', 'closed') and h.queued_id is not null),
                (select count(*) from handover h where h.exchange_id = e.id and h.state = 'waiting')
         from inbox i join exchange e on e.id = i.exchange_id join conversation c on c.id = e.conversation_id
         where i.reference = $1 and c.person = $2
           and not exists (select 1 from inbox b where b.exchange_id = i.exchange_id and b.received_at < i.received_at)",
        reference.as_str(),
        person.as_str()
    )?;
    Ok(found.map(|(exchange, question, reply, settled, waiting)| AskedInMessage {
        exchange: ExchangeId::new(exchange),
        question,
        reply,
        is_settled_by_people: settled > 0,
        waits: waiting > 0,
    }))
}

async fn revise(link: &mut Link, revision: &Revision) -> Result<Recorded> {
    if !receive(link, &revision.reference, &revision.exchange, revision.at).await? {
        return repeated_once(link, &revision.reference).await;
    }
    let spot = match &revision.place {
        Some(place) => lock_spot(link, &revision.exchange, place).await?,
        None => None,
    };
    execute!(&mut *link, "update person set last_seen_at = last_seen_at where id = $1", revision.person.as_str())?;
    let changed = execute!(
        &mut *link,
        "update exchange set question = case when question is null then question else $1 end
         where id = $2 and conversation_id in (select id from conversation where person = $3)
           and not exists (select 1 from handover h where h.exchange_id = exchange.id and h.state in ('answered', 'declined', 'closed') and h.queued_id is not null)",
        clean(&revision.question),
        revision.exchange.as_str(),
        revision.person.as_str()
    )?;
    if changed == 0 {
        return Ok(Recorded::New);
    }
    // What was published answers the old words; who asked to be told may ask again.
    let sql = "delete from handover where exchange_id = $1 and queued_id is null and state = 'answered'";
    execute!(&mut *link, sql, revision.exchange.as_str())?;
    if let (Some(spot), Some(place)) = (&spot, &revision.place) {
        place_anew(link, spot, place).await?;
    }
    if let Some(decided) = &revision.decided {
        answer_anew(link, revision, decided).await?;
    }
    Ok(Recorded::New)
}

/// A question that waits for a person goes on waiting, with its new words. What
/// was owed for the old ones is not sent any more.
async fn answer_anew(link: &mut Link, revision: &Revision, decided: &Decided) -> Result<()> {
    let exchange = &revision.exchange;
    forget_owed(link, exchange, revision.at).await?;
    execute!(
        &mut *link,
        "update exchange set outcome = case when outcome = $10 then outcome else $1 end, first_outcome = $1,
             entry = $2, theme = $3, confidence = $4, faq_version = $5, reply = $6,
             answered_at = case when $7 is not null then coalesce(answered_at, $7) end, answered_by = $8,
             feedback = null, changed_mind = null, review = null, near_theme = $11
         where id = $9",
        decided.outcome.as_str(),
        decided.entry.as_ref().map(EntryId::as_str),
        decided.theme.as_deref(),
        decided.confidence,
        decided.faq_version.as_str(),
        clean(&decided.reply),
        decided.answered_at.map(millis),
        decided.answered_at.map(|_| AnsweredBy::Bot.as_str()),
        exchange.as_str(),
        Outcome::HandedOver.as_str(),
        decided.near_theme.as_deref()
    )?;
    if let Some(delivery) = &revision.delivery {
        let owed = Owed::Correction(decided.reply.clone());
        super::outbox::owe_again(link, exchange, &owed, delivery, revision.at).await?;
    }
    Ok(())
}

async fn withdraw(link: &mut Link, reference: &MessageRef, is_recent: bool, at: Timestamp) -> Result<Option<ExchangeId>> {
    let found = row!(
        &mut *link,
        (String, i64),
        "select i.exchange_id, (select count(*) from inbox b where b.exchange_id = i.exchange_id and b.received_at < i.received_at)
         from inbox i where i.reference = $1",
        reference.as_str()
    )?;
    let Some((exchange, before)) = found else {
        if is_recent {
            receive(link, reference, &ExchangeId::new(WITHDRAWN), at).await?;
        }
        return Ok(None);
    };
    if exchange == WITHDRAWN {
        return Ok(None);
    }
    let exchange = ExchangeId::new(exchange);
    // A message that only chose a topic leaves no text of its own.
    if before == 0 {
        forget_owed(link, &exchange, at).await?;
        execute!(
            &mut *link,
            "update handover set state = 'closed' where exchange_id = $1 and state in ('waiting', 'watching')",
            exchange.as_str()
        )?;
        execute!(link, "update exchange set question = null where id = $1", exchange.as_str())?;
    }
    Ok(Some(exchange))
}

async fn forget_owed(link: &mut Link, exchange: &ExchangeId, at: Timestamp) -> Result<()> {
    execute!(
        &mut *link,
        "delete from delivery where outbox_id in (select id from outbox where exchange_id = $1 and state = 'pending')",
        exchange.as_str()
    )?;
    execute!(
        link,
        "update outbox set state = 'failed', finished_at = $1, claimed_until = null, epoch = epoch + 1
         where exchange_id = $2 and state = 'pending'",
        millis(at),
        exchange.as_str()
    )?;
    Ok(())
}
