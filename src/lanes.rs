//! Order kept per key, while different keys go on at the same time.
//!
//! What waits for its turn is held here; running it, and how much may run at
//! once, belong to the caller.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// Each key that is busy, with what waits behind it.
#[derive(Debug)]
pub(crate) struct Lanes<K, T> {
    busy: HashMap<K, VecDeque<T>>,
    waiting: usize,
}

impl<K: Hash + Eq + Clone, T> Lanes<K, T> {
    /// Nothing is running.
    pub(crate) fn new() -> Self {
        Self { busy: HashMap::new(), waiting: 0 }
    }

    /// Gives the item back when it may start now; otherwise it waits.
    pub(crate) fn enter(&mut self, key: &K, item: T) -> Option<T> {
        match self.busy.get_mut(key) {
            Some(behind) => {
                behind.push_back(item);
                self.waiting += 1;
                None
            }
            None => {
                self.busy.insert(key.clone(), VecDeque::new());
                Some(item)
            }
        }
    }

    /// The item that may start, now that the one before it has ended.
    pub(crate) fn leave(&mut self, key: &K) -> Option<T> {
        let next = self.busy.get_mut(key).and_then(VecDeque::pop_front);
        match next {
            Some(_) => self.waiting -= 1,
            None => drop(self.busy.remove(key)),
        }
        next
    }

    /// How many items wait behind a key.
    pub(crate) fn waiting_for(&self, key: &K) -> usize {
        self.busy.get(key).map_or(0, VecDeque::len)
    }

    /// How many items are running or waiting, all keys together.
    pub(crate) fn held(&self) -> usize {
        self.busy.len() + self.waiting
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_is_served_in_order_and_another_does_not_wait() {
        let mut lanes = Lanes::new();
        assert_eq!(lanes.enter(&"a", 1), Some(1));
        assert_eq!(lanes.enter(&"a", 2), None);
        assert_eq!(lanes.enter(&"a", 3), None);
        assert_eq!(lanes.enter(&"b", 4), Some(4));
        assert_eq!((lanes.waiting_for(&"a"), lanes.held()), (2, 4));
        assert_eq!([lanes.leave(&"a"), lanes.leave(&"a"), lanes.leave(&"a")], [Some(2), Some(3), None]);
        assert_eq!(lanes.enter(&"a", 5), Some(5));
        assert_eq!((lanes.waiting_for(&"a"), lanes.held()), (0, 2));
    }
}
