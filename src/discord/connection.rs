//! One life of the serenity client, on a thread and a runtime of its own.
//!
//! The client is built and run there, because serenity can freeze the runtime it
//! lives in. The runtime has one thread on purpose: tasks then start in the order
//! they were made, and so do handlers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serenity::all::{Client, ClientBuilder, ConnectionStage, GatewayError, GatewayIntents, ShardManager};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::commands;
use super::gate::Way;
use super::handler::Handler;
use super::relay::{Events, Relay};
use super::team::Team;
use super::watchdog::{BEAT, Pulse};
use crate::clock::Clock;
use crate::conversation::Conversation;

/// The gateway's address, when none is given.
const GATEWAY: &str = "wss://gateway.discord.gg";

/// Closing politely may take this long, and the runtime's last tasks this long more.
const CLOSING: Duration = Duration::from_secs(2);
const LAST_TASKS: Duration = Duration::from_secs(1);

/// How a life ended.
#[derive(Debug)]
pub(super) enum End {
    /// It was told to.
    Stopped,
    /// The token is not accepted.
    BadToken,
    /// An intent has to be ticked in the portal first.
    IntentNotTicked,
    /// The intents are not known to Discord.
    BadIntents,
    /// Anything else: worth another try.
    Failed(anyhow::Error),
}

/// What a client is built from.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) way: Way,
    pub(super) gateway: Option<String>,
    /// Where the bot listens without being named; empty without the content intent.
    pub(super) plain_channels: Vec<u64>,
    pub(super) events: Events,
    pub(super) team: Team,
    pub(super) conversation: Arc<Conversation>,
    pub(super) clock: Clock,
}

/// A life that goes on until it ends or is dropped.
pub(super) struct Connection {
    /// Tells how it ended.
    pub(super) ended: oneshot::Receiver<End>,
    /// Its signs of life.
    pub(super) pulse: Arc<Pulse>,
    stop: CancellationToken,
}

impl Connection {
    /// Starts a life on its own thread.
    pub(super) fn open(plan: Plan) -> Result<Self> {
        let (tell, ended) = oneshot::channel();
        let (pulse, stop) = (Arc::new(Pulse::new(Instant::now())), CancellationToken::new());
        let connection = Self { ended, pulse: pulse.clone(), stop: stop.clone() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("making Discord's runtime")?;
        let life = move || {
            let end = runtime.block_on(live(plan, pulse, stop));
            runtime.shutdown_timeout(LAST_TASKS);
            // Whoever dropped the connection does not wait for its end.
            let _ = tell.send(end);
        };
        std::thread::Builder::new().name("discord".to_owned()).spawn(life).context("starting Discord's thread")?;
        Ok(connection)
    }

    /// Asks the client to close; `ended` tells when it has.
    pub(super) fn close(&self) {
        self.stop.cancel();
    }
}

impl Drop for Connection {
    /// A frozen life cannot be ended from outside: it ends when it thaws.
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn live(plan: Plan, pulse: Arc<Pulse>, stop: CancellationToken) -> End {
    let mut client = tokio::select! {
        built = build(plan, pulse.clone()) => match built {
            Ok(client) => client,
            Err(error) => return End::Failed(error),
        },
        () = stop.cancelled() => return End::Stopped,
    };
    let shards = client.shard_manager.clone();
    let beating = tokio::spawn(beat(shards.clone(), pulse));
    let end = tokio::select! {
        ended = client.start() => end_of(ended),
        () = stop.cancelled() => {
            // It can come back at once with the shard still alive, or wait long on a dead socket.
            let _ = tokio::time::timeout(CLOSING, shards.shutdown_all()).await;
            End::Stopped
        }
    };
    beating.abort();
    end
}

async fn build(plan: Plan, pulse: Arc<Pulse>) -> Result<Client> {
    let http = plan.way.for_serenity()?;
    let gate = Arc::new(plan.way.gate()?);
    let relay = Relay { events: plan.events, gate, team: plan.team, conversation: plan.conversation, clock: plan.clock };
    let listens = !plan.plain_channels.is_empty();
    let builder = ClientBuilder::new_with_http(http, intents(listens)).framework(commands::framework(relay.clone()));
    let handler = Handler { relay, plain_channels: plan.plain_channels.into(), pulse };
    let builder = builder.event_handler(handler.clone()).raw_event_handler(handler);
    let client = builder.await.context("building the Discord client")?;
    // Serenity falls back silently on Discord's own address when it could not ask for it.
    *client.ws_url.lock().await = plan.gateway.unwrap_or_else(|| GATEWAY.to_owned());
    Ok(client)
}

/// The fewest that work; the text of messages that do not name the bot only on demand.
fn intents(listens: bool) -> GatewayIntents {
    let needed = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::DIRECT_MESSAGES;
    if listens { needed | GatewayIntents::MESSAGE_CONTENT } else { needed }
}

async fn beat(shards: Arc<ShardManager>, pulse: Arc<Pulse>) {
    let mut ticks = tokio::time::interval(BEAT);
    loop {
        ticks.tick().await;
        let runners = shards.runners.lock().await;
        let connected = !runners.is_empty() && runners.values().all(|runner| runner.stage == ConnectionStage::Connected);
        pulse.beat(Instant::now(), connected);
    }
}

fn end_of(ended: serenity::Result<()>) -> End {
    match ended {
        Ok(()) => End::Failed(anyhow::anyhow!("the Discord client stopped by itself")),
        Err(serenity::Error::Gateway(GatewayError::InvalidAuthentication | GatewayError::NoAuthentication)) => End::BadToken,
        Err(serenity::Error::Gateway(GatewayError::DisallowedGatewayIntents)) => End::IntentNotTicked,
        Err(serenity::Error::Gateway(GatewayError::InvalidGatewayIntents)) => End::BadIntents,
        Err(error) => End::Failed(anyhow::Error::new(error).context("running the Discord client")),
    }
}
