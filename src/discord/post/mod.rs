//! Sends to Discord, and says what became of it.
//!
//! Runs on the main runtime with an HTTP client of its own, so that a gateway
//! that freezes never holds an answer back. Nothing sent can ping anybody.

mod bodies;
mod channel;
mod owed;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serenity::all::{ApplicationId, CreateAttachment, CreateCommand, InteractionId, LightMethod, Route};
use serenity::http::{Multipart, MultipartUpload, Request};

use super::Parts;
use super::failure::Failure;
use super::gate::Gate;
use super::relay::{Acknowledged, Request as Asks};
use super::status::{Missing, Status};
use super::translate::{Part, number};
use crate::outbox::{Sent, jitter};
use crate::words::Delivery;
pub(super) use bodies::first_response;
use bodies::{edit, followup, nonce_of};

/// Pauses between the tries of what somebody is waiting for right now.
const PAUSES: [Duration; 2] = [Duration::from_millis(400), Duration::from_millis(1_500)];

/// Discord waits three seconds for the first response: there is time for no more.
const ACKNOWLEDGE_TRIES: usize = 2;

/// The way out to Discord.
pub(super) struct Post {
    pub(super) gate: Gate,
    status: Arc<Status>,
    parts: Parts,
    /// The number of the bot; nought before it is known.
    bot: AtomicU64,
    /// How many parts of a long message have arrived, while the rest is tried again.
    arrived: Mutex<HashMap<String, usize>>,
}

impl Post {
    pub(super) fn new(gate: Gate, status: Arc<Status>, parts: Parts) -> Self {
        Self { gate, status, parts, bot: AtomicU64::new(0), arrived: Mutex::default() }
    }

    /// Learns the number that answers to interactions are addressed by, and the bot's own.
    pub(super) fn introduce(&self, application: u64, bot: u64) {
        self.bot.store(bot, Ordering::Relaxed);
        if application != 0 {
            self.gate.http().set_application_id(ApplicationId::new(application));
        }
    }

    /// Sends what is owed to nobody's memory but the one who waits, with a few tries.
    pub(super) async fn now(&self, delivery: &Delivery, nonce: &str, parts: &[Part]) -> Sent {
        for pause in PAUSES {
            match self.deliver(delivery, nonce, parts).await {
                Sent::Later(after) => tokio::time::sleep(after.unwrap_or_else(|| spread(pause))).await,
                sent => return sent,
            }
        }
        let sent = self.deliver(delivery, nonce, parts).await;
        self.arrived().remove(nonce);
        sent
    }

    /// Posts the panel in a channel.
    pub(super) async fn panel(&self, channel: u64, nonce: &str, part: &Part) -> Result<(), Failure> {
        let delivery = Delivery::Channel { channel: channel.to_string(), message: None };
        for pause in PAUSES {
            match self.part(&delivery, nonce, 0, part).await {
                Err(Failure::Later(after)) => tokio::time::sleep(after.unwrap_or_else(|| spread(pause))).await,
                sent => return sent,
            }
        }
        self.part(&delivery, nonce, 0, part).await
    }

    /// Makes the commands known everywhere; doing it again changes nothing.
    pub(super) async fn register(&self, commands: &[CreateCommand]) -> Result<(), Failure> {
        let Some(application_id) = self.gate.http().application_id() else { return Err(Failure::Later(None)) };
        self.send(Request::new(Route::Commands { application_id }, LightMethod::Put), &commands, None).await
    }

    /// Gives the first response again, when nobody knows whether it arrived.
    pub(super) async fn acknowledge(&self, id: u64, token: &str, request: &Asks) -> Acknowledged {
        for _ in 0..ACKNOWLEDGE_TRIES {
            match self.gate.respond(InteractionId::new(id), token, &first_response(request)).await {
                Ok(()) | Err(Failure::Refused(Failure::ANSWERED_ALREADY)) => return Acknowledged::Yes,
                Err(Failure::Later(_)) => {}
                Err(_) => return Acknowledged::No,
            }
        }
        Acknowledged::No
    }

    /// The same once so many of its parts stand already.
    pub(super) async fn deliver_after(&self, standing: usize, delivery: &Delivery, nonce: &str, parts: &[Part]) -> Sent {
        // What a try before brought there stands too.
        if standing > self.arrived().get(nonce).copied().unwrap_or(0) {
            self.arrived().insert(nonce.to_owned(), standing);
        }
        self.deliver(delivery, nonce, parts).await
    }

    pub(super) async fn deliver(&self, delivery: &Delivery, nonce: &str, parts: &[Part]) -> Sent {
        let arrived = self.arrived().get(nonce).copied().unwrap_or(0);
        for (place, part) in parts.iter().enumerate().skip(arrived) {
            match self.part(delivery, nonce, place, part).await {
                Ok(()) => drop(self.arrived().insert(nonce.to_owned(), place + 1)),
                Err(Failure::Later(after)) => return Sent::Later(after),
                Err(Failure::Unauthorised) => return Sent::Later(None),
                Err(Failure::Missing(_) | Failure::Refused(_)) => {
                    self.arrived().remove(nonce);
                    return Sent::Refused;
                }
            }
        }
        self.arrived().remove(nonce);
        Sent::Done
    }

    async fn part(&self, delivery: &Delivery, nonce: &str, place: usize, part: &Part) -> Result<(), Failure> {
        match delivery {
            Delivery::Channel { channel, message } => {
                let Some(channel) = number(channel) else { return Err(Failure::Refused(0)) };
                let replied = message.as_deref().filter(|_| place == 0).and_then(number);
                self.to_channel(channel, replied, &nonce_of(nonce, place), part).await
            }
            Delivery::Interaction { token } => {
                let Some(application_id) = self.gate.http().application_id() else { return Err(Failure::Later(None)) };
                if place == 0 {
                    let route = Route::WebhookOriginalInteractionResponse { application_id, token };
                    return self.send(Request::new(route, LightMethod::Patch), &edit(part), part.file.as_ref()).await;
                }
                let route = Route::WebhookFollowupMessages { application_id, token };
                self.send(Request::new(route, LightMethod::Post), &followup(part), None).await
            }
        }
    }

    async fn to_channel(&self, channel: u64, replied: Option<u64>, nonce: &str, part: &Part) -> Result<(), Failure> {
        let mut said = self.say_under(channel, replied, nonce, part).await;
        if let Err(Failure::Missing(missing)) = said {
            self.status.missing(channel, missing);
            if missing == Missing::History && replied.is_some() {
                said = self.say_under(channel, None, nonce, part).await;
            }
        }
        // An answer that cannot be read is not read: what was done was done.
        said.map(drop)
    }

    /// The number of the bot.
    pub(super) fn bot(&self) -> u64 {
        self.bot.load(Ordering::Relaxed)
    }

    /// Sends a body. An answer that cannot be read is not read: what was done was done.
    pub(super) async fn send(&self, request: Request<'_>, body: &impl Serialize, file: Option<&(String, Vec<u8>)>) -> Result<(), Failure> {
        self.sent(request, body, file).await.map(drop)
    }

    /// What Discord answers to a request, as far as it is read.
    pub(super) async fn asked<T: DeserializeOwned>(&self, request: Request<'_>, body: Option<&impl Serialize>) -> Result<T, Failure> {
        let answer = match body {
            Some(body) => self.sent(request, body, None).await?,
            None => self.gate.fire(request).await?,
        };
        serde_json::from_slice(&answer).map_err(|error| Failure::unreadable(&error))
    }

    /// Sends a body, with the file that goes with it; gives what Discord answers.
    async fn sent(&self, request: Request<'_>, body: &impl Serialize, file: Option<&(String, Vec<u8>)>) -> Result<Vec<u8>, Failure> {
        let json = serde_json::to_string(body).map_err(|error| Failure::unreadable(&error))?;
        let request = match file {
            Some((name, bytes)) => request.multipart(Some(Multipart {
                upload: MultipartUpload::Attachments(vec![CreateAttachment::bytes(bytes.clone(), name.clone())]),
                payload_json: Some(json),
                fields: Vec::new(),
            })),
            None => request.body(Some(json.into_bytes())),
        };
        self.gate.fire(request).await
    }

    fn arrived(&self) -> std::sync::MutexGuard<'_, HashMap<String, usize>> {
        self.arrived.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A pause and up to a quarter of it more, so that what failed together does
/// not come back together.
fn spread(pause: Duration) -> Duration {
    pause.mul_f64(1.0 + jitter())
}
