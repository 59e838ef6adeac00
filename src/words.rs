//! The shared words: what a question, a person, a place and an outcome are.
//!
//! Every room speaks with these and this module imports none of them. Meaning
//! that only one room needs stays in that room.

mod ambassador;
mod faq_age;
mod game_step;
mod kept_word;
mod outcome;
mod owed;
mod plain;
mod said;
mod typeset;

use std::fmt;

pub use ambassador::{FirstStep, Level, LevelCount, Skill};
pub use faq_age::FaqAge;
pub use game_step::GameStep;
use jiff::Timestamp;
pub(crate) use kept_word::kept_word;
pub use matcher::EntryId;
pub use outcome::Outcome;
pub use owed::{LaterAnswer, Notice, Owed, With};
pub use plain::{dashed, plain, plain_words};
pub use said::{ChangedMind, Feedback, Review};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
pub use typeset::typeset;

/// Declares an identifier kept as text: ours to make, opaque to everyone else.
macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps a text that is already known to be such an identifier.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }
    };
}

text_id! {
    /// One question and its outcome; random, so that knowing one tells nothing of another.
    ExchangeId
}
text_id! {
    /// The exchanges of one person with less than 30 minutes between them.
    ConversationId
}
text_id! {
    /// A dated t'chat, or a month's permanence (`permanence-2026-11`).
    SessionId
}
/// How the identifier of a month of permanence begins.
pub const PERMANENCE: &str = "permanence-";

impl SessionId {
    /// Whether it is a month of permanence, outside every session.
    pub fn is_permanence(&self) -> bool {
        self.as_str().starts_with(PERMANENCE)
    }
}

text_id! {
    /// A question that one person gave to people.
    HandoverId
}
text_id! {
    /// What waits for people: a question, whoever asked it, and however many.
    QueuedId
}
text_id! {
    /// A keyed hash of what makes a message unique at its door, so that a
    /// message received twice is recognised without keeping its own number.
    MessageRef
}
text_id! {
    /// A person as a keyed hash of 128 bits in hexadecimal: the same person has
    /// the same one for a year, and nobody can go back to an account from it.
    Person
}

text_id! {
    /// A staff account; random.
    AccountId
}

kept_word! {
    /// What a member of the team is there for; it says which pages they may open.
    pub enum StaffRole {
        /// Human resources: answers, sessions, questions.
        Rh = "rh",
        /// Links and sessions.
        Communication = "communication",
        /// An agent who answers questions.
        Expert = "expert",
        /// Reads the reports.
        Manager = "manager",
        /// Everything, the accounts too.
        Admin = "admin",
    }
}

kept_word! {
    /// The door a question came through.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Door {
        /// The Discord bot.
        Discord = "discord",
        /// The web chat page.
        Web = "web",
    }
}

impl Door {
    /// A word of the database as the team reads it; one that is none stays as it is.
    pub fn french_of(word: &str) -> &str {
        Self::of_word(word).map_or(word, |door| door.in_french())
    }

    /// The door as the team reads it.
    pub fn in_french(self) -> &'static str {
        match self {
            Self::Discord => "Discord",
            Self::Web => "la page web",
        }
    }
}

/// Where exactly a question was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The door.
    pub door: Door,
    /// The Discord server, when there is one.
    pub server: Option<String>,
    /// The Discord channel, when there is one.
    pub channel: Option<String>,
    /// Whether it is a thread where what is typed is not read: a tap opens a form there.
    pub thread: bool,
}

impl Place {
    /// The web page, which has neither server nor channel.
    pub fn web() -> Self {
        Self { door: Door::Web, server: None, channel: None, thread: false }
    }
}

/// The theme of what candidates wrongly believe: its answers end by asking
/// whether they changed a mind.
pub const MISCONCEPTIONS: &str = "idees-recues";

/// The source of who comes by the game, when no link says better.
pub const GAME: &str = "jeu";

/// The entry that answers an insult: its uses are counted by the day.
pub const INSULT: &str = "tchat-insulte";

kept_word! {
    /// How we know where a person came from.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Known {
        /// They followed one of our tracked links.
        Link = "link",
        /// They joined by an invite made for one source.
        Invite = "invite",
        /// They told us in one tap.
        Declared = "declared",
        /// They asked from a partner server; anything else that is known is better.
        Server = "server",
    }
}

/// What the source of a partner server begins with.
pub const PARTNER: &str = "serveur/";

/// What follows it as long as nobody named the server.
pub const UNNAMED_PARTNER: &str = "partenaire-";

/// The source of who asks from a partner server.
pub fn partner_source(place: i64, name: Option<&str>) -> String {
    match name {
        Some(name) => format!("{PARTNER}{name}"),
        None => format!("{PARTNER}{UNNAMED_PARTNER}{place}"),
    }
}

/// Where a person came from, and how we know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// `linkedin`, `instagram`, `presse`, `salon`, `ambassadeur/agent` …
    pub label: String,
    /// How it is known.
    pub known: Known,
    /// The tracked link they followed, by its word.
    pub link: Option<String>,
}

/// Where a reply goes, for a door that does not wait for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// A Discord channel, in reply to a message.
    Channel {
        /// The channel's number.
        channel: String,
        /// The message replied to.
        message: Option<String>,
    },
    /// The private reply of an interaction, by its token, good for 15 minutes.
    Interaction {
        /// The token.
        token: String,
    },
}

/// One question as a door hands it over.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// What the person typed, not yet redacted.
    pub text: String,
    /// Who asks, as a pseudonym.
    pub person: Person,
    /// Where.
    pub place: Place,
    /// What makes this message unique.
    pub reference: MessageRef,
    /// When it was asked.
    pub at: Timestamp,
    /// Whether it had to wait for the program: how fast its person wrote then is
    /// no matter now.
    pub is_late: bool,
    /// Where the person came from, when the door knows it.
    pub source: Option<Source>,
    /// True when files came with the text; they are refused unread.
    pub has_attachment: bool,
    /// Where the reply goes; none when the door waits for it.
    pub delivery: Option<Delivery>,
}

kept_word! {
    /// A right over one's data that was used.
    pub enum Right {
        /// All that was kept was erased.
        Erased = "erased",
        /// The same, and nothing is kept from then on.
        Objected = "objected",
        /// An objection was taken back.
        Lifted = "lifted",
    }
}

/// Who used a right, and when: enough to honour it on an older copy of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightUsed {
    /// Whose.
    pub person: Person,
    /// Which.
    pub right: Right,
    /// When.
    pub at: Timestamp,
}

kept_word! {
    /// Who gave an answer to a question.
    pub enum AnsweredBy {
        /// The program.
        Bot = "bot",
        /// Somebody of the team.
        Person = "person",
    }
}

/// A word that cannot be guessed: 128 random bits in hexadecimal.
///
/// # Panics
/// When the system has no source of randomness: nothing is safe then.
#[expect(clippy::expect_used, reason = "a system without randomness cannot make a single safe identifier")]
pub fn random_word() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    hex(&bytes)
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The SHA-256 of a text or of bytes, in hexadecimal: what is kept of a random
/// token, the mark of a file.
pub fn sha256(text: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(text))
}

/// The first half of it, 128 bits: enough to know a text again that nobody forges.
pub fn mark(text: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(text)[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_in_french() {
        assert_eq!(Door::ALL.map(|door| Door::french_of(door.as_str())), ["Discord", "la page web"]);
        assert_eq!(Door::french_of("sms"), "sms");
    }
}
