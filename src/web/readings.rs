//! Reports read without an account: by a person who was given a link to one, or
//! by a program with a token to all of them.
//!
//! Neither opens anything else. Who reads is noted in the journal, once a day.

use std::num::NonZeroU32;

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use super::staff::reports::shared;
use super::visitor::is_token;
use super::{Error, Shared, Web};
use crate::clock::{day_in_paris, hour_in_paris};
use crate::sessions::report_of;
use crate::store::{Action, ReportKey};
use crate::words::{SessionId, sha256};

/// Readings in a minute, by everybody together: a report is costly to compute,
/// and a token cannot be guessed in a thousand years of it.
const A_MINUTE: NonZeroU32 = NonZeroU32::MIN.saturating_add(59);

/// How many readings there may still be.
#[derive(Debug)]
pub(super) struct Readings(DefaultDirectRateLimiter);

impl Readings {
    pub(super) fn new() -> Self {
        Self(RateLimiter::direct(Quota::per_minute(A_MINUTE)))
    }

    fn admit(&self) -> Result<(), Error> {
        self.0.check().map_err(|_| Error::TooManyTries("Trop de rapports sont demandés en ce moment. Réessayez dans une minute.".into()))
    }
}

/// `GET /rapport/{token}`
pub(super) async fn by_link(State(web): State<Shared>, Path(token): Path<String>) -> Result<Html<String>, Error> {
    let unknown = || Error::NotFound("Ce lien n'ouvre rien : vérifiez qu'il est copié en entier.".into());
    if !is_token(&token) {
        return Err(unknown());
    }
    web.readings.admit()?;
    let key = web.site.store.report_key(&sha256(&token)).await?.ok_or_else(unknown)?;
    let id = key.report.clone().ok_or_else(unknown)?;
    if !key.serves(web.now()) {
        let words = format!("{} Demandez-en un autre à la personne qui vous l'a donné.", why_not(&key, "Ce lien"));
        return Err(Error::Gone(words.into()));
    }
    let report = web.named_report(id.as_str()).await?;
    web.note_reading(&key, "rapport lu par un lien", id.as_str()).await?;
    Ok(Html(shared(&report, hour_in_paris(key.expires_at))?))
}

/// Lets a program pass that gives a token, whatever the method.
pub(super) async fn required(State(web): State<Shared>, mut request: Request, next: Next) -> Result<Response, Error> {
    web.readings.admit()?;
    let token = bearer(request.headers()).ok_or(Error::NoToken(
        "Donnez un jeton dans l'en-tête « Authorization: Bearer … » : qui administre les comptes en crée à la page « Jetons ».".into(),
    ))?;
    let known = if is_token(token) { web.site.store.report_key(&sha256(token)).await? } else { None };
    let key = known.filter(|key| key.report.is_none()).ok_or(Error::NoToken("Ce jeton n'est pas connu.".into()))?;
    if !key.serves(web.now()) {
        return Err(Error::Forbidden(why_not(&key, "Ce jeton").into()));
    }
    request.extensions_mut().insert(key);
    Ok(next.run(request).await)
}

/// `GET /api/reports/{id}`: what `tchat report <id> --format json` prints.
pub(super) async fn by_program(
    State(web): State<Shared>,
    Extension(key): Extension<ReportKey>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let report = report_of(&web.site.store, &SessionId::new(&*id), web.now()).await?;
    let report = report.ok_or(Error::NotFound("Il n'y a ni session ni mois de ce nom.".into()))?;
    web.note_reading(&key, "rapport lu par un programme", &id).await?;
    let json = serde_json::to_string_pretty(&report).map_err(anyhow::Error::new)?;
    Ok(([(CONTENT_TYPE, "application/json")], format!("{json}\n")).into_response())
}

/// The token of a request; the name of the scheme is written as one likes.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Why what was given opens nothing any more.
fn why_not(key: &ReportKey, what: &str) -> String {
    match key.revoked_at {
        Some(at) => format!("{what} a été repris le {}.", hour_in_paris(at)),
        None => format!("{what} a expiré le {}.", hour_in_paris(key.expires_at)),
    }
}

impl Web {
    /// One line a day for who reads a report again and again.
    async fn note_reading(&self, key: &ReportKey, action: &str, report: &str) -> Result<(), Error> {
        let (store, now) = (&self.site.store, self.now());
        let last = store.last_action(report, action).await?;
        if last.is_some_and(|line| line.done.detail == key.id && day_in_paris(line.at) == day_in_paris(now)) {
            return Ok(());
        }
        let done =
            Action { account: None, name: key.name.clone(), action: action.to_owned(), object: report.to_owned(), detail: key.id.clone() };
        Ok(store.note_action(done, now).await?)
    }
}
