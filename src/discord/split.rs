//! A long text in messages that Discord takes, cut where a reader breathes.

/// Discord's limit for a message. It counts characters; counting UTF-16 units,
/// which are never fewer, is safe whichever way a client counts.
const MAX_MESSAGE: usize = 2_000;

/// Where a text is cut, best place first; what is cut at is left out.
const PLACES: [&str; 4] = ["\n\n", "\n", ". ", " "];

/// The text in parts that each fit one message. An empty text has no part.
pub(super) fn split(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while width(rest) > MAX_MESSAGE {
        let (part, after) = cut(rest);
        parts.push(part.trim_end().to_owned());
        rest = after.trim_start();
    }
    if !rest.is_empty() {
        parts.push(rest.to_owned());
    }
    parts
}

/// The longest good beginning that fits, and what is left.
fn cut(text: &str) -> (&str, &str) {
    let fitting = &text[..fitting_bytes(text)];
    let place = PLACES.iter().find_map(|place| {
        let at = fitting.rfind(place)? + place.trim_end().len();
        // A cut near the start would leave a message of a few words.
        (width(&fitting[..at]) >= MAX_MESSAGE / 4).then_some(at)
    });
    text.split_at(place.unwrap_or(fitting.len()))
}

/// How many bytes, ending between two characters, fit one message.
fn fitting_bytes(text: &str) -> usize {
    let mut width = 0;
    let too_far = text.char_indices().find(|(_, letter)| {
        width += letter.len_utf16();
        width > MAX_MESSAGE
    });
    too_far.map_or(text.len(), |(at, _)| at)
}

fn width(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let parts = split(text);
        assert_eq!(parts, expected);
        assert!(parts.iter().all(|part| width(part) <= MAX_MESSAGE));
    }

    #[test]
    fn a_short_text_is_one_message_and_an_empty_one_is_none() {
        check("Bonjour.\n\nÀ bientôt.", &["Bonjour.\n\nÀ bientôt."]);
        check(" \n ", &[]);
    }

    #[test]
    fn a_long_text_is_cut_between_paragraphs_then_lines_then_sentences_then_words() {
        let (long, rest) = ("é".repeat(1_500), "à".repeat(900));
        check(&format!("{long}\n\n{rest}"), &[&long, &rest]);
        check(&format!("{long}\n- {rest}"), &[&long, &format!("- {rest}")]);
        check(&format!("{long}. {rest}"), &[&format!("{long}."), &rest]);
        check(&format!("{long} {rest}"), &[&long, &rest]);
    }

    #[test]
    fn a_text_without_a_breath_is_cut_between_characters() {
        check(&"é".repeat(4_100), &[&"é".repeat(2_000), &"é".repeat(2_000), &"é".repeat(100)]);
        check(&"👍".repeat(1_001), &[&"👍".repeat(1_000), "👍"]);
    }

    #[test]
    fn a_breath_near_the_start_is_not_a_good_place() {
        let long = "é".repeat(2_100);
        check(&format!("Oui. {long}"), &[&format!("Oui. {}", "é".repeat(1_995)), &"é".repeat(105)]);
    }
}
