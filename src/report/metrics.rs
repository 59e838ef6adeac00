//! The definitions: one row per figure, used by every page, text and export.
//!
//! The conventions follow those of customer service and recruitment: a fallback
//! rate for what the bot does not know, CSAT as the share of 4 and 5 among the
//! ratings, delays as a median and a ninth decile, since means hide the long ones.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Measure;
use super::computed::{Computed, count, percent, share, unsaid, value};
use super::few::Few;
use super::figures::Figures;
use super::measure::State;
use super::sources;
use crate::words::Outcome;

/// What a figure is, for whoever reads it.
#[derive(Debug)]
pub struct Definition {
    /// Its name in JSON, for ever.
    pub key: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// How it is computed, in words.
    pub formula: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// What its base counts; none when it has none.
    pub base: Option<&'static str>,
    /// Who gives it.
    pub origin: Origin,
    /// What it does when it is of few people.
    pub few: Few,
    compute: fn(&Figures) -> Computed,
}

impl Definition {
    /// The figure, measured.
    pub(super) fn measure(&self, figures: &Figures) -> Measure {
        (self.compute)(figures)
    }
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// People.
    People,
    /// Conversations.
    Conversations,
    /// Questions.
    Questions,
    /// A share, in %.
    Percent,
    /// Seconds.
    Seconds,
    /// Displays of a post.
    Displays,
    /// Plays of a video.
    Views,
    /// Clicks, each counted.
    Clicks,
    /// Application files.
    Files,
    /// Euros.
    Euros,
    /// Days of one person.
    PersonDays,
    /// One number divided by another.
    Ratio,
}

impl Unit {
    /// The word written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Conversations => "conversations",
            Self::Questions => "questions",
            Self::Percent => "%",
            Self::Seconds => "s",
            Self::Displays => "displays",
            Self::Views => "views",
            Self::Clicks => "clicks",
            Self::Files => "files",
            Self::Euros => "EUR",
            Self::PersonDays => "person-days",
            Self::Ratio => "ratio",
        }
    }

    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::People => "personnes",
            Self::Conversations => "conversations",
            Self::Questions => "questions",
            Self::Percent => "%",
            Self::Seconds => "secondes, lues en minutes ou en heures",
            Self::Displays => "affichages",
            Self::Views => "vues",
            Self::Clicks => "clics",
            Self::Files => "candidatures",
            Self::Euros => "euros",
            Self::PersonDays => "jours-personnes",
            Self::Ratio => "rapport",
        }
    }
}

/// Who gives a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The bot, which counts.
    Bot,
    /// Somebody who read it on a network's statistics and typed it.
    Typed,
    /// Human resources, who type counts.
    Hr,
    /// The budget and the time sheet.
    Budget,
}

impl Origin {
    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Bot => "compté par le robot",
            Self::Typed => "relevé sur un réseau social",
            Self::Hr => "saisi par les ressources humaines",
            Self::Budget => "tiré du budget",
        }
    }
}

/// Every figure of a report, in the order it is read.
pub const DEFINITIONS: &[Definition] = &[
    Definition {
        key: "arrivals_by_source",
        label: "Arrivées par source",
        formula: "personnes dont c'est le premier contact, par source ; moins de cinq personnes ne sont jamais montrées à part",
        unit: Unit::People,
        base: Some("arrivées"),
        origin: Origin::Bot,
        few: Few::Hides,
        compute: |figures| of_people(figures, || sources::by_source(&figures.arrivals)),
    },
    Definition {
        key: "source_coverage",
        label: "Couverture des sources",
        formula: "arrivées dont la source est connue / arrivées",
        unit: Unit::Percent,
        base: Some("arrivées"),
        origin: Origin::Bot,
        few: Few::Hides,
        compute: |figures| of_people(figures, || sources::known(&figures.arrivals)),
    },
    Definition {
        key: "arrivals_by_how_known",
        label: "Comment la source est connue",
        formula: "arrivées par façon de connaître leur source : lien suivi, invitation, réponse de la personne, serveur partenaire",
        unit: Unit::People,
        base: Some("arrivées"),
        origin: Origin::Bot,
        few: Few::Hides,
        compute: |figures| of_people(figures, || sources::by_knowledge(&figures.arrivals_known)),
    },
    Definition {
        key: "contacts",
        label: "Contacts",
        formula: "personnes différentes ayant posé au moins une question ou envoyé un message",
        unit: Unit::People,
        base: None,
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures| {
            let known = figures.exchanges - figures.without_person;
            let coverage = (figures.without_person > 0).then(|| percent(known, figures.exchanges)).flatten();
            of_people(figures, || count(figures.contacts)).covering(coverage)
        },
    },
    Definition {
        key: "conversations",
        label: "Conversations",
        formula: "suites d'échanges d'une même personne, closes après 30 minutes de silence",
        unit: Unit::Conversations,
        base: None,
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures| count(figures.conversations),
    },
    Definition {
        key: "questions",
        label: "Questions",
        formula: "questions posées, hors politesses et hors sujet ; la base est le nombre de contacts",
        unit: Unit::Questions,
        base: Some("contacts"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures| count(figures.questions).of(figures.contacts),
    },
    Definition {
        key: "answer_rate",
        label: "Taux de réponse",
        formula: "questions ayant reçu une réponse, du robot ou d'une personne / questions",
        unit: Unit::Percent,
        base: Some("questions"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures| share(figures.answered, figures.questions),
    },
    Definition {
        key: "unanswered",
        label: "Questions sans réponse",
        formula: "questions − questions ayant reçu une réponse",
        unit: Unit::Questions,
        base: Some("questions"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures| count(figures.questions - figures.answered).of(figures.questions),
    },
    Definition {
        key: "bot_share",
        label: "Part du robot",
        formula: "questions ayant reçu leur réponse du robot / questions ayant reçu une réponse",
        unit: Unit::Percent,
        base: Some("questions ayant reçu une réponse"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures| share(figures.answered_by_bot, figures.answered),
    },
    Definition {
        key: "unknown_rate",
        label: "Taux d'incompréhension",
        formula: "premières réponses « je ne sais pas » / questions posées au robot, donc sans celles adressées d'emblée à une personne",
        unit: Unit::Percent,
        base: Some("questions posées au robot"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures| {
            let asked_of_people = figures.first_outcomes.of(Outcome::HandedOver).questions;
            share(figures.first_outcomes.of(Outcome::Unknown).questions, figures.questions - asked_of_people)
        },
    },
    Definition {
        key: "handover_rate",
        label: "Taux de transfert",
        formula: "conversations transmises à une personne / conversations",
        unit: Unit::Percent,
        base: Some("conversations"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures| share(figures.conversations_handed_over, figures.conversations),
    },
    Definition {
        key: "first_answer_delay",
        label: "Délai de première réponse",
        formula: "de la question à la première réponse : médiane et neuvième décile, robot et personnes à part",
        unit: Unit::Seconds,
        base: Some("questions ayant reçu une réponse"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures| value(delays(figures)).of(figures.answered),
    },
    Definition {
        key: "csat",
        label: "Satisfaction (CSAT)",
        formula: "notes 4 et 5 sur 5 / notes données",
        unit: Unit::Percent,
        base: Some("notes données"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures| {
            let good = figures.stars.iter().filter(|stars| **stars >= 4).count();
            share(good as u64, figures.stars.len() as u64)
        },
    },
    Definition {
        key: "by_theme",
        label: "Répartition par thème",
        formula: "questions du thème / questions ayant un thème",
        unit: Unit::Percent,
        base: Some("questions ayant un thème"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures| {
            let total = figures.themes.values().sum();
            let share_of = |(theme, asked): (&String, &u64)| (theme.clone(), json!(percent(*asked, total)));
            let shares: Map<String, Value> = figures.themes.iter().map(share_of).collect();
            let value = if total == 0 { unsaid(State::Unknown) } else { value(Value::Object(shares)) };
            value.of(total).covering(percent(total, figures.questions))
        },
    },
    Definition {
        key: "changed_mind_rate",
        label: "Idées reçues levées",
        formula: "« oui » à « Cette réponse a-t-elle changé votre idée ? », posée après une idée reçue / réponses à cette question",
        unit: Unit::Percent,
        base: Some("réponses à cette question"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures| share(figures.minds_changed, figures.minds_said).covering(percent(figures.minds_said, figures.misconceptions)),
    },
    Definition {
        key: "profile_rate",
        label: "Taux de profil déclaré",
        formula: "contacts ayant répondu à au moins une question facultative sur eux-mêmes / contacts",
        unit: Unit::Percent,
        base: Some("contacts"),
        origin: Origin::Bot,
        few: Few::Hides,
        compute: |figures| of_people(figures, || figures.profiles.rate(figures.contacts)),
    },
    Definition {
        key: "profile",
        label: "Profil",
        formula: "pour chaque question, part de chaque réponse parmi les personnes qui y ont répondu ; moins de cinq personnes ne sont jamais montrées à part",
        unit: Unit::Percent,
        base: None,
        origin: Origin::Bot,
        few: Few::Hides,
        compute: |figures| {
            let answering = figures.profiles.rate(figures.contacts).value.as_f64();
            of_people(figures, || figures.profiles.shares().covering(answering))
        },
    },
    Definition {
        key: "target_fit",
        label: "Adéquation à la cible",
        formula: "contacts dont le profil est celui que la session cherche / contacts ayant déclaré un profil",
        unit: Unit::Percent,
        base: Some("contacts ayant déclaré un profil"),
        origin: Origin::Bot,
        few: Few::Hides,
        compute: |figures| of_people(figures, || figures.profiles.fit(figures.contacts)),
    },
    Definition {
        key: "apply_click_rate",
        label: "Taux de clic candidature",
        formula: "personnes de la page web qui ont cliqué sur « postuler » depuis une réponse / personnes de la page web ; dans Discord, les clics ne se voient pas",
        unit: Unit::Percent,
        base: Some("personnes de la page web"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures| {
            let seen = percent(figures.web_contacts, figures.contacts);
            of_people(figures, || share(figures.appliers, figures.web_contacts).covering(seen))
        },
    },
];

/// A figure that needs to know people apart: not measurable once none is known.
fn of_people(figures: &Figures, computed: impl Fn() -> Computed) -> Computed {
    if figures.lost_people() { unsaid(State::Unmeasurable) } else { computed() }
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
