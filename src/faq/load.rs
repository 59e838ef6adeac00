//! Everything HR owns, read at once: what can be served, and every problem.
//!
//! One rule for each file: when it is broken, its last good text stands in;
//! without one it alone is out. When to read again is for others.

mod outreach;
mod reader;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use self::reader::{Current, Reader};
use super::between::Known;
use super::employer::Employer;
use super::entry::Entry;
use super::phrases::Phrases;
use super::placeholders::Sentences;
use super::synonyms;
use super::titled::Titled;
use crate::ambassadors::Kit;
use crate::episodes::Series;
use crate::files::Status;
use crate::files::folder::{self, Folder};
use crate::files::problem::Problem;
use crate::game::Game;
use crate::offers::{self, Followed, Offer};
use crate::words::{EntryId, hex};

/// What HR owns, valid and immutable; a reload makes another one.
#[derive(Clone, Debug, Default)]
pub struct Library {
    entries: Vec<Entry>,
    set_aside: Vec<Entry>,
    offers: Vec<Offer>,
    game: Option<Game>,
    employer: Employer,
    phrases: Phrases,
    synonyms: Vec<Vec<String>>,
    /// What HR says is asked most, in the order of the file.
    frequent: Vec<EntryId>,
    /// What the themes are called, by their folders.
    themes: BTreeMap<String, String>,
    /// The series that are published.
    series: Vec<Series>,
    /// What ambassadors are given.
    kit: Kit,
    version: String,
    /// The name of the folder, which starts each path shown to HR.
    folder: String,
    /// The text in service of each file, which stands in when the file breaks.
    texts: BTreeMap<String, String>,
    /// The broken files for which no good text stands in.
    lacking: BTreeSet<String>,
}

impl Library {
    /// What only remembers texts that were in service, as another run of the
    /// program left them: nothing is served from it.
    pub fn remembered(texts: BTreeMap<String, String>) -> Self {
        Self { texts, ..Self::default() }
    }

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
        let mut reader = Reader::new(folder, previous, half_written);
        let employer = reader.employer();
        let phrases = reader.phrases();
        let synonyms = reader.read("synonymes.md", synonyms::read);
        let (offers, known_offers) = reader.offers(today);
        // Candidates are served nothing from it: only its mistakes are told.
        reader.read(offers::FOLLOWED, Followed::read);
        let (readings, known) = reader.entries();
        let game = reader.game(&known, today);
        let frequent = reader.frequent(&known);
        let themes = reader.themes();
        let known = Known { entries: known, offers: known_offers };
        let series = reader.series(&known, game.is_some());
        let kit = reader.kit();
        let has_employer = employer.is_some();
        let employer = employer.unwrap_or_default();
        let sentences = Sentences { employer: &employer, phrases: &phrases, offers: &offers };
        reader.check_between(&readings, &known, sentences, has_employer, today);
        let Reader { mut problems, texts, lacking, .. } = reader;
        problems.sort_by(|a, b| (&a.path, a.line, a.column).cmp(&(&b.path, b.line, b.column)));
        let (entries, set_aside) = sort_out(readings);
        let library = Self {
            entries,
            set_aside,
            offers,
            game,
            employer,
            phrases,
            synonyms: synonyms.map(|read| read.value).unwrap_or_default(),
            frequent,
            themes,
            series,
            kit,
            version: version(&texts),
            folder: folder.name.clone(),
            texts,
            lacking,
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
        self.sentences().fill(entry, today)
    }

    /// What the placeholders of an answer take their sentences from.
    pub(super) fn sentences(&self) -> Sentences<'_> {
        Sentences { employer: &self.employer, phrases: &self.phrases, offers: &self.offers }
    }

    /// The published positions, open or not, in the order of their files.
    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    /// A published position, or nothing when there is none of this reference.
    pub fn offer(&self, reference: &str) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.reference == reference)
    }

    /// The game, when it is offered.
    pub fn game(&self) -> Option<&Game> {
        self.game.as_ref()
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

    /// A theme as people read it: the words of HR, else the name of its folder.
    pub fn theme_name<'a>(&'a self, folder: &'a str) -> &'a str {
        self.themes.get(folder).map_or(folder, String::as_str)
    }

    /// What people read in the place of a word of ours; what is no longer there
    /// keeps its word.
    pub fn name_of(&self, titled: Titled, word: &str) -> String {
        let mut episodes = self.series.iter().flat_map(|series| &series.episodes);
        let name = match titled {
            Titled::Theme => Some(self.theme_name(word)),
            Titled::Entry => self.entry(&EntryId::new(word)).map(|entry| entry.question.as_str()),
            Titled::Offer => self.offers().iter().find(|offer| offer.reference == word).map(|offer| offer.title.as_str()),
            Titled::Episode => episodes.find(|episode| episode.source() == word).map(|episode| episode.title.as_str()),
        };
        name.unwrap_or(word).to_owned()
    }

    /// Gives what [`Self::name_of`] gives: how a report names its parts.
    pub fn names(&self) -> impl Fn(Titled, &str) -> String + '_ {
        |titled, word| self.name_of(titled, word)
    }

    /// The series that are published, in the order of their folders.
    pub fn series(&self) -> &[Series] {
        &self.series
    }

    /// What ambassadors are given.
    pub fn kit(&self) -> &Kit {
        &self.kit
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

    /// The broken files for which no good text stands in, by their paths.
    pub fn lacking(&self) -> &BTreeSet<String> {
        &self.lacking
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
    hex(&hash.finalize()[..6])
}

#[cfg(test)]
mod tests;
