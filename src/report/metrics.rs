//! The definitions: one row per figure, used by every page, text and export.
//!
//! The conventions follow those of customer service and recruitment: a fallback
//! rate for what the bot does not know, CSAT as the share of 4 and 5 among the
//! ratings, delays as a median and a ninth decile, since means hide the long ones.

use serde_json::{Value, json};

use super::figures::Figures;
use super::{Measure, sources};

/// What a figure is, for whoever reads it.
#[derive(Debug)]
pub struct Definition {
    /// Its name in JSON.
    pub key: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// How it is computed, in words.
    pub formula: &'static str,
    /// What it counts.
    pub unit: &'static str,
    /// Who gives it: `bot`, `typed`, `hr` or `budget`.
    pub origin: &'static str,
    compute: fn(&Figures) -> Computed,
}

/// A value, its base and its coverage.
struct Computed {
    value: Value,
    base: Option<u64>,
    coverage: Option<f64>,
}

impl Definition {
    /// The figure, measured.
    pub(super) fn measure(&self, figures: &Figures) -> Measure {
        let Computed { value, base, coverage } = (self.compute)(figures);
        let missing = value.is_null();
        Measure { value, unit: self.unit.to_owned(), base, origin: self.origin.to_owned(), coverage, missing }
    }
}

/// Every figure of a report, in the order it is read.
pub const DEFINITIONS: &[Definition] = &[
    Definition {
        key: "arrivals_by_source",
        label: "Arrivées par source",
        formula: "personnes dont c'est le premier contact, par source ; moins de cinq personnes ne sont jamais montrées à part",
        unit: "people",
        origin: "bot",
        compute: |figures| {
            let total = figures.arrivals.values().sum();
            Computed { base: Some(total), ..value(sources::by_source(&figures.arrivals)) }
        },
    },
    Definition {
        key: "source_coverage",
        label: "Couverture des sources",
        formula: "arrivées dont la source est connue / arrivées",
        unit: "%",
        origin: "bot",
        compute: |figures| match sources::known(&figures.arrivals) {
            Some((known, total)) => share(known, total),
            None => value(Value::Null),
        },
    },
    Definition {
        key: "contacts",
        label: "Contacts",
        formula: "personnes différentes ayant posé au moins une question ou envoyé un message",
        unit: "people",
        origin: "bot",
        compute: |figures| {
            let known = figures.exchanges - figures.without_person;
            let coverage = (figures.without_person > 0).then(|| percent(known, figures.exchanges)).flatten();
            Computed { coverage, ..count(figures.contacts) }
        },
    },
    Definition {
        key: "conversations",
        label: "Conversations",
        formula: "suites d'échanges d'une même personne, closes après 30 minutes de silence",
        unit: "conversations",
        origin: "bot",
        compute: |figures| count(figures.conversations),
    },
    Definition {
        key: "questions",
        label: "Questions",
        formula: "questions posées, hors politesses et hors sujet ; la base est le nombre de contacts",
        unit: "questions",
        origin: "bot",
        compute: |figures| Computed { base: Some(figures.contacts), ..count(figures.questions) },
    },
    Definition {
        key: "answer_rate",
        label: "Taux de réponse",
        formula: "questions ayant reçu une réponse, du robot ou d'une personne / questions",
        unit: "%",
        origin: "bot",
        compute: |figures| share(figures.answered, figures.questions),
    },
    Definition {
        key: "unanswered",
        label: "Questions sans réponse",
        formula: "questions − questions ayant reçu une réponse",
        unit: "questions",
        origin: "bot",
        compute: |figures| Computed { base: Some(figures.questions), ..count(figures.questions - figures.answered) },
    },
    Definition {
        key: "bot_share",
        label: "Part du robot",
        formula: "questions ayant reçu leur réponse du robot / questions ayant reçu une réponse",
        unit: "%",
        origin: "bot",
        compute: |figures| share(figures.answered_by_bot, figures.answered),
    },
    Definition {
        key: "unknown_rate",
        label: "Taux d'incompréhension",
        formula: "réponses « je ne sais pas » / questions posées au robot",
        unit: "%",
        origin: "bot",
        compute: |figures| share(figures.unknown, figures.questions),
    },
    Definition {
        key: "handover_rate",
        label: "Taux de transfert",
        formula: "conversations transmises à une personne / conversations",
        unit: "%",
        origin: "bot",
        compute: |figures| share(figures.conversations_handed_over, figures.conversations),
    },
    Definition {
        key: "first_answer_delay",
        label: "Délai de première réponse",
        formula: "de la question à la première réponse : médiane et neuvième décile, robot et personnes à part",
        unit: "s",
        origin: "bot",
        compute: |figures| Computed { value: delays(figures), base: Some(figures.answered), coverage: None },
    },
    Definition {
        key: "csat",
        label: "Satisfaction (CSAT)",
        formula: "notes 4 et 5 sur 5 / notes données",
        unit: "%",
        origin: "bot",
        compute: |figures| {
            let good = figures.stars.iter().filter(|stars| **stars >= 4).count();
            share(good as u64, figures.stars.len() as u64)
        },
    },
    Definition {
        key: "by_theme",
        label: "Répartition par thème",
        formula: "questions du thème / questions ayant un thème",
        unit: "%",
        origin: "bot",
        compute: |figures| {
            let total = figures.themes.values().sum();
            let shares = figures.themes.iter().map(|(theme, asked)| (theme.clone(), json!(percent(*asked, total)))).collect();
            let value = if total == 0 { Value::Null } else { Value::Object(shares) };
            Computed { value, base: Some(total), coverage: percent(total, figures.questions) }
        },
    },
    Definition {
        key: "changed_mind_rate",
        label: "Idées reçues levées",
        formula: "« oui » à « Cette réponse a-t-elle changé votre idée ? », posée après une idée reçue / réponses à cette question",
        unit: "%",
        origin: "bot",
        compute: |figures| {
            let coverage = percent(figures.minds_said, figures.misconceptions);
            Computed { coverage, ..share(figures.minds_changed, figures.minds_said) }
        },
    },
];

fn count(number: u64) -> Computed {
    value(json!(number))
}

fn value(value: Value) -> Computed {
    Computed { value, base: None, coverage: None }
}

/// A share in %; unknown, not zero, when there is nothing to take it of.
fn share(part: u64, whole: u64) -> Computed {
    Computed { value: json!(percent(part, whole)), base: Some(whole), coverage: None }
}

/// In %, to two decimals.
fn percent(part: u64, whole: u64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "counts of questions are far below 2^52")]
    let ratio = |part: u64, whole: u64| part as f64 / whole as f64;
    (whole > 0).then(|| (ratio(part, whole) * 10_000.0).round() / 100.0)
}

fn delays(figures: &Figures) -> Value {
    if figures.answered == 0 {
        return Value::Null;
    }
    json!({ "bot": median_and_decile(&figures.bot_delays), "person": median_and_decile(&figures.person_delays) })
}

/// Nearest-rank quantiles of sorted seconds; null when there are none.
fn median_and_decile(sorted: &[f64]) -> Value {
    let rank = |tenths: usize| sorted.get((sorted.len() * tenths).div_ceil(10).saturating_sub(1));
    match (rank(5), rank(9)) {
        (Some(median), Some(decile)) => json!({ "median": median, "p90": decile }),
        _ => Value::Null,
    }
}
