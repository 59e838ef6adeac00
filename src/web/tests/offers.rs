//! The positions: what candidates and search engines read of them, and what HR
//! does with their files.

use std::path::PathBuf;

use super::*;

const OPEN: &str = "\
---
statut: publie
responsable: DRH # la cellule recrutement
etat: ouverte
employeur: \"Ville de Rouen\"
ouvert_a: tous
lieu: \"Rouen (76)\"
publie_le: 2026-11-02
date_limite: 2026-12-15
remuneration: \"Entre 2 600 € et 3 200 € bruts par mois\"
lien: \"https://www.emploi-territorial.fr/offre/1?a=1&b=2\"
---

# Archiviste

Vous **classez** et </script><script>alert(1)</script>.
";

/// A site whose folder and answers hold these positions.
async fn world(offers: &[(&str, &str)]) -> World {
    let mut world = World::answering(Some("https://tchat.example/"), faq(offers)).await;
    fs::create_dir_all(world.folder.path().join("responses")).expect("a folder");
    for (name, text) in offers {
        world.put(name, text);
    }
    world.as_role(StaffRole::Rh).await;
    // The cookie of a site that is known by https.
    world.cookie = world.cookie.map(|cookie| format!("__Host-{cookie}"));
    world
}

fn faq(offers: &[(&str, &str)]) -> SharedFaq {
    let folder = TempDir::new().expect("a folder");
    for under in ["faq/teletravail", "offres"] {
        fs::create_dir_all(folder.path().join(under)).expect("a folder");
    }
    fs::write(folder.path().join("faq/teletravail/teletravail-jours.md"), FILE).expect("a file");
    for (name, text) in offers {
        fs::write(folder.path().join(format!("offres/{name}.md")), text).expect("a file");
    }
    Arc::new(ArcSwap::from_pointee(Faq::load(folder.path(), None, jiff::civil::date(2026, 11, 22)).0))
}

impl World {
    fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("responses/offres/{name}.md"))
    }

    fn put(&self, name: &str, text: &str) {
        let place = self.place(name);
        fs::create_dir_all(place.parent().expect("a parent")).expect("a folder");
        fs::write(place, text).expect("a file");
    }

    fn held(&self, name: &str) -> String {
        fs::read_to_string(self.place(name)).expect("a file")
    }
}

/// What a form of a good position sends.
fn good<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("titre", "Archiviste"),
        ("reference", "O076 26"),
        ("employeur", "Ville de Rouen"),
        ("ouvert_a", "tous"),
        ("categorie", "B"),
        ("contrat", "CDD d'un an"),
        ("lieu", "Rouen (76)"),
        ("teletravail", ""),
        ("remuneration", "Selon la grille"),
        ("date_limite", "2026-12-15"),
        ("lien", "https://a.example/offre"),
        ("description", "Vous classez.\r\n\r\n- des cartes"),
        ("statut", "publie"),
    ];
    for (name, value) in more {
        match fields.iter_mut().find(|field| field.0 == *name) {
            Some(field) => field.1 = value,
            None => fields.push((name, value)),
        }
    }
    fields
}

#[tokio::test]
async fn candidates_read_the_open_positions_first() {
    let filled = OPEN.replace("ouverte", "pourvue").replace("Archiviste", "Architecte");
    let late = OPEN.replace("2026-12-15", "2026-11-22").replace("Archiviste", "Technicienne");
    let draft = OPEN.replace("publie\n", "brouillon\n").replace("Archiviste", "Secret");
    let world = world(&[("o1", &filled), ("o2", OPEN), ("o3", &late), ("o4", &draft)]).await;
    let page = text(world.get("/offres").await).await;
    let places: Vec<usize> =
        ["Un poste est ouvert", "Archiviste", "Déjà pourvues ou closes", "Architecte", "Déjà pourvue</p>", "Technicienne", "Close</p>"]
            .iter()
            .map(|words| page.find(words).unwrap_or_else(|| panic!("{words}: {page}")))
            .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(!page.contains("Secret") && page.contains("<link rel=\"canonical\" href=\"https://tchat.example/offres\">"), "{page}");
    for (name, status) in [("o1", 200), ("o3", 200), ("o4", 404), ("o5", 404)] {
        let response = world.get(&format!("/offres/{name}")).await;
        assert_eq!(response.status(), status, "{name}");
        let page = text(response).await;
        assert!(!page.contains("ld+json") && !page.contains("Postuler</h2>"), "{page}");
        assert!(status == 200 || page.contains("Cette offre n&#39;est pas, ou n&#39;est plus, sur ce site."), "{page}");
    }
    let empty = World::new().await;
    assert!(text(empty.get("/offres").await).await.contains("Aucun poste n'est ouvert en ce moment"));
}

#[tokio::test]
async fn an_open_position_has_its_facts_its_advert_and_its_posting() {
    let world = world(&[("o2", OPEN)]).await;
    let page = text(world.get("/offres/o2").await).await;
    for part in [
        "<title>Archiviste – Ville de Rouen",
        "candidatures jusqu'au 15/12/2026 inclus",
        "<dt>Rémunération</dt><dd>Entre 2 600 € et 3 200 € bruts par mois</dd>",
        "<dt>Ouvert</dt><dd>aux titulaires et aux contractuels</dd>",
        "href=\"/offres/o2/postuler\" rel=\"nofollow noopener noreferrer\"",
        "Vous <strong>classez</strong> et &lt;/script&gt;",
        "href=\"/?question=Poste%20%C2%AB%20Archiviste%20%C2%BB%20%3A%20\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let (_, from) = page.split_once("<script type=\"application/ld+json\">").expect("a posting");
    let (posting, _) = from.split_once("</script>").expect("its end");
    let posting: Value = serde_json::from_str(posting).expect("JSON");
    for needed in ["@context", "@type", "title", "description", "datePosted", "hiringOrganization", "jobLocation"] {
        assert!(posting.get(needed).is_some(), "{needed}: {posting}");
    }
    assert_eq!(posting["url"], "https://tchat.example/offres/o2");
    assert_eq!(posting["validThrough"], "2026-12-15T23:59:59+01:00");
    assert_eq!(page.matches("<script").count(), 1);
    world.wait(60 * 24 * 23);
    assert!(text(world.get("/offres/o2").await).await.contains("Cette offre est close"));
}

#[tokio::test]
async fn a_question_is_begun_on_a_page_and_not_sent() {
    let world = World::new().await;
    let page = text(world.get("/?question=Poste%20%3C/textarea%3E%3Cb%3E%0A%20%3A%20").await).await;
    assert!(page.contains("Poste &#60;/textarea&#62;&#60;b&#62; : </textarea>"), "{page}");
    let long = text(world.get(&format!("/?question={}", "e".repeat(5_000))).await).await;
    assert!(!long.contains(&"e".repeat(2_001)));
}

#[tokio::test]
async fn a_position_is_made_and_changed_without_touching_other_lines() {
    let world = world(&[]).await;
    assert_eq!(world.get("/staff/offres/nouvelle").await.status(), 200);
    let made = world.post("/staff/offres/nouvelle", &good(&[])).await;
    assert_eq!((made.status().as_u16(), made.headers()["location"].to_str().expect("a place")), (303, "/staff/offres?fait=offre"));
    let expected = "\
---
statut: publie
responsable: DRH
etat: ouverte
employeur: \"Ville de Rouen\"
categorie: B
ouvert_a: tous
contrat: \"CDD d'un an\"
lieu: \"Rouen (76)\"
publie_le: 2026-11-23
date_limite: 2026-12-15
remuneration: \"Selon la grille\"
lien: \"https://a.example/offre\"
---

# Archiviste

Vous classez.

- des cartes
";
    assert_eq!(world.held("o076-26"), expected);
    let list = text(world.get("/staff/offres?fait=offre").await).await;
    assert!(
        list.contains("L&#39;offre est enregistrée") && list.contains("ouverte · Ville de Rouen · date limite\u{a0}: 15/12/2026"),
        "{list}"
    );

    world.put("o2", &OPEN.replace('\n', "\r\n"));
    let form = text(world.get("/staff/offres/o2").await).await;
    let hash = field(&form, "hash");
    let typed = [("hash", &*hash), ("titre", "Archiviste"), ("employeur", "Ville de Rouen"), ("ouvert_a", "tous"), ("lieu", "Elbeuf (76)")];
    let typed = [
        &typed[..],
        &[
            ("date_limite", "2026-12-15"),
            ("remuneration", "Entre 2 600 € et 3 200 € bruts par mois"),
            ("lien", "https://www.emploi-territorial.fr/offre/1?a=1&b=2"),
            ("description", "Vous **classez** et </script><script>alert(1)</script>."),
            ("statut", "publie"),
        ],
    ]
    .concat();
    assert_eq!(world.post("/staff/offres/o2", &typed).await.status(), 303);
    assert_eq!(world.held("o2"), OPEN.replace("Rouen (76)", "Elbeuf (76)").replace('\n', "\r\n"));

    // The form was shown for a file that is no longer there: what was typed stays.
    let late = world.post("/staff/offres/o2", &typed).await;
    assert_eq!(late.status(), 409);
    let late = text(late).await;
    assert!(late.contains("quelqu&#39;un a changé cette offre pendant votre saisie") && late.contains("Elbeuf (76)"), "{late}");
    let again: Vec<(&str, &str)> = typed.iter().copied().filter(|field| field.0 != "hash").collect();
    let fresh = field(&late, "hash");
    assert_eq!(world.post("/staff/offres/o2", &[&again[..], &[("hash", &fresh)]].concat()).await.status(), 303);
}

#[tokio::test]
async fn what_is_wrong_is_told_by_its_field_and_nothing_typed_is_lost() {
    let world = world(&[("o2", OPEN)]).await;
    let long = "é".repeat(301);
    for (name, value, words) in [
        ("titre", " ", "Écrivez l&#39;intitulé du poste."),
        ("reference", "!!", "Écrivez une référence courte"),
        ("reference", "o2", "Une offre porte déjà cette référence"),
        ("reference", "../../etc/nouvelle", ""),
        ("employeur", "", "Écrivez qui recrute"),
        ("contrat", &long, "Ce texte est trop long\u{a0}: 300 caractères au plus."),
        ("remuneration", "2600 €", "Écrivez une phrase\u{a0}: un nombre seul"),
        ("date_limite", "demain", "Cette date n&#39;existe pas"),
        ("date_limite", "2026-11-22", "La date limite vient avant la publication."),
        ("lien", "", "Donnez le lien de l&#39;annonce en ligne"),
        ("lien", "http://a.example/", "Ce lien n&#39;est pas sûr\u{a0}: écrivez une adresse"),
    ] {
        let response = world.post("/staff/offres/nouvelle", &good(&[("description", "Gardez <ceci>"), (name, value)])).await;
        if words.is_empty() {
            assert_eq!(response.status(), 303);
            assert!(world.held("etc-nouvelle").contains("Archiviste"));
            continue;
        }
        assert_eq!(response.status(), 422, "{name}: {value}");
        let page = text(response).await;
        assert!(page.contains(words), "{words}: {page}");
        assert!(page.contains("Gardez &#60;ceci&#62;") && (value.len() < 3 || page.contains(value) || value == "o2"), "{page}");
    }
    let draft = good(&[("lien", ""), ("statut", "brouillon"), ("reference", "brouillon")]);
    assert_eq!(world.post("/staff/offres/nouvelle", &draft).await.status(), 303);
    assert!(world.held("brouillon").starts_with("---\nstatut: brouillon\n"));
    assert_eq!(world.held("o2"), OPEN);
}

#[tokio::test]
async fn a_button_says_what_became_of_a_position_once() {
    let world = world(&[("o2", OPEN)]).await;
    let hash = |page: &str| field(page, "hash");
    let first = hash(&text(world.get("/staff/offres").await).await);
    assert_eq!(world.post("/staff/offres/o2/pourvue", &[("hash", &first)]).await.headers()["location"], "/staff/offres?fait=offre");
    assert_eq!(world.held("o2"), OPEN.replace("etat: ouverte", "etat: pourvue"));
    let late = world.post("/staff/offres/o2/fermer", &[("hash", &first)]).await;
    assert_eq!(late.headers()["location"], "/staff/offres?fait=offre-changee");
    let second = hash(&text(world.get("/staff/offres").await).await);
    world.post("/staff/offres/o2/rouvrir", &[("hash", &second)]).await;
    assert_eq!(world.held("o2"), OPEN);
    world.put("o2", &OPEN.replace("ouverte", "fermee").replace("2026-12-15", "2026-11-20"));
    let third = hash(&text(world.get("/staff/offres").await).await);
    let refused = world.post("/staff/offres/o2/rouvrir", &[("hash", &third)]).await;
    assert_eq!(refused.status(), 422);
    assert!(text(refused).await.contains("Cette date est passée"));
    world.put("o3", "n'importe quoi");
    let list = text(world.get("/staff/offres").await).await;
    assert!(list.contains("en erreur : voyez"), "{list}");
    assert_eq!(world.get("/staff/offres/o3").await.status(), 422);
    assert_eq!(world.get("/staff/offres/absente").await.status(), 404);
    assert_eq!(world.get("/staff/offres/..%2F..%2Fo2").await.status(), 404);
}
