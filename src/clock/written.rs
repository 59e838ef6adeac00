//! Days, hours and months as people in Rouen write and read them.

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, Zoned};

use super::{in_paris, paris};

const MONTHS: [&str; 12] =
    ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];

const DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

/// The day of an instant: `2026-11-22`.
pub fn day_in_paris(at: Timestamp) -> String {
    in_paris(at).date().to_string()
}

/// The day and hour of an instant as a person reads them: `03/12/2026 à 18 h 05`.
pub fn hour_in_paris(at: Timestamp) -> String {
    let at = in_paris(at);
    format!("{} à {}", written_day(at.date()), hour_in_words(&at))
}

/// The day and hour of an instant as a spreadsheet shows them: `03/12/2026 18:05`.
pub fn cell_in_paris(at: Timestamp) -> String {
    in_paris(at).strftime("%d/%m/%Y %H:%M").to_string()
}

/// From an instant to another as a person reads it: « jeudi 3 décembre 2026, de
/// 18 h 00 à 19 h 30 »; both days when the second is another one.
pub fn span_in_paris(from: Timestamp, to: Timestamp) -> String {
    let (from, to) = (in_paris(from), in_paris(to));
    if from.date() == to.date() {
        return format!("{}, de {} à {}", day_in_words(from.date()), hour_in_words(&from), hour_in_words(&to));
    }
    format!("du {} à {} au {} à {}", day_in_words(from.date()), hour_in_words(&from), day_in_words(to.date()), hour_in_words(&to))
}

/// A day as people write it: `22/11/2026`.
pub fn written_day(day: Date) -> String {
    day.strftime("%d/%m/%Y").to_string()
}

/// A month by its number, from one.
pub fn month_name(number: i8) -> Option<&'static str> {
    MONTHS.get(usize::try_from(number).ok()?.checked_sub(1)?).copied()
}

/// A day with its names: « jeudi 3 décembre 2026 ».
pub fn day_in_words(day: Date) -> String {
    let weekday = DAYS[day.weekday().to_monday_zero_offset() as usize % DAYS.len()];
    let month = month_name(day.month()).unwrap_or_default();
    let number = if day.day() == 1 { "1er".to_owned() } else { day.day().to_string() };
    format!("{weekday} {number} {month} {}", day.year())
}

fn hour_in_words(at: &Zoned) -> String {
    at.strftime("%H\u{a0}h\u{a0}%M").to_string()
}

/// An instant from a day and an hour in Paris, `2026-12-03 18:00`; an hour that
/// the clock skips in spring is the one it jumps to, one that it shows twice in
/// autumn is the first.
///
/// # Errors
/// One French sentence with the form to follow.
pub fn read_instant(text: &str) -> Result<Timestamp, String> {
    let wrong = || format!("« {text} » n'est pas une date et une heure : écrivez par exemple « 2026-12-03 18:00 »");
    let text = text.trim().replace('T', " ");
    let (day, hour) = text.split_once(' ').ok_or_else(wrong)?;
    let day: Date = day.parse().map_err(|_| wrong())?;
    let hour = jiff::civil::Time::strptime("%H:%M", hour.trim()).map_err(|_| wrong())?;
    let zoned = DateTime::from_parts(day, hour).to_zoned(paris()).map_err(|_| wrong())?;
    Ok(zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_in_paris_is_read_across_both_clock_changes() {
        for (typed, utc) in [
            ("2026-12-03 18:00", "2026-12-03T17:00:00Z"),
            ("2026-07-03T18:00", "2026-07-03T16:00:00Z"),
            ("2026-03-29 02:30", "2026-03-29T01:30:00Z"),
            ("2026-10-25 02:30", "2026-10-25T00:30:00Z"),
        ] {
            assert_eq!(read_instant(typed).unwrap().to_string(), utc, "{typed}");
        }
        for typed in ["", "demain", "2026-02-31 18:00", "2026-12-03", "2026-12-03 25:00"] {
            assert!(read_instant(typed).unwrap_err().contains("2026-12-03 18:00"), "{typed}");
        }
    }

    #[test]
    fn a_span_has_the_names_of_its_days() {
        let span = |from: &str, to: &str| span_in_paris(from.parse().unwrap(), to.parse().unwrap()).replace('\u{a0}', " ");
        assert_eq!(span("2026-12-03T17:00:00Z", "2026-12-03T18:30:00Z"), "jeudi 3 décembre 2026, de 18 h 00 à 19 h 30");
        assert_eq!(
            span("2027-01-31T22:30:00Z", "2027-01-31T23:30:00Z"),
            "du dimanche 31 janvier 2027 à 23 h 30 au lundi 1er février 2027 à 00 h 30"
        );
    }
}
