//! Facts of a session to a report, and its clothes.
//!
//! A report is computed once, here, from facts and without any clock or
//! database; a page, a text or JSON only wear it. Each figure prints its
//! formula, its base and what is missing; the definitions stand in one table.

mod figures;
mod french;
mod metrics;
mod sources;
mod themes;

pub use french::{Part, number, parts, plain_text, short_text, value_text};
pub use metrics::{DEFINITIONS, Definition};

use figures::Figures;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::Facts;
use crate::words::SessionId;

/// The figures of one session or month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The session, or the month's permanence.
    pub session: SessionId,
    /// Its title.
    pub title: String,
    /// When it was computed.
    pub made_at: Timestamp,
    /// The figures, by key, in the order of the definitions.
    pub metrics: Metrics,
}

/// One figure, with what it takes to read it honestly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// A number, a set of numbers, or null when it cannot be known.
    pub value: serde_json::Value,
    /// What the number counts: `people`, `questions`, `%`, `s` …
    pub unit: String,
    /// What the share is taken of, when it is a share.
    pub base: Option<u64>,
    /// `bot`, `typed`, `hr` or `budget`.
    pub origin: String,
    /// The share of cases the figure is known for, in %, when not all are.
    pub coverage: Option<f64>,
    /// True when nothing allows to say the figure: it is unknown, not zero.
    pub missing: bool,
}

/// The figures in the order of their definitions, written as one JSON object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metrics(Vec<(String, Measure)>);

impl Metrics {
    /// The figure of a key.
    pub fn get(&self, key: &str) -> Option<&Measure> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, measure)| measure)
    }
}

impl Serialize for Metrics {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, measure)| (key, measure)))
    }
}

impl<'de> Deserialize<'de> for Metrics {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let by_key = std::collections::HashMap::<String, Measure>::deserialize(deserializer)?;
        let mut measures: Vec<_> = by_key.into_iter().collect();
        let order = |key: &str| DEFINITIONS.iter().position(|definition| definition.key == key);
        measures.sort_by(|(one, _), (other, _)| order(one).cmp(&order(other)).then(one.cmp(other)));
        Ok(Self(measures))
    }
}

/// The report of a session from its facts.
pub fn summarise(session: &SessionId, title: &str, facts: &Facts, now: Timestamp) -> Report {
    let figures = Figures::count(facts);
    let metrics = DEFINITIONS.iter().map(|definition| (definition.key.to_owned(), definition.measure(&figures))).collect();
    Report { session: session.clone(), title: title.to_owned(), made_at: now, metrics: Metrics(metrics) }
}

#[cfg(test)]
mod tests;
