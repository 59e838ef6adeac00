//! Which session somebody may rate, and until when.

use jiff::{SignedDuration, Timestamp};

use crate::store::{PersonData, PlannedSession};

/// A session can be rated until two hours after its end.
pub const RATED_FOR: SignedDuration = SignedDuration::from_hours(2);

/// The session that somebody may rate: open or over for less than two hours, and
/// they asked something in it.
pub fn rateable<'a>(sessions: &'a [PlannedSession], data: &PersonData, now: Timestamp) -> Option<&'a PlannedSession> {
    let asked_in = |session: &PlannedSession| {
        let (from, to) = (session.opens_at.as_millisecond(), session.closes_at.as_millisecond());
        data.exchanges.iter().any(|exchange| (from..to).contains(&exchange.asked_at))
    };
    let is_recent = |session: &PlannedSession| session.opens_at <= now && now.duration_since(session.closes_at) < RATED_FOR;
    sessions.iter().find(|session| is_recent(session) && asked_in(session))
}
