//! What the themes are called, read from `themes.md`: `- teletravail : télétravail`.
//!
//! Each line that starts with a dash names a folder of `faq` and gives the words
//! that people read. All other lines are a free text for HR. A folder without
//! words is shown by its own name.

use std::collections::HashMap;

use super::spot::OUT_OF_SCOPE;
use crate::files::candidate_text;
use crate::files::problem::{MAX_TOLD, Problem, Source, Text, nearest, position};

/// Its place in the responses folder.
pub(super) const PATH: &str = "themes.md";

/// The longest name, in characters: it has to fit in a list on a phone.
const MAX_LABEL_CHARS: usize = 60;

/// A folder and what it is called.
#[derive(Clone, Debug)]
pub(super) struct Label {
    /// The folder.
    pub folder: Text,
    /// The words that people read.
    pub words: String,
}

/// Reads the names; what can be read is given even when something is wrong.
pub(super) fn read(source: &Source<'_>) -> (Option<Vec<Label>>, Vec<Problem>) {
    let mut labels: Vec<Label> = Vec::new();
    let mut problems = Vec::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (at, item) in source.dashed() {
        if problems.len() >= MAX_TOLD {
            break;
        }
        let label = match label(source, at, item) {
            Ok(label) => label,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        for (name, what) in [(label.folder.text.clone(), "ce thème"), (format!("= {}", label.words), "ce nom de thème")] {
            if let Some(first) = seen.insert(name, at) {
                let (line, _) = position(source.text, first);
                problems.push(
                    source.error(at, format!("{what} est déjà ligne {line}")).help("gardez une seule des deux lignes, ou changez le nom"),
                );
            }
        }
        labels.push(label);
    }
    (Some(labels), problems)
}

fn label(source: &Source<'_>, at: usize, item: &str) -> Result<Label, Problem> {
    let (folder, words) = item.split_once(':').map_or((item.trim(), ""), |(folder, words)| (folder.trim(), words.trim()));
    if folder.is_empty() || words.is_empty() {
        let problem = source.error(at, "cette ligne ne donne pas le nom d'un thème");
        return Err(problem.help("écrivez le dossier, deux points, puis le nom : « - teletravail : télétravail »"));
    }
    let length = words.chars().count();
    if length > MAX_LABEL_CHARS {
        let problem = source.error(at, format!("ce nom de thème compte {length} caractères"));
        return Err(problem.help(format!("raccourcissez-le : {MAX_LABEL_CHARS} au plus")));
    }
    match candidate_text::check_value(source, at, words).into_iter().next() {
        Some(problem) => Err(problem),
        None => Ok(Label { folder: Text { at, text: folder.to_owned() }, words: words.to_owned() }),
    }
}

/// Tells the lines whose folder is not there, and the folders without a line.
pub(super) fn check(source: &Source<'_>, labels: &[Label], folders: &[String]) -> Vec<Problem> {
    let is_there = |folder: &str| folder == OUT_OF_SCOPE || folders.iter().any(|known| known == folder);
    let unknown = labels.iter().filter(|label| !is_there(&label.folder.text)).map(|label| unknown(source, label, folders));
    let is_named = |folder: &String| labels.iter().any(|label| label.folder.text == *folder);
    let unnamed = folders.iter().filter(|folder| !is_named(folder)).map(|folder| {
        let message = format!("le thème « {folder} » n'a pas de nom : les candidats lisent celui du dossier");
        Problem::whole(source.path, message).help(format!("ajoutez une ligne « - {folder} : son nom »")).into_warning()
    });
    unknown.chain(unnamed).take(MAX_TOLD).collect()
}

fn unknown(source: &Source<'_>, label: &Label, folders: &[String]) -> Problem {
    let Text { at, text } = &label.folder;
    let problem = source.error(*at, format!("il n'y a pas de thème « {text} » : le dossier « faq/{text} » manque"));
    problem.help(match nearest(text, folders.iter().map(String::as_str)) {
        Some(near) => format!("vouliez-vous écrire « {near} » ? Sinon, retirez cette ligne"),
        None => "retirez cette ligne".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_that_says_nothing_is_told_and_so_is_each_folder_without_a_name() {
        let text = "Les thèmes.\n\n- velo : venir à vélo\n- velos : les vélos\n- paie\n- velo : encore\n- stages : <@12>\n";
        let source = Source { path: "responses/themes.md", text };
        let (labels, mut problems) = read(&source);
        let labels = labels.unwrap_or_default();
        problems.extend(check(&source, &labels, &["velo".to_owned(), "stages".to_owned()]));
        let told: Vec<String> =
            problems.iter().map(|problem| format!("{}: {}", problem.line, problem.message.replace('\u{a0}', " "))).collect();
        let expected = [
            "5: cette ligne ne donne pas le nom d'un thème",
            "6: ce thème est déjà ligne 3",
            "7: « <@ » est une mention de Discord",
            "4: il n'y a pas de thème « velos » : le dossier « faq/velos » manque",
            "1: le thème « stages » n'a pas de nom : les candidats lisent celui du dossier",
        ];
        assert_eq!(told, expected);
    }
}
