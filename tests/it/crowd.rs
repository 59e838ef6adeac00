//! An evening drawn from a number, against what its candidates saw: the report
//! that a real program prints is counted again in the plainest way.

use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::postgres;
use crate::world::{Base, on_both};

on_both!(a_report_says_what_was_seen_for_any_seed, an_evening_is_played_into_an_empty_database_only);

struct Stage {
    folder: TempDir,
    database: String,
}

impl Stage {
    async fn empty(base: Base) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = match base {
            Base::Sqlite => format!("sqlite:{}", folder.path().join("tchat.db").display()),
            Base::Postgres => postgres::database().await,
        };
        Self { folder, database }
    }

    fn tchat(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tchat"));
        command.args(arguments).args(["--database", &self.database]).current_dir(env!("CARGO_MANIFEST_DIR")).env_clear();
        command.output().unwrap()
    }

    /// The session that is played, and what was seen of it.
    fn play(&self, seed: u64, people: &str) -> (String, Value) {
        let file = self.folder.path().join("truth.json");
        let done = self.tchat(&["demo", "--seed", &seed.to_string(), "--people", people, "--truth", &file.display().to_string()]);
        assert!(done.status.success(), "seed {seed}: {}", String::from_utf8_lossy(&done.stderr));
        let session = String::from_utf8(done.stdout).unwrap().trim().to_owned();
        (session, serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap())
    }

    fn report(&self, session: &str) -> Value {
        let done = self.tchat(&["report", session, "--format", "json"]);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        serde_json::from_slice(&done.stdout).unwrap()
    }
}

/// Another seed each day, so that the same few evenings are not all that is ever tried.
fn seed_of_the_day() -> u64 {
    tchat::clock::Clock::System.today().strftime("%Y%m%d").to_string().parse().unwrap()
}

async fn a_report_says_what_was_seen_for_any_seed(base: Base) {
    for (seed, people) in [(1, "60"), (7, "9"), (11, "1"), (12, "0"), (seed_of_the_day(), "120")] {
        let stage = Stage::empty(base).await;
        let (session, truth) = stage.play(seed, people);
        assert_eq!(truth["session"], session.as_str());
        let report = stage.report(&session);
        let (told, seen) = (report["metrics"].as_object().unwrap(), truth["metrics"].as_object().unwrap());
        assert_eq!(told.keys().collect::<Vec<_>>(), seen.keys().collect::<Vec<_>>());
        for (key, figure) in seen {
            assert_eq!(&told[key], figure, "{key} of the evening {seed} with {people} people");
        }
    }
}

async fn an_evening_is_played_into_an_empty_database_only(base: Base) {
    let stage = Stage::empty(base).await;
    let (session, _) = stage.play(3, "5");
    let before = stage.report(&session)["metrics"].clone();
    let again = stage.tchat(&["demo", "--seed", "4"]);
    let told = String::from_utf8(again.stderr).unwrap();
    assert!(!again.status.success() && told.contains("cette base de données n'est pas vide"), "{told}");
    assert_eq!(stage.report(&session)["metrics"], before);
}

#[tokio::test]
async fn an_evening_shows_every_kind_of_figure() {
    let stage = Stage::empty(Base::Sqlite).await;
    let (_, truth) = stage.play(1, "200");
    let played = truth["played"]["asked"].as_array().unwrap();
    for outcome in ["answer", "choices", "small_talk", "out_of_scope", "unknown", "refused", "handed_over"] {
        assert!(played.iter().any(|asked| asked["outcome"] == outcome), "nobody met « {outcome} »");
    }
    let some = |key: &str, value: &Value| played.iter().any(|asked| &asked[key] == value);
    assert!(some("hostile", &true.into()) && some("answered_by", &"person".into()));
    for offer in ["fictif-developpement-web", "fictif-support-utilisateurs"] {
        assert!(some("applied", &offer.into()), "nobody went to « {offer} »");
    }
    let people = truth["played"]["people"].as_array().unwrap();
    for key in ["objects", "erased"] {
        assert!(people.iter().any(|person| person[key] == true), "nobody « {key} »");
    }
    for known in ["link", "declared", "server"] {
        assert!(people.iter().any(|person| person["source_known"] == known), "no source is known by « {known} »");
    }
    let figures = truth["metrics"].as_object().unwrap();
    let untold: Vec<&str> = figures.iter().filter(|(_, figure)| figure["state"] == "unknown").map(|(key, _)| key.as_str()).collect();
    // The day after nobody can have come back, and HR may have retained nobody yet.
    assert_eq!(untold, ["session_cohort", "time_to_fill"]);
}

#[test]
fn an_evening_of_too_many_people_or_without_answers_says_why() {
    for (arguments, told) in [
        (&["demo", "--people", "20001"][..], "une soirée compte 20000 personnes au plus"),
        (&["demo", "--seed", "1", "--responses", "nulle-part"], "il n'y a pas de réponse dans « nulle-part »"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tchat"));
        let folder = tempfile::tempdir().unwrap();
        let done = command.args(arguments).current_dir(folder.path()).env_clear().output().unwrap();
        let stderr = String::from_utf8(done.stderr).unwrap();
        assert!(!done.status.success() && stderr.contains(told), "{stderr}");
    }
}
