//! The whole road once, on both databases: from the first word of a candidate
//! to the figures a manager reads.

use jiff::SignedDuration;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tchat::store::Store;
use tchat::words::SessionId;

use crate::fake_discord::FakeDiscord;
use crate::world::{Base, Visitor, World, on_both};

on_both!(
    an_evening_from_the_first_word_to_the_report,
    a_session_that_opened_and_closed_while_the_program_was_down_has_its_questions,
    figures_freeze_seven_days_after_and_nothing_changes_them,
    a_person_answers_what_the_bot_did_not_know,
    what_is_kept_can_be_seen_and_erased,
);

async fn an_evening_from_the_first_word_to_the_report(base: Base) {
    let discord = FakeDiscord::start().await;
    let mut world = World::with_discord(base, &discord).await;
    world.staff_enters().await;
    let session = plans_a_session(&world, "Un soir à la DSIN").await;

    // Anne comes from LinkedIn and asks three questions on the web.
    let mut anne = world.arrives_by("/r/linkedin").await;
    let first = world.asks(&mut anne, "combien de jours de télétravail par semaine ?").await;
    assert_eq!((&first["outcome"], &first["entry"]), (&json!("answer"), &json!("teletravail-jours")));
    assert!(first["notice"].as_str().unwrap().contains("programme"), "the first reply opens with the notice");
    let thumbs = world.taps(&anne, &first["exchange"], json!("useful")).await;
    assert!(thumbs["text"].as_str().unwrap().contains("Merci"));
    let second = world.asks(&mut anne, "faut-il un concours").await;
    assert_eq!((&second["outcome"], &second["notice"]), (&json!("answer"), &Value::Null));
    let third = world.asks(&mut anne, "quel est le salaire ?").await;
    assert!(third["text"].as_str().unwrap().contains("Le montant vous sera donné par la DRH."), "{third}");

    // Bilal asks in Discord: one answered, one choice pressed, one unknown.
    discord.bot_is_ready().await;
    let channel = discord.text_channel("questions");
    let bilal = discord.user("bilal");
    let asked = bilal.mentions_bot(&channel, "le concours est nécessaire ?").await;
    let answer = bilal.sees_answer_to(&asked).await;
    assert!(answer.content.contains("Non, un contrat est possible sans concours."), "{}", answer.content);
    let asked = bilal.mentions_bot(&channel, "le télétravail à la maison").await;
    let choices = bilal.sees_answer_to(&asked).await;
    let pressed = bilal.presses(&choices, "Y a-t-il une indemnité de télétravail ?").await;
    assert!(pressed.reply().await.content.contains("Un forfait par jour peut être versé."));
    let asked = bilal.mentions_bot(&channel, "zblorg fnuk trapibule ?").await;
    let unknown = bilal.sees_answer_to(&asked).await;
    assert!(unknown.content.contains("Je ne sais pas"), "{}", unknown.content);

    world.after(SignedDuration::from_mins(95));
    let report = world.report(&session).await;
    let value = |key: &str| report["metrics"][key]["value"].clone();
    assert_eq!(report["title"], "Un soir à la DSIN");
    assert_eq!(value("contacts"), json!(2));
    assert_eq!(value("conversations"), json!(2));
    assert_eq!(value("questions"), json!(6));
    assert_eq!(value("answer_rate"), json!(83.33));
    assert_eq!(value("unanswered"), json!(1));
    assert_eq!(value("bot_share"), json!(100.0));
    assert_eq!(value("unknown_rate"), json!(16.67));
    assert_eq!(value("handover_rate"), json!(0.0));
    assert_eq!(value("csat"), Value::Null);
    assert_eq!(value("by_theme"), json!({"concours": 40.0, "remuneration": 20.0, "teletravail": 40.0}));
    let page = world.staff_page(&format!("/staff/rapports/{session}")).await;
    for figure in ["Taux de réponse", "83,33\u{a0}%", "non renseigné"] {
        assert!(page.contains(figure), "the page shows {figure}");
    }
    let links = world.staff_page("/staff/liens").await;
    let row = links.split("<tr").find(|row| row.contains("/r/linkedin")).expect("the link is listed");
    assert!(row.contains(">1<"), "one visit by LinkedIn: {row}");
    assert!(world.staff_page("/staff/sessions").await.contains("terminée"));
    world.app.stop().await;
    discord.assert_clean();
}

async fn a_session_that_opened_and_closed_while_the_program_was_down_has_its_questions(base: Base) {
    let mut world = World::start(base).await;
    world.staff_enters().await;
    let session = plans_a_session(&world, "Un soir").await;
    world.asks(&mut Visitor::default(), "quel est le salaire").await;
    world.after(SignedDuration::from_hours(26));
    let mut world = world.restart().await;
    world.staff_enters().await;
    world.asks(&mut Visitor::default(), "faut-il un concours").await;
    assert_eq!(world.report(&session).await["metrics"]["questions"]["value"], 1);
    assert_eq!(world.report("permanence-2026-11").await["metrics"]["questions"]["value"], 1);
    world.app.stop().await;
}

async fn figures_freeze_seven_days_after_and_nothing_changes_them(base: Base) {
    let mut world = World::start(base).await;
    world.staff_enters().await;
    let session = plans_a_session(&world, "Un soir").await;
    let mut anne = Visitor::default();
    world.asks(&mut anne, "quel est le salaire").await;
    world.asks(&mut Visitor::default(), "faut-il un concours").await;
    world.after(SignedDuration::from_hours(2));
    let at_the_end = world.report(&session).await;
    let store = Store::open(world.settings.database.expose_secret()).await.unwrap();
    tchat::sessions::freeze_ended(&store, world.now() + SignedDuration::from_hours(24 * 6)).await.unwrap();
    assert_eq!(store.frozen_report(&SessionId::new(&session)).await.unwrap(), None, "not before seven days");
    tchat::sessions::freeze_ended(&store, world.now() + SignedDuration::from_hours(24 * 8)).await.unwrap();
    let limits = tchat::privacy::Limits::at(world.now() + SignedDuration::from_hours(24 * 100));
    assert!(store.clear_expired(limits.text_before, limits.address_before, world.now()).await.unwrap() > 0);
    store.close().await;
    let later = world.report(&session).await;
    assert_eq!(later["metrics"], at_the_end["metrics"]);
    assert_eq!(later["metrics"]["contacts"]["value"], 2);
    world.app.stop().await;
}

async fn a_person_answers_what_the_bot_did_not_know(base: Base) {
    let mut world = World::start(base).await;
    let mut anne = Visitor::default();
    let unknown = world.asks(&mut anne, "quel logiciel utilisez-vous zblorg ?").await;
    assert_eq!(unknown["outcome"], "unknown");
    let refused = world.taps(&anne, &unknown["exchange"], json!("hand_over")).await;
    assert!(refused["text"].as_str().unwrap().contains("15\u{a0}ans"), "the age comes first: {refused}");
    let passed_on = world.taps(&anne, &unknown["exchange"], json!("confirm_age_and_hand_over")).await;
    assert!(passed_on["text"].as_str().unwrap().contains("transmise"), "{passed_on}");

    world.staff_enters().await;
    let waiting = world.staff_page("/staff/questions").await;
    assert!(waiting.contains("quel logiciel utilisez-vous zblorg"), "the staff reads the question");
    let form = waiting.split("action=\"/staff/questions/").nth(1).and_then(|rest| rest.split(['"', '/']).next()).unwrap();
    world.after(SignedDuration::from_mins(10));
    let done = world.send_form(&format!("/staff/questions/{form}"), &[("reponse", "Oui, dans la cour.")]).await;
    assert!(done.status().is_success() || done.status().is_redirection(), "{}", done.status());
    assert!(!world.staff_page("/staff/questions").await.contains("zblorg"), "it waits no more");

    let page = world.send_form("/mes-donnees", &[("conversation", anne.conversation.as_deref().unwrap())]).await.text().await.unwrap();
    assert!(page.contains("Oui, dans la cour."), "the candidate reads the answer");
    let report = world.report("permanence-2026-11").await;
    assert_eq!(report["metrics"]["bot_share"]["value"], 0.0);
    assert_eq!(report["metrics"]["first_answer_delay"]["value"]["person"]["median"], 600.0);
    assert_eq!(report["metrics"]["handover_rate"]["value"], 100.0);
    world.app.stop().await;
}

async fn what_is_kept_can_be_seen_and_erased(base: Base) {
    let world = World::start(base).await;
    let mut anne = Visitor::default();
    let first = world.asks(&mut anne, "quel est le salaire ? je suis anne@exemple.fr").await;
    world.taps(&anne, &first["exchange"], json!("confirm_age")).await;
    world.asks(&mut anne, "combien on est payé ? mon numéro est le 06 12 34 56 78").await;
    let mine = [("conversation", anne.conversation.as_deref().unwrap())];
    let page = world.send_form("/mes-donnees", &mine).await.text().await.unwrap();
    assert!(page.contains("mon numéro est le [téléphone]"), "what is kept is shown, redacted");
    assert!(!page.contains("anne@exemple.fr") && !page.contains("je suis"), "the text before the age tap was never kept");
    world.send_form("/mes-donnees/effacer", &mine).await;
    let page = world.send_form("/mes-donnees", &mine).await.text().await.unwrap();
    assert!(page.contains("[téléphone]"), "nothing goes before the person has confirmed");
    let sure = [mine[0], ("confirme", "oui")];
    let erased = world.send_form("/mes-donnees/effacer", &sure).await.text().await.unwrap();
    assert!(erased.contains("effacé"), "{erased}");
    let page = world.send_form("/mes-donnees", &mine).await.text().await.unwrap();
    assert!(!page.contains("téléphone]"));
    let files = std::fs::read_dir(world.folder.path()).unwrap().flatten().filter(|file| file.path().is_file());
    for file in files {
        let bytes = std::fs::read(file.path()).unwrap();
        assert!(!bytes.windows(13).any(|part| part == b"mon num\xc3\xa9ro e"), "{:?} still holds the text", file.file_name());
    }
    world.app.stop().await;
}

/// A session of ninety minutes, planned and opened on the staff pages.
async fn plans_a_session(world: &World, title: &str) -> String {
    let form = [("titre", title), ("date", "2026-11-22"), ("heure", "19:00"), ("duree", "90")];
    let done = world.send_form("/staff/sessions", &form).await;
    assert!(done.status().is_success() || done.status().is_redirection(), "{}", done.status());
    let page = world.staff_page("/staff/sessions").await;
    let start = page.find("2026-11-22-un-soir").expect("the session is listed");
    page[start..].split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-')).next().unwrap().to_owned()
}

#[tokio::test]
async fn what_hr_changes_is_answered_within_seconds_and_a_broken_file_keeps_its_last_good_text() {
    let mut world = World::start(Base::Sqlite).await;
    world.staff_enters().await;
    let file = world.settings.responses.join("faq/teletravail/teletravail-jours.md");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("Jusqu'à deux jours", "Jusqu'à trois jours")).unwrap();
    until(|| asks_about_days(&world), |answer| answer.contains("Jusqu'à trois jours")).await;
    std::fs::write(&file, "---\nstatut: publi\n---\n").unwrap();
    until(|| world.staff_page("/staff/fichiers"), |page| page.contains("teletravail-jours.md")).await;
    assert!(asks_about_days(&world).await.contains("Jusqu'à trois jours"));
    world.app.stop().await;
}

async fn asks_about_days(world: &World) -> String {
    let answer = world.asks(&mut Visitor::default(), "combien de jours de télétravail").await;
    answer["text"].as_str().unwrap().to_owned()
}

/// Looks again and again until what is awaited is there, for a minute at most.
pub(crate) async fn until<F: Future<Output = String>>(look: impl Fn() -> F, is_there: impl Fn(&str) -> bool) {
    let waiting = async {
        while !is_there(&look().await) {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), waiting).await.expect("it came in time");
}

#[tokio::test]
async fn two_programs_on_one_postgresql_share_one_conversation() {
    let one = World::start(Base::Postgres).await;
    let other = World::start_with(Base::Postgres, |settings, _| {
        settings.database = one.settings.database.clone();
        settings.key_file = one.settings.key_file.clone();
    })
    .await;
    let body = json!({"text": "quel est le salaire", "message_id": "the-same-message-twice"});
    let (first, second) = tokio::join!(one.post("/api/chat", &body), other.post("/api/chat", &body));
    let (first, second): (Value, Value) = (first.json().await.unwrap(), second.json().await.unwrap());
    assert_eq!(first["exchange"], second["exchange"], "one of them recorded it");
    let mut anne = Visitor::default();
    let unknown = one.asks(&mut anne, "y a-t-il un zblorg ?").await;
    other.taps(&anne, &unknown["exchange"], json!("confirm_age")).await;
    let told = other.taps(&anne, &unknown["exchange"], json!("hand_over")).await;
    assert!(told["text"].as_str().unwrap().contains("Posez-la à nouveau"), "its text was in the other's memory only: {told}");
    let again = other.asks(&mut anne, "y a-t-il un zblorg ?").await;
    let told = one.taps(&anne, &again["exchange"], json!("hand_over")).await;
    assert!(told["text"].as_str().unwrap().contains("est transmise"), "{told}");
    one.app.stop().await;
    other.app.stop().await;
}
