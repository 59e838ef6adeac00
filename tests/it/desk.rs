//! Answers changed on the staff pages: written in their file, signed, served;
//! never lost, never over somebody else's text.

use std::fs;
use std::path::PathBuf;

use serde_json::json;
use tchat::words::StaffRole;

use crate::road::until;
use crate::world::{Base, Visitor, World, on_both};

on_both!(
    what_a_person_answered_is_published_by_another_one,
    an_answer_is_changed_in_its_lines_signed_and_served,
    of_two_people_who_save_at_once_one_wins,
    a_text_with_errors_is_not_saved_and_comes_back,
    a_new_answer_is_drafted_published_and_retired,
    a_file_that_is_removed_meanwhile_can_be_made_again,
    a_line_that_no_field_holds_is_mended_in_the_whole_text,
    what_was_asked_says_which_answers_to_read_again,
);

const SALARY: &str = "/staff/reponses/salaire";

fn file(world: &World) -> PathBuf {
    world.folder.path().join("responses/faq/remuneration/salaire.md")
}

/// The fields of the page of an answer, as a browser would send them again.
fn fields(page: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let form = page.split("<form id=\"answer\"").nth(1).expect("the form").split("</form>").next().expect("its end");
    for tag in form.split('<').filter(|tag| tag.starts_with("input") || tag.starts_with("textarea")) {
        let of = |name: &str| tag.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest.split('"').next().expect("an end"));
        let value = of("value").or_else(|| tag.split_once(">\n").map(|(_, text)| text)).unwrap_or_default();
        fields.push((of("name").expect("a name").to_owned(), value.replace("&#39;", "'").replace("&#34;", "\"").replace("&#38;", "&")));
    }
    fields
}

fn with<'a>(fields: &'a [(String, String)], changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut sent: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for (name, value) in changes {
        match sent.iter_mut().find(|(known, _)| known == name) {
            Some(field) => field.1 = value,
            None => sent.push((name, value)),
        }
    }
    sent
}

async fn asked(world: &World, question: &str) -> String {
    world.asks(&mut Visitor::default(), question).await["text"].as_str().unwrap_or_default().to_owned()
}

async fn an_answer_is_changed_in_its_lines_signed_and_served(base: Base) {
    let mut world = World::start(base).await;
    world.staff_enters().await;
    let before = fs::read_to_string(file(&world)).unwrap().replace("statut: publie\n", "# à garder\nstatut: publie  # vu\nancien: oui\n");
    let before = before.replace("ancien: oui\n", "");
    fs::write(file(&world), format!("\u{feff}{}", before.replace('\n', "\r\n"))).unwrap();

    assert!(world.staff_page("/staff/reponses?q=GAGNE&theme=remuneration&statut=publie").await.contains(">Combien gagne-t-on\u{a0}?</a>"));
    assert!(world.staff_page("/staff/reponses?q=zblorg").await.contains("0 réponse</p>"));
    let page = fields(&world.staff_page(SALARY).await);
    let text = "Votre salaire suit une grille.\r\n\r\nDemandez-la **à la DRH**.";
    let saved = world.send_form(SALARY, &with(&page, &[("reponse", text), ("action", "enregistrer")])).await;
    assert_eq!(
        (saved.status().as_u16(), saved.headers()["location"].to_str().unwrap()),
        (303, "/staff/reponses/salaire?fait=reponse-enregistree")
    );
    let expected = before.replace(
        "Votre salaire suit une grille, plus des primes. {employeur.paie}",
        "Votre salaire suit une grille.\n\nDemandez-la **à la DRH**.",
    );
    assert_eq!(fs::read_to_string(file(&world)).unwrap(), format!("\u{feff}{}", expected.replace('\n', "\r\n")));

    until(|| asked(&world, "quel est le salaire"), |text| text.contains("Demandez-la **à la DRH**.")).await;
    let page = world.staff_page("/staff/reponses/salaire?fait=reponse-enregistree").await;
    for shown in [
        "Votre texte est enregistré.",
        "publiée · en service · réponse modifiée le 22/11/2026 à 19\u{a0}h\u{a0}00, par Camille",
        "<p>Demandez-la <strong>à la DRH</strong>.</p>",
        "Message 1 sur 1",
        "Transmettre à une personne</span>",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let again = world.send_form(SALARY, &with(&fields(&page), &[("action", "enregistrer")])).await;
    assert_eq!(again.headers()["location"], "/staff/reponses/salaire?fait=reponse-pareille");
    world.app.stop().await;
}

async fn of_two_people_who_save_at_once_one_wins(base: Base) {
    let mut world = World::start(base).await;
    world.staff_enters().await;
    let page = fields(&world.staff_page(SALARY).await);
    let texts = ["Le texte d'Anne.", "Le texte de Bob."];
    let sent = texts.map(|text| with(&page, &[("reponse", text), ("action", "enregistrer")]));
    let answers = futures::future::join_all(sent.iter().map(|form| world.send_form(SALARY, form))).await;
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status().as_u16()).collect();
    assert!(statuses == [303, 409] || statuses == [409, 303], "{statuses:?}");
    let winner = statuses.iter().position(|status| *status == 303).unwrap();
    let file_text = fs::read_to_string(file(&world)).unwrap();
    assert!(file_text.contains(texts[winner]) && !file_text.contains(texts[1 - winner]), "{file_text}");

    let told = answers.into_iter().nth(1 - winner).unwrap().text().await.unwrap();
    assert!(told.contains("Rien n&#39;est enregistré\u{a0}: une autre personne a changé ce fichier"), "{told}");
    let row = |left: &str, right: &str| format!("<td>{left}</td><td>{right}</td>").replace('\'', "&#39;");
    assert!(
        told.contains(&row(texts[winner], texts[1 - winner])) && told.contains(&row("valable_du: 2026-11-22", "valable_du: 2026-11-22"))
    );
    // Saved once more, knowingly, it takes the place of the other.
    let mine = fields(&told);
    assert_eq!(world.send_form(SALARY, &with(&mine, &[("action", "enregistrer")])).await.status(), 303);
    assert!(fs::read_to_string(file(&world)).unwrap().contains(texts[1 - winner]));
    world.app.stop().await;
}

async fn a_text_with_errors_is_not_saved_and_comes_back(base: Base) {
    let mut world = World::start(base).await;
    world.staff_enters().await;
    let before = fs::read_to_string(file(&world)).unwrap();
    let page = fields(&world.staff_page(SALARY).await);
    let hostile = "<script>alert(1)</script> @everyone ../../etc";
    let form =
        with(&page, &[("reponse", hostile), ("a_revoir_le", "22/05/2028"), ("question", "Et le <b>net</b> ?"), ("action", "publier")]);
    let refused = world.send_form(SALARY, &form).await;
    assert_eq!(refused.status(), 422);
    let refused = refused.text().await.unwrap();
    for shown in [
        "Rien n&#39;est enregistré\u{a0}: corrigez les erreurs indiquées plus bas.",
        "&#60;script&#62;alert(1)&#60;/script&#62; @everyone ../../etc</textarea>",
        "value=\"Et le &#60;b&#62;net&#60;/b&#62; ?\"",
        "«\u{a0}22/05/2028\u{a0}» n&#39;est pas une date. Écrivez «\u{a0}2028-05-22\u{a0}».",
        "«\u{a0}@everyone\u{a0}» est une mention de Discord.",
    ] {
        assert!(refused.contains(shown), "{shown}: {refused}");
    }
    assert!(!refused.contains("<script>alert"));
    let checked: serde_json::Value = world.send_form(&format!("{SALARY}/verifier"), &form).await.json().await.unwrap();
    assert!(checked["parts"]["a_revoir_le"].as_str().unwrap().contains("n&#39;est pas une date"), "{checked}");
    assert!(checked["parts"]["reponse"].as_str().unwrap().contains("mention de Discord"), "{checked}");
    assert_eq!((&checked["parts"]["question"], &checked["problem"]), (&json!(""), &json!(null)));

    let emptied = world.send_form(SALARY, &with(&page, &[("formulations", ""), ("action", "enregistrer")])).await;
    assert_eq!(emptied.status(), 422);
    assert!(emptied.text().await.unwrap().contains("ce texte ne peut pas s&#39;écrire dans le fichier"));
    let huge = "é".repeat(300 * 1024);
    assert_eq!(world.send_form(SALARY, &with(&page, &[("reponse", &huge)])).await.status(), 413);
    for id in ["..%2f..%2fetc%2fpasswd", "salaire.md", "%00", "remuneration%2fsalaire"] {
        assert_eq!(world.send_form(&format!("/staff/reponses/{id}"), &form).await.status(), 404, "{id}");
    }
    assert_eq!(fs::read_to_string(file(&world)).unwrap(), before);
    world.app.stop().await;
}

async fn a_new_answer_is_drafted_published_and_retired(base: Base) {
    let mut world = World::start(base).await;
    world.staff_enters().await;
    let ask =
        |question: &'static str, theme: &'static str, action: &'static str| [("question", question), ("theme", theme), ("action", action)];
    let close = world.send_form("/staff/nouvelle-reponse", &ask("quel salaire net chaque mois ?", "remuneration", "creer")).await;
    assert_eq!(close.status(), 409);
    assert!(close.text().await.unwrap().contains("href=\"/staff/reponses/salaire\""), "the near answer is shown first");
    let refused = world.send_form("/staff/nouvelle-reponse", &ask("zblorg ?", "nulle-part", "creer-quand-meme")).await;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await.unwrap().contains("Le thème «\u{a0}nulle-part\u{a0}» n&#39;existe pas"));

    let made = world.send_form("/staff/nouvelle-reponse", &ask("Où est le trapibule ?", "concours", "creer-quand-meme")).await;
    assert_eq!(made.headers()["location"], "/staff/reponses/ou-est-le-trapibule?fait=reponse-creee");
    let again = world.send_form("/staff/nouvelle-reponse", &ask("Où est le trapibule ?", "concours", "creer-quand-meme")).await;
    assert_eq!(again.status(), 422, "nothing is overwritten");

    let fields_of = |theme: &'static str| [("question", "Où est la flimouche ?"), ("nouveau_theme", theme), ("action", "creer-quand-meme")];
    let refused = world.send_form("/staff/nouvelle-reponse", &fields_of("Mes Vélos")).await;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await.unwrap().contains("par exemple «\u{a0}mes-velos\u{a0}»"));
    let begun = world.send_form("/staff/nouvelle-reponse", &fields_of("mes-velos")).await;
    assert_eq!(begun.headers()["location"], "/staff/reponses/ou-est-la-flimouche?fait=reponse-et-theme");
    let list = world.staff_page("/staff/reponses").await;
    assert!(list.contains("<h2>mes-velos</h2>") && list.contains("<h2>rémunération</h2>"), "each by the name that HR gave: {list}");

    let address = "/staff/reponses/ou-est-le-trapibule";
    let page = fields(&world.staff_page(address).await);
    let unwritten = world.send_form(address, &with(&page, &[("action", "publier")])).await.text().await.unwrap();
    assert!(unwritten.contains("elle est encore à écrire") && unwritten.contains("Il manque la clé «\u{a0}sources\u{a0}»"), "{unwritten}");
    let source = [("source_texte", "Le plan des bureaux"), ("source_lu_le", "2026-11-22")];
    let form = with(&page, &[&[("reponse", "Au fond de la cour."), ("action", "publier")], source.as_slice()].concat());
    assert_eq!(world.send_form(address, &form).await.status(), 303);
    until(|| asked(&world, "où est le trapibule"), |text| text.contains("Au fond de la cour.")).await;
    let text = fs::read_to_string(world.folder.path().join("responses/faq/concours/ou-est-le-trapibule.md")).unwrap();
    assert!(text.contains("#  10. dans un long message poli") && text.contains("statut: publie\n"), "the guide stays: {text}");

    world.after(jiff::SignedDuration::from_mins(1));
    let page = fields(&world.staff_page(address).await);
    assert_eq!(world.send_form(address, &with(&page, &[("action", "retirer")])).await.status(), 303);
    until(|| asked(&world, "où est le trapibule"), |text| !text.contains("Au fond de la cour.")).await;
    assert!(world.staff_page(address).await.contains("retirée · réponse retirée le 22/11/2026"));
    world.app.stop().await;
}

async fn a_file_that_is_removed_meanwhile_can_be_made_again(base: Base) {
    let mut world = World::start(base).await;
    world.staff_enters().await;
    let page = fields(&world.staff_page(SALARY).await);
    fs::remove_file(file(&world)).unwrap();
    let told = world.send_form(SALARY, &with(&page, &[("reponse", "Une grille."), ("action", "enregistrer")])).await;
    assert_eq!(told.status(), 409);
    let told = told.text().await.unwrap();
    assert!(
        told.contains("ce fichier a été retiré du dossier pendant que vous écriviez") && told.contains("Une grille.</textarea>"),
        "{told}"
    );
    assert!(!file(&world).exists());
    assert_eq!(world.send_form(SALARY, &with(&fields(&told), &[("action", "enregistrer")])).await.status(), 303);
    let text = fs::read_to_string(file(&world)).unwrap();
    assert!(text.contains("\nUne grille.\n") && text.contains("- grille de salaire\n") && text.contains("\nstatut: publie\n"), "{text}");

    // A file without the shape of an answer is changed as a text.
    fs::write(file(&world), text.replace("responsable: DRH", "responsable: \"DRH")).unwrap();
    let page = world.staff_page(SALARY).await;
    assert!(
        page.contains("Ce fichier n'a pas la forme d'une réponse") && page.contains("Le guillemet ouvert ici n&#39;est pas fermé."),
        "{page}"
    );
    let page = fields(&page);
    let whole = page.iter().find(|(name, _)| name == "texte").unwrap().1.replace("responsable: \"DRH", "responsable: DRH");
    assert_eq!(world.send_form(SALARY, &with(&page, &[("texte", &whole), ("action", "enregistrer")])).await.status(), 303);
    assert_eq!(fs::read_to_string(file(&world)).unwrap(), text);
    world.app.stop().await;
}

async fn a_line_that_no_field_holds_is_mended_in_the_whole_text(base: Base) {
    let mut world = World::start(base).await;
    world.staff_enters().await;
    let good = fs::read_to_string(file(&world)).unwrap();
    fs::write(file(&world), good.replace("statut: publie", "statu: publie")).unwrap();
    until(|| world.staff_page("/staff/fichiers"), |page| page.contains("<a href=\"/staff/reponses/salaire\">Ouvrir cette réponse</a>"))
        .await;
    let page = world.staff_page(SALARY).await;
    assert!(page.contains("une de ses lignes n'a pas de case sur cette page") && page.contains("Vouliez-vous écrire"), "{page}");
    let page = fields(&page);
    let whole = page.iter().find(|(name, _)| name == "texte").unwrap().1.replace("statu: publie", "statut: publie");
    assert_eq!(world.send_form(SALARY, &with(&page, &[("texte", &whole), ("action", "enregistrer")])).await.status(), 303);
    assert_eq!(fs::read_to_string(file(&world)).unwrap(), good);
    // A mistake that a field holds is mended in the form.
    fs::write(file(&world), good.replace("a_revoir_le: ", "a_revoir_le: le ")).unwrap();
    assert!(world.staff_page(SALARY).await.contains("name=\"a_revoir_le\""));
    world.app.stop().await;
}

async fn what_was_asked_says_which_answers_to_read_again(base: Base) {
    let mut world = World::start(base).await;
    world.staff_enters().await;
    for useful in [false, false, true, false, true] {
        let mut visitor = Visitor::default();
        let answer = world.asks(&mut visitor, "quel est le salaire").await;
        let gesture = if useful { "useful" } else { "not_useful" };
        world.taps(&visitor, &answer["exchange"], json!(gesture)).await;
    }
    world.asks(&mut Visitor::default(), "le télétravail à la maison").await;
    let sections = |page: String| page.split("<h2>").map(str::to_owned).collect::<Vec<_>>();
    let page = sections(world.staff_page("/staff/fraicheur").await);
    assert!(page[1].contains("Aucune") && page[3].contains("3 fois «\u{a0}Pas utile\u{a0}» sur 5 avis · salaire"), "{page:?}");
    assert!(page[4].contains("1 fois · teletravail-jours"), "{page:?}");
    assert!(page[5].contains(">concours-obligatoire</p>") && !page[5].contains(">salaire</p>"), "{page:?}");
    world.after(jiff::SignedDuration::from_hours(24 * 400));
    world.as_role(StaffRole::Rh).await;
    let page = sections(world.staff_page("/staff/fraicheur?tri=nom").await);
    assert!(page[1].contains("prévue le 22/11/2027") && page[3].contains("Aucune"), "the window is ninety days: {page:?}");
    let ids: Vec<&str> =
        page[1].match_indices("href=\"/staff/reponses/").map(|(at, mark)| page[1][at + mark.len()..].split('"').next().unwrap()).collect();
    assert!(ids.len() >= 5 && ids.is_sorted(), "{ids:?}");
    world.app.stop().await;
}

#[tokio::test]
async fn editing_that_is_off_shows_the_files_and_changes_none() {
    let mut world = World::start_with(Base::Sqlite, |settings, _| settings.editing = false).await;
    world.staff_enters().await;
    let before = fs::read_to_string(file(&world)).unwrap();
    let page = world.staff_page(SALARY).await;
    assert!(page.contains("Les réponses ne se changent pas depuis cette page") && page.contains("TCHAT_EDITING=off"), "{page}");
    assert!(page.contains(" readonly>") && !page.contains("Enregistrer</button>"));
    let form = with(&[], &[("reponse", "Autre."), ("action", "enregistrer")]).into_iter().map(|(a, b)| (a.to_owned(), b.to_owned()));
    let sent = fields(&page).into_iter().chain(form).collect::<Vec<_>>();
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for address in [SALARY, "/staff/nouvelle-reponse", "/staff/versions/une/revenir"] {
        let refused = world.send_form(address, &sent).await;
        assert_eq!(refused.status(), 403, "{address}");
        assert!(refused.text().await.unwrap().contains("TCHAT_EDITING=off"), "{address}");
    }
    assert_eq!(fs::read_to_string(file(&world)).unwrap(), before);
    world.app.stop().await;
}

/// Where a page was sent on to.
fn location(answer: &reqwest::Response) -> String {
    answer.headers()["location"].to_str().unwrap().to_owned()
}

async fn what_a_person_answered_is_published_by_another_one(base: Base) {
    const ASKED: &str = "y a-t-il un parking pour les vélos ?";
    let mut world = World::start(base).await;
    world.staff_enters().await;
    let mut anne = Visitor::default();
    let unknown = world.asks(&mut anne, ASKED).await;
    world.taps(&anne, &unknown["exchange"], json!("confirm_age_and_hand_over")).await;
    let queued = world.app.store().queue(world.now()).await.unwrap()[0].id.clone();
    world.send_form(&format!("/staff/questions/{queued}"), &[("reponse", "Oui, dans la cour.")]).await;
    let draft = [("question", "Peut-on garer son vélo ?"), ("reponse", "Oui, dans la cour.")];
    let made = location(&world.send_form(&format!("/staff/reponses-donnees/{queued}/faq"), &draft).await);
    let address = made.split('?').next().unwrap().to_owned();

    let source = [("source_texte", "Note de service"), ("source_lu_le", "2026-11-22"), ("action", "publier")];
    let page = world.staff_page(&address).await;
    assert!(page.contains(ASKED), "the words of who asked: {page}");
    let mine = world.send_form(&address, &with(&fields(&page), &source)).await;
    assert_eq!(mine.status(), 403);
    let told = mine.text().await.unwrap();
    assert!(told.contains("une autre personne la relit et la publie") && told.contains("Note de service"), "what was typed stays: {told}");
    // A draft goes on being written by who began it.
    let saved = world.send_form(&address, &with(&fields(&page), &[source[0], source[1], ("action", "enregistrer")])).await;
    assert_eq!((saved.status().as_u16(), asked(&world, ASKED).await.contains("dans la cour")), (303, false));

    world.as_role(StaffRole::Rh).await;
    let theirs = world.send_form(&address, &with(&fields(&world.staff_page(&address).await), &[("action", "publier")])).await;
    assert_eq!(theirs.status(), 303, "{}", theirs.text().await.unwrap());
    until(|| asked(&world, ASKED), |text| text.contains("Oui, dans la cour.")).await;
    world.app.stop().await;
}
