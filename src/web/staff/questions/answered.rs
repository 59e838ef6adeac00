//! What people answered: made public, or begun as an answer for everybody.

use axum::extract::Path;
use serde::Deserialize;

use super::*;
use crate::desk::Asked;
use crate::files::Saved;
use crate::store::AnsweredSame;

/// The signs of a question that everybody reads.
const MAX_QUESTION_CHARS: usize = 200;

#[derive(Template)]
#[template(path = "staff_answered.html")]
struct Answered<'a> {
    done: Option<&'a str>,
    problem: Option<String>,
    answered: Vec<AnsweredView>,
}

struct AnsweredView {
    id: String,
    at: String,
    wording: Option<String>,
    is_public: bool,
}

#[derive(Template)]
#[template(path = "staff_answered_one.html")]
struct One<'a> {
    done: Option<&'a str>,
    problem: Option<String>,
    id: String,
    wordings: Vec<String>,
    question: String,
    answer: String,
    is_public: bool,
    /// The page of its session, where it can be public.
    session: Option<String>,
    editing: bool,
    max_chars: usize,
}

/// What everybody is to read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Typed {
    question: String,
    reponse: String,
}

/// `GET /staff/reponses-donnees`
pub(in crate::web) async fn list(State(web): State<Shared>, Query(done): Query<Done>) -> Page {
    let answered = web.site.store.answered_queue().await?.into_iter().map(|one| AnsweredView {
        id: one.id.to_string(),
        at: hour_in_paris(one.at),
        is_public: one.public.is_some(),
        wording: one.wordings.into_iter().next(),
    });
    Ok(Html(Answered { done: done.sentence(), problem: None, answered: answered.collect() }.render()?))
}

/// `GET /staff/reponses-donnees/{id}`
pub(in crate::web) async fn show(State(web): State<Shared>, Path(id): Path<String>, Query(done): Query<Done>) -> Page {
    let answered = found(&web, &id).await?;
    let mut page = one(&web, answered);
    page.done = done.sentence();
    Ok(Html(page.render()?))
}

/// `POST /staff/reponses-donnees/{id}/publier`
pub(in crate::web) async fn publish(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let answered = found(&web, &id).await?;
    let (question, answer) = (typed.question.trim().to_owned(), typed.reponse.replace("\r\n", "\n").trim().to_owned());
    let problem = problem_of(&question, &answer);
    if let Some(problem) = problem {
        let page = One { problem: Some(problem), question, answer, ..one(&web, answered) };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    let done = web.site.store.publish_queued(&answered.id, &question, &answer, web.now()).await?;
    if done {
        web.live.tell();
        web.audit(&member, "réponse rendue publique", &id).await?;
    }
    Ok(back_to(&format!("/staff/reponses-donnees/{id}"), if done { "publique" } else { "plus-en-attente" }))
}

/// `POST /staff/reponses-donnees/{id}/retirer`
pub(in crate::web) async fn unpublish(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    if web.site.store.unpublish_queued(&QueuedId::new(&*id)).await? {
        web.live.tell();
        web.audit(&member, "réponse publique retirée", &id).await?;
    }
    Ok(back_to(&format!("/staff/reponses-donnees/{id}"), "plus-publique"))
}

/// `POST /staff/reponses-donnees/{id}/faq`: a draft with its answer and all its wordings.
pub(in crate::web) async fn make_entry(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    web.may_edit()?;
    let answered = found(&web, &id).await?;
    let (question, answer) = (typed.question.trim().to_owned(), typed.reponse.replace("\r\n", "\n").trim().to_owned());
    let asked = Asked {
        question: question.clone(),
        answer: answer.clone(),
        wordings: answered.wordings.clone(),
        theme: answered.theme.clone(),
        owner: member.name.clone(),
    };
    let (faq, today) = (web.site.conversation.faq(), web.today());
    let work = move |desk: crate::desk::Desk| -> anyhow::Result<Result<String, String>> {
        let file = match desk.draft_of(&faq, &asked, today) {
            Ok(file) => file,
            Err(sentence) => return Ok(Err(sentence)),
        };
        Ok(match desk.save(&file.path, &file.text, None)? {
            Saved::Written(_) => Ok(file.id),
            Saved::Changed => Err(format!("une réponse s'appelle déjà « {} »", file.id)),
            Saved::Refused(sentence) => Err(sentence),
        })
    };
    match web.at_desk(work).await?? {
        Ok(entry) => {
            web.changed_by(&member, &entry, "tirer").await;
            Ok(back_to(&format!("/staff/reponses/{entry}"), "reponse-creee"))
        }
        Err(sentence) => {
            let page = One { problem: Some(sentence), question, answer, ..one(&web, answered) };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
    }
}

async fn found(web: &Shared, id: &str) -> Result<AnsweredSame, Error> {
    let found = web.site.store.answered_question(&QueuedId::new(id)).await?;
    found.ok_or_else(|| Error::NotFound("Cette question n'a pas reçu de réponse, ou n'est plus gardée.".into()))
}

fn one(web: &Shared, answered: AnsweredSame) -> One<'static> {
    let (question, answer) = match answered.public.clone() {
        Some(public) => public,
        None => (answered.wordings.first().cloned().unwrap_or_default(), answered.answer.clone().unwrap_or_default()),
    };
    One {
        done: None,
        problem: None,
        id: answered.id.to_string(),
        question,
        answer,
        is_public: answered.public.is_some(),
        session: answered.session.map(|session| session.to_string()),
        wordings: answered.wordings,
        editing: web.site.editing,
        max_chars: MAX_ANSWER_CHARS,
    }
}

/// Everybody will read it: nothing that looks like a person's own may stand in it.
fn problem_of(question: &str, answer: &str) -> Option<String> {
    if question.is_empty() || answer.is_empty() {
        return Some("Écrivez la question et la réponse que tout le monde lira.".to_owned());
    }
    if question.chars().count() > MAX_QUESTION_CHARS || answer.chars().count() > MAX_ANSWER_CHARS {
        return Some(format!("La question compte {MAX_QUESTION_CHARS} caractères au plus, la réponse {MAX_ANSWER_CHARS}."));
    }
    let hidden = |text: &str| crate::privacy::redact(text) != text;
    (hidden(question) || hidden(answer))
        .then(|| "Ce texte contient une adresse, un numéro ou un nom de compte : retirez-les avant de le rendre public.".to_owned())
}
