//! What a figure is: its names, its formula, who gives it, what it counts.

use serde::Serialize;

use super::Measure;
use super::computed::Computed;
use super::few::Few;
use super::figures::Figures;

/// What a figure is, for whoever reads it.
#[derive(Debug)]
pub struct Definition {
    /// Its name in JSON, for ever.
    pub key: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// How it is computed, in words.
    pub formula: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// What its base counts; none when it has none.
    pub base: Option<&'static str>,
    /// Who gives it.
    pub origin: Origin,
    /// What it does when it is of few people.
    pub few: Few,
    /// From what was counted and given, under its key.
    pub(super) compute: fn(&Figures, &'static str) -> Computed,
}

impl Definition {
    /// The figure, measured.
    pub(super) fn measure(&self, figures: &Figures) -> Measure {
        (self.compute)(figures, self.key)
    }

    /// Whether people give it, now or later: a frozen report takes it all the same.
    pub(super) fn is_given(&self) -> bool {
        self.origin != Origin::Bot
    }
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// People.
    People,
    /// Conversations.
    Conversations,
    /// Questions.
    Questions,
    /// A share, in %.
    Percent,
    /// Seconds.
    Seconds,
    /// Displays of a post.
    Displays,
    /// Plays of a video.
    Views,
    /// Clicks, each counted.
    Clicks,
    /// Visits of a page or of a link, each counted.
    Visits,
    /// Plays of the game.
    Plays,
    /// Application files.
    Files,
    /// Euros.
    Euros,
    /// Days of one person.
    PersonDays,
    /// One number divided by another.
    Ratio,
    /// So many for a thousand.
    PerThousand,
    /// Days.
    Days,
}

impl Unit {
    /// The word written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Conversations => "conversations",
            Self::Questions => "questions",
            Self::Percent => "%",
            Self::Seconds => "s",
            Self::Displays => "displays",
            Self::Views => "views",
            Self::Clicks => "clicks",
            Self::Visits => "visits",
            Self::Plays => "plays",
            Self::Files => "files",
            Self::Euros => "EUR",
            Self::PersonDays => "person-days",
            Self::Ratio => "ratio",
            Self::PerThousand => "per 1000",
            Self::Days => "days",
        }
    }

    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::People => "personnes",
            Self::Conversations => "conversations",
            Self::Questions => "questions",
            Self::Percent => "%",
            Self::Seconds => "secondes, lues en minutes ou en heures",
            Self::Displays => "affichages",
            Self::Views => "vues",
            Self::Clicks => "clics",
            Self::Visits => "visites",
            Self::Plays => "parties",
            Self::Files => "candidatures",
            Self::Euros => "euros",
            Self::PersonDays => "jours-personnes",
            Self::Ratio => "rapport",
            Self::PerThousand => "pour mille",
            Self::Days => "jours",
        }
    }
}

/// Who gives a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The bot, which counts.
    Bot,
    /// Somebody who read it on a network's statistics and typed it.
    Typed,
    /// Human resources, who type counts.
    Hr,
    /// The budget and the time sheet.
    Budget,
    /// What the bot counted, against what people gave.
    All,
}

impl Origin {
    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Bot => "compté par le robot",
            Self::Typed => "relevé sur un réseau social",
            Self::Hr => "saisi par les ressources humaines",
            Self::Budget => "tiré du budget",
            Self::All => "compté par le robot et saisi",
        }
    }
}
