//! A file of the week in, adverts and remarks out.

use jiff::civil::date;
use proptest::prelude::*;

use super::super::offer::{Branch, Offer, OpenTo};
use super::*;
use crate::files::problem::Source;

/// A made file with every trap at once: byte-order mark, Windows line ends,
/// cells of several lines, doubled and missing references, dates of all kinds.
const WEEK: &[u8] = include_bytes!("../../../tests/offres-hebdomadaires.csv");

fn followed() -> Followed {
    let source = Source { path: "responses/employeurs-suivis.md", text: "- Ville de Clairmare\n- Clairmare Métropole\n" };
    Followed::read(&source).0.expect("a list")
}

fn read(bytes: &[u8]) -> Result<Weekly, String> {
    Weekly::read(bytes, &followed()).map_err(|sentence| sentence.replace('\u{a0}', " "))
}

/// Rows under the shortest titles that will do.
fn rows(rows: &str) -> Weekly {
    read(format!("Référence;Intitulé du poste;Employeur;Date de fin de publication par défaut\n{rows}").as_bytes()).expect("a file")
}

fn refusal(bytes: &[u8]) -> String {
    read(bytes).expect_err("a refusal")
}

fn notes(weekly: &Weekly) -> Vec<String> {
    weekly.notes.iter().map(|note| note.replace('\u{a0}', " ")).collect()
}

#[test]
fn the_made_file_gives_each_advert_and_says_what_it_left() {
    let weekly = read(WEEK).expect("a file");
    assert_eq!((weekly.rows, weekly.followed), (12, 9));
    let references: Vec<&str> = weekly.adverts.keys().map(String::as_str).collect();
    let expected = ["o076990000000001", "o076990000000002", "o076990000000003", "o076990000000005", "o076990000000006", "o076990000000009"];
    assert_eq!(references, expected);
    let lines = |count, first: &[u64]| Lines { count, first: first.to_vec() };
    assert_eq!(weekly.without_reference, lines(1, &[11]));
    assert_eq!(weekly.without_title, lines(1, &[13]));
    assert_eq!(weekly.replaced, lines(1, &[8]));
    assert_eq!(weekly.misaligned, lines(1, &[16]));
    assert_eq!((weekly.more_notes, weekly.cut_on), (0, None));
    assert_eq!(
        notes(&weekly),
        [
            "ligne 12, « Date de première publication » : « 31/02/2026 » n'est pas une date, elle est laissée de côté",
            "ligne 18, « Versant » : « Fonction publique lunaire » n'est pas un mot connu, il est laissé de côté",
            "ligne 18, « Date de première publication » : cette date vient après la date limite, elle est laissée de côté",
        ]
    );
}

#[test]
fn each_column_gives_its_field() {
    let weekly = read(WEEK).expect("a file");
    let text = |text: &str| Some(text.to_owned());
    let architect = Offer {
        title: "Architecte logiciel(le)".into(),
        employer: "Clairmare Métropole".into(),
        branch: Some(Branch::Local),
        category: text("A"),
        open_to: Some(OpenTo::Both),
        contract: text("CDD d'une durée de 3 ans"),
        duration: text("3 ans"),
        occupation: text("Architecte logiciel"),
        education: text("Niveau 7 Master/diplômes équivalents"),
        experience: text("Confirmé"),
        remote: text("Oui"),
        full_time: Some(true),
        management: Some(false),
        place: text("Clairmare (76), 12 quai du Vieux Bac, 76999 Clairmare"),
        published: Some(date(2026, 11, 2)),
        closes: Some(date(2099, 12, 31)),
        ..Offer::sketch("o076990000000001")
    };
    let archivist = Offer {
        title: "Archiviste".into(),
        employer: "Ville de Clairmare".into(),
        branch: Some(Branch::Local),
        category: text("B"),
        open_to: Some(OpenTo::CivilServants),
        full_time: Some(false),
        management: Some(true),
        place: text("Clairmare (76)"),
        published: Some(date(2026, 10, 15)),
        ..Offer::sketch("o076990000000002")
    };
    let projects = Offer {
        title: "Chargé(e) de \"projets\"".into(),
        employer: "Ville de Clairmare - Direction du numérique".into(),
        open_to: Some(OpenTo::Contract),
        closes: Some(date(2099, 12, 31)),
        ..Offer::sketch("o076990000000003")
    };
    let photographer = Offer {
        title: "Photographe".into(),
        employer: "Ville de Clairmare".into(),
        remote: text("Deux jours"),
        closes: Some(date(2099, 6, 1)),
        ..Offer::sketch("o076990000000009")
    };
    for (expected, is_endless, line) in [(architect, false, 2), (archivist, true, 10), (projects, false, 12), (photographer, false, 18)] {
        let advert = &weekly.adverts[&expected.reference];
        assert_eq!(*advert, Advert { offer: expected, is_endless, line });
    }
}

#[test]
fn a_day_is_read_in_each_way_it_is_written() {
    for (cell, closes, is_endless) in [
        ("15/12/2026", Some(date(2026, 12, 15)), false),
        ("5/1/2027", Some(date(2027, 1, 5)), false),
        ("15/12/2026 23:59", Some(date(2026, 12, 15)), false),
        ("2026-12-15T00:00:00", Some(date(2026, 12, 15)), false),
        ("31/12/9999", None, true),
        ("31/12/2999", None, true),
        ("31/02/2900", None, true),
        ("31/12/2899", Some(date(2899, 12, 31)), false),
        ("", None, false),
        ("   ", None, false),
    ] {
        let weekly = rows(&format!("R1;Poste;Ville de Clairmare;{cell}\n"));
        let advert = &weekly.adverts["r1"];
        assert_eq!((advert.offer.closes, advert.is_endless), (closes, is_endless), "{cell}");
        assert_eq!(weekly.notes.len(), 1, "only the columns that are absent are told: {cell}");
    }
    for cell in ["29/02/2027", "15/12/26", "0/1/2027", "12/2026", "demain", "١٥/١٢/٢٠٢٦", "15/12/20266", "015/12/2026", "-1/-1/2026"]
    {
        let weekly = rows(&format!("R1;Poste;Ville de Clairmare;{cell}\n"));
        assert_eq!(weekly.adverts["r1"].offer.closes, None, "{cell}");
        let told = format!("ligne 2, « Date de fin de publication par défaut » : « {cell} » n'est pas une date, elle est laissée de côté");
        assert_eq!(notes(&weekly)[1], told);
    }
}

#[test]
fn columns_are_found_under_near_names_and_the_missing_are_told() {
    let row = "R1;Poste;Ville de Clairmare\n";
    for titles in [
        "Référence;Intitulé du poste;Employeur",
        "reference;intitule de poste;employeurs",
        "\u{feff}\"Référence\";\"Intitulé du  poste\";EMPLOYEUR",
        "Référence de l'offre;INTITULÉ;Nom de l'employeur",
        "R\u{e9}f\u{e9}rance;Intitulé du postes;Employeurr",
        "Référence;Intitulé du poste;Organisme de rattachement",
    ] {
        let weekly = read(format!("{titles}\n{row}").as_bytes()).unwrap_or_else(|refusal| panic!("{titles}: {refusal}"));
        assert_eq!(weekly.adverts["r1"].offer.title, "Poste", "{titles}");
    }
    let near = read(format!("Référance;Intitulé du poste;Employeur\n{row}").as_bytes()).expect("a file");
    assert_eq!(notes(&near)[0], "la colonne « Référance » est lue comme « Référence »");
    let all = "« Organisme de rattachement », « Versant », « Catégorie », « Métier », « Nature de l'emploi », « Nature de contrat », \
        « Durée du contrat », « Temps Plein », « Télétravail », « Management », « Niveau d'études », « Niveau d'expérience min. requis », \
        « Localisation du poste », « Lieu d'affectation », « Lieu d'affectation (sans géolocalisation) », « Date de première publication », \
        « Date de début de publication par défaut », « Date de fin de publication par défaut »";
    assert_eq!(notes(&near)[1], format!("colonnes absentes de ce fichier : {all} ; ce qu'elles disaient n'est pas changé"));
    for (titles, expected) in [
        (
            "Ref;Poste;Employeur",
            "il manque les colonnes « Référence », « Intitulé du poste » dans ce fichier ; colonnes vues : « Ref », « Poste », « Employeur »",
        ),
        (
            "Référence;Intitulé du poste;Ville",
            "il manque la colonne « Employeur » dans ce fichier ; colonnes vues : « Référence », « Intitulé du poste », « Ville »",
        ),
        (
            "Référence,Intitulé du poste,Employeur",
            "il manque les colonnes « Référence », « Intitulé du poste », « Employeur » dans ce fichier ; \
             colonnes vues : « Référence,Intitulé du poste,Employeur »",
        ),
    ] {
        assert_eq!(refusal(format!("{titles}\n{row}").as_bytes()), expected);
    }
}

#[test]
fn what_is_no_such_file_is_refused_in_one_sentence() {
    let titles = "Référence;Intitulé du poste;Employeur\n";
    let open = format!("{titles}R1;Poste;Ville de Clairmare\nR2;\"Poste;Ville\nde Clairmare\n");
    let endless = format!("{titles}R1;{}\n", ";".repeat(5 * 1024 * 1024));
    let long: Vec<u8> = [titles.as_bytes(), b"R1;\"Poste\";Ville de Clairmare\n", endless.as_bytes()].concat();
    for (bytes, expected) in [
        (&b""[..], "ce fichier est vide"),
        (b"\xEF\xBB\xBF\r\n\r\n", "ce fichier est vide"),
        (titles.as_bytes(), "ce fichier n'a que la ligne des titres : téléchargez-le de nouveau"),
        (b"\xFF\xFER\0", "ce fichier est enregistré en UTF-16 : enregistrez-le en UTF-8, au format CSV"),
        (
            b"PK\x03\x04\0\0",
            "ce fichier n'est pas un texte : donnez le fichier CSV lui-même, sans l'ouvrir dans un tableur ni le compresser",
        ),
        (open.as_bytes(), "ce fichier est coupé ou abîmé : un guillemet ouvert ligne 3 n'est jamais fermé ; téléchargez-le de nouveau"),
        (&long, "la ligne qui suit la ligne 3 est trop longue : un guillemet y est sans doute resté ouvert"),
    ] {
        assert_eq!(refusal(bytes), expected);
    }
}

#[test]
fn a_line_is_the_one_an_editor_shows() {
    let titles = "Référence;Intitulé du poste;Employeur";
    for end in ["\n", "\r\n", "\r"] {
        let lines =
            ["", titles, "", "R1;\"Un\npeu\r\nlong\";Ville de Clairmare", "", "", ";Sans;Ville de Clairmare", "R2;Deux;Ville de Clairmare"];
        let weekly = read(lines.join(end).as_bytes()).expect("a file");
        let found = (weekly.adverts["r1"].line, weekly.without_reference.first[0], weekly.adverts["r2"].line);
        assert_eq!(found, (4, 9, 10), "{end:?}");
        assert_eq!(weekly.adverts["r1"].offer.title, "Un peu long");
    }
}

#[test]
fn letters_of_an_older_windows_are_read() {
    let text = "Référence;Intitulé du poste;Employeur\nR1;Chargé d’études – 2 000 € – cœur;Clairmare Métropole\n";
    let windows: Vec<u8> = text.chars().map(windows).collect();
    assert_eq!(read(&windows).expect("a file").adverts, read(text.as_bytes()).expect("a file").adverts);
    let mixed = [&b"R\xC3\xA9f\xC3\xA9rence;Intitul\xC3\xA9;Employeur\nR1;Charg\xE9;Ville de Clairmare\n"[..]].concat();
    assert_eq!(read(&mixed).expect("a file").adverts["r1"].offer.title, "Chargé", "one cell of another editor");

    fn windows(sign: char) -> u8 {
        match sign {
            '’' => 0x92,
            '–' => 0x96,
            '€' => 0x80,
            'œ' => 0x9C,
            _ => u8::try_from(sign).expect("a letter of Latin-1"),
        }
    }
}

#[test]
fn a_file_cut_between_two_cells_is_told() {
    let weekly = rows("R1;Poste;Ville de Clairmare;\nR2;Poste;Ville de Clairmare");
    assert_eq!((weekly.cut_on, weekly.adverts.len()), (Some(3), 2));
    assert_eq!(rows("R1;Poste;Ville de Clairmare\nR2;Poste;Ville de Clairmare;").cut_on, None, "a short row is no cut");
    assert_eq!(rows("R1;Poste;Ville de Clairmare\r\n").cut_on, None);
}

#[test]
fn a_huge_cell_is_cut_and_the_rest_is_read() {
    let huge = format!("{}\n{}", "é".repeat(3_000_000), "\"\"".repeat(1000));
    let weekly = rows(&format!("R1;\"{huge}\";Ville de Clairmare;15/12/2026\nR2;{};Ville de Clairmare;\n", "x".repeat(5_000_000)));
    for (reference, line) in [("r1", 2), ("r2", 4)] {
        let advert = &weekly.adverts[reference];
        assert_eq!(advert.offer.title.chars().count(), 301, "cut, with its mark");
        assert_eq!(advert.line, line, "lines in a cell that is cut still count");
    }
    assert_eq!(weekly.adverts["r1"].offer.closes, Some(date(2026, 12, 15)));
    assert_eq!(notes(&weekly)[1], "ligne 2, « Intitulé du poste » : la case dépasse 300 caractères, elle est coupée");
}

#[test]
fn a_quote_left_open_takes_no_memory() {
    let start = "Référence;Intitulé du poste;Employeur\nR1;\"".as_bytes();
    let endless = || start.chain(std::io::repeat(b'x').take(100_000_000));
    let mut stream = Stream::open(endless()).expect("a text");
    let passed = std::io::copy(&mut stream, &mut std::io::sink()).expect("read");
    assert_eq!((passed < 20_000, stream.open_quote()), (true, Some(2)));
    let expected = "ce fichier est coupé ou abîmé : un guillemet ouvert ligne 2 n'est jamais fermé ; téléchargez-le de nouveau";
    assert_eq!(Weekly::read(endless(), &followed()).expect_err("a refusal").replace('\u{a0}', " "), expected);
}

#[test]
fn the_last_row_of_a_reference_counts_whatever_its_case() {
    let weekly = rows(
        "R.1;Un;Ville de Clairmare\nr-1;Deux;Ville de Clairmare\nR/1;Trois;Ville de Clairmare\n../../etc;Quatre;Ville de Clairmare\n???;Cinq;Ville de Clairmare\n",
    );
    let kept: Vec<(&str, &str)> = weekly.adverts.iter().map(|(name, advert)| (name.as_str(), advert.offer.title.as_str())).collect();
    assert_eq!(kept, [("etc", "Quatre"), ("r-1", "Trois")]);
    assert_eq!((weekly.replaced.count, weekly.without_reference.count), (2, 1));
}

#[test]
fn too_many_offers_say_that_the_list_is_too_wide() {
    let many: String = (0..2_001).map(|number| format!("R{number};Poste;Ville de Clairmare;\n")).collect();
    let bytes = format!("Référence;Intitulé du poste;Employeur;Fin\n{many}");
    let expected = "plus de 2000 offres viennent des employeurs suivis : écrivez dans responses/employeurs-suivis.md des noms plus précis";
    assert_eq!(refusal(bytes.as_bytes()), expected);
    let noisy: String = (0..100).map(|number| format!("R{number};Poste;Ville de Clairmare;hier\n")).collect();
    let weekly = rows(&noisy);
    assert_eq!((weekly.notes.len(), weekly.more_notes), (20, 81), "remarks are told up to a number");
}

proptest! {
    #[test]
    fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = read(&bytes);
        let _ = read(&[&b"Reference;Intitule;Employeur\n"[..], &bytes].concat());
        let _ = read(&[WEEK, &bytes].concat());
    }

    #[test]
    fn no_table_breaks_the_reader(cells in proptest::collection::vec("[;\"\\r\\n a0-9/é]{0,12}|Ville de Clairmare;|\"\"", 0..80)) {
        let _ = read(format!("Reference;Intitule;Employeur;Versant;Lieu d'affectation\n{}", cells.concat()).as_bytes());
    }

    #[test]
    fn a_file_cut_anywhere_is_refused_or_only_shorter(at in 0..WEEK.len()) {
        let whole = read(WEEK).expect("a file");
        if let Ok(part) = read(&WEEK[..at]) {
            prop_assert!(part.rows <= whole.rows);
            prop_assert!(part.rows < whole.rows || part.cut_on.is_some() || at >= WEEK.len() - 2, "cut at {} and not told", at);
        }
    }
}
