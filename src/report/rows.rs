//! A report as rows, one for each number in it: what every spreadsheet holds.

use serde_json::Value;

use super::first::first_keys;
use super::french::{UNKNOWN, in_order, outer_name, part_name, unit_inside};
use super::{Definition, Measure, Report, Unit, value_text};

/// What stands between the names of a part inside a part.
const INSIDE: &str = " – ";

/// One number of a report, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row<'a> {
    pub(super) label: &'static str,
    /// Which part of the figure it is; empty when the figure is one number.
    pub(super) part: String,
    pub(super) number: Option<f64>,
    pub(super) unit: Unit,
    /// Whether it is said, and why not, in French.
    pub(super) state: String,
    pub(super) origin: &'static str,
    pub(super) formula: &'static str,
    pub(super) base_counts: &'static str,
    pub(super) measure: &'a Measure,
}

impl Report {
    /// Every number, in the order of the figures.
    pub(super) fn rows(&self) -> Vec<Row<'_>> {
        self.figures().flat_map(|(definition, measure)| rows_of(definition, measure)).collect()
    }

    /// The figures that are read first.
    pub(super) fn first_rows(&self) -> Vec<Row<'_>> {
        let rows = |(key, part): (&'static str, Option<&'static str>)| {
            self.rows_of(key).into_iter().filter(move |row| part.is_none_or(|part| row.part.is_empty() || row.part == part))
        };
        let mut first: Vec<Row<'_>> = first_keys().flat_map(rows).collect();
        // A figure that is not said says so once.
        first.dedup_by(|next, row| next.label == row.label && next.part == row.part);
        first
    }

    /// The rows of one figure.
    pub(super) fn rows_of(&self, key: &str) -> Vec<Row<'_>> {
        let figure = self.figures().find(|(definition, _)| definition.key == key);
        figure.map(|(definition, measure)| rows_of(definition, measure)).unwrap_or_default()
    }
}

fn rows_of<'a>(definition: &'static Definition, measure: &'a Measure) -> Vec<Row<'a>> {
    if measure.is_missing() {
        return vec![row(definition, measure, String::new(), None, definition.unit)];
    }
    let mut numbers = Vec::new();
    let named = |name: &str| outer_name(definition, name);
    collect(&mut numbers, "", &measure.value, definition.unit, &named);
    numbers.into_iter().map(|(part, number, unit)| row(definition, measure, part, number, unit)).collect()
}

fn row<'a>(definition: &'static Definition, measure: &'a Measure, part: String, number: Option<f64>, unit: Unit) -> Row<'a> {
    let state = match number {
        Some(_) => "connu".to_owned(),
        None if measure.is_missing() => value_text(definition, measure),
        None => UNKNOWN.to_owned(),
    };
    Row {
        label: definition.label,
        part,
        number,
        unit,
        state,
        origin: definition.origin.words(),
        formula: definition.formula,
        base_counts: definition.base.unwrap_or_default(),
        measure,
    }
}

/// The numbers of a value, however deep, each with the names on its way, the first
/// as the figure names its parts.
fn collect(numbers: &mut Vec<(String, Option<f64>, Unit)>, path: &str, value: &Value, unit: Unit, named: &dyn Fn(&str) -> String) {
    let Value::Object(parts) = value else { return numbers.push((path.to_owned(), value.as_f64(), unit)) };
    for (name, value) in in_order(parts) {
        let between = if path.is_empty() { "" } else { INSIDE };
        let path = format!("{path}{between}{}", named(name));
        collect(numbers, &path, value, unit_inside(name, unit), &part_name);
    }
}

/// The word of a unit in a cell.
pub(super) fn unit_words(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds => "secondes",
        unit => unit.words(),
    }
}
