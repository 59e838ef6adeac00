//! One reply that answers several questions of one message.

use super::reply::{Near, Reply, Today, hand_over, useful_or_not};
use crate::faq::{Candidate, Faq};
use crate::words::{EntryId, ExchangeId};

impl Reply {
    /// The answers of several entries, each under its title with what it rests on,
    /// and one set of taps for all. It is as sure as the least sure of them.
    pub(super) fn several(today: Today<'_>, exchange: &ExchangeId, candidates: &[Candidate]) -> Self {
        let served: Vec<&Candidate> = candidates.iter().filter(|one| today.faq.entry(&one.entry).is_some()).collect();
        match served.as_slice() {
            [] => Self::unknown(today.faq, exchange.clone(), &[]),
            [only] => Self::found(today, exchange.clone(), only),
            several => {
                let answers = several.iter().map(|one| titled(today.faq, Self::found(today, exchange.clone(), one)));
                let together = answers.reduce(Self::and).unwrap_or_else(|| Self::unknown(today.faq, exchange.clone(), &[]));
                let taps = useful_or_not(today.faq).into_iter().chain([hand_over(today.faq)]).collect();
                Self { near: others(&together), taps, ..together }
            }
        }
    }

    /// This answer, then another.
    fn and(mut self, next: Self) -> Self {
        self.text = format!("{}\n\n{}", self.text, next.text);
        self.outcome = self.outcome.together(next.outcome);
        self.confidence = self.confidence.min(next.confidence);
        self.near.extend(next.near);
        self.others.extend(next.entry);
        self
    }
}

/// An answer under its title. One tap under several answers cannot say which of
/// them changed a mind: that is not asked.
fn titled(faq: &Faq, answer: Reply) -> Reply {
    let title = answer.entry.as_ref().and_then(|id| faq.entry(id)).map_or("", |entry| entry.question.as_str());
    let title = title.to_owned();
    let answer = answer.without_taps(faq);
    Reply { text: format!("**{title}**\n\n{}", answer.text), ..answer }
}

/// The near topics, each once, without those that are answered.
fn others(reply: &Reply) -> Vec<Near> {
    let mut shown: Vec<&EntryId> = reply.entry.iter().chain(&reply.others).collect();
    let mut near = Vec::new();
    for topic in &reply.near {
        if !shown.contains(&&topic.id) {
            shown.push(&topic.id);
            near.push(topic.clone());
        }
    }
    near
}
