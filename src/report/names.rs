//! The themes, entries, offers and episodes of a report as HR calls them.

use serde_json::{Map, Value};

use super::Report;
use super::campaign::CampaignReport;
use crate::faq::Titled;

/// The figures whose parts have names that HR gives, and what these parts are: the
/// outer ones, and those inside them when they have names too.
const NAMED: [(&str, Titled, Option<Titled>); 9] = [
    ("by_theme", Titled::Theme, None),
    ("unknown_by_theme", Titled::Theme, None),
    ("usefulness_by_answer", Titled::Entry, None),
    ("uses_by_answer", Titled::Entry, None),
    ("apply_clicks_by_offer", Titled::Offer, None),
    ("episode_visits", Titled::Episode, None),
    ("arrivals_by_episode", Titled::Episode, None),
    ("questions_by_episode", Titled::Episode, None),
    ("themes_by_episode", Titled::Episode, Some(Titled::Theme)),
];

impl Report {
    /// The same report with each theme, entry, offer and episode by its title instead
    /// of its word, for whoever reads it; two of one title keep their words apart.
    pub fn with_names(mut self, name: impl Fn(Titled, &str) -> String) -> Self {
        for (key, measure) in &mut self.metrics.0 {
            rename(key, &mut measure.value, &name);
        }
        self
    }
}

impl CampaignReport {
    /// The same for a campaign.
    pub fn with_names(mut self, name: impl Fn(Titled, &str) -> String) -> Self {
        for figure in &mut self.figures {
            rename(figure.key, &mut figure.measure.value, &name);
        }
        self
    }
}

fn rename(key: &str, value: &mut Value, name: &impl Fn(Titled, &str) -> String) {
    let Some((_, outer, inner)) = NAMED.iter().find(|(named, ..)| *named == key) else { return };
    let Value::Object(parts) = value else { return };
    for inside in parts.values_mut().filter_map(Value::as_object_mut) {
        inner.iter().for_each(|inner| rename_parts(inside, |word| name(*inner, word)));
    }
    rename_parts(parts, |word| name(*outer, word));
}

fn rename_parts(parts: &mut Map<String, Value>, name: impl Fn(&str) -> String) {
    for (word, part) in std::mem::take(parts) {
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
            ("usefulness_by_answer".to_owned(), measure(json!({ "velo": { "share": 50.0, "opinions": 2 } }))),
            ("apply_clicks_by_offer".to_owned(), measure(json!({ "velo": 3 }))),
        ]);
        let report = Report { session: SessionId::new("a"), title: "A".to_owned(), made_at: Timestamp::UNIX_EPOCH, metrics };
        let named = report.with_names(|named, word| match (named, word) {
            (Titled::Entry, "velo") => "Puis-je venir à vélo ?".to_owned(),
            (Titled::Offer, "velo") => "Mécanicien vélo".to_owned(),
            (Titled::Theme, "velo") => "vélo".to_owned(),
            (Titled::Episode, "episode/a-1") => "Le lapin".to_owned(),
            _ => "la paie".to_owned(),
        });
        for (key, expected) in [
            ("by_theme", json!({ "la paie": 50.0, "primes": 25.0, "vélo": 25.0 })),
            ("themes_by_episode", json!({ "Le lapin": { "vélo": 3 } })),
            ("arrivals_by_source", json!({ "velo": 9 })),
            ("usefulness_by_answer", json!({ "Puis-je venir à vélo ?": { "share": 50.0, "opinions": 2 } })),
            ("apply_clicks_by_offer", json!({ "Mécanicien vélo": 3 })),
        ] {
            assert_eq!(named.metrics.get(key).map(|measure| &measure.value), Some(&expected));
        }
    }
}
