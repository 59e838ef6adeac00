//! A report as a page of its own, in one file that needs nothing else: to print
//! on A4, or to keep as PDF.

use anyhow::{Context, Result};
use askama::Template;

use super::french::{base_text, read_on_text};
use super::{Chart, FirstFigure, Measure, Part, Report, advice, charts, first_figures, parts, percent_text, reading_day, value_text};
use crate::words::typeset;

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    report: &'a Report,
    made_at: String,
    first: Vec<FirstFigure>,
    advice: Vec<String>,
    charts: Vec<Chart>,
    figures: Vec<Figure>,
}

struct Figure {
    label: String,
    value: String,
    parts: Vec<Part>,
    /// What it is taken of, and how much of it is known.
    base: String,
    origin: &'static str,
    formula: String,
}

/// A report as an HTML file.
///
/// # Errors
/// When it cannot be written, which memory alone could cause.
pub fn html(report: &Report) -> Result<String> {
    let figures = report.figures().map(|(definition, measure)| Figure {
        label: typeset(definition.label),
        value: value_text(definition, measure),
        parts: parts(definition, measure),
        base: base(definition.base.unwrap_or_default(), measure),
        origin: definition.origin.words(),
        formula: typeset(definition.formula),
    });
    let page = Page {
        report,
        made_at: reading_day(report),
        first: first_figures(report),
        advice: advice(report).iter().map(|sentence| typeset(sentence)).collect(),
        charts: charts(report),
        figures: figures.collect(),
    };
    page.render().context("writing a page")
}

fn base(counts: &str, measure: &Measure) -> String {
    let base = measure.base.map(|base| base_text(base, counts));
    let coverage = measure.coverage.map(|share| format!("couverture\u{a0}: {}", percent_text(share)));
    let read_on = measure.read_on.map(read_on_text);
    base.into_iter().chain(coverage).chain(read_on).collect::<Vec<_>>().join(", ")
}
