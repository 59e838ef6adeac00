//! What differs between two versions: which files, and which lines of each.

use std::collections::BTreeMap;

use similar::TextDiff;

use super::Texts;

/// The lines shown around each change.
const CONTEXT_LINES: usize = 3;

/// Which files differ, by their paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The files that only the later one has.
    pub added: Vec<String>,
    /// The files that both have, with different texts.
    pub modified: Vec<String>,
    /// The files that only the earlier one has.
    pub removed: Vec<String>,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Only the later version has it.
    Added,
    /// Both have it, with different texts.
    Modified,
    /// Only the earlier version has it.
    Removed,
}

impl Kind {
    /// The French word that HR reads.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "ajouté",
            Self::Modified => "modifié",
            Self::Removed => "retiré",
        }
    }
}

/// One file that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Its path in the responses folder.
    pub path: String,
    /// What became of it.
    pub kind: Kind,
    /// The lines that differ, each after its sign (`-` before, `+` after), with
    /// a few lines around and `@@` where each group starts.
    pub lines: String,
}

impl Changes {
    /// What differs between the files of two versions, each a path with its text
    /// or a hash of it.
    pub fn between(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Self {
        let only_in = |one: &BTreeMap<String, String>, other: &BTreeMap<String, String>| {
            one.keys().filter(|path| !other.contains_key(*path)).cloned().collect()
        };
        let modified = after.iter().filter(|(path, text)| before.get(*path).is_some_and(|before| before != *text));
        Self { added: only_in(after, before), modified: modified.map(|(path, _)| path.clone()).collect(), removed: only_in(before, after) }
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.modified.is_empty() && self.removed.is_empty()
    }

    /// The same for one file.
    pub fn only(mut self, path: &str) -> Self {
        for files in [&mut self.added, &mut self.modified, &mut self.removed] {
            files.retain(|file| file == path);
        }
        self
    }

    /// In a few French words: the file when there is one, numbers otherwise.
    pub fn in_words(&self) -> String {
        let kinds = [(&self.modified, Kind::Modified), (&self.added, Kind::Added), (&self.removed, Kind::Removed)];
        let kinds: Vec<_> = kinds.into_iter().filter(|(files, _)| !files.is_empty()).collect();
        match kinds.as_slice() {
            [] => "rien".to_owned(),
            [(files, kind)] if files.len() == 1 => format!("{} {}", files[0], kind.as_str()),
            several => several.iter().map(|(files, kind)| counted(files.len(), *kind)).collect::<Vec<_>>().join(", "),
        }
    }
}

/// Every file that differs between two versions, by its path, with its lines.
pub fn compare(before: &Texts, after: &Texts) -> Vec<FileChange> {
    let Changes { added, modified, removed } = Changes::between(before, after);
    let kinds = [(added, Kind::Added), (modified, Kind::Modified), (removed, Kind::Removed)];
    let mut changes: Vec<FileChange> = kinds
        .into_iter()
        .flat_map(|(paths, kind)| paths.into_iter().map(move |path| (path, kind)))
        .map(|(path, kind)| FileChange { lines: lines(before.get(&path), after.get(&path)), path, kind })
        .collect();
    changes.sort_by(|one, other| one.path.cmp(&other.path));
    changes
}

fn counted(files: usize, kind: Kind) -> String {
    let plural = if files > 1 { "s" } else { "" };
    format!("{files} fichier{plural} {}{plural}", kind.as_str())
}

fn lines(before: Option<&String>, after: Option<&String>) -> String {
    let text = |text: Option<&String>| text.map(|text| text.replace("\r\n", "\n")).unwrap_or_default();
    let (before, after) = (text(before), text(after));
    if before == after {
        return "(seules les fins de ligne diffèrent)\n".to_owned();
    }
    let diff = TextDiff::from_lines(before.as_str(), after.as_str());
    diff.unified_diff().context_radius(CONTEXT_LINES).missing_newline_hint(false).to_string()
}
