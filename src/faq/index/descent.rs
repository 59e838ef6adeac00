//! How the weights of the heads are found: stochastic gradient descent with one
//! pace for each feature (AdaGrad), over the wordings, then over the answers too.
//!
//! The first round scores every class. It also shows which few classes compete
//! for each text, and the later rounds score only those: with a thousand
//! entries they cost a fifth of the first.

use super::features::Sparse;
use super::head::{Head, softmax};
use super::tuning::Tuning;

/// One training text: its features, its class, how much it counts.
#[derive(Clone, Debug)]
pub(super) struct Example {
    pub(super) vector: Sparse,
    pub(super) class: usize,
    /// True for what a candidate could type; false for a sentence of an answer.
    pub(super) is_wording: bool,
}

/// How many classes compete for a text after the first round.
const RIVALS: usize = 32;
/// A slope under this moves nothing: of a thousand classes, about five are worth moving.
const FLAT: f32 = 3e-3;

/// Where the weights of one feature are while they are found.
#[derive(Clone, Copy, Debug)]
enum Row {
    /// From this place of the full rows, one weight per class: scoring adds them
    /// up several at a time.
    Full(usize),
    /// Between these places of the short rows.
    Short(usize, usize),
}

/// The weights and paces on their way.
pub(super) struct Descent<'a> {
    examples: &'a [Example],
    tuning: &'a Tuning,
    rows: Vec<Row>,
    full: Vec<f32>,
    /// The class of each short weight, ascending in a row.
    owners: Vec<u32>,
    short: Vec<f32>,
    bias: Vec<f32>,
    /// How much each feature has moved, which slows it down.
    moved: Vec<f32>,
    bias_moved: f32,
    /// The classes that compete for each example, ascending; none before it was seen.
    rivals: Vec<Vec<u32>>,
    /// The place of each class among the rivals of the example at hand.
    places: Vec<u32>,
    random: Random,
}

/// The place of a class that is no rival.
const NOWHERE: u32 = u32::MAX;

impl<'a> Descent<'a> {
    /// Descends over the wordings alone.
    pub(super) fn over_wordings(examples: &'a [Example], features: usize, classes: usize, tuning: &'a Tuning) -> Self {
        let mut descent = Self::empty(examples, features, classes, tuning);
        descent.start(|example| if example.is_wording { 1.0 } else { 0.0 });
        let prior = vec![0.0; classes];
        for round in 0..tuning.rounds {
            let order = (0..examples.len()).filter(|number| examples[*number].is_wording).collect();
            descent.round(order, tuning.pace(round), &prior, |_| 1.0);
        }
        descent
    }

    /// Descends anew over the wordings and the sentences of answers, among the
    /// rivals already known. What is said of a class of few wordings weighs more,
    /// and such a class is as likely as another.
    pub(super) fn over_answers(self) -> Self {
        let Self { examples, tuning, .. } = self;
        let rarity = self.rarity();
        let weight = |example: &Example| rarity[example.class] * if example.is_wording { 1.0 } else { tuning.answers };
        let prior: Vec<f32> = rarity.iter().map(|rarity| -tuning.prior * rarity.ln()).collect();
        let mut descent = self.forgetful();
        descent.start(weight);
        for round in 0..tuning.rounds {
            // Sentences of answers are many and long: each round sees its share of them.
            let is_seen = |number: &usize| examples[*number].is_wording || number % tuning.rounds == round;
            let order = (0..examples.len()).filter(is_seen).collect();
            descent.round(order, tuning.pace(round), &prior, weight);
        }
        descent
    }

    /// The weights found.
    pub(super) fn head(&self) -> Head {
        let row = |row: &Row| match *row {
            Row::Full(start) => (0..).zip(self.full[start..start + self.bias.len()].iter().copied()).collect(),
            Row::Short(start, end) => self.owners[start..end].iter().copied().zip(self.short[start..end].iter().copied()).collect(),
        };
        Head::new(self.rows.iter().map(row), self.bias.clone())
    }

    fn empty(examples: &'a [Example], features: usize, classes: usize, tuning: &'a Tuning) -> Self {
        let mut pairs: Vec<(u32, u32)> =
            examples.iter().flat_map(|one| one.vector.parts.iter().map(|part| (part.0, one.class as u32))).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let mut rows = Vec::with_capacity(features);
        let mut owners = Vec::with_capacity(pairs.len());
        let mut full = 0;
        let mut rest = pairs.as_slice();
        for feature in 0..features as u32 {
            let (own, others) = rest.split_at(rest.iter().take_while(|pair| pair.0 == feature).count());
            rest = others;
            if own.len() as f32 > tuning.full_row * classes as f32 {
                rows.push(Row::Full(full));
                full += classes;
            } else {
                rows.push(Row::Short(owners.len(), owners.len() + own.len()));
                owners.extend(own.iter().map(|pair| pair.1));
            }
        }
        let short = vec![0.0; owners.len()];
        Self {
            examples,
            tuning,
            rows,
            full: vec![0.0; full],
            owners,
            short,
            bias: vec![0.0; classes],
            moved: vec![tuning.inertia; features],
            bias_moved: 1.0,
            rivals: vec![Vec::new(); examples.len()],
            places: vec![NOWHERE; classes],
            random: Random(0x7463_6861_7400),
        }
    }

    /// The same room and rivals, without what was learnt.
    fn forgetful(mut self) -> Self {
        self.full.fill(0.0);
        self.short.fill(0.0);
        self.bias.fill(0.0);
        self.moved.fill(self.tuning.inertia);
        self.bias_moved = 1.0;
        self
    }

    /// Starts from what the texts of each class hold rather than from nothing: few rounds are then enough.
    fn start(&mut self, weight: impl Fn(&Example) -> f32) {
        for example in self.examples {
            let amount = self.tuning.start * weight(example);
            if amount > 0.0 {
                example.vector.parts.iter().for_each(|&(feature, value)| self.add(feature, example.class as u32, amount * value));
            }
        }
    }

    /// How many times fewer wordings a class has than most; 1 for most.
    fn rarity(&self) -> Vec<f32> {
        let mut wordings = vec![0.0_f32; self.bias.len()];
        self.examples.iter().filter(|one| one.is_wording).for_each(|one| wordings[one.class] += 1.0);
        let mean = wordings.iter().sum::<f32>() / wordings.iter().filter(|count| **count > 0.0).count().max(1) as f32;
        wordings.iter().map(|count| (mean / count.max(1.0) / self.tuning.poor).max(1.0)).collect()
    }

    fn round(&mut self, mut order: Vec<usize>, pace: f32, prior: &[f32], weight: impl Fn(&Example) -> f32) {
        self.random.shuffle(&mut order);
        for number in order {
            let weight = weight(&self.examples[number]);
            if self.rivals[number].is_empty() {
                let scores = self.all_scores(number, prior);
                self.rivals[number] = rivals(&scores, self.examples[number].class);
                let slopes = self.slopes(scores, self.examples[number].class);
                self.step(number, pace, weight, (0..).zip(slopes).collect());
            } else {
                let own = self.rivals[number].binary_search(&(self.examples[number].class as u32)).unwrap_or_default();
                let scores = self.rival_scores(number, prior);
                let slopes = self.slopes(scores, own);
                let slopes = self.rivals[number].iter().copied().zip(slopes).collect();
                self.step(number, pace, weight, slopes);
            }
        }
    }

    fn all_scores(&self, number: usize, prior: &[f32]) -> Vec<f32> {
        let mut scores: Vec<f32> = self.bias.iter().zip(prior).map(|(bias, prior)| bias + prior).collect();
        for &(feature, value) in &self.examples[number].vector.parts {
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

    fn rival_scores(&mut self, number: usize, prior: &[f32]) -> Vec<f32> {
        let rivals = &self.rivals[number];
        for (place, rival) in (0..).zip(rivals) {
            self.places[*rival as usize] = place;
        }
        let mut scores: Vec<f32> = rivals.iter().map(|rival| self.bias[*rival as usize] + prior[*rival as usize]).collect();
        for &(feature, value) in &self.examples[number].vector.parts {
            match self.rows[feature as usize] {
                Row::Full(start) => {
                    for (score, rival) in scores.iter_mut().zip(rivals) {
                        *score += value * self.full[start + *rival as usize];
                    }
                }
                Row::Short(start, end) => {
                    for (owner, weight) in self.owners[start..end].iter().zip(&self.short[start..end]) {
                        let place = self.places[*owner as usize];
                        if place != NOWHERE {
                            scores[place as usize] += value * weight;
                        }
                    }
                }
            }
        }
        for rival in rivals {
            self.places[*rival as usize] = NOWHERE;
        }
        scores
    }

    /// How far each score is from what it should be; `own` is the place of the right one.
    fn slopes(&self, mut scores: Vec<f32>, own: usize) -> Vec<f32> {
        softmax(&mut scores);
        let even = self.tuning.smoothing / self.bias.len() as f32;
        for slope in &mut scores {
            *slope -= even;
        }
        scores[own] -= 1.0 - self.tuning.smoothing;
        scores
    }

    fn step(&mut self, number: usize, pace: f32, weight: f32, mut slopes: Vec<(u32, f32)>) {
        slopes.retain(|(_, slope)| slope.abs() >= FLAT);
        if slopes.is_empty() {
            return;
        }
        let square = weight * weight * slopes.iter().map(|(_, slope)| slope * slope).sum::<f32>();
        for &(feature, value) in &self.examples[number].vector.parts {
            let moved = &mut self.moved[feature as usize];
            *moved += square * value * value;
            let amount = -pace * value * weight / moved.sqrt();
            for &(class, slope) in &slopes {
                self.add(feature, class, amount * slope);
            }
        }
        self.bias_moved += square;
        let amount = 0.1 * pace * weight / self.bias_moved.sqrt();
        for (class, slope) in slopes {
            self.bias[class as usize] -= amount * slope;
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

/// The classes with the highest scores, the right one among them, by ascending number.
fn rivals(scores: &[f32], own: usize) -> Vec<u32> {
    let mut rivals: Vec<u32> = (0..scores.len() as u32).collect();
    if rivals.len() > RIVALS {
        let higher = |one: &u32, other: &u32| scores[*other as usize].total_cmp(&scores[*one as usize]).then(one.cmp(other));
        rivals.select_nth_unstable_by(RIVALS, higher);
        rivals.truncate(RIVALS);
        if !rivals.contains(&(own as u32)) {
            rivals.push(own as u32);
        }
        rivals.sort_unstable();
    }
    rivals
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
