//! How a French word sounds, roughly: « salaire » and « salère » meet,
//! « bureaux » and « buro » too. It is made to bring misspellings together, not to be right about French.

/// Letters that are not heard at the end of a word.
const SILENT: [char; 7] = ['e', 's', 't', 'd', 'x', 'z', 'p'];

/// Spellings and the sound they share, tried in this order at each place.
const SOUNDS: [(&str, &str); 40] = [
    ("eaux", "o"),
    ("eau", "o"),
    ("aux", "o"),
    ("oeu", "e"),
    ("ain", "1"),
    ("ein", "1"),
    ("tion", "si2"),
    ("ssion", "si2"),
    ("sion", "si2"),
    ("ille", "iy"),
    ("ge", "j"),
    ("gi", "ji"),
    ("gu", "g"),
    ("qu", "k"),
    ("ck", "k"),
    ("ch", "c"),
    ("sc", "s"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("ph", "f"),
    ("gn", "ni"),
    ("au", "o"),
    ("ou", "u"),
    ("oi", "wa"),
    ("eu", "e"),
    ("ai", "e"),
    ("ei", "e"),
    ("er", "er"),
    ("th", "t"),
    ("q", "k"),
    ("k", "k"),
    ("c", "k"),
    ("y", "i"),
    ("h", ""),
    ("z", "s"),
    ("w", "v"),
    ("u", "u"),
    ("j", "j"),
    ("e", "e"),
];

/// The sound of a plain word; a word of fewer than three letters is its own sound.
pub(super) fn sound(word: &str) -> String {
    if word.len() < 3 || !word.is_ascii() || word.bytes().any(|byte| byte.is_ascii_digit()) {
        return word.to_owned();
    }
    let spoken = trim_ending(word);
    let mut heard = String::with_capacity(word.len());
    let mut rest = spoken;
    while let Some(letter) = rest.chars().next() {
        let (read, added) = nasal(rest)
            .or_else(|| SOUNDS.iter().find(|(spelling, _)| rest.starts_with(spelling)).map(|(s, a)| (s.len(), *a)))
            .unwrap_or((letter.len_utf8(), &rest[..letter.len_utf8()]));
        for letter in added.chars() {
            if !heard.ends_with(letter) {
                heard.push(letter);
            }
        }
        rest = &rest[read..];
    }
    heard
}

/// « an », « en », « in », « on » before a consonant or at the end are one sound each.
fn nasal(rest: &str) -> Option<(usize, &'static str)> {
    let bytes = rest.as_bytes();
    if bytes.len() < 2 || !matches!(bytes[1], b'n' | b'm') {
        return None;
    }
    if bytes.get(2).is_some_and(|next| matches!(next, b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'n' | b'm')) {
        return None;
    }
    match bytes[0] {
        b'a' | b'e' => Some((2, "3")),
        b'i' | b'y' | b'u' => Some((2, "1")),
        b'o' => Some((2, "2")),
        _ => None,
    }
}

/// Drops what is written and not heard: plurals, mute e, « er » and « ez » heard « é ».
fn trim_ending(word: &str) -> &str {
    for verb in ["er", "ez", "ees", "ee", "es"] {
        if let Some(stem) = word.strip_suffix(verb)
            && stem.len() >= 3
        {
            return stem;
        }
    }
    let trimmed = word.trim_end_matches(SILENT);
    if trimmed.len() >= 2 { trimmed } else { word }
}
