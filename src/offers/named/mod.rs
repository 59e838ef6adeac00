//! Which positions a question names, learnt once from what HR wrote: titles and
//! trades of the adverts, synonyms, and the wordings of the answers, which tell
//! the words that candidates use for everything.
//!
//! « salaire de l'archi logiciel ? » names a position; « un poste de catégorie A
//! à Elbeuf ? » names none, but facts that some adverts state. There may be
//! thousands of adverts: a question looks its words up and walks through none.

mod facts;
mod groups;
mod name;
mod near;
mod plain;

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;

use self::facts::Facts;
use self::groups::Groups;
use self::name::{Asked, Matched, Name};
use self::near::Near;
use self::plain::{MAX_WORDS, forms};
use super::offer::{Offer, State};

/// More positions than this are a list to choose from, no longer what was named.
const MOST_NAMED: usize = 2;

/// A word that more names hold tells nobody apart, and is not walked.
const MOST_HOLDERS: usize = 200;

/// The most names compared for one question.
const MOST_COMPARED: usize = 1_000;

/// A word that more entries use is not known well enough to be a slip of another.
const FEW_ENTRIES: u32 = 3;

/// A word tells what a text is about when at most one entry in so many uses it.
const TELLING_OF: u32 = 3;

/// What the positions are called; immutable, made anew when the files change.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// Each form of the names, with its number.
    numbers: HashMap<String, u32>,
    /// The forms by their numbers.
    words: Vec<String>,
    /// How many entries use each form of their wordings.
    used: HashMap<String, u32>,
    /// How many entries there are.
    entries: u32,
    near: Near,
    groups: Groups,
    names: Vec<Name>,
    /// The names that hold each form.
    holders: Vec<Vec<u32>>,
    /// The names that hold each group of synonyms.
    group_holders: BTreeMap<usize, Vec<u32>>,
    references: HashMap<String, usize>,
    facts: Facts,
}

impl Named {
    /// Learns how these positions are called. `entries` gives, for each entry
    /// that is about no position in particular, all that candidates type for it.
    pub fn learn<'a, E>(offers: &[Offer], synonyms: &[Vec<String>], entries: impl Iterator<Item = E>) -> Self
    where
        E: Iterator<Item = &'a str>,
    {
        if offers.is_empty() {
            return Self::default();
        }
        let (used, entries) = used_words(entries);
        let groups = Groups::new(synonyms);
        let called: Vec<(usize, Vec<String>)> = offers.iter().enumerate().flat_map(|(at, offer)| called(at, offer)).collect();
        let mut named =
            Self { used, entries, facts: Facts::of(offers, &groups), references: references(offers), groups, ..Self::default() };
        for form in called.iter().flat_map(|(_, forms)| forms) {
            named.number(form);
        }
        let rarity = named.rarity(&called, offers.len());
        named.names = called.iter().map(|(offer, forms)| named.name(*offer, forms, &rarity)).collect();
        named.hold();
        named.near = Near::new(named.words.iter().map(String::as_str).zip(0..));
        named
    }

    /// The one or two positions that a question names, by their places among
    /// the offers learnt; none when it names more, or none. Of those it names
    /// equally well, one that is open on this day hides those that are not.
    pub fn positions(&self, question: &str, offers: &[Offer], today: Date) -> Vec<usize> {
        if self.names.is_empty() {
            return Vec::new();
        }
        let mut found = self.by_reference(question);
        if found.is_empty() {
            found = best(&self.matched(&self.asked(&forms(question)))).iter().map(|one| one.offer).collect();
            found.sort_unstable();
            found.dedup();
        }
        if found.len() > MOST_NAMED {
            found.retain(|at| offers.get(*at).is_some_and(|offer| offer.state(today) == State::Open));
        }
        if found.len() > MOST_NAMED { Vec::new() } else { found }
    }

    /// A question without the words that name a position; none when none is named.
    pub fn without_positions(&self, question: &str) -> Option<String> {
        if self.names.is_empty() {
            return None;
        }
        let written: Vec<(&str, Vec<String>)> = question.split_whitespace().take(MAX_WORDS).map(|word| (word, forms(word))).collect();
        let all: Vec<String> = written.iter().flat_map(|(_, forms)| forms.iter().cloned()).take(MAX_WORDS).collect();
        let named = best(&self.matched(&self.asked(&all))).iter().fold(0, |places, one| places | one.places);
        let mut kept: Vec<&str> = Vec::new();
        let mut place = 0;
        for (word, forms) in &written {
            let places = place..place + forms.len();
            place = places.end;
            if places.into_iter().any(|place| place < MAX_WORDS && named & 1 << place != 0) {
                // « pour l'archiviste »: the little words before it go too.
                while kept.last().is_some_and(|last| plain::forms(last).is_empty()) {
                    kept.pop();
                }
            } else {
                kept.push(word);
            }
        }
        (named != 0).then(|| kept.join(" "))
    }

    /// Whether two texts share a word that tells what they are about: a long
    /// one that few of the entries use.
    pub fn share_a_telling_word(&self, one: &str, other: &str) -> bool {
        let other = forms(other);
        let tells = |form: &String| form.len() > 3 && self.used.get(form).copied().unwrap_or(0) * TELLING_OF <= self.entries;
        forms(one).iter().any(|form| other.contains(form) && tells(form))
    }

    /// The open positions that state every fact that a question names (a
    /// category, a contract, who may apply, a place, a last day), in their
    /// order; none when it names no fact, or one that all of them share.
    pub fn stating(&self, question: &str, offers: &[Offer], today: Date) -> Vec<usize> {
        self.facts.stating(&forms(question), &self.groups, offers, today).map(|stated| stated.offers).unwrap_or_default()
    }

    /// Whether all that a question says beside the facts that some open
    /// positions state is said in one of these texts: « un poste à Elbeuf ? »
    /// beside those that ask for the list of positions.
    pub fn asks_who_states<'a>(&self, question: &str, offers: &[Offer], today: Date, texts: impl Iterator<Item = &'a str>) -> bool {
        let Some(stated) = self.facts.stating(&forms(question), &self.groups, offers, today) else { return false };
        let said: HashSet<String> = texts.flat_map(forms).collect();
        stated.rest.iter().all(|form| said.contains(form))
    }

    fn number(&mut self, form: &str) -> u32 {
        if let Some(number) = self.numbers.get(form) {
            return *number;
        }
        let number = self.words.len() as u32;
        self.numbers.insert(form.to_owned(), number);
        self.words.push(form.to_owned());
        number
    }

    /// How much each form tells: less when many positions hold it, or many entries.
    fn rarity(&self, called: &[(usize, Vec<String>)], offers: usize) -> Vec<name::Rarity> {
        let mut held: Vec<Vec<usize>> = vec![Vec::new(); self.words.len()];
        for (offer, forms) in called {
            for number in forms.iter().filter_map(|form| self.numbers.get(form)) {
                held[*number as usize].push(*offer);
            }
        }
        let rarity = self.words.iter().zip(&mut held).map(|(word, held)| {
            held.sort_unstable();
            held.dedup();
            name::Rarity::new(held.len(), offers, self.used.get(word).copied().unwrap_or(0), self.entries)
        });
        rarity.collect()
    }

    fn name(&self, offer: usize, forms: &[String], rarity: &[name::Rarity]) -> Name {
        let mut words: Vec<u32> = Vec::new();
        for number in forms.iter().filter_map(|form| self.numbers.get(form)) {
            if !words.contains(number) {
                words.push(*number);
            }
        }
        let place = |form: &String| words.iter().position(|word| self.numbers.get(form) == Some(word));
        let groups = self.groups.within(forms).into_iter();
        let groups = groups.map(|(group, range)| (group, forms[range].iter().filter_map(place).collect())).collect();
        Name::new(offer, words, groups, rarity)
    }

    /// Notes which names hold each form and each group.
    fn hold(&mut self) {
        self.holders = vec![Vec::new(); self.words.len()];
        for (at, name) in (0..).zip(&self.names) {
            for word in name.words() {
                self.holders[word as usize].push(at);
            }
            for group in name.groups() {
                let holders = self.group_holders.entry(group).or_default();
                if holders.last() != Some(&at) {
                    holders.push(at);
                }
            }
        }
    }

    /// The words and the groups of a question that some name holds, each with its places in it.
    fn asked(&self, forms: &[String]) -> Asked {
        let mut asked = Asked::default();
        for (place, form) in forms.iter().enumerate() {
            for word in self.meant(form) {
                *asked.words.entry(word).or_default() |= 1 << place;
            }
        }
        for (group, range) in self.groups.within(forms) {
            if self.group_holders.contains_key(&group) {
                *asked.groups.entry(group).or_default() |= range.fold(0, |places, place| places | 1 << place);
            }
        }
        asked
    }

    /// The form of a name that was typed, or those it may be a slip of.
    fn meant(&self, form: &str) -> Vec<u32> {
        match self.numbers.get(form) {
            Some(number) => vec![*number],
            None if self.used.get(form).is_some_and(|entries| *entries >= FEW_ENTRIES) => Vec::new(),
            None => self.near.of(form, |number| self.words[number as usize].as_str()),
        }
    }

    /// The names that the question says something of; the rarest words are looked up first.
    fn matched(&self, asked: &Asked) -> Vec<Matched> {
        let words = asked.words.keys().map(|word| &self.holders[*word as usize]);
        let groups = asked.groups.keys().filter_map(|group| self.group_holders.get(group));
        let mut lists: Vec<&Vec<u32>> = words.chain(groups).filter(|list| list.len() <= MOST_HOLDERS).collect();
        lists.sort_by_key(|list| list.len());
        let mut names: Vec<u32> = lists.into_iter().flatten().copied().take(MOST_COMPARED).collect();
        names.sort_unstable();
        names.dedup();
        names.into_iter().filter_map(|name| self.names[name as usize].matched(asked)).collect()
    }

    /// The positions whose advert's number stands in a question.
    fn by_reference(&self, question: &str) -> Vec<usize> {
        let start = question.split_whitespace().take(MAX_WORDS);
        let mut found: Vec<usize> = start.filter_map(|word| self.references.get(&reference(word)?)).copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// How many entries use each form, and how many entries there are.
fn used_words<'a, E>(entries: impl Iterator<Item = E>) -> (HashMap<String, u32>, u32)
where
    E: Iterator<Item = &'a str>,
{
    let mut used: HashMap<String, u32> = HashMap::new();
    let mut count = 0;
    for entry in entries {
        count += 1;
        let mut words: Vec<String> = entry.flat_map(forms).collect();
        words.sort_unstable();
        words.dedup();
        words.into_iter().for_each(|word| *used.entry(word).or_default() += 1);
    }
    (used, count)
}

/// What a position is called: its title, and its trade when the advert says another.
fn called(at: usize, offer: &Offer) -> Vec<(usize, Vec<String>)> {
    let names = std::iter::once(offer.title.as_str()).chain(offer.occupation.as_deref());
    let mut called: Vec<(usize, Vec<String>)> = Vec::new();
    for name in names {
        let forms: Vec<String> = forms(name).into_iter().filter(|form| form.len() > 1).collect();
        if !forms.is_empty() && called.iter().all(|(_, first)| *first != forms) {
            called.push((at, forms));
        }
    }
    called
}

fn references(offers: &[Offer]) -> HashMap<String, usize> {
    offers.iter().enumerate().filter_map(|(at, offer)| Some((reference(&offer.reference)?, at))).collect()
}

/// The number of an advert as people copy it; none for a word without a digit,
/// or too short to be one.
fn reference(word: &str) -> Option<String> {
    let kept: String = word.chars().filter(char::is_ascii_alphanumeric).take(60).collect::<String>().to_ascii_lowercase();
    (kept.len() >= 6 && kept.bytes().any(|byte| byte.is_ascii_digit())).then_some(kept)
}

/// The names best said: what a question says of one must not be a mere part of
/// what it says of another. One that shares what names another is meant as much,
/// although it says more beside.
fn best(matched: &[Matched]) -> Vec<Matched> {
    let enough: Vec<&Matched> = matched.iter().filter(|one| one.is_enough).collect();
    let beats = |one: &Matched, other: &Matched| {
        let holds = one.places & other.places == other.places;
        holds && (one.places != other.places || (one.is_whole && !other.is_whole))
    };
    let is_meant = |one: &&Matched| one.is_enough || enough.iter().any(|named| named.places == one.places);
    let is_beaten = |one: &Matched| enough.iter().any(|other| beats(other, one));
    matched.iter().filter(is_meant).filter(|one| !is_beaten(one)).copied().collect()
}

#[cfg(test)]
mod tests;
