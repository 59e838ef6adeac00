//! The taps after a reply: choose, say one's age or source, and whether an answer
//! helped.

use anyhow::Result;
use jiff::Timestamp;

use super::reply::{Reply, Today};
use super::{Conversation, decided, logged};
use crate::store::AnsweredQuestion;
use crate::words::{ChangedMind, EntryId, ExchangeId, Feedback, Known, Person, Source};

impl Conversation {
    /// The answer of the entry a person chose; settles their exchange by it.
    /// None when the entry is no longer served.
    pub async fn choose(&self, person: &Person, exchange: &ExchangeId, entry: &EntryId, at: Timestamp) -> Option<Reply> {
        let faq = self.faq();
        let entry = faq.entry(entry)?;
        let reply = Reply::chosen(Today { faq: &faq, day: self.clock.today() }, exchange.clone(), entry);
        let reply = match logged(self.store.standing(person, at).await, "reading a person's standing") {
            Some(standing) if standing.objects => return Some(reply.of_nobody(&faq)),
            Some(standing) => reply.asking_source(&faq, &standing),
            None => reply,
        };
        logged(self.store.settle(exchange, person, decided(&faq, &reply, at)).await, "settling a choice");
        Some(reply)
    }

    /// Keeps that a person is 15 or older; gives the words to thank them with.
    pub async fn confirm_age(&self, person: &Person, at: Timestamp) -> String {
        let kept = self.store.confirm_age(person, at).await;
        self.said(kept, "keeping an age tap", "age-confirme")
    }

    /// Keeps where a person says they come from.
    pub async fn declare_source(&self, person: &Person, label: &str, at: Timestamp) -> String {
        let source = Source { label: label.to_owned(), known: Known::Declared, link: None };
        let kept = self.store.declare_source(person, &source, at).await;
        self.said(kept, "keeping a declared source", "merci-source")
    }

    /// Keeps whether an answer helped.
    pub async fn keep_feedback(&self, person: &Person, exchange: &ExchangeId, feedback: Feedback) -> String {
        match logged(self.store.keep_feedback(exchange, person, feedback).await, "keeping a feedback") {
            Some(true) => self.faq().say("merci-avis", &[]),
            Some(false) => self.faq().say("perime", &[]),
            None => self.faq().say("panne", &[]),
        }
    }

    /// Keeps whether an answer changed what a person wrongly believed.
    pub async fn keep_changed_mind(&self, person: &Person, exchange: &ExchangeId, said: ChangedMind) -> String {
        match logged(self.store.keep_changed_mind(exchange, person, said).await, "keeping a changed mind") {
            Some(true) => self.faq().say("merci-idee", &[]),
            Some(false) => self.faq().say("perime", &[]),
            None => self.faq().say("panne", &[]),
        }
    }

    /// What was answered later to a person's questions.
    pub async fn answers_for(&self, person: &Person) -> Vec<AnsweredQuestion> {
        logged(self.store.answers_for(person).await, "reading a person's answers").unwrap_or_default()
    }

    /// What is said of something that is kept unless its person objects.
    pub(super) fn said(&self, kept: Result<bool>, what: &str, phrase: &str) -> String {
        let phrase = match logged(kept, what) {
            Some(true) => phrase,
            Some(false) => "opposition-active",
            None => "panne",
        };
        self.faq().say(phrase, &[])
    }
}
