//! When who asked to be is reminded of a session: a week, a day and a quarter of
//! an hour before, and never at night unless the session is in the evening.

use jiff::civil::{Time, time};
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::clock::{in_paris, paris};

/// The hour in Paris of the reminders of the days before.
const MORNING: Time = time(10, 0, 0, 0);

/// Between these hours in Paris nobody is reminded.
const NIGHT_FROM: i8 = 21;
const NIGHT_TO: i8 = 8;

/// A session that begins from this hour on is an evening one.
const EVENING_FROM: i8 = 17;

const SOON: SignedDuration = SignedDuration::from_mins(15);

/// Who was not reminded before the beginning, because the program was down or the
/// session was opened by hand, is for so long after it.
const BEGINS_FOR: SignedDuration = SignedDuration::from_mins(10);

/// Which reminder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reminder {
    /// A week before, in the morning.
    Week,
    /// The day before, in the morning.
    Day,
    /// A quarter of an hour before.
    Soon,
}

impl Reminder {
    /// Every reminder, the earliest first.
    pub const ALL: [Self; 3] = [Self::Week, Self::Day, Self::Soon];

    /// Its word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Day => "day",
            Self::Soon => "soon",
        }
    }

    /// When it is due; none when that would be at night.
    fn due(self, opens_at: Timestamp) -> Option<Timestamp> {
        let opens = in_paris(opens_at);
        let days = match self {
            Self::Week => 7,
            Self::Day => 1,
            Self::Soon => {
                let soon = opens_at - SOON;
                return (opens.hour() >= EVENING_FROM || !is_night(soon)).then_some(soon);
            }
        };
        opens.date().checked_sub(days.days()).ok()?.to_datetime(MORNING).to_zoned(paris()).ok().map(|morning| morning.timestamp())
    }
}

/// The reminders that are still to come, for who asks to be reminded now.
pub fn reminders_left(opens_at: Timestamp, now: Timestamp) -> Vec<Reminder> {
    Reminder::ALL.into_iter().filter(|reminder| reminder.due(opens_at).is_some_and(|due| due > now)).collect()
}

/// The reminder to be told now: the last one that is due, until the session has
/// begun for a while. One that comes late because the program was down waits for the day.
pub fn reminder_due(opens_at: Timestamp, now: Timestamp) -> Option<Reminder> {
    if now >= opens_at + BEGINS_FOR {
        return None;
    }
    let last = Reminder::ALL.into_iter().rfind(|reminder| reminder.due(opens_at).is_some_and(|due| due <= now))?;
    (last == Reminder::Soon || !is_night(now)).then_some(last)
}

fn is_night(at: Timestamp) -> bool {
    !(NIGHT_TO..NIGHT_FROM).contains(&in_paris(at).hour())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn one_is_reminded_a_week_a_day_and_a_quarter_of_an_hour_before() {
        // 18:00 in Paris, a week after the clocks went back.
        let opens = at("2026-11-01T17:00:00Z");
        for (now, due) in [
            ("2026-10-25T08:59:59Z", None),
            ("2026-10-25T09:00:00Z", Some(Reminder::Week)),
            ("2026-10-31T08:59:59Z", Some(Reminder::Week)),
            ("2026-10-31T09:00:00Z", Some(Reminder::Day)),
            ("2026-11-01T16:45:00Z", Some(Reminder::Soon)),
            // It was opened by hand, or the program comes back just then.
            ("2026-11-01T17:09:59Z", Some(Reminder::Soon)),
            ("2026-11-01T17:10:00Z", None),
            // The program was down in the morning and is back at night.
            ("2026-10-31T21:00:00Z", None),
            ("2026-11-01T07:00:00Z", Some(Reminder::Day)),
        ] {
            assert_eq!(reminder_due(opens, at(now)), due, "{now}");
        }
        assert_eq!(reminders_left(opens, at("2026-10-20T12:00:00Z")), Reminder::ALL);
        assert_eq!(reminders_left(opens, at("2026-10-31T12:00:00Z")), [Reminder::Soon]);
        assert_eq!(reminders_left(opens, at("2026-11-01T16:50:00Z")), []);
    }

    #[test]
    fn nobody_is_reminded_at_night_but_of_an_evening_session() {
        let soon = |opens: &str| reminder_due(at(opens), at(opens) - SignedDuration::from_mins(10));
        assert_eq!(soon("2026-12-03T20:30:00Z"), Some(Reminder::Soon), "at 21:30 in Paris");
        assert_ne!(soon("2026-12-03T07:10:00Z"), Some(Reminder::Soon), "at 8:10 in Paris: 7:55 is night");
        assert_eq!(soon("2026-12-03T07:20:00Z"), Some(Reminder::Soon));
    }
}
