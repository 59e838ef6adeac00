//! Keeps a step of a play from being counted twice: a double tap, a reload, a
//! page gone back to.
//!
//! Only the random words of the latest plays are remembered, in memory, by one
//! program: after a restart, or on another instance, a step that is done again
//! counts again. The figures say so; the price of better would be to keep plays.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use crate::words::GameStep;

/// The steps that are remembered: those of some hours of a crowd.
const MOST: usize = 20_000;

/// The steps counted lately.
#[derive(Debug, Default)]
pub struct Counted {
    latest: Mutex<Latest>,
}

#[derive(Debug, Default)]
struct Latest {
    seen: HashSet<(String, GameStep)>,
    order: VecDeque<(String, GameStep)>,
}

impl Counted {
    /// Whether this step of this play was not counted yet, as far as is known;
    /// from now on it was.
    pub fn is_first(&self, word: &str, step: GameStep) -> bool {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first = latest.seen.insert((word.to_owned(), step));
        if is_first {
            latest.order.push_back((word.to_owned(), step));
        }
        if latest.order.len() > MOST
            && let Some(oldest) = latest.order.pop_front()
        {
            latest.seen.remove(&oldest);
        }
        is_first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_counts_once_and_the_memory_is_bounded() {
        let counted = Counted::default();
        assert!(counted.is_first("a", GameStep::Begun) && counted.is_first("a", GameStep::Done) && counted.is_first("b", GameStep::Begun));
        assert!(!counted.is_first("a", GameStep::Begun) && !counted.is_first("a", GameStep::Done));
        let many = (0..=MOST).filter(|number| counted.is_first(&number.to_string(), GameStep::Asked)).count();
        assert_eq!(many, MOST + 1);
        let latest = counted.latest.lock().unwrap();
        assert_eq!((latest.seen.len(), latest.order.len()), (MOST, MOST));
        drop(latest);
        assert!(counted.is_first("a", GameStep::Begun), "the oldest ones are forgotten");
    }
}
