use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::report::tests::{an_evening, nothing};
use crate::report::{DEFINITIONS, Metrics};

/// The cells of a report, read back as a French spreadsheet reads them.
fn cells(report: &Report) -> Vec<Vec<String>> {
    let written = String::from_utf8(csv(report).unwrap()).unwrap();
    let text = written.strip_prefix('\u{feff}').expect("a byte-order mark");
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']), "Windows line ends: {text:?}");
    let mut reader = ::csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn row<'a>(cells: &'a [Vec<String>], label: &str, part: &str) -> &'a [String] {
    cells.iter().find(|row| row[0] == label && row[1] == part).unwrap_or_else(|| panic!("{label} {part}"))
}

#[test]
fn an_evening_is_a_table_with_decimal_commas() {
    let cells = cells(&an_evening());
    assert_eq!(cells[0], HEAD);
    let formula = "questions ayant reçu une réponse, du robot ou d'une personne / questions";
    assert_eq!(
        row(&cells, "Taux de réponse", ""),
        ["Taux de réponse", "", "75", "%", "4", "questions", "", "", "compté par le robot", "connu", formula, "s", "01/01/1970 01:00"]
    );
    assert_eq!(row(&cells, "Satisfaction (CSAT)", "")[2..6], ["66,67", "%", "3", "notes données"]);
    assert_eq!(row(&cells, "Répartition par thème", "remuneration")[2..7], ["50", "%", "2", "questions ayant un thème", "50"]);
    assert_eq!(row(&cells, "Délai de première réponse", "robot – médiane")[2..4], ["0,2", "secondes"]);
    assert_eq!(row(&cells, "Impressions", "")[9], "non renseigné");
}

#[test]
fn a_report_of_nothing_says_why_each_cell_is_empty() {
    let cells = cells(&nothing());
    assert_eq!(cells.len(), DEFINITIONS.len() + 1);
    for row in &cells[1..] {
        assert_eq!(row[2].is_empty(), row[9] != "connu", "{row:?}");
        assert!(row[2].is_empty() || row[2] == "0", "{row:?}");
    }
    assert_eq!(row(&cells, "Taux de réponse", "")[9], "non renseigné");
}

#[test]
fn what_candidates_or_staff_typed_is_never_a_formula() {
    let names = json!({"=1+1": 6, "+33": 6, "-2": 6, "@SUM(A1)": 6, "\tx": 6, "a;b\"c\r\nd": 6});
    let measure = super::super::Measure { value: names, base: Some(36), coverage: None, read_on: None, state: super::super::State::Known };
    let metrics = Metrics(vec![("arrivals_by_source".to_owned(), measure)]);
    let report = Report { metrics, made_at: Timestamp::UNIX_EPOCH, ..nothing() };
    let written = String::from_utf8(csv(&report).unwrap()).unwrap();
    for harmless in [";'=1+1;", ";'+33;", ";'-2;", ";'@SUM(A1);", ";'\tx;", ";\"a;b\"\"c\r\nd\";"] {
        assert!(written.contains(harmless), "{harmless}: {written}");
    }
}
