//! What is put into a campaign or a session, and what a figure covers.

use serde::{Deserialize, Serialize};

use super::amounts::read_tenths;
use crate::files::Line;

/// The signs of a name, a task, a medium.
pub(super) const MOST_CHARS: usize = 120;

/// A task of our own people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// What is done.
    pub task: String,
    /// By which directorate; not said when empty.
    pub directorate: String,
    /// By how many people.
    pub people: u32,
    /// How long each, in tenths of a day.
    pub tenths_of_day: u32,
}

impl Work {
    /// The people times the days, in tenths of a person-day.
    pub fn tenths_of_person_day(&self) -> u64 {
        u64::from(self.people) * u64::from(self.tenths_of_day)
    }
}

/// What a figure covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// This one event.
    OneEvent,
    /// The mean of several such events.
    MeanEvent,
    /// The best of several such events.
    BestEvent,
    /// Several events together.
    Total,
}

impl Base {
    /// Every base, the word that is typed for it, and its name as people read it.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::OneEvent, "un-evenement", "cet événement seul"),
        (Self::MeanEvent, "moyenne", "moyenne de plusieurs événements"),
        (Self::BestEvent, "meilleur", "meilleur de plusieurs événements"),
        (Self::Total, "total", "total de plusieurs événements"),
    ];

    /// The base of such a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == word).map(|(base, ..)| *base)
    }

    /// Its name in a few words, beside a figure.
    pub fn in_short(self) -> &'static str {
        match self {
            Self::OneEvent => "un événement",
            Self::MeanEvent => "une moyenne",
            Self::BestEvent => "le meilleur",
            Self::Total => "un total",
        }
    }

    /// Its name as people read it.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(base, ..)| *base == self).map_or("", |(.., name)| name)
    }
}

/// A task from « task ; directorate ; people ; days each ».
pub fn read_work(line: &Line) -> Option<Work> {
    let directorate = line.field(1);
    let people = line.field(2).parse().ok().filter(|people| (1..=1_000).contains(people))?;
    let is_short = directorate.chars().count() <= MOST_CHARS;
    is_short.then_some(())?;
    Some(Work { task: name(line.field(0))?, directorate: directorate.to_owned(), people, tenths_of_day: read_tenths(line.field(3))? })
}

/// A name that is there and not too long.
pub(super) fn name(typed: &str) -> Option<String> {
    (1..=MOST_CHARS).contains(&typed.chars().count()).then(|| typed.to_owned())
}
