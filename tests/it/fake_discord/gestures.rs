//! What people do in Discord, and what they see. A gesture the application would not allow fails
//! the test: a button that is not there or is disabled, a message one does not see, a channel one
//! may not write in.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use serenity::all::{GatewayIntents, Permissions};

use super::records::{ChannelKind, Id, InteractionRecord, InviteRecord, Message, RoleRecord};
use super::slash::Line;
use super::state::State;
use super::{Channel, Guild, Shared};

/// A person.
#[derive(Clone)]
pub(crate) struct User {
    shared: Arc<Shared>,
    pub(crate) id: Id,
    pub(crate) name: String,
}

/// A gesture the bot has to answer.
pub(crate) struct Interaction {
    shared: Arc<Shared>,
    pub(crate) id: Id,
    /// Replies already read.
    read: AtomicUsize,
}

/// An opened form.
#[derive(Clone, Debug)]
pub(crate) struct Modal {
    pub(crate) title: String,
    pub(crate) custom_id: String,
    /// The text inputs as the bot described them.
    pub(crate) fields: Vec<Value>,
    opened_by: Id,
}

impl Interaction {
    /// Waits for the next message shown for this gesture: the answer itself, a deferred answer
    /// once it is written, the message of the button once it is changed, or a followup.
    pub(crate) async fn reply(&self) -> Message {
        let number = self.read.fetch_add(1, Ordering::SeqCst);
        let look = |state: &State| {
            let id = state.interactions[&self.id].replies.get(number)?;
            Some(state.messages[id].clone())
        };
        self.shared.wait("a reply to an interaction", look).await
    }

    /// Waits for the form opened by this gesture.
    pub(crate) async fn modal(&self) -> Modal {
        let look = |state: &State| state.interactions[&self.id].modal.clone();
        let modal = self.shared.wait("a modal", look).await;
        let text = |field: &str| modal[field].as_str().unwrap().to_owned();
        let rows = modal["components"].as_array().unwrap().iter();
        Modal {
            title: text("title"),
            custom_id: text("custom_id"),
            fields: rows.flat_map(|row| row["components"].as_array().unwrap().clone()).collect(),
            opened_by: self.id,
        }
    }

    /// Waits for what autocomplete offers: the names shown.
    pub(crate) async fn choices(&self) -> Vec<String> {
        let look = |state: &State| state.interactions[&self.id].choices.clone();
        let choices = self.shared.wait("choices", look).await;
        choices.iter().map(|choice| choice["name"].as_str().unwrap().to_owned()).collect()
    }

    /// Waits for the first response: its callback type (4 message, 5 deferred …).
    pub(crate) async fn acknowledged(&self) -> u8 {
        let look = |state: &State| state.interactions[&self.id].response;
        self.shared.wait("an acknowledgement", look).await
    }

    /// The interaction as it stands.
    pub(crate) fn record(&self) -> InteractionRecord {
        self.shared.read(|state| state.interactions[&self.id].clone())
    }
}

impl User {
    pub(super) fn new(shared: Arc<Shared>, id: Id, name: &str) -> Self {
        Self { shared, id, name: name.to_owned() }
    }

    // Words.

    /// Writes in a channel.
    pub(crate) async fn says(&self, channel: &Channel, text: &str) -> Message {
        self.posts(channel, text, |_| {})
    }

    /// Writes in a channel, naming the bot first.
    pub(crate) async fn mentions_bot(&self, channel: &Channel, text: &str) -> Message {
        let bot = self.shared.read(|state| state.bot);
        self.posts(channel, &format!("<@{bot}> {text}"), |_| {})
    }

    /// Writes to the bot in private.
    pub(crate) async fn writes_dm(&self, text: &str) -> Message {
        self.posts(&self.dm(), text, |_| {})
    }

    /// Replies to a message.
    pub(crate) async fn replies_to(&self, message: &Message, text: &str) -> Message {
        let channel = Channel { id: message.channel };
        self.posts(&channel, text, |reply| reply.replies_to = Some(message.id))
    }

    /// Writes with a file.
    pub(crate) async fn sends_file(&self, channel: &Channel, text: &str, name: &str) -> Message {
        let url = format!("https://cdn.discordapp.com/attachments/1/1/{name}");
        let file = json!({"id": "1", "filename": name, "size": 1000, "url": url,
            "proxy_url": url, "content_type": "application/pdf"});
        self.posts(channel, text, |message| message.attachments.push(file))
    }

    fn posts(&self, channel: &Channel, text: &str, more: impl FnOnce(&mut Message)) -> Message {
        self.shared.change(|state| {
            let (id, held) = (channel.id, state.permissions(self.id, channel.id));
            let needed = Permissions::SEND_MESSAGES;
            let may = state.sees_channel(self.id, id) && held.contains(needed);
            assert!(may && !state.channels[&id].locked, "{} may not write here", self.name);
            state.wake_thread(id);
            state.let_in_who_is_named(id, text);
            let mut message = Message::new(state.new_id(), id, self.id, state.now());
            more(&mut message);
            let id = state.keep_message(message.clone(), &json!({"content": text}), message.attachments);
            state.messages[&id].clone()
        })
    }

    /// Changes a message of theirs.
    pub(crate) async fn edits(&self, message: &Message, text: &str) {
        self.shared.change(|state| {
            assert_eq!(message.author, self.id, "{} did not write this", self.name);
            state.overwrite_message(message.id, &json!({"content": text}), Vec::new());
        });
    }

    /// Deletes a message of theirs.
    pub(crate) async fn deletes(&self, message: &Message) {
        assert_eq!(message.author, self.id, "{} did not write this", self.name);
        self.shared.change(|state| state.remove_message(message.id));
    }

    /// Adds a reaction.
    pub(crate) async fn reacts(&self, message: &Message, emoji: &str) {
        self.shared.change(|state| {
            state.visible(self.id, message.id);
            state.react(message.id, emoji, self.id, true);
        });
    }

    /// Opens a thread under a channel.
    pub(crate) async fn opens_thread(&self, channel: &Channel, name: &str) -> Channel {
        self.opens(ChannelKind::PublicThread, channel, name)
    }

    /// Opens a thread that only they see, and who they let in or name there.
    pub(crate) async fn opens_private_thread(&self, channel: &Channel, name: &str) -> Channel {
        self.opens(ChannelKind::PrivateThread, channel, name)
    }

    /// Lets somebody in a private thread of theirs.
    pub(crate) async fn lets_in(&self, thread: &Channel, user: &User) {
        self.shared.change(|state| {
            assert_eq!(state.channels[&thread.id].owner, Some(self.id), "{} did not open this", self.name);
            state.change_thread_members(thread.id, user.id, true);
        });
    }

    fn opens(&self, kind: ChannelKind, channel: &Channel, name: &str) -> Channel {
        self.shared.change(|state| {
            assert!(state.sees_channel(self.id, channel.id), "{} is not there", self.name);
            let guild = state.channels[&channel.id].guild;
            let thread = state.add_channel(kind, guild, name);
            (thread.parent, thread.owner) = (Some(channel.id), Some(self.id));
            thread.members.insert(self.id);
            let id = thread.id;
            state.dispatch_channel("THREAD_CREATE", id);
            Channel { id }
        })
    }

    // Interactions.

    /// Runs a slash command the bot registered: `runs("/tchat panneau", &[("salon", "x")], &c)`.
    pub(crate) async fn runs(&self, path: &str, options: &[(&str, &str)], channel: &Channel) -> Interaction {
        self.types_line(path, options, None, channel).await
    }

    /// Types the last of these options, and asks what is offered.
    pub(crate) async fn types(&self, path: &str, options: &[(&str, &str)], channel: &Channel) -> Interaction {
        let focused = options.last().map(|(name, _)| *name);
        self.types_line(path, options, focused, channel).await
    }

    async fn types_line(&self, path: &str, options: &[(&str, &str)], focused: Option<&str>, channel: &Channel) -> Interaction {
        let registered = |state: &State| (!state.commands.is_empty()).then_some(());
        self.shared.wait("the bot to register commands", registered).await;
        let line = Line { user: self.id, channel: channel.id, path, options, focused };
        let data = self.shared.read(|state| state.slash_data(&line));
        let data = data.unwrap_or_else(|why| panic!("{} cannot run {path}: {why}", self.name));
        self.interacts(if focused.is_some() { 4 } else { 2 }, channel.id, None, data)
    }

    /// Presses the button that bears this label.
    pub(crate) async fn presses(&self, message: &Message, label: &str) -> Interaction {
        self.presses_where(message, label, |button| button["label"] == label)
    }

    /// Presses the button that has this `custom_id`.
    pub(crate) async fn presses_custom_id(&self, message: &Message, custom_id: &str) -> Interaction {
        self.presses_where(message, custom_id, |button| button["custom_id"] == custom_id)
    }

    fn presses_where(&self, message: &Message, name: &str, is: impl Fn(&Value) -> bool) -> Interaction {
        let shown = self.shared.read(|state| state.visible(self.id, message.id).clone());
        let button = shown.controls().find(|control| control["type"] == 2 && is(control));
        let button = button.unwrap_or_else(|| panic!("no button « {name} » in {:?}", shown.labels()));
        assert_ne!(button["disabled"], true, "the button « {name} » is disabled");
        assert!(button["custom_id"].is_string(), "the button « {name} » is a link");
        let data = json!({"custom_id": button["custom_id"], "component_type": 2});
        self.interacts(3, message.channel, Some(message.id), data)
    }

    /// Chooses one option of a select, by its label or its value.
    pub(crate) async fn selects(&self, message: &Message, option: &str) -> Interaction {
        self.selects_in(message, "", option).await
    }

    /// The same in the select that says this before a choice; in any when empty.
    pub(crate) async fn selects_in(&self, message: &Message, list: &str, option: &str) -> Interaction {
        let shown = self.shared.read(|state| state.visible(self.id, message.id).clone());
        let is = |known: &&Value| known["value"] == option || known["label"] == option;
        let found = shown.controls().find_map(|select| {
            let options = select["options"].as_array()?;
            (list.is_empty() || select["placeholder"] == list).then_some(())?;
            Some((select, options.iter().find(is)?["value"].clone()))
        });
        let (select, value) = found.unwrap_or_else(|| panic!("no option « {option} » in {:?}", shown.choices()));
        assert_ne!(select["disabled"], true, "the select of « {option} » is disabled");
        let data = json!({
            "custom_id": select["custom_id"], "component_type": select["type"], "values": [value],
        });
        self.interacts(3, message.channel, Some(message.id), data)
    }

    /// Sends a form, its fields named by label or `custom_id`.
    pub(crate) async fn submits(&self, modal: &Modal, values: &[(&str, &str)]) -> Interaction {
        let opened = self.shared.read(|state| state.interactions[&modal.opened_by].clone());
        assert_eq!(opened.user, self.id, "{} does not see this form", self.name);
        let is = |field: &Value, name: &str| field["custom_id"] == name || field["label"] == name;
        for (name, _) in values {
            let known = modal.fields.iter().any(|field| is(field, name));
            assert!(known, "no field « {name} » in {:?}", modal.fields);
        }
        let rows = modal.fields.iter().map(|field| {
            let given = values.iter().find(|(name, _)| is(field, name)).map(|(_, value)| *value);
            let text = given.or(field["value"].as_str()).unwrap_or_default();
            let count = text.chars().count() as u64;
            let least = field["min_length"].as_u64().unwrap_or(0);
            let most = field["max_length"].as_u64().unwrap_or(4000);
            let left_out = count == 0 && field["required"] == false;
            let least = if field["required"] == false { least } else { least.max(1) };
            let fits = left_out || (least..=most).contains(&count);
            assert!(fits, "« {text} » does not fit {field}");
            json!({"type": 1, "components": [
                {"type": 4, "custom_id": field["custom_id"], "value": text},
            ]})
        });
        let rows: Vec<Value> = rows.collect();
        let data = json!({"custom_id": modal.custom_id, "components": rows});
        self.interacts(5, opened.channel, opened.message, data)
    }

    fn interacts(&self, kind: u8, channel: Id, message: Option<Id>, data: Value) -> Interaction {
        let id = self.shared.change(|state| {
            assert!(state.sees_channel(self.id, channel), "{} is not there", self.name);
            let id = state.new_id();
            let interaction = InteractionRecord {
                id,
                token: format!("interaction-token-{id}"),
                kind,
                user: self.id,
                channel,
                message,
                data,
                created_at: state.now(),
                response: None,
                ephemeral: false,
                original: None,
                replies: Vec::new(),
                modal: None,
                choices: None,
            };
            state.interactions.insert(id, interaction);
            state.dispatch("INTERACTION_CREATE", GatewayIntents::empty(), |state, _| state.interaction_json(id));
            id
        });
        Interaction { shared: self.shared.clone(), id, read: AtomicUsize::new(0) }
    }

    // Comings and goings.

    /// Becomes a member of a guild.
    pub(crate) fn joins(&self, guild: Guild) {
        self.shared.change(|state| {
            let now = state.now();
            state.guilds.get_mut(&guild.id).unwrap().members.insert(self.id, (Vec::new(), now));
            let mut data = state.member_json(guild.id, self.id);
            data["guild_id"] = json!(guild.id.to_string());
            let members = GatewayIntents::GUILD_MEMBERS;
            state.dispatch("GUILD_MEMBER_ADD", members, |_, _| data.clone());
        });
    }

    /// Leaves a guild.
    pub(crate) async fn leaves(&self, guild: Guild) {
        self.shared.change(|state| {
            state.guilds.get_mut(&guild.id).unwrap().members.remove(&self.id);
            let user = state.user_json(self.id);
            let data = json!({"guild_id": guild.id.to_string(), "user": user});
            let members = GatewayIntents::GUILD_MEMBERS;
            state.dispatch("GUILD_MEMBER_REMOVE", members, |_, _| data.clone());
        });
    }

    /// Joins the guild of an invitation, which counts one use more.
    pub(crate) async fn arrives_by(&self, code: &str) {
        let guild = self.shared.change(|state| {
            let invite = state.invites.iter_mut().find(|invite| invite.code == code).unwrap();
            invite.uses += 1;
            let channel = invite.channel;
            Guild { id: state.channels[&channel].guild.unwrap() }
        });
        self.joins(guild);
    }

    /// Gets a role of the guild it belongs to.
    pub(crate) async fn gets_role(&self, role: Id) {
        self.shared.change(|state| {
            let holds = |guild: &&mut super::records::GuildRecord| guild.roles.iter().any(|r| r.id == role);
            let guild = state.guilds.values_mut().find(holds).unwrap();
            guild.members.get_mut(&self.id).unwrap().0.push(role);
            let guild = guild.id;
            let mut data = state.member_json(guild, self.id);
            data["guild_id"] = json!(guild.to_string());
            let members = GatewayIntents::GUILD_MEMBERS;
            state.dispatch("GUILD_MEMBER_UPDATE", members, |_, _| data.clone());
        });
    }

    /// No longer accepts private messages: the bot gets 50007.
    pub(crate) async fn closes_dms(&self) {
        self.shared.change(|state| state.users.get_mut(&self.id).unwrap().accepts_dms = false);
    }

    /// Uses Discord in another language than French.
    pub(crate) async fn speaks(&self, locale: &str) {
        self.shared.change(|state| state.users.get_mut(&self.id).unwrap().locale = locale.to_owned());
    }

    // Seeing.

    /// The direct conversation with the bot.
    pub(crate) fn dm(&self) -> Channel {
        Channel { id: self.shared.change(|state| state.dm_with(self.id)) }
    }

    /// What this person sees in a channel, oldest first.
    pub(crate) fn messages_in(&self, channel: &Channel) -> Vec<Message> {
        self.shared.read(|state| state.messages_seen(self.id, channel.id).cloned().collect())
    }

    /// Waits until this person sees such a message in a channel.
    pub(crate) async fn sees(&self, channel: &Channel, is: impl Fn(&Message) -> bool) -> Message {
        let look = |state: &State| state.messages_seen(self.id, channel.id).find(|message| is(message)).cloned();
        self.shared.wait(&format!("a message {} sees", self.name), look).await
    }

    /// Waits for the bot's first message here after this one.
    pub(crate) async fn sees_answer_to(&self, message: &Message) -> Message {
        let bot = self.shared.read(|state| state.bot);
        let channel = Channel { id: message.channel };
        self.sees(&channel, |answer| answer.author == bot && answer.id > message.id).await
    }

    /// Waits until this person is in a thread under a channel.
    pub(crate) async fn sees_thread(&self, channel: &Channel) -> Channel {
        let look = |state: &State| {
            let mut under = state.channels.values().filter(|thread| thread.parent == Some(channel.id));
            let thread = under.find(|thread| thread.members.contains(&self.id))?;
            Some(Channel { id: thread.id })
        };
        self.shared.wait(&format!("a thread with {}", self.name), look).await
    }
}

impl State {
    /// A message this person sees as it stands, or the test fails.
    fn visible(&self, user: Id, id: Id) -> &Message {
        let message = &self.messages[&id];
        let shown = !message.deleted && message.only_for.is_none_or(|only| only == user);
        let name = &self.users[&user].name;
        assert!(shown && self.sees_channel(user, message.channel), "{name} does not see this message");
        message
    }

    pub(super) fn add_role(&mut self, guild: Id, name: &str, permissions: Permissions) -> Id {
        let role = RoleRecord { id: self.new_id(), name: name.to_owned(), permissions, managed: false };
        let id = role.id;
        self.guilds.get_mut(&guild).unwrap().roles.push(role);
        let json = self.roles_json(guild).pop().unwrap();
        let data = json!({"guild_id": guild.to_string(), "role": json});
        self.dispatch("GUILD_ROLE_CREATE", GatewayIntents::GUILDS, |_, _| data.clone());
        id
    }

    pub(super) fn add_invite(&mut self, channel: Id) -> String {
        let guild = self.channels[&channel].guild.unwrap();
        let invite = InviteRecord {
            code: format!("inv{}", self.new_id()),
            channel,
            inviter: self.guilds[&guild].owner,
            uses: 0,
            max_age: 0,
            max_uses: 0,
            created_at: self.now(),
        };
        self.keep_invite(invite)
    }
}
