//! From words to numbers: the features of a text, in three families, weighed by
//! how few entries hold them.
//!
//! Runs of letters forgive typos, words and pairs carry the facet (« combien »,
//! « sans concours »), meanings join the words that say the same, sounds forgive
//! misspellings. Features are known by a 64-bit hash: two of them meeting is
//! rarer than a typo and costs as little.

use std::iter;
use std::sync::Arc;

use super::hashed::{Hashed, bytes_of, fnv};
use super::lexis::Lexis;
use super::meanings::Meanings;
use super::shorthand::expansion;
use super::sound::sound;
use super::stem::stem;
use super::texts::{Text, Texts};
use super::tuning::Tuning;

/// A family of features. Each has its own length, so that a text of many letters
/// does not drown its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    Letters,
    Words,
    Sounds,
}

pub(super) const FAMILIES: usize = 3;

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
    pub(super) amount: f32,
}

impl Raw {
    /// The number of its family.
    pub(super) fn family(&self) -> usize {
        self.family as usize
    }
}

/// A sparse vector, features by ascending number.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sparse {
    pub(super) parts: Vec<(u32, f32)>,
}

impl Sparse {
    /// The mean of some vectors.
    pub(super) fn mean(vectors: &[&[(u32, f32)]]) -> Self {
        let share = 1.0 / vectors.len().max(1) as f32;
        let mut all: Vec<(u32, f32)> = vectors.iter().copied().flatten().copied().collect();
        all.sort_by_key(|(feature, _)| *feature);
        let sum = |same: &[(u32, f32)]| (same[0].0, same.iter().map(|(_, value)| value * share).sum());
        let mut parts: Vec<(u32, f32)> = all.chunk_by(|one, next| one.0 == next.0).map(sum).collect();
        // Kept as long as the index.
        parts.shrink_to_fit();
        Self { parts }
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

/// The features of the words met so far, by the hash of each: thousands of texts
/// are made of a few hundred words.
#[derive(Default)]
pub(super) struct Met(Hashed<Vec<Raw>>);

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
    pub(super) fn familiar(&self, words: &[String], reading: &Reading<'_>) -> f64 {
        let is_guessed = |word: &str| reading.guesses.iter().any(|(typed, _)| *typed == word);
        let is_known = |word: &str| self.knows(word) || is_guessed(word) || self.meanings.knows(stem(word)) || self.lexis.has_heard(word);
        let has_long = words.iter().any(|word| word.len() >= TELLING);
        let said = words.iter().filter(|word| word.len() >= TELLING || !has_long);
        let (mut known, mut asked) = (0.0, 0.0);
        for word in said {
            asked += 1.0;
            known += f64::from(u8::from(is_known(word)));
        }
        known / f64::max(asked, 1.0)
    }

    /// What a text is read as: shorthand and abbreviations spelt out, unknown
    /// words as the known ones they were meant to be.
    pub(super) fn read<'a>(&'a self, words: &'a [String]) -> Reading<'a> {
        let mut reading = Reading { words: Vec::with_capacity(words.len()), guesses: Vec::new() };
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
        let mut guess: Vec<&str> = expansion(word).collect();
        if guess.is_empty() && !self.knows(word) {
            guess.extend(self.lexis.meant(word));
            if guess.is_empty() {
                guess.extend(self.lexis.spelt_out(word).into_iter().flatten().map(String::as_str));
            }
        }
        guess
    }

    /// The raw features of a text, equal ones gathered, in a fixed order.
    pub(super) fn extract(&self, words: &[String]) -> Vec<Raw> {
        self.extract_read(words, &self.read(words))
    }

    /// The same of one of many texts, whose words are worked out once.
    pub(super) fn extract_among(&self, words: &[String], met: &mut Met) -> Vec<Raw> {
        let mut raw = Vec::with_capacity(words.len() * 16);
        for word in words {
            let of_word = met.0.entry(hash(b'w', &[word])).or_insert_with(|| {
                let mut of_word = Vec::new();
                self.add_word(word, 1.0, &mut of_word);
                of_word
            });
            raw.extend_from_slice(of_word);
        }
        self.completed(raw, &self.read(words))
    }

    /// The same of a text that was read.
    pub(super) fn extract_read(&self, words: &[String], reading: &Reading<'_>) -> Vec<Raw> {
        let mut raw = Vec::with_capacity(words.len() * 16);
        words.iter().for_each(|word| self.add_word(word, 1.0, &mut raw));
        self.completed(raw, reading)
    }

    /// The features of the words as typed, with those of what they are read as.
    fn completed(&self, mut raw: Vec<Raw>, reading: &Reading<'_>) -> Vec<Raw> {
        reading.guesses.iter().flat_map(|(_, read)| read).for_each(|word| self.add_word(word, self.tuning.guess, &mut raw));
        let stems: Vec<&str> = reading.words.iter().map(|word| stem(word)).collect();
        let mut add = |hash, amount| raw.push(Raw { family: Family::Words, hash, amount });
        stems.windows(2).for_each(|pair| add(hash(b'2', pair), self.tuning.pairs));
        self.meanings.named_in(&stems).iter().for_each(|group| add(hash_of_group(*group), self.tuning.meanings));
        gather(raw)
    }

    fn add_word(&self, word: &str, share: f32, raw: &mut Vec<Raw>) {
        let mut add = |family, hash, amount: f32| raw.push(Raw { family, hash, amount: amount * share });
        add(Family::Words, hash(b'w', &[word]), self.tuning.whole_words);
        add(Family::Words, hash(b's', &[stem(word)]), 1.0);
        runs(word, |hash| add(Family::Letters, hash, 1.0));
        add(Family::Sounds, hash(b'h', &[&sound(word)]), 1.0);
    }
}

/// Calls back with the hash of each run of letters of a word, whose ends are marked by a blank.
fn runs(word: &str, mut found: impl FnMut(u64)) {
    let mut run = [' '; RUN];
    for (read, letter) in iter::once(' ').chain(word.chars()).chain([' ']).enumerate() {
        run.rotate_left(1);
        run[RUN - 1] = letter;
        if read + 1 >= RUN {
            found(fnv(iter::once(b'l').chain(run.iter().flat_map(|letter| u32::from(*letter).to_le_bytes()))));
        }
    }
}

/// The hash of some texts, told apart from those of another tag.
fn hash(tag: u8, texts: &[&str]) -> u64 {
    fnv(iter::once(tag).chain(texts.iter().flat_map(|text| text.bytes().chain([0]))))
}

fn hash_of_group(group: u32) -> u64 {
    fnv(iter::once(b'g').chain(group.to_le_bytes()))
}

/// What is said three times is not three times as true.
fn dampened(amount: f32) -> f32 {
    if amount > 1.0 { 1.0 + amount.ln() } else { amount }
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

/// The features the texts hold, numbered as they are met.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    by_hash: Hashed<u32>,
    families: Vec<Family>,
}

impl Numbers {
    /// The number of a feature, a new one when it has none.
    pub(super) fn number(&mut self, raw: &Raw) -> u32 {
        let next = self.families.len() as u32;
        let number = *self.by_hash.entry(raw.hash).or_insert(next);
        if number == next {
            self.families.push(raw.family);
        }
        number
    }

    /// Gives back the room that was kept for more.
    pub(super) fn shrink(&mut self) {
        self.by_hash.shrink_to_fit();
        self.families.shrink_to_fit();
    }
}

/// What each feature is worth: the fewer classes hold it, the more.
#[derive(Debug)]
pub(super) struct Vocabulary {
    numbers: Arc<Numbers>,
    /// By number; nothing for a feature of texts that were left out.
    rarity: Vec<f32>,
    /// The rarity of what no text holds.
    unseen: f32,
    tuning: Tuning,
}

impl Vocabulary {
    /// Learns what is rare from texts: what few classes hold, however often they say it.
    pub(super) fn new(numbers: Arc<Numbers>, texts: &Texts, learnt: &[Text], tuning: &Tuning) -> Self {
        let mut holders = vec![0_u32; numbers.families.len()];
        let mut last_holder = vec![usize::MAX; holders.len()];
        let mut classes = 0;
        for text in learnt {
            for (number, _) in texts.parts(text) {
                let number = *number as usize;
                holders[number] += u32::from(last_holder[number] != text.class);
                last_holder[number] = text.class;
            }
            classes = text.class + 1;
        }
        let rarity_of = |holders: u32| ((classes as f32 + 1.0) / (holders as f32 + 1.0)).ln() + 1.0;
        let rarity = holders.iter().map(|holders| if *holders > 0 { rarity_of(*holders) } else { 0.0 }).collect();
        Self { numbers, rarity, unseen: rarity_of(0), tuning: *tuning }
    }

    /// The memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        bytes_of(&self.numbers.by_hash) + self.numbers.families.capacity() + self.rarity.capacity() * size_of::<f32>()
    }

    /// What a feature of any text is worth by itself.
    pub(super) fn worth(&self, raw: &Raw) -> f32 {
        let known = self.numbers.by_hash.get(&raw.hash).map_or(0.0, |number| self.rarity[*number as usize]);
        dampened(raw.amount) * if known > 0.0 { known } else { self.unseen }
    }

    /// How many features are known.
    pub(super) fn len(&self) -> usize {
        self.rarity.len()
    }

    /// The vector of a text that may hold anything.
    pub(super) fn vector(&self, raw: &[Raw]) -> Sparse {
        self.weighed(raw.iter().map(|one| (self.numbers.by_hash.get(&one.hash).copied(), one.family, one.amount)))
    }

    /// The vector of a text that was learnt, here or elsewhere.
    pub(super) fn vector_of(&self, parts: &[(u32, f32)]) -> Sparse {
        self.weighed(parts.iter().map(|&(number, amount)| (Some(number), self.numbers.families[number as usize], amount)))
    }

    fn weighed(&self, features: impl ExactSizeIterator<Item = (Option<u32>, Family, f32)>) -> Sparse {
        let mut known = [0.0_f32; FAMILIES];
        let mut unknown = [0.0_f32; FAMILIES];
        let mut parts: Vec<(u32, f32, Family)> = Vec::with_capacity(features.len());
        for (number, family, amount) in features {
            let amount = dampened(amount);
            match number.filter(|number| self.rarity[*number as usize] > 0.0) {
                Some(number) => {
                    let value = amount * self.rarity[number as usize];
                    known[family as usize] += value * value;
                    parts.push((number, value, family));
                }
                None => unknown[family as usize] += (amount * self.unseen).powi(2),
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
