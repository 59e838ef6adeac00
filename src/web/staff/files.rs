//! What is wrong with HR's files, and what candidates read meanwhile.

use std::collections::BTreeSet;
use std::path::Path;

use askama::Template;
use axum::extract::State;
use axum::response::Html;

use super::super::{Error, Shared, Web};
use super::Page;
use crate::clock::hour_in_paris;
use crate::faq::{Faq, Spot};
use crate::files::{Problem, Severity, text_of};
use crate::versions;

#[derive(Template)]
#[template(path = "staff_files.html")]
struct Files {
    problems: Vec<Told>,
}

/// One problem, and what candidates read of its file.
struct Told {
    words: String,
    meanwhile: Option<String>,
    /// The answer that the file holds, to open its page.
    answer: Option<String>,
}

/// `GET /staff/fichiers`
pub(in crate::web) async fn show(State(web): State<Shared>) -> Page {
    let problems = web.site.problems.load_full();
    let mut told = Vec::new();
    let mut seen = BTreeSet::new();
    for problem in problems.iter() {
        let is_first = problem.severity == Severity::Error && seen.insert(&problem.path);
        let path = inside(&web.site.responses, problem).filter(|_| is_first);
        let meanwhile = match path {
            Some(path) => Some(web.meanwhile(path).await?),
            None => None,
        };
        let answer = path.and_then(Spot::of).map(|spot| spot.id);
        told.push(Told { words: problem.to_string(), meanwhile, answer });
    }
    Ok(Html(Files { problems: told }.render()?))
}

/// The path in the responses folder of the file that a problem is about.
fn inside<'a>(responses: &Path, problem: &'a Problem) -> Option<&'a str> {
    let name = responses.file_name().map_or_else(|| ".".into(), |name| name.to_string_lossy());
    problem.path.strip_prefix(&*name)?.strip_prefix('/').filter(|path| path.ends_with(".md"))
}

/// What candidates read of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Read {
    /// What stands in it.
    AsItIs,
    /// An earlier text of it.
    Earlier,
    /// Nothing.
    Nothing,
}

impl Read {
    fn of(faq: &Faq, path: &str, current: Option<&str>) -> Self {
        let is_entry = path.starts_with("faq/") || path.starts_with("hors-sujet/");
        match faq.texts().get(path) {
            _ if is_entry && !faq.entries().iter().any(|entry| entry.path == path) => Self::Nothing,
            None => Self::Nothing,
            Some(served) if current == Some(served.as_str()) => Self::AsItIs,
            Some(_) => Self::Earlier,
        }
    }
}

impl Web {
    /// What candidates read of a file that has an error, in one sentence.
    pub(super) async fn meanwhile(&self, path: &str) -> Result<String, Error> {
        let faq = self.site.conversation.faq();
        let (root, wanted) = (self.site.responses.clone(), path.to_owned());
        let current = tokio::task::spawn_blocking(move || text_of(&root, &wanted)).await;
        let current = current.map_err(|error| Error::Fault(anyhow::Error::new(error).context("reading a file")))?;
        Ok(match Read::of(&faq, path, current.as_deref()) {
            Read::AsItIs => "Les candidats lisent ce fichier tel qu'il est.".to_owned(),
            Read::Nothing if path.starts_with("faq/") || path.starts_with("hors-sujet/") => "Cette réponse n'est pas servie.".to_owned(),
            Read::Nothing => "Ce fichier n'est pas servi.".to_owned(),
            Read::Earlier => match versions::since(&self.site.store.versions().await?, faq.version(), path) {
                Some(since) => format!("Les candidats lisent encore la version du {}.", hour_in_paris(since)),
                None => "Les candidats lisent encore la dernière bonne version.".to_owned(),
            },
        })
    }
}
