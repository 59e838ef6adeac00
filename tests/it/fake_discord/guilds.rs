//! `/users/…`, `/guilds/…` and `/invites/…`: what the bot may read of its servers.

use serde_json::{Value, json};
use serenity::all::{GatewayIntents, Permissions};

use super::records::Id;
use super::rest::{Answer, Call, done, id, ok};
use super::rules::{MISSING_ACCESS, MISSING_PERMISSIONS, Refusal, UNKNOWN_GUILD, UNKNOWN_INVITE, UNKNOWN_MEMBER, UNKNOWN_USER, unknown};
use super::state::State;

impl State {
    pub(super) fn guilds(&mut self, call: &Call, segments: &[&str]) -> Answer {
        match (call.method.as_str(), segments) {
            ("POST", ["users", "@me", "channels"]) => self.open_dm(call),
            ("GET", ["users", "@me", "guilds"]) => ok(self.guilds.keys().map(|guild| self.guild_json(*guild)).collect()),
            ("GET", ["users", user]) => {
                let user = id(user, unknown(UNKNOWN_USER))?;
                let known = self.users.contains_key(&user);
                if known { ok(self.user_json(user)) } else { Err(unknown(UNKNOWN_USER)) }
            }
            (_, ["guilds", guild, rest @ ..]) => {
                let guild = id(guild, unknown(UNKNOWN_GUILD))?;
                if !self.guilds.contains_key(&guild) {
                    return Err(unknown(UNKNOWN_GUILD));
                }
                self.guild_route(call, guild, rest)
            }
            (_, ["invites", code]) => self.invite(call, code),
            _ => self.no_such_route(call),
        }
    }

    fn open_dm(&mut self, call: &Call) -> Answer {
        let user = call.body["recipient_id"].as_str().and_then(|id| id.parse().ok());
        let known = user.filter(|user: &Id| self.users.contains_key(user) && *user != self.bot);
        let channel = self.dm_with(known.ok_or(unknown(UNKNOWN_USER))?);
        ok(self.channel_json(&self.channels[&channel]))
    }

    fn guild_route(&mut self, call: &Call, guild: Id, rest: &[&str]) -> Answer {
        let here = |threads: bool| {
            let channels =
                self.channels.values().filter(move |channel| channel.guild == Some(guild) && channel.kind.is_thread() == threads);
            channels.map(|channel| self.channel_json(channel)).collect::<Vec<Value>>()
        };
        match (call.method.as_str(), rest) {
            ("GET", []) => ok(self.guild_json(guild)),
            ("GET", ["channels"]) => ok(here(false).into()),
            ("GET", ["threads", "active"]) => {
                let threads = here(true).into_iter();
                let active = threads.filter(|thread| thread["thread_metadata"]["archived"] == false);
                ok(json!({"threads": active.collect::<Vec<_>>(), "members": []}))
            }
            ("GET", ["roles"]) => ok(self.roles_json(guild).into()),
            ("GET", ["members", user]) => {
                let user = if *user == "@me" { self.bot } else { id(user, unknown(UNKNOWN_USER))? };
                if !self.guilds[&guild].members.contains_key(&user) {
                    return Err(unknown(UNKNOWN_MEMBER));
                }
                ok(self.member_json(guild, user))
            }
            ("GET", ["members"]) if !self.granted.guild_members() => Err(Refusal::new(403, MISSING_ACCESS, "Missing Access")),
            ("GET", ["members"]) => {
                let members = self.guilds[&guild].members.keys();
                ok(members.map(|user| self.member_json(guild, *user)).collect())
            }
            (_, ["scheduled-events", rest @ ..]) => self.scheduled_events(call, guild, rest),
            ("GET", ["invites"]) => {
                self.may_manage_guild()?;
                let here = self.invites.iter().filter(|invite| self.channels[&invite.channel].guild == Some(guild));
                ok(here.map(|invite| self.invite_json(invite)).collect())
            }
            _ => self.no_such_route(call),
        }
    }

    fn may_manage_guild(&self) -> Result<(), Refusal> {
        if self.bot_permissions.contains(Permissions::MANAGE_GUILD) {
            return Ok(());
        }
        Err(Refusal::new(403, MISSING_PERMISSIONS, "Missing Permissions"))
    }

    fn invite(&mut self, call: &Call, code: &str) -> Answer {
        let known = self.invites.iter().position(|invite| invite.code == code);
        let index = known.ok_or(unknown(UNKNOWN_INVITE))?;
        let json = self.invite_json(&self.invites[index]);
        match call.method.as_str() {
            "GET" => ok(json),
            "DELETE" => {
                self.may_manage_guild()?;
                self.remove_invite(index);
                ok(json)
            }
            _ => {
                self.no_such_route(call)?;
                done()
            }
        }
    }

    /// Ends an invitation, and tells the sessions.
    pub(super) fn remove_invite(&mut self, index: usize) {
        let invite = self.invites.remove(index);
        let guild = self.channels[&invite.channel].guild.unwrap_or_default();
        let data = json!({
            "channel_id": invite.channel.to_string(), "guild_id": guild.to_string(),
            "code": invite.code,
        });
        self.dispatch("INVITE_DELETE", GatewayIntents::GUILD_INVITES, |_, _| data.clone());
    }
}
