//! The days on which a team of the public service answers: neither a weekend nor
//! a public holiday (Code du travail, art. L. 3133-1).

use jiff::civil::{Date, Weekday, date};
use jiff::{Timestamp, ToSpan};

use super::{in_paris, paris};

/// How many working days a question waits at most, unless the team is late.
const TARGET: usize = 2;

/// When the team means to have answered a question at the latest: the end of the
/// second working day after the one it was asked on.
pub fn answer_by(asked: Timestamp) -> Timestamp {
    let mut day = in_paris(asked).date();
    for _ in 0..TARGET {
        day = next_working_day(day);
    }
    day.at(18, 0, 0, 0).to_zoned(paris()).map_or(asked, |zoned| zoned.timestamp())
}

/// Whether the offices answer at an instant: from nine to five on a working day.
pub fn is_office_hour(at: Timestamp) -> bool {
    let paris = in_paris(at);
    is_working_day(paris.date()) && (9..17).contains(&paris.hour())
}

fn next_working_day(day: Date) -> Date {
    let mut next = day.saturating_add(1.day());
    while !is_working_day(next) && next < Date::MAX {
        next = next.saturating_add(1.day());
    }
    next
}

/// Whether people of the team work on a day: from Monday to Friday, but for public holidays.
pub fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_holiday(day)
}

/// The eleven days off of the Code du travail.
fn is_holiday(day: Date) -> bool {
    const FIXED: [(i8, i8); 8] = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
    let easter = easter(day.year());
    // Easter Monday, Ascension and Whit Monday.
    let moving = [1, 39, 50].map(|after: i32| easter.saturating_add(after.days()));
    FIXED.contains(&(day.month(), day.day())) || moving.contains(&day)
}

/// Easter Sunday of the Gregorian calendar (Meeus, « Astronomical Algorithms »,
/// chapter 8, whose letters these are).
#[expect(clippy::many_single_char_names, reason = "the letters of the source")]
fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    let small = |number: i32| i8::try_from(number).unwrap_or(1);
    Date::new(year, small(n / 31), small(n % 31 + 1)).unwrap_or(date(2000, 4, 23))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_calendar_says() {
        for (year, month, day) in [(1961, 4, 2), (2000, 4, 23), (2024, 3, 31), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25)] {
            assert_eq!(easter(year), date(year, month, day));
        }
    }

    #[test]
    fn an_answer_is_due_at_the_end_of_the_second_working_day() {
        for (asked, due) in [
            // A Monday, a Thursday over the weekend, a Saturday.
            ("2026-11-23T10:00:00Z", "2026-11-25T17:00:00Z"),
            ("2026-11-26T10:00:00Z", "2026-11-30T17:00:00Z"),
            ("2026-11-28T10:00:00Z", "2026-12-01T17:00:00Z"),
            // Over Christmas, Easter Monday, Ascension, across the change of the clock.
            ("2026-12-23T10:00:00Z", "2026-12-28T17:00:00Z"),
            ("2027-03-26T10:00:00Z", "2027-03-31T16:00:00Z"),
            ("2027-05-05T10:00:00Z", "2027-05-10T16:00:00Z"),
            // Half past midnight in Paris is the next day there.
            ("2026-11-23T23:30:00Z", "2026-11-26T17:00:00Z"),
        ] {
            assert_eq!(answer_by(asked.parse().unwrap()).to_string(), due, "{asked}");
        }
    }
}
