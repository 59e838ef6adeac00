//! The rights that people used, in a file outside the database and its copies.
//!
//! An older copy of the database knows nothing of what was erased since: this
//! file does, beside the keys that its pseudonyms are made with.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use jiff::Timestamp;

use super::keys::open_private;
use crate::words::{Person, Right, RightUsed};

const HEADER: &str = "# Les droits exercés, par pseudonyme : à garder hors des sauvegardes de la base.\n";

/// The file.
#[derive(Clone, Debug)]
pub struct Ledger {
    path: PathBuf,
}

impl Ledger {
    /// The file that goes with a key file.
    pub fn beside(key_file: &Path) -> Self {
        Self { path: key_file.with_extension("droits") }
    }

    /// Every line, in the order of the file; one that was half written when the
    /// machine stopped is left out, for the database still has it.
    ///
    /// # Errors
    /// When the file cannot be read, or when others than its owner can read it.
    pub fn read(&self) -> Result<Vec<RightUsed>> {
        let mut text = String::new();
        open_private(&self.path)?.read_to_string(&mut text).with_context(|| format!("reading {}", self.path.display()))?;
        Ok(text.lines().filter_map(used).collect())
    }

    /// Adds the lines that the file lacks.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn add(&self, rights: &[RightUsed]) -> Result<()> {
        let mut file = open_private(&self.path)?;
        file.lock().context("locking the file of rights")?;
        let known: BTreeSet<String> = self.read()?.iter().map(line).collect();
        let missing: String = rights.iter().map(line).filter(|line| !known.contains(line)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        file.seek(SeekFrom::End(0))?;
        // A line that was half written must not swallow the next one.
        let start = if file.metadata()?.len() == 0 { HEADER } else { "\n" };
        file.write_all(format!("{start}{missing}").as_bytes())?;
        file.sync_all().context("saving the file of rights")
    }

    /// Drops the erasures of before an instant: no copy of the database is as old.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn drop_erasures_before(&self, before: Timestamp) -> Result<()> {
        let all = self.read()?;
        let kept: Vec<&RightUsed> = all.iter().filter(|used| used.right != Right::Erased || used.at >= before).collect();
        if kept.len() == all.len() {
            return Ok(());
        }
        let text: String = std::iter::once(HEADER.to_owned()).chain(kept.into_iter().map(line)).collect();
        let beside = self.path.with_extension("droits.nouveau");
        // What an earlier try may have left.
        let _ = fs::remove_file(&beside);
        let mut file = open_private(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, &self.path).with_context(|| format!("writing {}", self.path.display()))
    }
}

fn line(used: &RightUsed) -> String {
    format!("{} {} {}\n", used.at.as_millisecond(), used.right.as_str(), used.person)
}

fn used(line: &str) -> Option<RightUsed> {
    let mut words = line.split(' ');
    let at = Timestamp::from_millisecond(words.next()?.parse().ok()?).ok()?;
    let (right, person) = (Right::of_word(words.next()?)?, words.next()?);
    (person.len() == 32).then(|| RightUsed { person: Person::new(person), right, at })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used_at(millis: i64, right: Right) -> RightUsed {
        RightUsed { person: Person::new("a".repeat(32)), right, at: Timestamp::from_millisecond(millis).unwrap() }
    }

    #[test]
    fn each_line_is_kept_once_and_a_half_written_one_does_no_harm() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::beside(&folder.path().join("tchat.key"));
        assert_eq!(ledger.read().unwrap(), []);
        let (first, second) = (used_at(1, Right::Erased), used_at(2, Right::Objected));
        ledger.add(std::slice::from_ref(&first)).unwrap();
        let mut text = fs::read_to_string(folder.path().join("tchat.droits")).unwrap();
        text.push_str("17 objected aaaa");
        fs::write(folder.path().join("tchat.droits"), text).unwrap();
        ledger.add(&[first.clone(), second.clone()]).unwrap();
        ledger.add(&[first.clone(), second.clone()]).unwrap();
        assert_eq!(ledger.read().unwrap(), [first, second.clone()]);
        ledger.drop_erasures_before(Timestamp::from_millisecond(2).unwrap()).unwrap();
        assert_eq!(ledger.read().unwrap(), [second]);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_program_reads_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::beside(&folder.path().join("tchat.key"));
        ledger.add(&[used_at(1, Right::Erased)]).unwrap();
        let mode = fs::metadata(folder.path().join("tchat.droits")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
