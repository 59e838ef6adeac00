use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use serde_json::json;

use super::*;
use crate::report::ReadCase;
use crate::report::tests::{an_evening, nothing};
use crate::report::{Measure, Metrics, State};
use crate::store::Case;
use crate::words::{Door, Outcome};

/// A workbook opened again by another library.
fn opened(report: &Report) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(xlsx(report, &Annex::default()).unwrap())).unwrap()
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
    assert_eq!(
        opened(&report).sheet_names(),
        ["Résumé", "Chiffres", "Thèmes", "Sources", "Questions", "Entonnoir", "Coûts", "Graphiques", "Glossaire"]
    );
    let first = sheet(&report, "Résumé");
    assert_eq!(first.get((0, 0)), Some(&Data::String("Un soir".to_owned())));
    assert_eq!(row(&first, "Contacts", "")[2], Data::Float(3.0));
    assert_eq!(row(&first, "Candidatures", "")[9], Data::String("non renseigné".to_owned()));
    let figures = sheet(&report, "Chiffres");
    let answered = row(&figures, "Taux de réponse", "");
    assert_eq!((&answered[2], &answered[4]), (&Data::Float(0.75), &Data::Float(4.0)), "a share that Excel shows in %");
    assert_eq!(row(&sheet(&report, "Thèmes"), "Répartition par thème", "remuneration")[2], Data::Float(0.5));
    assert_eq!(row(&sheet(&report, "Sources"), "Couverture des sources", "").len(), COLUMNS.len());
    assert_eq!(sheet(&report, "Glossaire").height(), DEFINITIONS.len() + 1);
}

#[test]
fn questions_applications_and_costs_stand_on_sheets_of_their_own() {
    let case = Case {
        person: Some("pseudonym".to_owned()),
        asked_at: 0,
        door: Door::Web,
        question: Some("=1+1 ?".to_owned()),
        first_outcome: Outcome::Answer,
        outcome: Outcome::Answer,
        entry: Some("salaire".to_owned()),
        theme: None,
        feedback: None,
        answered_by: None,
        source: Some("salon".to_owned()),
        is_hostile: false,
        mind: None,
    };
    let annex = Annex {
        questions: Some(vec![ReadCase { case, number: Some(7) }]),
        expenses: vec![("affiches".to_owned(), 12_345)],
        work: vec![("tournage".to_owned(), "communication".to_owned(), 2, 30)],
        positions: vec![("Archi".to_owned(), [Some(9), None, Some(2), Some(1)])],
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx(&an_evening(), &annex).unwrap())).unwrap();
    let mut line = |name: &str, at: usize| book.worksheet_range(name).unwrap().rows().nth(at).unwrap().to_vec();
    let question = line("Questions", 1);
    assert_eq!((&question[1], &question[3]), (&Data::Float(7.0), &Data::String("=1+1 ?".to_owned())));
    assert!(!format!("{question:?}").contains("pseudonym") && !format!("{question:?}").contains("salon"), "{question:?}");
    let funnel = line("Entonnoir", 1);
    assert_eq!((&funnel[1], &funnel[2]), (&Data::Float(9.0), &Data::String("non renseigné".to_owned())));
    assert_eq!(line("Coûts", 1)[2], Data::Float(123.45));
    assert_eq!(line("Coûts", 2)[4], Data::Float(6.0));
}

#[test]
fn a_report_of_nothing_is_a_workbook_without_a_false_zero() {
    let figures = sheet(&nothing(), "Chiffres");
    assert_eq!(figures.height(), DEFINITIONS.len() + 1);
    let answered = row(&figures, "Taux de réponse", "");
    assert_eq!((&answered[2], &answered[9]), (&Data::Empty, &Data::String("non renseigné".to_owned())));
    let pictures = sheet(&nothing(), "Graphiques");
    assert!(pictures.get((0, 0)).is_some_and(|told| told.to_string().starts_with("Aucun chiffre")));
}

#[test]
fn no_text_is_a_formula_and_none_is_too_long() {
    let long = "é".repeat(40_000);
    let names = json!({"=HYPERLINK(\"http://x\")": 6, "+1": 6, "@a": 6, "-1": 6, "\u{1}": 6, long.as_str(): 6});
    let measure = Measure { value: names, base: Some(36), coverage: Some(100.0), read_on: None, state: State::Known };
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
    let written = xlsx(&an_evening(), &Annex::default()).unwrap();
    let names = String::from_utf8_lossy(&written);
    let drawn = charts(&an_evening()).len();
    assert!(drawn >= 3 && names.matches("xl/media/image").count() >= drawn, "one picture for each of {drawn} charts");
}
