//! The offers as they stand in the responses folder, each ready to be changed.
//!
//! An import and a list need the files themselves, with the mark of their
//! bytes; what candidates are served is for `faq`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Result;

use super::offer::Offer;
use super::read;
use crate::files;
use crate::files::folder::MAX_FILE_BYTES;
use crate::files::problem::Source;

/// The folder of offers, in the responses folder.
pub(super) const FOLDER: &str = "offres";

/// The files of offers, by reference.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// What each file says, or nothing when it cannot be read.
    pub files: BTreeMap<String, Option<Kept>>,
}

/// An offer and the file that says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What the file says.
    pub offer: Offer,
    /// The file as it was opened.
    pub opened: files::Opened,
}

impl Shelf {
    /// Opens every offer of the responses folder; none when there is no such folder yet.
    ///
    /// # Errors
    /// When the folder is there and cannot be listed.
    pub fn open(root: &Path) -> Result<Self> {
        let files = files::names(root, FOLDER)?.into_iter().map(|reference| {
            let kept = kept(root, &reference);
            (reference, kept)
        });
        Ok(Self { files: files.collect() })
    }
}

/// The offer of a file, when it can be read whole.
fn kept(root: &Path, reference: &str) -> Option<Kept> {
    let path = format!("{FOLDER}/{reference}.md");
    let size = fs::metadata(root.join(&path)).ok()?.len();
    let opened = files::open(root, &path).ok().flatten().filter(|_| size <= MAX_FILE_BYTES)?;
    let (offer, _) = read(&Source { path: &path, text: &opened.text }, reference);
    Some(Kept { offer: offer?, opened })
}
