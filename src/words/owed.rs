//! What a message of the outbox holds, whoever writes it and whoever sends it.

use serde::{Deserialize, Serialize};

use super::{AnsweredBy, SessionId};

/// What is owed to somebody, as the outbox keeps it until it is sent. A reply is
/// the JSON that its exchange keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owed {
    /// The reply to a question.
    Reply(String),
    /// One that takes the place of the reply before.
    Correction(String),
    /// What a person answered, later.
    Answer {
        /// The question, if its words are kept.
        question: Option<String>,
        /// What they answered.
        said: String,
    },
    /// The answer that HR published since, to who asked to be told.
    Published {
        /// The question, if its words are kept.
        question: Option<String>,
        /// What they read.
        said: String,
    },
    /// What the team is told.
    Notice(Notice),
    /// What somebody asked to be reminded of.
    Reminder(String),
    /// That a session they asked to be reminded of does not take place.
    CalledOff(String),
    /// What is said once in a channel.
    Said {
        /// The words.
        text: String,
        /// What stands with them.
        with: With,
    },
}

/// What was answered to a question some time after its reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaterAnswer {
    /// The words.
    pub said: String,
    /// A person of the team, or the program once HR had published an answer.
    pub by: AnsweredBy,
}

/// A message to the team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What is told, in one line.
    pub told: String,
    /// Lines shown as they are, whatever signs they hold.
    pub lines: Option<String>,
}

/// What stands with words that are said once in a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum With {
    /// The way to ask, for candidates.
    Ask,
    /// The stars to give a session, for candidates.
    Stars(SessionId),
    /// The picture of a session's report, for the team.
    Report(SessionId),
}

impl Owed {
    /// What was answered to a question later.
    pub fn later(question: Option<String>, answer: LaterAnswer) -> Self {
        let said = answer.said;
        match answer.by {
            AnsweredBy::Person => Self::Answer { question, said },
            AnsweredBy::Bot => Self::Published { question, said },
        }
    }

    /// What is told in one line.
    pub fn line(told: String) -> Self {
        Self::Notice(Notice { told, lines: None })
    }

    /// Whether it is still news later on the same day: what the team is told, and
    /// what keeps somebody from coming for nothing.
    pub fn stays_news(&self) -> bool {
        match self {
            Self::Notice(_) | Self::CalledOff(_) | Self::Said { with: With::Report(_), .. } => true,
            Self::Reply(_) | Self::Correction(_) | Self::Answer { .. } | Self::Published { .. } | Self::Reminder(_) | Self::Said { .. } => {
                false
            }
        }
    }

    /// A message as the outbox keeps it.
    ///
    /// # Errors
    /// When it is none, or one of a version that this one cannot read.
    pub fn from_json(json: &str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// As the outbox keeps it.
    ///
    /// # Errors
    /// Never, as far as it is known: texts and identifiers are always JSON.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}
