//! The HTTP outcomes that are not a page, and what a person reads then.
//!
//! A handler says which; the words are put on at the way out, for only there it
//! is known whether a person (a page) or a program (JSON) asked. The cause of a
//! fault goes to the log and never into a body.

use std::borrow::Cow;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

use super::Shared;
use super::guard::max_body;

/// What a member of the team reads whose work the database did not keep.
const NOT_KEPT: &str = "Rien n'a été enregistré : la base de données n'a plus de place ou ne répond pas. Réessayez dans quelques minutes, et prévenez la personne qui s'occupe de la machine.";

/// What a handler answers when it has no page to give.
#[derive(Debug)]
pub(super) enum Error {
    /// 400: what was sent makes no sense.
    Wrong(Cow<'static, str>),
    /// 422: what was sent is understood and cannot be used.
    Unusable(Cow<'static, str>),
    /// 415: the body is of another kind.
    UnknownKind(Cow<'static, str>),
    /// 413: the body is too long.
    TooLong,
    /// 401: a program gave no token that is known.
    NoToken(Cow<'static, str>),
    /// 403: for other roles of the team.
    Forbidden(Cow<'static, str>),
    /// 429: too many have tried already.
    TooManyTries(Cow<'static, str>),
    /// 404: there is nothing here.
    NotFound(Cow<'static, str>),
    /// 410: there was something here.
    Gone(Cow<'static, str>),
    /// 503: too many are served already.
    Busy,
    /// 500: something failed on our side; the cause is logged and never shown.
    Fault(anyhow::Error),
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Self::Fault(error)
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Self {
        Self::Fault(anyhow::Error::new(error).context("writing a page"))
    }
}

/// The words a handler chose for its refusal, if it chose any.
#[derive(Clone)]
struct Words(Option<Cow<'static, str>>);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, words) = match self {
            Self::Wrong(words) => (StatusCode::BAD_REQUEST, Some(words)),
            Self::Unusable(words) => (StatusCode::UNPROCESSABLE_ENTITY, Some(words)),
            Self::UnknownKind(words) => (StatusCode::UNSUPPORTED_MEDIA_TYPE, Some(words)),
            Self::TooLong => (StatusCode::PAYLOAD_TOO_LARGE, None),
            Self::NoToken(words) => (StatusCode::UNAUTHORIZED, Some(words)),
            Self::Forbidden(words) => (StatusCode::FORBIDDEN, Some(words)),
            Self::TooManyTries(words) => (StatusCode::TOO_MANY_REQUESTS, Some(words)),
            Self::NotFound(words) => (StatusCode::NOT_FOUND, Some(words)),
            Self::Gone(words) => (StatusCode::GONE, Some(words)),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, None),
            Self::Fault(error) => {
                tracing::error!("a request failed: {error:#}");
                (StatusCode::INTERNAL_SERVER_ERROR, None)
            }
        };
        let mut response = status.into_response();
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(Words(words));
        response
    }
}

/// Puts words on every refusal that has none yet, ours and those of the layers.
pub(super) async fn dress(State(web): State<Shared>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let for_a_program = path.starts_with("/api/");
    let for_staff = is_for_staff(&path);
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || is_dressed(response.headers()) {
        return response;
    }
    let words = response.extensions().get::<Words>().and_then(|words| words.0.clone());
    let words = words.unwrap_or_else(|| usual_words(status, &path, &web));
    let body = if for_a_program { axum::Json(json!({ "error": words })).into_response() } else { page(status, &words, for_staff) };
    let mut dressed = (status, body).into_response();
    for name in [header::ALLOW, header::WWW_AUTHENTICATE] {
        if let Some(value) = response.headers().get(&name) {
            dressed.headers_mut().insert(name, value.clone());
        }
    }
    dressed
}

fn is_for_staff(path: &str) -> bool {
    path.starts_with("/staff")
}

/// A page or JSON of ours; the layers' own refusals are bare or plain text.
fn is_dressed(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    !kind.is_empty() && !kind.starts_with("text/plain")
}

fn usual_words(status: StatusCode, path: &str, web: &Shared) -> Cow<'static, str> {
    match status {
        StatusCode::FORBIDDEN => {
            "Cette demande vient d'un autre site : elle n'a pas été suivie. Revenez sur cette page et recommencez.".into()
        }
        StatusCode::NOT_FOUND => "Il n'y a pas de page à cette adresse.".into(),
        StatusCode::METHOD_NOT_ALLOWED => "Cette adresse ne se demande pas ainsi.".into(),
        StatusCode::REQUEST_TIMEOUT => "Cette demande a pris trop de temps. Réessayez.".into(),
        StatusCode::PAYLOAD_TOO_LARGE => format!("Ce que vous avez envoyé est trop long : {} Kio au plus.", max_body(path) / 1024).into(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "Ce que vous avez envoyé n'est pas sous la forme attendue.".into(),
        status if status.is_client_error() => "Ce que vous avez envoyé est incomplet ou mal formé.".into(),
        _ if is_for_staff(path) && web.site.store.fails_to_keep() => NOT_KEPT.into(),
        _ => web.site.conversation.faq().say("panne", &[]).into(),
    }
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct Refusal<'a> {
    title: &'a str,
    words: &'a str,
    for_staff: bool,
}

fn page(status: StatusCode, words: &str, for_staff: bool) -> Response {
    let title = match status {
        StatusCode::FORBIDDEN => "Demande refusée",
        StatusCode::TOO_MANY_REQUESTS => "Trop de demandes",
        StatusCode::NOT_FOUND => "Page introuvable",
        StatusCode::GONE => "Ce lien ne sert plus",
        status if status.is_client_error() => "Demande non comprise",
        _ => "Un problème de notre côté",
    };
    match (Refusal { title, words, for_staff }).render() {
        Ok(page) => Html(page).into_response(),
        Err(_) => words.to_owned().into_response(),
    }
}
