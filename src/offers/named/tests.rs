//! What questions name, among positions whose titles are near each other.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::offers::{OpenTo, Progress};

const TODAY: Date = date(2026, 11, 22);

/// What candidates type for other topics, an entry a line: the words they use for everything.
const ENTRIES: &str = "\
combien gagne un contractuel | salaire d'un chef de projet | je suis développeur, combien
combien de jours de télétravail | mon chef peut-il refuser le télétravail
peut-on négocier | un technicien peut-il négocier son salaire à l'embauche
c'est quoi un contrat de projet | fin de projet, fin de contrat
utilisez-vous des logiciels libres | un logiciel métier
le concours de technicien | l'informatique au concours
quel est le réseau des agents | les agents du service informatique
une formation en informatique | un chef de service
vous recrutez en informatique | un poste pour un agent, un technicien
mon service et mon chef | les projets du service
au revoir
bonjour
merci
";

fn offer(title: &str, change: impl FnOnce(&mut Offer)) -> Offer {
    let mut offer = Offer { title: title.to_owned(), ..Offer::sketch("x") };
    change(&mut offer);
    offer
}

fn learn(offers: &[Offer]) -> Named {
    let group = |words: &str| words.split(", ").map(str::to_owned).collect::<Vec<_>>();
    let synonyms = [
        group("architecte logiciel, architecte applicatif, archi logiciel"),
        group("chef de projet, cheffe de projet, project manager"),
        group("développeur, développeuse, dev"),
        group("CDD, contrat à durée déterminée, contrat court"),
        group("contractuel, contractuelle, sous contrat"),
    ];
    Named::learn(offers, &synonyms, ENTRIES.lines().map(|entry| entry.split(" | ")))
}

/// The titles that a question names.
fn named<'a>(offers: &'a [Offer], question: &str) -> Vec<&'a str> {
    learn(offers).positions(question, offers, TODAY).into_iter().map(|at| offers[at].title.as_str()).collect()
}

fn titled(titles: &[&str]) -> Vec<Offer> {
    titles.iter().map(|title| offer(title, |_| ())).collect()
}

const ARCHITECT: &str = "Architecte logiciel(le)";
const PROJECT: &str = "Chef(fe) de projet applicatif";
const USAGES: &str = "Chargé(e) d'accompagnement des usages";
const FOUR: [&str; 4] = [ARCHITECT, "Archiviste", USAGES, PROJECT];

#[test]
fn a_position_is_named_by_what_tells_it_from_the_others() {
    let offers = titled(&FOUR);
    for (question, expected) in [
        ("salaire de l'archi logiciel ?", &[ARCHITECT][..]),
        ("le salaire de l’ARCHITECTE", &[ARCHITECT]),
        ("une architecte logicielle, payée combien", &[ARCHITECT]),
        ("salaire architecte applicatif", &[ARCHITECT]),
        ("salaire de l'archtecte", &[ARCHITECT]),
        ("télétravail des archivistes", &["Archiviste"]),
        ("télétravail d'une arhciviste ?", &["Archiviste"]),
        ("cheffe de projets applicatifs", &[PROJECT]),
        ("project manager, quel salaire", &[PROJECT]),
        ("payé combien le chargé d'accompagnement aux usages", &[USAGES]),
        ("l'archiviste et l'architecte gagnent combien ?", &[ARCHITECT, "Archiviste"]),
    ] {
        assert_eq!(named(&offers, question), expected, "{question}");
    }
    for question in [
        "",
        "combien gagne un contractuel",
        "mon chef peut-il refuser le télétravail ?",
        "un contrat de projet",
        "utilisez-vous des logiciels libres ?",
        "vos projets",
        "chargé de quoi ?",
        "les archives",
        "architecture",
    ] {
        assert!(named(&offers, question).is_empty(), "{question}");
    }
}

#[test]
fn near_titles_are_told_apart_or_told_together() {
    let software = "Architecte logiciel (H/F)";
    let network = "Architecte réseau";
    let offers = titled(&[software, network, "Architecte logiciel senior", "Technicien réseau", "Développeur ou développeuse web"]);
    for (question, expected) in [
        ("salaire architecte logiciel", &[software][..]),
        ("salaire architecte logiciel senior", &["Architecte logiciel senior"]),
        ("salaire architecte réseau", &[network]),
        ("salaire d'un technicien réseau", &["Technicien réseau"]),
        ("un dev web gagne combien", &["Développeur ou développeuse web"]),
    ] {
        assert_eq!(named(&offers, question), expected, "{question}");
    }
    assert!(named(&offers, "salaire architecte").is_empty(), "three positions are too many to be named");
    assert_eq!(named(&offers[..2], "salaire architecte"), [software, network]);
    assert_eq!(named(&offers[1..3], "salaire architecte"), [network, "Architecte logiciel senior"], "a longer title is no less meant");
}

#[test]
fn of_positions_of_the_same_name_the_open_ones_are_told() {
    let old = || offer("Archiviste", |offer| offer.closes = Some(date(2026, 10, 1)));
    let filled = offer("Archiviste", |offer| offer.progress = Progress::Filled);
    let open = offer("Archiviste", |_| ());
    let offers = [old(), filled, open, old()];
    assert_eq!(learn(&offers).positions("salaire de l'archiviste", &offers, TODAY), [2]);
    assert_eq!(learn(&offers[..2]).positions("salaire de l'archiviste", &offers[..2], TODAY), [0, 1], "what is over is still told");
}

#[test]
fn a_trade_and_the_number_of_an_advert_name_too() {
    let mut offers = titled(&FOUR);
    offers[3].occupation = Some("Responsable d'applications".into());
    offers[3].reference = "o076-26-1115".into();
    assert_eq!(named(&offers, "le salaire du responsable d'applications ?"), [PROJECT]);
    assert_eq!(named(&offers, "salaire de l'offre O076 26 1115").len(), 0);
    assert_eq!(named(&offers, "salaire de l'offre O076-26-1115 ?"), [PROJECT]);
}

#[test]
fn the_words_that_name_a_position_leave_the_question() {
    let offers = titled(&FOUR);
    let named = learn(&offers);
    for (question, expected) in [
        ("salaire de l'archi logiciel ?", Some("salaire ?")),
        ("le télétravail pour la cheffe de projet applicatif, combien de jours ?", Some("le télétravail combien de jours ?")),
        ("Chargé(e) d'accompagnement des usages : quel salaire ?", Some(": quel salaire ?")),
        ("archiviste", Some("")),
        ("quel salaire ?", None),
    ] {
        assert_eq!(named.without_positions(question).as_deref(), expected, "{question}");
    }
}

fn stating(question: &str) -> Vec<&'static str> {
    let text = |text: &str| Some(text.to_owned());
    let offers = [
        offer("un", |offer| {
            (offer.category, offer.place, offer.contract) = (text("A"), text("Rouen (76)"), text("CDD de trois ans, ou titulaire"))
        }),
        offer("deux", |offer| (offer.category, offer.place, offer.contract) = (text("A"), text("Elbeuf (76)"), text("Titulaire"))),
        offer("trois", |offer| {
            (offer.category, offer.place, offer.closes) = (text("B"), text("Le Petit-Quevilly, 12 quai Bas"), Some(date(2027, 1, 15)));
        }),
        offer("quatre", |offer| (offer.category, offer.closes) = (text("C"), Some(date(2027, 1, 31)))),
        offer("cinq", |offer| offer.open_to = Some(OpenTo::Contract)),
        offer("close", |offer| (offer.place, offer.progress) = (text("Dieppe"), Progress::Closed)),
    ];
    let names = ["un", "deux", "trois", "quatre", "cinq", "close"];
    learn(&offers).stating(question, &offers, TODAY).into_iter().map(|at| names[at]).collect()
}

#[test]
fn facts_that_open_adverts_state_are_known_from_the_adverts() {
    for (question, expected) in [
        ("un poste de catégorie A à Elbeuf ?", &["deux"][..]),
        ("des postes de catégorie a", &["un", "deux"]),
        ("cat. B svp", &["trois"]),
        ("des CDD ?", &["un"]),
        ("un contrat à durée déterminée", &["un"]),
        ("ouvert aux titulaires", &["un", "deux"]),
        ("une contractuelle peut postuler où", &["cinq"]),
        ("au petit quevilly", &["trois"]),
        ("à Rouen ou à ELBEUF", &["un", "deux"]),
        ("des postes à pourvoir en janvier ?", &["trois", "quatre"]),
        ("avant le 15 janvier", &["trois"]),
        ("jusqu'au 31/01/2027", &["quatre"]),
    ] {
        assert_eq!(stating(question), expected, "{question}");
    }
    for question in
        ["", "à Dieppe", "un poste", "catégorie", "a", "catégorie A à Dieppe ou B", "en 2026, 76", "un petit quai", "en février"]
    {
        assert!(stating(question).is_empty(), "{question}");
    }
}

#[test]
fn what_all_open_adverts_state_tells_none_apart() {
    let offers: Vec<Offer> = FOUR.iter().map(|title| offer(title, |offer| offer.place = Some("Rouen (76)".into()))).collect();
    assert!(learn(&offers).stating("un poste à Rouen", &offers, TODAY).is_empty());
}

#[test]
fn a_list_is_asked_when_nothing_else_is_said() {
    let mut offers = titled(&FOUR);
    offers[0].place = Some("Elbeuf".into());
    let named = learn(&offers);
    let asks = |question: &str| {
        named.asks_who_states(question, &offers, TODAY, ["quels postes cherchez-vous à pourvoir ?", "des offres ?"].into_iter())
    };
    assert!(asks("Elbeuf ?") && asks("un poste à Elbeuf") && asks("vous cherchez des postes à Elbeuf ?"));
    assert!(!asks("la piscine d'Elbeuf") && !asks("un poste à Rouen") && !asks(""));
}

/// Thousands of imported adverts, of a few trades and many services.
fn imported() -> Vec<Offer> {
    let trades = [
        "Agent",
        "Chef de projet",
        "Technicien",
        "Architecte",
        "Directeur",
        "Gestionnaire",
        "Chargé de mission",
        "Ingénieur",
        "Assistant",
        "Responsable",
    ];
    let domains = ["réseau", "voirie", "applicatif", "budget", "marchés", "paie", "cybersécurité", "patrimoine", "urbanisme", "accueil"];
    let towns = ["Rouen", "Elbeuf", "Dieppe"];
    let numbered = |at: usize| {
        let title = format!("{} {} secteur {}", trades[at % 10], domains[at / 10 % 10], at / 100);
        offer(&title, |offer| {
            offer.reference = format!("2026-{at:06}");
            offer.place = Some(towns[at % 3].into());
            offer.category = Some(["A", "B", "C"][at % 3].into());
        })
    };
    (0..3_000).map(numbered).chain([offer("Archiviste", |_| ())]).collect()
}

#[test]
fn among_thousands_of_imported_offers_one_is_named_or_none() {
    let offers = imported();
    let learnt = learn(&offers);
    let named = |question: &str| -> Vec<&str> {
        learnt.positions(question, &offers, TODAY).into_iter().map(|at| offers[at].title.as_str()).collect()
    };
    assert_eq!(named("le salaire de l'archiviste ?"), ["Archiviste"]);
    assert_eq!(named("salaire de l'arhciviste"), ["Archiviste"]);
    assert_eq!(named("salaire architecte cybersécurité secteur 12"), ["Architecte cybersécurité secteur 12"]);
    assert_eq!(named("salaire de l'offre 2026-000042"), ["Technicien marchés secteur 0"]);
    for question in ["salaire d'un architecte", "salaire chef de projet applicatif", "mon chef", "le secteur"] {
        assert!(named(question).is_empty(), "{question}");
    }
    let stating = learnt.stating("un poste de catégorie A à Elbeuf", &offers, TODAY);
    assert!(stating.is_empty(), "a category and a place that no advert states together");
    assert_eq!(learnt.stating("un poste de catégorie A à Rouen", &offers, TODAY).len(), 1_000);
}

#[test]
fn titles_that_say_nothing_are_harmless() {
    let long = "mot ".repeat(10_000);
    let offers = titled(&["", "👍", "de la", "(((", "a", &long, "Archiviste", "archiviste"]);
    assert_eq!(named(&offers, "salaire de l'archiviste").len(), 2);
    assert!(named(&offers, "de la a 👍").is_empty());
    assert!(learn(&[]).positions("archiviste", &[], TODAY).is_empty());
    let alone = titled(&["Archiviste"]);
    let nothing = Named::learn(&alone, &[], std::iter::empty::<std::iter::Empty<&str>>());
    assert_eq!(nothing.positions("l'archiviste", &alone, TODAY), [0]);
}

proptest! {
    #[test]
    fn any_text_is_read_to_its_end(text in any::<String>(), repeated in 1..400_usize) {
        let offers = titled(&FOUR);
        let named = learn(&offers);
        for text in [text.clone(), text.repeat(repeated), format!("archiviste {text}")] {
            prop_assert!(named.positions(&text, &offers, TODAY).len() <= MOST_NAMED);
            named.stating(&text, &offers, TODAY);
            named.without_positions(&text);
        }
    }
}
