//! The two linear heads: multinomial logistic regressions from features to
//! entries, as they are asked. How their weights are found is for `descent`.
//!
//! They are an inverted index with trained weights: each feature has a row of
//! the classes that it speaks for or against, and a question costs what the rows
//! of its features hold. A row keeps its heaviest weights only, so that a question
//! to ten thousand entries costs little more than one to a thousand.

use super::features::Sparse;

/// The most classes that a row keeps. Under this many nothing is left out.
const ROW: usize = 256;

/// What a feature says of a class, or what a text scores for it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Pair {
    /// Of the head that says which entry.
    pub(super) which: f32,
    /// Of the head that says whether any.
    pub(super) whether: f32,
}

impl Pair {
    /// What lies between two pairs: this one at 0, the other at 1.
    pub(super) fn towards(self, other: Self, share: f32) -> Self {
        let between = |this: f32, other: f32| this + share * (other - this);
        Self { which: between(self.which, other.which), whether: between(self.whether, other.whether) }
    }

    fn heaviest(&self) -> f32 {
        self.which.abs().max(self.whether.abs())
    }
}

/// Trained weights, grouped by feature.
#[derive(Debug)]
pub(super) struct Heads {
    /// Where the row of each feature starts, and where the last one ends.
    starts: Vec<u32>,
    /// The class of each weight, ascending in a row.
    owners: Vec<u32>,
    weights: Vec<Pair>,
    bias: Vec<Pair>,
}

impl Heads {
    /// No row yet; rows come by ascending feature. `weights` is how many there may be.
    pub(super) fn new(bias: Vec<Pair>, features: usize, weights: usize) -> Self {
        let mut starts = Vec::with_capacity(features + 1);
        starts.push(0);
        Self { starts, owners: Vec::with_capacity(weights), weights: Vec::with_capacity(weights), bias }
    }

    /// Adds the row of the next feature, its classes ascending, and keeps its heaviest weights.
    pub(super) fn add_row(&mut self, row: impl Iterator<Item = (u32, Pair)>) {
        let start = self.owners.len();
        for (owner, weights) in row {
            self.owners.push(owner);
            self.weights.push(weights);
        }
        if self.owners.len() - start > ROW {
            let mut kept: Vec<(u32, Pair)> = self.owners.drain(start..).zip(self.weights.drain(start..)).collect();
            kept.select_nth_unstable_by(ROW, |one, other| other.1.heaviest().total_cmp(&one.1.heaviest()).then(one.0.cmp(&other.0)));
            kept.truncate(ROW);
            kept.sort_unstable_by_key(|(owner, _)| *owner);
            self.owners.extend(kept.iter().map(|(owner, _)| owner));
            self.weights.extend(kept.iter().map(|(_, weights)| weights));
        }
        self.starts.push(self.owners.len() as u32);
    }

    /// The memory they take, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let classes = (self.starts.capacity() + self.owners.capacity()) * size_of::<u32>();
        classes + (self.weights.capacity() + self.bias.capacity()) * size_of::<Pair>()
    }

    /// The scores of each class for a text.
    pub(super) fn scores(&self, vector: &Sparse) -> Vec<Pair> {
        let mut scores = self.bias.clone();
        for &(feature, value) in &vector.parts {
            let row = self.starts[feature as usize] as usize..self.starts[feature as usize + 1] as usize;
            for (owner, weights) in self.owners[row.clone()].iter().zip(&self.weights[row]) {
                let score = &mut scores[*owner as usize];
                score.which += value * weights.which;
                score.whether += value * weights.whether;
            }
        }
        scores
    }
}

/// Turns scores into probabilities that sum to one.
pub(super) fn softmax(scores: &mut [f32]) {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        // What is so far below is nothing: most classes cost no exponential.
        *score = if *score < highest - NOTHING { 0.0 } else { (*score - highest).exp() };
        sum += *score;
    }
    for score in scores.iter_mut() {
        *score /= sum;
    }
}

/// A class this far below the likeliest has less than a millionth of its chances.
const NOTHING: f32 = 14.0;
