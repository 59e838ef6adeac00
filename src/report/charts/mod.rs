//! The pictures of a report: bars drawn by a template, as SVG for pages and as
//! PNG for messages and spreadsheets.
//!
//! - A figure is drawn when it counts or shares out one thing: a new one appears
//!   by itself.
//! - Nothing is told by colour alone: each bar has its name and its value in
//!   words, and what is left over is hatched.
//! - Sources that are mostly unknown are written and not drawn.

mod layout;
mod poster;
mod timeline;

pub(super) use layout::cut;
pub use layout::{Chart, Line};
pub use poster::{Poster, poster};
pub use timeline::Column;

use serde_json::Value;

use super::few::TOGETHER;
use super::french::{Part, base_text, parts, parts_in, percent_text};
use super::given::THIS_SESSION;
use super::sources::{LEAST_COVERAGE, UNKNOWN};
use super::{Definition, Measure, Report, Unit, number};
use crate::campaign::Base;
use crate::pictures as png;

/// More lines than that are no picture: the last ones stand together.
const MOST_LINES: usize = 12;

/// More positions than that are read in the table.
const MOST_POSITIONS: usize = 6;

/// Shares that are read with what is left of them: the key, the words of both.
const HALVES: [(&str, [&str; 2]); 5] = [
    ("answer_rate", ["ont reçu une réponse", "sans réponse"]),
    ("csat", ["notes 4 et 5 sur 5", "notes 1 à 3"]),
    ("sampled_accuracy", ["réponses justes", "réponses fausses"]),
    ("bot_share", ["réponses du robot", "réponses de personnes"]),
    ("changed_mind_rate", ["ont changé d'idée", "n'ont pas changé d'idée"]),
];

/// Figures whose parts are no parts of one thing.
const UNDRAWN: [&str; 4] = ["usefulness_by_answer", "session_cohort", "profile_answers", "click_to_arrival_by_source"];

/// What is said where too few sources are known for shares.
pub const FEW_KNOWN: &str = "moins de 30\u{a0}% des sources sont connues\u{a0}: des nombres, pas de parts";

/// The pictures of a report, in the order its figures are read.
pub fn charts(report: &Report) -> Vec<Chart> {
    let known = report.figures().filter(|(_, measure)| !measure.is_missing());
    let drawn = known.flat_map(|(definition, measure)| charts_of(definition, measure));
    // All that is left over is no news, and nought needs no picture.
    drawn.filter(|chart| chart.lines.iter().any(|line| !line.is_rest && line.text != "0")).collect()
}

fn charts_of(definition: &Definition, measure: &Measure) -> Vec<Chart> {
    let Value::Object(parts) = &measure.value else { return halves(definition, measure).into_iter().collect() };
    let is_drawn = counts_one_thing(definition.unit) && !UNDRAWN.contains(&definition.key) && !parts.is_empty();
    match () {
        () if definition.key == "contacts_beside_references" => vec![beside(definition, measure)],
        () if !is_drawn => Vec::new(),
        () if definition.key == "questions_over_time" => vec![over_time(definition, measure)],
        () if parts.values().all(Value::is_number) => vec![bars(definition, measure)],
        () => {
            let inside = |(place, (name, value)): (usize, (&String, &Value))| inside(definition, place, name, value);
            parts.iter().enumerate().filter_map(inside).take(MOST_POSITIONS).collect()
        }
    }
}

fn counts_one_thing(unit: Unit) -> bool {
    !matches!(unit, Unit::Seconds | Unit::Days | Unit::PersonDays | Unit::Euros | Unit::Ratio | Unit::PerThousand)
}

/// How many people came to each of some sessions, the latest first.
pub fn side_by_side(sessions: &[(String, u64)]) -> Chart {
    let longest = sessions.iter().map(|(_, people)| *people).max().unwrap_or_default();
    let shown = sessions.iter().take(MOST_LINES);
    #[expect(clippy::cast_precision_loss, reason = "people are far fewer than 2^52")]
    let part = |people: u64| if longest > 0 { people as f64 / longest as f64 } else { 0.0 };
    let lines = shown.map(|(name, people)| Line::new(name, &number(*people), Some(part(*people)), false));
    Chart::new("sessions", "Contacts de chaque session", lines.collect(), Vec::new())
}

/// A share and what is left of it.
fn halves(definition: &Definition, measure: &Measure) -> Option<Chart> {
    let (_, words) = HALVES.iter().find(|(key, _)| *key == definition.key)?;
    let share = measure.value.as_f64()?;
    let rest = ((100.0 - share) * 100.0).round() / 100.0;
    let lines = [(words[0], share, false), (words[1], rest, true)];
    let lines = lines.map(|(name, share, is_rest)| Line::new(name, &percent_text(share), Some(share / 100.0), is_rest));
    Some(Chart::new(definition.key, definition.label, lines.into(), notes(definition, measure)))
}

/// Moments in their order, side by side.
fn over_time(definition: &Definition, measure: &Measure) -> Chart {
    let parts = parts_in(definition.unit, measure);
    let values: Vec<f64> = parts.iter().map(|part| part.number.unwrap_or_default()).collect();
    let lines = parts.iter().map(|part| Line::new(&part.name, &part.text, None, false));
    Chart::new(definition.key, definition.label, lines.collect(), notes(definition, measure)).in_columns(&values)
}

/// The session beside the events of its plan; what is not of one event is hatched.
fn beside(definition: &Definition, measure: &Measure) -> Chart {
    let mut lines = lines(parts_in(definition.unit, measure), definition.unit);
    let is_of_one = |name: &str| name == THIS_SESSION || name.ends_with(&format!("({})", Base::OneEvent.in_short()));
    lines.iter_mut().for_each(|line| line.is_rest = !is_of_one(&line.name));
    let hatched = lines.iter().any(|line| line.is_rest);
    let why = hatched.then(|| {
        "Hachuré\u{a0}: une moyenne, un record, un total, ou des personnes comptées autrement, ce qui ne se divise pas".to_owned()
    });
    Chart::new(definition.key, definition.label, lines, why.into_iter().collect())
}

/// The parts of a figure.
fn bars(definition: &Definition, measure: &Measure) -> Chart {
    let is_of_sources = definition.key == "arrivals_by_source";
    let covers = measure.coverage.is_some_and(|coverage| coverage >= LEAST_COVERAGE);
    let mut parts = parts(definition, measure);
    if is_of_sources && covers {
        parts.iter_mut().for_each(|part| add_share(part, measure.base));
    }
    let mut notes = notes(definition, measure);
    // What has no number of its own is said below.
    notes.extend(parts.iter().filter(|part| part.number.is_none()).map(|part| format!("{}, {}", part.name, part.text)));
    parts.retain(|part| part.number.is_some());
    let mut lines = lines(parts, definition.unit);
    if is_of_sources && !covers {
        lines.iter_mut().for_each(|line| line.width = None);
        notes.push(FEW_KNOWN.to_owned());
    }
    Chart::new(definition.key, definition.label, lines, notes)
}

/// The parts of one part.
fn inside(definition: &Definition, place: usize, name: &str, value: &Value) -> Option<Chart> {
    let Value::Object(parts) = value else { return None };
    if parts.is_empty() || !parts.values().all(Value::is_number) {
        return None;
    }
    let measure = Measure { value: value.clone(), base: None, coverage: None, read_on: None, state: super::State::Known };
    let title = format!("{}\u{a0}: {}", definition.label, super::french::part_name(name));
    let lines = lines(parts_in(definition.unit, &measure), definition.unit);
    Some(Chart::new(&format!("{}-{place}", definition.key), &title, lines, Vec::new()))
}

/// Bars from nought to the longest, longest first, and in their order where two are
/// as long, such as the steps of an application; what is left over last.
fn lines(mut parts: Vec<Part>, unit: Unit) -> Vec<Line> {
    let value = |part: &Part| part.number.unwrap_or_default();
    // Ratings and ages have an order of their own.
    let is_ordered = parts.iter().all(|part| part.name.starts_with(|sign: char| sign.is_ascii_digit()));
    if !is_ordered {
        parts.sort_by(|one, other| is_rest(one).cmp(&is_rest(other)).then(value(other).total_cmp(&value(one))));
    }
    gather(&mut parts, unit);
    let longest = parts.iter().map(value).fold(0.0, f64::max);
    let share = |part: &Part| if longest > 0.0 { value(part) / longest } else { 0.0 };
    parts.iter().map(|part| Line::new(&part.name, &part.text, Some(share(part)), is_rest(part))).collect()
}

fn is_rest(part: &Part) -> bool {
    part.name == UNKNOWN || part.name.starts_with(TOGETHER)
}

/// Too many parts: the last ones become one.
fn gather(parts: &mut Vec<Part>, unit: Unit) {
    if parts.len() <= MOST_LINES {
        return;
    }
    let rest = parts.split_off(MOST_LINES - 1);
    let sum = rest.iter().filter_map(|part| part.number).sum::<f64>();
    let sum = (sum * 100.0).round() / 100.0;
    let name = format!("{TOGETHER}, {} ensemble", rest.len());
    let measure =
        Measure { value: serde_json::json!({ name: sum }), base: None, coverage: None, read_on: None, state: super::State::Known };
    parts.extend(parts_in(unit, &measure));
}

/// A count with what part of all it is.
fn add_share(part: &mut Part, base: Option<u64>) {
    let Some((count, base)) = part.number.zip(base.filter(|base| *base > 0)) else { return };
    #[expect(clippy::cast_precision_loss, reason = "people are far fewer than 2^52")]
    let share = (count / base as f64 * 10_000.0).round() / 100.0;
    part.text = format!("{} ({})", part.text, percent_text(share));
}

/// What a picture is of: its base and its coverage.
fn notes(definition: &Definition, measure: &Measure) -> Vec<String> {
    let base = measure.base.map(|base| format!("Base\u{a0}: {}", base_text(base, definition.base.unwrap_or_default())));
    let coverage = measure.coverage.map(|share| format!("Couverture\u{a0}: {}", percent_text(share)));
    base.into_iter().chain(coverage).collect()
}

#[cfg(test)]
mod tests;
