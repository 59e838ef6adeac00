//! Ambassadors: enrolled with their consent, a page of their own, offers shared
//! by their link, levels and never people, gone without a trace.

use std::fs;

use futures::future::join_all;
use jiff::SignedDuration;
use reqwest::header::LOCATION;
use tchat::store::{Enrolled, NewAmbassador, Window};
use tchat::words::{Level, Skill, StaffRole, random_word, sha256};

use crate::world::{Base, Visitor, World, copy, on_both};

on_both!(
    an_agent_enrols_with_consent_has_a_page_and_leaves_without_a_trace,
    an_ambassador_twice_is_told_and_nothing_changes,
    the_invitation_goes_down_level_by_level_and_shows_levels_only,
    an_offer_is_shared_with_ones_own_link_and_its_source_is_the_level,
    who_lost_their_page_gets_another_and_the_team_sees_no_person,
    nobody_enrols_without_an_invitation_that_serves,
);

const SITE: &str = "https://tchat.exemple.fr";
const OFFER: &str = "---\nstatut: publie\nresponsable: DRH\nemployeur: \"Ville de Rouen\"\nlien: \"https://www.emploi-territorial.fr/offre/1\"\netat: ouverte\n---\n\n# Archiviste\n";

async fn world(base: Base) -> World {
    World::start_with(base, |settings, folder| {
        settings.public_url = Some(SITE.to_owned());
        copy("responses/ambassadeurs".as_ref(), &folder.join("responses/ambassadeurs"));
        fs::create_dir_all(folder.join("responses/offres")).unwrap();
        fs::write(folder.join("responses/offres/archiviste.md"), OFFER).unwrap();
    })
    .await
}

/// What follows a mark in a page, up to the end of an address.
fn after(page: &str, mark: &str) -> String {
    let (_, rest) = page.split_once(mark).unwrap_or_else(|| panic!("no {mark}: {page}"));
    rest.chars().take_while(|sign| !"\"<?# ".contains(*sign)).collect()
}

impl World {
    /// The team invites so many people of a level; gives the path of the page.
    pub(crate) async fn team_invites(&self, level: &str, places: &str) -> String {
        let answer = self.send_form("/staff/ambassadeurs/inviter", &[("niveau", level), ("places", places)]).await;
        assert_eq!(answer.status(), 200);
        format!("/ambassadeurs/rejoindre/{}", after(&answer.text().await.unwrap(), "/ambassadeurs/rejoindre/"))
    }

    async fn enrols(&self, invitation: &str, address: &str) -> reqwest::Response {
        self.send_form(invitation, &[("adresse", address), ("aisance", "debutant"), ("accord", "oui")]).await
    }

    /// Somebody enrols; gives the path of their page.
    pub(crate) async fn becomes_ambassador(&self, invitation: &str, address: &str) -> String {
        let answer = self.enrols(invitation, address).await;
        assert_eq!(answer.status(), 303, "{address}");
        answer.headers()[LOCATION].to_str().unwrap().split('?').next().unwrap().to_owned()
    }

    /// The personal link of a page, after the site.
    pub(crate) async fn link_of(&self, page: &str) -> String {
        format!("/r/{}", after(&self.page(page).await, &format!("{SITE}/r/")))
    }
}

async fn an_agent_enrols_with_consent_has_a_page_and_leaves_without_a_trace(base: Base) {
    let mut world = world(base).await;
    world.as_role(StaffRole::Rh).await;
    let invitation = world.team_invites("agent", "30").await;
    let form = world.page(&invitation).await;
    assert!(form.contains("Ce à quoi vous dites oui") && form.contains("Agentes et agents"), "{form}");
    for (fields, told) in [
        (vec![("adresse", "camille"), ("aisance", "debutant"), ("accord", "oui")], "adresse professionnelle entière"),
        (vec![("adresse", "c@ville.fr"), ("accord", "oui")], "Dites où vous en êtes avec les réseaux"),
        (vec![("adresse", "c@ville.fr"), ("aisance", "expert")], "Cochez la case"),
    ] {
        let refused = world.send_form(&invitation, &fields).await;
        assert_eq!(refused.status(), 422, "{fields:?}");
        let refused = refused.text().await.unwrap();
        assert!(refused.contains(told), "{told}: {refused}");
        assert!(refused.contains(&format!("value=\"{}\"", fields[0].1)), "what was typed comes back");
    }
    let page = world.becomes_ambassador(&invitation, "Camille.Durand@ville.example.fr").await;
    let shown = world.page(&page).await;
    for part in ["Agentes et agents", "Je débute : trois petites heures", "En une ligne", "Court", "Moyen", "Long", "Une photo où"] {
        assert!(shown.replace('\u{a0}', " ").contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains("{lien}") && !shown.to_lowercase().contains("camille"), "{shown}");
    assert!(!shown.contains("Inviter à mon tour"), "an agent is the last of the chain");
    for code in ["qr.svg", "qr.png"] {
        assert_eq!(world.get(&format!("{page}/{code}")).await.status(), 200, "{code}");
    }
    for step in ["photo", "profil", "publication"] {
        world.send_form(&format!("{page}/fait"), &[("etape", step), ("fait", "oui")]).await;
    }
    assert_eq!(world.page(&page).await.matches("class=\"checked\"").count(), 3);
    world.send_form(&format!("{page}/fait"), &[("etape", "photo"), ("fait", "non")]).await;
    assert_eq!(world.page(&page).await.matches("class=\"checked\"").count(), 2);
    world.send_form(&format!("{page}/aisance"), &[("aisance", "expert")]).await;
    assert!(world.page(&page).await.contains("la faire servir"));

    let link = world.link_of(&page).await;
    assert_eq!(world.get(&link).await.status(), 302);
    let kept = world.send_form(&format!("{page}/quitter"), &[]).await;
    assert_eq!(kept.status(), 303, "a slip erases nothing");
    let gone = world.send_form(&format!("{page}/quitter"), &[("sur", "oui")]).await;
    assert!(gone.text().await.unwrap().contains("C'est effacé"));
    assert_eq!(
        (world.get(&page).await.status(), world.get(&link).await.status()),
        (reqwest::StatusCode::GONE, reqwest::StatusCode::NOT_FOUND)
    );
    let levels = world.app.store().ambassador_levels(&Window::ever()).await.unwrap();
    assert_eq!(levels.iter().map(|level| (level.enrolled, level.active)).collect::<Vec<_>>(), [(0, 0); 3]);
    // Who left may come back.
    world.becomes_ambassador(&invitation, "camille.durand@ville.example.fr").await;
    world.app.stop().await;
}

async fn an_ambassador_twice_is_told_and_nothing_changes(base: Base) {
    let mut world = world(base).await;
    world.as_role(StaffRole::Communication).await;
    let invitation = world.team_invites("agent", "3").await;
    let page = world.becomes_ambassador(&invitation, "camille@ville.fr").await;
    let twice = world.enrols(&invitation, " CAMILLE@ville.fr ").await;
    assert_eq!(twice.status(), 422);
    let told = twice.text().await.unwrap().replace('\u{a0}', " ");
    assert!(told.contains("Cette adresse est déjà inscrite : rien"), "{told}");
    assert_eq!(world.get(&page).await.status(), 200, "the page that was there stays");

    // From several windows at once: one enrols, and no place is lost.
    let store = world.app.store();
    let hash = sha256(invitation.rsplit('/').next().unwrap());
    let new = |address: &str| NewAmbassador {
        id: random_word(),
        skill: Skill::Expert,
        address_hash: address.to_owned(),
        token_hash: random_word(),
        slug: format!("amb-{}", &random_word()[..10]),
    };
    let all: Vec<NewAmbassador> = (0..6).map(|_| new("same")).collect();
    let done = join_all(all.iter().map(|new| store.enrol(&hash, new, world.now()))).await;
    let done: Vec<Enrolled> = done.into_iter().map(Result::unwrap).collect();
    assert_eq!(done.iter().filter(|done| **done == Enrolled::As(Level::Agent)).count(), 1, "{done:?}");
    assert_eq!(store.enrol(&hash, &new("third"), world.now()).await.unwrap(), Enrolled::As(Level::Agent), "its place was left");
    assert_eq!(store.enrol(&hash, &new("fourth"), world.now()).await.unwrap(), Enrolled::Over);
    assert_eq!(world.get(&invitation).await.status(), 410, "all places are taken");
    world.app.stop().await;
}

async fn the_invitation_goes_down_level_by_level_and_shows_levels_only(base: Base) {
    let mut world = world(base).await;
    world.as_role(StaffRole::Rh).await;
    let for_dga = world.team_invites("dga", "4").await;
    let dga = world.becomes_ambassador(&for_dga, "dga@ville.fr").await;
    let refused = world.send_form(&format!("{dga}/inviter"), &[("places", "beaucoup")]).await;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await.unwrap().contains("écrivez un nombre de personnes"));
    let given = world.send_form(&format!("{dga}/inviter"), &[("places", "20")]).await.text().await.unwrap();
    let for_directors = format!("/ambassadeurs/rejoindre/{}", after(&given, "/ambassadeurs/rejoindre/"));
    assert!(world.page(&for_directors).await.contains("Directrices et directeurs"));
    let mut director = String::new();
    for number in 0..6 {
        director = world.becomes_ambassador(&for_directors, &format!("directeur{number}@ville.fr")).await;
        world.send_form(&format!("{director}/fait"), &[("etape", "publication"), ("fait", "oui")]).await;
    }
    let given = world.send_form(&format!("{director}/inviter"), &[("places", "100")]).await.text().await.unwrap();
    let for_agents = format!("/ambassadeurs/rejoindre/{}", after(&given, "/ambassadeurs/rejoindre/"));
    for number in 0..9 {
        world.becomes_ambassador(&for_agents, &format!("agent{number}@ville.fr")).await;
    }
    let agent = world.becomes_ambassador(&for_agents, "agent@ville.fr").await;
    let refused = world.send_form(&format!("{agent}/inviter"), &[("places", "5")]).await;
    assert_eq!(refused.status(), 422, "agents invite nobody");

    let levels = world.app.store().ambassador_levels(&Window::ever()).await.unwrap();
    let counted: Vec<_> = levels.iter().map(|one| (one.invited, one.enrolled, one.active)).collect();
    assert_eq!(counted, [(4, 1, 0), (20, 6, 6), (100, 10, 0)]);
    let page = world.staff_page("/staff/ambassadeurs").await;
    let rows: Vec<String> = page
        .split("<tr>")
        .skip(2)
        .map(|row| row.replace("</td>", "|").replace("</th>", "|"))
        .map(|row| row.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect::<String>())
        .collect();
    // One DGA stands with the directors; who of the seven was not active would be that one.
    assert_eq!(rows[0].trim(), "DGA + Directrices et directeurs|24|7|trop peu de personnes pour être montré|");
    assert_eq!(rows[1].trim(), "Agentes et agents|100|10|trop peu de personnes pour être montré|");
    assert!(rows[2].starts_with("Tous les niveaux|124|17|6|"), "{rows:?}");

    // A page of a DGA who left: their invitation serves on, from nobody.
    world.send_form(&format!("{dga}/quitter"), &[("sur", "oui")]).await;
    world.becomes_ambassador(&for_directors, "encore@ville.fr").await;
    world.app.stop().await;
}

async fn an_offer_is_shared_with_ones_own_link_and_its_source_is_the_level(base: Base) {
    let mut world = world(base).await;
    // Managers share too: they enrol by themselves.
    world.as_role(StaffRole::Manager).await;
    let answer = world.send_form("/staff/ambassadeurs/moi", &[]).await;
    let invitation = answer.headers()[LOCATION].to_str().unwrap().to_owned();
    let page = world.becomes_ambassador(&invitation, "cheffe@ville.fr").await;
    let link = world.link_of(&page).await;
    let shown = world.page(&page).await;
    let address = format!("{SITE}{link}/archiviste");
    let shared = address.replace(':', "%3A").replace('/', "%2F");
    assert!(shown.contains(&format!("https://www.linkedin.com/sharing/share-offsite/?url={shared}")), "{shown}");
    assert!(shown.contains(&address), "the words to paste hold it too");

    let led = world.get(&format!("{link}/archiviste")).await;
    let slug = link.trim_start_matches("/r/");
    assert_eq!(led.headers()[LOCATION].to_str().unwrap(), format!("/offres/archiviste?de={slug}"));
    let gone = world.get(&format!("{link}/plus-la")).await;
    assert_eq!(gone.headers()[LOCATION].to_str().unwrap(), format!("/offres?de={slug}"), "a position that is gone leads to the others");
    for path in ["/r/inconnu/archiviste", &format!("{link}/evil.example")] {
        assert_eq!(world.get(path).await.status(), 404, "{path}");
    }
    for _ in 0..5 {
        let mut visitor = Visitor { conversation: None, source: Some(slug.to_owned()) };
        world.asks(&mut visitor, "combien de jours de télétravail ?").await;
    }
    let own = world.page(&page).await;
    let figures = own.split("<dl").nth(1).unwrap();
    assert!(figures.contains("<dd>2</dd>") && figures.contains("<dd>5"), "two visits, five people: {figures}");
    let levels = world.app.store().ambassador_levels(&Window::ever()).await.unwrap();
    assert_eq!((levels[1].active, levels[1].arrivals), (1, 5), "{levels:?}");

    let (now, hour) = (world.now(), SignedDuration::from_hours(1));
    let later = world.app.store().ambassador_levels(&Window::between(now + hour, now + hour * 2)).await.unwrap();
    assert_eq!((later[1].enrolled, later[1].active, later[1].arrivals), (1, 0, 0), "nobody came by them meanwhile: {later:?}");

    // What one link brought is for its owner alone.
    world.as_role(StaffRole::Rh).await;
    assert!(!world.staff_page("/staff/liens").await.contains(slug));
    assert!(world.app.store().brought_by(slug, &Window::ever()).await.unwrap().is_none());
    // After they left, what came by them stays in the figures of their level.
    world.send_form(&format!("{page}/quitter"), &[("sur", "oui")]).await;
    let levels = world.app.store().ambassador_levels(&Window::ever()).await.unwrap();
    assert_eq!((levels[1].enrolled, levels[1].arrivals), (0, 5), "{levels:?}");
    assert!(!world.staff_page("/staff/liens").await.contains("ambassadeur/directeur"), "nor does what is left show by itself");
    world.app.stop().await;
}

async fn who_lost_their_page_gets_another_and_the_team_sees_no_person(base: Base) {
    let mut world = world(base).await;
    world.as_role(StaffRole::Rh).await;
    let invitation = world.team_invites("agent", "10").await;
    let page = world.becomes_ambassador(&invitation, "camille@ville.fr").await;
    let link = world.link_of(&page).await;
    let find = async |address: &str, gesture: &str| {
        let fields = [("adresse", address), ("geste", gesture)];
        world.send_form("/staff/ambassadeurs/retrouver", &fields).await
    };
    let unknown = find("autre@ville.fr", "lien").await;
    assert_eq!(unknown.status(), 422);
    assert!(unknown.text().await.unwrap().contains("inscrit avec cette adresse"));
    let given = find("Camille@ville.fr", "lien").await.text().await.unwrap();
    let again = format!("/ambassadeurs/moi/{}", after(&given, "/ambassadeurs/moi/"));
    assert_eq!((world.get(&page).await.status().as_u16(), world.link_of(&again).await), (410, link), "the same person, another page");
    let seen = world.staff_page("/staff/ambassadeurs").await;
    assert!(!seen.contains("camille") && !seen.contains("amb-"), "{seen}");
    assert_eq!(find("camille@ville.fr", "effacer").await.status(), 303);
    assert_eq!(world.get(&again).await.status(), 410);
    world.as_role(StaffRole::Admin).await;
    let journal = world.staff_page("/staff/journal").await;
    assert!(journal.contains("ambassadeur effacé") && !journal.contains("camille@"), "{journal}");
    world.app.stop().await;
}

async fn nobody_enrols_without_an_invitation_that_serves(base: Base) {
    let mut world = world(base).await;
    world.as_role(StaffRole::Rh).await;
    for path in ["/ambassadeurs/rejoindre/court", "/ambassadeurs/moi/court"] {
        assert_eq!(world.get(path).await.status(), 404, "{path}");
    }
    for path in [format!("/ambassadeurs/rejoindre/{}", random_word()), format!("/ambassadeurs/moi/{}", random_word())] {
        assert_eq!(world.get(&path).await.status(), 410, "{path}");
    }
    for places in ["0", "501", "-1", "deux", ""] {
        let refused = world.send_form("/staff/ambassadeurs/inviter", &[("niveau", "agent"), ("places", places)]).await;
        assert_eq!(refused.status(), 422, "{places}");
    }
    let invitation = world.team_invites("dga", "2").await;
    let id = after(&world.staff_page("/staff/ambassadeurs").await, "/staff/ambassadeurs/invitations/");
    let id = id.split('/').next().unwrap().to_owned();
    let taken = world.send_form(&format!("/staff/ambassadeurs/invitations/{id}/reprendre"), &[]).await;
    assert_eq!(taken.status(), 303);
    assert_eq!(world.get(&invitation).await.status(), 410, "it was taken back");
    let invitation = world.team_invites("dga", "2").await;
    world.after(SignedDuration::from_hours(61 * 24));
    assert_eq!(world.enrols(&invitation, "a@ville.fr").await.status(), 410, "it has expired");
    world.app.stop().await;
}

#[test]
fn a_text_written_twice_or_not_yet_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let responses = folder.path().join("responses");
    crate::world::write_responses(&responses);
    let told = |responses: &std::path::Path| -> Vec<String> {
        let (faq, problems) = tchat::faq::Faq::load(responses, None, jiff::civil::date(2026, 11, 22));
        assert!(responses.join("ambassadeurs").exists() || !faq.kit().is_ready());
        let of_kit = problems.iter().filter(|problem| problem.path.contains("ambassadeurs"));
        of_kit.map(|problem| format!("{}: {}", problem.severity.as_str(), problem.message).replace('\u{a0}', " ")).collect()
    };
    assert_eq!(told(&responses), Vec::<String>::new(), "who has no folder wants no ambassadors");
    let kit = responses.join("ambassadeurs");
    copy("responses/ambassadeurs".as_ref(), &kit);
    assert_eq!(told(&responses), Vec::<String>::new(), "what ships is whole");
    fs::copy(kit.join("guide-expert.md"), kit.join("guide-expert-bis.md")).unwrap();
    fs::remove_file(kit.join("message-long.md")).unwrap();
    assert_eq!(
        told(&responses),
        [
            "attention: aucun texte publié n'a « sorte: message, longueur: long »",
            "erreur: responses/ambassadeurs/guide-expert-bis.md est déjà ce texte : c'est lui qui est donné, pas ce fichier",
        ]
    );
}
