//! A plan that is right, and each way to be wrong.

use super::*;
use crate::sessions::in_days;

fn known() -> Known {
    Known {
        themes: ["teletravail", "remuneration"].map(str::to_owned).into(),
        campaigns: ["ma-campagne".to_owned()].into(),
        links: ["linkedin-12".to_owned()].into(),
    }
}

fn now() -> Timestamp {
    "2026-11-22T18:00:00Z".parse().unwrap()
}

fn written() -> Written {
    Written {
        title: "Les métiers du numérique".into(),
        opens: "2026-12-03 18:00".into(),
        minutes: "90".into(),
        themes: vec!["teletravail".into(), "teletravail".into(), " ".into()],
        doors: vec!["web".into()],
        audience: vec!["15-18".into(), "prive".into()],
        speakers: Line::of_text("Intervenants", "Anne Lemoine ; architecte\n\nBilal Haddad;cheffe de projet"),
        expenses: Line::of_text("Coûts", "plateforme ; 1 250,50"),
        work: Line::of_text("Charge", "pilotage ; DSIN ; 1 ; 1\nvisuels ; communication ; 4 ; 1\ntournage ; ; 2 ; 3"),
        media: Line::of_text("Médias", "LinkedIn ; 2026-11-26 ; 0 ; /r/linkedin-12\naffiche ; ; ;"),
        references: Line::of_text("Références", "salon de Rouen ; contacts ; 1 500 ; moyenne"),
        announcement: "Venez !\r\n".into(),
        campaign: " ma-campagne ".into(),
    }
}

#[test]
fn a_plan_that_is_right_is_kept_whole() {
    let session = read(&written(), &known(), now()).unwrap();
    let plan = Plan::of(&session);
    assert_eq!(session.id.as_str(), "2026-12-03-les-metiers-du-numerique");
    assert_eq!((plan.themes.len(), plan.doors.as_slice(), plan.announcement.as_str()), (1, [Door::Web].as_slice(), "Venez !"));
    assert_eq!(plan.speakers[1], Speaker { name: "Bilal Haddad".into(), role: "cheffe de projet".into() });
    assert_eq!(plan.external_cents(), 125_050);
    assert_eq!(in_days(plan.tenths_of_person_day()).replace('\u{a0}', " "), "11 jours", "1 × 1 + 4 × 1 + 2 × 3");
    assert_eq!((plan.media[0].link.as_deref(), plan.media[1].on), (Some("linkedin-12"), None));
    assert_eq!((plan.references[0].value, plan.references[0].base), (1_500, Base::MeanEvent));
    assert_eq!((session.door, plan.campaign.as_deref()), (Some(Door::Web), Some("ma-campagne")));
    assert_eq!(Plan::of(&PlannedSession { plan: "?".into(), ..session }), Plan::default(), "what cannot be read is no plan");
}

#[test]
fn all_that_is_wrong_is_said_at_once_and_where() {
    let wrong = Written {
        themes: vec!["télétravail".into()],
        doors: vec!["radio".into()],
        audience: vec!["tous".into()],
        speakers: Line::of_text("Intervenants", "\nAnne"),
        expenses: Line::of_text("Coûts", "plateforme ; cher"),
        work: Line::of_text("Charge", "pilotage ; DSIN ; 0 ; 1"),
        media: Line::of_text("Médias", "LinkedIn ; 2026-02-31"),
        references: Line::of_text("Références", "salon ; contacts ; 1500 ; environ"),
        announcement: "é".repeat(1_501),
        ..written()
    };
    let problems = read(&wrong, &known(), now()).unwrap_err();
    for (problem, beginning) in problems.iter().zip([
        "canaux : « radio »",
        "thèmes : « télétravail »",
        "l'annonce compte 1501 caractères",
        "public : « tous »",
        "Intervenants, ligne 2 :",
        "Coûts, ligne 1 :",
        "Charge, ligne 1 :",
        "Médias, ligne 1 :",
        "Références, ligne 1 :",
    ]) {
        assert!(problem.starts_with(beginning), "{problem}");
    }
    assert_eq!(problems.len(), 9);
    assert_eq!(read(&Written { opens: "hier".into(), ..written() }, &known(), now()).unwrap_err().len(), 1);
    let many = Line::of_text("Coûts", &"a ; 1\n".repeat(51));
    assert_eq!(read(&Written { expenses: many, ..written() }, &known(), now()).unwrap_err(), ["Coûts, ligne 51 : 50 lignes au plus"]);
}

#[test]
fn what_a_plan_cannot_hold_is_refused_and_what_is_not_there_too() {
    let wrong = Written {
        speakers: Line::of_text("Intervenants", "Anne ; cheffe ; architecte\nBilal ; chef ; ;"),
        media: Line::of_text("Médias", "LinkedIn ; ; 0 ; linkedin-13\nAffiche ; ; ; ; merci"),
        campaign: "ma-campagn".into(),
        ..written()
    };
    let expected = [
        "campagne : il n'y a pas de campagne « ma-campagn » ; créez-la d'abord à la page « Campagnes », ou n'en nommez aucune",
        "Intervenants, ligne 1 : il y a plus de 2 champs ; écrivez nom ; fonction, sans autre « ; » que ceux-là",
        "Médias, ligne 2 : il y a plus de 4 champs ; écrivez média ; jour (2026-12-03) ou rien ; euros ; lien suivi ou rien, sans autre « ; » que ceux-là",
        "Médias, ligne 1 : il n'y a pas de lien suivi « linkedin-13 » ; créez-le d'abord à la page « Liens », ou n'en mettez aucun",
    ];
    assert_eq!(read(&wrong, &known(), now()).unwrap_err(), expected);
    let standing = read(&written(), &known(), now()).unwrap();
    assert_eq!(read_staying(&wrong, &known(), &standing).unwrap_err(), expected);
    let elsewhere = Written { opens: "2026-12-24 20:00".into(), doors: vec![], title: "Autrement dit".into(), ..written() };
    let stays = read_staying(&elsewhere, &known(), &standing).unwrap();
    assert_eq!(stays, PlannedSession { title: "Autrement dit".into(), ..standing }, "when and where are as they were");
}

#[test]
fn what_a_plan_named_before_may_stay() {
    let standing = read(&written(), &known(), now()).unwrap();
    let gone = Known::default();
    assert!(read_staying(&written(), &gone, &standing).is_err());
    let known = gone.and_of(&Plan::of(&standing));
    assert_eq!(read_staying(&written(), &known, &standing).unwrap().plan, standing.plan);
    let other = Written { campaign: "une-autre".into(), ..written() };
    assert!(read_staying(&other, &known, &standing).is_err(), "a new word is read");
}

#[test]
fn a_field_of_a_file_that_people_would_read_as_two_is_refused() {
    let speaker = Line { place: "intervenants 1".to_owned(), fields: vec!["Anne".to_owned(), "cheffe ; architecte".to_owned()] };
    let problems = read(&Written { speakers: vec![speaker], ..written() }, &known(), now()).unwrap_err();
    assert!(problems[0].contains("sans autre « ; »"), "{problems:?}");
}

#[test]
fn the_model_of_a_plan_is_right_where_nothing_is_named_yet() {
    let model = std::fs::read_to_string("deploy/SESSION.toml").unwrap();
    let known = Known { themes: ["teletravail", "remuneration"].map(str::to_owned).into(), ..Known::default() };
    assert_eq!(read(&crate::sessions::from_toml(&model).unwrap(), &known, now()).err(), None);
}
