//! Questions of people who have not said their age yet, in memory only.
//!
//! Their text is not stored. It is held for a quarter of an hour so that someone
//! who then confirms their age can have that very question given to a person
//! without typing it again.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::words::ExchangeId;

const HELD_FOR: SignedDuration = SignedDuration::from_mins(15);

/// At 2,000 characters each this is some tens of megabytes at the very most.
const MOST: usize = 5_000;

/// The texts held, oldest first.
#[derive(Debug, Default)]
pub(super) struct PendingTexts {
    texts: Mutex<VecDeque<(ExchangeId, String, Timestamp)>>,
}

impl PendingTexts {
    /// Holds a redacted text; the oldest gives way when too many are held.
    pub(super) fn remember(&self, exchange: &ExchangeId, question: &str, at: Timestamp) {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if texts.len() == MOST {
            texts.pop_front();
        }
        texts.push_back((exchange.clone(), question.to_owned(), at));
    }

    /// The text of an exchange, if it is still held.
    pub(super) fn text_of(&self, exchange: &ExchangeId, now: Timestamp) -> Option<String> {
        let texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, text, _) = texts.iter().rev().find(|(held, _, at)| held == exchange && now.duration_since(*at).abs() < HELD_FOR)?;
        Some(text.clone())
    }

    /// Lets go of what was held long enough.
    pub(super) fn forget_old(&self, now: Timestamp) {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        texts.retain(|(_, _, at)| now.duration_since(*at).abs() < HELD_FOR);
        let held = texts.len();
        texts.shrink_to(2 * held);
    }

    /// Lets go of one text at once.
    pub(super) fn forget(&self, exchange: &ExchangeId) {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        texts.retain(|(held, _, _)| held != exchange);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_held_for_a_quarter_of_an_hour() {
        let pending = PendingTexts::default();
        let asked: Timestamp = "2026-11-22T18:00:00Z".parse().unwrap();
        pending.remember(&ExchangeId::new("a"), "le télétravail ?", asked);
        let after = |minutes| asked + SignedDuration::from_mins(minutes);
        assert_eq!(pending.text_of(&ExchangeId::new("a"), after(14)).as_deref(), Some("le télétravail ?"));
        assert_eq!(pending.text_of(&ExchangeId::new("a"), after(15)), None);
        pending.forget_old(after(15));
        assert_eq!(pending.text_of(&ExchangeId::new("a"), asked), None);
        pending.remember(&ExchangeId::new("b"), "le télétravail ?", after(60));
        pending.forget_old(asked);
        assert_eq!(pending.text_of(&ExchangeId::new("b"), after(60)), None, "the clock was set back");
    }

    #[test]
    fn the_oldest_text_gives_way_when_too_many_are_held() {
        let pending = PendingTexts::default();
        let at = Timestamp::UNIX_EPOCH;
        for number in 0..=MOST {
            pending.remember(&ExchangeId::new(number.to_string()), "?", at);
        }
        assert_eq!(pending.text_of(&ExchangeId::new("0"), at), None);
        assert!(pending.text_of(&ExchangeId::new(MOST.to_string()), at).is_some());
    }
}
