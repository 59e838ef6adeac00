//! What is looked at only when HR asks for it, because it costs: wordings that
//! resemble another entry's, that lead to another entry, entries hard to find.
//!
//! Each examination reads the texts in service again, so that everything it
//! tells has its place. Nothing here takes an answer out of service.

mod alike;
mod findability;
#[cfg(test)]
mod tests;

pub(super) use alike::alike;
pub use findability::{Missed, Share};
pub(super) use findability::{astray, findability};

use std::iter;

use super::entry_file::{self, Reading};
use super::load::Library;
use super::spot::Spot;
use crate::files::problem::{Problem, Source, Text, position};

/// An entry in service, with the places of its parts.
struct Placed<'a> {
    /// The path as HR knows it.
    path: String,
    text: &'a str,
    reading: Reading,
}

impl Placed<'_> {
    /// The title, then the wordings.
    fn typed(&self) -> impl Iterator<Item = &Text> {
        iter::once(&self.reading.title).chain(&self.reading.wordings)
    }

    fn warning(&self, at: usize, message: String) -> Problem {
        Source { path: &self.path, text: self.text }.warning(at, message)
    }

    fn line(&self, at: usize) -> usize {
        position(self.text, at).0
    }
}

/// The published entries, in the order of `Library::entries`.
fn placed(library: &Library) -> Vec<Placed<'_>> {
    let entries = library.entries().iter();
    entries
        .filter_map(|entry| {
            let path = library.shown(&entry.path);
            let text = library.text(&entry.path)?;
            let (reading, _) = entry_file::read(&Source { path: &path, text }, &Spot::of(&entry.path)?);
            Some(Placed { text, reading: reading?, path })
        })
        .collect()
}
