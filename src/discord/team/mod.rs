//! What the team does and reads in the employer's own server: its commands, the
//! invites of its sources, and the one channel where it is told what matters.

mod alerts;
mod announce;
mod announced;
mod campaign;
mod daily;
mod digest;
mod episodes;
mod faq;
mod invites;
mod monthly;
mod orders;
mod picture;
mod planning;
mod queue;
mod reading;
mod scheduled;
mod stands;
mod state;
pub(super) mod suggest;
mod thread;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;

use arc_swap::ArcSwap;
use serenity::all::{CommandInteraction, Permissions};
use tokio::sync::{mpsc, oneshot};

use super::interactions::Interaction;
use super::relay::Request;
use super::servers::{Servers, Standing};
use crate::files::Problem;
use crate::sessions::Written;

pub(super) use picture::picture_of;
pub(super) use planning::Announcement;
pub(super) use queue::{QueueTap, not_expert};
pub(super) use thread::follow_queue;
pub(super) use watch::watch;

/// Rung to have HR's files read at once; answered when they are.
pub type Reload = mpsc::Sender<oneshot::Sender<()>>;

/// What the team's part needs beside what answers candidates.
#[derive(Clone, Debug, Default)]
pub struct Office {
    /// The employer's own server, when a setting says it.
    pub server: Option<u64>,
    /// The team's channel, when one is set.
    pub channel: Option<u64>,
    /// The folder of HR, for the pictures of episodes.
    pub responses: PathBuf,
    /// The site's address, for links to pages and tracked links.
    pub origin: String,
    /// What is wrong with HR's files at present.
    pub problems: Arc<ArcSwap<Vec<Problem>>>,
    /// Has the files read at once; none where nothing reads them again.
    pub reload: Option<Reload>,
}

/// What the team asks for by a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// How everything is.
    State,
    /// To close the door to new questions, or to open it.
    Lock(bool),
    /// The report of a session, or of the last one.
    Report(Option<String>),
    /// An entry of the answers.
    Search(String),
    /// What is wrong with the files.
    Problems,
    /// To have the files read at once.
    Reload,
    /// A session to be planned.
    Plan(Box<Written>),
    /// A session to be announced.
    Announce(Announcement),
    /// A session to be called off.
    CallOff(String),
    /// A tracked link and an invite for a source.
    Link {
        /// The source.
        source: String,
        /// What follows `/r/`; the source when there is none.
        name: Option<String>,
    },
}

/// What handlers know of the team's part, in memory: who types waits for nothing.
#[derive(Clone, Debug)]
pub(super) struct Team {
    pub(super) servers: Arc<Servers>,
    /// The sessions and months that have a report, latest first: identifier, words.
    pub(super) sessions: Arc<ArcSwap<Vec<(String, String)>>>,
    /// Those that are open or to come, the first one first.
    pub(super) to_come: Arc<ArcSwap<Vec<(String, String)>>>,
}

impl Team {
    /// The request of a command of the team, or the refusal of it. What Discord
    /// hides from others is only what it shows: who asks, and where, is looked at
    /// each time.
    pub(super) fn asks(&self, command: &CommandInteraction, order: Order) -> Request {
        match self.standing(command) {
            Some(Standing::Own) => Request::Team(order),
            Some(Standing::Partner) => Request::Elsewhere,
            Some(Standing::Unsaid) => Request::OwnServerUnsaid,
            None => Request::NotAllowed,
        }
    }

    /// What the server of a command is to us; none for who may not manage it.
    fn standing(&self, command: &CommandInteraction) -> Option<Standing> {
        manages_server(command).then(|| command.server()).flatten().map(|server| self.servers.standing(server))
    }

    /// Whether who does something may answer for the team there: HR gives experts
    /// one box of one channel.
    pub(super) fn may_answer(&self, made: &impl Interaction) -> bool {
        let needed = Permissions::MANAGE_MESSAGES | Permissions::MANAGE_GUILD | Permissions::ADMINISTRATOR;
        let is_own = made.server().is_some_and(|server| self.servers.standing(server) == Standing::Own);
        is_own && made.held().intersects(needed)
    }
}

/// Whether who runs a command may manage the server it is run in.
pub(super) fn manages_server(command: &CommandInteraction) -> bool {
    command.held().intersects(Permissions::MANAGE_GUILD | Permissions::ADMINISTRATOR)
}
