//! Where people came from, without a cell that could tell who somebody is.
//!
//! A source with fewer than five people is not shown by itself, nor may it be
//! found by taking the others from the total: what is hidden is shown together,
//! with as much as it takes of what would be shown.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Fewer people than this are not shown by themselves.
const FEWEST: u64 = 5;

/// The name of people whose source is not known.
pub(super) const UNKNOWN: &str = "inconnue";

/// The name of what is shown together.
pub(super) const TOGETHER: &str = "autres";

/// People by source.
pub(super) type Arrivals = BTreeMap<Option<String>, u64>;

/// How many people came from each source; nothing when all together are too few.
pub(super) fn by_source(arrivals: &Arrivals) -> Value {
    let total: u64 = arrivals.values().sum();
    if total < FEWEST {
        return Value::Null;
    }
    let Cells { shown, together } = cells(arrivals);
    let mut parts: Map<String, Value> = shown.into_iter().map(|(name, people)| (name.to_owned(), json!(people))).collect();
    if together > 0 {
        parts.insert(TOGETHER.to_owned(), json!(together));
    }
    Value::Object(parts)
}

/// How many have a known source, of how many; none when that would tell what is
/// hidden.
pub(super) fn known(arrivals: &Arrivals) -> Option<(u64, u64)> {
    let total: u64 = arrivals.values().sum();
    let unknown = arrivals.get(&None).copied().unwrap_or(0);
    let is_told = unknown == 0 || cells(arrivals).shown.iter().any(|(name, _)| *name == UNKNOWN);
    (total >= FEWEST && is_told).then_some((total - unknown, total))
}

struct Cells<'a> {
    shown: Vec<(&'a str, u64)>,
    together: u64,
}

/// At least two sources stand together, and at least five people.
fn cells(arrivals: &Arrivals) -> Cells<'_> {
    let mut sorted: Vec<(&str, u64)> = arrivals.iter().map(|(source, people)| (source.as_deref().unwrap_or(UNKNOWN), *people)).collect();
    sorted.sort_by(|(one, people), (other, others)| others.cmp(people).then_with(|| one.cmp(other)));
    let mut shown = sorted.iter().take_while(|(_, people)| *people >= FEWEST).count();
    let together = |from: usize| sorted[from..].iter().map(|(_, people)| people).sum::<u64>();
    let is_hidden = |from: usize| from == sorted.len() || (sorted.len() - from >= 2 && together(from) >= FEWEST);
    while shown > 0 && !is_hidden(shown) {
        shown -= 1;
    }
    Cells { shown: sorted[..shown].to_vec(), together: together(shown) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrivals(cells: &[(&str, u64)]) -> Arrivals {
        cells.iter().map(|(source, people)| ((*source != UNKNOWN).then(|| (*source).to_owned()), *people)).collect()
    }

    #[test]
    fn few_people_are_never_shown_alone_nor_found_by_subtraction() {
        for (cells, shown, told) in [
            (&[][..], Value::Null, None),
            (&[("salon", 4)], Value::Null, None),
            (&[("salon", 5)], json!({"salon": 5}), Some((5, 5))),
            (&[("salon", 9), ("presse", 5), (UNKNOWN, 6)], json!({"salon": 9, "presse": 5, UNKNOWN: 6}), Some((14, 20))),
            // One small source takes the smallest of the others with it.
            (&[("salon", 9), ("presse", 7), ("ecole", 1)], json!({"salon": 9, TOGETHER: 8}), Some((17, 17))),
            (&[("salon", 9), ("ecole", 1)], json!({TOGETHER: 10}), Some((10, 10))),
            (&[("salon", 9), ("ecole", 2), ("presse", 2)], json!({TOGETHER: 13}), Some((13, 13))),
            (&[("salon", 9), ("ecole", 3), ("presse", 2)], json!({"salon": 9, TOGETHER: 5}), Some((14, 14))),
            // The share that is known would tell the one that is hidden.
            (&[("salon", 9), ("ecole", 2), (UNKNOWN, 3)], json!({"salon": 9, TOGETHER: 5}), None),
        ] {
            assert_eq!((by_source(&arrivals(cells)), known(&arrivals(cells))), (shown, told), "{cells:?}");
        }
    }
}
