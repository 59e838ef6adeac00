//! What a person ticks about themselves, if they like.

use jiff::Timestamp;

use super::{Conversation, Tap, logged};
use crate::campaign::{NOT_SAID, profile_question};
use crate::words::Person;

/// What a person reads when they ask for their profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What they read.
    pub text: String,
    /// What they may tap first: their age, until it is said.
    pub taps: Vec<Tap>,
    /// The questions they may answer and what they answered: none before they
    /// said their age, or when they object.
    pub ticked: Option<Vec<(String, String)>>,
}

impl Conversation {
    /// The questions of the profile, with what a person ticked before.
    pub async fn profile_of(&self, person: &Person, at: Timestamp) -> Profile {
        let faq = self.faq();
        let closed = |phrase: &str, taps| Profile { text: faq.say(phrase, &[]), taps, ticked: None };
        let Some(standing) = logged(self.store.standing(person, at).await, "reading a person's standing") else {
            return closed("panne", Vec::new());
        };
        if standing.objects {
            return closed("opposition-active", Vec::new());
        }
        if !standing.of_age {
            return closed("profil-age", vec![Tap::age(&faq)]);
        }
        match logged(self.store.ticked(person).await, "reading a person's profile") {
            Some(ticked) => Profile { ticked: Some(ticked), ..closed("profil", Vec::new()) },
            None => closed("panne", Vec::new()),
        }
    }

    /// Keeps one tick, or takes it back. None when no such thing is asked.
    pub async fn tick(&self, person: &Person, question: &str, answer: &str, at: Timestamp) -> Option<String> {
        let question = profile_question(question)?;
        let answer = if answer == NOT_SAID { None } else { Some(question.answer(answer)?.0) };
        let phrase = match (logged(self.store.tick(person, question.key, answer, at).await, "keeping a tick"), answer) {
            (None, _) => "panne",
            (Some(true), Some(_)) => "profil-note",
            (Some(true), None) => "profil-retire",
            (Some(false), _) => return Some(self.profile_of(person, at).await.text),
        };
        Some(self.faq().say(phrase, &[]))
    }
}
