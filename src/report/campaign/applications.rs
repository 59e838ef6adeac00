//! The applications of a campaign as HR counts them, and what they cost.

use serde_json::{Map, Value, json};

use super::super::computed::{self, Computed, unsaid, value};
use super::super::measure::State;
use super::super::{LEAST_COVERAGE, Origin, Unit};
use super::figures::{each, effort, euros, external_cents, figure, ratio, tenth, tenth_of};
use super::tallies::tally;
use super::{Figure, files};
use crate::campaign::{Base, Dossier, STEPS, Step, Tallied, source_words};

/// Applications, what became of them, and what they cost.
pub(super) fn of(dossier: &Dossier) -> Vec<Figure> {
    let counted = figure(
        "applications",
        "Candidatures",
        "candidatures reçues, pertinentes, reçues en entretien et retenues, comme la RH les compte",
        Unit::Files,
        Origin::Hr,
        steps(dossier),
    );
    std::iter::once(counted).chain(shares(dossier)).chain([filling(dossier)]).chain(efforts(dossier)).chain(costs(dossier)).collect()
}

/// What one step is of another.
fn shares(dossier: &Dossier) -> [Figure; 7] {
    let [received, relevant, interviewed, retained] = STEPS.map(|(step, ..)| files(dossier, step));
    let share =
        |key, label, formula, base, measure| Figure { base: Some(base), ..figure(key, label, formula, Unit::Percent, Origin::Hr, measure) };
    let (interviews, by_position) = ("reçues en entretien / pertinentes", "retenues / pertinentes, poste par poste");
    let by_origin = "retenues d'une origine / retenues dont l'origine est connue";
    let pertinent = "candidatures pertinentes";
    [
        share("relevance_rate", "Taux de pertinence", "pertinentes / reçues", "candidatures reçues", tenth(relevant, received)),
        share("interview_rate", "Taux d'entretien", interviews, pertinent, tenth(interviewed, relevant)),
        share("selection_rate", "Taux de sélection", "retenues / reçues en entretien", "entretiens", tenth(retained, interviewed)),
        share("yield", "Rendement", "retenues / pertinentes", pertinent, tenth(retained, relevant)),
        share("yield_by_position", "Rendement par poste", by_position, "candidatures pertinentes du poste", yields(dossier)),
        share("fill_rate", "Taux de pourvoi", "places où quelqu'un est retenu / places ouvertes", "places ouvertes", filled(dossier)),
        share("hires_by_source", "Origine des recrutements", by_origin, "retenues d'origine connue", hires(dossier)),
    ]
}

fn filling(dossier: &Dossier) -> Figure {
    Figure {
        base: Some("postes dont les deux jours sont écrits"),
        ..figure(
            "time_to_fill",
            "Délai de pourvoi",
            "de la publication de l'offre à l'acceptation : médiane des postes dont les deux jours sont écrits",
            Unit::Days,
            Origin::Hr,
            time_to_fill(dossier),
        )
    }
}

/// The work of our own people, for each file of a step.
fn efforts(dossier: &Dossier) -> [Figure; 2] {
    let days = effort(&dossier.campaign).map(|tenths| ratio(tenths, 10));
    let of = |key, label, formula, step, base| Figure {
        base: Some(base),
        ..figure(key, label, formula, Unit::PersonDays, Origin::Budget, each(days, files(dossier, step)))
    };
    let relevant = "Charge par candidature pertinente";
    [
        of("effort_per_hire", "Charge par recrutement", "charge interne / retenues", Step::Retained, "retenues"),
        of("effort_per_relevant_file", relevant, "charge interne / pertinentes", Step::Relevant, "pertinentes"),
    ]
}

/// What is paid to others, for each file received and for each hire.
fn costs(dossier: &Dossier) -> [Figure; 2] {
    let spent = external_cents(&dossier.campaign).map(euros);
    let of = |key, label, formula, files, base| Figure {
        base: Some(base),
        ..figure(key, label, formula, Unit::Euros, Origin::Budget, each(spent, files))
    };
    let in_all = tally(&dossier.campaign, Tallied::Files, Base::Total).map(|tally| tally.value);
    let (received, retained) = (files(dossier, Step::Received).or(in_all), files(dossier, Step::Retained));
    let without_work = "coût externe / retenues, sans la charge interne";
    [
        of("cost_per_application", "Coût par candidature", "coût externe / candidatures", received, "candidatures"),
        of("cost_per_hire", "Coût externe par recrutement", without_work, retained, "retenues"),
    ]
}

fn steps(dossier: &Dossier) -> Computed {
    let said = STEPS.map(|(step, ..)| (step, files(dossier, step)));
    if said.iter().all(|(_, files)| files.is_none()) {
        return unsaid(State::Unknown);
    }
    value(Value::Object(said.into_iter().map(|(step, files)| (step.name().to_owned(), json!(files))).collect()))
}

fn yields(dossier: &Dossier) -> Computed {
    let rate = |title: &str| tenth_of(dossier.files(title, Step::Retained)?, dossier.files(title, Step::Relevant)?);
    let said: Map<String, Value> =
        dossier.campaign.positions.iter().filter_map(|position| Some((position.title.clone(), json!(rate(&position.title)?)))).collect();
    if said.is_empty() { unsaid(State::Unknown) } else { value(Value::Object(said)) }
}

fn filled(dossier: &Dossier) -> Computed {
    let positions = &dossier.campaign.positions;
    let retained: Option<Vec<u64>> = positions
        .iter()
        .map(|position| dossier.files(&position.title, Step::Retained).map(|files| files.min(position.openings.into())))
        .collect();
    let openings: u64 = positions.iter().map(|position| u64::from(position.openings)).sum();
    tenth(retained.map(|retained| retained.iter().sum()), (openings > 0).then_some(openings))
}

/// The median of the positions that were filled: of two in the middle, their mean.
fn time_to_fill(dossier: &Dossier) -> Computed {
    let mut days: Vec<u64> = dossier.campaign.positions.iter().filter_map(|position| dossier.days_to_fill(position)).collect();
    days.sort_unstable();
    let middle = days.len() / 2;
    let median = match days.len() {
        0 => return unsaid(State::Unknown),
        length if length % 2 == 1 => ratio(days[middle], 1),
        _ => ratio(days[middle - 1] + days[middle], 2),
    };
    value(json!(median)).of(days.len() as u64)
}

/// Shares of the hires whose origin HR knows, with how many that is.
fn hires(dossier: &Dossier) -> Computed {
    let mut by_origin: Vec<(String, u64)> = Vec::new();
    for position in &dossier.campaign.positions {
        for origin in dossier.origins(&position.title) {
            let Some(count) = dossier.standing(&position.title, Step::Retained, Some(origin)) else { continue };
            match by_origin.iter_mut().find(|(known, _)| known == origin) {
                Some((_, sum)) => *sum += count.value,
                None => by_origin.push((origin.to_owned(), count.value)),
            }
        }
    }
    let known: u64 = by_origin.iter().map(|(_, files)| files).sum();
    if known == 0 {
        return unsaid(State::Unknown);
    }
    let shares = by_origin.into_iter().map(|(origin, files)| (source_words(&origin), json!(tenth_of(files, known))));
    let coverage = files(dossier, Step::Retained).and_then(|all| computed::percent(known, all));
    if coverage.is_some_and(|coverage| coverage < LEAST_COVERAGE) {
        return unsaid(State::Unknown).of(known).covering(coverage);
    }
    value(Value::Object(shares.collect())).of(known).covering(coverage)
}
