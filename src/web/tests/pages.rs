//! The chat page without script, tracked links, and what stays when the
//! database cannot be read.

use reqwest::header::{LOCATION, USER_AGENT};

use super::*;

#[tokio::test]
async fn a_candidate_converses_with_forms_alone() {
    let world = World::new().await;
    let empty = text(world.get("/?de=presse").await).await;
    let (conversation, message_id) = (field(&empty, "conversation"), field(&empty, "message_id"));
    assert_eq!(field(&empty, "source"), "presse");
    let question = "Combien de jours de télétravail par semaine ? <script>alert(1)</script>";
    let form = [("text", question), ("conversation", &conversation), ("message_id", &message_id), ("source", "presse")];
    let asked = text(world.post("/", &form).await).await;
    assert!(asked.contains("&#60;script&#62;alert(1)&#60;/script&#62;"), "{asked}");
    for part in [
        "Avant de commencer",
        "Réponse automatique",
        "Trois jours <strong>au plus</strong>.",
        "value=\"confirm_age\"",
        "value=\"hand_over\"",
    ] {
        assert!(asked.contains(part), "{part}: {asked}");
    }
    assert_eq!(field(&asked, "conversation"), conversation);
    assert_ne!(field(&asked, "message_id"), message_id);

    let reloaded = text(world.post("/", &form).await).await;
    assert_eq!(reloaded.matches("class=\"exchange\"").count(), 1);

    let exchange = field(&asked, "exchange");
    let tap = [("gesture", "confirm_age"), ("conversation", &conversation), ("exchange", &exchange)];
    let confirmed = text(world.post("/geste", &tap).await).await;
    assert!(confirmed.contains("(question non gardée)"));
    assert!(!confirmed.contains("value=\"confirm_age\""));

    let form = [("text", TELEWORK), ("conversation", &conversation), ("message_id", "2")];
    let second = text(world.post("/", &form).await).await;
    assert_eq!(second.matches("class=\"exchange\"").count(), 2);
    assert!(second.contains(&format!("<p class=\"typed\">{TELEWORK}</p>")));
    assert_eq!(second.matches("Avant de commencer").count(), 1);
}

#[tokio::test]
async fn a_question_of_the_longest_fits_whatever_its_signs() {
    let world = World::new().await;
    for sign in ["a", "€", "🚲"] {
        let asked = world.post("/", &[("text", &sign.repeat(2_000)), ("conversation", &"0".repeat(32)), ("message_id", "1")]).await;
        assert_eq!(asked.status(), 200, "{sign}");
    }
    let refused = world.post("/", &[("text", &"🚲".repeat(3_000))]).await;
    assert_eq!(refused.status(), 413);
    assert!(text(refused).await.contains("Ce que vous avez envoyé est trop long : 32 Kio au plus."));
}

#[tokio::test]
async fn what_is_kept_is_taken_away_in_words() {
    let world = World::new().await;
    let page = text(world.post("/", &[("text", TELEWORK)]).await).await;
    let conversation = field(&page, "conversation");
    let file = text(world.post("/mes-donnees/fichier", &[("conversation", &conversation)]).await).await;
    let file: Value = serde_json::from_str(&file).expect("JSON");
    assert_eq!(file["Échanges"][0]["Issue"], "réponse donnée");
    assert_eq!(file["Échanges"][0]["Question"], "non gardée");
    assert_eq!(file["15 ans ou plus"], "pas dit");
    let nothing = text(world.post("/mes-donnees/fichier", &[("conversation", &"0".repeat(32))]).await).await;
    let nothing: Value = serde_json::from_str(&nothing).expect("JSON");
    assert_eq!(nothing["Message"], "Nous ne gardons rien de vos échanges.");
}

#[tokio::test]
async fn a_word_that_is_not_ours_is_a_new_visitor() {
    let world = World::new().await;
    let page = text(world.post("/", &[("text", TELEWORK), ("conversation", "\"><script>")]).await).await;
    assert_eq!(field(&page, "conversation").len(), 32);
    assert!(!page.contains("\"><script>"));
}

#[tokio::test]
async fn a_session_is_announced_then_rated_by_who_asked_in_it() {
    let world = World::new().await;
    let now = world.clock.now();
    let hour = jiff::SignedDuration::from_hours(1);
    let session = crate::sessions::plan("Un soir", now + hour, now + hour * 2, now).expect("a session");
    world.store.plan_session(&session, now).await.expect("a plan");
    assert!(
        text(world.get("/").await).await.contains("Prochain t&#39;chat\u{a0}: «\u{a0}Un soir\u{a0}», le 23/11/2026 à 11\u{a0}h\u{a0}00.")
    );
    world.wait(90);
    let page = text(world.post("/", &[("text", TELEWORK)]).await).await;
    let conversation = field(&page, "conversation");
    assert!(page.contains("T&#39;chat en cours\u{a0}: «\u{a0}Un soir\u{a0}»"), "{page}");
    assert!(!text(world.get("/").await).await.contains("name=\"stars\""));
    let idle = "0".repeat(32);
    world.post("/geste", &[("gesture", "confirm_age"), ("conversation", &idle)]).await;
    let form = [("gesture", "satisfaction"), ("conversation", &*idle), ("session", session.id.as_str()), ("stars", "1")];
    assert_eq!(world.post("/geste", &form).await.status(), 200, "who asked nothing is told so kindly");
    for (wait, stars, status) in [(0, "6", 422), (0, "5", 200), (149, "4", 200), (2, "1", 200)] {
        world.wait(wait);
        let form = [("gesture", "satisfaction"), ("conversation", &*conversation), ("session", session.id.as_str()), ("stars", stars)];
        assert_eq!(world.post("/geste", &form).await.status(), status, "{stars}");
    }
    let facts = world.store.facts(&crate::store::Scope::Session(session.id)).await.expect("facts");
    assert_eq!(facts.stars, [4], "one asked nothing, the other's last came too late");
}

#[tokio::test]
async fn a_line_is_kept_with_stars_that_count_alone() {
    let world = World::new().await;
    let now = world.clock.now();
    let minutes = jiff::SignedDuration::from_mins;
    let session = crate::sessions::plan("Un soir", now + minutes(1), now + minutes(61), now).expect("a session");
    world.store.plan_session(&session, now).await.expect("a plan");
    world.wait(2);
    let conversation = field(&text(world.post("/", &[("text", TELEWORK)]).await).await, "conversation");
    world.post("/geste", &[("gesture", "confirm_age"), ("conversation", &*conversation)]).await;
    let rates = async |world: &World, said: &str| {
        let form = [
            ("gesture", "satisfaction"),
            ("conversation", &*conversation),
            ("session", session.id.as_str()),
            ("stars", "5"),
            ("said", said),
        ];
        text(world.post("/geste", &form).await).await
    };
    assert!(rates(&world, "Clair.").await.contains("sans votre nom"));
    world.wait(60 + 120);
    let told = rates(&world, "Trop tard.").await;
    assert!(!told.contains("sans votre nom"), "{told}");
    assert_eq!(world.store.remarks_of(&session.id).await.expect("the lines"), ["Clair."]);
}

#[tokio::test]
async fn a_line_beside_the_stars_is_asked_once_of_who_is_of_age_and_read_by_hr_alone() {
    let mut world = World::new().await;
    let now = world.clock.now();
    let minutes = jiff::SignedDuration::from_mins;
    let session = crate::sessions::plan("Un soir", now + minutes(1), now + minutes(61), now).expect("a session");
    world.store.plan_session(&session, now).await.expect("a plan");
    world.wait(2);
    let page = text(world.post("/", &[("text", TELEWORK)]).await).await;
    let conversation = field(&page, "conversation");
    let chat = async |world: &World| text(world.post("/", &[("conversation", &*conversation)]).await).await;
    assert!(chat(&world).await.contains("name=\"stars\"") && !chat(&world).await.contains("name=\"said\""), "not before the age");
    world.post("/geste", &[("gesture", "confirm_age"), ("conversation", &*conversation)]).await;
    assert!(chat(&world).await.contains("name=\"said\" maxlength=\"300\""));
    let form = |said| {
        [("gesture", "satisfaction"), ("conversation", &*conversation), ("session", session.id.as_str()), ("stars", "5"), ("said", said)]
    };
    let too_long = "é".repeat(301);
    let long = text(world.post("/geste", &form(&too_long)).await).await;
    assert!(long.replace('\u{a0}', " ").contains("Votre mot est trop long : 300 caractères au plus."), "{long}");
    let told = text(world.post("/geste", &form("Clair !\r\nÉcrivez à <b>anne@exemple.fr</b>")).await).await;
    assert!(told.contains("sans votre nom"), "{told}");
    assert!(!chat(&world).await.contains("name=\"stars\""), "it is not asked twice");
    let data = text(world.post("/mes-donnees", &[("conversation", &*conversation)]).await).await;
    assert!(data.contains("Vos mots sur ces sessions") && data.contains("Clair ! Écrivez"), "{data}");

    let report = format!("/staff/rapports/{}", session.id);
    let lines = async |world: &World| {
        let lines = world.store.audit_lines(None, 0, 100).await.expect("the log");
        lines.iter().filter(|line| line.done.action == "mots sur une session lus").count()
    };
    for (role, reads) in [(StaffRole::Manager, false), (StaffRole::Expert, false), (StaffRole::Rh, true), (StaffRole::Admin, true)] {
        world.as_role(role).await;
        let page = text(world.get(&report).await).await;
        assert_eq!(
            page.contains("<li class=\"card typed\">Clair ! Écrivez à &#60;b&#62;[adresse électronique]&#60;/b&#62;</li>"),
            reads,
            "{role:?}: {page}"
        );
    }
    assert_eq!(lines(&world).await, 2, "reading it is noted");
    let form = [("conversation", &*conversation), ("confirme", "oui")];
    world.post("/mes-donnees/effacer", &form).await;
    assert!(!text(world.get(&report).await).await.contains("Clair"), "it goes with its person");
}

#[tokio::test]
async fn a_tracked_link_leads_on_and_counts_people() {
    let world = World::new().await;
    let now = world.clock.now();
    let target = "https://www.emploi-territorial.fr/offre/1";
    world.store.add_link("offre", "presse", Some(target), now).await.expect("a link");
    world.store.add_link("piege", "presse", Some("https://evil.example/"), now).await.expect("a link");
    world.store.add_link("vieux", "presse", None, now).await.expect("a link");
    for (slug, location) in [("offre", target), ("piege", "/?de=piege"), ("vieux", "/?de=vieux")] {
        let response = world.get(&format!("/r/{slug}")).await;
        assert_eq!((response.status().as_u16(), response.headers()[LOCATION].to_str().ok()), (302, Some(location)));
        assert_eq!(response.headers()["referrer-policy"], "no-referrer");
        assert_eq!(response.headers()["cache-control"], "no-store");
    }
    world.request(Method::HEAD, "/r/offre").send().await.expect("a response");
    world.request(Method::GET, "/r/offre").header(USER_AGENT, "LinkedInBot/1.0").send().await.expect("a response");
    world.store.remove_link("vieux", now).await.expect("removed");
    assert_eq!(world.get("/r/vieux").await.status(), 410);
    for path in ["/r/inconnu", "/r/..%2f..", "/r/%0d%0aLocation:%20https://evil.example", "/r/https:%2f%2fevil.example"] {
        let response = world.get(path).await;
        assert_eq!(response.status(), 404, "{path}");
        assert!(!response.headers().contains_key(LOCATION));
        assert!(text(response).await.contains("<a class=\"button\" href=\"/\">Aller au t'chat</a>"));
    }
    let visits: Vec<_> = world.store.tracked_links().await.expect("links").into_iter().map(|(link, visits)| (link.slug, visits)).collect();
    for (slug, expected) in [("offre", 1), ("piege", 1), ("vieux", 1)] {
        assert!(visits.contains(&(slug.to_owned(), expected)), "{visits:?}");
    }
}

#[tokio::test]
async fn a_candidate_is_answered_while_the_database_cannot_be_read() {
    let mut world = World::new().await;
    world.log_in().await;
    assert_eq!(world.get("/healthz").await.status(), 200);
    world.store.close().await;
    assert_eq!(world.get("/healthz").await.status(), 503);
    let page = text(world.post("/", &[("text", TELEWORK)]).await).await;
    assert!(page.contains("Trois jours <strong>au plus</strong>."), "{page}");
    let fault = world.get("/staff").await;
    assert_eq!(fault.status(), 500);
    let fault = text(fault).await;
    assert!(fault.contains("Désolé, je n&#39;arrive pas à vous répondre. Réessayez dans quelques minutes."), "{fault}");
    assert!(!fault.contains("pool"));
}

#[tokio::test]
async fn what_is_kept_is_said_with_how_long() {
    use crate::privacy::{ADDRESS_KEPT_DAYS, TEXT_KEPT_DAYS};
    let page = text(World::new().await.get("/a-propos").await).await;
    assert!(page.contains(&format!("Vos questions sont gardées {TEXT_KEPT_DAYS}&nbsp;jours")), "{page}");
    assert!(page.contains(&format!("l'oublie {ADDRESS_KEPT_DAYS}&nbsp;jours après votre dernier message")), "{page}");
}
