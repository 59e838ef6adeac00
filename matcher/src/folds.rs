//! Asks each wording of an index that was trained without it: the proof that an
//! entry is found by words nobody wrote down for it.
//!
//! Titles are always learnt, for a candidate's index knows them too. What is
//! then said of an entry that is hard to find belongs to `examine`.

use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use super::decision::SHOWN;
use super::features::{Extractor, Numbers};
use super::model::Model;
use super::texts::{Text, Texts};
use super::tuning::{PRODUCT, Tuning};
use super::{Document, learnt_texts, text};

/// Each wording is left out once, with one in this many of the others. More
/// would be nearer to the index in service, and cost a training each.
const FOLDS: usize = 5;

/// One round of training finds the same entries as all of them, in a third of
/// the time; only probabilities need more, and none is asked for here.
const QUICK: Tuning = Tuning { rounds: 1, rounds_of_many: 1, ..PRODUCT };

/// A wording asked of an index that never learnt it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The document it belongs to.
    pub document: usize,
    /// Its place in the wordings of the document, from 0.
    pub wording: usize,
    /// The document that came first.
    pub reached: usize,
    /// Whether its own document is among the first, as many as a candidate is offered.
    pub is_offered: bool,
}

/// Asks every wording once, by folds; the same documents give the same result,
/// in the order of the documents. A wording without any word is not asked.
pub fn ask_left_out(documents: &[Document<'_>], synonyms: &[Vec<String>]) -> Vec<Asked> {
    let extractor = Extractor::new(super::lexis(documents), synonyms, PRODUCT);
    let (texts, numbers) = learnt_texts(documents, &extractor);
    let lesson = Lesson { places: places(documents, &texts), texts, numbers, classes: documents.len() };
    let at_once = thread::available_parallelism().map_or(1, NonZero::get);
    let mut asked = Vec::new();
    for folds in (0..FOLDS).collect::<Vec<_>>().chunks(at_once) {
        asked.extend(lesson.ask_folds(folds));
    }
    asked.sort_by_key(|one| (one.document, one.wording));
    asked
}

/// What each fold learns from, and asks.
struct Lesson {
    texts: Texts,
    numbers: Arc<Numbers>,
    /// Of each text, its place in the wordings of its document when it is one.
    places: Vec<Option<usize>>,
    classes: usize,
}

fn places(documents: &[Document<'_>], texts: &Texts) -> Vec<Option<usize>> {
    let places = documents.iter().flat_map(|document| {
        // The title comes first and is no wording: its place is none.
        document.typed().enumerate().filter(|(_, typed)| !text::words(typed).is_empty()).map(|(place, _)| place.checked_sub(1))
    });
    let mut places = places.collect::<Vec<_>>().into_iter();
    texts.all().iter().map(|text| if text.is_wording { places.next().flatten() } else { None }).collect()
}

impl Lesson {
    fn ask_folds(&self, folds: &[usize]) -> Vec<Asked> {
        thread::scope(|scope| {
            let threads: Vec<_> = folds.iter().map(|fold| scope.spawn(move || self.ask_fold(*fold, &QUICK))).collect();
            let answers = threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            answers.flatten().collect()
        })
    }

    fn ask_fold(&self, fold: usize, tuning: &Tuning) -> Vec<Asked> {
        let is_left_out = |text: &Text, place: Option<usize>| place.is_some_and(|place| (place + text.class) % FOLDS == fold);
        let (asked, kept): (Vec<_>, Vec<_>) =
            self.texts.all().iter().copied().zip(self.places.iter().copied()).partition(|(text, place)| is_left_out(text, *place));
        let kept: Vec<Text> = kept.into_iter().map(|(text, _)| text).collect();
        let model = Model::train(&self.texts, &kept, self.classes, self.numbers.clone(), tuning);
        let ask = |(text, place): (Text, Option<usize>)| {
            let evidence = model.weigh(&model.scores(&model.vector_of(self.texts.parts(&text))), 1.0);
            let chance = evidence.chances[text.class];
            let before = evidence.chances.iter().filter(|other| **other > chance).count();
            Some(Asked { document: text.class, wording: place?, reached: evidence.best(), is_offered: before < SHOWN })
        };
        asked.into_iter().filter_map(ask).collect()
    }
}
