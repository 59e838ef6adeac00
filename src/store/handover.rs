//! Questions given to people: kept before the candidate reads that they are.

use anyhow::Result;
use futures::FutureExt;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::gateway::conversation_of;
use super::link::{Link, execute, row, rows};
use super::outbox::owe_again;
use super::{Store, clean, instant, millis};
use crate::words::{Delivery, ExchangeId, HandoverId, Person};

/// An address that was given so long ago is not written to any more.
const ADDRESS_GOOD_FOR: SignedDuration = SignedDuration::from_hours(24 * 7);

/// A question that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingQuestion {
    /// The hand-over.
    pub id: HandoverId,
    /// The redacted question; none when its person was erased.
    pub question: Option<String>,
    /// The door it came through, as the word of [`crate::words::Door`].
    pub door: String,
    /// Since when it waits.
    pub since: Timestamp,
}

/// A question that a person answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredQuestion {
    /// The hand-over.
    pub id: HandoverId,
    /// The redacted question, if it is still kept.
    pub question: Option<String>,
    /// The answer, as its author wrote it.
    pub answer: String,
}

impl Store {
    /// The redacted text kept of a person's own exchange. The outer `None` says
    /// that the exchange is not theirs.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn question_of(&self, exchange: &ExchangeId, person: &Person) -> Result<Option<Option<String>>> {
        let (exchange, person) = (exchange.clone(), person.clone());
        self.read(move |link| {
            async move {
                let found = row!(
                    link,
                    (Option<String>,),
                    "select e.question from exchange e join conversation c on c.id = e.conversation_id where e.id = $1 and c.person = $2",
                    exchange.as_str(),
                    person.as_str()
                )?;
                Ok(found.map(|(question,)| question))
            }
            .boxed()
        })
        .await
    }

    /// Gives a person's question to people; giving it twice changes nothing.
    /// False when the exchange is not theirs, as after they were erased.
    ///
    /// # Errors
    /// When the database is away: the question is not handed over then.
    pub async fn hand_over(&self, exchange: &ExchangeId, person: &Person, question: &str, id: HandoverId, at: Timestamp) -> Result<bool> {
        let (exchange, person, question) = (exchange.clone(), person.clone(), clean(question));
        self.write(move |link| async move { hand_over(link, &exchange, &person, &question, &id, at).await }.boxed()).await
    }

    /// Closes a question without an answer: an insult, a mistake, a duplicate.
    /// False when it does not wait any more.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn close_handover(&self, id: &HandoverId) -> Result<bool> {
        let id = id.clone();
        self.write(move |link| {
            async move {
                let closed = execute!(link, "update handover set state = 'closed' where id = $1 and state = 'waiting'", id.as_str())?;
                Ok(closed > 0)
            }
            .boxed()
        })
        .await
    }

    /// The questions that wait for a person, oldest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn waiting_questions(&self) -> Result<Vec<WaitingQuestion>> {
        self.read(|link| {
            async move {
                let found = rows!(
                    link,
                    (String, Option<String>, String, i64),
                    "select h.id, e.question, e.door, h.created_at from handover h join exchange e on e.id = h.exchange_id
                     where h.state = 'waiting' order by h.created_at, h.id limit 500"
                )?;
                Ok(found
                    .into_iter()
                    .map(|(id, question, door, since)| WaitingQuestion { id: HandoverId::new(id), question, door, since: instant(since) })
                    .collect())
            }
            .boxed()
        })
        .await
    }

    /// Keeps a person's answer, and owes it to the conversation that the
    /// candidate opened, if they did: nobody is written to first. False when the question was answered meanwhile
    /// or nobody waits for it any more.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn answer_handover(&self, id: &HandoverId, answer: &str, at: Timestamp) -> Result<bool> {
        let (id, answer) = (id.clone(), clean(answer));
        self.write(move |link| async move { answer_handover(link, &id, &answer, at).await }.boxed()).await
    }

    /// The answers of people to a person's questions, oldest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn answers_for(&self, person: &Person) -> Result<Vec<AnsweredQuestion>> {
        let person = person.clone();
        self.read(move |link| {
            async move {
                let found = rows!(
                    link,
                    (String, Option<String>, String),
                    "select h.id, e.question, h.answer from handover h join exchange e on e.id = h.exchange_id
                     join conversation c on c.id = e.conversation_id
                     where c.person = $1 and h.answer is not null order by h.answered_at, h.id",
                    person.as_str()
                )?;
                Ok(found.into_iter().map(|(id, question, answer)| AnsweredQuestion { id: HandoverId::new(id), question, answer }).collect())
            }
            .boxed()
        })
        .await
    }
}

/// The person's row is locked first, so that an erasure comes wholly before or
/// wholly after.
async fn hand_over(
    link: &mut Link,
    exchange: &ExchangeId,
    person: &Person,
    question: &str,
    id: &HandoverId,
    at: Timestamp,
) -> Result<bool> {
    execute!(&mut *link, "update person set last_seen_at = last_seen_at where id = $1", person.as_str())?;
    let theirs = execute!(
        &mut *link,
        "update exchange set outcome = 'handed_over', question = coalesce(question, $1)
         where id = $2 and conversation_id in (select id from conversation where person = $3)",
        question,
        exchange.as_str(),
        person.as_str()
    )?;
    if theirs > 0 {
        execute!(
            link,
            "insert into handover (id, exchange_id, state, created_at) values ($1, $2, 'waiting', $3) on conflict (exchange_id) do nothing",
            id.as_str(),
            exchange.as_str(),
            millis(at)
        )?;
    }
    Ok(theirs > 0)
}

/// The first answer a question gets counts for its delay: one that the bot had
/// answered before keeps that instant.
async fn answer_handover(link: &mut Link, id: &HandoverId, answer: &str, at: Timestamp) -> Result<bool> {
    let taken = execute!(
        &mut *link,
        "update handover set state = 'answered', answer = $1, answered_at = $2 where id = $3 and state = 'waiting'",
        answer,
        millis(at),
        id.as_str()
    )?;
    if taken == 0 {
        return Ok(false);
    }
    execute!(
        &mut *link,
        "update exchange set answered_at = $1, answered_by = 'person'
         where answered_at is null and id = (select exchange_id from handover where id = $2)",
        millis(at),
        id.as_str()
    )?;
    owe_answer(link, id, answer, at).await?;
    Ok(true)
}

/// What a body of the outbox holds when it is a person's answer.
#[derive(Serialize)]
struct PersonalAnswer<'a> {
    question: Option<String>,
    personal_answer: &'a str,
}

async fn owe_answer(link: &mut Link, id: &HandoverId, answer: &str, at: Timestamp) -> Result<()> {
    let asked = row!(
        &mut *link,
        (String, Option<String>, Option<String>),
        "select e.id, e.question, c.person from handover h join exchange e on e.id = h.exchange_id
         join conversation c on c.id = e.conversation_id where h.id = $1 and e.door = 'discord'",
        id.as_str()
    )?;
    let Some((exchange, question, Some(person))) = asked else { return Ok(()) };
    let Some(channel) = conversation_of(link, &person, at - ADDRESS_GOOD_FOR).await? else { return Ok(()) };
    let body = serde_json::to_string(&PersonalAnswer { question, personal_answer: answer })?;
    owe_again(link, &ExchangeId::new(exchange), &body, &Delivery::Channel { channel, message: None }, at).await
}
