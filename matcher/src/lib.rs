//! Finds the entry that answers a question, with how sure it is.
//!
//! The index is trained once from the texts of the FAQ, then never changes: a
//! reload makes a new one. It gives entries and probabilities; what is then said
//! to the candidate belongs to the conversation.
//!
//! # The way of one question
//!
//! ```text
//!   text, stem, shorthand, sound, meanings, lexis   from what was typed to words, as French people write them
//!        features                                   from words to weighed numbers
//!         model                                     from numbers to one score an entry (head, follow_up)
//!       confidence                                  from scores to probabilities
//!        decision                                   answer, offer two or three, or say that nothing fits
//!      parts, several                               a message that asks for two things, clause by clause
//! ```
//!
//! Learning: `texts` holds the wordings, `descent` trains the model on them and
//! `folds` asks each wording of a model that never saw it. [`Index::explain`]
//! says why; [`Gist`] tells two questions that ask the same, and [`pick`] reads which of the offered choices a reply means.
//!
//! A package of its own for one reason: it is trained at each start and in
//! many tests, so it is built optimised while the rest is built quickly.

mod confidence;
mod decision;
mod descent;
mod document;
mod explain;
mod features;
mod folds;
mod follow_up;
mod gist;
mod hashed;
mod head;
mod lexis;
mod meanings;
mod model;
mod parts;
mod pick;
mod question;
mod rows;
mod several;
mod shorthand;
mod sound;
mod stem;
#[cfg(test)]
mod tests;
mod text;
mod texts;
mod tuning;

use std::collections::BTreeMap;
use std::sync::Arc;

use confidence::Confidence;
pub use document::{Document, EntryId, Kind};
pub use explain::{Considered, Explanation};
use features::{Extractor, Met, Numbers, Raw};
pub use folds::{Asked, ask_left_out};
pub use gist::Gist;
use head::Pair;
use model::{Evidence, Model};
pub use pick::{Pick, pick};
use question::Question;
use texts::Texts;
use tuning::{PRODUCT, Tuning};

/// What a question may lean on: « et pour un contractuel ? » says little alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// The entry of the previous exchange.
    pub entry: EntryId,
}

/// One entry and how likely it is to be the right one.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The entry.
    pub entry: EntryId,
    /// How it is answered.
    pub kind: Kind,
    /// The probability that it answers the question, 0 to 1.
    pub confidence: f64,
}

/// What becomes of a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// This entry, surely enough; it may be small talk or out of scope.
    Answer(Candidate),
    /// Two or three entries, each surely enough: the message asks for all of them, in this order.
    Answers(Vec<Candidate>),
    /// Two or three entries, the right one probably among them, best first.
    Choices(Vec<Candidate>),
    /// No entry; the nearest topics, at most three, best first, perhaps none.
    Unknown(Vec<Candidate>),
}

/// A trained index: immutable, shared between threads.
#[derive(Debug)]
pub struct Index {
    entries: Vec<(EntryId, Kind)>,
    extractor: Extractor,
    model: Model,
    confidence: Confidence,
    own: OwnWordings,
    tuning: Tuning,
}

/// From the words of a wording to its class, or to nothing when two entries share it.
type OwnWordings = BTreeMap<String, Option<usize>>;

/// The confidence of an entry asked in its own words.
const OWN_WORDING: f64 = 0.99;

impl Index {
    /// Trains on documents, and on groups of words that mean the same.
    ///
    /// The same input gives the same index, to the bit.
    pub fn train(documents: &[Document<'_>], synonyms: &[Vec<String>]) -> Self {
        let tuning = PRODUCT;
        let extractor = Extractor::new(lexis(documents), synonyms, tuning);
        let (texts, numbers) = learnt_texts(documents, &extractor);
        let leavable: Vec<bool> = documents.iter().map(|document| document.kind == Kind::Answer).collect();
        let gibberish: Vec<Vec<Raw>> =
            documents.iter().step_by(tuning.backwards).map(|document| extractor.extract(&backwards(document.question))).collect();
        // Neither needs the other: together they take the time of the longer.
        let (confidence, model) = std::thread::scope(|scope| {
            let confidence = scope.spawn(|| Confidence::learn(&texts, &numbers, &gibberish, &leavable, &tuning));
            let model = Model::train(&texts, texts.all(), documents.len(), numbers.clone(), &tuning);
            (confidence.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), model)
        });
        Self {
            confidence,
            model,
            entries: documents.iter().map(|document| (document.id.clone(), document.kind)).collect(),
            own: own_wordings(documents),
            extractor,
            tuning,
        }
    }

    /// Decides what becomes of a question, with the product's own thresholds.
    ///
    /// A text without any letter is `Unknown` without near topics.
    pub fn find(&self, text: &str, context: Option<&Context>) -> Finding {
        let words = text::words(text);
        if !text::has_letters(&words) {
            return Finding::Unknown(Vec::new());
        }
        let whole = self.decided(text, context);
        match several::answers(text, &whole, |part| self.surely(part)) {
            // What HR wrote as one question is one.
            Some(answers) if self.own_wording(&words).is_none() => Finding::Answers(answers),
            _ => whole,
        }
    }

    /// The same for a text that asks for one thing.
    fn decided(&self, text: &str, context: Option<&Context>) -> Finding {
        let likeliest = self.likeliest(text, context);
        let candidates: Vec<Candidate> = likeliest.into_iter().map(|(class, confidence)| self.candidate(class, confidence)).collect();
        decision::decide(&candidates, &self.tuning)
    }

    /// The entry that surely answers a part of a message.
    fn surely(&self, part: &str) -> Option<Candidate> {
        let (class, confidence) = self.likeliest(part, None).into_iter().next()?;
        let best = self.candidate(class, confidence);
        (best.kind == Kind::Answer && confidence >= self.tuning.sure_part).then_some(best)
    }

    /// Every entry, the likeliest first; equally likely ones in the order of the documents.
    pub fn rank(&self, text: &str, context: Option<&Context>) -> Vec<Candidate> {
        let likeliest = self.likeliest(text, context);
        let is_other = |class: &usize| likeliest.iter().all(|(likely, _)| likely != class);
        let others = (0..self.entries.len()).filter(is_other).map(|class| (class, 0.0));
        likeliest.iter().copied().chain(others).map(|(class, confidence)| self.candidate(class, confidence)).collect()
    }

    /// The place of the document that what was learnt puts first, own wordings
    /// being asked as anybody's: nothing when the text has no word or there is no document.
    pub fn learnt(&self, text: &str) -> Option<usize> {
        let question = Question::of(text);
        let is_asked = !question.words.is_empty() && !self.entries.is_empty();
        is_asked.then(|| self.evidence(&question, None).best())
    }

    /// The few classes that share the probability, the likeliest first.
    fn likeliest(&self, text: &str, context: Option<&Context>) -> Vec<(usize, f64)> {
        let question = Question::of(text);
        match self.own_wording(&question.words) {
            Some(Some(class)) => vec![(class, OWN_WORDING)],
            _ => self.confidence.spread(&self.evidence(&question, context)),
        }
    }

    /// The class that has this very wording, or nothing of two that share it.
    fn own_wording(&self, words: &[String]) -> Option<Option<usize>> {
        self.own.get(&words.join(" ")).copied()
    }

    fn candidate(&self, class: usize, confidence: f64) -> Candidate {
        let (entry, kind) = &self.entries[class];
        Candidate { entry: entry.clone(), kind: *kind, confidence }
    }

    /// What the model says of a question, read with the previous entry if it needs it.
    fn evidence(&self, question: &Question, context: Option<&Context>) -> Evidence {
        let words = &question.words;
        let (mut scores, mut familiar) = self.scored(words);
        if !question.asking.is_empty() {
            let (asked, known) = self.scored(&question.asking);
            scores.iter_mut().zip(asked).for_each(|(score, asked)| *score = score.towards(asked, self.tuning.asking));
            familiar = familiar.max(known);
        }
        let alone = self.model.weigh(&scores, familiar);
        let Some(previous) = context.and_then(|context| self.class_of(&context.entry)) else {
            return alone;
        };
        let weight = follow_up::weight(words, self.confidence.sure(&alone), &self.tuning);
        if weight == 0.0 {
            return alone;
        }
        follow_up::lean(&mut scores, previous, &self.model.profile(previous), weight);
        self.model.weigh(&scores, familiar)
    }

    /// The scores of each class for some words, and the share of them that is known.
    fn scored(&self, words: &[String]) -> (Vec<Pair>, f64) {
        let reading = self.extractor.read(words);
        let raw = self.extractor.extract_read(words, &reading);
        (self.model.scores(&self.model.vector(&raw)), self.extractor.familiar(words, &reading))
    }

    /// The memory that the trained numbers take, in bytes, texts not counted.
    pub fn bytes(&self) -> usize {
        self.model.bytes() + self.extractor.bytes()
    }

    fn class_of(&self, entry: &EntryId) -> Option<usize> {
        self.entries.iter().position(|(id, _)| id == entry)
    }
}

/// The texts of every document: the title, the wordings, and each sentence of the answer for less.
fn learnt_texts(documents: &[Document<'_>], extractor: &Extractor) -> (Texts, Arc<Numbers>) {
    let (mut texts, mut numbers, mut met) = (Texts::default(), Numbers::default(), Met::default());
    for (class, document) in documents.iter().enumerate() {
        for wording in document.typed() {
            let words = text::words(wording);
            if !words.is_empty() {
                texts.add(&extractor.extract_among(&words, &mut met), &mut numbers, class, true);
            }
        }
        for sentence in document.answer.split(['.', ';', '\n']) {
            let words = text::words(sentence);
            // Fewer words are a heading or an abbreviation's end.
            if words.len() >= 3 {
                texts.add(&extractor.extract_among(&words, &mut met), &mut numbers, class, false);
            }
        }
    }
    numbers.shrink();
    (texts, Arc::new(numbers))
}

fn lexis(documents: &[Document<'_>]) -> lexis::Lexis {
    let read: Vec<Vec<String>> = documents.iter().flat_map(|document| document.typed().chain([document.answer])).map(text::words).collect();
    lexis::Lexis::new(&read)
}

fn own_wordings(documents: &[Document<'_>]) -> OwnWordings {
    let mut own = OwnWordings::new();
    for (class, document) in documents.iter().enumerate() {
        for wording in document.typed() {
            let words = text::words(wording);
            if text::has_letters(&words) {
                let known = own.entry(words.join(" ")).or_insert(Some(class));
                if *known != Some(class) {
                    *known = None;
                }
            }
        }
    }
    own
}

/// The words of a text, each spelt backwards.
fn backwards(text: &str) -> Vec<String> {
    text::words(text).iter().map(|word| word.chars().rev().collect()).collect()
}
