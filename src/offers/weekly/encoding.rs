//! The letters of the weekly file: UTF-8, or what an older Windows writes.
//!
//! The line of titles decides for the whole file, for every title has accents
//! when it is read aright. A cell that is then not what the file promised is
//! read the other way rather than lost.

use std::borrow::Cow;

/// How the file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    /// Windows-1252, which holds Latin-1.
    Windows,
}

impl Encoding {
    /// The encoding of a file whose titles are these.
    pub(super) fn of<'a>(titles: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let is_utf8 = titles.into_iter().all(|title| std::str::from_utf8(title).is_ok());
        if is_utf8 { Self::Utf8 } else { Self::Windows }
    }

    /// The text of a cell.
    pub(super) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match std::str::from_utf8(bytes) {
            Ok(text) if self == Self::Utf8 || bytes.is_ascii() => Cow::Borrowed(text),
            _ => Cow::Owned(bytes.iter().map(|byte| windows(*byte)).collect()),
        }
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
