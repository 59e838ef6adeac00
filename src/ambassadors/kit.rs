//! The texts HR gives to ambassadors, put together from its files.

use std::collections::BTreeMap;

use super::file::{Kind, Piece};
use crate::words::{FirstStep, Skill};

/// What stands in a ready post where the personal link goes.
pub(super) const LINK: &str = "{lien}";

/// How long a ready post is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Length {
    /// A line.
    Line,
    /// Two or three sentences.
    Short,
    /// A paragraph or two.
    Medium,
    /// A story.
    Long,
}

impl Length {
    /// From the shortest.
    pub const ALL: [Self; 4] = [Self::Line, Self::Short, Self::Medium, Self::Long];

    /// The word written by HR.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Line => "une-ligne",
            Self::Short => "court",
            Self::Medium => "moyen",
            Self::Long => "long",
        }
    }

    /// As people read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Line => "En une ligne",
            Self::Short => "Court",
            Self::Medium => "Moyen",
            Self::Long => "Long",
        }
    }

    /// The most signs of a post of this length.
    pub(super) fn most(self) -> usize {
        match self {
            Self::Line => 140,
            Self::Short => 300,
            Self::Medium => 700,
            Self::Long => 1_500,
        }
    }
}

/// A text with its title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Its title.
    pub title: String,
    /// It, in Markdown.
    pub text: String,
}

/// A ready post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// How long it is.
    pub length: Length,
    /// What it is about.
    pub title: String,
    /// Its words, as they are pasted.
    text: String,
}

impl Post {
    /// The post with somebody's own link in its place.
    pub fn with(&self, link: &str) -> String {
        self.text.replace(LINK, link)
    }
}

/// All of it; what is not written yet is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kit {
    /// What one agrees to; without it nobody can enrol.
    pub consent: Option<Text>,
    /// A guide for each skill.
    pub guides: BTreeMap<Skill, Text>,
    /// What each thing of the check-list is.
    pub steps: BTreeMap<FirstStep, Text>,
    /// The ready posts, the shortest first.
    pub posts: Vec<Post>,
}

impl Kit {
    /// The kit of the published files.
    pub(crate) fn of(pieces: impl IntoIterator<Item = Piece>) -> Self {
        let mut kit = Self::default();
        for Piece { kind, text, .. } in pieces {
            match kind {
                Kind::Consent => kit.consent = Some(text),
                Kind::Guide(skill) => drop(kit.guides.insert(skill, text)),
                Kind::Step(step) => drop(kit.steps.insert(step, text)),
                Kind::Post(length) => kit.posts.push(Post { length, title: text.title, text: text.text }),
            }
        }
        kit.posts.sort_by_key(|post| post.length);
        kit
    }

    /// Whether somebody may enrol.
    pub fn is_ready(&self) -> bool {
        self.consent.is_some()
    }

    /// What is still to be written, as HR writes it; nothing once all is there.
    pub(crate) fn missing(&self) -> Vec<String> {
        let consent = self.consent.is_none().then(|| "sorte: consentement".to_owned());
        let guides = Skill::ALL.iter().filter(|skill| !self.guides.contains_key(skill));
        let steps = FirstStep::ALL.iter().filter(|step| !self.steps.contains_key(step));
        let lengths = Length::ALL.iter().filter(|length| !self.posts.iter().any(|post| post.length == **length));
        let lines = consent.into_iter().chain(guides.map(|skill| format!("sorte: guide, aisance: {}", skill.as_str())));
        let lines = lines.chain(steps.map(|step| format!("sorte: etape, etape: {}", step.as_str())));
        lines.chain(lengths.map(|length| format!("sorte: message, longueur: {}", length.as_str()))).collect()
    }
}
