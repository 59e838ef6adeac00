//! The game on the web: played without script, counted without anybody, offered
//! whole or as it last was.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};
use secrecy::ExposeSecret;
use sqlx::Connection;
use tchat::store::{GameCounts, GameMonth};
use tchat::words::StaffRole;

use crate::world::{Base, Visitor, World, copy, on_both};

on_both!(
    a_play_is_counted_once_and_nothing_of_its_player_is_kept,
    who_played_goes_on_to_a_question_with_or_without_script,
    a_broken_game_keeps_the_last_good_one_whole_across_a_restart,
    a_play_of_another_game_begins_again_and_nonsense_breaks_nothing,
);

const SCENE: &str = "jeu/scenes/vieux-ordinateurs.md";
const OPENING: &str = "jeu/accueil.md";
const ABSENT: &str = "Le jeu n'est pas proposé en ce moment.";
const CHANGED: &str = "Cette partie ne peut pas continuer";

/// The game that ships, leading to an answer of the tests.
pub(crate) fn write_game(responses: &Path) {
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("responses/jeu"), &responses.join("jeu"));
    for trade in fs::read_dir(responses.join("jeu/metiers")).unwrap() {
        let path = trade.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let kept: Vec<&str> = text.lines().map(|line| if line.starts_with("voir:") { "voir: [teletravail-jours]" } else { line }).collect();
        fs::write(path, kept.join("\n")).unwrap();
    }
}

async fn world(base: Base) -> World {
    World::start_with(base, |settings, folder| {
        settings.public_url = Some("https://tchat.exemple.fr".to_owned());
        write_game(&folder.join("responses"));
    })
    .await
}

impl World {
    /// Sends a form of the game, and gives where it leads.
    async fn plays(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.send_form(path, fields).await;
        assert_eq!(answer.status(), 303, "{path} {fields:?}");
        assert!(answer.headers().get(SET_COOKIE).is_none(), "no cookie for who plays");
        answer.headers()[LOCATION].to_str().unwrap().to_owned()
    }

    /// Begins, and takes this choice in each scene; gives where each step led.
    pub(crate) async fn plays_through(&self, choice: &str) -> Vec<String> {
        let mut places = vec![self.plays("/jeu", &[("de", "")]).await];
        while self.page(places.last().unwrap()).await.contains("name=\"choix\"") {
            let play = play_of(places.last().unwrap());
            places.push(self.plays("/jeu/partie", &[("p", &play), ("choix", choice)]).await);
        }
        places
    }

    async fn game_counts(&self) -> GameCounts {
        self.app.store().game_counts("2026-11-22", "2026-11-22").await.unwrap()
    }
}

/// The play that an address holds.
pub(crate) fn play_of(place: &str) -> String {
    let play = place.strip_prefix("/jeu/partie?p=").and_then(|play| play.strip_suffix("#scene")).expect("a play");
    play.split('&').next().unwrap().to_owned()
}

/// Where the database holds a text, whatever the table.
pub(crate) async fn kept_of(world: &World, text: &str) -> Vec<String> {
    let url = world.settings.database.expose_secret();
    if url.starts_with("sqlite:") {
        let holds = |file: &&str| {
            fs::read(world.folder.path().join(file)).is_ok_and(|bytes| bytes.windows(text.len()).any(|part| part == text.as_bytes()))
        };
        return ["tchat.db", "tchat.db-wal"].into_iter().filter(holds).map(str::to_owned).collect();
    }
    let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
    let tables = "select tablename::text from pg_tables where schemaname = 'public'";
    let tables: Vec<(String,)> = sqlx::query_as(tables).fetch_all(&mut connection).await.unwrap();
    assert!(tables.len() > 20, "{tables:?}");
    let mut holding = Vec::new();
    for (table,) in tables {
        let looked = format!("select count(*) from {table} t where t::text like '%{text}%'");
        let (found,): (i64,) = sqlx::query_as(sqlx::AssertSqlSafe(looked)).fetch_one(&mut connection).await.unwrap();
        holding.extend((found > 0).then_some(table));
    }
    connection.close().await.unwrap();
    holding
}

/// As a page writes it, with the spaces of a keyboard.
fn plain(page: &str) -> String {
    page.replace("&#39;", "'").replace("&nbsp;", " ").replace('\u{a0}', " ")
}

async fn a_play_is_counted_once_and_nothing_of_its_player_is_kept(base: Base) {
    let mut world = world(base).await;
    let opening = plain(&world.page("/jeu").await);
    assert!(opening.contains("<h1 id=\"scene\" tabindex=\"-1\">Quel métier du numérique public êtes-vous ?</h1>"), "{opening}");
    let places = world.plays_through("0").await;
    assert_eq!(places.len(), 8, "the opening's form, then seven choices");
    assert!(places.iter().all(|place| place.ends_with("#scene")), "the heading takes the focus: {places:?}");

    // The last choice again, as a double tap or a step back does; and pages read again.
    let before = play_of(&places[6]);
    assert_eq!(world.plays("/jeu/partie", &[("p", &before), ("choix", "0")]).await, places[7]);
    for place in &places {
        world.page(place).await;
    }
    assert_eq!(world.game_counts().await, GameCounts { begun: 1, done: 1, asked: 0 });

    let word = &play_of(&places[7])[6..14];
    assert_eq!(kept_of(&world, word).await, Vec::<String>::new(), "no trace of the play");

    let end = plain(&world.page(&places[7]).await);
    let title = end.split_once("tabindex=\"-1\">Aujourd'hui, vous avez joué comme : ").unwrap().1.split_once('<').unwrap().0.to_owned();
    assert!(end.contains("C'est le métier que vos choix ont croisé le plus souvent"), "{end}");
    assert!(end.contains("Après la 3e") && end.contains("Le bac") && end.contains("Après le bac") && end.contains("Code ROME"), "{end}");
    let (card, _) = end.split_once("src=\"/jeu/cartes/").unwrap().1.split_once('"').unwrap();
    let id = card.strip_suffix(".png").unwrap();
    let answer = world.get(&format!("/jeu/cartes/{card}")).await;
    assert_eq!((answer.status().as_u16(), answer.headers()[CONTENT_TYPE].to_str().unwrap()), (200, "image/png"));
    assert!(answer.bytes().await.unwrap().starts_with(b"\x89PNG"));
    assert!(
        end.contains(&format!(
            "<figcaption>Carte à partager. Quel métier du numérique public êtes-vous ? Aujourd'hui, j'ai joué comme : {title}"
        )),
        "{end}"
    );

    // What is shared tells the trade and nothing of the play.
    let shared = plain(&world.page(&format!("/jeu/metiers/{id}")).await);
    assert!(shared.contains(&format!("property=\"og:image\" content=\"https://tchat.exemple.fr/jeu/cartes/{id}.png\"")), "{shared}");
    assert!(shared.contains(&format!("<h1>{title}</h1>")) && !shared.contains(&play_of(&places[7])[..14]), "{shared}");

    // Another day is another line; the team reads the sums, and nobody.
    world.clock.turn_to("2026-12-01T12:00:00Z".parse().unwrap());
    world.plays("/jeu", &[("de", "")]).await;
    let month = |month: &str, begun, done| GameMonth {
        month: month.to_owned(),
        door: "web".to_owned(),
        counts: GameCounts { begun, done, asked: 0 },
    };
    assert_eq!(world.app.store().game_months().await.unwrap(), [month("2026-12", 1, 0), month("2026-11", 1, 1)]);
    assert_eq!(world.app.store().game_counts("2026-11-22", "2026-12-01").await.unwrap(), GameCounts { begun: 2, done: 1, asked: 0 });
    world.as_role(StaffRole::Rh).await;
    assert_eq!(world.report("permanence-2026-11").await["metrics"]["contacts"]["value"], 0, "nobody was here");
    let page = plain(&world.staff_page("/staff/jeu").await);
    assert!(
        page.contains("14 scènes, 10 métiers") && page.contains("<dd class=\"figure\">2</dd>") && page.contains("50 % des parties"),
        "{page}"
    );
    assert!(page.contains("<th scope=\"row\">2026-11</th><td>la page web</td>"), "{page}");
    let told = Command::new(env!("CARGO_BIN_EXE_tchat"))
        .args(["game", "--database", world.settings.database.expose_secret(), "--responses"])
        .arg(&world.settings.responses)
        .output()
        .unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.ends_with("2026-12\tla page web\t1\t0\t0\n2026-11\tla page web\t1\t1\t0\n"), "{told}");
    world.app.stop().await;
}

async fn who_played_goes_on_to_a_question_with_or_without_script(base: Base) {
    let mut world = world(base).await;
    let places = world.plays_through("1").await;
    let end = world.page(places.last().unwrap()).await.replace("&#38;", "&").replace("&amp;", "&");
    let (chat, _) = end.split_once("<a class=\"button\" href=\"").unwrap().1.split_once('"').unwrap();
    let word = &play_of(places.last().unwrap())[6..14];
    assert_eq!(chat, format!("/?jeu={word}&de=jeu"));
    let page = world.page(chat).await;
    assert!(page.contains(&format!("<input type=\"hidden\" name=\"jeu\" value=\"{word}\">")), "{page}");
    assert_eq!(world.game_counts().await.asked, 0, "a page that is read is no question");

    // With script: the second question of the same play is not another player.
    let ask = async |text: &str| {
        let body = serde_json::json!({ "text": text, "source": "jeu", "jeu": word });
        assert_eq!(world.post("/api/chat", &body).await.status(), 200);
    };
    ask("combien de jours de télétravail ?").await;
    ask("faut-il un concours ?").await;
    assert_eq!(world.game_counts().await.asked, 1);
    assert_eq!(kept_of(&world, word).await, Vec::<String>::new(), "nor of its question's way there");

    // Without: the question that the trade leads to, in one tap.
    let other = world.plays_through("1").await;
    let word = play_of(other.last().unwrap())[6..14].to_owned();
    let question = "Combien de jours de télétravail ?";
    let answer = world.send_form("/", &[("text", question), ("source", "jeu"), ("jeu", &word), ("message_id", "m-1")]).await;
    assert!(plain(&answer.text().await.unwrap()).contains("deux jours par semaine"));
    assert_eq!(world.game_counts().await, GameCounts { begun: 2, done: 2, asked: 2 });
    // A made-up word counts nothing.
    world.send_form("/", &[("text", question), ("source", "jeu"), ("jeu", "pas un mot"), ("message_id", "m-2")]).await;
    assert_eq!(world.game_counts().await.asked, 2);

    // Who came to the game by a link of HR keeps it; who came by themselves comes by the game.
    world.app.store().add_link("lycee", "ecole", Some("/jeu"), world.now()).await.unwrap();
    let answer = world.get("/r/lycee").await;
    assert_eq!(answer.headers()[LOCATION], "/jeu?de=lycee");
    let first = world.plays("/jeu", &[("de", "lycee")]).await;
    assert!(first.ends_with("&de=lycee#scene"), "{first}");
    // Five of each: fewer are not told apart.
    for source in ["lycee", "jeu"].repeat(5) {
        let mut visitor = Visitor { source: Some(source.to_owned()), ..Visitor::default() };
        world.asks(&mut visitor, "faut-il un concours ?").await;
    }
    world.as_role(StaffRole::Rh).await;
    let sources = world.report("permanence-2026-11").await["metrics"]["arrivals_by_source"]["value"].to_string();
    assert!(sources.contains("jeu") && sources.contains("ecole"), "{sources}");
    world.app.stop().await;
}

async fn a_broken_game_keeps_the_last_good_one_whole_across_a_restart(base: Base) {
    let mut world = world(base).await;
    world.as_role(StaffRole::Rh).await;
    until(&world, "the first version is kept", async |world: &World| !world.app.store().versions().await.unwrap().is_empty()).await;
    let at = |path: &str| world.settings.responses.join(path);
    let good = fs::read_to_string(at(SCENE)).unwrap();
    let half = good.replacen("suite: fin", "suite: nulle-part", 1).replace("Une seconde vie", "Une vie à moitié");
    fs::write(at(SCENE), &half).unwrap();
    until_told(&world, "aucune scène ne s'appelle « nulle-part »").await;
    // A correct change elsewhere waits with the rest: nothing of it is half published.
    let opening = fs::read_to_string(at(OPENING)).unwrap();
    fs::write(at(OPENING), opening.replace("Passez une journée", "Volez une heure")).unwrap();
    // And a scene that is gone is missed by those that lead to it.
    fs::remove_file(at("jeu/scenes/imprimante.md")).unwrap();
    until_told(&world, "aucune scène ne s'appelle « imprimante »").await;
    assert!(
        world.staff_page("/staff/fichiers").await.contains("Les candidats lisent encore la version du"),
        "{}",
        world.staff_page("/staff/fichiers").await
    );
    is_the_last_good_one(&world).await;
    assert!(plain(&world.staff_page("/staff/jeu").await).contains("gardent la dernière bonne version"));

    let mut world = world.restart().await.restart().await;
    is_the_last_good_one(&world).await;
    // Mended, all of it is served at once.
    let at = |path: &str| world.settings.responses.join(path);
    write_game(&world.settings.responses);
    fs::write(at(OPENING), opening.replace("Passez une journée", "Volez une heure")).unwrap();
    until(&world, "the mended game", async |world: &World| world.page("/jeu").await.contains("Volez une heure")).await;

    // Taken back, it is not offered, whatever else is wrong.
    fs::write(at(SCENE), half).unwrap();
    fs::write(at(OPENING), opening.replace("statut: publie", "statut: retire")).unwrap();
    until(&world, "the game is away", async |world: &World| world.get("/jeu").await.status() == 404).await;
    assert!(plain(&world.get("/jeu").await.text().await.unwrap()).contains(ABSENT));
    assert!(!world.page("/").await.contains("href=\"/jeu"), "nothing leads there");
    world.as_role(StaffRole::Rh).await;
    assert!(plain(&world.staff_page("/staff/jeu").await).contains(ABSENT));
    world.app.stop().await;

    // Never good: never offered, and all the rest is served.
    let world = World::start_with(base, |_, folder| {
        let responses = folder.join("responses");
        write_game(&responses);
        let text = fs::read_to_string(responses.join(SCENE)).unwrap();
        fs::write(responses.join(SCENE), text.replacen("choix:", "choi:", 1)).unwrap();
    })
    .await;
    assert_eq!(world.get("/jeu").await.status(), 404);
    assert!(world.asks(&mut Visitor::default(), "faut-il un concours ?").await["text"].as_str().unwrap().contains("concours"));
    world.app.stop().await;
}

/// The game that was in service before anything broke: both its ends lead on.
async fn is_the_last_good_one(world: &World) {
    let opening = world.page("/jeu").await;
    assert!(opening.contains("Passez une journée") && !opening.contains("Volez une heure"), "{opening}");
    let first = world.plays("/jeu", &[]).await;
    let next = world.plays("/jeu/partie", &[("p", &play_of(&first)), ("choix", "2")]).await;
    assert!(world.page(&next).await.contains("L&#39;imprimante du troisième"), "the scene that is gone from the folder");
}

async fn a_play_of_another_game_begins_again_and_nonsense_breaks_nothing(base: Base) {
    let world = world(base).await;
    let places = world.plays_through("0").await;
    let begun = play_of(&places[2]);
    let path = world.settings.responses.join(SCENE);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("metiers: [assistance]", "metiers: [chef-projet]", 1)).unwrap();
    until(&world, "the changed game", async |world: &World| world.get(&places[2]).await.status() == 410).await;
    for answer in [world.get(&places[2]).await, world.send_form("/jeu/partie", &[("p", &begun), ("choix", "0")]).await] {
        assert_eq!(answer.status(), 410);
        let page = plain(&answer.text().await.unwrap());
        assert!(page.contains(CHANGED) && page.contains("Commencer la partie"), "{page}");
    }
    let first = play_of(&world.plays("/jeu", &[]).await);
    // No such choice: one stays where one was.
    for choice in ["9", "-1", "", "é", "0x0", &"9".repeat(5_000)] {
        assert_eq!(play_of(&world.plays("/jeu/partie", &[("p", &first), ("choix", choice)]).await), first, "{choice}");
    }
    let head = &first[..15];
    for play in ["", "-", "x", "é", "<script>", &format!("{head}99"), &format!("{head}{}", "0".repeat(12)), &"0".repeat(9_000)] {
        let answer = world.send_form("/jeu/partie", &[("p", play), ("choix", "0")]).await;
        assert_eq!(answer.status(), 410, "{play}");
        assert!(!answer.text().await.unwrap().contains("<script>"), "{play}");
    }
    for path in
        ["/jeu/metiers/inconnu", "/jeu/metiers/..%2f..%2fstaff", "/jeu/cartes/developpement", "/jeu/cartes/inconnu.png", "/jeu/cartes/.png"]
    {
        let answer = world.get(path).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert!(plain(&answer.text().await.unwrap()).contains("commencez une partie"), "{path}");
    }
    let counts = world.game_counts().await;
    assert_eq!((counts.done, counts.asked), (1, 0), "nothing of this was a play");
    world.app.stop().await;
}

async fn until_told(world: &World, problem: &str) {
    until(world, problem, async |world: &World| plain(&world.staff_page("/staff/fichiers").await).contains(problem)).await;
}

async fn until(world: &World, what: &str, holds: impl AsyncFn(&World) -> bool) {
    let waited = async {
        while !holds(world).await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waited).await.unwrap_or_else(|_| panic!("not in time: {what}"));
}
