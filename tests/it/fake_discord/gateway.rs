//! The gateway: sessions, what each is told, and the sockets they hang on.
//!
//! Everything sent goes through the orders of one socket, so that tests can close it, cut it or
//! say anything on it in the order they choose ([`super::wire`]).

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Request, State as AxumState};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use flate2::{Compression, write::ZlibEncoder};
use serde_json::{Value, json};
use serenity::all::GatewayIntents;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::Shared;
use super::records::{Id, Message};
use super::state::State;

/// What a socket is told to do.
#[derive(Clone, Debug)]
pub(super) enum Order {
    Send(String),
    Close(Option<u16>),
    /// Ends the TCP connection without a word.
    Cut,
}

/// A session, connected or waiting to be resumed.
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) intents: GatewayIntents,
    pub(crate) seq: u64,
    /// Every dispatch so far, for RESUME.
    pub(super) sent: Vec<(u64, String)>,
    /// Number of the socket it hangs on.
    pub(crate) socket: Option<usize>,
    pub(crate) resumable: bool,
    /// Whether IDENTIFY asked for compressed payloads.
    compress: bool,
}

/// Settings and counters of the gateway.
pub(crate) struct GatewayState {
    pub(crate) heartbeat: Duration,
    /// Shortest time between two IDENTIFY; a hastier one gets op 9.
    pub(crate) identify_spacing: Duration,
    /// Binary zlib frames to who asked for them.
    pub(crate) compress: bool,
    pub(crate) frames_compressed: usize,
    pub(crate) acks: bool,
    pub(crate) upgrades_to_refuse: u32,
    pub(crate) upgrades_refused: u32,
    /// Time (ms, the fake's clock) of each accepted IDENTIFY.
    pub(crate) identifies: Vec<u64>,
    pub(crate) resumes: usize,
    pub(crate) heartbeats: usize,
    /// Orders of every socket ever accepted; none once it is closed.
    pub(super) sockets: Vec<Option<UnboundedSender<Order>>>,
}

impl Default for GatewayState {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_millis(41_250),
            identify_spacing: Duration::from_secs(5),
            compress: false,
            frames_compressed: 0,
            acks: true,
            upgrades_to_refuse: 0,
            upgrades_refused: 0,
            identifies: Vec::new(),
            resumes: 0,
            heartbeats: 0,
            sockets: Vec::new(),
        }
    }
}

/// Answers `GET /` by a WebSocket.
pub(super) async fn upgrade(AxumState(shared): AxumState<Arc<Shared>>, request: Request) -> Response {
    let refused = shared.change(|state| {
        let refused = state.gateway.upgrades_to_refuse > 0;
        state.gateway.upgrades_to_refuse -= u32::from(refused);
        state.gateway.upgrades_refused += u32::from(refused);
        refused
    });
    if refused {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let (mut parts, _) = request.into_parts();
    match WebSocketUpgrade::from_request_parts(&mut parts, &shared).await {
        Ok(upgrade) => upgrade.on_upgrade(|socket| serve(socket, shared)),
        Err(rejection) => rejection.into_response(),
    }
}

async fn serve(mut socket: WebSocket, shared: Arc<Shared>) {
    let (orders, mut inbox) = unbounded_channel();
    let number = shared.change(|state| {
        state.gateway.sockets.push(Some(orders));
        let number = state.gateway.sockets.len() - 1;
        let interval = state.gateway.heartbeat.as_millis() as u64;
        state.say(number, &json!({"op": 10, "d": {"heartbeat_interval": interval}}));
        number
    });
    loop {
        tokio::select! {
            order = inbox.recv() => match order {
                Some(Order::Send(text)) => {
                    let frame = encode(text, shared.read(|state| state.compresses(number)));
                    let compressed = matches!(frame, Frame::Binary(_));
                    shared.change(|state| state.gateway.frames_compressed += usize::from(compressed));
                    if socket.send(frame).await.is_err() {
                        break;
                    }
                }
                Some(Order::Close(code)) => {
                    shared.change(|state| state.hang_up(number));
                    close(&mut socket, code).await;
                    break;
                }
                Some(Order::Cut) | None => break,
            },
            frame = socket.recv() => match frame {
                Some(Ok(Frame::Text(text))) => shared.change(|state| state.hear(number, &text)),
                Some(Ok(Frame::Close(frame))) => {
                    shared.change(|state| state.client_closed(number, frame.map(|frame| frame.code)));
                    break;
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => break,
            },
        }
    }
    shared.change(|state| state.hang_up(number));
}

/// Closes as Discord does: the frame, then the client's own, then the connection.
async fn close(socket: &mut WebSocket, code: Option<u16>) {
    let reason = "closed by the fake".into();
    let frame = code.map(|code| CloseFrame { code, reason });
    let _ = socket.send(Frame::Close(frame)).await;
    let echo = async { while let Some(Ok(_)) = socket.recv().await {} };
    let _ = tokio::time::timeout(Duration::from_secs(2), echo).await;
}

fn encode(text: String, compress: bool) -> Frame {
    if !compress {
        return Frame::Text(text.into());
    }
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    Frame::Binary(encoder.finish().unwrap().into())
}

impl State {
    /// Sends a payload on one socket, if it is still open.
    pub(super) fn say(&self, socket: usize, payload: &Value) {
        self.order(socket, Order::Send(payload.to_string()));
    }

    pub(super) fn order(&self, socket: usize, order: Order) {
        if let Some(Some(orders)) = self.gateway.sockets.get(socket) {
            let _ = orders.send(order);
        }
    }

    /// Whether the next frame of a socket is compressed: if the test wants it and the client asked.
    fn compresses(&self, socket: usize) -> bool {
        let asked = |session: &Session| session.socket == Some(socket) && session.compress;
        self.gateway.compress && self.sessions.iter().any(asked)
    }

    fn hang_up(&mut self, socket: usize) {
        self.gateway.sockets[socket] = None;
        for session in &mut self.sessions {
            session.socket = session.socket.filter(|own| *own != socket);
        }
    }

    /// Normal closing by the client ends its session; any other leaves it to be resumed.
    fn client_closed(&mut self, socket: usize, code: Option<u16>) {
        if matches!(code, Some(1000 | 1001)) {
            self.sessions.retain(|session| session.socket != Some(socket));
        }
        self.hang_up(socket);
    }

    /// One frame from the client.
    fn hear(&mut self, socket: usize, text: &str) {
        let Ok(payload) = serde_json::from_str::<Value>(text) else {
            return self.order(socket, Order::Close(Some(4002)));
        };
        let session = self.sessions.iter().position(|session| session.socket == Some(socket));
        match (payload["op"].as_u64(), session) {
            (Some(1), _) => {
                self.gateway.heartbeats += 1;
                if self.gateway.acks {
                    self.say(socket, &json!({"op": 11, "d": null}));
                }
            }
            (Some(2), None) => self.identify(socket, &payload["d"]),
            (Some(2), Some(_)) => self.order(socket, Order::Close(Some(4005))),
            (Some(6), _) => self.resume(socket, &payload["d"]),
            (Some(3 | 4 | 8 | 31), Some(_)) => {}
            (Some(3 | 4 | 8 | 31), None) => self.order(socket, Order::Close(Some(4003))),
            _ => self.order(socket, Order::Close(Some(4001))),
        }
    }

    fn is_own_token(&self, given: &Value) -> bool {
        let given = given.as_str().unwrap_or_default();
        given.strip_prefix("Bot ").unwrap_or(given) == self.token
    }

    fn identify(&mut self, socket: usize, data: &Value) {
        let Some(intents) = data["intents"].as_u64().and_then(GatewayIntents::from_bits) else {
            return self.order(socket, Order::Close(Some(4013)));
        };
        if !self.is_own_token(&data["token"]) {
            return self.order(socket, Order::Close(Some(4004)));
        }
        if !self.granted.contains(intents & GatewayIntents::privileged()) {
            return self.order(socket, Order::Close(Some(4014)));
        }
        let now = self.now();
        let spacing = self.gateway.identify_spacing.as_millis() as u64;
        if self.gateway.identifies.last().is_some_and(|last| now - last < spacing) {
            return self.say(socket, &json!({"op": 9, "d": false}));
        }
        self.gateway.identifies.push(now);
        let id = format!("session-{}", self.gateway.identifies.len());
        self.sessions.push(Session {
            id: id.clone(),
            intents,
            seq: 0,
            sent: Vec::new(),
            socket: Some(socket),
            resumable: true,
            compress: data["compress"] == true,
        });
        self.welcome(&id, &data["shard"]);
    }

    fn welcome(&mut self, session: &str, shard: &Value) {
        let guilds = self.guilds.keys().map(|id| json!({"id": id.to_string(), "unavailable": true}));
        let ready = json!({
            "v": 10, "user": self.current_user_json(), "guilds": guilds.collect::<Vec<_>>(),
            "session_id": session, "resume_gateway_url": self.gateway_url, "shard": shard,
            "application": {"id": self.bot.to_string(), "flags": self.application_flags()},
            "private_channels": [], "relationships": [], "presences": [], "user_settings": {},
            "session_type": "normal", "auth": {}, "geo_ordered_rtc_regions": [], "guild_join_requests": [],
        });
        let index = self.sessions.len() - 1;
        self.tell(index, "READY", &ready);
        if self.sessions[index].intents.guilds() {
            for guild in self.guilds.keys().copied().collect::<Vec<_>>() {
                self.tell(index, "GUILD_CREATE", &self.guild_create_json(guild));
            }
        }
    }

    fn resume(&mut self, socket: usize, data: &Value) {
        if !self.is_own_token(&data["token"]) {
            return self.order(socket, Order::Close(Some(4004)));
        }
        let known = |session: &Session| session.resumable && data["session_id"] == session.id;
        let Some(index) = self.sessions.iter().position(known) else {
            return self.say(socket, &json!({"op": 9, "d": false}));
        };
        let from = data["seq"].as_u64().unwrap_or_default();
        if from > self.sessions[index].seq {
            return self.order(socket, Order::Close(Some(4007)));
        }
        self.gateway.resumes += 1;
        self.sessions[index].socket = Some(socket);
        self.replay(index, from);
        self.tell(index, "RESUMED", &json!({"_trace": []}));
    }

    /// Sends again what a session was told after `from`.
    pub(super) fn replay(&self, session: usize, from: u64) {
        let session = &self.sessions[session];
        let Some(socket) = session.socket else { return };
        for (_, text) in session.sent.iter().filter(|(seq, _)| *seq > from) {
            self.order(socket, Order::Send(text.clone()));
        }
    }

    /// One dispatch to one session, kept for its RESUME.
    pub(super) fn tell(&mut self, session: usize, event: &str, data: &Value) {
        let session = &mut self.sessions[session];
        session.seq += 1;
        let text = json!({"op": 0, "s": session.seq, "t": event, "d": data}).to_string();
        session.sent.push((session.seq, text.clone()));
        if let Some(socket) = session.socket {
            self.order(socket, Order::Send(text));
        }
    }

    /// Tells every session that asked for `intent` (an empty one: all of them).
    pub(super) fn dispatch(&mut self, event: &str, intent: GatewayIntents, data: impl Fn(&Self, GatewayIntents) -> Value) {
        for index in 0..self.sessions.len() {
            let intents = self.sessions[index].intents;
            if intents.contains(intent) {
                let data = data(self, intents);
                self.tell(index, event, &data);
            }
        }
    }

    /// `MESSAGE_CREATE` or `MESSAGE_UPDATE`, if the bot sees the channel and the message is not
    /// for one person only.
    pub(super) fn dispatch_message(&mut self, event: &str, id: Id) {
        let message: Message = self.messages[&id].clone();
        if message.is_ephemeral() || !self.sees_channel(self.bot, message.channel) {
            return;
        }
        let intent = self.message_intent(message.channel);
        self.dispatch(event, intent, |state, intents| state.message_event_json(&message, intents.message_content()));
    }

    pub(super) fn message_intent(&self, channel: Id) -> GatewayIntents {
        match self.channels[&channel].guild {
            Some(_) => GatewayIntents::GUILD_MESSAGES,
            None => GatewayIntents::DIRECT_MESSAGES,
        }
    }

    /// `MESSAGE_DELETE`, of a message already marked as deleted.
    pub(super) fn dispatch_deletion(&mut self, id: Id) {
        let message = &self.messages[&id];
        let channel = message.channel;
        if message.is_ephemeral() || !self.sees_channel(self.bot, channel) {
            return;
        }
        let mut data = json!({"id": id.to_string(), "channel_id": channel.to_string()});
        if let Some(guild) = self.channels[&channel].guild {
            data["guild_id"] = json!(guild.to_string());
        }
        self.dispatch("MESSAGE_DELETE", self.message_intent(channel), |_, _| data.clone());
    }

    /// `CHANNEL_*` or `THREAD_*` with the whole channel.
    pub(super) fn dispatch_channel(&mut self, event: &str, id: Id) {
        if self.channels[&id].guild.is_some() && self.sees_channel(self.bot, id) {
            let data = self.channel_json(&self.channels[&id]);
            self.dispatch(event, GatewayIntents::GUILDS, |_, _| data.clone());
        }
    }
}
