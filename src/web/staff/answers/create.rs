//! A new answer: its question, its theme, and first the answers that may already
//! say it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::super::super::{Error, Shared, Web};
use super::super::{Member, Page, back_to};
use crate::desk::{MAX_QUESTION_CHARS, NearEntry, NewFile};
use crate::faq::Faq;
use crate::files::Saved;

/// From here on an entry is shown before another one is made.
const CLOSE: f64 = 0.25;

#[derive(Template)]
#[template(path = "staff_new_answer.html")]
struct New {
    problem: Option<String>,
    done: Option<&'static str>,
    editing: bool,
    typed: Typed,
    themes: Vec<String>,
    near: Vec<NearEntry>,
    faq: Arc<Faq>,
    max_chars: usize,
}

/// The form of a new answer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Typed {
    question: String,
    theme: String,
    /// A theme that does not exist yet; it counts before the one chosen.
    nouveau_theme: String,
    /// `proposer`, `creer` or `creer-quand-meme`.
    action: String,
}

/// `GET /staff/nouvelle-reponse`
pub(in crate::web) async fn ask(State(web): State<Shared>) -> Page {
    Ok(Html(web.new_answer(Typed::default(), Vec::new(), None).await?.render()?))
}

/// `POST /staff/nouvelle-reponse`
pub(in crate::web) async fn make(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    web.may_edit()?;
    let near = web.near(&typed.question).await?;
    if typed.action == "proposer" {
        return Ok(Html(web.new_answer(typed, near, None).await?.render()?).into_response());
    }
    let is_close = near.first().is_some_and(|near| near.confidence >= CLOSE);
    if is_close && typed.action != "creer-quand-meme" {
        let words = "Rien n'est créé : des réponses proches existent déjà. Lisez-les ; si aucune ne convient, créez la vôtre quand même.";
        let page = web.new_answer(typed, near, Some(words.to_owned())).await?;
        return Ok((StatusCode::CONFLICT, Html(page.render()?)).into_response());
    }
    match web.created(&typed).await? {
        Ok(file) => {
            let done = if file.new_theme.is_some() { "reponse-et-theme" } else { "reponse-creee" };
            web.changed_by(&member, &file.id, "creer").await;
            Ok(back_to(&format!("/staff/reponses/{}", file.id), done))
        }
        Err(sentence) => {
            let page = web.new_answer(typed, near, Some(sentence)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
    }
}

impl New {
    /// A theme as people read it.
    fn label<'a>(&'a self, theme: &'a str) -> &'a str {
        self.faq.theme_name(theme)
    }

    /// Whether a theme is chosen already: the one typed, or that of the nearest entry.
    fn is_chosen(&self, theme: &str) -> bool {
        match self.typed.theme.as_str() {
            "" => self.near.first().is_some_and(|near| near.theme == *theme),
            typed => typed == theme,
        }
    }
}

/// The theme asked for: a new one, or one of those there are.
fn wanted_theme<'a>(desk: &crate::desk::Desk, typed: &'a Typed) -> Result<Option<&'a str>, String> {
    match (typed.nouveau_theme.trim(), typed.theme.as_str()) {
        ("", "") => Ok(None),
        ("", theme) if desk.themes().iter().any(|known| known == theme) => Ok(Some(theme)),
        ("", theme) => {
            let shown: String = theme.chars().take(60).collect();
            Err(format!("le thème « {shown} » n'existe pas : choisissez-en un dans la liste, ou écrivez-le comme nouveau thème"))
        }
        (new, _) => Ok(Some(new)),
    }
}

impl Web {
    async fn new_answer(&self, typed: Typed, near: Vec<NearEntry>, problem: Option<String>) -> Result<New, Error> {
        let themes = self.at_desk(|desk| desk.themes()).await?;
        Ok(New {
            problem,
            done: None,
            editing: self.site.editing,
            typed,
            themes,
            near,
            faq: self.site.conversation.faq(),
            max_chars: MAX_QUESTION_CHARS,
        })
    }

    async fn near(&self, question: &str) -> Result<Vec<NearEntry>, Error> {
        let faq = self.site.conversation.faq();
        let question: String = question.chars().take(MAX_QUESTION_CHARS).collect();
        self.at_desk(move |desk| desk.near(&faq, &question)).await
    }

    /// The file made, or one sentence on why there is none.
    async fn created(&self, typed: &Typed) -> Result<Result<NewFile, String>, Error> {
        let (faq, today, typed) = (self.site.conversation.faq(), self.today(), typed.clone());
        let work = move |desk: crate::desk::Desk| {
            let theme = match wanted_theme(&desk, &typed) {
                Ok(theme) => theme,
                Err(sentence) => return Ok(Err(sentence)),
            };
            let file = match desk.draft(&faq, &typed.question, theme, today) {
                Ok(file) => file,
                Err(sentence) => return Ok(Err(sentence)),
            };
            Ok(match desk.save(&file.path, &file.text, None)? {
                Saved::Written(_) => Ok(file),
                Saved::Changed => Err(format!("une réponse s'appelle déjà « {} »", file.id)),
                Saved::Refused(sentence) => Err(sentence),
            })
        };
        Ok(self.at_desk(work).await?.map_err(|error: anyhow::Error| error.context("making an answer"))?)
    }
}
