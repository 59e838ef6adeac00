//! What is known by a hash of 64 bits: features, spellings, phrases. Two of them
//! meeting is rarer than a typo and costs as little; none is kept on disk.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A map from hashes. It is looked up, never walked through: its order is nobody's.
pub(super) type Hashed<V> = HashMap<u64, V, BuildHasherDefault<Spread>>;

/// A set of hashes.
pub(super) type Hashes = HashSet<u64, BuildHasherDefault<Spread>>;

/// FNV-1a of some bytes: the same on every machine, which the hasher of the
/// standard library is not.
pub(super) fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    fnv_after(0xcbf2_9ce4_8422_2325, bytes)
}

/// The same, after the bytes that gave `hash`.
pub(super) fn fnv_after(hash: u64, bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The memory a map of this capacity takes, in bytes: it keeps one more for each place.
pub(super) fn bytes_of<V>(map: &Hashed<V>) -> usize {
    map.capacity() * (size_of::<(u64, V)>() + 1)
}

/// Hashes are keys already: the map only spreads them over its high bits.
#[derive(Default)]
pub(super) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}
