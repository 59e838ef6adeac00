//! What somebody wants read, and the reply to it: words that they typed, or an
//! entry that they took from a list.

use jiff::civil::Date;

use super::choices::reply_to_choice;
use super::reply::{Refusal, Reply, Today, Verdict};
use crate::faq::{Context, Entry, Faq};
use crate::store::Standing;
use crate::telemetry;
use crate::words::{ExchangeId, Place, random_word};

/// What is to be answered.
#[derive(Clone, Copy)]
pub(super) enum Wanted<'a> {
    /// Redacted words.
    Words(&'a str),
    /// An entry, whose title is the question.
    Entry(&'a Entry),
}

impl<'a> Wanted<'a> {
    /// The question, as it is kept.
    pub(super) fn question(self) -> &'a str {
        match self {
            Self::Words(words) => words,
            Self::Entry(entry) => &entry.question,
        }
    }

    /// The reply, when these are words that choose one of the topics just shown.
    pub(super) fn choice(self, now: Today<'_>, standing: &Standing) -> Option<Reply> {
        match self {
            Self::Words(words) => reply_to_choice(now, words, standing),
            Self::Entry(_) => None,
        }
    }

    /// What is decided about a question of its own.
    pub(super) fn verdict(self, now: Today<'a>, standing: &Standing) -> Verdict<'a> {
        match self {
            Self::Words(words) => understand(now.faq, words, context(standing).as_ref(), now.day),
            Self::Entry(entry) => Verdict::Read(entry),
        }
    }

    /// The reply to a question of its own. What is taken from a list names no
    /// position, and needs no way to ask again.
    pub(super) fn reply(self, now: Today<'_>, place: &Place, verdict: Verdict<'_>, standing: &Standing) -> Reply {
        let exchange = ExchangeId::new(random_word());
        match self {
            Self::Words(words) => Reply::to_question(now, place, exchange, words, verdict, standing),
            Self::Entry(_) => Reply::compose(now, place.door, exchange, verdict, standing),
        }
    }
}

/// What is decided about words, on a day.
pub(super) fn understand<'a>(faq: &Faq, question: &str, context: Option<&Context>, today: Date) -> Verdict<'a> {
    match Refusal::of_text(question) {
        Some(refusal) => Verdict::Refused(refusal),
        None => telemetry::timed_find(|| Verdict::Found(faq.find_on(question, context, today))),
    }
}

/// What a follow-up is read with: the entry that answered just before.
pub(super) fn context(standing: &Standing) -> Option<Context> {
    Some(Context { entry: standing.previous.clone()? })
}
