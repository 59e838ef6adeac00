//! Everything that happens on the main runtime with what Discord told us.
//!
//! What one person does is handled in order, different people at the same
//! time. An answer goes out through the outbox once it is recorded; what a tap
//! shows goes straight to who tapped.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::post::Post;
use super::press::Press;
use super::relay::{Acknowledged, Asked, Event, Request};
use super::status::Status;
use super::translate::{Heard, made_at, parts, shown, without_names};
use super::{Parts, commands};
use crate::conversation::Answered;
use crate::lanes::Lanes;
use crate::words::{Delivery, Door, EntryId, Incoming, Place};

/// People served at the same time.
const MOST_AT_ONCE: usize = 256;

/// What one person may have waiting; more is let go, as it would be refused anyway.
const MOST_WAITING: usize = 20;

/// What is under way when the program stops may take this long to end.
const LAST_EVENTS: Duration = Duration::from_secs(3);

/// Registering commands is tried again this often, until it is done.
const REGISTER_AGAIN: Duration = Duration::from_secs(30);

/// Where a question comes from, as Discord numbers it.
struct Origin {
    made_at: Timestamp,
    user: u64,
    guild: Option<u64>,
    channel: u64,
}

/// What handles events.
pub(super) struct Reception {
    pub(super) parts: Parts,
    pub(super) post: Arc<Post>,
    pub(super) status: Arc<Status>,
    /// Rung when something was written for the outbox.
    pub(super) wake: Arc<Notify>,
    /// Cancelled at the first READY: there is somebody to send with.
    pub(super) ready: CancellationToken,
    /// Cancelled when no event comes any more.
    pub(super) closing: CancellationToken,
}

impl Reception {
    /// Handles events until `closing`; what is under way then gets three seconds.
    pub(super) async fn run(self: Arc<Self>, mut events: mpsc::Receiver<Event>) {
        let closing = self.closing.clone();
        let mut desk = Desk { reception: self, lanes: Lanes::new(), tasks: JoinSet::new() };
        loop {
            tokio::select! {
                event = events.recv(), if desk.tasks.len() < MOST_AT_ONCE => match event {
                    Some(event) => desk.take(event),
                    None => break,
                },
                Some(ended) = desk.tasks.join_next() => desk.go_on(ended.ok().flatten()),
                () = closing.cancelled() => break,
            }
        }
        events.close();
        while let Ok(event) = events.try_recv() {
            desk.take(event);
        }
        if tokio::time::timeout(LAST_EVENTS, desk.end()).await.is_err() {
            tracing::warn!("events of Discord were still being handled when the program stopped");
        }
    }

    /// The instant of an event. Discord's own clock gives it, so that an event
    /// that comes again is still the same; ours is only a limit.
    pub(super) fn at(&self, made_at: Timestamp) -> Timestamp {
        made_at.min(self.parts.clock.now())
    }

    fn ready(&self, application: u64, plain_channels: usize) {
        self.post.set_application(application);
        self.status.connected(plain_channels);
        self.ready.cancel();
        self.wake.notify_one();
    }

    async fn register(&self) {
        while let Err(failure) = self.post.register(&commands::to_register()).await {
            tracing::error!(?failure, "the commands could not be registered: tried again in {REGISTER_AGAIN:?}");
            tokio::select! {
                () = tokio::time::sleep(REGISTER_AGAIN) => {}
                () = self.closing.cancelled() => return,
            }
        }
    }

    async fn heard(&self, heard: Heard) -> Result<()> {
        let (channel, message) = (heard.channel.to_string(), heard.message.to_string());
        let origin = Origin { made_at: made_at(heard.message), user: heard.user, guild: heard.guild, channel: heard.channel };
        let reference = format!("message:{message}");
        let delivery = Delivery::Channel { channel, message: Some(message) };
        let incoming = self.incoming(&origin, &reference, heard.text, &delivery)?;
        self.answer(Incoming { has_attachment: heard.has_attachment, ..incoming }, &delivery).await;
        Ok(())
    }

    async fn asked(&self, mut asked: Asked) -> Result<()> {
        let acknowledged = (&mut asked.acknowledged).await.unwrap_or(Acknowledged::No);
        let acknowledged = match acknowledged {
            Acknowledged::Unsure => self.post.acknowledge(asked.id, &asked.token).await,
            sure => sure,
        };
        if acknowledged != Acknowledged::Yes {
            return Ok(());
        }
        let delivery = Delivery::Interaction { token: asked.token.clone() };
        match asked.request.clone() {
            Request::Question(text) => self.answer(self.question(&asked, &text, &delivery)?, &delivery).await,
            Request::Chosen(Press::Topic, topic) => {
                let incoming = self.question(&asked, &topic, &delivery)?;
                self.read(incoming, &EntryId::new(topic), &delivery).await;
            }
            request => {
                let parts = self.after_tap(&asked, request).await?;
                self.post.now(&delivery, &asked.token, &parts).await;
            }
        }
        Ok(())
    }

    fn question(&self, asked: &Asked, text: &str, delivery: &Delivery) -> Result<Incoming> {
        let origin = Origin { made_at: made_at(asked.id), user: asked.user, guild: asked.guild, channel: asked.channel };
        self.incoming(&origin, &format!("interaction:{}", asked.id), without_names(text), delivery)
    }

    fn incoming(&self, origin: &Origin, reference: &str, text: String, delivery: &Delivery) -> Result<Incoming> {
        let (keys, made_at) = (&self.parts.keys, origin.made_at);
        Ok(Incoming {
            text,
            person: keys.person(Door::Discord, &origin.user.to_string(), made_at)?,
            place: Place {
                door: Door::Discord,
                server: origin.guild.map(|guild| guild.to_string()),
                // The channel of a direct message is as good as its person's name.
                channel: origin.guild.map(|_| origin.channel.to_string()),
            },
            reference: keys.message(Door::Discord, reference, made_at)?,
            at: self.at(made_at),
            source: None,
            has_attachment: false,
            delivery: Some(delivery.clone()),
        })
    }

    async fn answer(&self, incoming: Incoming, delivery: &Delivery) {
        let answered = self.parts.conversation.answer(incoming).await;
        self.give(answered, delivery).await;
    }

    /// What was typed instead of choosing a topic is a question like another.
    async fn read(&self, incoming: Incoming, topic: &EntryId, delivery: &Delivery) {
        match self.parts.conversation.read(incoming.clone(), topic).await {
            Some(answered) => self.give(answered, delivery).await,
            None => self.answer(incoming, delivery).await,
        }
    }

    async fn give(&self, answered: Answered, delivery: &Delivery) {
        match answered {
            Answered::Recorded(_) => self.wake.notify_one(),
            Answered::Repeated(_) => {}
            Answered::NotRecorded(reply) => {
                self.post.now(delivery, reply.exchange.as_str(), &parts(&reply)).await;
            }
        }
    }

    /// Something of ours failed: whoever waits reads one kind sentence.
    async fn apologise(&self, delivery: &Delivery, nonce: &str) {
        let sorry = self.parts.conversation.faq().say("panne", &[]);
        self.post.now(delivery, nonce, &shown(&sorry, Vec::new())).await;
    }

    async fn handle(&self, event: Event) {
        let (delivery, nonce) = match &event {
            Event::Ready { .. } => return self.register().await,
            Event::Heard(heard) => {
                let (channel, message) = (heard.channel.to_string(), heard.message.to_string());
                (Delivery::Channel { channel, message: Some(message.clone()) }, message)
            }
            Event::Asked(asked) => (Delivery::Interaction { token: asked.token.clone() }, asked.id.to_string()),
        };
        let handled = match event {
            Event::Ready { .. } => Ok(()),
            Event::Heard(heard) => self.heard(heard).await,
            Event::Asked(asked) => self.asked(asked).await,
        };
        if let Err(error) = handled {
            tracing::error!("an event of Discord could not be handled: {error:#}");
            self.apologise(&delivery, &nonce).await;
        }
    }
}

/// Events of one person are one lane; READY has its own.
type Lane = u64;

const READY_LANE: Lane = 0;

struct Desk {
    reception: Arc<Reception>,
    lanes: Lanes<Lane, Event>,
    tasks: JoinSet<Option<Lane>>,
}

impl Desk {
    fn take(&mut self, event: Event) {
        let lane = match &event {
            Event::Ready { application, plain_channels } => {
                self.reception.ready(*application, *plain_channels);
                READY_LANE
            }
            Event::Heard(heard) => heard.user,
            Event::Asked(asked) => asked.user,
        };
        if self.lanes.waiting_for(&lane) >= MOST_WAITING {
            return;
        }
        if let Some(event) = self.lanes.enter(&lane, event) {
            self.start(lane, event);
        }
    }

    fn start(&mut self, lane: Lane, event: Event) {
        let reception = self.reception.clone();
        self.tasks.spawn(async move {
            if AssertUnwindSafe(reception.handle(event)).catch_unwind().await.is_err() {
                tracing::error!("handling an event of Discord panicked");
            }
            Some(lane)
        });
    }

    fn go_on(&mut self, ended: Option<Lane>) {
        let Some(lane) = ended else { return };
        if let Some(next) = self.lanes.leave(&lane) {
            self.start(lane, next);
        }
    }

    async fn end(&mut self) {
        while let Some(ended) = self.tasks.join_next().await {
            self.go_on(ended.ok().flatten());
        }
    }
}
