//! `tchat evaluate`: questions whose right entries are known, their figures.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::command_line::Bench;

const ENTRIES: &str = r#"{"id": "conge-maternite", "questions": ["congé maternité", "durée du congé maternité", "je suis enceinte", "arrêt avant l'accouchement"], "answer": "Seize semaines."}
{"id": "demission", "questions": ["démission", "je veux démissionner", "quitter mon emploi", "lettre de démission"]}
{"id": "salaire", "questions": ["salaire", "combien je gagne", "ma paie", "fiche de paie"]}
"#;

const QUERIES: &str = r#"{"text": "quelle durée pour mon congé maternité ?", "id": "conge-maternite"}
{"text": "comment démissionner", "id": "demission"}

{"text": "zblorg fnuk", "id": null, "kind": "far"}
{"text": "reprise du travail après un congé sans solde", "id": null, "kind": "near"}
"#;

fn set(bench: &Bench) -> std::path::PathBuf {
    let folder = bench.path().join("jeu");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("faq.jsonl"), ENTRIES).unwrap();
    fs::write(folder.join("queries.jsonl"), QUERIES).unwrap();
    fs::write(folder.join("queries_noisy.jsonl"), QUERIES.replace("démissionner", "demisionner")).unwrap();
    folder
}

fn figures(bench: &Bench, arguments: &[&str]) -> Value {
    serde_json::from_str(&bench.prints(&[&["evaluate"], arguments].concat())).unwrap()
}

#[test]
fn a_folder_of_another_domain_is_asked_its_questions() {
    let bench = Bench::new();
    let folder = set(&bench);
    let folder = folder.to_str().unwrap();
    let all = figures(&bench, &[folder]);
    assert_eq!((&all["in_scope"], &all["out_of_scope"]), (&2.into(), &2.into()));
    assert_eq!((all["accuracy_at_1"].as_f64(), all["accuracy_at_3"].as_f64(), all["mrr"].as_f64()), (Some(1.0), Some(1.0), Some(1.0)));
    assert_eq!(all["auroc_far"].as_f64(), Some(1.0), "gibberish is less sure than a question");
    for key in
        ["accuracy_at_90_rejection", "answered_right", "answered_wrong", "choices_with_right", "refused_in_scope", "refused_out_of_scope"]
    {
        let share = all[key].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&share), "{key}: {share}");
    }
    for key in ["p50_us", "p99_us", "train_ms", "model_bytes"] {
        assert!(all[key].as_f64().unwrap() > 0.0, "{key}");
    }
    assert!(all["followups_accuracy"].is_null());
    assert_eq!(figures(&bench, &[folder, "--noisy"])["accuracy_at_1"].as_f64(), Some(1.0));
    let few = figures(&bench, &[folder, "--max-examples", "1"]);
    assert!(few["model_bytes"].as_u64().unwrap() < all["model_bytes"].as_u64().unwrap());
}

#[test]
fn the_answers_of_hr_are_asked_with_what_came_before() {
    let bench = Bench::new();
    let queries = bench.path().join("questions.jsonl");
    let follow_ups = bench.path().join("suites.jsonl");
    fs::write(
        &queries,
        "{\"text\": \"combien de jours de télétravail ?\", \"ids\": [\"teletravail-jours\"], \"style\": \"clean\"}\n\
         {\"text\": \"recette de la tarte aux pommes\", \"ids\": [], \"style\": \"oos\"}\n",
    )
    .unwrap();
    fs::write(
        &follow_ups,
        "{\"first\": \"combien de jours de télétravail ?\", \"second\": \"et l'indemnité ?\", \"ids\": [\"teletravail-indemnite\"]}\n",
    )
    .unwrap();
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    let told = figures(&bench, &["--queries", &path(&queries), "--followups", &path(&follow_ups)]);
    assert_eq!(told["accuracy_at_1"].as_f64(), Some(1.0));
    assert_eq!(told["followups_accuracy"].as_f64(), Some(1.0));
    assert!(told["auroc_near"].is_null(), "nothing near was asked");
}

#[test]
fn a_question_goes_the_whole_way_of_a_candidate_s() {
    let bench = Bench::new();
    let queries = bench.path().join("questions.jsonl");
    fs::write(&queries, "{\"text\": \"salaire de l'archi logiciel ?\", \"ids\": [\"remuneration-contractuel\"]}\n").unwrap();
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/responses");
    // The name of a position drowns the topic for the index alone.
    let told = figures(&bench, &["--responses", shipped, "--queries", queries.to_str().unwrap()]);
    assert_eq!((told["accuracy_at_1"].as_f64(), told["answered_right"].as_f64()), (Some(1.0), Some(1.0)));
}

#[test]
fn the_missed_questions_are_listed_apart() {
    let bench = Bench::new();
    let folder = set(&bench);
    fs::write(folder.join("queries.jsonl"), "{\"text\": \"ma paie\", \"id\": \"demission\"}\n").unwrap();
    let output = bench.command(&["evaluate", folder.to_str().unwrap(), "--errors"]).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.starts_with("ma paie | attendu : demission | trouvé : salaire 0.99, "), "{told}");
    assert!(serde_json::from_slice::<Value>(&output.stdout).is_ok());
}

#[test]
fn a_set_that_cannot_be_read_is_one_sentence() {
    let bench = Bench::new();
    let folder = set(&bench);
    let folder = folder.to_str().unwrap();
    fs::write(Path::new(folder).join("queries.jsonl"), "{\"text\": \"un\", \"id\": null}\n{\"txt\": \"deux\"}\n").unwrap();
    let line = bench.refuses(&mut bench.command(&["evaluate", folder]));
    assert!(line.contains("queries.jsonl:2: cette ligne n'a pas la forme attendue"), "{line}");
    let absent = bench.refuses(&mut bench.command(&["evaluate", "ailleurs"]));
    assert!(absent.contains("impossible de lire ailleurs/faq.jsonl"), "{absent}");
    let both = bench.refuses(&mut bench.command(&["evaluate", folder, "--queries", "questions.jsonl"]));
    assert!(both.starts_with("erreur : "), "{both}");
}
