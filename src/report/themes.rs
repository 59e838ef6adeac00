//! The themes of a report as HR calls them.

use serde_json::Value;

use super::Report;

impl Report {
    /// The same report with each theme by its name instead of its folder, for
    /// whoever reads it; two themes of one name keep their folders apart.
    pub fn with_themes(mut self, name: impl Fn(&str) -> String) -> Self {
        let by_theme = self.metrics.0.iter_mut().find(|(key, _)| key == "by_theme");
        if let Some(Value::Object(shares)) = by_theme.map(|(_, measure)| &mut measure.value) {
            for (folder, share) in std::mem::take(shares) {
                let name = Some(name(&folder)).filter(|name| !shares.contains_key(name));
                shares.insert(name.unwrap_or(folder), share);
            }
        }
        self
    }
}
