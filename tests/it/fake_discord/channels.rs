//! `/channels/…`: messages, reactions, pins and invitations of a channel. Threads are in `threads`.

use serde_json::{Value, json};
use serenity::all::{GatewayIntents, Permissions};

use super::records::{ChannelKind, Id, InviteRecord, Message};
use super::rest::{Answer, Call, done, id, ok};
use super::rules::{
    ARCHIVED_THREAD, CLOSED_MESSAGES, MISSING_ACCESS, MISSING_PERMISSIONS, NOT_THE_AUTHOR, Refusal, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE,
    check_message, check_not_empty, could_ping, invalid, unknown,
};
use super::state::State;

/// How long a nonce is remembered.
const NONCE_MS: u64 = 5 * 60 * 1000;

/// Flags a bot may set and clear: without previews of links, without a sound.
const SUPPRESS: u64 = 1 << 2 | 1 << 12;

impl State {
    pub(super) fn channels(&mut self, call: &Call, segments: &[&str]) -> Answer {
        let free = Permissions::empty();
        let read = Permissions::READ_MESSAGE_HISTORY;
        let manage = Permissions::MANAGE_MESSAGES;
        let channel = self.channel(segments[1], free)?;
        match (call.method.as_str(), &segments[2..]) {
            ("GET", []) => ok(self.channel_json(&self.channels[&channel])),
            ("PATCH", []) => self.edit_channel(call, channel),
            ("POST", ["messages"]) => self.post_message(call, channel),
            ("GET", ["messages"]) => {
                self.may(channel, read)?;
                ok(self.history(call, channel))
            }
            ("GET", ["messages", message]) => {
                self.may(channel, read)?;
                let message = self.message(channel, message)?;
                ok(self.message_for_rest(&self.messages[&message]))
            }
            ("PATCH", ["messages", message]) => self.edit_message(call, channel, message),
            ("DELETE", ["messages", message]) => self.delete_message(channel, message),
            ("POST", ["messages", message, "threads"]) => {
                let message = self.message(channel, message)?;
                self.create_thread(call, channel, Some(message))
            }
            ("POST", ["threads"]) => self.create_thread(call, channel, None),
            (_, ["messages", message, "reactions", emoji, "@me"]) => {
                self.may(channel, Permissions::ADD_REACTIONS)?;
                let message = self.message(channel, message)?;
                self.react(message, emoji, self.bot, call.method == "PUT");
                done()
            }
            (_, ["thread-members", ..]) => self.thread_members(call, channel, &segments[3..]),
            ("GET", ["pins"]) => {
                let pinned = self.messages.values().filter(|m| m.channel == channel && m.pinned);
                ok(pinned.map(|message| self.message_for_rest(message)).collect())
            }
            ("PUT" | "DELETE", ["pins", message]) => {
                self.may(channel, manage)?;
                let message = self.message(channel, message)?;
                self.messages.get_mut(&message).unwrap().pinned = call.method == "PUT";
                done()
            }
            ("POST", ["typing"]) => {
                self.may(channel, self.send_permission(channel))?;
                done()
            }
            ("GET", ["invites"]) => {
                self.may(channel, Permissions::MANAGE_CHANNELS)?;
                let here = self.invites.iter().filter(|invite| invite.channel == channel);
                ok(here.map(|invite| self.invite_json(invite)).collect())
            }
            ("POST", ["invites"]) => self.create_invite(call, channel),
            _ => self.no_such_route(call),
        }
    }

    /// A channel the bot sees and where it may do this.
    fn channel(&self, segment: &str, needed: Permissions) -> Result<Id, Refusal> {
        let channel = id(segment, unknown(UNKNOWN_CHANNEL))?;
        if !self.channels.contains_key(&channel) {
            return Err(unknown(UNKNOWN_CHANNEL));
        }
        if !self.sees_channel(self.bot, channel) {
            return Err(Refusal::new(403, MISSING_ACCESS, "Missing Access"));
        }
        self.may(channel, needed).map(|()| channel)
    }

    pub(super) fn may(&self, channel: Id, needed: Permissions) -> Result<(), Refusal> {
        if self.permissions(self.bot, channel).contains(needed) {
            return Ok(());
        }
        Err(Refusal::new(403, MISSING_PERMISSIONS, "Missing Permissions"))
    }

    fn send_permission(&self, channel: Id) -> Permissions {
        if self.channels[&channel].kind.is_thread() { Permissions::SEND_MESSAGES_IN_THREADS } else { Permissions::SEND_MESSAGES }
    }

    /// A message of the channel the bot can name: not deleted, not ephemeral.
    fn message(&self, channel: Id, segment: &str) -> Result<Id, Refusal> {
        let id = id(segment, unknown(UNKNOWN_MESSAGE))?;
        let message = self.messages.get(&id).filter(|message| message.channel == channel && !message.deleted && !message.is_ephemeral());
        message.map(|message| message.id).ok_or(unknown(UNKNOWN_MESSAGE))
    }

    /// A message as REST shows it to an application that has the content intent, or has not.
    pub(super) fn message_for_rest(&self, message: &Message) -> Value {
        let mut json = self.message_json(message);
        if !self.granted.message_content() {
            self.hide_content(&mut json, message);
        }
        json
    }

    fn history(&self, call: &Call, channel: Id) -> Value {
        let limit = call.number("limit").unwrap_or(50).clamp(1, 100) as usize;
        let shown = self.messages.values().filter(|message| message.channel == channel && !message.deleted && !message.is_ephemeral());
        let all: Vec<&Message> = shown.collect();
        let split = |id: u64| all.partition_point(|message| message.id < id);
        let (from, to) = if let Some(after) = call.number("after") {
            let from = split(after + 1);
            (from, all.len().min(from + limit))
        } else if let Some(around) = call.number("around") {
            let from = split(around).saturating_sub(limit / 2);
            (from, all.len().min(from + limit))
        } else {
            let to = call.number("before").map_or(all.len(), split);
            (to.saturating_sub(limit), to)
        };
        all[from..to].iter().rev().map(|message| self.message_for_rest(message)).collect()
    }

    fn post_message(&mut self, call: &Call, channel: Id) -> Answer {
        self.may(channel, self.send_permission(channel))?;
        let record = &self.channels[&channel];
        let closed = |user: &&Id| !self.users[user].accepts_dms;
        if record.kind == ChannelKind::Dm && record.members.iter().any(|user| closed(&user)) {
            return Err(Refusal::new(403, CLOSED_MESSAGES, "Cannot send messages to this user"));
        }
        if record.archived && record.locked {
            return Err(Refusal::new(400, ARCHIVED_THREAD, "Thread is archived"));
        }
        let attachments = self.attachments(call, channel);
        if !attachments.is_empty() {
            self.may(channel, Permissions::ATTACH_FILES)?;
        }
        check_message(&call.body)?;
        check_not_empty(&call.body, &attachments)?;
        let reference = &call.body["message_reference"];
        let replied = reference["message_id"].as_str().map(|id| self.message(channel, id));
        if matches!(replied, Some(Err(_))) && reference["fail_if_not_exists"] != false {
            return Err(invalid("message_reference", "Unknown message"));
        }
        if let Some(known) = self.same_nonce(call, channel) {
            return ok(self.message_json(&self.messages[&known]));
        }
        self.note_pings(call);
        self.wake_thread(channel);
        let mut message = Message::new(self.new_id(), channel, self.bot, self.now());
        message.replies_to = replied.and_then(Result::ok);
        message.nonce = call.body.get("nonce").filter(|nonce| !nonce.is_null()).cloned();
        let id = self.keep_message(message, &call.body, attachments);
        ok(self.message_json(&self.messages[&id]))
    }

    /// With `enforce_nonce`, the message already sent under this nonce.
    fn same_nonce(&self, call: &Call, channel: Id) -> Option<Id> {
        let nonce = call.body.get("nonce").filter(|nonce| !nonce.is_null())?;
        if call.body["enforce_nonce"] != true {
            return None;
        }
        let since = self.now().saturating_sub(NONCE_MS);
        let same = |message: &&Message| message.channel == channel && message.nonce.as_ref() == Some(nonce) && message.sent_at >= since;
        self.messages.values().rev().find(same).map(|message| message.id)
    }

    /// Remembers an outgoing message that could ping somebody.
    pub(super) fn note_pings(&mut self, call: &Call) {
        let body = if call.path.ends_with("/callback") { &call.body["data"] } else { &call.body };
        if let Some(why) = could_ping(body) {
            let note = format!("{} {}: the message {why}: {body}", call.method, call.path);
            self.failures.push(note);
        }
    }

    /// Attachments as Discord describes the files of a call.
    pub(super) fn attachments(&mut self, call: &Call, channel: Id) -> Vec<Value> {
        let listed = call.body["attachments"].as_array().cloned().unwrap_or_default();
        let files = call.files.iter().enumerate().map(|(number, (name, size))| {
            let described = listed.iter().find(|one| one["id"] == number);
            let description = described.map_or(Value::Null, |one| one["description"].clone());
            let id = self.new_id();
            let url = format!("https://cdn.discordapp.com/attachments/{channel}/{id}/{name}");
            json!({"id": id.to_string(), "filename": name, "size": size, "url": url,
                "proxy_url": url, "description": description, "content_type": "application/octet-stream"})
        });
        files.collect()
    }

    /// Writes a body into a message that is new, and tells the sessions.
    pub(super) fn keep_message(&mut self, mut message: Message, body: &Value, files: Vec<Value>) -> Id {
        write(&mut message, body);
        message.attachments = files;
        let id = message.id;
        self.messages.insert(id, message);
        self.dispatch_message("MESSAGE_CREATE", id);
        id
    }

    /// Writes a body over a message, and tells the sessions.
    pub(super) fn overwrite_message(&mut self, id: Id, body: &Value, files: Vec<Value>) {
        let now = self.now();
        let message = self.messages.get_mut(&id).unwrap();
        write(message, body);
        if body["attachments"].is_array() || !files.is_empty() {
            let kept = |old: &Value| {
                let listed = body["attachments"].as_array();
                listed.is_none_or(|listed| listed.iter().any(|new| new["id"] == old["id"]))
            };
            message.attachments.retain(kept);
            message.attachments.extend(files);
        }
        message.edited_at = Some(now);
        self.dispatch_message("MESSAGE_UPDATE", id);
    }

    fn edit_message(&mut self, call: &Call, channel: Id, message: &str) -> Answer {
        let id = self.message(channel, message)?;
        if self.messages[&id].author != self.bot {
            let why = "Cannot edit a message authored by another user";
            return Err(Refusal::new(403, NOT_THE_AUTHOR, why));
        }
        if self.channels[&channel].archived {
            return Err(Refusal::new(400, ARCHIVED_THREAD, "Thread is archived"));
        }
        check_message(&call.body)?;
        if call.body["content"].as_str().is_some_and(|content| !content.is_empty()) {
            self.note_pings(call);
        }
        let files = self.attachments(call, channel);
        self.overwrite_message(id, &call.body, files);
        ok(self.message_json(&self.messages[&id]))
    }

    fn delete_message(&mut self, channel: Id, message: &str) -> Answer {
        let id = self.message(channel, message)?;
        if self.messages[&id].author != self.bot {
            self.may(channel, Permissions::MANAGE_MESSAGES)?;
        }
        self.remove_message(id);
        done()
    }

    pub(crate) fn remove_message(&mut self, id: Id) {
        self.messages.get_mut(&id).unwrap().deleted = true;
        self.dispatch_deletion(id);
    }

    /// Adds or removes one person's reaction, and tells the sessions.
    pub(super) fn react(&mut self, id: Id, emoji: &str, user: Id, adds: bool) {
        let bot = self.bot;
        let message = self.messages.get_mut(&id).unwrap();
        let people = message.reactions.entry(emoji.to_owned()).or_default();
        let changed = if adds { people.insert(user) } else { people.remove(&user) };
        message.reactions.retain(|_, people| !people.is_empty());
        let (channel, author) = (message.channel, message.author);
        if !changed || !self.sees_channel(bot, channel) {
            return;
        }
        let mut data = json!({
            "user_id": user.to_string(), "channel_id": channel.to_string(),
            "message_id": id.to_string(), "emoji": {"id": null, "name": emoji}, "burst": false,
            "type": 0,
        });
        let mut intent = GatewayIntents::DIRECT_MESSAGE_REACTIONS;
        if let Some(guild) = self.channels[&channel].guild {
            intent = GatewayIntents::GUILD_MESSAGE_REACTIONS;
            data["guild_id"] = json!(guild.to_string());
            if adds {
                data["member"] = self.member_json(guild, user);
            }
        }
        if adds {
            data["message_author_id"] = json!(author.to_string());
        }
        let event = if adds { "MESSAGE_REACTION_ADD" } else { "MESSAGE_REACTION_REMOVE" };
        self.dispatch(event, intent, |_, _| data.clone());
    }

    fn create_invite(&mut self, call: &Call, channel: Id) -> Answer {
        self.may(channel, Permissions::CREATE_INSTANT_INVITE)?;
        let number = |field: &str, default| call.body[field].as_u64().unwrap_or(default);
        let invite = InviteRecord {
            code: format!("inv{}", self.new_id()),
            channel,
            inviter: self.bot,
            uses: 0,
            max_age: number("max_age", 86_400),
            max_uses: number("max_uses", 0),
            created_at: self.now(),
        };
        let json = self.invite_json(&invite);
        self.keep_invite(invite);
        ok(json)
    }

    /// Adds an invitation, and tells the sessions; gives its code.
    pub(super) fn keep_invite(&mut self, invite: InviteRecord) -> String {
        let mut data = self.invite_json(&invite);
        data["channel_id"] = json!(invite.channel.to_string());
        let code = invite.code.clone();
        self.invites.push(invite);
        self.dispatch("INVITE_CREATE", GatewayIntents::GUILD_INVITES, |_, _| data.clone());
        code
    }
}

/// Copies what a body says into a message; what it does not say stays.
fn write(message: &mut Message, body: &Value) {
    let list = |field: &str| body[field].as_array().cloned();
    match body.get("content") {
        Some(Value::String(content)) => message.content = content.trim().to_owned(),
        Some(Value::Null) => message.content.clear(),
        _ => {}
    }
    if let Some(flags) = body["flags"].as_u64() {
        message.flags = message.flags & !SUPPRESS | flags & SUPPRESS;
    }
    message.embeds = list("embeds").unwrap_or_else(|| std::mem::take(&mut message.embeds));
    for embed in &mut message.embeds {
        embed["type"] = json!("rich");
    }
    message.components = list("components").unwrap_or_else(|| std::mem::take(&mut message.components));
}
