//! « Lire une réponse »: what a person answered to a question that was asked in
//! Discord, by the code that was given there.

use std::num::NonZeroU32;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html as HtmlPage, IntoResponse, Response};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use serde::Deserialize;

use super::html::Html;
use super::{Error, Shared};
use crate::store::AnsweredQuestion;

/// Codes that may be tried in a minute, by everybody together: with sixty bits
/// to guess, a thousand years of it find none.
const TRIES_A_MINUTE: NonZeroU32 = NonZeroU32::MIN.saturating_add(29);

/// How many codes may still be tried.
#[derive(Debug)]
pub(super) struct Tries(DefaultDirectRateLimiter);

impl Tries {
    pub(super) fn new() -> Self {
        Self(RateLimiter::direct(Quota::per_minute(TRIES_A_MINUTE)))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    code: String,
}

#[derive(Template)]
#[template(path = "answers.html")]
struct Answers {
    problem: Option<&'static str>,
    /// None before a code was typed.
    answers: Option<Vec<AnswerView>>,
}

struct AnswerView {
    question: Option<String>,
    answer: Html,
}

const TOO_MANY: &str = "Trop de codes ont été essayés. Attendez une minute, puis tapez votre code à nouveau.";
const EMPTY: &str = "Tapez le code qui vous a été donné dans Discord.";
const UNKNOWN: &str = "Ce code n'est pas connu, ou n'est plus valable. Vérifiez chaque signe : il n'y a ni zéro, ni un, ni O, ni I.";

/// `GET /mes-reponses`
pub(super) async fn ask() -> Result<HtmlPage<String>, Error> {
    Ok(HtmlPage(Answers { problem: None, answers: None }.render()?))
}

/// `POST /mes-reponses`
pub(super) async fn show(State(web): State<Shared>, Form(typed): Form<Typed>) -> Result<Response, Error> {
    if typed.code.trim().is_empty() {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, EMPTY);
    }
    if web.codes.0.check().is_err() {
        return refused(StatusCode::TOO_MANY_REQUESTS, TOO_MANY);
    }
    match web.site.conversation.answers_by_code(&typed.code, web.now()).await? {
        Some(answers) => {
            let answers = answers.into_iter().map(view).collect();
            Ok(HtmlPage(Answers { problem: None, answers: Some(answers) }.render()?).into_response())
        }
        None => refused(StatusCode::UNPROCESSABLE_ENTITY, UNKNOWN),
    }
}

fn refused(status: StatusCode, problem: &'static str) -> Result<Response, Error> {
    let page = Answers { problem: Some(problem), answers: None };
    Ok((status, HtmlPage(page.render()?)).into_response())
}

fn view(answered: AnsweredQuestion) -> AnswerView {
    AnswerView { question: answered.question, answer: Html::from_markdown(&answered.answer.said) }
}
