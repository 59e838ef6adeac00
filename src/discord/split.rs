//! A long text in messages that Discord takes, cut where a reader breathes.

/// Discord's limit for a message. It counts characters; counting UTF-16 units,
/// which are never fewer, is safe whichever way a client counts.
pub(super) const MAX_MESSAGE: usize = 2_000;

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

/// Whether a text fits one message.
pub(super) fn fits(text: &str) -> bool {
    width(text) <= MAX_MESSAGE
}

/// What stands around the lines of a code block.
const OPEN: &str = "```\n";
const CLOSE: &str = "```";

/// Lines in code blocks that each fit one message, cut between lines; a line
/// that fits in none is cut between characters.
pub(super) fn blocks(lines: &str) -> Vec<String> {
    const ROOM: usize = MAX_MESSAGE - OPEN.len() - CLOSE.len() - 1;
    // Three backticks would close the block.
    let lines = lines.replace(CLOSE, "`\u{200b}`\u{200b}`");
    let mut blocks: Vec<String> = Vec::new();
    for line in lines.trim_end().lines().flat_map(|line| pieces(line, ROOM)) {
        match blocks.last_mut() {
            Some(block) if width(block) + 1 + width(line) <= ROOM => *block = format!("{block}\n{line}"),
            _ => blocks.push(line.to_owned()),
        }
    }
    // A block that begins or ends with empty lines would lose them unseen.
    let blocks = blocks.iter().map(|block| block.trim_matches('\n')).filter(|block| !block.is_empty());
    blocks.map(|block| format!("{OPEN}{block}\n{CLOSE}")).collect()
}

/// A line in pieces of at most this width.
fn pieces(line: &str, most: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while width(rest) > most {
        let (piece, after) = rest.split_at(fitting_bytes(rest, most));
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

/// The longest good beginning that fits, and what is left.
fn cut(text: &str) -> (&str, &str) {
    let fitting = &text[..fitting_bytes(text, MAX_MESSAGE)];
    let place = PLACES.iter().find_map(|place| {
        let at = fitting.rfind(place)? + place.trim_end().len();
        let at = before_title(&fitting[..at]);
        // A cut near the start would leave a message of a few words.
        (width(&fitting[..at]) >= MAX_MESSAGE / 4).then_some(at)
    });
    text.split_at(place.unwrap_or(fitting.len()))
}

/// Where a text ends without the title that would stand alone under it, away
/// from its answer.
fn before_title(text: &str) -> usize {
    let last = text.trim_end().rfind("\n\n").map_or(0, |at| at + 2);
    let line = text[last..].trim_end();
    let is_title = line.len() > 4 && line.starts_with("**") && line.ends_with("**") && !line.contains('\n');
    if is_title { last } else { text.len() }
}

/// How many bytes, ending between two characters, have at most this width.
fn fitting_bytes(text: &str, most: usize) -> usize {
    let mut width = 0;
    let too_far = text.char_indices().find(|(_, letter)| {
        width += letter.len_utf16();
        width > most
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
    fn lines_go_into_blocks_that_fit_and_cannot_be_closed_from_inside() {
        assert_eq!(blocks("un\n\n deux\n"), ["```\nun\n\n deux\n```"]);
        assert_eq!(blocks("a ``` @everyone"), ["```\na `\u{200b}`\u{200b}` @everyone\n```"]);
        assert_eq!(blocks(" \n"), Vec::<String>::new());
        let line = "é".repeat(900);
        let long = format!("{line}\n{line}\n{}", "👍".repeat(1_500));
        let cut = blocks(&long);
        assert_eq!(cut.len(), 3);
        assert_eq!(cut[0], format!("```\n{line}\n{line}\n```"));
        assert!(cut.iter().all(|block| width(block) <= MAX_MESSAGE), "{:?}", cut.iter().map(|block| width(block)).collect::<Vec<_>>());
        assert_eq!(cut.concat().matches('👍').count(), 1_500);
    }

    #[test]
    fn a_title_goes_with_its_answer() {
        let (long, rest) = ("é".repeat(1_900), "à".repeat(900));
        check(&format!("**Un**\n\n{long}\n\n**Deux**\n\n{rest}"), &[&format!("**Un**\n\n{long}"), &format!("**Deux**\n\n{rest}")]);
        let answer = |title: &str| format!("**{title}**\n\n{}\n\n{}", "mot ".repeat(250).trim_end(), "Sources\u{a0}: CGFP");
        let parts = split(&["Un", "Deux", "Trois"].map(answer).join("\n\n"));
        assert!(parts.iter().all(|part| part.starts_with("**") && part.ends_with("CGFP") && width(part) <= MAX_MESSAGE), "{parts:?}");
    }

    #[test]
    fn a_breath_near_the_start_is_not_a_good_place() {
        let long = "é".repeat(2_100);
        check(&format!("Oui. {long}"), &[&format!("Oui. {}", "é".repeat(1_995)), &"é".repeat(105)]);
    }
}
