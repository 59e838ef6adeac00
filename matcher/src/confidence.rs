//! From evidence to a probability that means what it says: of the questions
//! answered with a confidence of 0.8, eight in ten are answered right.
//!
//! It is learnt at load from the FAQ alone. Some wordings are held out and asked
//! again; some entries are left out entirely, so that their wordings play the
//! questions nobody can answer; some titles are asked spelt backwards, which is
//! gibberish with the letters of French.

use std::sync::Arc;

use super::features::{Numbers, Raw, Sparse};
use super::model::{Evidence, Model};
use super::texts::{Text, Texts};
use super::tuning::Tuning;

/// Two logistic regressions on the evidence: whether some entry answers the
/// question, and whether it is the likeliest one. One alone cannot say « it is
/// one of these two » of an ambiguous question.
#[derive(Clone, Debug)]
pub(super) struct Confidence {
    answerable: [f64; 3],
    first: [f64; 2],
}

/// What was seen of one question asked again while its answer was known; the
/// chances of a thousand classes are not kept.
struct Sample {
    answerable: [f64; 3],
    first: [f64; 2],
    guess: Guess,
}

/// What came of a question asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guess {
    /// Its own entry came first.
    Right,
    /// Another entry came first.
    Confused,
    /// No entry answers it: whatever came first was wrong.
    Outside,
}

/// Where learning starts from, and nearly where a FAQ of a few entries stays:
/// its own wordings are sure, what it has never seen is not, and two entries as
/// likely as each other are.
const ANSWERABLE: [f64; 3] = [-1.0, 3.0, 1.0];
const FIRST: [f64; 2] = [-0.3, 3.0];
/// How many samples' weight holds the start in place.
const START_WORTH: f64 = 1.0;
/// Rounds of descent: enough for three weights.
const ROUNDS: usize = 1000;
/// Signals are at most about 2, so that this pace never overshoots.
const PACE: f64 = 0.5;
/// Under this share of known words, a question is the less answerable the fewer it has.
const FAMILIAR: f64 = 0.5;

impl Confidence {
    /// Learns from texts, `leavable` says of each class whether it may be left out.
    pub(super) fn learn(texts: &Texts, numbers: &Arc<Numbers>, gibberish: &[Vec<Raw>], leavable: &[bool], tuning: &Tuning) -> Self {
        let (kept, asked) = split(texts, leavable, tuning);
        let model = Model::train(texts, &kept, leavable.len(), numbers.clone(), tuning);
        let sample = |vector: &Sparse, guess: &dyn Fn(usize) -> Guess| {
            let evidence = model.weigh(&model.scores(vector), 1.0);
            Sample { answerable: answerable_signals(&evidence), first: first_signals(&evidence), guess: guess(evidence.best()) }
        };
        let again = asked.iter().map(|text| {
            sample(&model.vector_of(texts.parts(text)), &|best| match best == text.class {
                true => Guess::Right,
                false if is_left_out(text.class, leavable, tuning) => Guess::Outside,
                false => Guess::Confused,
            })
        });
        let backwards = gibberish.iter().map(|raw| sample(&model.vector(raw), &|_| Guess::Outside));
        let samples: Vec<Sample> = again.chain(backwards).collect();
        let answerable: Vec<_> = samples.iter().map(|sample| (sample.answerable, sample.guess != Guess::Outside)).collect();
        let inside = samples.iter().filter(|sample| sample.guess != Guess::Outside);
        let first: Vec<_> = inside.map(|sample| (sample.first, sample.guess == Guess::Right)).collect();
        Self { answerable: fit(&answerable, ANSWERABLE, tuning.answerable), first: fit(&first, FIRST, tuning.first) }
    }

    /// The probability that the likeliest class answers.
    pub(super) fn sure(&self, evidence: &Evidence) -> f64 {
        self.answerable(evidence) * self.first(evidence)
    }

    /// The likeliest classes with their probabilities, the likeliest first; together
    /// they have the probability that some class answers.
    pub(super) fn spread(&self, evidence: &Evidence) -> Vec<(usize, f64)> {
        let logs: Vec<f64> = evidence.likeliest.iter().map(|class| f64::from(evidence.chances[*class]).max(1e-12).ln()).collect();
        let answerable = self.answerable(evidence);
        let shares = sharpened(&logs, self.first(evidence));
        evidence.likeliest.iter().zip(shares).map(|(class, share)| (*class, answerable * share)).collect()
    }

    /// The probability that some class answers.
    pub(super) fn answerable(&self, evidence: &Evidence) -> f64 {
        // The held-out wordings are made of words that the FAQ knows: what a
        // question of unknown words is worth cannot be learnt from them.
        logistic(&self.answerable, &answerable_signals(evidence)) * (evidence.familiar / FAMILIAR).min(1.0)
    }

    fn first(&self, evidence: &Evidence) -> f64 {
        logistic(&self.first, &first_signals(evidence))
    }
}

/// Sets apart the texts that are asked again from those that are learnt.
fn split(texts: &Texts, leavable: &[bool], tuning: &Tuning) -> (Vec<Text>, Vec<Text>) {
    let mut seen = vec![0_usize; leavable.len()];
    let (mut kept, mut asked) = (Vec::new(), Vec::new());
    for text in texts.all() {
        let class = text.class;
        let left_out = is_left_out(class, leavable, tuning);
        seen[class] += usize::from(text.is_wording);
        // The title stays: an entry without any text would teach nothing.
        let again = seen[class] > 1 && (seen[class] + class).is_multiple_of(tuning.asked_again);
        if text.is_wording && (left_out || again) {
            asked.push(*text);
        } else if !left_out {
            kept.push(*text);
        }
    }
    (kept, asked)
}

fn is_left_out(class: usize, leavable: &[bool], tuning: &Tuning) -> bool {
    leavable[class] && class % tuning.left_out == tuning.left_out / 2
}

/// 1, the highest score, how certain it is.
fn answerable_signals(evidence: &Evidence) -> [f64; 3] {
    [1.0, f64::from(evidence.highest) / 5.0, f64::from(evidence.certainty)]
}

/// 1, the lead of the likeliest class on the next one.
fn first_signals(evidence: &Evidence) -> [f64; 2] {
    let chance = |place: usize| evidence.likeliest.get(place).map_or(0.0, |class| f64::from(evidence.chances[*class]));
    [1.0, (chance(0).clamp(1e-3, 1.0 - 1e-3) / chance(1).clamp(1e-3, 1.0 - 1e-3)).ln() / 3.0]
}

fn logistic<const N: usize>(weights: &[f64; N], signals: &[f64; N]) -> f64 {
    let sum: f64 = weights.iter().zip(signals).map(|(weight, signal)| weight * signal).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// Fits weights, true and false samples weighing as if `share` of them were true.
fn fit<const N: usize>(samples: &[([f64; N], bool)], start: [f64; N], share: f64) -> [f64; N] {
    let count = samples.len() as f64;
    let truths = samples.iter().filter(|(_, truth)| *truth).count() as f64;
    let worth_true = share * count / truths.max(1.0);
    let worth_false = (1.0 - share) * count / (count - truths).max(1.0);
    let mut weights = start;
    for _ in 0..ROUNDS {
        let mut slopes = [0.0; N];
        for (signals, truth) in samples {
            let said = logistic(&weights, signals);
            let error = if *truth { worth_true * (said - 1.0) } else { worth_false * said };
            for (slope, signal) in slopes.iter_mut().zip(signals) {
                *slope += error * signal;
            }
        }
        for ((weight, slope), start) in weights.iter_mut().zip(slopes).zip(start) {
            *weight -= PACE * (slope + START_WORTH * (*weight - start)) / (count + START_WORTH);
        }
    }
    weights
}

/// Shares that sum to one, proportional to a power of the chances, the first being `first` if some power allows it.
fn sharpened(logs: &[f64], first: f64) -> Vec<f64> {
    let Some(highest) = logs.first() else {
        return Vec::new();
    };
    let shares = |power: f64| {
        let parts: Vec<f64> = logs.iter().map(|log| (power * (log - highest)).exp()).collect();
        let sum: f64 = parts.iter().sum();
        parts.into_iter().map(|part| part / sum).collect::<Vec<f64>>()
    };
    let (mut low, mut high) = (0.0, 32.0);
    for _ in 0..20 {
        let middle = (low + high) / 2.0;
        if shares(middle)[0] < first { low = middle } else { high = middle }
    }
    shares(high)
}
