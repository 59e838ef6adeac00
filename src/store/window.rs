//! From when to when something is counted: instants for what has one, whole days
//! of Paris for what is counted by the day.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::clock::{day_in_paris, paris};

/// From when to when something is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    from: Timestamp,
    to: Timestamp,
    first_day: String,
    last_day: String,
}

impl Window {
    /// From an instant to another, excluded: of the days, each that has an instant of it.
    pub fn between(from: Timestamp, to: Timestamp) -> Self {
        Self::within(Some(from), Some(to))
    }

    /// From the first day to the end of the last; for ever where one is not known.
    pub fn of_days(first: Option<Date>, last: Option<Date>) -> Self {
        Self::within(first.and_then(begin), last.and_then(|last| begin(last.checked_add(1.day()).ok()?)))
    }

    /// From the beginning of a day, or since ever, to an instant, excluded.
    pub fn since(first: Option<Date>, to: Timestamp) -> Self {
        Self::within(first.and_then(begin), Some(to))
    }

    /// Everything.
    pub fn ever() -> Self {
        Self::within(None, None)
    }

    fn within(from: Option<Timestamp>, to: Option<Timestamp>) -> Self {
        Self {
            from: from.unwrap_or(Timestamp::MIN),
            to: to.unwrap_or(Timestamp::MAX),
            first_day: from.map_or("0000-00-00".to_owned(), day_in_paris),
            // An end at midnight has no instant of the day that begins there.
            last_day: to.map_or("9999-99-99".to_owned(), |to| day_in_paris(to - SignedDuration::from_millis(1))),
        }
    }

    /// The first instant.
    pub fn from(&self) -> Timestamp {
        self.from
    }

    /// The end, excluded.
    pub fn to(&self) -> Timestamp {
        self.to
    }

    /// The first day in Paris, `2026-11-22`.
    pub fn first_day(&self) -> &str {
        &self.first_day
    }

    /// The last day, included.
    pub fn last_day(&self) -> &str {
        &self.last_day
    }
}

fn begin(day: Date) -> Option<Timestamp> {
    day.to_zoned(paris()).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_end_at_midnight_counts_no_day_more() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let midnight = at("2026-12-03T23:00:00Z");
        let days = |window: &Window| (window.first_day().to_owned(), window.last_day().to_owned());
        let of = |first: &str, last: &str| (first.to_owned(), last.to_owned());
        let day = Some(date(2026, 12, 3));
        for (window, expected) in [
            (Window::between(at("2026-12-03T17:00:00Z"), midnight), of("2026-12-03", "2026-12-03")),
            (Window::between(at("2026-12-03T17:00:00Z"), at("2026-12-03T23:00:00.001Z")), of("2026-12-03", "2026-12-04")),
            (Window::since(day, midnight), of("2026-12-03", "2026-12-03")),
            (Window::since(None, midnight), of("0000-00-00", "2026-12-03")),
            (Window::of_days(day, day), of("2026-12-03", "2026-12-03")),
            (Window::of_days(None, day), of("0000-00-00", "2026-12-03")),
            (Window::ever(), of("0000-00-00", "9999-99-99")),
        ] {
            assert_eq!(days(&window), expected);
        }
        assert_eq!(Window::of_days(day, day), Window::between(at("2026-12-02T23:00:00Z"), midnight));
    }
}
