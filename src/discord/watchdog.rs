//! Whether the Discord side is alive, judged from outside its runtime.
//!
//! Some close codes make serenity spin without yielding: its runtime freezes,
//! timers included, so nothing in there can notice. The runtime only leaves
//! signs of life here; who reads them runs elsewhere.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Signs of life come this often.
pub(super) const BEAT: Duration = Duration::from_millis(500);

/// A runtime that gives no sign for so long is frozen.
const FROZEN_AFTER: Duration = Duration::from_secs(10);

/// A shard that is not connected for so long is said to be away …
const AWAY_AFTER: Duration = Duration::from_secs(15);

/// … and for so long is started afresh.
const RESTART_AFTER: Duration = Duration::from_secs(60);

/// The last signs of life of one connection.
#[derive(Debug)]
pub(super) struct Pulse {
    seen: Mutex<Seen>,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    beat: Instant,
    connected: Instant,
    was_connected: bool,
    /// How often Discord gave a new session: each cost one IDENTIFY.
    sessions: u64,
}

/// How a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Health {
    /// Connected, or about to be.
    Well {
        /// Whether the last sign said that it is connected.
        connected: bool,
    },
    /// Not connected, and trying by itself.
    Away,
    /// To be started afresh.
    Lost,
}

impl Pulse {
    /// A connection that begins now.
    pub(super) fn new(now: Instant) -> Self {
        Self { seen: Mutex::new(Seen { beat: now, connected: now, was_connected: false, sessions: 0 }) }
    }

    /// A sign of life.
    pub(super) fn beat(&self, now: Instant, connected: bool) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.beat = now;
        seen.was_connected = connected;
        if connected {
            seen.connected = now;
        }
    }

    /// Discord gave a new session.
    pub(super) fn new_session(&self) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).sessions += 1;
    }

    /// How many new sessions Discord gave so far.
    pub(super) fn sessions(&self) -> u64 {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).sessions
    }

    /// How the connection is.
    pub(super) fn health(&self, now: Instant) -> Health {
        let seen = *self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let silent = now.saturating_duration_since(seen.beat);
        let away = now.saturating_duration_since(seen.connected);
        if silent >= FROZEN_AFTER || away >= RESTART_AFTER {
            Health::Lost
        } else if away >= AWAY_AFTER {
            Health::Away
        } else {
            Health::Well { connected: seen.was_connected }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_judged_by_its_last_signs() {
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let beaten = |beats: &[(u64, bool)]| {
            let pulse = Pulse::new(start);
            beats.iter().for_each(|(at, connected)| pulse.beat(after(*at), *connected));
            pulse
        };
        for (beats, now, health) in [
            (&[][..], 9, Health::Well { connected: false }),
            (&[], 10, Health::Lost),
            (&[(5, true)], 14, Health::Well { connected: true }),
            (&[(5, true)], 15, Health::Lost),
            (&[(5, true), (19, false)], 19, Health::Well { connected: false }),
            (&[(5, true), (20, false)], 20, Health::Away),
            (&[(5, true), (64, false)], 64, Health::Away),
            (&[(5, true), (65, false)], 65, Health::Lost),
            (&[(5, true), (64, false), (65, true)], 66, Health::Well { connected: true }),
        ] {
            assert_eq!(beaten(beats).health(after(now)), health, "{beats:?} at {now}");
        }
    }
}
