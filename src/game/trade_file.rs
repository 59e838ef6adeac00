//! One trade of the game as it is written.
//!
//! ```text
//! ---
//! statut: publie
//! responsable: DRH
//! rome: M1805
//! rome_intitule: "Études et développement informatique"
//! apres_la_3e: "La voie générale ou technologique."
//! le_bac: "Un bac général avec la spécialité NSI."
//! apres_le_bac: "Deux ans : BTS SIO."
//! stage: "Suivre une fonction, de l'idée au test."
//! voir: [jeunes-apprentissage]
//! a_revoir_le: 2027-11-22
//! ---
//!
//! # Développeuse ou développeur
//!
//! Vous écrivez …
//! ```

use jiff::civil::Date;

use super::Trade;
use super::scene_file::{MAX_TEXT_CHARS, MAX_TITLE_CHARS, body, names, told, too_long};
use crate::clock::written_day;
use crate::files::Status;
use crate::files::header::{Fields, Key};
use crate::files::problem::{Problem, Source, Text};
use crate::files::status::STATUSES;
use crate::words::EntryId;

const KEYS: &[Key] = &[
    Key { name: "statut", example: "statut: publie" },
    Key { name: "responsable", example: "responsable: DRH" },
    Key { name: "rome", example: "rome: M1805" },
    Key { name: "rome_intitule", example: "rome_intitule: \"Études et développement informatique\"" },
    Key { name: "apres_la_3e", example: "apres_la_3e: \"La voie générale ou technologique.\"" },
    Key { name: "le_bac", example: "le_bac: \"Un bac général avec la spécialité NSI.\"" },
    Key { name: "apres_le_bac", example: "apres_le_bac: \"Deux ans : BTS SIO.\"" },
    Key { name: "stage", example: "stage: \"Suivre une fonction, de l'idée au test.\"" },
    Key { name: "voir", example: "voir: [jeunes-apprentissage]" },
    Key { name: "a_revoir_le", example: "a_revoir_le: 2027-11-22" },
];

const MAX_STUDIES_CHARS: usize = 300;

/// A trade as it is written.
pub(super) struct TradeFile {
    pub(super) status: Status,
    pub(super) trade: Trade,
    /// The answers it names, with their places.
    pub(super) near: Vec<Text>,
}

/// Reads a trade; there is none when a key that it needs is missing.
pub(super) fn read(source: &Source<'_>, id: &str, today: Date) -> (Option<TradeFile>, Vec<Problem>) {
    let (mut fields, rest) = match Fields::open(source, KEYS) {
        Ok(parts) => parts,
        Err(problem) => return (None, vec![problem]),
    };
    let status = fields.word("statut", STATUSES);
    fields.text("responsable");
    let rome = rome(source, &mut fields);
    let rome_title = told(source, &mut fields, "rome_intitule", MAX_STUDIES_CHARS);
    let studies = [("Après la 3e", "apres_la_3e"), ("Le bac", "le_bac"), ("Après le bac", "apres_le_bac")]
        .map(|(words, key)| (words, told(source, &mut fields, key, MAX_STUDIES_CHARS).map_or_else(String::new, |text| text.text)));
    let internship = told(source, &mut fields, "stage", MAX_STUDIES_CHARS);
    let near = names(source, &mut fields, "voir");
    if let Some(due) = fields.date("a_revoir_le").filter(|due| *due < today) {
        let problem =
            source.warning(fields.place("a_revoir_le"), format!("la relecture de ce métier était prévue le {}", written_day(due)));
        fields.tell::<()>(problem.help("vérifiez les études et le code, puis donnez une nouvelle date"));
    }
    let mut problems = fields.problems;
    let (title, text) = body(source, rest, &mut problems);
    problems.extend(title.as_ref().and_then(|title| too_long(source, title, "ce nom de métier", MAX_TITLE_CHARS)));
    problems.extend(too_long(source, &text, "ce texte", MAX_TEXT_CHARS));
    let needed = status.zip(title).zip(rome).zip(rome_title.zip(internship));
    let trade = needed.map(|(((status, title), rome), (rome_title, internship))| {
        let (rome_title, internship) = (rome_title.text, internship.text);
        let named = near.iter().map(|near| EntryId::new(&near.text)).collect();
        let trade = Trade { id: id.to_owned(), title: title.text, text: text.text, rome, rome_title, studies, internship, near: named };
        TradeFile { status, trade, near }
    });
    (trade, problems)
}

fn rome(source: &Source<'_>, fields: &mut Fields<'_>) -> Option<String> {
    let Text { at, text } = fields.text("rome")?;
    let (letter, digits) = text.split_at_checked(1).unwrap_or_default();
    let is_code = letter.bytes().all(|letter| (b'A'..=b'N').contains(&letter))
        && digits.len() == 4
        && digits.bytes().all(|digit| digit.is_ascii_digit());
    if is_code {
        return Some(text);
    }
    let problem = source.error(at, format!("« {text} » n'est pas un code ROME"));
    fields.tell(problem.help("écrivez une lettre de A à N et quatre chiffres, par exemple « rome: M1805 »"))
}
