//! The numbers of the matcher, in one place.
//!
//! Features and training were chosen by cross-validation over held-out wordings
//! of two FAQs, the shipped one and one of another domain; thresholds by what
//! they give on questions of both, wrong answers first.

/// Every weight and threshold of the matcher.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tuning {
    /// Lengths of the runs of letters, shortest and longest. Runs of two letters
    /// cost a third more time and bring nothing beside the sounds.
    pub(super) letter_runs: (usize, usize),
    /// Length of the runs of sounds.
    pub(super) sound_runs: usize,
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
    /// Within words: two long stems near each other, in any order.
    pub(super) near_pairs: f32,
    /// Within words: a group of synonyms.
    pub(super) synonyms: f32,
    /// How much what no wording holds weakens the rest, 0 to 1.
    pub(super) unknown: f32,
    /// Rounds of training. More sharpen the probabilities and change no order.
    pub(super) rounds: usize,
    /// How fast training moves at first; it slows down to nothing.
    pub(super) rate: f32,
    /// Where a feature's speed starts from, as the square of a first move.
    pub(super) inertia: f32,
    /// How much of its own texts a class knows before the first round.
    pub(super) start: f32,
    /// The part of each wording's probability given to all classes: without it
    /// training forgets that it can be wrong, and near questions are answered.
    pub(super) smoothing: f32,
    /// The weight of a sentence of an answer, which each round sees in part.
    pub(super) answers: f32,
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
    /// The same for an out-of-scope kind, for which a mistake is a polite refusal.
    pub(super) sure_out_of_scope: f64,
    /// The confidence that choices must have together.
    pub(super) choices: f64,
    /// The confidence from which an entry may be a choice.
    pub(super) choice: f64,
    /// The confidence from which an entry is named as a near topic.
    pub(super) near: f64,
    /// How much a question that opens as a follow-up leans on the previous entry.
    pub(super) follow_up: f32,
    /// The same for a short question of which nothing is understood alone.
    pub(super) short: f32,
}

/// What the product runs with.
pub(super) const PRODUCT: Tuning = Tuning {
    letter_runs: (3, 4),
    sound_runs: 4,
    letters: 1.0,
    words: 0.7,
    sounds: 0.5,
    whole_words: 0.7,
    pairs: 0.7,
    near_pairs: 0.5,
    synonyms: 1.0,
    unknown: 0.3,
    rounds: 3,
    rate: 1.0,
    inertia: 1e-2,
    start: 1.0,
    smoothing: 0.05,
    answers: 0.5,
    full_row: 0.25,
    asked_again: 4,
    left_out: 6,
    backwards: 3,
    answerable: 0.9,
    first: 0.9,
    sure: 0.75,
    sure_out_of_scope: 0.4,
    choices: 0.5,
    choice: 0.06,
    near: 0.03,
    follow_up: 2.0,
    short: 2.0,
};
