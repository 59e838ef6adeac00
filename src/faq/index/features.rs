//! From words to numbers: the features of a text, in three families, weighed by
//! how few entries hold them.
//!
//! Runs of letters forgive typos, words and pairs carry the facet (« combien »,
//! « sans concours »), meanings join the words that say the same, sounds forgive
//! misspellings. Features are known by a 64-bit hash: two of them meeting is
//! rarer than a typo and costs as little.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::iter;

use super::fnv::fnv;
use super::lexis::Lexis;
use super::meanings::Meanings;
use super::model::Text;
use super::shorthand::expansion;
use super::sound::sound;
use super::stem::stem;
use super::tuning::Tuning;

/// A family of features. Each has its own length, so that a text of many letters
/// does not drown its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    Letters,
    Words,
    Sounds,
}

const FAMILIES: usize = 3;

/// Letters of a run, the blanks at both ends of a word counted. Longer runs beside
/// these cost half as much time again and bring nothing.
const RUN: usize = 3;

/// A word of this many letters or more tells what a question is about.
const TELLING: usize = 4;

/// One raw feature: its family, its hash, how much of it there is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw {
    family: Family,
    pub(super) hash: u64,
    amount: f32,
}

/// A sparse vector, features by ascending number.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sparse {
    pub(super) parts: Vec<(u32, f32)>,
}

impl Sparse {
    /// The mean of some vectors.
    pub(super) fn mean(vectors: &[&Self]) -> Self {
        let share = 1.0 / vectors.len().max(1) as f32;
        let mut sums: BTreeMap<u32, f32> = BTreeMap::new();
        for (feature, value) in vectors.iter().flat_map(|vector| &vector.parts) {
            *sums.entry(*feature).or_default() += value * share;
        }
        Self { parts: sums.into_iter().collect() }
    }

    /// The memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + self.parts.capacity() * size_of::<(u32, f32)>()
    }
}

/// Turns words into raw features.
#[derive(Debug)]
pub(super) struct Extractor {
    lexis: Lexis,
    meanings: Meanings,
    tuning: Tuning,
}

/// What a text says: the words it is read as, and those that were only guessed.
#[derive(Debug, Default)]
pub(super) struct Reading<'a> {
    /// In their order, what was meant in the place of what was typed.
    pub(super) words: Vec<&'a str>,
    /// What was typed, and the words it was read as.
    pub(super) guesses: Vec<(&'a str, Vec<&'a str>)>,
}

impl Extractor {
    pub(super) fn new(lexis: Lexis, synonyms: &[Vec<String>], tuning: Tuning) -> Self {
        Self { lexis, meanings: Meanings::new(synonyms), tuning }
    }

    /// The memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.lexis.bytes() + self.meanings.bytes()
    }

    /// Whether a text of the FAQ holds this word.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.lexis.knows(word)
    }

    /// The share of the words that are known, if only by their sound or their
    /// meaning, 0 to 1. Short words say little, and are asked only when there is no other.
    pub(super) fn familiar(&self, words: &[String]) -> f64 {
        let long: Vec<&String> = words.iter().filter(|word| word.len() >= TELLING).collect();
        let said = if long.is_empty() { words.iter().collect() } else { long };
        let is_known = |word: &str| self.lexis.has_heard(word) || self.meanings.knows(stem(word)) || !self.guess(word).is_empty();
        let known = said.iter().filter(|word| is_known(word));
        known.count() as f64 / said.len().max(1) as f64
    }

    /// What a text is read as: shorthand and abbreviations spelt out, unknown
    /// words as the known ones they were meant to be.
    pub(super) fn read<'a>(&'a self, words: &'a [String]) -> Reading<'a> {
        let mut reading = Reading::default();
        for word in words {
            let guess = self.guess(word);
            if guess.is_empty() {
                reading.words.push(word);
            } else {
                reading.words.extend_from_slice(&guess);
                reading.guesses.push((word, guess));
            }
        }
        reading
    }

    fn guess<'a>(&'a self, word: &str) -> Vec<&'a str> {
        let mut guess: Vec<&str> = Vec::new();
        expansion(word).for_each(|long| guess.push(long));
        if guess.is_empty() {
            guess.extend(self.lexis.meant(word));
        }
        if guess.is_empty() {
            guess.extend(self.lexis.spelt_out(word).into_iter().flatten().map(String::as_str));
        }
        guess
    }

    /// The raw features of a text, equal ones gathered, in a fixed order.
    pub(super) fn extract(&self, words: &[String]) -> Vec<Raw> {
        let reading = self.read(words);
        let mut raw = Vec::with_capacity(words.len() * 12);
        words.iter().for_each(|word| self.add_word(word, 1.0, &mut raw));
        reading.guesses.iter().flat_map(|(_, read)| read).for_each(|word| self.add_word(word, self.tuning.guess, &mut raw));
        let stems: Vec<&str> = reading.words.iter().map(|word| stem(word)).collect();
        let mut add = |hash, amount| raw.push(Raw { family: Family::Words, hash, amount });
        stems.windows(2).for_each(|pair| add(hash(b'2', pair), self.tuning.pairs));
        self.meanings.named_in(&stems).iter().for_each(|group| add(hash(b'g', &[&group.to_string()]), self.tuning.meanings));
        gather(raw)
    }

    fn add_word(&self, word: &str, share: f32, raw: &mut Vec<Raw>) {
        let mut add = |family, hash, amount: f32| raw.push(Raw { family, hash, amount: amount * share });
        add(Family::Words, hash(b'w', &[word]), self.tuning.whole_words);
        add(Family::Words, hash(b's', &[stem(word)]), 1.0);
        runs(word, |run| add(Family::Letters, hash(b'l', &[run]), 1.0));
        add(Family::Sounds, hash(b'h', &[&sound(word)]), 1.0);
    }
}

/// Calls back with each run of letters of a word, whose ends are marked by a blank.
fn runs(word: &str, mut found: impl FnMut(&str)) {
    let padded = format!(" {word} ");
    let places: Vec<usize> = padded.char_indices().map(|(place, _)| place).chain([padded.len()]).collect();
    for ends in places.windows(RUN + 1) {
        found(&padded[ends[0]..ends[RUN]]);
    }
}

/// The hash of some texts, told apart from those of another tag.
fn hash(tag: u8, texts: &[&str]) -> u64 {
    fnv(iter::once(tag).chain(texts.iter().flat_map(|text| text.bytes().chain([0]))))
}

fn gather(mut raw: Vec<Raw>) -> Vec<Raw> {
    raw.sort_by_key(|one| (one.family, one.hash));
    let mut gathered: Vec<Raw> = Vec::with_capacity(raw.len());
    for one in raw {
        match gathered.last_mut() {
            Some(last) if last.hash == one.hash && last.family == one.family => last.amount += one.amount,
            _ => gathered.push(one),
        }
    }
    gathered
}

/// Hashes are keys already: the map only spreads them over its high bits.
#[derive(Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// The features the texts hold, each with its number and its rarity.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// Looked up, never walked through: its order is nobody's.
    numbers: HashMap<u64, u32, BuildHasherDefault<Spread>>,
    rarity: Vec<f32>,
    /// The rarity of what no text holds.
    unseen: f32,
    tuning: Tuning,
}

impl Vocabulary {
    /// Learns what is rare: what few classes hold, however often they say it.
    pub(super) fn new(texts: &[&Text], tuning: &Tuning) -> Self {
        let mut held: Vec<(u64, usize)> = texts.iter().flat_map(|text| text.raw.iter().map(|raw| (raw.hash, text.class))).collect();
        held.sort_unstable();
        held.dedup();
        let mut holders: BTreeMap<u64, u32> = BTreeMap::new();
        for (hash, _) in &held {
            *holders.entry(*hash).or_default() += 1;
        }
        let classes = texts.iter().map(|text| text.class + 1).max().unwrap_or(0);
        let rarity_of = |holders: u32| ((classes as f32 + 1.0) / (holders as f32 + 1.0)).ln() + 1.0;
        Self {
            numbers: holders.keys().copied().zip(0..).collect(),
            rarity: holders.values().copied().map(rarity_of).collect(),
            unseen: rarity_of(0),
            tuning: *tuning,
        }
    }

    /// The memory it takes, in bytes; a map keeps one more byte for each place.
    pub(super) fn bytes(&self) -> usize {
        self.numbers.capacity() * (size_of::<(u64, u32)>() + 1) + self.rarity.capacity() * size_of::<f32>()
    }

    /// How many features are known.
    pub(super) fn len(&self) -> usize {
        self.rarity.len()
    }

    /// The vector of a text.
    pub(super) fn vector(&self, raw: &[Raw]) -> Sparse {
        let mut known = [0.0_f32; FAMILIES];
        let mut unknown = [0.0_f32; FAMILIES];
        let mut parts: Vec<(u32, f32, Family)> = Vec::with_capacity(raw.len());
        for one in raw {
            // What is said three times is not three times as true.
            let amount = if one.amount > 1.0 { 1.0 + one.amount.ln() } else { one.amount };
            if let Some(&number) = self.numbers.get(&one.hash) {
                let value = amount * self.rarity[number as usize];
                known[one.family as usize] += value * value;
                parts.push((number, value, one.family));
            } else {
                unknown[one.family as usize] += (amount * self.unseen).powi(2);
            }
        }
        let scales = self.scales(known, unknown);
        let mut parts: Vec<(u32, f32)> =
            parts.into_iter().map(|(number, value, family)| (number, value * scales[family as usize])).collect();
        parts.sort_unstable_by_key(|(number, _)| *number);
        Sparse { parts }
    }

    /// What each family is multiplied by, so that its length is its weight.
    fn scales(&self, known: [f32; FAMILIES], unknown: [f32; FAMILIES]) -> [f32; FAMILIES] {
        let mut scales = [self.tuning.letters, self.tuning.words, self.tuning.sounds];
        for ((scale, known), unknown) in scales.iter_mut().zip(known).zip(unknown) {
            let length = (known + self.tuning.unknown * unknown).sqrt();
            *scale = if length > 0.0 { *scale / length } else { 0.0 };
        }
        scales
    }
}
