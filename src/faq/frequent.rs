//! The questions that HR says are asked most, read from `questions-frequentes.md`
//! until a database knows better.
//!
//! Each line that starts with a dash names an entry: `- teletravail-jours`. All
//! other lines are a free text for HR.

use std::collections::{BTreeMap, HashMap};

use crate::files::Status;
use crate::files::problem::{MAX_TOLD, Problem, Source, Text, nearest, position};

/// Its place in the responses folder.
pub(super) const PATH: &str = "questions-frequentes.md";

/// Reads the names, each once, in the order of the file; what can be read is
/// given even when something is wrong.
pub(super) fn read(source: &Source<'_>) -> (Option<Vec<Text>>, Vec<Problem>) {
    let mut names: Vec<Text> = Vec::new();
    let mut problems = Vec::new();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (at, item) in source.dashed() {
        if problems.len() >= MAX_TOLD {
            break;
        }
        let name = item.trim();
        if name.is_empty() {
            problems.push(source.error(at, "cette ligne ne nomme pas de réponse").help("écrivez par exemple « - teletravail-jours »"));
        } else if let Some(first) = seen.insert(name, at) {
            let (line, _) = position(source.text, first);
            problems.push(source.warning(at, format!("« {name} » est déjà ligne {line}")).help("gardez-la une seule fois"));
        } else {
            names.push(Text { at, text: name.to_owned() });
        }
    }
    (Some(names), problems)
}

/// Tells the names that no published answer has. `known` has each id there is,
/// with its status when its file can be read.
pub(super) fn check(source: &Source<'_>, names: &[Text], known: &BTreeMap<String, Option<Status>>) -> Vec<Problem> {
    let told = names.iter().filter_map(|name| match known.get(&name.text) {
        None => {
            let message = format!("aucune réponse ne s'appelle « {} »", name.text);
            let help = match nearest(&name.text, known.keys().map(String::as_str)) {
                Some(near) => format!("vouliez-vous écrire « {near} » ? Sinon, retirez ce nom de la liste"),
                None => "retirez ce nom de la liste, ou écrivez le nom d'un fichier, sans « .md »".to_owned(),
            };
            Some(source.error(name.at, message).help(help))
        }
        Some(Some(Status::Draft | Status::Retired)) => {
            let message = format!("« {} » n'est pas publié : cette question n'a pas de réponse", name.text);
            Some(source.warning(name.at, message).help("publiez cette réponse, ou retirez-la de la liste"))
        }
        Some(_) => None,
    });
    told.take(MAX_TOLD).collect()
}
