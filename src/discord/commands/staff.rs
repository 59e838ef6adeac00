//! What staff does by a command: who asks is looked at each time.

use poise::ApplicationContext;
use serenity::all::{CommandInteraction, Permissions};

use super::{Command, Never, Ran, pass};
use crate::discord::relay::{Relay, Request};

pub(super) fn all() -> Vec<Command> {
    vec![staff()]
}

/// Pour l'équipe : gérer le t'chat sur ce serveur
#[poise::command(
    slash_command,
    rename = "tchat",
    description_localized("en-US", "For the team: manage the chat on this server"),
    description_localized("en-GB", "For the team: manage the chat on this server"),
    default_member_permissions = "MANAGE_GUILD",
    guild_only,
    subcommand_required,
    subcommands("panel")
)]
async fn staff(_: ApplicationContext<'_, Relay, Never>) -> Ran {
    Ok(())
}

/// Placer ici le panneau « Poser une question »
#[poise::command(
    slash_command,
    rename = "panneau",
    name_localized("en-US", "panel"),
    name_localized("en-GB", "panel"),
    description_localized("en-US", "Place the question panel here"),
    description_localized("en-GB", "Place the question panel here"),
    guild_only
)]
async fn panel(context: ApplicationContext<'_, Relay, Never>) -> Ran {
    let request = if is_staff(context.interaction) { Request::Panel } else { Request::NotAllowed };
    pass(context, request).await
}

/// Hiding a command from others is only what Discord shows: who asks is looked
/// at each time.
fn is_staff(command: &CommandInteraction) -> bool {
    let held = command.member.as_ref().and_then(|member| member.permissions).unwrap_or_default();
    held.intersects(Permissions::MANAGE_GUILD | Permissions::ADMINISTRATOR)
}
