//! A Discord on loopback, for the real serenity client: REST v10 and the gateway.
//!
//! One [`FakeDiscord`] a test. People are [`User`]s whose methods are gestures; what the bot does
//! is read back by waiting for facts ([`FakeDiscord::wait_until`], [`User::sees`]). It enforces
//! Discord's rules, and a test fails when the bot leaves them: unknown routes and messages that
//! could ping somebody are told when the fake is dropped.
//!
//! It runs on a thread and a runtime of its own, so that a frozen bot never freezes it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a broken fake is a failed test")]

mod channels;
mod commands;
mod events;
mod faults;
mod gateway;
mod gestures;
mod guilds;
mod interactions;
mod payloads;
mod records;
mod rest;
mod rules;
mod slash;
mod state;
mod tests;
mod threads;
mod wire;

use std::collections::BTreeSet;
use std::future::IntoFuture;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use axum::serve::ListenerExt;
use serenity::all::{GatewayIntents, Permissions};
use tokio::sync::{oneshot, watch};

pub(crate) use events::EventRecord;
pub(crate) use faults::Fault;
pub(crate) use gestures::{Interaction, Modal, User};
pub(crate) use records::{ChannelKind, Id, InteractionRecord, Message, Request};
pub(crate) use state::State;
pub(crate) use wire::Wire;

/// How long a fact may be waited for.
const PATIENCE: Duration = Duration::from_secs(15);

/// A bot that never comes to rest does something again and again.
const RESTLESS: Duration = Duration::from_secs(60);

/// A server: a name for a number, so that gestures read well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Guild {
    pub(crate) id: Id,
}

/// A text channel, a thread or a direct conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Channel {
    pub(crate) id: Id,
}

/// The memory, and a bell that rings at each change.
struct Shared {
    state: Mutex<State>,
    bell: watch::Sender<()>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock())
    }

    fn change<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let result = act(&mut self.lock());
        self.bell.send_replace(());
        result
    }

    /// Waits until `look` finds something; fails the test when it does not in time.
    async fn wait<T>(&self, what: &str, look: impl Fn(&State) -> Option<T>) -> T {
        let mut bell = self.bell.subscribe();
        let search = async {
            loop {
                bell.borrow_and_update();
                if let Some(found) = self.read(&look) {
                    return found;
                }
                bell.changed().await.unwrap();
            }
        };
        match tokio::time::timeout(PATIENCE, search).await {
            Ok(found) => found,
            Err(_) => panic!("waited {PATIENCE:?} for {what}\n{}", self.read(State::story)),
        }
    }
}

impl State {
    /// What happened, for who reads a failed test.
    fn story(&self) -> String {
        let requests = self.requests.iter().rev().take(15).rev().map(|request| {
            let Request { method, path, status, code, body, .. } = request;
            format!("  {method} {path} -> {status:?} {code:?} {body}\n")
        });
        let sessions =
            self.sessions.iter().map(|session| format!("  {} socket {:?}, {} events\n", session.id, session.socket, session.seq));
        let (requests, sessions): (String, String) = (requests.collect(), sessions.collect());
        format!("last requests:\n{requests}sessions:\n{sessions}failures: {:?}", self.failures)
    }
}

/// One fake Discord. Dropping it fails the test if the bot left the rules.
pub(crate) struct FakeDiscord {
    shared: Arc<Shared>,
    port: u16,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl FakeDiscord {
    /// Listens on a free port of loopback. There is one guild, and the bot is its member.
    pub(crate) async fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Mutex::new(State::new(format!("ws://127.0.0.1:{port}")));
        let shared = Arc::new(Shared { state, bell: watch::Sender::new(()) });
        let router = Router::new().route("/", get(gateway::upgrade)).fallback(rest::handle).with_state(shared.clone());
        let (stop, stopped) = oneshot::channel();
        let run = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async move {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap());
                tokio::select! {
                    _ = axum::serve(listener, router).into_future() => {}
                    _ = stopped => {}
                }
            });
        };
        let thread = std::thread::Builder::new().name("fake-discord".to_owned()).spawn(run);
        Self { shared, port, stop: Some(stop), thread: Some(thread.unwrap()) }
    }

    /// For `TCHAT_DISCORD_API`.
    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// For `TCHAT_DISCORD_GATEWAY`.
    pub(crate) fn gateway(&self) -> String {
        format!("ws://127.0.0.1:{}", self.port)
    }

    /// The bot's token, for `DISCORD_TOKEN`.
    pub(crate) fn token(&self) -> String {
        self.shared.read(|state| state.token.clone())
    }

    // Settings of the place, before or while the bot runs.

    /// Nobody ticked « Message Content Intent » in the portal: asking for it closes with 4014.
    pub(crate) fn without_message_content(&self) {
        self.change(|state| state.granted.remove(GatewayIntents::MESSAGE_CONTENT));
    }

    /// « Server Members Intent » is ticked; it is not at first.
    pub(crate) fn with_members_intent(&self) {
        self.change(|state| state.granted.insert(GatewayIntents::GUILD_MEMBERS));
    }

    /// The token was changed in the portal: the old one gets 401 and 4004.
    pub(crate) fn revoke_token(&self) {
        self.change(|state| state.token = "another.bot.token".to_owned());
    }

    /// The bot may not do this in one channel: 403, 50013.
    pub(crate) fn forbid(&self, channel: &Channel, denied: Permissions) {
        self.change(|state| state.channels.get_mut(&channel.id).unwrap().denied |= denied);
    }

    /// The bot may do this in a channel again.
    pub(crate) fn allow(&self, channel: &Channel, granted: Permissions) {
        self.change(|state| state.channels.get_mut(&channel.id).unwrap().denied -= granted);
    }

    /// The bot may not do this in any guild.
    pub(crate) fn forbid_everywhere(&self, denied: Permissions) {
        self.change(|state| state.bot_permissions -= denied);
    }

    /// Dates of events are judged by this clock, not by the real one.
    pub(crate) fn lives_by(&self, clock: &tchat::clock::Clock) {
        self.change(|state| state.it_is = Some(clock.clone()));
    }

    /// The events that the server shows, in the order they were made.
    pub(crate) fn events(&self) -> Vec<EventRecord> {
        self.read(|state| state.events.values().cloned().collect())
    }

    /// Lets time pass for Discord: tokens grow old, answers late.
    pub(crate) fn advance(&self, time: Duration) {
        self.change(|state| state.clock_offset += time);
    }

    /// Adds a fault; faults of one route are used in order.
    pub(crate) fn fault(&self, fault: Fault) {
        self.change(|state| state.faults.push(fault));
    }

    // Places and people, made at first mention.

    /// The guild that is there from the start.
    pub(crate) fn guild(&self) -> Guild {
        self.read(|state| Guild { id: *state.guilds.keys().next().unwrap() })
    }

    /// Another guild the bot joins.
    pub(crate) fn another_guild(&self, name: &str) -> Guild {
        self.change(|state| {
            let id = state.add_guild(name);
            state.dispatch("GUILD_CREATE", GatewayIntents::GUILDS, |state, _| state.guild_create_json(id));
            Guild { id }
        })
    }

    /// A text channel of the first guild, by name.
    pub(crate) fn text_channel(&self, name: &str) -> Channel {
        self.text_channel_in(self.guild(), name)
    }

    /// A text channel only the owner and who may manage messages see.
    pub(crate) fn staff_channel(&self, name: &str) -> Channel {
        let channel = self.text_channel(name);
        self.change(|state| state.channels.get_mut(&channel.id).unwrap().staff_only = true);
        channel
    }

    /// A text channel of a guild, by name.
    pub(crate) fn text_channel_in(&self, guild: Guild, name: &str) -> Channel {
        self.change(|state| {
            let known = state
                .channels
                .values()
                .find(|channel| channel.guild == Some(guild.id) && channel.name == name && !channel.kind.is_thread());
            let id = known.map(|channel| channel.id).unwrap_or_else(|| {
                let id = state.add_channel(ChannelKind::Text, Some(guild.id), name).id;
                state.dispatch_channel("CHANNEL_CREATE", id);
                id
            });
            Channel { id }
        })
    }

    /// A member of the first guild, by name.
    pub(crate) fn user(&self, name: &str) -> User {
        let guild = self.guild();
        let (user, is_new) = self.change(|state| {
            let known = state.users.values().find(|user| user.name == name && !user.bot);
            let known = known.map(|user| user.id);
            (known.unwrap_or_else(|| state.add_user(name, false)), known.is_none())
        });
        let user = User::new(self.shared.clone(), user, name);
        if is_new {
            user.joins(guild);
        }
        user
    }

    /// A role of the first guild, for [`User::gets_role`].
    pub(crate) fn role(&self, name: &str, permissions: Permissions) -> Id {
        self.role_in(self.guild(), name, permissions)
    }

    /// A role of a guild.
    pub(crate) fn role_in(&self, guild: Guild, name: &str, permissions: Permissions) -> Id {
        self.change(|state| state.add_role(guild.id, name, permissions))
    }

    /// An invitation to a channel, made by its owner; [`User::arrives_by`] uses it.
    pub(crate) fn invite(&self, channel: &Channel) -> String {
        self.change(|state| state.add_invite(channel.id))
    }

    /// Somebody removes an invitation.
    pub(crate) fn revoke_invite(&self, code: &str) {
        self.change(|state| {
            let index = state.invites.iter().position(|invite| invite.code == code);
            state.remove_invite(index.unwrap());
        });
    }

    // Reading.

    /// The bot's own id.
    pub(crate) fn bot(&self) -> Id {
        self.read(|state| state.bot)
    }

    /// Looks at anything.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        self.shared.read(look)
    }

    /// Changes anything.
    pub(crate) fn change<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        self.shared.change(act)
    }

    /// Waits until `look` finds something.
    pub(crate) async fn wait_until<T>(&self, what: &str, look: impl Fn(&State) -> Option<T>) -> T {
        self.shared.wait(what, look).await
    }

    /// Waits until the bot is connected and was told READY.
    pub(crate) async fn bot_is_ready(&self) {
        let connected = |state: &State| state.connected().then_some(());
        self.wait_until("the bot to be ready", connected).await;
    }

    /// Waits until no session of the bot is connected.
    pub(crate) async fn bot_is_gone(&self) {
        let gone = |state: &State| (!state.connected()).then_some(());
        self.wait_until("the bot to be gone", gone).await;
    }

    /// Waits until a whole `time` passed without a request of the bot: for « nothing more comes ».
    pub(crate) async fn settles(&self, time: Duration) {
        let patience = std::time::Instant::now() + time + RESTLESS;
        loop {
            assert!(
                std::time::Instant::now() < patience,
                "the bot does not come to rest: {:?}",
                self.read(|state| state.requests.last().cloned())
            );
            let before = self.read(|state| state.requests.len());
            let more = self.wait_until("", |state| (state.requests.len() > before).then_some(()));
            if tokio::time::timeout(time, more).await.is_err() {
                return;
            }
        }
    }

    /// The next message the bot shows for an interaction.
    pub(crate) async fn next_reply_to(&self, interaction: &Interaction) -> Message {
        interaction.reply().await
    }

    /// The modal the bot opens for an interaction.
    pub(crate) async fn modal_opened_by(&self, interaction: &Interaction) -> Modal {
        interaction.modal().await
    }

    /// What the bot wrote and did not delete, oldest first, deferred answers left out.
    pub(crate) fn messages_of_bot(&self) -> Vec<Message> {
        self.read(|state| {
            let own = |message: &&Message| message.author == state.bot && !message.is_loading();
            let kept = state.messages.values().filter(|message| !message.deleted);
            kept.filter(own).cloned().collect()
        })
    }

    /// Names of the commands registered, with those of guilds.
    pub(crate) fn command_names(&self) -> BTreeSet<String> {
        self.read(|state| {
            let names = state.commands.values().map(|command| command.body["name"].as_str());
            names.flatten().map(str::to_owned).collect()
        })
    }

    /// Every thread under a channel.
    pub(crate) fn threads_under(&self, channel: &Channel) -> Vec<Channel> {
        self.read(|state| {
            let under = state.channels.values().filter(|thread| thread.parent == Some(channel.id));
            under.map(|thread| Channel { id: thread.id }).collect()
        })
    }

    /// Requests of this method whose path fits the pattern ([`Fault::on`]), in order.
    pub(crate) fn requests(&self, method: &str, pattern: &str) -> Vec<Request> {
        let fits = |request: &&Request| request.method == method && faults::path_fits(pattern, &request.path);
        self.read(|state| state.requests.iter().filter(fits).cloned().collect())
    }

    /// Requests that were refused (4xx, 5xx), faults included.
    pub(crate) fn refusals(&self) -> Vec<Request> {
        let refused = |request: &&Request| request.status.is_some_and(|status| status >= 400);
        self.read(|state| state.requests.iter().filter(refused).cloned().collect())
    }

    /// Gestures the bot did not answer within 3 s, so that the person saw a failure.
    pub(crate) fn unanswered(&self) -> Vec<InteractionRecord> {
        self.read(|state| {
            let late = |one: &&InteractionRecord| one.response.is_none() && state.now() - one.created_at > 3_000;
            state.interactions.values().filter(late).cloned().collect()
        })
    }

    /// The gateway seen from Discord's side: closes, cuts, raw frames, counters.
    pub(crate) fn wire(&self) -> Wire {
        Wire::new(self.shared.clone())
    }

    /// Takes the reasons to fail, for a test that wants them.
    pub(crate) fn take_failures(&self) -> Vec<String> {
        self.change(|state| std::mem::take(&mut state.failures))
    }

    /// Fails if the bot left the rules.
    pub(crate) fn assert_clean(&self) {
        let failures = self.take_failures();
        assert!(failures.is_empty(), "the bot left the rules: {failures:#?}");
    }
}

impl Drop for FakeDiscord {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        if !std::thread::panicking() {
            self.assert_clean();
        }
    }
}
