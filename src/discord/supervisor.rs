//! One connection after another: begun when it may be, looked at while it holds,
//! begun afresh when it is lost, and not again once Discord refuses the bot.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

use super::budget::{Budget, MOST};
use super::catch_up::Presence;
use super::connection::{Connection, End, Plan};
use super::status::Status;
use super::turn_to_speak::TurnToSpeak;
use super::watchdog::Health;

/// How often the connection is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Discord takes one IDENTIFY in five seconds: no life begins sooner after another.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(5 * 60);

/// A connection that held this long has earned a short pause again.
const HELD: Duration = Duration::from_secs(60);

/// What keeps one connection alive after another.
pub(super) struct Supervisor {
    pub(super) plan: Plan,
    pub(super) status: Arc<Status>,
    pub(super) budget: Budget,
    /// Of several programs on one database, one speaks at a time.
    pub(super) turn: TurnToSpeak,
    pub(super) presence: Arc<Presence>,
    /// Cancelled when a request was refused because of the token.
    pub(super) refused: CancellationToken,
    pub(super) stop: CancellationToken,
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
    pub(super) async fn watch(mut self) -> Option<Connection> {
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
                self.status.identified_too_often(MOST, until);
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
