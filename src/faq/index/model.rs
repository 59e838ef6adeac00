//! What is learnt from the texts of the FAQ, and what it says of a question:
//! how likely each entry is, and how much of the question it has ever seen.
//!
//! It knows classes by number; entries, thresholds and the context of a
//! conversation belong to those who call it.

use super::features::{Raw, Sparse, Vocabulary};
use super::head::{Example, Head, softmax};
use super::tuning::Tuning;

/// One text to learn from.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) raw: Vec<Raw>,
    pub(super) class: usize,
    /// 1 for a wording; less for a sentence of an answer, which speaks otherwise than candidates.
    pub(super) weight: f32,
}

impl Text {
    /// True for what a candidate could type.
    pub(super) fn is_wording(&self) -> bool {
        self.weight >= 1.0
    }
}

/// A trained model.
#[derive(Debug)]
pub(super) struct Model {
    vocabulary: Vocabulary,
    head: Head,
    /// The vectors of each class's own wordings.
    wordings: Vec<Vec<Sparse>>,
}

/// What the model says of one question.
#[derive(Clone, Debug)]
pub(super) struct Evidence {
    /// The probability of each class, as the head sees it.
    pub(super) chances: Vec<f32>,
    /// The likeliest class.
    pub(super) best: usize,
    /// The likeness of the question to the nearest wording of the likeliest class, 0 to 1.
    pub(super) nearest: f32,
    /// The share of the question that some text of the FAQ holds, 0 to 1.
    pub(super) known: f32,
}

/// The wordings that tell what a class is about: its title and the first that HR thought of.
const TELLING: usize = 8;

impl Model {
    /// Trains on texts of `classes` classes; a class without text is never likely.
    pub(super) fn train(texts: &[&Text], classes: usize, tuning: &Tuning) -> Self {
        let vocabulary = Vocabulary::new(texts, tuning);
        let examples: Vec<Example> =
            texts.iter().map(|text| Example { vector: vocabulary.vector(&text.raw), class: text.class, weight: text.weight }).collect();
        let head = Head::train(&examples, vocabulary.len(), classes, tuning);
        let mut wordings = vec![Vec::new(); classes];
        for (example, text) in examples.into_iter().zip(texts) {
            if text.is_wording() {
                wordings[example.class].push(example.vector);
            }
        }
        Self { vocabulary, head, wordings }
    }

    /// The memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let wordings: usize = self.wordings.iter().flatten().map(Sparse::bytes).sum();
        self.vocabulary.bytes() + self.head.bytes() + wordings
    }

    /// The vector of a text.
    pub(super) fn vector(&self, raw: &[Raw]) -> Sparse {
        self.vocabulary.vector(raw)
    }

    /// The score of each class for a text.
    pub(super) fn scores(&self, vector: &Sparse) -> Vec<f32> {
        self.head.scores(vector)
    }

    /// The score of each class for what one class is about.
    pub(super) fn profile(&self, class: usize) -> Vec<f32> {
        let told = self.wordings[class].iter().take(TELLING);
        let mut mean = vec![0.0; self.wordings.len()];
        let share = 1.0 / told.len().max(1) as f32;
        for wording in told {
            for (sum, score) in mean.iter_mut().zip(self.head.scores(wording)) {
                *sum += score * share;
            }
        }
        mean
    }

    /// Turns the scores of a text into evidence.
    pub(super) fn weigh(&self, vector: &Sparse, mut scores: Vec<f32>) -> Evidence {
        softmax(&mut scores);
        let chances = scores;
        let best = (0..chances.len()).fold(0, |best, class| if chances[class] > chances[best] { class } else { best });
        let nearest = self.wordings.get(best).map_or(0.0, |wordings| likeness(vector, wordings));
        Evidence { chances, best, nearest, known: vector.known }
    }
}

/// The highest cosine of a vector with some others.
fn likeness(vector: &Sparse, others: &[Sparse]) -> f32 {
    let own = length(vector);
    let cosine = |other: &Sparse| {
        let lengths = own * length(other);
        if lengths > 0.0 { product(vector, other) / lengths } else { 0.0 }
    };
    others.iter().map(cosine).fold(0.0, f32::max)
}

fn length(vector: &Sparse) -> f32 {
    vector.parts.iter().map(|(_, value)| value * value).sum::<f32>().sqrt()
}

fn product(one: &Sparse, other: &Sparse) -> f32 {
    let mut sum = 0.0;
    let mut others = other.parts.iter().peekable();
    for (feature, value) in &one.parts {
        while others.next_if(|(number, _)| number < feature).is_some() {}
        if let Some((_, same)) = others.next_if(|(number, _)| number == feature) {
            sum += value * same;
        }
    }
    sum
}
