//! The list of addresses: who may ask for each, and that asking changes nothing.

use reqwest::Method;

use super::super::routes::ROUTES;
use super::*;

/// An address with something in the place of its parts.
fn sample(path: &str) -> String {
    path.replace("{id}", "2026-12-03-un-soir")
        .replace("{slug}", "inconnu")
        .replace("{name}", "style.css")
        .replace("{token}", &"0".repeat(32))
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
    format!("{sessions:?} {links:?} {waiting:?} {permanence:?}")
}
