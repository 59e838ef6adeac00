//! A play: the choices made so far, and what they come to. Pure.
//!
//! A play travels with its player, as a short text in an address or a button:
//! the mark of the game, a random word that says which play it is (so that no
//! step is counted twice; it is kept nowhere), then a digit for each choice.

use std::fmt;

use super::lint::MAX_SCENES;
use super::read::MARK_CHARS;
use super::{Choice, Game, Scene, Trade};

/// The signs of the word of a play.
const WORD_CHARS: usize = 8;

/// The choices of one play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Play {
    mark: String,
    word: String,
    choices: Vec<usize>,
}

/// Where a play is.
#[derive(Debug)]
pub enum At<'a> {
    /// In a scene, with what the choice before led to.
    Scene(&'a Scene, Option<(&'a Scene, &'a Choice)>),
    /// At the end of the day.
    End(Ending<'a>),
}

/// What a play came to.
#[derive(Debug)]
pub struct Ending<'a> {
    /// The trade that was met most; of several, the one met last.
    pub trade: &'a Trade,
    /// What was chosen that met it.
    pub because: Vec<(&'a Scene, &'a Choice)>,
    /// The others that were met, in the order of the day.
    pub also: Vec<&'a Trade>,
    /// The last choice, and its scene.
    pub last: (&'a Scene, &'a Choice),
}

impl Play {
    /// Reads a play; none when the text has not the form of one.
    pub fn read(text: &str) -> Option<Self> {
        let (head, digits) = text.split_once('-')?;
        let is_head = head.len() == MARK_CHARS + WORD_CHARS && head.bytes().all(|sign| matches!(sign, b'0'..=b'9' | b'a'..=b'f'));
        let are_choices = digits.len() <= MAX_SCENES && digits.bytes().all(|digit| digit.is_ascii_digit());
        if !is_head || !are_choices {
            return None;
        }
        let (mark, word) = head.split_at(MARK_CHARS);
        let choices = digits.bytes().map(|digit| usize::from(digit - b'0')).collect();
        Some(Self { mark: mark.to_owned(), word: word.to_owned(), choices })
    }

    /// The word that says which play it is.
    pub fn word(&self) -> &str {
        &self.word
    }

    /// How many scenes were played.
    pub fn played(&self) -> usize {
        self.choices.len()
    }

    /// Whether a text has the form of the word of a play.
    pub fn is_word(text: &str) -> bool {
        text.len() == WORD_CHARS && text.bytes().all(|sign| matches!(sign, b'0'..=b'9' | b'a'..=b'f'))
    }
}

impl fmt::Display for Play {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{}-", self.mark, self.word)?;
        self.choices.iter().try_for_each(|choice| write!(out, "{choice}"))
    }
}

impl Game {
    /// A new play, under a random word in hexadecimal.
    pub fn begin(&self, word: &str) -> Play {
        Play { mark: self.mark.clone(), word: word.chars().take(WORD_CHARS).collect(), choices: Vec::new() }
    }

    /// Where a play is; none when its choices are not this game's, or no longer.
    pub fn at(&self, play: &Play) -> Option<At<'_>> {
        if play.mark != self.mark {
            return None;
        }
        let mut made: Vec<(&Scene, &Choice)> = Vec::new();
        let mut place = Some(self.first);
        for number in &play.choices {
            let scene = self.scenes.get(place?)?;
            let choice = scene.choices.get(*number)?;
            made.push((scene, choice));
            place = choice.next;
        }
        match place {
            Some(place) => Some(At::Scene(self.scenes.get(place)?, made.last().copied())),
            None => self.ending(made).map(At::End),
        }
    }

    /// The same play with one more choice; none when there is no such choice.
    pub fn choose(&self, play: &Play, number: usize) -> Option<Play> {
        let mut next = play.clone();
        next.choices.push(number);
        self.at(&next).map(|_| next)
    }

    fn ending<'a>(&'a self, made: Vec<(&'a Scene, &'a Choice)>) -> Option<Ending<'a>> {
        let met: Vec<usize> = made.iter().flat_map(|(_, choice)| choice.trades.iter().copied()).collect();
        let place = winner(&met)?;
        let last = made.last().copied()?;
        let mut also = Vec::new();
        for other in met.iter().filter(|other| **other != place) {
            if !also.contains(other) {
                also.push(*other);
            }
        }
        Some(Ending {
            trade: self.trades.get(place)?,
            because: made.into_iter().filter(|(_, choice)| choice.trades.contains(&place)).collect(),
            also: also.into_iter().filter_map(|other| self.trades.get(other)).collect(),
            last,
        })
    }
}

/// The trade met most; of several, the one met last: the end of the day weighs
/// what its beginning left open, and the same choices always say the same.
pub(super) fn winner(met: &[usize]) -> Option<usize> {
    let times = |trade: usize| met.iter().filter(|other| **other == trade).count();
    let latest = |trade: usize| met.iter().rposition(|other| *other == trade);
    met.iter().copied().max_by_key(|trade| (times(*trade), latest(*trade)))
}
