//! What is learnt from the texts of the FAQ, and what it says of a question:
//! how likely each entry is, and how sure it is that some entry answers.
//!
//! It knows classes by number; entries, thresholds and the context of a
//! conversation belong to those who call it.

use std::sync::Arc;

use super::descent::Descent;
use super::features::{Numbers, Raw, Sparse, Vocabulary};
use super::head::{Heads, Pair, softmax};
use super::texts::{Text, Texts};
use super::tuning::Tuning;

/// A trained model.
///
/// Two heads, since two questions are asked: which entry, and whether any. What
/// answers say helps to find the entry when its wordings are few; but they say
/// so many words that a head which learnt them takes a foreign question for one
/// of its own.
#[derive(Debug)]
pub(super) struct Model {
    vocabulary: Vocabulary,
    /// Which entry, learnt from wordings and answers; whether any, from wordings alone.
    heads: Heads,
    /// What each class is about: the mean of its first wordings.
    abouts: Vec<Sparse>,
}

/// What the model says of one question.
#[derive(Clone, Debug)]
pub(super) struct Evidence {
    /// The probability of each class, some entry being asked for.
    pub(super) chances: Vec<f32>,
    /// The likeliest classes, the likeliest first.
    pub(super) likeliest: Vec<usize>,
    /// The highest score of any class, which tells how much of the question was ever asked.
    pub(super) highest: f32,
    /// Minus the entropy of the chances, in nats: 0 when one class has them all.
    pub(super) certainty: f32,
    /// The share of the question's words that the FAQ knows, 0 to 1.
    pub(super) familiar: f64,
}

/// The wordings that tell what a class is about: its title and the first that HR thought of.
const TELLING: usize = 5;
/// How many of the likeliest classes are asked whether they answer, and share the
/// probability that one does.
const LIKELIEST: usize = 12;

impl Evidence {
    /// The likeliest class; 0 when there is none.
    pub(super) fn best(&self) -> usize {
        self.likeliest.first().copied().unwrap_or_default()
    }
}

impl Model {
    /// Trains on those of some texts that are to be learnt, of `classes` classes;
    /// a class without text is never likely.
    pub(super) fn train(texts: &Texts, learnt: &[Text], classes: usize, numbers: Arc<Numbers>, tuning: &Tuning) -> Self {
        let vocabulary = Vocabulary::new(numbers, texts, learnt, tuning);
        let mut examples = Texts::with_room_for(learnt);
        for text in learnt {
            examples.push(vocabulary.vector_of(texts.parts(text)).parts, text.class, text.is_wording);
        }
        let mut descent = Descent::over_wordings(&examples, vocabulary.len(), classes, tuning);
        let whether = descent.over_answers();
        Self { heads: descent.heads(&whether), abouts: abouts(&examples, classes), vocabulary }
    }

    /// The memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.vocabulary.bytes() + self.heads.bytes() + self.abouts.iter().map(Sparse::bytes).sum::<usize>()
    }

    /// The features it knows.
    pub(super) fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The vector of a text.
    pub(super) fn vector(&self, raw: &[Raw]) -> Sparse {
        self.vocabulary.vector(raw)
    }

    /// The vector of a text that was learnt, by this model or another.
    pub(super) fn vector_of(&self, parts: &[(u32, f32)]) -> Sparse {
        self.vocabulary.vector_of(parts)
    }

    /// The scores of each class for a text.
    pub(super) fn scores(&self, vector: &Sparse) -> Vec<Pair> {
        self.heads.scores(vector)
    }

    /// The scores of each class for what one class is about.
    pub(super) fn profile(&self, class: usize) -> Vec<Pair> {
        self.heads.scores(&self.abouts[class])
    }

    /// Turns the scores of a text into evidence.
    pub(super) fn weigh(&self, scores: &[Pair], familiar: f64) -> Evidence {
        let mut chances: Vec<f32> = scores.iter().map(|score| score.which).collect();
        let likeliest = likeliest(&chances, LIKELIEST);
        let mut surest: Vec<f32> = likeliest.iter().map(|class| scores[*class].whether).collect();
        let highest = surest.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        softmax(&mut surest);
        let certainty = surest.iter().filter(|chance| **chance > 0.0).map(|chance| chance * chance.ln()).sum();
        softmax(&mut chances);
        Evidence { chances, likeliest, highest, certainty, familiar }
    }
}

/// The classes with the highest values, the highest first, ties by their number.
fn likeliest(values: &[f32], count: usize) -> Vec<usize> {
    let higher = |one: &usize, other: &usize| values[*other].total_cmp(&values[*one]).then(one.cmp(other));
    let mut classes: Vec<usize> = (0..values.len()).collect();
    if count < classes.len() {
        classes.select_nth_unstable_by(count, higher);
        classes.truncate(count);
    }
    classes.sort_unstable_by(higher);
    classes
}

fn abouts(examples: &Texts, classes: usize) -> Vec<Sparse> {
    let mut told = vec![Vec::new(); classes];
    for example in examples.all().iter().filter(|example| example.is_wording) {
        if told[example.class].len() < TELLING {
            told[example.class].push(examples.parts(example));
        }
    }
    told.iter().map(|vectors| Sparse::mean(vectors)).collect()
}
