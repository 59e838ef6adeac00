//! One row of the weekly file: its cells by column, as tidy texts, dates and words.
//!
//! A cell that says nothing is no value; one that cannot be understood is no
//! value either, and a remark.

use std::borrow::Cow;

use csv::ByteRecord;
use jiff::civil::Date;

use super::columns::{Column, Columns, name};
use super::encoding::decode;
use crate::files::fold;

/// Letters kept of a cell.
const MAX_CHARS: usize = 300;

/// Years from which a date means that there is none: the file writes 9999, or 2999.
const NEVER: i16 = 2900;

/// The cells of one row.
pub(super) struct Row<'a> {
    cells: &'a ByteRecord,
    line: u64,
    columns: &'a Columns,
}

/// What a cell says of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    /// Nothing, or nothing that can be understood.
    Unsaid,
    /// There is no such day: a year that will not come.
    Never,
    /// This one.
    On(Date),
}

impl<'a> Row<'a> {
    pub(super) fn new(cells: &'a ByteRecord, line: u64, columns: &'a Columns) -> Self {
        Self { cells, line, columns }
    }

    /// The line of the file where the row starts.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Whether the row has more cells than there are titles, and not only empty ones.
    pub(super) fn is_misaligned(&self) -> bool {
        self.cells.iter().skip(self.columns.count).any(|cell| !cell.trim_ascii().is_empty())
    }

    /// A cell as it stands, when it is there and not blank.
    pub(super) fn raw(&self, column: Column) -> Option<Cow<'a, str>> {
        let cell = self.cells.get(self.columns.place(column)?)?;
        let text = decode(cell);
        (!text.trim().is_empty()).then_some(text)
    }

    /// A cell on one line, its lines joined by this; what is too long is cut, and told.
    pub(super) fn joined(&self, column: Column, between: &str, notes: &mut Vec<String>) -> Option<String> {
        let raw = self.raw(column)?;
        let lines = raw.lines().map(tidy).filter(|line| !line.is_empty());
        let text = lines.collect::<Vec<_>>().join(between);
        if text.is_empty() {
            return None;
        }
        let Some((end, _)) = text.char_indices().nth(MAX_CHARS) else {
            return Some(text);
        };
        notes.push(self.note(column, &format!("la case dépasse {MAX_CHARS} caractères, elle est coupée")));
        Some(format!("{}…", text[..end].trim_end()))
    }

    /// A cell on one line.
    pub(super) fn text(&self, column: Column, notes: &mut Vec<String>) -> Option<String> {
        self.joined(column, " ", notes)
    }

    /// The meaning of the first of these words that a cell holds.
    pub(super) fn word<T: Copy>(&self, column: Column, words: &[(&str, T)], notes: &mut Vec<String>) -> Option<T> {
        let text = self.text(column, notes)?;
        let folded = format!(" {} ", fold(&text));
        let found = words.iter().find(|(word, _)| word.split('+').all(|part| folded.contains(part)));
        if found.is_none() {
            notes.push(self.note(column, &format!("« {text} » n'est pas un mot connu, il est laissé de côté")));
        }
        found.map(|(_, meaning)| *meaning)
    }

    /// A day written `JJ/MM/AAAA`, an hour perhaps after it.
    pub(super) fn day(&self, column: Column, notes: &mut Vec<String>) -> Day {
        let Some(text) = self.text(column, notes) else {
            return Day::Unsaid;
        };
        match day(&text) {
            Some(date) if date.year() >= NEVER => Day::Never,
            Some(date) => Day::On(date),
            None => {
                notes.push(self.note(column, &format!("« {text} » n'est pas une date, elle est laissée de côté")));
                Day::Unsaid
            }
        }
    }

    /// A remark about a cell.
    pub(super) fn note(&self, column: Column, about: &str) -> String {
        format!("ligne {}, « {} » : {about}", self.line(), name(column))
    }
}

/// White space of all kinds becomes one space; what has no shape goes.
fn tidy(line: &str) -> String {
    let shown = line.chars().map(|sign| if sign.is_control() { ' ' } else { sign });
    shown.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn day(text: &str) -> Option<Date> {
    let first = text.split([' ', 'T']).next()?;
    let parts: Vec<&str> = first.split(['/', '-', '.']).collect();
    let (day, month, year) = match parts[..] {
        [day, month, year] if year.len() == 4 => (day, month, year),
        [year, month, day] if year.len() == 4 => (day, month, year),
        _ => return None,
    };
    let is_number = |part: &str, longest| part.len() <= longest && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(day, 2) || !is_number(month, 2) || !is_number(year, 4) {
        return None;
    }
    // A year that will not come may be written with a day that does not exist.
    let year: i16 = year.parse().ok().filter(|year| *year > 0)?;
    if year >= NEVER {
        return Date::new(year, 1, 1).ok();
    }
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}
