//! The rights of a person over what is kept of them: see it, have it erased,
//! object, take an objection back.

use jiff::Timestamp;

use super::{Conversation, logged};
use crate::store::PersonData;
use crate::words::{Person, random_word};

/// What is kept about a person, to read and to take away.
#[derive(Clone, Debug, PartialEq)]
pub struct Data {
    /// Everything kept; none when nothing is.
    pub kept: Option<PersonData>,
    /// Whether they object: nothing is kept then.
    pub objects: bool,
    /// What the candidate reads above or instead.
    pub text: String,
}

impl Conversation {
    /// Everything kept about a person.
    pub async fn data_of(&self, person: &Person) -> Data {
        let said = |kept, objects, phrase| Data { kept, objects, text: self.faq().say(phrase, &[]) };
        match logged(self.store.data_of(person).await, "reading a person's data") {
            Some(Some(kept)) => said(Some(kept), false, "donnees-vues"),
            Some(None) => match logged(self.store.objects(person).await, "reading an objection") {
                Some(true) => said(None, true, "opposition-active"),
                Some(false) => said(None, false, "donnees-vides"),
                None => said(None, false, "panne"),
            },
            None => said(None, false, "panne"),
        }
    }

    /// Erases everything kept about a person.
    pub async fn erase(&self, person: &Person) -> String {
        self.calm.forget(person);
        let erased = self.store.erase(person, &nobody(), self.clock.now()).await;
        self.said(erased.map(|()| true), "erasing a person", "donnees-effacees")
    }

    /// Erases everything kept about a person, and keeps nothing of them from now on.
    pub async fn object(&self, person: &Person) -> String {
        self.calm.forget(person);
        let objected = self.store.object(person, &nobody(), self.clock.now()).await;
        self.said(objected.map(|()| true), "keeping an objection", "opposition-notee")
    }

    /// Takes a person's objection back.
    pub async fn lift_objection(&self, person: &Person) -> String {
        // What was replied meanwhile had nothing to tap.
        self.calm.forget(person);
        let lifted = self.store.lift_objection(person, self.clock.now()).await;
        self.said(lifted.map(|()| true), "taking an objection back", "opposition-levee")
    }

    /// An objection of last year goes on under this year's pseudonym.
    pub async fn carry_objection(&self, before: &Person, person: &Person, at: Timestamp) {
        logged(self.store.carry_objection(before, person, &nobody(), at).await, "carrying an objection over to a new year");
    }
}

/// Who stands in the place of somebody erased.
fn nobody() -> String {
    format!("erased-{}", random_word())
}
