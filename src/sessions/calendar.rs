//! Days, hours and months as people in Rouen know them.

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, Zoned};

use crate::clock::{in_paris, paris, written_day};
use crate::store::Scope;
use crate::words::{PERMANENCE, SessionId};

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
    format!("{} à {}", written_day(at.date()), at.strftime("%H\u{a0}h\u{a0}%M"))
}

/// From an instant to another as a person reads it: « jeudi 3 décembre 2026, de
/// 18 h 00 à 19 h 30 »; both days when the second is another one.
pub fn span_in_paris(from: Timestamp, to: Timestamp) -> String {
    let (from, to) = (in_paris(from), in_paris(to));
    let hour = |at: &Zoned| at.strftime("%H\u{a0}h\u{a0}%M").to_string();
    if from.date() == to.date() {
        return format!("{}, de {} à {}", day_in_words(from.date()), hour(&from), hour(&to));
    }
    format!("du {} à {} au {} à {}", day_in_words(from.date()), hour(&from), day_in_words(to.date()), hour(&to))
}

/// A day with its names: « jeudi 3 décembre 2026 ».
fn day_in_words(day: Date) -> String {
    let weekday = DAYS[day.weekday().to_monday_zero_offset() as usize % DAYS.len()];
    let month = MONTHS[day.month().unsigned_abs().saturating_sub(1) as usize % MONTHS.len()];
    let number = if day.day() == 1 { "1er".to_owned() } else { day.day().to_string() };
    format!("{weekday} {number} {month} {}", day.year())
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

/// The permanence an instant belongs to, outside every session.
pub fn month_of(at: Timestamp) -> SessionId {
    SessionId::new(format!("{PERMANENCE}{}", in_paris(at).strftime("%Y-%m")))
}

/// The title of a month of permanence: `Permanence de novembre 2026`.
pub fn month_title(id: &SessionId) -> String {
    let month = id.as_str().trim_start_matches(PERMANENCE);
    let (year, month) = month.split_once('-').unwrap_or((month, ""));
    let name = month.parse::<usize>().ok().and_then(|number| MONTHS.get(number.checked_sub(1)?));
    let of = if name.is_some_and(|name| name.starts_with(['a', 'o'])) { "d'" } else { "de " };
    format!("Permanence {of}{} {year}", name.unwrap_or(&month))
}

/// What a permanence (`permanence-2026-11`) covers: that month in Paris.
/// None when the identifier is not one of a permanence.
pub fn permanence(id: &SessionId) -> Option<Scope> {
    let month = id.as_str().strip_prefix(PERMANENCE)?;
    let first: Date = format!("{month}-01").parse().ok()?;
    let next = first.checked_add(jiff::Span::new().months(1)).ok()?;
    let midnight = |day: Date| day.to_zoned(paris()).ok().map(|zoned| zoned.timestamp());
    Some(Scope::Permanence { id: id.clone(), from: midnight(first)?, to: midnight(next)? })
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

    #[test]
    fn a_month_of_permanence_begins_and_ends_at_midnight_in_paris() {
        let id = month_of("2026-10-31T23:30:00Z".parse().unwrap());
        assert_eq!(id.as_str(), "permanence-2026-11");
        assert_eq!(month_title(&id), "Permanence de novembre 2026");
        assert_eq!(month_title(&SessionId::new("permanence-2027-04")), "Permanence d'avril 2027");
        let Some(Scope::Permanence { from, to, .. }) = permanence(&id) else { panic!("a permanence") };
        assert_eq!((from.to_string().as_str(), to.to_string().as_str()), ("2026-10-31T23:00:00Z", "2026-11-30T23:00:00Z"));
        assert!(permanence(&SessionId::new("permanence-2026-13")).is_none());
        assert!(permanence(&SessionId::new("2026-12-03-session")).is_none());
    }
}
