//! Where the lines of a picture stand. Narrow on purpose: it is read on a phone.

use anyhow::Result;

use super::png;
use super::timeline::{self, Column};

/// The width of a picture, in its own units; a phone shows about as many points.
pub(super) const WIDTH: u32 = 400;

/// The longest bar: its value stands after it.
const LONGEST_BAR: f64 = 230.0;

/// The longest name, title and note of one line, in characters of the font.
const NAME_CHARS: usize = 44;
const TITLE_CHARS: usize = 34;
const NOTE_CHARS: usize = 48;

const LINE_HEIGHT: u32 = 44;
const TITLE_HEIGHT: u32 = 22;
const NOTE_HEIGHT: u32 = 19;
const EDGE: u32 = 12;

/// One picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// A word of its own on a page.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// Its bars.
    pub lines: Vec<Line>,
    /// What it is of.
    pub notes: Vec<String>,
    /// What stands side by side instead of bars, when it is of moments.
    pub columns: Vec<Column>,
    /// How far down it stands in a picture of several.
    pub top: u32,
}

/// One bar, with its name and its value in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it counts.
    pub name: String,
    /// How much, as a person reads it.
    pub text: String,
    /// How long its bar is; none when none is drawn.
    pub width: Option<u32>,
    /// Whether it is what is left over.
    pub is_rest: bool,
    /// Where it begins.
    pub top: u32,
}

impl Line {
    /// A line whose bar is this part of the longest; nought has none.
    pub(super) fn new(name: &str, text: &str, part: Option<f64>, is_rest: bool) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a length below 231")]
        let width = part.map(|part| (part.clamp(0.0, 1.0) * LONGEST_BAR).ceil() as u32).filter(|width| *width > 0);
        Self { name: printable(name), text: text.to_owned(), width, is_rest, top: 0 }
    }

    /// Its name, as far as there is room.
    pub fn shown(&self) -> String {
        cut(&self.name, NAME_CHARS)
    }

    /// Where its value begins.
    pub fn text_x(&self) -> u32 {
        self.width.map_or(16, |width| 16 + width + 8)
    }
}

impl Chart {
    pub(super) fn new(id: &str, title: &str, lines: Vec<Line>, notes: Vec<String>) -> Self {
        let mut chart = Self { id: id.to_owned(), title: printable(title), lines, notes, columns: Vec::new(), top: 0 };
        let mut top = chart.lines_top();
        for line in &mut chart.lines {
            line.top = top;
            top += LINE_HEIGHT;
        }
        chart
    }

    /// The same with its first bars and what is left over alone; how many others
    /// there are is said.
    pub(super) fn in_short(mut self, most: usize) -> Self {
        let all = self.lines.len();
        let mut bars = 0;
        self.lines.retain(|line| {
            bars += usize::from(!line.is_rest);
            line.is_rest || bars <= most
        });
        match all - self.lines.len() {
            0 => {}
            1 => self.notes.push("Une autre ligne se lit dans le rapport".to_owned()),
            left_out => self.notes.push(format!("{left_out} autres lignes se lisent dans le rapport")),
        }
        Self::new(&self.id, &self.title, self.lines, self.notes)
    }

    /// The same with its lines as columns of these values.
    pub(super) fn in_columns(self, values: &[f64]) -> Self {
        let columns = timeline::columns(&self.lines, values, self.lines_top());
        Self { columns, ..self }
    }

    /// Its width.
    pub fn width(&self) -> u32 {
        WIDTH
    }

    /// Its height.
    pub fn height(&self) -> u32 {
        self.notes_top() + NOTE_HEIGHT * count(&self.wrapped_notes()) + EDGE
    }

    /// The lines of its title, each with where it stands.
    pub fn heading(&self) -> Vec<(u32, String)> {
        placed(wrap(&self.title, TITLE_CHARS), EDGE + 16, TITLE_HEIGHT)
    }

    /// The lines of its notes, each with where it stands.
    pub fn footing(&self) -> Vec<(u32, String)> {
        placed(self.wrapped_notes(), self.notes_top() + 14, NOTE_HEIGHT)
    }

    /// What it shows, in words.
    pub fn told(&self) -> String {
        let lines: Vec<_> = self.lines.iter().map(|line| format!("{}\u{a0}: {}", line.name, line.text)).collect();
        std::iter::once(lines.join("\u{a0}; ")).chain(self.notes.clone()).collect::<Vec<_>>().join(". ")
    }

    /// Its title and what it shows.
    pub fn alternative(&self) -> String {
        format!("{}. {}", self.title, self.told())
    }

    /// The picture as PNG, twice as large.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub fn png(&self) -> Result<Vec<u8>> {
        png::of(&self.svg()?)
    }

    pub(super) fn columns_top(&self) -> u32 {
        self.lines_top()
    }

    fn lines_top(&self) -> u32 {
        EDGE + TITLE_HEIGHT * count(&wrap(&self.title, TITLE_CHARS)) + 8
    }

    fn notes_top(&self) -> u32 {
        let drawn = if self.columns.is_empty() { LINE_HEIGHT * count(&self.lines) } else { timeline::ROOM };
        self.lines_top() + drawn
    }

    fn wrapped_notes(&self) -> Vec<String> {
        self.notes.iter().flat_map(|note| wrap(note, NOTE_CHARS)).collect()
    }
}

fn count<T>(things: &[T]) -> u32 {
    u32::try_from(things.len()).unwrap_or(u32::MAX)
}

/// A text without the signs that no picture may hold.
pub(super) fn printable(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control() && !matches!(sign, '\u{fffe}' | '\u{ffff}')).collect()
}

/// Lines one below the other.
pub(super) fn placed(lines: Vec<String>, top: u32, height: u32) -> Vec<(u32, String)> {
    (0..).zip(lines).map(|(place, line)| (top + place * height, line)).collect()
}

/// A text in lines of at most so many characters, cut between words.
pub(super) fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_ascii_whitespace() {
        match lines.last_mut().filter(|line| line.chars().count() + 1 + word.chars().count() <= most) {
            Some(line) => line.extend([" ", word]),
            None => lines.push(cut(word, most)),
        }
    }
    lines
}

/// A text of at most so many characters, with « … » where it is cut.
pub(in crate::report) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}
