//! Discord: the gateway, the commands and the buttons, in front of the conversation.
//!
//! Translates what people do there into questions and taps, and replies into
//! messages; what is answered is decided in `conversation`. Nobody is written to
//! first, and nothing here can ping anybody.
//!
//! ```text
//!   connection    one life of serenity, in a runtime of its own; budget, turn_to_speak, watchdog
//!        |        supervisor keeps one alive after another
//!   handler, interactions, commands, suggest    its events, passed on, and the first response
//!        |        form, press: what an id means (custom_id)
//!      relay      the way to the main runtime
//!        |
//!   reception     who is served next (turns), what was missed (catch_up)
//!      /  \
//!   asked  team   a question of a candidate (incoming), or what a tap shows (taps); the team's part
//!      \  /
//!      post       what is sent, through gate and pace; status says how that goes
//! ```

mod answers;
mod asked;
mod browse;
mod budget;
mod catch_up;
mod changes;
mod commands;
mod connection;
mod corrections;
mod custom_id;
mod data;
mod failure;
mod form;
mod game;
mod gate;
mod handler;
mod incoming;
mod interactions;
mod my_data;
mod pace;
mod post;
mod press;
mod preview;
mod rating;
mod reception;
mod relay;
mod sentences;
mod servers;
mod split;
mod status;
mod suggest;
mod supervisor;
mod taps;
mod team;
mod threads;
mod translate;
mod turn_to_speak;
mod turns;
mod watchdog;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use futures::FutureExt;
use secrecy::SecretString;
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::conversation::Conversation;
use crate::game::Counted;
use crate::outbox::Outbox;
use crate::privacy::Keys;
use crate::store::Store;
use budget::Budget;
use catch_up::Presence;
use connection::Plan;
use gate::Way;
use pace::Pace;
use post::Post;
pub use preview::preview;
use reception::Reception;
use relay::{Event, Events};
use servers::Servers;
use status::Status;
use supervisor::Supervisor;
use team::Team;
pub use team::{Office, Reload};
use turn_to_speak::TurnToSpeak;

/// Whoever was told to close has this long to do it.
const CLOSING: Duration = Duration::from_secs(4);

/// How to reach Discord, and what is open there.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The bot's token.
    pub token: SecretString,
    /// An origin on loopback that stands in for Discord's own: trials only.
    pub api: Option<String>,
    /// A `ws://` address on loopback that stands in for the gateway: trials only.
    pub gateway: Option<String>,
    /// Channels where the bot listens without being named; not empty asks for
    /// the message content intent.
    pub plain_channels: Vec<u64>,
}

/// The rooms the bot stands in front of.
#[derive(Clone, Debug)]
pub struct Parts {
    /// What answers.
    pub conversation: Arc<Conversation>,
    /// Where messages owed are written.
    pub store: Store,
    /// What makes pseudonyms.
    pub keys: Arc<Keys>,
    /// What « now » is.
    pub clock: Clock,
    /// Rung by whoever writes a message to send.
    pub wake: Arc<Notify>,
    /// What the team's part needs besides.
    pub office: Office,
    /// The web page as candidates know it, without a final slash.
    pub public_url: Option<String>,
}

/// Runs the bot until `stop`, or until Discord refuses it for good; `status`
/// then says in French what to do, as it says all along how the bot is.
pub fn start(settings: Settings, parts: Parts, status: watch::Sender<String>, stop: CancellationToken) -> JoinHandle<()> {
    let status = Arc::new(Status::new(status));
    tokio::spawn(async move {
        if let Err(error) = run(settings, parts, &status, stop).await {
            tracing::error!("Discord could not be started: {error:#}");
            status.away();
        }
    })
}

async fn run(settings: Settings, parts: Parts, status: &Arc<Status>, stop: CancellationToken) -> Result<()> {
    let (supervisor, reception, events) = introduce(settings, parts, status, stop)?;
    let (turn, closing, last) = (supervisor.turn.clone(), reception.closing.clone(), CancellationToken::new());
    let sending = tokio::spawn(send(reception.clone(), last.clone()));
    let working = tokio::spawn(work(reception, events));
    let connection = supervisor.watch().await;
    // No event comes any more; those received are handled, then their answers sent.
    closing.cancel();
    let _ = working.await;
    last.cancel();
    let _ = sending.await;
    if let Some(mut connection) = connection {
        connection.close();
        let _ = tokio::time::timeout(CLOSING, &mut connection.ended).await;
    }
    turn.leave().await;
    Ok(())
}

/// Builds what keeps the connection and what handles its events, and the way
/// from the one to the other.
fn introduce(
    settings: Settings,
    parts: Parts,
    status: &Arc<Status>,
    stop: CancellationToken,
) -> Result<(Supervisor, Arc<Reception>, mpsc::Receiver<Event>)> {
    let (refused, presence) = (CancellationToken::new(), Arc::new(Presence::default()));
    let (way_of_events, events) = Events::new(stop.clone());
    let servers = Arc::new(Servers::new(parts.office.server));
    let team = Team { servers, sessions: Arc::default(), to_come: Arc::default() };
    let (conversation, clock) = (parts.conversation.clone(), parts.clock.clone());
    status.set_up(settings.plain_channels.is_empty(), parts.office.channel.is_none());
    let pace = Arc::new(Pace::new(status.clone(), parts.clock.clone()));
    let way = Way { token: settings.token, api: settings.api, pace, refused: refused.clone() };
    let post = Arc::new(Post::new(way.gate()?, status.clone(), parts.clone()));
    let budget = Budget::new(parts.store.clone(), parts.clock.clone());
    let turn = TurnToSpeak::new(parts.store.clone());
    let reception = Reception {
        parts,
        post,
        status: status.clone(),
        presence: presence.clone(),
        ready: CancellationToken::new(),
        closing: CancellationToken::new(),
        team: team.clone(),
        lost: way_of_events.lost(),
        cards: Notify::new(),
        plays: Counted::default(),
        inviting: tokio::sync::Mutex::default(),
    };
    let (gateway, plain_channels) = (settings.gateway, settings.plain_channels);
    let plan = Plan { way, gateway, plain_channels, events: way_of_events, team, conversation, clock };
    let supervisor = Supervisor { plan, status: status.clone(), budget, turn, presence, refused, stop };
    Ok((supervisor, Arc::new(reception), events))
}

/// All that is done with what comes and with what is due, until the reception closes.
async fn work(reception: Arc<Reception>, events: mpsc::Receiver<Event>) {
    let (closing, store, wake) = (reception.closing.clone(), reception.parts.store.clone(), reception.parts.wake.clone());
    let stopping = closing.clone();
    let hearing = tokio::spawn(async move { store.ring_when_owed(wake, stopping).await });
    let following = tokio::spawn(team::follow_queue(reception.clone(), closing.clone()));
    let watching = tokio::spawn(team::watch(reception.clone(), closing.clone()));
    let receiving = tokio::spawn(reception.run(events));
    closing.cancelled().await;
    let _ = tokio::join!(receiving, hearing, tokio::time::timeout(CLOSING, following), tokio::time::timeout(CLOSING, watching));
}

/// Sends what is owed until `stop`; nothing before the first READY, for there is
/// nobody to send with.
async fn send(reception: Arc<Reception>, stop: CancellationToken) {
    if stop.run_until_cancelled(reception.ready.cancelled()).await.is_none() {
        return;
    }
    let parts = &reception.parts;
    let outbox = Outbox { store: parts.store.clone(), clock: parts.clock.clone(), wake: parts.wake.clone() };
    let post = reception.post.clone();
    let send = move |message| {
        let post = post.clone();
        async move { post.owed(&message).await }.boxed()
    };
    outbox.run(send, stop).await;
}
