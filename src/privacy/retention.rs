//! How long each kind of data is kept, and from when: the rules only.

use jiff::{SignedDuration, Timestamp};

/// Question texts and pseudonyms are kept ninety days (hand-overs: ninety days
/// after the answer), then only counters stay.
pub const TEXT_KEPT_DAYS: i64 = 90;

/// A delivery address is forgotten seven days after nothing more is owed, and an
/// open conversation (a direct one, or their own private thread) seven days after its last message.
pub const ADDRESS_KEPT_DAYS: i64 = 7;

/// The figures of a session are frozen seven days after its end, so that later
/// erasures never change them.
const FIGURES_OPEN_DAYS: i64 = 7;

/// The log of the team, and an account that was disabled, are kept twelve months.
const STAFF_KEPT_DAYS: i64 = 365;

/// That somebody was erased is known twelve months: longer than any copy of the
/// database is kept.
const ERASURES_KNOWN_DAYS: i64 = 365;

/// The instants before which each kind of data has to go, seen from one `now`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Texts and pseudonyms older than this are cleared.
    pub text_before: Timestamp,
    /// Addresses with nothing owed since before this are deleted.
    pub address_before: Timestamp,
    /// Sessions that ended before this have their figures frozen.
    pub figures_before: Timestamp,
    /// Lines of the team's log older than this are deleted, and the accounts
    /// disabled before.
    pub staff_before: Timestamp,
    /// Erasures done before this are forgotten.
    pub erasures_before: Timestamp,
}

impl Limits {
    /// The limits that apply at `now`.
    pub fn at(now: Timestamp) -> Self {
        let before = |days: i64| now.checked_sub(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MIN);
        Self {
            text_before: before(TEXT_KEPT_DAYS),
            address_before: before(ADDRESS_KEPT_DAYS),
            figures_before: before(FIGURES_OPEN_DAYS),
            staff_before: before(STAFF_KEPT_DAYS),
            erasures_before: before(ERASURES_KNOWN_DAYS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_count_whole_days_back_from_now() {
        let limits = Limits::at("2026-11-22T10:00:00Z".parse().unwrap());
        assert_eq!(limits.text_before.to_string(), "2026-08-24T10:00:00Z");
        assert_eq!(limits.address_before.to_string(), "2026-11-15T10:00:00Z");
        assert_eq!(limits.figures_before, limits.address_before);
        assert_eq!(limits.staff_before.to_string(), "2025-11-22T10:00:00Z");
    }

    #[test]
    fn a_clock_near_the_beginning_of_time_is_no_fault() {
        assert_eq!(Limits::at(Timestamp::MIN).text_before, Timestamp::MIN);
    }
}
