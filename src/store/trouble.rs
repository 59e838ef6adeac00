//! What the database could not do of late: keep what it was given (on a full
//! disk everything can still be read, so that nothing else tells), or answer at all.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::error::ErrorKind;

/// When the database failed last.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    last: Mutex<Option<Instant>>,
}

impl Trouble {
    pub(super) fn note(&self) {
        self.set(Some(Instant::now()));
    }

    /// All is well again.
    pub(super) fn forget(&self) {
        self.set(None);
    }

    fn set(&self, last: Option<Instant>) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = last;
    }

    /// Notes an error that has the database's own reasons.
    pub(super) fn note_if_of_database(&self, error: &anyhow::Error) {
        if error.chain().filter_map(|cause| cause.downcast_ref()).any(is_of_database) {
            self.note();
        }
    }

    pub(super) fn was_within(&self, time: Duration) -> bool {
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_some_and(|last| last.elapsed() < time)
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

    const TIME: Duration = Duration::from_secs(60);

    #[test]
    fn what_the_database_cannot_do_is_told_and_what_it_does_not_find_is_not() {
        let trouble = Trouble::default();
        trouble.note_if_of_database(&anyhow::anyhow!("a rule of ours"));
        let missing = Err::<(), _>(sqlx::Error::RowNotFound).context("reading").unwrap_err();
        trouble.note_if_of_database(&missing);
        assert!(!trouble.was_within(TIME));
        trouble.note_if_of_database(&Err::<(), _>(sqlx::Error::PoolTimedOut).context("writing").unwrap_err());
        assert!(trouble.was_within(TIME) && !trouble.was_within(Duration::ZERO));
        trouble.forget();
        assert!(!trouble.was_within(TIME));
    }
}
