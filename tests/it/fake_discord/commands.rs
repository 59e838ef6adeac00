//! `/applications/{id}/…commands`: what the bot registers.

use serde_json::{Value, json};

use super::records::{CommandRecord, Id};
use super::rest::{Answer, Call, done, id, ok};
use super::rules::{UNKNOWN_COMMAND, UNKNOWN_GUILD, check_command, check_commands, invalid, unknown};
use super::state::State;

impl State {
    pub(super) fn commands(&mut self, call: &Call, segments: &[&str]) -> Answer {
        let (guild, rest) = match segments {
            ["commands", rest @ ..] => (None, rest),
            ["guilds", guild, "commands", rest @ ..] => {
                let guild = id(guild, unknown(UNKNOWN_GUILD))?;
                let known = self.guilds.contains_key(&guild).then_some(guild);
                (Some(known.ok_or(unknown(UNKNOWN_GUILD))?), rest)
            }
            _ => return self.no_such_route(call),
        };
        match (call.method.as_str(), rest) {
            ("PUT", []) => self.replace_commands(call, guild),
            ("POST", []) => {
                check_command(&call.body)?;
                let id = self.register(guild, &call.body);
                ok(self.command_json(id))
            }
            ("GET", []) => ok(self.commands_of(guild)),
            (method, [command]) => {
                let command = id(command, unknown(UNKNOWN_COMMAND))?;
                let known = self.commands.get(&command).filter(|known| known.guild == guild);
                let mut body = known.ok_or(unknown(UNKNOWN_COMMAND))?.body.clone();
                match method {
                    "GET" => ok(self.command_json(command)),
                    "PATCH" => {
                        let changes = call.body.as_object().into_iter().flatten();
                        changes.for_each(|(key, value)| body[key] = value.clone());
                        check_command(&body)?;
                        self.commands.get_mut(&command).unwrap().body = body;
                        ok(self.command_json(command))
                    }
                    "DELETE" => {
                        self.commands.remove(&command);
                        done()
                    }
                    _ => self.no_such_route(call),
                }
            }
            _ => self.no_such_route(call),
        }
    }

    fn replace_commands(&mut self, call: &Call, guild: Option<Id>) -> Answer {
        let wanted = call.body.as_array().cloned();
        let wanted = wanted.ok_or(invalid("commands", "Only a list is accepted."))?;
        check_commands(&wanted)?;
        let kept: Vec<Id> = wanted.iter().map(|body| self.register(guild, body)).collect();
        self.commands.retain(|id, command| command.guild != guild || kept.contains(id));
        ok(self.commands_of(guild))
    }

    /// A command of the same kind and name keeps its number.
    fn register(&mut self, guild: Option<Id>, body: &Value) -> Id {
        let kind = |body: &Value| body["type"].as_u64().unwrap_or(1);
        let same = |known: &&CommandRecord| known.guild == guild && known.body["name"] == body["name"] && kind(&known.body) == kind(body);
        let known = self.commands.values().find(same).map(|known| known.id);
        let (id, version) = (known.unwrap_or_else(|| self.new_id()), self.new_id());
        self.commands.insert(id, CommandRecord { id, guild, version, body: body.clone() });
        id
    }

    fn commands_of(&self, guild: Option<Id>) -> Value {
        let commands = self.commands.values().filter(|command| command.guild == guild);
        commands.map(|command| self.command_json(command.id)).collect()
    }

    fn command_json(&self, id: Id) -> Value {
        let command = &self.commands[&id];
        let mut json = json!({
            "type": 1, "name_localizations": null, "description": "",
            "description_localizations": null, "options": [], "default_member_permissions": null,
            "dm_permission": true, "nsfw": false, "contexts": null, "integration_types": [0],
        });
        for (key, value) in command.body.as_object().into_iter().flatten() {
            json[key] = value.clone();
        }
        json["id"] = json!(id.to_string());
        json["application_id"] = json!(self.bot.to_string());
        json["version"] = json!(command.version.to_string());
        if let Some(guild) = command.guild {
            json["guild_id"] = json!(guild.to_string());
        }
        json
    }
}
