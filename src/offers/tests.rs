//! Files of positions: what they say, what is wrong with them, and their way
//! back to text.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::files::problem::Source;
use crate::files::{Problem, Status};

/// Each mistake: a text of the good file, what replaces it, everything that HR
/// then reads.
const MISTAKES: &str = include_str!("mistakes.txt");

const GOOD: &str = "\
---
statut: publie
responsable: DRH
etat: ouverte
employeur: \"Métropole Rouen Normandie\"
versant: territoriale
categorie: A
ouvert_a: tous
contrat: \"CDD de trois ans, ou titulaire\"
duree: \"3 ans\"
metier: \"Architecte logiciel(le)\"
rome: M1805
etudes: \"Bac+5\"
experience: \"3 ans\"
teletravail: \"Deux jours par semaine\"
temps_plein: oui
encadrement: non
lieu: \"Rouen (76)\"
publie_le: 2026-11-02
date_limite: 2026-12-15
remuneration: \"Entre 2 600 € et 3 200 € bruts par mois, selon l'expérience\"
lien: \"https://www.emploi-territorial.fr/offre/o076261115000001\"
postes: 1
---

# Architecte logiciel(le)

Vous dessinez **les applications** de la Métropole.

- du code ;
- des gens.
";

/// The day the files are read.
const TODAY: Date = date(2026, 11, 22);

const NAME: &str = "architecte";

fn read_text(text: &str) -> (Option<Offer>, Vec<Problem>) {
    let source = Source { path: "responses/offres/architecte.md", text };
    let (offer, mut problems) = read(&source, NAME);
    problems.extend(offer.as_ref().and_then(|offer| ends_by_itself(&source, offer, TODAY)));
    (offer, problems)
}

fn good() -> Offer {
    read_text(GOOD).0.expect("an offer")
}

#[test]
fn a_good_file_says_everything() {
    let (offer, problems) = read_text(GOOD);
    assert_eq!(problems, []);
    let text = |text: &str| Some(text.to_owned());
    let expected = Offer {
        reference: "architecte".into(),
        title: "Architecte logiciel(le)".into(),
        description: "Vous dessinez **les applications** de la Métropole.\n\n- du code ;\n- des gens.".into(),
        status: Status::Published,
        progress: Progress::Open,
        owner: "DRH".into(),
        employer: "Métropole Rouen Normandie".into(),
        branch: Some(Branch::Local),
        category: text("A"),
        open_to: Some(OpenTo::Both),
        contract: text("CDD de trois ans, ou titulaire"),
        duration: text("3 ans"),
        occupation: text("Architecte logiciel(le)"),
        rome: text("M1805"),
        education: text("Bac+5"),
        experience: text("3 ans"),
        remote: text("Deux jours par semaine"),
        full_time: Some(true),
        management: Some(false),
        place: text("Rouen (76)"),
        published: Some(date(2026, 11, 2)),
        closes: Some(date(2026, 12, 15)),
        pay_text: text("Entre 2 600 € et 3 200 € bruts par mois, selon l'expérience"),
        apply_url: text("https://www.emploi-territorial.fr/offre/o076261115000001"),
        positions: Some(1),
        origin: None,
        path: "offres/architecte.md".into(),
    };
    assert_eq!(offer, Some(expected));
    assert_eq!(write(&good()), GOOD);
    let windows = GOOD.replace('\n', "\r\n");
    assert_eq!(read_text(&windows), (Some(good()), Vec::new()));
}

#[test]
fn the_shortest_file_says_only_what_it_says() {
    let text = "---\nstatut: brouillon\nresponsable: DRH\netat: ouverte\nemployeur: Ville\nlieu:\n---\n# Poste\n";
    let (offer, problems) = read_text(text);
    let offer = offer.expect("an offer");
    assert_eq!((problems, offer.description.as_str(), offer.place.as_deref()), (Vec::new(), "", None));
    assert_eq!(write(&offer), text.replace("lieu:\n---\n", "---\n\n"));
}

#[test]
fn each_mistake_is_told_in_its_own_words() {
    let mut count = 0;
    for case in MISTAKES.split("\n=== ").skip(1) {
        let (name, rest) = case.split_once("\n- ").expect("what is replaced");
        let (from, rest) = rest.split_once("\n+ ").expect("what replaces it");
        let (to, expected) = rest.split_once('\n').expect("what is told");
        let (from, to) = (from.replace("\\n", "\n"), to.replace("(rien)", "").replace("\\n", "\n"));
        assert!(GOOD.contains(&from), "{name}: the good file has no such text");
        let (offer, problems) = read_text(&GOOD.replacen(&from, &to, 1));
        let told: Vec<String> = problems.iter().map(Problem::to_string).collect();
        assert_eq!(told.join("\n"), expected.trim_end(), "{name}");
        assert_eq!(offer.is_none(), told.iter().any(|told| told.contains(": erreur: ")), "{name}");
        count += 1;
    }
    assert!(count >= 22, "{count} mistakes");
}

#[test]
fn a_position_closes_after_its_last_day() {
    let offer = good();
    for (progress, today, expected) in [
        (Progress::Open, date(2026, 12, 15), State::Open),
        (Progress::Open, date(2026, 12, 16), State::Closed),
        (Progress::Filled, date(2026, 12, 1), State::Filled),
        (Progress::Closed, date(2026, 12, 1), State::Closed),
    ] {
        assert_eq!(Offer { progress, ..offer.clone() }.state(today), expected);
    }
    assert_eq!(Offer { closes: None, ..offer }.state(date(2999, 1, 1)), State::Open);
}

#[test]
fn a_change_touches_only_its_lines() {
    let text = "\u{2d}--\n# à relire avec la DSIN\nresponsable: DRH\nstatut: publie   # oui\netat: ouverte # depuis « lundi »\nemployeur: 'Ville # de Rouen'\n\
                couleur: bleue\nlieu: \"Rouen\n  (76)\"\nlien: \"https://a.example/1\"\n---\n\n#  Poste \n\n\nCe qu'il faut.\n\n\n";
    let before = Offer {
        title: "Poste".into(),
        description: "Ce qu'il faut.".into(),
        employer: "Ville # de Rouen".into(),
        place: Some("Rouen (76)".into()),
        apply_url: Some("https://a.example/1".into()),
        ..Offer::sketch(NAME)
    };
    let before = Offer { progress: Progress::Open, status: Status::Published, ..before };
    let cases: [(Offer, &str, &str); 6] = [
        (Offer { progress: Progress::Filled, ..before.clone() }, "etat: ouverte #", "etat: pourvue #"),
        (Offer { place: None, ..before.clone() }, "lieu: \"Rouen\n  (76)\"\n", ""),
        (
            Offer { closes: Some(date(2026, 12, 1)), ..before.clone() },
            "lieu: \"Rouen\n  (76)\"\n",
            "lieu: \"Rouen\n  (76)\"\ndate_limite: 2026-12-01\n",
        ),
        (Offer { employer: "Métropole".into(), ..before.clone() }, "'Ville # de Rouen'", "\"Métropole\""),
        (Offer { description: "Rien.\n\nTout.".into(), ..before.clone() }, "Ce qu'il faut.", "Rien.\n\nTout."),
        (before.clone(), "", ""),
    ];
    for (after, from, to) in cases {
        let changed = revise(text, &before, &after);
        assert_eq!(changed, text.replacen(from, to, 1));
        assert_eq!(revise(&text.replace('\n', "\r\n"), &before, &after), changed.replace('\n', "\r\n"));
    }
    let titled = Offer { title: "Autre".into(), ..before.clone() };
    assert_eq!(revise(text, &before, &titled), text.replace("#  Poste \n", "# Autre\n"));
    let emptied = Offer { description: String::new(), ..before.clone() };
    assert_eq!(revise(text, &before, &emptied), text.replace("#  Poste \n\n\nCe qu'il faut.\n\n\n", "#  Poste \n"));
}

/// A text with everything that could be taken for something else.
fn any_text() -> impl Strategy<Value = String> {
    let sign = prop_oneof![
        4 => any::<char>(),
        6 => proptest::sample::select(vec!['"', '\'', '\\', '#', ':', ' ', '-', '\n', '\r', '\t', '{', '}', '[', '&', '*', '!', '|', '>', '%', '@', '`', '\0', '\u{85}', '\u{a0}', '\u{2028}', '\u{feff}', 'é']),
    ];
    proptest::collection::vec(sign, 1..30).prop_map(|signs| format!("x{}", signs.into_iter().collect::<String>()))
}

fn any_offer() -> impl Strategy<Value = Offer> {
    let texts = proptest::collection::vec(proptest::option::of(any_text()), 8);
    let days = (-400_i64..400, 0_i64..400);
    (any_text(), any_text(), any_text(), any_text(), texts, days, 0..3_usize, any::<Option<bool>>()).prop_map(
        |(title, description, owner, employer, texts, (from, days), which, full_time)| {
            let mut texts = texts.into_iter();
            let mut next = || texts.next().flatten();
            let published = TODAY.saturating_add(jiff::Span::new().days(from));
            Offer {
                title,
                description,
                owner,
                employer,
                status: [Status::Published, Status::Draft, Status::Retired][which],
                progress: [Progress::Open, Progress::Filled, Progress::Closed][which],
                contract: next(),
                duration: next(),
                occupation: next(),
                education: next(),
                experience: next(),
                remote: next(),
                place: next(),
                pay_text: next(),
                full_time,
                published: Some(published),
                closes: Some(published.saturating_add(jiff::Span::new().days(days))),
                apply_url: Some("https://www.emploi-territorial.fr/offre/1".into()),
                ..Offer::sketch(NAME)
            }
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(offer in any_offer()) {
        let (read, problems) = read_text(&write(&offer));
        prop_assert_eq!(read, Some(offer.clone().tidied()), "{:?}", problems);
        prop_assert_eq!(offer.clone().tidied().tidied(), offer.tidied());
    }

    #[test]
    fn a_change_says_what_it_was_asked_to_say(before in any_offer(), after in any_offer()) {
        let changed = revise(&write(&before), &before, &after);
        prop_assert_eq!(read_text(&changed).0, Some(after.tidied()));
    }

    #[test]
    fn no_text_breaks_the_reader(text in any_text()) {
        read_text(&text);
        read_text(&format!("---\n{text}\n---\n{text}"));
        revise(&text, &good(), &Offer::sketch(NAME));
    }
}
