//! What the fake server remembers, and the questions one may ask of it.
//!
//! What the bot may do to it is in `rest`, what people do to it in `gestures`, what the bot is
//! told of it in `gateway`.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serenity::all::{GatewayIntents, Permissions};

use super::events::EventRecord;
use super::faults::Fault;
use super::gateway::{GatewayState, Session};
use super::records::{
    ChannelKind, ChannelRecord, CommandRecord, GuildRecord, Id, InteractionRecord, InviteRecord, Message, Request, RoleRecord, UserRecord,
};

/// 1 January 2015 in milliseconds, where snowflakes start.
const DISCORD_EPOCH_MS: u64 = 1_420_070_400_000;

/// The whole memory of the fake.
pub(crate) struct State {
    pub(crate) bot: Id,
    pub(crate) token: String,
    /// Privileged intents ticked in the portal.
    pub(crate) granted: GatewayIntents,
    /// What the bot's role allows in every guild.
    pub(crate) bot_permissions: Permissions,
    pub(crate) users: BTreeMap<Id, UserRecord>,
    pub(crate) guilds: BTreeMap<Id, GuildRecord>,
    pub(crate) channels: BTreeMap<Id, ChannelRecord>,
    pub(crate) messages: BTreeMap<Id, Message>,
    pub(crate) commands: BTreeMap<Id, CommandRecord>,
    pub(crate) interactions: BTreeMap<Id, InteractionRecord>,
    pub(crate) invites: Vec<InviteRecord>,
    pub(crate) events: BTreeMap<Id, EventRecord>,
    /// What « now » is where a story has its own.
    pub(crate) it_is: Option<tchat::clock::Clock>,
    pub(crate) sessions: Vec<Session>,
    pub(crate) gateway: GatewayState,
    pub(crate) requests: Vec<Request>,
    pub(crate) faults: Vec<Fault>,
    /// Why the test must fail, whatever it looked at.
    pub(crate) failures: Vec<String>,
    pub(crate) clock_offset: Duration,
    /// `ws://127.0.0.1:PORT`.
    pub(crate) gateway_url: String,
    last_id: Id,
}

impl State {
    pub(crate) fn new(gateway_url: String) -> Self {
        let mut state = Self {
            bot: 0,
            token: "fake.bot.token".to_owned(),
            granted: GatewayIntents::MESSAGE_CONTENT,
            bot_permissions: Permissions::all() - Permissions::ADMINISTRATOR,
            users: BTreeMap::new(),
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            messages: BTreeMap::new(),
            commands: BTreeMap::new(),
            interactions: BTreeMap::new(),
            invites: Vec::new(),
            events: BTreeMap::new(),
            it_is: None,
            sessions: Vec::new(),
            gateway: GatewayState::default(),
            requests: Vec::new(),
            faults: Vec::new(),
            failures: Vec::new(),
            clock_offset: Duration::ZERO,
            gateway_url,
            last_id: 0,
        };
        state.bot = state.add_user("tchat", true);
        state.add_guild("Serveur du recruteur");
        state
    }

    /// The fake's own clock in milliseconds; tests push it forward.
    pub(crate) fn now(&self) -> u64 {
        let real = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        (real + self.clock_offset).as_millis() as u64
    }

    /// A new snowflake, always above the previous one.
    pub(crate) fn new_id(&mut self) -> Id {
        let from_clock = (self.now() - DISCORD_EPOCH_MS) << 22;
        self.last_id = from_clock.max(self.last_id + 1);
        self.last_id
    }

    pub(crate) fn add_user(&mut self, name: &str, bot: bool) -> Id {
        let id = self.new_id();
        let user = UserRecord { id, name: name.to_owned(), bot, locale: "fr".to_owned(), accepts_dms: true };
        self.users.insert(id, user);
        id
    }

    /// A guild with `@everyone` and the bot's own role, the bot being a member.
    pub(crate) fn add_guild(&mut self, name: &str) -> Id {
        let (id, owner, bot_role) = (self.new_id(), self.add_user("owner", false), self.new_id());
        let everyone = Permissions::VIEW_CHANNEL
            | Permissions::SEND_MESSAGES
            | Permissions::SEND_MESSAGES_IN_THREADS
            | Permissions::READ_MESSAGE_HISTORY
            | Permissions::ADD_REACTIONS
            | Permissions::ATTACH_FILES
            | Permissions::USE_APPLICATION_COMMANDS;
        let role = |id, name: &str, permissions, managed| RoleRecord { id, name: name.to_owned(), permissions, managed };
        let roles = vec![role(id, "@everyone", everyone, false), role(bot_role, "tchat", self.bot_permissions, true)];
        let now = self.now();
        let members = [(owner, (Vec::new(), now)), (self.bot, (vec![bot_role], now))];
        let guild = GuildRecord { id, name: name.to_owned(), owner, roles, members: members.into() };
        self.guilds.insert(id, guild);
        id
    }

    pub(crate) fn add_channel(&mut self, kind: ChannelKind, guild: Option<Id>, name: &str) -> &mut ChannelRecord {
        let id = self.new_id();
        let channel = ChannelRecord {
            id,
            kind,
            guild,
            name: name.to_owned(),
            parent: None,
            owner: None,
            members: BTreeSet::new(),
            denied: Permissions::empty(),
            staff_only: false,
            archived: false,
            locked: false,
            invitable: false,
            auto_archive_minutes: 1440,
        };
        self.channels.entry(id).or_insert(channel)
    }

    /// The direct conversation between the bot and a person, opened if need be.
    pub(crate) fn dm_with(&mut self, user: Id) -> Id {
        let known = self.channels.values().find(|channel| channel.kind == ChannelKind::Dm && channel.members.contains(&user));
        if let Some(channel) = known {
            return channel.id;
        }
        let bot = self.bot;
        let channel = self.add_channel(ChannelKind::Dm, None, "");
        channel.members = BTreeSet::from([bot, user]);
        channel.id
    }

    /// Permissions of a person in a channel; everything in a direct conversation.
    pub(crate) fn permissions(&self, user: Id, channel: Id) -> Permissions {
        let channel = &self.channels[&channel];
        let Some(guild) = channel.guild.map(|guild| &self.guilds[&guild]) else {
            return Permissions::all();
        };
        if user == guild.owner {
            return Permissions::all();
        }
        let parent = channel.parent.and_then(|id| self.channels.get(&id));
        if user == self.bot {
            let parent_denied = parent.map(|parent| parent.denied).unwrap_or_default();
            return self.bot_permissions - channel.denied - parent_denied;
        }
        let held = self.guild_permissions(user, guild);
        let closed = channel.staff_only || parent.is_some_and(|parent| parent.staff_only);
        if closed && !held.intersects(Permissions::MANAGE_MESSAGES | Permissions::ADMINISTRATOR) {
            return Permissions::empty();
        }
        held
    }

    /// Sum of a member's roles; nothing for who is not a member.
    pub(crate) fn guild_permissions(&self, user: Id, guild: &GuildRecord) -> Permissions {
        let Some((roles, _)) = guild.members.get(&user) else {
            return Permissions::empty();
        };
        let counts = |role: &&RoleRecord| role.id == guild.id || roles.contains(&role.id);
        let held = guild.roles.iter().filter(counts);
        let sum = held.fold(Permissions::empty(), |sum, role| sum | role.permissions);
        if sum.administrator() { Permissions::all() } else { sum }
    }

    /// Whether a person (or the bot) sees the channel at all.
    pub(crate) fn sees_channel(&self, user: Id, id: Id) -> bool {
        let Some(channel) = self.channels.get(&id) else {
            return false;
        };
        let held = self.permissions(user, id);
        match channel.kind {
            ChannelKind::Dm => channel.members.contains(&user),
            ChannelKind::PrivateThread => channel.members.contains(&user) || held.manage_threads() && held.view_channel(),
            ChannelKind::Text | ChannelKind::PublicThread => held.view_channel(),
        }
    }

    /// What a person sees in a channel, oldest first, deferred answers left out.
    pub(crate) fn messages_seen(&self, user: Id, channel: Id) -> impl Iterator<Item = &Message> {
        let inside = self.sees_channel(user, channel);
        self.messages.values().filter(move |message| {
            inside
                && message.channel == channel
                && !message.deleted
                && !message.is_loading()
                && message.only_for.is_none_or(|only| only == user)
        })
    }

    /// Users named by `<@id>` in a text, and the author replied to.
    pub(crate) fn mentions(&self, message: &Message) -> Vec<Id> {
        let replied = message.replies_to.and_then(|id| self.messages.get(&id));
        let replied = replied.filter(|_| message.author != self.bot);
        let named = named(&message.content, "<@").chain(replied.map(|replied| replied.author));
        let known: BTreeSet<Id> = named.filter(|id| self.users.contains_key(id)).collect();
        known.into_iter().collect()
    }
}

/// Numbers written as `<@id>` or `<@!id>` (`<@&id>` with that prefix).
pub(super) fn named(text: &str, prefix: &str) -> impl Iterator<Item = Id> {
    let after = text.split(prefix).skip(1);
    after.filter_map(|rest| rest.trim_start_matches('!').split_once('>')?.0.parse().ok())
}
