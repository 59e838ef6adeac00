//! One value of a header, found and written: its quotes, its comment, its lines.

use std::ops::Range;

use super::layout::Layout;
use crate::files::syntax::closing;
use crate::files::yaml::Field;

/// Where the value of a key stands, up to `limit`, and what to write there.
/// A comment on the same line is no part of it.
pub(super) fn value_range(layout: &Layout<'_>, field: &Field, limit: usize, value: &str) -> (Range<usize>, String) {
    let start = value_start(layout, field);
    let line_end = layout.line_end(start.at);
    let old = &layout.text[start.at..line_end];
    // A value that goes on below is replaced whole.
    let goes_on = layout.lines(layout.line_start(field.at)..limit).count() > 1;
    let end = if goes_on { layout.text[..limit].trim_end().len() } else { start.at + value_end(old) };
    let is_quoted = old.starts_with(['"', '\'']);
    let text = if is_quoted && !value.is_empty() { quoted(value) } else { written(value) };
    let before = if start.needs_space && !value.is_empty() { " " } else { "" };
    let after = if end < line_end && layout.text[end..].starts_with('#') { " " } else { "" };
    (start.at..end.max(start.at), format!("{before}{text}{after}"))
}

/// Where the list `voir` stands and what to write there, its comments kept.
pub(super) fn near_text(layout: &Layout<'_>, field: &Field, near: &[String]) -> (Range<usize>, String) {
    let block = layout.block(field);
    let start = value_start(layout, field);
    let space = if start.needs_space { " " } else { "" };
    if layout.lines(block.clone()).count() == 1 {
        let end = start.at + value_end(&layout.text[start.at..layout.line_end(start.at)]);
        return (start.at..end, format!("{space}{}", flow(near)));
    }
    let is_comment = |line: &Range<usize>| layout.text[line.clone()].trim_start().starts_with('#');
    let comments: String = layout.lines(block.clone()).filter(is_comment).map(|line| &layout.text[line]).collect();
    (start.at..block.end, format!("{space}{}\n{comments}", flow(near)))
}

/// A list on one line.
pub(super) fn flow(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| written(item)).collect();
    format!("[{}]", items.join(", "))
}

/// `key: value`.
pub(super) fn key_line(key: &str, value: &str) -> String {
    format!("{key}: {}", written(value)).trim_end().to_owned()
}

/// A value as YAML takes it, between quotes only when it must be.
fn written(value: &str) -> String {
    let is_safe = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '(' | ')' | '\'');
    let is_word = value.chars().all(is_safe) && value.starts_with(char::is_alphanumeric) && value != "null";
    if is_word || value.is_empty() { value.to_owned() } else { quoted(value) }
}

/// A value between straight quotes.
pub(super) fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

struct Start {
    at: usize,
    /// Nothing stands between the colon and the value.
    needs_space: bool,
}

/// Where the value of a key starts on its line.
fn value_start(layout: &Layout<'_>, field: &Field) -> Start {
    let line_end = layout.line_end(field.at);
    let line = &layout.text[field.at..line_end];
    let colon = line.get(field.key.len()..).and_then(|rest| rest.find(':')).map_or(line.len(), |at| field.key.len() + at + 1);
    let rest = &line[colon..];
    let spaces = rest.len() - rest.trim_start().len();
    Start { at: field.at + colon + spaces, needs_space: spaces == 0 }
}

/// How long the value that starts this text is, its comment left out.
fn value_end(text: &str) -> usize {
    let mut outside = String::new();
    let mut rest = text;
    let first = text.chars().next().filter(|first| matches!(first, '"' | '\'' | '['));
    // Inside quotes a « # » is no comment: they are passed over.
    while let Some(quote) = first.and_then(|_| rest.find(['"', '\''])) {
        let sign = if rest[quote..].starts_with('"') { '"' } else { '\'' };
        let Some(end) = closing(&rest[quote..], sign) else { break };
        outside.push_str(&rest[..quote]);
        outside.extend(std::iter::repeat_n('_', end + 1));
        rest = &rest[quote + end + 1..];
    }
    outside.push_str(rest);
    let end = if outside.starts_with('#') { 0 } else { outside.find(" #").unwrap_or(outside.len()) };
    outside[..end].trim_end().len()
}
