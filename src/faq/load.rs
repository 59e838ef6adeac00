//! Everything HR owns, read at once: what can be served, and every problem.
//!
//! One rule for each file: when it is broken, its last good text stands in;
//! without one it alone is out. When to read again is for others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use super::between::{self, Fresh, Known, Statuses};
use super::employer::Employer;
use super::entry::Entry;
use super::entry_file::{self, Reading};
use super::frequent;
use super::phrases::{self, Phrases};
use super::placeholders::Sentences;
use super::spot::Spot;
use super::synonyms;
use crate::files::Status;
use crate::files::folder::{self, Folder};
use crate::files::problem::{Problem, Severity, Source, Text};
use crate::offers::{self, Followed, Offer};
use crate::words::EntryId;

/// What HR owns, valid and immutable; a reload makes another one.
#[derive(Clone, Debug, Default)]
pub struct Library {
    entries: Vec<Entry>,
    set_aside: Vec<Entry>,
    offers: Vec<Offer>,
    employer: Employer,
    phrases: Phrases,
    synonyms: Vec<Vec<String>>,
    /// What HR says is asked most, in the order of the file.
    frequent: Vec<EntryId>,
    version: String,
    /// The name of the folder, which starts each path shown to HR.
    folder: String,
    /// The text in service of each file, which stands in when the file breaks.
    texts: BTreeMap<String, String>,
}

impl Library {
    /// Reads the responses folder; gives what can be served and every problem,
    /// in the order of the files.
    ///
    /// A broken file serves its text of `previous`. Without the folder itself
    /// the whole of `previous` stands in, and there is one problem. What is
    /// overdue is told by `today`.
    pub fn load(folder: &Path, previous: Option<&Self>, today: Date) -> (Self, Vec<Problem>) {
        Self::load_settled(folder, previous, today, &BTreeSet::new())
    }

    /// The same, without a look at the files that may be half written: each
    /// serves its text of `previous`, and no problem of theirs is told.
    pub fn load_settled(folder: &Path, previous: Option<&Self>, today: Date, half_written: &BTreeSet<String>) -> (Self, Vec<Problem>) {
        match folder::read(folder) {
            Ok(folder) => Self::read(&folder, previous, today, half_written),
            Err(problem) => (previous.cloned().unwrap_or_default(), vec![problem]),
        }
    }

    /// The same from files already read, of which none served before.
    pub(crate) fn of_folder(folder: &Folder, today: Date) -> (Self, Vec<Problem>) {
        Self::read(folder, None, today, &BTreeSet::new())
    }

    fn read(folder: &Folder, previous: Option<&Self>, today: Date, half_written: &BTreeSet<String>) -> (Self, Vec<Problem>) {
        let mut desk = Desk::new(folder, previous, half_written);
        let employer = desk.employer();
        let phrases = desk.phrases();
        let synonyms = desk.read("synonymes.md", synonyms::read);
        let (offers, known_offers) = desk.offers(today);
        // Candidates are served nothing from it: only its mistakes are told.
        desk.read(offers::FOLLOWED, Followed::read);
        let (readings, known) = desk.entries();
        let frequent = desk.frequent(&known);
        let known = Known { entries: known, offers: known_offers };
        let has_employer = employer.is_some();
        let employer = employer.unwrap_or_default();
        let sentences = Sentences { employer: &employer, phrases: &phrases, offers: &offers };
        desk.check_between(&readings, &known, sentences, has_employer, today);
        let Desk { mut problems, texts, .. } = desk;
        problems.sort_by(|a, b| (&a.path, a.line, a.column).cmp(&(&b.path, b.line, b.column)));
        let (entries, set_aside) = sort_out(readings);
        let library = Self {
            entries,
            set_aside,
            offers,
            employer,
            phrases,
            synonyms: synonyms.map(|read| read.value).unwrap_or_default(),
            frequent,
            version: version(&texts),
            folder: folder.name.clone(),
            texts,
        };
        (library, problems)
    }

    /// The published entries of every kind, in the order of their files.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The drafts and the retired entries, which candidates do not receive.
    pub fn set_aside(&self) -> &[Entry] {
        &self.set_aside
    }

    /// A published entry, or nothing when there is none of this id.
    pub fn entry(&self, id: &EntryId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == *id)
    }

    /// What a candidate reads on this day: the answer, with what the employer
    /// and the position say in place.
    pub fn answer(&self, entry: &Entry, today: Date) -> String {
        Sentences { employer: &self.employer, phrases: &self.phrases, offers: &self.offers }.fill(entry, today)
    }

    /// The published positions, open or not, in the order of their files.
    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    /// A published position, or nothing when there is none of this reference.
    pub fn offer(&self, reference: &str) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.reference == reference)
    }

    /// The employer's own values.
    pub fn employer(&self) -> &Employer {
        &self.employer
    }

    /// The bot's own sentences.
    pub fn phrases(&self) -> &Phrases {
        &self.phrases
    }

    /// Groups of words that mean the same here.
    pub fn synonyms(&self) -> &[Vec<String>] {
        &self.synonyms
    }

    /// The published entries that HR says are asked most, in the order of its list.
    pub fn frequent(&self) -> &[EntryId] {
        &self.frequent
    }

    /// Whether an answer sends the candidate elsewhere: it names a value that
    /// the employer has not given yet, so that a « la DRH vous le dira » stands there.
    pub fn sends_elsewhere(&self, entry: &Entry) -> bool {
        self.employer.lacks_a_value_of(&entry.answer)
    }

    /// Twelve hexadecimal characters that change when any text in service does;
    /// empty when nothing was ever read.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The path of a file as HR knows it.
    pub(super) fn shown(&self, path: &str) -> String {
        format!("{}/{path}", self.folder)
    }

    /// The text in service of a file.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// The text in service of each file, by its path in the folder.
    pub fn texts(&self) -> &BTreeMap<String, String> {
        &self.texts
    }
}

/// Published entries, then the others; near entries are those that are served.
fn sort_out(readings: Vec<Current>) -> (Vec<Entry>, Vec<Entry>) {
    let entries = readings.into_iter().map(|read| read.value.entry);
    let (mut served, mut aside): (Vec<_>, Vec<_>) = entries.partition(|entry| entry.status == Status::Published);
    let ids: BTreeSet<EntryId> = served.iter().map(|entry| entry.id.clone()).collect();
    for entry in served.iter_mut().chain(&mut aside) {
        entry.near.retain(|near| ids.contains(near));
    }
    (served, aside)
}

/// The word of the version that these texts make, by their paths.
pub fn version(texts: &BTreeMap<String, String>) -> String {
    let mut hash = Sha256::new();
    for (path, text) in texts {
        // Lengths keep the end of one text from passing for the start of the next.
        hash.update((path.len() as u64).to_le_bytes());
        hash.update(path);
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// Reads the files one by one, with the last good texts at hand.
struct Desk<'a> {
    folder: &'a Folder,
    previous: Option<&'a Library>,
    half_written: &'a BTreeSet<String>,
    problems: Vec<Problem>,
    texts: BTreeMap<String, String>,
}

/// What a file gave.
struct Read<T> {
    value: T,
    /// Whether it comes from the file as it now is, so that places can be told.
    is_current: bool,
}

impl<'a> Desk<'a> {
    fn new(folder: &'a Folder, previous: Option<&'a Library>, half_written: &'a BTreeSet<String>) -> Self {
        Self { folder, previous, half_written, problems: folder.problems.clone(), texts: BTreeMap::new() }
    }

    /// Reads one file, or its last good text; a file that is not there gives nothing.
    fn read<T>(&mut self, path: &str, parse: impl Fn(&Source<'_>) -> (Option<T>, Vec<Problem>)) -> Option<Read<T>> {
        let shown = self.folder.shown(path);
        let current = match self.folder.files.get(path)? {
            _ if self.half_written.contains(path) => Parsed::Broken(None),
            Ok(text) => self.parse(&shown, text, &parse),
            Err(problem) => {
                self.problems.push(problem.clone());
                Parsed::Broken(None)
            }
        };
        let text = self.folder.files.get(path)?.as_ref().ok();
        let last_good = self.previous.and_then(|previous| previous.texts.get(path));
        let (value, text, is_current) = match (current, last_good) {
            (Parsed::Good(value), _) => (value, text?, true),
            (Parsed::Broken(_), Some(good)) => {
                let source = Source { path: &shown, text: good };
                (parse(&source).0?, good, false)
            }
            (Parsed::Broken(part), None) => (part?, text?, true),
        };
        self.texts.insert(path.to_owned(), text.clone());
        Some(Read { value, is_current })
    }

    fn parse<T>(&mut self, path: &str, text: &str, parse: impl Fn(&Source<'_>) -> (Option<T>, Vec<Problem>)) -> Parsed<T> {
        let (value, problems) = parse(&Source { path, text });
        let is_broken = problems.iter().any(|problem| problem.severity == Severity::Error);
        self.problems.extend(problems);
        match value {
            Some(value) if !is_broken => Parsed::Good(value),
            part => Parsed::Broken(part),
        }
    }

    fn employer(&mut self) -> Option<Employer> {
        self.read("employeur.md", Employer::read).map(|read| read.value)
    }

    fn phrases(&mut self) -> Phrases {
        let mut phrases = Phrases::default();
        for spec in phrases::SPECS {
            let path = format!("phrases/{}.md", spec.name);
            if !self.folder.files.contains_key(&path) {
                self.problems.push(phrases::missing(self.folder.shown(&path)));
            }
            if let Some(read) = self.read(&path, |source| phrases::read(source, spec)) {
                phrases.set(spec, read.value);
            }
        }
        for path in self.folder.files.keys() {
            let name = path.strip_prefix("phrases/").and_then(|file| file.strip_suffix(".md"));
            if let Some(name) = name.filter(|name| phrases::spec(name).is_none()) {
                self.problems.push(phrases::unknown(self.folder.shown(path), name));
            }
        }
        phrases
    }

    /// The published positions, and each reference there is with its status
    /// when its file can be read.
    fn offers(&mut self, today: Date) -> (Vec<Offer>, Statuses) {
        let mut offers = Vec::new();
        let mut known = Statuses::new();
        for path in self.folder.files.keys() {
            let Some(name) = path.strip_prefix("offres/").and_then(|file| file.strip_suffix(".md")) else {
                continue;
            };
            let read = self.read(path, |source| offers::read(source, name));
            known.insert(name.to_owned(), read.as_ref().map(|read| read.value.status));
            let Some(Read { value: offer, is_current }) = read else { continue };
            if let (true, Some(text)) = (is_current, self.texts.get(path)) {
                let source = Source { path: &self.folder.shown(path), text };
                self.problems.extend(offers::ends_by_itself(&source, &offer, today));
            }
            offers.extend((offer.status == Status::Published).then_some(offer));
        }
        (offers, known)
    }

    /// Every entry, and each id there is with its status when its file can be read.
    fn entries(&mut self) -> (Vec<Current>, Statuses) {
        let mut readings = Vec::new();
        let mut known = Statuses::new();
        let mut paths: BTreeMap<String, &str> = BTreeMap::new();
        for path in self.folder.files.keys() {
            let Some(spot) = Spot::of(path) else {
                continue;
            };
            if let Some(first) = paths.insert(spot.id.clone(), path) {
                self.problems.push(same_id(self.folder, path, first, &spot.id));
                paths.insert(spot.id, first);
                continue;
            }
            let read = self.read(path, |source| entry_file::read(source, &spot));
            known.insert(spot.id, read.as_ref().map(|read| read.value.entry.status));
            readings.extend(read);
        }
        self.tell_renamed(&readings, &known);
        (readings, known)
    }

    /// Tells, at the one reload that sees it, an entry whose text stood under
    /// another id: what was counted stays under the old one.
    fn tell_renamed(&mut self, readings: &[Current], known: &BTreeMap<String, Option<Status>>) {
        let Some(previous) = self.previous else {
            return;
        };
        let entries = previous.entries.iter().chain(&previous.set_aside);
        let gone = entries.filter(|entry| !known.contains_key(entry.id.as_str()));
        let gone: BTreeMap<&str, &EntryId> = gone.filter_map(|entry| Some((previous.text(&entry.path)?, &entry.id))).collect();
        for Entry { id, path, .. } in readings.iter().map(|read| &read.value.entry) {
            let is_new = !previous.texts.contains_key(path);
            if let Some(old) = self.texts.get(path).and_then(|text| gone.get(text.as_str())).filter(|_| is_new) {
                self.problems.push(renamed(self.folder.shown(path), old, id));
            }
        }
    }

    fn frequent(&mut self, known: &BTreeMap<String, Option<Status>>) -> Vec<EntryId> {
        let read = self.read(frequent::PATH, frequent::read);
        let Some((read, text)) = read.zip(self.texts.get(frequent::PATH)) else {
            return Vec::new();
        };
        let names = read.value;
        if read.is_current {
            let path = self.folder.shown(frequent::PATH);
            self.problems.extend(frequent::check(&Source { path: &path, text }, &names, known));
        }
        let is_published = |name: &&Text| known.get(&name.text) == Some(&Some(Status::Published));
        names.iter().filter(is_published).map(|name| EntryId::new(&name.text)).collect()
    }

    fn check_between(&mut self, readings: &[Current], known: &Known, sentences: Sentences<'_>, has_employer: bool, today: Date) {
        let is_needed = readings.iter().any(|read| between::needs_employer(&read.value));
        if is_needed && !self.folder.files.contains_key("employeur.md") {
            let problem = Problem::whole(self.folder.shown("employeur.md"), "ce fichier manque");
            let help = "les réponses y prennent les valeurs « {employeur.…} »";
            self.problems.push(problem.help(help));
        }
        let current = readings.iter().filter(|read| read.is_current);
        let paths: Vec<(String, &Reading)> = current.map(|read| (self.folder.shown(&read.value.entry.path), &read.value)).collect();
        let files: Vec<Fresh<'_>> = paths
            .iter()
            .filter_map(|(shown, reading)| {
                let text = self.texts.get(&reading.entry.path)?;
                Some(Fresh { source: Source { path: shown, text }, reading })
            })
            .collect();
        self.problems.extend(between::check(&files, known, sentences, has_employer, today));
    }
}

/// An entry as read.
type Current = Read<Reading>;

/// What a reader made of a text.
enum Parsed<T> {
    /// Nothing wrong but warnings.
    Good(T),
    /// Errors; perhaps a part can be used.
    Broken(Option<T>),
}

fn renamed(path: String, old: &EntryId, new: &EntryId) -> Problem {
    let problem = Problem::whole(path, format!("cette réponse s'appelait « {old} » : ce qui a été compté reste sous ce nom"));
    problem.help(format!("redonnez au fichier le nom « {old}.md », ou gardez « {new} » : ses comptes repartent de zéro")).into_warning()
}

fn same_id(folder: &Folder, path: &str, first: &str, id: &str) -> Problem {
    let message = format!("« {id} » est aussi le nom de {}", folder.shown(first));
    Problem::whole(folder.shown(path), message).help("renommez l'un des deux : un nom ne sert qu'une fois")
}

#[cfg(test)]
mod tests;
