//! What HR decides of a session beyond its dates: who speaks, for whom, what is
//! announced, what it costs, what it will be compared with.
//!
//! A page and a file give the same [`Written`]; [`read`] says all that is wrong
//! with it at once, and nothing is kept until all is right.

mod file;
mod read;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::campaign::Sought;
pub use crate::campaign::{Base, Work, in_days, in_euros};
pub use file::from_toml;
pub use read::{Known, Line, Written, read, read_staying};

use crate::store::PlannedSession;
use crate::words::Door;

/// The plan of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// The themes of the answers it is about, by the name of their folder.
    pub themes: Vec<String>,
    /// Who answers.
    pub speakers: Vec<Speaker>,
    /// Where it takes place; everywhere when none is named.
    pub doors: Vec<Door>,
    /// What is announced, in Markdown; a sentence of the program when empty.
    pub announcement: String,
    /// For whom it is.
    pub audience: Vec<Audience>,
    /// What is paid to others.
    pub expenses: Vec<Expense>,
    /// What our own people do.
    pub work: Vec<Work>,
    /// Where and when it is announced.
    pub media: Vec<MediaLine>,
    /// What it is compared with.
    pub references: Vec<ReferenceEvent>,
    /// The campaign whose counts and readings are those of this session, by its word.
    pub campaign: Option<String>,
}

/// Somebody who answers, as candidates read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// Their name.
    pub name: String,
    /// What they do.
    pub role: String,
}

/// For whom a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Young graduates.
    Graduates,
    /// People who work in a company.
    PrivateSector,
    /// People of the public service.
    PublicSector,
    /// People who change their trade.
    CareerChange,
    /// Students and apprentices.
    Students,
    /// From 15 to 18.
    Teenagers,
}

impl Audience {
    /// Every audience, the word that is typed for it, and its name as people read it.
    pub const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Graduates, "jeunes-diplomes", "jeunes diplômées et diplômés"),
        (Self::PrivateSector, "prive", "salariées et salariés du privé"),
        (Self::PublicSector, "public", "agentes et agents publics"),
        (Self::CareerChange, "reconversion", "personnes en reconversion"),
        (Self::Students, "etudes", "étudiantes, étudiants, apprenties et apprentis"),
        (Self::Teenagers, "15-18", "jeunes de 15 à 18 ans"),
    ];

    /// What people of it tick about themselves.
    pub fn sought(self) -> Sought {
        let needs: (&str, &[&str]) = match self {
            Self::Graduates => ("age", &["18-25", "26-35"]),
            Self::PrivateSector => ("situation", &["prive", "independant"]),
            Self::PublicSector => ("situation", &["public"]),
            Self::CareerChange => ("situation", &["reconversion"]),
            Self::Students => ("situation", &["etudes"]),
            Self::Teenagers => ("age", &["15-17"]),
        };
        Sought { needs: vec![needs] }
    }

    /// Its name as people read it.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(audience, ..)| *audience == self).map_or("", |(.., name)| name)
    }
}

/// What is paid to others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expense {
    /// For what.
    pub label: String,
    /// How much, in cents of a euro.
    pub cents: u64,
}

/// One announcement in a medium.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaLine {
    /// The medium: « LinkedIn », « presse régionale » …
    pub channel: String,
    /// Its day.
    pub on: Option<Date>,
    /// Its price, in cents of a euro; part of the expenses only if it is also there.
    pub cents: u64,
    /// The tracked link it carries, by its word.
    pub link: Option<String>,
}

/// An event that a session is compared with: a fair, an earlier session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceEvent {
    /// Its name.
    pub name: String,
    /// How many people came, or files were received: what it counts.
    pub counts: String,
    /// The figure.
    pub value: u64,
    /// What the figure covers; two figures of different bases are never divided.
    pub base: Base,
}

impl Plan {
    /// The plan of a session as it is kept.
    pub fn of(session: &PlannedSession) -> Self {
        serde_json::from_str(&session.plan).unwrap_or_else(|error| {
            tracing::error!(session = %session.id, "the plan of a session cannot be read: {error}");
            Self::default()
        })
    }

    /// The plan as its session keeps it.
    pub fn as_kept(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What is paid to others, in cents of a euro (figure `external_cost`).
    pub fn external_cents(&self) -> u64 {
        self.expenses.iter().map(|expense| expense.cents).sum()
    }

    /// What our own people give, in tenths of a person-day: for each task the
    /// people times the days (figure `internal_effort`).
    pub fn tenths_of_person_day(&self) -> u64 {
        self.work.iter().map(Work::tenths_of_person_day).sum()
    }
}
