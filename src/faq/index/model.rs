//! What is learnt from the texts of the FAQ, and what it says of a question:
//! how likely each entry is, and how sure it is that some entry answers.
//!
//! It knows classes by number; entries, thresholds and the context of a
//! conversation belong to those who call it.

use super::descent::{Descent, Example};
use super::features::{Raw, Sparse, Vocabulary};
use super::head::{Head, softmax};
use super::tuning::Tuning;

/// One text to learn from.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) raw: Vec<Raw>,
    pub(super) class: usize,
    /// True for what a candidate could type; a sentence of an answer speaks otherwise.
    pub(super) is_wording: bool,
}

/// A trained model.
///
/// Two heads, since two questions are asked: which entry, and whether any. What
/// answers say helps to find the entry when its wordings are few; but they say
/// so many words that a head which learnt them takes a foreign question for one
/// of its own.
#[derive(Debug)]
pub(super) struct Model {
    vocabulary: Vocabulary,
    /// Learnt from wordings and answers: which entry.
    which: Head,
    /// Learnt from wordings alone: whether any.
    whether: Head,
    /// What each class is about: the mean of its first wordings.
    abouts: Vec<Sparse>,
}

/// What the model says of one question.
#[derive(Clone, Debug)]
pub(super) struct Evidence {
    /// The probability of each class, some entry being asked for.
    pub(super) chances: Vec<f32>,
    /// The likeliest class.
    pub(super) best: usize,
    /// The highest score of any class, which tells how much of the question was ever asked.
    pub(super) highest: f32,
    /// Minus the entropy of the chances, in nats: 0 when one class has them all.
    pub(super) certainty: f32,
    /// The share of the question's words that the FAQ knows, 0 to 1.
    pub(super) familiar: f64,
}

/// The wordings that tell what a class is about: its title and the first that HR thought of.
const TELLING: usize = 5;
/// How many of the likeliest classes are asked whether they answer.
const ASKED: usize = 12;

impl Model {
    /// Trains on texts of `classes` classes; a class without text is never likely.
    pub(super) fn train(texts: &[&Text], classes: usize, tuning: &Tuning) -> Self {
        let vocabulary = Vocabulary::new(texts, tuning);
        let example = |text: &&Text| Example { vector: vocabulary.vector(&text.raw), class: text.class, is_wording: text.is_wording };
        let examples: Vec<Example> = texts.iter().map(example).collect();
        let descent = Descent::over_wordings(&examples, vocabulary.len(), classes, tuning);
        let whether = descent.head();
        let which = descent.over_answers().head();
        Self { vocabulary, which, whether, abouts: abouts(&examples, classes) }
    }

    /// The memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let abouts: usize = self.abouts.iter().map(Sparse::bytes).sum();
        self.vocabulary.bytes() + self.which.bytes() + self.whether.bytes() + abouts
    }

    /// The vector of a text.
    pub(super) fn vector(&self, raw: &[Raw]) -> Sparse {
        self.vocabulary.vector(raw)
    }

    /// The score of each class for a text.
    pub(super) fn scores(&self, vector: &Sparse) -> Vec<f32> {
        self.which.scores(vector)
    }

    /// The score of each class for what one class is about.
    pub(super) fn profile(&self, class: usize) -> Vec<f32> {
        self.which.scores(&self.abouts[class])
    }

    /// Turns the scores of a text into evidence.
    pub(super) fn weigh(&self, vector: &Sparse, mut scores: Vec<f32>, familiar: f64) -> Evidence {
        let likeliest = likeliest(&scores, ASKED);
        let mut surest = self.whether.scores_of(&likeliest, vector);
        let highest = surest.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        softmax(&mut surest);
        let certainty = surest.iter().filter(|chance| **chance > 0.0).map(|chance| chance * chance.ln()).sum();
        softmax(&mut scores);
        Evidence { chances: scores, best: likeliest.first().copied().unwrap_or_default(), highest, certainty, familiar }
    }
}

/// The classes with the highest values, the highest first, ties by their number.
pub(super) fn likeliest(values: &[f32], count: usize) -> Vec<usize> {
    let higher = |one: &usize, other: &usize| values[*other].total_cmp(&values[*one]).then(one.cmp(other));
    let mut classes: Vec<usize> = (0..values.len()).collect();
    if count < classes.len() {
        classes.select_nth_unstable_by(count, higher);
        classes.truncate(count);
    }
    classes.sort_unstable_by(higher);
    classes
}

fn abouts(examples: &[Example], classes: usize) -> Vec<Sparse> {
    let mut told = vec![Vec::new(); classes];
    for example in examples.iter().filter(|example| example.is_wording) {
        if told[example.class].len() < TELLING {
            told[example.class].push(&example.vector);
        }
    }
    told.iter().map(|vectors| Sparse::mean(vectors)).collect()
}
