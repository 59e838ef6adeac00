//! How the weights of the heads are found: stochastic gradient descent with one
//! pace for each feature (AdaGrad), over the wordings, then over the answers too.
//!
//! The first round scores every class. It also shows which few classes compete
//! for each text, and the later rounds score only those: with a thousand
//! entries they cost a fifth of the first.

use super::head::{Heads, Pair, softmax};
use super::rows::{Row, rows};
use super::texts::{Text, Texts};
use super::tuning::Tuning;

/// How many classes compete for a text after the first round.
const RIVALS: usize = 32;
/// A slope under this moves nothing: of a thousand classes, about five are worth moving.
const FLAT: f32 = 3e-3;

/// The weights and paces on their way.
pub(super) struct Descent<'a> {
    /// The vectors that are learnt.
    examples: &'a Texts,
    tuning: &'a Tuning,
    rounds: usize,
    rows: Vec<Row>,
    full: Vec<f32>,
    /// The class of each short weight, ascending in a row.
    owners: Vec<u32>,
    short: Vec<f32>,
    bias: Vec<f32>,
    /// How much each feature has moved, which slows it down.
    moved: Vec<f32>,
    bias_moved: f32,
    /// The part of each text's probability that is given to all classes.
    smoothing: f32,
    /// The classes that compete for each example, ascending; none before it was seen.
    rivals: Vec<Box<[u32]>>,
    /// The place of each class among the rivals of the example at hand.
    places: Vec<u32>,
    /// The slope of each class for the example at hand.
    slope_of: Vec<f32>,
    random: Random,
}

/// The first place of classes that are no rivals, after those of all that are.
/// They have several: what is added up in one place waits for what was added there before.
const NOWHERE: u32 = RIVALS as u32 + 1;
/// How many places they have.
const ELSEWHERE: u32 = 16;

/// The place of a class that is no rival.
fn nowhere(class: u32) -> u32 {
    NOWHERE + class % ELSEWHERE
}

/// The weights of one head, where the rows say.
pub(super) struct Weights {
    full: Vec<f32>,
    short: Vec<f32>,
    bias: Vec<f32>,
}

impl<'a> Descent<'a> {
    /// Descends over the wordings alone: whether some entry answers.
    pub(super) fn over_wordings(examples: &'a Texts, features: usize, classes: usize, tuning: &'a Tuning) -> Self {
        let mut descent = Self::empty(examples, features, classes, tuning);
        descent.start(|example| if example.is_wording { 1.0 } else { 0.0 });
        let prior = vec![0.0; classes];
        for round in 0..descent.rounds {
            let order = (0..examples.all().len()).filter(|number| examples.all()[*number].is_wording).collect();
            descent.round(order, descent.pace(round), &prior, |_| 1.0);
        }
        descent
    }

    /// Descends anew over the wordings and the sentences of answers, among the
    /// rivals already known: which entry answers. What is said of a class of few
    /// wordings weighs more, and such a class is as likely as another. Gives what
    /// was learnt before.
    pub(super) fn over_answers(&mut self) -> Weights {
        let (examples, tuning) = (self.examples, self.tuning);
        let rarity = self.rarity();
        let weight = |example: &Text| rarity[example.class] * if example.is_wording { 1.0 } else { tuning.answers };
        let prior: Vec<f32> = rarity.iter().map(|rarity| -tuning.prior * rarity.ln()).collect();
        let before = self.forget();
        self.smoothing = tuning.smoothing;
        self.start(weight);
        for round in 0..self.rounds {
            // Sentences of answers are many and long: each round sees its share of them.
            let is_seen = |number: &usize| examples.all()[*number].is_wording || number % self.rounds == round;
            let order = (0..examples.all().len()).filter(is_seen).collect();
            self.round(order, self.pace(round), &prior, weight);
        }
        before
    }

    /// The weights found, beside those of the other head.
    pub(super) fn heads(self, whether: &Weights) -> Heads {
        let pair = |(which, whether): (&f32, &f32)| Pair { which: *which, whether: *whether };
        let bias = self.bias.iter().zip(&whether.bias).map(pair).collect();
        let mut heads = Heads::new(bias, self.rows.len(), self.full.len() + self.short.len());
        for row in &self.rows {
            match *row {
                Row::Full(start) => {
                    let places = start..start + self.bias.len();
                    heads.add_row((0..).zip(self.full[places.clone()].iter().zip(&whether.full[places]).map(pair)));
                }
                Row::Short(start, end) => {
                    let weights = self.short[start..end].iter().zip(&whether.short[start..end]).map(pair);
                    heads.add_row(self.owners[start..end].iter().copied().zip(weights));
                }
            }
        }
        heads
    }

    fn empty(examples: &'a Texts, features: usize, classes: usize, tuning: &'a Tuning) -> Self {
        let (rows, owners, full) = rows(examples, features, (tuning.full_row * classes as f32) as u32, classes);
        Self {
            examples,
            tuning,
            rounds: rounds(&wordings(examples, classes), tuning),
            full: vec![0.0; full],
            short: vec![0.0; owners.len()],
            rows,
            owners,
            bias: vec![0.0; classes],
            moved: vec![tuning.inertia; features],
            bias_moved: 1.0,
            smoothing: tuning.doubt,
            rivals: vec![Box::default(); examples.all().len()],
            places: (0..classes as u32).map(nowhere).collect(),
            slope_of: vec![0.0; classes],
            random: Random(0x7463_6861_7400),
        }
    }

    /// How fast training moves in a round, from 0.
    fn pace(&self, round: usize) -> f32 {
        self.tuning.rate * (1.0 - round as f32 / self.rounds as f32)
    }

    /// Keeps the rooms and rivals, gives away what was learnt.
    fn forget(&mut self) -> Weights {
        let empty = |weights: &mut Vec<f32>| {
            let room = vec![0.0; weights.len()];
            std::mem::replace(weights, room)
        };
        self.moved.fill(self.tuning.inertia);
        self.bias_moved = 1.0;
        Weights { full: empty(&mut self.full), short: empty(&mut self.short), bias: empty(&mut self.bias) }
    }

    /// Starts from what the texts of each class hold rather than from nothing: few rounds are then enough.
    fn start(&mut self, weight: impl Fn(&Text) -> f32) {
        let examples = self.examples;
        let fewer: Vec<f32> =
            wordings(self.examples, self.bias.len()).iter().map(|count| (self.tuning.many / count.max(1.0)).sqrt().min(1.0)).collect();
        for example in examples.all() {
            let amount = self.tuning.start * fewer[example.class] * weight(example);
            if amount > 0.0 {
                examples.parts(example).iter().for_each(|&(feature, value)| self.add(feature, example.class as u32, amount * value));
            }
        }
    }

    /// How many times fewer wordings a class has than most; 1 for most.
    fn rarity(&self) -> Vec<f32> {
        let wordings = wordings(self.examples, self.bias.len());
        let mean = mean(&wordings);
        wordings.iter().map(|count| (mean / count.max(1.0) / self.tuning.poor).max(1.0)).collect()
    }

    fn round(&mut self, mut order: Vec<usize>, pace: f32, prior: &[f32], weight: impl Fn(&Text) -> f32) {
        self.random.shuffle(&mut order);
        for number in order {
            let example = self.examples.all()[number];
            let weight = weight(&example);
            if self.rivals[number].is_empty() {
                let scores = self.all_scores(&example, prior);
                self.rivals[number] = rivals(&scores, example.class);
                let slopes = self.slopes(scores, example.class);
                self.step(&example, pace, weight, (0..).zip(slopes).collect());
            } else {
                let own = self.rivals[number].binary_search(&(example.class as u32)).unwrap_or_default();
                let scores = self.rival_scores(number, &example, prior);
                let slopes = self.slopes(scores, own);
                let slopes = self.rivals[number].iter().copied().zip(slopes).collect();
                self.step(&example, pace, weight, slopes);
            }
        }
    }

    fn all_scores(&self, example: &Text, prior: &[f32]) -> Vec<f32> {
        let mut scores: Vec<f32> = self.bias.iter().zip(prior).map(|(bias, prior)| bias + prior).collect();
        for &(feature, value) in self.examples.parts(example) {
            match self.rows[feature as usize] {
                Row::Full(start) => {
                    for (score, weight) in scores.iter_mut().zip(&self.full[start..]) {
                        *score += value * weight;
                    }
                }
                Row::Short(start, end) => {
                    for (owner, weight) in self.owners[start..end].iter().zip(&self.short[start..end]) {
                        scores[*owner as usize] += value * weight;
                    }
                }
            }
        }
        scores
    }

    fn rival_scores(&mut self, number: usize, example: &Text, prior: &[f32]) -> Vec<f32> {
        let rivals = &self.rivals[number];
        for (place, rival) in (0..).zip(rivals.iter()) {
            self.places[*rival as usize] = place;
        }
        let mut scores = [0.0; (NOWHERE + ELSEWHERE) as usize];
        for (score, rival) in scores.iter_mut().zip(rivals.iter()) {
            *score = self.bias[*rival as usize] + prior[*rival as usize];
        }
        for &(feature, value) in self.examples.parts(example) {
            match self.rows[feature as usize] {
                Row::Full(start) => {
                    for (score, rival) in scores.iter_mut().zip(rivals.iter()) {
                        *score += value * self.full[start + *rival as usize];
                    }
                }
                Row::Short(start, end) => {
                    for (owner, weight) in self.owners[start..end].iter().zip(&self.short[start..end]) {
                        // Without a branch: what is nobody's is added up nowhere.
                        scores[self.places[*owner as usize] as usize] += value * weight;
                    }
                }
            }
        }
        for rival in rivals.iter() {
            self.places[*rival as usize] = nowhere(*rival);
        }
        scores[..rivals.len()].to_vec()
    }

    /// How far each score is from what it should be; `own` is the place of the right one.
    fn slopes(&self, mut scores: Vec<f32>, own: usize) -> Vec<f32> {
        softmax(&mut scores);
        let even = self.smoothing / self.bias.len() as f32;
        for slope in &mut scores {
            *slope -= even;
        }
        scores[own] -= 1.0 - self.smoothing;
        scores
    }

    fn step(&mut self, example: &Text, pace: f32, weight: f32, mut slopes: Vec<(u32, f32)>) {
        slopes.retain(|(_, slope)| slope.abs() >= FLAT);
        if slopes.is_empty() {
            return;
        }
        for &(class, slope) in &slopes {
            self.slope_of[class as usize] = slope;
        }
        let square = weight * weight * slopes.iter().map(|(_, slope)| slope * slope).sum::<f32>();
        for &(feature, value) in self.examples.parts(example) {
            let moved = &mut self.moved[feature as usize];
            *moved += square * value * value;
            let amount = -pace * value * weight / moved.sqrt();
            match self.rows[feature as usize] {
                Row::Full(start) => slopes.iter().for_each(|(class, slope)| self.full[start + *class as usize] += amount * slope),
                Row::Short(start, end) => {
                    // Most of them move by nothing, which costs less than to look for the others.
                    for (weight, owner) in self.short[start..end].iter_mut().zip(&self.owners[start..end]) {
                        *weight += amount * self.slope_of[*owner as usize];
                    }
                }
            }
        }
        self.bias_moved += square;
        let amount = 0.1 * pace * weight / self.bias_moved.sqrt();
        for (class, slope) in slopes {
            self.bias[class as usize] -= amount * slope;
            self.slope_of[class as usize] = 0.0;
        }
    }

    /// Moves one weight; a class that never holds a rare feature has none.
    fn add(&mut self, feature: u32, class: u32, amount: f32) {
        match self.rows[feature as usize] {
            Row::Full(start) => self.full[start + class as usize] += amount,
            Row::Short(start, end) => {
                if let Ok(place) = self.owners[start..end].binary_search(&class) {
                    self.short[start + place] += amount;
                }
            }
        }
    }
}

/// How many wordings each class has.
fn wordings(examples: &Texts, classes: usize) -> Vec<f32> {
    let mut wordings = vec![0.0; classes];
    examples.all().iter().filter(|one| one.is_wording).for_each(|one| wordings[one.class] += 1.0);
    wordings
}

/// The wordings of a class, in the mean of those that have any.
fn mean(wordings: &[f32]) -> f32 {
    wordings.iter().sum::<f32>() / wordings.iter().filter(|count| **count > 0.0).count().max(1) as f32
}

fn rounds(wordings: &[f32], tuning: &Tuning) -> usize {
    if mean(wordings) > tuning.many { tuning.rounds_of_many } else { tuning.rounds }
}

/// The classes with the highest scores, the right one among them, by ascending number.
fn rivals(scores: &[f32], own: usize) -> Box<[u32]> {
    if scores.len() <= RIVALS {
        return (0..scores.len() as u32).collect();
    }
    // One number for a score and its class, which is compared faster than two: the
    // highest score is the least number, and of two the first class.
    let mut order: Vec<u64> = (0..).zip(scores).map(|(class, score)| u64::from(!ascending(*score)) << 32 | class).collect();
    let (highest, ..) = order.select_nth_unstable(RIVALS);
    let highest = highest.iter().map(|number| *number as u32);
    let is_among = highest.clone().any(|class| class == own as u32);
    // A copy: thousands are kept, each of the room it needs.
    let mut rivals: Box<[u32]> = highest.chain((!is_among).then_some(own as u32)).collect();
    rivals.sort_unstable();
    rivals
}

/// A number that is higher when a score is.
fn ascending(score: f32) -> u32 {
    let bits = score.to_bits();
    if score.is_sign_negative() { !bits } else { bits | 1 << 31 }
}

/// A small fixed generator (splitmix64): training must give the same bits each time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn shuffle(&mut self, order: &mut [usize]) {
        for last in (1..order.len()).rev() {
            let other = (self.next() % (last as u64 + 1)) as usize;
            order.swap(last, other);
        }
    }
}
