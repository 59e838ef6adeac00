//! Who is served next: each person in order, different people at the same time.
//!
//! After a new session, what was written meanwhile is read first: messages that
//! come then wait for it, so that the order of each person is kept.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::reception::Reception;
use super::relay::{Event, Spot, Welcome};
use super::translate::Heard;
use crate::lanes::Lanes;

/// What one person may have waiting; more is let go, as it would be refused anyway.
const MOST_WAITING: usize = 20;

/// What waits for the history to be read, at most, and how long.
const MOST_HELD: usize = 1_000;
const HELD_FOR: Duration = Duration::from_secs(10);

/// Events of one person are one lane; READY has its own.
type Lane = u64;

const READY_LANE: Lane = 0;

/// What became of a task.
pub(super) enum Done {
    /// The next of this lane may start.
    Lane(Lane),
    /// What was written while nobody listened is read.
    CaughtUp(Vec<Heard>),
    /// Nothing to go on with.
    Nothing,
}

/// What is under way and what waits.
pub(super) struct Turns {
    reception: Arc<Reception>,
    lanes: Lanes<Lane, Event>,
    pub(super) tasks: JoinSet<Done>,
    /// Where what servers say goes, while somebody reads it.
    guilds: Option<mpsc::UnboundedSender<Vec<Spot>>>,
    /// What waits for the history, and until when.
    held: Vec<Heard>,
    held_until: Option<Instant>,
    /// How many histories are being read: until when the bot listened is read first.
    reading: usize,
    /// Whether the bot listened at the last mark, and when that was.
    listened: Option<jiff::Timestamp>,
}

impl Turns {
    pub(super) fn new(reception: Arc<Reception>) -> Self {
        Self {
            reception,
            lanes: Lanes::new(),
            tasks: JoinSet::new(),
            guilds: None,
            held: Vec::new(),
            held_until: None,
            reading: 0,
            listened: None,
        }
    }

    pub(super) fn take(&mut self, event: Event) {
        let lane = match event {
            Event::Ready(ref welcome) => {
                self.reception.ready(welcome);
                self.catch_up(welcome.clone());
                READY_LANE
            }
            Event::Guild(spots) => return self.told(spots),
            Event::Heard(heard) if self.held_until.is_some() && self.held.len() < MOST_HELD => return self.held.push(heard),
            Event::Heard(ref heard) => heard.user,
            Event::Edited(ref edited) => edited.heard.user,
            // A deletion names no person: those of one place are one lane.
            Event::Gone(ref gone) => gone.channel,
            Event::Asked(ref asked) => asked.user,
            Event::Writing(user, _) => user,
        };
        if self.lanes.waiting_for(&lane) >= MOST_WAITING {
            return;
        }
        if let Some(event) = self.lanes.enter(&lane, event) {
            self.start(lane, event);
        }
    }

    fn catch_up(&mut self, welcome: Welcome) {
        let (guilds, told) = mpsc::unbounded_channel();
        self.guilds = Some(guilds);
        self.held_until = Some(Instant::now() + HELD_FOR);
        self.reading += 1;
        let reading = self.reception.catch_up(welcome, told);
        self.tasks.spawn(async move { Done::CaughtUp(reading.read().await) });
    }

    fn told(&self, spots: Vec<Spot>) {
        if let Some(guilds) = &self.guilds {
            // Nobody reads it any more once the history is read.
            let _ = guilds.send(spots);
        }
    }

    /// Until when what is held may wait.
    pub(super) fn held_until(&self) -> Option<Instant> {
        self.held_until
    }

    /// What was written meanwhile, then what came since: each person's in order.
    pub(super) fn let_through(&mut self, late: Vec<Heard>) {
        self.held_until = None;
        let live = std::mem::take(&mut self.held);
        let late = late.into_iter().filter(|late| live.iter().all(|live| live.message != late.message));
        let mut all: Vec<Heard> = late.chain(live.iter().cloned()).collect();
        all.sort_by_key(|heard| heard.message);
        all.into_iter().for_each(|heard| self.take(Event::Heard(heard)));
    }

    /// Keeps until when the bot listened. Only what it did at the mark before as
    /// well counts: a session that has just begun has a gap behind it.
    pub(super) fn mark(&mut self) {
        let listens = self.reception.presence.is_listening() && self.held_until.is_none() && self.reading == 0;
        let before = std::mem::replace(&mut self.listened, listens.then(|| self.reception.parts.clock.now()));
        if let (Some(at), true) = (before, listens) {
            let store = self.reception.parts.store.clone();
            self.tasks.spawn(async move {
                if let Err(error) = store.keep_listened_until(at).await {
                    tracing::error!("keeping until when the bot listened: {error:#}");
                }
                Done::Nothing
            });
        }
    }

    fn start(&mut self, lane: Lane, event: Event) {
        let reception = self.reception.clone();
        self.tasks.spawn(async move {
            if AssertUnwindSafe(reception.handle(event)).catch_unwind().await.is_err() {
                tracing::error!("handling an event of Discord panicked");
            }
            Done::Lane(lane)
        });
    }

    pub(super) fn go_on(&mut self, done: Done) {
        match done {
            Done::Lane(lane) => {
                if let Some(next) = self.lanes.leave(&lane) {
                    self.start(lane, next);
                }
            }
            Done::CaughtUp(late) => {
                self.reading = self.reading.saturating_sub(1);
                self.let_through(late);
            }
            Done::Nothing => {}
        }
    }

    /// Waits for all that is under way and all that waits behind it.
    pub(super) async fn end(&mut self) {
        while let Some(ended) = self.tasks.join_next().await {
            self.go_on(ended.unwrap_or(Done::Nothing));
        }
    }
}
