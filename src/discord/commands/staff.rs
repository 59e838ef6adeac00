//! What the team does by `/tchat`: who asks is looked at each time.

use super::{Command, Context, Ran, office, pass, sessions};
use crate::discord::relay::Request;
use crate::discord::team::{Order, manages_server, suggest};

pub(super) fn all() -> Vec<Command> {
    vec![staff(), office::answers(), office::campaign()]
}

/// Pour l'équipe : gérer le t'chat sur ce serveur
#[poise::command(
    slash_command,
    rename = "tchat",
    default_member_permissions = "MANAGE_GUILD",
    guild_only,
    subcommand_required,
    subcommands("panel", "state", "lock", "report", "sessions::plan", "sessions::announce", "sessions::call_off")
)]
async fn staff(_: Context<'_>) -> Ran {
    Ok(())
}

/// Placer ici le panneau « Poser une question »
#[poise::command(slash_command, rename = "panneau", guild_only)]
async fn panel(context: Context<'_>) -> Ran {
    // A partner's server may have its panel: it opens nothing of the team's.
    let request = if manages_server(context.interaction) { Request::Panel } else { Request::NotAllowed };
    pass(context, request).await
}

/// Voir comment tout va : Discord, réponses, questions en attente, modération
#[poise::command(slash_command, rename = "etat", guild_only)]
async fn state(context: Context<'_>) -> Ran {
    order(context, Order::State).await
}

/// What a lockdown is asked to become.
#[derive(Clone, Copy, Debug, poise::ChoiceParameter)]
enum LockGesture {
    #[name = "fermer"]
    Close,
    #[name = "rouvrir"]
    Reopen,
}

/// Fermer le t'chat aux nouvelles questions, ou le rouvrir
#[poise::command(slash_command, rename = "verrouiller", guild_only)]
async fn lock(
    context: Context<'_>,
    #[description = "Fermer, ou rouvrir"]
    #[rename = "geste"]
    gesture: LockGesture,
) -> Ran {
    order(context, Order::Lock(matches!(gesture, LockGesture::Close))).await
}

/// Lire le rapport de la dernière session, ou d'une autre
#[poise::command(slash_command, rename = "rapport", guild_only)]
async fn report(
    context: Context<'_>,
    #[description = "La session ou le mois : écrivez le début de son nom"]
    #[autocomplete = "suggest::reports"]
    #[max_length = 100]
    session: Option<String>,
) -> Ran {
    order(context, Order::Report(session)).await
}

/// Passes an order of the team on, or the refusal of it.
pub(super) async fn order(context: Context<'_>, order: Order) -> Ran {
    let request = context.data().team.asks(context.interaction, order);
    pass(context, request).await
}
