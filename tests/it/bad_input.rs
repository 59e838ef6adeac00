//! Empty, huge, hostile, late and simultaneous input: one clear reply each,
//! nothing lost, nothing executed.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::store::run_sql;
use crate::world::{Base, Visitor, World, on_both};

on_both!(
    hostile_questions_are_answered_like_any_other,
    a_repeated_message_gets_the_stored_outcome,
    a_candidate_who_asks_too_fast_is_asked_to_wait,
    a_database_that_goes_away_costs_no_answer,
);

async fn hostile_questions_are_answered_like_any_other(base: Base) {
    let world = World::start(base).await;
    for (text, outcome) in [
        ("", "refused"),
        ("   \n\t ", "refused"),
        ("🙃🍕🚲", "refused"),
        ("\u{200b}\u{202e}\u{feff}", "refused"),
        (&*"a".repeat(2_001), "refused"),
        (&*"é".repeat(5_000), "refused"),
        ("@everyone @here <@1234> zblorg", "unknown"),
        ("[zblorg](javascript:alert(1)) **fnuk** `trapibule`", "unknown"),
        ("<script>alert('zblorg')</script><img src=x onerror=fnuk()>", "unknown"),
        ("'; drop table exchange; -- zblorg", "unknown"),
        ("zblorg \0 fnuk", "unknown"),
        ("combien de jours de té\u{200b}létravail par semaine ?", "answer"),
        ("COMBIEN DE JOURS DE TÉLÉTRAVAIL PAR SEMAINE ???", "answer"),
    ] {
        let answer = world.asks(&mut Visitor::default(), text).await;
        assert_eq!(answer["outcome"], outcome, "{text:?}: {answer}");
        assert!(answer["text"].as_str().is_some_and(|text| !text.is_empty()));
    }
    let kept = world.get("/healthz").await;
    assert_eq!(kept.status(), 200, "the tables still stand");
    world.app.stop().await;
}

async fn a_repeated_message_gets_the_stored_outcome(base: Base) {
    let world = World::start(base).await;
    let first = post(&world, &json!({"text": "quel est le salaire", "message_id": "m-1"})).await;
    let token = first["conversation"].as_str().unwrap();
    let body = json!({"text": "faut-il un concours", "conversation": token, "message_id": "m-2"});
    let asked = futures::future::join_all((0..5).map(|_| post(&world, &body))).await;
    for again in &asked {
        for key in ["outcome", "entry", "text", "exchange", "faq_version"] {
            assert_eq!(again[key], asked[0][key], "{key}");
        }
    }
    let again = post(&world, &json!({"text": "quel est le salaire", "message_id": "m-1"})).await;
    assert_eq!(again["exchange"], first["exchange"]);
    let other = post(&world, &json!({"text": "faut-il un concours", "message_id": "m-1"})).await;
    assert_ne!(other["exchange"], first["exchange"], "another question with the same number is another question");
    world.app.stop().await;
}

async fn a_candidate_who_asks_too_fast_is_asked_to_wait(base: Base) {
    let world = World::start(base).await;
    let mut anne = Visitor::default();
    let mut outcomes = Vec::new();
    for _ in 0..7 {
        outcomes.push(world.asks(&mut anne, "quel est le salaire").await["outcome"].clone());
    }
    assert_eq!(outcomes[..5], ["answer"; 5]);
    assert!(outcomes[5..].contains(&json!("refused")), "{outcomes:?}");
    assert_eq!(world.asks(&mut Visitor::default(), "quel est le salaire").await["outcome"], "answer", "others go on");
    world.app.stop().await;
}

async fn a_database_that_goes_away_costs_no_answer(base: Base) {
    let mut world = World::start(base).await;
    world.staff_enters().await;
    let mut anne = Visitor::default();
    let before = world.asks(&mut anne, "y a-t-il un zblorg ?").await;
    world.taps(&anne, &before["exchange"], json!("confirm_age")).await;
    break_the_table(&world, "alter table exchange rename to exchange_away").await;

    let answer = world.asks(&mut anne, "quel est le salaire").await;
    assert_eq!(answer["outcome"], "answer", "the curated answer still comes");
    let refused = world.taps(&anne, &before["exchange"], json!("hand_over")).await;
    let told = refused["text"].as_str().unwrap();
    assert!(told.contains("n'a pas été transmise") && !told.contains("sql"), "{told}");

    break_the_table(&world, "alter table exchange_away rename to exchange").await;
    world.after(SignedDuration::from_secs(30));
    let passed_on = world.taps(&anne, &before["exchange"], json!("hand_over")).await;
    assert!(passed_on["text"].as_str().is_some_and(|text| text.contains("est transmise")), "{passed_on}");
    world.app.stop().await;
}

#[tokio::test]
async fn what_is_not_a_question_is_one_clear_error() {
    let world = World::start(Base::Sqlite).await;
    let http = reqwest::Client::new();
    let url = world.url("/api/chat");
    for (body, kind, code) in [
        ("{", "application/json", 400),
        ("[]", "application/json", 422),
        ("{\"text\": 3}", "application/json", 422),
        ("{}", "application/json", 422),
        ("{\"text\": \"salut\", \"conversation\": \"a\"}", "application/json", 400),
        ("text=salut", "text/plain", 415),
        (&*format!("{{\"text\": \"{}\"}}", "a".repeat(200_000)), "application/json", 413),
    ] {
        let answer = http.post(&url).header("content-type", kind).body(body.to_owned()).send().await.unwrap();
        assert_eq!(answer.status(), code, "{}", &body[..body.len().min(60)]);
        let error: Value = answer.json().await.unwrap();
        assert!(error["error"].as_str().is_some_and(|text| text.len() > 10), "{error}");
    }
    world.app.stop().await;
}

#[tokio::test]
async fn a_broken_file_is_out_alone_and_is_told() {
    let mut world = World::start_with(Base::Sqlite, |_, folder| {
        let file = folder.join("responses/faq/concours/concours-obligatoire.md");
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replace("a_revoir_le: 2027-11-22", "a_revoir_le: bientôt")).unwrap();
    })
    .await;
    world.staff_enters().await;
    let answer = world.asks(&mut Visitor::default(), "quel est le salaire").await;
    assert_eq!(answer["entry"], "salaire");
    let out = world.asks(&mut Visitor::default(), "faut-il un concours").await;
    assert_ne!(out["entry"], "concours-obligatoire");
    let told = world.staff_page("/staff/fichiers").await;
    assert!(told.contains("concours-obligatoire.md:8:14: erreur"), "{told}");
    world.app.stop().await;
}

async fn post(world: &World, body: &Value) -> Value {
    let answer = world.post("/api/chat", body).await;
    assert_eq!(answer.status(), 200, "{body}");
    answer.json().await.unwrap()
}

/// Unhappy paths are real: the table is taken away under the running program.
pub(crate) async fn break_the_table(world: &World, statement: &'static str) {
    use secrecy::ExposeSecret;
    run_sql(world.settings.database.expose_secret(), statement).await;
}
