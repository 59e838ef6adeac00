//! What the bot does with an interaction: its first response, then edits and followups.

use serde_json::{Value, json};

use super::records::{EPHEMERAL, Id, InteractionRecord, LOADING, Message};
use super::rest::{Answer, Call, done, ok};
use super::rules::{
    ALREADY_ACKNOWLEDGED, INVALID_TOKEN, Refusal, UNKNOWN_INTERACTION, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, check_choices, check_message,
    check_modal, check_not_empty, invalid, unknown,
};
use super::state::State;

/// Time to the first response.
const ANSWER_WITHIN_MS: u64 = 3_000;
/// Life of a token.
const TOKEN_MS: u64 = 15 * 60 * 1000;

impl State {
    /// `POST /interactions/{id}/{token}/callback`.
    pub(super) fn callback(&mut self, call: &Call, id: &str, token: &str) -> Answer {
        let known = id.parse().ok().and_then(|id: Id| self.interactions.get(&id));
        let interaction = known.filter(|interaction| interaction.token == token);
        let interaction = interaction.cloned().ok_or(unknown(UNKNOWN_INTERACTION))?;
        if self.now() - interaction.created_at > ANSWER_WITHIN_MS {
            return Err(Refusal::new(404, UNKNOWN_INTERACTION, "Unknown interaction"));
        }
        if interaction.response.is_some() {
            let why = "Interaction has already been acknowledged.";
            return Err(Refusal::new(400, ALREADY_ACKNOWLEDGED, why));
        }
        let kind = call.body["type"].as_u64().unwrap_or_default() as u8;
        let fits = match kind {
            4 | 5 => interaction.kind != 4,
            6 | 7 => interaction.message.is_some(),
            8 => interaction.kind == 4,
            9 => matches!(interaction.kind, 2 | 3),
            _ => false,
        };
        if !fits {
            return Err(invalid("type", "this response does not fit this interaction"));
        }
        self.respond(call, &interaction, kind)?;
        self.interactions.get_mut(&interaction.id).unwrap().response = Some(kind);
        if call.query.get("with_response").is_some_and(|wanted| wanted == "true") {
            return ok(self.callback_json(interaction.id));
        }
        done()
    }

    fn callback_json(&self, id: Id) -> Value {
        let interaction = &self.interactions[&id];
        let original = interaction.original.map(|id| self.message_json(&self.messages[&id]));
        json!({
            "interaction": {
                "id": id.to_string(), "type": interaction.kind,
                "response_message_id": interaction.original.map(|id| id.to_string()),
                "response_message_loading": interaction.response == Some(5),
                "response_message_ephemeral": interaction.ephemeral,
            },
            "resource": {"type": interaction.response, "message": original},
        })
    }

    /// Does what the first response says.
    fn respond(&mut self, call: &Call, interaction: &InteractionRecord, kind: u8) -> Result<(), Refusal> {
        let data = &call.body["data"];
        let source = interaction.message;
        let ephemeral = data["flags"].as_u64().unwrap_or_default() & EPHEMERAL != 0;
        let mut changed = interaction.clone();
        match kind {
            4 => {
                let files = self.attachments(call, interaction.channel);
                check_message(data)?;
                check_not_empty(data, &files)?;
                self.note_pings(call);
                let shown = self.reply(interaction.id, data, files, ephemeral, 0);
                (changed.original, changed.ephemeral) = (Some(shown), ephemeral);
                changed.replies.push(shown);
            }
            5 => {
                let waiting = self.reply(interaction.id, &json!({}), Vec::new(), ephemeral, LOADING);
                (changed.original, changed.ephemeral) = (Some(waiting), ephemeral);
            }
            6 => changed.original = source,
            7 => {
                check_message(data)?;
                self.note_pings(call);
                let files = self.attachments(call, interaction.channel);
                changed.original = source;
                changed.replies.extend(source);
                source.into_iter().for_each(|id| self.overwrite_message(id, data, files.clone()));
            }
            8 => {
                let choices = data["choices"].as_array().cloned().unwrap_or_default();
                check_choices(&choices)?;
                changed.choices = Some(choices);
            }
            _ => {
                check_modal(data)?;
                changed.modal = Some(data.clone());
            }
        }
        self.interactions.insert(interaction.id, changed);
        Ok(())
    }

    /// A new message of the bot that answers an interaction.
    fn reply(&mut self, id: Id, body: &Value, files: Vec<Value>, ephemeral: bool, flags: u64) -> Id {
        let interaction = &self.interactions[&id];
        let (channel, user) = (interaction.channel, interaction.user);
        let mut message = Message::new(self.new_id(), channel, self.bot, self.now());
        message.interaction = Some(id);
        message.flags = flags;
        if ephemeral {
            message.flags |= EPHEMERAL;
            message.only_for = Some(user);
        }
        self.keep_message(message, body, files)
    }

    /// `/webhooks/{application}/{token}…`.
    pub(super) fn webhook(&mut self, call: &Call, token: &str, rest: &[&str]) -> Answer {
        let known = self.interactions.values().find(|interaction| interaction.token == token);
        let interaction = known.cloned().ok_or(unknown(UNKNOWN_WEBHOOK))?;
        if self.now() - interaction.created_at > TOKEN_MS {
            return Err(Refusal::new(401, INVALID_TOKEN, "Invalid Webhook Token"));
        }
        if interaction.response.is_none() {
            return Err(unknown(UNKNOWN_WEBHOOK));
        }
        let message = match rest {
            [] => None,
            ["messages", "@original"] => interaction.original,
            ["messages", id] => id.parse().ok().filter(|id| {
                let own = self.messages.get(id).is_some_and(|m| m.interaction == Some(interaction.id));
                own || interaction.original == Some(*id)
            }),
            _ => return self.no_such_route(call),
        };
        let message = message.filter(|id| !self.messages[id].deleted);
        match (call.method.as_str(), message) {
            ("POST", None) if rest.is_empty() => self.followup(call, &interaction),
            ("GET" | "PATCH" | "DELETE", None) => Err(unknown(UNKNOWN_MESSAGE)),
            ("GET", Some(message)) => ok(self.message_json(&self.messages[&message])),
            ("PATCH", Some(message)) => self.edit_reply(call, &interaction, message),
            ("DELETE", Some(message)) => {
                self.remove_message(message);
                done()
            }
            _ => self.no_such_route(call),
        }
    }

    /// The first followup of a deferred answer is that answer, as Discord has it.
    fn followup(&mut self, call: &Call, interaction: &InteractionRecord) -> Answer {
        let waiting = interaction.original.filter(|id| self.messages[id].is_loading());
        if let Some(waiting) = waiting {
            return self.edit_reply(call, interaction, waiting);
        }
        let files = self.attachments(call, interaction.channel);
        check_message(&call.body)?;
        check_not_empty(&call.body, &files)?;
        self.note_pings(call);
        let ephemeral = call.body["flags"].as_u64().unwrap_or_default() & EPHEMERAL != 0;
        let shown = self.reply(interaction.id, &call.body, files, ephemeral, 0);
        self.interactions.get_mut(&interaction.id).unwrap().replies.push(shown);
        ok(self.message_json(&self.messages[&shown]))
    }

    fn edit_reply(&mut self, call: &Call, interaction: &InteractionRecord, id: Id) -> Answer {
        check_message(&call.body)?;
        let files = self.attachments(call, interaction.channel);
        let waiting = self.messages[&id].is_loading();
        if waiting {
            check_not_empty(&call.body, &files)?;
        }
        if waiting || call.body["content"].as_str().is_some_and(|content| !content.is_empty()) {
            self.note_pings(call);
        }
        self.messages.get_mut(&id).unwrap().flags &= !LOADING;
        self.overwrite_message(id, &call.body, files);
        if !interaction.replies.contains(&id) {
            self.interactions.get_mut(&interaction.id).unwrap().replies.push(id);
        }
        ok(self.message_json(&self.messages[&id]))
    }
}
