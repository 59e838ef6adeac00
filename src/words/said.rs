//! What the reader of an answer said of it by a tap.

use super::kept_word;

kept_word! {
    /// Whether an answer helped.
    pub enum Feedback {
        /// « Utile ».
        Useful = "up",
        /// « Pas utile ».
        NotUseful = "down",
    }
}

kept_word! {
    /// What the reader of an answer to something wrongly believed said of it:
    /// whether it changed their mind.
    pub enum ChangedMind {
        /// It did.
        Yes = "yes",
        /// It did not.
        No = "no",
    }
}

impl ChangedMind {
    /// A word of the database as the person reads it; one that is none stays as it is.
    pub fn french_of(word: &str) -> &str {
        match Self::of_word(word) {
            Some(Self::Yes) => "oui",
            Some(Self::No) => "non",
            None => word,
        }
    }
}

kept_word! {
    /// What HR said of an answer of the bot that they read again.
    pub enum Review {
        /// It answers the question.
        Right = "right",
        /// It does not.
        Wrong = "wrong",
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
