//! What the Discord application sends when somebody types a slash command: only what the bot
//! registered, with values of the right kind.

use serde_json::{Value, json};
use serenity::all::Permissions;

use super::records::{CommandRecord, Id};
use super::state::State;

/// A command line: `/tchat panneau` with its options, typed by somebody somewhere.
pub(super) struct Line<'a> {
    pub(super) user: Id,
    pub(super) channel: Id,
    pub(super) path: &'a str,
    pub(super) options: &'a [(&'a str, &'a str)],
    /// The option being typed: the others may be missing.
    pub(super) focused: Option<&'a str>,
}

impl State {
    /// The data of the interaction, or why the application would not send it.
    pub(super) fn slash_data(&self, line: &Line) -> Result<Value, String> {
        let mut words = line.path.trim_start_matches('/').split(' ');
        let name = words.next().unwrap_or_default();
        let command = self.command_named(line, name)?;
        let mut known = &command.body["options"];
        let mut subcommands = Vec::new();
        for word in words {
            let found = options(known).find(|option| self.is_called(line.user, option, word));
            let found = found.ok_or(format!("no subcommand « {word} » in {}", line.path))?;
            subcommands.push(found);
            known = &found["options"];
        }
        if options(known).any(|option| matches!(option["type"].as_u64(), Some(1 | 2))) {
            return Err(format!("{} needs a subcommand", line.path));
        }
        let mut resolved = json!({});
        let mut values: Value = self.typed(line, known, &mut resolved)?.into();
        for found in subcommands.iter().rev() {
            values = json!([{"name": found["name"], "type": found["type"], "options": values}]);
        }
        let mut data = json!({
            "id": command.id.to_string(), "name": command.body["name"], "type": 1,
            "options": values,
        });
        if let Some(guild) = command.guild {
            data["guild_id"] = json!(guild.to_string());
        }
        if resolved != json!({}) {
            data["resolved"] = resolved;
        }
        Ok(data)
    }

    fn is_called(&self, user: Id, named: &Value, word: &str) -> bool {
        let locale = &self.users[&user].locale;
        named["name"] == word || named["name_localizations"][locale] == word
    }

    /// The command this person could type here.
    fn command_named(&self, line: &Line, name: &str) -> Result<&CommandRecord, String> {
        let channel = &self.channels[&line.channel];
        let here = |command: &&CommandRecord| {
            let slash = command.body["type"].as_u64().unwrap_or(1) == 1;
            let place = command.guild.is_none() || command.guild == channel.guild;
            slash && place && self.is_called(line.user, &command.body, name)
        };
        let known = self.commands.values().find(here);
        let command = known.ok_or(format!("the bot registered no command /{name} here"))?;
        let context = if channel.guild.is_some() { 0 } else { 1 };
        let contexts = command.body["contexts"].as_array();
        let closed = contexts.is_some_and(|list| !list.contains(&json!(context))) || context == 1 && command.body["dm_permission"] == false;
        if closed {
            return Err(format!("/{name} is not offered in this kind of channel"));
        }
        let needed = command.body["default_member_permissions"].as_str();
        let needed = needed.and_then(|bits| bits.parse().ok()).map(Permissions::from_bits_truncate);
        let held = self.permissions(line.user, line.channel);
        if needed.is_some_and(|needed| !held.contains(needed)) {
            return Err(format!("/{name} is hidden from {}", self.users[&line.user].name));
        }
        Ok(command)
    }

    fn typed(&self, line: &Line, known: &Value, resolved: &mut Value) -> Result<Vec<Value>, String> {
        for (name, _) in line.options {
            if !options(known).any(|option| self.is_called(line.user, option, name)) {
                return Err(format!("{} has no option « {name} »", line.path));
            }
        }
        let mut values = Vec::new();
        for option in options(known) {
            let typed = |(name, _): &&(&str, &str)| self.is_called(line.user, option, name);
            match line.options.iter().find(typed) {
                Some((name, value)) if line.focused == Some(name) => values.push(json!({
                    "name": option["name"], "type": option["type"], "value": value, "focused": true,
                })),
                Some((_, value)) => {
                    let value = self.value(line, option, value, resolved)?;
                    let name = &option["name"];
                    values.push(json!({"name": name, "type": option["type"], "value": value}));
                }
                None if option["required"] == true && line.focused.is_none() => {
                    return Err(format!("{} needs its option {}", line.path, option["name"]));
                }
                None => {}
            }
        }
        Ok(values)
    }

    /// A typed text as the kind of value its option takes.
    fn value(&self, line: &Line, option: &Value, text: &str, resolved: &mut Value) -> Result<Value, String> {
        let wrong = || format!("« {text} » does not fit the option {}", option["name"]);
        let choices = option["choices"].as_array().filter(|choices| !choices.is_empty());
        if let Some(choices) = choices {
            let chosen = choices.iter().find(|choice| choice["name"] == text || choice["value"] == text);
            return chosen.map(|choice| choice["value"].clone()).ok_or_else(wrong);
        }
        let within = |value: f64| {
            let most = option["max_value"].as_f64().is_none_or(|most| value <= most);
            most && option["min_value"].as_f64().is_none_or(|least| value >= least)
        };
        match option["type"].as_u64() {
            Some(3) => {
                let most = option["max_length"].as_u64().unwrap_or(6000);
                let range = option["min_length"].as_u64().unwrap_or(0)..=most;
                let fits = range.contains(&(text.chars().count() as u64));
                fits.then(|| json!(text)).ok_or_else(wrong)
            }
            Some(4) => {
                let number = text.parse::<i64>().ok().filter(|number| within(*number as f64));
                number.map(Value::from).ok_or_else(wrong)
            }
            Some(5) => text.parse::<bool>().map(Value::from).map_err(|_| wrong()),
            Some(10) => {
                let number = text.parse::<f64>().ok().filter(|number| within(*number));
                number.map(Value::from).ok_or_else(wrong)
            }
            Some(6..=8) => self.named_thing(line, text, resolved).ok_or_else(wrong),
            _ => Err(format!("the fake cannot type the option {}", option["name"])),
        }
    }

    /// A person, channel or role named by an option, described in `resolved`.
    fn named_thing(&self, line: &Line, name: &str, resolved: &mut Value) -> Option<Value> {
        let guild = self.channels[&line.channel].guild?;
        let key = |id: Id| id.to_string();
        if let Some(user) = self.users.values().find(|user| user.name == name) {
            resolved["users"][key(user.id)] = self.user_json(user.id);
            let mut member = self.member_json(guild, user.id);
            member["permissions"] = json!("0");
            resolved["members"][key(user.id)] = member;
            return Some(json!(key(user.id)));
        }
        let here = |id: Option<Id>| id == Some(guild);
        if let Some(channel) = self.channels.values().find(|c| c.name == name && here(c.guild)) {
            resolved["channels"][key(channel.id)] = self.channel_json(channel);
            resolved["channels"][key(channel.id)]["permissions"] = json!("0");
            return Some(json!(key(channel.id)));
        }
        let roles = self.roles_json(guild);
        let role = roles.into_iter().find(|role| role["name"] == name)?;
        let id = role["id"].clone();
        resolved["roles"][id.as_str()?] = role;
        Some(id)
    }
}

fn options(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}
