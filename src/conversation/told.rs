//! What a person is told once they tapped something that is done or not.

use super::reply::{Gesture, Tap};
use crate::faq::Faq;

/// What a person is told of what they wished: that a person has their question,
/// that they will be reminded, or why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What they read.
    pub text: String,
    /// What they may tap next.
    pub taps: Vec<Tap>,
    /// Whether their wish is kept now.
    pub done: bool,
}

impl Told {
    pub(super) fn done(text: String) -> Self {
        Self { text, taps: Vec::new(), done: true }
    }

    pub(super) fn not_done(text: String) -> Self {
        Self { text, taps: Vec::new(), done: false }
    }

    /// Their age first: the tap that says it.
    pub(super) fn age_first(faq: &Faq, phrase: &str, gesture: Gesture) -> Self {
        Self { taps: vec![Tap::new(faq, gesture, "bouton-age")], ..Self::not_done(faq.say(phrase, &[])) }
    }
}
