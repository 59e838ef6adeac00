//! The linear head: multinomial logistic regression from features to entries.
//!
//! A rare feature has a weight only for the entries whose own texts hold it, so
//! that the model is an inverted index with trained weights: its size follows
//! the texts, and a question costs what its features touch. A feature that many
//! entries share has a full row, which processors add up several at a time.

use super::features::Sparse;
use super::tuning::Tuning;

/// One training text: its features, its class, how much it counts.
#[derive(Clone, Debug)]
pub(super) struct Example {
    pub(super) vector: Sparse,
    pub(super) class: usize,
    pub(super) weight: f32,
}

/// Where the weights of one feature are.
#[derive(Clone, Copy, Debug)]
enum Row {
    /// From this place of the full rows, one weight per class.
    Full(usize),
    /// Between these places of the short rows.
    Short(usize, usize),
}

/// Trained weights, grouped by feature.
#[derive(Debug)]
pub(super) struct Head {
    rows: Vec<Row>,
    full: Vec<f32>,
    /// The class of each short weight.
    owners: Vec<u32>,
    short: Vec<f32>,
    bias: Vec<f32>,
}

impl Head {
    /// Trains on examples; the same examples give the same bits.
    pub(super) fn train(examples: &[Example], features: usize, classes: usize, tuning: &Tuning) -> Self {
        let mut head = Self::empty(examples, features, classes, tuning.full_row);
        head.start(examples, tuning.start);
        let mut descent = Descent::new(features, classes, tuning);
        let mut order: Vec<usize> = (0..examples.len()).collect();
        let mut random = Random(0x7463_6861_7400);
        for round in 0..tuning.rounds {
            random.shuffle(&mut order);
            let rate = tuning.rate * (1.0 - round as f32 / tuning.rounds as f32);
            for &number in &order {
                // Sentences of answers are many and long: each round sees its share of them.
                if examples[number].weight >= 1.0 || number % tuning.rounds == round {
                    descent.step(&mut head, &examples[number], rate);
                }
            }
        }
        head
    }

    /// The memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let weights = self.full.capacity() + self.short.capacity() + self.bias.capacity();
        self.rows.capacity() * size_of::<Row>() + self.owners.capacity() * size_of::<u32>() + weights * size_of::<f32>()
    }

    /// One score per class; the higher the likelier.
    pub(super) fn scores(&self, vector: &Sparse) -> Vec<f32> {
        let mut scores = self.bias.clone();
        self.add_scores(vector, &mut scores);
        scores
    }

    fn add_scores(&self, vector: &Sparse, scores: &mut [f32]) {
        for &(feature, value) in &vector.parts {
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
    }

    /// Adds to each weight a multiple of what its class says.
    fn add_weights(&mut self, feature: u32, amount: f32, slopes: &[f32]) {
        match self.rows[feature as usize] {
            Row::Full(start) => {
                for (weight, slope) in self.full[start..].iter_mut().zip(slopes) {
                    *weight += amount * slope;
                }
            }
            Row::Short(start, end) => {
                for (owner, weight) in self.owners[start..end].iter().zip(&mut self.short[start..end]) {
                    *weight += amount * slopes[*owner as usize];
                }
            }
        }
    }

    /// The same for the few classes that have a slope; `slopes` has all of them.
    fn move_weights(&mut self, feature: u32, amount: f32, steep: &[(u32, f32)], slopes: &[f32]) {
        match self.rows[feature as usize] {
            Row::Full(start) => {
                for &(class, slope) in steep {
                    self.full[start + class as usize] += amount * slope;
                }
            }
            Row::Short(..) => self.add_weights(feature, amount, slopes),
        }
    }

    fn empty(examples: &[Example], features: usize, classes: usize, full_row: f32) -> Self {
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
            if own.len() as f32 > full_row * classes as f32 {
                rows.push(Row::Full(full));
                full += classes;
            } else {
                rows.push(Row::Short(owners.len(), owners.len() + own.len()));
                owners.extend(own.iter().map(|pair| pair.1));
            }
        }
        let short = vec![0.0; owners.len()];
        Self { rows, full: vec![0.0; full], owners, short, bias: vec![0.0; classes] }
    }

    /// Starts from what each class's texts hold rather than from nothing: few rounds are then enough.
    fn start(&mut self, examples: &[Example], amount: f32) {
        let mut slopes = vec![0.0; self.bias.len()];
        for example in examples {
            slopes[example.class] = 1.0;
            for &(feature, value) in &example.vector.parts {
                self.add_weights(feature, amount * value * example.weight, &slopes);
            }
            slopes[example.class] = 0.0;
        }
    }
}

/// The state of AdaGrad: each feature slows down with what it has already moved.
struct Descent {
    moved: Vec<f32>,
    bias_moved: f32,
    scores: Vec<f32>,
    /// The classes that the last example moves, by ascending number.
    steep: Vec<(u32, f32)>,
    smoothing: f32,
}

/// A slope under this moves nothing: training is then twice as fast and, over
/// held-out wordings, as accurate to a tenth of a point.
const FLAT: f32 = 3e-3;

impl Descent {
    fn new(features: usize, classes: usize, tuning: &Tuning) -> Self {
        Self {
            moved: vec![tuning.inertia; features],
            bias_moved: 1.0,
            scores: vec![0.0; classes],
            steep: Vec::new(),
            smoothing: tuning.smoothing,
        }
    }

    fn step(&mut self, head: &mut Head, example: &Example, rate: f32) {
        self.scores.copy_from_slice(&head.bias);
        head.add_scores(&example.vector, &mut self.scores);
        softmax(&mut self.scores);
        let even = self.smoothing / self.scores.len() as f32;
        for slope in &mut self.scores {
            *slope -= even;
        }
        self.scores[example.class] -= 1.0 - self.smoothing;
        let square = example.weight * example.weight * self.keep_steep();
        if self.steep.is_empty() {
            return;
        }
        for &(feature, value) in &example.vector.parts {
            let moved = &mut self.moved[feature as usize];
            *moved += square * value * value;
            head.move_weights(feature, -rate * value * example.weight / moved.sqrt(), &self.steep, &self.scores);
        }
        self.bias_moved += square;
        let amount = 0.1 * rate * example.weight / self.bias_moved.sqrt();
        for &(class, slope) in &self.steep {
            head.bias[class as usize] -= amount * slope;
        }
    }

    /// Keeps the classes that the example moves, levels the others, and gives the
    /// sum of the squares. Of a thousand classes, a few dozen are worth moving.
    fn keep_steep(&mut self) -> f32 {
        self.steep.clear();
        for (class, slope) in (0..).zip(&mut self.scores) {
            if slope.abs() >= FLAT {
                self.steep.push((class, *slope));
            } else {
                *slope = 0.0;
            }
        }
        self.steep.iter().map(|(_, slope)| slope * slope).sum()
    }
}

/// Turns scores into probabilities that sum to one.
pub(super) fn softmax(scores: &mut [f32]) {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - highest).exp();
        sum += *score;
    }
    for score in scores.iter_mut() {
        *score /= sum;
    }
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
