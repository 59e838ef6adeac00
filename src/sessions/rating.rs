//! Which session somebody may rate, and until when.

use jiff::{SignedDuration, Timestamp};

use crate::store::{PersonData, PlannedSession};
use crate::words::SessionId;

/// A session can be rated until two hours after its end.
pub const RATED_FOR: SignedDuration = SignedDuration::from_hours(2);

/// Whether somebody may rate a session: it is open or over for less than two
/// hours, and they asked something in it.
pub fn may_rate(session: &PlannedSession, has_asked: bool, now: Timestamp) -> bool {
    has_asked && session.opens_at <= now && now.duration_since(session.closes_at) < RATED_FOR
}

/// The session to ask somebody about: of those they may rate and have not, the
/// first of the list.
pub fn rateable<'a>(sessions: &'a [PlannedSession], data: &PersonData, now: Timestamp) -> Option<&'a PlannedSession> {
    let has_asked = |id: &SessionId| data.exchanges.iter().any(|exchange| exchange.session_id.as_deref() == Some(id.as_str()));
    sessions.iter().find(|session| may_rate(session, has_asked(&session.id), now) && !data.rated.contains(&session.id))
}
