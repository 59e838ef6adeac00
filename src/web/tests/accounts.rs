//! Accounts as their owners meet them: links, logins, the second factor.

mod admin;

use reqwest::header::{LOCATION, SET_COOKIE};

use super::*;
use crate::accounts::{FIRST_LINK_GOOD_FOR, LINK_GOOD_FOR, code_of, link_path};

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
    assert!(!posted.contains("Ce que vous aviez écrit"), "{posted}");
}

#[tokio::test]
async fn what_was_typed_before_the_login_ended_can_be_copied() {
    let world = World::new().await;
    let form = [
        ("reponse", "Oui, <b>toujours</b>."),
        ("formulations", "a\nb"),
        ("texte", " "),
        ("ancien", "un secret"),
        ("mot_de_passe", PASSWORD),
    ];
    let page = text(world.post("/staff/reponses/salaire", &form).await).await;
    for kept in [
        "Ce que vous aviez écrit",
        "<h3>Réponse</h3>\n<pre class=\"copied\">Oui, &#60;b&#62;toujours",
        "<h3>Autres formulations</h3>\n<pre class=\"copied\">a\nb</pre>",
    ] {
        assert!(page.contains(kept), "{kept} in {page}");
    }
    for left in ["<h3>Texte</h3>", "un secret", PASSWORD] {
        assert!(!page.contains(left), "{left} in {page}");
    }
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

    let code = code_of(&secret, world.clock.now()).expect("a code");
    let proved = world.post("/staff/moi/second-facteur/confirmer", &[("code", &code)]).await;
    assert_eq!(place(&proved), "/staff/moi?fait=second-facteur");
    assert!(!text(world.get("/staff/moi").await).await.contains(&secret), "it is shown no more");
    assert_eq!(world.logs_in("anne", PASSWORD, &code).await.status(), 422, "this code has served");
    assert_eq!(world.logs_in("anne", PASSWORD, "").await.status(), 422);
    world.wait(1);
    let code = code_of(&secret, world.clock.now()).expect("a code");
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
        (
            form("faux", "trois chats sur un toit", "trois chats sur un toit"),
            "Ce n&#39;est pas votre mot de passe actuel, ou ce compte doit attendre",
        ),
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
