//! A campaign, and what was read and counted of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::kinds::{Measured, Purpose, Step, Tallied};
use super::means::{Base, Work};

/// Where a campaign takes place: the word that is typed, and its name.
pub type Channel = (&'static str, &'static str);

/// Every channel.
const CHANNELS: [Channel; 10] = [
    ("linkedin", "LinkedIn"),
    ("instagram", "Instagram"),
    ("facebook", "Facebook"),
    ("presse", "presse régionale"),
    ("site", "site de l'employeur"),
    ("salon", "salon ou forum"),
    ("affiche", "affiche avec QR code"),
    ("serveurs", "serveurs Discord partenaires"),
    ("tchat", "t'chat en direct"),
    ("autre", "autre"),
];

impl Campaign {
    /// Every channel there is.
    pub const CHANNELS: &'static [Channel] = &CHANNELS;

    /// A channel as people read it.
    pub fn channel_name(word: &str) -> &str {
        CHANNELS.iter().find(|(known, _)| *known == word).map_or(word, |(_, name)| name)
    }

    /// A post of this name, whatever its capitals.
    pub fn post(&self, name: &str) -> Option<&Post> {
        self.posts.iter().find(|post| is_same(&post.name, name))
    }

    /// A position of this title, whatever its capitals.
    pub fn position(&self, title: &str) -> Option<&Position> {
        self.positions.iter().find(|position| is_same(&position.title, title))
    }

    /// The tracked links of its posts, each once.
    pub fn links(&self) -> Vec<&str> {
        let mut links: Vec<&str> = self.posts.iter().filter_map(|post| post.link.as_deref()).collect();
        links.sort_unstable();
        links.dedup();
        links
    }
}

fn is_same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// A campaign as HR describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Campaign {
    /// Its word, in its address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Its first day, when it is known.
    pub starts: Option<Date>,
    /// Its last day, when it is known.
    pub ends: Option<Date>,
    /// Where it takes place, by the words of [`Campaign::CHANNELS`].
    pub channels: Vec<String>,
    /// What was published.
    pub posts: Vec<Post>,
    /// What is paid to others.
    pub costs: Vec<Cost>,
    /// What our own people do.
    pub work: Vec<Work>,
    /// The positions it recruits for.
    pub positions: Vec<Position>,
    /// What was counted outside the t'chat, with what each figure covers.
    pub tallies: Vec<Tally>,
    /// What these figures are compared with.
    pub references: Vec<Reference>,
    /// Where the figures come from, and what to know before reading them.
    pub note: String,
}

/// One thing that was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Its name, once in a campaign.
    pub name: String,
    /// Where, by the words of [`Campaign::CHANNELS`].
    pub channel: String,
    /// When.
    pub on: Option<Date>,
    /// What its publicity cost, in cents of a euro; none when nobody said.
    pub cents: Option<u64>,
    /// The tracked link it carries, by its word.
    pub link: Option<String>,
    /// Its own address on the network.
    pub address: Option<String>,
}

/// What is paid to others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// For what.
    pub label: String,
    /// How much, in cents of a euro; none when nobody said.
    pub cents: Option<u64>,
}

/// A position that is recruited for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Position {
    /// Its title, once in a campaign.
    pub title: String,
    /// How many people are wanted.
    pub openings: u32,
    /// The offer it is on this site, by its reference.
    pub offer: Option<String>,
    /// The day its offer was published.
    pub published: Option<Date>,
    /// The day somebody accepted it.
    pub accepted: Option<Date>,
}

impl Position {
    /// The days from its publication to its acceptance, once both are written.
    pub(super) fn days_to_fill(&self) -> Option<u64> {
        let days = self.published?.until(self.accepted?).ok()?.get_days();
        u64::try_from(days).ok()
    }
}

/// One figure counted outside the t'chat, and what it covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// What is counted.
    pub counts: Tallied,
    /// How many.
    pub value: u64,
    /// What it covers.
    pub base: Base,
    /// Of how many events.
    pub events: u32,
    /// What people read of it: « la dernière des cinq sessions ».
    pub covers: String,
}

/// A figure of another event, to compare with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The event.
    pub name: String,
    /// What is counted.
    pub counts: Tallied,
    /// How many.
    pub value: u64,
    /// What it covers.
    pub base: Base,
}

/// One figure that somebody read on a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Of which post, by its name.
    pub post: String,
    /// What.
    pub measure: Measured,
    /// How many.
    pub value: u64,
    /// On which day; none when nobody said.
    pub on: Option<Date>,
    /// By whom.
    pub reader: String,
    /// Where it was read: « statistiques de la page », « capture d'écran ».
    pub place: String,
    /// What explains it, when it is below an earlier one.
    pub remark: String,
}

/// How many files of a position are at a step, as HR counts them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Of which position, by its title.
    pub position: String,
    /// Which step.
    pub step: Step,
    /// How many.
    pub value: u64,
    /// On which day; none when nobody said.
    pub on: Option<Date>,
    /// Who counted.
    pub author: String,
    /// Where these files say that they come from; none when the count is of all.
    pub origin: Option<String>,
}

/// A campaign with all that was read and counted of it, in the order it was noted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// The campaign.
    pub campaign: Campaign,
    /// What was read.
    pub readings: Vec<Reading>,
    /// What was counted; a later count corrects an earlier one.
    pub counts: Vec<Count>,
    /// Whether it ships with the program, as an example.
    #[serde(skip)]
    pub is_example: bool,
}

impl Dossier {
    /// The count that stands for a position, a step and an origin: the last one.
    pub fn standing(&self, position: &str, step: Step, origin: Option<&str>) -> Option<&Count> {
        self.counts.iter().rev().find(|count| is_same(&count.position, position) && count.step == step && count.origin.as_deref() == origin)
    }

    /// The origins that the counts of a position name.
    pub fn origins(&self, position: &str) -> Vec<&str> {
        let of = self.counts.iter().filter(|count| is_same(&count.position, position));
        let mut origins: Vec<&str> = of.filter_map(|count| count.origin.as_deref()).collect();
        origins.sort_unstable();
        origins.dedup();
        origins
    }

    /// The counts that a later one corrected.
    pub fn corrected(&self) -> Vec<&Count> {
        let stands = |count: &Count| {
            self.standing(&count.position, count.step, count.origin.as_deref()).is_some_and(|last| std::ptr::eq(last, count))
        };
        self.counts.iter().filter(|count| !stands(count)).collect()
    }

    /// The days that a position took; none once HR counts that nobody is retained for
    /// it, whatever day of acceptance stands there.
    pub fn days_to_fill(&self, position: &Position) -> Option<u64> {
        position.days_to_fill().filter(|_| self.files(&position.title, Step::Retained) != Some(0))
    }

    /// How many files of a position are at a step: the count of all, else the
    /// sum of those by origin.
    pub fn files(&self, position: &str, step: Step) -> Option<u64> {
        if let Some(all) = self.standing(position, step, None) {
            return Some(all.value);
        }
        let by_origin = self.origins(position).into_iter().filter_map(|origin| self.standing(position, step, Some(origin)));
        by_origin.map(|count| count.value).reduce(|one, other| one + other)
    }
}
