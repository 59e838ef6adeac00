//! What nobody could answer, by group, and what HR makes of it: a wording of an
//! entry, a draft, something out of scope.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};
use jiff::SignedDuration;
use serde::Deserialize;

use super::super::{Error, Shared, Web};
use super::{Done, Member, Page, back_to};
use crate::faq::{Unanswered, gather};
use crate::files::Saved;

/// Until when back unanswered questions are read; their texts go after ninety days.
const SPAN: SignedDuration = SignedDuration::from_hours(24 * 30);
/// What is recent.
const RECENT: SignedDuration = SignedDuration::from_hours(24 * 7);

#[derive(Template)]
#[template(path = "staff_unanswered.html")]
struct UnansweredPage<'a> {
    done: Option<&'a str>,
    problem: Option<String>,
    groups: Vec<GroupView>,
    /// Every entry that a wording can be added to: its id and its question.
    entries: Vec<(String, String)>,
    editing: bool,
}

struct GroupView {
    count: usize,
    recent: usize,
    examples: Vec<String>,
    nearest: Option<String>,
}

/// A wording for an entry.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Wording {
    entree: String,
    formulation: String,
}

/// `GET /staff/inconnues`
pub(in crate::web) async fn list(State(web): State<Shared>, Extension(member): Extension<Member>, Query(done): Query<Done>) -> Page {
    let page = UnansweredPage { done: done.sentence(), ..web.unanswered(&member).await? };
    Ok(Html(page.render()?))
}

/// `POST /staff/inconnues`: one more wording for an entry, out of scope or not.
pub(in crate::web) async fn add(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Form(typed): Form<Wording>,
) -> Result<Response, Error> {
    web.may_edit()?;
    let (id, wording) = (typed.entree.clone(), typed.formulation.clone());
    let work = move |desk: crate::desk::Desk| -> anyhow::Result<Result<(), String>> {
        let Some(open) = desk.open(&id)? else { return Ok(Err(format!("l'entrée « {id} » n'existe plus"))) };
        let text = match desk.with_wording(&open.text, &wording) {
            Ok(text) => text,
            Err(sentence) => return Ok(Err(sentence)),
        };
        Ok(match desk.save(&open.path, &text, Some(&open.hash))? {
            Saved::Written(_) => Ok(()),
            Saved::Changed => Err("ce fichier vient de changer : recommencez".to_owned()),
            Saved::Refused(sentence) => Err(sentence),
        })
    };
    match web.at_desk(work).await?? {
        Ok(()) => {
            web.changed_by(&member, &typed.entree, "formulation").await;
            Ok(back_to("/staff/inconnues", "formulation"))
        }
        Err(sentence) => {
            let page = UnansweredPage { problem: Some(sentence), ..web.unanswered(&member).await? };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
    }
}

impl Web {
    /// The words of people are read here: who reads them is noted.
    async fn unanswered(&self, member: &Member) -> Result<UnansweredPage<'static>, Error> {
        let now = self.now();
        let questions = self.site.store.unanswered(now - SPAN).await?;
        if !questions.is_empty() {
            self.audit(member, "questions sans réponse lues", &questions.len().to_string()).await?;
        }
        let faq = self.site.conversation.faq();
        let entries = faq.entries().iter().map(|entry| (entry.id.to_string(), entry.question.clone())).collect();
        let gathering = tokio::task::spawn_blocking(move || gather(&faq, &questions, now - RECENT)).await;
        let groups = gathering.map_err(|error| Error::Fault(anyhow::Error::new(error).context("gathering questions")))?;
        Ok(UnansweredPage {
            done: None,
            problem: None,
            groups: groups.into_iter().map(view).collect(),
            entries,
            editing: self.site.editing,
        })
    }
}

fn view(group: Unanswered) -> GroupView {
    GroupView { count: group.count, recent: group.recent, examples: group.examples, nearest: group.nearest.map(|entry| entry.to_string()) }
}
