//! A report as an XLSX workbook: what is read first, every figure, the themes,
//! the sources, the questions, the applications, the costs, the pictures, the
//! glossary. A text is written as text, never as
//! a formula, whatever it begins with.

mod annexes;

use anyhow::{Context, Result};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Image, Workbook, Worksheet, XlsxError};

use super::rows::{Row, unit_words};
use super::{Annex, DEFINITIONS, Definition, Report, Unit, charts, cut, reading_day};
use crate::clock::written_day;
use crate::words::typeset;

/// The number of A4 among the sizes of paper.
const A4: u8 = 9;

/// The longest text that Excel keeps beside a picture.
const MOST_ALTERNATIVE: usize = 250;

/// The longest text of a cell, in characters, below Excel's 32,767.
const MOST_CHARS: usize = 32_000;

const COLUMNS: [(&str, f64); 10] = [
    ("Chiffre", 32.0),
    ("Détail", 34.0),
    ("Valeur", 12.0),
    ("Unité", 16.0),
    ("Base", 10.0),
    ("Ce que compte la base", 28.0),
    ("Couverture", 12.0),
    ("À jour au", 12.0),
    ("Origine", 30.0),
    ("État", 38.0),
];

const GLOSSARY: [(&str, f64); 6] =
    [("Chiffre", 32.0), ("Formule", 80.0), ("Unité", 18.0), ("Ce que compte la base", 28.0), ("Origine", 34.0), ("Peu de personnes", 50.0)];

/// The height between two pictures, in rows of a sheet.
const PICTURE_ROWS: u32 = 4;

/// The rows of a sheet on a page of A4, upright.
const ROWS_OF_A_PAGE: u32 = 48;

/// A report as a workbook.
///
/// # Errors
/// When a picture cannot be drawn or the workbook not be written.
pub fn xlsx(report: &Report, annex: &Annex) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let written = ExcelDateTime::from_timestamp(report.made_at.as_second()).context("dating a workbook")?;
    workbook.set_properties(&DocProperties::new().set_title(short(&report.title)).set_creation_datetime(&written));
    let look = Look::new();
    first(workbook.add_worksheet(), report, &look).context("writing what is read first")?;
    let mut of_figures = |name: &str, rows: &[Row<'_>]| sheet_of(workbook.add_worksheet(), name, rows, &look);
    of_figures("Chiffres", &report.rows()).context("writing the figures")?;
    let themes: Vec<_> = ["by_theme", "unknown_by_theme"].iter().flat_map(|key| report.rows_of(key)).collect();
    of_figures("Thèmes", &themes).context("writing the themes")?;
    let sources: Vec<_> =
        ["arrivals_by_source", "source_coverage", "arrivals_by_how_known"].iter().flat_map(|key| report.rows_of(key)).collect();
    of_figures("Sources", &sources).context("writing the sources")?;
    annexes::questions(workbook.add_worksheet(), annex, &look).context("writing the questions")?;
    annexes::funnel(workbook.add_worksheet(), annex, &look).context("writing the applications")?;
    annexes::costs(workbook.add_worksheet(), annex, &look).context("writing the costs")?;
    pictures(workbook.add_worksheet(), report)?;
    glossary(workbook.add_worksheet(), &look).context("writing the glossary")?;
    workbook.save_to_buffer().context("writing a workbook")
}

/// How cells look.
struct Look {
    title: Format,
    head: Format,
    text: Format,
}

impl Look {
    fn new() -> Self {
        let text = Format::new().set_align(FormatAlign::Top).set_text_wrap();
        Self { title: Format::new().set_bold().set_font_size(16), head: text.clone().set_bold(), text }
    }
}

/// How a number of this unit looks; Excel puts its country's comma in.
fn look_of(unit: Unit) -> Format {
    let shape = match unit {
        Unit::Percent => "0.0#\\ %",
        Unit::PerThousand => "0.0#\\ \"‰\"",
        Unit::Euros => "#,##0.00\\ \"€\"",
        Unit::Seconds => "#,##0.0\\ \"s\"",
        Unit::PersonDays | Unit::Days => "#,##0.0",
        Unit::Ratio => "0.00",
        Unit::People
        | Unit::Conversations
        | Unit::Questions
        | Unit::Displays
        | Unit::Views
        | Unit::Clicks
        | Unit::Visits
        | Unit::Plays
        | Unit::Files => "#,##0",
    };
    Format::new().set_align(FormatAlign::Top).set_num_format(shape)
}

fn first(sheet: &mut Worksheet, report: &Report, look: &Look) -> Result<(), XlsxError> {
    begin(sheet, "Résumé")?;
    sheet.write_string_with_format(0, 0, short(&report.title), &look.title)?;
    sheet.write_string(1, 0, format!("Session {} – rapport établi le {}", short(report.session.as_str()), reading_day(report)))?;
    sheet.write_string(2, 0, "« non renseigné » n'est pas zéro. Formules et origines : feuilles « Chiffres » et « Glossaire ».")?;
    write_rows(sheet, 4, &report.first_rows(), look)
}

fn sheet_of(sheet: &mut Worksheet, name: &str, rows: &[Row<'_>], look: &Look) -> Result<(), XlsxError> {
    begin(sheet, name)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_repeat_rows(0, 0)?;
    write_rows(sheet, 0, rows, look)
}

fn begin<'a>(sheet: &'a mut Worksheet, name: &str) -> Result<&'a mut Worksheet, XlsxError> {
    Ok(sheet.set_name(name)?.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0))
}

fn head(sheet: &mut Worksheet, at: u32, columns: &[(&str, f64)], look: &Look) -> Result<(), XlsxError> {
    for (column, (words, width)) in (0..).zip(columns) {
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(at, column, *words, &look.head)?;
    }
    Ok(())
}

fn write_rows(sheet: &mut Worksheet, at: u32, rows: &[Row<'_>], look: &Look) -> Result<(), XlsxError> {
    head(sheet, at, &COLUMNS, look)?;
    (at + 1..).zip(rows).try_for_each(|(at, row)| write_row(sheet, at, row, look))
}

fn write_row(sheet: &mut Worksheet, at: u32, row: &Row<'_>, look: &Look) -> Result<(), XlsxError> {
    if let Some(number) = row.number {
        write_number(sheet, at, 2, number, row.unit)?;
    }
    if let Some(base) = row.measure.base {
        #[expect(clippy::cast_precision_loss, reason = "people are far fewer than 2^52")]
        write_number(sheet, at, 4, base as f64, Unit::People)?;
    }
    if let Some(coverage) = row.measure.coverage {
        write_number(sheet, at, 6, coverage, Unit::Percent)?;
    }
    let read_on = row.measure.read_on.map(written_day).unwrap_or_default();
    let label = typeset(row.label);
    let texts = [
        (0, label.as_str()),
        (1, &row.part),
        (3, unit_words(row.unit)),
        (5, row.base_counts),
        (7, &read_on),
        (8, row.origin),
        (9, &row.state),
    ];
    texts.iter().try_for_each(|(column, text)| write_text(sheet, at, *column, text, look))
}

/// A share in % is kept as the part of one that Excel shows in %.
fn write_number(sheet: &mut Worksheet, at: u32, column: u16, number: f64, unit: Unit) -> Result<(), XlsxError> {
    let number = if unit == Unit::Percent { (number * 100.0).round() / 10_000.0 } else { number };
    sheet.write_number_with_format(at, column, number, &look_of(unit)).map(drop)
}

fn write_text(sheet: &mut Worksheet, at: u32, column: u16, text: &str, look: &Look) -> Result<(), XlsxError> {
    sheet.write_string_with_format(at, column, short(text), &look.text).map(drop)
}

/// Excel refuses a longer text, and the workbook with it.
fn short(text: &str) -> String {
    cut(text, MOST_CHARS)
}

fn pictures(sheet: &mut Worksheet, report: &Report) -> Result<()> {
    begin(sheet, "Graphiques").context("adding a sheet")?.set_portrait();
    let (mut at, mut page, mut breaks) = (0, 0, Vec::new());
    for chart in charts(report) {
        let image = Image::new_from_buffer(&chart.png()?).context("reading a picture")?;
        // Drawn at twice its size, so that it stays sharp on paper.
        let image = image.set_scale_width(0.5).set_scale_height(0.5).set_alt_text(cut(&chart.alternative(), MOST_ALTERNATIVE));
        let rows = chart.height() / 20 + PICTURE_ROWS;
        if at > page && at + rows > page + ROWS_OF_A_PAGE {
            page = at;
            breaks.push(at);
        }
        sheet.insert_image(at, 0, &image).context("placing a picture")?;
        at += rows;
    }
    sheet.set_page_breaks(&breaks).context("keeping pictures whole on paper")?;
    if at == 0 {
        sheet.write_string(0, 0, "Aucun chiffre de ce rapport ne se dessine encore.").context("writing a text")?;
    }
    Ok(())
}

fn glossary(sheet: &mut Worksheet, look: &Look) -> Result<(), XlsxError> {
    begin(sheet, "Glossaire")?;
    sheet.set_freeze_panes(1, 1)?;
    head(sheet, 0, &GLOSSARY, look)?;
    (1..).zip(DEFINITIONS).try_for_each(|(at, definition)| define(sheet, at, definition, look))
}

fn define(sheet: &mut Worksheet, at: u32, definition: &Definition, look: &Look) -> Result<(), XlsxError> {
    let (label, formula) = (typeset(definition.label), typeset(definition.formula));
    let texts = [
        label.as_str(),
        formula.as_str(),
        unit_words(definition.unit),
        definition.base.unwrap_or_default(),
        definition.origin.words(),
        definition.few.words(),
    ];
    (0..).zip(texts).try_for_each(|(column, text)| write_text(sheet, at, column, text, look))
}

#[cfg(test)]
mod tests;
