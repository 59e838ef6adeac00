//! The last versions of the answers: kept as they come into service, listed,
//! compared, brought back.
//!
//! A version is the text of every file, under the word that exchanges keep.
//! When one comes into service is for `app`; how it is shown is for the command
//! line and the pages.

mod changes;
mod last_good;
mod restore;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use jiff::Timestamp;

pub use changes::{Changes, FileChange, Kind, compare};
pub use last_good::read_at_start;
pub use restore::{Restored, restore};

use crate::faq;
use crate::files::Problem;
use crate::files::folder;
use crate::store::{KeptVersion, NewVersion, Store};

/// A folder with more text than this is served, and its versions are not kept:
/// twenty of them would fill a disk.
pub const MAX_KEPT_BYTES: usize = 64 * 1024 * 1024;

/// The text of each file, by its path in the responses folder.
pub type Texts = BTreeMap<String, String>;

/// The texts as they stand in the folder, broken ones too; a file that is not a
/// text has none.
///
/// # Errors
/// One problem when the folder cannot be listed.
pub fn on_disk(responses: &Path) -> Result<Texts, Problem> {
    let files = folder::read(responses)?.files;
    Ok(files.into_iter().filter_map(|(path, text)| Some((path, text.ok()?))).collect())
}

/// Whether texts are small enough to be kept as a version.
pub fn is_small_enough(texts: &Texts) -> bool {
    texts.values().map(String::len).sum::<usize>() <= MAX_KEPT_BYTES
}

/// A kept version and what it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The version.
    pub version: KeptVersion,
    /// What it changed of the version before it, in a few French words.
    pub change: String,
}

/// The versions that are kept, latest first.
///
/// # Errors
/// When the database is away.
pub async fn list(store: &Store) -> Result<Vec<Listed>> {
    let versions = store.versions().await?;
    let changes = versions.iter().enumerate().map(|(place, version)| match versions.get(place + 1) {
        Some(before) => Changes::between(&before.files, &version.files).in_words(),
        None => "la plus ancienne gardée".to_owned(),
    });
    let changes: Vec<String> = changes.collect();
    Ok(versions.into_iter().zip(changes).map(|(version, change)| Listed { version, change }).collect())
}

/// The version that a word, or only its beginning, names.
///
/// # Errors
/// One French sentence when there is none, or more than one.
pub fn named<'a>(versions: &'a [KeptVersion], word: &str) -> Result<&'a KeptVersion, String> {
    let word = word.trim().to_lowercase();
    let mut found = versions.iter().filter(|version| !word.is_empty() && version.version.starts_with(&word));
    match (found.next(), found.next()) {
        (Some(version), None) => Ok(version),
        (Some(one), Some(other)) => {
            Err(format!("« {word} » commence plusieurs versions, dont {} et {} : donnez un signe de plus", one.version, other.version))
        }
        (None, _) => Err(format!("aucune version gardée ne commence par « {word} » : « tchat versions » les montre toutes")),
    }
}

/// Since when a file has the text that a version serves, as far as kept versions tell.
pub fn since(versions: &[KeptVersion], version: &str, path: &str) -> Option<Timestamp> {
    let from = versions.iter().position(|kept| kept.version == version)?;
    let text = versions[from].files.get(path)?;
    let same = versions[from..].iter().take_while(|kept| kept.files.get(path) == Some(text));
    same.last().map(|kept| kept.served_from)
}

/// What is kept of texts that come into service.
pub fn new_version(version: &str, texts: Texts, author: Option<&str>, now: Timestamp) -> NewVersion {
    NewVersion { version: version.to_owned(), served_from: now, author: author.map(str::to_owned), texts: Arc::new(texts) }
}

/// The version that the files of a folder make as they stand.
fn version_on_disk(texts: Texts, author: &str, now: Timestamp) -> NewVersion {
    new_version(&faq::version(&texts), texts, Some(author), now)
}

#[cfg(test)]
mod tests;
