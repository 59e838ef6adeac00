//! The linear head: multinomial logistic regression from features to entries,
//! as it is asked. How its weights are found is for `descent`.
//!
//! It is an inverted index with trained weights: each feature has a row of the
//! classes that it speaks for or against, and a question costs what the rows of
//! its features hold. A row keeps its heaviest weights only, so that a question
//! to ten thousand entries costs little more than one to a thousand.

use super::features::Sparse;

/// The most weights that a row keeps. Under this many classes nothing is left out.
const ROW: usize = 256;

/// Trained weights, grouped by feature.
#[derive(Debug)]
pub(super) struct Head {
    /// Where the row of each feature starts, and where the last one ends.
    starts: Vec<u32>,
    /// The class of each weight, ascending in a row.
    owners: Vec<u32>,
    weights: Vec<f32>,
    bias: Vec<f32>,
}

impl Head {
    /// Keeps the heaviest weights of the rows, which come by ascending feature,
    /// each with its classes ascending.
    pub(super) fn new(rows: impl Iterator<Item = Vec<(u32, f32)>>, bias: Vec<f32>) -> Self {
        let mut head = Self { starts: vec![0], owners: Vec::new(), weights: Vec::new(), bias };
        for mut row in rows {
            if row.len() > ROW {
                row.select_nth_unstable_by(ROW, |one, other| other.1.abs().total_cmp(&one.1.abs()).then(one.0.cmp(&other.0)));
                row.truncate(ROW);
                row.sort_unstable_by_key(|(class, _)| *class);
            }
            head.owners.extend(row.iter().map(|(class, _)| *class));
            head.weights.extend(row.iter().map(|(_, weight)| *weight));
            head.starts.push(head.owners.len() as u32);
        }
        head.owners.shrink_to_fit();
        head.weights.shrink_to_fit();
        head
    }

    /// The memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let numbers = self.starts.capacity() + self.owners.capacity();
        numbers * size_of::<u32>() + (self.weights.capacity() + self.bias.capacity()) * size_of::<f32>()
    }

    /// One score per class; the higher the likelier.
    pub(super) fn scores(&self, vector: &Sparse) -> Vec<f32> {
        let mut scores = self.bias.clone();
        for &(feature, value) in &vector.parts {
            let (owners, weights) = self.row(feature);
            for (owner, weight) in owners.iter().zip(weights) {
                scores[*owner as usize] += value * weight;
            }
        }
        scores
    }

    /// The scores of a few classes.
    pub(super) fn scores_of(&self, classes: &[usize], vector: &Sparse) -> Vec<f32> {
        let mut scores: Vec<f32> = classes.iter().map(|class| self.bias[*class]).collect();
        for &(feature, value) in &vector.parts {
            let (owners, weights) = self.row(feature);
            for (score, class) in scores.iter_mut().zip(classes) {
                if let Ok(place) = owners.binary_search(&(*class as u32)) {
                    *score += value * weights[place];
                }
            }
        }
        scores
    }

    fn row(&self, feature: u32) -> (&[u32], &[f32]) {
        let row = self.starts[feature as usize] as usize..self.starts[feature as usize + 1] as usize;
        (&self.owners[row.clone()], &self.weights[row])
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
