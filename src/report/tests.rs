use serde_json::json;

use super::*;
use crate::store::AskedFact;

fn fact(conversation: &str, person: &str, outcomes: (&str, &str), theme: Option<&str>, answered: Option<(i64, &str)>) -> AskedFact {
    AskedFact {
        conversation_id: conversation.into(),
        person: Some(person.into()),
        asked_at: 1_000,
        door: "web".into(),
        first_outcome: outcomes.0.into(),
        outcome: outcomes.1.into(),
        theme: theme.map(Into::into),
        answered_at: answered.map(|(at, _)| at),
        answered_by: answered.map(|(_, by)| by.into()),
        changed_mind: None,
        source: None,
        arrival: 0,
    }
}

fn report(facts: &Facts) -> Report {
    summarise(&SessionId::new("s"), "Un soir", facts, Timestamp::UNIX_EPOCH)
}

#[test]
fn an_evening_gives_its_figures() {
    let facts = Facts {
        asked: vec![
            fact("a", "anne", ("answer", "answer"), Some("remuneration"), Some((1_200, "bot"))),
            fact("a", "anne", ("choices", "answer"), Some("teletravail"), Some((3_000, "bot"))),
            fact("a", "anne", ("small_talk", "small_talk"), Some("tchat"), Some((1_000, "bot"))),
            fact("b", "bilal", ("unknown", "handed_over"), None, Some((601_000, "person"))),
            fact("c", "bilal", ("unknown", "unknown"), None, None),
            fact("d", "chloe", ("out_of_scope", "out_of_scope"), None, Some((1_000, "bot"))),
        ],
        stars: vec![5, 4, 2],
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
    let empty = report(&Facts::default());
    for key in ["answer_rate", "bot_share", "unknown_rate", "handover_rate", "first_answer_delay", "csat", "by_theme", "changed_mind_rate"]
    {
        let measure = empty.metrics.get(key).unwrap();
        assert!(measure.missing && measure.value.is_null(), "{key}");
        assert_eq!(value_text(measure), "non renseigné");
    }
    assert_eq!(empty.metrics.get("contacts").unwrap().value, json!(0));
}

#[test]
fn a_report_reads_back_the_same_from_its_json() {
    let report =
        report(&Facts { asked: vec![fact("a", "anne", ("answer", "answer"), Some("statut"), Some((1_000, "bot")))], stars: vec![] });
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
    let places: Vec<_> = DEFINITIONS.iter().map(|definition| json.find(&format!("\"{}\":", definition.key)).unwrap()).collect();
    assert!(places.is_sorted(), "the figures are written in the order of their definitions");
}

#[test]
fn a_report_is_worn_as_plain_text() {
    let facts = Facts { asked: vec![fact("a", "anne", ("answer", "answer"), Some("statut"), Some((1_400, "bot")))], stars: vec![] };
    let text = plain_text(&report(&facts));
    let first = text.lines().take(13).collect::<Vec<_>>().join("\n");
    assert_eq!(
        first,
        "Un soir\ns\n\n\
         Arrivées par source\u{a0}: non renseigné (base\u{a0}: 0)\n    personnes dont c'est le premier contact, par source ; \
         moins de cinq personnes ne sont jamais montrées à part\n\
         Couverture des sources\u{a0}: non renseigné\n    arrivées dont la source est connue / arrivées\n\
         Contacts\u{a0}: 1\n    personnes différentes ayant posé au moins une question ou envoyé un message\n\
         Conversations\u{a0}: 1\n    suites d'échanges d'une même personne, closes après 30 minutes de silence\n\
         Questions\u{a0}: 1 (base\u{a0}: 1)\n    questions posées, hors politesses et hors sujet ; la base est le nombre de contacts"
    );
}

#[test]
fn a_changed_mind_is_a_share_of_those_who_said_so() {
    let misconception = |changed_mind: Option<&str>| AskedFact {
        changed_mind: changed_mind.map(Into::into),
        ..fact("a", "anne", ("answer", "answer"), Some("idees-recues"), Some((1_200, "bot")))
    };
    let other = fact("a", "anne", ("answer", "answer"), Some("statut"), Some((1_200, "bot")));
    let asked = vec![misconception(Some("yes")), misconception(Some("yes")), misconception(Some("no")), misconception(None), other];
    let report = report(&Facts { asked, stars: vec![] });
    let measure = report.metrics.get("changed_mind_rate").unwrap();
    assert_eq!((&measure.value, measure.base, measure.coverage, measure.missing), (&json!(66.67), Some(3), Some(75.0), false));
    let text = plain_text(&report);
    assert_eq!(
        text.lines().skip_while(|line| !line.starts_with("Idées")).collect::<Vec<_>>().join("\n"),
        "Idées reçues levées\u{a0}: 66,67\u{a0}% (base\u{a0}: 3) (couverture\u{a0}: 75\u{a0}%)\n    \
         « oui » à « Cette réponse a-t-elle changé votre idée ? », posée après une idée reçue / réponses à cette question"
    );
}

#[test]
fn a_report_frozen_before_a_figure_existed_is_read_without_it() {
    let json = serde_json::to_value(report(&Facts::default())).unwrap();
    let mut frozen = json.clone();
    frozen["metrics"].as_object_mut().unwrap().remove("changed_mind_rate");
    let read: Report = serde_json::from_value(frozen).unwrap();
    assert!(!plain_text(&read).contains("Idées reçues levées"));
    assert!(plain_text(&serde_json::from_value(json).unwrap()).contains("Idées reçues levées"));
}
