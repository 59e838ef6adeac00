//! What one file would be if it held another text: its entry and every problem,
//! told as `check` tells them, without writing anything.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::civil::Date;

use super::{Entry, Library};
use crate::files::folder;
use crate::files::problem::{Problem, Severity};

/// A text tried in the place of a file.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The entry it would be; none when an error keeps it from being one.
    pub entry: Option<Entry>,
    /// What is wrong in the file itself.
    pub here: Vec<Problem>,
    /// What would become wrong in other files.
    pub elsewhere: Vec<Problem>,
}

impl Trial {
    /// Tries a text at a path of the responses folder, by the file rules of this day.
    ///
    /// # Errors
    /// One problem when the folder cannot be listed.
    pub fn of(root: &Path, path: &str, text: &str, today: Date) -> Result<Self, Problem> {
        let mut folder = folder::read(root)?;
        let (_, before) = Library::of_folder(&folder, today);
        folder.files.insert(path.to_owned(), Ok(text.to_owned()));
        let (library, after) = Library::of_folder(&folder, today);
        let shown = folder.shown(path);
        let (here, others): (Vec<_>, Vec<_>) = after.into_iter().partition(|problem| problem.path == shown);
        let known: BTreeSet<_> = before.iter().map(mark).collect();
        let entry = library.entries().iter().chain(library.set_aside()).find(|entry| entry.path == path).cloned();
        Ok(Self { entry, here, elsewhere: others.into_iter().filter(|problem| !known.contains(&mark(problem))).collect() })
    }

    /// Whether the text may be kept: warnings are no obstacle.
    pub fn is_good(&self) -> bool {
        !self.here.iter().chain(&self.elsewhere).any(|problem| problem.severity == Severity::Error)
    }
}

/// What makes a problem the same before and after: a line number in its words
/// moves with the other file.
fn mark(problem: &Problem) -> (String, usize, usize, String) {
    let words = problem.message.chars().filter(|c| !c.is_ascii_digit()).collect();
    (problem.path.clone(), problem.line, problem.column, words)
}
