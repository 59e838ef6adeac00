//! What Discord is sent, in its own words.

use serenity::all::{
    ButtonStyle, ChannelId, CreateActionRow, CreateAllowedMentions, CreateAttachment, CreateButton, CreateInteractionResponse,
    CreateInteractionResponseFollowup, CreateInteractionResponseMessage, CreateMessage, CreateSelectMenu, CreateSelectMenuKind,
    CreateSelectMenuOption, EditInteractionResponse, EditMessage, MessageFlags, MessageId, MessageReference, Nonce,
};

use super::super::press::Press;
use super::super::relay::Request as Asks;
use super::super::translate::{Button, Part, Row, Select};

/// Discord's limit for a nonce.
const NONCE_CHARS: usize = 25;

/// The first response to an interaction: a private answer follows, or another
/// text in the place of the one that was tapped.
pub(in crate::discord) fn first_response(request: &Asks) -> CreateInteractionResponse {
    if matches!(request, Asks::Press(Some(press)) if press.changes_its_message()) {
        return CreateInteractionResponse::Acknowledge;
    }
    let private = CreateInteractionResponseMessage::new().ephemeral(true).allowed_mentions(CreateAllowedMentions::new());
    CreateInteractionResponse::Defer(private)
}

/// Each part of a long message has its own nonce; the first has the message's.
pub(super) fn nonce_of(nonce: &str, part: usize) -> String {
    if part == 0 {
        return nonce.chars().take(NONCE_CHARS).collect();
    }
    let number = format!("-{part}");
    let kept: String = nonce.chars().take(NONCE_CHARS - number.len()).collect();
    kept + &number
}

/// What is said in a channel. Said again under the same nonce within minutes, it
/// is said once.
pub(super) fn message(part: &Part, nonce: &str) -> CreateMessage {
    let message = CreateMessage::new()
        .content(&part.text)
        .components(components(&part.rows))
        .allowed_mentions(CreateAllowedMentions::new())
        .flags(MessageFlags::SUPPRESS_EMBEDS)
        .nonce(Nonce::String(nonce_of(nonce, 0)))
        .enforce_nonce(true);
    match described(part) {
        Some(file) => message.add_file(file),
        None => message,
    }
}

/// The same below a message: its author may have deleted it meanwhile, and what
/// is said is still theirs.
pub(super) fn replying(message: CreateMessage, channel: u64, replied: Option<u64>) -> CreateMessage {
    match replied {
        Some(replied) => {
            let reference = MessageReference::from((ChannelId::new(channel), MessageId::new(replied)));
            message.reference_message(reference.fail_if_not_exists(false))
        }
        None => message,
    }
}

/// What takes the place of a message; its picture that of the one before, or of none.
pub(super) fn change(part: &Part) -> EditMessage {
    let change = EditMessage::new()
        .content(&part.text)
        .components(components(&part.rows))
        .allowed_mentions(CreateAllowedMentions::new())
        .flags(MessageFlags::SUPPRESS_EMBEDS)
        .remove_all_attachments();
    match described(part) {
        Some(file) => change.new_attachment(file),
        None => change,
    }
}

/// Only described here: its bytes go beside the body.
fn described(part: &Part) -> Option<CreateAttachment> {
    let (name, _) = part.file.as_ref()?;
    Some(with_alt(CreateAttachment::bytes(Vec::new(), name.clone()), part))
}

fn with_alt(file: CreateAttachment, part: &Part) -> CreateAttachment {
    match &part.alt {
        Some(alt) => file.description(alt),
        None => file,
    }
}

pub(super) fn edit(part: &Part) -> EditInteractionResponse {
    let edit = EditInteractionResponse::new()
        .content(&part.text)
        .components(components(&part.rows))
        .allowed_mentions(CreateAllowedMentions::new())
        .flags(MessageFlags::SUPPRESS_EMBEDS);
    match &part.file {
        Some((name, bytes)) => edit.new_attachment(with_alt(CreateAttachment::bytes(bytes.clone(), name.clone()), part)),
        None => edit,
    }
}

pub(super) fn followup(part: &Part) -> CreateInteractionResponseFollowup {
    CreateInteractionResponseFollowup::new()
        .content(&part.text)
        .components(components(&part.rows))
        .allowed_mentions(CreateAllowedMentions::new())
        .flags(MessageFlags::SUPPRESS_EMBEDS | MessageFlags::EPHEMERAL)
}

fn components(rows: &[Row]) -> Vec<CreateActionRow> {
    rows.iter()
        .map(|row| match row {
            Row::Buttons(buttons) => CreateActionRow::Buttons(buttons.iter().map(button).collect()),
            Row::Select(list) => CreateActionRow::SelectMenu(select(list)),
        })
        .collect()
}

fn button(button: &Button) -> CreateButton {
    let style = match button.press {
        Press::Ask
        | Press::AskUnder(_)
        | Press::AskAfterGame(_)
        | Press::GameBegin
        | Press::Age
        | Press::AgeAndHandOver(_)
        | Press::Blue
        | Press::Answer(_) => ButtonStyle::Primary,
        Press::EraseForGood | Press::ObjectForGood | Press::Red => ButtonStyle::Danger,
        _ => ButtonStyle::Secondary,
    };
    CreateButton::new(button.press.to_string()).label(&button.label).style(style)
}

fn select(list: &Select) -> CreateSelectMenu {
    let option = |(value, words): &(String, String)| {
        CreateSelectMenuOption::new(words, value).default_selection(list.chosen.as_ref() == Some(value))
    };
    let options = list.options.iter().map(option).collect();
    CreateSelectMenu::new(list.press.to_string(), CreateSelectMenuKind::String { options }).placeholder(&list.placeholder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_nonces_of_their_own_that_discord_takes() {
        let nonce = "0123456789abcdef012345678";
        let nonces = [0, 1, 12].map(|part| nonce_of(nonce, part));
        assert_eq!(nonces, ["0123456789abcdef012345678", "0123456789abcdef0123456-1", "0123456789abcdef012345-12"]);
    }
}
