//! What the pages are drawn with, how the program is doing, and the page on
//! how it works.

use std::sync::LazyLock;
use std::time::Duration;

use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

use super::visitor::sha256;
use super::{Error, Shared};
use crate::privacy::{ADDRESS_KEPT_DAYS, TEXT_KEPT_DAYS};

pub(super) const STYLE: &str = include_str!("assets/style.css");
const SCRIPT: &str = include_str!("assets/chat.js");
const ANSWERS: &str = include_str!("assets/answers.js");
const QUEUE: &str = include_str!("assets/queue.js");
const COPY: &str = include_str!("assets/copy.js");
const REPORT: &str = include_str!("assets/report.js");
const ICON: &str = include_str!("assets/icon.svg");

/// A database that does not answer by then is away.
const PATIENCE: Duration = Duration::from_secs(3);

static STYLE_ADDRESS: LazyLock<String> = LazyLock::new(|| address("style.css", STYLE));
static SCRIPT_ADDRESS: LazyLock<String> = LazyLock::new(|| address("chat.js", SCRIPT));

static ANSWERS_ADDRESS: LazyLock<String> = LazyLock::new(|| address("answers.js", ANSWERS));

static QUEUE_ADDRESS: LazyLock<String> = LazyLock::new(|| address("queue.js", QUEUE));

static COPY_ADDRESS: LazyLock<String> = LazyLock::new(|| address("copy.js", COPY));

static REPORT_ADDRESS: LazyLock<String> = LazyLock::new(|| address("report.js", REPORT));

/// The address of the script of a report, which changes when it does.
pub(super) fn report_script() -> &'static str {
    &REPORT_ADDRESS
}

/// The address of the script that copies texts, which changes when it does.
pub(super) fn copy_script() -> &'static str {
    &COPY_ADDRESS
}

/// The address of the script of the queue, which changes when it does.
pub(super) fn queue_script() -> &'static str {
    &QUEUE_ADDRESS
}

/// The address of the script of the answers' page, which changes when it does.
pub(super) fn answers_script() -> &'static str {
    &ANSWERS_ADDRESS
}

/// The address of the style, which changes when it does.
pub(super) fn style() -> &'static str {
    &STYLE_ADDRESS
}

/// The address of the script, which changes when it does.
pub(super) fn script() -> &'static str {
    &SCRIPT_ADDRESS
}

fn address(name: &str, text: &str) -> String {
    let version: String = sha256(text).chars().take(12).collect();
    format!("/assets/{name}?v={version}")
}

/// `GET /assets/{name}`
pub(super) async fn file(Path(name): Path<String>) -> Result<Response, Error> {
    let (kind, text) = match name.as_str() {
        "style.css" => ("text/css; charset=utf-8", STYLE),
        "chat.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "report.js" => ("text/javascript; charset=utf-8", REPORT),
        "copy.js" => ("text/javascript; charset=utf-8", COPY),
        "queue.js" => ("text/javascript; charset=utf-8", QUEUE),
        "answers.js" => ("text/javascript; charset=utf-8", ANSWERS),
        "icon.svg" => ("image/svg+xml", ICON),
        _ => return Err(Error::NotFound("Il n'y a pas de fichier à cette adresse.".into())),
    };
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")], text).into_response())
}

/// `GET /healthz`
pub(super) async fn health(State(web): State<Shared>) -> (StatusCode, Json<serde_json::Value>) {
    // The cheapest thing to ask: a link that is not there.
    let answer = tokio::time::timeout(PATIENCE, web.site.store.tracked_link("")).await;
    match answer {
        // Candidates are served all the same: nothing is to be taken out of service.
        Ok(Ok(_)) if web.site.store.fails_to_keep() => (StatusCode::OK, Json(json!({ "status": "not_recording" }))),
        Ok(Ok(_)) => (StatusCode::OK, Json(json!({ "status": "ok" }))),
        _ => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "database_away" }))),
    }
}

#[derive(Template)]
#[template(path = "about.html")]
struct About {
    employer: String,
    days: i64,
    address_days: i64,
}

/// `GET /a-propos`
pub(super) async fn about(State(web): State<Shared>) -> Result<Html<String>, Error> {
    let faq = web.site.conversation.faq();
    let employer = faq.employer_name().to_owned();
    Ok(Html(About { employer, days: TEXT_KEPT_DAYS, address_days: ADDRESS_KEPT_DAYS }.render()?))
}
