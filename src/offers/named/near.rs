//! One slip of the keyboard in a long word: « archtecte », « arhciviste ».
//!
//! Words are known by what is left of them when one letter goes, so that a
//! misspelt word is looked up, never compared with all the others.

use std::collections::HashMap;

/// The letters of a word that may be misspelt: shorter ones are too near each other.
const LONG: usize = 6;

/// The words that a misspelt one may stand for.
#[derive(Clone, Debug, Default)]
pub(super) struct Near {
    /// From a word, whole or less one letter, to the words that it may come from.
    known: HashMap<String, Vec<u32>>,
}

impl Near {
    /// Knows these words, by their numbers.
    pub(super) fn new<'a>(words: impl Iterator<Item = (&'a str, u32)>) -> Self {
        let mut known: HashMap<String, Vec<u32>> = HashMap::new();
        for (word, number) in words.filter(|(word, _)| is_long(word)) {
            for start in std::iter::once(word.to_owned()).chain(less_one(word)) {
                let numbers = known.entry(start).or_default();
                if numbers.last() != Some(&number) {
                    numbers.push(number);
                }
            }
        }
        Self { known }
    }

    /// The words that are one slip away from this one; `of` gives a word by its number.
    pub(super) fn of<'a>(&self, typed: &str, of: impl Fn(u32) -> &'a str) -> Vec<u32> {
        if !is_long(typed) {
            return Vec::new();
        }
        let starts = std::iter::once(typed.to_owned()).chain(less_one(typed));
        let mut found: Vec<u32> = starts.filter_map(|start| self.known.get(&start)).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found.retain(|number| is_one_slip(typed, of(*number)));
        found
    }
}

fn is_long(word: &str) -> bool {
    word.is_ascii() && word.len() >= LONG && !word.bytes().any(|byte| byte.is_ascii_digit())
}

/// A word of ASCII letters less each of its letters in turn.
fn less_one(word: &str) -> impl Iterator<Item = String> + '_ {
    (0..word.len()).map(|at| format!("{}{}", &word[..at], &word[at + 1..]))
}

/// Whether two different words differ by one letter, missing, added or another,
/// or by two neighbours that changed places.
fn is_one_slip(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let (short, long) = (short.as_bytes(), long.as_bytes());
    let at = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    match (&short[at..], &long[at..]) {
        ([], []) => false,
        ([a, b, short @ ..], [c, d, long @ ..]) if a == d && b == c && short == long => true,
        ([_, short @ ..], [_, long @ ..]) if short == long => true,
        (short, [_, long @ ..]) => short == long,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_in_a_long_word_is_forgiven_and_no_more() {
        let words = ["architect", "archivist", "directeur", "reseau", "chef"];
        let near = Near::new(words.iter().copied().zip(0..));
        let found = |typed: &str| -> Vec<&str> {
            let numbers = near.of(typed, |number| words[number as usize]);
            numbers.into_iter().map(|number| words[number as usize]).collect()
        };
        for typed in ["archtect", "archiitect", "arxhitect", "arhcitect", "rchitect", "architecx", "architectt"] {
            assert_eq!(found(typed), ["architect"], "{typed}");
        }
        for typed in ["architect", "achitct", "architectur", "chet", "cheff", "", "directorat", "archittec", "éééééééé"] {
            assert!(found(typed).is_empty(), "{typed}");
        }
        assert_eq!(found("resau"), Vec::<&str>::new(), "five letters are too few to be a slip");
        assert_eq!(found("rezeau"), ["reseau"]);
    }
}
