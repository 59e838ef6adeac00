//! Each way for a line to be wrong, from a file and from a spreadsheet.

use jiff::civil::date;

use super::super::file::from_toml;
use super::super::spreadsheet::{Table, from_csv};
use super::*;

fn dossier() -> Dossier {
    from_toml("nom = \"Printemps\"\n[[publications]]\nnom = \"LinkedIn\"\ncanal = \"linkedin\"\n[[postes]]\ntitre = \"Archiviste\"\n")
        .unwrap()
}

fn imported(csv: &str) -> Result<usize, Vec<String>> {
    let dossier = dossier();
    let today = Some(date(2026, 11, 22));
    match from_csv(csv.as_bytes())? {
        Table::Readings(lines, fields) => {
            let new = read_readings(&dossier.campaign, &lines, &fields, today)?;
            check_readings(&dossier.readings, &new)?;
            Ok(new.len())
        }
        Table::Counts(lines, fields) => {
            let new = read_counts(&dossier.campaign, &lines, &fields, today)?;
            check_counts(&dossier, &new)?;
            Ok(new.len())
        }
    }
}

const HEAD: &str = "publication;mesure;valeur;date;lecteur;lieu\r\n";

#[test]
fn a_spreadsheet_is_read_as_french_people_save_it() {
    let good =
        format!("\u{feff}{HEAD}linkedin;impressions;1 000;20/11/2026;Anne;page\r\nLinkedIn;vues;900;2026-11-21;Anne;page\r\n;;;;;\r\n");
    assert_eq!(imported(&good), Ok(2));
    assert_eq!(imported("Poste,Reçues,Pertinentes,Date,Auteur\narchiviste,12,6,2026-11-20,RH\n"), Ok(2));
}

#[test]
fn what_is_wrong_is_said_with_its_line_and_column() {
    for (csv, expected) in [
        ("", "ligne 1, colonne 1 : ces colonnes ne sont pas connues. Pour des relevés : publication;mesure"),
        ("nom;prix\n", "ligne 1, colonne 1 : ces colonnes ne sont pas connues"),
        ("mesure;publication;valeur;date;lecteur\n", "ligne 1 : il manque la colonne « lieu »"),
        ("mesure;publication;valeur;date;lecteur;lieu;prix\n", "ligne 1, colonne 7 : « prix » n'est pas une colonne connue"),
        ("mesure;mesure;publication;valeur;date;lecteur;lieu\n", "ligne 1, colonne 2 : la colonne « mesure » est écrite deux fois"),
        (HEAD, "ligne 2 : il n'y a rien sous les noms de colonnes"),
        ("publication;mesure;valeur;date;lecteur;lieu\nLinkedIn;vues;1\n", "ligne 2, colonne 4 : il y a 3 colonnes au lieu de 6"),
    ] {
        let told = imported(csv).unwrap_err().join("\n");
        assert!(told.starts_with(expected), "{csv}: {told}");
    }
    for (line, expected) in [
        ("Facebook;vues;1;2026-11-20;Anne;page", "ligne 2, colonne 1 («\u{a0}publication\u{a0}») : « Facebook » n'est pas une publication"),
        ("LinkedIn;likes;1;2026-11-20;Anne;page", "ligne 2, colonne 2 («\u{a0}mesure\u{a0}») : « likes » n'est pas une mesure"),
        ("LinkedIn;vues;-1;2026-11-20;Anne;page", "ligne 2, colonne 3 («\u{a0}valeur\u{a0}») : « -1 » n'est pas un nombre entier"),
        ("LinkedIn;vues;99999999999999999999;2026-11-20;Anne;page", "ligne 2, colonne 3"),
        ("LinkedIn;vues;1;hier;Anne;page", "ligne 2, colonne 4 («\u{a0}date\u{a0}») : « hier » n'est pas une date"),
        ("LinkedIn;vues;1;2026-11-23;Anne;page", "ligne 2, colonne 4 («\u{a0}date\u{a0}») : le 23/11/2026 n'est pas encore venu"),
        ("LinkedIn;vues;1;;Anne;page", "ligne 2, colonne 4"),
        ("LinkedIn;vues;1;2026-11-20;;page", "ligne 2, colonne 5 («\u{a0}lecteur\u{a0}») : écrivez qui a lu ce chiffre"),
        ("LinkedIn;vues;1;2026-11-20;Anne;", "ligne 2, colonne 6"),
    ] {
        let told = imported(&format!("{HEAD}{line}\n")).unwrap_err().join("\n");
        assert!(told.starts_with(expected), "{line}: {told}");
    }
    let latin = from_csv(b"publication;mesure\nLinkedIn;r\xe9actions\n").unwrap_err();
    assert!(latin[0].starts_with("ligne 2, signe 11 : ce fichier n'est pas en UTF-8"), "{latin:?}");
}

#[test]
fn a_reading_below_the_earlier_one_needs_a_word_of_why() {
    let head = "publication;mesure;valeur;date;lecteur;lieu;remarque\n";
    let lines = |remark: &str| format!("{head}LinkedIn;vues;1000;2026-11-20;Anne;page;\nLinkedIn;vues;900;2026-11-21;Anne;page;{remark}\n");
    let told = imported(&lines("")).unwrap_err();
    assert!(told[0].starts_with("« LinkedIn », vues : 900 le 21/11/2026 après 1\u{202f}000 le 20/11/2026"), "{told:?}");
    assert_eq!(imported(&lines("le réseau a retiré des robots")), Ok(2));
    let same_day = format!("{head}LinkedIn;vues;1000;2026-11-20;Anne;page;\nLinkedIn;vues;900;2026-11-20;Paul;appli;\n");
    assert_eq!(imported(&same_day), Ok(2), "a contradiction is kept");
    let followers = lines("").replace("vues", "abonnes");
    assert_eq!(imported(&followers), Ok(2), "people leave an account");
}

#[test]
fn counts_never_widen_along_the_funnel() {
    let head = "poste;recues;pertinentes;entretiens;retenues;origine;date;auteur\n";
    for (lines, expected) in [
        ("Archiviste;3;4;;;;2026-11-20;RH", "« Archiviste » : 4 candidatures pertinentes pour 3 reçues"),
        ("Archiviste;;4;;5;;2026-11-20;RH", "« Archiviste » : 5 candidatures retenues pour 4 pertinentes"),
        (
            "Archiviste;3;2;;;;2026-11-20;RH\nArchiviste;;3;;;linkedin;2026-11-20;RH",
            "« Archiviste » : 3 candidatures pertinentes par origine, pour 2 en tout",
        ),
        ("Archiviste;;;;;;2026-11-20;RH", "ligne 2, colonne 2 («\u{a0}recues\u{a0}») : écrivez au moins un nombre"),
        ("Archiviste;1;;;;Le Salon;2026-11-20;RH", "ligne 2, colonne 6 («\u{a0}origine\u{a0}») : « Le Salon » ne convient pas"),
        ("Jardinier;1;;;;;2026-11-20;RH", "ligne 2, colonne 1 («\u{a0}poste\u{a0}») : « Jardinier » n'est pas un poste"),
    ] {
        let told = imported(&format!("{head}{lines}\n")).unwrap_err().join("\n");
        assert!(told.starts_with(expected), "{lines}: {told}");
    }
    assert_eq!(imported(&format!("{head}Archiviste;9;4;2;1;;2026-11-20;RH\nArchiviste;5;;;;linkedin;2026-11-20;RH\n")), Ok(5));
}

#[test]
fn a_position_is_accepted_on_or_after_its_publication() {
    let with = |days: &str| from_toml(&format!("nom = \"Printemps\"\n[[postes]]\ntitre = \"Archiviste\"\n{days}"));
    let days = |text: &str| {
        let dossier = with(text).unwrap();
        dossier.days_to_fill(&dossier.campaign.positions[0])
    };
    assert_eq!(days("publie = 2026-09-01\naccepte = 2026-10-16\n"), Some(45));
    assert_eq!(days("publie = \"2026-09-01\"\naccepte = \"2026-09-01\"\n"), Some(0));
    assert_eq!((days("publie = \"2026-09-01\"\n"), days("accepte = \"2026-09-01\"\n")), (None, None));
    let counts = "[[comptes]]\nposte = \"Archiviste\"\nrecues = 3\nretenues = 0\ndate = 2026-10-16\nauteur = \"RH\"\n";
    assert_eq!(days(&format!("publie = 2026-09-01\naccepte = 2026-10-16\n{counts}")), None, "nobody is retained");
    for wrong in ["publie = \"2026-09-02\"\naccepte = \"2026-09-01\"\n", "publie = \"2026-02-31\"\n", "accepte = \"bientôt\"\n"] {
        let told = with(wrong).unwrap_err();
        assert!(told.len() == 1 && told[0].contains("jour d'acceptation, qui la suit, ou rien"), "{told:?}");
    }
}
