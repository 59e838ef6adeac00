//! Two entries whose wordings are nearly the same: the same words in another
//! order or without the small ones, or one letter apart.
//!
//! The cost follows the length of the texts: each wording is looked up by its
//! words and by itself less one letter, never compared with all the others.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Placed, placed};
use crate::faq::entry_file::same_words;
use crate::faq::load::Library;
use crate::files::problem::{MAX_TOLD, Problem};

/// Words that carry no question. Negations, prepositions that change the
/// meaning and question words are not among them.
const SMALL_WORDS: &[&str] = &[
    "a", "ai", "au", "aux", "bonjour", "c", "ca", "ce", "ces", "cette", "d", "de", "des", "du", "en", "est", "et", "euh", "il", "j", "je",
    "l", "la", "le", "les", "m", "ma", "me", "mes", "mon", "n", "nos", "notre", "nous", "on", "qu", "que", "s", "sa", "se", "ses", "son",
    "stp", "svp", "t", "un", "une", "vos", "votre", "vous", "y",
];

/// Shorter wordings are too near one another by chance: « cdi », « cdd ».
const LEAST_LETTERS: usize = 10;
/// Longer ones are compared by their words only, which bounds the work.
const MOST_LETTERS: usize = 300;
/// In a shorter word one letter changes the meaning: « cdi », « 2026 ».
const LONG_WORD: usize = 5;
/// How many wordings of one spelling less one letter are compared.
const COMPARED: usize = 8;

/// Tells each wording or title that nearly says what an earlier entry's says.
pub(in crate::faq) fn alike(library: &Library) -> Vec<Problem> {
    let files = placed(library);
    let mut seen = Seen::default();
    let mut problems = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let before = problems.len();
        for wording in file.typed() {
            let typed = Typed { file: number, at: wording.at, words: same_words(&wording.text) };
            if let Some(first) = seen.like(typed)
                && problems.len() < before + MAX_TOLD
            {
                problems.push(resembles(file, wording.at, &files[first.file], first));
            }
        }
    }
    problems
}

fn resembles(file: &Placed<'_>, at: usize, other: &Placed<'_>, first: &Typed) -> Problem {
    let message = format!("cette formulation ressemble à « {} » ({}, ligne {})", first.words, other.path, other.line(first.at));
    file.warning(at, message).help("gardez-la dans un seul des deux fichiers, ou ajoutez ce qui les distingue")
}

/// A wording as plain words, and where it stands.
struct Typed {
    file: usize,
    at: usize,
    words: String,
}

/// The wordings met so far; each is known by its number.
#[derive(Default)]
struct Seen {
    typed: Vec<Typed>,
    /// The same words exactly: told at each reload, not here.
    exactly: HashSet<String>,
    by_content: HashMap<String, usize>,
    by_letters: HashMap<u64, Vec<usize>>,
}

impl Seen {
    /// The earlier wording of another file that this one resembles; keeps this one.
    fn like(&mut self, typed: Typed) -> Option<&Typed> {
        if !self.exactly.insert(typed.words.clone()) {
            return None;
        }
        let number = self.typed.len();
        self.typed.push(typed);
        let by_content = self.like_by_content(number);
        let by_letters = self.like_by_letters(number);
        by_content.or(by_letters).map(|first| &self.typed[first])
    }

    fn like_by_content(&mut self, number: usize) -> Option<usize> {
        let typed = &self.typed[number];
        let first = *self.by_content.entry(content(&typed.words)).or_insert(number);
        (self.typed[first].file != typed.file).then_some(first)
    }

    fn like_by_letters(&mut self, number: usize) -> Option<usize> {
        let typed = &self.typed[number];
        let mut found = None;
        for key in less_one_letter(&typed.words) {
            let others = self.by_letters.entry(key).or_default();
            found = found.or_else(|| others.iter().find(|other| is_one_letter_apart(&self.typed[**other], typed)).copied());
            if others.len() < COMPARED {
                others.push(number);
            }
        }
        found
    }
}

/// The words that carry the question, in one order; all of them when none does.
fn content(words: &str) -> String {
    let kept: BTreeSet<&str> = words.split(' ').filter(|word| !SMALL_WORDS.contains(word)).collect();
    if kept.is_empty() { words.to_owned() } else { kept.into_iter().collect::<Vec<_>>().join(" ") }
}

/// A number for a text, and for the text without each of its letters.
fn less_one_letter(words: &str) -> BTreeSet<u64> {
    const BASE: u64 = 0x0000_0100_0000_01b3;
    let letters: Vec<u64> = words.chars().take(MOST_LETTERS + 1).map(|letter| u64::from(u32::from(letter))).collect();
    if !(LEAST_LETTERS..=MOST_LETTERS).contains(&letters.len()) {
        return BTreeSet::new();
    }
    let mut starts = vec![0_u64];
    for letter in &letters {
        let before = starts.last().copied().unwrap_or_default();
        starts.push(before.wrapping_mul(BASE).wrapping_add(*letter));
    }
    let whole = starts[letters.len()];
    let mut numbers = BTreeSet::from([whole]);
    let mut power = 1_u64;
    for left_out in (0..letters.len()).rev() {
        let end = whole.wrapping_sub(starts[left_out + 1].wrapping_mul(power));
        numbers.insert(starts[left_out].wrapping_mul(power).wrapping_add(end));
        power = power.wrapping_mul(BASE);
    }
    numbers
}

/// Whether two wordings of two files differ by one letter, or two swapped ones, of a long word.
fn is_one_letter_apart(one: &Typed, other: &Typed) -> bool {
    if one.file == other.file || strsim::osa_distance(&one.words, &other.words) != 1 {
        return false;
    }
    let (one, other): (Vec<&str>, Vec<&str>) = (one.words.split(' ').collect(), other.words.split(' ').collect());
    // A space more or less joins or cuts a word: the letters are the same.
    one.len() != other.len()
        || one.iter().zip(&other).filter(|(one, other)| one != other).all(|(one, other)| is_long(one) && is_long(other))
}

fn is_long(word: &str) -> bool {
    word.chars().count() >= LONG_WORD && !word.contains(|letter: char| letter.is_numeric())
}
