//! The words of a campaign: what it is for, what is read on a network, the steps
//! of an application; each as it is typed, kept and read.

use serde::{Deserialize, Serialize};

/// What a campaign is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Bringing applications.
    #[default]
    Recruitment,
    /// Making trades known: no figure about applications has a meaning.
    Awareness,
}

impl Purpose {
    /// Every purpose, the word that is typed for it, and its name as people read it.
    pub const ALL: [(Self, &'static str, &'static str); 2] =
        [(Self::Recruitment, "recrutement", "recrutement"), (Self::Awareness, "sensibilisation", "sensibilisation")];

    /// Its name as people read it.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(purpose, ..)| *purpose == self).map_or("", |(.., name)| name)
    }
}

/// What a figure counts that was not counted by the t'chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tallied {
    /// People who came.
    Contacts,
    /// Application files.
    Files,
    /// Euros spent.
    Euros,
}

impl Tallied {
    /// Every kind, the word that is typed for it, and its name as people read it.
    pub const ALL: [(Self, &'static str, &'static str); 3] =
        [(Self::Contacts, "contacts", "contacts"), (Self::Files, "candidatures", "candidatures"), (Self::Euros, "euros", "euros")];

    /// Its name as people read it.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, ..)| *kind == self).map_or("", |(.., name)| name)
    }
}

/// What is read on a network's statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measured {
    /// Displays of the post.
    Impressions,
    /// Plays of its video.
    Views,
    /// Likes and the like.
    Reactions,
    /// Comments.
    Comments,
    /// Reposts.
    Reposts,
    /// Clicks on its link, as the network counts them.
    Clicks,
    /// Followers of the account.
    Followers,
}

impl Measured {
    /// Every measure, the word that is typed for it, and its name as people read it.
    pub const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::Impressions, "impressions", "impressions"),
        (Self::Views, "vues", "vues"),
        (Self::Reactions, "reactions", "réactions"),
        (Self::Comments, "commentaires", "commentaires"),
        (Self::Reposts, "republications", "republications"),
        (Self::Clicks, "clics", "clics"),
        (Self::Followers, "abonnes", "abonnés"),
    ];

    /// The word that is typed for it, and kept.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(measure, ..)| *measure == self).map_or("", |(_, word, _)| word)
    }

    /// The measure of such a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == word).map(|(measure, ..)| *measure)
    }

    /// Its name as people read it.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(measure, ..)| *measure == self).map_or("", |(.., name)| name)
    }

    /// Whether it only ever grows: people leave an account, nothing takes a
    /// display back.
    pub fn grows(self) -> bool {
        self != Self::Followers
    }
}

/// A step of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The file came.
    Received,
    /// It fits the position.
    Relevant,
    /// Its person was met.
    Interviewed,
    /// Its person was chosen.
    Retained,
}

/// Every step in its order, the word that is typed for it, and its name as people read it.
pub const STEPS: [(Step, &str, &str); 4] = [
    (Step::Received, "recues", "reçues"),
    (Step::Relevant, "pertinentes", "pertinentes"),
    (Step::Interviewed, "entretiens", "reçues en entretien"),
    (Step::Retained, "retenues", "retenues"),
];

impl Step {
    /// The word that is typed for it, and kept.
    pub fn word(self) -> &'static str {
        STEPS.iter().find(|(step, ..)| *step == self).map_or("", |(_, word, _)| word)
    }

    /// The step of such a word.
    pub fn of_word(word: &str) -> Option<Self> {
        STEPS.iter().find(|(_, known, _)| *known == word).map(|(step, ..)| *step)
    }

    /// Its name as people read it.
    pub fn name(self) -> &'static str {
        STEPS.iter().find(|(step, ..)| *step == self).map_or("", |(.., name)| name)
    }
}
