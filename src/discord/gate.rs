//! The one way to Discord's REST side: how fast it is asked, and when to wait.
//!
//! Serenity builds the requests and reads none of the answers: an error of its
//! own keeps no header, and its limiter lets one request in a global wait pass.
//! What has to be obeyed is decided in [`super::pace`].

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use serenity::all::{CreateAllowedMentions, CreateInteractionResponse, Http, HttpBuilder, InteractionId, LightMethod, Route};
use serenity::http::Request;
use tokio_util::sync::CancellationToken;

use super::failure::Failure;
use super::pace::{Answer, Pace, Turn};

/// Without it a request that is never answered would wait for ever.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A longer wait is for the outbox, whose slots others need meanwhile.
const PATIENCE: Duration = Duration::from_secs(5);

/// Discord waits three seconds for a first response.
const FIRST_PATIENCE: Duration = Duration::from_secs(2);

/// The way out of one runtime. A runtime has its own connections, so that one
/// that freezes holds no request of another back; the pace is everybody's.
pub(super) struct Gate {
    http: Http,
    client: reqwest::Client,
    pace: Arc<Pace>,
    /// Cancelled once Discord refuses the token: nothing may be sent after that.
    refused: CancellationToken,
}

/// What makes a gate, on any runtime.
#[derive(Clone)]
pub(super) struct Way {
    pub(super) token: SecretString,
    /// Stands in for Discord's own address: serenity heeds it only without its rate limiter.
    pub(super) api: Option<String>,
    pub(super) pace: Arc<Pace>,
    pub(super) refused: CancellationToken,
}

impl Way {
    /// A gate of its own for the runtime that will use it.
    pub(super) fn gate(&self) -> Result<Gate> {
        let client = self.client()?;
        Ok(Gate { http: self.http(client.clone()), client, pace: self.pace.clone(), refused: self.refused.clone() })
    }

    /// What serenity itself needs, to find the gateway and to name the bot.
    pub(super) fn for_serenity(&self) -> Result<Http> {
        Ok(self.http(self.client()?))
    }

    fn client(&self) -> Result<reqwest::Client> {
        let client = reqwest::Client::builder().timeout(REQUEST_TIMEOUT).connect_timeout(CONNECT_TIMEOUT);
        let client = if self.api.is_some() { client.no_proxy() } else { client };
        client.build().context("making the HTTP client for Discord")
    }

    fn http(&self, client: reqwest::Client) -> Http {
        let builder = HttpBuilder::new(self.token.expose_secret()).client(client).default_allowed_mentions(CreateAllowedMentions::new());
        match &self.api {
            Some(api) => builder.proxy(api).ratelimiter_disabled(true).build(),
            None => builder.build(),
        }
    }
}

impl Gate {
    /// What holds the number of the application.
    pub(super) fn http(&self) -> &Http {
        &self.http
    }

    /// Makes a request at its turn, and gives what Discord answered.
    pub(super) async fn fire(&self, request: Request<'_>) -> Result<Vec<u8>, Failure> {
        let key = key_of(&request);
        let turn = self.pace.turn(&key, PATIENCE).await.map_err(|wait| Failure::Later(Some(wait)))?;
        self.send(request, &key, turn).await
    }

    /// Gives Discord the first response to an interaction. It takes no turn:
    /// such responses are outside Discord's own count, and three seconds are short.
    pub(super) async fn respond(&self, id: InteractionId, token: &str, response: &CreateInteractionResponse) -> Result<(), Failure> {
        let body = serde_json::to_vec(response).map_err(unmade)?;
        let route = Route::InteractionResponse { interaction_id: id, token };
        let request = Request::new(route, LightMethod::Post).body(Some(body));
        let key = key_of(&request);
        let turn = self.pace.at_once(&key, FIRST_PATIENCE).await.map_err(|wait| Failure::Later(Some(wait)))?;
        self.send(request, &key, turn).await.map(drop)
    }

    async fn send(&self, request: Request<'_>, key: &str, turn: Turn<'_>) -> Result<Vec<u8>, Failure> {
        if self.refused.is_cancelled() {
            return Err(Failure::Unauthorised);
        }
        let built = request.build(&self.client, self.http.token(), self.http.proxy.as_deref()).map_err(unmade)?;
        let response = built.send().await.map_err(|error| {
            tracing::debug!("a request to Discord got no answer: {}", error.without_url());
            Failure::Later(None)
        })?;
        let answer = Answer::of_headers(response.status().as_u16(), |name| {
            response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        });
        // What was done was done, even when its answer is cut off.
        let body = response.bytes().await.map(|bytes| bytes.to_vec()).unwrap_or_default();
        self.judge(answer, body, key, turn)
    }

    fn judge(&self, answer: Answer, body: Vec<u8>, key: &str, turn: Turn<'_>) -> Result<Vec<u8>, Failure> {
        let told: Value = if answer.is_success() { Value::Null } else { serde_json::from_slice(&body).unwrap_or_default() };
        let wait = turn.learn(&answer, &told, key, Instant::now());
        if answer.is_success() {
            return Ok(body);
        }
        let code = told["code"].as_i64().and_then(|code| isize::try_from(code).ok()).unwrap_or(-1);
        let failure = match wait {
            Some(pause) => Failure::Later(Some(pause)),
            None => Failure::of(answer.status, code),
        };
        if failure == Failure::Unauthorised {
            self.refused.cancel();
        }
        Err(failure)
    }
}

/// A request that could not even be made is nobody's fault but ours.
fn unmade(error: impl std::fmt::Display) -> Failure {
    tracing::error!("a request to Discord could not be made: {error}");
    Failure::Refused(0)
}

/// What Discord counts together: a method on a path, whatever the message.
fn key_of(request: &Request<'_>) -> String {
    let path = request.route_ref().path();
    let path = path.split_once("/api/").map_or(path.as_ref(), |(_, path)| path);
    let parts = path.split('/').enumerate().map(|(place, part)| {
        let is_message = place > 3 && part.bytes().all(|byte| byte.is_ascii_digit());
        if is_message { "*" } else { part }
    });
    format!("{:?} {}", request.method_ref(), parts.collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use serenity::all::{ChannelId, MessageId};

    use super::*;

    #[test]
    fn messages_of_one_channel_are_counted_together_and_channels_apart() {
        let key = |channel, message| {
            let route = Route::ChannelMessage { channel_id: ChannelId::new(channel), message_id: MessageId::new(message) };
            key_of(&Request::new(route, LightMethod::Delete))
        };
        assert_eq!(key(1, 2), key(1, 3));
        assert_ne!(key(1, 2), key(4, 2));
        let posted = Request::new(Route::ChannelMessages { channel_id: ChannelId::new(1) }, LightMethod::Post);
        assert_ne!(key_of(&posted), key(1, 2));
    }
}
