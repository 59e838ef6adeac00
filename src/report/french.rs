//! A report in French: numbers with a comma, spaces that do not break, and
//! « non renseigné » where nothing is known.

use std::fmt::Write;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::few::HIDDEN;
use super::given::THIS_SESSION;
use super::{Definition, Measure, Report, State, Unit, advice, first_figures, reading_day};
use crate::campaign::{STEPS, number, source_words};
use crate::clock::written_day;
use crate::episodes::SOURCE;
use crate::words::{PARTNER, typeset};

/// How many entries are read by themselves; spreadsheets and JSON hold them all.
pub const MOST_ENTRIES: usize = 10;

/// The figures whose parts are sources, and those whose parts are entries.
const OF_SOURCES: [&str; 2] = ["arrivals_by_source", "click_to_arrival_by_source"];
const OF_ENTRIES: [&str; 2] = ["uses_by_answer", "usefulness_by_answer"];

/// What is read where nothing is known.
pub(super) const UNKNOWN: &str = "non renseigné";

/// A report as plain text, one figure a line with its formula below.
pub fn plain_text(report: &Report) -> String {
    let mut text = format!("{}\n{}\nRapport établi le {}\n\n", report.title, report.session, reading_day(report));
    for (definition, measure) in report.figures() {
        write_figure(&mut text, definition, measure);
    }
    typeset(&text)
}

fn write_figure(text: &mut String, definition: &Definition, measure: &Measure) {
    let base = measure.base.map(|base| format!("base\u{a0}: {}", base_text(base, definition.base.unwrap_or_default())));
    let coverage = measure.coverage.map(|share| format!("couverture\u{a0}: {}", percent_text(share)));
    let told: Vec<String> = base.into_iter().chain(coverage).chain(measure.read_on.map(read_on_text)).collect();
    let told = if told.is_empty() { String::new() } else { format!(" – {}", told.join(", ")) };
    let value = value_text(definition, measure);
    // Writing to a String cannot fail.
    let origin = definition.origin.words();
    let _ = writeln!(text, "{}\u{a0}: {value}{told}\n    {} ({origin})", definition.label, definition.formula);
}

/// A report in a few lines, for a message: the figures that are read first, and
/// what to do next. What nobody has filled in is left out.
pub fn short_text(report: &Report) -> String {
    let figures = first_figures(report).into_iter().filter(|figure| !figure.missing);
    let figures: Vec<String> = figures.map(|figure| format!("- {}\u{a0}: {}", figure.label, figure.value)).collect();
    let next: Vec<String> = advice(report).into_iter().map(|sentence| format!("- {sentence}")).collect();
    let next = if next.is_empty() { String::new() } else { format!("\n**Que faire ensuite**\n{}", next.join("\n")) };
    format!("**{}**\n{}{next}", report.title, figures.join("\n"))
}

/// The value of a figure as a person reads it, or why it is not said.
pub fn value_text(definition: &Definition, measure: &Measure) -> String {
    match measure.state {
        State::Known if measure.value.is_object() => told(&parts(definition, measure)),
        _ => said(definition.unit, measure),
    }
}

/// A value of this unit as a person reads it, or why it is not said.
pub fn said(unit: Unit, measure: &Measure) -> String {
    match measure.state {
        State::Known => known_text(unit, measure),
        State::Unknown => UNKNOWN.to_owned(),
        State::Hidden => HIDDEN.to_owned(),
        State::Unmeasurable => "non mesurable".to_owned(),
        State::NotComputed => "non calculé à l'époque".to_owned(),
    }
}

fn known_text(unit: Unit, measure: &Measure) -> String {
    match &measure.value {
        Value::Number(value) => with_unit(value.as_f64().unwrap_or_default(), unit),
        _ => told(&parts_in(unit, measure)),
    }
}

fn told(parts: &[Part]) -> String {
    parts.iter().map(Part::in_a_line).collect::<Vec<_>>().join("\u{a0}; ")
}

/// A share in %, as a person reads it.
pub fn percent_text(share: f64) -> String {
    with_unit(share, Unit::Percent)
}

/// A base and what it counts, which reads well of one as of many.
pub fn base_text(base: u64, counts: &str) -> String {
    if counts.is_empty() { number(base) } else { format!("{} ({counts})", number(base)) }
}

/// Until when a figure that people gave was read.
pub fn read_on_text(day: Date) -> String {
    format!("à jour au {}", written_day(day))
}

/// One part of a figure that has several: a theme, the bot, people.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its value as a person reads it.
    pub text: String,
    /// Its number, when it has one.
    pub number: Option<f64>,
}

impl Part {
    fn in_a_line(&self) -> String {
        if self.text.contains(", ") { format!("{} ({})", self.name, self.text) } else { format!("{}\u{a0}: {}", self.name, self.text) }
    }
}

/// The parts of a figure, in order; none when it is one number.
pub fn parts(definition: &Definition, measure: &Measure) -> Vec<Part> {
    let mut parts = parts_in(definition.unit, measure);
    if OF_ENTRIES.contains(&definition.key) {
        most_first(&mut parts, measure);
    }
    parts.iter_mut().for_each(|part| part.name = typeset(&outer_name(definition, &part.name)));
    parts
}

/// The entries given or judged most often first; how many others there are ends them.
fn most_first(parts: &mut Vec<Part>, measure: &Measure) {
    let times = |part: &Part| {
        let of_entry = &measure.value[&part.name];
        std::cmp::Reverse(of_entry.as_u64().or(of_entry["opinions"].as_u64()))
    };
    parts.sort_by_key(times);
    if parts.len() > MOST_ENTRIES {
        let name = format!("{} autres fiches", number((parts.len() - MOST_ENTRIES) as u64));
        parts.truncate(MOST_ENTRIES);
        parts.push(Part { name, text: "dans le classeur et le CSV".to_owned(), number: None });
    }
}

/// The same of a value of this unit.
pub fn parts_in(unit: Unit, measure: &Measure) -> Vec<Part> {
    let Value::Object(parts) = &measure.value else { return Vec::new() };
    in_order(parts).map(|(name, value)| part(name, value, unit)).collect()
}

/// The session before what it is compared with, a share before how many opinions it
/// is of, the steps of an application as they follow; all else as it stands.
pub(super) fn in_order(parts: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    let place = |name: &str| match STEPS.iter().position(|(.., step)| *step == name) {
        Some(step) => 2 + step,
        None => usize::from(![THIS_SESSION, "share", "median", "p90"].contains(&name)),
    };
    let mut ordered: Vec<_> = parts.iter().collect();
    ordered.sort_by_key(|(name, _)| place(name));
    ordered.into_iter()
}

fn part(name: &str, value: &Value, unit: Unit) -> Part {
    let text = match value {
        Value::Number(value) => with_unit(value.as_f64().unwrap_or_default(), unit),
        Value::Object(inside) => {
            let inside: Vec<_> = in_order(inside).map(|(name, value)| part(name, value, unit_inside(name, unit)).in_a_line()).collect();
            inside.join(", ")
        }
        _ => UNKNOWN.to_owned(),
    };
    Part { name: part_name(name), text, number: value.as_f64() }
}

/// How many opinions or clicks a share is of, or answers a delay, is a count, whatever the unit.
pub(super) fn unit_inside(name: &str, unit: Unit) -> Unit {
    match name {
        "opinions" | "answers" => Unit::Questions,
        "clicks" => Unit::Clicks,
        _ => unit,
    }
}

/// The name of a part of a figure as a person reads it: that of a source, where its
/// parts are sources.
pub(super) fn outer_name(definition: &Definition, name: &str) -> String {
    if OF_SOURCES.contains(&definition.key) { source_words(name) } else { part_name(name) }
}

/// The name of a part as a person reads it.
pub(super) fn part_name(name: &str) -> String {
    match name {
        "bot" => "robot".to_owned(),
        "person" => "personnes".to_owned(),
        "median" => "médiane".to_owned(),
        "p90" => "neuvième décile".to_owned(),
        "share" => "part".to_owned(),
        "opinions" => "avis".to_owned(),
        "answers" => "réponses".to_owned(),
        "clicks" => "clics".to_owned(),
        source if source.starts_with(PARTNER) || source.starts_with(SOURCE) => source_words(source),
        theme => theme.to_owned(),
    }
}

fn with_unit(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Percent => format!("{}\u{a0}%", decimal(value)),
        Unit::Seconds => duration(value),
        Unit::Euros => format!("{}\u{a0}€", euros(value)),
        Unit::PerThousand => format!("{}\u{a0}‰", decimal(value)),
        Unit::Days => format!("{}\u{a0}jours", decimal(value)),
        Unit::PersonDays => format!("{}\u{a0}j-pers.", decimal(value)),
        Unit::People
        | Unit::Conversations
        | Unit::Questions
        | Unit::Displays
        | Unit::Views
        | Unit::Clicks
        | Unit::Visits
        | Unit::Plays
        | Unit::Files
        | Unit::Ratio => decimal(value),
    }
}

/// Seconds, minutes or hours, whichever reads best.
fn duration(seconds: f64) -> String {
    if seconds < 60.0 {
        format!("{}\u{a0}s", decimal((seconds * 10.0).round() / 10.0))
    } else if seconds < 3_600.0 {
        format!("{}\u{a0}min", decimal((seconds / 6.0).round() / 10.0))
    } else {
        format!("{}\u{a0}h", decimal((seconds / 360.0).round() / 10.0))
    }
}

/// Euros with both decimals of the cents, when there are cents.
fn euros(value: f64) -> String {
    let text = decimal(value);
    match text.split_once(',') {
        Some((_, cents)) if cents.len() == 1 => format!("{text}0"),
        _ => text,
    }
}

/// At most two decimals, with a comma, without useless zeros.
fn decimal(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (whole, cents) = text.split_once('.').unwrap_or((text, ""));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), number);
    if cents.is_empty() { whole } else { format!("{whole},{cents}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_the_french_way() {
        for (value, unit, text) in [
            (1.54, Unit::Percent, "1,54\u{a0}%"),
            (100.0, Unit::Percent, "100\u{a0}%"),
            (0.0, Unit::Seconds, "0\u{a0}s"),
            (59.94, Unit::Seconds, "59,9\u{a0}s"),
            (90.0, Unit::Seconds, "1,5\u{a0}min"),
            (7_200.0, Unit::Seconds, "2\u{a0}h"),
            (5_000.0, Unit::People, "5\u{202f}000"),
        ] {
            assert_eq!(with_unit(value, unit), text);
        }
    }
}
