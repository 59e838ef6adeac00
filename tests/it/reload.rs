//! HR's files change while candidates ask: every answer is a whole one of one
//! version, and the team is told what is wrong, once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use secrecy::ExposeSecret;
use serde_json::Value;
use tchat::conversation::ask;
use tchat::faq::Faq;
use tchat::files::Severity;
use tokio::time::sleep;

use crate::fake_discord::{Channel, FakeDiscord};
use crate::world::{Base, Visitor, World, discord_settings, on_both, write_responses};

on_both!(
    no_answer_fails_nor_mixes_versions_while_the_files_change,
    a_choice_pressed_after_a_change_keeps_the_version_that_it_shows,
    the_team_is_told_once_what_is_wrong_and_once_that_it_is_mended,
);

const QUESTION: &str = "combien de jours de télétravail par semaine ?";
const FILE: &str = "faq/teletravail/teletravail-jours.md";
const OTHER_FILE: &str = "faq/remuneration/salaire.md";

/// An answer long enough to be cut, whose end tells its number.
fn text(number: usize) -> String {
    let file = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/responses").join(FILE)).unwrap();
    let long = "Cela dépend du poste. ".repeat(20);
    file.replace("Jusqu'à deux jours par semaine, selon le poste.", &format!("Réponse {number}.\n\n{long}\n\nFin de la réponse {number}."))
}

/// A responses folder with one answer changed.
fn write_folder(folder: &Path, number: usize) {
    write_responses(folder);
    fs::write(folder.join(FILE), text(number)).unwrap();
}

/// The version and the answer of each number.
#[derive(Default)]
struct Known(BTreeMap<String, String>);

impl Known {
    fn learn(&mut self, responses: &Path) {
        let today = "2026-11-22".parse().unwrap();
        let (faq, _) = Faq::load(responses, None, today);
        self.0.insert(faq.version().to_owned(), ask(&faq, QUESTION, today).text);
    }

    fn learn_numbers(&mut self, numbers: std::ops::Range<usize>, change: impl Fn(&Path)) {
        for number in numbers {
            let folder = tempfile::tempdir().unwrap();
            write_folder(folder.path(), number);
            change(folder.path());
            self.learn(folder.path());
        }
    }
}

async fn no_answer_fails_nor_mixes_versions_while_the_files_change(base: Base) {
    let mut known = Known::default();
    known.learn_numbers(0..10, |_| ());
    known.learn_numbers(20..22, |folder| fs::remove_file(folder.join(OTHER_FILE)).unwrap());
    let mut world = World::start_with(base, |_, folder| write_folder(&folder.join("responses"), 0)).await;
    world.staff_enters().await;
    let (over, answers) = (AtomicBool::new(false), RefCell::new(Vec::new()));
    let asking = futures::future::join_all((0..4).map(|_| async {
        while !over.load(Ordering::Relaxed) {
            let answer = world.asks(&mut Visitor::default(), QUESTION).await;
            answers.borrow_mut().push(answer);
        }
    }));
    let changing = async {
        the_files_change(&world, &answers).await;
        over.store(true, Ordering::Relaxed);
    };
    futures::join!(asking, changing);

    let answers = answers.into_inner();
    let seen: std::collections::BTreeSet<_> = answers.iter().map(|answer| answer["faq_version"].as_str().unwrap()).collect();
    assert!(answers.len() > 100 && seen.len() >= 5, "{} answers, {} versions", answers.len(), seen.len());
    for answer in &answers {
        assert_eq!(answer["outcome"], "answer", "{answer}");
        let version = answer["faq_version"].as_str().unwrap();
        assert_eq!(known.0.get(version).map(String::as_str), answer["text"].as_str(), "the text of its version: {answer}");
    }
    for (version, reply) in exchanges(&world).await {
        let reply: Value = serde_json::from_str(&reply).unwrap();
        assert_eq!(known.0.get(&version).map(String::as_str), reply["text"].as_str(), "what is kept agrees as well");
    }
    world.app.stop().await;
}

async fn a_choice_pressed_after_a_change_keeps_the_version_that_it_shows(base: Base) {
    let world = World::start(base).await;
    let mut anne = Visitor::default();
    let asked = world.asks(&mut anne, "le télétravail à la maison").await;
    assert_eq!(asked["outcome"], "choices", "{asked}");
    fs::write(world.settings.responses.join(FILE), text(7)).unwrap();
    let changed = until(|| answer_of(&world), |answer| answer.contains("Fin de la réponse 7.")).await;
    let choice = serde_json::json!({
        "conversation": anne.conversation, "exchange": asked["exchange"], "gesture": "choose", "entry": "teletravail-jours",
    });
    let chosen: Value = world.post("/api/geste", &choice).await.json().await.unwrap();
    assert_eq!(chosen["reply"]["text"].as_str(), Some(changed.as_str()), "{chosen}");
    let kept: Vec<(String, Value)> =
        exchanges(&world).await.into_iter().map(|(version, reply)| (version, serde_json::from_str(&reply).unwrap())).collect();
    let (version, reply) = kept.iter().find(|(_, reply)| reply["exchange"] == asked["exchange"]).unwrap();
    assert_eq!((reply["text"].as_str(), reply["faq_version"].as_str()), (Some(changed.as_str()), Some(version.as_str())));
    assert_ne!(asked["faq_version"].as_str(), Some(version.as_str()));
    world.app.stop().await;
}

#[tokio::test]
async fn a_file_that_never_rests_holds_no_other_back() {
    let world = World::start(Base::Sqlite).await;
    let restless = world.settings.responses.join("faq/tchat/sans-repos.md");
    let over = AtomicBool::new(false);
    let writing = async {
        while !over.load(Ordering::Relaxed) {
            fs::write(&restless, "---\nstatut: pub").unwrap();
            sleep(Duration::from_millis(20)).await;
        }
    };
    let changing = async {
        fs::write(world.settings.responses.join(FILE), text(8)).unwrap();
        until(|| answer_of(&world), |answer| answer.contains("Fin de la réponse 8.")).await;
        over.store(true, Ordering::Relaxed);
    };
    futures::join!(writing, changing);
    world.app.stop().await;
}

/// Everything that happens to files, one thing after the other.
async fn the_files_change(world: &World, answers: &RefCell<Vec<Value>>) {
    let responses = &world.settings.responses;
    let file = responses.join(FILE);
    let served = async |number: usize| {
        until(|| latest(answers), |text| text.contains(&format!("Fin de la réponse {number}."))).await;
    };
    served(0).await;
    for save in 1..=100 {
        rename_save(&file, &text(save % 9));
        sleep(Duration::from_millis(20)).await;
    }
    served(1).await;
    // Written in two halves: the first one reads like a file with fewer wordings.
    for number in [2, 3] {
        let whole = text(number);
        let (half, _) = whole.split_once("- tt combien de jours").unwrap();
        fs::write(&file, half).unwrap();
        sleep(Duration::from_millis(120)).await;
        fs::write(&file, whole).unwrap();
        served(number).await;
    }
    // Broken for good: the last good one stays, and is served again once mended.
    fs::write(&file, "---\nstatut: publi\n---\n").unwrap();
    until(|| world.staff_page("/staff/fichiers"), |page| page.contains("teletravail-jours.md:2:")).await;
    served(3).await;
    fs::write(&file, text(4)).unwrap();
    served(4).await;
    // The whole folder goes away, and comes back changed.
    let away = world.folder.path().join("away");
    fs::rename(responses, &away).unwrap();
    until(|| world.staff_page("/staff/fichiers"), |page| page.contains("ce dossier manque")).await;
    served(4).await;
    fs::write(away.join(FILE), text(5)).unwrap();
    fs::rename(&away, responses).unwrap();
    served(5).await;
    swaps(world, &served).await;
}

/// A link leads to another folder from one instant to the next, as containers do.
async fn swaps<F: AsyncFn(usize)>(world: &World, served: &F) {
    let (responses, folder) = (&world.settings.responses, world.folder.path());
    write_folder(&folder.join("plain"), 6);
    fs::rename(responses, folder.join("before")).unwrap();
    link(&folder.join("plain"), responses);
    served(6).await;
    let mounted = folder.join("mounted");
    for number in [20, 21] {
        let data = mounted.join(format!("..{number}"));
        write_folder(&data, number);
        fs::remove_file(data.join(OTHER_FILE)).unwrap();
    }
    link(Path::new("..20"), &mounted.join("..data"));
    for name in ["faq", "phrases", "hors-sujet", "employeur.md", "themes.md"] {
        link(&Path::new("..data").join(name), &mounted.join(name));
    }
    link(&mounted, responses);
    served(20).await;
    link(Path::new("..21"), &mounted.join("..data"));
    served(21).await;
}

fn rename_save(file: &Path, text: &str) {
    let beside = file.with_extension("md.tmp");
    fs::write(&beside, text).unwrap();
    fs::rename(beside, file).unwrap();
}

/// Puts a link in a place, whatever link was there, at one stroke.
fn link(target: &Path, place: &Path) {
    let beside = PathBuf::from(format!("{}.new", place.display()));
    std::os::unix::fs::symlink(target, &beside).unwrap();
    fs::rename(beside, place).unwrap();
}

async fn answer_of(world: &World) -> String {
    world.asks(&mut Visitor::default(), QUESTION).await["text"].as_str().unwrap().to_owned()
}

async fn latest(answers: &RefCell<Vec<Value>>) -> String {
    answers.borrow().last().and_then(|answer| answer["text"].as_str().map(str::to_owned)).unwrap_or_default()
}

/// Looks again and again until what is awaited is there, for two minutes at most.
async fn until<F: Future<Output = String>>(look: impl Fn() -> F, is_there: impl Fn(&str) -> bool) -> String {
    let waiting = async {
        loop {
            let found = look().await;
            if is_there(&found) {
                return found;
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), waiting).await.expect("it came in time")
}

/// The version and the reply of every exchange that is kept.
async fn exchanges(world: &World) -> Vec<(String, String)> {
    const ALL: &str = "select faq_version, reply from exchange";
    let url = world.settings.database.expose_secret();
    if url.starts_with("sqlite:") {
        let mut connection = <sqlx::SqliteConnection as sqlx::Connection>::connect(url).await.unwrap();
        sqlx::query_as(ALL).fetch_all(&mut connection).await.unwrap()
    } else {
        let mut connection = <sqlx::PgConnection as sqlx::Connection>::connect(url).await.unwrap();
        sqlx::query_as(ALL).fetch_all(&mut connection).await.unwrap()
    }
}

async fn the_team_is_told_once_what_is_wrong_and_once_that_it_is_mended(base: Base) {
    let discord = FakeDiscord::start().await;
    let channel = discord.text_channel("rh");
    let settings = discord_settings(&discord);
    let staff_channel = Some(channel.id);
    let world = World::start_with(base, |all, _| {
        all.discord = Some(tchat::settings::DiscordSettings { staff_channel, ..settings });
    })
    .await;
    discord.bot_is_ready().await;
    let file = world.settings.responses.join(FILE);
    let good = fs::read_to_string(&file).unwrap();
    fs::write(&file, good.replace("statut: publie", "statu: @everyone")).unwrap();
    let told = told(&discord, &channel, 1).await;
    let about = |errors: &str| {
        format!(
            "⚠️ Fichiers des réponses\u{a0}: {errors}. Un fichier en erreur garde sa dernière bonne version en service\u{a0}; s'il n'en a pas, lui seul n'est pas servi."
        )
    };
    let errors = errors_of_check(&world.settings.responses);
    assert_eq!(told, [format!("{}\n```\n{}\n```", about(&plural(errors.len())), errors.join("\n\n"))]);
    assert!(told[0].contains("@everyone"));
    for request in discord.requests("POST", "/channels/*/messages") {
        assert_eq!(request.body["allowed_mentions"]["parse"], serde_json::json!([]), "nobody is pinged");
    }

    // The same errors are not told again: not by another save, not after a restart.
    fs::write(&file, good.replace("statut: publie", "statu: @everyone") + "\n").unwrap();
    discord.wire().identify_at_most_every(Duration::ZERO);
    let world = world.restart().await;
    discord.bot_is_ready().await;
    discord.settles(Duration::from_secs(2)).await;
    assert_eq!(self::told(&discord, &channel, 1).await.len(), 1);

    fs::write(&file, good).unwrap();
    let told = self::told(&discord, &channel, 2).await;
    assert_eq!(told[1], "✅ Tout est réparé\u{a0}: aucun fichier de réponses n'est plus en erreur.");
    discord.settles(Duration::from_secs(1)).await;
    assert_eq!(self::told(&discord, &channel, 2).await.len(), 2);
    world.app.stop().await;
    discord.assert_clean();
}

fn plural(errors: usize) -> String {
    if errors == 1 { "une erreur".to_owned() } else { format!("{errors} erreurs") }
}

/// The errors as `check` prints them.
fn errors_of_check(responses: &Path) -> Vec<String> {
    let (_, problems) = Faq::load(responses, None, "2026-11-22".parse().unwrap());
    problems.iter().filter(|problem| problem.severity == Severity::Error).map(ToString::to_string).collect()
}

/// What the bot wrote in a channel, once there is so much of it.
async fn told(discord: &FakeDiscord, channel: &Channel, count: usize) -> Vec<String> {
    let written = |state: &crate::fake_discord::State| {
        let messages = state.messages.values().filter(|message| message.channel == channel.id && message.author == state.bot);
        let texts: Vec<String> = messages.map(|message| message.content.clone()).collect();
        (texts.len() >= count).then_some(texts)
    };
    discord.wait_until("what the team is told", written).await
}
