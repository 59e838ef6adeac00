//! One name of a position, and how much of it a question says.

use std::collections::BTreeMap;

/// The words of a name that are read: more are a description.
const MAX_WORDS: usize = 20;

/// The share of a name that a question must say.
const ENOUGH: f32 = 0.45;

/// How much two words must tell together: « service informatique » tells nobody apart.
const TELLING: f32 = 3.2;

/// A word that more of the entries use names nothing alone: candidates say it of everything.
const WORN: f32 = 0.15;

/// What the first word of a name, its trade, counts beside the others.
const HEAD: f32 = 1.5;

/// What one form tells.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rarity {
    /// Among the positions, from a half, when all of them hold it, to 1.
    among_offers: f32,
    /// Among the entries.
    among_entries: f32,
    /// Whether it can name alone.
    is_rare: bool,
}

impl Rarity {
    /// Of a form that so many of the positions hold, and so many of the entries.
    pub(super) fn new(holders: usize, offers: usize, users: u32, entries: u32) -> Self {
        let [holders, offers] = [holders, offers].map(|count| count.max(1) as f32);
        let [users, entries] = [users, entries].map(|count| count as f32);
        Self {
            among_offers: 1.0 - 0.5 * holders.ln() / (offers + 1.0).ln(),
            among_entries: ((entries + 1.0) / (users + 1.0)).ln() + 0.5,
            is_rare: users <= WORN * entries,
        }
    }
}

/// What a question says, by the numbers of forms and of groups; the bits are its places.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) words: BTreeMap<u32, u128>,
    pub(super) groups: BTreeMap<usize, u128>,
}

/// A name that a question says something of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Matched {
    /// The position.
    pub(super) offer: usize,
    /// The places of the question that say it.
    pub(super) places: u128,
    /// Whether every word of it is said.
    pub(super) is_whole: bool,
    /// Whether that is enough to name it.
    pub(super) is_enough: bool,
}

/// The words of a name; the bits of a group are the words that it stands for.
#[derive(Clone, Debug)]
pub(super) struct Name {
    offer: usize,
    words: Vec<Word>,
    groups: Vec<(usize, u32)>,
}

#[derive(Clone, Copy, Debug)]
struct Word {
    number: u32,
    /// Its share of the name.
    share: f32,
    telling: f32,
    is_rare: bool,
}

impl Name {
    /// A name of these forms; a group stands for the words at its places.
    pub(super) fn new(offer: usize, numbers: Vec<u32>, groups: Vec<(usize, Vec<usize>)>, rarity: &[Rarity]) -> Self {
        let weight = |(place, number): (usize, &u32)| {
            let Rarity { among_offers, among_entries, .. } = rarity[*number as usize];
            among_offers * among_entries * if place == 0 { HEAD } else { 1.0 }
        };
        let numbers = &numbers[..numbers.len().min(MAX_WORDS)];
        let whole: f32 = numbers.iter().enumerate().map(weight).sum();
        let words = numbers.iter().enumerate().map(|(place, number)| {
            let Rarity { among_entries, is_rare, .. } = rarity[*number as usize];
            Word { number: *number, share: weight((place, number)) / whole, telling: among_entries, is_rare }
        });
        let bits = |places: Vec<usize>| places.into_iter().filter(|place| *place < MAX_WORDS).fold(0, |bits, place| bits | 1 << place);
        Self { offer, words: words.collect(), groups: groups.into_iter().map(|(group, places)| (group, bits(places))).collect() }
    }

    /// The numbers of its forms.
    pub(super) fn words(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().map(|word| word.number)
    }

    /// The groups that stand in it.
    pub(super) fn groups(&self) -> impl Iterator<Item = usize> + '_ {
        self.groups.iter().map(|(group, _)| *group)
    }

    /// What a question says of it, if anything.
    pub(super) fn matched(&self, asked: &Asked) -> Option<Matched> {
        let (mut said, mut places): (u32, u128) = (0, 0);
        for (at, word) in self.words.iter().enumerate() {
            if let Some(found) = asked.words.get(&word.number) {
                said |= 1 << at;
                places |= found;
            }
        }
        for (group, words) in &self.groups {
            if let Some(found) = asked.groups.get(group) {
                said |= words;
                places |= found;
            }
        }
        let is_whole = said.count_ones() as usize == self.words.len();
        let is_enough = self.is_enough(said, is_whole);
        (said != 0).then_some(Matched { offer: self.offer, places, is_whole, is_enough })
    }

    fn is_enough(&self, said: u32, is_whole: bool) -> bool {
        let words = || self.words.iter().enumerate().filter(|(at, _)| said & 1 << at != 0);
        let share: f32 = words().map(|(_, word)| word.share).sum();
        let telling: f32 = words().map(|(_, word)| word.telling).sum();
        match said.count_ones() {
            0 => false,
            1 => words().all(|(at, word)| at == 0 && word.is_rare && share >= ENOUGH),
            _ => is_whole || (share >= ENOUGH && telling >= TELLING),
        }
    }
}
