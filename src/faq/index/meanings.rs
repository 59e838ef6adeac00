//! Words that mean the same: the everyday French of work, which comes with the
//! program, and HR's own list.
//!
//! A group that a text names is one more thing said in it, whichever of its
//! words was used: « virer » reaches an entry that only says « licencier ».

use std::collections::BTreeMap;

use super::shorthand::expansion;
use super::stem::stem;
use super::text::words;

/// One group a line, its phrases between commas; a line that starts with `#` is for readers.
const FRENCH: &str = include_str!("french.txt");

/// Groups of words or short phrases that mean the same.
#[derive(Debug, Default)]
pub(super) struct Meanings {
    /// From the stems of a phrase, to the numbers of its groups.
    groups: BTreeMap<String, Vec<usize>>,
    /// The stems of the longest phrase.
    longest: usize,
}

impl Meanings {
    /// The groups of everyday French, then these; where a phrase stands in its group does not matter.
    pub(super) fn new(groups: &[Vec<String>]) -> Self {
        let french = FRENCH.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).map(|line| line.split(',').collect());
        let own = groups.iter().map(|group| group.iter().map(String::as_str).collect());
        let mut known = Self::default();
        for (number, group) in french.chain(own).enumerate() {
            let group: Vec<&str> = group;
            group.iter().for_each(|phrase| known.add(phrase, number));
        }
        known
    }

    /// The memory it takes, in bytes: texts and their places, what trees add left out.
    pub(super) fn bytes(&self) -> usize {
        let group = |(phrase, groups): (&String, &Vec<usize>)| {
            size_of::<(String, Vec<usize>)>() + phrase.capacity() + groups.capacity() * size_of::<usize>()
        };
        self.groups.iter().map(group).sum()
    }

    /// Whether a word alone, given its stem, stands in a group.
    pub(super) fn knows(&self, stem: &str) -> bool {
        self.groups.contains_key(stem)
    }

    fn add(&mut self, phrase: &str, number: usize) {
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
            self.groups.entry(stems.join(" ")).or_default().push(number);
        }
    }

    /// The groups named anywhere in a text, given its stems, in ascending order.
    pub(super) fn named_in(&self, stems: &[&str]) -> Vec<usize> {
        let mut found = Vec::new();
        let mut phrase = String::new();
        for start in 0..stems.len() {
            phrase.clear();
            for stem in stems[start..].iter().take(self.longest) {
                if !phrase.is_empty() {
                    phrase.push(' ');
                }
                phrase.push_str(stem);
                found.extend(self.groups.get(&phrase).into_iter().flatten());
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
