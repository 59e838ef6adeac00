//! What the team does by `/faq` and `/campagne`.

use super::staff::order;
use super::{Command, Context, Ran};
use crate::discord::team::{Order, suggest};

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
    default_member_permissions = "MANAGE_GUILD",
    guild_only,
    subcommand_required,
    subcommands("search", "problems", "reload")
)]
async fn faq(_: Context<'_>) -> Ran {
    Ok(())
}

/// Lire une réponse, son fichier, son responsable et ses dates
#[poise::command(slash_command, rename = "chercher", guild_only)]
async fn search(
    context: Context<'_>,
    #[description = "La réponse : écrivez quelques mots"]
    #[rename = "reponse"]
    #[autocomplete = "suggest::entries"]
    #[max_length = 200]
    entry: String,
) -> Ran {
    order(context, Order::Search(entry)).await
}

/// Voir ce qui ne va pas dans les fichiers, à la ligne près
#[poise::command(slash_command, rename = "probleme", guild_only)]
async fn problems(context: Context<'_>) -> Ran {
    order(context, Order::Problems).await
}

/// Relire les fichiers tout de suite
#[poise::command(slash_command, rename = "recharger", guild_only)]
async fn reload(context: Context<'_>) -> Ran {
    order(context, Order::Reload).await
}

/// Pour l'équipe : les liens et les invitations de chaque source
#[poise::command(
    slash_command,
    rename = "campagne",
    default_member_permissions = "MANAGE_GUILD",
    guild_only,
    subcommand_required,
    subcommands("link")
)]
async fn links(_: Context<'_>) -> Ran {
    Ok(())
}

/// Faire le lien suivi d'une source et son invitation permanente vers ce salon
#[poise::command(slash_command, rename = "lien", guild_only)]
async fn link(
    context: Context<'_>,
    #[description = "Où il sera publié, par exemple « linkedin » ou « ambassadeur/dga »"]
    #[autocomplete = "suggest::sources"]
    #[max_length = 40]
    source: String,
    #[description = "Ce qui suit /r/ dans le lien (sinon, la source et « -discord »)"]
    #[rename = "nom"]
    #[max_length = 40]
    name: Option<String>,
) -> Ran {
    order(context, Order::Link { source, name }).await
}
