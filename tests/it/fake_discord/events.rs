//! `/guilds/{id}/scheduled-events`: what the bot announces in the list of events
//! of a server, with Discord's rules: permissions, sizes, dates to come, a
//! hundred at the most, which state follows which.

use jiff::Timestamp;
use serde_json::{Value, json};
use serenity::all::{GatewayIntents, Permissions};

use super::records::Id;
use super::rest::{Answer, Call, done, id, ok};
use super::rules::{MISSING_PERMISSIONS, Refusal, invalid, unknown};
use super::state::State;

const UNKNOWN_EVENT: i64 = 10_070;
const TOO_MANY_EVENTS: i64 = 30_038;
const FINISHED_EVENT: i64 = 180_000;

/// The events that a server may have at once.
const MOST_EVENTS: usize = 100;

/// The states of an event.
const SCHEDULED: u64 = 1;
const ACTIVE: u64 = 2;
const COMPLETED: u64 = 3;
const CANCELED: u64 = 4;

/// An event of a server.
#[derive(Clone, Debug)]
pub(crate) struct EventRecord {
    pub(crate) id: Id,
    pub(crate) guild: Id,
    pub(crate) creator: Id,
    pub(crate) status: u64,
    /// As it was sent, the changes in it.
    pub(crate) body: Value,
}

impl EventRecord {
    pub(crate) fn name(&self) -> &str {
        self.body["name"].as_str().unwrap_or_default()
    }

    fn is_over(&self) -> bool {
        matches!(self.status, COMPLETED | CANCELED)
    }
}

impl State {
    pub(super) fn scheduled_events(&mut self, call: &Call, guild: Id, rest: &[&str]) -> Answer {
        match (call.method.as_str(), rest) {
            ("GET", []) => {
                let here = self.events.values().filter(|event| event.guild == guild && !event.is_over());
                ok(here.map(|event| self.event_json(event)).collect())
            }
            ("POST", []) => self.make_event(call, guild),
            (method, [event]) => {
                let event = id(event, unknown(UNKNOWN_EVENT))?;
                let known = self.events.get(&event).filter(|event| event.guild == guild).cloned();
                let known = known.ok_or(unknown(UNKNOWN_EVENT))?;
                match method {
                    "GET" => ok(self.event_json(&known)),
                    "PATCH" => self.change_event(call, &known),
                    "DELETE" => {
                        self.may_manage_event(&known)?;
                        self.remove_event(event);
                        done()
                    }
                    _ => self.no_such_route(call),
                }
            }
            _ => self.no_such_route(call),
        }
    }

    fn make_event(&mut self, call: &Call, guild: Id) -> Answer {
        if !self.bot_permissions.contains(Permissions::CREATE_EVENTS) {
            return Err(Refusal::new(403, MISSING_PERMISSIONS, "Missing Permissions"));
        }
        self.check_event(&call.body, true)?;
        if self.events.values().filter(|event| event.guild == guild && !event.is_over()).count() >= MOST_EVENTS {
            return Err(Refusal::new(400, TOO_MANY_EVENTS, "Maximum number of guild scheduled events reached (100)"));
        }
        let event = EventRecord { id: self.new_id(), guild, creator: self.bot, status: SCHEDULED, body: call.body.clone() };
        let json = self.event_json(&event);
        self.events.insert(event.id, event);
        self.tell_event("GUILD_SCHEDULED_EVENT_CREATE", &json);
        ok(json)
    }

    /// What the bot made it may change with either permission.
    fn may_manage_event(&self, event: &EventRecord) -> Result<(), Refusal> {
        let own = event.creator == self.bot && self.bot_permissions.contains(Permissions::CREATE_EVENTS);
        if own || self.bot_permissions.contains(Permissions::MANAGE_EVENTS) {
            return Ok(());
        }
        Err(Refusal::new(403, MISSING_PERMISSIONS, "Missing Permissions"))
    }

    fn change_event(&mut self, call: &Call, known: &EventRecord) -> Answer {
        self.may_manage_event(known)?;
        if known.is_over() {
            return Err(Refusal::new(400, FINISHED_EVENT, "Cannot update a finished event"));
        }
        let mut event = known.clone();
        for (key, value) in call.body.as_object().into_iter().flatten() {
            event.body[key] = value.clone();
        }
        if let Some(status) = call.body["status"].as_u64() {
            if !matches!((known.status, status), (SCHEDULED, ACTIVE | CANCELED) | (ACTIVE, COMPLETED)) {
                return Err(invalid("status", "Invalid Guild Scheduled Event Status Update"));
            }
            event.status = status;
        }
        if known.status == ACTIVE && call.body.get("scheduled_start_time").is_some() {
            return Err(invalid("scheduled_start_time", "Cannot change the start of an active event"));
        }
        self.check_event(&event.body, call.body.get("scheduled_start_time").is_some())?;
        let json = self.event_json(&event);
        self.events.insert(event.id, event);
        self.tell_event("GUILD_SCHEDULED_EVENT_UPDATE", &json);
        ok(json)
    }

    fn check_event(&self, body: &Value, with_dates: bool) -> Result<(), Refusal> {
        let length = |field: &str| body[field].as_str().map_or(0, |text| text.chars().count());
        let at = |field: &str| body[field].as_str().and_then(|text| text.parse::<Timestamp>().ok());
        if !(1..=100).contains(&length("name")) {
            return Err(invalid("name", "Must be between 1 and 100 in length."));
        }
        if body.get("description").is_some() && !(1..=1000).contains(&length("description")) {
            return Err(invalid("description", "Must be between 1 and 1000 in length."));
        }
        if body["privacy_level"] != 2 {
            return Err(invalid("privacy_level", "Value must be one of {2}."));
        }
        if body["entity_type"] != 3 {
            return Err(invalid("entity_type", "The fake knows external events only."));
        }
        let location = body["entity_metadata"]["location"].as_str().map_or(0, |text| text.chars().count());
        if !(1..=100).contains(&location) {
            return Err(invalid("entity_metadata.location", "Must be between 1 and 100 in length."));
        }
        let (start, end) = (at("scheduled_start_time"), at("scheduled_end_time"));
        let Some((start, end)) = start.zip(end) else { return Err(invalid("scheduled_end_time", "This field is required")) };
        if end <= start {
            return Err(invalid("scheduled_end_time", "End must be after start"));
        }
        // A story whose clock is not told lives in another year: its dates are not judged.
        if with_dates && self.it_is.as_ref().is_some_and(|clock| start <= clock.now()) {
            return Err(invalid("scheduled_start_time", "Cannot schedule event in the past."));
        }
        Ok(())
    }

    pub(crate) fn remove_event(&mut self, id: Id) {
        let event = self.events.remove(&id).unwrap();
        let json = self.event_json(&event);
        self.tell_event("GUILD_SCHEDULED_EVENT_DELETE", &json);
    }

    fn tell_event(&mut self, name: &'static str, json: &Value) {
        self.dispatch(name, GatewayIntents::GUILD_SCHEDULED_EVENTS, |_, _| json.clone());
    }

    pub(super) fn event_json(&self, event: &EventRecord) -> Value {
        let mut json = json!({
            "id": event.id.to_string(), "guild_id": event.guild.to_string(), "channel_id": null,
            "creator_id": event.creator.to_string(), "creator": self.user_json(event.creator),
            "status": event.status, "entity_id": null, "image": null, "recurrence_rule": null, "user_count": 0,
            "description": null,
        });
        for key in ["name", "description", "scheduled_start_time", "scheduled_end_time", "privacy_level", "entity_type", "entity_metadata"]
        {
            if let Some(value) = event.body.get(key) {
                json[key] = value.clone();
            }
        }
        json
    }
}
