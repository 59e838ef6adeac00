//! Text in plain letters, for what has to be found, compared or put in an address.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text in small letters without accents; « œ » is two letters.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase) {
        match letter {
            'œ' => plain.push_str("oe"),
            'æ' => plain.push_str("ae"),
            _ => plain.push(letter),
        }
    }
    plain
}

/// The words of a text in plain letters.
pub fn plain_words(text: &str) -> Vec<String> {
    plain(text).split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The same in ASCII, joined by dashes, as an address or a file is named; so
/// many characters at most, and empty when nothing is left.
pub fn dashed(text: &str, most: usize) -> String {
    let plain = plain(text);
    let words: Vec<&str> = plain.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let joined: String = words.join("-").chars().take(most).collect();
    joined.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_signs_go_and_words_stay() {
        assert_eq!(plain("Œuvrer à l'ÉTÉ\u{a0}: ½"), "oeuvrer a l'ete\u{20}: 1\u{2044}2");
        assert_eq!(plain_words("L'été, c'est où\u{a0}?"), ["l", "ete", "c", "est", "ou"]);
        assert_eq!(dashed("Où garer son vélo\u{a0}? (été)", 100), "ou-garer-son-velo-ete");
        assert_eq!((dashed("Un an tout juste", 6), dashed("Un an tout juste", 5)), ("un-an".to_owned(), "un-an".to_owned()));
        assert_eq!(dashed("🙃 日本", 40), "");
    }
}
