//! The gateway in the hands of a test: what Discord and the network may do to a socket.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::Shared;
use super::gateway::Order;
use super::state::State;

/// Orders act on the last socket that is open.
pub(crate) struct Wire {
    shared: Arc<Shared>,
}

impl Wire {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    fn order(&self, order: Order) {
        self.shared.change(|state| {
            let socket = state.gateway.sockets.iter().rposition(Option::is_some);
            state.order(socket.expect("no socket is open"), order);
        });
    }

    /// A dispatch with a sequence number, whatever the intents.
    pub(crate) fn dispatch(&self, event: &str, data: &Value) {
        self.shared.change(|state| {
            let session = state.last_session();
            state.tell(session, event, data);
        });
    }

    /// Any payload, without a sequence number.
    pub(crate) fn send(&self, payload: &Value) {
        self.order(Order::Send(payload.to_string()));
    }

    /// Any text, JSON or not.
    pub(crate) fn send_text(&self, text: &str) {
        self.order(Order::Send(text.to_owned()));
    }

    /// Closes with a code.
    pub(crate) fn close(&self, code: u16) {
        self.order(Order::Close(Some(code)));
    }

    /// Closes with an empty close frame.
    pub(crate) fn close_without_code(&self) {
        self.order(Order::Close(None));
    }

    /// Ends the TCP connection without a close frame.
    pub(crate) fn cut(&self) {
        self.order(Order::Cut);
    }

    /// Op 1: heartbeat at once.
    pub(crate) fn ask_heartbeat(&self) {
        self.send(&json!({"op": 1, "d": null}));
    }

    /// Op 7: reconnect and resume.
    pub(crate) fn ask_reconnect(&self) {
        self.send(&json!({"op": 7, "d": null}));
    }

    /// Op 9: the session is invalid; one that cannot be resumed is forgotten.
    pub(crate) fn invalidate(&self, resumable: bool) {
        self.shared.change(|state| {
            let session = state.last_session();
            state.sessions[session].resumable = resumable;
        });
        self.send(&json!({"op": 9, "d": resumable}));
    }

    /// Forgets every session: RESUME gets op 9 false.
    pub(crate) fn forget_sessions(&self) {
        self.shared.change(|state| {
            state.sessions.iter_mut().for_each(|session| session.resumable = false);
        });
    }

    /// Sends again every dispatch after this sequence number.
    pub(crate) fn replay_after(&self, seq: u64) {
        self.shared.change(|state| state.replay(state.last_session(), seq));
    }

    /// Sends the last dispatch again.
    pub(crate) fn duplicate_last(&self) {
        let seq = self.shared.read(|state| state.sessions[state.last_session()].seq);
        self.replay_after(seq - 1);
    }

    /// Heartbeats get no answer any more, or do again.
    pub(crate) fn acknowledge_heartbeats(&self, yes: bool) {
        self.shared.change(|state| state.gateway.acks = yes);
    }

    /// The next upgrades get 503.
    pub(crate) fn refuse_upgrades(&self, times: u32) {
        self.shared.change(|state| state.gateway.upgrades_to_refuse = times);
    }

    /// Heartbeat interval of the sockets to come.
    pub(crate) fn heartbeat_every(&self, interval: Duration) {
        self.shared.change(|state| state.gateway.heartbeat = interval);
    }

    /// Shortest time between two IDENTIFY, 5 s at first. A hastier one gets op 9 false.
    pub(crate) fn identify_at_most_every(&self, spacing: Duration) {
        self.shared.change(|state| state.gateway.identify_spacing = spacing);
    }

    /// Frames sent compressed so far.
    pub(crate) fn frames_compressed(&self) -> usize {
        self.shared.read(|state| state.gateway.frames_compressed)
    }

    /// From IDENTIFY on, frames are binary and compressed by zlib, each for itself.
    pub(crate) fn compress(&self) {
        self.shared.change(|state| state.gateway.compress = true);
    }

    /// Accepted IDENTIFY so far.
    pub(crate) fn identifies(&self) -> usize {
        self.shared.read(|state| state.gateway.identifies.len())
    }

    /// Sockets opened so far.
    pub(crate) fn upgrades(&self) -> usize {
        self.shared.read(|state| state.gateway.sockets.len())
    }

    /// Accepted RESUME so far.
    pub(crate) fn resumes(&self) -> usize {
        self.shared.read(|state| state.gateway.resumes)
    }

    /// Heartbeats received so far.
    pub(crate) fn heartbeats(&self) -> usize {
        self.shared.read(|state| state.gateway.heartbeats)
    }
}

impl State {
    /// Whether a session hangs on a socket.
    pub(crate) fn connected(&self) -> bool {
        self.sessions.iter().any(|session| session.socket.is_some())
    }

    fn last_session(&self) -> usize {
        self.sessions.len().checked_sub(1).expect("nobody identified")
    }
}
