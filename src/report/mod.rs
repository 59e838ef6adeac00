//! Facts of a session to a report, and its clothes.
//!
//! A report is computed once, here, from facts and without any clock or
//! database; a page, a text or JSON only wear it. Each figure prints its
//! formula, its base and what is missing; the definitions stand in one table,
//! which the glossary shows.
//!
//! To add a figure:
//! 1. one [`Definition`] in `metrics.rs`, at its place in the order of reading, with its tests in `tests.rs`: pages, texts, JSON and glossary follow;
//! 2. what it counts is most often in `figures.rs` already (by door, by outcome, by theme); else count it there, and read it in `store/facts.rs` first if need be;
//! 3. of people crossed with a source or a profile, it goes through `few.rs` and says [`Few::Hides`];
//! 4. `figures.rs` says which of the two outcomes counts;
//! 5. a key never changes its meaning nor its unit, and stays while a frozen report holds it: another meaning is another key;
//! 6. reports frozen before it never get it, and say « non calculé à l'époque »; whoever reads JSON misses the key there.

mod advice;
mod annex;
pub mod campaign;
mod cases;
mod changes;
mod charts;
mod computed;
mod csv;
mod definition;
mod few;
mod figures;
mod first;
mod followed;
mod french;
mod given;
mod measure;
mod metrics;
mod moments;
mod names;
mod outreach;
mod page;
mod profiles;
mod rows;
mod shapes;
mod sources;
mod workbook;

pub use crate::campaign::number;
pub use advice::advice;
pub use annex::Annex;
pub use cases::{Chosen, Issue, ReadCase, chosen_cases, sources_of, themes_of};
pub use changes::{Change, changes};
use charts::cut;
pub use charts::{Chart, Column, FEW_KNOWN, Line, Poster, charts, poster, side_by_side};
pub use csv::csv;
pub use definition::{Definition, Origin, Unit};
pub use few::{FEWEST, Few, HIDDEN};
pub use first::{FirstFigure, first_figures};
pub use french::{MOST_ENTRIES, Part, base_text, parts, parts_in, percent_text, plain_text, read_on_text, said, short_text, value_text};
pub use given::{Cohort, Given, OwnCampaign, ReferenceContacts};
pub use measure::{Measure, Metrics, State};
pub use metrics::DEFINITIONS;
pub use page::html;
pub use sources::LEAST_COVERAGE;
pub use workbook::xlsx;

use figures::Figures;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock::cell_in_paris;
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

impl Report {
    /// Every figure there is, in the order it is read; one that is younger than
    /// the report says so.
    pub fn figures(&self) -> impl Iterator<Item = (&'static Definition, &Measure)> {
        DEFINITIONS.iter().map(|definition| (definition, self.metrics.get(definition.key).unwrap_or(&measure::NOT_COMPUTED)))
    }
}

impl Report {
    /// The same report with what people gave since: what the bot counted stays as
    /// it was, and nobody is counted again.
    #[must_use]
    pub fn with_given(self, given: &Given, now: Timestamp) -> Self {
        let cohort = self.metrics.get("session_cohort").cloned();
        let figures = Figures { cohort, ..Figures::of_frozen(self.metrics.get("contacts"), given) };
        let counted = self.metrics.into_iter().filter(|(key, _)| !definition_of(key).is_some_and(Definition::is_given));
        let given = DEFINITIONS.iter().filter(|definition| definition.is_given());
        let given = given.map(|definition| (definition.key.to_owned(), definition.measure(&figures)));
        Self { metrics: counted.chain(given).collect(), made_at: now, ..self }
    }
}

impl Report {
    /// The same report of a session that the bot did not count: what it would have
    /// counted is unknown, and nothing of that is zero.
    #[must_use]
    pub fn uncounted(self, given: &Given) -> Self {
        let unknown = Measure { state: State::Unknown, ..measure::NOT_COMPUTED.clone() };
        let metrics = DEFINITIONS.iter().map(|definition| (definition.key.to_owned(), unknown.clone())).collect();
        let made_at = self.made_at;
        Self { metrics, ..self }.with_given(given, made_at)
    }
}

fn definition_of(key: &str) -> Option<&'static Definition> {
    DEFINITIONS.iter().find(|definition| definition.key == key)
}

/// The report of a session from its facts and from what people gave.
pub fn summarise(session: &SessionId, title: &str, facts: &Facts, given: &Given, now: Timestamp) -> Report {
    let figures = Figures::count(facts, given);
    let metrics = DEFINITIONS.iter().map(|definition| (definition.key.to_owned(), definition.measure(&figures))).collect();
    Report { session: session.clone(), title: title.to_owned(), made_at: now, metrics }
}

/// When a report was computed, as a person in Paris reads it.
fn reading_day(report: &Report) -> String {
    cell_in_paris(report.made_at)
}

#[cfg(test)]
mod tests;
