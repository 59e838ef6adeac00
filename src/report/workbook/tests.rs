use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use serde_json::json;

use super::*;
use crate::report::tests::{an_evening, nothing};
use crate::report::{Measure, Metrics, State};

/// A workbook opened again by another library.
fn opened(report: &Report) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(xlsx(report).unwrap())).unwrap()
}

fn sheet(report: &Report, name: &str) -> Range<Data> {
    opened(report).worksheet_range(name).unwrap()
}

fn row(sheet: &Range<Data>, label: &str, part: &str) -> Vec<Data> {
    let says = |cell: &Data, text: &str| if text.is_empty() { *cell == Data::Empty } else { *cell == *text };
    let is = |row: &&[Data]| says(&row[0], label) && says(&row[1], part);
    sheet.rows().find(is).unwrap_or_else(|| panic!("{label} {part} in {sheet:?}")).to_vec()
}

#[test]
fn an_evening_is_read_back_sheet_by_sheet() {
    let report = an_evening();
    assert_eq!(opened(&report).sheet_names(), ["Résumé", "Chiffres", "Thèmes", "Sources", "Graphiques", "Glossaire"]);
    let first = sheet(&report, "Résumé");
    assert_eq!(first.get((0, 0)), Some(&Data::String("Un soir".to_owned())));
    assert_eq!(row(&first, "Contacts", "")[2], Data::Float(3.0));
    assert_eq!(row(&first, "Candidatures", "")[8], Data::String("non renseigné".to_owned()));
    let figures = sheet(&report, "Chiffres");
    let answered = row(&figures, "Taux de réponse", "");
    assert_eq!((&answered[2], &answered[4]), (&Data::Float(0.75), &Data::Float(4.0)), "a share that Excel shows in %");
    assert_eq!(row(&sheet(&report, "Thèmes"), "Répartition par thème", "remuneration")[2], Data::Float(0.5));
    assert_eq!(row(&sheet(&report, "Sources"), "Couverture des sources", "").len(), COLUMNS.len());
    assert_eq!(sheet(&report, "Glossaire").height(), DEFINITIONS.len() + 1);
}

#[test]
fn a_report_of_nothing_is_a_workbook_without_a_false_zero() {
    let figures = sheet(&nothing(), "Chiffres");
    assert_eq!(figures.height(), DEFINITIONS.len() + 1);
    let answered = row(&figures, "Taux de réponse", "");
    assert_eq!((&answered[2], &answered[8]), (&Data::Empty, &Data::String("non renseigné".to_owned())));
    let pictures = sheet(&nothing(), "Graphiques");
    assert!(pictures.get((0, 0)).is_some_and(|told| told.to_string().starts_with("Aucun chiffre")));
}

#[test]
fn no_text_is_a_formula_and_none_is_too_long() {
    let long = "é".repeat(40_000);
    let names = json!({"=HYPERLINK(\"http://x\")": 6, "+1": 6, "@a": 6, "-1": 6, "\u{1}": 6, long.as_str(): 6});
    let measure = Measure { value: names, base: Some(36), coverage: Some(100.0), state: State::Known };
    let title = "=1+1".to_owned();
    let report = Report { title, metrics: Metrics(vec![("arrivals_by_source".to_owned(), measure)]), ..nothing() };
    let mut book = opened(&report);
    for name in book.sheet_names() {
        assert!(book.worksheet_formula(&name).unwrap().is_empty(), "{name}");
    }
    assert_eq!(book.worksheet_range("Résumé").unwrap().get((0, 0)), Some(&Data::String("=1+1".to_owned())));
    assert_eq!(row(&book.worksheet_range("Sources").unwrap(), "Arrivées par source", "+1")[2], Data::Float(6.0));
}

#[test]
fn the_pictures_are_in_it_with_their_words() {
    let written = xlsx(&an_evening()).unwrap();
    let names = String::from_utf8_lossy(&written);
    let drawn = charts(&an_evening()).len();
    assert!(drawn >= 3 && names.matches("xl/media/image").count() >= drawn, "one picture for each of {drawn} charts");
}
