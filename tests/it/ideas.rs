//! What candidates wrongly believe: the answer ends by asking whether it changed
//! their mind, each exchange is counted once, and the report says the share.

use std::fs;
use std::path::Path;

use jiff::SignedDuration;
use reqwest::Response;
use serde_json::{Value, json};

use crate::world::{Base, Visitor, World, on_both};

on_both!(
    a_changed_mind_is_counted_once_and_said_in_the_report,
    only_its_person_says_whether_a_mind_changed,
    what_was_said_is_seen_taken_away_and_erased,
);

pub(crate) const BELIEF: &str = "« L'administration, c'est le placard » : vrai ou faux ?";
pub(crate) const ASKED_AT_THE_END: &str = "Cette réponse a-t-elle changé votre idée ?";
const ANSWER: &str = "C'est faux : les projets ne manquent pas.\n\nSources\u{a0}: Bilan social (lu le 22/11/2026)";
const THANKS: &str = "Merci, c'est noté. Votre réponse nous aide à mieux parler de nos métiers.";
const TOO_OLD: &str = "Ce bouton ne marche plus\u{a0}: il est trop ancien. Posez à nouveau votre question, je vous réponds tout de suite.";

/// Adds an answer to something wrongly believed.
pub(crate) fn write_misconception(responses: &Path) {
    let folder = responses.join("faq/idees-recues");
    fs::create_dir_all(&folder).unwrap();
    let text = format!(
        "---\nstatut: publie\nresponsable: DRH\nsources:\n  - texte: \"Bilan social\"\n    lu_le: 2026-11-22\nvalable_du: 2026-11-22\n\
         a_revoir_le: 2099-11-22\n---\n\n# {BELIEF}\n\nC'est faux : les projets ne manquent pas.\n\n## Autres formulations\n\n\
         - au placard dans l'administration\n- on s'ennuie dans le public\n"
    );
    fs::write(folder.join("idee-recue-placard.md"), text).unwrap();
}

async fn world(base: Base) -> World {
    let mut world = World::start_with(base, |settings, _| write_misconception(&settings.responses)).await;
    world.staff_enters().await;
    world
}

async fn a_changed_mind_is_counted_once_and_said_in_the_report(base: Base) {
    let world = world(base).await;
    let mut people: [Visitor; 4] = Default::default();
    let mut exchanges = Vec::new();
    for person in &mut people {
        let answer = world.asks(person, BELIEF).await;
        assert_eq!(answer["text"], format!("{ANSWER}\n\n{ASKED_AT_THE_END}"));
        let taps: Vec<_> = answer["offers"].as_array().unwrap().iter().map(|offer| (&offer["gesture"], &offer["label"])).collect();
        assert_eq!(taps[1..3], [(&json!("changed_mind"), &json!("Oui")), (&json!("same_mind"), &json!("Non"))], "{answer}");
        assert!(!answer.to_string().contains("useful"), "one question, not two");
        exchanges.push(answer["exchange"].clone());
    }
    // Anne taps three times, Bilal changes his mind again, Chloé says no, Dan nothing.
    for (person, gesture) in
        [(0, "changed_mind"), (0, "changed_mind"), (0, "changed_mind"), (1, "same_mind"), (1, "changed_mind"), (2, "same_mind")]
    {
        let told = world.taps(&people[person], &exchanges[person], json!(gesture)).await;
        assert_eq!(told["text"], THANKS);
    }
    let figure = world.report("permanence-2026-11").await["metrics"]["changed_mind_rate"].clone();
    let expected = json!({
        "label": "Idées reçues levées",
        "formula": "« oui » à « Cette réponse a-t-elle changé votre idée ? », posée après une idée reçue / réponses à cette question",
        "value": 66.67, "unit": "%", "base": 3, "origin": "bot", "coverage": 75.0, "missing": false, "read_on": null, "state": "known",
    });
    assert_eq!(figure, expected);
    let page = world.staff_page("/staff/rapports/permanence-2026-11").await;
    let (_, card) = page.split_once("<dt>Idées reçues levées</dt>").expect("the page shows the figure");
    let card = card.split("</div>").next().unwrap().replace('\u{a0}', " ");
    for part in ["66,67 %", "base : 3 (réponses à cette question)<", "couverture : 75 %<"] {
        assert!(card.contains(part), "{part}: {card}");
    }

    // What was said stays after the program stopped, and can still be changed.
    let world = world.restart().await;
    world.taps(&people[2], &exchanges[2], json!("changed_mind")).await;
    let mut world = world;
    world.staff_enters().await;
    assert_eq!(world.report("permanence-2026-11").await["metrics"]["changed_mind_rate"]["value"], 100.0);
    world.app.stop().await;
}

async fn only_its_person_says_whether_a_mind_changed(base: Base) {
    let world = world(base).await;
    let (mut anne, mut bilal) = (Visitor::default(), Visitor::default());
    let belief = world.asks(&mut anne, BELIEF).await;
    let pay = world.asks(&mut anne, "quel est le salaire ?").await;
    world.asks(&mut bilal, BELIEF).await;
    for (person, exchange) in [(&bilal, &belief["exchange"]), (&anne, &pay["exchange"]), (&anne, &json!("0".repeat(32)))] {
        assert_eq!(world.taps(person, exchange, json!("changed_mind")).await["text"], TOO_OLD);
    }
    let figure = world.report("permanence-2026-11").await["metrics"]["changed_mind_rate"].clone();
    assert_eq!((&figure["value"], &figure["base"], &figure["missing"]), (&Value::Null, &json!(0), &json!(true)));
    world.app.stop().await;
}

async fn what_was_said_is_seen_taken_away_and_erased(base: Base) {
    let world = world(base).await;
    let mut anne = Visitor::default();
    let belief = world.asks(&mut anne, BELIEF).await;
    world.taps(&anne, &belief["exchange"], json!("same_mind")).await;
    let mine = [("conversation", anne.conversation.as_deref().unwrap())];
    let seen = text(world.send_form("/mes-donnees", &mine).await).await;
    let told = format!("« {ASKED_AT_THE_END} » Vous avez répondu : non.");
    assert!(seen.replace('\u{a0}', " ").contains(&told), "{seen}");
    let file: Value = serde_json::from_str(&text(world.send_form("/mes-donnees/fichier", &mine).await).await).unwrap();
    assert_eq!(file["Échanges"][0]["La réponse a changé mon idée"], "non");
    text(world.send_form("/mes-donnees/effacer", &[mine[0], ("confirme", "oui")]).await).await;
    let metrics = world.report("permanence-2026-11").await["metrics"].clone();
    assert_eq!((&metrics["questions"]["value"], &metrics["changed_mind_rate"]["base"]), (&json!(1), &json!(0)), "what they said is gone");
    world.app.stop().await;
}

#[tokio::test]
async fn a_page_without_script_asks_it_and_shows_what_was_tapped() {
    let world = world(Base::Sqlite).await;
    let asked = text(world.send_form("/", &[("text", BELIEF), ("conversation", &"a".repeat(32)), ("message_id", "1")]).await).await;
    assert!(asked.contains(&format!("<p>{}</p>", ASKED_AT_THE_END.replace(" ?", "\u{a0}?"))), "{asked}");
    assert!(!asked.contains("aria-pressed"));
    let exchange = asked.split("name=\"exchange\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    for (gesture, other) in [("changed_mind", "same_mind"), ("same_mind", "changed_mind")] {
        let form = [("gesture", gesture), ("exchange", exchange), ("conversation", &"a".repeat(32))];
        let told = text(world.send_form("/geste", &form).await).await;
        assert!(told.contains("Merci, c&#39;est noté."), "{told}");
        assert!(told.contains(&format!("value=\"{gesture}\" aria-pressed=\"true\"")), "{told}");
        assert!(told.contains(&format!("value=\"{other}\">")), "one may still change one's mind: {told}");
    }
    world.app.stop().await;
}

#[tokio::test]
async fn what_is_frozen_does_not_change_with_a_late_tap() {
    let world = world(Base::Sqlite).await;
    let store = tchat::store::Store::open(secrecy::ExposeSecret::expose_secret(&world.settings.database)).await.unwrap();
    let (now, mut anne) = (world.now(), Visitor::default());
    let session = tchat::sessions::plan("Un soir", now - SignedDuration::from_mins(1), now + SignedDuration::from_mins(60), now).unwrap();
    assert_eq!(store.plan_session(&session, now).await.unwrap(), tchat::store::Planned::Kept);
    let belief = world.asks(&mut anne, BELIEF).await;
    world.taps(&anne, &belief["exchange"], json!("changed_mind")).await;
    tchat::sessions::freeze_ended(&store, now + SignedDuration::from_hours(24 * 8)).await.unwrap();
    assert_eq!(world.taps(&anne, &belief["exchange"], json!("same_mind")).await["text"], THANKS);
    let figure = world.report(session.id.as_str()).await["metrics"]["changed_mind_rate"].clone();
    assert_eq!((&figure["value"], &figure["base"]), (&json!(100.0), &json!(1)));
    store.close().await;
    world.app.stop().await;
}

async fn text(answer: Response) -> String {
    assert!(answer.status().is_success(), "{}", answer.status());
    answer.text().await.unwrap()
}
