//! The demonstration as a fair runs it: a real process on the shipped answers, a
//! fictional employer on every page, and nothing left when it stops.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tchat::faq::Library;
use tchat::store::{Scope, Store};
use tchat::words::{Door, SessionId};

use crate::world::{Base, World};

const BANNER: &str = "Démonstration\u{a0}: employeur fictif.";

/// A demonstration that runs.
struct Demo {
    process: Child,
    web: String,
    folder: PathBuf,
    session: String,
}

impl Demo {
    /// Starts it on the answers that ship, and waits until it says where it is.
    fn start() -> Self {
        let mut process = tchat(&["demo", "--responses", "responses", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        for line in BufReader::new(process.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            said.push_str(&line);
            said.push('\n');
            if line.contains("Dossier temporaire") {
                break;
            }
        }
        let after = |label: &str| {
            let (_, rest) = said.split_once(label).unwrap_or_else(|| panic!("no « {label} » in {said}"));
            rest.split_once(": ").unwrap().1.split_whitespace().next().unwrap().to_owned()
        };
        let session = after("Session fictive").rsplit('/').next().unwrap().to_owned();
        let web = after("Page des candidats");
        Self { process, web: web.trim_end_matches('/').to_owned(), folder: after("Dossier temporaire").into(), session }
    }

    fn responses(&self) -> String {
        self.folder.join("responses").display().to_string()
    }

    async fn page(&self, path: &str) -> String {
        reqwest::get(format!("{}{path}", self.web)).await.unwrap().text().await.unwrap()
    }

    /// Stops it as a closed terminal does.
    fn stop(mut self) {
        assert!(Command::new("kill").args(["-HUP", &self.process.id().to_string()]).status().unwrap().success());
        assert!(self.process.wait().unwrap().success());
        assert!(!self.folder.exists(), "{} is deleted", self.folder.display());
    }
}

impl Drop for Demo {
    /// A test that fails leaves no program behind.
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn tchat(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tchat"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).env_clear();
    command
}

fn prints(arguments: &[&str]) -> String {
    let done = tchat(arguments).output().unwrap();
    assert!(done.status.success(), "{arguments:?}: {}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

#[tokio::test]
async fn a_fictional_employer_answers_says_so_everywhere_and_leaves_nothing() {
    let demo = Demo::start();
    for path in ["/", "/a-propos", "/mes-donnees", "/offres", "/staff", "/nulle-part"] {
        let page = demo.page(path).await;
        assert_eq!(page.matches(BANNER).count(), 1, "{path}: {page}");
    }
    assert_eq!(serde_json::from_str::<Value>(&demo.page("/healthz").await).unwrap(), json!({ "status": "ok" }));

    let answer = asks(&demo, "Combien gagne un(e) contractuel(le) à la DSIN ?").await;
    assert!(answer["text"].as_str().unwrap().contains("Exemple fictif : de 2 345 € à 3 456 € bruts par mois"), "{answer}");
    let notice = answer["notice"].as_str().unwrap();
    assert!(notice.starts_with("**Démonstration : employeur fictif.**") && notice.contains("la Ville d'Exemple-sur-Seine"), "{notice}");

    assert!(prints(&["check", "--responses", &demo.responses()]).contains(" 0 erreur"));
    let (library, _) = Library::load(&demo.folder.join("responses"), None, tchat::clock::Clock::System.today());
    let empty: Vec<_> = library.employer().facts().iter().filter(|fact| fact.value.is_none()).collect();
    assert!(empty.is_empty() && library.employer().facts().len() > 60, "{empty:?}");
    let offers = demo.page("/offres").await;
    assert_eq!(offers.matches("(offre fictive)").count(), 2, "{offers}");
    let open = asks(&demo, "Quelles sont les offres d'emploi de la DSIN en ce moment ?").await;
    assert_eq!(open["text"].as_str().unwrap().matches("(offre fictive)").count(), 2, "{open}");

    let database = format!("sqlite:{}", demo.folder.join("tchat.db").display());
    let report: Value = serde_json::from_str(&prints(&["report", &demo.session, "--format", "json", "--database", &database])).unwrap();
    assert!(report["title"].as_str().unwrap().starts_with("Session fictive"), "{report}");
    let value = |key: &str| report["metrics"][key]["value"].as_f64().unwrap();
    assert_eq!((value("contacts"), value("conversations")), (15.0, 15.0));
    assert!(value("questions") > 24.0 && value("answer_rate") > 80.0 && value("csat") > 0.0, "{report}");
    assert!(report["metrics"]["changed_mind_rate"]["base"].as_u64().unwrap() >= 5, "{report}");
    assert!(report["metrics"]["first_answer_delay"]["value"]["person"]["median"].as_f64().unwrap() > 60.0, "a person answered: {report}");
    let store = Store::open_to_read(&database).await.unwrap().unwrap();
    let facts = store.facts(&Scope::Session(SessionId::new(&demo.session))).await.unwrap();
    for door in Door::ALL {
        assert!(facts.asked.iter().any(|fact| fact.door == door), "nobody came through the door {door:?}");
    }
    store.close().await;
    demo.stop();
}

async fn asks(demo: &Demo, text: &str) -> Value {
    let answer = reqwest::Client::new().post(format!("{}/api/chat", demo.web)).json(&json!({ "text": text })).send().await.unwrap();
    answer.json().await.unwrap()
}

#[tokio::test]
async fn nothing_of_the_demonstration_is_in_a_normal_run() {
    let today = tchat::clock::Clock::System.today();
    let (shipped, _) = Library::load(Path::new("responses"), None, today);
    let texts = shipped
        .entries()
        .iter()
        .map(|entry| shipped.answer(entry, today))
        .chain(shipped.employer().facts().iter().map(|fact| fact.sentence().to_owned()));
    let fictional: Vec<_> = texts.filter(|text| text.contains("fictif") || text.contains("Exemple-sur-Seine")).collect();
    assert!(fictional.is_empty(), "{fictional:?}");
    let world = World::start(Base::Sqlite).await;
    for path in ["/", "/a-propos", "/offres", "/nulle-part"] {
        let page = world.get(path).await;
        assert!(page.headers().get("x-robots-tag").is_none());
        assert!(!page.text().await.unwrap().contains("fictif"), "{path}");
    }
    world.app.stop().await;
}

#[test]
fn a_demonstration_that_cannot_start_says_why() {
    for (arguments, told) in [
        (["--responses", "nulle-part"].as_slice(), "erreur : le dossier « nulle-part » n'existe pas : vérifiez --responses\n"),
        (&["--discord"], "erreur : il manque le jeton du robot : donnez-le dans la variable DISCORD_TOKEN, ou retirez --discord\n"),
    ] {
        let done = tchat(&[&["demo", "--listen", "127.0.0.1:0"], arguments].concat()).output().unwrap();
        assert_eq!((done.status.code(), String::from_utf8(done.stderr).unwrap().as_str()), (Some(1), told));
    }
}
