//! One scene of the game as it is written, each part with its place.
//!
//! ```text
//! ---
//! statut: publie
//! responsable: DRH
//! moment: "9 h 40"
//! choix:
//!   - texte: "Je prends ma trousse et j'y vais"
//!     metiers: [assistance]
//!     retour: "C'était le câble. C'est souvent le câble."
//!     suite: remettre-en-ordre
//! ---
//!
//! # L'écran reste noir
//!
//! Une école appelle …
//! ```
//!
//! `suite: fin` ends the day. A small test of skill says `defi: oui`, and
//! `juste: oui` at its one right choice.

use std::ops::Range;

use crate::files::Status;
use crate::files::candidate_text;
use crate::files::header::{Fields, Key};
use crate::files::markdown;
use crate::files::problem::{MAX_TOLD, Problem, Source, Text};
use crate::files::status::STATUSES;
use crate::files::yaml::{Node, Value};

/// What `suite` says where the day ends.
pub(super) const END: &str = "fin";

/// The longest text on a button of Discord.
const MAX_CHOICE_CHARS: usize = 80;
/// Buttons in one row of Discord.
const MOST_CHOICES: usize = 5;
const FEWEST_CHOICES: usize = 2;
pub(super) const MAX_TITLE_CHARS: usize = 60;
const MAX_MOMENT_CHARS: usize = 20;
/// What a person reads at one glance, and far below a message of Discord with
/// all that stands around it.
pub(super) const MAX_TEXT_CHARS: usize = 600;
const MAX_AFTER_CHARS: usize = 250;

const KEYS: &[Key] = &[
    Key { name: "statut", example: "statut: publie" },
    Key { name: "responsable", example: "responsable: DRH" },
    Key { name: "moment", example: "moment: \"9 h 40\"" },
    Key { name: "defi", example: "defi: oui" },
    Key { name: "choix", example: "choix:" },
];

const CHOICE_KEYS: &[Key] = &[
    Key { name: "texte", example: "texte: \"Je prends ma trousse et j'y vais\"" },
    Key { name: "metiers", example: "metiers: [assistance]" },
    Key { name: "juste", example: "juste: oui" },
    Key { name: "retour", example: "retour: \"C'était le câble.\"" },
    Key { name: "suite", example: "suite: fin" },
];

const ANSWERS: &[(&str, bool)] = &[("oui", true), ("non", false)];

/// A scene as it is written.
pub(super) struct SceneFile {
    pub(super) status: Status,
    pub(super) moment: String,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) is_challenge: bool,
    pub(super) choices: Vec<ChoiceFile>,
    /// The place of the key `choix`.
    pub(super) at: usize,
}

/// A choice as it is written.
pub(super) struct ChoiceFile {
    pub(super) text: Text,
    pub(super) after: String,
    pub(super) next: Text,
    pub(super) trades: Vec<Text>,
    pub(super) is_right: bool,
}

/// Reads a scene; there is none when a key that it needs is missing.
pub(super) fn read(source: &Source<'_>) -> (Option<SceneFile>, Vec<Problem>) {
    let (mut fields, rest) = match Fields::open(source, KEYS) {
        Ok(parts) => parts,
        Err(problem) => return (None, vec![problem]),
    };
    let status = fields.word("statut", STATUSES);
    fields.text("responsable");
    let moment = told(source, &mut fields, "moment", MAX_MOMENT_CHARS);
    let is_challenge = fields.optional_word("defi", ANSWERS).unwrap_or(false);
    let choices = choices(source, &mut fields);
    let at = fields.place("choix");
    let mut problems = fields.problems;
    let (title, text) = body(source, rest, &mut problems);
    problems.extend(title.as_ref().and_then(|title| too_long(source, title, "ce titre", MAX_TITLE_CHARS)));
    problems.extend(too_long(source, &text, "ce texte", MAX_TEXT_CHARS));
    problems.extend(check_right(source, at, is_challenge, &choices));
    let needed = status.zip(moment).zip(title);
    let scene = needed.map(|((status, moment), title)| SceneFile {
        status,
        moment: moment.text,
        title: title.text,
        text: text.text,
        is_challenge,
        choices,
        at,
    });
    (scene, problems)
}

/// The title and the text under it, both needed.
pub(super) fn body(source: &Source<'_>, rest: Range<usize>, problems: &mut Vec<Problem>) -> (Option<Text>, Text) {
    let (title, range) = markdown::titled(source, rest.clone());
    let title = title.filter(|title| !title.text.is_empty());
    if title.is_none() {
        problems.push(source.error(rest.start, "il manque le titre").help("écrivez-le sous l'en-tête : « # … »"));
    }
    if range.is_empty() {
        problems.push(source.error(rest.start, "il manque le texte").help("écrivez-le sous le titre"));
    }
    problems.extend(candidate_text::check(source, range.clone()));
    (title, Text { at: range.start, text: source.part(range) })
}

/// A text that players read, which must be there.
pub(super) fn told(source: &Source<'_>, fields: &mut Fields<'_>, key: &'static str, most: usize) -> Option<Text> {
    let text = fields.text(key)?;
    fields.problems.extend(candidate_text::check_value(source, text.at, &text.text));
    fields.problems.extend(too_long(source, &text, &format!("la valeur de « {key} »"), most));
    Some(text)
}

pub(super) fn too_long(source: &Source<'_>, Text { at, text }: &Text, what: &str, most: usize) -> Option<Problem> {
    let length = text.chars().count();
    let problem = || {
        source
            .error(*at, format!("{what} compte {length} caractères, {most} au plus"))
            .help("raccourcissez : on joue debout, sur un téléphone")
    };
    (length > most).then(problem)
}

/// The names in a list.
pub(super) fn names(source: &Source<'_>, fields: &mut Fields<'_>, key: &'static str) -> Vec<Text> {
    let mut names = Vec::new();
    for Node { at, value } in fields.list(key) {
        match value {
            Value::Text(text) if !text.trim().is_empty() => names.push(Text { at, text: text.trim().to_owned() }),
            _ => {
                let problem = source.error(at, format!("« {key} » prend une liste de noms"));
                fields.tell::<()>(problem.help("écrivez des noms de fichiers, sans « .md », séparés par des virgules"));
            }
        }
    }
    names
}

fn choices(source: &Source<'_>, fields: &mut Fields<'_>) -> Vec<ChoiceFile> {
    let nodes = fields.list("choix");
    let at = fields.place("choix");
    let (count, told) = (nodes.len(), fields.problems.len());
    let choices: Vec<ChoiceFile> = nodes.into_iter().take(MAX_TOLD).filter_map(|node| choice(source, fields, node)).collect();
    let problem = match count {
        0 if told == 0 => source
            .error(at, "cette scène n'a pas de sortie : elle ne propose aucun choix")
            .help("ajoutez sous « choix: » deux à cinq choix, chacun avec « texte », « retour » et « suite »"),
        1 => source.error(at, "cette scène n'a qu'un choix : ce n'en est pas un").help("ajoutez-en un autre ; cinq au plus"),
        FEWEST_CHOICES..=MOST_CHOICES | 0 => return choices,
        _ => source
            .error(at, format!("cette scène a {count} choix, {MOST_CHOICES} au plus"))
            .help("Discord montre cinq boutons sur une ligne : retirez les choix en trop"),
    };
    fields.tell::<()>(problem);
    choices
}

fn choice(source: &Source<'_>, outer: &mut Fields<'_>, Node { at, value }: Node) -> Option<ChoiceFile> {
    let Value::Map(inside) = value else {
        let problem = source.error(at, "ce choix n'a pas la forme attendue");
        return outer.tell(problem.help("écrivez « - texte: \"…\" », puis « retour » et « suite » dessous, alignés"));
    };
    let mut fields = Fields::new(source, inside, at, CHOICE_KEYS);
    let text = told(source, &mut fields, "texte", MAX_CHOICE_CHARS);
    let after = told(source, &mut fields, "retour", MAX_AFTER_CHARS);
    let next = fields.text("suite");
    let trades = names(source, &mut fields, "metiers");
    let is_right = fields.optional_word("juste", ANSWERS).unwrap_or(false);
    outer.problems.extend(fields.problems);
    let ((text, after), next) = text.zip(after).zip(next)?;
    Some(ChoiceFile { text, after: after.text, next, trades, is_right })
}

/// A challenge has one right answer, another scene none.
fn check_right(source: &Source<'_>, at: usize, is_challenge: bool, choices: &[ChoiceFile]) -> Option<Problem> {
    let right: Vec<&ChoiceFile> = choices.iter().filter(|choice| choice.is_right).collect();
    match (is_challenge, right.as_slice()) {
        (true, []) => Some(source.error(at, "ce défi n'a pas de bonne réponse").help("écrivez « juste: oui » sous le bon choix")),
        (true, [_, second, ..]) => {
            Some(source.error(second.text.at, "ce défi a plusieurs bonnes réponses").help("gardez « juste: oui » sous un seul choix"))
        }
        (false, [first, ..]) => Some(
            source
                .error(first.text.at, "« juste » n'a de sens que dans un défi")
                .help("écrivez « defi: oui » dans l'en-tête, ou retirez « juste »"),
        ),
        _ => None,
    }
}
