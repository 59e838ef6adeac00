//! What adverts state beside their title, by the words that say it: a category,
//! a contract, who may apply, a place, a last day. Nothing is listed here: the
//! words are those of the files of HR.

use std::collections::HashMap;
use std::ops::Range;

use jiff::civil::Date;

use super::super::file::OPENINGS;
use super::super::offer::{Offer, OpenTo, State};
use super::groups::{Groups, Starts};
use super::plain::forms;
use crate::clock::month_name;

/// The longest phrase that says a fact: « Petit-Quevilly », « Métropole Rouen Normandie ».
const MAX_WORDS: usize = 5;

/// What a fact is about: two places are one or the other, a place and a contract are both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum About {
    Category,
    /// The contract, and who may apply: candidates say one for the other.
    Contract,
    Place,
    LastDay,
}

const ALL: [About; 4] = [About::Category, About::Contract, About::Place, About::LastDay];

/// The positions that state each fact, in ascending order.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// By the forms of the words that say it.
    phrases: HashMap<String, Vec<(About, Vec<u32>)>>,
    starts: Starts,
    /// By the group of synonyms that says it.
    groups: HashMap<usize, Vec<(About, Vec<u32>)>>,
}

impl Facts {
    /// What these positions state.
    pub(super) fn of(offers: &[Offer], groups: &Groups) -> Self {
        let mut facts = Self::default();
        for (at, offer) in (0..).zip(offers) {
            for (about, phrase) in said(offer) {
                let forms = forms(&phrase);
                for (group, _) in groups.within(&forms).into_iter().filter(|_| about == About::Contract) {
                    note(facts.groups.entry(group).or_default(), about, at);
                }
                if (1..=MAX_WORDS).contains(&forms.len()) {
                    facts.starts.know(&forms);
                    note(facts.phrases.entry(forms.join(" ")).or_default(), about, at);
                }
            }
        }
        facts
    }

    /// The open positions that state every fact named by these forms; none when
    /// no fact tells them apart.
    pub(super) fn stating(&self, forms: &[String], groups: &Groups, offers: &[Offer], today: Date) -> Option<Stated> {
        let phrases = self.starts.phrases(forms).filter_map(|(range, phrase)| Some((range, self.phrases.get(&phrase)?)));
        let groups = groups.within(forms).into_iter().filter_map(|(group, range)| Some((range, self.groups.get(&group)?)));
        let found = longest(phrases.chain(groups).collect());
        if found.is_empty() {
            return None;
        }
        let open: Vec<bool> = offers.iter().map(|offer| offer.state(today) == State::Open).collect();
        let mut kept = open.clone();
        for about in ALL {
            let lists = found.iter().flat_map(|(_, facts)| facts.iter()).filter(|(of, _)| *of == about).map(|(_, list)| list);
            keep(&mut kept, lists);
        }
        let offers: Vec<usize> = kept.iter().enumerate().filter(|(_, kept)| **kept).map(|(at, _)| at).collect();
        let is_said = |at: usize| found.iter().any(|(range, _)| range.contains(&at));
        let rest = forms.iter().enumerate().filter(|(at, form)| form.len() > 2 && !is_said(*at)).map(|(_, form)| form.clone()).collect();
        (kept != open && !offers.is_empty()).then_some(Stated { offers, rest })
    }
}

/// The positions that state what a question names, and what else it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stated {
    pub(super) offers: Vec<usize>,
    /// The forms of the question that state nothing, the shortest left out.
    pub(super) rest: Vec<String>,
}

/// Keeps what stands in one of these lists, if there is any list.
fn keep<'a>(kept: &mut [bool], lists: impl Iterator<Item = &'a Vec<u32>>) {
    let mut lists = lists.peekable();
    if lists.peek().is_none() {
        return;
    }
    let mut stating = vec![false; kept.len()];
    for at in lists.flatten() {
        stating[*at as usize] = true;
    }
    kept.iter_mut().zip(stating).for_each(|(kept, stating)| *kept &= stating);
}

/// What is found without what stands inside something longer: « 15 janvier » is not any day of January.
fn longest<T>(found: Vec<(Range<usize>, T)>) -> Vec<(Range<usize>, T)> {
    let ranges: Vec<Range<usize>> = found.iter().map(|(range, _)| range.clone()).collect();
    let is_inside = |one: &Range<usize>| ranges.iter().any(|other| other != one && other.start <= one.start && one.end <= other.end);
    found.into_iter().filter(|(range, _)| !is_inside(range)).collect()
}

fn note(facts: &mut Vec<(About, Vec<u32>)>, about: About, at: u32) {
    match facts.iter_mut().find(|(of, _)| *of == about) {
        Some((_, list)) if list.last() == Some(&at) => {}
        Some((_, list)) => list.push(at),
        None => facts.push((about, vec![at])),
    }
}

/// The phrases that say the facts of a position.
fn said(offer: &Offer) -> Vec<(About, String)> {
    let category = offer.category.iter().flat_map(|letter| [format!("catégorie {letter}"), format!("cat {letter}")]);
    let contract = offer.contract.iter().flat_map(|text| parts(text)).flat_map(kinds);
    let opening = OPENINGS.iter().filter(|(_, opening)| is_open_to(offer, *opening)).map(|(word, _)| (*word).to_owned());
    let place = offer.place.iter().flat_map(|text| parts(text)).map(str::to_owned);
    let day = offer.closes.iter().flat_map(|day| days(*day));
    let of = |about: About| move |phrase: String| (about, phrase);
    let said = category.map(of(About::Category)).chain(contract.map(of(About::Contract))).chain(opening.map(of(About::Contract)));
    said.chain(place.map(of(About::Place))).chain(day.map(of(About::LastDay))).collect()
}

/// The parts of a text: « Rouen (76) », « CDD de trois ans, ou titulaire ».
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split([',', ';', '/', '(', ')', '|', '+']).flat_map(|part| part.split(" ou "));
    parts.map(|part| part.trim().trim_start_matches("ou ")).filter(|part| part.chars().filter(|letter| letter.is_alphabetic()).count() > 1)
}

/// What a part of a contract is called: all its words, and the initials it starts with.
fn kinds(part: &str) -> Vec<String> {
    let first = part.split_whitespace().next().unwrap_or_default();
    let is_initials = (2..=5).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_uppercase());
    std::iter::once(part).chain(is_initials.then_some(first)).map(str::to_owned).collect()
}

fn is_open_to(offer: &Offer, opening: OpenTo) -> bool {
    opening != OpenTo::Both && (offer.open_to == Some(opening) || offer.open_to == Some(OpenTo::Both))
}

/// How a last day is said: « janvier », « 15 janvier », « 15/01 », « 15/01/2027 ».
fn days(date: Date) -> Vec<String> {
    let (day, month) = (date.day(), date.month());
    let named = month_name(month).unwrap_or_default();
    let first = (day == 1).then(|| format!("1er {named}"));
    let said = [named.to_owned(), format!("{day} {named}"), format!("{day:02}/{month:02}"), format!("{day:02}/{month:02}/{}", date.year())];
    said.into_iter().chain(first).collect()
}
