//! The employers whose offers HR follows, read from `employeurs-suivis.md`.
//!
//! Each line that starts with a dash is a name: `- Ville de Rouen`. All other
//! lines are a free text for HR. A name follows every employer whose own name
//! holds its words, in this order, whatever the case and the accents.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Result;

use crate::files::problem::{MAX_TOLD, Problem, Severity, Source, position};
use crate::files::{self, fold};

/// The file, in the responses folder.
pub(crate) const FILE: &str = "employeurs-suivis.md";

/// A name shorter than this, folded, would follow half the country.
const MIN_LETTERS: usize = 4;

/// Letters of an employer's name that are compared.
const MAX_COMPARED: usize = 1_000;

/// The employers HR follows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Followed {
    names: Vec<Name>,
}

/// One name of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    /// As HR wrote it.
    written: String,
    /// Folded, between two spaces.
    folded: String,
}

impl Followed {
    /// Reads the names; what can be read is given even when something is wrong.
    pub(crate) fn read(source: &Source<'_>) -> (Option<Self>, Vec<Problem>) {
        let mut names = Vec::new();
        let mut problems = Vec::new();
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (at, item) in source.dashed() {
            if problems.len() >= MAX_TOLD {
                break;
            }
            match mistake(source, at, item) {
                Some(problem) => problems.push(problem),
                None => {
                    let name = fold(item);
                    problems.extend(already(source, at, item.trim(), seen.get(&name)));
                    seen.entry(name.clone()).or_insert(at);
                    names.push(Name { written: item.trim().to_owned(), folded: format!(" {name} ") });
                }
            }
        }
        if names.is_empty() && problems.is_empty() {
            let problem = Problem::whole(source.path, "ce fichier ne nomme aucun employeur").into_warning();
            problems.push(problem.help("écrivez un nom par ligne, par exemple « - Ville de Rouen »"));
        }
        (Some(Self { names }), problems)
    }

    /// Reads the file in the responses folder, for an import.
    ///
    /// # Errors
    /// When the file is there and the disk does not give it. One French
    /// sentence, inside, when it names nobody or has a mistake.
    pub fn open(root: &Path) -> Result<Result<Self, String>> {
        let shown = root.join(FILE).display().to_string();
        let text = files::open(root, FILE)?.map(|opened| opened.text).unwrap_or_default();
        let (followed, problems) = Self::read(&Source { path: &shown, text: &text });
        if problems.iter().any(|problem| problem.severity == Severity::Error) {
            return Ok(Err(format!("{shown} a des erreurs : « tchat check » les montre, corrigez-les puis recommencez")));
        }
        let named = followed.filter(|followed| !followed.names.is_empty());
        Ok(named.ok_or_else(|| {
            format!("aucun employeur n'est suivi : écrivez un nom par ligne dans {shown}, par exemple « - Ville de Rouen »")
        }))
    }

    /// Whether an employer is one of them.
    pub fn follows(&self, employer: &str) -> bool {
        let folded = compared(employer);
        self.names.iter().any(|name| folded.contains(&name.folded))
    }

    /// HR's own spelling of an employer, when it is a name of the list and nothing more.
    pub fn spelling(&self, employer: &str) -> Option<&str> {
        let folded = compared(employer);
        self.names.iter().find(|name| name.folded == folded).map(|name| name.written.as_str())
    }
}

/// The folded start of an employer's name, between two spaces.
fn compared(employer: &str) -> String {
    let start = employer.char_indices().nth(MAX_COMPARED).map_or(employer, |(end, _)| &employer[..end]);
    format!(" {} ", fold(start))
}

fn mistake(source: &Source<'_>, at: usize, item: &str) -> Option<Problem> {
    let name = item.trim();
    if !item.starts_with(' ') && !name.is_empty() {
        let problem = source.error(at, "il manque une espace après le tiret");
        return Some(problem.help(format!("écrivez « - {name} »")));
    }
    if name.is_empty() {
        let problem = source.error(at, "cette ligne n'a pas de nom");
        return Some(problem.help("écrivez par exemple « - Ville de Rouen », ou retirez-la"));
    }
    if fold(name).chars().count() < MIN_LETTERS {
        let problem = source.error(at, format!("« {name} » est trop court : beaucoup d'autres employeurs le contiennent"));
        return Some(problem.help("écrivez le nom entier, par exemple « - Ville de Rouen »"));
    }
    None
}

/// Tells a name that an earlier line has too.
fn already(source: &Source<'_>, at: usize, name: &str, first: Option<&usize>) -> Option<Problem> {
    let (line, _) = position(source.text, *first?);
    let problem = source.warning(at, format!("« {name} » est déjà ligne {line}"));
    Some(problem.help("gardez une seule des deux lignes : majuscules et accents ne comptent pas"))
}

#[cfg(test)]
mod tests;
