//! What is done now and then: sessions that open and close, old data that goes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::conversation::Conversation;
use crate::privacy::Limits;
use crate::sessions;
use crate::store::Store;
use crate::telemetry::Metrics;

const SESSIONS_EVERY: Duration = Duration::from_secs(2);
const METRICS_EVERY: Duration = Duration::from_secs(5);
const RETENTION_EVERY: Duration = Duration::from_secs(3600);

/// By how much the wall clock may stray from the steady one between two readings.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(10);

/// Folds the metrics, which pile up until someone reads them.
pub(super) async fn metrics(metrics: Metrics, stop: CancellationToken) {
    let mut ticks = interval(METRICS_EVERY);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        metrics.fold();
    }
}

/// Opens and closes sessions at their hour.
pub(super) async fn sessions(store: Store, conversation: Arc<Conversation>, clock: Clock, stop: CancellationToken) {
    let mut ticks = interval(SESSIONS_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        let now = clock.now();
        conversation.forget_old(now);
        conversation.settle_down(now).await;
        conversation.tell_what_is_published(now).await;
        conversation.tell_reminders(now).await;
        if let Err(error) = sessions::due_now(&store, now).await {
            tracing::error!("doing what is due: {error:#}");
        }
    }
    conversation.settle_down(clock.now()).await;
}

/// Freezes old figures, then clears what is past its time, each hour. A clock
/// that jumped does neither: two readings an hour apart have to agree with the
/// steady clock first.
pub(super) async fn retention(store: Store, clock: Clock, stop: CancellationToken) {
    let mut ticks = interval(RETENTION_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last: Option<Reading> = None;
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        let reading = Reading { wall: clock.now(), steady: Instant::now() };
        if last.replace(reading).is_some_and(|before| before.agrees_with(reading)) {
            if let Err(error) = sessions::freeze_ended(&store, reading.wall).await {
                tracing::error!("freezing figures: {error:#}");
            }
            if let Err(error) = sessions::note_versions(&store, reading.wall).await {
                tracing::error!("making versions of reports: {error:#}");
            }
            clear(&store, reading.wall).await;
        }
    }
}

async fn clear(store: &Store, now: Timestamp) {
    let limits = Limits::at(now);
    tell_cleared(store.clear_expired(limits.text_before, limits.address_before, now).await);
    tell_cleared(store.clear_staff(limits.staff_before, now).await);
    tell_cleared(store.clear_rights(limits.erasures_before, now).await);
    if let Err(error) = store.forget_reminders(now).await {
        tracing::error!("forgetting old reminders: {error:#}");
    }
}

fn tell_cleared(done: anyhow::Result<u64>) {
    match done {
        Ok(0) => {}
        Ok(rows) => tracing::info!(rows, "cleared what was past its time"),
        Err(error) => tracing::error!("clearing what is past its time: {error:#}"),
    }
}

/// The same instant on both clocks.
#[derive(Clone, Copy)]
struct Reading {
    wall: Timestamp,
    steady: Instant,
}

impl Reading {
    fn agrees_with(self, later: Self) -> bool {
        let wall = later.wall.duration_since(self.wall);
        let steady = SignedDuration::try_from(later.steady.duration_since(self.steady)).unwrap_or(SignedDuration::MAX);
        (wall - steady).abs() < CLOCK_TOLERANCE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_jumped_clears_nothing() {
        let start = Instant::now();
        let wall: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let first = Reading { wall, steady: start };
        let after = |minutes| Reading { wall: wall + SignedDuration::from_mins(minutes), steady: start + Duration::from_secs(3600) };
        assert!(first.agrees_with(after(60)));
        assert!(first.agrees_with(after(51)));
        for jumped in [-1440, 0, 50, 71, 200_000] {
            assert!(!first.agrees_with(after(jumped)), "{jumped}");
        }
    }
}
