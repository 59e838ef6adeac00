//! Series of episodes: on the page at their hour and nowhere before, what they
//! brought, and what is wrong with one.

use std::fs;
use std::path::Path;

use futures::future::join_all;
use jiff::SignedDuration;
use tchat::faq::Faq;
use tchat::files::Severity;
use tchat::store::EpisodePost;
use tchat::words::StaffRole;

use crate::game::write_game;
use crate::world::{Base, Visitor, World, on_both, write_responses};

on_both!(
    an_episode_is_on_the_page_at_its_hour_and_nowhere_before,
    an_episode_says_what_it_brought,
    of_several_at_once_one_says_an_episode_in_a_channel,
);

/// A series with a wave that begins the day after every world does.
const SERIES: &str = "---\nstatut: publie\nresponsable: Communication\nvagues:\n  - {nom: \"Cet hiver\", du: 2026-11-23, au: 2026-12-31}\n  - {nom: \"Au printemps\", du: 2027-04-01, au: 2027-06-30}\nsalons: [SALONS]\nhotes: [www.linkedin.com]\n---\n\n# La grotte\n\nUne série d'avant l'histoire.\n";

/// The day after every world begins, half past five in the afternoon in Paris.
const FIRST: &str = "date: 2026-11-23\nheure: \"17:30\"";
const SECOND: &str = "date: 2026-11-30\nheure: 17h30";

/// From the beginning of every world to the first episode.
pub(crate) const UNTIL_THE_FIRST: SignedDuration = SignedDuration::from_mins(22 * 60 + 30);
pub(crate) const FROM_THE_FIRST_TO_THE_SECOND: SignedDuration = SignedDuration::from_hours(7 * 24);

pub(crate) const ASKED: &str = "Combien de jours de télétravail par semaine ?";

/// The first bytes of a PNG are enough here.
pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\nles pixels";

pub(crate) fn episode(title: &str, when: &str, more: &str) -> String {
    format!(
        "---\nstatut: publie\nresponsable: Communication\n{when}\nthemes: [teletravail]\nsuite: reponse/teletravail-jours\nquestion: \"{ASKED}\"\n{more}---\n\n# {title}\n\nIl dessine un **écran** sur le mur.\n"
    )
}

/// Writes a series of two episodes and a draft into a folder of answers.
pub(crate) fn write_series(responses: &Path, channels: &str) {
    let folder = responses.join("episodes/grotte");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("serie.md"), SERIES.replace("SALONS", channels)).unwrap();
    fs::write(folder.join("01.png"), PNG).unwrap();
    let picture = "image: 01.png\ntexte_image: \"Un écran peint sur la roche\"\nvideo: \"https://www.linkedin.com/posts/1\"\n";
    fs::write(folder.join("01.md"), episode("Le premier écran", FIRST, picture)).unwrap();
    fs::write(folder.join("02.md"), episode("Le premier mot de passe", SECOND, "")).unwrap();
    let draft = episode("Le premier virus", "date: 2026-11-24\nheure: \"17:30\"", "").replace("statut: publie", "statut: brouillon");
    fs::write(folder.join("03.md"), draft).unwrap();
}

async fn world(base: Base) -> World {
    World::start_with(base, |settings, folder| {
        settings.public_url = Some("https://tchat.exemple.fr".to_owned());
        write_series(&folder.join("responses"), "");
    })
    .await
}

async fn an_episode_is_on_the_page_at_its_hour_and_nowhere_before(base: Base) {
    let world = world(base).await;
    world.after(UNTIL_THE_FIRST - SignedDuration::from_secs(1));
    assert!(!world.page("/").await.contains("/episodes"));
    let calendar = world.page("/episodes").await;
    assert!(calendar.contains("La grotte") && calendar.contains("Cet hiver") && calendar.contains("Au printemps"), "{calendar}");
    assert!(calendar.contains("Épisode 1, à venir") && calendar.contains("Épisode 2, à venir"), "{calendar}");
    for secret in ["Le premier", "episodes/grotte/01", "virus", "Épisode 3"] {
        assert!(!calendar.contains(secret), "{secret} is told before its hour");
    }
    for path in ["/episodes/grotte/01", "/episodes/grotte/01/image", "/episodes/grotte/03", "/episodes/grotte/serie", "/episodes/autre/01"]
    {
        assert_eq!(world.get(path).await.status(), 404, "{path}");
    }

    world.after(SignedDuration::from_secs(1));
    let calendar = world.page("/episodes").await;
    assert!(calendar.contains("Le premier écran") && !calendar.contains("Le premier mot de passe"), "{calendar}");
    assert!(world.page("/").await.contains("href=\"/episodes\""));
    let page = world.page("/episodes/grotte/01").await;
    assert!(page.contains("Il dessine un <strong>écran</strong> sur le mur."), "{page}");
    assert!(page.contains("alt=\"Un écran peint sur la roche\""), "{page}");
    assert!(page.contains("href=\"https://www.linkedin.com/posts/1\""), "{page}");
    assert!(page.contains("/?de=episode-grotte-01&amp;question=Combien%20de%20jours"), "{page}");
    let picture = world.get("/episodes/grotte/01/image").await;
    assert_eq!(picture.headers()["content-type"], "image/png");
    assert_eq!(&picture.bytes().await.unwrap()[..], PNG);
    world.after(FROM_THE_FIRST_TO_THE_SECOND);
    assert_eq!(world.get("/episodes/grotte/02").await.status(), 200);
    assert_eq!(world.get("/episodes/grotte/02/image").await.status(), 404, "it has no picture");
    assert_eq!(world.get("/episodes/grotte/03").await.status(), 404, "a draft is never shown");
    world.app.stop().await;
}

async fn an_episode_says_what_it_brought(base: Base) {
    let mut world = world(base).await;
    world.after(UNTIL_THE_FIRST);
    for _ in 0..3 {
        world.page("/episodes/grotte/01").await;
    }
    let robot = reqwest::Client::new().get(world.url("/episodes/grotte/01")).header("user-agent", "LinkedInBot/1.0").send().await.unwrap();
    assert_eq!(robot.status(), 200);
    for _ in 0..2 {
        let mut visitor = Visitor { conversation: None, source: Some("episode-grotte-01".to_owned()) };
        assert_eq!(world.asks(&mut visitor, ASKED).await["entry"], "teletravail-jours");
    }
    world.asks(&mut Visitor::default(), ASKED).await;
    let effect = world.app.store().episode_effect("episode-grotte-01").await.unwrap();
    assert_eq!((effect.visits, effect.arrivals, effect.questions), (3, 2, 2), "a robot is no visit, and others came by themselves");
    assert_eq!(effect.themes, [("teletravail".to_owned(), 2)]);

    world.as_role(StaffRole::Manager).await;
    let page = world.staff_page("/staff/episodes").await;
    let row = page.split("<tr>").find(|row| row.contains("Le premier écran")).unwrap();
    for told in [">3<", ">2<", "(2)", "trop peu de personnes pour être montré"] {
        assert!(row.contains(told), "{told}: {row}");
    }
    world.app.stop().await;
}

async fn of_several_at_once_one_says_an_episode_in_a_channel(base: Base) {
    let world = World::start(base).await;
    let (store, now) = (world.app.store(), world.now());
    let hour = now - SignedDuration::from_hours(1);
    let claim =
        async |episode: &str, hour, channel: &str, now| store.claim_episode_post(("grotte", episode), hour, channel, now).await.unwrap();
    let mut mine: Vec<EpisodePost> = join_all((0..8).map(|_| claim("01", hour, "1", now))).await.into_iter().flatten().collect();
    let post = mine.pop().expect("one has it");
    assert!(mine.is_empty() && post.shown.is_empty() && !post.is_said(), "one alone has it: {mine:?}");
    let said = EpisodePost { message: Some("7".to_owned()), shown: "a".to_owned(), ..post };
    store.keep_episode_post(&said).await.unwrap();
    assert_eq!(claim("01", now, "1", now).await, Some(said.clone()), "said once, and it stands as it was kept, whatever its hour becomes");
    assert_eq!(claim("01", hour, "1", now).await, None, "in hand");
    // Who has it in hand died: another goes on after a minute.
    assert_eq!(claim("01", hour, "1", now + SignedDuration::from_secs(61)).await, Some(said));
    assert_eq!(claim("01-nouveau-nom", hour, "1", now).await, None, "another name is no other episode");
    assert!(claim("01", hour, "2", now).await.is_some_and(|post| post.shown.is_empty()), "another channel is another place");
    assert!(claim("02", now, "1", now).await.is_some());
    assert_eq!(store.episode_posts().await.unwrap().len(), 3);
    world.app.stop().await;
}

/// What `tchat check` says of the series once something is written in it, and
/// which episodes are served.
fn told(write: impl FnOnce(&Path)) -> (Vec<String>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let responses = folder.path().join("responses");
    write_responses(&responses);
    write_series(&responses, "");
    write(&responses.join("episodes/grotte"));
    let (faq, problems) = Faq::load(&responses, None, jiff::civil::date(2026, 11, 22));
    let of_series = problems.iter().filter(|problem| problem.path.contains("episodes") && problem.severity == Severity::Error);
    let told = of_series.map(|problem| {
        let path = problem.path.trim_start_matches("responses/episodes/grotte/");
        let help = problem.help.as_deref().unwrap_or_default();
        format!("{path}:{}: {} ({help})", problem.line, problem.message).replace('\u{a0}', " ")
    });
    let served = faq.series().iter().flat_map(|series| &series.episodes).map(|episode| episode.name.clone());
    (told.collect(), served.collect())
}

#[test]
fn what_is_wrong_with_an_episode_is_told_and_nothing_of_it_is_published() {
    assert_eq!(told(|_| ()), (Vec::new(), vec!["01".to_owned(), "02".to_owned()]));
    let picture = "image: 01.png\ntexte_image: \"Un écran\"\n";
    for (file, text, expected) in [
        (
            "04.md",
            episode("T", "date: 2027-02-31\nheure: \"17:30\"", ""),
            "04.md:4: « 2027-02-31 » n'est pas une date (le dernier jour de ce mois est « 2027-02-28 »)",
        ),
        (
            "04.md",
            episode("T", SECOND, ""),
            "04.md:5: « Le premier mot de passe » est publié à la même heure : cet épisode attend (donnez à l'un des deux une autre heure, ou un autre jour)",
        ),
        (
            "04.md",
            episode("T", "date: 2027-02-01\nheure: \"17:30\"", ""),
            "04.md:4: le 01/02/2027 n'est dans aucune vague de la série (choisissez un jour d'une vague de « serie.md » : Cet hiver (du 23/11/2026 au 31/12/2026), Au printemps (du 01/04/2027 au 30/06/2027) ; ou ajoutez-y une vague qui contient le 01/02/2027)",
        ),
        (
            "04.md",
            episode("T", "date: 2027-04-01\nheure: \"25:00\"", ""),
            "04.md:5: « 25:00 » n'est pas une heure (écrivez par exemple « heure: \"17:30\" » ; les heures vont de 00:00 à 23:59)",
        ),
        (
            "04.md",
            episode("T", "date: 2027-04-01\nheure: \"17:30\"", "").replace("[teletravail]", "[teletravai]"),
            "04.md:6: il n'y a pas de thème « teletravai » (vouliez-vous écrire « teletravail » ?)",
        ),
        (
            "04.md",
            episode("T", "date: 2027-04-01\nheure: \"17:30\"", "").replace("reponse/teletravail-jours", "reponse/teletravail-jour"),
            "04.md:7: aucune réponse ne s'appelle « teletravail-jour » (vouliez-vous écrire « teletravail-jours » ?)",
        ),
        (
            "04.md",
            episode("T", "date: 2027-04-01\nheure: \"17:30\"", "").replace("reponse/teletravail-jours", "ailleurs"),
            "04.md:7: « ailleurs » ne dit pas où mène l'épisode (écrivez « reponse/nom », « offre/référence », « sessions » ou « jeu »)",
        ),
        (
            "04.md",
            episode("T", "date: 2027-04-01\nheure: \"17:30\"", "image: 01.png\n"),
            "04.md:9: cette image n'a pas de texte de remplacement (ajoutez la ligne « texte_image: \"…\" » : ce que l'image montre, pour qui ne la voit pas)",
        ),
        (
            "04.md",
            episode("T", "date: 2027-04-01\nheure: \"17:30\"", &picture.replace("01.png", "99.png")),
            "04.md:9: l'image « 99.png » n'est pas là (posez-la dans le dossier « episodes/grotte », en PNG, JPEG ou WebP, et écrivez son nom)",
        ),
        (
            "04.md",
            episode("T", "date: 2027-04-01\nheure: \"17:30\"", "video: \"https://www.pirate.example/v\"\n"),
            "04.md:9: « www.pirate.example » n'est pas un site de cette série (les sites permis sont www.linkedin.com ; pour en ajouter un, écrivez-le à « hotes » dans « serie.md »)",
        ),
        (
            "04.md",
            episode("T", "date: 2027-04-01\nheure: \"17:30\"", "").replace(ASKED, "Venez nombreux"),
            "04.md:8: l'épisode ne finit pas par une question (écrivez ce qu'une personne demanderait au t'chat, avec « ? » à la fin)",
        ),
        (
            "un-nom-d-episode-qui-est-trop-long.md",
            episode("T", "date: 2027-04-01\nheure: \"17:30\"", ""),
            "un-nom-d-episode-qui-est-trop-long.md:1: le nom de la série et celui de l'épisode comptent 40 caractères ensemble (raccourcissez le nom du fichier : 31 au plus avec celui du dossier)",
        ),
    ] {
        let found = told(|folder| fs::write(folder.join(file), &text).unwrap());
        assert_eq!(found, (vec![expected.to_owned()], vec!["01".to_owned(), "02".to_owned()]));
    }
}

#[test]
fn an_episode_that_leads_to_a_game_which_is_not_there_waits() {
    let leads = |folder: &Path| {
        let text = episode("T", "date: 2027-04-01\nheure: \"17:30\"", "").replace("reponse/teletravail-jours", "jeu");
        fs::write(folder.join("04.md"), text).unwrap();
    };
    let responses = |folder: &Path| folder.parent().unwrap().parent().unwrap().to_owned();
    let refused = "04.md:7: le jeu n'est pas proposé : ses fichiers manquent, sont à l'état de brouillon ou ont une erreur (publiez-le d'abord (dossier « jeu »), ou choisissez une autre suite)";
    let without = (vec![refused.to_owned()], vec!["01".to_owned(), "02".to_owned()]);
    assert_eq!(told(leads), without);
    let opening = "jeu/accueil.md";
    for (before, after) in [("statut: publie", "statut: brouillon"), ("debut:", "debu:")] {
        let found = told(|folder| {
            leads(folder);
            write_game(&responses(folder));
            let path = responses(folder).join(opening);
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.contains(before));
            fs::write(path, text.replace(before, after)).unwrap();
        });
        assert_eq!(found, without, "{after}");
    }
    let served = told(|folder| {
        leads(folder);
        write_game(&responses(folder));
    });
    assert_eq!(served, (Vec::new(), vec!["01".to_owned(), "02".to_owned(), "04".to_owned()]));
}

#[test]
fn a_picture_that_is_too_heavy_or_none_keeps_its_episode_back() {
    let mut heavy = PNG.to_vec();
    heavy.resize(1_200 * 1024, 0);
    for (bytes, expected) in [
        (heavy, "01.md:9: l'image « 01.png » pèse 1200 Kio (réduisez-la : 1024 Kio au plus ; 1 200 points de large suffisent)"),
        (b"GIF89a".to_vec(), "01.md:9: « 01.png » n'est pas une image de ce format (enregistrez-la à nouveau en PNG, JPEG ou WebP)"),
    ] {
        let found = told(|folder| fs::write(folder.join("01.png"), &bytes).unwrap());
        assert_eq!(found, (vec![expected.to_owned()], vec!["02".to_owned()]));
    }
}

#[test]
fn a_series_without_its_file_publishes_nothing() {
    let (told, served) = told(|folder| fs::remove_file(folder.join("serie.md")).unwrap());
    assert_eq!(
        told,
        ["serie.md:1: ce fichier manque (il dit le titre, les vagues et les salons de la série : sans lui, aucun épisode n'est publié)"]
    );
    assert!(served.is_empty());
    let (told, served) = self::told(|folder| {
        let text = SERIES.replace("SALONS", "12").replace("au: 2026-12-31", "au: 2027-04-01");
        fs::write(folder.join("serie.md"), text).unwrap();
    });
    assert_eq!(
        told,
        [
            "serie.md:6: la vague « Au printemps » tombe sur les jours d'une autre (donnez à chaque vague ses propres jours)",
            "serie.md:7: « 12 » n'est pas le numéro d'un salon Discord (dans Discord : clic droit sur le salon, « Copier l'identifiant du salon », puis écrivez-le entre guillemets droits)",
        ]
    );
    assert!(served.is_empty());
}

#[test]
fn the_series_that_ships_has_six_episodes_in_two_waves() {
    let (faq, _) = Faq::load(Path::new("responses"), None, jiff::civil::date(2026, 11, 22));
    let [series] = faq.series() else { panic!("one series ships") };
    assert_eq!((series.episodes.len(), series.waves.len()), (6, 2));
    for wave in &series.waves {
        let within = series.episodes.iter().filter(|episode| wave.holds(tchat::clock::in_paris(episode.at).date()));
        assert_eq!(within.count(), 3, "{}", wave.name);
    }
    for episode in &series.episodes {
        assert!(episode.picture.is_some() && faq.nearest(&episode.question).is_some(), "{}", episode.name);
    }
}
