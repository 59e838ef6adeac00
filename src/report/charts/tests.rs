use jiff::Timestamp;
use resvg::tiny_skia::Pixmap;
use serde_json::json;

use super::*;
use crate::report::{Metrics, State};
use crate::words::SessionId;

fn report(figures: &[(&str, Value, Option<u64>, Option<f64>)]) -> Report {
    let measure = |(key, value, base, coverage): &(&str, Value, Option<u64>, Option<f64>)| {
        ((*key).to_owned(), Measure { value: value.clone(), base: *base, coverage: *coverage, read_on: None, state: State::Known })
    };
    let metrics = Metrics(figures.iter().map(measure).collect());
    Report { session: SessionId::new("s"), title: "Les métiers de l'été".to_owned(), made_at: Timestamp::UNIX_EPOCH, metrics }
}

fn only(figures: &[(&str, Value, Option<u64>, Option<f64>)]) -> Chart {
    let mut drawn = charts(&report(figures));
    assert_eq!(drawn.len(), 1);
    drawn.remove(0)
}

fn sources(coverage: f64) -> Chart {
    only(&[("arrivals_by_source", json!({"inconnue": 60, "salon": 30, "presse": 10}), Some(100), Some(coverage))])
}

#[test]
fn bars_stand_longest_first_and_what_is_left_over_last_and_hatched() {
    let chart = sources(40.0);
    let lines: Vec<_> = chart.lines.iter().map(|line| (line.name.as_str(), line.text.as_str(), line.width, line.is_rest)).collect();
    assert_eq!(
        lines,
        [
            ("Un salon ou un forum de l'emploi", "30 (30\u{a0}%)", Some(115), false),
            ("La presse, la radio", "10 (10\u{a0}%)", Some(39), false),
            ("inconnue", "60 (60\u{a0}%)", Some(230), true),
        ]
    );
    assert!(chart.told().ends_with("Base\u{a0}: 100 (arrivées). Couverture\u{a0}: 40\u{a0}%"), "{}", chart.told());
}

#[test]
fn sources_that_are_mostly_unknown_are_counted_and_not_drawn() {
    let chart = sources(29.9);
    assert!(chart.lines.iter().all(|line| line.width.is_none() && !line.text.contains('%')), "{chart:?}");
    assert!(chart.notes.contains(&FEW_KNOWN.to_owned()));
    assert!(sources(30.0).lines.iter().all(|line| line.width.is_some()));
}

#[test]
fn applications_stand_step_after_step() {
    let chart = only(&[("applications", json!({"reçues": 6, "pertinentes": 4, "reçues en entretien": 0, "retenues": 0}), None, None)]);
    let names: Vec<_> = chart.lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(names, ["reçues", "pertinentes", "reçues en entretien", "retenues"]);
    assert!(chart.lines.is_sorted_by_key(|line| line.top));
}

#[test]
fn moments_stand_side_by_side() {
    let chart = only(&[("questions_over_time", json!({"18 h 00": 2, "18 h 10": 0, "18 h 20": 8}), Some(10), None)]);
    let heights: Vec<_> = chart.columns.iter().map(|column| column.height).collect();
    assert_eq!(heights, [30, 0, 120]);
    assert!(chart.told().starts_with("18 h 00\u{a0}: 2\u{a0}; 18 h 10\u{a0}: 0"), "{}", chart.told());
}

#[test]
fn a_session_stands_beside_the_events_it_is_compared_with_and_what_is_of_several_is_hatched() {
    let people = json!({"Salon (un événement)": 20, "cette session": 50, "Les salons (une moyenne)": 100});
    let beside = only(&[("contacts_beside_references", people, None, None)]);
    let lines: Vec<_> = beside.lines.iter().map(|line| (line.name.as_str(), line.width, line.is_rest)).collect();
    assert_eq!(
        lines,
        [("Les salons (une moyenne)", Some(230), true), ("cette session", Some(115), false), ("Salon (un événement)", Some(46), false),]
    );
    assert!(beside.notes[0].starts_with("Hachuré"), "{:?}", beside.notes);
}

#[test]
fn a_share_is_drawn_with_what_is_left_of_it() {
    let chart = only(&[("csat", json!(66.67), Some(3), None)]);
    let lines: Vec<_> = chart.lines.iter().map(|line| (line.text.as_str(), line.width, line.is_rest)).collect();
    assert_eq!(lines, [("66,67\u{a0}%", Some(154), false), ("33,33\u{a0}%", Some(77), true)]);
    assert_eq!(chart.notes, ["Base\u{a0}: 3 (notes données)"]);
    let whole = only(&[("csat", json!(100.0), Some(3), None)]);
    assert_eq!((whole.lines[1].width, whole.lines[1].text_x()), (None, 16), "nought has no bar");
}

#[test]
fn entries_beyond_those_that_answered_most_are_no_bar() {
    let uses: serde_json::Map<_, _> = (1..15).map(|entry| (format!("fiche {entry:02}"), json!(entry))).collect();
    let chart = only(&[("uses_by_answer", Value::Object(uses), Some(105), None)]);
    assert_eq!((chart.lines.len(), chart.lines[0].name.as_str()), (10, "fiche 14"));
    assert!(chart.notes.iter().any(|note| note == "4 autres fiches, dans le classeur et le CSV"), "{:?}", chart.notes);
}

#[test]
fn many_themes_end_in_one_line_that_holds_the_rest() {
    let themes: serde_json::Map<_, _> = (0..40).map(|theme| (format!("thème {theme:02}"), json!(2.5))).collect();
    let chart = only(&[("by_theme", Value::Object(themes), Some(40), Some(100.0))]);
    let last = chart.lines.last().unwrap();
    assert_eq!((chart.lines.len(), last.name.as_str(), last.text.as_str()), (12, "autres, 29 ensemble", "72,5\u{a0}%"));
}

#[test]
fn profiles_are_drawn_question_by_question_and_delays_are_not() {
    let profile = json!({"Votre âge": {"18-25": 60.0, "46-55": 40.0}, "Votre domaine": {"Numérique": 70.0, "autres": 30.0}, "Votre lieu": {"autres": 100.0}});
    let delays = json!({"bot": {"median": 0.2, "p90": 2.0}, "person": null});
    let usefulness = json!({"teletravail": {"share": 100.0, "opinions": 3}});
    let drawn = charts(&report(&[
        ("first_answer_delay", delays, Some(3), None),
        ("usefulness_by_answer", usefulness, Some(3), None),
        ("profile", profile, None, None),
    ]));
    let titles: Vec<_> = drawn.iter().map(|chart| chart.title.as_str()).collect();
    assert_eq!(titles, ["Profil\u{a0}: Votre domaine", "Profil\u{a0}: Votre âge"]);
    let ids: std::collections::BTreeSet<_> = drawn.iter().map(|chart| &chart.id).collect();
    assert_eq!(ids.len(), 2, "each has its own word on the page");
}

#[test]
fn a_hostile_name_stays_a_name() {
    let name = "<script>alert(1)</script>&\"' \u{0}".repeat(20);
    let chart = only(&[("arrivals_by_source", json!({name: 12}), Some(12), Some(100.0))]);
    let svg = chart.svg().unwrap();
    assert!(!svg.contains("<script>") && svg.contains("&#60;script"), "{svg}");
    assert!(svg.contains('…'), "a long name is cut");
    assert!(chart.told().contains("' <script>"), "and told whole");
    assert!(chart.png().is_ok(), "no sign that a picture may not hold");
}

#[test]
fn a_report_of_nothing_has_no_picture() {
    assert_eq!(charts(&report(&[])), []);
    assert!(poster(&report(&[])).is_none());
}

/// Whether there is something dark in a rectangle, in units of the picture.
fn has_ink(pixels: &Pixmap, left: u32, top: u32, width: u32, height: u32) -> bool {
    let dark = |x, y| pixels.pixel(x, y).is_some_and(|pixel| pixel.red() < 80 && pixel.alpha() == 255);
    (2 * left..2 * (left + width)).any(|x| (2 * top..2 * (top + height)).any(|y| dark(x, y)))
}

#[test]
fn the_png_has_ink_where_its_words_and_bars_are() {
    let chart = sources(40.0);
    let pixels = Pixmap::decode_png(&chart.png().unwrap()).unwrap();
    assert_eq!((pixels.width(), pixels.height()), (800, 2 * chart.height()));
    let (title, _) = chart.heading()[0];
    assert!(has_ink(&pixels, 16, title - 12, 160, 12), "the title");
    for line in &chart.lines {
        assert!(has_ink(&pixels, 16, line.top + 3, 40, 12), "the name of {}", line.name);
        assert!(has_ink(&pixels, 16, line.top + 21, line.width.unwrap(), 14), "the bar of {}", line.name);
        assert!(has_ink(&pixels, line.text_x(), line.top + 21, 60, 12), "the value of {}", line.name);
    }
    for (top, words) in chart.footing() {
        assert!(has_ink(&pixels, 16, top - 10, 100, 10), "{words}");
    }
    assert!(!has_ink(&pixels, 0, 0, 400, 8) && !has_ink(&pixels, 0, 0, 12, chart.height()), "nothing outside the margins");
    assert!(!has_ink(&pixels, 390, 0, 10, chart.height()), "nor beyond the right one");
}

#[test]
fn the_poster_of_a_message_holds_what_is_read_first() {
    let report = report(&[
        ("answer_rate", json!(75.0), Some(12), None),
        ("csat", json!(50.0), Some(4), None),
        ("by_theme", json!({"la paie": 60.0, "le télétravail": 40.0}), Some(10), Some(83.33)),
        ("bot_share", json!(90.0), Some(9), None),
    ]);
    let poster = poster(&report).unwrap();
    let said = poster.alternative();
    assert!(said.contains("la paie\u{a0}: 60\u{a0}%") && !said.contains("réponses du robot"), "{said}");
    let pixels = Pixmap::decode_png(&poster.png().unwrap()).unwrap();
    assert!(has_ink(&pixels, 16, 48, 120, 10), "the day of the report");
    assert!(pixels.width() == 800 && pixels.height() < 2_000);
}
