//! What ambassadors, episodes and the game brought, in the report of a session,
//! of a month, and in a campaign: of nobody, and frozen with the rest.

use std::process::Command;

use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tchat::sessions::{freeze_ended, plan};
use tchat::store::Planned;
use tchat::words::{Door, GameStep, StaffRole};

use crate::episodes::{ASKED, UNTIL_THE_FIRST, write_series};
use crate::game::{play_of, write_game};
use crate::world::{Base, Visitor, World, copy, on_both};

on_both!(a_report_says_what_ambassadors_episodes_and_the_game_brought_and_freezes_it, a_level_is_not_shown_where_its_source_is_hidden,);

const EPISODE: &str = "episode/grotte-01";

/// The Tuesday after every world begins, from six to eight in the evening in Paris.
const OPENS: &str = "2026-11-24T17:00:00Z";
const CLOSES: &str = "2026-11-24T19:00:00Z";

fn at(instant: &str) -> Timestamp {
    instant.parse().unwrap()
}

/// A series, the game, texts for ambassadors, a link of HR and a session to come.
async fn world(base: Base) -> (World, String) {
    let world = World::start_with(base, |settings, folder| {
        settings.public_url = Some("https://tchat.exemple.fr".to_owned());
        let responses = folder.join("responses");
        write_series(&responses, "");
        write_game(&responses);
        copy("responses/ambassadeurs".as_ref(), &responses.join("ambassadeurs"));
    })
    .await;
    let session = plan("Un mardi", at(OPENS), at(CLOSES), world.now()).unwrap();
    assert_eq!(world.app.store().plan_session(&session, world.now()).await.unwrap(), Planned::Kept);
    world.app.store().add_link("lycee", "ecole", None, world.now()).await.unwrap();
    (world, session.id.to_string())
}

impl World {
    /// So many people ask what episodes lead to, each come by this link.
    async fn people_ask_by(&self, link: &str, people: usize) {
        for _ in 0..people {
            let mut visitor = Visitor { conversation: None, source: Some(link.to_owned()) };
            assert_eq!(self.asks(&mut visitor, ASKED).await["entry"], "teletravail-jours");
        }
    }

    /// Six agents enrol and say that they posted; gives the word of the first one's link.
    async fn six_agents(&mut self) -> String {
        self.as_role(StaffRole::Rh).await;
        let invitation = self.team_invites("agent", "10").await;
        let mut links = Vec::new();
        for number in 0..6 {
            let page = self.becomes_ambassador(&invitation, &format!("agent{number}@ville.fr")).await;
            self.send_form(&format!("{page}/fait"), &[("etape", "publication"), ("fait", "oui")]).await;
            links.push(self.link_of(&page).await.trim_start_matches("/r/").to_owned());
        }
        links.swap_remove(0)
    }

    async fn plays_on(&self, day: &str, steps: &[GameStep]) {
        for step in steps {
            self.app.store().count_game_step(Door::Discord, *step, day).await.unwrap();
        }
    }
}

/// Figures of a report that say what came from outside.
fn brought(report: &Value) -> Vec<(&'static str, Value, Value)> {
    const KEYS: [&str; 9] = [
        "active_ambassadors",
        "arrivals_by_level",
        "episode_visits",
        "arrivals_by_episode",
        "questions_by_episode",
        "themes_by_episode",
        "game_plays",
        "game_completions",
        "game_questions",
    ];
    KEYS.map(|key| (key, report["metrics"][key]["value"].clone(), report["metrics"][key]["base"].clone())).into()
}

async fn a_report_says_what_ambassadors_episodes_and_the_game_brought_and_freezes_it(base: Base) {
    let (mut world, session) = world(base).await;
    let agent = world.six_agents().await;
    // Eight days before the session, seven days before it, and the day after it.
    let (begun, done, asked) = (GameStep::Begun, GameStep::Done, GameStep::Asked);
    world.plays_on("2026-11-16", &[begun, begun, done, asked]).await;
    world.plays_on("2026-11-17", &[begun, begun, done]).await;
    world.plays_on("2026-11-25", &[begun]).await;
    world.after(UNTIL_THE_FIRST);
    for _ in 0..3 {
        world.page("/episodes/grotte/01").await;
    }
    // Before the session: in the month of permanence, never in the session.
    world.people_ask_by("episode-grotte-01", 8).await;

    world.clock.turn_to(at(OPENS) + SignedDuration::from_mins(5));
    world.page("/episodes/grotte/01").await;
    for (link, people) in [("episode-grotte-01", 7), (agent.as_str(), 6), ("lycee", 5)] {
        world.people_ask_by(link, people).await;
    }
    // Somebody plays on the page, to the end, and asks from there; others come by the game too.
    let end = world.plays_through("0").await;
    let word = play_of(end.last().unwrap())[6..14].to_owned();
    for _ in 0..2 {
        let body = json!({ "text": ASKED, "source": "jeu", "jeu": word });
        assert_eq!(world.post("/api/chat", &body).await.status(), 200);
    }
    world.people_ask_by("jeu", 4).await;

    world.clock.turn_to(at(CLOSES) + SignedDuration::from_mins(5));
    world.as_role(StaffRole::Rh).await;
    let report = world.report(&session).await;
    let expected = vec![
        ("active_ambassadors", json!({ "Agentes et agents": 100.0, "Tous les niveaux": 100.0 }), json!(6)),
        ("arrivals_by_level", json!({ "Agentes et agents": 6 }), json!(24)),
        ("episode_visits", json!({ EPISODE: 4 }), Value::Null),
        ("arrivals_by_episode", json!({ EPISODE: 7 }), json!(24)),
        ("questions_by_episode", json!({ EPISODE: 7 }), json!(24)),
        ("themes_by_episode", json!({ EPISODE: { "teletravail": 7 } }), json!(7)),
        ("game_plays", json!(3), Value::Null),
        ("game_completions", json!(2), json!(3)),
        ("game_questions", json!(1), json!(2)),
    ];
    assert_eq!(brought(&report), expected);

    // The same in each of its clothes, with the titles that HR wrote.
    for path in ["?format=txt", "", "/csv"] {
        let worn = world.staff_page(&format!("/staff/rapports/{session}{path}")).await.replace("&#39;", "'").replace("&nbsp;", " ");
        let worn = worn.replace(['\u{a0}', '\u{202f}'], " ");
        for told in
            ["Le premier écran", "Agentes et agents", "Parties du jeu suivies d'une question", "Thèmes des questions venues d'un épisode"]
        {
            assert!(worn.contains(told), "{told} in {path}: {worn}");
        }
    }

    // The month says its own people, and its own days.
    let month = world.report("permanence-2026-11").await;
    let told = brought(&month);
    for (place, expected) in [
        (1, ("arrivals_by_level", Value::Null, json!(8))),
        (2, ("episode_visits", json!({ EPISODE: 4 }), Value::Null)),
        (3, ("arrivals_by_episode", json!({ EPISODE: 8 }), json!(8))),
        (4, ("questions_by_episode", json!({ EPISODE: 8 }), json!(8))),
        (6, ("game_plays", json!(6), Value::Null)),
        (7, ("game_completions", json!(3), json!(6))),
        (8, ("game_questions", json!(2), json!(3))),
    ] {
        assert_eq!(told[place], expected);
    }
    let before = world.report("permanence-2026-10").await;
    assert_eq!(before["metrics"]["game_plays"]["state"], "unknown", "it was never played yet");

    a_campaign_says_it_for_its_own_dates(&world).await;

    // Seven days after the end all of it freezes.
    freeze_ended(world.app.store(), at(CLOSES) + SignedDuration::from_hours(8 * 24)).await.unwrap();
    world.plays_on("2026-11-24", &[begun, done, asked]).await;
    world.app.store().count_visit("episode-grotte-01", "2026-11-24").await.unwrap();
    assert_eq!(brought(&world.report(&session).await), expected, "nothing is counted again");
    assert_eq!(brought(&world.report("permanence-2026-11").await)[6].1, json!(7), "where it is not frozen, it is");
    world.app.stop().await;
}

/// A campaign whose dates hold all of it, and one of another month.
async fn a_campaign_says_it_for_its_own_dates(world: &World) {
    for (name, first, last) in [("Hiver", "2026-11-20", "2026-11-30"), ("Printemps", "2027-04-01", "2027-04-30")] {
        let fields = [("nom", name), ("but", "sensibilisation"), ("debut", first), ("fin", last)];
        assert_eq!(world.send_form("/staff/nouvelle-campagne", &fields).await.status(), 303, "{name}");
    }
    let read = |text: String| serde_json::from_str::<Value>(&text).unwrap();
    let told = read(world.staff_page("/staff/campagnes/hiver?format=json").await);
    for (key, value) in [
        ("arrivals_by_personal_link", json!({ "Agentes et agents": 6 })),
        ("episode_visits", json!({ EPISODE: 4 })),
        ("arrivals_by_episode", json!({ EPISODE: 15 })),
        ("questions_by_episode", json!({ EPISODE: 15 })),
        ("themes_by_episode", json!({ EPISODE: { "teletravail": 15 } })),
        ("game_plays", json!(2)),
        ("game_completions", json!(1)),
        ("game_questions", json!(1)),
    ] {
        assert_eq!(told["metrics"][key]["value"], value, "{key}");
    }
    let told = read(world.staff_page("/staff/campagnes/printemps?format=json").await);
    for key in ["arrivals_by_personal_link", "episode_visits", "arrivals_by_episode", "questions_by_episode"] {
        assert!(told["metrics"].get(key).is_none(), "{key}: nothing came of it");
    }
    let shown = Command::new(env!("CARGO_BIN_EXE_tchat"))
        .args(["campaign", "show", "hiver", "--database", world.settings.database.expose_secret(), "--responses"])
        .arg(&world.settings.responses)
        .output()
        .unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap().replace('\u{a0}', " ");
    assert!(shown.contains("Arrivées par épisode : Le premier écran : 15\n"), "{shown}");
    assert!(shown.contains("Parties du jeu finies : 1 – base : 2 (parties commencées)"), "{shown}");
}

async fn a_level_is_not_shown_where_its_source_is_hidden(base: Base) {
    let (mut world, session) = world(base).await;
    let agent = world.six_agents().await;
    world.clock.turn_to(at(OPENS) + SignedDuration::from_mins(5));
    world.page("/episodes/grotte/01").await;
    // One comes from a school: beside « autres », six agents would tell that it is one.
    for (link, people) in [("episode-grotte-01", 7), (agent.as_str(), 6), ("lycee", 1)] {
        world.people_ask_by(link, people).await;
    }
    world.as_role(StaffRole::Rh).await;
    let report = world.report(&session).await;
    assert_eq!(report["metrics"]["arrivals_by_source"]["value"], json!({ EPISODE: 7, "autres": 7 }));
    let levels = &report["metrics"]["arrivals_by_level"];
    assert_eq!((&levels["state"], &levels["value"], &levels["base"]), (&json!("hidden"), &Value::Null, &json!(14)));
    assert_eq!(report["metrics"]["arrivals_by_episode"]["value"], json!({ EPISODE: 7 }));
    let page = world.staff_page(&format!("/staff/rapports/{session}?format=txt")).await.replace('\u{a0}', " ");
    assert!(page.contains("Arrivées par niveau d'ambassadeur : trop peu de personnes pour être montré"), "{page}");
    world.app.stop().await;
}
