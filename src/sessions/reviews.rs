//! HR reads answers of the bot again, drawn by lot, and says whether they were
//! right: that share is all that is made of it.

use anyhow::Result;

use super::reporting::scope_of;
use crate::store::{GivenAnswer, Store};
use crate::words::{ExchangeId, Review, SessionId, sha256};

/// The answers of a session or a month, drawn by lot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// Those that nobody read again yet, in the order they were drawn.
    pub waiting: Vec<GivenAnswer>,
    /// Those that were read again.
    pub read: Vec<GivenAnswer>,
}

impl Sample {
    /// How many were found right.
    pub fn right(&self) -> usize {
        self.read.iter().filter(|answer| answer.review == Some(Review::Right)).count()
    }
}

/// The answers of the bot whose questions are still kept. The lot is the same for
/// everybody and at every look: nobody chooses which answers are read. None when
/// there is no such session.
///
/// # Errors
/// When the database is away.
pub async fn sample_of(store: &Store, id: &SessionId) -> Result<Option<Sample>> {
    let Some(scope) = scope_of(store, id).await? else { return Ok(None) };
    let mut given = store.given_answers(&scope).await?;
    given.sort_by_cached_key(|answer| sha256(format!("{id} {}", answer.exchange)));
    let (read, waiting) = given.into_iter().partition(|answer| answer.review.is_some());
    Ok(Some(Sample { waiting, read }))
}

/// Keeps what HR says of an answer; false when it is none of this session or month.
///
/// # Errors
/// When the database is away.
pub async fn review(store: &Store, id: &SessionId, exchange: &ExchangeId, said: Review) -> Result<bool> {
    match scope_of(store, id).await? {
        Some(scope) => store.keep_review(&scope, exchange, said).await,
        None => Ok(false),
    }
}
