//! Writing the files of a version back into the folder, so that nothing is ever
//! lost.
//!
//! The files as they stand are kept as a version first: bringing that one back
//! undoes it all. A file that the version does not have, or that cannot be kept
//! because it is not a text, is moved into a folder of retired files, never
//! deleted. The running program then reads the folder as after any change.

use std::fs::{self, File};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};
use jiff::Timestamp;

use super::{Changes, Texts, is_small_enough, named, on_disk, version_on_disk};
use crate::clock::in_paris;
use crate::files;
use crate::store::Store;

/// Where retired files go, in the responses folder: it is not read.
const RETIRED: &str = ".retires";

/// What became of a wish to bring a version back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Restored {
    /// It is there; what changed in the folder.
    Done {
        /// The version, whole word.
        version: String,
        /// The version to bring back to undo it.
        undo: String,
        /// What changed in the folder.
        changes: Changes,
        /// Where the files that the version does not have now are.
        retired: Option<PathBuf>,
    },
    /// The folder already holds just that.
    Nothing,
    /// It cannot be done; one French sentence.
    Refused(String),
}

/// Brings back every file of a version, or the one at `path`, by `author`.
///
/// A file that cannot be written stops it and is named: what was written before
/// it stays, and the version of before can be brought back.
///
/// # Errors
/// When the database is away.
pub async fn restore(store: &Store, responses: &Path, version: &str, path: Option<&str>, author: &str, now: Timestamp) -> Result<Restored> {
    let kept = store.versions().await?;
    let version = match named(&kept, version) {
        Ok(version) => version.version.clone(),
        Err(problem) => return Ok(Restored::Refused(problem)),
    };
    let wanted = store.version_texts(&version).await?;
    let Prepared { lock, current, wanted, changes } = match prepare(responses, wanted, path, &version) {
        Ok(prepared) => prepared,
        Err(problem) => return Ok(Restored::Refused(problem)),
    };
    if changes.is_empty() {
        return Ok(Restored::Nothing);
    }
    let before = version_on_disk(current, &format!("fichiers d'avant le retour demandé par {author}"), now);
    let undo = before.version.clone();
    store.keep_version(before).await.context("keeping the files of before")?;
    let work = Work { responses: responses.to_owned(), retired: responses.join(RETIRED).join(moment(now)), wanted, changes };
    let (work, retired) = match tokio::task::spawn_blocking(move || work.done()).await.context("writing the files")? {
        Ok(done) => done,
        Err(error) => {
            tracing::error!("bringing a version back: {error:#}");
            return Ok(Restored::Refused(error.to_string()));
        }
    };
    drop(lock);
    let restored = version_on_disk(work.wanted, &format!("retour demandé par {author}"), now);
    store.keep_version(restored).await.context("keeping the version that was brought back")?;
    Ok(Restored::Done { version, undo, changes: work.changes, retired: retired.then_some(work.retired) })
}

/// What is about to be done in the folder.
struct Prepared {
    /// Nobody else writes while it is held.
    lock: Option<File>,
    current: Texts,
    wanted: Texts,
    changes: Changes,
}

/// Reads the folder under its lock; else one sentence for whoever asked.
fn prepare(responses: &Path, version_texts: Texts, path: Option<&str>, version: &str) -> Result<Prepared, String> {
    let lock = alone(responses)?;
    let current = on_disk(responses).map_err(|problem| format!("{} : {}", problem.path, problem.message))?;
    let wanted = only(version_texts, &current, path, version)?;
    if !is_small_enough(&current) {
        return Err("ce dossier est trop grand pour en garder une version : rien n'a été changé".to_owned());
    }
    let changes = Changes::between(&current, &wanted);
    Ok(Prepared { lock, current, wanted, changes })
}

/// The texts the folder is to hold: all those of the version, or the current
/// ones but one.
fn only(version_texts: Texts, current: &Texts, path: Option<&str>, version: &str) -> Result<Texts, String> {
    let Some(path) = path else { return Ok(version_texts) };
    let path = path.trim().trim_start_matches("./").trim_start_matches("responses/");
    let Some(text) = version_texts.get(path) else {
        return Err(format!("la version {version} n'a pas de fichier « {path} » : écrivez son chemin, par exemple faq/theme/nom.md"));
    };
    let mut wanted = current.clone();
    wanted.insert(path.to_owned(), text.clone());
    Ok(wanted)
}

/// One at a time writes into a folder, a version or a file saved: the lock is on
/// the folder itself.
fn alone(responses: &Path) -> Result<Option<File>, String> {
    // Where a folder cannot be opened as a file, nothing can be locked.
    let Ok(folder) = File::open(responses) else { return Ok(None) };
    match folder.try_lock() {
        Err(fs::TryLockError::WouldBlock) => Err("des fichiers de ce dossier sont en train de s'écrire : attendez un instant".to_owned()),
        _ => Ok(Some(folder)),
    }
}

fn moment(now: Timestamp) -> String {
    in_paris(now).strftime("%Y-%m-%d-%Hh%Mm%S").to_string()
}

/// The writing itself.
struct Work {
    responses: PathBuf,
    retired: PathBuf,
    wanted: Texts,
    changes: Changes,
}

impl Work {
    /// Writes and retires; true when a file was retired.
    fn done(self) -> Result<(Self, bool)> {
        let all = [&self.changes.added, &self.changes.modified, &self.changes.removed];
        for path in all.into_iter().flatten() {
            self.place(path).with_context(|| could_not(path))?;
        }
        let mut retired = !self.changes.removed.is_empty();
        for path in &self.changes.added {
            // One that is there and that no version holds is not a text.
            if fs::symlink_metadata(self.place(path)?).is_ok() {
                self.retire(path).with_context(|| could_not(path))?;
                retired = true;
            }
        }
        for path in self.changes.added.iter().chain(&self.changes.modified) {
            let text = self.wanted.get(path).map(String::as_str).unwrap_or_default();
            files::put(&self.place(path)?, text).with_context(|| could_not(path))?;
        }
        for path in &self.changes.removed {
            self.retire(path).with_context(|| could_not(path))?;
        }
        Ok((self, retired))
    }

    fn retire(&self, path: &str) -> Result<()> {
        let target = self.retired.join(path);
        fs::create_dir_all(target.parent().context("a file without a folder")?)?;
        fs::rename(self.place(path)?, free(target))?;
        Ok(())
    }

    /// A path that stays in the folder, whatever the database holds and wherever
    /// links lead.
    fn place(&self, path: &str) -> Result<PathBuf> {
        let is_inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        anyhow::ensure!(is_inside && path.ends_with(".md"), "a path that leaves the folder: {path}");
        let place = self.responses.join(path);
        let folder = place.ancestors().skip(1).find(|folder| folder.exists()).context("a folder that is gone")?;
        anyhow::ensure!(folder.canonicalize()?.starts_with(self.responses.canonicalize()?), "a link that leaves the folder: {path}");
        Ok(place)
    }
}

/// A name that no retired file has yet.
fn free(target: PathBuf) -> PathBuf {
    let mut free = target.clone();
    let mut number = 1;
    while fs::symlink_metadata(&free).is_ok() {
        number += 1;
        free = target.with_extension(format!("{number}.md"));
    }
    free
}

fn could_not(path: &str) -> String {
    format!(
        "le fichier « {path} » n'a pas pu être écrit : vérifiez que le programme peut écrire dans ce dossier ; la version d'avant est gardée"
    )
}
