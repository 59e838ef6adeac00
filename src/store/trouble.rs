//! Whether the database keeps what it is given: on a full disk everything can
//! still be read, so that nothing else tells.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::error::ErrorKind;

/// A write that failed is told of for so long: while people ask, another one
/// soon fails if nothing was mended.
const TOLD_FOR: Duration = Duration::from_secs(120);

/// The last write that the database did not keep.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    last: Mutex<Option<Instant>>,
}

impl Trouble {
    /// A write failed for the database's own reasons.
    pub(super) fn note(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// The same, when these were the reasons.
    pub(super) fn note_if_of_database(&self, error: &anyhow::Error) {
        if error.chain().filter_map(|cause| cause.downcast_ref()).any(is_of_database) {
            self.note();
        }
    }

    /// Whether one failed in the last minutes.
    pub(super) fn is_recent(&self) -> bool {
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_some_and(|last| last.elapsed() < TOLD_FOR)
    }
}

/// No room, no answer, a server that stops: not a rule of a table that was broken.
fn is_of_database(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(refused) => refused.kind() == ErrorKind::Other,
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => true,
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn what_the_database_cannot_do_is_told_and_what_it_does_not_find_is_not() {
        let trouble = Trouble::default();
        trouble.note_if_of_database(&anyhow::anyhow!("a rule of ours"));
        let missing = Err::<(), _>(sqlx::Error::RowNotFound).context("reading").unwrap_err();
        trouble.note_if_of_database(&missing);
        assert!(!trouble.is_recent());
        trouble.note_if_of_database(&Err::<(), _>(sqlx::Error::PoolTimedOut).context("writing").unwrap_err());
        assert!(trouble.is_recent());
    }
}
