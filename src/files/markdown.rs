//! The parts of a file: header, title, answer, other wordings.
//!
//! ```text
//! ---
//! statut: publie
//! ---
//!
//! # La question
//!
//! La réponse.
//!
//! ## Autres formulations
//!
//! - la même question, dite autrement
//! ```
//!
//! Lines are enough to find the parts: HR writes this shape and nothing else,
//! and a line has a place. What the answer may hold is for `answer`.

use std::ops::Range;

use super::problem::{MAX_TOLD, Problem, Source, Text, nearest, position};

/// The title of the list of wordings.
const WORDINGS: &str = "Autres formulations";

/// Finds the header: the lines between the first `---` and the next; its end
/// is the start of the closing line. The second range is the rest of the file.
///
/// # Errors
/// The problem to tell when the header does not start or does not end.
pub(crate) fn split(source: &Source<'_>) -> Result<(Range<usize>, Range<usize>), Problem> {
    let end = source.text.len();
    if source.text.trim().is_empty() {
        let problem = Problem::whole(source.path, "ce fichier est vide");
        return Err(problem.help("supprimez-le, ou reprenez son texte par la page « Versions »"));
    }
    let mut lines = source.lines(0..end);
    let (_, first) = lines.next().unwrap_or((0, ""));
    if first.trim_end() != "---" {
        return Err(header_does_not_start(source, first));
    }
    let start = lines.next().map_or(end, |(at, _)| at);
    let closing = source.lines(start..end).find(|(_, line)| line.trim_end() == "---");
    let Some((closing, _)) = closing else {
        return Err(header_does_not_end(source, start));
    };
    let body = source.lines(closing..end).nth(1).map_or(end, |(at, _)| at);
    Ok((start..closing, body..end))
}

/// What is told of a file that starts without its header.
pub(crate) const NO_HEADER: &str = "l'en-tête manque au début du fichier";

fn header_does_not_start(source: &Source<'_>, first: &str) -> Problem {
    if looks_like_a_fence(first) {
        let problem = source.error(0, "la première ligne n'est pas exactement « --- »");
        return problem.help("remplacez-la par trois traits d'union : « --- »");
    }
    let problem = source.error(0, NO_HEADER);
    problem.help("commencez le fichier par une ligne « --- », puis les clés, puis « --- »")
}

fn header_does_not_end(source: &Source<'_>, start: usize) -> Problem {
    let rest = source.lines(start..source.text.len());
    if let Some((at, _)) = rest.into_iter().find(|(_, line)| looks_like_a_fence(line)) {
        let problem = source.error(at, "cette ligne ne ferme pas l'en-tête");
        return problem.help("remplacez-la par trois traits d'union : « --- »");
    }
    let problem = source.error(0, "l'en-tête ouvert ici n'est pas fermé");
    problem.help("écrivez une ligne « --- » après la dernière clé")
}

/// `----`, `--`, or the dash that a text processor makes of them.
fn looks_like_a_fence(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.chars().all(|character| matches!(character, '-' | '–' | '—'))
}

/// What stands under the header of an answer.
#[derive(Debug, Default)]
pub(crate) struct Body {
    /// The question.
    pub title: Option<Text>,
    /// Where the answer stands, in Markdown; empty when there is none.
    pub answer: Range<usize>,
    /// The other wordings, when the list is there.
    pub wordings: Option<Vec<Text>>,
}

/// Reads the title, the answer and the wordings.
pub(crate) fn body(source: &Source<'_>, range: Range<usize>) -> (Body, Vec<Problem>) {
    let end = range.end;
    let body = Body { answer: end..end, ..Body::default() };
    let start = range.start;
    let mut scan = Scan { source, body, early: None, problems: Vec::new() };
    for (at, line) in source.lines(range) {
        scan.line(at, line);
    }
    scan.body.answer = trimmed(source, scan.body.answer.clone());
    scan.finish(start);
    (scan.body, scan.problems)
}

/// A title in this range and the place of the text under it, for files without
/// wordings.
pub(crate) fn titled(source: &Source<'_>, range: Range<usize>) -> (Option<Text>, Range<usize>) {
    let end = range.end;
    let mut lines = source.lines(range).skip_while(|(_, line)| line.trim().is_empty());
    let Some((at, line)) = lines.next() else {
        return (None, end..end);
    };
    match line.strip_prefix("# ") {
        Some(title) => {
            let title = Text { at, text: title.trim().to_owned() };
            (Some(title), trimmed(source, at + line.len()..end))
        }
        None => (None, trimmed(source, at..end)),
    }
}

/// The same range without white space around.
fn trimmed(source: &Source<'_>, range: Range<usize>) -> Range<usize> {
    let raw = &source.text[range.clone()];
    let start = range.start + (raw.len() - raw.trim_start().len());
    start..start + raw.trim().len()
}

/// A body being read line after line.
struct Scan<'a> {
    source: &'a Source<'a>,
    body: Body,
    /// The first text that stands above the title.
    early: Option<usize>,
    problems: Vec<Problem>,
}

impl Scan<'_> {
    fn line(&mut self, at: usize, line: &str) {
        if self.problems.len() >= MAX_TOLD {
            return;
        }
        if let Some(title) = line.strip_prefix("# ") {
            self.title(at, title);
        } else if let Some(title) = line.strip_prefix("## ") {
            self.subtitle(at, title.trim());
        } else if self.body.wordings.is_some() {
            self.wording(at, line);
        } else if self.body.title.is_some() {
            self.body.answer.end = at + line.len();
        } else if !line.trim().is_empty() {
            self.before_title(at, line);
        }
    }

    /// Tells what is only known at the end: a title that never came, or came late.
    fn finish(&mut self, start: usize) {
        let problem = match (&self.body.title, self.early) {
            (Some(_), None) => return,
            (None, early) => {
                let problem = self.source.error(early.unwrap_or(start), "il manque le titre");
                problem.help("écrivez la question sous l'en-tête : « # … »")
            }
            (Some(_), Some(early)) => {
                let problem = self.source.error(early, "ce texte est au-dessus du titre");
                problem.help("écrivez d'abord la question : « # … », puis la réponse dessous")
            }
        };
        self.problems.push(problem);
    }

    fn title(&mut self, at: usize, title: &str) {
        if let Some(first) = &self.body.title {
            let (line, _) = position(self.source.text, first.at);
            let message = format!("ce fichier a deux titres : ici et ligne {line}");
            let help = "gardez un seul titre « # … » ; une autre question va dans un autre fichier";
            return self.problems.push(self.source.error(at, message).help(help));
        }
        if title.trim().is_empty() {
            let problem = self.source.error(at, "le titre est vide");
            self.problems.push(problem.help("écrivez la question après « # »"));
        }
        self.body.title = Some(Text { at, text: title.trim().to_owned() });
        self.body.answer = at + "# ".len() + title.len()..at + "# ".len() + title.len();
    }

    fn subtitle(&mut self, at: usize, title: &str) {
        let is_near = nearest(title, [WORDINGS.to_lowercase().as_str()]).is_some();
        if title != WORDINGS && is_near {
            let message = format!("« ## {title} » n'est pas le titre attendu de la liste");
            let help = format!("écrivez « ## {WORDINGS} »");
            self.problems.push(self.source.error(at, message).help(help));
        }
        match &self.body.wordings {
            None if is_near => self.body.wordings = Some(Vec::new()),
            None => self.heading_in_answer(at),
            Some(_) => {
                let message = format!("la liste « ## {WORDINGS} » finit le fichier");
                let help = "mettez ce qui suit au-dessus de la liste, ou dans un autre fichier";
                self.problems.push(self.source.error(at, message).help(help));
            }
        }
    }

    fn heading_in_answer(&mut self, at: usize) {
        let problem = self.source.warning(at, "une réponse n'a pas d'intertitre");
        self.problems.push(problem.help("écrivez un court paragraphe, ou deux réponses"));
    }

    fn before_title(&mut self, at: usize, line: &str) {
        let Some(title) = line.strip_prefix('#').filter(|title| !title.starts_with('#')) else {
            self.early.get_or_insert(at);
            return;
        };
        let title = title.trim();
        let problem = self.source.error(at, "il manque une espace après « # »");
        self.problems.push(problem.help(format!("écrivez « # {title} »")));
        self.body.title = Some(Text { at, text: title.to_owned() });
        self.body.answer = at + line.len()..at + line.len();
    }

    fn wording(&mut self, at: usize, line: &str) {
        let wordings = self.body.wordings.get_or_insert_default();
        let item = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "));
        let is_continued = line.starts_with("  ") && !line.trim().is_empty();
        match (item, wordings.last_mut()) {
            (Some(text), _) if !text.trim().is_empty() => {
                wordings.push(Text { at: at + 2, text: text.trim().to_owned() });
            }
            (None, Some(last)) if is_continued => {
                last.text = format!("{} {}", last.text, line.trim());
            }
            (None, _) if line.trim().is_empty() => {}
            _ => self.not_a_wording(at, line),
        }
    }

    fn not_a_wording(&mut self, at: usize, line: &str) {
        let text = line.trim_start().trim_start_matches(['-', '*', '•', '–', '—']).trim();
        let problem = match text {
            "" => self.source.error(at, "cette formulation est vide").help("retirez ce tiret"),
            _ => {
                let problem = self.source.error(at, "cette ligne n'est pas une formulation");
                problem.help(format!("commencez-la par un tiret et une espace : « - {text} »"))
            }
        };
        self.problems.push(problem);
    }
}
