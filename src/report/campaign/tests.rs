//! The examples give the figures of their sheets, and every trap is refused.

use serde_json::{Value, json};

use super::*;
use crate::campaign::{example, from_toml};
use crate::report::State;

fn report(slug: &str) -> Value {
    let report = summarise(example(slug).unwrap(), &Brought::default());
    serde_json::to_value(&report).unwrap()
}

#[test]
fn rouen_gives_the_figures_of_its_sheet() {
    let rouen = report("entrez-dans-la-matrice");
    assert_eq!(rouen["example"], true);
    for (key, value, base) in [
        ("impressions", json!(11_356), Value::Null),
        ("views", json!({"LinkedIn": 7_356, "Instagram": 9_494}), Value::Null),
        ("interaction_rate", json!(1.54), json!(11_356)),
        ("interaction_rate_with_reposts", json!(1.83), json!(11_356)),
        ("internal_effort", json!(11.0), Value::Null),
        ("interview_rate", json!(45.5), json!(33)),
        ("selection_rate", json!(26.7), json!(15)),
        ("yield", json!(12.1), json!(33)),
        ("fill_rate", json!(100.0), json!(4)),
        ("effort_per_hire", json!(2.75), json!(4)),
        ("effort_per_relevant_file", json!(0.33), json!(33)),
    ] {
        assert_eq!((&rouen["metrics"][key]["value"], &rouen["metrics"][key]["base"]), (&value, &base), "{key}");
    }
    assert_eq!(rouen["applications"], json!({"received": null, "relevant": 33, "interviewed": 15, "retained": 4}));
    let yields = &rouen["metrics"]["yield_by_position"]["value"];
    let expected = [
        ("Chargé d'accompagnement des usages", 7.7),
        ("Chef de projet applicatif", 11.1),
        ("Archiviste", 25.0),
        ("Architecte logiciel", 14.3),
    ];
    for (title, share) in expected {
        assert_eq!(yields[title], json!(share), "{title}");
    }
    for key in ["external_cost", "relevance_rate", "click_rate", "cost_per_hire", "hires_by_source"] {
        assert_eq!(
            (&rouen["metrics"][key]["state"], &rouen["metrics"][key]["value"]),
            (&json!("unknown"), &Value::Null),
            "{key}: unknown, not zero"
        );
    }
}

#[test]
fn comments_that_contradict_each_other_stay_side_by_side() {
    let rouen = report("entrez-dans-la-matrice");
    let comments = rouen["posts"][0]["readings"].as_array().unwrap().iter().find(|reading| reading["measure"] == "comments").unwrap();
    assert_eq!((&comments["value"], &comments["contradiction"]), (&json!(9), &json!(true)));
    let read: Vec<_> =
        comments["all"].as_array().unwrap().iter().map(|reading| (&reading["value"], reading["place"].as_str().unwrap())).collect();
    assert_eq!(read, [(&json!(9), "texte de la fiche"), (&json!(10), "capture d'écran")]);
    let note = rouen["metrics"]["interaction_rate"]["note"].as_str().unwrap().replace('\u{a0}', " ");
    assert!(note.contains("166 réactions + 9 commentaires") && note.contains("9 (texte de la fiche) et 10 (capture d'écran)"), "{note}");
    assert!(note.contains("Sans Instagram"), "another base: {note}");
}

#[test]
fn the_police_sessions_refuse_what_divides_across_bases() {
    let police = report("tchat-police-2004");
    let metrics = &police["metrics"];
    for (key, named) in [("contact_to_application", "860"), ("cost_per_contact", "35")] {
        let note = metrics[key]["note"].as_str().unwrap();
        assert_eq!((&metrics[key]["value"], &metrics[key]["state"]), (&Value::Null, &json!("unmeasurable")), "{key}");
        assert!(note.starts_with("division refusée") && note.contains(named) && note.contains("la dernière des cinq sessions"), "{note}");
    }
    for (key, value, base) in [("cost_per_application", 40.7, 860), ("cost_per_event", 7_000.0, 5), ("external_cost", 35_000.0, 0)] {
        assert_eq!(metrics[key]["value"], json!(value), "{key}");
        assert!(base == 0 || metrics[key]["base"] == json!(base), "{key}");
    }
    let compared: Vec<_> = police["comparisons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["what"].as_str().unwrap(), one["ratio"].as_f64(), one["per_event"].as_bool().unwrap()))
        .collect();
    assert_eq!(compared, [("contacts", None, false), ("candidatures", None, false), ("candidatures par session", Some(0.86), true)]);
    assert_eq!(metrics["ratio_to_reference"]["value"], json!({"candidatures par session": 0.86}), "the best against a mean is refused");
}

#[test]
fn a_campaign_of_awareness_has_no_figure_about_applications() {
    let snums = report("les-snums");
    for key in ["applications", "interview_rate", "yield", "effort_per_hire", "cost_per_hire"] {
        assert_eq!(snums["metrics"][key]["state"], "unmeasurable", "{key}");
        assert!(snums["metrics"][key]["note"].as_str().unwrap().starts_with("campagne de sensibilisation"), "{key}");
    }
    let steps: Vec<_> = snums["funnel"].as_array().unwrap().iter().skip(5).map(|step| step["state"].as_str().unwrap()).collect();
    assert_eq!(steps, ["unmeasurable"; 4]);
}

const FOLLOWED: &str = "
nom = \"Printemps\"
[[publications]]
nom = \"LinkedIn\"
canal = \"linkedin\"
lien = \"printemps\"
[[postes]]
titre = \"Archiviste\"
[[releves]]
publication = \"LinkedIn\"
mesure = \"impressions\"
valeur = 1000
date = 2026-11-20
lecteur = \"Anne\"
lieu = \"page\"
[[comptes]]
poste = \"Archiviste\"
recues = 12
pertinentes = 6
date = 2026-11-21
auteur = \"RH\"
";

fn passages(visits: u64, arrivals: u64, askers: u64, appliers: u64, target: Option<&str>) -> Vec<(State, Value)> {
    let dossier = from_toml(FOLLOWED).unwrap();
    let link = LinkBrought {
        slug: "printemps".into(),
        target: target.map(str::to_owned),
        source: "linkedin".into(),
        visits,
        arrivals,
        askers,
        appliers,
    };
    let report = summarise(&dossier, &Brought { links: vec![link], offers: vec![], ..Brought::default() });
    report.passages.into_iter().map(|passage| (passage.measure.state, passage.measure.value)).collect()
}

#[test]
fn steps_of_different_bases_are_never_divided_into_each_other() {
    use State::{Hidden, Known, Unknown, Unmeasurable};
    let told = passages(50, 20, 10, 5, None);
    assert_eq!(told[0], (Known, json!(5.0)), "clicks of the same post");
    assert_eq!(told[1..4], [(Known, json!(40.0)), (Known, json!(50.0)), (Known, json!(50.0))]);
    assert_eq!(told[4], (Unmeasurable, Value::Null), "a click is no application");
    assert_eq!(told[5..], [(Known, json!(50.0)), (Unknown, Value::Null), (Unknown, Value::Null)]);
    assert_eq!(passages(50, 20, 18, 0, None)[2], (Hidden, Value::Null), "two did not ask");
    assert_eq!(passages(50, 3, 3, 0, None)[1], (Hidden, Value::Null));
    assert_eq!(passages(5, 20, 18, 0, None)[1].0, Unmeasurable, "more arrivals than clicks");
    assert_eq!(passages(50, 0, 0, 0, Some("https://www.emploi-territorial.fr/1"))[1].0, Unmeasurable);
}

#[test]
fn impressions_of_one_post_are_not_divided_by_the_clicks_of_another() {
    let text = FOLLOWED.replace("[[postes]]", "[[publications]]\nnom = \"Affiche\"\ncanal = \"affiche\"\nlien = \"affiche\"\n[[postes]]");
    let dossier = from_toml(&text).unwrap();
    let link = |slug: &str| LinkBrought { slug: slug.into(), visits: 10, ..LinkBrought::default() };
    let report = summarise(&dossier, &Brought { links: vec![link("printemps"), link("affiche")], offers: vec![], ..Brought::default() });
    assert_eq!(report.passages[0].refused, Some("les impressions et les clics ne viennent pas des mêmes publications"));
}

#[test]
fn a_later_day_counts_and_a_correction_is_kept() {
    let more = "[[releves]]\npublication = \"LinkedIn\"\nmesure = \"impressions\"\nvaleur = 1500\ndate = 2026-11-22\nlecteur = \"Paul\"\nlieu = \"page\"\n\
                [[comptes]]\nposte = \"archiviste\"\nrecues = 11\ndate = 2026-11-23\nauteur = \"Anne\"\n";
    let report = summarise(&from_toml(&format!("{FOLLOWED}{more}")).unwrap(), &Brought::default());
    assert_eq!(report.figure("impressions").unwrap().measure.value, json!(1_500));
    assert_eq!(report.posts[0].measures[0].all.len(), 2);
    assert_eq!(report.positions[0].files[0], Some(11));
    assert_eq!(report.positions[0].corrected.iter().map(|count| count.value).collect::<Vec<_>>(), [12]);
    let text = plain_text(&report);
    assert!(text.contains("corrigé depuis\u{a0}: 12 reçues (21/11/2026, RH)"), "{text}");
}
