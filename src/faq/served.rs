//! What candidates are answered with: the files of HR, and the index over them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;

use super::beside;
use super::{Context, Entry, Explanation, Library, Share, Titled, examine};
use crate::ambassadors::Kit;
use crate::clock::written_day;
use crate::episodes::Series;
use crate::files::{Problem, Status};
use crate::game::Game;
use crate::offers::{Named, Offer};
use crate::words::{EntryId, FaqAge};
use matcher::{Candidate, Document, Gist, Index};

/// The curated answers in service: immutable, swapped whole when files change.
#[derive(Debug)]
pub struct Faq {
    pub(super) library: Library,
    pub(super) index: Index,
    pub(super) named: Named,
}

impl Faq {
    /// Reads the responses folder and trains the index on it; gives every
    /// problem met. A broken file serves its last good version of `previous`.
    pub fn load(folder: &Path, previous: Option<&Self>, today: Date) -> (Self, Vec<Problem>) {
        let (library, problems) = Library::load(folder, previous.map(|faq| &faq.library), today);
        (Self::trained(library), problems)
    }

    /// The answers of what was read already.
    pub fn of(library: Library) -> Self {
        Self::trained(library)
    }

    /// Reads the folder again, all but the files that may be half written: what
    /// could be served from now on, and every problem. Trains nothing yet.
    pub fn read_again(&self, folder: &Path, today: Date, half_written: &BTreeSet<String>) -> (Library, Vec<Problem>) {
        Library::load_settled(folder, Some(&self.library), today, half_written)
    }

    /// The answers to serve from now on, when any text in service changed.
    pub fn changed_to(&self, library: Library) -> Option<Self> {
        (library.version() != self.version()).then(|| Self::trained(library))
    }

    fn trained(library: Library) -> Self {
        let index = trained(&library);
        let named = beside::named(&library);
        Self { library, index, named }
    }

    /// Every entry with how likely it is the right one, surest first.
    pub fn rank(&self, text: &str, context: Option<&Context>) -> Vec<Candidate> {
        self.index.rank(text, context)
    }

    /// Why a question is answered as it is.
    pub fn explain(&self, text: &str, context: Option<&Context>) -> Explanation {
        self.index.explain(&documents(&self.library), text, context)
    }

    /// What a question says, to be compared with another that no entry answers.
    pub fn gist(&self, question: &str) -> Gist {
        self.index.gist(question)
    }

    /// The theme of the entry that a question is nearest to, when one is near at all.
    pub fn nearest_theme(&self, question: &str) -> Option<&str> {
        self.nearest(question).map(|entry| entry.theme.as_str())
    }

    /// The entry that a question is nearest to, when one is near at all.
    pub fn nearest(&self, question: &str) -> Option<&Entry> {
        let is_near = |candidate: &Candidate| candidate.kind == matcher::Kind::Answer && candidate.confidence > 0.0;
        let nearest = self.index.rank(question, None).into_iter().find(is_near)?;
        self.entry(&nearest.entry)
    }

    /// What HR owns, as it was last read: the entries that are not served too.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// Another index on the same answers, for who measures the training.
    pub fn train_again(&self) -> Index {
        trained(&self.library)
    }

    /// A published entry.
    pub fn entry(&self, id: &EntryId) -> Option<&Entry> {
        self.library.entry(id)
    }

    /// The published entries of every kind, in the order of their files.
    pub fn entries(&self) -> &[Entry] {
        self.library.entries()
    }

    /// What a candidate reads on this day: the answer, what the employer and
    /// the position say in place, then what it rests on.
    pub fn answer_text(&self, entry: &Entry, today: Date) -> String {
        let answer = self.library.answer(entry, today);
        if entry.sources.is_empty() {
            return answer;
        }
        let sources: Vec<String> = entry.sources.iter().map(source_line).collect();
        format!("{answer}\n\n{} {}", self.say("source-texte", &[]), sources.join("\u{a0}; "))
    }

    /// The published positions, open or not, in the order of their files.
    pub fn offers(&self) -> &[Offer] {
        self.library.offers()
    }

    /// A published position.
    pub fn offer(&self, reference: &str) -> Option<&Offer> {
        self.library.offer(reference)
    }

    /// The game, when it is offered.
    pub fn game(&self) -> Option<&Game> {
        self.library.game()
    }

    /// The series that are published.
    pub fn series(&self) -> &[Series] {
        self.library.series()
    }

    /// A published series.
    pub fn one_series(&self, name: &str) -> Option<&Series> {
        self.series().iter().find(|series| series.name == name)
    }

    /// What ambassadors are given.
    pub fn kit(&self) -> &Kit {
        self.library.kit()
    }

    /// How many answers are published, and how many of them are not yet due to be
    /// read again on a day.
    pub fn age(&self, today: Date) -> FaqAge {
        let published = || self.entries().iter().filter(|entry| entry.status == Status::Published);
        let fresh = published().filter(|entry| entry.review_on >= today).count();
        FaqAge { entries: published().count() as u64, fresh: fresh as u64 }
    }

    /// A theme as people read it.
    pub fn theme_name<'a>(&'a self, folder: &'a str) -> &'a str {
        self.library.theme_name(folder)
    }

    /// What people read in the place of a word of ours.
    pub fn name_of(&self, titled: Titled, word: &str) -> String {
        self.library.name_of(titled, word)
    }

    /// How a report names its parts.
    pub fn names(&self) -> impl Fn(Titled, &str) -> String + '_ {
        self.library.names()
    }

    /// One of the bot's own sentences, its values in place.
    pub fn say(&self, phrase: &str, values: &[(&str, &str)]) -> String {
        self.library.phrases().say(phrase, values)
    }

    /// The employer's name, as the notice says it.
    pub fn employer_name(&self) -> &str {
        self.library.employer().sentence("nom").unwrap_or("l'employeur")
    }

    /// The wordings that nearly say what another entry's say. Quick: no training.
    pub fn alike(&self) -> Vec<Problem> {
        examine::alike(&self.library)
    }

    /// The wordings that lead to another entry although they were learnt.
    pub fn astray(&self) -> Vec<Problem> {
        examine::astray(&self.library, &self.index)
    }

    /// How well each entry is found by its own wordings, each left out of the
    /// training, worst first; and the entries that are hard to find. Takes some
    /// trainings: seconds.
    pub fn findability(&self) -> (Vec<Share>, Vec<Problem>) {
        examine::findability(&self.library, &documents(&self.library))
    }

    /// The text in service of each file, by its path in the folder.
    pub fn texts(&self) -> &BTreeMap<String, String> {
        self.library.texts()
    }

    /// Changes whenever any text in service does.
    pub fn version(&self) -> &str {
        self.library.version()
    }
}

fn trained(library: &Library) -> Index {
    Index::train(&documents(library), library.synonyms())
}

fn documents(library: &Library) -> Vec<Document<'_>> {
    library.entries().iter().map(document).collect()
}

fn document(entry: &Entry) -> Document<'_> {
    Document { id: &entry.id, kind: entry.kind, question: &entry.question, wordings: &entry.wordings, answer: &entry.answer }
}

fn source_line(source: &super::Citation) -> String {
    let read_on = written_day(source.read_on);
    match &source.link {
        Some(link) => format!("[{}]({link}) (lu le {read_on})", source.text),
        None => format!("{} (lu le {read_on})", source.text),
    }
}
