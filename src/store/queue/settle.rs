//! An expert's words for everybody who asked the same: an answer, or why there
//! is none.

use std::collections::BTreeSet;

use anyhow::Result;
use futures::FutureExt;
use jiff::{SignedDuration, Timestamp};

use super::in_the_way;
use crate::store::gateway::conversation_of;
use crate::store::link::{Link, execute, row, rows};
use crate::store::outbox::owe_again;
use crate::store::queue::Handled;
use crate::store::{Store, clean, millis};
use crate::words::{AccountId, AnsweredBy, Delivery, Door, ExchangeId, HandoverId, LaterAnswer, Owed, QueuedId};

/// An address that was given so long ago is not written to any more.
const ADDRESS_GOOD_FOR: SignedDuration = SignedDuration::from_hours(24 * 7);

/// What a person of the team says of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// Its answer.
    Answered(String),
    /// Why it gets none.
    Declined(String),
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// So many people are told, each once.
    Told(usize),
    /// Somebody else has the question now.
    TakenBy(String),
    /// Nobody waits for it any more: it was settled, or its people erased.
    Gone,
}

impl Store {
    /// Keeps what is said of a queued question, and owes it to each person who
    /// asked, once, in the conversation that they opened, if they did: nobody is
    /// written to first. `by` nobody is the program itself, as in the
    /// demonstration.
    ///
    /// # Errors
    /// When the database is away: nobody is told then.
    pub async fn settle_queued(&self, id: &QueuedId, by: Option<&AccountId>, resolution: Resolution, at: Timestamp) -> Result<Settled> {
        let (id, by) = (id.clone(), by.cloned());
        let settled = self.write(move |link| async move { settle(link, &id, by.as_ref(), &resolution, at).await }.boxed()).await;
        // Whoever sends is not whoever answers.
        self.ring();
        settled
    }

    /// Answers the queued question that a hand-over is part of. False when it
    /// does not wait any more, or somebody has it.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn answer_handover(&self, id: &HandoverId, answer: &str, at: Timestamp) -> Result<bool> {
        let (id, resolution) = (id.clone(), Resolution::Answered(answer.to_owned()));
        let answered = self.write(move |link| {
            async move {
                let queued =
                    row!(&mut *link, (String,), "select queued_id from handover where id = $1 and state = 'waiting'", id.as_str())?;
                let Some((queued,)) = queued else { return Ok(false) };
                Ok(matches!(settle(link, &QueuedId::new(queued), None, &resolution, at).await?, Settled::Told(_)))
            }
            .boxed()
        });
        let answered = answered.await;
        self.ring();
        answered
    }
}

async fn settle(link: &mut Link, id: &QueuedId, by: Option<&AccountId>, resolution: &Resolution, at: Timestamp) -> Result<Settled> {
    let state = match resolution {
        Resolution::Answered(_) => "answered",
        Resolution::Declined(_) => "declined",
    };
    let changed = execute!(
        &mut *link,
        "update queued_question set state = $1, settled_at = $2, owner = coalesce($3, owner), taken_until = null
         where id = $4 and (state = 'waiting' or (state = 'taken' and (owner = $3 or taken_until <= $2)))",
        state,
        millis(at),
        by.map(AccountId::as_str),
        id.as_str()
    )?;
    if changed == 0 {
        return Ok(match in_the_way(link, id).await? {
            Handled::TakenBy(name) => Settled::TakenBy(name),
            Handled::Done | Handled::Gone => Settled::Gone,
        });
    }
    let people = tell(link, id, state, resolution, at).await?;
    Ok(if people == 0 { Settled::Gone } else { Settled::Told(people) })
}

/// In this order: the hand-over, its exchange, the redacted question, the door,
/// the channel it was asked in, the person.
type Waiting = (String, String, Option<String>, String, Option<String>, Option<String>);

/// Whoever waits twice for the same is told once. The first answer an exchange
/// gets counts for its delay: one that the bot had answered before keeps that instant.
async fn tell(link: &mut Link, id: &QueuedId, state: &str, resolution: &Resolution, at: Timestamp) -> Result<usize> {
    let (Resolution::Answered(said) | Resolution::Declined(said)) = resolution;
    let said = clean(said);
    let waiting = rows!(
        &mut *link,
        Waiting,
        "select h.id, e.id, e.question, e.door, e.channel, c.person from handover h join exchange e on e.id = h.exchange_id
         join conversation c on c.id = e.conversation_id where h.queued_id = $1 and h.state = 'waiting' order by h.created_at, h.id",
        id.as_str()
    )?;
    let (mut people, mut written_to) = (BTreeSet::new(), BTreeSet::new());
    for (handover, exchange, question, door, asked_in, person) in waiting {
        execute!(
            &mut *link,
            "update handover set state = $1, answer = $2, answered_at = $3 where id = $4",
            state,
            &*said,
            millis(at),
            handover.as_str()
        )?;
        if let Resolution::Answered(_) = resolution {
            execute!(
                &mut *link,
                "update exchange set answered_at = $1, answered_by = $3 where answered_at is null and id = $2",
                millis(at),
                exchange.as_str(),
                AnsweredBy::Person.as_str()
            )?;
        }
        let Some(person) = person else { continue };
        people.insert(person.clone());
        let is_new = !written_to.contains(&person);
        let answer = LaterAnswer { said: said.clone(), by: AnsweredBy::Person };
        if is_new && owe_to(link, &person, &door, asked_in.as_deref(), (&exchange, question), answer, at).await? {
            written_to.insert(person);
        }
    }
    Ok(people.len())
}

/// Owes what was said of an exchange to the Discord conversation that its person
/// opened; false when they opened none lately, or asked at another door.
pub(in crate::store) async fn owe_to(
    link: &mut Link,
    person: &str,
    door: &str,
    asked_in: Option<&str>,
    (exchange, question): (&str, Option<String>),
    answer: LaterAnswer,
    at: Timestamp,
) -> Result<bool> {
    if door != Door::Discord.as_str() {
        return Ok(false);
    }
    let Some(channel) = conversation_of(link, person, asked_in, at - ADDRESS_GOOD_FOR).await? else { return Ok(false) };
    let delivery = Delivery::Channel { channel, message: None };
    owe_again(link, &ExchangeId::new(exchange), &Owed::later(question, answer), &delivery, at).await?;
    Ok(true)
}
