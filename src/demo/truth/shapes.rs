//! The shapes of figures, in the plainest way there is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::report::{Measure, State};

pub(super) fn tally<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let mut tally = BTreeMap::new();
    names.for_each(|name| *tally.entry(name.to_owned()).or_default() += 1);
    tally
}

/// The cells that are shown by themselves: one to four people never, and never so
/// that one cell alone, or fewer than five people, would be left.
pub(super) fn shown_alone(cells: &BTreeMap<String, usize>) -> BTreeSet<&str> {
    let mut largest_first: Vec<(&str, usize)> = cells.iter().map(|(name, people)| (name.as_str(), *people)).collect();
    largest_first.sort_by_key(|(name, people)| (std::cmp::Reverse(*people), *name));
    let mut left: Vec<(&str, usize)> = largest_first.iter().copied().filter(|(_, people)| *people < 5).collect();
    let mut shown: Vec<(&str, usize)> = largest_first.into_iter().filter(|(_, people)| *people >= 5).collect();
    while !left.is_empty() && (left.len() < 2 || left.iter().map(|(_, people)| people).sum::<usize>() < 5) {
        let Some(smallest) = shown.pop() else { break };
        left.push(smallest);
    }
    shown.into_iter().map(|(name, _)| name).collect()
}

/// The cells with those that are not shown by themselves together.
pub(super) fn gathered(cells: &BTreeMap<String, usize>) -> Map<String, Value> {
    let shown = shown_alone(cells);
    let mut gathered: Map<String, Value> =
        cells.iter().filter(|(name, _)| shown.contains(name.as_str())).map(|(name, people)| (name.clone(), json!(people))).collect();
    let together: usize = cells.iter().filter(|(name, _)| !shown.contains(name.as_str())).map(|(_, people)| people).sum();
    if together > 0 {
        gathered.insert("autres".to_owned(), json!(together));
    }
    gathered
}

pub(super) fn cells(cells: &BTreeMap<String, usize>) -> Measure {
    let total: usize = cells.values().sum();
    match total {
        0 => unknown(),
        1..=4 => hidden(),
        _ => said(Value::Object(gathered(cells))),
    }
    .based_on(total)
}

/// People of some sources, as far as each is shown alone among all sources.
pub(super) fn of_shown<'a>(sources: &'a BTreeMap<String, usize>, total: usize, name: impl Fn(&'a str) -> Option<&'a str>) -> Measure {
    let some: Vec<(&str, &str, usize)> =
        sources.iter().filter_map(|(source, people)| Some((source.as_str(), name(source)?, *people))).collect();
    let shown = shown_alone(sources);
    let shown: Map<String, Value> =
        some.iter().filter(|(source, ..)| shown.contains(source)).map(|(_, name, people)| ((*name).to_owned(), json!(people))).collect();
    match () {
        () if (1..5).contains(&total) => hidden(),
        () if some.is_empty() => unknown(),
        () if shown.is_empty() => hidden(),
        () => said(Value::Object(shown)),
    }
    .based_on(total)
}

/// A share of people that hides when it would tell one to four of them.
pub(super) fn careful_share(part: usize, total: usize) -> Measure {
    let is_few = |people: usize| (1..5).contains(&people);
    if is_few(part) || is_few(total - part) || is_few(total) { hidden().based_on(total) } else { share(part, total) }
}

pub(super) fn counts(tally: &BTreeMap<String, usize>) -> Measure {
    if tally.is_empty() { unknown() } else { said(json!(tally)) }
}

pub(super) fn share(part: usize, total: usize) -> Measure {
    percent(part, total).map_or_else(unknown, |percent| said(json!(percent))).based_on(total)
}

pub(super) fn ratings(stars: &[i64]) -> Measure {
    let given = |number: i64| stars.iter().filter(|stars| **stars == number).count();
    let ratings: Map<String, Value> = [1, 2, 3, 4, 5].map(|number| (format!("{number} sur 5"), json!(given(number)))).into_iter().collect();
    if stars.is_empty() { unknown() } else { said(Value::Object(ratings)) }.based_on(stars.len())
}

/// Shares of applications are read to one decimal; of nothing there is none.
pub(super) fn rounded_share(part: usize, total: usize) -> Measure {
    let share = (total > 0).then(|| (as_float(part) / as_float(total) * 1_000.0).round() / 10.0);
    share.map_or_else(unknown, |share| said(json!(share))).based_on(total)
}

pub(super) fn as_count(number: impl TryInto<usize>) -> usize {
    number.try_into().unwrap_or(usize::MAX)
}

pub(super) fn percent(part: usize, total: usize) -> Option<f64> {
    (total > 0).then(|| (as_float(part) / as_float(total) * 10_000.0).round() / 100.0)
}

#[expect(clippy::cast_precision_loss, reason = "people and cents are far below 2^52")]
pub(super) fn as_float(number: impl TryInto<u64>) -> f64 {
    number.try_into().unwrap_or(u64::MAX) as f64
}

pub(super) fn two_decimals(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

pub(super) fn number(value: &Value) -> usize {
    value.as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or_default()
}

pub(super) fn said(value: Value) -> Measure {
    Measure { value, base: None, coverage: None, read_on: None, state: State::Known }
}

pub(super) fn unknown() -> Measure {
    Measure { state: State::Unknown, ..said(Value::Null) }
}

pub(super) fn hidden() -> Measure {
    Measure { state: State::Hidden, ..said(Value::Null) }
}

pub(super) fn unmeasurable() -> Measure {
    Measure { state: State::Unmeasurable, ..said(Value::Null) }
}

impl Measure {
    pub(super) fn based_on(self, base: usize) -> Self {
        Self { base: Some(base as u64), ..self }
    }
}
