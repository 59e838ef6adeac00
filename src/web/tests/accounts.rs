//! Accounts as their owners and their admins meet them: links, logins, the
//! second factor, what an admin changes, the log.

use reqwest::header::{LOCATION, SET_COOKIE};

use super::*;
use crate::accounts::{FIRST_LINK_GOOD_FOR, LINK_GOOD_FOR, link_path};

const PASSWORD: &str = "un vélo bleu dans la cour";

const REFUSED: &str = "L&#39;identifiant, le mot de passe ou le code n&#39;est pas le bon";
const VOID: &str = "Ce lien a déjà servi, a été repris, ou il est trop ancien.";

impl World {
    /// The link of the first admin, as a start prints it.
    async fn first_link(&self) -> String {
        let (token, now) = (random_word(), self.clock.now());
        assert!(self.store.invite_first(&sha256(&token), now, now + FIRST_LINK_GOOD_FOR).await.expect("a link"));
        link_path(&token)
    }

    /// The link of an invitation.
    async fn link_for(&self, name: &str, role: StaffRole) -> String {
        let (token, now) = (random_word(), self.clock.now());
        self.store.invite(&sha256(&token), name, role, None, now, now + LINK_GOOD_FOR).await.expect("a link");
        link_path(&token)
    }

    /// Makes an account by its link; nobody is logged in then.
    async fn has_account(&self, login: &str, role: StaffRole) -> AccountId {
        let link = self.link_for("Anne", role).await;
        assert_eq!(self.post(&link, &account(login, PASSWORD)).await.status(), 303);
        let accounts = self.store.staff_accounts().await.expect("accounts");
        accounts.into_iter().find(|account| account.login == login).expect("the account").id
    }

    async fn logs_in(&self, login: &str, password: &str, code: &str) -> Response {
        self.post("/staff/connexion", &[("identifiant", login), ("mot_de_passe", password), ("code", code)]).await
    }

    fn takes_cookie(&mut self, response: &Response) {
        let cookie = response.headers()[SET_COOKIE].to_str().expect("a cookie");
        self.cookie = cookie.split(';').next().map(str::to_owned);
    }

    /// What the log says, the oldest first: « action object ».
    async fn log(&self) -> Vec<String> {
        let lines = self.store.audit_lines(None, 0, 1_000).await.expect("the log");
        lines.into_iter().rev().map(|line| format!("{} {}", line.done.action, line.done.object).trim().to_owned()).collect()
    }
}

fn account<'a>(login: &'a str, password: &'a str) -> [(&'a str, &'a str); 4] {
    [("nom", "Camille"), ("identifiant", login), ("mot_de_passe", password), ("encore", password)]
}

fn place(response: &Response) -> &str {
    response.headers()[LOCATION].to_str().expect("an address")
}

/// The code that a telephone shows for a secret.
fn code_of(secret: &str, at: jiff::Timestamp) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).expect("a secret");
    let totp = totp_rs::Builder::new().with_secret(secret).with_account_name("a").build().expect("a second factor");
    totp.generate(at.as_second().unsigned_abs()).to_string()
}

#[tokio::test]
async fn the_first_admin_chooses_name_login_and_password() {
    for (public_url, expected) in [
        (None, "tchat_staff=; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000"),
        (Some("https://tchat.example"), "__Host-tchat_staff=; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000; Secure"),
    ] {
        let mut world = World::known_as(public_url).await;
        let link = world.first_link().await;
        for _ in 0..2 {
            assert!(text(world.get(&link).await).await.contains("le vôtre administrera les autres"), "to look at it does not use it");
        }
        for (form, words) in [
            (account("an", PASSWORD), "Cet identifiant ne convient pas"),
            (account("camille", "zut!"), "Ce mot de passe compte 4 caractères, 12 au moins"),
            (account("camille", "bonjour camille"), "Ce mot de passe contient votre identifiant"),
            ([("nom", " "), ("identifiant", "camille"), ("mot_de_passe", PASSWORD), ("encore", PASSWORD)], "Il manque le nom"),
            ([("nom", "Camille"), ("identifiant", "camille"), ("mot_de_passe", PASSWORD), ("encore", "autre")], "ne sont pas les mêmes"),
        ] {
            let refused = world.post(&link, &form).await;
            assert_eq!(refused.status(), 422, "{words}");
            let refused = text(refused).await;
            assert!(refused.contains(words) && !refused.contains(form[2].1), "{words}: {refused}");
            assert!(refused.contains(&format!("value=\"{}\"", form[1].1)), "what was typed stays: {refused}");
        }
        let entered = world.post(&link, &account("Camille@Exemple.fr ", PASSWORD)).await;
        assert_eq!((entered.status().as_u16(), place(&entered)), (303, "/staff"));
        let cookie = entered.headers()[SET_COOKIE].to_str().expect("a cookie").to_owned();
        let (name, rest) = cookie.split_once('=').expect("a name");
        let (value, attributes) = rest.split_once(';').expect("attributes");
        assert_eq!((value.len(), format!("{name}=;{attributes}")), (32, expected.to_owned()));
        world.takes_cookie(&entered);
        let me = text(world.get("/staff/moi").await).await;
        assert!(
            me.contains("<dd>Camille</dd>") && me.contains("<dd>camille@exemple.fr</dd>") && me.contains("<dd>Administration</dd>"),
            "{me}"
        );

        let again = world.post(&link, &account("autre", PASSWORD)).await;
        assert_eq!(again.status(), 410);
        assert!(text(again).await.contains(VOID));
        let now = world.clock.now();
        assert!(!world.store.invite_first("hash", now, now + FIRST_LINK_GOOD_FOR).await.expect("an answer"), "there is an account");
        world.wait(30 * 24 * 60);
        assert_eq!(world.get("/staff").await.status(), 401, "after thirty days");
    }
}

#[tokio::test]
async fn a_link_is_void_once_used_revoked_or_old() {
    let world = World::new().await;
    let first = world.first_link().await;
    let newer = world.first_link().await;
    assert_eq!(world.get(&first).await.status(), 410, "a newer one replaces it");
    let old = world.link_for("Anne", StaffRole::Expert).await;
    world.wait(24 * 60);
    assert_eq!(world.get(&newer).await.status(), 410, "a day later");
    assert_eq!(world.get(&old).await.status(), 200);
    world.wait(6 * 24 * 60);
    for method in [Method::GET, Method::POST] {
        assert_eq!(world.request(method, &old).form(&account("anne", PASSWORD)).send().await.expect("a response").status(), 410);
    }
    let taken_back = world.link_for("Bilal", StaffRole::Expert).await;
    let id = world.store.open_invitations(world.clock.now()).await.expect("links")[0].id.clone();
    assert!(world.store.revoke_invitation(&id, world.clock.now()).await.expect("a change"));
    assert_eq!(world.post(&taken_back, &account("bilal", PASSWORD)).await.status(), 410);
    let used = world.link_for("Chloé", StaffRole::Expert).await;
    assert_eq!(world.post(&used, &account("chloe", PASSWORD)).await.status(), 303);
    assert_eq!(world.post(&used, &account("chloe2", PASSWORD)).await.status(), 410);
    let taken = world.link_for("Chloé", StaffRole::Expert).await;
    let refused = world.post(&taken, &account("CHLOE", PASSWORD)).await;
    assert_eq!(refused.status(), 422);
    assert!(text(refused).await.contains("Quelqu&#39;un a déjà cet identifiant"));
    assert_eq!(world.post(&taken, &account("chloe-b", PASSWORD)).await.status(), 303, "the link still serves");
    for link in ["/staff/entrer/zzz", "/staff/entrer/%00"] {
        assert_eq!(world.get(link).await.status(), 404);
    }
    assert_eq!(world.get(&link_path(&random_word())).await.status(), 410);
}

#[tokio::test]
async fn whatever_is_wrong_with_a_login_is_told_with_the_same_words() {
    let mut world = World::new().await;
    world.has_account("anne", StaffRole::Rh).await;
    let disabled = world.has_account("bilal", StaffRole::Expert).await;
    world.store.disable_account(&disabled, world.clock.now()).await.expect("a change");
    let mut told = Vec::new();
    for (login, password) in
        [("anne", "un vélo vert dans la cour"), ("inconnu", PASSWORD), ("bilal", PASSWORD), ("", ""), ("anne'--", PASSWORD)]
    {
        let refused = world.logs_in(login, password, "").await;
        assert_eq!(refused.status(), 422, "{login}");
        assert!(!refused.headers().contains_key(SET_COOKIE));
        let page = text(refused).await;
        assert!(page.contains(REFUSED) && !page.contains(PASSWORD), "{page}");
        told.push(page.replace(&format!("value=\"{}\"", login.replace('\'', "&#39;")), ""));
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");

    world.wait(1);
    let entered = world.logs_in(" Anne ", PASSWORD, "").await;
    assert_eq!((entered.status().as_u16(), place(&entered)), (303, "/staff"));
    world.takes_cookie(&entered);
    let first = world.cookie.clone();
    let again = world.logs_in("anne", PASSWORD, "").await;
    world.takes_cookie(&again);
    assert_ne!(world.cookie, first, "a login has its own word");
    assert_eq!(world.get("/staff").await.status(), 200);
    world.cookie = first;
    assert_eq!(world.get("/staff").await.status(), 401, "and the former of this browser ends");
    assert_eq!(
        world.log().await.iter().filter(|line| line.starts_with("connexion")).cloned().collect::<Vec<_>>(),
        ["connexion refusée", "connexion", "connexion"].map(str::to_owned)
    );
}

#[tokio::test]
async fn one_comes_back_to_the_page_asked_for() {
    let world = World::new().await;
    world.has_account("anne", StaffRole::Rh).await;
    let asked = world.get("/staff/rapports/permanence-2026-11?format=txt").await;
    assert_eq!(asked.status(), 401);
    let page = text(asked).await;
    let back = field(&page, "vers");
    assert_eq!(back, "/staff/rapports/permanence-2026-11?format=txt");
    for (back, expected) in
        [(&*back, &*back), ("https://evil.example/", "/staff"), ("//evil.example", "/staff"), ("/staff/\r\nx: y", "/staff")]
    {
        let form = [("identifiant", "anne"), ("mot_de_passe", PASSWORD), ("vers", back)];
        assert_eq!(place(&world.post("/staff/connexion", &form).await), expected);
    }
    let posted = text(world.post("/staff/sessions", &[("titre", "Un soir")]).await).await;
    assert!(posted.contains("Vous n&#39;êtes plus connecté(e)\u{a0}: rien n&#39;a été enregistré."), "{posted}");
}

#[tokio::test]
async fn wrong_tries_make_one_wait_then_lock_the_account_until_an_admin_says_so() {
    let mut world = World::new().await;
    let id = world.has_account("anne", StaffRole::Rh).await;
    for (wrong, then_wait) in [(4, 0), (1, 1), (1, 2), (1, 4), (1, 8), (1, 16)] {
        for _ in 0..wrong {
            assert_eq!(world.logs_in("anne", "un autre mot de passe", "").await.status(), 422);
        }
        if then_wait > 0 {
            assert_eq!(world.logs_in("anne", PASSWORD, "").await.status(), 422, "the right one has to wait too");
            world.wait(then_wait);
        }
    }
    assert_eq!(world.logs_in("anne", "un autre mot de passe", "").await.status(), 422, "the tenth");
    world.wait(30 * 24 * 60);
    assert_eq!(world.logs_in("anne", PASSWORD, "").await.status(), 422, "the eleventh, a month later");

    world.log_in().await;
    assert!(text(world.get("/staff/comptes").await).await.contains("<strong>Bloqué</strong>"));
    let unlocked = world.post(&format!("/staff/comptes/{id}/debloquer"), &[]).await;
    assert_eq!(place(&unlocked), "/staff/comptes?fait=compte");
    assert_eq!(world.logs_in("anne", PASSWORD, "").await.status(), 303);
    let log = world.log().await;
    assert_eq!(log.iter().filter(|line| *line == "connexion refusée").count(), 10, "{log:?}");
    assert!(log.contains(&"compte débloqué anne".to_owned()), "{log:?}");
}

#[tokio::test]
async fn a_code_is_asked_once_the_second_factor_is_proved_and_never_serves_twice() {
    let mut world = World::new().await;
    let id = world.has_account("anne", StaffRole::Rh).await;
    let entered = world.logs_in("anne", PASSWORD, "").await;
    world.takes_cookie(&entered);
    world.post("/staff/moi/second-facteur", &[]).await;
    let secret = world.store.second_factor(&id).await.expect("secrets").pending.expect("a secret");
    let page = text(world.get("/staff/moi").await).await;
    assert!(page.contains(&secret) && page.contains("<svg class=\"code\""), "{page}");
    assert_eq!(world.post("/staff/moi/second-facteur/confirmer", &[("code", "12345")]).await.status(), 422);
    assert_eq!(world.logs_in("anne", PASSWORD, "").await.status(), 303, "not asked before it is proved");
    world.takes_cookie(&world.logs_in("anne", PASSWORD, "").await);

    let code = code_of(&secret, world.clock.now());
    let proved = world.post("/staff/moi/second-facteur/confirmer", &[("code", &code)]).await;
    assert_eq!(place(&proved), "/staff/moi?fait=second-facteur");
    assert!(!text(world.get("/staff/moi").await).await.contains(&secret), "it is shown no more");
    assert_eq!(world.logs_in("anne", PASSWORD, &code).await.status(), 422, "this code has served");
    assert_eq!(world.logs_in("anne", PASSWORD, "").await.status(), 422);
    world.wait(1);
    let code = code_of(&secret, world.clock.now());
    assert_eq!(world.logs_in("anne", "un autre mot de passe", &code).await.status(), 422);
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let entered = world.logs_in("anne", PASSWORD, &spaced).await;
    assert_eq!(entered.status(), 303);
    world.takes_cookie(&entered);
    assert_eq!(world.logs_in("anne", PASSWORD, &code).await.status(), 422, "twice");

    assert_eq!(world.post("/staff/moi/second-facteur/retirer", &[("actuel", "un autre mot de passe")]).await.status(), 422);
    assert_eq!(
        place(&world.post("/staff/moi/second-facteur/retirer", &[("actuel", PASSWORD)]).await),
        "/staff/moi?fait=sans-second-facteur"
    );
    assert_eq!(world.logs_in("anne", PASSWORD, "").await.status(), 303);
}

#[tokio::test]
async fn another_password_ends_the_other_logins() {
    let mut world = World::new().await;
    world.has_account("anne", StaffRole::Rh).await;
    let elsewhere = world.logs_in("anne", PASSWORD, "").await;
    let here = world.logs_in("anne", PASSWORD, "").await;
    world.takes_cookie(&here);
    let form =
        |current: &'static str, new: &'static str, again: &'static str| [("actuel", current), ("mot_de_passe", new), ("encore", again)];
    for (form, words) in [
        (form("faux", "trois chats sur un toit", "trois chats sur un toit"), "Ce n&#39;est pas votre mot de passe actuel."),
        (form(PASSWORD, "trois chats sur un toit", "deux chats sur un toit"), "Les deux mots de passe ne sont pas les mêmes."),
        (form(PASSWORD, "123456789012", "123456789012"), "Ce mot de passe est trop facile à deviner"),
    ] {
        let refused = text(world.post("/staff/moi/mot-de-passe", &form).await).await;
        assert!(refused.contains(words), "{words}: {refused}");
    }
    let changed = world.post("/staff/moi/mot-de-passe", &form(PASSWORD, "trois chats sur un toit", "trois chats sur un toit")).await;
    assert_eq!(place(&changed), "/staff/moi?fait=mot-de-passe");
    assert_eq!(world.get("/staff").await.status(), 200, "this login goes on");
    world.takes_cookie(&elsewhere);
    assert_eq!(world.get("/staff").await.status(), 401);
    assert_eq!(world.logs_in("anne", PASSWORD, "").await.status(), 422);
    let here = world.logs_in("anne", "trois chats sur un toit", "").await;
    world.takes_cookie(&here);
    let out = world.post("/staff/moi/sortir-partout", &[]).await;
    assert_eq!(out.headers()[SET_COOKIE], "tchat_staff=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    assert_eq!(world.get("/staff").await.status(), 401);
}

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
    let mut statuses = Vec::new();
    for _ in 0..80 {
        statuses.push(world.logs_in("inconnu", "x", "").await.status().as_u16());
    }
    assert!(statuses.contains(&429) && statuses[..30].iter().all(|status| *status == 422), "{statuses:?}");
}
