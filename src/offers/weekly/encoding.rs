//! The letters of the weekly file: UTF-8, or what an older Windows writes.
//!
//! Each cell says by itself which it is: text of Windows with accents is hardly
//! ever UTF-8 by chance, and one cell of another editor then spoils no other.

use std::borrow::Cow;

/// The text of a cell, from UTF-8, else from Windows-1252, which holds Latin-1.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|byte| windows(*byte)).collect()),
    }
}

/// The characters that Windows-1252 has where Latin-1 has none, from `0x80`.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–',
    '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows(byte: u8) -> char {
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}
