//! The personal link of an expert who answers in one session, without account.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, Response};

use super::super::visitor::is_token;
use super::super::{Error, Shared, Web};
use super::{Member, Page};
use crate::clock::hour_in_paris;
use crate::store::Guest;
use crate::words::{StaffRole, random_word, sha256};

#[derive(Template)]
#[template(path = "staff_guest.html")]
struct Welcome {
    token: String,
    name: String,
    title: String,
    opens_at: String,
    closes_at: String,
}

/// The path of the page that the link of a guest opens.
pub(super) fn guest_path(token: &str) -> String {
    format!("/staff/invite/{token}")
}

/// `GET /staff/invite/{token}`
pub(in crate::web) async fn knock(State(web): State<Shared>, Path(token): Path<String>) -> Page {
    let guest = web.guest(&token).await?;
    let page = Welcome {
        token,
        name: guest.name,
        title: guest.title,
        opens_at: hour_in_paris(guest.opens_at),
        closes_at: hour_in_paris(guest.closes_at),
    };
    Ok(Html(page.render()?))
}

/// `POST /staff/invite/{token}`
pub(in crate::web) async fn enter(State(web): State<Shared>, Path(token): Path<String>) -> Result<Response, Error> {
    web.guest(&token).await?;
    let cookie = random_word();
    let guest = web.site.store.let_guest_in(&sha256(&token), &sha256(&cookie), web.now()).await?.ok_or_else(over)?;
    let member = Member { id: guest.account, name: guest.name, role: StaffRole::Expert, session: Some(guest.session.clone()) };
    web.audit(&member, "entrée par le lien d'une session", guest.session.as_str()).await?;
    Ok(web.let_in(&cookie, "/staff/questions"))
}

fn over() -> Error {
    Error::Gone(
        "Cette session est terminée, ou ce lien a été repris\u{a0}: il n'ouvre plus rien. Merci d'y avoir répondu\u{a0}! Si vous aviez encore une réponse à donner, écrivez à l'équipe qui vous a invité(e)."
            .into(),
    )
}

impl Web {
    /// The guest of a link that serves.
    async fn guest(&self, token: &str) -> Result<Guest, Error> {
        if !is_token(token) {
            return Err(Error::NotFound("Ce lien est mal recopié.".into()));
        }
        self.site.store.guest_of_link(&sha256(token), self.now()).await?.ok_or_else(over)
    }
}
