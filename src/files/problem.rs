//! What is wrong with a file, told to HR: where, what, and what to write instead.
//!
//! A `Source` is a text file as read; it alone turns an offset into a line and
//! a column. The rooms that read files say the message and the way out; `check`,
//! the HR channel and the staff page show the same `Problem`.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// A file with more mistakes than this needs no longer list; without it, a
/// large file of nonsense would take seconds to describe.
pub(crate) const MAX_TOLD: usize = 20;

/// One mistake in one file, in French.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file as HR knows it: `responses/faq/remuneration/salaire.md`.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// Whether the file can still be served.
    pub severity: Severity,
    /// What is wrong, in one sentence without a final point.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// The line as it stands in the file; empty when the file as a whole is at fault.
    pub source_line: String,
}

/// How much a problem weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// To be mended: `check` fails.
    Error,
    /// To be looked at: everything is served.
    Warning,
}

impl Severity {
    /// The French word that HR reads.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "erreur",
            Self::Warning => "attention",
        }
    }
}

impl Problem {
    /// An error about a file or folder as a whole.
    pub(crate) fn whole(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            line: 1,
            column: 1,
            severity: Severity::Error,
            message: message.into(),
            help: None,
            source_line: String::new(),
        }
    }

    /// The same problem with a way out.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same problem, as a thing to look at.
    pub(crate) fn into_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// The byte of `source_line` under which the caret stands.
    fn caret(&self) -> usize {
        self.source_line.char_indices().nth(self.column - 1).map_or(self.source_line.len(), |(byte, _)| byte)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, column, severity, message, .. } = self;
        let severity = severity.as_str();
        write!(out, "{path}:{line}:{column}: {severity}: {message}")?;
        if !self.source_line.is_empty() {
            let caret = AnnotationKind::Primary.span(self.caret()..self.caret());
            let snippet = Snippet::source(self.source_line.as_str());
            let snippet = snippet.line_start(*line).annotation(caret);
            let group = Group::with_level(Level::ERROR).element(snippet);
            write!(out, "\n{}", Renderer::plain().render(&[group]))?;
        }
        match &self.help {
            Some(help) => write!(out, "\n = aide: {help}"),
            None => Ok(()),
        }
    }
}

/// A text file as read, without byte-order mark.
pub(crate) struct Source<'a> {
    /// The file as HR knows it.
    pub path: &'a str,
    /// Its whole text; line ends are as in the file.
    pub text: &'a str,
}

impl Source<'_> {
    /// An error at this byte of the text.
    pub(crate) fn error(&self, at: usize, message: impl Into<String>) -> Problem {
        let (line, column) = position(self.text, at);
        Problem { line, column, source_line: line_at(self.text, at).to_owned(), ..Problem::whole(self.path, message) }
    }

    /// The lines in this range with the byte where each starts, without their ends.
    pub(crate) fn lines(&self, range: Range<usize>) -> impl Iterator<Item = (usize, &str)> {
        let mut at = range.start;
        self.text[range].split_inclusive('\n').map(move |line| {
            let start = at;
            at += line.len();
            (start, line.trim_end_matches(['\n', '\r']))
        })
    }

    /// What follows the dash of each line that starts with one, with the byte
    /// where that line starts: the items of a list among a free text.
    pub(crate) fn dashed(&self) -> impl Iterator<Item = (usize, &str)> {
        let items = self.lines(0..self.text.len()).filter_map(|(at, line)| Some((at, line.strip_prefix('-')?)));
        items.filter(|(_, item)| !item.starts_with('-'))
    }

    /// The text of this range, its lines ended in one way.
    pub(crate) fn part(&self, range: Range<usize>) -> String {
        self.text[range].replace("\r\n", "\n")
    }

    /// A warning at this byte of the text.
    pub(crate) fn warning(&self, at: usize, message: impl Into<String>) -> Problem {
        self.error(at, message).into_warning()
    }
}

/// A text and where it starts in its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text {
    /// The byte of the file.
    pub at: usize,
    /// The text, without white space around.
    pub text: String,
}

/// The line and the column, both from 1 and in characters, of a byte of the text.
pub(crate) fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text.as_bytes()[..at.min(text.len())];
    let start = line_start(before);
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    // Bytes that continue a character are not counted.
    let column = 1 + before[start..].iter().filter(|byte| **byte & 0xC0 != 0x80).count();
    (line, column)
}

/// The line that holds this byte, without its end.
fn line_at(text: &str, at: usize) -> &str {
    let start = line_start(&text.as_bytes()[..at.min(text.len())]);
    text[start..].lines().next().unwrap_or("")
}

/// Where the last line of these bytes starts.
fn line_start(before: &[u8]) -> usize {
    before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1)
}

/// The known word nearest to a mistyped one, when one is near enough to be meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let close =
        known.into_iter().map(|known| (strsim::jaro_winkler(&word.to_lowercase(), known), known)).filter(|(score, _)| *score >= 0.82);
    close.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_counted_in_lines_and_characters() {
        let cases = [
            ("statut: publie", "publie", (1, 9)),
            ("à: é\nb", "é", (1, 4)),
            ("à: é\r\nb: c\r\n", "c", (2, 4)),
            ("👍🏽 中文 x", "x", (1, 7)),
            ("e\u{301}té", "t", (1, 3)),
            ("\t\tx", "x", (1, 3)),
        ];
        for (text, part, expected) in cases {
            let at = text.find(part).unwrap_or(text.len());
            assert_eq!(position(text, at), expected, "{text:?}");
        }
        assert_eq!(position("a\n", 2), (2, 1));
        assert_eq!(position("", 0), (1, 1));
    }

    #[test]
    fn the_caret_stands_under_the_place() {
        let text = "---\nété: 中文: é\n---\n";
        let source = Source { path: "responses/a.md", text };
        let problem = source.error(text.find(": é").unwrap_or(0), "deux fois « : »");
        let shown = "\
responses/a.md:2:8: erreur: deux fois « : »
  |
2 | été: 中文: é
  |          ^
 = aide: mettez le texte entre guillemets";
        assert_eq!(problem.help("mettez le texte entre guillemets").to_string(), shown);
    }

    #[test]
    fn only_a_near_word_is_proposed() {
        let known = ["statut", "responsable", "sources", "a_revoir_le"];
        assert_eq!(nearest("Statuts", known), Some("statut"));
        assert_eq!(nearest("à_revoir_le", known), Some("a_revoir_le"));
        assert_eq!(nearest("couleur", known), None);
    }
}
