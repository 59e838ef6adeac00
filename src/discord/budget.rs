//! How often the bot may identify, counted across restarts.
//!
//! Discord takes a thousand IDENTIFY a day; at one more it ends every session
//! and takes the token away, which a crash loop reaches in a day. We stop at two
//! hundred. A resumed session costs nothing.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;
use crate::store::{Allowed, Store};

/// The most in a rolling day.
pub(super) const MOST: usize = 200;
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Discord takes one in five seconds; the way there may be a little shorter the
/// second time.
const SPACING: SignedDuration = SignedDuration::from_secs(6);

/// What is spent and kept in the database, and here while that is away.
pub(super) struct Budget {
    store: Store,
    clock: Clock,
    /// Those of this process.
    own: Mutex<Vec<Timestamp>>,
}

impl Budget {
    pub(super) fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock, own: Mutex::default() }
    }

    /// What « now » is.
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Takes leave to identify at an instant; else gives when there will be one.
    pub(super) async fn claim(&self, now: Timestamp) -> Result<(), Timestamp> {
        if let Some(until) = self.allowed_here(now) {
            return Err(until);
        }
        match self.store.claim_identify(now, allowed).await {
            Ok(Some(until)) => return Err(until),
            Ok(None) => {}
            Err(error) => tracing::error!("counting how often the bot identified, in memory only: {error:#}"),
        }
        self.own.lock().unwrap_or_else(PoisonError::into_inner).push(now);
        Ok(())
    }

    /// Counts one that serenity made by itself; says when the next may come if
    /// that was the last.
    pub(super) async fn spend(&self) -> Result<(), Timestamp> {
        let now = self.clock.now();
        self.own.lock().unwrap_or_else(PoisonError::into_inner).push(now);
        // It is done already: it counts, however soon it came. Then it is only looked whether it was the last.
        for look in [(|_, _| None) as Allowed, |times, now| Some(allowed(times, now).unwrap_or(now))] {
            match self.store.claim_identify(now, look).await {
                Ok(Some(until)) if until.duration_since(now) > SPACING => return Err(until),
                Ok(_) => {}
                Err(error) => tracing::error!("counting how often the bot identified, in memory only: {error:#}"),
            }
        }
        self.allowed_here(now).filter(|until| until.duration_since(now) > SPACING).map_or(Ok(()), Err)
    }

    fn allowed_here(&self, now: Timestamp) -> Option<Timestamp> {
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        own.retain(|at| now.duration_since(*at) < DAY);
        allowed(&own, now)
    }
}

/// None when one more is allowed at `now`, else when it will be. Those of a
/// clock that was set back count for the day, and hold nobody up for long.
fn allowed(times: &[Timestamp], now: Timestamp) -> Option<Timestamp> {
    if times.len() >= MOST {
        let oldest = times.iter().copied().min().unwrap_or(now).min(now);
        return Some(oldest + DAY);
    }
    let near = times.iter().copied().filter(|at| at.duration_since(now).abs() < SPACING);
    near.max().map(|last| last + SPACING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_in_six_seconds_and_two_hundred_in_a_day_are_allowed() {
        let start: Timestamp = "2026-11-22T18:00:00Z".parse().unwrap();
        let after = |seconds: i64| start + SignedDuration::from_secs(seconds);
        assert_eq!(allowed(&[], start), None);
        assert_eq!(allowed(&[start], after(5)), Some(after(6)));
        assert_eq!(allowed(&[start], after(6)), None);
        let spent: Vec<Timestamp> = (0..200).map(|number| after(number * 100)).collect();
        assert_eq!(allowed(&spent[..199], after(19_900)), None);
        assert_eq!(allowed(&spent, after(20_000)), Some(start + DAY));
        // A clock that was set back by an hour.
        assert_eq!(allowed(&[after(3_600)], start), None);
        assert_eq!(allowed(&[after(3)], start), Some(after(9)));
    }
}
