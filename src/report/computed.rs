//! What a figure comes to, before it stands in a report: the few shapes that
//! the definitions choose from.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::measure::{Measure, State};

/// A figure without its definition.
pub(super) type Computed = Measure;

/// A value, as it is; unknown when it is null.
pub(super) fn value(value: Value) -> Computed {
    let state = if value.is_null() { State::Unknown } else { State::Known };
    Computed { value, base: None, coverage: None, read_on: None, state }
}

/// A value that is not said, for this reason.
pub(super) fn unsaid(state: State) -> Computed {
    Computed { state, ..value(Value::Null) }
}

/// A count.
pub(super) fn count(number: u64) -> Computed {
    value(json!(number))
}

/// A count for each name; unknown when there is none.
pub(super) fn by_name(counts: &BTreeMap<String, u64>) -> Computed {
    if counts.is_empty() { unsaid(State::Unknown) } else { value(json!(counts)) }
}

/// A share in %; unknown, not zero, when there is nothing to take it of.
pub(super) fn share(part: u64, whole: u64) -> Computed {
    value(json!(percent(part, whole))).of(whole)
}

/// So many for a thousand; unknown when there is nothing to take it of.
pub(super) fn per_thousand(part: u64, whole: u64) -> Computed {
    value(json!(percent(10 * part, whole))).of(whole)
}

/// One number divided by another, to two decimals.
pub(super) fn ratio_of(part: u64, whole: u64) -> Computed {
    #[expect(clippy::cast_precision_loss, reason = "people and cents are far below 2^52")]
    let ratio = || (part as f64 / whole as f64 * 100.0).round() / 100.0;
    value(json!((whole > 0).then(ratio)))
}

/// Cents as euros.
pub(super) fn in_euros(cents: u64) -> Computed {
    ratio_of(cents, 100)
}

/// Tenths of a day as days.
pub(super) fn in_days(tenths: u64) -> Computed {
    ratio_of(tenths, 10)
}

/// In %, to two decimals.
pub(super) fn percent(part: u64, whole: u64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "counts of questions are far below 2^52")]
    let ratio = |part: u64, whole: u64| part as f64 / whole as f64;
    (whole > 0).then(|| (ratio(part, whole) * 10_000.0).round() / 100.0)
}

impl Computed {
    /// The same, with its base.
    pub(super) fn of(self, base: u64) -> Self {
        Self { base: Some(base), ..self }
    }

    /// The same, with the last day on which what it is of was read.
    pub(super) fn read_on(self, day: Option<Date>) -> Self {
        Self { read_on: day.filter(|_| !self.is_missing()), ..self }
    }

    /// The same, with the share of cases it is known for.
    pub(super) fn covering(self, coverage: Option<f64>) -> Self {
        Self { coverage, ..self }
    }
}
