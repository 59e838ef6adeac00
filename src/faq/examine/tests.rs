use std::fs;

use jiff::civil::date;
use tempfile::TempDir;

use super::*;
use crate::faq::{Faq, Kind, Share};
use crate::words::EntryId;

/// A folder of answers, each with these wordings.
fn faq(answers: &[(&str, &str, &[&str])]) -> (Faq, TempDir) {
    let folder = TempDir::new().expect("a folder");
    for (path, question, wordings) in answers {
        let header = "statut: publie\nresponsable: DRH\na_revoir_le: 2027-05-22";
        let more = if path.starts_with("faq") { "\nvalable_du: 2026-11-22\nsources: [{texte: \"CGFP\", lu_le: 2026-11-22}]" } else { "" };
        let wordings: String = wordings.iter().map(|wording| format!("- {wording}\n")).collect();
        let place = folder.path().join("responses").join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        let text = format!("---\n{header}{more}\n---\n\n# {question}\n\nLa réponse.\n\n## Autres formulations\n\n{wordings}");
        fs::write(place, text).expect("a file");
    }
    let (faq, _) = Faq::load(&folder.path().join("responses"), None, date(2026, 11, 22));
    assert_eq!(faq.entries().len(), answers.len());
    (faq, folder)
}

/// The first line and the way out of each problem.
fn told(problems: &[Problem]) -> Vec<String> {
    let told = problems.iter().map(|problem| {
        let Problem { path, line, column, message, help, .. } = problem;
        format!("{path}:{line}:{column}: {message} | {}", help.as_deref().unwrap_or_default()).replace('\u{a0}', " ")
    });
    told.collect()
}

#[test]
fn wordings_that_nearly_say_the_same_are_told_with_both_places() {
    let cases = [
        ("combien de jours de télétravail", "jours de télétravail : combien", true),
        ("quelle est la durée du contrat", "durée contrat quelle", true),
        ("Y a-t-il des astreintes le week-end ?", "y a t il des astreinte le week-end", true),
        ("mon abonnement de transport", "mon abonement de transport", true),
        ("le covoiturage est aidé", "le co voiturage est aidé", true),
        ("comment passer en cdi chez vous", "comment passer en cdd chez vous", false),
        ("le barème de 2026 pour un agent", "le barème de 2027 pour un agent", false),
        ("la prime d'été", "la prime d'hiver", false),
        ("avec concours externe", "sans concours externe", false),
        ("cantine", "câline", false),
    ];
    for (one, other, is_alike) in cases {
        let (faq, _folder) =
            faq(&[("faq/a/un.md", "Première question ?", &[one]), ("faq/b/deux.md", "Seconde demande ?", &["autre chose", other])]);
        let found = told(&faq.alike());
        let words = crate::faq::entry_file::same_words(one);
        let expected = format!(
            "responses/faq/b/deux.md:16:3: cette formulation ressemble à « {words} » (responses/faq/a/un.md, ligne 15) \
             | gardez-la dans un seul des deux fichiers, ou ajoutez ce qui les distingue"
        );
        assert_eq!(found, if is_alike { vec![expected] } else { Vec::new() }, "{one} / {other}");
    }
}

#[test]
fn what_one_file_says_twice_and_what_two_say_exactly_is_told_elsewhere() {
    let (faq, _folder) = faq(&[
        ("faq/a/un.md", "Première question ?", &["combien de jours de télétravail", "jours de télétravail combien"]),
        ("faq/b/deux.md", "Seconde demande ?", &["combien de jours de télétravail"]),
    ]);
    assert_eq!(told(&faq.alike()), Vec::<String>::new());
}

#[test]
fn a_huge_wording_and_thousands_of_near_ones_cost_little() {
    let long = "télétravail ".repeat(15_000);
    let many: Vec<String> = (0..4_000).map(|number| format!("la question {} du poste", "x".repeat(number % 40 + 1))).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let (faq, _folder) = faq(&[("faq/a/un.md", "Première question ?", &[&long]), ("faq/b/deux.md", "Seconde demande ?", &many)]);
    let start = std::time::Instant::now();
    faq.alike();
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

const PAY: &[&str] = &["combien gagne un agent", "le salaire d'un agent", "quel salaire pour un agent", "salaire agent par mois"];
const REMOTE: &[&str] =
    &["télétravail combien de jours", "jours de télétravail", "le télétravail par semaine", "travailler à la maison en télétravail"];

#[test]
fn each_wording_left_out_says_whether_its_entry_is_found() {
    let lost: Vec<&str> = REMOTE.iter().copied().chain(["je veux voir un éléphant"]).collect();
    let (faq, _folder) = faq(&[
        ("faq/a/salaire.md", "Le salaire d'un agent ?", PAY),
        ("faq/a/teletravail.md", "Le télétravail ?", &lost),
        ("hors-sujet/meteo.md", "Météo", &["il pleut demain ?", "météo de demain", "quel temps demain"]),
        ("hors-sujet/sport.md", "Sport", &["score du match de foot", "le match de demain"]),
    ]);
    let (shares, problems) = faq.findability();
    let shown = |share: &Share| (share.entry.to_string(), share.asked, share.reached, share.missed.len());
    let by_name = |name: &str| shares.iter().find(|share| share.entry.as_str() == name).map(shown);
    assert_eq!(by_name("salaire"), Some(("salaire".into(), 4, 4, 0)));
    let remote = shares.iter().find(|share| share.entry.as_str() == "teletravail").expect("the entry");
    assert_eq!((remote.asked, remote.reached), (5, 4));
    assert_eq!(remote.missed[0].wording, "je veux voir un éléphant");
    assert!(shares.windows(2).all(|pair| pair[0].part() <= pair[1].part()), "worst first");
    let refusals = shares.iter().filter(|share| share.kind == Kind::OutOfScope);
    assert!(refusals.flat_map(|share| &share.missed).all(|missed| ["salaire", "teletravail"].contains(&missed.reached.as_str())));
    assert!(problems.is_empty(), "so few wordings say nothing of an entry");
    assert_eq!(faq.findability().0, shares, "the same files give the same shares");
}

#[test]
fn an_entry_that_few_of_its_wordings_find_is_told_with_those_that_miss() {
    let (faq, _folder) = faq(&[("faq/a/salaire.md", "Le salaire d'un agent ?", PAY)]);
    let entry = placed(faq.library()).remove(0);
    let missed = |number: usize| Missed { wording: format!("formulation {number}"), reached: EntryId::new("teletravail") };
    let share = |asked: usize, offered: usize| Share {
        entry: EntryId::new("salaire"),
        kind: Kind::Answer,
        asked,
        reached: 0,
        offered,
        missed: (0..asked - offered).map(missed).collect(),
    };
    let problem = |asked, offered| findability::hard_to_find(&entry, &share(asked, offered));
    let led = (0..5).map(|number| format!("« formulation {number} » mène à « teletravail »")).collect::<Vec<_>>().join(" ; ");
    let expected = format!(
        "responses/faq/a/salaire.md:9:1: cette réponse est difficile à trouver : 3 formulations sur 10 la font proposer \
         quand elles sont mises de côté | ajoutez des formulations qui lui sont propres, et retirez celles qui conviennent à une autre : {led}"
    );
    assert_eq!(told(problem(10, 3).as_slice()), [expected]);
    assert_eq!((problem(10, 4), problem(9, 0)), (None, None), "enough, or too few to say");
}

#[test]
fn a_wording_that_was_learnt_and_leads_elsewhere_is_told() {
    // What two entries say alike can lead to one of them only.
    let (faq, _folder) = faq(&[
        ("faq/a/salaire.md", "Le salaire d'un agent ?", PAY),
        ("faq/a/teletravail.md", "Le télétravail ?", &[PAY[0], REMOTE[0], REMOTE[1]]),
        ("faq/a/velo.md", "Le vélo ?", &["aller au travail à vélo"]),
    ]);
    let expected = "responses/faq/a/salaire.md:15:3: cette formulation mène à « teletravail » \
                    | déplacez-la dans responses/faq/a/teletravail.md, ou dites ce qui les distingue";
    assert_eq!(told(&faq.astray()), [expected]);
}
