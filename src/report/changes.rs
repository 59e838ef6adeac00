//! Two versions of a report, figure by figure.

use super::definition::Definition;
use super::{Measure, Report, State, parts, value_text};

/// A figure that is not the same in two versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The figure.
    pub label: &'static str,
    /// What it said.
    pub before: String,
    /// What it says.
    pub after: String,
}

impl Report {
    /// Whether another report says the same, whenever it was made. A figure that
    /// only one of them is old enough to lack is no difference while it is unknown.
    pub fn same_figures(&self, other: &Self) -> bool {
        changes(other, self).is_empty()
    }
}

/// What changed from one version to another, in the order the figures are read.
pub fn changes(before: &Report, after: &Report) -> Vec<Change> {
    let pairs = before.figures().zip(after.figures());
    let changed = pairs.filter(|((_, before), (_, after))| !is_same(before, after));
    let change = |((definition, before), (_, after)): ((&'static Definition, &Measure), (_, &Measure))| Change {
        label: definition.label,
        before: in_words(definition, before),
        after: in_words(definition, after),
    };
    changed.map(change).collect()
}

fn is_same(before: &Measure, after: &Measure) -> bool {
    let says_nothing = |measure: &Measure| matches!(measure.state, State::Unknown | State::NotComputed);
    // A base that an older program did not say is no news of the figure.
    let is_unsaid = before.base.is_none() || after.base.is_none();
    let as_before = Measure { base: if is_unsaid { before.base } else { after.base }, ..after.clone() };
    *before == as_before || (says_nothing(before) && says_nothing(after))
}

/// A figure in one line.
fn in_words(definition: &'static Definition, measure: &Measure) -> String {
    let parts = parts(definition, measure);
    if parts.is_empty() {
        return value_text(definition, measure);
    }
    parts.iter().map(|part| format!("{}\u{a0}: {}", part.name, part.text)).collect::<Vec<_>>().join(" ; ")
}
