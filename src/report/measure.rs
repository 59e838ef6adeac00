//! One measured figure, and how it is written and read as JSON.
//!
//! What the table of definitions knows (label, formula, unit, origin) is written
//! beside each figure for whoever reads the JSON alone, and ignored when a
//! frozen report is read: the table says it, once.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::DEFINITIONS;

/// One figure, with what it takes to read it honestly.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "Kept")]
pub struct Measure {
    /// A number, a set of numbers, or null when it is not said.
    pub value: Value,
    /// What the share is taken of, when it is a share.
    pub base: Option<u64>,
    /// The share of cases the figure is known for, in %, when not all are.
    pub coverage: Option<f64>,
    /// The last day on which people read or counted what it is of; none when the bot
    /// counts it, up to the day of the report, and when nobody said.
    pub read_on: Option<Date>,
    /// Why it is not said, when it is not.
    pub state: State,
}

/// Whether a figure is said, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is said.
    Known,
    /// Nothing was there to count, or nobody gave it: unknown, not zero.
    Unknown,
    /// It is known, of too few people to be shown: see [`super::few`].
    Hidden,
    /// What it would be counted from is no longer kept.
    Unmeasurable,
    /// The report was frozen before the figure existed. Never written: the
    /// figure is simply not in the report.
    NotComputed,
}

/// What stands for a figure that a report does not hold.
pub(super) static NOT_COMPUTED: Measure =
    Measure { value: Value::Null, base: None, coverage: None, read_on: None, state: State::NotComputed };

/// A figure as a report of any age holds it. Before there was a `state`, `missing`
/// alone told that a figure was not said.
#[derive(Deserialize)]
struct Kept {
    value: Value,
    base: Option<u64>,
    coverage: Option<f64>,
    #[serde(default)]
    read_on: Option<Date>,
    #[serde(default)]
    missing: bool,
    #[serde(default)]
    state: Option<State>,
}

impl From<Kept> for Measure {
    fn from(kept: Kept) -> Self {
        let Kept { value, base, coverage, read_on, missing, state } = kept;
        let state = state.unwrap_or(if missing { State::Unknown } else { State::Known });
        Self { value, base, coverage, read_on, state }
    }
}

impl Measure {
    /// True when the figure is not said, for whatever reason.
    pub fn is_missing(&self) -> bool {
        self.state != State::Known
    }
}

/// A figure as it is written.
#[derive(Serialize)]
struct Written<'a> {
    label: Option<&'static str>,
    formula: Option<&'static str>,
    value: &'a Value,
    unit: Option<&'static str>,
    base: Option<u64>,
    origin: Option<super::Origin>,
    coverage: Option<f64>,
    read_on: Option<Date>,
    missing: bool,
    state: State,
}

impl<'a> Written<'a> {
    fn new(key: &str, measure: &'a Measure) -> Self {
        let definition = DEFINITIONS.iter().find(|definition| definition.key == key);
        Self {
            label: definition.map(|definition| definition.label),
            formula: definition.map(|definition| definition.formula),
            value: &measure.value,
            unit: definition.map(|definition| definition.unit.as_str()),
            base: measure.base,
            origin: definition.map(|definition| definition.origin),
            coverage: measure.coverage,
            read_on: measure.read_on,
            missing: measure.is_missing(),
            state: measure.state,
        }
    }
}

/// The figures in the order of their definitions, written as one JSON object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metrics(pub(super) Vec<(String, Measure)>);

impl Metrics {
    /// The figure of a key.
    pub fn get(&self, key: &str) -> Option<&Measure> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, measure)| measure)
    }
}

impl FromIterator<(String, Measure)> for Metrics {
    fn from_iter<T: IntoIterator<Item = (String, Measure)>>(measures: T) -> Self {
        let mut measures: Vec<_> = measures.into_iter().collect();
        let order = |key: &str| DEFINITIONS.iter().position(|definition| definition.key == key);
        measures.sort_by(|(one, _), (other, _)| order(one).cmp(&order(other)).then(one.cmp(other)));
        Self(measures)
    }
}

impl IntoIterator for Metrics {
    type Item = (String, Measure);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Serialize for Metrics {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, measure)| (key, Written::new(key, measure))))
    }
}

impl<'de> Deserialize<'de> for Metrics {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let by_key = std::collections::HashMap::<String, Measure>::deserialize(deserializer)?;
        Ok(by_key.into_iter().collect())
    }
}
