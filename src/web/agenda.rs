//! The session that candidates and the team are told of: the open one, else the
//! next.

use jiff::Timestamp;

use crate::sessions::hour_in_paris;
use crate::store::PlannedSession;

/// One sentence on the open session, else on the next one, after the words of
/// its page for each; none when none is planned.
pub(super) fn announce(sessions: &[PlannedSession], words: [&str; 2], now: Timestamp) -> Option<String> {
    let [open_words, next_words] = words;
    let open = sessions.iter().find(|session| session.opens_at <= now && now < session.closes_at);
    if let Some(open) = open {
        return Some(format!("{open_words}\u{a0}: «\u{a0}{}\u{a0}», jusqu'au {}.", open.title, hour_in_paris(open.closes_at)));
    }
    let next = sessions.iter().filter(|session| session.opens_at > now).min_by_key(|session| session.opens_at)?;
    Some(format!("{next_words}\u{a0}: «\u{a0}{}\u{a0}», le {}.", next.title, hour_in_paris(next.opens_at)))
}
