mod golden;
mod made;
mod obvious;

use AnsweredBy::Bot;
use Outcome::{Answer, HandedOver, Unknown};
use jiff::civil::date;
use serde_json::json;

pub(super) use self::made::{an_evening, full, nothing, small};
use self::made::{arrival, campaign, fact, reference, report};
use super::*;
use crate::campaign::{Base, Sought};
use crate::store::{AskedFact, Tick};
use crate::words::{AnsweredBy, ChangedMind, FaqAge, Feedback, Outcome};

#[test]
fn an_evening_gives_its_figures() {
    let figures = an_evening().metrics;
    let value = |key: &str| figures.get(key).unwrap().value.clone();
    assert_eq!(value("contacts"), json!(3));
    assert_eq!(value("conversations"), json!(4));
    assert_eq!(value("questions"), json!(4));
    assert_eq!(value("answer_rate"), json!(75.0));
    assert_eq!(value("unanswered"), json!(1));
    assert_eq!(value("bot_share"), json!(66.67));
    assert_eq!(value("unknown_rate"), json!(50.0));
    assert_eq!(value("handover_rate"), json!(25.0));
    assert_eq!(
        value("first_answer_delay"),
        json!({"bot": {"median": 0.2, "p90": 2.0, "answers": 2}, "person": {"median": 600.0, "p90": 600.0, "answers": 1}})
    );
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
        asked: vec![
            arrival("anne", Some("salon")),
            AskedFact { is_hostile: true, ..fact("a", "anne", (Answer, Answer), None, Some((1_200, Bot))) },
        ],
        stars: vec![5],
        ticks: vec![Tick { person: "anne".into(), question: "age".into(), answer: "18-25".into() }],
        faq_age: Some(FaqAge { entries: 3, fresh: 2 }),
        ..Facts::default()
    };
    let given = Given { sought: vec![Sought { needs: vec![("age", &["18-25"])] }], ..Given::default() };
    let alone = summarise(&SessionId::new("s"), "Un soir", &alone, &given, Timestamp::UNIX_EPOCH);
    for (definition, measure) in alone.figures() {
        let hides = measure.state == State::Hidden;
        assert!(
            hides == (definition.few == Few::Hides) || (definition.few == Few::Hides && measure.state == State::Unknown),
            "{}",
            definition.key
        );
        // What people give has no base until they do.
        if definition.is_given() {
            continue;
        }
        // How many people ticked something is a cell of its own; without a campaign there is no click.
        assert_eq!(
            measure.base.is_some() || ["target_fit", "click_to_arrival", "click_to_arrival_by_source"].contains(&definition.key),
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
    assert!(text.contains("Questions\u{a0}: 1\n"), "of no contacts: {text}");
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
fn a_message_says_what_is_read_first_and_leaves_out_what_nobody_gave() {
    let short = short_text(&an_evening());
    assert!(
        short.starts_with("**Un soir**\n- Personnes\u{a0}: 3\n- Questions\u{a0}: 4\n- Questions répondues\u{a0}: 75\u{a0}%\n"),
        "{short}"
    );
    assert!(short.contains("\n**Que faire ensuite**\n- 1 question est restée") && !short.contains("Recrutements"), "{short}");
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
    let lines = |label: &str| text.lines().skip_while(|line| !line.starts_with(label)).take(2).collect::<Vec<_>>().join("\n");
    assert!(text.starts_with("Un soir\ns\nRapport établi le 01/01/1970 01:00\n\nArrivées par source\u{a0}: non renseigné"), "{text}");
    assert_eq!(
        lines("Conversations"),
        "Conversations\u{a0}: 1\n    suites d'échanges d'une même personne, closes après 30 minutes de silence (compté par le robot)"
    );
    assert!(lines("Questions").starts_with("Questions\u{a0}: 1 – base\u{a0}: 1 (contacts)\n    questions posées"), "{text}");
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
        text.lines().skip_while(|line| !line.starts_with("Idées")).take(2).collect::<Vec<_>>().join("\n"),
        "Idées reçues levées\u{a0}: 66,67\u{a0}% – base\u{a0}: 3 (réponses à cette question), couverture\u{a0}: 75\u{a0}%\n    \
         «\u{a0}oui\u{a0}» à «\u{a0}Cette réponse a-t-elle changé votre idée\u{a0}?\u{a0}», posée après une idée reçue / réponses à cette question (compté par le robot)"
    );
}

#[test]
fn a_base_that_an_older_program_did_not_say_makes_no_version() {
    let new = full().0;
    let mut json = serde_json::to_value(&new).unwrap();
    json["metrics"]["cost_per_contact"]["base"] = json!(null);
    let old: Report = serde_json::from_value(json.clone()).unwrap();
    assert!(old.same_figures(&new) && new.same_figures(&old));
    json["metrics"]["cost_per_contact"]["base"] = json!(3);
    assert!(!serde_json::from_value::<Report>(json).unwrap().same_figures(&new), "another base is news");
}

#[test]
fn a_report_frozen_before_a_figure_existed_says_so() {
    let json = serde_json::to_value(report(&Facts::default())).unwrap();
    let mut frozen = json.clone();
    frozen["metrics"].as_object_mut().unwrap().remove("changed_mind_rate");
    let read: Report = serde_json::from_value(frozen.clone()).unwrap();
    assert!(plain_text(&read).contains("Idées reçues levées\u{a0}: non calculé à l'époque\n"));
    assert_eq!(serde_json::to_value(&read).unwrap(), frozen, "and its JSON stays as it was");
    assert!(
        plain_text(&serde_json::from_value(json).unwrap())
            .contains("Idées reçues levées\u{a0}: non renseigné – base\u{a0}: 0 (réponses à cette question)")
    );
}

#[test]
fn what_an_evening_costs_and_is_compared_with_is_never_divided_across_bases() {
    let asked: Vec<_> = ["anne", "bilal", "chloe", "dan"].map(|person| fact(person, person, (Answer, Answer), None, None)).into();
    let given = Given {
        expenses_in_cents: Some(700_000),
        work_in_tenths: Some(110),
        reference_contacts: vec![reference("Salon", 3, Base::OneEvent), reference("Les salons", 2, Base::MeanEvent)],
        ..Given::default()
    };
    let with = |facts: &Facts, given: &Given| summarise(&SessionId::new("s"), "Un soir", facts, given, Timestamp::UNIX_EPOCH).metrics;
    let figures = with(&Facts { asked: asked.clone(), returning: 1, ..Facts::default() }, &given);
    let value = |key: &str| figures.get(key).unwrap().value.clone();
    assert_eq!((value("external_cost"), value("internal_effort"), value("cost_per_contact")), (json!(7000.0), json!(11.0), json!(1750.0)));
    assert_eq!((value("new_contacts"), value("ratio_to_reference")), (json!(3), json!({ "Salon": 1.33 })), "a mean is not divided");
    assert_eq!(
        value("contacts_beside_references"),
        json!({ "cette session": 4, "Salon (un événement)": 3, "Les salons (une moyenne)": 2 })
    );
    let passages = ReferenceContacts { counted_as: Some("passages".into()), ..reference("Forum", 90, Base::OneEvent) };
    let with_passages = Given { reference_contacts: vec![passages, reference("Salon", 3, Base::OneEvent)], ..given.clone() };
    let figures = with(&Facts { asked: asked.clone(), ..Facts::default() }, &with_passages);
    let value = |key: &str| figures.get(key).unwrap().value.clone();
    assert_eq!(value("ratio_to_reference"), json!({ "Salon": 1.33 }), "who passed twice is there twice");
    assert_eq!(value("contacts_beside_references")["Forum (passages, un événement)"], json!(90));
    let only_means = Given { reference_contacts: given.reference_contacts[1..].to_vec(), ..given };
    let state = |given: &Given| {
        let facts = Facts { asked: asked.clone(), ..Facts::default() };
        with(&facts, given).get("ratio_to_reference").unwrap().state
    };
    assert_eq!(state(&only_means), State::Unmeasurable);
    assert_eq!(state(&Given::default()), State::Unknown);
}

/// A campaign of its own: forty files, of which ten fit, four were met, one was chosen.
#[test]
fn what_is_typed_of_its_campaign_is_of_this_session_alone() {
    let asked: Vec<_> = (0..80).map(|number| fact(&number.to_string(), &number.to_string(), (Answer, Answer), None, None)).collect();
    let facts = Facts { asked, ..Facts::default() };
    let with = |campaign: OwnCampaign| {
        let given = Given { campaign, expenses_in_cents: Some(100_000), ..Given::default() };
        summarise(&SessionId::new("s"), "Un soir", &facts, &given, Timestamp::UNIX_EPOCH).metrics
    };
    let figures = with(campaign(40));
    for (key, value) in [
        ("applications", json!({"reçues": 40, "pertinentes": 10, "reçues en entretien": 4, "retenues": 1})),
        ("contact_to_application", json!(50.0)),
        ("interview_rate", json!(40.0)),
        ("yield", json!(10.0)),
        ("fill_rate", json!(100.0)),
        ("cost_per_application", json!(25.0)),
        ("cost_per_hire", json!(1000.0)),
        ("applications_by_position", json!({"Archi": {"reçues": 40, "pertinentes": 10, "reçues en entretien": 4, "retenues": 1}})),
    ] {
        assert_eq!(figures.get(key).unwrap().value, value, "{key}");
    }
    for (key, day) in [("yield", Some(date(2026, 11, 22))), ("cost_per_hire", Some(date(2026, 11, 22))), ("impressions", None)] {
        assert_eq!(figures.get(key).unwrap().read_on, day, "{key}");
    }
    let more_files_than_people = with(campaign(81));
    assert_eq!(more_files_than_people.get("contact_to_application").unwrap().state, State::Unmeasurable);
    for key in ["applications", "yield", "contact_to_application", "cost_per_hire", "impressions", "click_to_arrival"] {
        assert_eq!(with(OwnCampaign::Shared).get(key).unwrap().state, State::Unmeasurable, "{key}, of several sessions");
        assert_eq!(with(OwnCampaign::NotNamed).get(key).unwrap().state, State::Unknown, "{key}, of none");
    }
}

#[test]
fn the_documentation_of_the_json_names_every_figure() {
    let told = include_str!("../../docs/REPORT.md");
    for definition in DEFINITIONS {
        let row = format!("| `{}` | {} | {} |", definition.key, definition.label, definition.unit.as_str());
        assert!(told.contains(&row), "{row} is missing from docs/REPORT.md");
    }
    assert_eq!(told.lines().filter(|line| line.starts_with("| `")).count(), DEFINITIONS.len() + 4 + 9);
}

#[test]
fn what_is_given_after_the_freeze_changes_nothing_that_the_bot_counted() {
    let frozen: Report = serde_json::from_str(&serde_json::to_string(&an_evening()).unwrap()).unwrap();
    let given = Given { campaign: campaign(3), expenses_in_cents: Some(30_000), ..Given::default() };
    let later = frozen.clone().with_given(&given, Timestamp::MAX);
    for (definition, measure) in frozen.figures() {
        if definition.origin == Origin::Bot {
            assert_eq!(Some(measure), later.metrics.get(definition.key), "{}", definition.key);
        }
    }
    let said = |key: &str| later.metrics.get(key).unwrap().value.clone();
    assert_eq!((said("contact_to_application"), said("cost_per_contact")), (json!(100.0), json!(100.0)), "three people came");
    let changed: Vec<_> = changes(&frozen, &later).into_iter().map(|change| change.label).collect();
    assert!(changed.contains(&"Candidatures") && changed.contains(&"Coût externe") && !changed.contains(&"Contacts"), "{changed:?}");
    assert!(later.same_figures(&later.clone()) && !later.same_figures(&frozen));
}

#[test]
fn what_readers_said_and_what_was_hostile_is_counted() {
    let said = |conversation: &str, outcome, entry: &str, feedback| AskedFact {
        entry: Some(entry.into()),
        feedback,
        ..fact(conversation, conversation, (Answer, outcome), None, Some((1_200, Bot)))
    };
    let asked = vec![
        said("a", Answer, "salaire", Some(Feedback::Useful)),
        said("b", Answer, "salaire", Some(Feedback::NotUseful)),
        said("c", HandedOver, "concours", Some(Feedback::Useful)),
        said("d", Answer, "concours", None),
        AskedFact { is_hostile: true, ..fact("e", "e", (Unknown, HandedOver), None, None) },
    ];
    let figures = report(&Facts { asked, ..Facts::default() }).metrics;
    let value = |key: &str| figures.get(key).unwrap().value.clone();
    let of = |share: f64, opinions: u64| json!({ "share": share, "opinions": opinions });
    assert_eq!(value("usefulness_by_answer"), json!({ "concours": of(100.0, 1), "salaire": of(50.0, 2) }));
    let resolved = figures.get("declared_resolution").unwrap();
    assert_eq!((&resolved.value, resolved.coverage), (&json!(20.0), Some(60.0)), "one handed over is not resolved");
    assert_eq!((value("deflection"), value("moderation_incidents"), value("faq_coverage")), (json!(60.0), json!(200.0), json!(80.0)));
    assert_eq!(value("uses_by_answer"), json!({ "concours": 2, "salaire": 2 }));
    assert_eq!((value("unanswered_rate"), value("questions_per_contact")), (json!(20.0), json!(1.0)));
    assert_eq!(figures.get("people_moderated").unwrap().value, json!(1));
    // The evening of 1 January 1970: a holiday.
    assert_eq!(value("out_of_hours_share"), json!(100.0));
}

#[test]
fn every_figure_of_the_conventions_is_there() {
    let keys = "impressions views interaction_rate click_rate arrivals_by_source source_coverage click_to_arrival contacts new_contacts \
                conversations questions answer_rate unanswered bot_share unknown_rate handover_rate deflection declared_resolution \
                sampled_accuracy first_answer_delay csat csat_return_rate usefulness_by_answer by_theme out_of_hours_share \
                moderation_incidents profile_rate profile target_fit apply_click_rate applications relevance_rate contact_to_application \
                interview_rate selection_rate yield fill_rate hires_by_source time_to_fill external_cost internal_effort cost_per_contact \
                cost_per_application cost_per_hire ratio_to_reference session_cohort active_ambassadors faq_coverage changed_mind_rate";
    for key in keys.split(' ').filter(|key| !key.is_empty()) {
        assert!(DEFINITIONS.iter().any(|definition| definition.key == key), "{key}");
    }
}
