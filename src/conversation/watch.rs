//! Being told once an answer is published: asked for after « je ne sais pas »,
//! kept, and told when the files answer the question.

use std::sync::PoisonError;

use anyhow::Result;
use jiff::Timestamp;

use super::hand_over::Gate;
use super::reply::Gesture;
use super::{Conversation, Told, logged, reply_to};
use crate::faq::Faq;
use crate::store::NewWatch;
use crate::words::{ExchangeId, HandoverId, Person, random_word};

const BEFORE_BEING_TOLD: Gate = Gate { objects: "opposition-active", age: "prevenir-age", tap: Gesture::ConfirmAge };

impl Conversation {
    /// Keeps that a person wants to be told once an answer to their question is
    /// published. What they read is true: it is durable before they do.
    pub async fn tell_me(&self, person: &Person, exchange: &ExchangeId, at: Timestamp) -> Told {
        let faq = self.faq();
        self.try_tell_me(&faq, person, exchange, at).await.unwrap_or_else(|error| {
            tracing::error!(%exchange, "a wish to be told was not kept: {error:#}");
            Told::not_done(faq.say("panne", &[]))
        })
    }

    async fn try_tell_me(&self, faq: &Faq, person: &Person, exchange: &ExchangeId, at: Timestamp) -> Result<Told> {
        let question = match self.question_to_give(faq, person, exchange, at, BEFORE_BEING_TOLD).await? {
            Ok(question) => question,
            Err(told) => return Ok(told),
        };
        let id = HandoverId::new(random_word());
        let kept = self.store.watch(NewWatch { id, exchange: exchange.clone(), person: person.clone(), question, at }).await?;
        if !kept {
            return Ok(Told::not_done(faq.say("perime", &[])));
        }
        self.pending.forget(exchange);
        Ok(Told::done(faq.say("prevenir-note", &[])))
    }

    /// Tells those who asked to be, when the answers in service are others than
    /// the last time this was looked at: how many were told.
    pub async fn tell_what_is_published(&self, at: Timestamp) -> usize {
        let faq = self.faq();
        {
            let mut seen = self.published.lock().unwrap_or_else(PoisonError::into_inner);
            if seen.as_deref() == Some(faq.version()) {
                return 0;
            }
            *seen = Some(faq.version().to_owned());
        }
        let Some(watching) = logged(self.store.watching().await, "reading who asked to be told") else {
            self.look_again();
            return 0;
        };
        let mut told = 0;
        let mut all_done = true;
        for (id, question) in watching {
            let reply = reply_to(&faq, &question, self.clock.today()).without_taps(&faq);
            if !reply.answers() {
                continue;
            }
            let said = faq.say("reponse-publiee", &[("reponse", &reply.text)]);
            let done = logged(self.store.tell_watcher(&id, &said, at).await, "telling what is published");
            told += usize::from(done == Some(true));
            all_done &= done.is_some();
        }
        if !all_done {
            self.look_again();
        }
        told
    }

    /// What could not be done now is at the next beat.
    fn look_again(&self) {
        *self.published.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
