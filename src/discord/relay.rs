//! The way from Discord's own runtime to the main one: plain events, in order.
//!
//! Serenity runs each handler in a task of its own. Its runtime has one thread
//! and starts tasks in the order they were made, so events are in order as long
//! as a handler passes them before it waits for anything.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serenity::all::UserId;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::changes::{Edited, Gone};
use super::gate::Gate;
use super::press::Press;
use super::team::{Order, QueueTap, Team};
use super::threads::Thread;
use super::translate::Heard;
use crate::clock::Clock;
use crate::conversation::Conversation;
use crate::words::{Delivery, QueuedId, SessionId};

/// Events that wait for the main runtime; a flood beyond is let go.
const MOST_EVENTS: usize = 4_096;

/// What Discord told us.
#[derive(Debug)]
pub(super) enum Event {
    /// The gateway gave the bot a new session.
    Ready(Welcome),
    /// Where something was said on a server, told after each new session.
    Guild(Vec<Spot>),
    /// A message for us.
    Heard(Heard),
    /// A message that its author changed.
    Edited(Edited),
    /// Messages that are for us no more.
    Gone(Gone),
    /// A command, a button, a list or a form.
    Asked(Asked),
    /// Somebody of the team, of this number, began to write an answer to this question.
    Writing(u64, QueuedId),
}

/// What Discord says when it gives a new session.
#[derive(Clone, Debug)]
pub(super) struct Welcome {
    /// The number of the bot's application.
    pub application: u64,
    /// The bot itself.
    pub bot: UserId,
    /// The channels of plain talk that are open.
    pub plain_channels: Arc<[u64]>,
    /// How many servers will tell of themselves.
    pub guilds: usize,
}

/// A channel or a thread, and the last message there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// The channel.
    pub channel: u64,
    /// Its server; none for a direct conversation.
    pub guild: Option<u64>,
    /// The number of its last message.
    pub last: u64,
    /// What is known of it as a thread; none for what is no thread.
    pub thread: Option<Thread>,
}

/// An interaction; its token lives fifteen minutes.
#[derive(Debug)]
pub(super) struct Asked {
    /// Its number.
    pub id: u64,
    /// What it is answered with.
    pub token: String,
    /// Who made it.
    pub user: u64,
    /// The server; none in a direct conversation.
    pub guild: Option<u64>,
    /// The channel.
    pub channel: u64,
    /// What is wanted.
    pub request: Request,
    /// Tells, soon, whether Discord took our first response.
    pub acknowledged: oneshot::Receiver<Acknowledged>,
}

impl Asked {
    /// Where its answer goes: to who made it, alone.
    pub(super) fn delivery(&self) -> Delivery {
        Delivery::Interaction { token: self.token.clone() }
    }
}

/// What an interaction wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Request {
    /// An answer to this question.
    Question(String, Typed),
    /// What a button does; none when it is not known any more.
    Press(Option<Press>),
    /// What was chosen in a list, or typed for it.
    Chosen(Press, String),
    /// The list of places one may come from.
    Sources,
    /// What they may say of themselves.
    Profile,
    /// What is kept of them.
    Data,
    /// What people answered them.
    Answers,
    /// A line to add to the stars of a session.
    Remark(SessionId, String),
    /// How all this works.
    Help,
    /// The game, before it begins.
    Game,
    /// The panel, in this channel.
    Panel,
    /// Something that is for staff, asked by somebody else.
    NotAllowed,
    /// Something that is for the team, in its own server.
    Team(Order),
    /// What an expert does with a question of the team's thread.
    Queue(QueueTap),
    /// The same by somebody who may not, and what they typed for it.
    NotExpert(String),
    /// Something that is for the team, asked in a partner's server.
    Elsewhere,
    /// The same, while nobody said which server is the employer's own.
    OwnServerUnsaid,
}

/// Where a question was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// By the command, or behind the button of the panel.
    Plainly,
    /// Under the episode of this link.
    UnderEpisode(String),
    /// After the play of this word.
    AfterGame(String),
    /// In a thread, under this message: the answer stands there.
    InThread(Option<u64>),
    /// For a person.
    ForPerson,
}

/// What became of our first response to an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Acknowledged {
    /// Discord waits for the rest.
    Yes,
    /// Too late, or answered already: there is nothing to go on with.
    No,
    /// Nobody knows.
    Unsure,
}

/// What the handlers of one life hold: the way of events, and the way out.
#[derive(Clone)]
pub(super) struct Relay {
    pub(super) events: Events,
    pub(super) gate: Arc<Gate>,
    /// What the team's commands need in memory.
    pub(super) team: Team,
    /// The answers and the positions in service, offered to who types: that cannot
    /// wait for the main runtime.
    pub(super) conversation: Arc<Conversation>,
    /// What « now » is.
    pub(super) clock: Clock,
}

/// The near end of the way that events go.
#[derive(Clone, Debug)]
pub(super) struct Events {
    events: mpsc::Sender<Event>,
    lost: Arc<AtomicU64>,
    closed: CancellationToken,
}

impl Events {
    /// The two ends; nothing passes once `closed` is cancelled.
    pub(super) fn new(closed: CancellationToken) -> (Self, mpsc::Receiver<Event>) {
        let (events, received) = mpsc::channel(MOST_EVENTS);
        (Self { events, lost: Arc::default(), closed }, received)
    }

    /// How many events were let go.
    pub(super) fn lost(&self) -> Arc<AtomicU64> {
        self.lost.clone()
    }

    /// Passes an event on without waiting. False when it is let go.
    pub(super) fn pass(&self, event: Event) -> bool {
        if self.closed.is_cancelled() {
            return false;
        }
        let passed = self.events.try_send(event).is_ok();
        if !passed {
            let lost = self.lost.fetch_add(1, Ordering::Relaxed) + 1;
            // A line at 1, 2, 4, 8 … lost events: a flood must not flood the log too.
            if lost.is_power_of_two() {
                tracing::error!(lost, "events from Discord are let go: more arrive than can be handled");
            }
        }
        passed
    }
}
