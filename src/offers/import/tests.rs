//! A folder of HR and a file of the week in; what HR reads, and the files, out.

use std::fs;

use jiff::civil::date;
use tempfile::TempDir;

use super::*;
use crate::offers::{Followed, preview};

const WEEK: &str = include_str!("../../../tests/offres-hebdomadaires.csv");
const FILE: &str = "offres-datagouv-20261116.csv";
const TODAY: Date = date(2026, 11, 22);
const ARCHITECT: &str = "offres/o076990000000001.md";

struct World {
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        let world = Self { folder: TempDir::new().expect("a folder") };
        world.put("employeurs-suivis.md", "- Ville de Clairmare\n- Clairmare Métropole\n");
        world
    }

    fn put(&self, path: &str, text: &str) {
        let place = self.folder.path().join(path);
        fs::create_dir_all(place.parent().expect("a parent")).expect("a folder");
        fs::write(place, text).expect("a file");
    }

    fn held(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path)).expect("a text")
    }

    /// HR's own change in a file.
    fn change(&self, path: &str, from: &str, to: &str) {
        let text = self.held(path);
        assert!(text.contains(from), "{from} is not in {text}");
        self.put(path, &text.replace(from, to));
    }

    fn plan(&self, file: &str, week: &str) -> (Import, Weekly) {
        let followed = Followed::open(self.folder.path()).expect("opened").expect("a list");
        let weekly = Weekly::read(week.as_bytes(), &followed).expect("a file");
        (Import::plan(file, &weekly, &Shelf::open(self.folder.path()).expect("a shelf"), TODAY), weekly)
    }

    fn preview(&self, week: &str) -> String {
        let (import, weekly) = self.plan(FILE, week);
        preview(&import, &weekly).replace('\u{a0}', " ")
    }

    /// Imports and writes; gives how many files were.
    fn import(&self, week: &str) -> usize {
        let written = self.plan(FILE, week).0.write(self.folder.path()).expect("written");
        assert_eq!((written.changed_meanwhile, written.refused), (Vec::new(), Vec::new()));
        written.count
    }

    /// Each file of an offer, with its bytes and the instant it was last written.
    fn files(&self) -> Vec<(String, Vec<u8>, std::time::SystemTime)> {
        let entries = fs::read_dir(self.folder.path().join("offres")).expect("a folder");
        let mut files: Vec<_> = entries
            .map(|entry| {
                let entry = entry.expect("an entry");
                let changed = entry.metadata().expect("a file").modified().expect("an instant");
                (entry.file_name().into_string().expect("a name"), fs::read(entry.path()).expect("bytes"), changed)
            })
            .collect();
        files.sort();
        files
    }
}

/// The made file without the rows that hold this text.
fn without(text: &str) -> String {
    WEEK.split_inclusive("\r\n").filter(|row| !row.contains(text)).collect()
}

#[test]
fn a_first_import_makes_drafts_that_lack_only_what_the_file_does_not_say() {
    let world = World::new();
    let expected = "\
offres-datagouv-20261116.csv : 12 lignes lues, dont 9 des employeurs suivis

Nouvelles : 5
  o076990000000001  Architecte logiciel(le), Clairmare Métropole, jusqu'au 31/12/2099
  o076990000000002  Archiviste, Ville de Clairmare, sans date limite
  o076990000000003  Chargé(e) de \"projets\", Ville de Clairmare - Direction du numérique, jusqu'au 31/12/2099
  o076990000000005  Jardinier ou jardinière, Ville de Clairmare, sans date limite
  o076990000000009  Photographe, Ville de Clairmare, jusqu'au 01/06/2099

Changées : 0

Closes : 0

Sans changement : 0

Laissé de côté :
  - 1 ligne sans référence (ligne 11)
  - 1 ligne sans intitulé de poste (ligne 13)
  - 1 ligne remplacée par une autre de même référence, plus bas (ligne 8)
  - 1 ligne qui a plus de cases que de titres (ligne 16)
  - 1 annonce déjà close, sans fiche

À regarder :
  - ligne 12, « Date de première publication » : « 31/02/2026 » n'est pas une date, elle est laissée de côté
  - ligne 18, « Versant » : « Fonction publique lunaire » n'est pas un mot connu, il est laissé de côté
  - ligne 18, « Date de première publication » : cette date vient après la date limite, elle est laissée de côté";
    assert_eq!(world.preview(WEEK), expected);
    assert!(!world.folder.path().join("offres").exists(), "a preview writes nothing");
    assert_eq!(world.import(WEEK), 5);
    let expected = "\
---
statut: brouillon
responsable: DRH
etat: ouverte
employeur: \"Clairmare Métropole\"
versant: territoriale
categorie: A
ouvert_a: tous
contrat: \"CDD d'une durée de 3 ans\"
duree: \"3 ans\"
metier: \"Architecte logiciel\"
etudes: \"Niveau 7 Master/diplômes équivalents\"
experience: \"Confirmé\"
teletravail: Oui
temps_plein: oui
encadrement: non
lieu: \"Clairmare (76), 12 quai du Vieux Bac, 76999 Clairmare\"
publie_le: 2026-11-02
date_limite: 2099-12-31
origine: \"offres-datagouv-20261116.csv\"
---

# Architecte logiciel(le)
";
    assert_eq!(world.held(ARCHITECT), expected);
}

#[test]
fn the_same_import_twice_changes_nothing() {
    let world = World::new();
    world.import(WEEK);
    // What HR types is not in the file, so that it is no difference.
    world.change(ARCHITECT, "statut: brouillon", "statut: publie # relu par Zoé");
    world.change(
        ARCHITECT,
        "origine:",
        "remuneration: \"Selon l'expérience\"\nlien: \"https://exemple.fr/1\"\nrome: M1805\npostes: 2\norigine:",
    );
    world.change(ARCHITECT, "# Architecte logiciel(le)\n", "# Architecte logiciel(le)\n\nVous dessinez.\n");
    let before = world.files();
    let (import, _) = world.plan("offres-datagouv-20261123.csv", WEEK);
    assert_eq!((import.steps.len(), import.unchanged), (0, 5));
    assert_eq!(world.import(WEEK), 0);
    assert_eq!(world.files(), before, "neither bytes nor dates");
}

#[test]
fn a_change_touches_only_its_lines() {
    let world = World::new();
    world.import(WEEK);
    world.change(ARCHITECT, "statut: brouillon", "statut: publie # relu par Zoé");
    world.change(ARCHITECT, "duree: ", "# la durée est à revoir\nduree: ");
    world.change(ARCHITECT, "origine:", "remuneration: \"Selon l'expérience\"\nlien: \"https://exemple.fr/1\"\norigine:");
    let mine = format!("\u{feff}{}Vous dessinez.\n", world.held(ARCHITECT)).replace('\n', "\r\n");
    world.put(ARCHITECT, &mine);
    let week = WEEK
        .replace("31/12/2099;;\r\nO076990000000002", "31/12/9999;;\r\nO076990000000002")
        .replace("Architecte logiciel(le)", "Architecte # logiciel")
        .replace("12 quai du Vieux Bac\n76999 Clairmare\"", "\"")
        .replace(";3 ans;", ";;");
    let expected = "\
offres-datagouv-20261116.csv : 12 lignes lues, dont 9 des employeurs suivis

Nouvelles : 0

Changées : 1
  o076990000000001  Architecte # logiciel
      titre : « Architecte logiciel(le) » → « Architecte # logiciel »
      lieu : « Clairmare (76), 12 quai du Vieux Bac, 76999 Clairmare » → « Clairmare (76) »
      date_limite : « 2099-12-31 » → rien

Closes : 0

Sans changement : 4
";
    let told = world.preview(&week);
    assert_eq!(told.split("\nLaissé").next(), Some(expected));
    assert_eq!(world.import(&week), 1);
    let expected = mine
        .replace("Architecte logiciel(le)", "Architecte # logiciel")
        .replace(", 12 quai du Vieux Bac, 76999 Clairmare", "")
        .replace("date_limite: 2099-12-31\r\n", "");
    assert_eq!(world.held(ARCHITECT), expected, "an empty cell changes nothing, and the rest is HR's");
    assert_eq!(world.import(&week), 0);
}

#[test]
fn the_letters_of_hr_are_kept() {
    let world = World::new();
    let capitals = WEEK.replace("Architecte logiciel(le)", "ARCHITECTE LOGICIEL(LE)");
    world.import(&capitals);
    world.change(ARCHITECT, "# ARCHITECTE LOGICIEL(LE)", "# Architecte logiciel(lé)");
    assert_eq!(world.import(&capitals), 0);
    assert_eq!(world.import(&capitals.replace("LOGICIEL(LE)", "LOGICIEL (LE)")), 1, "a space is another text");
}

#[test]
fn an_offer_that_goes_or_ends_is_closed_once() {
    let world = World::new();
    world.import(WEEK);
    let next = without("O076990000000002")
        .replace("O076990000000009;Photographe", "O076990000000009;Vidéaste")
        .replace("01/06/2099", "21/11/2026");
    let told = world.preview(&next);
    let expected = "\
Closes : 2
  o076990000000002  Archiviste, n'est plus dans le fichier
  o076990000000009  Vidéaste, dernier jour le 21/11/2026

Sans changement : 3
";
    let closed = told.find("Closes").map(|at| &told[at..]).and_then(|rest| rest.split("\nLaissé").next());
    assert_eq!(closed, Some(expected));
    assert_eq!(world.import(&next), 2);
    assert!(world.held("offres/o076990000000002.md").contains("\netat: fermee\n"));
    assert!(world.held("offres/o076990000000009.md").contains("\netat: fermee\n"));
    assert_eq!(world.import(&next), 0);
    let (back, _) = world.plan(FILE, WEEK);
    assert_eq!(back.settled, ["o076990000000002", "o076990000000009"], "nothing opens again by itself");
    assert_eq!(back.steps, []);
}

#[test]
fn an_offer_past_its_day_is_closed_even_without_the_file() {
    let world = World::new();
    world.import(WEEK);
    world.change(ARCHITECT, "2099-12-31", "2026-11-21");
    world.change("offres/o076990000000003.md", "2099-12-31", "2026-11-22");
    let rest: String = without("O07699000000000").replacen("31/12/2099", "31/12/2098", 1);
    let cut = rest.trim_end().trim_end_matches(';');
    let (import, _) = world.plan(FILE, cut);
    let over: Vec<&str> = import.of(StepKind::Over).map(|step| step.offer.reference.as_str()).collect();
    assert_eq!((over, import.of(StepKind::Gone).count()), (vec!["o076990000000001"], 0), "a cut file closes nothing else");
    assert_eq!(import.withheld, ["o076990000000002", "o076990000000003", "o076990000000005", "o076990000000009"]);
    let (import, _) = world.plan(FILE, &rest);
    assert_eq!(import.of(StepKind::Gone).count(), 4);
}

#[test]
fn what_hr_made_or_settled_is_left_alone() {
    let world = World::new();
    world.import(WEEK);
    world.change(ARCHITECT, "origine: \"offres-datagouv-20261116.csv\"\n", "");
    world.change("offres/o076990000000002.md", "etat: ouverte", "etat: pourvue");
    world.change("offres/o076990000000003.md", "statut: brouillon", "statut: retire");
    world.change("offres/o076990000000005.md", "etat: ouverte", "etat: ouverte\netat: ouverte");
    world.put("offres/a-la-main.md", "---\nstatut: brouillon\nresponsable: DRH\netat: ouverte\nemployeur: Ville\n---\n\n# Poste\n");
    let before = world.files();
    let week = WEEK.replace("Clairmare (76)", "Ailleurs (76)").replace("Jardinier", "Jardin");
    let told = world.preview(&week);
    for line in [
        "  - offres faites à la main, que l'import ne touche pas : 1 (o076990000000001)\n",
        "  - offres pourvues, fermées ou retirées ici, que le fichier a encore : 2 (o076990000000002, o076990000000003)\n",
        "  - offres dont la fiche a une erreur et reste telle quelle (« tchat check » la montre) : 1 (o076990000000005)\n",
    ] {
        assert!(told.contains(line), "{told}");
    }
    assert_eq!(world.import(&week), 0);
    assert_eq!(world.import(&without("O07699000000000")), 1, "only the one that is still open and imported");
    let changed: Vec<String> = world.files().into_iter().zip(before).filter(|(now, then)| now != then).map(|(now, _)| now.0).collect();
    assert_eq!(changed, ["o076990000000009.md"]);
}

#[test]
fn a_file_changed_meanwhile_and_a_second_import_lose_nothing() {
    let world = World::new();
    world.import(WEEK);
    let week = WEEK.replace("Clairmare (76)", "Ailleurs (76)");
    let (first, _) = world.plan(FILE, &week);
    let (second, _) = world.plan(FILE, &week);
    assert_eq!(first.steps.len(), 2);
    world.change(ARCHITECT, "responsable: DRH", "responsable: Zoé");
    let mine = world.held(ARCHITECT);
    let expected = Written { count: 1, changed_meanwhile: vec![ARCHITECT.to_owned()], refused: Vec::new() };
    assert_eq!(first.write(world.folder.path()).expect("written"), expected);
    assert_eq!(second.write(world.folder.path()).expect("written"), expected, "what another import wrote is written");
    assert_eq!(world.held(ARCHITECT), mine);
    assert_eq!(world.import(&week), 1);
    assert!(world.held(ARCHITECT).contains("responsable: Zoé") && world.held(ARCHITECT).contains("Ailleurs"));
}

#[test]
fn many_imports_at_once_write_each_file_whole() {
    let world = World::new();
    let imports: Vec<Import> = (0..4).map(|_| world.plan(FILE, WEEK).0).collect();
    let root = world.folder.path();
    std::thread::scope(|scope| {
        let running: Vec<_> = imports.iter().map(|import| scope.spawn(|| import.write(root).expect("written"))).collect();
        for import in running {
            let expected = Written { count: 5, ..Written::default() };
            assert_eq!(import.join().expect("an import"), expected);
        }
    });
    assert_eq!((world.files().len(), world.import(WEEK)), (5, 0));
}

#[test]
fn an_older_file_is_told() {
    let world = World::new();
    world.import(WEEK);
    for (file, expected) in [
        ("offres-datagouv-20261109.csv", Some(FILE)),
        ("offres-datagouv-20261116.csv", None),
        ("offres-datagouv-20261123.csv", None),
        ("offres-datagouv-2026.csv", None),
        ("offres-datagouv-20261345.csv", None),
        ("offres-datagouv-éééé.csv", None),
        ("export.csv", None),
    ] {
        assert_eq!(world.plan(file, WEEK).0.later.as_deref(), expected, "{file}");
    }
    let (import, weekly) = world.plan("offres-datagouv-20261109.csv", WEEK);
    let told = preview(&import, &weekly).replace('\u{a0}', " ");
    let line = "  - ce fichier est plus ancien que le dernier importé, offres-datagouv-20261116.csv : prenez le plus récent\n";
    assert!(told.contains(line), "{told}");
}

#[test]
fn hostile_cells_stay_texts() {
    let world = World::new();
    let title = "# @everyone {employeur.nom} \\\" --- 'x' <script>";
    let week = format!(
        "Référence;Intitulé du poste;Employeur;Lieu d'affectation\n\
         ../../../etc/passwd;\"{}\";\"Ville de Clairmare: \"\"x\"\" # y\";\"---\netat: pourvue\n\"\n",
        title.replace('"', "\"\"")
    );
    assert_eq!(world.import(&week), 1);
    assert_eq!(world.import(&week), 0);
    let expected = "\
---
statut: brouillon
responsable: DRH
etat: ouverte
employeur: \"Ville de Clairmare: \\\"x\\\" # y\"
lieu: \"---, etat: pourvue\"
origine: \"offres-datagouv-20261116.csv\"
---

# # @everyone {employeur.nom} \\\" --- 'x' <script>
";
    assert_eq!(world.held("offres/etc-passwd.md"), expected);
}
