//! The conversation in JSON, and the news that follow it.

use serde_json::json;

use super::*;

#[tokio::test]
async fn a_question_is_answered_and_its_repetition_gets_the_same_answer() {
    let world = World::new().await;
    let (status, first) = world.tell("/api/chat", &json!({ "text": TELEWORK, "message_id": "1" })).await;
    assert_eq!((status, &first["outcome"], &first["entry"]), (200, &json!("answer"), &json!("teletravail-jours")));
    assert!(first["text"].as_str().is_some_and(|text| text.starts_with("Trois jours **au plus**.")));
    assert!(first["notice"].as_str().is_some_and(|notice| notice.contains("« Mes données », en bas de cette page")));
    let keys: Vec<_> = first.as_object().expect("an object").keys().map(String::as_str).collect();
    let mut expected =
        ["exchange", "outcome", "entry", "others", "text", "confidence", "near", "faq_version", "notice", "offers", "conversation", "kept"]
            .to_vec();
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    expected.sort_unstable();
    assert_eq!(sorted, expected);

    let (_, again) = world.tell("/api/chat", &json!({ "text": TELEWORK, "message_id": "1" })).await;
    assert_eq!(again["exchange"], first["exchange"]);
    assert_eq!(again["offers"], json!([]), "its taps belong to the first conversation");
    let conversation = &first["conversation"];
    let next = json!({ "text": TELEWORK, "message_id": "1", "conversation": conversation });
    let (_, next_answer) = world.tell("/api/chat", &next).await;
    assert_ne!(next_answer["exchange"], first["exchange"], "the first message of a known conversation");
    assert_eq!(next_answer["notice"], Value::Null);
    let (_, repeated) = world.tell("/api/chat", &next).await;
    assert_eq!(repeated, next_answer);
    let edited = json!({ "text": "télétravail, c'est combien de jours", "message_id": "1", "conversation": conversation });
    let (_, edited_answer) = world.tell("/api/chat", &edited).await;
    assert_ne!(edited_answer["exchange"], next_answer["exchange"], "an edited text is another question");
}

#[tokio::test]
async fn bad_input_gets_one_clear_sentence() {
    let world = World::new().await;
    let too_long = json!({ "text": "é".repeat(17_000) }).to_string();
    let long_id = json!({ "text": "a", "message_id": "1".repeat(101) }).to_string();
    for (body, status, words) in [
        ("", 400, "Ce JSON est mal formé, ligne 1, colonne 0."),
        ("{\"text\": ", 400, "Ce JSON est mal formé, ligne 1, colonne 9."),
        ("{}", 422, "Il manque « text », ou une valeur n'est pas du texte."),
        ("{\"text\": 3}", 422, "Il manque « text », ou une valeur n'est pas du texte."),
        ("[]", 422, "Il manque « text », ou une valeur n'est pas du texte."),
        ("{\"text\": \"a\", \"conversation\": 1}", 422, "Il manque « text », ou une valeur n'est pas du texte."),
        ("{\"text\": \"a\", \"conversation\": \"' or 1=1 --\"}", 400, "« conversation » n'a pas la forme attendue"),
        (&long_id, 400, "« message_id » est trop long : 100 caractères au plus."),
        (&too_long, 413, "Ce que vous avez envoyé est trop long : 32 Kio au plus."),
    ] {
        let (got, answer) = world.tell_text("/api/chat", body).await;
        assert_eq!(got, status, "{body:.40}: {answer}");
        assert!(answer["error"].as_str().is_some_and(|error| error.starts_with(words)), "{body:.40}: {answer}");
    }
    for (path, body, words) in [
        ("/api/geste", "{\"gesture\": 3}", "Une valeur n'est pas du texte. Forme attendue : {\"conversation\": \"…\", \"gesture\""),
        ("/api/geste", "[3]", "Une valeur n'est pas du texte."),
        ("/api/suivre", "{}", "Il manque « conversation », ou une valeur n'est pas du texte."),
    ] {
        let (status, answer) = world.tell_text(path, body).await;
        assert_eq!(status, 422, "{path}: {answer}");
        assert!(answer["error"].as_str().is_some_and(|error| error.starts_with(words)), "{path}: {answer}");
    }
    let form = world.post("/api/chat", &[("text", TELEWORK)]).await;
    assert_eq!(form.status(), 415);
    assert_eq!(world.get("/api/chat").await.status(), 405);
    assert_eq!(world.get("/api/rien").await.status(), 404);
}

#[tokio::test]
async fn what_is_no_question_is_refused_kindly_and_nothing_is_executed() {
    let world = World::new().await;
    for (asked, outcome) in [
        (String::new(), "refused"),
        ("👍🎉".to_owned(), "refused"),
        ("\u{200b}\u{202e}".to_owned(), "refused"),
        ("é".repeat(2_001), "refused"),
        ("'; drop table exchange; --".to_owned(), ""),
        ("@everyone <img src=x onerror=alert(1)>".to_owned(), ""),
    ] {
        let (status, answer) = world.tell("/api/chat", &json!({ "text": asked, "html": true })).await;
        assert_eq!(status, 200, "{asked:.20}");
        assert!(outcome.is_empty() || answer["outcome"] == outcome, "{asked:.20}: {answer}");
        assert!(answer["html"]["exchange"].as_str().is_some_and(|html| !html.contains("<img")), "{asked:.20}");
    }
}

#[tokio::test]
async fn a_link_gives_its_source_to_the_conversation() {
    let world = World::new().await;
    world.store.add_link("salon-2026", "salon", None, world.clock.now()).await.expect("a link");
    let salon = "<data value=\"salon\">Un salon ou un forum de l&#39;emploi</data>";
    for (slug, source) in [("salon-2026", Some(salon)), ("inconnu", None), ("<b>", None)] {
        let (_, answer) = world.tell("/api/chat", &json!({ "text": TELEWORK, "source": slug })).await;
        let page = text(world.post("/mes-donnees", &[("conversation", answer["conversation"].as_str().unwrap_or_default())]).await).await;
        let expected = format!("<dt>Origine</dt><dd>{}</dd>", source.unwrap_or("inconnue"));
        assert!(page.contains(&expected), "{slug}: {page}");
    }
}

#[tokio::test]
async fn an_erased_message_is_gone_for_good() {
    let world = World::new().await;
    let (_, first) = world.tell("/api/chat", &json!({ "text": TELEWORK })).await;
    let conversation = first["conversation"].as_str().unwrap_or_default();
    let question = json!({ "text": TELEWORK, "conversation": conversation, "message_id": "2" });
    assert_eq!(world.tell("/api/chat", &question).await.0, 200);
    let asked = text(world.post("/mes-donnees/effacer", &[("conversation", conversation)]).await).await;
    assert!(asked.contains("Oui, tout effacer"));
    assert_eq!(world.tell("/api/chat", &question).await.0, 200, "nothing is erased before it is confirmed");
    let erased = text(world.post("/mes-donnees/effacer", &[("conversation", conversation), ("confirme", "oui")]).await).await;
    assert!(erased.contains("data-forget"), "{erased}");
    let (status, answer) = world.tell("/api/chat", &question).await;
    assert_eq!((status, answer["error"].as_str()), (410, Some(super::super::chat::ERASED)));
}

#[tokio::test]
async fn the_answer_of_a_person_reaches_the_open_page() {
    let mut world = World::new().await;
    let (_, asked) = world.tell("/api/chat", &json!({ "text": TELEWORK })).await;
    let (conversation, exchange) = (asked["conversation"].clone(), asked["exchange"].clone());
    let tap = |gesture: &str| json!({ "conversation": conversation, "exchange": exchange, "gesture": gesture, "html": true });
    let (_, told) = world.tell("/api/geste", &tap("hand_over")).await;
    assert_eq!(told["offers"][0]["gesture"], "confirm_age_and_hand_over");
    world.tell("/api/geste", &tap("confirm_age_and_hand_over")).await;
    let waiting = world.store.waiting_questions().await.expect("questions");
    assert_eq!(waiting[0].question.as_deref(), Some(TELEWORK));

    let follow = json!({ "conversation": conversation }).to_string();
    let mut stream =
        world.request(Method::POST, "/api/suivre").header(CONTENT_TYPE, "application/json").body(follow).send().await.expect("a stream");
    assert_eq!(stream.headers()[CONTENT_TYPE], "text/event-stream");
    assert!(until(&mut stream, "event: session").await.ends_with("\n\n"));

    world.log_in().await;
    let answered = world.post(&format!("/staff/questions/{}", waiting[0].id), &[("reponse", "Oui <b>vraiment</b>.")]).await;
    assert_eq!(answered.status(), 303);
    let news = until(&mut stream, "event: answer").await;
    assert!(news.contains("Oui &lt;b&gt;vraiment&lt;/b&gt;."), "{news}");

    world.stop.cancel();
    world.serving.await.expect("a task").expect("a clean end");
}

/// Reads a stream up to the end of this event.
async fn until(stream: &mut Response, event: &str) -> String {
    let mut read = String::new();
    while let Some(chunk) = stream.chunk().await.expect("a chunk") {
        read.push_str(&String::from_utf8_lossy(&chunk));
        if read.contains(event) && read.ends_with("\n\n") {
            break;
        }
    }
    read
}
