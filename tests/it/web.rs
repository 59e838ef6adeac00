//! The pages as browsers and programs meet them: tracked links, headers, health,
//! metrics, and who may open what.

use serde_json::{Value, json};

use crate::world::{Base, Visitor, World};

#[tokio::test]
async fn a_tracked_link_counts_its_visit_and_carries_its_source() {
    let mut world = World::start(Base::Sqlite).await;
    world.staff_enters().await;
    let mut anne = world.arrives_by("/r/instagram").await;
    world.asks(&mut anne, "quel est le salaire").await;
    let mine = [("conversation", anne.conversation.as_deref().unwrap())];
    assert!(world.send_form("/mes-donnees", &mine).await.text().await.unwrap().contains("instagram"), "the source is shown to its person");
    world.arrives_by("/r/instagram").await;
    let links = world.staff_page("/staff/liens").await;
    let row = links.split("<tr").find(|row| row.contains("/r/instagram")).expect("the link is listed");
    assert!(row.contains(">2<"), "{row}");
    world.app.stop().await;
}

#[tokio::test]
async fn an_unknown_or_removed_link_says_where_to_go() {
    let mut world = World::start(Base::Sqlite).await;
    world.staff_enters().await;
    for path in ["/r/inconnu", "/r/..%2f..%2fetc", "/r/%00", "/r/https:%2f%2fevil.example", "/r/é"] {
        let answer = world.get(path).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert!(answer.headers().get("location").is_none());
        assert!(answer.text().await.unwrap().contains("href=\"/\""), "{path}");
    }
    let removed = world.send_form("/staff/liens/salon/retirer", &[]).await;
    assert!(removed.status().is_redirection() || removed.status().is_success(), "{}", removed.status());
    assert_eq!(world.get("/r/salon").await.status(), 410);
    world.app.stop().await;
}

#[tokio::test]
async fn a_previewed_link_is_not_a_visit() {
    let mut world = World::start(Base::Sqlite).await;
    world.staff_enters().await;
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    for agent in ["LinkedInBot/1.0", "Mozilla/5.0 (compatible; Discordbot/2.0)", "facebookexternalhit/1.1"] {
        assert_eq!(http.get(world.url("/r/linkedin")).header("user-agent", agent).send().await.unwrap().status(), 302);
    }
    http.head(world.url("/r/linkedin")).send().await.unwrap();
    let links = world.staff_page("/staff/liens").await;
    let row = links.split("<tr").find(|row| row.contains("/r/linkedin")).unwrap();
    assert!(row.contains(">0<"), "{row}");
    world.app.stop().await;
}

#[tokio::test]
async fn every_page_is_guarded_by_its_headers() {
    let world = World::start(Base::Sqlite).await;
    for path in ["/", "/staff", "/healthz", "/r/linkedin", "/nulle-part"] {
        let answer = world.get(path).await;
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        assert!(header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert!(!header("content-security-policy").contains("unsafe"), "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert!(!header("referrer-policy").is_empty(), "{path}");
        assert!(header("set-cookie").is_empty(), "{path} sets no cookie");
    }
    assert!(world.get("/").await.headers()["cache-control"].to_str().unwrap().contains("no-store"));
    world.app.stop().await;
}

#[tokio::test]
async fn staff_pages_open_to_staff_only_and_the_link_works_once() {
    let mut world = World::start(Base::Sqlite).await;
    for path in [
        "/staff",
        "/staff/questions",
        "/staff/sessions",
        "/staff/rapports",
        "/staff/rapports/permanence-2026-11",
        "/staff/liens",
        "/staff/fichiers",
    ] {
        assert_eq!(world.get(path).await.status(), 401, "{path}");
    }
    let path = world.app.staff_link.replace(&world.url(""), "");
    assert_eq!(world.get(&path).await.status(), 200, "a link preview does not burn the link");
    world.staff_enters().await;
    assert!(world.staff_page("/staff").await.contains("t'chat"));
    let again = world.send_form(&path, &[]).await;
    assert!(again.status().is_client_error(), "{}", again.status());
    world.app.stop().await;
}

#[tokio::test]
async fn a_form_of_another_site_changes_nothing() {
    let mut world = World::start(Base::Sqlite).await;
    world.staff_enters().await;
    let http = reqwest::Client::new();
    for (path, form) in [
        ("/staff/sessions", [("titre", "Piège"), ("date", "2026-12-01"), ("heure", "18:00"), ("duree", "60")].as_slice()),
        ("/", &[("text", "quel est le salaire")]),
        ("/mes-donnees/effacer", &[("conversation", "00112233445566778899aabbccddeeff")]),
    ] {
        let request = http.post(world.url(path)).header("origin", "https://evil.example").header("sec-fetch-site", "cross-site").form(form);
        assert_eq!(request.send().await.unwrap().status(), 403, "{path}");
    }
    assert!(!world.staff_page("/staff/sessions").await.contains("Piège"));
    world.app.stop().await;
}

#[tokio::test]
async fn a_candidate_without_script_has_the_whole_conversation() {
    let world = World::start(Base::Sqlite).await;
    let page = world.page("/").await;
    assert!(page.contains("<form") && page.contains("lang=\"fr\""));
    let hidden = |page: &str, name: &str| {
        let place = page.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("the page carries {name}"));
        page[place..].split('"').nth(3).unwrap().to_owned()
    };
    let first = world.send_form("/", &[("text", "quel est le <b>salaire</b> ?"), ("message_id", &hidden(&page, "message_id"))]).await;
    assert_eq!(first.status(), 200);
    let first = first.text().await.unwrap();
    assert!(first.contains("Le montant vous sera donné par la DRH."));
    assert!(first.contains("&lt;b&gt;") || first.contains("&#60;b&#62;"), "what was typed is shown as text");
    let conversation = hidden(&first, "conversation");
    let second = world
        .send_form("/", &[("text", "faut-il un concours"), ("conversation", &conversation), ("message_id", &hidden(&first, "message_id"))])
        .await;
    let second = second.text().await.unwrap();
    assert!(second.contains("Le montant vous sera donné par la DRH.") && second.contains("sans concours"), "the conversation goes on");
    assert!(!world.page("/").await.contains(&conversation), "the word of a visitor is given to nobody else");
    world.app.stop().await;
}

#[tokio::test]
async fn health_and_metrics_tell_the_operator() {
    let world = World::start(Base::Sqlite).await;
    let health: Value = world.get("/healthz").await.json().await.unwrap();
    assert_eq!(health, json!({"status": "ok"}));
    world.asks(&mut Visitor::default(), "quel est le salaire").await;
    let metrics = reqwest::get(format!("http://{}/metrics", world.app.metrics.unwrap())).await.unwrap();
    let text = metrics.text().await.unwrap();
    assert!(text.contains("tchat_questions_total{door=\"web\",outcome=\"answer\"}"), "{text}");
    assert!(text.contains("# HELP tchat_questions_total Messages the bot made something of"), "{text}");
    assert!(!text.contains("salaire"), "no word of a candidate");
    assert_eq!(world.get("/metrics").await.status(), 404, "metrics are not on the public address");
    world.app.stop().await;
}
