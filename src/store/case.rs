//! The exchanges behind the figures of a report, with their redacted words.

use anyhow::{Context, Result};
use futures::FutureExt;

use super::link::{Link, rows};
use super::{Scope, Store, millis};
use crate::words::{AnsweredBy, ChangedMind, Door, Feedback, Outcome};

/// The most exchanges that are read at once.
pub const MOST_CASES: usize = 5_000;

/// One exchange of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Who asked, while that is kept.
    pub person: Option<String>,
    /// When, in milliseconds.
    pub asked_at: i64,
    /// Through which door.
    pub door: Door,
    /// The redacted words; none before the age tap, and once their time is over.
    pub question: Option<String>,
    /// What the bot first made of it.
    pub first_outcome: Outcome,
    /// What became of it.
    pub outcome: Outcome,
    /// The entry that answered.
    pub entry: Option<String>,
    /// Its theme.
    pub theme: Option<String>,
    /// What its reader said of the answer.
    pub feedback: Option<Feedback>,
    /// Who answered, if somebody did.
    pub answered_by: Option<AnsweredBy>,
    /// The source of its conversation, once it is known.
    pub source: Option<String>,
    /// Whether a moderator took it for hostile.
    pub is_hostile: bool,
    /// What its reader said, when the answer was to something wrongly believed.
    pub mind: Option<ChangedMind>,
}

#[derive(sqlx::FromRow)]
struct Row {
    person: Option<String>,
    asked_at: i64,
    door: String,
    question: Option<String>,
    first_outcome: String,
    outcome: String,
    entry: Option<String>,
    theme: Option<String>,
    feedback: Option<String>,
    answered_by: Option<String>,
    source: Option<String>,
    hostile: i64,
    changed_mind: Option<String>,
}

impl Store {
    /// The exchanges of a session or a month, in the order they were asked; the
    /// first [`MOST_CASES`].
    ///
    /// # Errors
    /// When the database is away, or holds a word that this program does not know.
    pub async fn cases(&self, scope: &Scope) -> Result<Vec<Case>> {
        let scope = scope.clone();
        let found = self.read(move |link| async move { cases(link, &scope).await }.boxed()).await?;
        found.into_iter().map(case).collect()
    }
}

/// The one query of the exchanges, whatever they are chosen by.
macro_rules! cases_where {
    ($chosen:literal) => {
        concat!(
            "select c.person, e.asked_at, e.door, e.question, e.first_outcome, e.outcome, e.entry, e.theme, e.feedback, e.answered_by, c.source,
                    e.changed_mind, cast(case when exists (select 1 from handover h join queued_question q on q.id = h.queued_id
                        where h.exchange_id = e.id and q.mark = 'hostile') then 1 else 0 end as bigint) as hostile
             from exchange e join conversation c on c.id = e.conversation_id where ",
            $chosen,
            " order by e.asked_at, e.id limit 5000"
        )
    };
}

async fn cases(link: &mut Link, scope: &Scope) -> Result<Vec<Row>> {
    Ok(match scope {
        Scope::Session(id) => rows!(link, Row, cases_where!("e.session_id = $1"), id.as_str())?,
        Scope::Permanence { from, to, .. } => {
            let chosen = cases_where!("e.session_id is null and e.asked_at >= $1 and e.asked_at < $2");
            rows!(link, Row, chosen, millis(*from), millis(*to))?
        }
    })
}

fn case(row: Row) -> Result<Case> {
    let outcome = |word: &str| Outcome::of_word(word).with_context(|| format!("« {word} » is no outcome of this program"));
    Ok(Case {
        door: Door::of_word(&row.door).with_context(|| format!("« {} » is no door of this program", row.door))?,
        first_outcome: outcome(&row.first_outcome)?,
        outcome: outcome(&row.outcome)?,
        feedback: row.feedback.as_deref().and_then(Feedback::of_word),
        answered_by: row.answered_by.as_deref().and_then(AnsweredBy::of_word),
        person: row.person,
        asked_at: row.asked_at,
        question: row.question,
        entry: row.entry,
        theme: row.theme,
        source: row.source,
        is_hostile: row.hostile > 0,
        mind: row.changed_mind.as_deref().and_then(ChangedMind::of_word),
    })
}
