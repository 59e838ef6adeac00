//! Tracked links: where they lead and never lead, what they count, and the
//! source that travels from the link to the click on « postuler ».

use std::fs;

use tchat::campaign::{check_link, is_allowed_target};
use tchat::store::Store;
use tchat::words::StaffRole;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::world::{Base, Visitor, World, on_both};

on_both!(
    ten_thousand_hostile_redirects_never_leave_the_list,
    the_source_travels_to_the_click_with_how_it_is_known,
    a_link_leads_to_the_chat_an_offer_an_advert_or_an_invite,
    a_profile_is_ticked_on_the_page_and_shown_as_shares,
    shares_of_sources_are_drawn_only_when_enough_are_known,
);

const OFFER: &str = "---\nstatut: publie\nresponsable: DRH\nemployeur: \"Ville de Rouen\"\nlien: \"https://www.emploi-territorial.fr/offre/1?a=1&b=2\"\netat: ouverte\n---\n\n# Archiviste\n";

/// An answer that gives the advert's address.
const ARCHIVIST: &str = "---\nstatut: publie\nresponsable: DRH\nsources: [{texte: \"Annonce\", lu_le: 2026-11-22}]\nvalable_du: 2026-11-22\na_revoir_le: 2027-11-22\noffre: archiviste\n---\n\n# Où postuler au poste d'archiviste ?\n\n{offre.lien}\n\n## Autres formulations\n\n- postuler archiviste\n- candidature au poste d'archiviste\n";

async fn world(base: Base) -> World {
    World::start_with(base, |settings, folder| {
        settings.public_url = Some("https://tchat.exemple.fr".to_owned());
        for (path, text) in [("responses/offres/archiviste.md", OFFER), ("responses/faq/concours/postuler-archiviste.md", ARCHIVIST)] {
            let place = folder.join(path);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(place, text).unwrap();
        }
    })
    .await
}

async fn store(world: &World) -> Store {
    use secrecy::ExposeSecret;
    Store::open(world.settings.database.expose_secret()).await.unwrap()
}

/// What attackers write where a place to go is expected.
fn payloads() -> Vec<String> {
    let heads = [
        "",
        "//",
        "///",
        "////",
        "/\\",
        "\\\\",
        "\\/",
        "/%2f",
        "%2f%2f",
        "%5c%5c",
        "https:",
        "https:/",
        "https://",
        "https:///",
        "http://",
        "HTTPS://",
        "hTTps:\\\\",
        "javascript:",
        "JaVaScRiPt:",
        "data:text/html,",
        "vbscript:",
        "//%09/",
        "//%5c",
        "/.",
        "/..;/",
        "%00",
        "%0d%0aLocation:%20https://",
        "%E2%80%AE",
        "%EF%BC%8F%EF%BC%8F",
        "https://www.emploi-territorial.fr@",
        "https://www.emploi-territorial.fr%40",
        "https://www.emploi-territorial.fr.",
        "https://www.emploi-territorial.fr:443@",
        "https://www.emploi-territorial.fr%2f@",
        "https://www.emploi-territorial.fr\\@",
        "https://www.emploi-territorial.fr%00.",
        "https://www.emploi-territorial.fr%E3%80%82",
        "linkedin/",
        "linkedin//",
        "linkedin%2f..%2f",
        "linkedin%0d%0aLocation:%20https://",
        "linkedin?de=https://",
        "linkedin?cible=//",
        "linkedin%3fde=",
    ];
    let hosts = [
        "evil.example",
        "xn--emploi-territoril-4kb.fr",
        "www.emploi-territori\u{430}l.fr",
        "www.emploi-territorial.fr.evil.example",
        "127.0.0.1",
        "[::1]",
        "0x7f.1",
        "2130706433",
        "evil\u{ff0e}example",
        "evil%E3%80%82example",
        "discord.gg.evil.example",
        "alert(1)",
    ];
    let tails = [
        "",
        "/",
        "/%2e%2e",
        "?a=//evil.example",
        "#@www.emploi-territorial.fr",
        "%23",
        "\\",
        "%0a",
        ":443",
        "/www.emploi-territorial.fr",
        ";",
        "%20",
        "&",
        "//",
        "/..",
        "@",
        "%5c",
        ".",
        "%2f",
        "%ff",
    ];
    let mut all = Vec::new();
    for head in heads {
        for host in hosts {
            all.extend(tails.iter().map(|tail| format!("{head}{host}{tail}")));
        }
    }
    all.truncate(10_000);
    all
}

/// The status and the `Location` of a raw request, which no client has tidied.
async fn raw(address: std::net::SocketAddr, path: &str) -> (u16, Option<String>) {
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let plain: String =
        path.bytes().map(|byte| if byte.is_ascii_graphic() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect();
    stream.write_all(format!("GET /r/{plain} HTTP/1.1\r\nhost: tchat.exemple.fr\r\nconnection: close\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let head = String::from_utf8_lossy(&answer).split("\r\n\r\n").next().unwrap_or_default().to_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let location = head.lines().find_map(|line| line.to_lowercase().starts_with("location:").then(|| line[9..].trim().to_owned()));
    (status, location)
}

/// Whether an address is one that a link may send people to.
fn is_on_the_list(location: &str) -> bool {
    let hosts = ["https://www.emploi-territorial.fr/", "https://emploi-territorial.fr/", "https://choisirleservicepublic.gouv.fr/"];
    let is_ours = location.starts_with("/?de=") || location.starts_with("/offres?de=") || location.starts_with("/offres/");
    (is_ours && !location[1..].contains("//")) || hosts.iter().any(|host| location.starts_with(host))
}

async fn ten_thousand_hostile_redirects_never_leave_the_list(base: Base) {
    let world = world(base).await;
    let payloads = payloads();
    assert_eq!(payloads.len(), 10_000);
    let store = store(&world).await;
    // As a target: refused when typed; kept by an older list or by another hand, never followed.
    for payload in &payloads {
        assert!(check_link("piege", "salon", Some(payload)).is_err() || is_on_the_list(payload), "{payload}");
        assert!(!is_allowed_target(payload) || is_on_the_list(payload), "{payload}");
    }
    for (number, payload) in payloads.iter().step_by(50).enumerate() {
        store.add_link(&format!("piege-{number}"), "salon", Some(payload), world.now()).await.unwrap();
        let (status, location) = raw(world.app.web, &format!("piege-{number}")).await;
        assert_eq!(status, 302, "{payload}");
        assert!(is_on_the_list(location.as_deref().unwrap()), "{payload} leads to {location:?}");
    }
    // As what follows /r/, without a client that tidies it.
    let mut found = 0;
    for some in payloads.chunks(100) {
        let asked = futures::future::join_all(some.iter().map(|payload| raw(world.app.web, payload))).await;
        for (payload, (status, location)) in some.iter().zip(asked) {
            assert!((200..500).contains(&status), "{payload}: {status}");
            assert!(location.as_deref().is_none_or(is_on_the_list), "{payload} leads to {location:?}");
            found += usize::from(location.is_some());
        }
    }
    assert!(found < 1_000, "only what names a link of ours leads on: {found}");
    store.close().await;
    world.app.stop().await;
}

/// The address of the counted click in what the page shows of a reply.
async fn click_of(world: &World, visitor: &Visitor) -> String {
    let page = world
        .send_form(
            "/",
            &[
                ("conversation", visitor.conversation.as_deref().unwrap_or_default()),
                ("source", visitor.source.as_deref().unwrap_or_default()),
            ],
        )
        .await;
    let page = page.text().await.unwrap();
    let (_, from) = page.rsplit_once("href=\"/offres/archiviste/postuler").unwrap_or_else(|| panic!("no counted click: {page}"));
    format!("/offres/archiviste/postuler{}", from.split('"').next().unwrap())
}

async fn the_source_travels_to_the_click_with_how_it_is_known(base: Base) {
    let world = world(base).await;
    let store = store(&world).await;
    let mut linked = world.arrives_by("/r/linkedin").await;
    world.asks(&mut linked, "postuler archiviste").await;
    let mut declared = Visitor::default();
    let asked = world.asks(&mut declared, "postuler archiviste").await;
    let body = serde_json::json!({ "conversation": declared.conversation, "exchange": asked["exchange"], "gesture": "declare_source", "label": "salon" });
    assert_eq!(world.post("/api/geste", &body).await.status(), 200);
    let mut unknown = Visitor::default();
    world.asks(&mut unknown, "postuler archiviste").await;
    for visitor in [&linked, &declared, &unknown] {
        let led = world.get(&click_of(&world, visitor).await).await;
        assert_eq!(
            (led.status().as_u16(), led.headers()["location"].to_str().unwrap()),
            (302, "https://www.emploi-territorial.fr/offre/1?a=1&b=2")
        );
        assert_eq!(
            (&led.headers()["referrer-policy"], &led.headers()["cache-control"]),
            (&"no-referrer".parse().unwrap(), &"no-store".parse().unwrap())
        );
    }
    // From the list of positions, the link goes along in the addresses.
    let page = world.page("/offres?de=instagram").await;
    assert!(page.contains("href=\"/offres/archiviste?de=instagram\""), "{page}");
    let page = world.page("/offres/archiviste?de=instagram").await;
    assert!(page.contains("href=\"/offres/archiviste/postuler?de=instagram\"") && page.contains("&#38;de=instagram"), "{page}");
    world.get("/offres/archiviste/postuler?de=instagram").await;
    // Neither a robot, nor an exchange that is nobody's, nor a link that is none, says more than it knows.
    let robot = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).user_agent("LinkedInBot/1.0").build().unwrap();
    robot.get(world.url("/offres/archiviste/postuler?de=presse")).send().await.unwrap();
    for path in ["postuler?echange=0123456789abcdef0123456789abcdef", "postuler?de=%3Cscript%3E&echange=..", "postuler?de=inconnu"] {
        assert_eq!(world.get(&format!("/offres/archiviste/{path}")).await.status(), 302, "{path}");
    }
    let mut clicks: Vec<_> = store.apply_sources("archiviste").await.unwrap();
    clicks.sort();
    let expected = [("", "", 4), ("instagram", "link", 1), ("linkedin", "link", 1), ("salon", "declared", 1)];
    assert_eq!(clicks, expected.map(|(source, known, clicks)| (source.to_owned(), known.to_owned(), clicks)));
    let mine = [("conversation", linked.conversation.as_deref().unwrap())];
    let mine = world.send_form("/mes-donnees", &mine).await.text().await.unwrap();
    assert!(mine.contains("<dd>archiviste</dd>"), "the click is shown to its person: {mine}");
    assert_eq!(world.get("/offres/rien/postuler").await.status(), 404);
    store.close().await;
    world.app.stop().await;
}

async fn a_link_leads_to_the_chat_an_offer_an_advert_or_an_invite(base: Base) {
    let mut world = world(base).await;
    world.as_role(StaffRole::Communication).await;
    let link = |slug: &'static str, mene: &'static str, cible: &'static str| {
        [("lien", slug), ("source", "salon"), ("mene", mene), ("cible", cible)]
    };
    for (form, location) in [
        (link("stand", "tchat", ""), "/?de=stand"),
        (link("poste", "offre", "archiviste"), "/offres/archiviste?de=poste"),
        (link("annonce", "annonce", "https://choisirleservicepublic.gouv.fr/offre/1"), "https://choisirleservicepublic.gouv.fr/offre/1"),
    ] {
        assert!(world.send_form("/staff/liens", &form).await.status().is_redirection(), "{form:?}");
        assert_eq!(world.get(&format!("/r/{}", form[0].1)).await.headers()["location"], location);
    }
    for (form, words) in [
        (link("stand", "tchat", ""), "existe déjà"),
        (link("b", "discord", ""), "il n&#39;y a pas encore d&#39;invitation Discord pour la source"),
        (link("b", "offre", "rien"), "n&#39;est pas une offre de ce site"),
        (link("b", "annonce", ""), "écrivez l&#39;adresse de l&#39;annonce"),
        (link("b", "annonce", "javascript:alert(1)"), "n&#39;est pas permis"),
        (link("b", "annonce", "https://www.emploi-territori\u{430}l.fr/"), "n&#39;est pas permis"),
        (link("b", "annonce", "https://discord.gg/volee"), "n&#39;est pas une invitation que t&#39;chat surveille"),
    ] {
        let told = world.send_form("/staff/liens", &form).await;
        assert_eq!(told.status(), 422, "{form:?}");
        let page = told.text().await.unwrap().to_lowercase();
        assert!(page.contains(&words.to_lowercase()), "{words}: {page}");
    }
    let page = world.staff_page("/staff/liens/poste").await;
    assert!(page.contains("l&#39;offre archiviste") && page.contains("22/11/2026</th><td class=\"number\">1</td>"), "{page}");
    let svg = world.staff_page("/staff/liens/poste/qr.svg").await;
    assert!(svg.contains("<title>https://tchat.exemple.fr/r/poste</title>"), "{svg}");
    assert!(world.send_form("/staff/liens/poste/retirer", &[]).await.status().is_redirection());
    let gone = world.get("/r/poste").await;
    assert_eq!(gone.status(), 410);
    let gone = gone.text().await.unwrap();
    assert!(gone.contains("href=\"/offres\"") && gone.contains("Aller au t'chat"), "where to go instead: {gone}");
    world.app.stop().await;
}

async fn a_profile_is_ticked_on_the_page_and_shown_as_shares(base: Base) {
    let mut world = World::start(base).await;
    world.as_role(StaffRole::Rh).await;
    let plan = [("titre", "Un soir"), ("date", "2026-11-22"), ("heure", "19:00"), ("duree", "90"), ("public", "reconversion")];
    assert!(world.send_form("/staff/sessions", &plan).await.status().is_redirection());
    world.after(jiff::SignedDuration::from_mins(5));
    for number in 0..10 {
        let mut visitor = Visitor::default();
        world.asks(&mut visitor, "quel est le salaire ?").await;
        let conversation = visitor.conversation.as_deref().unwrap();
        let opened = world.send_form("/profil", &[("conversation", conversation)]).await.text().await.unwrap();
        assert!(opened.contains("name=\"age_dit\"") && !opened.contains("<select"), "the age comes first: {opened}");
        let early = world
            .send_form("/profil", &[("conversation", conversation), ("envoi", "oui"), ("situation", "prive")])
            .await
            .text()
            .await
            .unwrap();
        assert!(!early.contains("<select"), "nothing is kept before: {early}");
        let opened = world.send_form("/profil", &[("conversation", conversation), ("age_dit", "oui")]).await.text().await.unwrap();
        assert!(opened.contains("<select id=\"situation\"") && !opened.contains(" selected"), "{opened}");
        let situation = if number < 5 { "reconversion" } else { "prive" };
        let kept = world.send_form("/profil", &[("conversation", conversation), ("envoi", "oui"), ("situation", situation)]).await;
        assert!(kept.text().await.unwrap().contains(&format!("<option value=\"{situation}\" selected>")));
        let wrong = world.send_form("/profil", &[("conversation", conversation), ("envoi", "oui"), ("situation", "prince")]).await;
        assert_eq!(wrong.status(), 422);
    }
    let report = world.report("2026-11-22-un-soir").await;
    let metric = |key: &str| report["metrics"][key].clone();
    assert_eq!((metric("profile_rate")["value"].clone(), metric("target_fit")["value"].clone()), (100.0.into(), 50.0.into()));
    assert_eq!(
        metric("profile")["value"],
        serde_json::json!({"Votre situation": {"En poste dans le privé": 50.0, "En reconversion": 50.0}})
    );
    assert_eq!(world.get("/profil").await.status(), 400, "it begins on the page of the chat");
    world.app.stop().await;
}

async fn shares_of_sources_are_drawn_only_when_enough_are_known(base: Base) {
    let mut world = World::start(base).await;
    world.as_role(StaffRole::Rh).await;
    for number in 0..25 {
        let mut visitor = if number < 5 { world.arrives_by("/r/linkedin").await } else { Visitor::default() };
        world.asks(&mut visitor, "quel est le salaire ?").await;
    }
    let card = |page: &str| page.split("<dt>").find(|card| card.starts_with("Arrivées par source")).unwrap().replace('\u{a0}', " ");
    let few = card(&world.staff_page("/staff/rapports/permanence-2026-11").await);
    assert!(!few.contains("<meter") && few.contains("moins de 30") && few.contains("couverture : 20"), "{few}");
    for _ in 0..20 {
        let mut visitor = world.arrives_by("/r/linkedin").await;
        world.asks(&mut visitor, "quel est le salaire ?").await;
    }
    let enough = card(&world.staff_page("/staff/rapports/permanence-2026-11").await);
    assert!(enough.contains("<meter") && enough.contains("25 (55,56"), "{enough}");
    let report = world.report("permanence-2026-11").await;
    assert_eq!(report["metrics"]["arrivals_by_how_known"]["value"], serde_json::json!({"lien suivi": 25, "inconnue": 20}));
    world.app.stop().await;
}
