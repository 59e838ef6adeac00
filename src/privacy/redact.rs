//! Takes secrets out of a text before it is kept: e-mail and postal addresses,
//! telephone numbers, social security numbers, bank accounts.
//!
//! When in doubt it takes out: a question reads as well without a number.
//! Sources of the formats: the number for registration (NIR) is described by
//! INSEE, with its key 97 − (n mod 97), 2A and 2B counted as 19 and 18; the
//! IBAN by ISO 13616, with its remainder 1 modulo 97; numbering by ARCEP.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// The text with every secret replaced by a word in brackets that names its
/// kind, and with invisible characters taken out. Redacting twice changes
/// nothing more.
pub fn redact(text: &str) -> String {
    let mut text = plain(text);
    // What follows a secret may have been read as a part of it: it is read again.
    for _ in 0..MOST_READINGS {
        let once = redact_once(&text);
        if once == text {
            break;
        }
        text = once;
    }
    text
}

/// Texts of secrets only need some; far below what a hostile one could ask for.
const MOST_READINGS: usize = 64;

fn redact_once(text: &str) -> String {
    let mut text = text.to_owned();
    for (pattern, extent, word) in RULES.iter() {
        text = pattern.replace_all(&text, |found: &Captures<'_>| replacement(&found[0], *extent, word)).into_owned();
    }
    text
}

/// How many bytes of a match, from its start, really are the secret it looks like.
type Extent = fn(&str) -> Option<usize>;

/// The rules in order: what could be part of a longer secret comes after it.
static RULES: LazyLock<Vec<(Regex, Extent, &'static str)>> = LazyLock::new(|| {
    vec![
        (compile(EMAIL), whole, "[adresse électronique]"),
        (compile(IBAN), iban, "[IBAN]"),
        (compile(NIR), whole, "[numéro de sécurité sociale]"),
        (compile(PHONE), digits, "[téléphone]"),
        (compile(POSTAL), whole, "[adresse postale]"),
    ]
});

const EMAIL: &str = r"(?i)[\p{L}\p{N}][\p{L}\p{N}._%+'-]*(?:\s?[\[(]\s?(?:at|arobase)\s?[\])]\s?|\s?@\s?|\s(?:arobase)\s)(?:[\p{L}\p{N}-]+(?:\.|\s?[\[(]\s?(?:dot|point)\s?[\])]\s?|\s(?:point|dot)\s))+\p{L}{2,24}";

/// Two letters, two digits, then 11 to 30 more, in groups or not.
const IBAN: &str = r"(?i)\b[a-z]{2}[ .-]?\d{2}(?:[ .-]?[a-z0-9]){11,30}\b";

/// Sex, year, month, department, commune, order, then the key when it is there.
const NIR: &str =
    r"(?i)\b[1-478][ ._/-]*\d{2}[ ._/-]*(?:0[1-9]|1[0-2]|[2-9]\d)[ ._/-]*(?:\d{2}|2[ab])[ ._/-]*\d{3}[ ._/-]*\d{3}(?:[ ._/-]*\d{2})?\b";

/// National numbers of ten digits, and international ones of metropolitan
/// France and overseas (262, 508, 590, 594, 596, 681, 687, 689).
const PHONE: &str = r"(?x)
    (?:
        (?:\+|\b00)[\ ._/-]*(?:33|262|508|590|594|596)[\ ._/-]*(?:\(\s?0\s?\)[\ ._/-]*)?0?[\ ._/-]*[1-9](?:[\ ._/()-]*\d){8}
      | (?:\+|\b00)[\ ._/-]*(?:508|681|687|689)(?:[\ ._/-]*\d){6,8}
      | \(?\b0\)?[\ ._/-]*[1-9](?:[\ ._/()-]*\d){8}
    )(?:\b|\p{L})";

/// A French account has 27 characters.
const FRENCH_IBAN: usize = 27;

/// A number, a kind of street, its name, then perhaps a flat and a town. Kinds
/// that are everyday words too need a name with a capital, or a postcode.
const POSTAL: &str = r"(?xi)
    \b\d{1,4}\s?(?:bis|ter|quater|[a-d]\b)?\s*,?\s*
    (?:
        (?:rue|avenue|av\.?|ave\.?|boulevard|bd\.?|bld\.?|blvd\.?|chemin|che\.?|impasse|imp\.?|all[ée]es?|all\.|quai|rte\.?|route|square|sq\.|sente|sentier
           |r[ée]sidence|lotissement|faubourg|fbg\.?|fg\.|ruelle|venelle|hameau|esplanade|rond[\ -]point|mont[ée]e|cavée|parvis)
        \s+(?:(?:de|du|des|d|la|le|les|l|aux?|à|en|sur|sous|saint|sainte|st|ste)[\ '’-]+)*
        (?: (?:[\p{L}\p{N}'’.-]+[\ ,;-]+){1,7}\d{2}[\ ]?\d{3}\b | [\p{L}\p{N}'’-]+(?:[\ ](?-i:\p{Lu})[\p{L}'’.-]+)* )
      | (?:place|pl\.|passage|villa|cit[ée]|clos|domaine|promenade|traverse|cour|voie)
        \s+(?:(?:de|du|des|d|la|le|les|l|aux?)[\ '’-]+)*(?-i:\p{Lu})[\p{L}'’.-]+(?:[\ ](?-i:\p{Lu})[\p{L}'’.-]+)*
      | (?:place|passage|villa|cit[ée]|clos|domaine|promenade|traverse|cours?|mail|voie)\s+(?:[\p{L}\p{N}'’.-]+[\ ,;-]+){1,7}\d{2}[\ ]?\d{3}\b
    )
    (?:\s*[,;-]?\s*(?:appt?|appartement|b[âa]t|b[âa]timent|esc|escalier|[ée]tage)\.?[\ ]*\w{1,4}\b)*
    (?:\s*[,;-]?\s*\d{2}[\ ]?\d{3}\b)?
    (?:(?-u:\b)[\ ]+(?-i:\p{Lu})[\p{L}'’-]+(?:[\ -](?:sur|sous|l[eè]s|en|le|la|de|du)[\ -][\p{L}'’-]+|[\ ](?-i:\p{Lu})[\p{L}'’-]+)*)?
  | \b(?:bp|cs)[\ ]?\d{2,6}[\ ,]+\d{5}\b(?:[\ ]+(?-i:\p{Lu})[\p{L}'’-]+)?";

#[expect(clippy::expect_used, reason = "the patterns are constants and every test compiles them")]
fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern")
}

fn replacement(found: &str, extent: Extent, word: &str) -> String {
    match extent(found) {
        Some(end) => format!("{word}{}", &found[end..]),
        None => found.to_owned(),
    }
}

fn whole(found: &str) -> Option<usize> {
    Some(found.len())
}

/// A number that touches a word ends before it.
fn digits(found: &str) -> Option<usize> {
    Some(found.trim_end_matches(char::is_alphabetic).len())
}

/// The pattern may have run on into the words that follow: the account is the
/// longest beginning, cut between two characters, that has the right remainder,
/// or the length of a French one, even mistyped.
fn iban(found: &str) -> Option<usize> {
    let ends = found.char_indices().filter(|(_, letter)| letter.is_ascii_alphanumeric()).map(|(place, _)| place + 1);
    let lengths: Vec<usize> = ends.collect();
    let compact: String = found.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect();
    let right = (15..=lengths.len()).rev().find(|length| remainder_of_iban(&compact[..*length]) == 1);
    let french = (compact.starts_with("FR") && compact.len() >= FRENCH_IBAN).then_some(FRENCH_IBAN);
    french.or(right).and_then(|length| lengths.get(length - 1).copied())
}

fn remainder_of_iban(compact: &str) -> u32 {
    let (head, tail) = compact.split_at(4);
    let digits = tail.chars().chain(head.chars()).filter_map(|letter| letter.to_digit(36));
    digits.fold(0, |rest, digit| (rest * if digit < 10 { 10 } else { 100 } + digit) % 97)
}

/// The text without invisible format characters, with full-width letters and
/// digits made plain and every kind of space made an ordinary one, so that no
/// secret hides behind them.
fn plain(text: &str) -> String {
    text.chars().filter(|letter| !is_invisible(*letter)).map(narrow).collect()
}

fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn narrow(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        _ => letter,
    }
}

#[cfg(test)]
mod tests;
