//! From what was typed to plain words: lower case, without accents, elisions
//! split, cut at a length that bounds the work. It knows the alphabet, not the
//! language: abbreviations and synonyms belong to `spelling`.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters read of a question; what follows is ignored for matching. It
/// bounds the time of a question whatever is sent.
pub(super) const MAX_CHARS: usize = 2_000;

/// Letters kept of one word. The longest French words have 25.
const MAX_WORD_CHARS: usize = 30;

/// The words of a text, in order, in lower case ASCII when their alphabet allows
/// it; elided articles and pronouns are left out.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut reader = Reader::default();
    for letter in text.chars().take(MAX_CHARS) {
        reader.read(letter);
    }
    reader.end_word();
    reader.words
}

/// True when a text holds at least one letter.
pub(super) fn has_letters(words: &[String]) -> bool {
    words.iter().any(|word| word.chars().any(char::is_alphabetic))
}

#[derive(Default)]
struct Reader {
    words: Vec<String>,
    word: String,
    length: usize,
}

impl Reader {
    fn read(&mut self, letter: char) {
        match letter {
            '\'' | '’' | '‘' | 'ʼ' | '`' | '´' => self.end_elision(),
            // Soft hyphens and zero-width marks are not seen, so they cut nothing.
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}' => {}
            _ => self.fold(letter),
        }
    }

    /// Adds the plain letters of one character: `É` gives `e`, `œ` gives `oe`.
    fn fold(&mut self, letter: char) {
        if letter.is_ascii_alphanumeric() {
            return self.push(letter.to_ascii_lowercase());
        }
        if letter.is_ascii() {
            return self.end_word();
        }
        for part in std::iter::once(letter).nfkd().filter(|part| !is_combining_mark(*part)) {
            match part {
                'œ' | 'Œ' => "oe".chars().for_each(|part| self.push(part)),
                'æ' | 'Æ' => "ae".chars().for_each(|part| self.push(part)),
                'ß' => "ss".chars().for_each(|part| self.push(part)),
                '€' => "euro".chars().for_each(|part| self.push(part)),
                part if part.is_alphanumeric() => part.to_lowercase().for_each(|part| self.push(part)),
                _ => self.end_word(),
            }
        }
    }

    fn push(&mut self, letter: char) {
        // « saluuuut » is « salut »: no French word has the same letter three times.
        let thrice = letter.is_alphabetic() && {
            let mut last = self.word.chars().rev();
            last.next() == Some(letter) && last.next() == Some(letter)
        };
        if thrice || self.length >= MAX_WORD_CHARS {
            return;
        }
        self.word.push(letter);
        self.length += 1;
    }

    fn end_word(&mut self) {
        if !self.word.is_empty() {
            self.words.push(std::mem::take(&mut self.word));
            self.length = 0;
        }
    }

    /// An apostrophe ends a word; what stands before it is dropped when French
    /// elides it (« l’entretien » is « entretien »), kept otherwise (« aujourd'hui »).
    fn end_elision(&mut self) {
        if is_elided(&self.word) {
            self.word.clear();
            self.length = 0;
        } else {
            self.end_word();
        }
    }
}

/// True for what French writes before an apostrophe.
fn is_elided(word: &str) -> bool {
    matches!(word, "l" | "d" | "j" | "m" | "t" | "s" | "n" | "c" | "qu" | "jusqu" | "lorsqu" | "puisqu" | "quoiqu")
}
