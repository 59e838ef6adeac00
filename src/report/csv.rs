//! A report as CSV, for the Excel of a French office: semicolons, a byte-order
//! mark, Windows line ends, decimal commas. One row for each number.

use anyhow::{Context, Result};
use csv::{Terminator, WriterBuilder};

use super::rows::{Row, unit_words};
use super::{Report, reading_day};
use crate::clock::written_day;
use crate::words::typeset;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

const HEAD: [&str; 13] = [
    "chiffre",
    "détail",
    "valeur",
    "unité",
    "base",
    "ce que compte la base",
    "couverture (%)",
    "à jour au",
    "origine",
    "état",
    "formule",
    "session",
    "établi le",
];

/// A report as CSV.
///
/// # Errors
/// When it cannot be written, which memory alone could cause.
pub fn csv(report: &Report) -> Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().delimiter(b';').terminator(Terminator::CRLF).from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(HEAD).context("writing a CSV")?;
    for row in report.rows() {
        writer.write_record(record(report, &row)).context("writing a CSV")?;
    }
    writer.into_inner().map_err(|error| anyhow::anyhow!("writing a CSV: {error}"))
}

fn record(report: &Report, row: &Row<'_>) -> [String; 13] {
    [
        harmless(row.label),
        harmless(&row.part),
        row.number.map(with_comma).unwrap_or_default(),
        harmless(unit_words(row.unit)),
        row.measure.base.map(|base| base.to_string()).unwrap_or_default(),
        harmless(row.base_counts),
        row.measure.coverage.map(with_comma).unwrap_or_default(),
        row.measure.read_on.map(written_day).unwrap_or_default(),
        harmless(row.origin),
        harmless(&row.state),
        harmless(row.formula),
        harmless(report.session.as_str()),
        reading_day(report),
    ]
}

/// A number as a French spreadsheet reads it.
fn with_comma(number: f64) -> String {
    ((number * 100.0).round() / 100.0).to_string().replace('.', ",")
}

/// A text that no spreadsheet takes for a formula, its French signs in their place.
fn harmless(text: &str) -> String {
    let text = typeset(text);
    let quote = if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { "'" } else { "" };
    format!("{quote}{text}")
}

#[cfg(test)]
mod tests;
