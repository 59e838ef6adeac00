//! What the index is trained on: the answers, each with its name and its texts.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The identifier of one curated answer: the name of its file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryId(String);

impl EntryId {
    /// Wraps a text that is already known to be such an identifier.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// How an entry is answered and counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A true answer to a candidate's question.
    Answer,
    /// A greeting, thanks, a goodbye, an insult (header `genre: politesse`).
    SmallTalk,
    /// What this service does not deal with (folder `hors-sujet`).
    OutOfScope,
}

/// What the index is trained on: one entry or one out-of-scope kind.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// The entry.
    pub id: &'a EntryId,
    /// How it is answered.
    pub kind: Kind,
    /// Its title.
    pub question: &'a str,
    /// The same question as people type it.
    pub wordings: &'a [String],
    /// Its answer, which helps when wordings are few.
    pub answer: &'a str,
}

impl<'a> Document<'a> {
    /// What candidates type for it: its title and its wordings.
    pub(crate) fn typed(&self) -> impl Iterator<Item = &'a str> {
        std::iter::once(self.question).chain(self.wordings.iter().map(String::as_str))
    }
}
