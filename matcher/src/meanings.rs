//! Words that mean the same: the everyday French of work, which comes with the
//! program, and HR's own list.
//!
//! A group that a text names is one more thing said in it, whichever of its
//! words was used: « virer » reaches an entry that only says « licencier ».

use super::hashed::{Hashed, bytes_of, fnv, fnv_after};
use super::shorthand::expansion;
use super::stem::stem;
use super::text::words;

/// One group a line, its phrases between commas; a line that starts with `#` is for readers.
const FRENCH: &str = include_str!("french.txt");

/// Groups of words or short phrases that mean the same.
#[derive(Debug, Default)]
pub(super) struct Meanings {
    /// From the stems of a phrase, to the numbers of its groups.
    groups: Hashed<Vec<u32>>,
    /// The stems of the longest phrase.
    longest: usize,
}

impl Meanings {
    /// The groups of everyday French, then these; where a phrase stands in its group does not matter.
    pub(super) fn new(groups: &[Vec<String>]) -> Self {
        let french = FRENCH.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).map(|line| line.split(',').collect());
        let own = groups.iter().map(|group| group.iter().map(String::as_str).collect());
        let mut known = Self::default();
        for (number, group) in (0..).zip(french.chain(own)) {
            let group: Vec<&str> = group;
            group.iter().for_each(|phrase| known.add(phrase, number));
        }
        known
    }

    /// The memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        bytes_of(&self.groups) + self.groups.values().map(|groups| groups.capacity() * size_of::<u32>()).sum::<usize>()
    }

    /// Whether a word alone, given its stem, stands in a group.
    pub(super) fn knows(&self, stem: &str) -> bool {
        self.groups.contains_key(&hash_of([stem]))
    }

    fn add(&mut self, phrase: &str, number: u32) {
        let words = words(phrase);
        let mut stems: Vec<&str> = Vec::with_capacity(words.len());
        for word in &words {
            let before = stems.len();
            expansion(word).for_each(|long| stems.push(stem(long)));
            if stems.len() == before {
                stems.push(stem(word));
            }
        }
        self.longest = self.longest.max(stems.len());
        if !stems.is_empty() {
            self.groups.entry(hash_of(stems)).or_default().push(number);
        }
    }

    /// The groups named anywhere in a text, given its stems, in ascending order.
    pub(super) fn named_in(&self, stems: &[&str]) -> Vec<u32> {
        let mut found = Vec::new();
        for start in 0..stems.len() {
            let mut read = hash_of([]);
            for stem in stems[start..].iter().take(self.longest) {
                read = longer(read, stem);
                found.extend(self.groups.get(&read).into_iter().flatten());
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The hash of a phrase, given its stems.
fn hash_of<'a>(stems: impl IntoIterator<Item = &'a str>) -> u64 {
    stems.into_iter().fold(fnv([].into_iter()), longer)
}

/// The hash of a phrase with one more stem.
fn longer(phrase: u64, stem: &str) -> u64 {
    fnv_after(phrase, stem.bytes().chain([b' ']))
}
