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
    let choices = choices(candidates, tuning);
    let refused: f64 = candidates.iter().filter(|one| one.kind == Kind::OutOfScope).map(|one| one.confidence).sum();
    let together: f64 = choices.iter().map(|one| one.confidence).sum();
    if choices.len() >= 2 && together >= tuning.choices.max(refused) {
        Finding::Choices(choices)
    } else {
        Finding::Unknown(above(candidates, tuning.near))
    }
}

/// Never one alone: the next one is what may be meant if it is wrong.
fn choices(candidates: &[Candidate], tuning: &Tuning) -> Vec<Candidate> {
    let mut choices = above(candidates, 0.0);
    if choices.get(2).is_some_and(|third| third.confidence < tuning.choice) {
        choices.truncate(2);
    }
    choices
}

/// The first candidates that may be shown: small talk and what is out of scope are no topics.
fn above(candidates: &[Candidate], least: f64) -> Vec<Candidate> {
    let worth = |one: &&Candidate| one.kind == Kind::Answer && one.confidence >= least;
    candidates.iter().filter(worth).take(SHOWN).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::super::EntryId;
    use super::super::tuning::PRODUCT;
    use super::*;

    fn decided(likely: &[(&str, Kind, f64)]) -> String {
        let candidate = |&(id, kind, confidence): &(&str, Kind, f64)| Candidate { entry: EntryId::new(id), kind, confidence };
        let candidates: Vec<Candidate> = likely.iter().map(candidate).collect();
        let names = |some: &[Candidate]| some.iter().map(|one| one.entry.to_string()).collect::<Vec<_>>().join(" ");
        match decide(&candidates, &PRODUCT) {
            Finding::Answer(one) => format!("answer {}", one.entry),
            Finding::Choices(some) => format!("choices {}", names(&some)),
            Finding::Unknown(some) => format!("unknown {}", names(&some)),
            Finding::Answers(_) => "several".to_owned(),
        }
    }

    #[test]
    fn what_is_nearly_sure_is_offered_with_what_else_may_be_meant() {
        use Kind::{Answer, OutOfScope, SmallTalk};
        for (likely, expected) in [
            (&[("salaire", Answer, 0.8), ("primes", Answer, 0.1)][..], "answer salaire"),
            // Its rivals have next to nothing: it is not refused for want of a second choice.
            (&[("salaire", Answer, 0.7), ("primes", Answer, 0.001), ("cantine", Answer, 0.0)], "choices salaire primes"),
            (&[("salaire", Answer, 0.58), ("primes", Answer, 0.001)], "unknown salaire"),
            (&[("salaire", Answer, 0.5), ("primes", Answer, 0.1), ("cantine", Answer, 0.01)], "choices salaire primes cantine"),
            (&[("salaire", Answer, 0.3), ("bonjour", SmallTalk, 0.3), ("primes", Answer, 0.3)], "choices salaire primes"),
            (&[("salaire", Answer, 0.4), ("primes", Answer, 0.1)], "unknown salaire primes"),
            (&[("impots", OutOfScope, 0.45), ("salaire", Answer, 0.4), ("primes", Answer, 0.01)], "unknown salaire"),
            (&[("impots", OutOfScope, 0.6), ("salaire", Answer, 0.4)], "answer impots"),
            (&[("salaire", Answer, 0.7)], "unknown salaire"),
            (&[], "unknown "),
        ] {
            assert_eq!(decided(likely), expected, "{likely:?}");
        }
    }
}
