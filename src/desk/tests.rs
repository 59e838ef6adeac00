//! The desk over a folder on disk: new files, texts tried, what is told beside
//! which part.

use std::fs;

use jiff::civil::date;
use tempfile::TempDir;

use super::*;

const TODAY: Date = date(2026, 11, 22);

fn folder() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (theme, id, question, wordings) in [
        ("remuneration", "salaire", "Combien gagne-t-on ?", ["quel est le salaire", "la paie", "combien par mois"]),
        ("teletravail", "teletravail-jours", "Combien de jours de télétravail ?", ["travail à distance", "le TT", "rester chez soi"]),
    ] {
        let place = folder.path().join("responses/faq").join(theme);
        fs::create_dir_all(&place).expect("a folder");
        let text = format!(
            "---\nstatut: publie\nresponsable: DRH\nsources:\n  - texte: \"CGFP\"\n    lu_le: 2026-11-22\nvalable_du: 2026-11-22\n\
             a_revoir_le: 2027-05-22\n---\n\n# {question}\n\nRéponse.\n\n## Autres formulations\n\n- {}\n",
            wordings.join("\n- ")
        );
        fs::write(place.join(format!("{id}.md")), text).expect("a file");
    }
    folder
}

fn desk(folder: &TempDir) -> (Desk, Faq) {
    let root = folder.path().join("responses");
    (Desk::new(&root), Faq::load(&root, None, TODAY).0)
}

#[test]
fn a_new_file_has_only_the_warnings_of_an_unwritten_one() {
    let folder = folder();
    let (desk, faq) = desk(&folder);
    let file = desk.draft(&faq, " Peut-on venir à vélo ? ", Some("teletravail"), TODAY).expect("a file");
    assert_eq!((file.id.as_str(), file.path.as_str()), ("peut-on-venir-a-velo", "faq/teletravail/peut-on-venir-a-velo.md"));
    let trial = desk.try_text(&file.path, &file.text, TODAY).expect("a trial");
    let told: Vec<&str> = trial.here.iter().chain(&trial.elsewhere).map(|problem| problem.message.as_str()).collect();
    assert_eq!((told, trial.is_good()), (vec!["la liste compte une seule formulation"], true));
    assert_eq!(trial.entry.expect("an entry").status, Status::Draft);
    let published = file.text.replace("statut: brouillon", "statut: publie");
    let told = desk.try_text(&file.path, &published, TODAY).expect("a trial");
    let told: Vec<String> = told.here.iter().map(|problem| problem.message.clone()).collect();
    let expected = [
        "il manque la clé « sources »",
        "cette réponse est publiée, mais elle est encore à écrire",
        "la liste compte une seule formulation",
    ];
    assert_eq!(told, expected);

    let missing = desk.try_text(&file.path, &published, TODAY).expect("a trial").here.remove(0);
    assert!(missing.help.expect("a way out").contains("devant les quatre lignes de sources"), "the way out is in the file already");
    assert_eq!(file.new_theme, None);
    let begun = desk.draft(&faq, "Zblorg fnuk ?", Some("venir-a-velo"), TODAY).expect("a file");
    assert_eq!((begun.path.as_str(), begun.new_theme.as_deref()), ("faq/venir-a-velo/zblorg-fnuk.md", Some("venir-a-velo")));

    assert!(matches!(desk.save(&file.path, &file.text, None), Ok(Saved::Written(_))));
    assert!(matches!(desk.save(&file.path, &file.text, None), Ok(Saved::Changed)), "nothing is ever overwritten");
    let form = Form::read(&file.text).expect("a form");
    assert_eq!((form.status.as_str(), form.sources.len()), ("brouillon", 0));
}

#[test]
fn a_new_file_is_refused_in_one_sentence() {
    let folder = folder();
    let (desk, faq) = desk(&folder);
    for (question, theme, told) in [
        ("  ", None, "écrivez la question, par exemple « Peut-on venir à vélo ? »"),
        ("LE TT !", None, "cette question est déjà dans faq/teletravail/teletravail-jours.md : ajoutez-y une formulation"),
        (
            "Zblorg fnuk ?",
            Some("teletravial"),
            "le thème « teletravial » n'existe pas ; voulez-vous dire « teletravail » ? \
             Pour un nouveau thème de ce nom, créez d'abord son dossier : faq/teletravial",
        ),
        (
            "Zblorg fnuk ?",
            Some("../.."),
            "« ../.. » ne peut pas être le nom d'un thème : minuscules sans accent, chiffres et traits d'union",
        ),
        (
            "Zblorg fnuk ?",
            Some("Vélo & co"),
            "« Vélo & co » ne peut pas être le nom d'un thème : minuscules sans accent, chiffres et traits d'union, par exemple « velo-co »",
        ),
        ("Zblorg fnuk ?", Some("hors-sujet"), "« hors-sujet » n'est pas un thème : choisissez un autre nom"),
        ("Salaire", Some("remuneration"), "une réponse s'appelle déjà « salaire » : faq/remuneration/salaire.md"),
    ] {
        let refused = desk.draft(&faq, question, theme, TODAY).map(|file| file.path).map_err(|told| told.replace('\u{a0}', " "));
        assert_eq!(refused, Err(told.replace('\u{a0}', " ")), "{question}");
    }
}

#[test]
fn an_id_is_only_compared_with_the_names_there_are() {
    let folder = folder();
    let (desk, _) = desk(&folder);
    assert_eq!(desk.open("salaire").expect("read").expect("a file").path, "faq/remuneration/salaire.md");
    for id in ["", "..", "../faq/remuneration/salaire", "remuneration/salaire", "salaire.md", "SALAIRE", "salaire\0"] {
        assert!(desk.open(id).expect("read").is_none(), "{id}");
    }
    assert_eq!(desk.nearest_ids("teletravail"), ["teletravail-jours"]);
    assert_eq!(desk.nearest_ids("xyz"), Vec::<String>::new());
}

#[test]
fn a_problem_is_told_beside_the_part_it_is_about() {
    let folder = folder();
    let (desk, _) = desk(&folder);
    let open = desk.open("salaire").expect("read").expect("a file");
    let told = |from: &str, to: &str| {
        let text = open.text.replacen(from, to, 1);
        let trial = desk.try_text(&open.path, &text, TODAY).expect("a trial");
        trial.here.iter().map(|problem| (part_of(&text, problem), problem.severity)).collect::<Vec<_>>()
    };
    let error = Severity::Error;
    assert_eq!(told("statut: publie", "statut: publié")[0], (Part::Status, error));
    assert_eq!(told("2027-05-22", "22/05/2027")[0], (Part::ReviewOn, error));
    assert_eq!(told("responsable: DRH\n", "")[0], (Part::Owner, error));
    assert_eq!(told("lu_le: 2026-11-22", "lu_le: hier")[0], (Part::Sources, error));
    assert_eq!(told("Réponse.", "Voir @everyone")[0], (Part::Answer, error));
    assert_eq!(told("Réponse.", "")[0], (Part::Answer, error));
    assert_eq!(told("- la paie", "- Quel est le salaire !").last(), Some(&(Part::Wordings, Severity::Warning)));
    assert!(!told("- la paie", "- Le TT").iter().any(|(_, severity)| *severity == error), "the other file is told");
}

#[test]
fn a_wording_of_another_file_is_refused_wherever_it_is_told() {
    let folder = folder();
    let (desk, _) = desk(&folder);
    for (id, from, to) in [("salaire", "- la paie", "- Le TT"), ("teletravail-jours", "- le TT", "- La paie")] {
        let open = desk.open(id).expect("read").expect("a file");
        let trial = desk.try_text(&open.path, &open.text.replacen(from, to, 1), TODAY).expect("a trial");
        assert_eq!((trial.is_good(), trial.here.len() + trial.elsewhere.len()), (false, 2), "{id}: {trial:?}");
        assert!(desk.try_text(&open.path, &open.text, TODAY).expect("a trial").is_good());
    }
}

#[test]
fn a_disk_that_takes_nothing_is_told_kindly() {
    for kind in [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem, ErrorKind::StorageFull] {
        let error = anyhow::Error::new(std::io::Error::from(kind)).context("writing a file");
        assert!(matches!(refused(error), Ok(Saved::Refused(sentence)) if sentence.contains("rien n'est enregistré")), "{kind}");
    }
    assert!(refused(anyhow::anyhow!("a fault")).is_err());
}
