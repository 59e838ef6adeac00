//! Whether two questions ask the same, when no entry answers either.
//!
//! Nothing is learnt of them, so it is the raw features that are compared: the
//! letters forgive typos, the words and their meanings tell what it is about.
//! Words that many entries hold count for little, those that none holds for
//! much: « le », « est-ce que » make no two questions alike.

use super::features::{FAMILIES, Raw, Vocabulary};
use super::{Index, text};

/// What a question says, to be compared with another.
#[derive(Clone, Debug, PartialEq)]
pub struct Gist {
    /// Each feature with its weight, by ascending hash; of length 1, or empty.
    features: Vec<(u64, f32)>,
}

impl Index {
    /// What a question says; nothing of a text without words.
    pub fn gist(&self, question: &str) -> Gist {
        let words = text::words(question);
        Gist::new(&self.extractor.extract(&words), self.model.vocabulary())
    }
}

impl Gist {
    fn new(raw: &[Raw], vocabulary: &Vocabulary) -> Self {
        let mut lengths = [0.0_f32; FAMILIES];
        let worth = |one: &Raw| vocabulary.worth(one);
        raw.iter().for_each(|one| lengths[one.family()] += worth(one).powi(2));
        // Each family has its say, whatever its number of features.
        let present = lengths.iter().filter(|length| **length > 0.0).count().max(1) as f32;
        let mut features: Vec<(u64, f32)> =
            raw.iter().map(|one| (one.hash, worth(one) / (lengths[one.family()] * present).sqrt())).collect();
        features.sort_unstable_by_key(|(hash, _)| *hash);
        Self { features }
    }

    /// How much two questions say the same: 0 nothing, 1 the same words, whatever
    /// their order. The cosine of their weighed features.
    pub fn likeness(&self, other: &Self) -> f64 {
        let (mut mine, mut theirs) = (self.features.iter().peekable(), other.features.iter().peekable());
        let mut sum = 0.0;
        while let (Some((hash, value)), Some((other_hash, other_value))) = (mine.peek(), theirs.peek()) {
            if hash == other_hash {
                sum += f64::from(value * other_value);
            }
            if hash <= other_hash {
                mine.next();
            }
            if other_hash <= hash {
                theirs.next();
            }
        }
        sum
    }
}
