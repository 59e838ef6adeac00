//! Three made sessions (empty, small, full) in every form a report has: the texts
//! as they were last looked at, files opened again by another library.
//!
//! What changes on purpose is looked at in the difference of the folder `golden`,
//! which `GOLDEN=write cargo test golden` writes anew.

use std::io::Cursor;
use std::path::PathBuf;

use calamine::{Data, Reader, Xlsx};
use resvg::tiny_skia::Pixmap;
use similar::TextDiff;

use super::super::{Annex, DEFINITIONS, Report, csv, html, plain_text, poster, short_text, xlsx};
use super::{full, nothing, small};

fn sessions() -> [(&'static str, (Report, Annex)); 3] {
    [("empty", (nothing(), Annex::default())), ("small", (small(), Annex::default())), ("full", full())]
}

/// A text is what it was; the difference is told, and written when asked for.
fn is_as_before(name: &str, text: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/report/tests/golden").join(name);
    if std::env::var_os("GOLDEN").is_some_and(|asked| asked == "write") {
        std::fs::write(&file, text).unwrap();
        return;
    }
    let before = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let difference = TextDiff::from_lines(&before, text);
    assert!(before == text, "{name} is no longer what it was:\n{}", difference.unified_diff().context_radius(1));
}

#[test]
fn a_report_in_text_json_csv_and_message_is_what_it_was() {
    for (name, (report, _)) in sessions() {
        is_as_before(&format!("{name}.txt"), &plain_text(&report));
        is_as_before(&format!("{name}.json"), &format!("{}\n", serde_json::to_string_pretty(&report).unwrap()));
        is_as_before(&format!("{name}.message.txt"), &format!("{}\n", short_text(&report)));
        let csv = String::from_utf8(csv(&report).unwrap()).unwrap();
        assert!(csv.starts_with('\u{feff}') && csv.lines().count() > DEFINITIONS.len());
        assert_eq!(csv.matches('\n').count(), csv.matches("\r\n").count(), "each line ends as Excel wants it");
        is_as_before(&format!("{name}.csv"), &csv.replace('\r', ""));
    }
}

#[test]
fn a_report_as_a_page_and_as_a_picture_is_what_it_was() {
    for (name, (report, _)) in sessions() {
        is_as_before(&format!("{name}.html"), &html(&report).unwrap());
        let Some(poster) = poster(&report) else {
            assert_eq!(name, "empty", "only a report of nothing has no picture");
            continue;
        };
        is_as_before(&format!("{name}.svg"), &poster.svg().unwrap());
        let pixels = Pixmap::decode_png(&poster.png().unwrap()).unwrap();
        // Words stand on each of these lines: there is ink, and more than a frame.
        let dark = |top: u32| (0..pixels.width()).filter(|x| pixels.pixel(*x, top).is_some_and(|pixel| pixel.red() < 80)).count();
        let band = |from: u32, to: u32| (from..to).map(dark).sum::<usize>();
        assert!(band(20, 60) > 200, "{name}: the title of the picture");
        assert!(band(pixels.height() / 2, pixels.height() - 20) > 400, "{name}: its lower half");
    }
}

#[test]
fn a_report_as_a_workbook_reads_back_as_what_it_was() {
    for (name, (report, annex)) in sessions() {
        let mut book = Xlsx::new(Cursor::new(xlsx(&report, &annex).unwrap())).unwrap();
        let mut read = String::new();
        for sheet in book.sheet_names() {
            let range = book.worksheet_range(&sheet).unwrap();
            assert!(book.worksheet_formula(&sheet).unwrap().is_empty(), "{name}, {sheet}: no cell is a formula");
            read += &format!("# {sheet}\n");
            for row in range.rows() {
                let cells: Vec<String> = row.iter().map(Data::to_string).collect();
                read += &format!("{}\n", cells.join(" | ").trim_end_matches([' ', '|']));
            }
        }
        is_as_before(&format!("{name}.xlsx.txt"), &read);
    }
}
