//! `tchat explain`: HR sees why a question has the answer it has.

use serde_json::Value;

use crate::command_line::Bench;

fn why(bench: &Bench, arguments: &[&str]) -> Value {
    serde_json::from_str(&bench.prints(&[&["explain", "--json"], arguments].concat())).unwrap()
}

#[test]
fn what_was_read_what_led_there_and_what_is_near_are_told() {
    let bench = Bench::new();
    let told = bench.prints(&["explain", "cb de jours de télétravial à zanzibar"]);
    for line in [
        "Décision\u{a0}: répondre «\u{a0}Combien de jours de télétravail par semaine\u{a0}?\u{a0}», sûr à ",
        "«\u{a0}cb\u{a0}» est lu «\u{a0}combien\u{a0}».",
        "«\u{a0}teletravial\u{a0}» est lu «\u{a0}teletravail\u{a0}».",
        "Mots qu'aucun texte ne contient\u{a0}: zanzibar.",
        "1. Combien de jours de télétravail par semaine\u{a0}? (teletravail-jours)\u{a0}: ",
        "   mots qui y mènent\u{a0}: ",
        "   - combien de jours de télétravail (",
        "Si ce n'est pas la bonne réponse, ajoutez cette question aux formulations de la bonne, avec ses mots à elle.",
    ] {
        assert!(told.contains(&line.replace("\u{a0}?", " ?")) || told.contains(line), "{line}\n{told}");
    }
    assert!(!bench.path().join("data").exists(), "explaining records nothing");
}

#[test]
fn a_word_is_said_to_lead_where_it_leads() {
    let bench = Bench::new();
    let told = why(&bench, &["le télétravail le vendredi, c'est jouable ?"]);
    let first = &told["considered"][0];
    assert!(first["entry"].as_str().unwrap().starts_with("teletravail-"), "{told}");
    let word = &first["words"][0];
    assert_eq!(word["word"], "teletravail", "the weightiest word: {told}");
    assert!(word["log_odds"].as_f64().unwrap() > 0.5, "{told}");
    let likeness = |place: usize| first["nearest"][place]["likeness"].as_f64().unwrap();
    assert!(likeness(0) >= likeness(1) && likeness(1) >= likeness(2) && likeness(0) <= 1.0, "{told}");
    let confidence = |place: usize| told["considered"][place]["confidence"].as_f64().unwrap();
    assert!(confidence(0) >= confidence(1));
    // What is decided is what the threshold says.
    assert_eq!(told["decision"] == "answer", confidence(0) >= told["needed"].as_f64().unwrap(), "{told}");
}

#[test]
fn the_very_words_of_an_entry_and_a_follow_up_are_told_apart() {
    let bench = Bench::new();
    let own = why(&bench, &["jours de télétravail par semaine"]);
    assert_eq!((&own["own_wording"], &own["considered"][0]["entry"]), (&true.into(), &"teletravail-jours".into()));
    let alone = why(&bench, &["et l'indemnité ?"]);
    let after = why(&bench, &["et l'indemnité ?", "--after", "teletravail-jours"]);
    assert_eq!((&alone["follow_up"], &after["follow_up"]), (&false.into(), &true.into()));
    assert_eq!(after["considered"][0]["entry"], "teletravail-indemnite");
}

#[test]
fn nothing_to_explain_is_one_sentence() {
    let bench = Bench::new();
    for nothing in ["", "?!", "zblorg fnuk trapibule"] {
        assert!(bench.prints(&["explain", nothing]).starts_with("Décision\u{a0}: dire «\u{a0}je ne sais pas\u{a0}»"), "{nothing}");
    }
    let refused = bench.refuses(&mut bench.command(&["explain", "le salaire", "--after", "nulle-part"]));
    assert_eq!(refused, "erreur : aucune réponse publiée ne s'appelle « nulle-part »\n");
}
