//! The answers, for those who write them: all of them by theme, one to change,
//! a new one. What is done to a file is decided by `desk`.

pub(in crate::web) mod create;
pub(in crate::web) mod save;
mod sheet;
mod typed;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use jiff::civil::Date;
use serde::Deserialize;

use super::super::html::sentence;
use super::super::{Error, Shared, Web};
use super::{Done, Page};
use crate::clock::written_day;
use crate::desk::{Desk, STATUSES, Shelved, status_words};
use crate::faq::{Faq, same_words};
use crate::files::Problem;
use crate::words::typeset;

/// What editing that is off says, and how it is turned on.
pub(super) const EDITING_OFF: &str = "Les réponses ne se changent pas depuis cette page : ce réglage est éteint. Pour l'allumer, la personne qui exploite le programme retire TCHAT_EDITING=off (ou « editing = \"off\" » du fichier de réglages) et redémarre.";

#[derive(Template)]
#[template(path = "staff_answers.html")]
struct Answers<'a> {
    done: Option<&'a str>,
    problem: Option<String>,
    editing: bool,
    wanted: Wanted,
    all_themes: Vec<String>,
    themes: Vec<Theme>,
    faq: Arc<Faq>,
    found: usize,
}

struct Theme {
    name: String,
    answers: Vec<Line>,
}

/// One answer of the list.
struct Line {
    id: String,
    question: String,
    status: &'static str,
    review: Option<String>,
    is_late: bool,
    errors: usize,
    warnings: usize,
}

/// What the list is narrowed to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Wanted {
    theme: String,
    statut: String,
    q: String,
    /// `a-corriger`: only those with something wrong.
    etat: String,
}

/// `GET /staff/reponses`
pub(in crate::web) async fn list(State(web): State<Shared>, Query(wanted): Query<Wanted>, Query(done): Query<Done>) -> Page {
    let today = web.today();
    let shelf = web.at_desk(move |desk| desk.shelf(today)).await?;
    let (shelf, problem) = match shelf {
        Ok(shelf) => (shelf, None),
        Err(problem) => (Vec::new(), Some(told(&problem))),
    };
    let mut all_themes: Vec<String> = shelf.iter().map(|shelved| shelved.theme.clone()).collect();
    all_themes.dedup();
    let themes = by_theme(shelf.iter().filter(|shelved| wanted.admits(shelved)), today);
    let found = themes.iter().map(|theme| theme.answers.len()).sum();
    let (editing, faq) = (web.site.editing, web.site.conversation.faq());
    let page = Answers { done: done.sentence(), problem, editing, wanted, all_themes, themes, faq, found };
    Ok(Html(page.render()?))
}

fn by_theme<'a>(shelf: impl Iterator<Item = &'a Shelved>, today: Date) -> Vec<Theme> {
    let mut themes: Vec<Theme> = Vec::new();
    for shelved in shelf {
        let line = line(shelved, today);
        match themes.last_mut().filter(|theme| theme.name == shelved.theme) {
            Some(theme) => theme.answers.push(line),
            None => themes.push(Theme { name: shelved.theme.clone(), answers: vec![line] }),
        }
    }
    themes
}

fn line(shelved: &Shelved, today: Date) -> Line {
    let entry = shelved.entry.as_ref();
    Line {
        id: shelved.id.clone(),
        question: entry.map_or_else(|| shelved.id.clone(), |entry| typeset(&entry.question)),
        status: entry.map_or("illisible", |entry| status_words(entry.status)),
        review: entry.map(|entry| written_day(entry.review_on)),
        is_late: entry.is_some_and(|entry| entry.review_on < today),
        errors: shelved.errors,
        warnings: shelved.warnings,
    }
}

impl Answers<'_> {
    /// A theme as people read it.
    fn label<'a>(&'a self, theme: &'a str) -> &'a str {
        self.faq.theme_name(theme)
    }
}

impl Wanted {
    fn admits(&self, shelved: &Shelved) -> bool {
        let has_status = |word: &str| {
            let status = STATUSES.iter().find(|(known, ..)| *known == word).map(|(_, status, _)| *status);
            status.is_none() || shelved.entry.as_ref().map(|entry| entry.status) == status
        };
        let is_theme = self.theme.is_empty() || self.theme == shelved.theme;
        let is_wrong = self.etat != "a-corriger" || shelved.errors + shelved.warnings > 0;
        is_theme && is_wrong && has_status(&self.statut) && self.is_in(shelved)
    }

    /// Whether every word looked for stands somewhere in the file.
    fn is_in(&self, shelved: &Shelved) -> bool {
        let entry = shelved.entry.as_ref();
        let texts = entry.map(|entry| format!("{} {} {} {}", entry.question, entry.answer, entry.wordings.join(" "), entry.owner));
        let text = same_words(&format!("{} {}", shelved.id, texts.unwrap_or_default()));
        same_words(&self.q).split_whitespace().all(|word| text.contains(word))
    }
}

impl Web {
    /// Does something at the desk without holding other requests back.
    pub(super) async fn at_desk<T: Send + 'static>(&self, work: impl FnOnce(Desk) -> T + Send + 'static) -> Result<T, Error> {
        let desk = Desk::new(&self.site.responses);
        let done = tokio::task::spawn_blocking(move || work(desk)).await;
        done.map_err(|error| Error::Fault(anyhow::Error::new(error).context("working at the desk")))
    }

    pub(super) fn today(&self) -> Date {
        self.site.clock.today()
    }

    /// Lets a change pass when editing is on.
    pub(super) fn may_edit(&self) -> Result<(), Error> {
        if self.site.editing { Ok(()) } else { Err(Error::Forbidden(EDITING_OFF.into())) }
    }
}

/// A problem of the whole folder, in one sentence.
fn told(problem: &Problem) -> String {
    let help = problem.help.as_deref().map(sentence).unwrap_or_default();
    format!("{} {help}", sentence(&format!("{} : {}", problem.path, problem.message)))
}
