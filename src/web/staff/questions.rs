//! The questions that wait for a person, and the answers they get.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::super::{Error, Shared};
use super::{Done, Member, Page, back_to};
use crate::sessions::hour_in_paris;
use crate::store::{Gesture, Mark, WaitingQuestion};
use crate::words::{Door, HandoverId, QueuedId};

/// What Discord can show in one message, less what stands above the answer.
const MAX_ANSWER_CHARS: usize = 1_900;

#[derive(Template)]
#[template(path = "staff_questions.html")]
struct Questions<'a> {
    done: Option<&'a str>,
    problem: Option<String>,
    /// The identifier and text of an answer that was not kept.
    typed: Option<(&'a str, &'a str)>,
    waiting: Vec<QuestionView>,
    max_chars: usize,
}

struct QuestionView {
    id: String,
    question: Option<String>,
    door: String,
    since: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct Answer {
    reponse: String,
}

/// `GET /staff/questions`
pub(in super::super) async fn list(State(web): State<Shared>, Extension(member): Extension<Member>, Query(done): Query<Done>) -> Page {
    let waiting = shown_to(&web, &member).await?;
    let page = Questions { done: done.sentence(), problem: None, typed: None, waiting, max_chars: MAX_ANSWER_CHARS };
    Ok(Html(page.render()?))
}

/// `POST /staff/questions/{id}`
pub(in super::super) async fn answer(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    Form(answer): Form<Answer>,
) -> Result<Response, Error> {
    // A browser sends the end of a line as two signs.
    let text = answer.reponse.replace("\r\n", "\n");
    let text = text.trim();
    let problem = match check(text) {
        Some(problem) => problem,
        None if web.site.store.answer_handover(&HandoverId::new(&*id), text, web.now()).await? => {
            web.live.tell();
            web.audit(&member, "réponse envoyée", &id).await?;
            return Ok(back_to("/staff/questions", "reponse"));
        }
        None => "Cette question a déjà reçu une réponse, a été close, ou la personne a effacé ses échanges. Votre réponse n'a pas été enregistrée ; la voici, pour la reprendre ailleurs.".to_owned(),
    };
    let waiting = shown_to(&web, &member).await?;
    let page = Questions { done: None, problem: Some(problem), typed: Some((&id, text)), waiting, max_chars: MAX_ANSWER_CHARS };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

/// `POST /staff/questions/{id}/clore`
pub(in super::super) async fn close(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let closed = web.site.store.close_queued(&QueuedId::new(&*id), &member.id, Mark::Hidden, web.now()).await?;
    let changed = closed == Gesture::Done;
    if changed {
        web.audit(&member, "question close sans réponse", &id).await?;
    }
    Ok(back_to("/staff/questions", if changed { "sans-reponse" } else { "plus-en-attente" }))
}

fn check(text: &str) -> Option<String> {
    let length = text.chars().count();
    if length == 0 {
        return Some("Écrivez une réponse avant de l'envoyer.".to_owned());
    }
    (length > MAX_ANSWER_CHARS).then(|| format!("Votre réponse compte {length} caractères, {MAX_ANSWER_CHARS} au plus : raccourcissez-la."))
}

impl Questions<'_> {
    /// What was typed for this question, when it was not kept.
    fn typed_for(&self, id: &str) -> &str {
        self.typed.filter(|(typed_for, _)| *typed_for == id).map_or("", |(_, text)| text)
    }

    /// What was typed for a question that is no longer in the list.
    fn orphan(&self) -> Option<&str> {
        let (id, text) = self.typed?;
        (!self.waiting.iter().any(|question| question.id == id)).then_some(text)
    }
}

/// The questions that wait. Who reads which is noted: a question is the words of
/// a person.
async fn shown_to(web: &Shared, member: &Member) -> Result<Vec<QuestionView>, Error> {
    let waiting: Vec<_> = web.site.store.waiting_questions().await?.into_iter().map(view).collect();
    if !waiting.is_empty() {
        let ids: Vec<_> = waiting.iter().map(|question| question.id.as_str()).collect();
        web.audit_in_detail(member, "questions en attente lues", &ids.len().to_string(), &ids.join(" ")).await?;
    }
    Ok(waiting)
}

fn view(waiting: WaitingQuestion) -> QuestionView {
    QuestionView {
        id: waiting.id.to_string(),
        question: waiting.question,
        door: Door::french_of(&waiting.door).to_owned(),
        since: hour_in_paris(waiting.since),
    }
}
