//! How the team gets in: a link that serves once, then a cookie of which only
//! the hash is kept.

use anyhow::Result;
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::{SignedDuration, Timestamp};

use super::super::visitor::{is_token, sha256};
use super::super::{Error, Shared, Web};
use super::Page;
use crate::store::Store;
use crate::words::random_word;

const INVITATION_GOOD_FOR: SignedDuration = SignedDuration::from_hours(24);
const LOGIN_GOOD_FOR: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Draws the link by which the team gets in, good once and for 24 hours; links
/// given earlier no longer serve. Gives its path, to be read by its owner only.
///
/// # Errors
/// When the database is away.
pub async fn invite_staff(store: &Store, now: Timestamp) -> Result<String> {
    let token = random_word();
    store.keep_invitation(&sha256(&token), now, now + INVITATION_GOOD_FOR).await?;
    Ok(format!("/staff/entrer/{token}"))
}

/// Lets a request pass when its cookie is that of a login.
pub(in super::super) async fn required(State(web): State<Shared>, request: Request, next: Next) -> Result<Response, Error> {
    let token = web.cookie_of(request.headers()).ok_or(Error::NotLoggedIn)?;
    if !web.site.store.is_logged_in(&sha256(&token), web.now()).await? {
        return Err(Error::NotLoggedIn);
    }
    Ok(next.run(request).await)
}

#[derive(Template)]
#[template(path = "staff_enter.html")]
struct Enter<'a> {
    token: &'a str,
}

/// `GET /staff/entrer/{token}`: one button, so that a program that looks at the
/// link does not use it up.
pub(in super::super) async fn knock(Path(token): Path<String>) -> Page {
    if !is_token(&token) {
        return Err(Error::NotFound("Ce lien d'entrée est mal recopié.".into()));
    }
    Ok(Html(Enter { token: &token }.render()?))
}

/// `POST /staff/entrer/{token}`
pub(in super::super) async fn enter(State(web): State<Shared>, Path(token): Path<String>) -> Result<Response, Error> {
    let (login, now) = (random_word(), web.now());
    if !web.site.store.use_invitation(&sha256(&token), &sha256(&login), now, now + LOGIN_GOOD_FOR).await? {
        return Err(Error::Gone(
            "Ce lien d'entrée a déjà servi, ou il a plus de 24 heures. Un nouveau s'affiche quand le programme redémarre.".into(),
        ));
    }
    Ok(([(SET_COOKIE, web.cookie(&login, LOGIN_GOOD_FOR.as_secs()))], Redirect::to("/staff")).into_response())
}

/// `POST /staff/sortir`
pub(in super::super) async fn leave(State(web): State<Shared>, headers: HeaderMap) -> Result<Response, Error> {
    if let Some(token) = web.cookie_of(&headers) {
        web.site.store.log_out(&sha256(&token)).await?;
    }
    Ok(([(SET_COOKIE, web.cookie("", 0))], Redirect::to("/")).into_response())
}

impl Web {
    /// A browser keeps a `__Host-` cookie to this very host and to https.
    fn cookie_name(&self) -> &'static str {
        if self.is_secure() { "__Host-tchat_staff" } else { "tchat_staff" }
    }

    fn cookie(&self, value: &str, seconds: i64) -> String {
        let secure = if self.is_secure() { "; Secure" } else { "" };
        format!("{}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}", self.cookie_name())
    }

    fn cookie_of(&self, headers: &HeaderMap) -> Option<String> {
        let cookies = headers.get_all(COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
        let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, value)| *name == self.cookie_name() && is_token(value)).map(|(_, value)| value.to_owned())
    }
}
