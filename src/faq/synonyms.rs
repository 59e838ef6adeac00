//! Words that mean the same here, read from `synonymes.md`.
//!
//! Each line that starts with a dash is a group: `- paie, salaire, rémunération`.
//! All other lines are a free text for HR.

use std::collections::HashMap;

use super::entry_file::same_words;
use crate::files::problem::{MAX_TOLD, Problem, Source, position};

/// Reads the groups; what can be read is given even when something is wrong.
pub(super) fn read(source: &Source<'_>) -> (Option<Vec<Vec<String>>>, Vec<Problem>) {
    let mut groups = Vec::new();
    let mut problems = Vec::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (at, item) in source.dashed() {
        if problems.len() >= MAX_TOLD {
            break;
        }
        let words = item.split(',').map(str::trim).filter(|word| !word.is_empty());
        let words: Vec<String> = words.map(str::to_owned).collect();
        if !item.starts_with(' ') {
            let problem = source.error(at, "il manque une espace après le tiret");
            problems.push(problem.help(format!("écrivez « - {} »", item.trim())));
        } else if words.len() < 2 {
            let problem = source.error(at, "cette ligne n'a pas deux mots");
            problems.push(problem.help("écrivez par exemple « - paie, salaire, rémunération »"));
        } else {
            problems.extend(already(source, at, &words, &mut seen));
            groups.push(words);
        }
    }
    (Some(groups), problems)
}

/// Tells the words of this line that an earlier line has too.
fn already(source: &Source<'_>, at: usize, words: &[String], seen: &mut HashMap<String, usize>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for word in words {
        if let Some(first) = seen.insert(same_words(word), at) {
            let (line, _) = position(source.text, first);
            let message = format!("« {word} » est déjà ligne {line}");
            let problem = source.warning(at, message);
            problems.push(problem.help("réunissez les deux lignes, ou retirez le mot de l'une"));
        }
    }
    problems
}
