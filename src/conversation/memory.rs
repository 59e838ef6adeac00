//! Memories that give back the room they took when a crowd has gone.

use std::collections::HashMap;
use std::hash::Hash;

/// Room that is kept in any case: below it nothing is gained.
const KEPT: usize = 64;

/// Keeps of a memory what `keep` says, and gives back most of the room that is left.
pub(super) fn keep_only<K: Eq + Hash, V>(memory: &mut HashMap<K, V>, mut keep: impl FnMut(&mut V) -> bool) {
    memory.retain(|_, value| keep(value));
    if memory.capacity() > KEPT.max(4 * memory.len()) {
        memory.shrink_to(KEPT.max(2 * memory.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_of_a_crowd_is_given_back() {
        let mut memory: HashMap<u32, u32> = (0..10_000).map(|number| (number, number)).collect();
        keep_only(&mut memory, |number| *number < 100);
        assert_eq!(memory.len(), 100);
        assert!(memory.capacity() < 1_000, "{}", memory.capacity());
    }
}
