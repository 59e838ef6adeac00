//! The list of addresses: who may ask for each, and that asking changes nothing.

use reqwest::Method;

use super::super::routes::{ROUTES, Role, Route};
use super::*;
use crate::accounts::link_path;

/// Who may open each address: everybody, or these roles. An address without a
/// row here fails.
const TABLE: &[(&str, &str)] = &[
    ("/", "everybody"),
    ("/geste", "everybody"),
    ("/api/chat", "everybody"),
    ("/api/geste", "everybody"),
    ("/api/suivre", "everybody"),
    ("/mes-donnees", "everybody"),
    ("/mes-donnees/fichier", "everybody"),
    ("/mes-donnees/effacer", "everybody"),
    ("/mes-donnees/opposer", "everybody"),
    ("/mes-donnees/lever", "everybody"),
    ("/profil", "everybody"),
    ("/mes-reponses", "everybody"),
    ("/offres", "everybody"),
    ("/offres/{reference}", "everybody"),
    ("/offres/{reference}/postuler", "everybody"),
    ("/jeu", "everybody"),
    ("/jeu/partie", "everybody"),
    ("/jeu/metiers/{id}", "everybody"),
    ("/jeu/cartes/{file}", "everybody"),
    ("/agenda.ics", "everybody"),
    ("/agenda/{file}", "everybody"),
    ("/sessions", "everybody"),
    ("/sessions/{id}", "everybody"),
    ("/episodes", "everybody"),
    ("/episodes/{serie}/{episode}", "everybody"),
    ("/episodes/{serie}/{episode}/image", "everybody"),
    ("/ambassadeurs/rejoindre/{token}", "everybody"),
    ("/ambassadeurs/moi/{token}", "everybody"),
    ("/ambassadeurs/moi/{token}/fait", "everybody"),
    ("/ambassadeurs/moi/{token}/aisance", "everybody"),
    ("/ambassadeurs/moi/{token}/inviter", "everybody"),
    ("/ambassadeurs/moi/{token}/quitter", "everybody"),
    ("/ambassadeurs/moi/{token}/qr.svg", "everybody"),
    ("/ambassadeurs/moi/{token}/qr.png", "everybody"),
    ("/a-propos", "everybody"),
    ("/rapport/{token}", "everybody"),
    ("/api/reports/{id}", "program"),
    ("/r/{slug}", "everybody"),
    ("/r/{slug}/{reference}", "everybody"),
    ("/healthz", "everybody"),
    ("/assets/{name}", "everybody"),
    ("/staff/connexion", "everybody"),
    ("/staff/entrer/{token}", "everybody"),
    ("/staff/invite/{token}", "everybody"),
    ("/staff", "rh communication expert manager admin"),
    ("/staff/sortir", "rh communication expert manager admin guest"),
    ("/staff/questions", "rh expert admin guest"),
    ("/staff/questions/flux", "rh expert admin guest"),
    ("/staff/questions/{id}", "rh expert admin guest"),
    ("/staff/questions/{id}/prendre", "rh expert admin guest"),
    ("/staff/questions/{id}/rendre", "rh expert admin guest"),
    ("/staff/questions/{id}/decliner", "rh expert admin guest"),
    ("/staff/questions/{id}/confier", "rh expert admin"),
    ("/staff/questions/{id}/clore", "rh expert admin"),
    ("/staff/questions/{id}/joindre", "rh expert admin"),
    ("/staff/questions/{id}/detacher", "rh expert admin"),
    ("/staff/reponses-donnees", "rh expert admin"),
    ("/staff/reponses-donnees/{id}", "rh expert admin"),
    ("/staff/reponses-donnees/{id}/publier", "rh expert admin"),
    ("/staff/reponses-donnees/{id}/retirer", "rh expert admin"),
    ("/staff/reponses-donnees/{id}/faq", "rh admin"),
    ("/staff/sessions", "rh communication admin"),
    ("/staff/nouvelle-session", "rh communication admin"),
    ("/staff/sessions/{id}", "rh communication admin"),
    ("/staff/sessions/{id}/medias", "rh communication admin"),
    ("/staff/sessions/{id}/ouvrir", "rh communication admin"),
    ("/staff/sessions/{id}/clore", "rh communication admin"),
    ("/staff/sessions/{id}/annuler", "rh communication admin"),
    ("/staff/sessions/{id}/invites", "rh communication admin"),
    ("/staff/sessions/{id}/invites/{account}/reprendre", "rh communication admin"),
    ("/staff/rapports", "rh communication expert manager admin"),
    ("/staff/rapports/{id}", "rh communication expert manager admin"),
    ("/staff/rapports/{id}/versions", "rh communication expert manager admin"),
    ("/staff/rapports/{id}/questions", "rh expert admin"),
    ("/staff/rapports/{id}/relecture", "rh admin"),
    ("/staff/rapports/{id}/csv", "rh communication expert manager admin"),
    ("/staff/rapports/{id}/xlsx", "rh communication expert manager admin"),
    ("/staff/rapports/{id}/png", "rh communication expert manager admin"),
    ("/staff/rapports/{id}/liens", "rh communication manager admin"),
    ("/staff/rapports/{id}/liens/{link}/reprendre", "rh communication manager admin"),
    ("/staff/glossaire", "rh communication expert manager admin"),
    ("/staff/liens", "rh communication admin"),
    ("/staff/liens/{slug}", "rh communication admin"),
    ("/staff/liens/{slug}/qr.svg", "rh communication admin"),
    ("/staff/liens/{slug}/qr.png", "rh communication admin"),
    ("/staff/liens/{slug}/retirer", "rh communication admin"),
    ("/staff/campagnes", "rh communication manager admin"),
    ("/staff/campagnes/{slug}", "rh communication manager admin"),
    ("/staff/nouvelle-campagne", "rh communication admin"),
    ("/staff/campagnes/{slug}/fiche", "rh communication admin"),
    ("/staff/campagnes/{slug}/releves", "rh communication admin"),
    ("/staff/campagnes/{slug}/comptes", "rh communication admin"),
    ("/staff/campagnes/{slug}/tableau", "rh communication admin"),
    ("/staff/jeu", "rh communication manager admin"),
    ("/staff/episodes", "rh communication manager admin"),
    ("/staff/ambassadeurs", "rh communication manager admin"),
    ("/staff/ambassadeurs/inviter", "rh communication admin"),
    ("/staff/ambassadeurs/moi", "rh communication manager admin"),
    ("/staff/ambassadeurs/retrouver", "rh communication admin"),
    ("/staff/ambassadeurs/invitations/{id}/reprendre", "rh communication admin"),
    ("/staff/discord", "rh communication admin"),
    ("/staff/discord/verrou", "rh communication admin"),
    ("/staff/discord/serveurs/{id}", "rh communication admin"),
    ("/staff/moi", "rh communication expert manager admin"),
    ("/staff/moi/mot-de-passe", "rh communication expert manager admin"),
    ("/staff/moi/second-facteur", "rh communication expert manager admin"),
    ("/staff/moi/second-facteur/confirmer", "rh communication expert manager admin"),
    ("/staff/moi/second-facteur/retirer", "rh communication expert manager admin"),
    ("/staff/moi/sortir-partout", "rh communication expert manager admin"),
    ("/staff/comptes", "admin"),
    ("/staff/comptes/invitations/{id}/reprendre", "admin"),
    ("/staff/comptes/{id}/role", "admin"),
    ("/staff/comptes/{id}/desactiver", "admin"),
    ("/staff/comptes/{id}/activer", "admin"),
    ("/staff/comptes/{id}/debloquer", "admin"),
    ("/staff/comptes/{id}/mot-de-passe", "admin"),
    ("/staff/comptes/{id}/second-facteur", "admin"),
    ("/staff/jetons", "admin"),
    ("/staff/jetons/{id}/reprendre", "admin"),
    ("/staff/journal", "admin"),
    ("/staff/offres", "rh admin"),
    ("/staff/offres/nouvelle", "rh admin"),
    ("/staff/offres/{reference}", "rh admin"),
    ("/staff/offres/{reference}/pourvue", "rh admin"),
    ("/staff/offres/{reference}/fermer", "rh admin"),
    ("/staff/offres/{reference}/rouvrir", "rh admin"),
    ("/staff/reponses", "rh admin"),
    ("/staff/reponses/{id}", "rh admin"),
    ("/staff/reponses/{id}/verifier", "rh admin"),
    ("/staff/nouvelle-reponse", "rh admin"),
    ("/staff/inconnues", "rh admin"),
    ("/staff/fraicheur", "rh admin"),
    ("/staff/fichiers", "rh admin"),
    ("/staff/versions", "rh admin"),
    ("/staff/versions/{id}", "rh admin"),
    ("/staff/versions/{id}/revenir", "rh admin"),
];

/// An address with something in the place of its parts.
fn sample(path: &str) -> String {
    path.replace("{id}", "2026-12-03-un-soir")
        .replace("{slug}", "inconnu")
        .replace("{reference}", "inconnue")
        .replace("{name}", "style.css")
        .replace("{file}", "inconnue.ics")
        .replace("{account}", "inconnu")
        .replace("{link}", "inconnu")
        .replace("{serie}", "inconnue")
        .replace("{episode}", "inconnu")
        .replace("{token}", &"0".repeat(32))
}

#[test]
fn every_address_has_its_row() {
    let said = |route: &Route| match route.role {
        Role::Public => "everybody".to_owned(),
        Role::Program => "program".to_owned(),
        Role::Staff(roles) => {
            let roles = StaffRole::ALL.iter().filter(|role| roles.contains(role)).map(|role| role.as_str());
            roles.chain(route.guests.then_some("guest")).collect::<Vec<_>>().join(" ")
        }
    };
    let routes: Vec<_> = ROUTES.iter().map(|route| (route.path, said(route))).collect();
    let rows: Vec<_> = TABLE.iter().map(|&(path, roles)| (path, roles.to_owned())).collect();
    assert_eq!(routes, rows);
    for (path, roles) in TABLE {
        let is_team = path.starts_with("/staff")
            && !path.starts_with("/staff/entrer")
            && !path.starts_with("/staff/invite/")
            && *path != "/staff/connexion";
        assert_eq!(!matches!(*roles, "everybody" | "program"), is_team, "{path}");
    }
}

#[tokio::test]
async fn each_address_opens_to_the_roles_of_its_row_only() {
    let mut world = World::new().await;
    world.log_in().await;
    let waiting = world.a_waiting_question().await;
    // No login opens what programs read: that has a story of its own.
    for &(path, roles) in TABLE.iter().filter(|(_, roles)| *roles != "program") {
        let path = sample(path).replace("2026-12-03-un-soir", &waiting);
        for role in StaffRole::ALL {
            let id = world.as_role(role).await;
            let opens = roles == "everybody" || roles.split(' ').any(|word| word == role.as_str());
            let before = if opens { String::new() } else { everything(&world).await };
            for method in [Method::GET, Method::POST] {
                let response = world.request(method.clone(), &path).send().await.expect("a response");
                let status = response.status().as_u16();
                assert_eq!(status == 403, !opens, "{method} {path} as {}: {status}", role.as_str());
                assert_ne!(status, 401, "{method} {path} as {}", role.as_str());
                assert!(opens || !text(response).await.contains(TELEWORK), "{path} tells nothing");
            }
            if !opens {
                assert_eq!(everything(&world).await, before, "{path} as {} changes nothing", role.as_str());
            }
            world.store.disable_account(&id, world.clock.now()).await.expect("a change");
            let status = world.get(&path).await.status().as_u16();
            assert_eq!(status == 401, roles != "everybody", "{path} as a disabled {}: {status}", role.as_str());
        }
    }
}

#[tokio::test]
async fn no_page_of_the_team_is_given_without_a_login() {
    let world = World::new().await;
    let mut refused = 0;
    for &(path, roles) in TABLE {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let response = world.request(method.clone(), &sample(path)).send().await.expect("a response");
            let status = response.status().as_u16();
            assert_eq!(status == 401, roles != "everybody", "{method} {path}: {status}");
            refused += usize::from(status == 401);
        }
    }
    assert_eq!(refused, 3 * TABLE.iter().filter(|(_, roles)| *roles != "everybody").count());
}

#[tokio::test]
async fn the_identifiers_of_others_open_nothing() {
    let mut world = World::new().await;
    let admin = world.as_role(StaffRole::Admin).await;
    let hour = world.clock.now() + jiff::SignedDuration::from_hours(1);
    let invitation = world.store.invite("hash", "Anne", StaffRole::Admin, None, world.clock.now(), hour).await.expect("an invitation");
    for role in [StaffRole::Rh, StaffRole::Communication, StaffRole::Expert, StaffRole::Manager] {
        world.as_role(role).await;
        let before = everything(&world).await;
        for (path, roles) in TABLE.iter().filter(|(path, _)| path.contains("{id}") && path.starts_with("/staff/comptes")) {
            assert_eq!(*roles, "admin");
            for id in [admin.as_str(), &invitation] {
                let response = world.post(&path.replace("{id}", id), &[("role", role.as_str())]).await;
                assert_eq!(response.status(), 403, "{path}");
                let told = text(response).await;
                assert!(!told.contains("Anne") && !told.contains("Dominique"), "{told}");
            }
        }
        assert_eq!(everything(&world).await, before);
    }
    for path in ["/staff/journal", "/staff/comptes", &link_path("hash")] {
        assert!(!text(world.get(path).await).await.contains("Anne"), "{path}");
    }
}

#[tokio::test]
async fn the_menu_shows_what_the_role_opens_and_no_more() {
    let mut world = World::new().await;
    for role in StaffRole::ALL {
        world.as_role(role).await;
        let home = text(world.get("/staff").await).await;
        for &(path, roles) in TABLE.iter().filter(|(path, _)| path.starts_with("/staff/") && !path.contains('{')) {
            let opens = roles.split(' ').any(|word| word == role.as_str());
            let shown = home.contains(&format!("href=\"{path}\""));
            assert!(!shown || opens, "{path} is shown to {}", role.as_str());
        }
        for path in ["/staff/moi", "/staff/rapports"] {
            assert!(home.contains(&format!("<a href=\"{path}\">")), "{path} as {}", role.as_str());
        }
        assert!(text(world.get("/staff/rapports").await).await.contains("<a href=\"/staff/rapports\" aria-current=\"page\">"));
    }
}

#[tokio::test]
async fn a_made_up_login_is_no_login() {
    let mut world = World::new().await;
    for cookie in ["tchat_staff=", "tchat_staff=0", &format!("tchat_staff={}", "0".repeat(32)), "autre=1; tchat_staff=é"] {
        world.cookie = Some(cookie.to_owned());
        assert_eq!(world.get("/staff").await.status(), 401, "{cookie}");
    }
}

#[tokio::test]
async fn to_ask_for_a_page_changes_nothing() {
    let mut world = World::new().await;
    world.log_in().await;
    world.store.add_link("presse", "presse", None, world.clock.now()).await.expect("a link");
    let before = everything(&world).await;
    for route in ROUTES {
        world.get(&sample(route.path)).await;
    }
    assert_eq!(everything(&world).await, before);
    assert_eq!(world.get("/staff").await.status(), 200);
}

#[tokio::test]
async fn what_another_site_posts_is_not_followed() {
    let mut world = World::new().await;
    world.log_in().await;
    let before = everything(&world).await;
    for route in ROUTES {
        for header in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
            let request = world.request(Method::POST, &sample(route.path)).header(header.0, header.1);
            assert_eq!(request.send().await.expect("a response").status(), 403, "{}", route.path);
        }
    }
    assert_eq!(everything(&world).await, before);
}

#[tokio::test]
async fn every_page_carries_the_headers_that_protect_it() {
    let mut world = World::new().await;
    world.log_in().await;
    for route in ROUTES {
        let response = world.get(&sample(route.path)).await;
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        assert!(
            header("content-security-policy").starts_with("default-src 'none'; style-src 'self'; script-src 'self';"),
            "{}",
            route.path
        );
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "no-referrer");
        let kept = if route.path.starts_with("/assets") { "public, max-age=31536000, immutable" } else { "no-store" };
        assert_eq!(header("cache-control"), kept, "{}", route.path);
    }
}

#[test]
fn no_template_lets_a_text_through_unescaped() {
    for template in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/web/templates")).expect("the templates") {
        let path = template.expect("a template").path();
        let text = fs::read_to_string(&path).expect("a text");
        for forbidden in ["|safe", "| safe", "escape(", " style=", " onclick=", "<script>"] {
            assert!(!text.contains(forbidden), "{}: {forbidden}", path.display());
        }
    }
}

/// What the database holds, as far as a page could change it.
async fn everything(world: &World) -> String {
    let store = &world.store;
    let sessions = store.sessions().await.expect("sessions");
    let links = store.tracked_links().await.expect("links");
    let waiting = store.waiting_questions().await.expect("questions");
    let permanence = store.first_permanence().await.expect("a permanence");
    let accounts = store.staff_accounts().await.expect("accounts");
    let invitations = store.open_invitations(world.clock.now()).await.expect("invitations");
    let log = store.audit_lines(None, 0, 1_000).await.expect("the log");
    format!("{sessions:?} {links:?} {waiting:?} {permanence:?} {accounts:?} {invitations:?} {log:?}")
}
