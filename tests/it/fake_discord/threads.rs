//! Threads: made, changed, archived, and who is in them.

use serde_json::{Value, json};
use serenity::all::{GatewayIntents, Permissions};

use super::payloads::timestamp;
use super::records::{ChannelKind, Id};
use super::rest::{Answer, Call, done, id, ok};
use super::rules::{Refusal, THREAD_EXISTS, UNKNOWN_USER, invalid, unknown};
use super::state::{State, named};

impl State {
    pub(super) fn edit_channel(&mut self, call: &Call, id: Id) -> Answer {
        let thread = self.channels[&id].kind.is_thread();
        let own = thread && self.channels[&id].owner == Some(self.bot);
        let locks = call.body.get("locked").is_some();
        if !own || locks {
            let manage_thread = Permissions::MANAGE_THREADS;
            self.may(id, if thread { manage_thread } else { Permissions::MANAGE_CHANNELS })?;
        }
        let channel = self.channels.get_mut(&id).unwrap();
        if let Some(name) = call.body["name"].as_str() {
            channel.name = name.to_owned();
        }
        channel.archived = call.body["archived"].as_bool().unwrap_or(channel.archived);
        channel.locked = call.body["locked"].as_bool().unwrap_or(channel.locked);
        channel.invitable = call.body["invitable"].as_bool().unwrap_or(channel.invitable);
        self.dispatch_channel(if thread { "THREAD_UPDATE" } else { "CHANNEL_UPDATE" }, id);
        ok(self.channel_json(&self.channels[&id]))
    }

    /// A message in an archived thread brings it back.
    pub(super) fn wake_thread(&mut self, id: Id) {
        let channel = self.channels.get_mut(&id).unwrap();
        if std::mem::take(&mut channel.archived) {
            self.dispatch_channel("THREAD_UPDATE", id);
        }
    }

    /// Who names the bot in a private thread lets it in, if it sees what is above.
    pub(super) fn let_in_who_is_named(&mut self, id: Id, text: &str) {
        let (bot, channel) = (self.bot, &self.channels[&id]);
        let above = channel.parent.is_some_and(|parent| self.sees_channel(bot, parent));
        if channel.kind == ChannelKind::PrivateThread && above && named(text, "<@").any(|user| user == bot) {
            self.change_thread_members(id, bot, true);
        }
    }

    pub(super) fn create_thread(&mut self, call: &Call, parent: Id, message: Option<Id>) -> Answer {
        let private = message.is_none() && call.body["type"].as_u64().unwrap_or(12) == 12;
        let (kind, needed) = if private {
            (ChannelKind::PrivateThread, Permissions::CREATE_PRIVATE_THREADS)
        } else {
            (ChannelKind::PublicThread, Permissions::CREATE_PUBLIC_THREADS)
        };
        self.may(parent, needed)?;
        let name = call.body["name"].as_str().unwrap_or_default();
        if !(1..=100).contains(&name.chars().count()) {
            return Err(invalid("name", "Must be between 1 and 100 in length."));
        }
        let minutes = call.body["auto_archive_duration"].as_u64().unwrap_or(1440);
        if ![60, 1440, 4320, 10_080].contains(&minutes) {
            return Err(invalid("auto_archive_duration", "Value must be one of {60, 1440, …}."));
        }
        if message.is_some_and(|id| self.messages[&id].thread.is_some()) {
            let why = "A thread has already been created for this message";
            return Err(Refusal::new(400, THREAD_EXISTS, why));
        }
        let (bot, guild) = (self.bot, self.channels[&parent].guild);
        let thread = self.add_channel(kind, guild, name);
        (thread.parent, thread.owner) = (Some(parent), Some(bot));
        thread.members.insert(bot);
        thread.invitable = call.body["invitable"].as_bool().unwrap_or(true) && private;
        thread.auto_archive_minutes = minutes;
        let mut record = thread.clone();
        if let Some(message) = message {
            // A thread made from a message bears the number of that message.
            self.channels.remove(&record.id);
            record.id = message;
            self.messages.get_mut(&message).unwrap().thread = Some(message);
        }
        let id = record.id;
        self.channels.insert(id, record);
        self.dispatch_channel("THREAD_CREATE", id);
        Ok((201, Some(self.channel_json(&self.channels[&id]))))
    }

    pub(super) fn thread_members(&mut self, call: &Call, thread: Id, who: &[&str]) -> Answer {
        let user = match who {
            ["@me"] => self.bot,
            [user] => id(user, unknown(UNKNOWN_USER))?,
            _ => 0,
        };
        if user != 0 && !self.users.contains_key(&user) {
            return Err(unknown(UNKNOWN_USER));
        }
        match (call.method.as_str(), user) {
            ("GET", 0) => {
                let members = self.channels[&thread].members.iter();
                ok(members.map(|user| self.thread_member_json(thread, *user)).collect())
            }
            ("PUT", 1..) => {
                self.may(thread, Permissions::SEND_MESSAGES_IN_THREADS)?;
                self.change_thread_members(thread, user, true);
                done()
            }
            ("DELETE", 1..) => {
                let own = self.channels[&thread].owner == Some(self.bot);
                if user != self.bot && !own {
                    self.may(thread, Permissions::MANAGE_THREADS)?;
                }
                self.change_thread_members(thread, user, false);
                done()
            }
            _ => self.no_such_route(call),
        }
    }

    fn thread_member_json(&self, thread: Id, user: Id) -> Value {
        json!({
            "id": thread.to_string(), "user_id": user.to_string(),
            "join_timestamp": timestamp(self.now()), "flags": 0,
        })
    }

    /// Adds or removes one member of a thread. Who asked for no member events is told of the bot
    /// alone, and a bot that is added learns of the thread itself.
    pub(crate) fn change_thread_members(&mut self, thread: Id, user: Id, joins: bool) {
        let members = &mut self.channels.get_mut(&thread).unwrap().members;
        let changed = if joins { members.insert(user) } else { members.remove(&user) };
        if !changed || !self.sees_channel(self.bot, thread) {
            return;
        }
        let guild = self.channels[&thread].guild.unwrap_or_default();
        let mut data = json!({
            "id": thread.to_string(), "guild_id": guild.to_string(),
            "member_count": self.channels[&thread].members.len(),
        });
        if joins {
            let mut member = self.thread_member_json(thread, user);
            member["member"] = self.member_json(guild, user);
            data["added_members"] = json!([member]);
        } else {
            data["removed_member_ids"] = json!([user.to_string()]);
        }
        let intent = if user == self.bot {
            self.dispatch_channel("THREAD_CREATE", thread);
            GatewayIntents::GUILDS
        } else {
            GatewayIntents::GUILDS | GatewayIntents::GUILD_MEMBERS
        };
        self.dispatch("THREAD_MEMBERS_UPDATE", intent, |_, _| data.clone());
    }
}
