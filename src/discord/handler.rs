//! What Discord's runtime does with an event of the gateway: pass it on.
//!
//! A handler never sleeps, loops or touches the database; [`super::relay`] says
//! why. What somebody taps or sends is given its first response in
//! [`super::interactions`].

use std::sync::Arc;

use serenity::all::{
    Cache, ChannelId, Context, Event as Raw, EventHandler, Guild, GuildId, Interaction, Message, MessageId, MessageUpdateEvent,
    RawEventHandler, Ready, UnavailableGuild,
};
use serenity::async_trait;

use super::changes::{Edited, Gone, edited};
use super::relay::{Event, Relay, Spot, Welcome};
use super::threads::{Talk, Thread};
use super::translate::heard;
use super::watchdog::Pulse;

/// The kinds of events the bot lives on: one that cannot be read is told.
const KINDS_USED: [&str; 7] =
    ["READY", "GUILD_CREATE", "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK", "INTERACTION_CREATE"];

/// Passes events on.
#[derive(Clone)]
pub(super) struct Handler {
    pub(super) relay: Relay,
    /// Where the bot listens without being named.
    pub(super) plain_channels: Arc<[u64]>,
    /// Where signs of life are left.
    pub(super) pulse: Arc<Pulse>,
}

#[async_trait]
impl EventHandler for Handler {
    async fn ready(&self, _: Context, ready: Ready) {
        self.pulse.new_session();
        self.relay.team.servers.are(ready.guilds.iter().map(|server| server.id.get()));
        self.relay.events.pass(Event::Ready(Welcome {
            application: ready.application.id.get(),
            bot: ready.user.id,
            plain_channels: self.plain_channels.clone(),
            guilds: ready.guilds.len(),
        }));
    }

    async fn guild_create(&self, _: Context, server: Guild, _: Option<bool>) {
        let number = server.id.get();
        self.relay.team.servers.joined(number);
        let channels = server.channels.values().chain(&server.threads);
        let spots = channels.filter_map(|channel| {
            let last = channel.last_message_id?.get();
            Some(Spot { channel: channel.id.get(), guild: Some(number), last, thread: Thread::of(channel) })
        });
        self.relay.events.pass(Event::Guild(spots.collect()));
    }

    async fn guild_delete(&self, _: Context, server: UnavailableGuild, _: Option<Guild>) {
        // One that is only unavailable comes back.
        if !server.unavailable {
            self.relay.team.servers.left(server.id.get());
        }
    }

    async fn message(&self, context: Context, message: Message) {
        let bot = context.cache.current_user().id;
        let talk = self.talk(&context.cache, message.guild_id, message.channel_id);
        if let Some(heard) = heard(&message, bot, &talk.plain_channels) {
            self.relay.events.pass(Event::Heard(heard.said_in(&talk)));
        }
    }

    async fn message_update(&self, context: Context, _: Option<Message>, _: Option<Message>, event: MessageUpdateEvent) {
        let bot = context.cache.current_user().id;
        let talk = self.talk(&context.cache, event.guild_id, event.channel_id);
        match edited(&event, bot, &talk.plain_channels) {
            Some(Ok(edited)) => {
                let heard = edited.heard.said_in(&talk);
                self.relay.events.pass(Event::Edited(Edited { heard, ..edited }));
            }
            Some(Err(gone)) => drop(self.relay.events.pass(Event::Gone(gone))),
            None => {}
        }
    }

    async fn message_delete(&self, _: Context, channel: ChannelId, message: MessageId, _: Option<GuildId>) {
        self.relay.events.pass(Event::Gone(Gone { channel: channel.get(), messages: vec![message.get()], are_deleted: true }));
    }

    async fn message_delete_bulk(&self, _: Context, channel: ChannelId, messages: Vec<MessageId>, _: Option<GuildId>) {
        let messages = messages.iter().map(|message| message.get()).collect();
        self.relay.events.pass(Event::Gone(Gone { channel: channel.get(), messages, are_deleted: true }));
    }

    async fn interaction_create(&self, _: Context, interaction: Interaction) {
        match interaction {
            Interaction::Component(component) => self.relay.tapped(&component).await,
            Interaction::Modal(form) => self.relay.sent(&form).await,
            // Commands are poise's: see `commands`.
            _ => {}
        }
    }
}

/// Counts on the log what serenity could not read: its handler never runs then.
#[async_trait]
impl RawEventHandler for Handler {
    async fn raw_event(&self, _: Context, event: Raw) {
        if let Raw::Unknown(unknown) = event
            && KINDS_USED.contains(&unknown.kind.as_str())
        {
            tracing::error!(kind = unknown.kind, "an event of Discord could not be read: Discord has changed, look for a new version");
        }
    }
}

impl Handler {
    fn talk(&self, cache: &Cache, server: Option<GuildId>, channel: ChannelId) -> Talk<'_> {
        Talk::at(channel.get(), Thread::known(cache, server, channel), &self.plain_channels)
    }
}
