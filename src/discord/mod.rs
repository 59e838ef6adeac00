//! Discord: the gateway, the commands and the buttons, in front of the conversation.
//!
//! Translates what people do there into questions and taps, and replies into
//! messages; what is answered is decided in `conversation`. Serenity lives in a
//! runtime of its own ([`connection`]); its handlers only pass events on
//! ([`handler`], [`interactions`], [`relay`]); the rest runs on the main runtime ([`reception`],
//! [`taps`], [`post`]), under an eye that starts it afresh when it is lost
//! ([`watchdog`]). What the team does and is told stands in [`team`]. Nobody is written to first, and nothing here can ping anybody.

mod answers;
mod browse;
mod budget;
mod catch_up;
mod changes;
mod commands;
mod connection;
mod corrections;
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
mod taps;
mod team;
mod threads;
mod translate;
mod turn_to_speak;
mod turns;
mod watchdog;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use futures::FutureExt;
use jiff::SignedDuration;
use secrecy::SecretString;
use tokio::sync::{Notify, watch};
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
use connection::{Connection, End, Plan};
use gate::Way;
use pace::Pace;
use post::Post;
pub use preview::preview;
use reception::Reception;
use relay::Events;
use servers::Servers;
use status::Status;
use suggest::Suggestions;
use team::Team;
pub use team::{Office, Reload};
use turn_to_speak::TurnToSpeak;
use watchdog::Health;

/// How often the connection is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Discord takes one IDENTIFY in five seconds: no life begins sooner after another.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(5 * 60);

/// A connection that held this long has earned a short pause again.
const HELD: Duration = Duration::from_secs(60);

/// A client that was told to close has this long to do it.
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
    let (refused, ready, last) = (CancellationToken::new(), CancellationToken::new(), CancellationToken::new());
    let (way_of_events, events) = Events::new(stop.clone());
    let servers = Arc::new(Servers::new(parts.office.server));
    let team = Team { servers, conversation: parts.conversation.clone(), sessions: Arc::default(), to_come: Arc::default() };
    let suggestions = Suggestions { conversation: parts.conversation.clone(), clock: parts.clock.clone() };
    status.set_up(settings.plain_channels.is_empty(), parts.office.channel.is_none());
    let pace = Arc::new(Pace::new(status.clone(), parts.clock.clone()));
    let way = Way { token: settings.token, api: settings.api, pace, refused: refused.clone() };
    let post = Arc::new(Post::new(way.gate()?, status.clone(), parts.clone()));
    let wake = parts.wake.clone();
    let outbox = Outbox { store: parts.store.clone(), clock: parts.clock.clone(), wake: wake.clone() };
    let sending = tokio::spawn(send(outbox, post.clone(), ready.clone(), last.clone()));
    let closing = CancellationToken::new();
    let budget = Budget::new(parts.store.clone(), parts.clock.clone());
    let turn = TurnToSpeak::new(parts.store.clone());
    let presence = Arc::new(Presence::default());
    let reception = Arc::new(Reception {
        parts,
        post,
        status: status.clone(),
        ready,
        presence: presence.clone(),
        closing: closing.clone(),
        team: team.clone(),
        lost: way_of_events.lost(),
        cards: Notify::new(),
        plays: Counted::default(),
        inviting: tokio::sync::Mutex::default(),
    });
    let (store, wake) = (reception.parts.store.clone(), reception.parts.wake.clone());
    let stopping = closing.clone();
    let hearing = tokio::spawn(async move { store.ring_when_owed(wake, stopping).await });
    let following = tokio::spawn(team::follow_queue(reception.clone(), closing.clone()));
    let watching = tokio::spawn(team::watch(reception.clone(), closing.clone()));
    let receiving = tokio::spawn(reception.run(events));

    let plan = Plan { way, gateway: settings.gateway, plain_channels: settings.plain_channels, events: way_of_events, team, suggestions };
    let connection = Supervisor { plan, status: status.clone(), budget, turn: turn.clone(), presence, refused, stop }.watch().await;
    // No event comes any more; those received are handled, then their answers sent.
    closing.cancel();
    let _ = tokio::join!(receiving, hearing, tokio::time::timeout(CLOSING, following), tokio::time::timeout(CLOSING, watching));
    last.cancel();
    let _ = sending.await;
    if let Some(mut connection) = connection {
        connection.close();
        let _ = tokio::time::timeout(CLOSING, &mut connection.ended).await;
    }
    turn.leave().await;
    Ok(())
}

/// Nothing is sent before the first READY: there is nobody to send with.
async fn send(outbox: Outbox, post: Arc<Post>, ready: CancellationToken, stop: CancellationToken) {
    tokio::select! {
        () = ready.cancelled() => {}
        () = stop.cancelled() => return,
    }
    let send = move |message| {
        let post = post.clone();
        async move { post.owed(&message).await }.boxed()
    };
    outbox.run(send, stop).await;
}

/// What keeps one connection alive after another.
struct Supervisor {
    plan: Plan,
    status: Arc<Status>,
    budget: Budget,
    /// Of several programs on one database, one speaks at a time.
    turn: TurnToSpeak,
    presence: Arc<Presence>,
    /// Cancelled when a request was refused because of the token.
    refused: CancellationToken,
    stop: CancellationToken,
}

/// What to do after a connection.
enum After {
    /// Another one, after a pause.
    Again,
    /// Nothing: Discord refuses the bot, or the program stops.
    Over(Option<Connection>),
}

impl Supervisor {
    /// Keeps the bot connected until the program stops; gives the connection
    /// that is still open then.
    async fn watch(mut self) -> Option<Connection> {
        let mut pause = FIRST_PAUSE;
        loop {
            let held = self.turn.comes(&self.stop).await?;
            if !self.may_identify().await {
                return None;
            }
            self.status.connecting();
            let started = Instant::now();
            match Connection::open(self.plan.clone()) {
                Ok(connection) => match self.follow(connection, &held.lost).await {
                    After::Over(connection) => return connection,
                    After::Again => self.presence.set(false),
                },
                Err(error) => tracing::error!("connecting to Discord: {error:#}"),
            }
            if started.elapsed() >= HELD {
                pause = FIRST_PAUSE;
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.stop.cancelled() => return None,
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Waits for leave to identify; false when the program stops first.
    async fn may_identify(&self) -> bool {
        let mut now = self.budget.now();
        while let Err(until) = self.budget.claim(now).await {
            let wait = Duration::try_from(until.duration_since(now)).unwrap_or(FIRST_PAUSE);
            if wait > LONGEST_PAUSE {
                self.status.identified_too_often(budget::MOST, until);
            }
            tokio::select! {
                () = tokio::time::sleep(wait.min(LONGEST_PAUSE)) => {}
                () = self.stop.cancelled() => return false,
            }
            // What was slept has passed, whatever became of the clock.
            let slept = SignedDuration::try_from(wait.min(LONGEST_PAUSE)).unwrap_or_default();
            now = self.budget.now().max(now + slept);
        }
        true
    }

    /// Stays with one connection until it ends or is lost.
    async fn follow(&mut self, mut connection: Connection, lost: &CancellationToken) -> After {
        let mut looks = tokio::time::interval(LOOK_EVERY);
        // The first session of a life was counted before it began.
        let mut counted = 1;
        loop {
            tokio::select! {
                end = &mut connection.ended => return self.after(end.unwrap_or(End::Failed(anyhow::anyhow!("Discord's thread died")))),
                () = self.refused.cancelled() => return self.after(End::BadToken),
                () = lost.cancelled() => {
                    tracing::warn!("another program speaks with Discord: this one waits for its turn");
                    self.status.away();
                    return After::Again;
                }
                () = self.stop.cancelled() => {
                    self.status.stopped();
                    return After::Over(Some(connection));
                }
                _ = looks.tick() => {
                    let health = connection.pulse.health(Instant::now());
                    self.presence.set(health == Health::Well { connected: true });
                    if self.is_over(health) || self.is_spent(connection.pulse.sessions(), &mut counted).await {
                        return After::Again;
                    }
                }
            }
        }
    }

    /// Tells how the connection is; true when it has to be started afresh.
    fn is_over(&self, health: Health) -> bool {
        match health {
            Health::Well { connected: true } => self.status.connected(self.plan.plain_channels.len()),
            Health::Well { connected: false } => {}
            Health::Away => self.status.away(),
            Health::Lost => {
                tracing::error!("the connection to Discord is lost: it is started afresh");
                self.status.away();
                return true;
            }
        }
        false
    }

    /// Serenity identifies by itself when a session cannot be resumed: each time
    /// is counted, and the last one allowed ends the connection.
    async fn is_spent(&self, sessions: u64, counted: &mut u64) -> bool {
        while *counted < sessions {
            *counted += 1;
            if self.budget.spend().await.is_err() {
                tracing::error!("the bot identified too often: it is disconnected");
                return true;
            }
        }
        false
    }

    fn after(&mut self, end: End) -> After {
        match end {
            End::Stopped => After::Over(None),
            End::BadToken => {
                self.status.bad_token();
                After::Over(None)
            }
            // The other doors need no intent that has to be ticked.
            End::IntentNotTicked if !self.plan.plain_channels.is_empty() => {
                self.status.no_content();
                self.plan.plain_channels.clear();
                After::Again
            }
            End::IntentNotTicked | End::BadIntents => {
                self.status.bad_intents();
                After::Over(None)
            }
            End::Failed(error) => {
                tracing::error!("the connection to Discord ended: {error:#}");
                self.status.away();
                After::Again
            }
        }
    }
}
