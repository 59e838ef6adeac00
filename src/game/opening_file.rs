//! `jeu/accueil.md`: what is read before the game, and the scene it begins with.
//!
//! ```text
//! ---
//! statut: publie
//! responsable: DRH
//! debut: deux-pilules
//! ---
//!
//! # Quel métier du numérique public êtes-vous ?
//!
//! Passez une journée …
//! ```

use super::scene_file::{MAX_TEXT_CHARS, MAX_TITLE_CHARS, body, too_long};
use crate::files::Status;
use crate::files::header::{Fields, Key};
use crate::files::problem::{Problem, Source, Text};
use crate::files::status::STATUSES;

/// Where the opening stands.
pub(super) const PATH: &str = "jeu/accueil.md";

const KEYS: &[Key] = &[
    Key { name: "statut", example: "statut: publie" },
    Key { name: "responsable", example: "responsable: DRH" },
    Key { name: "debut", example: "debut: deux-pilules" },
];

/// The opening as it is written.
pub(super) struct OpeningFile {
    pub(super) status: Status,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) first: Text,
}

/// Reads the opening; there is none when a key that it needs is missing.
pub(super) fn read(source: &Source<'_>) -> (Option<OpeningFile>, Vec<Problem>) {
    let (mut fields, rest) = match Fields::open(source, KEYS) {
        Ok(parts) => parts,
        Err(problem) => return (None, vec![problem]),
    };
    let status = fields.word("statut", STATUSES);
    fields.text("responsable");
    let first = fields.text("debut");
    let mut problems = fields.problems;
    let (title, text) = body(source, rest, &mut problems);
    problems.extend(title.as_ref().and_then(|title| too_long(source, title, "ce titre", MAX_TITLE_CHARS)));
    problems.extend(too_long(source, &text, "cet accueil", MAX_TEXT_CHARS));
    let opening = status.zip(first).zip(title);
    (opening.map(|((status, first), title)| OpeningFile { status, title: title.text, text: text.text, first }), problems)
}
