//! What became of a question. A new outcome is one row of the table and its
//! place in each question below; every other room asks these questions.

use serde::{Deserialize, Serialize};

/// Declares the outcomes from one row each: its meaning, the word kept in the
/// database and written in JSON, and how the person reads it in what is kept
/// about them.
macro_rules! outcomes {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $french:literal;)*) => {
        /// What became of a question.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Outcome {
            $($(#[$doc])* #[serde(rename = $word)] $name,)*
        }

        impl Outcome {
            /// Every outcome, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The word kept in the database and written in JSON.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }

            /// How the person reads it in what is kept about them.
            pub fn in_french(self) -> &'static str {
                match self {
                    $(Self::$name => $french,)*
                }
            }
        }
    };
}

outcomes! {
    /// A curated answer.
    Answer = "answer", "réponse donnée";
    /// Two or three entries to choose from.
    Choices = "choices", "sujets proposés";
    /// A greeting, thanks, a goodbye, an insult: answered briefly, counted apart.
    SmallTalk = "small_talk", "politesse";
    /// Something this service does not deal with, with the right place to ask; counted apart.
    OutOfScope = "out_of_scope", "hors sujet";
    /// An honest « je ne sais pas ».
    Unknown = "unknown", "restée sans réponse";
    /// Given to a person.
    HandedOver = "handed_over", "transmise à une personne";
    /// Too long, too fast, or with an attachment.
    Refused = "refused", "non lue";
}

/// The questions that the rooms ask. Each names every outcome, so that a new
/// one is decided here and nowhere else.
impl Outcome {
    /// The outcome of such a word; none when there is none.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|outcome| outcome.as_str() == word)
    }

    /// A word of the database as the person reads it; one that is none stays as it is.
    pub fn french_of(word: &str) -> &str {
        Self::of_word(word).map_or(word, |outcome| outcome.in_french())
    }

    /// Whether the question got its answer: the time it took counts.
    pub fn answers(self) -> bool {
        match self {
            Self::Answer | Self::SmallTalk | Self::OutOfScope => true,
            Self::Choices | Self::Unknown | Self::HandedOver | Self::Refused => false,
        }
    }

    /// Whether an entry about the employer answered: what follows may lean on it.
    pub fn is_curated(self) -> bool {
        match self {
            Self::Answer => true,
            Self::Choices | Self::SmallTalk | Self::OutOfScope | Self::Unknown | Self::HandedOver | Self::Refused => false,
        }
    }

    /// Whether the person got what they came for: an answer, or somebody who gives one.
    pub fn is_taken_up(self) -> bool {
        match self {
            Self::Answer | Self::HandedOver => true,
            Self::Choices | Self::SmallTalk | Self::OutOfScope | Self::Unknown | Self::Refused => false,
        }
    }

    /// Whether topics to choose from may still stand under the reply.
    pub fn is_open(self) -> bool {
        match self {
            Self::Choices | Self::Unknown => true,
            Self::Answer | Self::SmallTalk | Self::OutOfScope | Self::HandedOver | Self::Refused => false,
        }
    }

    /// Whether the reply asks which of a few topics is meant.
    pub fn asks_which(self) -> bool {
        match self {
            Self::Choices => true,
            Self::Answer | Self::SmallTalk | Self::OutOfScope | Self::Unknown | Self::HandedOver | Self::Refused => false,
        }
    }

    /// Whether the reply is an honest « je ne sais pas ».
    pub fn is_unknown(self) -> bool {
        match self {
            Self::Unknown => true,
            Self::Answer | Self::Choices | Self::SmallTalk | Self::OutOfScope | Self::HandedOver | Self::Refused => false,
        }
    }

    /// Whether a person was given the question.
    pub fn is_handed_over(self) -> bool {
        match self {
            Self::HandedOver => true,
            Self::Answer | Self::Choices | Self::SmallTalk | Self::OutOfScope | Self::Unknown | Self::Refused => false,
        }
    }

    /// Whether the question was read at all.
    pub fn is_read(self) -> bool {
        match self {
            Self::Refused => false,
            Self::Answer | Self::Choices | Self::SmallTalk | Self::OutOfScope | Self::Unknown | Self::HandedOver => true,
        }
    }

    /// Whether it is no question for the report, which counts it apart.
    pub fn counted_apart(self) -> bool {
        match self {
            Self::SmallTalk | Self::OutOfScope => true,
            Self::Answer | Self::Choices | Self::Unknown | Self::HandedOver | Self::Refused => false,
        }
    }

    /// What becomes of a message with two questions: what counts apart says
    /// nothing of the whole, else the first one does.
    #[must_use]
    pub fn together(self, next: Self) -> Self {
        if self.counted_apart() { next } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_has_a_word_of_its_own_and_french_words() {
        for outcome in Outcome::ALL.iter().copied() {
            let word = outcome.as_str();
            assert!(word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_'), "{word}: SQL and JSON write it as it is");
            assert_eq!(Outcome::of_word(word), Some(outcome));
            assert_eq!(serde_json::to_value(outcome).ok(), Some(word.into()));
            assert_eq!(serde_json::from_value::<Outcome>(word.into()).ok(), Some(outcome));
            assert_ne!(Outcome::french_of(word), word);
            assert!(!outcome.in_french().is_empty());
        }
        assert_eq!(Outcome::french_of("oubli"), "oubli", "a word of a later version is shown as it is");
    }

    #[test]
    fn what_counts_apart_says_nothing_of_two_questions() {
        assert_eq!(Outcome::SmallTalk.together(Outcome::Answer), Outcome::Answer);
        assert_eq!(Outcome::Answer.together(Outcome::OutOfScope), Outcome::Answer);
    }
}
