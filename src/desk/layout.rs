//! Where each part of an answer's file stands, so that one can be changed
//! without touching the others.

use std::ops::Range;

use super::form::Part;
use crate::files::markdown::{self, Body};
use crate::files::problem::{Source, Text};
use crate::files::yaml::{self, Field};

/// The parts of a file whose shape a form can show.
pub(super) struct Layout<'a> {
    /// The whole text, without byte-order mark.
    pub text: &'a str,
    /// The lines between the two `---`.
    pub header: Range<usize>,
    /// The keys of the header, in the order of the file; none is written twice.
    pub fields: Vec<Field>,
    /// The question.
    pub title: Text,
    /// The answer.
    pub answer: Range<usize>,
    /// The other wordings; at least one.
    pub wordings: Vec<Text>,
}

impl<'a> Layout<'a> {
    /// The parts of this text; none when one is missing or cannot be read.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let source = Source { path: "", text };
        let (header, rest) = markdown::split(&source).ok()?;
        let fields = yaml::read(text, header.clone()).ok()?;
        let (Body { title, answer, wordings }, _) = markdown::body(&source, rest);
        let is_twice = |(index, field): (usize, &Field)| fields[..index].iter().any(|first| first.key == field.key);
        if fields.iter().enumerate().any(is_twice) {
            return None;
        }
        let wordings = wordings.filter(|wordings| !wordings.is_empty())?;
        Some(Self { text, header, title: title?, answer, wordings, fields })
    }

    /// A key of the header.
    pub(super) fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// What a key holds, from its line to the last line that says something;
    /// comments that follow belong to the next key.
    pub(super) fn block(&self, field: &Field) -> Range<usize> {
        let start = self.line_start(field.at);
        let next = self.fields.iter().map(|other| self.line_start(other.at)).filter(|at| *at > start).min();
        self.content(start..next.unwrap_or(self.header.end))
    }

    /// These lines without the comments and empty lines at their end.
    pub(super) fn content(&self, range: Range<usize>) -> Range<usize> {
        let said = self.lines(range.clone()).filter(|line| !is_silent(&self.text[line.clone()])).last();
        range.start..said.map_or(range.start, |line| line.end)
    }

    /// The lines of this range, each with its end.
    pub(super) fn lines(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> + use<'a> {
        let mut at = range.start;
        self.text[range].split_inclusive('\n').map(move |line| {
            let start = at;
            at += line.len();
            start..at
        })
    }

    /// Where the line of this byte starts.
    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |end| end + 1)
    }

    /// Where the line of this byte ends, its end not counted.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        at + rest.find('\n').unwrap_or(rest.len())
    }

    /// The part of the form that this line, counted from 1, belongs to.
    pub(super) fn part_at(&self, line: usize) -> Part {
        let Some(line) = self.lines(0..self.text.len()).nth(line.saturating_sub(1)) else { return Part::File };
        if line.start < self.header.end {
            let field = self.fields.iter().rfind(|field| self.line_start(field.at) <= line.start);
            return field.and_then(|field| Part::of_key(&field.key)).unwrap_or(Part::File);
        }
        match line.start {
            at if at == self.line_start(self.title.at) => Part::Question,
            at if self.wordings.first().is_some_and(|first| at >= self.line_start(first.at)) => Part::Wordings,
            at if at >= self.line_start(self.answer.start) => Part::Answer,
            _ => Part::File,
        }
    }
}

/// A line that is empty or a comment.
fn is_silent(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}
