//! FNV-1a, for features and spellings: known by 64 bits, never kept on disk.
//! The same on every machine, which the hasher of the standard library is not.

/// The hash of some bytes.
pub(super) fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
