//! Where an instant falls in the life of a session.

use jiff::Timestamp;

use crate::store::PlannedSession;

/// What a session is at an instant: its dates alone say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It has not begun.
    ToCome,
    /// Questions belong to it.
    Open,
    /// It is past its end.
    Over,
}

impl Phase {
    /// As people read it.
    pub fn in_french(self) -> &'static str {
        match self {
            Self::ToCome => "prévue",
            Self::Open => "ouverte",
            Self::Over => "terminée",
        }
    }
}

impl PlannedSession {
    /// What it is at an instant.
    pub fn phase(&self, now: Timestamp) -> Phase {
        match () {
            () if now >= self.closes_at => Phase::Over,
            () if now >= self.opens_at => Phase::Open,
            () => Phase::ToCome,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sessions::plan;

    #[test]
    fn a_session_is_open_from_its_first_instant_to_its_end_excluded() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let session = plan("Un soir", at("2026-12-03T17:00:00Z"), at("2026-12-03T18:30:00Z"), at("2026-11-01T00:00:00Z")).unwrap();
        for (now, phase) in [
            ("2026-12-03T16:59:59Z", "prévue"),
            ("2026-12-03T17:00:00Z", "ouverte"),
            ("2026-12-03T18:29:59Z", "ouverte"),
            ("2026-12-03T18:30:00Z", "terminée"),
        ] {
            assert_eq!(session.phase(at(now)).in_french(), phase, "{now}");
        }
    }
}
