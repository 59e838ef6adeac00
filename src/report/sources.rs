//! Where people came from, as far as [`super::few`] lets it be told.

use std::collections::BTreeMap;

use super::computed::{Computed, unsaid};
use super::few::{self, Cells};
use super::measure::State;

/// Below this coverage, in %, counts are shown and no shares: who is not known
/// may have come from anywhere.
pub const LEAST_COVERAGE: f64 = 30.0;

/// The name of people whose source is not known.
pub(super) const UNKNOWN: &str = "inconnue";

/// People by source.
pub(super) type Arrivals = BTreeMap<Option<String>, u64>;

/// How many people came from each source.
pub(super) fn by_source(arrivals: &Arrivals) -> Computed {
    cells(arrivals).computed().covering(known(arrivals).value.as_f64())
}

/// How many people's source is known in each way; hidden where small sources stand
/// together, for one way that only they are known in would tell them apart.
pub(super) fn by_knowledge(ways: &Arrivals, arrivals: &Arrivals) -> Computed {
    if cells(arrivals).holds_some_together() {
        return unsaid(State::Hidden).of(arrivals.values().sum());
    }
    let words = |known: &Option<String>| known.as_deref().map_or(UNKNOWN, how);
    let named: BTreeMap<&str, u64> = ways.iter().fold(BTreeMap::new(), |mut named, (known, people)| {
        *named.entry(words(known)).or_default() += people;
        named
    });
    Cells::new(named).computed()
}

/// How a source is known, as people read it.
fn how(word: &str) -> &'static str {
    match word {
        "link" => "lien suivi",
        "invite" => "invitation Discord",
        "declared" => "dit par la personne",
        "server" => "serveur partenaire",
        _ => "autrement",
    }
}

/// The share of people whose source is known, unless it would tell how many of a
/// cell that is hidden.
pub(super) fn known(arrivals: &Arrivals) -> Computed {
    let total: u64 = arrivals.values().sum();
    let unknown = arrivals.get(&None).copied().unwrap_or(0);
    let is_told = unknown == 0 || cells(arrivals).shows(UNKNOWN);
    if is_told { few::share(total - unknown, total) } else { unsaid(State::Hidden).of(total) }
}

/// People by source, the small ones together.
pub(super) fn cells(arrivals: &Arrivals) -> Cells<'_> {
    Cells::new(arrivals.iter().map(|(source, people)| (source.as_deref().unwrap_or(UNKNOWN), *people)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::few::TOGETHER;
    use super::*;

    fn arrivals(cells: &[(&str, u64)]) -> Arrivals {
        cells.iter().map(|(source, people)| ((*source != UNKNOWN).then(|| (*source).to_owned()), *people)).collect()
    }

    #[test]
    fn few_people_are_never_shown_alone_nor_found_by_subtraction() {
        use State::{Hidden, Known, Unknown};
        for (cells, shown, told) in [
            (&[][..], (Unknown, Value::Null), (Unknown, Value::Null)),
            (&[("salon", 4)], (Hidden, Value::Null), (Hidden, Value::Null)),
            (&[("salon", 5)], (Known, json!({"salon": 5})), (Known, json!(100.0))),
            (&[("salon", 9), ("presse", 5), (UNKNOWN, 6)], (Known, json!({"salon": 9, "presse": 5, UNKNOWN: 6})), (Known, json!(70.0))),
            // One small source takes the smallest of the others with it.
            (&[("salon", 9), ("presse", 7), ("ecole", 1)], (Known, json!({"salon": 9, TOGETHER: 8})), (Known, json!(100.0))),
            (&[("salon", 9), ("ecole", 1)], (Known, json!({TOGETHER: 10})), (Known, json!(100.0))),
            (&[("salon", 9), ("ecole", 2), ("presse", 2)], (Known, json!({TOGETHER: 13})), (Known, json!(100.0))),
            (&[("salon", 9), ("ecole", 3), ("presse", 2)], (Known, json!({"salon": 9, TOGETHER: 5})), (Known, json!(100.0))),
            // The share that is known would tell the one that is hidden.
            (&[("salon", 9), ("ecole", 2), (UNKNOWN, 3)], (Known, json!({"salon": 9, TOGETHER: 5})), (Hidden, Value::Null)),
        ] {
            let arrivals = arrivals(cells);
            let total = Some(arrivals.values().sum());
            for (figure, (state, value)) in [(by_source(&arrivals), shown), (known(&arrivals), told)] {
                assert_eq!((figure.state, figure.value, figure.base), (state, value, total), "{cells:?}");
            }
        }
    }
}
