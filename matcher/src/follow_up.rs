//! A short question after another: « et pour un contractuel ? » is read with
//! what the previous entry is about.
//!
//! A new topic must not be bent by the old one: a question leans only when it
//! opens as a follow-up, or when it is short, and then the less it is understood
//! alone the more.

use super::head::Pair;
use super::tuning::Tuning;

/// The most words a question may have and still lean on the previous one.
const MAX_WORDS: usize = 8;

/// How a follow-up opens.
const OPENINGS: [&str; 10] = ["et", "mais", "ou", "lequel", "laquelle", "lesquels", "lesquelles", "sinon", "pareil", "idem"];

/// How much a question leans on the previous entry, given how sure it is alone.
pub(super) fn weight(words: &[String], sure: f64, tuning: &Tuning) -> f32 {
    if words.len() > MAX_WORDS {
        0.0
    } else if words.first().is_some_and(|word| OPENINGS.contains(&word.as_str())) {
        tuning.follow_up
    } else {
        tuning.short * (1.0 - sure) as f32
    }
}

/// Adds what the previous entry is about to the scores of the others: the answer just given is not asked again.
pub(super) fn lean(scores: &mut [Pair], previous: usize, profile: &[Pair], weight: f32) {
    for (class, (score, about)) in scores.iter_mut().zip(profile).enumerate() {
        if class != previous {
            score.which += weight * about.which;
        }
    }
}
