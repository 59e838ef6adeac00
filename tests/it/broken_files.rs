//! A broken file across a restart: what candidates read is what they read
//! before, and the team is told which case holds.

use std::fs;

use tchat::store::Store;

use secrecy::ExposeSecret;

use crate::world::{Base, Visitor, World, on_both};

on_both!(a_broken_file_keeps_its_last_good_version_across_a_restart,);

const TELEWORK: &str = "faq/teletravail/teletravail-jours.md";
const SALARY: &str = "faq/remuneration/salaire.md";
const OTHER: &str = "faq/concours/concours-obligatoire.md";
const NEW: &str = "faq/teletravail/neuve.md";
const LAST_GOOD: &str = "Les candidats lisent encore la version du 22/11/2026 à 19\u{a0}h\u{a0}00.";
const NOT_SERVED: &str = "Cette réponse n'est pas servie.";

async fn a_broken_file_keeps_its_last_good_version_across_a_restart(base: Base) {
    let mut world = World::start(base).await;
    world.staff_enters().await;
    first_version_is_kept(&world).await;
    let at = |path: &str| world.settings.responses.join(path);
    let good = fs::read_to_string(at(TELEWORK)).unwrap();
    fs::write(at(TELEWORK), good.replace("statut: publie", "statut: publi\nsatut")).unwrap();
    fs::write(at(NEW), "---\nstatut: publi\n---\n").unwrap();
    // Gone by its name, and broken under another one: it stays gone.
    fs::write(at("faq/remuneration/paie.md"), fs::read_to_string(at(SALARY)).unwrap().replace("---\n", "--\n")).unwrap();
    fs::remove_file(at(SALARY)).unwrap();
    // Latin-1: not even a text.
    fs::write(at(OTHER), b"---\nstatut: publi\xe9\n---\n").unwrap();
    until_told(&world, "paie.md").await;
    what_is_read(&world).await;

    // Once, and once more with nothing in memory but what the first start found.
    let mut world = world.restart().await.restart().await;
    world.staff_enters().await;
    what_is_read(&world).await;
    let sheet = world.staff_page("/staff/reponses/teletravail-jours").await;
    assert!(sheet.contains(&typeset(LAST_GOOD)), "{sheet}");
    let sheet = world.staff_page("/staff/reponses/neuve").await;
    assert!(sheet.contains(&typeset(NOT_SERVED)), "{sheet}");

    fs::write(world.settings.responses.join(TELEWORK), good.replace("deux jours par", "trois jours par")).unwrap();
    until_told(&world, "neuve.md").await;
    while !answer(&world, "combien de jours de télétravail").await.contains("trois jours par") {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(!world.staff_page("/staff/reponses/teletravail-jours").await.contains("Les candidats lisent"));
    world.app.stop().await;
}

async fn what_is_read(world: &World) {
    assert!(answer(world, "combien de jours de télétravail").await.contains("Jusqu'à deux jours par semaine"));
    assert!(answer(world, "faut-il passer un concours ?").await.contains("concours"));
    let served: Vec<String> = world.app.faq().load().entries().iter().map(|entry| entry.id.to_string()).collect();
    assert_eq!(served.iter().filter(|id| ["neuve", "salaire", "paie"].contains(&id.as_str())).count(), 0, "{served:?}");
    assert!(served.contains(&"concours-obligatoire".to_owned()), "{served:?}");
    let page = world.staff_page("/staff/fichiers").await;
    let after = |path: &str| page.split_once(&format!("{path}:")).unwrap().1.split_once("class=\"meanwhile\">").unwrap().1.to_owned();
    for (path, sentence) in [(TELEWORK, LAST_GOOD), (OTHER, LAST_GOOD), (NEW, NOT_SERVED), ("faq/remuneration/paie.md", NOT_SERVED)] {
        assert!(after(path).starts_with(&typeset(sentence)), "{path}: {}", &after(path)[..80]);
    }
}

/// As a page writes it.
fn typeset(sentence: &str) -> String {
    sentence.replace('\'', "&#39;")
}

async fn answer(world: &World, question: &str) -> String {
    world.asks(&mut Visitor::default(), question).await["text"].as_str().unwrap().to_owned()
}

async fn until_told(world: &World, file: &str) {
    let told = async {
        while !world.staff_page("/staff/fichiers").await.contains(file) {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), told).await.expect("it is told in time");
}

async fn first_version_is_kept(world: &World) {
    let store = Store::open(world.settings.database.expose_secret()).await.unwrap();
    let kept = async {
        while store.versions().await.unwrap().is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), kept).await.expect("it is kept in time");
    store.close().await;
}
