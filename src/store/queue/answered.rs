//! What was answered, for who makes it public or an answer for all of it.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use crate::store::link::{row, rows};
use crate::store::{Store, instant};
use crate::words::{QueuedId, SessionId};

/// An answered question with the words of everybody who asked it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredSame {
    /// The queued question.
    pub id: QueuedId,
    /// The session it was asked in; none for the permanence.
    pub session: Option<SessionId>,
    /// The theme it is nearest to, if any.
    pub theme: Option<String>,
    /// When it was answered.
    pub at: Timestamp,
    /// The redacted words of those who asked, the first one first, each once; those still kept.
    pub wordings: Vec<String>,
    /// The answer, while it is kept.
    pub answer: Option<String>,
    /// How everybody reads it: the question and the answer in the team's words.
    pub public: Option<(String, String)>,
}

type Row = (String, Option<String>, Option<String>, Option<i64>, Option<String>, Option<String>);

impl Store {
    /// The questions that people answered, the last one first, a hundred at most.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn answered_queue(&self) -> Result<Vec<AnsweredSame>> {
        self.read(|link| {
            async move {
                let found = rows!(
                    &mut *link,
                    Row,
                    "select id, session_id, theme, settled_at, public_question, public_answer from queued_question
                     where state = 'answered' order by settled_at desc, id limit 100"
                )?;
                let words = rows!(
                    link,
                    (String, Option<String>, Option<String>),
                    "select h.queued_id, e.question, h.answer from handover h join exchange e on e.id = h.exchange_id
                     where h.state = 'answered' and h.queued_id in
                         (select id from queued_question where state = 'answered' order by settled_at desc, id limit 100)
                     order by h.created_at, h.id"
                )?;
                Ok(found.into_iter().map(|found| answered(found, &words)).collect())
            }
            .boxed()
        })
        .await
    }

    /// One question that people answered.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn answered_question(&self, id: &QueuedId) -> Result<Option<AnsweredSame>> {
        let id = id.clone();
        self.read(move |link| {
            async move {
                let found = row!(
                    &mut *link,
                    Row,
                    "select id, session_id, theme, settled_at, public_question, public_answer from queued_question
                     where state = 'answered' and id = $1",
                    id.as_str()
                )?;
                let words = rows!(
                    link,
                    (String, Option<String>, Option<String>),
                    "select h.queued_id, e.question, h.answer from handover h join exchange e on e.id = h.exchange_id
                     where h.state = 'answered' and h.queued_id = $1 order by h.created_at, h.id",
                    id.as_str()
                )?;
                Ok(found.map(|found| answered(found, &words)))
            }
            .boxed()
        })
        .await
    }
}

fn answered(found: Row, words: &[(String, Option<String>, Option<String>)]) -> AnsweredSame {
    let (id, session, theme, at, question, answer) = found;
    let own = || words.iter().filter(|(queued, ..)| *queued == id);
    let mut wordings: Vec<String> = Vec::new();
    for wording in own().filter_map(|(_, wording, _)| wording.as_ref()) {
        if !wordings.contains(wording) {
            wordings.push(wording.clone());
        }
    }
    AnsweredSame {
        wordings,
        answer: own().find_map(|(.., answer)| answer.clone()),
        public: question.zip(answer),
        session: session.map(SessionId::new),
        theme,
        at: instant(at.unwrap_or_default()),
        id: QueuedId::new(id),
    }
}
