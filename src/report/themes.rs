//! The themes of a report as HR calls them.

use super::Report;

/// The figures whose parts are themes.
const BY_THEME: [&str; 2] = ["by_theme", "unknown_by_theme"];

impl Report {
    /// The same report with each theme by its name instead of its folder, for
    /// whoever reads it; two themes of one name keep their folders apart.
    pub fn with_themes(mut self, name: impl Fn(&str) -> String) -> Self {
        let by_theme = self.metrics.0.iter_mut().filter(|(key, _)| BY_THEME.contains(&key.as_str()));
        for shares in by_theme.filter_map(|(_, measure)| measure.value.as_object_mut()) {
            for (folder, share) in std::mem::take(shares) {
                let name = Some(name(&folder)).filter(|name| !shares.contains_key(name));
                shares.insert(name.unwrap_or(folder), share);
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::super::{Measure, Metrics, State};
    use super::*;
    use crate::words::SessionId;

    #[test]
    fn each_theme_has_its_name_and_none_is_lost() {
        let value = json!({ "paie": 50.0, "primes": 25.0, "velo": 25.0 });
        let measure = Measure { value, base: None, coverage: None, state: State::Known };
        let metrics = Metrics(vec![("by_theme".to_owned(), measure)]);
        let report = Report { session: SessionId::new("a"), title: "A".to_owned(), made_at: Timestamp::UNIX_EPOCH, metrics };
        let named = report.with_themes(|folder| if folder == "velo" { "vélo".to_owned() } else { "la paie".to_owned() });
        assert_eq!(
            named.metrics.get("by_theme").map(|measure| &measure.value),
            Some(&json!({ "la paie": 50.0, "primes": 25.0, "vélo": 25.0 }))
        );
    }
}
