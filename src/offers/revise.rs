//! The file of a position with something changed in it: only the lines that say
//! something new are touched.
//!
//! Comments, unknown lines, the order of the keys, line ends and the text that
//! HR wrote stay as they are.

use std::ops::Range;

use super::file::KEYS;
use super::offer::Offer;
use super::write::{body, line, value};
use crate::files::markdown;
use crate::files::problem::Source;

/// The text of a file that said `before` and is to say `after`. Without a
/// header to change, the whole file is written anew.
pub fn revise(text: &str, before: &Offer, after: &Offer) -> String {
    let (before, after) = (before.clone().tidied(), after.clone().tidied());
    let source = Source { path: "", text };
    let Ok((header, rest)) = markdown::split(&source) else {
        return super::write(&after);
    };
    let end = if text[..header.start].ends_with("\r\n") { "\r\n" } else { "\n" };
    let mut written: Vec<String> = text[header.clone()].split_inclusive('\n').map(str::to_owned).collect();
    for key in KEYS {
        let (was, is) = (value(&before, key.name), value(&after, key.name));
        if was != is {
            set(&mut written, key.name, is.as_deref());
        }
    }
    let header_text = format!("{}{}{}", &text[..header.start], written.concat(), &text[header.end..rest.start]);
    let changed_body = changed_body(&source, rest, &before, &after);
    with_line_ends(&format!("{header_text}{changed_body}"), end)
}

/// What stands under the header, with the title or the description replaced.
fn changed_body(source: &Source<'_>, rest: Range<usize>, before: &Offer, after: &Offer) -> String {
    if before.title == after.title && before.description == after.description {
        return source.text[rest].to_owned();
    }
    let (title, description) = markdown::titled(source, rest.clone());
    let Some(title) = title else { return format!("\n{}", body(after)) };
    let after_title = source.text[title.at..].find('\n').map_or(rest.end, |end| title.at + end);
    let title_line = if before.title == after.title {
        source.text[title.at..after_title].trim_end_matches('\r').to_owned()
    } else {
        format!("# {}", after.title)
    };
    let below = match (before.description == after.description, after.description.is_empty()) {
        (true, _) => source.text[after_title..rest.end].to_owned(),
        (false, true) => "\n".to_owned(),
        (false, false) if description.is_empty() => format!("\n\n{}\n", after.description),
        (false, false) => {
            let between = &source.text[after_title..description.start];
            format!("{between}{}{}", after.description, &source.text[description.end..rest.end])
        }
    };
    format!("{}{title_line}{below}", &source.text[rest.start..title.at])
}

/// Gives a key its value: in its place when it is written, else where the keys
/// that come before it end.
fn set(lines: &mut Vec<String>, key: &str, value: Option<&str>) {
    let place = lines.iter().position(|line| is_of(line, key));
    if let Some(start) = place {
        let end = (start + 1..lines.len()).find(|at| !continues(&lines[*at])).unwrap_or(lines.len());
        let comment = comment_of(&lines[start]).map(str::to_owned);
        lines.drain(start..end);
        if let Some(value) = value {
            let told = comment.map_or_else(String::new, |comment| format!(" {comment}"));
            lines.insert(start, line(key, &format!("{value}{told}")));
        }
        return;
    }
    let Some(value) = value else { return };
    let order = KEYS.iter().position(|known| known.name == key).unwrap_or(KEYS.len());
    let after = KEYS[..order].iter().rev().find_map(|known| lines.iter().position(|line| is_of(line, known.name)));
    let at = after.map_or(0, |after| (after + 1..lines.len()).find(|at| !continues(&lines[*at])).unwrap_or(lines.len()));
    lines.insert(at, line(key, value));
}

fn is_of(line: &str, key: &str) -> bool {
    line.strip_prefix(key).is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with(':'))
}

/// Whether a line goes on with the value above: a text folded on several lines.
fn continues(line: &str) -> bool {
    line.starts_with([' ', '\t']) && !line.trim().is_empty() && !line.trim_start().starts_with('#')
}

/// The comment that ends a line, which is not inside its quotes.
fn comment_of(line: &str) -> Option<&str> {
    let mut quote = None;
    let mut before = ' ';
    for (at, sign) in line.char_indices() {
        match (quote, sign) {
            (None, '#') if before.is_whitespace() => return Some(line[at..].trim_end()),
            // An apostrophe inside a plain word opens nothing.
            (None, '"' | '\'') if before.is_whitespace() => quote = Some(sign),
            (Some(open), sign) if open == sign && before != '\\' => quote = None,
            _ => {}
        }
        before = sign;
    }
    None
}

fn with_line_ends(text: &str, end: &str) -> String {
    let text = text.replace("\r\n", "\n");
    if end == "\n" { text } else { text.replace('\n', end) }
}
