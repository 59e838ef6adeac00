//! The last good text of a broken file across a restart: it is taken from the
//! versions that are kept, as a reload takes it from what is in service.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use jiff::civil::Date;

use super::Texts;
use crate::faq::Library;
use crate::files::Problem;
use crate::game;
use crate::store::{KeptVersion, Store};

/// Reads the responses folder when the program starts: a broken file serves its
/// last good text among the kept versions. One that was gone meanwhile stays
/// out, and so does one that was never good.
///
/// A database that is away keeps nobody from being answered: the broken files
/// alone are out then.
///
/// # Errors
/// When reading was broken off.
pub async fn read_at_start(store: &Store, responses: &Path, today: Date) -> Result<(Library, Vec<Problem>)> {
    let mut read = read(responses, Texts::new(), today).await?;
    if read.0.lacking().is_empty() {
        return Ok(read);
    }
    let kept = store.versions().await.unwrap_or_else(|error| {
        tracing::error!("the kept versions are not read, broken files are not served: {error:#}");
        Vec::new()
    });
    let mut search = Search::new(read.0.lacking());
    for version in &kept {
        if !search.goes_on(version) {
            continue;
        }
        match store.version_texts(&version.version).await {
            Ok(texts) => search.remember(&texts),
            Err(error) => tracing::error!(version = version.version, "a kept version is not read: {error:#}"),
        }
        read = self::read(responses, search.found.clone(), today).await?;
        search.wanted.retain(|path| read.0.lacking().contains(path));
    }
    Ok(read)
}

async fn read(responses: &Path, remembered: Texts, today: Date) -> Result<(Library, Vec<Problem>)> {
    let responses = responses.to_owned();
    let read = move || Library::load(&responses, Some(&Library::remembered(remembered)), today);
    tokio::task::spawn_blocking(read).await.context("reading the responses")
}

/// What is still looked for in older and older versions.
struct Search {
    wanted: BTreeSet<String>,
    found: Texts,
    /// The texts tried already: most files stay the same over many versions.
    tried: BTreeSet<(String, String)>,
}

impl Search {
    fn new(lacking: &BTreeSet<String>) -> Self {
        Self { wanted: lacking.clone(), found: Texts::new(), tried: BTreeSet::new() }
    }

    /// Whether this version has a text not tried yet. A file that it does not
    /// have was not there: what it said before that is gone on purpose.
    fn goes_on(&mut self, version: &KeptVersion) -> bool {
        self.wanted.retain(|path| version.files.contains_key(path));
        let marks = self.wanted.iter().filter_map(|path| Some((path.clone(), version.files.get(path)?.clone())));
        let before = self.tried.len();
        self.tried.extend(marks);
        self.tried.len() > before
    }

    fn remember(&mut self, texts: &Texts) {
        for path in &self.wanted {
            if let Some(text) = texts.get(path) {
                self.found.insert(path.clone(), text.clone());
            }
        }
        let is_of_game = |path: &String| path.starts_with(game::FOLDER);
        // The game is served whole: the files that it has lost come back with the others.
        if self.wanted.iter().any(is_of_game) {
            self.found.retain(|path, _| !is_of_game(path));
            self.found.extend(texts.iter().filter(|(path, _)| is_of_game(path)).map(|(path, text)| (path.clone(), text.clone())));
        }
    }
}
