//! How fast one person may ask, at every door alike.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::words::Person;

/// The longest question that is read, in characters: Discord's own limit.
pub const MAX_QUESTION_CHARS: usize = 2_000;

/// Five questions at once, then one every two seconds.
const BURST: NonZeroU32 = NonZeroU32::MIN.saturating_add(4);
const BURST_REFILL: Duration = Duration::from_secs(2);

/// Thirty questions an hour.
const HOURLY: NonZeroU32 = NonZeroU32::MIN.saturating_add(29);

/// The two limits a person has to pass.
#[derive(Debug)]
pub(super) struct Limits {
    burst: DefaultKeyedRateLimiter<Person>,
    hourly: DefaultKeyedRateLimiter<Person>,
}

impl Limits {
    pub(super) fn new() -> Self {
        let burst = Quota::with_period(BURST_REFILL).unwrap_or(Quota::per_second(BURST)).allow_burst(BURST);
        Self { burst: RateLimiter::keyed(burst), hourly: RateLimiter::keyed(Quota::per_hour(HOURLY)) }
    }

    /// Whether a person may ask one more question now.
    pub(super) fn admits(&self, person: &Person) -> bool {
        self.burst.check_key(person).is_ok() && self.hourly.check_key(person).is_ok()
    }

    /// Forgets the people who have been quiet long enough to start afresh.
    pub(super) fn forget_quiet(&self) {
        self.burst.retain_recent();
        self.hourly.retain_recent();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_questions_pass_at_once_and_the_sixth_waits_whoever_else_asks() {
        let limits = Limits::new();
        let (one, other) = (Person::new("one"), Person::new("other"));
        let passed = (0..6).map(|_| limits.admits(&one)).collect::<Vec<_>>();
        assert_eq!(passed, [true, true, true, true, true, false]);
        assert!(limits.admits(&other));
    }
}
