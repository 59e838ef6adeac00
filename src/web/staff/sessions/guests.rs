//! The experts of a session who have no account: their links.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::super::super::{Error, Shared, Web};
use super::super::guest::guest_path;
use super::super::{Done, Member, Page, back_to};
use crate::accounts::read_name;
use crate::clock::hour_in_paris;
use crate::words::{AccountId, SessionId, random_word, sha256};

#[derive(Template)]
#[template(path = "staff_guests.html")]
struct Guests {
    done: Option<&'static str>,
    problem: Option<String>,
    id: String,
    title: String,
    /// Until when the links serve; none once the session is over.
    until: Option<String>,
    /// The link that was just made, and for whom: shown this once.
    link: Option<(String, String)>,
    /// Each guest's account and name.
    guests: Vec<(String, String)>,
    typed: String,
}

/// Who is invited.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Typed {
    nom: String,
}

/// `GET /staff/sessions/{id}/invites`
pub(in crate::web) async fn list(State(web): State<Shared>, Path(id): Path<String>, Query(done): Query<Done>) -> Page {
    let page = web.guests(&id).await?;
    Ok(Html(Guests { done: done.sentence(), ..page }.render()?))
}

/// `POST /staff/sessions/{id}/invites`
pub(in crate::web) async fn invite(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (token, account) = (random_word(), AccountId::new(random_word()));
    let invited = match read_name(&typed.nom) {
        Err(problem) => Err(problem),
        Ok(name) => {
            let kept = web.site.store.invite_guest(&account, &SessionId::new(&*id), &name, &sha256(&token), web.now()).await?;
            kept.then_some(name).ok_or_else(|| "cette session est terminée\u{a0}: un lien n'ouvrirait plus rien".to_owned())
        }
    };
    match invited {
        Err(problem) => {
            let page = Guests { problem: Some(problem), typed: typed.nom, ..web.guests(&id).await? };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
        Ok(name) => {
            web.audit_in_detail(&member, "lien d'une session donné", &id, &name).await?;
            let link = (format!("{}{}", web.origin(&headers), guest_path(&token)), name);
            Ok(Html(Guests { link: Some(link), ..web.guests(&id).await? }.render()?).into_response())
        }
    }
}

/// `POST /staff/sessions/{id}/invites/{account}/reprendre`
pub(in crate::web) async fn take_back(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path((id, account)): Path<(String, String)>,
) -> Result<Response, Error> {
    let session = web.planned(&id).await?.id;
    let guests = web.site.store.guests_of(&session).await?;
    let guest = guests.into_iter().find(|guest| guest.account.as_str() == account);
    let page = format!("/staff/sessions/{session}/invites");
    let Some(guest) = guest else { return Ok(back_to(&page, "invitation-absente")) };
    web.site.store.disable_account(&guest.account, web.now()).await?;
    web.audit_in_detail(&member, "lien d'une session repris", &id, &guest.name).await?;
    Ok(back_to(&page, "invitation-reprise"))
}

impl Web {
    async fn guests(&self, id: &str) -> Result<Guests, Error> {
        let session = self.planned(id).await?;
        let guests = self.site.store.guests_of(&session.id).await?;
        let is_over = session.closed_at.is_some() || session.closes_at <= self.now();
        Ok(Guests {
            done: None,
            problem: None,
            id: id.to_owned(),
            title: session.title,
            until: (!is_over).then(|| hour_in_paris(session.closes_at)),
            link: None,
            guests: guests.into_iter().map(|guest| (guest.account.to_string(), guest.name)).collect(),
            typed: String::new(),
        })
    }
}
