//! The key file and what is made from it: pseudonyms and message references.
//!
//! A plain hash of a Discord number protects nobody, since the numbers can be
//! counted through. The key is the secret: one per year, in a file that only
//! the program's user can read, outside the database and its backups.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail, ensure};
use hmac::{Hmac, Mac};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::clock::in_paris;
use crate::words::{Door, MessageRef, Person, hex};

const KEY_BYTES: usize = 32;

/// A pseudonym has 128 bits: enough that two people never share one.
const PSEUDONYM_BYTES: usize = 16;

const HEADER: &str = "# Les clés des pseudonymes de t'chat, une par année. À garder secret, à ne jamais publier.\n";

type Key = [u8; KEY_BYTES];

/// The yearly keys, read from their file; a missing year is made on first use.
#[derive(Debug)]
pub struct Keys {
    path: PathBuf,
    by_year: Mutex<BTreeMap<i16, Key>>,
}

impl Keys {
    /// Opens the key file, or makes it with mode 0600.
    ///
    /// # Errors
    /// When the file cannot be read or made, when others than its owner can
    /// read it, or when a line is not a year and a key.
    pub fn open(path: &Path) -> Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("impossible de créer le dossier {}", folder.display()))?;
        }
        let mut file = open_private(path)?;
        let by_year = read_keys(&mut file)
            .with_context(|| format!("le fichier de clés {} est illisible ou abîmé : remettez sa sauvegarde", path.display()))?;
        Ok(Self { path: path.to_owned(), by_year: Mutex::new(by_year) })
    }

    /// The pseudonym of an account at a door: a Discord number, a visitor's word.
    ///
    /// A visitor's word is 128 random bits that nobody can count through: its
    /// hash needs no key, and stays the same across the year's end.
    ///
    /// # Errors
    /// When a new year begins and its key cannot be written.
    pub fn person(&self, door: Door, account: &str, at: Timestamp) -> Result<Person> {
        let digest = match door {
            Door::Discord => self.digest(at, &["person", door.as_str(), account])?,
            Door::Web => Sha256::digest(account).into(),
        };
        Ok(Person::new(hex(&digest[..PSEUDONYM_BYTES])))
    }

    /// The pseudonym of a Discord account under the key of the year before, when
    /// there is one: no key is made for it.
    ///
    /// # Errors
    /// When the key cannot be used.
    pub fn person_of_last_year(&self, account: &str, at: Timestamp) -> Result<Option<Person>> {
        let year = year_in_paris(at) - 1;
        let known = self.by_year.lock().unwrap_or_else(PoisonError::into_inner).get(&year).copied();
        let Some(key) = known else { return Ok(None) };
        let digest = keyed(&key, &["person", Door::Discord.as_str(), account])?;
        Ok(Some(Person::new(hex(&digest[..PSEUDONYM_BYTES]))))
    }

    /// What stands for the professional address of somebody who enrols: always
    /// the same, so it is made with the first key there is, whatever the year.
    ///
    /// # Errors
    /// When there is no key yet and none can be written.
    pub fn colleague(&self, address: &str, at: Timestamp) -> Result<String> {
        let first = self.by_year.lock().unwrap_or_else(PoisonError::into_inner).values().next().copied();
        let key = match first {
            Some(key) => key,
            None => self.key_of(year_in_paris(at))?,
        };
        Ok(hex(&keyed(&key, &["colleague", address])?))
    }

    /// The reference of a message, from what makes it unique at its door.
    ///
    /// # Errors
    /// When a new year begins and its key cannot be written.
    pub fn message(&self, door: Door, unique: &str, at: Timestamp) -> Result<MessageRef> {
        let digest = self.digest(at, &["message", door.as_str(), unique])?;
        Ok(MessageRef::new(hex(&digest)))
    }

    fn digest(&self, at: Timestamp, parts: &[&str]) -> Result<[u8; 32]> {
        keyed(&self.key_of(year_in_paris(at))?, parts)
    }

    fn key_of(&self, year: i16) -> Result<Key> {
        let mut by_year = self.by_year.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = by_year.get(&year) {
            return Ok(*key);
        }
        *by_year = add_year(&self.path, year)?;
        by_year.get(&year).copied().context("finding the key that was just written")
    }
}

fn keyed(key: &Key, parts: &[&str]) -> Result<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).context("keying the pseudonyms")?;
    for part in parts {
        // The length first, so that no two lists of parts give the same bytes.
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    Ok(mac.finalize().into_bytes().into())
}

/// The year a key belongs to: the calendar year where the employer is.
fn year_in_paris(at: Timestamp) -> i16 {
    in_paris(at).year()
}

/// Adds the key of a year unless another instance did meanwhile, and reads all.
fn add_year(path: &Path, year: i16) -> Result<BTreeMap<i16, Key>> {
    let mut file = open_private(path)?;
    file.lock().context("locking the key file")?;
    let mut keys = read_keys(&mut file)?;
    if let std::collections::btree_map::Entry::Vacant(slot) = keys.entry(year) {
        let mut key = [0; KEY_BYTES];
        getrandom::fill(&mut key).map_err(|error| anyhow::anyhow!("drawing a key: {error}"))?;
        let empty = file.metadata()?.len() == 0;
        file.seek(SeekFrom::End(0))?;
        let header = if empty { HEADER } else { "" };
        file.write_all(format!("{header}{year} {}\n", hex(&key)).as_bytes())?;
        file.sync_all().context("saving the key file")?;
        slot.insert(key);
    }
    Ok(keys)
}

pub(super) fn open_private(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).with_context(|| format!("impossible d'ouvrir le fichier de clés {}", path.display()))?;
    refuse_readable_by_others(&file, path)?;
    Ok(file)
}

#[cfg(unix)]
fn refuse_readable_by_others(file: &File, path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file.metadata()?.permissions().mode() & 0o777;
    ensure!(mode & 0o077 == 0, "d'autres peuvent lire le fichier de clés {} : lancez « chmod 600 » sur ce fichier", path.display());
    Ok(())
}

#[cfg(not(unix))]
fn refuse_readable_by_others(_: &File, _: &Path) -> Result<()> {
    Ok(())
}

fn read_keys(file: &mut File) -> Result<BTreeMap<i16, Key>> {
    let mut text = String::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_string(&mut text)?;
    text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).map(read_key).collect()
}

fn read_key(line: &str) -> Result<(i16, Key)> {
    let Some((year, key)) = line.split_once(' ') else { bail!("a line is not « year key »") };
    let key = unhex(key.trim()).context("a key is not 64 hexadecimal digits")?;
    Ok((year.parse().context("a year is not a number")?, key))
}

fn unhex(text: &str) -> Option<Key> {
    if text.len() != KEY_BYTES * 2 || !text.is_ascii() {
        return None;
    }
    let mut key = [0; KEY_BYTES];
    for (place, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[place * 2..place * 2 + 2], 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_person_keeps_one_pseudonym_for_a_year_and_across_restarts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tchat.key");
        let first = Keys::open(&path).unwrap().person(Door::Discord, "42", at("2026-03-01T12:00:00Z")).unwrap();
        let later = Keys::open(&path).unwrap().person(Door::Discord, "42", at("2026-11-01T12:00:00Z")).unwrap();
        assert_eq!(first, later);
        assert_eq!(first.as_str().len(), 32);
    }

    #[test]
    fn the_year_turns_at_midnight_in_paris_and_years_cannot_be_joined() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(&folder.path().join("tchat.key")).unwrap();
        let old_year = keys.person(Door::Discord, "a", at("2026-12-31T22:59:59Z")).unwrap();
        let new_year = keys.person(Door::Discord, "a", at("2026-12-31T23:00:00Z")).unwrap();
        assert_ne!(old_year, new_year);
        let visitor = |instant| keys.person(Door::Web, "a", at(instant)).unwrap();
        assert_eq!(visitor("2026-12-31T22:59:59Z"), visitor("2026-12-31T23:00:00Z"), "a visitor's conversation goes on");
    }

    #[test]
    fn last_year_is_known_as_long_as_its_key_and_no_key_is_made_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(&folder.path().join("tchat.key")).unwrap();
        let (old, new) = (at("2026-12-31T12:00:00Z"), at("2027-12-31T12:00:00Z"));
        let before = keys.person(Door::Discord, "42", old).unwrap();
        assert_eq!(keys.person_of_last_year("42", old).unwrap(), None);
        assert_eq!(keys.person_of_last_year("42", new).unwrap(), Some(before));
        assert_eq!(keys.person_of_last_year("42", at("2029-01-01T12:00:00Z")).unwrap(), None);
    }

    #[test]
    fn doors_and_kinds_never_give_the_same_hash() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(&folder.path().join("tchat.key")).unwrap();
        let now = at("2026-11-22T10:00:00Z");
        assert_ne!(keys.person(Door::Web, "1", now).unwrap(), keys.person(Door::Discord, "1", now).unwrap());
        assert!(!keys.message(Door::Web, "1", now).unwrap().as_str().starts_with(keys.person(Door::Web, "1", now).unwrap().as_str()));
    }

    #[test]
    fn two_instances_that_meet_a_new_year_together_agree_on_its_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tchat.key");
        let (one, two) = (Keys::open(&path).unwrap(), Keys::open(&path).unwrap());
        let now = at("2027-01-01T00:00:00Z");
        assert_eq!(one.person(Door::Discord, "a", now).unwrap(), two.person(Door::Discord, "a", now).unwrap());
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tchat.key");
        drop(Keys::open(&path).unwrap());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let told = Keys::open(&path).unwrap_err().to_string();
        assert!(told.contains("chmod 600"), "{told}");
    }
}
