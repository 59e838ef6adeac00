//! REST v10: each request is recorded, spoilt if a fault waits for it, checked and answered.
//!
//! The routing table is [`State::answer`]; a route it does not hold fails the test.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request as HttpRequest, State as AxumState};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde_json::{Value, json};

use super::Shared;
use super::faults::{Ending, Fault};
use super::records::{Id, Request};
use super::rules::Refusal;
use super::state::State;

/// A request as the routes read it.
pub(super) struct Call {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: BTreeMap<String, String>,
    pub(super) body: Value,
    /// Name and size of each file of a multipart body.
    pub(super) files: Vec<(String, usize)>,
    headers: BTreeMap<String, String>,
    raw_query: String,
}

/// Status and body; no body for 204.
pub(super) type Reply = (u16, Option<Value>);
pub(super) type Answer = Result<Reply, Refusal>;

pub(super) fn ok(body: Value) -> Answer {
    Ok((200, Some(body)))
}

pub(super) fn done() -> Answer {
    Ok((204, None))
}

pub(super) async fn handle(AxumState(shared): AxumState<Arc<Shared>>, request: HttpRequest) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let call = Call::read(parts.method.as_str(), &parts.uri, &parts.headers, &body);
    let (number, fault) = shared.change(|state| (state.record(&call), state.fault_for(&call)));
    let Some(fault) = fault else {
        return respond(shared.change(|state| state.serve(number, &call)), &[]);
    };
    tokio::time::sleep(fault.delay).await;
    let done = fault.does_it.then(|| shared.change(|state| state.serve(number, &call)));
    match fault.ending {
        Ending::Truth => respond(done.unwrap(), &fault.headers),
        Ending::Answer { status, body } => {
            shared.change(|state| state.requests[number].status = Some(status));
            raw_response(status, body.into(), &fault.headers)
        }
        // Ends the task of this connection, hence the connection, without a panic message.
        Ending::Drop => std::panic::resume_unwind(Box::new("connection dropped by a fault")),
        Ending::Silence => std::future::pending().await,
    }
}

fn respond((status, body): Reply, headers: &[(String, String)]) -> Response {
    let body = body.map_or_else(Body::empty, |body| body.to_string().into());
    raw_response(status, body, headers)
}

fn raw_response(status: u16, body: Body, headers: &[(String, String)]) -> Response {
    let mut response = Response::builder().status(status);
    if headers.iter().all(|(name, _)| !name.eq_ignore_ascii_case("content-type")) {
        response = response.header("content-type", "application/json");
    }
    for (name, value) in headers {
        response = response.header(name, value);
    }
    response.body(body).unwrap()
}

impl Call {
    fn read(method: &str, uri: &Uri, headers: &HeaderMap, body: &Bytes) -> Self {
        let text = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers: BTreeMap<String, String> = headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let (body, files) = read_body(headers.get("content-type"), body);
        let raw_query = uri.query().unwrap_or_default().to_owned();
        let pairs = raw_query.split('&').filter_map(|pair| pair.split_once('='));
        Self {
            method: method.to_owned(),
            path: percent_decoded(uri.path().strip_prefix("/api/v10").unwrap_or(uri.path())),
            query: pairs.map(|(key, value)| (key.to_owned(), percent_decoded(value))).collect(),
            body,
            files,
            headers,
            raw_query,
        }
    }

    pub(super) fn number(&self, key: &str) -> Option<u64> {
        self.query.get(key)?.parse().ok()
    }

    fn needs_token(&self) -> bool {
        let free = ["/gateway", "/interactions/", "/webhooks/"];
        self.path == free[0] || !free[1..].iter().any(|start| self.path.starts_with(start))
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let code = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (first, code) {
            (b'%', Some(code)) => {
                bytes.push(code);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The JSON of a body, and the files beside it when it is multipart.
fn read_body(kind: Option<&String>, body: &Bytes) -> (Value, Vec<(String, usize)>) {
    let boundary = kind.and_then(|kind| kind.strip_prefix("multipart/form-data; boundary="));
    let Some(boundary) = boundary else {
        return (serde_json::from_slice(body).unwrap_or_default(), Vec::new());
    };
    // One char for one byte keeps sizes true and lets a body be cut as a text.
    let text: String = body.iter().map(|byte| char::from(*byte)).collect();
    let (mut json, mut files) = (Value::Null, Vec::new());
    for part in text.split(&format!("--{}", boundary.trim_matches('"'))) {
        let Some((head, content)) = part.split_once("\r\n\r\n") else { continue };
        let content: Vec<u8> = content.strip_suffix("\r\n").unwrap_or(content).chars().map(|c| c as u8).collect();
        let named = |key: &str| Some(head.split_once(&format!("{key}=\""))?.1.split('"').next()?.to_owned());
        match named("filename") {
            Some(name) => files.push((name, content.len())),
            None if named(" name").as_deref() == Some("payload_json") => {
                json = serde_json::from_slice(&content).unwrap_or_default();
            }
            None => {}
        }
    }
    (json, files)
}

impl State {
    fn record(&mut self, call: &Call) -> usize {
        self.requests.push(Request {
            method: call.method.clone(),
            path: call.path.clone(),
            query: call.raw_query.clone(),
            body: call.body.clone(),
            headers: call.headers.clone(),
            status: None,
            code: None,
            at: std::time::Instant::now(),
        });
        self.requests.len() - 1
    }

    fn fault_for(&mut self, call: &Call) -> Option<Fault> {
        let waiting = |fault: &Fault| fault.times > 0 && fault.fits(&call.method, &call.path);
        let fault = self.faults.iter_mut().find(|fault| waiting(fault))?;
        fault.times -= 1;
        Some(fault.clone())
    }

    fn serve(&mut self, number: usize, call: &Call) -> Reply {
        let answer = catch_unwind(AssertUnwindSafe(|| self.answer(call)));
        let answer = answer.unwrap_or_else(|_| {
            self.failures.push(format!("the fake broke at {} {}", call.method, call.path));
            Err(Refusal::new(500, 0, "the fake broke"))
        });
        let request = &mut self.requests[number];
        request.code = answer.as_ref().err().map(|refusal| refusal.code);
        let reply = answer.unwrap_or_else(|refusal| (refusal.status, Some(refusal.json())));
        request.status = Some(reply.0);
        reply
    }

    fn answer(&mut self, call: &Call) -> Answer {
        let given = call.headers.get("authorization").map_or("", String::as_str);
        if call.needs_token() && given.strip_prefix("Bot ") != Some(&self.token) {
            return Err(Refusal::new(401, 0, "401: Unauthorized"));
        }
        let path = call.path.trim_matches('/').to_owned();
        let segments: Vec<&str> = path.split('/').collect();
        match (call.method.as_str(), segments.as_slice()) {
            ("GET", ["gateway"]) => ok(json!({"url": self.gateway_url})),
            ("GET", ["gateway", "bot"]) => self.gateway_bot(),
            ("GET", ["users", "@me"]) => ok(self.current_user_json()),
            ("GET", ["applications", "@me"] | ["oauth2", "applications", "@me"]) => ok(self.application_json()),
            (_, ["users" | "guilds" | "invites", ..]) => self.guilds(call, &segments),
            (_, ["channels", ..]) => self.channels(call, &segments),
            (_, ["applications", app, ..]) if *app == self.bot.to_string() => self.commands(call, &segments[2..]),
            ("POST", ["interactions", id, token, "callback"]) => self.callback(call, id, token),
            (_, ["webhooks", app, token, rest @ ..]) if *app == self.bot.to_string() => self.webhook(call, token, rest),
            _ => self.no_such_route(call),
        }
    }

    /// A mistake of the bot or a hole in the fake: the test must not pass over it.
    pub(super) fn no_such_route(&mut self, call: &Call) -> Answer {
        self.failures.push(format!("unknown route: {} {}", call.method, call.path));
        Err(Refusal::new(404, 0, "404: Not Found"))
    }

    fn gateway_bot(&self) -> Answer {
        let used = self.gateway.identifies.len();
        ok(json!({
            "url": self.gateway_url, "shards": 1,
            "session_start_limit": {
                "total": 1000, "remaining": 1000 - used, "reset_after": 14_400_000,
                "max_concurrency": 1,
            },
        }))
    }
}

/// The number of a path segment.
pub(super) fn id(segment: &str, unknown: Refusal) -> Result<Id, Refusal> {
    segment.parse().map_err(|_| unknown)
}
