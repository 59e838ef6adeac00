//! From a title or a question to plain forms: gender, plural, case and accents
//! leave no trace, so that « Architecte logiciel(le) » and « une architecte
//! logicielle » are the same words. It knows the language, not the trade.

use crate::files::fold;

/// Characters read of a text; what follows names nothing. It bounds the time of
/// a question whatever is sent.
const MAX_CHARS: usize = 2_000;

/// Words read of a text.
pub(super) const MAX_WORDS: usize = 120;

/// Letters kept of one word. The longest French words have 25.
const MAX_WORD_CHARS: usize = 30;

/// The little words that tie others and name nothing, those that lose their vowel too.
const LINKS: [&str; 27] = [
    "de", "du", "des", "la", "le", "les", "un", "une", "et", "ou", "en", "au", "aux", "pour", "par", "sur", "dans", "avec", "chez", "qu",
    "l", "d", "j", "m", "t", "s", "n",
];

/// What is glued to a word for its other gender or its plural: « chargé·e »,
/// « technicien.ne », « développeur/euse ».
const MARKS: [&str; 15] = ["e", "s", "es", "ne", "nes", "le", "les", "se", "fe", "euse", "euses", "rice", "trice", "ère", "ive"];

/// The longest of them, a plural left open.
const MAX_MARK: usize = 6;

/// The forms of a text, in order; the little words are left out, other letters alone are kept.
pub(super) fn forms(text: &str) -> Vec<String> {
    let start = text.char_indices().nth(MAX_CHARS).map_or(text, |(end, _)| &text[..end]);
    let folded = fold(&without_marks(&start.to_lowercase()));
    let words = folded.split(' ').filter(|word| !word.is_empty() && !LINKS.contains(word));
    words.take(MAX_WORDS).map(form).collect()
}

/// The form of a folded word: « cheffes » and « chef » have the same.
fn form(word: &str) -> String {
    let word = word.char_indices().nth(MAX_WORD_CHARS).map_or(word, |(end, _)| &word[..end]);
    if word.len() < 4 || !word.is_ascii() || word.bytes().any(|byte| byte.is_ascii_digit()) {
        return word.to_owned();
    }
    let rest = word.trim_end_matches(['s', 'x']).trim_end_matches('e');
    let rest = undoubled(rest);
    match (rest.strip_suffix("eus"), rest.strip_suffix("tric"), rest.strip_suffix("iv")) {
        _ if rest.len() < 3 => word.to_owned(),
        (Some(start), ..) => format!("{start}eur"),
        (_, Some(start), _) => format!("{start}teur"),
        (.., Some(start)) => format!("{start}if"),
        _ => rest.to_owned(),
    }
}

/// « logiciell », « cheff »: the feminine doubles the last consonant.
fn undoubled(word: &str) -> &str {
    match word.as_bytes() {
        [.., before, last] if before == last => &word[..word.len() - 1],
        _ => word,
    }
}

/// The text without what is glued to its words for gender and number.
fn without_marks(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let is_glued = plain.ends_with(char::is_alphabetic);
        let mark = if is_glued { mark(rest) } else { 0 };
        if mark == 0 {
            plain.push(sign);
            rest = &rest[sign.len_utf8()..];
        } else {
            rest = &rest[mark..];
        }
    }
    plain
}

/// How many bytes the mark takes that starts this text; nothing when none does.
fn mark(text: &str) -> usize {
    let Some(sign) = text.chars().next() else { return 0 };
    let inside = &text[sign.len_utf8()..];
    let end = inside.char_indices().find(|(_, letter)| !letter.is_alphabetic()).map_or(inside.len(), |(end, _)| end);
    let letters = &inside[..end];
    match sign {
        '(' if (1..=MAX_MARK).contains(&letters.chars().count()) && inside[end..].starts_with(')') => 1 + end + 1,
        '·' | '•' | '.' | '/' | '-' if MARKS.contains(&letters) => sign.len_utf8() + end,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gender_number_case_and_accents_leave_no_trace() {
        let same = [
            &["Architecte logiciel(le)", "architectes logicielles", "ARCHITECTE LOGICIEL"][..],
            &["Chargé(e) d'accompagnement des usages", "chargée d’accompagnement aux usages", "charge·e accompagnement usage"],
            &["Chef(fe) de projet applicatif", "cheffes de projets applicatives"],
            &["Développeur ou développeur", "developpeuse/développeur.euse", "développeur-se développeuses"],
            &["Directeur", "directrice", "Directrices", "directeur(rice)"],
            &["Technicien.ne", "techniciennes", "TECHNICIEN·NE·S"],
            &["Agent", "agente", "agents"],
        ];
        for group in same {
            for text in group {
                assert_eq!(forms(text), forms(group[0]), "{text}");
            }
        }
        assert_eq!(forms("Chef(fe) de projet (H/F)"), ["chef", "projet", "h", "f"]);
        assert_eq!(forms("catégorie A à Elbeuf"), ["categori", "a", "a", "elbeuf"]);
        assert_eq!(forms("une archi en C++, 1er janvier"), ["archi", "c", "1er", "janvier"]);
    }

    #[test]
    fn hostile_texts_are_bounded() {
        assert_eq!(forms(&"é".repeat(100_000)).concat().len(), MAX_WORD_CHARS);
        assert_eq!(forms(&"ab ".repeat(100_000)).len(), MAX_WORDS);
        for text in ["", "(((", "a(", "a(e", "a·", "·e", "👍(e)", "\u{301}", "sxsx eee"] {
            assert!(forms(text).len() < 3, "{text}");
        }
    }
}
