//! What an admin does with accounts, and what the log says of everybody.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;

#[tokio::test]
async fn an_admin_invites_changes_and_disables() {
    let mut world = World::new().await;
    let admin = world.as_role(StaffRole::Admin).await;
    for (form, words) in [
        ([("nom", ""), ("role", "rh")], "Il manque le nom que l&#39;équipe lira."),
        ([("nom", "Anne"), ("role", "chef")], "Choisissez un rôle de la liste."),
    ] {
        let refused = text(world.post("/staff/comptes", &form).await).await;
        assert!(refused.contains(words), "{words}: {refused}");
    }
    let invited = text(world.post("/staff/comptes", &[("nom", "Anne <b>"), ("role", "rh")]).await).await;
    let link = invited.split(&format!("{}/staff/entrer/", world.address)).nth(1).expect("a link");
    let link = link_path(link.get(..32).expect("a token"));
    assert!(
        invited.contains("Le lien pour Anne &#60;b&#62;") && invited.contains("jusqu&#39;au 30/11/2026 à 10\u{a0}h\u{a0}00")
            || invited.contains("jusqu'au 30/11/2026 à 10\u{a0}h\u{a0}00"),
        "{invited}"
    );
    assert!(!text(world.get("/staff/comptes").await).await.contains(&link), "shown once");
    let admin_cookie = world.cookie.take();
    let entered = world.post(&link, &account("anne", PASSWORD)).await;
    world.takes_cookie(&entered);
    assert_eq!(world.get("/staff/fichiers").await.status(), 200);
    let anne_cookie = world.cookie.clone();
    let accounts = world.store.staff_accounts().await.expect("accounts");
    let anne = accounts.iter().find(|account| account.login == "anne").expect("anne").id.clone();

    world.cookie.clone_from(&admin_cookie);
    let change = world.post(&format!("/staff/comptes/{anne}/role"), &[("role", "manager")]).await;
    assert_eq!(place(&change), "/staff/comptes?fait=compte");
    world.cookie = anne_cookie;
    assert_eq!(world.get("/staff/fichiers").await.status(), 401, "the login ends with the role");
    let entered = world.logs_in("anne", PASSWORD, "").await;
    world.takes_cookie(&entered);
    assert_eq!(world.get("/staff/fichiers").await.status(), 403);

    world.cookie = admin_cookie;
    for (id, gesture, fields, word) in [
        (&anne, "desactiver", [("role", "")], "compte"),
        (&anne, "desactiver", [("role", "")], "compte-inchange"),
        (&anne, "mot-de-passe", [("role", "")], "compte-inchange"),
        (&anne, "activer", [("role", "")], "compte"),
        (&anne, "second-facteur", [("role", "")], "compte-inchange"),
        (&admin, "desactiver", [("role", "")], "dernier-admin"),
        (&admin, "role", [("role", "rh")], "dernier-admin"),
        (&admin, "role", [("role", "admin")], "compte-inchange"),
    ] {
        let change = world.post(&format!("/staff/comptes/{id}/{gesture}"), &fields).await;
        assert_eq!(place(&change), format!("/staff/comptes?fait={word}"), "{gesture}");
    }
    assert_eq!(world.post(&format!("/staff/comptes/{anne}/role"), &[("role", "chef")]).await.status(), 422);
    assert_eq!(world.post("/staff/comptes/inconnu/desactiver", &[]).await.status(), 404);
    let shown = text(world.post(&format!("/staff/comptes/{anne}/mot-de-passe"), &[]).await).await;
    let link = link_path(shown.split("/staff/entrer/").nth(1).and_then(|rest| rest.get(..32)).expect("a token"));
    let chosen = world.post(&link, &[("mot_de_passe", "trois chats sur un toit"), ("encore", "trois chats sur un toit")]).await;
    assert_eq!(place(&chosen), "/staff/connexion?fait=mot-de-passe");
    assert!(!chosen.headers().contains_key(SET_COOKIE), "a lost password does not go round the second factor");
    assert_eq!(world.post(&link, &[("mot_de_passe", PASSWORD), ("encore", PASSWORD)]).await.status(), 410);
    assert_eq!(world.logs_in("anne", "trois chats sur un toit", "").await.status(), 303);

    let log: Vec<String> = world.log().await.into_iter().filter(|line| line != "connexion").collect();
    let mut expected = vec![
        "invitation donnée Anne <b>",
        "compte créé par son lien anne",
        "rôle changé : manager anne",
        "compte désactivé anne",
        "compte réactivé anne",
        "lien de mot de passe donné anne",
        "mot de passe choisi par un lien",
    ];
    let mut log: Vec<&str> = log.iter().map(String::as_str).collect();
    log.sort_unstable();
    expected.sort_unstable();
    assert_eq!(log, expected);
}

#[tokio::test]
async fn the_log_says_who_read_and_changed_what_newest_first() {
    let mut world = World::new().await;
    let anne = world.as_role(StaffRole::Rh).await;
    assert_eq!(world.get("/staff/questions").await.status(), 200);
    let question = world.a_waiting_question().await;
    for gesture in [
        ("/staff/sessions", [("titre", "Un soir"), ("date", "2026-12-03"), ("heure", "18:00"), ("duree", "90")].as_slice()),
        ("/staff/sessions/2026-12-03-un-soir/ouvrir", &[]),
        ("/staff/sessions/2026-12-03-un-soir/clore", &[]),
        ("/staff/liens", &[("lien", "journal"), ("source", "presse"), ("cible", "")]),
        ("/staff/liens/journal/retirer", &[]),
        ("/staff/liens/journal/retirer", &[]),
    ] {
        world.wait(1);
        assert_eq!(world.post(gesture.0, gesture.1).await.status(), 303, "{}", gesture.0);
    }
    world.wait(1);
    world.get("/staff/questions").await;
    world.wait(1);
    world.post(&format!("/staff/questions/{question}"), &[("reponse", "Deux jours.")]).await;
    world.wait(1);
    world.post(&format!("/staff/questions/{question}/clore"), &[]).await;
    world.wait(1);
    world.post("/staff/sortir", &[]).await;
    let answered = format!("réponse envoyée {question}");
    let expected = [
        "session planifiée 2026-12-03-un-soir",
        "session ouverte 2026-12-03-un-soir",
        "session close 2026-12-03-un-soir",
        "lien créé journal",
        "lien retiré journal",
        "questions en attente lues 1",
        &answered,
        "déconnexion",
    ];
    assert_eq!(world.log().await, expected);
    let lines = world.store.audit_lines(Some(&anne), 0, 100).await.expect("lines");
    assert!(lines.iter().all(|line| line.done.name == "Dominique" && !line.done.detail.contains(TELEWORK)));
    assert_eq!(lines[2].done.detail, question, "which question was read");

    world.wait(1);
    world.log_in().await;
    let page = text(world.get(&format!("/staff/journal?qui={anne}")).await).await;
    let newest = page.find("déconnexion").expect("the newest");
    assert!(newest < page.find("session planifiée").expect("the oldest"), "{page}");
    assert!(text(world.get("/staff/journal?qui=inconnu").await).await.contains("Rien à cette page."));
    for number in 0..60 {
        let done = crate::store::Action { name: "Anne".to_owned(), action: format!("geste {number}"), ..Default::default() };
        world.store.note_action(done, world.clock.now()).await.expect("a line");
        world.wait(1);
    }
    let page = text(world.get("/staff/journal").await).await;
    assert!(page.contains("geste 59") && page.contains("page=2") && !page.contains("geste 9<"), "{page}");
    let older = text(world.get("/staff/journal?page=2").await).await;
    assert!(older.contains("geste 9<") && older.contains("page=1") && !older.contains("page=3"), "{older}");
    for odd in ["page=0", "page=-1", "page=99999999999", "page=é", "qui=%00"] {
        assert_eq!(world.get(&format!("/staff/journal?{odd}")).await.status(), 200, "{odd}");
    }
}

#[tokio::test]
async fn a_flood_of_logins_is_held_back() {
    let world = World::new().await;
    // At once, so that a slow machine lends no second to the limit.
    let tries = (0..80).map(|_| world.logs_in("inconnu", "x", ""));
    let statuses: Vec<u16> = futures::future::join_all(tries).await.iter().map(|answer| answer.status().as_u16()).collect();
    assert!(statuses.contains(&429) && statuses[..30].iter().all(|status| *status == 422), "{statuses:?}");
}

#[tokio::test]
async fn what_is_still_on_its_way_when_rights_end_is_refused() {
    let mut world = World::new().await;
    world.as_role(StaffRole::Admin).await;
    for gesture in ["disabled", "another role"] {
        let id = world.as_role(StaffRole::Admin).await;
        let host = world.address.strip_prefix("http://").expect("an address");
        let mut line = TcpStream::connect(host).await.expect("a connection");
        let body = "nom=Complice&role=admin";
        let head = format!(
            "POST /staff/comptes HTTP/1.1\r\nHost: {host}\r\nCookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n",
            world.cookie.as_deref().expect("a cookie"),
            body.len()
        );
        line.write_all(head.as_bytes()).await.expect("sent");
        // The server asks for the rest once it has let the request in.
        let mut asked = [0; 25];
        line.read_exact(&mut asked).await.expect("an answer");
        assert_eq!(asked, *b"HTTP/1.1 100 Continue\r\n\r\n");
        match gesture {
            "disabled" => world.store.disable_account(&id, world.clock.now()).await,
            _ => world.store.change_role(&id, StaffRole::Rh, world.clock.now()).await,
        }
        .expect("a change");
        line.write_all(body.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        line.read_to_string(&mut answer).await.expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 401 "), "{gesture}: {answer}");
        assert_eq!(world.store.open_invitations(world.clock.now()).await.expect("links"), [], "{gesture}");
    }
}
