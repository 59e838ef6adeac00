//! An answer as a person types it: one text for each part of its file.
//!
//! Everything is a text, for what is typed may be wrong and is never lost;
//! what it means is said by the checks of `faq`.

use super::layout::Layout;
use crate::files::yaml::{Node, Value};

/// What the form of an answer holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// `publie`, `brouillon` or `retire`.
    pub status: String,
    /// Who answers for the text.
    pub owner: String,
    /// The day since which it is true, `AAAA-MM-JJ`.
    pub valid_from: String,
    /// The day when it must be read again, `AAAA-MM-JJ`.
    pub review_on: String,
    /// The ids of near entries.
    pub near: Vec<String>,
    /// The question.
    pub question: String,
    /// The answer, in Markdown, its lines ended by `\n`.
    pub answer: String,
    /// The same question as people type it.
    pub wordings: Vec<String>,
    /// What the answer rests on; a row without any text stands for a source taken out.
    pub sources: Vec<SourceRow>,
}

/// One source, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceRow {
    /// The source as the candidate reads it.
    pub text: String,
    /// Where to read it.
    pub link: String,
    /// The day it was read, `AAAA-MM-JJ`.
    pub read_on: String,
}

/// A part of the form, where a problem is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The file as a whole.
    File,
    /// The question.
    Question,
    /// The answer.
    Answer,
    /// The wordings.
    Wordings,
    /// The status.
    Status,
    /// The owner.
    Owner,
    /// The sources.
    Sources,
    /// The day since which it is true.
    ValidFrom,
    /// The day of the next reading.
    ReviewOn,
    /// The near entries.
    Near,
}

/// The parts that are keys of the header, in the order of a new file.
pub const HEADER_KEYS: [(&str, Part); 6] = [
    ("statut", Part::Status),
    ("responsable", Part::Owner),
    ("sources", Part::Sources),
    ("valable_du", Part::ValidFrom),
    ("a_revoir_le", Part::ReviewOn),
    ("voir", Part::Near),
];

impl Part {
    /// The part that a key of the header fills.
    pub(super) fn of_key(key: &str) -> Option<Self> {
        HEADER_KEYS.iter().find(|(name, _)| *name == key).map(|(_, part)| *part)
    }
}

impl SourceRow {
    /// Whether nothing was typed in this row.
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }
}

impl Form {
    /// The form of a file; none when its shape is not that of an answer, and
    /// only the whole text can be changed.
    pub fn read(text: &str) -> Option<Self> {
        Self::of(&Layout::of(text)?)
    }

    pub(super) fn of(layout: &Layout<'_>) -> Option<Self> {
        let scalar = |key| layout.field(key).map_or(Some(String::new()), |field| text_of(&field.node));
        Some(Self {
            status: scalar("statut")?,
            owner: scalar("responsable")?,
            valid_from: scalar("valable_du")?,
            review_on: scalar("a_revoir_le")?,
            near: items(layout, "voir")?.iter().map(text_of).collect::<Option<_>>()?,
            question: layout.title.text.clone(),
            answer: layout.text[layout.answer.clone()].to_owned(),
            wordings: layout.wordings.iter().map(|wording| wording.text.clone()).collect(),
            sources: items(layout, "sources")?.iter().map(row).collect::<Option<_>>()?,
        })
    }

    /// The same with white space, control characters and empty lines put in
    /// order, as a file can hold it. Blank sources stay in their place.
    pub fn tidied(self) -> Self {
        let wording = |text: &String| line(text.trim_start().trim_start_matches(['-', '*', '•']));
        let source = |row: SourceRow| SourceRow { text: line(&row.text), link: line(&row.link), read_on: line(&row.read_on) };
        Self {
            status: line(&self.status),
            owner: line(&self.owner),
            valid_from: line(&self.valid_from),
            review_on: line(&self.review_on),
            near: self.near.iter().map(|id| line(id)).filter(|id| !id.is_empty()).collect(),
            question: line(self.question.trim_start().trim_start_matches('#')),
            answer: paragraphs(&self.answer),
            wordings: self.wordings.iter().map(wording).filter(|wording| !wording.is_empty()).collect(),
            sources: self.sources.into_iter().map(source).collect(),
        }
    }

    /// The same without the sources taken out.
    pub(super) fn without_blanks(&self) -> Self {
        let sources = self.sources.iter().filter(|row| !row.is_blank()).cloned().collect();
        Self { sources, ..self.clone() }
    }
}

/// A text on one line.
fn line(text: &str) -> String {
    let words = text.split(|c: char| c == ' ' || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// A text of several lines, ended by `\n`, without what cannot be read.
fn paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// A text of the header; none when something else stands there.
pub(super) fn text_of(node: &Node) -> Option<String> {
    match &node.value {
        Value::Empty => Some(String::new()),
        Value::Text(text) => Some(text.trim().to_owned()),
        Value::List(_) | Value::Map(_) => None,
    }
}

/// The items of a list of the header; none when something else stands there.
fn items<'a>(layout: &'a Layout<'_>, key: &str) -> Option<&'a [Node]> {
    match layout.field(key).map(|field| &field.node.value) {
        None | Some(Value::Empty) => Some(&[]),
        Some(Value::List(nodes)) => Some(nodes),
        Some(_) => None,
    }
}

fn row(node: &Node) -> Option<SourceRow> {
    let Value::Map(keys) = &node.value else { return None };
    let of = |key| keys.iter().find(|field| field.key == key).map_or(Some(String::new()), |field| text_of(&field.node));
    Some(SourceRow { text: of("texte")?, link: of("lien")?, read_on: of("lu_le")? })
}
