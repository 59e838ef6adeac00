//! Campaigns from the post to the hire: what HR types and imports, what the
//! links brought, and what two do at once.

use std::fs;

use serde_json::{Value, json};
use tchat::campaign::{Dossier, Table, from_csv, from_toml};
use tchat::sessions::{campaign_of, keep_campaign, note_lines};
use tchat::store::Store;
use tchat::words::StaffRole;

use crate::command_line::Bench;
use crate::store::kept;
use crate::world::{Base, World, on_both};

on_both!(
    a_campaign_is_typed_read_and_counted_on_the_pages,
    what_is_wrong_is_said_and_nothing_is_half_written,
    two_who_note_at_once_lose_nothing,
    a_campaign_follows_its_links_up_to_the_click,
    a_session_says_what_each_announcement_brought,
);

const SHEET: [(&str, &str); 6] = [
    ("nom", "Printemps numérique"),
    ("but", "recrutement"),
    ("canaux", "linkedin, affiche"),
    ("publications", "Vidéo ; linkedin ; 2026-11-20 ; 120,50 ; printemps ;\nAffiche ; affiche"),
    ("charge", "tournage ; DSIN ; 2 ; 1,5"),
    ("postes", "Archiviste ; 1 ; archiviste ; 2026-09-01 ; 2026-10-16\nArchitecte logiciel ; 2 ; ; 2026-09-01"),
];

const PAGE: &str = "/staff/campagnes/printemps-numerique";

async fn json_of(world: &World, path: &str) -> Value {
    serde_json::from_str(&world.staff_page(&format!("{path}?format=json")).await).unwrap()
}

/// The list of an import or of a page.
fn reading<'a>(measure: &'a str, value: &'a str, date: &'a str, reader: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("publication", "Vidéo"),
        ("mesure", measure),
        ("valeur", value),
        ("date", date),
        ("lecteur", reader),
        ("lieu", "statistiques de la page"),
    ]
}

async fn a_campaign_is_typed_read_and_counted_on_the_pages(base: Base) {
    let mut world = World::start(base).await;
    world.as_role(StaffRole::Communication).await;
    let made = world.send_form("/staff/nouvelle-campagne", &SHEET).await;
    assert_eq!(made.headers()["location"], format!("{PAGE}?fait=campagne"));
    for (measure, value, date, reader) in [
        ("impressions", "1000", "2026-11-20", "Anne"),
        ("impressions", "1 200", "2026-11-21", "Anne"),
        ("impressions", "1250", "2026-11-21", "Paul"),
        ("reactions", "24", "2026-11-21", "Anne"),
    ] {
        let told = world.send_form(&format!("{PAGE}/releves"), &reading(measure, value, date, reader)).await;
        assert_eq!(told.headers()["location"], format!("{PAGE}?fait=chiffres"), "{measure} {value}");
    }
    let again = world.send_form(&format!("{PAGE}/releves"), &reading("reactions", "24", "2026-11-21", "Anne")).await;
    assert_eq!(again.headers()["location"], format!("{PAGE}?fait=chiffres-deja-la"));
    let table = "poste;reçues;pertinentes;entretiens;retenues;origine;date;auteur\n\
                 Archiviste;12;6;3;1;;2026-11-22;RH\nArchiviste;;;;1;linkedin;2026-11-22;RH\n";
    world.send_form(&format!("{PAGE}/tableau"), &[("tableau", table)]).await;
    let corrected = [("poste", "Archiviste"), ("recues", "11"), ("date", "2026-11-22"), ("auteur", "Anne")];
    world.send_form(&format!("{PAGE}/comptes"), &corrected).await;

    let told = json_of(&world, PAGE).await;
    assert_eq!((&told["metrics"]["impressions"]["value"], &told["metrics"]["interaction_rate"]["value"]), (&json!(1_200), &json!(2.0)));
    let read = &told["posts"][0]["readings"][0];
    assert_eq!((&read["contradiction"], read["all"].as_array().unwrap().len()), (&json!(true), 3));
    assert_eq!((&told["metrics"]["internal_effort"]["value"], &told["metrics"]["external_cost"]["value"]), (&json!(3.0), &json!(120.5)));
    let filled = &told["metrics"]["time_to_fill"];
    assert_eq!((&filled["value"], &filled["base"]), (&json!(45.0), &json!(1)), "the other position still waits");
    let sheet = world.staff_page(&format!("{PAGE}/fiche")).await;
    assert!(sheet.contains("Archiviste ; 1 ; archiviste ; 2026-09-01 ; 2026-10-16"), "what was typed comes back: {sheet}");
    let position = &told["positions"][0];
    assert_eq!(position["days_to_fill"], json!(45));
    assert_eq!(position["files"], json!({"received": 11, "relevant": 6, "interviewed": 3, "retained": 1}));
    assert_eq!(position["rates"]["relevance_rate"], json!(54.5));
    assert_eq!(position["corrected"][0]["value"], json!(12), "the correction is kept");
    assert_eq!(told["applications"]["received"], Value::Null, "the other position is not counted: unknown, not zero");
    assert_eq!(told["metrics"]["hires_by_source"]["value"], json!({"LinkedIn": 100.0}));

    let page = world.staff_page(PAGE).await;
    assert!(page.contains("(contredit)") && page.contains("corrigé depuis\u{a0}: 12 reçues"), "{page}");
    world.as_role(StaffRole::Manager).await;
    let page = world.staff_page(PAGE).await;
    assert!(!page.contains("<form method=\"post\" action=\"/staff/campagnes"), "a manager reads");
    world.as_role(StaffRole::Admin).await;
    let log = world.staff_page("/staff/journal").await;
    for done in ["campagne créée", "relevés de campagne ajoutés", "comptes de candidatures ajoutés"] {
        assert!(log.contains(done), "{done}: {log}");
    }
    world.app.stop().await;
}

async fn what_is_wrong_is_said_and_nothing_is_half_written(base: Base) {
    let mut world = World::start(base).await;
    world.as_role(StaffRole::Rh).await;
    for (fields, expected) in [
        (vec![("nom", "")], "Il manque le nom de la campagne"),
        (vec![("nom", "A"), ("mot", "Été !")], "le mot d&#39;une campagne s&#39;écrit en minuscules"),
        (vec![("nom", "A"), ("mot", "entrez-dans-la-matrice")], "est déjà celui d&#39;un exemple livré"),
        (vec![("nom", "A"), ("debut", "2026-12-02"), ("fin", "2026-12-01")], "La fin de la campagne doit venir après son début"),
        (vec![("nom", "A"), ("canaux", "minitel")], "n&#39;est pas un canal"),
        (vec![("nom", "A"), ("publications", "Vidéo ; linkedin\nvidéo ; linkedin")], "est écrit deux fois"),
        (vec![("nom", "A"), ("publications", "Vidéo ; linkedin ; ; ; ; javascript:alert(1)")], "Publications, ligne 1"),
        (vec![("nom", "A"), ("publications", "Vidéo ; linkedin ; ; -3")], "Publications, ligne 1"),
    ] {
        let told = world.send_form("/staff/nouvelle-campagne", &fields).await;
        assert_eq!(told.status(), 422, "{fields:?}");
        let page = told.text().await.unwrap().replace('\u{a0}', " ");
        assert!(page.contains(expected), "{fields:?}: {page}");
    }
    world.send_form("/staff/nouvelle-campagne", &SHEET).await;
    let again = world.send_form("/staff/nouvelle-campagne", &SHEET).await;
    assert!(again.text().await.unwrap().contains("est déjà celui d&#39;une autre campagne"));

    world.send_form(&format!("{PAGE}/releves"), &reading("vues", "500", "2026-11-20", "Anne")).await;
    let before = json_of(&world, PAGE).await;
    let half = "publication;mesure;valeur;date;lecteur;lieu\nVidéo;vues;600;2026-11-21;Anne;page\nVidéo;vues;cent;2026-11-22;Anne;page\n";
    for (path, fields, expected) in [
        ("tableau", vec![("tableau", half)], "Ligne 3, colonne 3"),
        ("tableau", vec![("tableau", "nom;prix\na;b\n")], "Ces colonnes ne sont pas connues"),
        ("releves", reading("vues", "400", "2026-11-21", "Anne").to_vec(), "400 le 21/11/2026 après 500 le 20/11/2026"),
        ("releves", reading("vues", "600", "2026-11-23", "Anne").to_vec(), "n&#39;est pas encore venu"),
        (
            "comptes",
            vec![("poste", "Archiviste"), ("pertinentes", "3"), ("entretiens", "4"), ("date", "2026-11-22"), ("auteur", "RH")],
            "4 candidatures reçues en entretien pour 3 pertinentes",
        ),
    ] {
        let told = world.send_form(&format!("{PAGE}/{path}"), &fields).await;
        assert_eq!(told.status(), 422, "{fields:?}");
        let page = told.text().await.unwrap().replace('\u{a0}', " ").to_lowercase();
        assert!(page.contains(&expected.to_lowercase()), "{expected}: {page}");
        assert!(
            fields.iter().all(|(_, typed)| page.contains(&typed.lines().next().unwrap().to_lowercase())),
            "what was typed is still there"
        );
    }
    assert_eq!(json_of(&world, PAGE).await, before, "nothing was kept");

    let renamed: Vec<_> = SHEET.iter().map(|(name, typed)| (*name, typed.replace("Vidéo", "Film"))).collect();
    let renamed: Vec<_> = renamed.iter().map(|(name, typed)| (*name, typed.as_str())).collect();
    let told = world.send_form(&format!("{PAGE}/fiche"), &renamed).await;
    assert_eq!(told.status(), 422);
    assert!(told.text().await.unwrap().contains("a des relevés"), "readings keep their post");
    let example = world.send_form("/staff/campagnes/entrez-dans-la-matrice/fiche", &SHEET).await;
    assert_eq!(example.status(), 404, "an example does not change");
    world.app.stop().await;
}

fn spring() -> Dossier {
    from_toml("nom = \"Printemps\"\n[[publications]]\nnom = \"Vidéo\"\ncanal = \"linkedin\"\n[[postes]]\ntitre = \"Archiviste\"\n").unwrap()
}

fn table(line: &str) -> Table {
    from_csv(format!("publication;mesure;valeur;date;lecteur;lieu\n{line}\n").as_bytes()).unwrap()
}

async fn two_who_note_at_once_lose_nothing(base: Base) {
    let crate::store::Kept { store, now, .. } = &kept(base).await;
    let today = jiff::civil::date(2026, 11, 22);
    assert_eq!(keep_campaign(store, &spring(), "RH", *now).await.unwrap(), Ok(()));
    assert!(keep_campaign(store, &spring(), "RH", *now).await.unwrap().is_err(), "a word is taken once");
    let note = |store: Store, number: usize| async move {
        let line = format!("Vidéo;abonnes;{number};2026-11-20;Lectrice {number};page");
        note_lines(&store, "printemps", &table(&line), "RH", today, *now).await.unwrap()
    };
    let done = futures::future::join_all((0..8).map(|number| note(store.clone(), number))).await;
    let kept = done.iter().filter(|done| done.is_ok()).count();
    let refused: Vec<_> = done.iter().filter_map(|done| done.as_ref().err()).collect();
    assert!(refused.iter().all(|told| told[0].contains("rien n'est enregistré")), "{refused:?}");
    let read = campaign_of(store, "printemps").await.unwrap().unwrap();
    assert_eq!(read.dossier.readings.len(), kept, "each line that was said kept is, and no other");
    assert!(kept >= 1);
    store.close().await;
}

const OFFER: &str = "---\nstatut: publie\nresponsable: DRH\nemployeur: \"Ville de Rouen\"\nlien: \"https://www.emploi-territorial.fr/offre/1\"\netat: ouverte\n---\n\n# Archiviste\n";

async fn a_campaign_follows_its_links_up_to_the_click(base: Base) {
    let mut world = World::start_with(base, |_, folder| {
        let offers = folder.join("responses/offres");
        fs::create_dir_all(&offers).unwrap();
        fs::write(offers.join("archiviste.md"), OFFER).unwrap();
    })
    .await;
    world.as_role(StaffRole::Rh).await;
    let made = world.send_form("/staff/liens", &[("lien", "printemps"), ("source", "linkedin"), ("mene", "tchat")]).await;
    assert!(made.status().is_redirection());
    world.send_form("/staff/nouvelle-campagne", &SHEET).await;
    world.send_form(&format!("{PAGE}/releves"), &reading("impressions", "1000", "2026-11-20", "Anne")).await;
    for number in 0..6 {
        let mut visitor = world.arrives_by("/r/printemps").await;
        let asked = world.asks(&mut visitor, "quel est le salaire ?").await;
        if number < 5 {
            let path = format!("/offres/archiviste/postuler?echange={}", asked["exchange"].as_str().unwrap());
            let led = world.get(&path).await;
            assert_eq!(
                (led.status().as_u16(), &led.headers()["location"]),
                (302, &"https://www.emploi-territorial.fr/offre/1".parse().unwrap())
            );
        }
    }
    let told = json_of(&world, PAGE).await;
    let step = |key: &str| told["funnel"].as_array().unwrap().iter().find(|step| step["step"] == key).unwrap().clone();
    assert_eq!((&step("clicks")["value"], &step("arrivals")["value"]), (&json!(6), &json!(6)));
    assert_eq!(step("apply_clicks")["state"], "hidden", "one person did not click: they would be known");
    assert_eq!(told["positions"][0]["apply_clicks"], json!(5));
    let passage = |to: &str| told["passages"].as_array().unwrap().iter().find(|passage| passage["to"] == to).unwrap().clone();
    assert_eq!(passage("clicks")["value"], json!(0.6));
    assert!(passage("received")["refused"].as_str().unwrap().contains("rien ne relie un dossier à un clic"));
    world.app.stop().await;
}

async fn a_session_says_what_each_announcement_brought(base: Base) {
    let mut world = World::start(base).await;
    world.as_role(StaffRole::Rh).await;
    for slug in ["soir", "journal"] {
        world.send_form("/staff/liens", &[("lien", slug), ("source", "presse"), ("mene", "tchat")]).await;
    }
    let medias = "LinkedIn ; 2026-11-21 ; 30 ; soir\nPresse ; 2026-11-21 ; 0 ; journal\nRadio ; ; 50 ;";
    let plan = [("titre", "Un soir"), ("date", "2026-11-22"), ("heure", "19:00"), ("duree", "90"), ("medias", medias)];
    let made = world.send_form("/staff/sessions", &plan).await;
    assert!(made.status().is_redirection(), "{}", made.text().await.unwrap());
    world.after(jiff::SignedDuration::from_mins(5));
    for slug in ["soir", "soir", "soir", "soir", "soir", "soir", "journal"] {
        let mut visitor = world.arrives_by(&format!("/r/{slug}")).await;
        world.asks(&mut visitor, "quel est le salaire ?").await;
    }
    let page = world.staff_page("/staff/sessions/2026-11-22-un-soir/medias").await;
    let row = |medium: &str| page.split("<tr").find(|row| row.contains(&format!(">{medium}</th>"))).unwrap().replace('\u{a0}', " ");
    assert!(
        row("LinkedIn").contains("30 €") && row("LinkedIn").contains(">6</td>") && row("LinkedIn").contains("5 €"),
        "{}",
        row("LinkedIn")
    );
    assert!(row("Presse").contains("trop peu de personnes"), "{}", row("Presse"));
    assert!(row("Radio").contains("non renseigné"), "no link: unknown, not zero: {}", row("Radio"));
    world.app.stop().await;
}

#[test]
fn examples_are_shown_without_a_database_and_a_file_is_imported_whole_or_not() {
    let bench = Bench::new();
    let rouen: Value = serde_json::from_str(&bench.prints(&["campaign", "show", "entrez-dans-la-matrice", "--format", "json"])).unwrap();
    assert_eq!((&rouen["example"], &rouen["metrics"]["interaction_rate"]["value"]), (&json!(true), &json!(1.54)));
    assert!(!bench.path().join("data").exists(), "looking makes no database");
    let list = bench.prints(&["campaign", "list"]);
    assert_eq!(list.lines().filter(|line| line.ends_with("\texemple")).count(), 3, "{list}");
    let text = bench.prints(&["campaign", "show", "tchat-police-2004"]).replace('\u{a0}', " ");
    assert!(text.contains("(exemple livré avec le programme)") && text.contains("Taux contact vers candidature : non mesurable"), "{text}");
    assert!(text.contains("division refusée : 860 candidatures"), "{text}");

    let write = |name: &str, text: &str| fs::write(bench.path().join(name), text).unwrap();
    write("printemps.toml", "nom = \"Printemps\"\n[[publications]]\nnom = \"Vidéo\"\ncanal = \"linkedin\"\n");
    assert_eq!(bench.prints(&["campaign", "import", "printemps.toml"]).trim(), "printemps");
    let told = bench.refuses(&mut bench.command(&["campaign", "import", "printemps.toml"]));
    assert!(told.contains("le mot « printemps » est déjà celui d'une autre campagne"), "{told}");
    write(
        "bon.csv",
        "publication;mesure;valeur;date;lecteur;lieu\nVidéo;impressions;100;2026-01-02;Anne;page\nVidéo;reactions;5;2026-01-02;Anne;page\n",
    );
    write(
        "faux.csv",
        "publication;mesure;valeur;date;lecteur;lieu\nVidéo;impressions;200;2026-01-03;Anne;page\nVidéo;likes;5;2026-01-03;Anne;page\n",
    );
    let import = |file: &'static str| ["campaign", "import", file, "--campaign", "printemps"];
    let told = bench.refuses(&mut bench.command(&import("faux.csv")));
    assert!(told.contains("faux.csv : ligne 3, colonne 2 («\u{a0}mesure\u{a0}») : « likes » n'est pas une mesure"), "{told}");
    assert_eq!(bench.prints(&import("bon.csv")).trim(), "printemps : 2 ajoutés, 0 déjà là");
    assert_eq!(bench.prints(&import("bon.csv")).trim(), "printemps : 0 ajoutés, 2 déjà là");
    let shown: Value = serde_json::from_str(&bench.prints(&["campaign", "show", "printemps", "--format", "json"])).unwrap();
    assert_eq!((&shown["metrics"]["impressions"]["value"], &shown["metrics"]["interaction_rate"]["value"]), (&json!(100), &json!(5.0)));
    for (arguments, expected) in [
        (vec!["campaign", "show", "rien"], "il n'y a pas de campagne « rien »"),
        (vec!["campaign", "import", "bon.csv"], "dites de quelle campagne sont ces lignes, avec --campaign"),
        (vec!["campaign", "import", "bon.csv", "--campaign", "entrez-dans-la-matrice"], "un exemple ne change pas"),
        (vec!["campaign", "import", "rien.csv", "--campaign", "printemps"], "impossible de lire rien.csv"),
    ] {
        let told = bench.refuses(&mut bench.command(&arguments));
        assert!(told.contains(expected), "{arguments:?}: {told}");
    }
}
