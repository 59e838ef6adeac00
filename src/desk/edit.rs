//! Writes a form into its file, line by line: what was not changed keeps its
//! lines, and so do comments, unknown keys and the order of everything.
//!
//! Rewriting the file from the form would be shorter, and would lose what the
//! form does not show. The result is read again: when it does not say what the
//! form says, nothing is written. The texts are those that `files::open` gives:
//! their lines end by `\n`, and saving puts back what the file had.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::form::{Form, HEADER_KEYS};
use super::header::{key_line, near_text, value_range};
use super::layout::Layout;
use super::sources;

/// The file's text with what the form says in place of what it said; none when
/// its shape cannot hold it.
pub fn apply(text: &str, form: &Form) -> Option<String> {
    let layout = Layout::of(text)?;
    let before = Form::of(&layout)?;
    let mut edits = Edits { layout: &layout, list: Vec::new() };
    edits.scalar("statut", &before.status, &form.status);
    edits.scalar("responsable", &before.owner, &form.owner);
    sources::change(&mut edits, &before.sources, &form.sources);
    edits.scalar("valable_du", &before.valid_from, &form.valid_from);
    edits.scalar("a_revoir_le", &before.review_on, &form.review_on);
    edits.near(&before.near, &form.near);
    edits.title(&before.question, &form.question);
    edits.answer(&before.answer, &form.answer);
    edits.wordings(&before.wordings, &form.wordings);
    let edited = edits.applied()?;
    (Form::read(&edited)? == form.without_blanks()).then_some(edited)
}

/// The changes to make to a text.
pub(super) struct Edits<'a> {
    /// Where everything stands.
    pub layout: &'a Layout<'a>,
    list: Vec<(Range<usize>, String)>,
}

impl Edits<'_> {
    /// Puts a text in the place of another.
    pub(super) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.list.push((range, text.into()));
    }

    /// Puts lines at the start of a line, or at the end of the text.
    pub(super) fn insert_lines(&mut self, at: usize, lines: &[String]) {
        let text = self.layout.text;
        let is_open = at == text.len() && !text.ends_with('\n');
        let text = lines.iter().map(|line| if is_open { format!("\n{line}") } else { format!("{line}\n") });
        self.replace(at..at, text.collect::<String>());
    }

    /// Adds a key after those that come before it in a new file.
    pub(super) fn insert_key(&mut self, key: &str, lines: &[String]) {
        let before = HEADER_KEYS.iter().take_while(|(name, _)| *name != key).filter_map(|(name, _)| self.layout.field(name));
        let at = before.map(|field| self.layout.block(field).end).max();
        self.insert_lines(at.unwrap_or(self.layout.header.start), lines);
    }

    fn scalar(&mut self, key: &str, before: &str, after: &str) {
        if before == after {
            return;
        }
        match self.layout.field(key) {
            Some(field) => {
                let limit = self.layout.block(field).end;
                let (range, text) = value_range(self.layout, field, limit, after);
                self.replace(range, text);
            }
            None => self.insert_key(key, &[key_line(key, after)]),
        }
    }

    fn near(&mut self, before: &[String], after: &[String]) {
        if before == after {
            return;
        }
        match self.layout.field("voir") {
            Some(field) => {
                let (range, text) = near_text(self.layout, field, after);
                self.replace(range, text);
            }
            None => self.insert_key("voir", &[format!("voir: {}", super::header::flow(after))]),
        }
    }

    fn title(&mut self, before: &str, after: &str) {
        if before == after {
            return;
        }
        let start = self.layout.line_start(self.layout.title.at);
        let end = self.layout.line_end(start);
        let line = &self.layout.text[start..end];
        let mark = line.len() - line.trim_start_matches('#').trim_start().len();
        self.replace(start + mark..end, after);
    }

    fn answer(&mut self, before: &str, after: &str) {
        if before == after {
            return;
        }
        if self.layout.answer.is_empty() {
            let end = self.layout.line_end(self.layout.title.at);
            return self.replace(end..end, format!("\n\n{after}"));
        }
        self.replace(self.layout.answer.clone(), after);
    }

    fn wordings(&mut self, before: &[String], after: &[String]) {
        for change in capture_diff_slices(Algorithm::Myers, before, after) {
            let (tag, old, new) = change.as_tag_tuple();
            if tag == DiffTag::Equal {
                continue;
            }
            let lines: Vec<String> = after[new].iter().map(|wording| format!("- {wording}")).collect();
            let at = match old.start.checked_sub(1) {
                Some(last) => self.wording(last).end,
                None => self.wording(0).start,
            };
            self.insert_lines(at, &lines);
            for gone in old {
                let range = self.wording(gone);
                self.replace(range, "");
            }
        }
    }

    /// The lines of a wording.
    fn wording(&self, index: usize) -> Range<usize> {
        let start_of = |at: usize| self.layout.line_start(at);
        let start = start_of(self.layout.wordings[index].at);
        let next = self.layout.wordings.get(index + 1).map_or(self.layout.text.len(), |next| start_of(next.at));
        let said = self.layout.lines(start..next).filter(|line| !self.layout.text[line.clone()].trim().is_empty()).last();
        start..said.map_or(next, |line| line.end)
    }

    /// The text with every change made; none when two of them meet.
    fn applied(mut self) -> Option<String> {
        self.list.sort_by_key(|(range, _)| (range.start, range.end));
        let text = self.layout.text;
        let (mut edited, mut at) = (String::with_capacity(text.len()), 0);
        for (range, new) in self.list {
            edited.push_str(text.get(at..range.start)?);
            edited.push_str(&new);
            at = range.end;
        }
        edited.push_str(text.get(at..)?);
        Some(edited)
    }
}

#[cfg(test)]
mod tests;
