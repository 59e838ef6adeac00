//! A file of HR written from a page or a command: whole or not at all, and
//! never over what somebody else wrote meanwhile.
//!
//! What is read to be changed comes with the mark of its bytes; what is saved
//! gives that mark back. What a text means is for its reader.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::folder::{MAX_FILE_BYTES, slug};
use crate::words::sha256;

const BOM: &str = "\u{feff}";

/// A file as it was when it was opened to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Its text, without byte-order mark, its lines ended by `\n`.
    pub text: String,
    /// The mark of its bytes, to be given back to [`save`].
    pub hash: String,
}

/// What became of a text to be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// The file holds it; the mark of its bytes from now on.
    Written(String),
    /// Nothing was written: the file is not the one that was opened. It was
    /// changed, removed, or made meanwhile.
    Changed,
    /// Nothing was written: the place or the text does not suit. A French
    /// sentence, without capital nor full stop.
    Refused(String),
}

/// Opens a file of the responses folder to change it: `offres/archiviste.md`.
/// None when there is no such file, or when it is none of HR's texts.
///
/// # Errors
/// When it is there and cannot be read.
pub fn open(root: &Path, path: &str) -> Result<Option<Opened>> {
    let Some(place) = place(root, path).ok().filter(|place| place.is_file()) else {
        return Ok(None);
    };
    let Some(bytes) = bytes(&place)? else { return Ok(None) };
    let Ok(text) = std::str::from_utf8(&bytes) else { return Ok(None) };
    let text = text.strip_prefix(BOM).unwrap_or(text).replace("\r\n", "\n");
    Ok(Some(Opened { text, hash: sha256(&bytes) }))
}

/// Writes a text at this path of the responses folder, if the file there still
/// has the mark `opened`; without a mark, if there is no file yet.
///
/// The text takes the byte-order mark and the line ends of the file it takes
/// the place of. A reader sees the file of before or the new one, never a part.
///
/// # Errors
/// When the disk does not take it: nothing has changed then.
pub fn save(root: &Path, path: &str, text: &str, opened: Option<&str>) -> Result<Saved> {
    let place = match place(root, path) {
        Ok(place) => place,
        Err(sentence) => return Ok(Saved::Refused(sentence)),
    };
    if let Some(sentence) = unfit(text) {
        return Ok(Saved::Refused(sentence));
    }
    let folder = place.parent().unwrap_or(root);
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    // Two savings of the same instant, or a version that comes back: the second
    // looks once the first is done. The lock is on the whole folder of HR. A
    // system that cannot lock a folder leaves them the width of a rename.
    let lock = File::open(root).ok().filter(|root| root.lock().is_ok());
    let saved = replace(&place, text, opened);
    drop(lock);
    saved
}

fn replace(place: &Path, text: &str, opened: Option<&str>) -> Result<Saved> {
    let current = bytes(place)?;
    if current.as_deref().map(sha256).as_deref() != opened {
        return Ok(Saved::Changed);
    }
    let content = clothed(text, current.as_deref());
    if content.len() as u64 > MAX_FILE_BYTES {
        return Ok(Saved::Refused(TOO_LONG.to_owned()));
    }
    put(place, &content)?;
    Ok(Saved::Written(sha256(&content)))
}

/// Writes a text in its place, whole or not at all: beside, then renamed.
///
/// # Errors
/// When the disk does not take it: nothing has changed then.
pub(crate) fn put(place: &Path, content: &str) -> Result<()> {
    let folder = place.parent().context("a file without a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    // Readers of the folder leave names with a dot in front alone.
    let beside = folder.join(format!(".{name}.{}.tmp", &sha256(content)[..12]));
    let written = write_beside(&beside, content, place);
    if written.is_err() {
        // What could not be put in place is not left beside.
        let _ = fs::remove_file(&beside);
    }
    written.with_context(|| format!("writing {}", place.display()))
}

fn write_beside(beside: &Path, content: &str, place: &Path) -> std::io::Result<()> {
    let mut file = File::create(beside)?;
    file.write_all(content.as_bytes())?;
    if let Ok(about) = fs::metadata(place) {
        file.set_permissions(about.permissions())?;
    }
    file.sync_all()?;
    drop(file);
    fs::rename(beside, place)?;
    // The name too has to outlive a power cut; not every system allows it.
    if let Some(folder) = place.parent().and_then(|folder| File::open(folder).ok()) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// The bytes of a file, or none when there is no file.
fn bytes(place: &Path) -> Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let read = File::open(place).and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("reading {}", place.display())),
    }
}

/// The text with the byte-order mark and the line ends of the file there was.
fn clothed(text: &str, current: Option<&[u8]>) -> String {
    let current = current.unwrap_or_default();
    let text = text.strip_prefix(BOM).unwrap_or(text).replace("\r\n", "\n");
    let first_end = current.iter().position(|byte| *byte == b'\n');
    let is_windows = first_end.is_some_and(|end| end > 0 && current[end - 1] == b'\r');
    let text = if is_windows { text.replace('\n', "\r\n") } else { text };
    if current.starts_with(BOM.as_bytes()) { format!("{BOM}{text}") } else { text }
}

const TOO_LONG: &str = "ce texte dépasse 256 Kio : raccourcissez-le";

fn unfit(text: &str) -> Option<String> {
    if text.contains('\0') {
        return Some("ce texte contient un caractère qui ne s'écrit pas : retirez-le".to_owned());
    }
    (text.len() as u64 > MAX_FILE_BYTES).then(|| TOO_LONG.to_owned())
}

/// Where a path of HR stands on the disk, links followed; or why nothing is
/// written there.
fn place(root: &Path, path: &str) -> Result<PathBuf, String> {
    if !is_plain(path) {
        return Err(format!("« {path} » n'est pas un nom de fichier : minuscules sans accent, chiffres et traits d'union"));
    }
    let outside = || format!("« {path} » mène hors du dossier des réponses : rien n'y est écrit");
    let inside = root.canonicalize().map_err(|_| "le dossier des réponses ne s'ouvre pas".to_owned())?;
    let mut place = inside.clone();
    for part in path.split('/') {
        place.push(part);
        if place.is_symlink() {
            place = place.canonicalize().map_err(|_| outside())?;
        }
        if !place.starts_with(&inside) {
            return Err(outside());
        }
    }
    Ok(place)
}

/// Names of lower case letters, digits and dashes, three deep at most, `.md` last.
fn is_plain(path: &str) -> bool {
    let Some(stem) = path.strip_suffix(".md") else { return false };
    let parts: Vec<&str> = stem.split('/').collect();
    parts.len() <= 3 && path.len() <= 200 && parts.iter().all(|part| !part.is_empty() && slug(part) == *part)
}

#[cfg(test)]
mod tests;
