//! The numbers of the matcher, in one place.
//!
//! Features and training were chosen by cross-validation over held-out wordings
//! of two FAQs, the shipped one and one of another domain, and over entries cut
//! to three wordings; thresholds by what they give on questions of both, wrong
//! answers first.

use super::Kind;

/// Every weight and threshold of the matcher.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tuning {
    /// Weight of the family of letters.
    pub(super) letters: f32,
    /// Weight of the family of words.
    pub(super) words: f32,
    /// Weight of the family of sounds.
    pub(super) sounds: f32,
    /// Within words: the word as typed, its stem being 1.
    pub(super) whole_words: f32,
    /// Within words: two stems in a row.
    pub(super) pairs: f32,
    /// How much what no wording holds weakens the rest, 0 to 1.
    pub(super) unknown: f32,
    /// Rounds of training. A third changes no order where classes have few wordings.
    pub(super) rounds: usize,
    /// The same where most have many, which two rounds do not learn wholly.
    pub(super) rounds_of_many: usize,
    /// How fast training moves at first; it slows down to nothing.
    pub(super) rate: f32,
    /// Where a feature's speed starts from, as the square of a first move.
    pub(super) inertia: f32,
    /// How much of its own texts a class knows before the first round.
    pub(super) start: f32,
    /// The wordings that are many. A class of more starts from less of each: they repeat one another.
    pub(super) many: f32,
    /// The part of each wording's probability given to all classes: without it
    /// training forgets that it can be wrong, and near questions are answered.
    pub(super) smoothing: f32,
    /// The same for the head that says whether any entry answers, which has to be readier to be wrong.
    pub(super) doubt: f32,
    /// The weight of a sentence of an answer, a wording being 1; each round sees its share of them.
    pub(super) answers: f32,
    /// Within words: a group of words that mean the same.
    pub(super) meanings: f32,
    /// How much a word counts when it is only guessed behind what was typed.
    pub(super) guess: f32,
    /// A class is poor when others have this many times its wordings, or more.
    pub(super) poor: f32,
    /// How far the wordings that a poor class lacks are made up for: 1 would make
    /// it as likely as others if its few wordings told all that it is.
    pub(super) prior: f32,
    /// A feature that more than this share of the classes hold has a full row.
    pub(super) full_row: f32,
    /// For the confidence: one wording in this many is asked again.
    pub(super) asked_again: usize,
    /// For the confidence: one entry in this many is left out.
    pub(super) left_out: usize,
    /// For the confidence: one title in this many is asked spelt backwards.
    pub(super) backwards: usize,
    /// The share of questions that some entry answers. Held-out wordings are harder
    /// than what people ask: this and the next set the level.
    pub(super) answerable: f64,
    /// Of these, the share that finds its entry first.
    pub(super) first: f64,
    /// The confidence from which an entry is answered.
    pub(super) sure: f64,
    /// The same for one of the questions of a message: that several are asked says
    /// already that none of them is all of it.
    pub(super) sure_part: f64,
    /// The same for an out-of-scope kind, for which a mistake is a polite refusal.
    pub(super) sure_out_of_scope: f64,
    /// The confidence that choices must have together.
    pub(super) choices: f64,
    /// The confidence from which a third entry is a choice beside two.
    pub(super) choice: f64,
    /// The confidence from which an entry is named as a near topic.
    pub(super) near: f64,
    /// Of a long message, how much the sentences that ask count beside the whole, 0 to 1.
    pub(super) asking: f32,
    /// How much a question that opens as a follow-up leans on the previous entry.
    pub(super) follow_up: f32,
    /// The same for a short question of which nothing is understood alone.
    pub(super) short: f32,
}

impl Tuning {
    /// The confidence from which an entry of this kind is answered.
    pub(super) fn needed(&self, kind: Option<Kind>) -> f64 {
        if kind == Some(Kind::OutOfScope) { self.sure_out_of_scope } else { self.sure }
    }
}

/// What the product runs with.
pub(super) const PRODUCT: Tuning = Tuning {
    letters: 0.8,
    words: 1.0,
    sounds: 0.4,
    whole_words: 0.7,
    pairs: 0.7,
    unknown: 0.3,
    rounds: 2,
    rounds_of_many: 3,
    rate: 1.0,
    inertia: 1e-2,
    start: 1.0,
    many: 20.0,
    smoothing: 0.05,
    doubt: 0.15,
    answers: 0.4,
    meanings: 2.0,
    guess: 0.5,
    poor: 3.0,
    prior: 2.0,
    full_row: 0.15,
    asked_again: 4,
    left_out: 6,
    backwards: 3,
    answerable: 0.83,
    first: 0.9,
    sure: 0.74,
    sure_part: 0.6,
    sure_out_of_scope: 0.5,
    choices: 0.6,
    choice: 0.01,
    near: 0.02,
    asking: 0.2,
    follow_up: 1.2,
    short: 4.0,
};
