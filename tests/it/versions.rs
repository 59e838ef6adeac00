//! The last versions of the answers: kept once, compared, brought back, undone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use secrecy::ExposeSecret;
use tchat::store::{NewVersion, Store};
use tchat::versions::{self, Restored};
use tchat::words::{Delivery, Notice, Owed};

use crate::postgres;
use crate::world::{BEGINNING, Base, World, on_both, write_responses};

on_both!(
    the_last_twenty_versions_are_kept_each_text_once,
    what_is_wrong_is_told_by_one_instance,
    a_version_comes_back_whole_and_so_does_what_was_there_before,
    the_team_compares_and_brings_back_on_its_pages,
    versions_wait_for_a_database_that_is_away,
);

async fn store(base: Base, folder: &Path) -> Store {
    let url = match base {
        Base::Sqlite => format!("sqlite:{}", folder.join("tchat.db").display()),
        Base::Postgres => postgres::database().await,
    };
    Store::open(&url).await.unwrap()
}

fn version(word: &str, files: &[(&str, &str)], author: Option<&str>) -> NewVersion {
    let texts: BTreeMap<_, _> = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    NewVersion {
        version: word.to_owned(),
        served_from: BEGINNING.parse().unwrap(),
        author: author.map(str::to_owned),
        texts: Arc::new(texts),
    }
}

async fn the_last_twenty_versions_are_kept_each_text_once(base: Base) {
    let folder = tempfile::tempdir().unwrap();
    let store = store(base, folder.path()).await;
    assert_eq!(store.versions().await.unwrap(), []);
    for number in 0..25 {
        let text = format!("texte {number}");
        store.keep_version(version(&format!("v{number:02}"), &[("a.md", &text), ("b.md", "toujours")], None)).await.unwrap();
    }
    let words = |kept: &[tchat::store::KeptVersion]| kept.iter().map(|version| version.version.clone()).collect::<Vec<_>>();
    let kept = store.versions().await.unwrap();
    let expected: Vec<String> = (5..25).rev().map(|number| format!("v{number:02}")).collect();
    assert_eq!(words(&kept), expected);
    assert_eq!(kept[0].files["b.md"], kept[19].files["b.md"], "one text, one hash");
    assert_eq!(store.version_texts("v04").await.unwrap(), BTreeMap::new());
    assert_eq!(store.version_texts("v05").await.unwrap()["a.md"], "texte 5");

    // One that comes again is the latest; the latest only learns its author.
    store.keep_version(version("v05", &[], Some("Anne"))).await.unwrap();
    store.keep_version(version("v05", &[], None)).await.unwrap();
    let kept = store.versions().await.unwrap();
    assert_eq!((words(&kept)[0].as_str(), kept.len(), kept[0].author.as_deref()), ("v05", 20, Some("Anne")));
    assert_eq!(store.version_texts("v05").await.unwrap()["a.md"], "texte 5");

    let same = (0..8).map(|_| store.keep_version(version("neuve", &[("a.md", "un"), ("c.md", "deux")], None)));
    let done = futures::future::join_all(same).await;
    assert!(done.iter().any(Result::is_ok));
    assert_eq!(store.version_texts("neuve").await.unwrap().len(), 2);
    store.close().await;
}

async fn what_is_wrong_is_told_by_one_instance(base: Base) {
    let folder = tempfile::tempdir().unwrap();
    let (store, now) = (store(base, folder.path()).await, BEGINNING.parse().unwrap());
    let tell = |errors: &'static str| {
        let place = Delivery::Channel { channel: "42".into(), message: None };
        store.tell_errors(errors, Notice { told: errors.to_owned(), lines: None }, place, now)
    };
    assert!(!tell("").await.unwrap(), "nothing was wrong and nothing is");
    let told = futures::future::join_all((0..8).map(|_| tell("h1"))).await;
    assert_eq!(told.into_iter().filter(|told| *told.as_ref().unwrap()).count(), 1);
    assert!(tell("").await.unwrap(), "mended");
    let claimed = store.claim_messages(now, 10).await.unwrap();
    let mut told: Vec<_> = claimed.into_iter().map(|message| message.body).collect();
    told.sort();
    assert_eq!(told, ["", "h1"].map(|errors| Owed::line(errors.to_owned()).to_json().unwrap()));
    store.close().await;
}

const TELEWORK: &str = "faq/teletravail/teletravail-jours.md";
const SALARY: &str = "faq/remuneration/salaire.md";

async fn a_version_comes_back_whole_and_so_does_what_was_there_before(base: Base) {
    let folder = tempfile::tempdir().unwrap();
    let responses = folder.path().join("responses");
    write_responses(&responses);
    let (store, now) = (store(base, folder.path()).await, BEGINNING.parse().unwrap());
    let first = versions::on_disk(&responses).unwrap();
    let word = tchat::faq::version(&first);
    store.keep_version(versions::new_version(&word, first.clone(), None, now)).await.unwrap();

    let bring_back = async |word: &str, path: Option<&str>| versions::restore(&store, &responses, word, path, "Anne", now).await.unwrap();
    assert_eq!(bring_back(&word[..4], None).await, Restored::Nothing);
    // Changed and broken, gone, new, and not a text any more.
    fs::write(responses.join(TELEWORK), "---\ncassé").unwrap();
    fs::remove_file(responses.join("faq/concours/concours-obligatoire.md")).unwrap();
    fs::write(responses.join("faq/concours/nouveau.md"), "nouveau\r\n").unwrap();
    fs::write(responses.join(SALARY), [0, 159, 146, 150]).unwrap();
    let before = versions::on_disk(&responses).unwrap();

    let Restored::Done { undo, changes, retired, .. } = bring_back(&word[..4], None).await else { panic!("it comes back") };
    assert_eq!(versions::on_disk(&responses).unwrap(), first);
    assert_eq!(changes.modified, [TELEWORK]);
    assert_eq!(changes.added, ["faq/concours/concours-obligatoire.md", SALARY]);
    assert_eq!(changes.removed, ["faq/concours/nouveau.md"]);
    let retired = retired.unwrap();
    assert_eq!(retired, responses.join(".retires/2026-11-22-19h00m00"));
    assert_eq!(fs::read(retired.join(SALARY)).unwrap(), [0, 159, 146, 150], "what no version can hold is not lost");
    assert_eq!(fs::read_to_string(retired.join("faq/concours/nouveau.md")).unwrap(), "nouveau\r\n");
    let listed = versions::list(&store).await.unwrap();
    assert_eq!((listed[0].version.version.as_str(), listed[0].version.author.as_deref()), (word.as_str(), Some("retour demandé par Anne")));
    assert_eq!(listed[0].change, "1 fichier modifié, 2 fichiers ajoutés, 1 fichier retiré");

    assert!(matches!(bring_back(&undo, None).await, Restored::Done { .. }));
    assert_eq!(versions::on_disk(&responses).unwrap(), before, "undone, the broken file too");
    let Restored::Done { changes, retired, .. } = bring_back(&word, Some(TELEWORK)).await else { panic!("one file comes back") };
    assert_eq!((changes.modified, changes.added.len(), changes.removed.len(), retired), (vec![TELEWORK.to_owned()], 0, 0, None));
    assert_eq!(fs::read_to_string(responses.join(TELEWORK)).unwrap(), first[TELEWORK]);

    let absent = format!("la version {word} n'a pas de fichier « ../secret.md » : écrivez son chemin, par exemple faq/theme/nom.md");
    for (word, path, told) in [
        (word.as_str(), Some("../secret.md"), absent.as_str()),
        ("zz", None, "aucune version gardée ne commence par « zz » : « tchat versions » les montre toutes"),
    ] {
        assert_eq!(bring_back(word, path).await, Restored::Refused(told.to_owned()));
    }
    // Whatever the database holds, nothing is written outside the folder.
    store.keep_version(version("mauvaise", &[("faq/../../dehors.md", "x")], None)).await.unwrap();
    assert!(matches!(bring_back("mauvaise", None).await, Restored::Refused(_)));
    assert!(!folder.path().join("dehors.md").exists());

    #[cfg(unix)]
    {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("a.md"), "à un autre").unwrap();
        std::os::unix::fs::symlink(outside.path(), responses.join("faq/dehors")).unwrap();
        for files in [&[("faq/dehors/a.md", "x"), ("faq/dehors/b.md", "x")][..], &[]] {
            let word = format!("lien{}", files.len());
            store.keep_version(version(&word, files, None)).await.unwrap();
            assert!(matches!(bring_back(&word, None).await, Restored::Refused(_)), "{word}");
            assert_eq!(fs::read_to_string(outside.path().join("a.md")).unwrap(), "à un autre");
            assert!(!outside.path().join("b.md").exists() && responses.join(TELEWORK).exists(), "{word}");
        }
        fs::remove_file(responses.join("faq/dehors")).unwrap();
    }

    let held = fs::File::open(&responses).unwrap();
    held.try_lock().unwrap();
    let busy = Restored::Refused("des fichiers de ce dossier sont en train de s'écrire : attendez un instant".to_owned());
    assert_eq!(bring_back(&word, None).await, busy);
    store.close().await;
}

async fn the_team_compares_and_brings_back_on_its_pages(base: Base) {
    let mut world = World::start(base).await;
    world.staff_enters().await;
    let first = until_listed(&world, 1).await;
    let file = world.settings.responses.join(TELEWORK);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("Jusqu'à deux jours", "Jusqu'à <b>trois</b> jours")).unwrap();
    let second = until_listed(&world, 2).await;
    let list = world.staff_page("/staff/versions").await;
    assert!(list.contains(&format!("Changement\u{a0}: {TELEWORK} modifié.")), "{list}");

    let page = world.staff_page(&format!("/staff/versions/{first}")).await;
    assert!(page.contains("<del>-Jusqu&#39;à deux jours par semaine, selon le poste.</del>"), "{page}");
    assert!(page.contains("<ins>+Jusqu&#39;à &#60;b&#62;trois&#60;/b&#62; jours par semaine, selon le poste.</ins>"), "{page}");
    let page = world.staff_page(&format!("/staff/versions/{second}?avec={first}")).await;
    assert!(page.contains("<ins>+Jusqu&#39;à deux jours par semaine, selon le poste.</ins>"), "{page}");
    assert!(world.staff_page(&format!("/staff/versions/{second}")).await.contains("Rien ne diffère."));

    let ask = format!("/staff/versions/{first}/revenir");
    assert!(world.staff_page(&ask).await.contains(&format!("<li>remplacé\u{a0}: {TELEWORK}</li>")));
    let alone = format!("{ask}?fichier=faq%2Fx.md");
    assert!(world.staff_page(&alone).await.contains("il n'y a rien à faire"));
    let done = world.send_form(&ask, &[("fichier", "")]).await;
    assert_eq!((done.status().as_u16(), done.headers()["location"].to_str().unwrap()), (303, "/staff/versions?fait=revenue"));
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    assert!(world.staff_page("/staff/versions").await.contains("retour demandé par Camille"));
    let again = world.send_form(&ask, &[("fichier", "")]).await;
    assert_eq!(again.headers()["location"], "/staff/versions?fait=deja-la");
    let refused = world.send_form(&ask, &[("fichier", "faq/x.md")]).await;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await.unwrap().contains("n&#39;a pas de fichier «\u{a0}faq/x.md\u{a0}»"));
    assert_eq!(world.send_form("/staff/versions/zz/revenir", &[]).await.status(), 404);
    world.app.stop().await;
}

async fn versions_wait_for_a_database_that_is_away(base: Base) {
    let world = World::start(base).await;
    until_listed(&world, 1).await;
    crate::bad_input::break_the_table(&world, "alter table faq_text rename to faq_text_away").await;
    let file = world.settings.responses.join(TELEWORK);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("deux jours par", "trois jours par")).unwrap();
    let mut anne = crate::world::Visitor::default();
    while !world.asks(&mut anne, "combien de jours de télétravail").await["text"].as_str().unwrap().contains("trois jours") {
        anne = crate::world::Visitor::default();
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    crate::bad_input::break_the_table(&world, "alter table faq_text_away rename to faq_text").await;
    until_listed(&world, 2).await;
    world.app.stop().await;
}

/// Waits until so many versions are kept; gives the word of the latest one.
async fn until_listed(world: &World, count: usize) -> String {
    let store = Store::open(world.settings.database.expose_secret()).await.unwrap();
    let waiting = async {
        loop {
            let kept = store.versions().await.unwrap();
            if kept.len() == count {
                return kept[0].version.clone();
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    let word = tokio::time::timeout(std::time::Duration::from_secs(60), waiting).await.expect("it was kept in time");
    store.close().await;
    word
}

#[tokio::test]
async fn versions_are_listed_compared_and_brought_back_at_the_prompt() {
    let folder = tempfile::tempdir().unwrap();
    let responses = folder.path().join("responses");
    write_responses(&responses);
    let tchat = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tchat"));
        let done = command.args(arguments).current_dir(folder.path()).env_clear().output().unwrap();
        (done.status.code(), String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
    };
    assert_eq!(tchat(&["versions"]).0, Some(1), "there is no database yet");
    Store::open(&format!("sqlite:{}", folder.path().join("data/tchat.db").display())).await.unwrap().close().await;
    let (code, none, _) = tchat(&["versions"]);
    assert_eq!((code, none.as_str()), (Some(0), "Aucune version n'est encore gardée : la première l'est au démarrage de « tchat run ».\n"));
    let store = Store::open(&format!("sqlite:{}", folder.path().join("data/tchat.db").display())).await.unwrap();
    let texts = versions::on_disk(&responses).unwrap();
    let (word, files) = (tchat::faq::version(&texts), texts.len());
    store.keep_version(versions::new_version(&word, texts, None, BEGINNING.parse().unwrap())).await.unwrap();
    store.close().await;

    let (_, listed, _) = tchat(&["versions", "list"]);
    assert_eq!(listed, format!("{word}\tdepuis le 22/11/2026 à 19\u{a0}h\u{a0}00\t{files} fichiers\tla plus ancienne gardée\n"));
    assert_eq!(
        tchat(&["versions", "compare", &word]).1,
        format!("Avant : la version {word}\nAprès : les fichiers du dossier\n\nRien ne diffère.\n")
    );
    let file = responses.join(SALARY);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, "une ligne\n").unwrap();
    let compared = tchat(&["versions", "compare", &word[..6]]).1;
    assert!(
        compared.contains(&format!("{SALARY} : modifié\n@@ "))
            && compared.contains("\n-statut: publie\n")
            && compared.contains("\n+une ligne\n")
    );
    let (code, restored, problem) = tchat(&["versions", "restore", &word]);
    assert_eq!(code, Some(0), "{problem}");
    let (told, undo) = restored.trim_end().rsplit_once(' ').unwrap();
    let expected = format!("La version {word} est revenue dans responses :\n  remplacé  {SALARY}\nPour annuler : tchat versions restore");
    assert_eq!(told, expected);
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    assert_eq!(tchat(&["versions", "restore", undo, "--path", SALARY]).0, Some(0));
    assert_eq!(fs::read_to_string(&file).unwrap(), "une ligne\n");
    let (code, out, problem) = tchat(&["versions", "restore", "zz"]);
    let expected = "erreur : aucune version gardée ne commence par « zz » : « tchat versions » les montre toutes\n";
    assert_eq!((code, out.as_str(), problem.as_str()), (Some(1), "", expected));
}
