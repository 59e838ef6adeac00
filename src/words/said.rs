//! What the reader of an answer said of it by a tap.

/// Whether an answer helped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feedback {
    /// « Utile ».
    Useful,
    /// « Pas utile ».
    NotUseful,
}

impl Feedback {
    /// The word kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Useful => "up",
            Self::NotUseful => "down",
        }
    }

    /// What such a word says; none when it is no such word.
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Useful, Self::NotUseful].into_iter().find(|said| said.as_str() == word)
    }
}

/// What the reader of an answer to something wrongly believed said of it:
/// whether it changed their mind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangedMind {
    /// It did.
    Yes,
    /// It did not.
    No,
}

impl ChangedMind {
    /// The word kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
        }
    }

    /// What such a word says; none when it is no such word.
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Yes, Self::No].into_iter().find(|said| said.as_str() == word)
    }

    /// A word of the database as the person reads it; one that is none stays as it is.
    pub fn french_of(word: &str) -> &str {
        match Self::of_word(word) {
            Some(Self::Yes) => "oui",
            Some(Self::No) => "non",
            None => word,
        }
    }
}

/// What HR said of an answer of the bot that they read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Review {
    /// It answers the question.
    Right,
    /// It does not.
    Wrong,
}

impl Review {
    /// The word kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
        }
    }

    /// What such a word says; none when it is no such word.
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Right, Self::Wrong].into_iter().find(|said| said.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_mind_is_read_in_french() {
        assert_eq!([ChangedMind::Yes, ChangedMind::No].map(|said| ChangedMind::french_of(said.as_str())), ["oui", "non"]);
        assert_eq!(ChangedMind::french_of("peut-être"), "peut-être");
    }
}
