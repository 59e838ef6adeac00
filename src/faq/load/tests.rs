//! The room read from outside: a folder of files in, what is served and what
//! HR reads out.

mod disk;
#[cfg(unix)]
mod hostile;
mod offers;
mod owned;

use std::fs;
use std::path::Path;

use jiff::civil::{Date, date};
use tempfile::TempDir;

use super::*;
use crate::faq::Kind;

/// Each mistake, in its own words: a text of the good file, what replaces it,
/// and everything that HR then reads.
const MISTAKES: &str = include_str!("mistakes.txt");

const GOOD: &str = "\
---
statut: publie
responsable: DRH
sources:
  - texte: \"CGFP, art. L. 332-8\"
    lien: \"https://www.legifrance.gouv.fr/\"
    lu_le: 2026-11-22
valable_du: 2026-11-22
a_revoir_le: 2027-05-22
voir: [prime]
---

# Combien gagne-t-on à la DSIN ?

Le salaire dépend du poste. {employeur.paie}

## Autres formulations

- c'est payé combien
- salaire dsin
- quel salaire
- la paie
- combien par mois
- je gagne 42k
- net ou brut
- grille indiciaire
- c koi la paye
- rémunération
";

const EMPLOYER: &str = "\
---
paie:
  quoi: \"Le texte sur la paie\"
  valeur: \"\"
  sinon: \"La DRH vous dira la somme exacte.\"
  responsable: DRH
  date: 2026-11-22
---

Texte libre.
";

/// The day the files are read.
const TODAY: Date = date(2026, 11, 22);

const SALARY: &str = "faq/remuneration/salaire.md";
const BONUS: &str = "faq/remuneration/prime.md";

/// A responses folder with two good answers and one value of the employer.
struct World {
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        let world = Self { folder: TempDir::new().expect("a folder") };
        world.write(SALARY, GOOD);
        world.write(BONUS, bonus());
        world.write("employeur.md", EMPLOYER);
        world
    }

    fn root(&self) -> std::path::PathBuf {
        self.folder.path().join("responses")
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let place = self.root().join(path);
        fs::create_dir_all(place.parent().unwrap_or(Path::new("/"))).expect("a folder");
        fs::write(place, content).expect("a file");
    }

    /// What HR reads; sentences without a file have their own test.
    fn load(&self, previous: Option<&Library>) -> (Library, String) {
        let (library, problems) = Library::load(&self.root(), previous, TODAY);
        let is_told = |problem: &&Problem| !problem.message.contains("la phrase du programme");
        let told: Vec<String> = problems.iter().filter(is_told).map(Problem::to_string).collect();
        (library, told.join("\n"))
    }

    fn told(&self) -> String {
        self.load(None).1
    }
}

/// A second answer, which shares no wording with the first.
fn bonus() -> String {
    let (head, _) = GOOD.split_once("- c'est").expect("the list");
    let head = head.replace("[prime]", "[salaire]").replace("Combien gagne-t-on à la DSIN", "Y a-t-il des primes");
    (0..10).fold(head, |text, number| format!("{text}- prime {number}\n"))
}

fn ids(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.id.as_str()).collect()
}

#[test]
fn a_good_folder_is_read_whole_and_in_order() {
    let (library, told) = World::new().load(None);
    assert_eq!(told, "");
    assert_eq!(ids(library.entries()), ["prime", "salaire"]);
    let entry = library.entry(&EntryId::new("salaire")).expect("the entry");
    let expected = Entry {
        id: EntryId::new("salaire"),
        theme: "remuneration".into(),
        kind: Kind::Answer,
        question: "Combien gagne-t-on à la DSIN ?".into(),
        wordings: entry.wordings.clone(),
        answer: "Le salaire dépend du poste. {employeur.paie}".into(),
        sources: vec![crate::faq::Citation {
            text: "CGFP, art. L. 332-8".into(),
            link: Some("https://www.legifrance.gouv.fr/".into()),
            read_on: date(2026, 11, 22),
        }],
        owner: "DRH".into(),
        status: Status::Published,
        valid_from: Some(date(2026, 11, 22)),
        review_on: date(2027, 5, 22),
        near: vec![EntryId::new("prime")],
        offer: None,
        offer_field: None,
        path: SALARY.into(),
    };
    assert_eq!(*entry, expected);
    assert_eq!(entry.wordings.len(), 10);
    assert_eq!(entry.wordings[0], "c'est payé combien");
    assert_eq!(library.answer(entry, TODAY), "Le salaire dépend du poste. La DRH vous dira la somme exacte.");
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
        let world = World::new();
        world.write(SALARY, GOOD.replacen(&from, &to, 1));
        assert_eq!(world.told(), expected.trim_end(), "{name}");
        count += 1;
    }
    assert!(count >= 85, "{count} mistakes");
}

#[test]
fn a_wording_may_go_on_under_its_dash() {
    let world = World::new();
    world.write(SALARY, GOOD.replace("- la paie\n", "* bonjour, j'ai 42 ans\n  et je demande la paie\n\n"));
    let (library, told) = world.load(None);
    assert_eq!((told.as_str(), library.entries()[1].wordings[3].as_str()), ("", "bonjour, j'ai 42 ans et je demande la paie"));
}

#[test]
fn a_folder_that_is_not_there_is_one_error_and_keeps_what_was_served() {
    let world = World::new();
    let (before, _) = world.load(None);
    fs::remove_dir_all(world.root()).expect("removed");
    let (after, told) = world.load(Some(&before));
    let shown = world.root().display().to_string();
    let expected = format!(
        "{shown}:1:1: erreur: ce dossier manque ou ne s'ouvre pas\n = aide: lancez le programme à côté du dossier \
         «\u{a0}responses\u{a0}», ou donnez --responses DOSSIER"
    );
    assert_eq!(told, expected);
    assert_eq!(after.entries(), before.entries());
    assert_eq!(after.version(), before.version());
    let (nothing, told) = world.load(None);
    assert_eq!((told, nothing.entries().len(), nothing.version()), (expected, 0, ""));
}

#[test]
fn a_broken_file_serves_its_last_good_version() {
    let world = World::new();
    let (first, _) = world.load(None);
    world.write(SALARY, GOOD.replace("publie", "publié"));
    let (second, told) = world.load(Some(&first));
    assert!(told.starts_with("responses/faq/remuneration/salaire.md:2:9: erreur: "), "{told}");
    assert_eq!(second.entries(), first.entries());
    assert_eq!(second.version(), first.version());
    // What the last good text says is not held against the other files.
    world.write(BONUS, bonus() + "- la paie\n");
    assert_eq!(world.load(Some(&second)).1, told);
    world.write(BONUS, bonus());
    world.write(SALARY, "à moitié écrit");
    let (third, _) = world.load(Some(&second));
    assert_eq!(third.entries(), first.entries());
    let (alone, _) = world.load(None);
    assert_eq!(ids(alone.entries()), ["prime"]);
    assert_eq!(alone.entries()[0].near, []);
    world.write(SALARY, GOOD.replace("du poste", "du contrat"));
    let (mended, told) = world.load(Some(&third));
    assert_eq!((told.as_str(), mended.entries()[1].answer.as_str()), ("", "Le salaire dépend du contrat. {employeur.paie}"));
    assert_ne!(mended.version(), first.version());
    fs::remove_file(world.root().join(SALARY)).expect("removed");
    assert_eq!(ids(world.load(Some(&mended)).0.entries()), ["prime"]);
}

#[test]
fn the_version_is_that_of_the_texts() {
    let (first, second) = (World::new().load(None).0, World::new().load(None).0);
    assert_eq!(first.version(), second.version());
    assert!(first.version().len() == 12 && first.version().bytes().all(|byte| byte.is_ascii_hexdigit()));
    let world = World::new();
    world.write("employeur.md", EMPLOYER.replace("exacte", "exacta"));
    assert_ne!(world.load(None).0.version(), first.version());
}

#[test]
fn drafts_and_retired_answers_are_set_aside() {
    let world = World::new();
    world.write(BONUS, bonus().replace("publie", "brouillon"));
    let (library, told) = world.load(None);
    let expected = "\
responses/faq/remuneration/salaire.md:10:8: attention: «\u{a0}prime\u{a0}» n'est pas publié\u{a0}: il ne sera pas proposé
   |
10 | voir: [prime]
   |        ^
 = aide: publiez cette réponse, ou retirez-la de «\u{a0}voir\u{a0}»";
    assert_eq!(told, expected);
    assert_eq!((ids(library.entries()), ids(library.set_aside())), (vec!["salaire"], vec!["prime"]));
    assert_eq!(library.entries()[0].near, []);
    world.write(SALARY, GOOD.replace("publie", "retire"));
    let (library, told) = world.load(None);
    assert_eq!((ids(library.entries()).len(), ids(library.set_aside())), (0, vec!["prime", "salaire"]));
    // A retired answer is kept as it was: its near answers are no longer checked.
    assert!(told.starts_with("responses/faq/remuneration/prime.md:10:8: attention: "), "{told}");
    assert_eq!(told.matches("attention").count(), 1);
}

#[test]
fn small_talk_and_refusals_have_shorter_headers() {
    let world = World::new();
    let politeness = "---\nstatut: publie\nresponsable: DRH\nvalable_du: 2026-11-22\na_revoir_le: 2027-11-22\ngenre: politesse\n---\n\n\
                      # Bonjour\n\nBonjour !\n\n## Autres formulations\n\n- salut\n- 👋\n- 🙂\n";
    let refusal = "---\nstatut: publie\nresponsable: DRH\na_revoir_le: 2027-11-22\n---\n\n# Météo\n\nVoyez Météo-France.\n\n\
                   ## Autres formulations\n\n";
    let refusal = (0..20).fold(refusal.to_owned(), |text, day| format!("{text}- météo du {day}\n"));
    world.write("faq/tchat/tchat-bonjour.md", politeness);
    world.write("hors-sujet/meteo.md", &refusal);
    let (library, told) = world.load(None);
    assert_eq!(told, "");
    let kinds: Vec<(&str, Kind, &str)> =
        library.entries().iter().map(|entry| (entry.id.as_str(), entry.kind, entry.theme.as_str())).collect();
    let expected = [
        ("prime", Kind::Answer, "remuneration"),
        ("salaire", Kind::Answer, "remuneration"),
        ("tchat-bonjour", Kind::SmallTalk, "tchat"),
        ("meteo", Kind::OutOfScope, "hors-sujet"),
    ];
    assert_eq!(kinds, expected);
    world.write("hors-sujet/meteo.md", refusal.replace("- météo du 7\n", "").replace("a_revoir", "voir: [prime]\na_revoir"));
    let expected = "\
responses/hors-sujet/meteo.md:4:1: erreur: la clé «\u{a0}voir\u{a0}» n'existe pas
  |
4 | voir: [prime]
  | ^
 = aide: les clés possibles sont «\u{a0}statut\u{a0}», «\u{a0}responsable\u{a0}» ou «\u{a0}a_revoir_le\u{a0}»
responses/hors-sujet/meteo.md:14:3: attention: la liste compte 19 formulations
   |
14 | - météo du 0
   |   ^
 = aide: écrivez-en au moins 20, aussi différentes que possible";
    assert_eq!(world.told(), expected);
}

#[test]
fn an_answer_that_changes_its_name_is_told_once() {
    let world = World::new();
    let (before, _) = world.load(None);
    fs::rename(world.root().join(BONUS), world.root().join("faq/remuneration/primes.md")).expect("renamed");
    world.write(SALARY, GOOD.replace("[prime]", "[primes]"));
    let (after, told) = world.load(Some(&before));
    let expected = "\
responses/faq/remuneration/primes.md:1:1: attention: cette réponse s'appelait « prime » : ce qui a été compté reste sous ce nom
 = aide: redonnez au fichier le nom « prime.md », ou gardez « primes » : ses comptes repartent de zéro";
    assert_eq!(told.replace('\u{a0}', " "), expected);
    assert_eq!(world.load(Some(&after)).1, "", "at the next reading it is known");
    assert_eq!(world.load(None).1, "", "nothing is known of before the start");
}

#[test]
fn a_file_with_a_mistake_in_its_header_is_told_its_unknown_value_too() {
    let world = World::new();
    world.write(SALARY, GOOD.replace("publie", "publié").replace("{employeur.paie}", "{employeur.pai}"));
    let expected = "\
responses/faq/remuneration/salaire.md:2:9: erreur: «\u{a0}publié\u{a0}» ne convient pas à la clé «\u{a0}statut\u{a0}»
  |
2 | statut: publié
  |         ^
 = aide: écrivez «\u{a0}statut: publie\u{a0}»
responses/faq/remuneration/salaire.md:15:29: erreur: la valeur «\u{a0}{employeur.pai}\u{a0}» n'existe pas
   |
15 | Le salaire dépend du poste. {employeur.pai}
   |                             ^
 = aide: vouliez-vous écrire «\u{a0}{employeur.paie}\u{a0}»\u{a0}?";
    let (previous, _) = World::new().load(None);
    assert_eq!(world.told(), expected);
    assert_eq!(world.load(Some(&previous)).1, expected, "and where its last good text stands in");
}
