//! The words the FAQ knows, to read an unknown one as the known one it was
//! meant to be: mistyped by a letter, or shortened to its initials.
//!
//! A known word is never changed, and what was typed always stays beside what
//! is read: a wrong guess only adds weak evidence.

use std::collections::BTreeMap;

use super::hashed::{Hashed, Hashes, bytes_of, fnv, fnv_after};
use super::sound::sound;

/// Under this many letters a word one letter apart is another word: « cdd », « cdi ».
const LEAST_LETTERS: usize = 5;
/// Letters of an abbreviation, fewest and most.
const INITIALS: (usize, usize) = (2, 6);
/// How many known words of one spelling less one letter are compared.
const COMPARED: usize = 16;

/// Words that abbreviations skip: « congé de maladie ordinaire » is « CMO ».
const SKIPPED: [&str; 22] = [
    "a", "au", "aux", "avec", "ce", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "par", "pour", "sur", "un",
    "une",
];

/// The letters of the longest of them.
const LONGEST_SKIPPED: usize = 4;

/// The known words, and the abbreviations of what stands side by side.
#[derive(Debug, Default)]
pub(super) struct Lexis {
    /// How many texts hold each word.
    known: Hashed<u32>,
    /// Known words by the hash of their letters, or of all but one; sorted.
    spelt: Vec<(u64, u32)>,
    /// The long words, sorted.
    words: Vec<String>,
    /// How the known words sound.
    sounds: Hashes,
    /// From initials to the words they stand for, nothing when they may be several.
    initials: BTreeMap<String, Option<Vec<String>>>,
}

impl Lexis {
    /// Learns the words of some texts.
    pub(super) fn new(texts: &[Vec<String>]) -> Self {
        let mut lexis = Self::default();
        lexis.learn_words(texts);
        lexis.learn_initials(texts);
        for (number, word) in (0..).zip(&lexis.words) {
            less_one_letter(word, |hash| lexis.spelt.push((hash, number)));
        }
        lexis.spelt.sort_unstable();
        lexis.spelt.dedup();
        lexis.spelt.shrink_to_fit();
        lexis
    }

    fn learn_words(&mut self, texts: &[Vec<String>]) {
        let mut last_text: Hashed<usize> = Hashed::default();
        for (number, words) in texts.iter().enumerate() {
            for word in words {
                let hash = hash_of_word(word);
                let last = last_text.insert(hash, number);
                if last.is_none() {
                    self.sounds.insert(hash_of_word(&sound(word)));
                    self.words.extend(is_long(word).then(|| word.clone()));
                }
                if last != Some(number) {
                    *self.known.entry(hash).or_default() += 1;
                }
            }
        }
        self.words.sort_unstable();
    }

    /// The memory it takes, in bytes: texts and their places, what trees add left out.
    pub(super) fn bytes(&self) -> usize {
        let text = |text: &String| size_of::<String>() + text.capacity();
        let words: usize = self.words.iter().map(text).sum();
        let long = |long: &Option<Vec<String>>| long.iter().flatten().map(text).sum::<usize>() + size_of::<Option<Vec<String>>>();
        let initials: usize = self.initials.iter().map(|(initials, words)| text(initials) + long(words)).sum();
        let sounds = self.sounds.capacity() * (size_of::<u64>() + 1);
        bytes_of(&self.known) + words + sounds + initials + self.spelt.capacity() * size_of::<(u64, u32)>()
    }

    /// Whether some text holds this word.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.known.contains_key(&hash_of_word(word))
    }

    /// Whether some text holds a word that sounds like this one.
    pub(super) fn has_heard(&self, word: &str) -> bool {
        self.sounds.contains(&hash_of_word(&sound(word)))
    }

    /// The known word that this unknown one was meant to be: one letter apart,
    /// the commonest if there are several.
    pub(super) fn meant(&self, word: &str) -> Option<&str> {
        if !is_long(word) || self.knows(word) {
            return None;
        }
        let mut near: Vec<u32> = Vec::new();
        less_one_letter(word, |hash| {
            let start = self.spelt.partition_point(|(known, _)| *known < hash);
            let same = self.spelt[start..].iter().take_while(|(known, _)| *known == hash);
            near.extend(same.take(COMPARED).map(|(_, number)| *number));
        });
        near.sort_unstable();
        near.dedup();
        let near = near.iter().map(|number| self.words[*number as usize].as_str());
        let close = near.filter(|known| strsim::osa_distance(known, word) == 1);
        close.max_by_key(|known| (self.known.get(&hash_of_word(known)), std::cmp::Reverse(*known)))
    }

    /// The words that an unknown abbreviation stands for.
    pub(super) fn spelt_out(&self, word: &str) -> Option<&[String]> {
        if !(INITIALS.0..=INITIALS.1).contains(&word.len()) || self.knows(word) {
            return None;
        }
        self.initials.get(word)?.as_deref()
    }

    /// Learns what is said twice at least: words that stand side by side once are
    /// no term, and would take more room than all else.
    fn learn_initials(&mut self, texts: &[Vec<String>]) {
        let mut met: Vec<u64> = Vec::new();
        texts.iter().for_each(|words| each_run(words, |_, hash| met.push(hash)));
        met.sort_unstable();
        let mut terms: Hashes = met.windows(2).filter(|two| two[0] == two[1]).map(|two| two[0]).collect();
        for words in texts {
            // A term is learnt where it is first met; met again it says nothing new.
            each_run(words, |run, hash| {
                if terms.remove(&hash) {
                    self.learn_term(run);
                }
            });
        }
    }

    fn learn_term(&mut self, run: &[&String]) {
        let initials: String = run.iter().filter_map(|word| word.chars().next()).collect();
        let long = || Some(run.iter().map(|word| (*word).clone()).collect());
        self.initials.entry(initials).and_modify(|known| *known = None).or_insert_with(long);
    }
}

/// Calls back with the words that stand side by side and may be shortened to
/// their initials, and with their hash.
fn each_run<'a>(words: &'a [String], mut found: impl FnMut(&[&'a String], u64)) {
    let said: Vec<&String> = words.iter().filter(|word| !is_skipped(word)).collect();
    for start in 0..said.len() {
        let mut hash = fnv([].into_iter());
        for (length, word) in (1..=INITIALS.1).zip(&said[start..]) {
            hash = fnv_after(hash, word.bytes().chain([b' ']));
            if length >= INITIALS.0 {
                found(&said[start..start + length], hash);
            }
        }
    }
}

fn is_skipped(word: &str) -> bool {
    word.len() <= LONGEST_SKIPPED && SKIPPED.contains(&word)
}

fn hash_of_word(word: &str) -> u64 {
    fnv(word.bytes())
}

fn is_long(word: &str) -> bool {
    word.len() >= LEAST_LETTERS && word.is_ascii() && !word.bytes().any(|byte| byte.is_ascii_digit())
}

/// Calls back with the hash of an ASCII word, then of the word without each of its letters.
fn less_one_letter(word: &str, mut found: impl FnMut(u64)) {
    let bytes = word.as_bytes();
    found(fnv(bytes.iter().copied()));
    for left_out in 0..bytes.len() {
        found(fnv(bytes[..left_out].iter().chain(&bytes[left_out + 1..]).copied()));
    }
}
