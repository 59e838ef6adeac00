//! Everything that happens on the main runtime with what Discord told us.
//!
//! What one person does is handled in order, different people at the same
//! time. An answer goes out through the outbox once it is recorded; what a tap
//! shows goes straight to who tapped.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use anyhow::Result;
use jiff::Timestamp;
use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::catch_up::{CatchUp, Presence};
use super::post::Post;
use super::relay::{Asked, Event, Spot, Welcome};
use super::status::Status;
use super::team::Team;
use super::translate::{Heard, made_at, parts, plain};
use super::turns::{Done, Turns};
use super::{Parts, commands};
use crate::conversation::Answered;
use crate::game::Counted;
use crate::store::OpenConversation;
use crate::words::{Delivery, Door, Incoming};

/// People served at the same time.
const MOST_AT_ONCE: usize = 256;

/// What is under way when the program stops may take this long to end.
const LAST_EVENTS: Duration = Duration::from_secs(3);

/// How often it is kept that the bot still listens.
const MARK_EVERY: Duration = Duration::from_secs(20);

/// Registering commands is tried again this often, unless Discord says how long
/// to wait, until it is done.
const REGISTER_AGAIN: Duration = Duration::from_secs(30);

/// What handles events.
pub(super) struct Reception {
    pub(super) parts: Parts,
    pub(super) post: Arc<Post>,
    pub(super) status: Arc<Status>,
    /// Whether the bot listens.
    pub(super) presence: Arc<Presence>,
    /// Cancelled at the first READY: there is somebody to send with.
    pub(super) ready: CancellationToken,
    /// Cancelled when no event comes any more.
    pub(super) closing: CancellationToken,
    /// What the team's part knows in memory.
    pub(super) team: Team,
    /// How many events were let go since the start.
    pub(super) lost: Arc<AtomicU64>,
    /// Rung when a waiting question changes hands here.
    pub(super) cards: Notify,
    /// The steps of the game that were counted lately.
    pub(super) plays: Counted,
    /// Held while an invite is made.
    pub(super) inviting: tokio::sync::Mutex<()>,
}

impl Reception {
    /// Handles events until `closing`; what is under way then gets three seconds.
    pub(super) async fn run(self: Arc<Self>, mut events: mpsc::Receiver<Event>) {
        let closing = self.closing.clone();
        let mut turns = Turns::new(self);
        let mut marks = tokio::time::interval(MARK_EVERY);
        loop {
            let held_until = turns.held_until();
            tokio::select! {
                event = events.recv(), if turns.tasks.len() < MOST_AT_ONCE => match event {
                    Some(event) => turns.take(event),
                    None => break,
                },
                Some(ended) = turns.tasks.join_next() => turns.go_on(ended.unwrap_or(Done::Nothing)),
                () = waited(held_until) => turns.let_through(Vec::new()),
                _ = marks.tick() => turns.mark(),
                () = closing.cancelled() => break,
            }
        }
        turns.let_through(Vec::new());
        events.close();
        while let Ok(event) = events.try_recv() {
            turns.take(event);
        }
        if tokio::time::timeout(LAST_EVENTS, turns.end()).await.is_err() {
            tracing::warn!("events of Discord were still being handled when the program stopped");
        }
    }

    /// The instant of an event. Discord's own clock gives it, so that an event
    /// that comes again is still the same; ours is only a limit.
    pub(super) fn at(&self, made_at: Timestamp) -> Timestamp {
        made_at.min(self.parts.clock.now())
    }

    /// The instant of an interaction.
    pub(super) fn asked_at(&self, asked: &Asked) -> Timestamp {
        self.at(made_at(asked.id))
    }

    pub(super) fn ready(&self, welcome: &Welcome) {
        self.post.introduce(welcome.application, welcome.bot.get());
        self.status.connected(welcome.plain_channels.len());
        self.ready.cancel();
        self.parts.wake.notify_one();
    }

    /// What reads the history after a new session.
    pub(super) fn catch_up(&self, welcome: Welcome, guilds: mpsc::UnboundedReceiver<Vec<Spot>>) -> CatchUp {
        let (store, clock) = (self.parts.store.clone(), self.parts.clock.clone());
        CatchUp { store, clock, post: self.post.clone(), welcome, guilds }
    }

    async fn register(&self) {
        while let Err(failure) = self.post.register(&commands::to_register()).await {
            let pause = failure.pause().unwrap_or(REGISTER_AGAIN);
            tracing::error!(?failure, "the commands could not be registered: tried again in {pause:?}");
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.closing.cancelled() => return,
            }
        }
    }

    async fn heard(&self, heard: Heard, delivery: &Delivery) -> Result<()> {
        let opened = opened_by_author(&heard);
        let reference = format!("message:{}", heard.message);
        let incoming = self.incoming_of(heard, &reference).await?;
        if let Some(opened) = opened {
            let kept = self.parts.store.keep_conversation(&opened, &incoming.person, incoming.at).await;
            let _ = kept.inspect_err(|error| tracing::error!("keeping an open conversation: {error:#}"));
        }
        self.answer(incoming, delivery).await;
        Ok(())
    }

    /// An objection made under last year's pseudonym goes on.
    pub(super) async fn carry_objection(&self, user: u64, made_at: Timestamp) -> Result<()> {
        let (keys, account) = (&self.parts.keys, user.to_string());
        if let Some(before) = keys.person_of_last_year(&account, made_at)? {
            let person = keys.person(Door::Discord, &account, made_at)?;
            self.parts.conversation.carry_objection(&before, &person, self.at(made_at)).await;
        }
        Ok(())
    }

    pub(super) async fn answer(&self, incoming: Incoming, delivery: &Delivery) {
        let answered = self.parts.conversation.answer(incoming).await;
        self.see_to(answered, delivery).await;
    }

    pub(super) async fn see_to(&self, answered: Answered, delivery: &Delivery) {
        match answered {
            Answered::Recorded(_) => self.parts.wake.notify_one(),
            Answered::Repeated(_) | Answered::Erased | Answered::Silent(_) => {}
            Answered::NotRecorded(reply) => {
                self.post.now(delivery, reply.exchange.as_str(), &parts(&reply)).await;
            }
        }
    }

    pub(super) async fn handle(&self, event: Event) {
        match event {
            Event::Ready(_) => self.register().await,
            // Read while catching up.
            Event::Guild(_) => {}
            Event::Edited(edited) => tell(self.edited(edited).await),
            Event::Gone(gone) => tell(self.gone(gone).await),
            Event::Writing(user, queued) => self.writes(user, &queued).await,
            Event::Heard(heard) => {
                let (delivery, nonce) = (heard.delivery(), heard.message.to_string());
                let handled = self.heard(heard, &delivery).await;
                self.apologise_for(handled, &delivery, &nonce).await;
            }
            Event::Asked(asked) => {
                let (delivery, nonce) = (asked.delivery(), asked.id.to_string());
                let handled = self.asked(asked).await;
                self.apologise_for(handled, &delivery, &nonce).await;
            }
        }
    }

    /// When something of ours failed, whoever waits reads one kind sentence.
    async fn apologise_for(&self, handled: Result<()>, delivery: &Delivery, nonce: &str) {
        if let Err(error) = handled {
            tracing::error!("an event of Discord could not be handled: {error:#}");
            self.post.now(delivery, nonce, &plain(&self.say("panne"))).await;
        }
    }
}

/// A change that cannot be followed is nobody's answer: only the log tells it.
fn tell(followed: Result<()>) {
    if let Err(error) = followed {
        tracing::error!("a change of a message could not be followed: {error:#}");
    }
}

/// The conversation that a message stands in, when its author opened it: a
/// direct one, or a private thread of theirs.
fn opened_by_author(heard: &Heard) -> Option<OpenConversation> {
    let is_theirs = heard.guild.is_none() || heard.own_thread;
    is_theirs.then(|| OpenConversation { channel: heard.channel.to_string(), guild: heard.guild.map(|guild| guild.to_string()) })
}

/// Ends at an instant; never when there is none.
async fn waited(until: Option<Instant>) {
    match until {
        Some(until) => tokio::time::sleep_until(until).await,
        None => std::future::pending().await,
    }
}
