//! The list `sources` of a header: each source keeps its lines while it is not
//! changed; rows are matched by their place.

use std::ops::Range;

use super::edit::Edits;
use super::form::SourceRow;
use super::header::{key_line, quoted, value_range};
use super::layout::Layout;
use crate::files::yaml::{Field, Node, Value};

/// Writes what changed between two lists of sources.
pub(super) fn change(edits: &mut Edits<'_>, before: &[SourceRow], after: &[SourceRow]) {
    let kept: Vec<&SourceRow> = after.iter().filter(|row| !row.is_blank()).collect();
    if before.iter().collect::<Vec<_>>() == kept {
        return;
    }
    let layout = edits.layout;
    let listed = layout.field("sources").and_then(|field| items(layout, field));
    match listed {
        // A list that becomes empty loses its dashes too.
        Some(items) if !kept.is_empty() => one_by_one(edits, &items, before, after),
        _ => whole(edits, &kept),
    }
}

/// One source of a list with dashes.
struct Item<'a> {
    keys: &'a [Field],
    /// Its lines, comments at their end left out.
    lines: Range<usize>,
    /// How far its keys stand from the start of the line.
    indent: usize,
}

/// The sources of a list with dashes, each with its first key beside the dash.
fn items<'a>(layout: &'a Layout<'_>, field: &'a Field) -> Option<Vec<Item<'a>>> {
    let Value::List(nodes) = &field.node.value else { return None };
    let end = layout.block(field).end;
    let starts: Vec<usize> = nodes.iter().map(|node| layout.line_start(node.at)).chain([end]).collect();
    if nodes.is_empty() || starts.windows(2).any(|pair| pair[0] >= pair[1]) {
        return None;
    }
    let item = |(node, lines): (&'a Node, &[usize])| {
        let Value::Map(keys) = &node.value else { return None };
        let first = &layout.text[lines[0]..layout.line_end(lines[0])];
        let indent = first.trim_start().strip_prefix("- ").map(|rest| first.len() - rest.trim_start().len())?;
        Some(Item { keys, lines: layout.content(lines[0]..lines[1]), indent })
    };
    nodes.iter().zip(starts.windows(2)).map(item).collect()
}

fn one_by_one(edits: &mut Edits<'_>, items: &[Item<'_>], before: &[SourceRow], after: &[SourceRow]) {
    let nothing = SourceRow::default();
    for (index, (item, old)) in items.iter().zip(before).enumerate() {
        let new = after.get(index).unwrap_or(&nothing);
        if new.is_blank() {
            edits.replace(item.lines.clone(), "");
        } else {
            change_item(edits, item, old, new);
        }
    }
    let (Some(first), Some(last)) = (items.first(), items.last()) else { return };
    let dash = first.indent.saturating_sub(2);
    let added: Vec<String> = after.iter().skip(items.len()).filter(|row| !row.is_blank()).flat_map(|row| lines(row, dash)).collect();
    if !added.is_empty() {
        edits.insert_lines(last.lines.end, &added);
    }
}

fn change_item(edits: &mut Edits<'_>, item: &Item<'_>, old: &SourceRow, new: &SourceRow) {
    let pairs = [("texte", &old.text, &new.text), ("lien", &old.link, &new.link), ("lu_le", &old.read_on, &new.read_on)];
    for (key, _, after) in pairs.into_iter().filter(|(_, before, after)| before != after) {
        let layout = edits.layout;
        let Some(field) = item.keys.iter().find(|field| field.key == key) else {
            let line = format!("{}{}", " ".repeat(item.indent), source_line(key, after));
            edits.insert_lines(item.lines.end, &[line]);
            continue;
        };
        let start = layout.line_start(field.at);
        let next = item.keys.iter().map(|other| layout.line_start(other.at)).filter(|at| *at > start).min();
        let lines = layout.content(start..next.unwrap_or(item.lines.end));
        if after.is_empty() && start > item.lines.start {
            edits.replace(lines, "");
        } else {
            let (range, text) = value_range(layout, field, lines.end, after);
            edits.replace(range, if after.is_empty() { "\"\"".to_owned() } else { text });
        }
    }
}

/// Writes the list anew, its comments under it.
fn whole(edits: &mut Edits<'_>, rows: &[&SourceRow]) {
    let layout = edits.layout;
    let mut written = vec![if rows.is_empty() { "sources: []".to_owned() } else { "sources:".to_owned() }];
    written.extend(rows.iter().flat_map(|row| lines(row, 2)));
    let Some(field) = layout.field("sources") else { return edits.insert_key("sources", &written) };
    let block = layout.block(field);
    let is_comment = |line: &Range<usize>| layout.text[line.clone()].trim_start().starts_with('#');
    let comments = layout.lines(block.clone()).filter(is_comment).map(|line| layout.text[line].trim_end().to_owned());
    written.extend(comments);
    edits.replace(block.clone(), "");
    edits.insert_lines(block.start, &written);
}

/// The lines of one source, its dash this far from the start of the line.
fn lines(row: &SourceRow, dash: usize) -> Vec<String> {
    let keys = [("texte", &row.text), ("lien", &row.link), ("lu_le", &row.read_on)];
    let said = keys.into_iter().filter(|(key, value)| *key == "texte" || !value.is_empty());
    said.map(|(key, value)| format!("{}{}{}", " ".repeat(dash), if key == "texte" { "- " } else { "  " }, source_line(key, value)))
        .collect()
}

fn source_line(key: &str, value: &str) -> String {
    if key == "lu_le" { key_line(key, value) } else { format!("{key}: {}", quoted(value)) }
}
