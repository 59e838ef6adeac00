//! How well an index answers a set of questions whose right entries are known.
//!
//! Rates are shares from 0 to 1, absent when nothing counts towards them. Where
//! questions come from and how long they took is for the caller.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::words::EntryId;
use matcher::Kind;
use matcher::{Candidate, Finding};

/// A question and what should become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The question, as typed.
    pub text: String,
    /// The entries that answer it; none when it is out of scope.
    pub right: BTreeSet<EntryId>,
    /// For one out of scope: whether its subject is that of the FAQ.
    pub is_near: bool,
}

/// What an index made of one question.
#[derive(Clone, Debug)]
pub struct Answered<'a> {
    /// The question.
    pub query: &'a Query,
    /// Every entry, the likeliest first.
    pub ranked: Vec<Candidate>,
    /// What becomes of it with the product's own thresholds.
    pub finding: Finding,
}

/// The figures of an evaluation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// Questions that some entry answers.
    pub in_scope: usize,
    /// Questions that no entry answers.
    pub out_of_scope: usize,
    /// In scope: a right entry comes first.
    pub accuracy_at_1: Option<f64>,
    /// In scope: a right entry is among the first three.
    pub accuracy_at_3: Option<f64>,
    /// In scope: the mean of 1 / the place of the first right entry.
    pub mrr: Option<f64>,
    /// How often a question in scope is surer than a near one out of scope.
    pub auroc_near: Option<f64>,
    /// The same against those of other subjects.
    pub auroc_far: Option<f64>,
    /// In scope: a right entry first and surer than nine in ten of all the questions out of scope.
    pub accuracy_at_90_rejection: Option<f64>,
    /// In scope: a right entry is answered, alone or among the answers to several
    /// questions of one message: wherever it stands the candidate reads it whole,
    /// under its title. `answered_several` shows who answers more than is asked.
    pub answered_right: Option<f64>,
    /// In scope: other entries alone are answered.
    pub answered_wrong: Option<f64>,
    /// In scope: two or three entries are answered, right or not.
    pub answered_several: Option<f64>,
    /// In scope: a right entry is among the choices.
    pub choices_with_right: Option<f64>,
    /// In scope: there are choices, none right.
    pub choices_without_right: Option<f64>,
    /// In scope: « je ne sais pas », or the refusal of an out-of-scope kind.
    pub refused_in_scope: Option<f64>,
    /// Out of scope: the same.
    pub refused_out_of_scope: Option<f64>,
}

/// Computes the figures.
pub fn evaluate(answered: &[Answered<'_>]) -> Evaluation {
    let (inside, outside): (Vec<_>, Vec<_>) = answered.iter().partition(|one| !one.query.right.is_empty());
    let (near, far): (Vec<_>, Vec<_>) = outside.iter().partition(|one| one.query.is_near);
    let inside_share = |is: &dyn Fn(&Answered<'_>) -> bool| share(&inside, is);
    let threshold = rejecting_nine_in_ten(&outside);
    Evaluation {
        in_scope: inside.len(),
        out_of_scope: outside.len(),
        accuracy_at_1: inside_share(&|one| one.place().is_some_and(|place| place < 1)),
        accuracy_at_3: inside_share(&|one| one.place().is_some_and(|place| place < 3)),
        mrr: mean(inside.iter().map(|one| one.place().map_or(0.0, |place| 1.0 / (place + 1) as f64))),
        auroc_near: auroc(&inside, &near),
        auroc_far: auroc(&inside, &far),
        accuracy_at_90_rejection: threshold.and_then(|least| inside_share(&|one| one.place() == Some(0) && one.sure_to_answer() > least)),
        answered_right: inside_share(&|one| one.fate() == Fate::Right),
        answered_wrong: inside_share(&|one| one.fate() == Fate::Wrong),
        answered_several: inside_share(&|one| matches!(one.finding, Finding::Answers(_))),
        choices_with_right: inside_share(&|one| one.fate() == Fate::ChoicesWithRight),
        choices_without_right: inside_share(&|one| one.fate() == Fate::ChoicesWithoutRight),
        refused_in_scope: inside_share(&|one| one.fate() == Fate::Refused),
        refused_out_of_scope: share(&outside, &|one| one.fate() == Fate::Refused),
    }
}

/// What became of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Right,
    Wrong,
    ChoicesWithRight,
    ChoicesWithoutRight,
    Refused,
}

impl Answered<'_> {
    /// Whether the first entry is not one that should come first.
    pub fn is_missed(&self) -> bool {
        match self.query.right.is_empty() {
            true => self.fate() != Fate::Refused,
            false => self.place() != Some(0),
        }
    }

    /// The place of the first right entry, from 0.
    fn place(&self) -> Option<usize> {
        self.ranked.iter().position(|candidate| self.is_right(candidate))
    }

    /// The probability that some entry answers: out-of-scope kinds refuse.
    fn sure_to_answer(&self) -> f64 {
        let answering = self.ranked.iter().filter(|candidate| candidate.kind != Kind::OutOfScope);
        answering.map(|candidate| candidate.confidence).sum()
    }

    fn is_right(&self, candidate: &Candidate) -> bool {
        self.query.right.contains(&candidate.entry)
    }

    fn fate(&self) -> Fate {
        match &self.finding {
            Finding::Answer(one) if self.is_right(one) => Fate::Right,
            Finding::Answer(one) if one.kind == Kind::OutOfScope => Fate::Refused,
            Finding::Answers(some) if some.iter().any(|one| self.is_right(one)) => Fate::Right,
            Finding::Answer(_) | Finding::Answers(_) => Fate::Wrong,
            Finding::Choices(some) if some.iter().any(|one| self.is_right(one)) => Fate::ChoicesWithRight,
            Finding::Choices(_) => Fate::ChoicesWithoutRight,
            Finding::Unknown(_) => Fate::Refused,
        }
    }
}

fn share(answered: &[&Answered<'_>], is: &dyn Fn(&Answered<'_>) -> bool) -> Option<f64> {
    mean(answered.iter().map(|one| f64::from(u8::from(is(one)))))
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> Option<f64> {
    let count = values.len();
    (count > 0).then(|| values.sum::<f64>() / count as f64)
}

/// The area under the ROC curve: how often one of `inside` is surer than one of
/// `outside`, a tie being worth half.
fn auroc(inside: &[&Answered<'_>], outside: &[&Answered<'_>]) -> Option<f64> {
    let mut outside: Vec<f64> = outside.iter().map(|one| one.sure_to_answer()).collect();
    outside.sort_by(f64::total_cmp);
    let wins = inside.iter().map(|one| {
        let sure = one.sure_to_answer();
        let below = outside.partition_point(|other| *other < sure);
        let ties = outside.partition_point(|other| *other <= sure) - below;
        below as f64 + ties as f64 / 2.0
    });
    Some(mean(wins)? / outside.len() as f64).filter(|area| area.is_finite())
}

/// The confidence under which, or at which, nine in ten of these are.
fn rejecting_nine_in_ten(outside: &[&Answered<'_>]) -> Option<f64> {
    let mut sure: Vec<f64> = outside.iter().map(|one| one.sure_to_answer()).collect();
    sure.sort_by(f64::total_cmp);
    let rejected = (sure.len() * 9).div_ceil(10);
    rejected.checked_sub(1).map(|last| sure[last])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(right: &[&str], is_near: bool) -> Query {
        Query { text: "question".into(), right: right.iter().map(|id| EntryId::new(*id)).collect(), is_near }
    }

    fn candidate(id: &str, confidence: f64) -> Candidate {
        let kind = if id.starts_with("hors") { Kind::OutOfScope } else { Kind::Answer };
        Candidate { entry: EntryId::new(id), kind, confidence }
    }

    /// The first candidate is answered from one half up.
    fn answered<'a>(query: &'a Query, ranked: &[(&str, f64)]) -> Answered<'a> {
        let ranked: Vec<Candidate> = ranked.iter().map(|(id, confidence)| candidate(id, *confidence)).collect();
        let finding = match ranked[0].confidence {
            0.5.. => Finding::Answer(ranked[0].clone()),
            0.3.. => Finding::Choices(ranked.iter().take(2).cloned().collect()),
            _ => Finding::Unknown(Vec::new()),
        };
        Answered { query, ranked, finding }
    }

    #[test]
    fn figures_follow_their_definitions() {
        let (pay, near, far) = (query(&["paie"], false), query(&[], true), query(&[], false));
        let asked = [
            answered(&pay, &[("paie", 0.9), ("prime", 0.05)]),
            answered(&pay, &[("prime", 0.6), ("paie", 0.3)]),
            answered(&pay, &[("prime", 0.4), ("paie", 0.35)]),
            answered(&pay, &[("prime", 0.4), ("cdi", 0.2), ("cnd", 0.1), ("paie", 0.05)]),
            answered(&pay, &[("hors-meteo", 0.8), ("paie", 0.1)]),
            answered(&pay, &[("paie", 0.2)]),
            answered(&near, &[("paie", 0.55)]),
            answered(&far, &[("hors-meteo", 0.9), ("paie", 0.05)]),
        ];
        let figures = evaluate(&asked);
        let sixth = 1.0 / 6.0;
        assert_eq!((figures.in_scope, figures.out_of_scope), (6, 2));
        assert_eq!((figures.accuracy_at_1, figures.accuracy_at_3), (Some(2.0 / 6.0), Some(5.0 / 6.0)));
        assert_eq!(figures.mrr, Some((1.0 + 0.5 + 0.5 + 0.25 + 0.5 + 1.0) / 6.0));
        assert_eq!((figures.answered_right, figures.answered_wrong), (Some(sixth), Some(sixth)));
        assert_eq!((figures.choices_with_right, figures.choices_without_right), (Some(sixth), Some(sixth)));
        assert_eq!((figures.refused_in_scope, figures.refused_out_of_scope), (Some(2.0 / 6.0), Some(0.5)));
        // Surer than the near question: the first, the second, the third and the fourth.
        assert_eq!((figures.auroc_near, figures.auroc_far), (Some(4.0 / 6.0), Some(1.0)));
        // Two are out of scope: rejecting nine in ten rejects both.
        assert_eq!(figures.accuracy_at_90_rejection, Some(sixth));
    }

    #[test]
    fn several_answers_are_right_when_one_of_them_is_and_wrong_otherwise() {
        let (pay, cdi, far) = (query(&["paie"], false), query(&["cdi"], false), query(&[], false));
        let several = |query| Answered {
            query,
            ranked: vec![candidate("paie", 0.6)],
            finding: Finding::Answers(vec![candidate("conges", 0.9), candidate("paie", 0.8)]),
        };
        let figures = evaluate(&[several(&pay), several(&cdi), several(&far)]);
        assert_eq!((figures.answered_right, figures.answered_wrong, figures.answered_several), (Some(0.5), Some(0.5), Some(1.0)));
        assert_eq!(figures.refused_out_of_scope, Some(0.0));
    }

    #[test]
    fn nothing_asked_is_no_figure() {
        let figures = evaluate(&[]);
        assert_eq!((figures.accuracy_at_1, figures.auroc_near, figures.accuracy_at_90_rejection), (None, None, None));
    }
}
