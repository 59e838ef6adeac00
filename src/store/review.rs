//! What HR said of answers of the bot that they read again.

use anyhow::{Context, Result};
use futures::FutureExt;

use super::link::{Link, execute, row, rows};
use super::{Scope, Store, millis};
use crate::words::{AnsweredBy, ExchangeId, Outcome, Review};

/// An answer of the bot whose question is still kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenAnswer {
    /// The exchange.
    pub exchange: ExchangeId,
    /// The redacted question.
    pub question: String,
    /// The entry that answered.
    pub entry: String,
    /// What was said of it, once it is.
    pub review: Option<Review>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    question: String,
    entry: String,
    review: Option<String>,
}

impl Store {
    /// The answers that the bot gave with an entry, whose questions are still kept.
    ///
    /// # Errors
    /// When the database is away, or holds a word that this program does not know.
    pub async fn given_answers(&self, scope: &Scope) -> Result<Vec<GivenAnswer>> {
        let scope = scope.clone();
        let found = self.read(move |link| async move { given_answers(link, &scope).await }.boxed()).await?;
        found.into_iter().map(given_answer).collect()
    }

    /// Keeps what HR says of an answer; the last word counts. False when it is no
    /// answer of the bot in this session or month.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn keep_review(&self, scope: &Scope, exchange: &ExchangeId, review: Review) -> Result<bool> {
        let (scope, exchange) = (scope.clone(), exchange.clone());
        self.write(move |link| async move { Ok(keep_review(link, &scope, &exchange, review).await? > 0) }.boxed()).await
    }

    /// How many answers were found right, of how many that were read again.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn reviewed(&self, scope: &Scope) -> Result<(u64, u64)> {
        let scope = scope.clone();
        self.read(move |link| async move { reviewed(link, &scope).await }.boxed()).await
    }
}

async fn given_answers(link: &mut Link, scope: &Scope) -> Result<Vec<Row>> {
    macro_rules! chosen {
        ($of:literal) => {
            concat!(
                "select id, question, entry, review from exchange
                 where answered_by = $1 and outcome = $2 and question is not null and entry is not null and ",
                $of,
                " order by id"
            )
        };
    }
    let (by, outcome) = (AnsweredBy::Bot.as_str(), Outcome::Answer.as_str());
    Ok(match scope {
        Scope::Session(id) => rows!(link, Row, chosen!("session_id = $3"), by, outcome, id.as_str())?,
        Scope::Permanence { from, to, .. } => {
            let chosen = chosen!("session_id is null and asked_at >= $3 and asked_at < $4");
            rows!(link, Row, chosen, by, outcome, millis(*from), millis(*to))?
        }
    })
}

async fn keep_review(link: &mut Link, scope: &Scope, exchange: &ExchangeId, review: Review) -> Result<u64> {
    macro_rules! chosen {
        ($of:literal) => {
            concat!("update exchange set review = $1 where id = $2 and answered_by = $3 and outcome = $4 and entry is not null and ", $of)
        };
    }
    let (by, outcome) = (AnsweredBy::Bot.as_str(), Outcome::Answer.as_str());
    let (review, exchange) = (review.as_str(), exchange.as_str());
    Ok(match scope {
        Scope::Session(id) => execute!(link, chosen!("session_id = $5"), review, exchange, by, outcome, id.as_str())?,
        Scope::Permanence { from, to, .. } => {
            let chosen = chosen!("session_id is null and asked_at >= $5 and asked_at < $6");
            execute!(link, chosen, review, exchange, by, outcome, millis(*from), millis(*to))?
        }
    })
}

async fn reviewed(link: &mut Link, scope: &Scope) -> Result<(u64, u64)> {
    macro_rules! chosen {
        ($of:literal) => {
            concat!("select count(case when review = $1 then 1 end), count(review) from exchange where review is not null and ", $of)
        };
    }
    let right = Review::Right.as_str();
    let counted = match scope {
        Scope::Session(id) => row!(link, (i64, i64), chosen!("session_id = $2"), right, id.as_str())?,
        Scope::Permanence { from, to, .. } => {
            row!(link, (i64, i64), chosen!("session_id is null and asked_at >= $2 and asked_at < $3"), right, millis(*from), millis(*to))?
        }
    };
    Ok(counted.map_or((0, 0), |(right, read)| (right.unsigned_abs(), read.unsigned_abs())))
}

fn given_answer(row: Row) -> Result<GivenAnswer> {
    let review = row.review.map(|word| Review::of_word(&word).with_context(|| format!("« {word} » is no review of this program")));
    Ok(GivenAnswer { exchange: ExchangeId::new(row.id), question: row.question, entry: row.entry, review: review.transpose()? })
}
