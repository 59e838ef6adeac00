//! A question that its author puts in other words, or takes back.

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};

use super::reply::{Reply, Today};
use super::same::same_as;
use super::wanted::{context, understand};
use super::{Answered, Conversation, Silence, decided, logged};
use crate::faq::Faq;
use crate::privacy::redact;
use crate::store::{AskedInMessage, NewPlace, Recorded, Revision, Standing};
use crate::words::{ExchangeId, Incoming, MessageRef};

const UNSAID: Answered = Answered::Silent(Silence::NothingNew);

impl Conversation {
    /// Reads a message again that was changed. `incoming` has a reference of its
    /// own; `message` is that of the message. The text kept is replaced, and a
    /// question that now means something else is answered anew, in the place of
    /// the old one. What people are done with stays.
    pub async fn reconsider(&self, incoming: Incoming, message: &MessageRef) -> Answered {
        match self.store.asked_in(message, &incoming.person).await {
            Ok(Some(asked)) if asked.is_settled_by_people => UNSAID,
            Ok(Some(asked)) => self.revise(incoming, asked).await,
            Ok(None) => self.answer_changed(incoming, message).await,
            Err(error) => {
                tracing::error!("looking for a question that was changed: {error:#}");
                UNSAID
            }
        }
    }

    /// Forgets what was asked in a message that was deleted. True when something was.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn withdraw(&self, message: &MessageRef, is_recent: bool, at: Timestamp) -> Result<bool> {
        // Most messages that are deleted were never for us: they cost one reading.
        if !is_recent && self.store.repeated(message).await?.is_none() {
            return Ok(false);
        }
        let withdrawn = self.store.withdraw(message, is_recent, at).await?;
        if let Some(exchange) = &withdrawn {
            self.pending.forget(exchange);
        }
        Ok(withdrawn.is_some())
    }

    /// A message that asked nothing of its own before: as if it were new.
    async fn answer_changed(&self, incoming: Incoming, message: &MessageRef) -> Answered {
        match logged(self.store.repeated(message).await, "looking for a message that was changed") {
            Some(None) => self.answer(Incoming { reference: message.clone(), ..incoming }).await,
            Some(Some(_)) => self.answer(incoming).await,
            None => UNSAID,
        }
    }

    async fn revise(&self, incoming: Incoming, asked: AskedInMessage) -> Answered {
        let question = redact(&incoming.text);
        if asked.question.as_deref() == Some(question.as_str()) {
            return UNSAID;
        }
        let faq = self.faq();
        let reply = self.anew(&faq, &incoming, &asked, &question).await;
        let place = if asked.waits { self.new_place(&faq, &asked.exchange, &question).await } else { None };
        let revision = Revision {
            reference: incoming.reference.clone(),
            exchange: asked.exchange.clone(),
            person: incoming.person.clone(),
            at: self.clock.now(),
            question,
            place,
            decided: reply.as_ref().map(|reply| decided(&faq, reply, self.clock.now().max(incoming.at))),
            delivery: incoming.delivery.clone(),
        };
        match self.store.revise(revision).await {
            Ok(Recorded::New) => reply.map_or(UNSAID, Answered::Recorded),
            Ok(_) => UNSAID,
            Err(error) => {
                tracing::error!(exchange = %asked.exchange, "a question was not revised: {error:#}");
                UNSAID
            }
        }
    }

    /// The reply to the new words; none when it would say the same, or when the
    /// person goes too fast.
    async fn anew(&self, faq: &Faq, incoming: &Incoming, asked: &AskedInMessage, question: &str) -> Option<Reply> {
        // What stood before the question, not the question itself.
        let before = incoming.at - SignedDuration::from_millis(1);
        let standing = logged(self.store.standing(&incoming.person, before).await, "reading a person's standing").unwrap_or_default();
        let standing = Standing { noticed: true, open: None, source_known: true, ..standing };
        if !self.lets_reconsider(incoming, &standing).await {
            // The new words count all the same.
            return None;
        }
        let now = Today { faq, day: self.clock.today() };
        let verdict = understand(faq, question, context(&standing).as_ref(), now.day);
        let reply = Reply::to_question(now, &incoming.place, asked.exchange.clone(), question, verdict, &standing);
        self.hold_pending(&reply, question, &standing, incoming.at);
        let old = asked.reply.as_deref().and_then(|json| Reply::from_json(json).ok());
        let is_same = old.is_some_and(|old| (old.outcome, &old.entry, &old.text) == (reply.outcome, &reply.entry, &reply.text));
        (!is_same).then_some(reply)
    }

    /// With whom the new words wait, if somebody asks the same.
    async fn new_place(&self, faq: &Faq, exchange: &ExchangeId, question: &str) -> Option<NewPlace> {
        let beside = logged(self.store.waiting_beside(exchange).await, "reading what waits beside a question")?;
        Some(NewPlace { same_as: same_as(faq, question, &beside), theme: faq.nearest_theme(question).map(str::to_owned) })
    }
}
