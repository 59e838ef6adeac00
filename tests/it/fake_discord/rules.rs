//! What Discord refuses in a body: lengths, counts, doubles. Answers as Discord words them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// A refusal.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: i64,
    message: String,
    errors: Value,
}

impl Refusal {
    pub(super) fn new(status: u16, code: i64, message: &str) -> Self {
        Self { status, code, message: message.to_owned(), errors: Value::Null }
    }

    pub(super) fn json(&self) -> Value {
        let mut json = json!({"message": self.message, "code": self.code});
        if !self.errors.is_null() {
            json["errors"] = self.errors.clone();
        }
        json
    }
}

pub(super) const UNKNOWN_CHANNEL: i64 = 10_003;
pub(super) const UNKNOWN_GUILD: i64 = 10_004;
pub(super) const UNKNOWN_INVITE: i64 = 10_006;
pub(super) const UNKNOWN_MEMBER: i64 = 10_007;
pub(super) const UNKNOWN_MESSAGE: i64 = 10_008;
pub(super) const UNKNOWN_USER: i64 = 10_013;
pub(super) const UNKNOWN_WEBHOOK: i64 = 10_015;
pub(super) const UNKNOWN_INTERACTION: i64 = 10_062;
pub(super) const UNKNOWN_COMMAND: i64 = 10_063;
pub(super) const ALREADY_ACKNOWLEDGED: i64 = 40_060;
pub(super) const MISSING_ACCESS: i64 = 50_001;
pub(super) const NOT_THE_AUTHOR: i64 = 50_005;
pub(super) const EMPTY_MESSAGE: i64 = 50_006;
pub(super) const CLOSED_MESSAGES: i64 = 50_007;
pub(super) const MISSING_PERMISSIONS: i64 = 50_013;
pub(super) const INVALID_TOKEN: i64 = 50_027;
pub(super) const INVALID_BODY: i64 = 50_035;
pub(super) const ARCHIVED_THREAD: i64 = 50_083;
pub(super) const THREAD_EXISTS: i64 = 160_004;

/// `Unknown …`, status 404.
pub(super) fn unknown(code: i64) -> Refusal {
    Refusal::new(404, code, "Unknown object")
}

/// 50035, naming the field.
pub(super) fn invalid(field: &str, message: impl Into<String>) -> Refusal {
    let error = json!({"_errors": [{"code": "INVALID", "message": message.into()}]});
    let nested = field.rsplit('.').fold(error, |inner, key| json!({ key: inner }));
    Refusal { errors: nested, ..Refusal::new(400, INVALID_BODY, "Invalid Form Body") }
}

type Checked = Result<(), Refusal>;

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value[field].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Length in characters, as Discord counts.
fn length(value: &Value, field: &str, least: usize, most: usize) -> Checked {
    let count = text(value, field).chars().count();
    if (least..=most).contains(&count) {
        return Ok(());
    }
    Err(invalid(field, format!("Must be between {least} and {most} in length, is {count}.")))
}

fn at_most(values: &[Value], field: &str, most: usize) -> Checked {
    if values.len() <= most {
        return Ok(());
    }
    Err(invalid(field, format!("Must be {most} or fewer in length, is {}.", values.len())))
}

fn unique<'a>(mut names: impl Iterator<Item = &'a str>, field: &str) -> Checked {
    let mut seen = BTreeSet::new();
    match names.find(|name| !seen.insert(*name)) {
        None => Ok(()),
        Some(double) => Err(invalid(field, format!("« {double} » is there twice."))),
    }
}

/// The fields of a message that is created or edited.
pub(super) fn check_message(body: &Value) -> Checked {
    length(body, "content", 0, 2000)?;
    if body["flags"].as_u64().unwrap_or_default() & (1 << 15) != 0 {
        return Err(invalid("flags", "the fake knows no components v2"));
    }
    let nonce = body["nonce"].as_str().map_or(0, |nonce| nonce.chars().count());
    if nonce > 25 {
        return Err(invalid("nonce", "Must be 25 or fewer in length."));
    }
    check_embeds(list(body, "embeds"))?;
    check_rows(list(body, "components"))
}

/// A message that is created must hold something.
pub(super) fn check_not_empty(body: &Value, attachments: &[Value]) -> Checked {
    let nothing = |field| list(body, field).is_empty();
    let silent = text(body, "content").trim().is_empty();
    let bare = ["embeds", "components", "sticker_ids"].into_iter().all(nothing);
    if silent && bare && attachments.is_empty() && body["poll"].is_null() {
        return Err(Refusal::new(400, EMPTY_MESSAGE, "Cannot send an empty message"));
    }
    Ok(())
}

fn check_embeds(embeds: &[Value]) -> Checked {
    at_most(embeds, "embeds", 10)?;
    let mut total = 0;
    for embed in embeds {
        length(embed, "title", 0, 256)?;
        length(embed, "description", 0, 4096)?;
        length(&embed["footer"], "text", 0, 2048)?;
        length(&embed["author"], "name", 0, 256)?;
        at_most(list(embed, "fields"), "embeds.fields", 25)?;
        for field in list(embed, "fields") {
            length(field, "name", 1, 256)?;
            length(field, "value", 1, 1024)?;
            total += text(field, "name").chars().count() + text(field, "value").chars().count();
        }
        let texts = [text(embed, "title"), text(embed, "description"), text(&embed["footer"], "text"), text(&embed["author"], "name")];
        total += texts.iter().map(|text| text.chars().count()).sum::<usize>();
    }
    if total > 6000 {
        return Err(invalid("embeds", "Embed size exceeds maximum size of 6000"));
    }
    Ok(())
}

fn check_rows(rows: &[Value]) -> Checked {
    at_most(rows, "components", 5)?;
    for row in rows {
        let controls = list(row, "components");
        let selects = controls.iter().filter(|control| control["type"] != 2).count();
        let fits = if selects == 0 { (1..=5).contains(&controls.len()) } else { controls.len() == 1 };
        if row["type"] != 1 || !fits {
            return Err(invalid("components", "a row holds 1 to 5 buttons or one select"));
        }
        controls.iter().try_for_each(check_control)?;
    }
    let all = rows.iter().flat_map(|row| list(row, "components"));
    unique(all.filter_map(|control| control["custom_id"].as_str()), "components.custom_id")
}

fn check_control(control: &Value) -> Checked {
    match control["type"].as_u64() {
        Some(2) => check_button(control),
        Some(3) => {
            length(control, "custom_id", 1, 100)?;
            length(control, "placeholder", 0, 150)?;
            let options = list(control, "options");
            if options.is_empty() {
                return Err(invalid("options", "Must be between 1 and 25 in length."));
            }
            at_most(options, "options", 25)?;
            for option in options {
                length(option, "label", 1, 100)?;
                length(option, "value", 1, 100)?;
                length(option, "description", 0, 100)?;
            }
            unique(options.iter().map(|option| text(option, "value")), "options.value")
        }
        Some(5..=8) => length(control, "custom_id", 1, 100),
        _ => Err(invalid("components.type", "no such component in a message")),
    }
}

fn check_button(button: &Value) -> Checked {
    length(button, "label", 0, 80)?;
    if text(button, "label").is_empty() && button["emoji"].is_null() {
        return Err(invalid("label", "A button must have a label or an emoji."));
    }
    match button["style"].as_u64() {
        Some(1..=4) => length(button, "custom_id", 1, 100),
        Some(5) if button["custom_id"].is_null() => length(button, "url", 1, 512),
        _ => Err(invalid("style", "a style is 1 to 4 with a custom_id, or 5 with an url")),
    }
}

/// The data of a modal.
pub(super) fn check_modal(modal: &Value) -> Checked {
    length(modal, "title", 1, 45)?;
    length(modal, "custom_id", 1, 100)?;
    let rows = list(modal, "components");
    at_most(rows, "components", 5)?;
    let fields: Vec<&Value> = rows.iter().flat_map(|row| list(row, "components")).collect();
    if fields.is_empty() || fields.len() != rows.len() {
        return Err(invalid("components", "each row of a modal holds one text input"));
    }
    for field in &fields {
        if field["type"] != 4 {
            return Err(invalid("components.type", "a modal holds text inputs only"));
        }
        length(field, "label", 1, 45)?;
        length(field, "custom_id", 1, 100)?;
        length(field, "placeholder", 0, 100)?;
        length(field, "value", 0, 4000)?;
        let most = field["max_length"].as_u64().unwrap_or(4000);
        if !(1..=4000).contains(&most) || field["min_length"].as_u64().unwrap_or(0) > most {
            return Err(invalid("max_length", "Must be between 1 and 4000, above min_length."));
        }
    }
    unique(fields.iter().map(|field| text(field, "custom_id")), "components.custom_id")
}

/// Choices offered to who is typing, or fixed in an option.
pub(super) fn check_choices(choices: &[Value]) -> Checked {
    at_most(choices, "choices", 25)?;
    for choice in choices {
        length(choice, "name", 1, 100)?;
        if choice["value"].is_string() {
            length(choice, "value", 1, 100)?;
        }
    }
    Ok(())
}

/// Commands as a bulk overwrite sends them.
pub(super) fn check_commands(commands: &[Value]) -> Checked {
    at_most(commands, "commands", 100)?;
    commands.iter().try_for_each(check_command)?;
    let kinds = commands.iter().map(|command| command["type"].as_u64().unwrap_or(1));
    let names = kinds.zip(commands).map(|(kind, command)| format!("{kind} {}", text(command, "name")));
    let names: Vec<String> = names.collect();
    unique(names.iter().map(String::as_str), "name")
}

/// One command.
pub(super) fn check_command(command: &Value) -> Checked {
    if command["type"].as_u64().unwrap_or(1) == 1 {
        check_described(command)?;
        return check_options(list(command, "options"));
    }
    length(command, "name", 1, 32)
}

fn check_described(named: &Value) -> Checked {
    let names = std::iter::once(&named["name"]);
    let translated = named["name_localizations"].as_object().into_iter().flatten();
    for name in names.chain(translated.map(|(_, name)| name)) {
        let name = name.as_str().unwrap_or_default();
        let fits = |c: char| c.is_alphanumeric() && !c.is_uppercase() || "-_'".contains(c);
        if !(1..=32).contains(&name.chars().count()) || !name.chars().all(fits) {
            return Err(invalid("name", format!("« {name} » is no name of a command or option")));
        }
    }
    for (locale, described) in named["description_localizations"].as_object().into_iter().flatten() {
        length(&json!({ locale: described }), locale, 1, 100)?;
    }
    length(named, "description", 1, 100)
}

fn check_options(options: &[Value]) -> Checked {
    at_most(options, "options", 25)?;
    let required = options.iter().map(|option| option["required"] == true);
    if !required.is_sorted_by(|before, after| before >= after) {
        return Err(invalid("options", "Required options must be placed before optional ones"));
    }
    for option in options {
        check_described(option)?;
        check_choices(list(option, "choices"))?;
        check_options(list(option, "options"))?;
    }
    unique(options.iter().map(|option| text(option, "name")), "options.name")
}

/// Why an outgoing message could ping somebody, if it could: all must carry
/// `allowed_mentions` with an empty `parse` and nobody named.
pub(super) fn could_ping(body: &Value) -> Option<&'static str> {
    let allowed = &body["allowed_mentions"];
    let named = |field| !list(allowed, field).is_empty();
    if allowed["parse"].as_array().is_none_or(|parse| !parse.is_empty()) {
        return Some("has no allowed_mentions with an empty parse");
    }
    (named("users") || named("roles")).then_some("names people or roles in allowed_mentions")
}
