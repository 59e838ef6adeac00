//! The game read from files, its mistakes as HR reads them, and its plays.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};

use super::*;
use crate::files::problem::Severity;

const TODAY: Date = date(2026, 11, 22);

type Texts = BTreeMap<&'static str, String>;

const OPENING: &str = "---\nstatut: publie\nresponsable: DRH\ndebut: matin\n---\n\n# Le jeu\n\nUne journée.\n";

const MORNING: &str = "---
statut: publie
responsable: DRH
moment: \"9 h\"
choix:
  - texte: \"Je répare\"
    metiers: [support]
    retour: \"Réparé.\"
    suite: soir
  - texte: \"Je code\"
    metiers: [code]
    retour: \"Codé.\"
    suite: fin
---

# Une panne

Que faites-vous ?
";

const EVENING: &str = "---
statut: publie
responsable: DRH
moment: \"17 h\"
defi: oui
choix:
  - texte: \"Le bleu\"
    metiers: [code]
    juste: oui
    retour: \"Le bleu se lit bien.\"
    suite: fin
  - texte: \"Le gris\"
    metiers: [support]
    retour: \"Le gris se lit mal.\"
    suite: fin
---

# Quelle couleur ?

Choisissez.
";

fn a_trade(title: &str) -> String {
    format!(
        "---\nstatut: publie\nresponsable: DRH\nrome: M1805\nrome_intitule: \"Études\"\napres_la_3e: \"Générale.\"\nle_bac: \"NSI.\"\n\
         apres_le_bac: \"BTS.\"\nstage: \"Un sujet.\"\nvoir: [salaire]\na_revoir_le: 2027-11-22\n---\n\n# {title}\n\nCe qu'on y fait.\n"
    )
}

fn good() -> Texts {
    Texts::from([
        ("jeu/accueil.md", OPENING.to_owned()),
        ("jeu/scenes/matin.md", MORNING.to_owned()),
        ("jeu/scenes/soir.md", EVENING.to_owned()),
        ("jeu/metiers/code.md", a_trade("Développeuse")),
        ("jeu/metiers/support.md", a_trade("Technicien")),
    ])
}

fn reading(texts: &Texts) -> Reading {
    let texts = texts.iter().map(|(path, text)| (*path, Some(text.as_str()))).collect();
    read(&texts, |path| format!("responses/{path}"), TODAY)
}

fn told(reading: &Reading) -> Vec<String> {
    let line = |problem: &crate::files::Problem| {
        let help = problem.help.as_deref().unwrap_or("no way out");
        assert_ne!(help, "no way out", "{problem}");
        let path = problem.path.strip_prefix("responses/jeu/").unwrap();
        format!("{path}:{}:{}: {}: {}", problem.line, problem.column, problem.severity.as_str(), problem.message).replace('\u{a0}', " ")
    };
    reading.problems.iter().map(line).collect()
}

#[test]
fn a_good_game_is_read_whole() {
    let reading = reading(&good());
    assert_eq!(told(&reading), Vec::<String>::new());
    assert_eq!(
        reading.near.iter().map(|(path, _, name)| (path.as_str(), name.as_str())).collect::<Vec<_>>(),
        [("jeu/metiers/code.md", "salaire"), ("jeu/metiers/support.md", "salaire"),]
    );
    let game = reading.game.unwrap();
    assert_eq!((game.title.as_str(), game.scenes().len(), game.trades().len()), ("Le jeu", 2, 2));
    assert!(
        !reading.is_broken && read(&BTreeMap::new(), str::to_owned, TODAY).game.is_none(),
        "without files there is no game, and no mistake"
    );
}

#[test]
fn each_mistake_is_told_with_its_place_and_nothing_is_half_offered() {
    let scene = "jeu/scenes/matin.md";
    let cases: &[(&'static str, &str, &str, &[&str])] = &[
        (scene, "    suite: soir", "    suite: soirr", &["scenes/matin.md:9:12: erreur: aucune scène ne s'appelle « soirr »"]),
        (scene, "    suite: soir", "    suite: fin", &["scenes/soir.md:1:1: erreur: aucun chemin ne mène à cette scène"]),
        (
            scene,
            "    suite: soir",
            "    suite: matin",
            &[
                "scenes/matin.md:9:12: erreur: cette suite revient à « matin » : la partie ne finirait jamais",
                "scenes/soir.md:1:1: erreur: aucun chemin ne mène à cette scène",
            ],
        ),
        (
            "jeu/scenes/soir.md",
            "    suite: fin",
            "    suite: matin",
            &["scenes/soir.md:11:12: erreur: cette suite revient à « matin » : la partie ne finirait jamais"],
        ),
        (scene, "[code]", "[cod]", &["scenes/matin.md:11:15: erreur: aucun métier ne s'appelle « cod »"]),
        (
            scene,
            "    metiers: [code]\n",
            "",
            &["scenes/matin.md:12:12: erreur: une partie peut finir ici sans avoir rencontré aucun métier"],
        ),
        (scene, "Je code", "Je répare", &["scenes/matin.md:10:12: erreur: « Je répare » est proposé deux fois"]),
        (scene, "    suite: fin\n", "", &["scenes/matin.md:10:5: erreur: il manque la clé « suite »"]),
        (scene, "    suite: fin", "    suit: fin", &["scenes/matin.md:13:5: erreur: la clé « suit » n'existe pas"]),
        (
            scene,
            "Je code",
            "Je code, et je raconte ensuite toute ma journée à toutes les personnes qui passent devant ma porte",
            &["scenes/matin.md:10:12: erreur: la valeur de « texte » compte 98 caractères, 80 au plus"],
        ),
        (scene, "moment: \"9 h\"\n", "", &["scenes/matin.md:13:1: erreur: il manque la clé « moment »"]),
        (
            scene,
            "    retour: \"Codé.\"",
            "    retour: \"Codé.\"\n    juste: oui",
            &["scenes/matin.md:10:12: erreur: « juste » n'a de sens que dans un défi"],
        ),
        ("jeu/scenes/soir.md", "    juste: oui\n", "", &["scenes/soir.md:6:1: erreur: ce défi n'a pas de bonne réponse"]),
        (
            "jeu/scenes/soir.md",
            "    retour: \"Le gris",
            "    juste: oui\n    retour: \"Le gris",
            &["scenes/soir.md:12:12: erreur: ce défi a plusieurs bonnes réponses"],
        ),
        (
            "jeu/scenes/soir.md",
            "statut: publie",
            "statut: brouillon",
            &["scenes/matin.md:9:12: erreur: la scène « soir » n'est pas publiée : on ne peut pas y aller"],
        ),
        ("jeu/accueil.md", "debut: matin", "debut: minuit", &["accueil.md:4:8: erreur: aucune scène ne s'appelle « minuit »"]),
        ("jeu/accueil.md", "# Le jeu", "Le jeu", &["accueil.md:6:1: erreur: il manque le titre"]),
        ("jeu/metiers/code.md", "M1805", "1805", &["metiers/code.md:4:7: erreur: « 1805 » n'est pas un code ROME"]),
        ("jeu/metiers/code.md", "2027-11-22", "2026-02-31", &["metiers/code.md:11:14: erreur: « 2026-02-31 » n'est pas une date"]),
        ("jeu/metiers/code.md", "le_bac: \"NSI.\"\n", "", &["metiers/code.md:11:1: erreur: il manque la clé « le_bac »"]),
    ];
    for (path, from, to, expected) in cases {
        let mut texts = good();
        let text = texts.get_mut(path).unwrap();
        assert!(text.contains(from), "{path}: {from}");
        *text = text.replacen(from, to, 1);
        let reading = reading(&texts);
        assert_eq!(told(&reading), *expected, "{path}: {from} -> {to}");
        assert!(reading.game.is_none() && reading.is_broken, "{path}: {to}");
    }
}

#[test]
fn a_scene_without_exit_a_trade_that_nobody_meets_and_a_lost_opening_are_told() {
    let mut texts = good();
    let text = texts.get_mut("jeu/scenes/soir.md").unwrap();
    let (start, end) = (text.find("  - texte").unwrap(), text.find("---\n\n#").unwrap());
    text.replace_range(start..end, "");
    assert_eq!(told(&reading(&texts))[..1], ["scenes/soir.md:6:1: erreur: cette scène n'a pas de sortie : elle ne propose aucun choix"]);
    // « code » is met, and « support » always more often.
    let mut texts = good();
    let text = texts.get_mut("jeu/scenes/matin.md").unwrap();
    *text = text.replace("[code]", "[support, support, code]").replace("[support]", "[support, support]");
    assert_eq!(told(&reading(&texts)), ["metiers/code.md:1:1: erreur: aucune partie ne mène à ce métier"]);
    let mut texts = good();
    texts.remove("jeu/accueil.md");
    assert_eq!(told(&reading(&texts)), ["accueil.md:1:1: erreur: ce fichier manque : le jeu n'a pas d'entrée"]);
}

#[test]
fn what_hr_takes_back_is_no_mistake() {
    for status in ["brouillon", "retire"] {
        let mut texts = good();
        let text = texts.get_mut("jeu/accueil.md").unwrap();
        *text = text.replace("publie", status);
        let reading = reading(&texts);
        assert!(reading.game.is_none() && !reading.is_broken && reading.problems.is_empty(), "{status}");
    }
    let mut texts = good();
    let trade = texts.get_mut("jeu/metiers/code.md").unwrap();
    *trade = trade.replace("2027-11-22", "2026-11-21");
    let overdue = reading(&texts);
    assert_eq!(told(&overdue), ["metiers/code.md:11:1: attention: la relecture de ce métier était prévue le 21/11/2026"]);
    assert!(overdue.game.is_some(), "to be looked at, and played");
}

#[test]
fn a_play_too_long_or_too_many_plays_are_told() {
    let scene = |choices: usize, next: &str| {
        let choice =
            |number: usize| format!("  - texte: \"{number}\"\n    metiers: [code, support]\n    retour: \"Fait.\"\n    suite: {next}\n");
        let choices: String = (0..choices).map(choice).collect();
        format!("---\nstatut: publie\nresponsable: DRH\nmoment: \"9 h\"\nchoix:\n{choices}---\n\n# Une scène\n\nQue faites-vous ?\n")
    };
    let names: Vec<&'static str> = (0..13).map(|number| &*Box::leak(format!("jeu/scenes/s{number:02}.md").into_boxed_str())).collect();
    let line = |length: usize, choices: usize| {
        let mut texts = good();
        texts.retain(|path, _| !path.starts_with("jeu/scenes/"));
        texts.insert("jeu/accueil.md", OPENING.replace("matin", "s00"));
        for (number, name) in names.iter().enumerate().take(length) {
            let next = if number + 1 == length { "fin".to_owned() } else { format!("s{:02}", number + 1) };
            texts.insert(name, scene(choices, &next));
        }
        told(&reading(&texts))
    };
    assert_eq!(line(13, 2), ["scenes/s00.md:5:1: erreur: une partie peut compter 13 scènes, 12 au plus"]);
    assert_eq!(line(9, 4), ["scenes/s00.md:5:1: erreur: il y a plus de 200 000 parties possibles : elles ne se vérifient plus"]);
    // Twelve scenes fit; only « support », the last of each tie, is ever the result.
    assert_eq!(line(12, 2), ["metiers/code.md:1:1: erreur: aucune partie ne mène à ce métier"]);
}

#[test]
fn the_same_choices_always_come_to_the_same_trade_and_a_tie_to_the_last_met() {
    let game = reading(&good()).game.unwrap();
    let play = game.begin("0123456789abcdef");
    assert_eq!((play.word(), play.played()), ("01234567", 0));
    let Some(At::Scene(scene, None)) = game.at(&play) else { panic!("no first scene") };
    assert_eq!(scene.id, "matin");
    let ends = |choices: &[usize]| {
        let play = choices.iter().fold(play.clone(), |play, choice| game.choose(&play, *choice).unwrap());
        // What travels is read back, and fits a button beside its name.
        assert_eq!(Play::read(&play.to_string()), Some(play.clone()));
        let Some(At::End(ending)) = game.at(&play) else { panic!("no end") };
        let because: Vec<String> = ending.because.iter().map(|(_, choice)| choice.text.clone()).collect();
        let also: Vec<String> = ending.also.iter().map(|trade| trade.id.clone()).collect();
        (ending.trade.id.clone(), because, also)
    };
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    assert_eq!(ends(&[1]), ("code".to_owned(), owned(&["Je code"]), owned(&[])));
    assert_eq!(ends(&[0, 0]), ("code".to_owned(), owned(&["Le bleu"]), owned(&["support"])), "one all: the last one met");
    assert_eq!(ends(&[0, 1]), ("support".to_owned(), owned(&["Je répare", "Le gris"]), owned(&[])));
    assert!(game.choose(&play, 2).is_none(), "no such choice");
    let over = game.choose(&play, 1).unwrap();
    assert!(game.choose(&over, 0).is_none(), "no choice after the end");
}

#[test]
fn a_play_of_another_game_is_known_and_a_corrected_word_changes_none() {
    let game = reading(&good()).game.unwrap();
    let play = game.choose(&game.begin("0123456789abcdef"), 0).unwrap();
    let mut texts = good();
    texts.insert("jeu/scenes/matin.md", MORNING.replace("Je répare", "Je dépanne"));
    assert!(reading(&texts).game.unwrap().at(&play).is_some(), "a word changed");
    texts.insert("jeu/scenes/matin.md", MORNING.replace("suite: soir", "suite: fin").replace("suite: fin\n---", "suite: soir\n---"));
    assert!(reading(&texts).game.unwrap().at(&play).is_none(), "a way changed");
    for text in
        ["", "-", "0", "0123456789abcd-", "x", "0123456789abcd-00000000000000", "0123456789ABCD-0", "0123456789abcd-é", "0123456789abcd"]
    {
        let is_at = Play::read(text).is_some_and(|play| game.at(&play).is_some());
        assert!(!is_at, "{text}");
    }
}

#[test]
fn a_card_shows_the_trade_and_says_so_in_words() {
    let reading = reading(&good());
    let game = reading.game.unwrap();
    let mut trade = game.trade("code").unwrap().clone();
    trade.title = "Administratrice ou administrateur <b>systèmes</b> & réseaux\u{0}".to_owned();
    let card = Card::of(&game.title, &trade, "Ville de Rouen");
    let png = card.png().unwrap();
    let pixels = resvg::tiny_skia::Pixmap::decode_png(&png).unwrap();
    assert_eq!((pixels.width(), pixels.height()), (1_200, 630));
    assert!(png.len() < 200_000, "{} bytes", png.len());
    assert!(
        card.alternative().contains("Administratrice ou administrateur <b>systèmes</b> & réseaux. Code ROME M1805. Ville de Rouen"),
        "{}",
        card.alternative()
    );
    trade.title = "x".repeat(60);
    assert!(Card::of("", &trade, "").png().is_ok(), "one long word");
}

#[test]
fn the_shipped_game_is_whole_fair_and_short() {
    let today = crate::clock::Clock::System.today();
    let (library, problems) = crate::faq::Library::load(std::path::Path::new("responses"), None, today);
    let of_game: Vec<String> = problems
        .iter()
        .filter(|problem| problem.path.contains("/jeu/") && problem.severity == Severity::Error)
        .map(ToString::to_string)
        .collect();
    assert_eq!(of_game, Vec::<String>::new());
    let game = library.game().unwrap();
    assert!(game.scenes().len() >= 12 && game.trades().len() >= 8, "{} scenes, {} trades", game.scenes().len(), game.trades().len());
    assert!(game.scenes().iter().filter(|scene| scene.is_challenge).count() >= 3);
    assert!(game.trades().iter().all(|trade| !trade.near.is_empty()), "each leads to an answer, an internship among them");
    let mut ends: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lengths = BTreeSet::new();
    let mut waiting = vec![game.begin("0123456789abcdef")];
    while let Some(play) = waiting.pop() {
        match game.at(&play).unwrap() {
            At::Scene(scene, _) => waiting.extend((0..scene.choices.len()).map(|number| game.choose(&play, number).unwrap())),
            At::End(ending) => {
                lengths.insert(play.played());
                *ends.entry(&ending.trade.id).or_default() += 1;
            }
        }
    }
    assert_eq!(lengths, BTreeSet::from([7, 8]), "about three minutes");
    let all: usize = ends.values().sum();
    assert_eq!(ends.len(), game.trades().len());
    for (trade, count) in ends {
        assert!((2..=25).contains(&(count * 100 / all)), "{trade}: {count} of {all} plays");
    }
}
