//! Messages owed: written with what they answer, claimed by one sender at a time.

use anyhow::Result;
use futures::FutureExt;
use jiff::{SignedDuration, Timestamp};

use super::link::{Link, execute, row, rows};
use super::{CLOCKS_DIFFER, Store, clean, millis};
use crate::words::{AnsweredBy, Delivery, ExchangeId, Owed, random_word};

/// A sender that says nothing for this long has lost its claim.
const CLAIM: SignedDuration = SignedDuration::from_secs(60);

/// Nothing is put off for longer.
pub const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(10);

/// A message to send, claimed by this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwedMessage {
    /// Its identifier.
    pub id: String,
    /// What Discord recognises a repeated send by.
    pub nonce: String,
    /// What it holds, as JSON: an [`Owed`].
    pub body: String,
    /// Where it goes.
    pub delivery: Delivery,
    /// How often it was tried, this time included.
    pub attempts: i64,
    /// When it was written.
    pub created_at_ms: i64,
    /// Which claim this is; a later one makes it void.
    pub epoch: i64,
}

/// A row of the outbox as claimed.
type Claimed = (String, String, String, i64, i64, i64);

impl Store {
    /// Claims up to `most` messages that are due, oldest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn claim_messages(&self, now: Timestamp, most: i64) -> Result<Vec<OwedMessage>> {
        self.write(move |link| async move { claim(link, now, most).await }.boxed()).await
    }

    /// Brings what is owed in step with a clock that was set back: what is due
    /// later than anything is put off is due now, and a claim that lasts longer
    /// than a claim does begins now, for its sender may be alive.
    ///
    /// # Errors
    /// When the database is away: it is tried again at the next look.
    pub async fn follow_the_clock(&self, now: Timestamp) -> Result<()> {
        self.write(move |link| {
            async move {
                execute!(
                    &mut *link,
                    "update outbox set due_at = $1 where state = 'pending' and due_at > $2",
                    millis(now),
                    millis(now + LONGEST_WAIT + CLOCKS_DIFFER)
                )?;
                execute!(
                    link,
                    "update outbox set claimed_until = $1 where state = 'pending' and claimed_until > $2",
                    millis(now + CLAIM),
                    millis(now + CLAIM + CLOCKS_DIFFER)
                )?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// When the next message is due, if one is waiting.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn next_message_due(&self) -> Result<Option<Timestamp>> {
        self.read(move |link| {
            async move {
                let due = row!(link, (Option<i64>,), "select min(due_at) from outbox where state = 'pending'")?;
                Ok(due.and_then(|(due,)| due).map(super::instant))
            }
            .boxed()
        })
        .await
    }

    /// Says that a message was sent, or given up; its address is forgotten.
    ///
    /// # Errors
    /// When the database is away: it will be sent again, and recognised by its nonce.
    pub async fn finish_message(&self, message: &OwedMessage, sent: bool, now: Timestamp) -> Result<()> {
        let (id, epoch) = (message.id.clone(), message.epoch);
        let state = if sent { "sent" } else { "failed" };
        self.write(move |link| {
            async move {
                let mine = execute!(
                    &mut *link,
                    "update outbox set state = $1, finished_at = $2, claimed_until = null where id = $3 and epoch = $4",
                    state,
                    millis(now),
                    id.as_str(),
                    epoch
                )?;
                if mine > 0 {
                    execute!(&mut *link, "delete from delivery where outbox_id = $1", id.as_str())?;
                    answered_when_sent(link, &id, sent, now).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Puts a message back, to be tried again at `due`.
    ///
    /// # Errors
    /// When the database is away: the claim runs out by itself then.
    pub async fn retry_message(&self, message: &OwedMessage, due: Timestamp) -> Result<()> {
        let (id, epoch) = (message.id.clone(), message.epoch);
        self.write(move |link| {
            async move {
                execute!(
                    link,
                    "update outbox set due_at = $1, claimed_until = null where id = $2 and epoch = $3 and state = 'pending'",
                    millis(due),
                    id.as_str(),
                    epoch
                )?;
                Ok(())
            }
            .boxed()
        })
        .await
    }
}

/// The bot's answer is given when it is sent, not when it is written. One that
/// corrects an answer that was sent, whose instant the exchange has, changes no delay.
async fn answered_when_sent(link: &mut Link, id: &str, sent: bool, now: Timestamp) -> Result<()> {
    execute!(
        link,
        "update exchange set answered_at = case when $1 = 1 then $2 end
         where id = (select exchange_id from outbox where id = $3) and answered_by = $4 and outcome = first_outcome
           and not exists (select 1 from outbox f where f.exchange_id = exchange.id and f.id <> $3 and f.state = 'sent' and f.finished_at = exchange.answered_at)",
        i64::from(sent),
        millis(now),
        id,
        AnsweredBy::Bot.as_str()
    )?;
    Ok(())
}

/// Writes a message to be sent, inside the transaction of what it answers.
pub(super) async fn owe(link: &mut Link, exchange: &ExchangeId, owed: &Owed, delivery: &Delivery, at: Timestamp) -> Result<()> {
    // The exchange's own random word serves as the message's too.
    write(link, exchange.as_str(), Some(exchange), owed, delivery, at).await
}

/// Writes one more message about an exchange, inside the transaction of what it tells.
pub(super) async fn owe_again(link: &mut Link, exchange: &ExchangeId, owed: &Owed, delivery: &Delivery, at: Timestamp) -> Result<()> {
    write(link, &random_word(), Some(exchange), owed, delivery, at).await?;
    super::bell::call_out(link).await
}

/// Writes a message that answers no exchange, inside the transaction of what it tells.
pub(super) async fn owe_notice(link: &mut Link, owed: &Owed, delivery: &Delivery, at: Timestamp) -> Result<()> {
    write(link, &random_word(), None, owed, delivery, at).await?;
    super::bell::call_out(link).await
}

async fn write(link: &mut Link, id: &str, exchange: Option<&ExchangeId>, owed: &Owed, delivery: &Delivery, at: Timestamp) -> Result<()> {
    // The message's random word, cut to what Discord takes for a nonce.
    let nonce: String = id.chars().take(25).collect();
    let created_at = match exchange {
        Some(exchange) => millis(at).max(after_the_others(link, exchange).await?),
        None => millis(at),
    };
    execute!(
        &mut *link,
        "insert into outbox (id, exchange_id, nonce, body, state, attempts, due_at, epoch, created_at) values ($1, $2, $3, $4, 'pending', 0, $5, 0, $6)",
        id,
        exchange.map(ExchangeId::as_str),
        nonce,
        clean(&owed.to_json()?),
        millis(at),
        created_at
    )?;
    let (channel, message, token) = match delivery {
        Delivery::Channel { channel, message } => (Some(channel.as_str()), message.as_deref(), None),
        Delivery::Interaction { token } => (None, None, Some(token.as_str())),
    };
    execute!(
        link,
        "insert into delivery (outbox_id, channel, message, interaction_token) values ($1, $2, $3, $4)",
        id,
        channel,
        message,
        token
    )?;
    Ok(())
}

/// The instant after the last message of a conversation: messages of one
/// millisecond keep the order in which they were written.
async fn after_the_others(link: &mut Link, exchange: &ExchangeId) -> Result<i64> {
    let last = row!(
        link,
        (Option<i64>,),
        "select max(o.created_at) from outbox o join exchange e on e.id = o.exchange_id
         where e.conversation_id = (select conversation_id from exchange where id = $1)",
        exchange.as_str()
    )?;
    Ok(last.and_then(|(last,)| last).map_or(i64::MIN, |last| last + 1))
}

/// The condition stands in both places: on PostgreSQL the outer one is looked
/// at again when another instance claimed the row first. A message waits for
/// those before it in the same conversation and the same place, so that one that
/// is tried again keeps its turn. The plus sign keeps both databases from looking
/// up what is due: they walk through what is owed in its order, and stop early
/// however much there is.
async fn claim(link: &mut Link, now: Timestamp, most: i64) -> Result<Vec<OwedMessage>> {
    let mut claimed = rows!(
        &mut *link,
        Claimed,
        "update outbox set claimed_until = $2, epoch = epoch + 1, attempts = attempts + 1
         where state = 'pending' and due_at <= $1 and (claimed_until is null or claimed_until < $1)
           and id in (select id from outbox
                      where state = 'pending' and +due_at <= $1 and (claimed_until is null or claimed_until < $1)
                        and not exists (
                            select 1 from delivery d
                            join exchange e on e.id = outbox.exchange_id
                            join exchange be on be.conversation_id = e.conversation_id
                            join outbox bo on bo.exchange_id = be.id
                            join delivery bd on bd.outbox_id = bo.id
                            where d.outbox_id = outbox.id and bd.channel = d.channel and bo.state = 'pending'
                              and (bo.created_at < outbox.created_at or (bo.created_at = outbox.created_at and bo.id < outbox.id)))
                      order by created_at, id limit $3)
         returning id, nonce, body, attempts, created_at, epoch",
        millis(now),
        millis(now + CLAIM),
        most
    )?;
    claimed.sort_by(|one, other| (one.4, &one.0).cmp(&(other.4, &other.0)));
    let mut owed = Vec::with_capacity(claimed.len());
    for message in claimed {
        owed.extend(with_address(link, message).await?);
    }
    Ok(owed)
}

/// A message without an address is owed to nobody: its person was erased.
async fn with_address(link: &mut Link, message: Claimed) -> Result<Option<OwedMessage>> {
    let (id, nonce, body, attempts, created_at_ms, epoch) = message;
    let address = row!(
        link,
        (Option<String>, Option<String>, Option<String>),
        "select channel, message, interaction_token from delivery where outbox_id = $1",
        id.as_str()
    )?;
    let delivery = match address {
        Some((Some(channel), message, _)) => Delivery::Channel { channel, message },
        Some((None, _, Some(token))) => Delivery::Interaction { token },
        _ => return Ok(None),
    };
    Ok(Some(OwedMessage { id, nonce, body, delivery, attempts, created_at_ms, epoch }))
}
