//! Series of episodes: what HR's files say of each, and whether its hour has come.
//!
//! A series is a folder of `responses/episodes/`: `serie.md` says its waves, its
//! channels and its hosts, every other file is an episode with its date and its
//! hour. Publishing is for `discord` and `web`; this room knows neither the
//! database, nor a door, nor the clock.

mod file;
mod sheet;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::words::EntryId;

pub(crate) use file::{Around, read, same_hour};
pub(crate) use sheet::{NAME as SHEET, read as read_sheet};

/// An episode is said in Discord this long after its hour at the most: a program
/// that was down over a long weekend says it late; later, several would come at
/// once, and the page has them anyway.
pub const SAID_UNTIL: SignedDuration = SignedDuration::from_hours(72);

/// What the source of those who come by an episode begins with.
pub const SOURCE: &str = "episode/";

/// The longest name of a series and of an episode, both together, so that they
/// fit in a source and in the word of a link.
pub(crate) const MAX_NAMES_CHARS: usize = 31;

/// A part of a series, with its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wave {
    /// As people read it: « Janvier à mars ».
    pub name: String,
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
}

impl Wave {
    /// Whether a day is in it.
    pub fn holds(&self, day: Date) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

/// A series that is published, with the episodes that are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// The name of its folder.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it is about, in Markdown.
    pub about: String,
    /// Its waves, in the order of their days.
    pub waves: Vec<Wave>,
    /// The Discord channels where it is said.
    pub channels: Vec<u64>,
    /// Its episodes, in the order of their hours, be they come or not.
    pub episodes: Vec<Episode>,
    /// The names of its drafts and of what HR took back.
    pub withdrawn: Vec<String>,
}

/// Where an episode leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// To a curated answer.
    Entry(EntryId),
    /// To a position.
    Offer(String),
    /// To the dated t'chats.
    Sessions,
    /// To the game.
    Game,
}

/// What is seen beside the words of an episode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The file beside the episode's own.
    pub file: String,
    /// What it shows, for who does not see it.
    pub alt: String,
}

/// An episode, published or to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Episode {
    /// The name of its series.
    pub series: String,
    /// The name of its file.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its words, in Markdown.
    pub text: String,
    /// Its hour.
    pub at: Timestamp,
    /// Its picture.
    pub picture: Option<Picture>,
    /// The https address of its film.
    pub video: Option<String>,
    /// The folders of its themes.
    pub themes: Vec<String>,
    /// Where it leads.
    pub next: Next,
    /// The question to the bot that ends it.
    pub question: String,
}

impl Series {
    /// The episodes whose hour has come, the first one first.
    pub fn published(&self, now: Timestamp) -> impl Iterator<Item = &Episode> {
        self.episodes.iter().filter(move |episode| episode.at <= now)
    }

    /// An episode whose hour has come.
    pub fn episode(&self, name: &str, now: Timestamp) -> Option<&Episode> {
        self.published(now).find(|episode| episode.name == name)
    }

    /// The place of an episode among the others, from 1.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.episodes.iter().position(|episode| episode.name == name).map(|place| place + 1)
    }
}

impl Episode {
    /// The word of the tracked link that its page hands on.
    pub fn slug(&self) -> String {
        format!("episode-{}-{}", self.series, self.name)
    }

    /// The source of those who come by it.
    pub fn source(&self) -> String {
        format!("{SOURCE}{}-{}", self.series, self.name)
    }

    /// The path of its page.
    pub fn path(&self) -> String {
        format!("/episodes/{}/{}", self.series, self.name)
    }

    /// The path of its picture in HR's folder.
    pub fn picture_path(&self) -> Option<String> {
        self.picture.as_ref().map(|picture| format!("episodes/{}/{}", self.series, picture.file))
    }

    /// Whether it may be said in Discord at this instant.
    pub fn may_be_said(&self, now: Timestamp) -> bool {
        self.at <= now && now.duration_since(self.at) <= SAID_UNTIL
    }
}
