//! The page of one answer: its form, what is wrong beside each part, what
//! candidates will read, and what somebody else wrote meanwhile.

use askama::Template;

use super::super::super::html::sentence;
use super::super::super::preview::Preview;
use crate::desk::{Form, HEADER_KEYS, Part, Row, STATUSES, SourceRow, part_of};
use crate::faq::Trial;
use crate::files::{Problem, Severity};

/// Empty rows offered under the sources.
const EMPTY_SOURCES: usize = 2;

/// The longest answer a form takes, in characters: far over what is allowed, so
/// that nothing pasted is cut before it is told.
const MAX_TYPED_CHARS: usize = 20_000;

/// One answer being changed.
#[derive(Template)]
#[template(path = "staff_answer.html")]
pub(super) struct Sheet {
    pub(super) id: String,
    pub(super) theme: String,
    pub(super) theme_name: String,
    pub(super) path: String,
    pub(super) hash: String,
    pub(super) done: Option<&'static str>,
    pub(super) problem: Option<String>,
    pub(super) editing: bool,
    /// What is typed in each part; none when the whole text is changed instead.
    pub(super) form: Option<FormView>,
    /// The whole text, when there is no form.
    pub(super) text: String,
    pub(super) verdict: Verdict,
    /// Both texts, when the file changed meanwhile.
    pub(super) conflict: Option<Vec<Row>>,
    /// « par Camille, le … ».
    pub(super) changed: Option<String>,
    /// Whether candidates receive this very text.
    pub(super) service: Service,
    /// What candidates read of a file that has an error.
    pub(super) meanwhile: Option<String>,
}

/// What is typed, as the fields show it.
pub(super) struct FormView {
    pub(super) form: Form,
    pub(super) is_refusal: bool,
}

/// Whether candidates receive the text of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    /// They do.
    Served,
    /// They soon will.
    Soon,
    /// They do not, as its status says.
    Aside,
}

/// What the checks say of a text, and how it will look.
#[derive(Default)]
pub(super) struct Verdict {
    told: Vec<(Part, Told)>,
    pub(super) elsewhere: Vec<Told>,
    pub(super) preview: Option<Preview>,
    pub(super) errors: usize,
    pub(super) warnings: usize,
}

/// One problem, as a page tells it.
pub(super) struct Told {
    pub(super) is_error: bool,
    pub(super) severity: &'static str,
    pub(super) message: String,
    pub(super) help: String,
    pub(super) line: String,
}

/// The problems of one part, alone, for the page that has a script.
#[derive(Template)]
#[template(path = "staff_told.html")]
struct ToldFragment<'a> {
    told: Vec<&'a Told>,
}

/// The verdict as a whole, for the page that has a script.
#[derive(Template)]
#[template(path = "staff_verdict.html")]
struct VerdictFragment<'a> {
    verdict: &'a Verdict,
}

impl Verdict {
    /// The verdict on a text that was tried.
    pub(super) fn new(text: &str, trial: &Trial, preview: Option<Preview>) -> Self {
        let all = || trial.here.iter().chain(&trial.elsewhere);
        let of = |severity| all().filter(|problem| problem.severity == severity).count();
        Self {
            told: trial.here.iter().map(|problem| Told::beside(part_of(text, problem), problem)).collect(),
            elsewhere: trial.elsewhere.iter().map(Told::elsewhere).collect(),
            preview,
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
        }
    }

    /// What is wrong with a part of the form, named as its field.
    pub(super) fn of(&self, field: &str) -> Vec<&Told> {
        let part = parts().find(|(name, _)| *name == field).map_or(Part::File, |(_, part)| part);
        self.told.iter().filter(|(of, _)| *of == part).map(|(_, told)| told).collect()
    }

    /// Each part's problems as HTML, by the name of its field, then the whole.
    pub(super) fn fragments(&self) -> askama::Result<(serde_json::Map<String, serde_json::Value>, String)> {
        let mut parts = serde_json::Map::new();
        for (name, _) in self::parts() {
            parts.insert(name.to_owned(), ToldFragment { told: self.of(name) }.render()?.into());
        }
        Ok((parts, VerdictFragment { verdict: self }.render()?))
    }
}

/// The parts that are no key of the header, by the names of their fields; the
/// field of a key has its name.
const BESIDE_KEYS: [(&str, Part); 4] =
    [("fichier", Part::File), ("question", Part::Question), ("reponse", Part::Answer), ("formulations", Part::Wordings)];

/// Every part by the name of its field.
fn parts() -> impl Iterator<Item = (&'static str, Part)> {
    BESIDE_KEYS.into_iter().chain(HEADER_KEYS)
}

impl Told {
    fn new(problem: &Problem) -> Self {
        let is_error = problem.severity == Severity::Error;
        Self {
            is_error,
            severity: if is_error { "Erreur" } else { "Attention" },
            message: sentence(&problem.message),
            help: problem.help.as_deref().map(sentence).unwrap_or_default(),
            line: String::new(),
        }
    }

    /// A problem beside its part; where a part has many lines, with its own.
    fn beside(part: Part, problem: &Problem) -> (Part, Self) {
        let has_lines = matches!(part, Part::Wordings | Part::Sources | Part::File);
        let line = if has_lines { problem.source_line.trim().chars().take(200).collect() } else { String::new() };
        (part, Self { line, ..Self::new(problem) })
    }

    fn elsewhere(problem: &Problem) -> Self {
        let place = format!("{}, ligne {} : {}", problem.path, problem.line, problem.message);
        Self { message: sentence(&place), ..Self::new(problem) }
    }
}

impl FormView {
    pub(super) fn near(&self) -> String {
        self.form.near.join(", ")
    }

    pub(super) fn wordings(&self) -> String {
        self.form.wordings.join("\n")
    }

    pub(super) fn wordings_rows(&self) -> usize {
        self.form.wordings.iter().map(|wording| 1 + wording.chars().count() / 90).sum::<usize>().clamp(8, 40)
    }

    pub(super) fn answer_rows(&self) -> usize {
        self.form.answer.lines().map(|line| 1 + line.chars().count() / 80).sum::<usize>().clamp(6, 24)
    }

    /// The sources, then empty rows for new ones. One taken out keeps its
    /// place: rows are matched with the file by their place.
    pub(super) fn rows(&self) -> Vec<SourceRow> {
        let said = self.form.sources.iter().rposition(|row| !row.is_blank()).map_or(0, |last| last + 1);
        let empty = std::iter::repeat_n(SourceRow::default(), EMPTY_SOURCES);
        self.form.sources[..said].iter().cloned().chain(empty).collect()
    }

    pub(super) fn status_words(&self) -> &'static str {
        STATUSES.iter().find(|(word, ..)| *word == self.form.status).map_or("inconnue", |(_, _, words)| words)
    }

    pub(super) fn is(&self, status: &str) -> bool {
        self.form.status == status
    }
}

impl Sheet {
    pub(super) fn max_chars(&self) -> usize {
        MAX_TYPED_CHARS
    }
}
