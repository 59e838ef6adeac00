//! From ranked candidates to what becomes of a question.

use super::tuning::Tuning;
use super::{Candidate, Finding, Kind};

/// The most choices, and the most near topics, that a candidate is shown.
pub(super) const SHOWN: usize = 3;

/// Decides on candidates, best first.
pub(super) fn decide(candidates: &[Candidate], tuning: &Tuning) -> Finding {
    let Some(best) = candidates.first() else {
        return Finding::Unknown(Vec::new());
    };
    if best.confidence >= tuning.needed(Some(best.kind)) {
        return Finding::Answer(best.clone());
    }
    let choices = above(candidates, tuning.choice);
    let refused: f64 = candidates.iter().filter(|one| one.kind == Kind::OutOfScope).map(|one| one.confidence).sum();
    let together: f64 = choices.iter().map(|one| one.confidence).sum();
    if choices.len() >= 2 && together >= tuning.choices.max(refused) {
        Finding::Choices(choices)
    } else {
        Finding::Unknown(above(candidates, tuning.near))
    }
}

/// The first candidates that may be shown: small talk and what is out of scope are no topics.
fn above(candidates: &[Candidate], least: f64) -> Vec<Candidate> {
    let worth = |one: &&Candidate| one.kind == Kind::Answer && one.confidence >= least;
    candidates.iter().filter(worth).take(SHOWN).cloned().collect()
}
