//! What keeps a flood of logins from taking the processor: so many tries a
//! second, so many passwords hashed at once.

use std::num::NonZeroU32;
use std::sync::Arc;

use anyhow::{Context, Result};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::Semaphore;

use super::super::Error;

/// Tries that pass at once, then one each fifth of a second, whoever tries.
const BURST: NonZeroU32 = NonZeroU32::MIN.saturating_add(29);
const PER_SECOND: NonZeroU32 = NonZeroU32::MIN.saturating_add(4);

/// Each takes a core for some tens of milliseconds, and 19 MiB.
const HASHED_AT_ONCE: usize = 2;

/// The way to the passwords.
#[derive(Debug)]
pub(in crate::web) struct Gate {
    tries: DefaultDirectRateLimiter,
    hashing: Arc<Semaphore>,
}

impl Gate {
    pub(in crate::web) fn new() -> Self {
        let quota = Quota::per_second(PER_SECOND).allow_burst(BURST);
        Self { tries: RateLimiter::direct(quota), hashing: Arc::new(Semaphore::new(HASHED_AT_ONCE)) }
    }

    /// Lets one more try pass.
    pub(super) fn admit(&self) -> Result<(), Error> {
        let words = "Trop de connexions sont demandées en ce moment. Réessayez dans une minute.";
        self.tries.check().map_err(|_| Error::TooManyTries(words.into()))
    }

    /// Runs work on a password aside. Its place is held until it ends, be the
    /// request given up meanwhile.
    pub(super) async fn hash<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let place = self.hashing.clone().acquire_owned().await.context("waiting to hash a password")?;
        let work = move || {
            let done = work();
            drop(place);
            done
        };
        tokio::task::spawn_blocking(work).await.context("hashing a password")?
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn thirty_tries_pass_at_once_and_the_next_wait() {
        let gate = Gate::new();
        assert_eq!((0..40).filter(|_| gate.admit().is_ok()).count(), 30);
    }

    #[tokio::test]
    async fn no_more_than_two_passwords_are_hashed_at_once() {
        static AT_ONCE: [AtomicUsize; 2] = [AtomicUsize::new(0), AtomicUsize::new(0)];
        let gate = Gate::new();
        let work = || {
            let now = AT_ONCE[0].fetch_add(1, Ordering::SeqCst) + 1;
            AT_ONCE[1].fetch_max(now, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(5));
            AT_ONCE[0].fetch_sub(1, Ordering::SeqCst);
            Ok(())
        };
        let done = futures::future::join_all((0..20).map(|_| gate.hash(work))).await;
        assert!(done.iter().all(Result::is_ok));
        assert_eq!(AT_ONCE[1].load(Ordering::SeqCst), HASHED_AT_ONCE);
    }
}
