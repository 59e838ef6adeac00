//! The eight figures that a director reads in a minute.

use super::french::{UNKNOWN, base_text, parts, read_on_text, value_text};
use super::{Definition, Measure, Report, State, percent_text};
use crate::campaign::Step;

/// One of them, as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstFigure {
    /// Its name for people.
    pub label: &'static str,
    /// What it says.
    pub value: String,
    /// What it is of, who gives it, what is missing.
    pub note: String,
    /// Whether it is not said.
    pub missing: bool,
}

/// Which they are: the figure, its part when it has several, its shorter name,
/// what to do while it is not known.
const FIRST: [(&str, Option<Step>, &str, &str); 8] = [
    ("contacts", None, "Personnes", "personne n'est encore venu"),
    ("questions", None, "Questions", "aucune question encore"),
    ("answer_rate", None, "Questions répondues", "aucune question encore"),
    ("csat", None, "Satisfaction", "aucune note donnée"),
    ("applications", Some(Step::Received), "Candidatures", "à saisir dans la campagne de la session"),
    ("applications", Some(Step::Retained), "Recrutements", "à saisir dans la campagne de la session"),
    ("external_cost", None, "Coût externe", "à écrire dans le plan de la session"),
    ("ratio_to_reference", None, "Face à la référence", "aucun événement comparable dans le plan"),
];

/// The keys of these figures, each with the part that is read.
pub(super) fn first_keys() -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
    FIRST.iter().map(|(key, step, ..)| (*key, step.map(Step::name)))
}

/// The eight figures of a report.
pub fn first_figures(report: &Report) -> Vec<FirstFigure> {
    let read = |(key, step, label, to_do): &(&'static str, Option<Step>, &'static str, &'static str)| {
        let (definition, measure) = report.figures().find(|(definition, _)| definition.key == *key)?;
        Some(first(definition, measure, *step, label, to_do))
    };
    FIRST.iter().filter_map(read).collect()
}

fn first(definition: &'static Definition, measure: &Measure, step: Option<Step>, label: &'static str, to_do: &str) -> FirstFigure {
    let value = match step {
        Some(step) => parts(definition, measure).into_iter().find(|part| part.name == step.name()).map(|part| part.text),
        None if definition.key == "ratio_to_reference" => times(definition, measure),
        None => None,
    };
    let value = value.unwrap_or_else(|| value_text(definition, measure));
    let missing = measure.is_missing() || value == UNKNOWN;
    let note = match measure.state {
        State::Unknown => to_do.to_owned(),
        State::Unmeasurable if definition.key == "ratio_to_reference" => {
            "une moyenne, un record, un total ou des passages ne se divisent pas : ils se lisent côte à côte".to_owned()
        }
        State::Known if definition.key == "ratio_to_reference" => {
            let events: Vec<String> = parts(definition, measure).iter().map(|part| format!("«\u{a0}{}\u{a0}»", part.name)).collect();
            format!("les contacts de {}", events.join(" ; "))
        }
        State::Known if step.is_some() => format!("de toute origine, {}", of_what(definition, measure)),
        _ => of_what(definition, measure),
    };
    FirstFigure { label, value, note, missing }
}

/// How many times each event of the same base.
fn times(definition: &'static Definition, measure: &Measure) -> Option<String> {
    let told: Vec<String> = parts(definition, measure).iter().map(|part| format!("{}\u{a0}×", part.text)).collect();
    (!told.is_empty()).then(|| told.join(" ; "))
}

fn of_what(definition: &Definition, measure: &Measure) -> String {
    let base = measure.base.zip(definition.base).map(|(base, counts)| format!("base\u{a0}: {}", base_text(base, counts)));
    let coverage = measure.coverage.map(|share| format!("couverture\u{a0}: {}", percent_text(share)));
    let read_on = measure.read_on.map(read_on_text);
    let told: Vec<String> = base.into_iter().chain(coverage).chain([definition.origin.words().to_owned()]).chain(read_on).collect();
    told.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{an_evening, nothing};
    use super::*;

    #[test]
    fn eight_figures_say_what_they_are_of_or_what_to_do() {
        let first = first_figures(&an_evening());
        let told: Vec<_> = first.iter().map(|figure| (figure.label, figure.value.as_str(), figure.note.as_str())).collect();
        assert_eq!(told[0], ("Personnes", "3", "compté par le robot"));
        assert_eq!(told[3], ("Satisfaction", "66,67\u{a0}%", "base\u{a0}: 3 (notes données), compté par le robot"));
        assert_eq!(told[5], ("Recrutements", "non renseigné", "à saisir dans la campagne de la session"));
        assert_eq!(first.len(), 8);
    }

    #[test]
    fn of_nothing_no_figure_is_a_false_zero() {
        let first = first_figures(&nothing());
        let said: Vec<_> = first.iter().filter(|figure| !figure.missing).map(|figure| figure.label).collect();
        assert_eq!(said, ["Personnes", "Questions"]);
    }
}
