//! Codes by which somebody reads on the web page what they were answered elsewhere.
//!
//! Twelve signs that nobody can guess, of those that are not taken for one
//! another; only their hash is kept.

use jiff::SignedDuration;

use crate::words::{random_word, sha256};

/// How long a code is good.
pub(super) const DAYS: i64 = 30;
pub(super) const GOOD_FOR: SignedDuration = SignedDuration::from_hours(24 * DAYS);

/// Neither 0 nor O, neither 1 nor I.
const SIGNS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const LENGTH: usize = 12;
const GROUP: usize = 4;

/// A new code, in groups of four: `7KQM-2XWA-9FTD`.
pub(super) fn draw() -> String {
    // Two hexadecimal digits give one of 32 signs evenly.
    let word = random_word();
    let signs = word.as_bytes().chunks(2).take(LENGTH).map(|pair| {
        let byte = std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()).unwrap_or_default();
        char::from(SIGNS[usize::from(byte) % SIGNS.len()])
    });
    let signs: Vec<char> = signs.collect();
    signs.chunks(GROUP).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// What is kept of a code, however it was typed.
pub(super) fn hash(typed: &str) -> String {
    let signs: String =
        typed.chars().filter(|sign| sign.is_ascii_alphanumeric()).take(2 * LENGTH).map(|sign| sign.to_ascii_uppercase()).collect();
    sha256(format!("answer code {signs}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_recognised_however_it_is_typed_and_no_two_are_alike() {
        let code = draw();
        assert_eq!((code.len(), code.matches('-').count()), (14, 2), "{code}");
        assert_eq!(hash(&code), hash(&format!(" {} ", code.to_lowercase().replace('-', " "))));
        let many: std::collections::BTreeSet<String> = (0..1_000).map(|_| draw()).collect();
        assert_eq!(many.len(), 1_000);
        assert_ne!(hash(&code), hash(&draw()));
    }
}
