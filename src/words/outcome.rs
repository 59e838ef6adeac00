//! What became of a question. A new outcome is one row of the table and its
//! place in each question below; every other room asks these questions.

use serde::{Deserialize, Serialize};

use super::kept_word;

kept_word! {
    /// What became of a question.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Outcome {
        /// A curated answer.
        Answer = "answer",
        /// Two or three entries to choose from.
        Choices = "choices",
        /// A greeting, thanks, a goodbye, an insult: answered briefly, counted apart.
        SmallTalk = "small_talk",
        /// Something this service does not deal with, with the right place to ask; counted apart.
        OutOfScope = "out_of_scope",
        /// An honest « je ne sais pas ».
        Unknown = "unknown",
        /// Given to a person.
        HandedOver = "handed_over",
        /// Too long, too fast, or with an attachment.
        Refused = "refused",
    }
}

/// The questions that the rooms ask. Each names every outcome, so that a new
/// one is decided here and nowhere else.
impl Outcome {
    /// How the person reads it in what is kept about them.
    pub fn in_french(self) -> &'static str {
        match self {
            Self::Answer => "réponse donnée",
            Self::Choices => "sujets proposés",
            Self::SmallTalk => "politesse",
            Self::OutOfScope => "hors sujet",
            Self::Unknown => "restée sans réponse",
            Self::HandedOver => "transmise à une personne",
            Self::Refused => "non lue",
        }
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
