use AnsweredBy::{Bot, Person};
use Outcome::{Answer, Choices, HandedOver, OutOfScope, SmallTalk, Unknown};
use serde_json::json;

use super::*;
use crate::store::{AskedFact, Sought, Tick};
use crate::words::{AnsweredBy, ChangedMind, Outcome};

fn fact(
    conversation: &str,
    person: &str,
    (first_outcome, outcome): (Outcome, Outcome),
    theme: Option<&str>,
    answered: Option<(i64, AnsweredBy)>,
) -> AskedFact {
    AskedFact {
        conversation_id: conversation.into(),
        person: Some(person.into()),
        asked_at: 1_000,
        first_outcome,
        outcome,
        theme: theme.map(Into::into),
        answered_at: answered.map(|(at, _)| at),
        answered_by: answered.map(|(_, by)| by),
        ..AskedFact::default()
    }
}

/// A question of somebody new.
fn arrival(person: &str, source: Option<&str>) -> AskedFact {
    AskedFact { is_arrival: true, source: source.map(Into::into), ..fact(person, person, (Answer, Answer), None, None) }
}

fn report(facts: &Facts) -> Report {
    summarise(&SessionId::new("s"), "Un soir", facts, Timestamp::UNIX_EPOCH)
}

#[test]
fn an_evening_gives_its_figures() {
    let facts = Facts {
        asked: vec![
            fact("a", "anne", (Answer, Answer), Some("remuneration"), Some((1_200, Bot))),
            fact("a", "anne", (Choices, Answer), Some("teletravail"), Some((3_000, Bot))),
            fact("a", "anne", (SmallTalk, SmallTalk), Some("tchat"), Some((1_000, Bot))),
            fact("b", "bilal", (Unknown, HandedOver), None, Some((601_000, Person))),
            fact("c", "bilal", (Unknown, Unknown), None, None),
            fact("d", "chloe", (OutOfScope, OutOfScope), None, Some((1_000, Bot))),
        ],
        stars: vec![5, 4, 2],
        ..Facts::default()
    };
    let figures = report(&facts).metrics;
    let value = |key: &str| figures.get(key).unwrap().value.clone();
    assert_eq!(value("contacts"), json!(3));
    assert_eq!(value("conversations"), json!(4));
    assert_eq!(value("questions"), json!(4));
    assert_eq!(value("answer_rate"), json!(75.0));
    assert_eq!(value("unanswered"), json!(1));
    assert_eq!(value("bot_share"), json!(66.67));
    assert_eq!(value("unknown_rate"), json!(50.0));
    assert_eq!(value("handover_rate"), json!(25.0));
    assert_eq!(value("first_answer_delay"), json!({"bot": {"median": 0.2, "p90": 2.0}, "person": {"median": 600.0, "p90": 600.0}}));
    assert_eq!(value("csat"), json!(66.67));
    assert_eq!(value("by_theme"), json!({"remuneration": 50.0, "teletravail": 50.0}));
    assert_eq!(figures.get("by_theme").unwrap().coverage, Some(50.0));
}

#[test]
fn what_cannot_be_known_is_missing_and_never_zero() {
    for (definition, measure) in report(&Facts::default()).figures() {
        if measure.is_missing() {
            assert!(measure.value.is_null() && value_text(definition, measure) == "non renseigné", "{}", definition.key);
        } else {
            let is_count = matches!(definition.unit, Unit::People | Unit::Conversations | Unit::Questions);
            assert!(is_count && measure.value == json!(0), "{} is {} of nothing", definition.key, measure.value);
        }
    }
}

#[test]
fn a_definition_says_its_base_and_hides_few_people_only_if_it_says_so() {
    let alone = Facts {
        asked: vec![arrival("anne", Some("salon")), fact("a", "anne", (Answer, Answer), None, Some((1_200, Bot)))],
        stars: vec![5],
        ticks: vec![Tick { person: "anne".into(), question: "age".into(), answer: "18-25".into() }],
        sought: vec![Sought { needs: vec![("age", &["18-25"])] }],
        ..Facts::default()
    };
    for (definition, measure) in report(&alone).figures() {
        assert_eq!(measure.state == State::Hidden, definition.few == Few::Hides, "{}", definition.key);
        // How many people ticked something is a cell of its own.
        assert_eq!(
            measure.base.is_some() || definition.key == "target_fit",
            definition.base.is_some(),
            "{}: the base of a hidden figure is a total, and stays",
            definition.key
        );
    }
    let keys: std::collections::BTreeSet<_> = DEFINITIONS.iter().map(|definition| definition.key).collect();
    assert_eq!(keys.len(), DEFINITIONS.len());
}

#[test]
fn people_who_are_no_longer_known_apart_are_not_measurable() {
    let asked = vec![AskedFact { person: None, ..fact("a", "", (Answer, Answer), None, Some((1_200, Bot))) }];
    let report = report(&Facts { asked, ..Facts::default() });
    let text = plain_text(&report);
    for label in ["Contacts", "Arrivées par source", "Couverture des sources"] {
        assert!(text.contains(&format!("{label}\u{a0}: non mesurable")), "{text}");
    }
    assert!(text.contains("Questions\u{a0}: 1 "), "{text}");
}

#[test]
fn who_asks_for_a_person_at_once_asked_the_bot_nothing() {
    let asked = vec![
        fact("a", "anne", (Unknown, HandedOver), None, None),
        fact("b", "bilal", (HandedOver, HandedOver), None, None),
        fact("c", "chloe", (Answer, Answer), None, Some((1_200, Bot))),
    ];
    let report = report(&Facts { asked, ..Facts::default() });
    let figure = |key: &str| report.metrics.get(key).map(|measure| (measure.value.clone(), measure.base)).unwrap();
    assert_eq!(figure("questions").0, json!(3));
    assert_eq!(figure("unknown_rate"), (json!(50.0), Some(2)));
    assert_eq!(figure("handover_rate"), (json!(66.67), Some(3)));
}

#[test]
fn a_message_says_what_is_hidden_and_leaves_out_what_nobody_gave() {
    let short = short_text(&report(&Facts { asked: vec![arrival("anne", Some("salon"))], ..Facts::default() }));
    assert!(short.starts_with("**Un soir**\n- Arrivées par source\u{a0}: trop peu de personnes pour être montré\n"), "{short}");
    assert!(short.contains("- Contacts\u{a0}: 1\n") && !short.contains("Satisfaction"), "{short}");
}

#[test]
fn a_report_reads_back_the_same_from_its_json() {
    let report =
        report(&Facts { asked: vec![fact("a", "anne", (Answer, Answer), Some("statut"), Some((1_000, Bot)))], ..Facts::default() });
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
    let places: Vec<_> = DEFINITIONS.iter().map(|definition| json.find(&format!("\"{}\":", definition.key)).unwrap()).collect();
    assert!(places.is_sorted(), "the figures are written in the order of their definitions");
}

#[test]
fn json_says_what_the_table_says_and_an_older_one_still_reads() {
    let report = report(&Facts { asked: vec![arrival("anne", Some("salon"))], ..Facts::default() });
    let mut json = serde_json::to_value(&report).unwrap();
    let figure = &json["metrics"]["arrivals_by_source"];
    assert_eq!((&figure["label"], &figure["unit"], &figure["origin"]), (&json!("Arrivées par source"), &json!("people"), &json!("bot")));
    assert_eq!((&figure["base"], &figure["missing"], &figure["state"]), (&json!(1), &json!(true), &json!("hidden")));
    json["metrics"]["csat"]["label"] = json!("Un autre nom");
    assert_eq!(serde_json::from_value::<Report>(json.clone()).unwrap(), report, "a label is not read");

    // As it was frozen before there were states, labels and formulas.
    for figure in json["metrics"].as_object_mut().unwrap().values_mut() {
        for name in ["label", "formula", "state"] {
            figure.as_object_mut().unwrap().remove(name);
        }
    }
    let read: Report = serde_json::from_value(json).unwrap();
    let state = |key: &str| read.metrics.get(key).unwrap().state;
    assert_eq!((state("contacts"), state("csat"), state("arrivals_by_source")), (State::Known, State::Unknown, State::Unknown));
}

#[test]
fn a_report_is_worn_as_plain_text() {
    let facts = Facts { asked: vec![fact("a", "anne", (Answer, Answer), Some("statut"), Some((1_400, Bot)))], ..Facts::default() };
    let text = plain_text(&report(&facts));
    let first = text.lines().take(13).collect::<Vec<_>>().join("\n");
    assert_eq!(
        first,
        "Un soir\ns\n\n\
         Arrivées par source\u{a0}: non renseigné (base\u{a0}: 0)\n    personnes dont c'est le premier contact, par source ; \
         moins de cinq personnes ne sont jamais montrées à part\n\
         Couverture des sources\u{a0}: non renseigné (base\u{a0}: 0)\n    arrivées dont la source est connue / arrivées\n\
         Contacts\u{a0}: 1\n    personnes différentes ayant posé au moins une question ou envoyé un message\n\
         Conversations\u{a0}: 1\n    suites d'échanges d'une même personne, closes après 30 minutes de silence\n\
         Questions\u{a0}: 1 (base\u{a0}: 1)\n    questions posées, hors politesses et hors sujet ; la base est le nombre de contacts"
    );
}

#[test]
fn a_changed_mind_is_a_share_of_those_who_said_so() {
    let misconception =
        |mind: Option<ChangedMind>| AskedFact { mind, ..fact("a", "anne", (Answer, Answer), Some("idees-recues"), Some((1_200, Bot))) };
    let other = fact("a", "anne", (Answer, Answer), Some("statut"), Some((1_200, Bot)));
    let asked = vec![
        misconception(Some(ChangedMind::Yes)),
        misconception(Some(ChangedMind::Yes)),
        misconception(Some(ChangedMind::No)),
        misconception(None),
        other,
    ];
    let report = report(&Facts { asked, ..Facts::default() });
    let measure = report.metrics.get("changed_mind_rate").unwrap();
    assert_eq!((&measure.value, measure.base, measure.coverage, measure.is_missing()), (&json!(66.67), Some(3), Some(75.0), false));
    let text = plain_text(&report);
    assert_eq!(
        text.lines().skip_while(|line| !line.starts_with("Idées")).collect::<Vec<_>>().join("\n"),
        "Idées reçues levées\u{a0}: 66,67\u{a0}% (base\u{a0}: 3) (couverture\u{a0}: 75\u{a0}%)\n    \
         « oui » à « Cette réponse a-t-elle changé votre idée ? », posée après une idée reçue / réponses à cette question"
    );
}

#[test]
fn a_report_frozen_before_a_figure_existed_says_so() {
    let json = serde_json::to_value(report(&Facts::default())).unwrap();
    let mut frozen = json.clone();
    frozen["metrics"].as_object_mut().unwrap().remove("changed_mind_rate");
    let read: Report = serde_json::from_value(frozen.clone()).unwrap();
    assert!(plain_text(&read).contains("Idées reçues levées\u{a0}: non calculé à l'époque\n"));
    assert_eq!(serde_json::to_value(&read).unwrap(), frozen, "and its JSON stays as it was");
    assert!(plain_text(&serde_json::from_value(json).unwrap()).contains("Idées reçues levées\u{a0}: non renseigné (base\u{a0}: 0)"));
}
