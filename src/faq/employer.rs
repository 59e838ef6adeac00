//! The values that only the employer knows, read from `employeur.md`.
//!
//! ```text
//! ---
//! teletravail_jours:
//!   quoi: "Nombre de jours de télétravail par semaine"
//!   valeur: ""
//!   sinon: "Le nombre de jours vous sera indiqué par la DRH, selon le poste."
//!   responsable: DRH
//!   date: 2026-11-22
//! ---
//!
//! Un texte libre, pour HR.
//! ```
//!
//! An answer names a value as `{employeur.teletravail_jours}`; the candidate
//! reads the value, or the sentence that stands for it while it is empty.

use jiff::civil::Date;

use crate::files::candidate_text;
use crate::files::header::{Fields, Key, written_twice};
use crate::files::markdown;
use crate::files::problem::{MAX_TOLD, Problem, Source, nearest};
use crate::files::syntax;
use crate::files::yaml::{self, Field, Value};

/// The employer's own values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Employer {
    facts: Vec<Fact>,
    /// Every name written in the file, those of broken values included, so
    /// that one mistake in this file is not told again in each answer.
    names: Vec<String>,
}

/// One value that only the employer knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its name in `{employeur.name}`.
    pub name: String,
    /// What HR is asked to fill in.
    pub about: String,
    /// What the candidate reads, once HR has filled it in.
    pub value: Option<String>,
    /// The full sentence the candidate reads until then.
    pub otherwise: String,
    /// Who in HR answers for it.
    pub owner: String,
    /// The day it was filled in, or asked for.
    pub date: Date,
}

impl Fact {
    /// What the candidate reads.
    pub fn sentence(&self) -> &str {
        self.value.as_deref().unwrap_or(&self.otherwise)
    }
}

/// What a candidate reads instead of a value that no file defines.
const UNDEFINED: &str = "Ce point est à confirmer avec la DRH.";

/// How a placeholder starts, after its brace.
const PREFIX: &str = "employeur.";

impl Employer {
    /// Every value, in the order of the file.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// The sentence of a value, or nothing when no file defines it.
    pub fn sentence(&self, name: &str) -> Option<&str> {
        self.facts.iter().find(|fact| fact.name == name).map(Fact::sentence)
    }

    /// What stands in an answer for this value; a candidate never reads a brace,
    /// so a value that no file defines is to be confirmed by HR.
    pub(super) fn said(&self, name: &str) -> &str {
        self.sentence(name).unwrap_or(UNDEFINED)
    }

    /// Whether a text names a value that is not filled in, or that no file defines.
    pub fn lacks_a_value_of(&self, text: &str) -> bool {
        let mut named = candidate_text::braces(text).into_iter().filter_map(|(_, inside)| placeholder(inside));
        named.any(|name| self.facts.iter().find(|fact| fact.name == name).is_none_or(|fact| fact.value.is_none()))
    }

    /// Reads `employeur.md`; what can be read is given even when something is wrong.
    pub(super) fn read(source: &Source<'_>) -> (Option<Self>, Vec<Problem>) {
        let (header, _) = match markdown::split(source) {
            Ok(parts) => parts,
            Err(problem) => return (None, vec![problem]),
        };
        let fields = match yaml::read(source.text, header.clone()) {
            Ok(fields) => fields,
            Err(stopped) => return (None, vec![syntax::explain(source, header, stopped)]),
        };
        let mut problems = Vec::new();
        let mut facts: Vec<Fact> = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            if problems.len() >= MAX_TOLD {
                break;
            }
            if let Some(first) = fields[..index].iter().find(|first| first.key == field.key) {
                problems.push(written_twice(source, first, field));
                continue;
            }
            let (fact, found) = fact(source, field);
            facts.extend(fact);
            problems.extend(found);
        }
        let names = fields.into_iter().map(|field| field.key).collect();
        (Some(Self { facts, names }), problems)
    }

    /// Tells a placeholder that no value answers to, at this byte of the file.
    pub(super) fn unknown(&self, source: &Source<'_>, at: usize, name: &str) -> Option<Problem> {
        if self.names.iter().any(|known| known == name) {
            return None;
        }
        let help = match nearest(name, self.names.iter().map(String::as_str)) {
            Some(near) => format!("vouliez-vous écrire « {{{PREFIX}{near}}} » ?"),
            None => format!("ajoutez « {name} » dans employeur.md, ou retirez-la d'ici"),
        };
        let message = format!("la valeur « {{{PREFIX}{name}}} » n'existe pas");
        Some(source.error(at, message).help(help))
    }
}

/// The name of a value, when what stands between braces is a placeholder.
pub(super) fn placeholder(inside: &str) -> Option<&str> {
    inside.strip_prefix(PREFIX).filter(|name| is_name(name))
}

fn is_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    !name.is_empty() && name.bytes().all(is_plain)
}

/// The keys of a value.
const KEYS: &[Key] = &[
    Key { name: "quoi", example: "quoi: \"Nombre de jours de télétravail\"" },
    Key { name: "valeur", example: "valeur: \"\"" },
    Key { name: "sinon", example: "sinon: \"La DRH vous l'indiquera, selon le poste.\"" },
    Key { name: "responsable", example: "responsable: DRH" },
    Key { name: "date", example: "date: 2026-11-22" },
];

fn fact(source: &Source<'_>, field: &Field) -> (Option<Fact>, Vec<Problem>) {
    let name = field.key.as_str();
    if !is_name(name) {
        let message = format!("« {name} » n'est pas un nom de valeur");
        let help = "employez des minuscules sans accent, des chiffres et « _ »";
        return (None, vec![source.error(field.at, message).help(help)]);
    }
    let Value::Map(keys) = &field.node.value else {
        let message = format!("la valeur « {name} » n'a pas ses clés");
        let help = "écrivez dessous, avec deux espaces devant : quoi, valeur, sinon, responsable, date";
        return (None, vec![source.error(field.at, message).help(help)]);
    };
    let mut fields = Fields::new(source, keys.clone(), field.at, KEYS);
    let about = fields.text("quoi");
    let value = fields.optional_text("valeur");
    let otherwise = fields.text("sinon");
    let owner = fields.text("responsable");
    let date = fields.date("date");
    let mut problems = fields.problems;
    for text in [&value, &otherwise].into_iter().flatten() {
        problems.extend(candidate_text::check_value(source, text.at, &text.text));
        if !candidate_text::braces(&text.text).is_empty() {
            let problem = source.error(text.at, "une valeur n'en contient pas une autre");
            problems.push(problem.help("retirez les accolades et écrivez la phrase entière"));
        }
    }
    let fact = || {
        Some(Fact {
            name: name.to_owned(),
            about: about?.text,
            value: value.map(|value| value.text),
            otherwise: otherwise?.text,
            owner: owner?.text,
            date: date?,
        })
    };
    (fact(), problems)
}
