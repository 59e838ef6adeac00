//! How a text becomes words, and what the words are read as.

use crate::features::Extractor;
use crate::lexis::Lexis;
use crate::meanings::Meanings;
use crate::sound::sound;
use crate::stem::stem;
use crate::text::{MAX_CHARS, words};
use crate::tuning::PRODUCT;

#[test]
fn texts_become_plain_words() {
    for (text, plain) in [
        ("L’entretien d'embauche", "entretien embauche"),
        ("J'AI DÉJÀ un œil", "ai deja un oeil"),
        ("qu'est-ce que c'est ?", "est ce que est"),
        ("aujourd'hui", "aujourd hui"),
        ("saluuuuut", "saluut"),
        ("chargé(e) d'usages", "charge e usages"),
        ("télé\u{ad}travail", "teletravail"),
        ("L. 332-8 2°", "l 332 8 2"),
        ("Straße, 35 €", "strasse 35 euro"),
        ("ｆｏｎｃｔｉｏｎ", "fonction"),
        ("Привет", "привет"),
        ("🙃 ?!", ""),
    ] {
        assert_eq!(words(text).join(" "), plain, "{text}");
    }
}

#[test]
fn a_text_is_read_to_its_limit_and_no_further() {
    let long = "ab ".repeat(MAX_CHARS);
    assert_eq!(words(&long).len(), MAX_CHARS.div_ceil(3));
    assert_eq!(words(&"é ".repeat(MAX_CHARS)).concat().len(), MAX_CHARS / 2);
    assert_eq!(words(&"abc".repeat(MAX_CHARS))[0].len(), 30);
}

#[test]
fn inflections_share_a_stem() {
    for (one, other) in [
        ("recrutement", "recrutements"),
        ("salaire", "salaires"),
        ("postuler", "postulez"),
        ("mois", "moi"),
        ("contractuelle", "contractuelles"),
        ("formation", "formations"),
        ("evoluer", "evoluent"),
    ] {
        assert_eq!(stem(one), stem(other), "{one}, {other}");
    }
    assert_ne!(stem("contrat"), stem("contrainte"));
}

#[test]
fn misspellings_share_a_sound() {
    for (right, wrong) in [
        ("salaire", "salere"),
        ("concours", "konkour"),
        ("travailler", "travaillez"),
        ("quand", "kan"),
        ("photo", "foto"),
        ("bureaux", "buro"),
        ("enfant", "anfan"),
        ("main", "min"),
    ] {
        assert_eq!(sound(right), sound(wrong), "{right}, {wrong}");
    }
    assert_ne!(sound("paie"), sound("pont"));
}

fn read(extractor: &Extractor, text: &str) -> String {
    extractor.read(&words(text)).words.join(" ")
}

fn lexis(texts: &[&str]) -> Lexis {
    let texts: Vec<Vec<String>> = texts.iter().map(|text| words(text)).collect();
    Lexis::new(&texts)
}

#[test]
fn shorthand_is_written_out() {
    let extractor = Extractor::new(Lexis::default(), &[], PRODUCT);
    for (typed, meant) in [("cb", "combien"), ("pk", "pourquoi"), ("jpeu", "je peux"), ("koi", "quoi"), ("tt", "tout"), ("bcp", "beaucoup")]
    {
        assert_eq!(read(&extractor, typed), meant);
        let (typed, meant) = (extractor.extract(&words(typed)), extractor.extract(&words(meant)));
        assert!(meant.iter().all(|feature| typed.iter().any(|other| other.hash == feature.hash)));
    }
}

#[test]
fn an_unknown_word_is_read_as_the_known_one_it_was_meant_to_be() {
    let texts = [
        "congé maternité",
        "le congé maternité",
        "congé parental",
        "un congé individuel de formation",
        "congé individuel de formation",
        "le salaire",
        "les salariés et le salarié",
    ];
    let extractor = Extractor::new(lexis(&texts), &[], PRODUCT);
    for (typed, meant) in [
        ("mon congé maternitée", "mon conge maternite"),
        ("congé partental", "conge parental"),
        ("le slaaire", "le salaire"),
        ("les salariéz", "les salarie"),
        ("cif", "conge individuel formation"),
        ("cm", "conge maternite"),
        // Known, too short, with a digit, or two letters away: left as typed.
        ("salarié", "salarie"),
        ("cong", "cong"),
        ("s4laire", "s4laire"),
        ("sloire", "sloire"),
    ] {
        assert_eq!(read(&extractor, typed), meant, "{typed}");
    }
    // Two things shortened alike are neither, and what is said once is no term.
    let twice = ["congé parental", "mon congé parental", "contrat public", "un contrat public"];
    assert_eq!(lexis(&twice).spelt_out("cp"), None);
    assert!(lexis(&twice[..2]).spelt_out("cp").is_some());
    assert_eq!(lexis(&twice[..1]).spelt_out("cp"), None);
}

#[test]
fn what_means_the_same_is_found_whatever_its_form() {
    let groups =
        ["DSIN, direction informatique", "salaire, oseille", "prime"].map(|line| line.split(", ").map(str::to_owned).collect::<Vec<_>>());
    let meanings = Meanings::new(&groups);
    let named = |text: &str| {
        let words = words(text);
        meanings.named_in(&words.iter().map(|word| stem(word)).collect::<Vec<_>>())
    };
    let share = |one: &str, other: &str| named(one).iter().any(|group| named(other).contains(group));
    // HR's own groups, then the French of everybody.
    assert!(share("l'oseille à la direction", "les salaires"));
    assert!(share("la direction informatique", "dsin"));
    assert!(share("on m'a viré", "mon licenciement"));
    assert!(share("le 14 juillet", "les jours fériés"));
    assert!(!share("un CDD", "un CDI"));
    assert!(!share("congé maternité", "congé paternité"));
    assert!(named("la").is_empty());
}

#[test]
fn the_french_of_everybody_is_well_written() {
    let mut seen = std::collections::BTreeMap::new();
    for (number, line) in (1..).zip(include_str!("../french.txt").lines()) {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let phrases: Vec<&str> = line.split(", ").collect();
        assert!(phrases.len() >= 2, "line {number} has one phrase");
        for phrase in phrases {
            assert_eq!(words(phrase).join(" "), phrase, "line {number}: not as questions are read");
            assert_eq!(seen.insert(phrase, number), None, "line {number}: {phrase} stands twice");
        }
    }
}
