//! What is written in a YAML header, with the place of each part.
//!
//! The parser of `serde-saphyr` gives the parts; a tree keeps all of them, a
//! key written twice included, so that every mistake is told at once. What the
//! keys mean is for `header`; why a text cannot be read is for `syntax`.
//! Deserialising straight into structs would stop at the first mistake.

use std::borrow::Cow;
use std::ops::Range;

use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, ScanError, Span};

/// One value and where it starts in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// The byte of the file where the value starts.
    pub at: usize,
    /// What is written.
    pub value: Value,
}

/// What can be written as a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// Nothing after the colon.
    Empty,
    /// A text, quoted or not.
    Text(String),
    /// `[a, b]` or lines that start with a dash.
    List(Vec<Node>),
    /// Keys and values.
    Map(Vec<Field>),
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    /// The key as written.
    pub key: String,
    /// The byte of the file where the key starts.
    pub at: usize,
    /// Its value.
    pub node: Node,
}

/// Reads the keys in this range of the file, in their order.
///
/// # Errors
/// The byte of the file where reading stopped.
pub(crate) fn read(text: &str, range: Range<usize>) -> Result<Vec<Field>, usize> {
    let offset = range.start;
    let end = range.end;
    let mut events = Events { parser: Parser::new_from_str(&text[range]), offset };
    let mut root = Node { at: offset, value: Value::Empty };
    loop {
        match events.next(end)? {
            (Event::StreamEnd, _) => break,
            (Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd, _) => {}
            (_, at) if root.value != Value::Empty => return Err(at),
            (event, at) => root = events.node(event, at, end)?,
        }
    }
    match root.value {
        Value::Map(fields) => Ok(fields),
        Value::Empty => Ok(Vec::new()),
        Value::Text(_) | Value::List(_) => Err(root.at),
    }
}

/// The parts of a header, one after the other.
struct Events<'a> {
    parser: Parser<'a, serde_saphyr::granit_parser::StrInput<'a>>,
    offset: usize,
}

impl<'a> Events<'a> {
    /// The next part and its place; `end` stands for the place of what is missing.
    fn next(&mut self, end: usize) -> Result<(Event<'a>, usize), usize> {
        let place = |at: Option<usize>| at.map_or(end, |at| self.offset + at);
        match self.parser.next() {
            Some(Ok((event, Span { start, .. }))) => Ok((event, place(start.byte_offset()))),
            Some(Err(error)) => Err(place(stopped(&error))),
            None => Err(end),
        }
    }

    /// The value that starts with this part. Nesting is bounded by the parser.
    fn node(&mut self, event: Event<'a>, at: usize, end: usize) -> Result<Node, usize> {
        let value = match event {
            Event::Scalar(text, style, 0, None) => scalar(text, style),
            Event::SequenceStart(_, 0, None) => self.list(end)?,
            Event::MappingStart(_, 0, None) => self.map(end)?,
            // Anchors, tags and aliases: nobody writes them on purpose here.
            _ => return Err(at),
        };
        Ok(Node { at, value })
    }

    fn list(&mut self, end: usize) -> Result<Value, usize> {
        let mut nodes = Vec::new();
        loop {
            match self.next(end)? {
                (Event::SequenceEnd, _) => return Ok(Value::List(nodes)),
                (event, at) => nodes.push(self.node(event, at, end)?),
            }
        }
    }

    fn map(&mut self, end: usize) -> Result<Value, usize> {
        let mut fields = Vec::new();
        loop {
            let (key, at) = match self.next(end)? {
                (Event::MappingEnd, _) => return Ok(Value::Map(fields)),
                (Event::Scalar(key, _, 0, None), at) => (key.into_owned(), at),
                (_, at) => return Err(at),
            };
            let (event, value_at) = self.next(end)?;
            let node = self.node(event, value_at, end)?;
            fields.push(Field { key, at, node });
        }
    }
}

fn scalar(text: Cow<'_, str>, style: ScalarStyle) -> Value {
    let is_plain = matches!(style, ScalarStyle::Plain);
    if is_plain && matches!(text.as_ref(), "" | "~" | "null") {
        return Value::Empty;
    }
    Value::Text(text.into_owned())
}

fn stopped(error: &ScanError) -> Option<usize> {
    error.marker().byte_offset()
}
