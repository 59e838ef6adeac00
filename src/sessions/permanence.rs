//! The months of permanence: what is asked outside every session.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::clock::{in_paris, month_name, paris};
use crate::store::Scope;
use crate::words::{PERMANENCE, SessionId};

/// The permanence an instant belongs to, outside every session.
pub fn month_of(at: Timestamp) -> SessionId {
    SessionId::new(format!("{PERMANENCE}{}", in_paris(at).strftime("%Y-%m")))
}

/// The title of a month of permanence: `Permanence de novembre 2026`.
pub fn month_title(id: &SessionId) -> String {
    let month = id.as_str().trim_start_matches(PERMANENCE);
    let (year, month) = month.split_once('-').unwrap_or((month, ""));
    let name = month.parse().ok().and_then(month_name);
    let of = if name.is_some_and(|name| name.starts_with(['a', 'o'])) { "d'" } else { "de " };
    format!("Permanence {of}{} {year}", name.unwrap_or(month))
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
