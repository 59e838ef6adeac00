//! What the team does by `/faq` and `/campagne`.

use poise::ApplicationContext;
use serenity::all::CreateAutocompleteResponse;

use super::staff::order;
use super::{Command, Never, Ran};
use crate::discord::relay::Relay;
use crate::discord::team::Order;

/// The `/faq` command.
pub(super) fn answers() -> Command {
    faq()
}

/// The `/campagne` command.
pub(super) fn campaign() -> Command {
    links()
}

/// Pour l'équipe : les réponses et leurs fichiers
#[poise::command(
    slash_command,
    rename = "faq",
    description_localized("en-US", "For the team: the answers and their files"),
    description_localized("en-GB", "For the team: the answers and their files"),
    default_member_permissions = "MANAGE_GUILD",
    guild_only,
    subcommand_required,
    subcommands("search", "problems", "reload")
)]
async fn faq(_: ApplicationContext<'_, Relay, Never>) -> Ran {
    Ok(())
}

/// Lire une réponse, son fichier, son responsable et ses dates
#[poise::command(
    slash_command,
    rename = "chercher",
    name_localized("en-US", "search"),
    name_localized("en-GB", "search"),
    description_localized("en-US", "Read an answer, its file, its owner and its dates"),
    description_localized("en-GB", "Read an answer, its file, its owner and its dates"),
    guild_only
)]
async fn search(
    context: ApplicationContext<'_, Relay, Never>,
    #[description = "La réponse : écrivez quelques mots"]
    #[rename = "reponse"]
    #[name_localized("en-US", "answer")]
    #[name_localized("en-GB", "answer")]
    #[description_localized("en-US", "The answer: type a few words")]
    #[description_localized("en-GB", "The answer: type a few words")]
    #[autocomplete = "entries_typed"]
    #[max_length = 200]
    entry: String,
) -> Ran {
    order(context, Order::Search(entry)).await
}

async fn entries_typed(context: ApplicationContext<'_, Relay, Never>, typed: &str) -> CreateAutocompleteResponse {
    context.data().team.entries(context.interaction, typed)
}

/// Voir ce qui ne va pas dans les fichiers, à la ligne près
#[poise::command(
    slash_command,
    rename = "probleme",
    name_localized("en-US", "problems"),
    name_localized("en-GB", "problems"),
    description_localized("en-US", "See what is wrong with the files, to the line"),
    description_localized("en-GB", "See what is wrong with the files, to the line"),
    guild_only
)]
async fn problems(context: ApplicationContext<'_, Relay, Never>) -> Ran {
    order(context, Order::Problems).await
}

/// Relire les fichiers tout de suite
#[poise::command(
    slash_command,
    rename = "recharger",
    name_localized("en-US", "reload"),
    name_localized("en-GB", "reload"),
    description_localized("en-US", "Read the files again right now"),
    description_localized("en-GB", "Read the files again right now"),
    guild_only
)]
async fn reload(context: ApplicationContext<'_, Relay, Never>) -> Ran {
    order(context, Order::Reload).await
}

/// Pour l'équipe : les liens et les invitations de chaque source
#[poise::command(
    slash_command,
    rename = "campagne",
    name_localized("en-US", "campaign"),
    name_localized("en-GB", "campaign"),
    description_localized("en-US", "For the team: the links and invites of each source"),
    description_localized("en-GB", "For the team: the links and invites of each source"),
    default_member_permissions = "MANAGE_GUILD",
    guild_only,
    subcommand_required,
    subcommands("link")
)]
async fn links(_: ApplicationContext<'_, Relay, Never>) -> Ran {
    Ok(())
}

/// Faire le lien suivi d'une source et son invitation permanente vers ce salon
#[poise::command(
    slash_command,
    rename = "lien",
    name_localized("en-US", "link"),
    name_localized("en-GB", "link"),
    description_localized("en-US", "Make the tracked link of a source and its permanent invite to this channel"),
    description_localized("en-GB", "Make the tracked link of a source and its permanent invite to this channel"),
    guild_only
)]
async fn link(
    context: ApplicationContext<'_, Relay, Never>,
    #[description = "Où il sera publié, par exemple « linkedin » ou « ambassadeur/dga »"]
    #[name_localized("en-US", "source")]
    #[name_localized("en-GB", "source")]
    #[description_localized("en-US", "Where it will be published, for example « linkedin » or « ambassadeur/dga »")]
    #[description_localized("en-GB", "Where it will be published, for example « linkedin » or « ambassadeur/dga »")]
    #[autocomplete = "sources_typed"]
    #[max_length = 40]
    source: String,
    #[description = "Ce qui suit /r/ dans le lien (sinon, la source et « -discord »)"]
    #[rename = "nom"]
    #[name_localized("en-US", "name")]
    #[name_localized("en-GB", "name")]
    #[description_localized("en-US", "What follows /r/ in the link (else the source and « -discord »)")]
    #[description_localized("en-GB", "What follows /r/ in the link (else the source and « -discord »)")]
    #[max_length = 40]
    name: Option<String>,
) -> Ran {
    order(context, Order::Link { source, name }).await
}

async fn sources_typed(context: ApplicationContext<'_, Relay, Never>, typed: &str) -> CreateAutocompleteResponse {
    context.data().team.sources(context.interaction, typed)
}
