//! What is shown of the queue outside the team: to a candidate, where their
//! questions stand; to everybody, the answers that the team made public.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use crate::store::link::{execute, rows};
use crate::store::{Store, clean, instant, millis};
use crate::words::{Person, QueuedId, SessionId};

/// Where a person's question stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingPlace {
    /// Their question, redacted; none when its text is gone.
    pub question: Option<String>,
    /// How many questions of its session, or permanence, came before and still wait.
    pub before: u64,
    /// Whether somebody takes care of it now.
    pub is_taken: bool,
    /// When an answer was promised for.
    pub promised_for: Option<Timestamp>,
}

/// A question and its answer that everybody may read: the team's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicAnswer {
    /// The queued question it comes from.
    pub id: QueuedId,
    /// The question, as the team words it.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// Since when it is public.
    pub since: Timestamp,
}

impl Store {
    /// Where each of a person's waiting questions stands, oldest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn places_of(&self, person: &Person, now: Timestamp) -> Result<Vec<WaitingPlace>> {
        let person = person.clone();
        self.read(move |link| {
            async move {
                let found = rows!(
                    link,
                    (Option<String>, i64, i64, Option<i64>),
                    "select e.question,
                            (select count(*) from queued_question o
                             where o.state in ('waiting', 'taken') and o.created_at < q.created_at
                               and coalesce(o.session_id, '') = coalesce(q.session_id, '')
                               and exists (select 1 from handover w where w.queued_id = o.id and w.state = 'waiting')),
                            cast(case when q.state = 'taken' and q.taken_until > $2 then 1 else 0 end as bigint),
                            q.promised_for
                     from handover h join queued_question q on q.id = h.queued_id join exchange e on e.id = h.exchange_id
                          join conversation c on c.id = e.conversation_id
                     where c.person = $1 and h.state = 'waiting' order by h.created_at, h.id",
                    person.as_str(),
                    millis(now)
                )?;
                Ok(found
                    .into_iter()
                    .map(|(question, before, taken, promised_for)| WaitingPlace {
                        question,
                        before: before.unsigned_abs(),
                        is_taken: taken > 0,
                        promised_for: promised_for.map(instant),
                    })
                    .collect())
            }
            .boxed()
        })
        .await
    }

    /// Lets everybody read an answered question, in the words of the team. False
    /// when it is not answered.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn publish_queued(&self, id: &QueuedId, question: &str, answer: &str, at: Timestamp) -> Result<bool> {
        let (id, question, answer) = (id.clone(), clean(question), clean(answer));
        self.write(move |link| {
            async move {
                let done = execute!(
                    link,
                    "update queued_question set public_question = $1, public_answer = $2, published_at = $3
                     where id = $4 and state = 'answered'",
                    question,
                    answer,
                    millis(at),
                    id.as_str()
                )?;
                Ok(done > 0)
            }
            .boxed()
        })
        .await
    }

    /// Takes a public answer back.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn unpublish_queued(&self, id: &QueuedId) -> Result<bool> {
        let id = id.clone();
        self.write(move |link| {
            async move {
                let done = execute!(
                    link,
                    "update queued_question set public_question = null, public_answer = null, published_at = null
                     where id = $1 and published_at is not null",
                    id.as_str()
                )?;
                Ok(done > 0)
            }
            .boxed()
        })
        .await
    }

    /// The public answers of a session, oldest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn public_answers(&self, session: &SessionId) -> Result<Vec<PublicAnswer>> {
        let session = session.clone();
        self.read(move |link| {
            async move {
                let found = rows!(
                    link,
                    (String, String, String, i64),
                    "select id, public_question, public_answer, published_at from queued_question
                     where session_id = $1 and published_at is not null order by published_at, id",
                    session.as_str()
                )?;
                Ok(found
                    .into_iter()
                    .map(|(id, question, answer, since)| PublicAnswer { id: QueuedId::new(id), question, answer, since: instant(since) })
                    .collect())
            }
            .boxed()
        })
        .await
    }
}
