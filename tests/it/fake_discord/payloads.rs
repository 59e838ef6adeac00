//! The JSON Discord sends, with every field it documents.
//!
//! serenity turns an event it cannot read into `Event::Unknown` without a word: `tests` sends each
//! of these through the real client.

use serde_json::{Value, json};
use serenity::all::Timestamp;

use super::records::{ChannelKind, ChannelRecord, EPHEMERAL, Id, InviteRecord, Message};
use super::state::{State, named};

/// What a guild leaves empty.
const GUILD_NULLS: [&str; 19] = [
    "icon",
    "icon_hash",
    "splash",
    "discovery_splash",
    "region",
    "afk_channel_id",
    "widget_channel_id",
    "application_id",
    "system_channel_id",
    "rules_channel_id",
    "max_presences",
    "vanity_url_code",
    "description",
    "banner",
    "public_updates_channel_id",
    "safety_alerts_channel_id",
    "incidents_data",
    "hub_type",
    "latest_onboarding_question_id",
];

/// Milliseconds as the ISO 8601 text Discord writes.
pub(super) fn timestamp(ms: u64) -> String {
    Timestamp::from_millis(ms as i64).unwrap().to_string()
}

fn ids<'a>(ids: impl IntoIterator<Item = &'a Id>) -> Vec<String> {
    ids.into_iter().map(Id::to_string).collect()
}

impl State {
    pub(super) fn user_json(&self, id: Id) -> Value {
        let user = &self.users[&id];
        json!({
            "id": id.to_string(), "username": user.name, "discriminator": "0",
            "global_name": user.name, "avatar": null, "bot": user.bot, "system": false,
            "banner": null, "accent_color": null, "public_flags": 0, "flags": 0,
            "avatar_decoration_data": null, "collectibles": null, "primary_guild": null,
        })
    }

    /// The bot as it sees itself.
    pub(super) fn current_user_json(&self) -> Value {
        let mut user = self.user_json(self.bot);
        user["mfa_enabled"] = json!(true);
        user["verified"] = json!(true);
        user["email"] = Value::Null;
        user["locale"] = json!("en-US");
        user
    }

    /// `LIMITED` flags say which privileged intents are ticked.
    pub(super) fn application_flags(&self) -> u64 {
        let bit = |ticked: bool, bit: u32| u64::from(ticked) << bit;
        bit(self.granted.guild_presences(), 13) | bit(self.granted.guild_members(), 15) | bit(self.granted.message_content(), 19)
    }

    pub(super) fn application_json(&self) -> Value {
        let owner = self.guilds.values().next().map(|guild| guild.owner);
        json!({
            "id": self.bot.to_string(), "name": "tchat", "icon": null, "description": "",
            "rpc_origins": [], "bot_public": false, "bot_require_code_grant": false,
            "terms_of_service_url": null, "privacy_policy_url": null,
            "owner": owner.map(|owner| self.user_json(owner)), "verify_key": "00".repeat(32),
            "team": null, "bot": self.user_json(self.bot), "summary": "", "tags": [],
            "flags": self.application_flags(), "hook": true, "redirect_uris": [],
            "interactions_endpoint_url": null, "role_connections_verification_url": null,
            "approximate_guild_count": self.guilds.len(), "approximate_user_install_count": 0,
            "integration_types_config": {"0": {}},
        })
    }

    fn member_fields(&self, guild: Id, user: Id) -> Value {
        let (roles, joined_at) = self.guilds[&guild].members.get(&user).cloned().unwrap_or_default();
        json!({
            "nick": null, "avatar": null, "banner": null, "roles": ids(&roles),
            "joined_at": timestamp(joined_at), "premium_since": null, "deaf": false,
            "mute": false, "flags": 0, "pending": false, "communication_disabled_until": null,
            "unusual_dm_activity_until": null, "avatar_decoration_data": null,
        })
    }

    pub(super) fn member_json(&self, guild: Id, user: Id) -> Value {
        let mut member = self.member_fields(guild, user);
        member["user"] = self.user_json(user);
        member
    }

    pub(super) fn roles_json(&self, guild: Id) -> Vec<Value> {
        let roles = self.guilds[&guild].roles.iter().enumerate();
        let json = roles.map(|(position, role)| {
            let permissions = if role.managed { self.bot_permissions } else { role.permissions };
            let tags = if role.managed { json!({"bot_id": self.bot.to_string()}) } else { json!({}) };
            json!({
                "id": role.id.to_string(), "name": role.name, "color": 0,
                "colors": {"primary_color": 0, "secondary_color": null, "tertiary_color": null},
                "hoist": false, "icon": null, "unicode_emoji": null, "position": position,
                "permissions": permissions.bits().to_string(), "managed": role.managed,
                "mentionable": false, "flags": 0, "tags": tags,
            })
        });
        json.collect()
    }

    pub(super) fn channel_json(&self, channel: &ChannelRecord) -> Value {
        let id = channel.id.to_string();
        let last = self.messages.values().rev().find(|message| message.channel == channel.id);
        let last = last.map(|message| message.id.to_string());
        if channel.kind == ChannelKind::Dm {
            let others = channel.members.iter().filter(|user| **user != self.bot);
            return json!({
                "id": id, "type": 1, "last_message_id": last, "flags": 0,
                "recipients": others.map(|user| self.user_json(*user)).collect::<Vec<_>>(),
            });
        }
        let mut json = json!({
            "id": id, "type": channel.kind.number(), "name": channel.name, "position": 0,
            "guild_id": channel.guild.map(|guild| guild.to_string()),
            "parent_id": channel.parent.map(|parent| parent.to_string()),
            "last_message_id": last, "last_pin_timestamp": null, "topic": null, "nsfw": false,
            "rate_limit_per_user": 0, "flags": 0, "permission_overwrites": self.overwrites(channel),
        });
        if channel.kind.is_thread() {
            let created = timestamp((channel.id >> 22) + 1_420_070_400_000);
            let count = self.messages.values().filter(|m| m.channel == channel.id).count();
            json["owner_id"] = json!(channel.owner.map(|owner| owner.to_string()));
            json["message_count"] = json!(count);
            json["member_count"] = json!(channel.members.len().min(50));
            json["total_message_sent"] = json!(count);
            json["thread_metadata"] = json!({
                "archived": channel.archived, "locked": channel.locked,
                "auto_archive_duration": channel.auto_archive_minutes,
                "archive_timestamp": created, "create_timestamp": created,
                "invitable": channel.invitable,
            });
        }
        json
    }

    fn overwrites(&self, channel: &ChannelRecord) -> Value {
        if channel.denied.is_empty() {
            return json!([]);
        }
        json!([{"id": self.bot.to_string(), "type": 1, "allow": "0",
            "deny": channel.denied.bits().to_string()}])
    }

    /// A guild as `GET /guilds/{id}` shows it.
    pub(super) fn guild_json(&self, id: Id) -> Value {
        let guild = &self.guilds[&id];
        let mut json = json!({
            "id": id.to_string(), "name": guild.name, "owner_id": guild.owner.to_string(),
            "roles": self.roles_json(id), "emojis": [], "stickers": [], "features": ["COMMUNITY"],
            "preferred_locale": "fr", "approximate_member_count": guild.members.len(),
            "approximate_presence_count": 1, "afk_timeout": 300, "verification_level": 1,
            "default_message_notifications": 1, "explicit_content_filter": 2, "mfa_level": 0,
            "system_channel_flags": 0, "max_members": 500_000, "premium_tier": 0,
            "premium_subscription_count": 0, "max_video_channel_users": 25, "nsfw_level": 0,
            "max_stage_video_channel_users": 50, "premium_progress_bar_enabled": false,
            "widget_enabled": false, "nsfw": false,
        });
        for absent in GUILD_NULLS {
            json[absent] = Value::Null;
        }
        json
    }

    /// A guild as `GUILD_CREATE` shows it: with its channels, and of its members only the bot.
    pub(super) fn guild_create_json(&self, id: Id) -> Value {
        let mut json = self.guild_json(id);
        let here = |channel: &&ChannelRecord| channel.guild == Some(id);
        let seen = |channel: &&ChannelRecord| self.sees_channel(self.bot, channel.id);
        let (threads, channels): (Vec<_>, Vec<_>) = self.channels.values().filter(here).partition(|channel| channel.kind.is_thread());
        let show = |channel: &ChannelRecord| self.channel_json(channel);
        json["channels"] = channels.into_iter().map(show).collect();
        let active = threads.into_iter().filter(|thread| !thread.archived);
        json["threads"] = active.filter(seen).map(show).collect();
        json["joined_at"] = json!(timestamp(self.guilds[&id].members[&self.bot].1));
        json["large"] = json!(false);
        json["unavailable"] = json!(false);
        json["member_count"] = json!(self.guilds[&id].members.len());
        json["members"] = json!([self.member_json(id, self.bot)]);
        for empty in ["voice_states", "presences", "stage_instances", "guild_scheduled_events", "soundboard_sounds", "embedded_activities"]
        {
            json[empty] = json!([]);
        }
        json
    }

    /// A message as REST shows it to the bot, nothing hidden.
    pub(super) fn message_json(&self, message: &Message) -> Value {
        let mentions = self.mentions(message);
        let roles: Vec<Id> = named(&message.content, "<@&").collect();
        let mut json = json!({
            "id": message.id.to_string(), "channel_id": message.channel.to_string(),
            "author": self.user_json(message.author), "content": message.content,
            "timestamp": timestamp(message.sent_at),
            "edited_timestamp": message.edited_at.map(timestamp), "tts": false,
            "mention_everyone": false, "mention_roles": ids(&roles),
            "mentions": mentions.iter().map(|id| self.user_json(*id)).collect::<Vec<_>>(),
            "attachments": message.attachments, "embeds": message.embeds,
            "components": message.components, "pinned": message.pinned,
            "flags": message.flags, "type": if message.replies_to.is_some() { 19 } else { 0 },
        });
        if let Some(nonce) = &message.nonce {
            json["nonce"] = nonce.clone();
        }
        if let Some(replied) = message.replies_to {
            json["message_reference"] = json!({
                "type": 0, "message_id": replied.to_string(),
                "channel_id": message.channel.to_string(),
            });
            let known = self.messages.get(&replied).filter(|replied| !replied.deleted);
            json["referenced_message"] = json!(known.map(|known| self.message_json(known)));
        }
        if let Some(interaction) = message.interaction {
            json["interaction_metadata"] = self.interaction_metadata(interaction);
            json["webhook_id"] = json!(self.bot.to_string());
            json["application_id"] = json!(self.bot.to_string());
        }
        if !message.reactions.is_empty() {
            json["reactions"] = self.reactions_json(message);
        }
        if let Some(thread) = message.thread.and_then(|id| self.channels.get(&id)) {
            json["thread"] = self.channel_json(thread);
        }
        json
    }

    fn reactions_json(&self, message: &Message) -> Value {
        let reactions = message.reactions.iter().map(|(emoji, people)| {
            json!({
                "count": people.len(), "count_details": {"burst": 0, "normal": people.len()},
                "me": people.contains(&self.bot), "me_burst": false,
                "emoji": {"id": null, "name": emoji}, "burst_colors": [],
            })
        });
        reactions.collect()
    }

    fn interaction_metadata(&self, id: Id) -> Value {
        let interaction = &self.interactions[&id];
        let mut json = json!({
            "id": id.to_string(), "type": interaction.kind, "user": self.user_json(interaction.user),
            "authorizing_integration_owners": self.integration_owners(interaction.channel),
        });
        match (interaction.kind, interaction.message) {
            (3, Some(message)) => json["interacted_message_id"] = json!(message.to_string()),
            (5, message) => {
                // What opened the modal, told as the command or component it was.
                json["triggering_interaction_metadata"] = json!({
                    "id": id.to_string(), "type": if message.is_some() { 3 } else { 2 },
                    "user": self.user_json(interaction.user),
                    "authorizing_integration_owners":
                        self.integration_owners(interaction.channel),
                    "interacted_message_id": message.map(|message| message.to_string()),
                });
            }
            _ => {}
        }
        json
    }

    pub(super) fn integration_owners(&self, channel: Id) -> Value {
        let guild = self.channels[&channel].guild.unwrap_or_default();
        json!({"0": guild.to_string()})
    }

    /// A message as a gateway event shows it: with its guild and member, and without its text
    /// unless `with_content`, or it is a direct message, the bot's own, or names the bot.
    pub(crate) fn message_event_json(&self, message: &Message, with_content: bool) -> Value {
        let mut json = self.message_json(message);
        if let Some(guild) = self.channels[&message.channel].guild {
            json["guild_id"] = json!(guild.to_string());
            json["member"] = self.member_fields(guild, message.author);
        }
        if !with_content {
            self.hide_content(&mut json, message);
        }
        json
    }

    /// Empties what Discord keeps from applications without the message content intent.
    pub(super) fn hide_content(&self, json: &mut Value, message: &Message) {
        let replied = message.replies_to.and_then(|id| self.messages.get(&id));
        if let (Some(replied), true) = (replied, json["referenced_message"].is_object()) {
            self.hide_content(&mut json["referenced_message"], replied);
        }
        let private = self.channels[&message.channel].kind == ChannelKind::Dm;
        let own = message.author == self.bot;
        if private || own || self.mentions(message).contains(&self.bot) {
            return;
        }
        json["content"] = json!("");
        for hidden in ["attachments", "embeds", "components"] {
            json[hidden] = json!([]);
        }
    }

    /// An interaction as `INTERACTION_CREATE` shows it.
    pub(super) fn interaction_json(&self, id: Id) -> Value {
        let interaction = &self.interactions[&id];
        let channel = &self.channels[&interaction.channel];
        let permissions = |user| self.permissions(user, channel.id).bits().to_string();
        let user = &self.users[&interaction.user];
        let mut json = json!({
            "id": id.to_string(), "application_id": self.bot.to_string(),
            "type": interaction.kind, "data": interaction.data, "token": interaction.token,
            "version": 1, "channel_id": channel.id.to_string(),
            "channel": self.channel_json(channel), "locale": user.locale, "entitlements": [],
            "app_permissions": permissions(self.bot), "attachment_size_limit": 10_485_760,
            "authorizing_integration_owners": self.integration_owners(channel.id),
            "context": if channel.guild.is_some() { 0 } else { 1 },
        });
        if let Some(guild) = channel.guild {
            json["guild_id"] = json!(guild.to_string());
            json["guild"] = json!({"id": guild.to_string(), "locale": "fr", "features": []});
            json["guild_locale"] = json!("fr");
            json["member"] = self.member_json(guild, interaction.user);
            json["member"]["permissions"] = json!(permissions(interaction.user));
            json["channel"]["permissions"] = json!(permissions(interaction.user));
        } else {
            json["user"] = self.user_json(interaction.user);
        }
        if let Some(message) = interaction.message {
            json["message"] = self.message_json(&self.messages[&message]);
            if self.messages[&message].is_ephemeral() {
                json["message"]["flags"] = json!(EPHEMERAL);
            }
        }
        json
    }

    pub(super) fn invite_json(&self, invite: &InviteRecord) -> Value {
        let channel = &self.channels[&invite.channel];
        let guild = &self.guilds[&channel.guild.unwrap()];
        json!({
            "type": 0, "code": invite.code, "inviter": self.user_json(invite.inviter),
            "guild_id": guild.id.to_string(), "max_age": invite.max_age,
            "max_uses": invite.max_uses, "temporary": false, "uses": invite.uses, "flags": 0,
            "created_at": timestamp(invite.created_at), "expires_at": null,
            "channel": {"id": channel.id.to_string(), "name": channel.name, "type": 0},
            "guild": {
                "id": guild.id.to_string(), "name": guild.name, "splash": null, "banner": null,
                "description": null, "icon": null, "features": [], "verification_level": 1,
                "vanity_url_code": null, "nsfw_level": 0, "premium_subscription_count": 0,
            },
            "approximate_member_count": guild.members.len(), "approximate_presence_count": 1,
        })
    }
}
