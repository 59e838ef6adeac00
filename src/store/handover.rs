//! Questions given to people: kept before the candidate reads that they are.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{Link, execute, row, rows};
use super::{Store, clean, instant, millis};
use crate::words::{AnsweredBy, ExchangeId, HandoverId, LaterAnswer, Outcome, Person, QueuedId};

/// A question that its person gives to people.
#[derive(Clone, Debug)]
pub struct NewHandover {
    /// The hand-over.
    pub id: HandoverId,
    /// The exchange it is about.
    pub exchange: ExchangeId,
    /// Who asks.
    pub person: Person,
    /// The redacted question.
    pub question: String,
    /// The queued question that asks the same, if one does.
    pub same_as: Option<QueuedId>,
    /// The theme it is nearest to, if the exchange has none.
    pub theme: Option<String>,
    /// When.
    pub at: Timestamp,
}

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

/// Where a question is that was given to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// It waits for a person.
    Waits,
    /// People have seen it before, and wait for it no more.
    Over,
    /// It is not this person's, or is kept no more.
    NotTheirs,
}

/// A question that was answered after its reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredQuestion {
    /// The hand-over.
    pub id: HandoverId,
    /// The redacted question, if it is still kept.
    pub question: Option<String>,
    /// The answer.
    pub answer: LaterAnswer,
    /// Whether its candidate was shown it when they asked.
    pub is_read: bool,
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

    /// Gives a person's question to people, and says where it is then; giving it
    /// twice changes nothing.
    ///
    /// # Errors
    /// When the database is away: the question is not handed over then.
    pub async fn hand_over(&self, given: NewHandover) -> Result<Given> {
        self.write(move |link| async move { hand_over(link, &given).await }.boxed()).await
    }

    /// What waits already where a question was asked, in its session or its
    /// permanence: the words of each hand-over, and the queued question it is
    /// part of, oldest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn waiting_beside(&self, exchange: &ExchangeId) -> Result<Vec<(QueuedId, String)>> {
        let exchange = exchange.clone();
        self.read(move |link| {
            async move {
                let found = rows!(
                    link,
                    (String, String),
                    "select h.queued_id, e.question from handover h join exchange e on e.id = h.exchange_id
                     where h.state = 'waiting' and e.question is not null and e.id <> $1
                       and coalesce(e.session_id, '') = (select coalesce(session_id, '') from exchange where id = $1)
                     order by h.created_at, h.id limit 2000",
                    exchange.as_str()
                )?;
                Ok(found.into_iter().map(|(queued, question)| (QueuedId::new(queued), question)).collect())
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

    /// What was answered later to a person's questions, oldest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn answers_for(&self, person: &Person) -> Result<Vec<AnsweredQuestion>> {
        let person = person.clone();
        self.read(move |link| {
            async move {
                let found = rows!(
                    link,
                    (String, Option<String>, String, Option<String>, Option<i64>),
                    "select h.id, e.question, h.answer, h.queued_id, h.read_at from handover h join exchange e on e.id = h.exchange_id
                     join conversation c on c.id = e.conversation_id
                     where c.person = $1 and h.answer is not null order by h.answered_at, h.id",
                    person.as_str()
                )?;
                let answered = found.into_iter().map(|(id, question, said, queued, read_at)| AnsweredQuestion {
                    id: HandoverId::new(id),
                    question,
                    answer: LaterAnswer { said, by: answered_by(queued.as_deref()) },
                    is_read: read_at.is_some(),
                });
                Ok(answered.collect())
            }
            .boxed()
        })
        .await
    }

    /// Keeps that these answers were shown to their candidate; the first time counts.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn mark_read(&self, answers: &[HandoverId], at: Timestamp) -> Result<()> {
        let answers = answers.to_vec();
        self.write(move |link| {
            async move {
                for id in &answers {
                    execute!(&mut *link, "update handover set read_at = $1 where id = $2 and read_at is null", millis(at), id.as_str())?;
                }
                Ok(())
            }
            .boxed()
        })
        .await
    }
}

/// The person's row is locked first, so that an erasure comes wholly before or
/// wholly after.
async fn hand_over(link: &mut Link, given: &NewHandover) -> Result<Given> {
    let (exchange, person) = (given.exchange.as_str(), given.person.as_str());
    execute!(&mut *link, "update person set last_seen_at = last_seen_at where id = $1", person)?;
    let theirs = execute!(
        &mut *link,
        "update exchange set outcome = $4, question = coalesce(question, $1)
         where id = $2 and conversation_id in (select id from conversation where person = $3)",
        clean(&given.question),
        exchange,
        person,
        Outcome::HandedOver.as_str()
    )?;
    // Who asked to be told later, or was, now wants a person.
    execute!(
        &mut *link,
        "delete from handover where exchange_id = $1 and queued_id is null and state in ('watching', 'answered')",
        exchange
    )?;
    if theirs == 0 {
        return Ok(Given::NotTheirs);
    }
    let known = row!(&mut *link, (String,), "select state from handover where exchange_id = $1", exchange)?;
    if let Some((state,)) = known {
        return Ok(if state == "waiting" { Given::Waits } else { Given::Over });
    }
    let queued = queue(link, given).await?;
    execute!(
        link,
        "insert into handover (id, exchange_id, state, created_at, queued_id) values ($1, $2, 'waiting', $3, $4)",
        given.id.as_str(),
        exchange,
        millis(given.at),
        queued.as_str()
    )?;
    Ok(Given::Waits)
}

/// The queued question it joins, locked so that it is not settled meanwhile;
/// else a new one under its own name.
async fn queue(link: &mut Link, given: &NewHandover) -> Result<QueuedId> {
    if let Some(same) = &given.same_as {
        let open = execute!(
            &mut *link,
            "update queued_question set created_at = created_at where id = $1 and state in ('waiting', 'taken')",
            same.as_str()
        )?;
        if open > 0 {
            return Ok(same.clone());
        }
    }
    execute!(
        link,
        "insert into queued_question (id, session_id, theme, state, created_at)
         select $1, session_id, coalesce(theme, $2), 'waiting', $3 from exchange where id = $4",
        given.id.as_str(),
        given.theme.as_deref(),
        millis(given.at),
        given.exchange.as_str()
    )?;
    Ok(QueuedId::new(given.id.as_str()))
}

/// Who answered a question later: what waits for nobody of the team is answered
/// by what HR published.
pub(super) fn answered_by(queued: Option<&str>) -> AnsweredBy {
    match queued {
        Some(_) => AnsweredBy::Person,
        None => AnsweredBy::Bot,
    }
}
