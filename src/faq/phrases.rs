//! The sentences that the bot itself says, read from `phrases/<name>.md`.
//!
//! A file is a title, which tells HR where the sentence is used, then the
//! sentence, with named values between braces. A missing or broken file is a
//! problem for HR and never costs a reply: a sentence in the program stands in.

mod table;

use std::collections::BTreeMap;

use crate::files::candidate_text;
use crate::files::markdown;
use crate::files::problem::{MAX_TOLD, Problem, Severity, Source, nearest};
pub(super) use table::{SPECS, Spec, spec};

/// What the bot can say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrases {
    /// The sentences that a good file gives.
    texts: BTreeMap<&'static str, String>,
}

impl Phrases {
    /// The sentence of this name with its values in place.
    ///
    /// A name that is not in the table says the sentence of a breakdown, so
    /// that a person always reads something kind.
    pub fn say(&self, name: &str, values: &[(&str, &str)]) -> String {
        let known = spec(name).or_else(|| spec("panne"));
        let template = known.map_or("", |spec| self.texts.get(spec.name).map_or(spec.fallback, String::as_str));
        fill(template, values)
    }

    /// The names of every sentence, in the order of the table.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SPECS.iter().map(|spec| spec.name)
    }

    /// Keeps the sentence that a good file gives.
    pub(super) fn set(&mut self, spec: &Spec, text: String) {
        self.texts.insert(spec.name, text);
    }
}

/// Tells a file whose name is that of no sentence.
pub(super) fn unknown(path: String, name: &str) -> Problem {
    let problem = Problem::whole(path, format!("aucune phrase ne s'appelle « {name} »"));
    match nearest(name, Phrases::names()) {
        Some(near) => problem.help(format!("renommez ce fichier « {near}.md »")),
        None => problem.help("retirez ce fichier : le programme ne s'en sert pas"),
    }
}

/// Tells a sentence that has no file.
pub(super) fn missing(path: String) -> Problem {
    let problem = Problem::whole(path, "ce fichier manque : la phrase du programme le remplace");
    problem.help("écrivez un titre « # … », puis la phrase").into_warning()
}

/// Reads the file of a sentence; there is one only when nothing is an error.
pub(super) fn read(source: &Source<'_>, spec: &Spec) -> (Option<String>, Vec<Problem>) {
    let (title, range) = markdown::titled(source, 0..source.text.len());
    let text = source.part(range.clone());
    let mut problems = candidate_text::check(source, range.clone());
    if title.is_none() {
        let problem = source.error(0, "il manque le titre");
        problems.push(problem.help("dites sur la première ligne où la phrase sert : « # … »"));
    }
    if text.is_empty() {
        let problem = source.error(title.map_or(0, |title| title.at), "il manque la phrase");
        problems.push(problem.help("écrivez-la sous le titre"));
    }
    let length = text.chars().count();
    if length > spec.max_chars {
        let max = spec.max_chars;
        let message = format!("cette phrase compte {length} caractères, {max} au plus");
        problems.push(source.error(range.start, message).help("raccourcissez-la"));
    }
    problems.extend(check_values(source, range.start, &source.text[range.clone()], spec));
    let is_broken = problems.iter().any(|problem| problem.severity == Severity::Error);
    ((!is_broken).then_some(text), problems)
}

fn check_values(source: &Source<'_>, start: usize, text: &str, spec: &Spec) -> Vec<Problem> {
    let named = candidate_text::braces(text);
    let mut problems = Vec::new();
    for (at, name) in named.iter().take(MAX_TOLD) {
        if !spec.values.contains(name) {
            let message = format!("« {{{name}}} » n'est pas une valeur de cette phrase");
            let help = match spec.values {
                [] => "cette phrase n'a pas de valeur : retirez les accolades".to_owned(),
                values => format!("les valeurs possibles sont {}", braced(values)),
            };
            problems.push(source.error(start + at, message).help(help));
        }
    }
    let left_out = spec.values.iter().filter(|value| !named.iter().any(|(_, name)| name == *value));
    let left_out: Vec<&str> = left_out.copied().collect();
    if !left_out.is_empty() {
        let message = format!("cette phrase n'emploie pas {}", braced(&left_out));
        problems.push(source.warning(start, message).help("la personne ne lira pas ce renseignement"));
    }
    problems
}

fn braced(values: &[&str]) -> String {
    values.iter().map(|value| format!("« {{{value}}} »")).collect::<Vec<_>>().join(", ")
}

/// Puts each value in place of its name; a name without value stays as it is.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let inside = after.split_once('}');
        let value = inside.and_then(|(name, end)| values.iter().find(|value| value.0 == name).map(|value| (value.1, end)));
        match value {
            Some((value, end)) => {
                filled.push_str(value);
                rest = end;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programs_own_sentences_follow_the_rules_of_the_files() {
        for spec in SPECS {
            let text = format!("# Titre\n\n{}\n", spec.fallback);
            let (read, problems) = read(&Source { path: spec.name, text: &text }, spec);
            assert_eq!((read.as_deref(), problems), (Some(spec.fallback), Vec::new()), "{}", spec.name);
        }
        let notice = spec("notice").map_or("", |spec| spec.fallback);
        let words = notice.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
        assert!((60..=90).contains(&words), "{words} words");
    }

    #[test]
    fn values_stand_where_they_are_named_and_are_not_read_again() {
        let values = [("jours", "90"), ("employeur", "la {jours} DSIN")];
        assert_eq!(fill("{employeur} : {jours} jours, {autre}, {", &values), "la {jours} DSIN : 90 jours, {autre}, {");
        let panne = Phrases::default().say("panne", &[]);
        assert_eq!(Phrases::default().say("sans-nom", &[]), panne);
    }
}
