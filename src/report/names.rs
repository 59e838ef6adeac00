//! The themes and the episodes of a report as HR calls them.

use serde_json::{Map, Value};

use super::Report;
use super::campaign::CampaignReport;

/// The figures whose parts have names that HR gives.
const NAMED: [&str; 6] =
    ["by_theme", "unknown_by_theme", "episode_visits", "arrivals_by_episode", "questions_by_episode", "themes_by_episode"];

impl Report {
    /// The same report with each theme by its name instead of its folder, and each
    /// episode by its title instead of its source, for whoever reads it; two of one
    /// name keep their words apart.
    pub fn with_names(mut self, name: impl Fn(&str) -> String) -> Self {
        for (_, measure) in self.metrics.0.iter_mut().filter(|(key, _)| NAMED.contains(&key.as_str())) {
            rename(&mut measure.value, &name);
        }
        self
    }
}

impl CampaignReport {
    /// The same for a campaign.
    pub fn with_names(mut self, name: impl Fn(&str) -> String) -> Self {
        for figure in self.figures.iter_mut().filter(|figure| NAMED.contains(&figure.key)) {
            rename(&mut figure.measure.value, &name);
        }
        self
    }
}

fn rename(value: &mut Value, name: &impl Fn(&str) -> String) {
    let Value::Object(parts) = value else { return };
    for (word, mut part) in std::mem::take::<Map<String, Value>>(parts) {
        rename(&mut part, name);
        let name = Some(name(&word)).filter(|name| !parts.contains_key(name));
        parts.insert(name.unwrap_or(word), part);
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
    fn each_theme_and_episode_has_its_name_and_none_is_lost() {
        let measure = |value| Measure { value, base: None, coverage: None, read_on: None, state: State::Known };
        let metrics = Metrics(vec![
            ("by_theme".to_owned(), measure(json!({ "paie": 50.0, "primes": 25.0, "velo": 25.0 }))),
            ("themes_by_episode".to_owned(), measure(json!({ "episode/a-1": { "velo": 3 } }))),
            ("arrivals_by_source".to_owned(), measure(json!({ "velo": 9 }))),
        ]);
        let report = Report { session: SessionId::new("a"), title: "A".to_owned(), made_at: Timestamp::UNIX_EPOCH, metrics };
        let named = report.with_names(|word| match word {
            "velo" => "vélo".to_owned(),
            "episode/a-1" => "Le lapin".to_owned(),
            _ => "la paie".to_owned(),
        });
        for (key, expected) in [
            ("by_theme", json!({ "la paie": 50.0, "primes": 25.0, "vélo": 25.0 })),
            ("themes_by_episode", json!({ "Le lapin": { "vélo": 3 } })),
            ("arrivals_by_source", json!({ "velo": 9 })),
        ] {
            assert_eq!(named.metrics.get(key).map(|measure| &measure.value), Some(&expected));
        }
    }
}
