//! `/faq`: an entry as it is served, what is wrong with the files, reading them now.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::clock::written_day;
use crate::discord::reception::Reception;
use crate::discord::sentences::{NO_PROBLEM, NO_SUCH_ENTRY, NOT_RELOADED, NOTHING_CHANGED};
use crate::discord::split::blocks;
use crate::discord::translate::{Part, plain};
use crate::faq::Entry;
use crate::files::{Problem, Severity};
use crate::words::EntryId;

/// Reading a thousand files takes seconds on a busy machine.
const READING: Duration = Duration::from_secs(60);

/// How many problems are shown; `check` shows them all.
const MOST_PROBLEMS: usize = 20;

/// How many changed files are named.
const MOST_FILES: usize = 10;

impl Reception {
    /// An entry by its name, or else the one that answers what was typed.
    pub(super) fn entry(&self, wanted: &str) -> Vec<Part> {
        let faq = self.parts.conversation.faq();
        let named = faq.entry(&EntryId::new(wanted.trim()));
        let found = faq.rank(wanted, None);
        let Some(entry) = named.or_else(|| found.first().and_then(|first| faq.entry(&first.entry))) else {
            return plain(NO_SUCH_ENTRY);
        };
        let answer = faq.answer_text(entry, self.parts.clock.today());
        plain(&format!("**{}**\n\n{answer}\n\n{}", entry.question, about(entry)))
    }

    /// What is wrong with the files, in the words of `check`.
    pub(super) fn problems(&self) -> Vec<Part> {
        let problems = self.parts.office.problems.load_full();
        if problems.is_empty() {
            return plain(NO_PROBLEM);
        }
        let mut told = vec![format!("Dans les fichiers\u{a0}: {}.", counted(&problems))];
        told.extend(blocks(&listed(&problems)));
        told.into_iter().map(|text| Part { text, ..Part::default() }).collect()
    }

    /// Has the files read at once, and says what changed and what is wrong.
    pub(super) async fn reload(&self) -> Vec<Part> {
        let before = self.parts.conversation.faq();
        if !self.read_files().await {
            return plain(NOT_RELOADED);
        }
        let after = self.parts.conversation.faq();
        let changes = changes(before.texts(), after.texts());
        let told = if changes.is_empty() { NOTHING_CHANGED.to_owned() } else { changes };
        let mut parts = plain(&format!("{told}\nVersion en service\u{a0}: {}.", after.version()));
        parts.extend(self.problems());
        parts
    }

    async fn read_files(&self) -> bool {
        let Some(reload) = &self.parts.office.reload else { return false };
        let (done, is_done) = oneshot::channel();
        reload.send(done).await.is_ok() && tokio::time::timeout(READING, is_done).await.is_ok_and(|done| done.is_ok())
    }
}

/// The file of an entry, its owner, its dates.
fn about(entry: &Entry) -> String {
    let valid = entry.valid_from.map(|day| format!("vrai depuis le {}, ", written_day(day))).unwrap_or_default();
    format!("-# `responses/{}` · {} · {valid}à revoir le {}", entry.path, entry.owner, written_day(entry.review_on))
}

/// How many errors and points to look at there are.
pub(super) fn counted(problems: &[Problem]) -> String {
    let of = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
    let several = |count: usize| if count > 1 { "s" } else { "" };
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    format!("{errors} erreur{}, {warnings} point{} à regarder", several(errors), several(warnings))
}

/// Errors first.
fn listed(problems: &[Problem]) -> String {
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort_by_key(|problem| problem.severity);
    let mut texts: Vec<String> = sorted.iter().take(MOST_PROBLEMS).map(|problem| problem.to_string()).collect();
    let hidden = problems.len().saturating_sub(MOST_PROBLEMS);
    if hidden > 0 {
        texts.push(format!("… et {hidden} de plus\u{a0}: «\u{a0}tchat check\u{a0}» les montre tous"));
    }
    texts.join("\n\n")
}

/// The files in service that are new, gone or different; nothing when none is.
fn changes(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> String {
    let new = after.keys().filter(|path| !before.contains_key(*path)).map(|path| format!("- nouveau\u{a0}: `{path}`"));
    let gone = before.keys().filter(|path| !after.contains_key(*path)).map(|path| format!("- retiré\u{a0}: `{path}`"));
    let different = after.iter().filter(|(path, text)| before.get(*path).is_some_and(|old| old != *text));
    let different = different.map(|(path, _)| format!("- changé\u{a0}: `{path}`"));
    let mut lines: Vec<String> = new.chain(gone).chain(different).collect();
    let hidden = lines.len().saturating_sub(MOST_FILES);
    lines.truncate(MOST_FILES);
    if hidden > 0 {
        lines.push(format!("- et {hidden} de plus"));
    }
    if lines.is_empty() { String::new() } else { format!("Les réponses ont changé\u{a0}:\n{}", lines.join("\n")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_named_file_by_file() {
        let texts = |pairs: &[(&str, &str)]| pairs.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        let (before, after) =
            (texts(&[("a.md", "1"), ("b.md", "1"), ("c.md", "1")]), texts(&[("a.md", "1"), ("b.md", "2"), ("d.md", "1")]));
        assert_eq!(changes(&before, &before), "");
        let expected = "Les réponses ont changé\u{a0}:\n- nouveau\u{a0}: `d.md`\n- retiré\u{a0}: `c.md`\n- changé\u{a0}: `b.md`";
        assert_eq!(changes(&before, &after), expected);
    }
}
