//! An expert without account: one link, one session, then nothing.

use super::flow::Stream;
use super::*;
use crate::words::SessionId;

/// A session from now on for an hour, and the link of an expert for it.
async fn invited(world: &mut World) -> (SessionId, String) {
    world.log_in().await;
    let fields = [("titre", "Un soir"), ("date", "2026-11-23"), ("heure", "10:30"), ("duree", "60")];
    assert_eq!(world.post("/staff/sessions", &fields).await.status(), 303);
    let session = world.store.sessions().await.expect("sessions")[0].id.clone();
    let page = text(world.post(&format!("/staff/sessions/{session}/invites"), &[("nom", "Anne Lemoine")]).await).await;
    let (_, from) = page.split_once("/staff/invite/").expect("a link");
    let token: String = from.chars().take_while(char::is_ascii_alphanumeric).collect();
    assert!(!text(world.get(&format!("/staff/sessions/{session}/invites")).await).await.contains(&token), "the link is shown once");
    (session, format!("/staff/invite/{token}"))
}

/// Lets the holder of a link in.
async fn enter(world: &mut World, link: &str) {
    world.cookie = None;
    assert!(text(world.get(link).await).await.contains("Bonjour Anne Lemoine"));
    let entered = world.post(link, &[]).await;
    assert_eq!(entered.status(), 303, "{link}");
    let cookie = entered.headers()["set-cookie"].to_str().expect("a cookie").split(';').next().unwrap_or_default().to_owned();
    world.cookie = Some(cookie);
}

#[tokio::test]
async fn a_guest_answers_in_their_session_and_opens_nothing_else() {
    let mut world = World::new().await;
    let before = world.a_waiting_question().await;
    let (_, link) = invited(&mut world).await;
    world.wait(35);
    let during = {
        world.cookie = None;
        world.a_waiting_question().await;
        let waiting = world.store.waiting_questions().await.expect("questions");
        waiting.iter().map(|one| one.id.to_string()).find(|id| *id != before).expect("a question of the session")
    };
    enter(&mut world, &link).await;
    let page = text(world.get("/staff/questions").await).await;
    assert!(page.contains(&during) && !page.contains(&before), "what was asked before the session is not theirs: {page}");
    for hidden in ["Message hostile", "/staff/rapports", "réponses déjà données", "rendre public", "href=\"/staff\""] {
        assert!(!page.contains(hidden), "{hidden}: {page}");
    }
    for path in ["/staff", "/staff/rapports", "/staff/reponses-donnees", "/staff/sessions", "/staff/moi"] {
        assert_eq!(world.get(path).await.status(), 403, "{path}");
    }
    for (path, status) in [
        (format!("/staff/questions/{before}/prendre"), 403),
        (format!("/staff/questions/{before}"), 403),
        (format!("/staff/questions/{during}/clore"), 403),
        (format!("/staff/questions/{during}/prendre"), 303),
        (format!("/staff/questions/{during}"), 303),
    ] {
        assert_eq!(world.post(&path, &[("reponse", "Deux jours.")]).await.status(), status, "{path}");
    }
    let left = world.store.waiting_questions().await.expect("questions");
    assert_eq!(left.iter().map(|one| one.id.to_string()).collect::<Vec<_>>(), [before]);
}

#[tokio::test]
async fn the_link_of_a_guest_ends_with_the_session_or_when_it_is_taken_back() {
    let mut world = World::new().await;
    let (session, link) = invited(&mut world).await;
    let admin = world.cookie.clone();
    enter(&mut world, &link).await;
    enter(&mut world, &link).await;
    assert_eq!(world.get("/staff/questions").await.status(), 200, "it serves again");
    let guest = world.cookie.clone();

    world.cookie.clone_from(&admin);
    assert_eq!(world.post(&format!("/staff/sessions/{session}/invites"), &[("nom", "Zoé")]).await.status(), 200);
    let guests = world.store.guests_of(&session).await.expect("guests");
    assert_eq!(guests.iter().map(|guest| guest.name.as_str()).collect::<Vec<_>>(), ["Anne Lemoine", "Zoé"]);
    world.post(&format!("/staff/sessions/{session}/invites/{}/reprendre", guests[0].account), &[]).await;
    world.cookie.clone_from(&guest);
    assert_eq!(world.get("/staff/questions").await.status(), 401, "taken back");
    assert_eq!(world.get(&link).await.status(), 410);

    world.cookie.clone_from(&admin);
    let page = text(world.post(&format!("/staff/sessions/{session}/invites"), &[("nom", "Anne Lemoine")]).await).await;
    let (_, from) = page.split_once("/staff/invite/").expect("a link");
    let link = format!("/staff/invite/{}", from.chars().take_while(char::is_ascii_alphanumeric).collect::<String>());
    enter(&mut world, &link).await;
    world.wait(91);
    let late = world.post("/staff/questions/inconnue", &[("reponse", "Une longue réponse")]).await;
    assert_eq!(late.status(), 401);
    assert!(text(late).await.contains("Une longue réponse"), "what was typed is given back");
    assert_eq!(world.get(&link).await.status(), 410);
    assert_eq!(world.post(&link, &[]).await.status(), 410);
    world.cookie = admin;
    let refused = world.post(&format!("/staff/sessions/{session}/invites"), &[("nom", "Trop tard")]).await;
    assert_eq!(refused.status(), 422);
    assert!(text(refused).await.contains("Cette session est terminée\u{a0}: un lien"));
}

#[tokio::test]
async fn the_open_page_of_a_guest_ends_with_their_session() {
    let mut world = World::new().await;
    let (session, link) = invited(&mut world).await;
    let admin = world.cookie.clone();
    world.wait(35);
    enter(&mut world, &link).await;
    let mut page = Stream::open(&world).await;
    world.cookie = admin;
    assert_eq!(world.post(&format!("/staff/sessions/{session}/clore"), &[]).await.status(), 303);
    page.ends().await;
}

#[tokio::test]
async fn nobody_logs_in_as_a_guest_by_a_password() {
    let mut world = World::new().await;
    let (session, _) = invited(&mut world).await;
    let account = world.store.guests_of(&session).await.expect("guests")[0].account.clone();
    world.cookie = None;
    let typed = [("identifiant", &*format!("session {account}")), ("mot_de_passe", "")];
    assert_eq!(world.post("/staff/connexion", &typed).await.status(), 422);
    assert!(world.store.staff_accounts().await.expect("accounts").iter().all(|one| one.id != account), "no account of the team");
}
