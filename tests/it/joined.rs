//! A topic and a position in one question: what the answer and the advert say,
//! at every door, true on the day.

use std::fs;
use std::path::Path;

use jiff::civil::{Date, date};
use serde_json::Value;
use tchat::conversation::{Reply, ask};
use tchat::faq::Faq;

use crate::fake_discord::FakeDiscord;
use crate::world::{Base, Visitor, World, discord_settings, on_both, write_responses};

on_both!(a_topic_is_completed_by_the_position_that_the_question_names);

const DAY: Date = date(2026, 11, 22);

const LIST: &str = "\
---
statut: publie
responsable: DRH
sources: [{texte: \"Annonces\", lu_le: 2026-11-22}]
valable_du: 2026-11-22
a_revoir_le: 2027-11-22
champ_offre: etat
---

# Quels postes sont ouverts ?

{offres.ouvertes}

## Autres formulations

- les offres en cours
- vous recrutez qui
- la liste des annonces
- un poste à prendre
- des postes à pourvoir
- quelles offres avez-vous
- vos annonces
- les postes disponibles
- que proposez-vous comme poste
- avez-vous un poste pour moi
";

const ARCHIVIST: &str = "\
---
statut: publie
responsable: DRH
sources: [{texte: \"Annonce\", lu_le: 2026-11-22}]
valable_du: 2026-11-22
a_revoir_le: 2027-11-22
offre: archiviste
---

# Le poste d'archiviste est-il ouvert ?

{offre.etat}

## Autres formulations

- archiviste, encore libre
- le poste aux archives
";

fn write(responses: &Path, path: &str, text: &str) {
    let place = responses.join(path);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(place, text).unwrap();
}

fn write_offer(responses: &Path, reference: &str, title: &str, state: &str, keys: &str) {
    let head = "---\nstatut: publie\nresponsable: DRH\nemployeur: \"Ville de Rouen\"\nlien: \"https://exemple.fr/1\"";
    write(responses, &format!("offres/{reference}.md"), &format!("{head}\netat: {state}\n{keys}---\n\n# {title}\n"));
}

/// The answers of every story, the pay and the remote work completed by positions.
fn write_answers(responses: &Path) {
    write_responses(responses);
    for (path, field) in [("faq/remuneration/salaire.md", "remuneration"), ("faq/teletravail/teletravail-jours.md", "teletravail")] {
        let place = responses.join(path);
        let text = fs::read_to_string(&place).unwrap();
        fs::write(&place, text.replacen("valable_du:", &format!("champ_offre: {field}\nvalable_du:"), 1)).unwrap();
    }
    write(responses, "faq/offres/offres-en-cours.md", LIST);
}

fn write_offers(responses: &Path) {
    write(responses, "faq/offres/offre-archiviste.md", ARCHIVIST);
    let pay = "remuneration: \"Entre 2 600 € et 3 200 € bruts par mois\"\nlieu: \"Rouen (76)\"\ndate_limite: 2026-12-15\n";
    write_offer(responses, "archiviste", "Archiviste", "ouverte", pay);
    write_offer(responses, "architecte", "Architecte logiciel(le)", "pourvue", "");
    let facts = "categorie: A\ncontrat: \"CDD de trois ans\"\nlieu: \"Elbeuf (76)\"\ndate_limite: 2027-01-15\n";
    write_offer(responses, "chef", "Chef(fe) de projet", "ouverte", facts);
}

/// With the spaces of a keyboard.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

const PAY: &str = "Rémunération, d'après l'annonce : « Entre 2 600 € et 3 200 € bruts par mois ».";

async fn a_topic_is_completed_by_the_position_that_the_question_names(base: Base) {
    let discord = FakeDiscord::start().await;
    let fake = discord_settings(&discord);
    let world = World::start_with(base, |settings, folder| {
        settings.discord = Some(fake);
        write_answers(&folder.join("responses"));
        write_offers(&folder.join("responses"));
    })
    .await;
    discord.bot_is_ready().await;
    let channel = discord.text_channel("accueil");
    let bilal = discord.user("bilal");
    // Each question is somebody's first: nobody may ask so many at once.
    let ends = |answer: &Value, entry: &str, end: &str| {
        let text = plain(answer["text"].as_str().unwrap());
        assert!(answer["entry"] == entry && text.ends_with(end), "{entry}, {end}: {answer}");
    };

    let open = format!("\n\nVous pensez au poste « Archiviste » ? {PAY}");
    for question in ["le salaire de l'archiviste ?", "quel est le salaire d'une arhciviste"] {
        let answer = world.asks(&mut Visitor::default(), question).await;
        ends(&answer, "salaire", &open);
        assert_eq!(answer["near"][0]["id"], "offre-archiviste", "{question}");
        assert!(answer["text"].as_str().unwrap().starts_with("Votre salaire suit une grille"), "the topic comes first");
    }
    let told = bilal.runs("/question", &[("texte", "le salaire de l'archiviste ?")], &channel).await.reply().await;
    assert!(plain(&told.content).ends_with(&open), "{}", told.content);
    let filled = "\n\nVous pensez au poste « Architecte logiciel(le) » ? Ce poste est pourvu : une personne a déjà été retenue.";
    ends(&world.asks(&mut Visitor::default(), "le salaire de l'architecte").await, "salaire", filled);
    let alone = world.asks(&mut Visitor::default(), "quel est le salaire").await;
    assert!(!alone["text"].as_str().unwrap().contains("Vous pensez"), "{alone}");

    let project = "\n\nVous pensez au poste « Chef(fe) de projet » ? Ce poste est ouvert : vous pouvez postuler. \
                   Vous pouvez postuler jusqu'au 15/01/2027 inclus. Pour lire l'annonce et postuler : <https://exemple.fr/1>";
    for question in ["un poste de catégorie A à Elbeuf ?", "des postes à pourvoir en janvier ?", "des CDD ?"] {
        ends(&world.asks(&mut Visitor::default(), question).await, "offres-en-cours", project);
    }

    // Its last day is past: said first, and nothing of an empty field.
    world.clock.turn_to("2026-12-15T23:01:00Z".parse().unwrap());
    let over = "\n\nVous pensez au poste « Archiviste » ? Ce recrutement est clos : il n'est plus possible d'y postuler.";
    ends(&world.asks(&mut Visitor::default(), "le salaire de l'archiviste ?").await, "salaire", &format!("{over} {PAY}"));
    ends(&world.asks(&mut Visitor::default(), "combien de jours de télétravail pour l'archiviste ?").await, "teletravail-jours", over);
    world.app.stop().await;
}

/// What somebody reads from a folder of their own.
fn asked(write: impl FnOnce(&Path), questions: &[&str]) -> Vec<Reply> {
    let folder = tempfile::tempdir().unwrap();
    write_answers(folder.path());
    write(folder.path());
    let (faq, _) = Faq::load(folder.path(), None, DAY);
    questions.iter().map(|question| ask(&faq, question, DAY)).collect()
}

#[test]
fn two_positions_are_told_and_more_are_not() {
    let architects = |count: usize| {
        move |folder: &Path| {
            for domain in ["réseau", "données", "cloud"].iter().take(count) {
                write_offer(folder, &format!("architecte-{}", domain.len()), &format!("Architecte {domain}"), "ouverte", "");
            }
        }
    };
    let unsaid = "La rémunération de ce poste n'est pas précisée ici : la DRH pourra vous l'indiquer.";
    let both =
        format!("\n\nVous pensez au poste « Architecte données » ? {unsaid}\n\nVous pensez au poste « Architecte réseau » ? {unsaid}");
    let two = &asked(architects(2), &["salaire d'un architecte"])[0];
    let text = plain(&two.text);
    assert!(both.split("\n\n").all(|paragraph| text.contains(paragraph)), "{text}");
    let three = asked(architects(3), &["salaire d'un architecte", "salaire de l'architecte cloud"]);
    assert!(!three[0].text.contains("Vous pensez") && three[0].entry == two.entry, "{}", three[0].text);
    assert!(plain(&three[1].text).contains("Vous pensez au poste « Architecte cloud »"), "{}", three[1].text);
}

#[test]
fn three_thousand_imported_offers_answer_in_one_message() {
    let write = |folder: &Path| {
        for at in 0..3_000 {
            let keys = format!("categorie: {}\nlieu: \"{}\"\n", ["A", "B"][at % 2], ["Rouen", "Elbeuf", "Dieppe"][at % 3]);
            write_offer(folder, &format!("2026-{at:06}"), &format!("Technicien de secteur numéro {at}"), "ouverte", &keys);
        }
        write_offer(folder, "archiviste", "Archiviste", "ouverte", "remuneration: \"Trois mille euros bruts\"\n");
    };
    let long = "salaire archiviste ".repeat(100);
    let replies = asked(write, &["le salaire de l'archiviste", "un poste de catégorie B à Elbeuf ?", "le salaire d'un technicien", &long]);
    assert!(
        plain(&replies[0].text)
            .ends_with("Vous pensez au poste « Archiviste » ? Rémunération, d'après l'annonce : « Trois mille euros bruts ».")
    );
    let list = plain(&replies[1].text);
    let (_, list) = list.split_once("Postes ouverts qui correspondent à votre question :").expect("a list");
    assert!(list.contains("Technicien de secteur numéro 1 :") && list.ends_with("de plus, sur la page des offres"), "{list}");
    assert!(!replies[2].text.contains("Vous pensez"), "{}", replies[2].text);
    assert!(replies.iter().all(|reply| reply.text.chars().count() < 2_000), "each fits in one message of Discord");
}

#[test]
fn the_shipped_answers_join_the_pay_and_the_position() {
    let (faq, _) = Faq::load(Path::new("responses"), None, DAY);
    let filled = |title: &str| format!("\n\nVous pensez au poste « {title} » ? Ce poste est pourvu : une personne a déjà été retenue.");
    for (question, entry, title, about) in [
        ("salaire de l'archi logiciel ?", "remuneration-contractuel", "Architecte logiciel(le)", "offre-architecte-logiciel"),
        ("le salaire de l'architecte ?", "remuneration-contractuel", "Architecte logiciel(le)", "offre-architecte-logiciel"),
        ("indemnité de télétravail pour l'archiviste ?", "teletravail-indemnite", "Archiviste", "offre-archiviste"),
        ("combien de jours de télétravail pour l'archiviste ?", "teletravail-jours", "Archiviste", "offre-archiviste"),
        (
            "lieu de travail de la cheffe de projet applicatif",
            "vie-lieu-de-travail",
            "Chef(fe) de projet applicatif",
            "offre-chef-projet-applicatif",
        ),
    ] {
        let reply = ask(&faq, question, DAY);
        let near = reply.near.first().map(|near| near.id.to_string());
        assert_eq!((reply.entry.map(|entry| entry.to_string()).as_deref(), near.as_deref()), (Some(entry), Some(about)), "{question}");
        assert!(plain(&reply.text).ends_with(&filled(title)), "{question}: {}", reply.text);
    }
    // What has an answer of its own keeps it.
    for (question, entry) in [
        ("quel concours pour être archiviste ?", "concours-archives"),
        ("que fait un architecte logiciel dans une collectivité ?", "metiers-architecte-logiciel"),
        ("le poste d'archiviste est-il ouvert ?", "offre-archiviste"),
        ("date limite pour le poste de chef de projet applicatif ?", "offre-chef-projet-applicatif"),
    ] {
        let reply = ask(&faq, question, DAY);
        assert_eq!(reply.entry.map(|entry| entry.to_string()).as_deref(), Some(entry), "{question}");
        assert!(!reply.text.contains("Vous pensez"), "{question}: {}", reply.text);
    }
}
