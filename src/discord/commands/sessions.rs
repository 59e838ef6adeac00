//! What the team does with sessions by `/tchat`: plan one, announce it, call it off.

use serenity::all::ChannelId;

use super::staff::order;
use super::{Context, Ran};
use crate::discord::team::{Announcement, Order, suggest};
use crate::sessions::Written;

/// Where a session takes place.
#[derive(Clone, Copy, Debug, poise::ChoiceParameter)]
pub(super) enum Place {
    #[name = "Discord et la page web"]
    Both,
    #[name = "Discord seulement"]
    Discord,
    #[name = "la page web seulement"]
    Web,
}

impl Place {
    fn doors(self) -> Vec<String> {
        match self {
            Self::Both => Vec::new(),
            Self::Discord => vec!["discord".to_owned()],
            Self::Web => vec!["web".to_owned()],
        }
    }
}

/// Planifier une session : titre, date, durée, canal, thèmes, annonce
#[expect(clippy::too_many_arguments, reason = "each option of the command is one")]
#[poise::command(slash_command, rename = "planifier", guild_only)]
pub(super) async fn plan(
    context: Context<'_>,
    #[description = "Le titre que tout le monde lira"]
    #[max_length = 200]
    titre: String,
    #[description = "Le jour et l'heure à Paris, par exemple 2026-12-03 18:00"]
    #[autocomplete = "suggest::beginnings"]
    #[max_length = 100]
    debut: String,
    #[description = "La durée en minutes"]
    #[autocomplete = "suggest::lengths"]
    #[max_length = 20]
    duree: String,
    #[description = "Où elle a lieu ; partout si rien n'est choisi"] canal: Option<Place>,
    #[description = "Les thèmes, séparés par des virgules"]
    #[autocomplete = "suggest::themes"]
    #[max_length = 300]
    themes: Option<String>,
    #[description = "Pour qui elle est, mots séparés par des virgules"]
    #[autocomplete = "suggest::audiences"]
    #[max_length = 300]
    public: Option<String>,
    #[description = "Le texte de l'annonce ; une phrase toute faite sinon"]
    #[max_length = 3000]
    annonce: Option<String>,
) -> Ran {
    let words = |typed: Option<String>| typed.unwrap_or_default().split(',').map(|word| word.trim().to_owned()).collect();
    let written = Written {
        title: titre,
        opens: debut,
        minutes: duree,
        themes: words(themes),
        doors: canal.map(Place::doors).unwrap_or_default(),
        announcement: annonce.unwrap_or_default(),
        audience: words(public),
        ..Written::default()
    };
    order(context, Order::Plan(Box::new(written))).await
}

/// Annoncer une session aux candidats, maintenant ou à une heure choisie
#[poise::command(slash_command, rename = "annoncer", guild_only)]
pub(super) async fn announce(
    context: Context<'_>,
    #[description = "La session ; la prochaine si rien n'est choisi"]
    #[autocomplete = "suggest::to_come"]
    #[max_length = 100]
    session: Option<String>,
    #[description = "Le salon ; celui du panneau si rien n'est choisi"]
    #[channel_types("Text", "News")]
    salon: Option<ChannelId>,
    #[description = "Le jour et l'heure à Paris ; tout de suite si rien n'est écrit"]
    #[autocomplete = "suggest::beginnings"]
    #[max_length = 100]
    quand: Option<String>,
) -> Ran {
    let announcement = Announcement { session, channel: salon.map(ChannelId::get), at: quand };
    order(context, Order::Announce(announcement)).await
}

/// Annuler une session qui n'a pas commencé
#[poise::command(slash_command, rename = "annuler", guild_only)]
pub(super) async fn call_off(
    context: Context<'_>,
    #[description = "La session"]
    #[autocomplete = "suggest::to_come"]
    #[max_length = 100]
    session: String,
) -> Ran {
    order(context, Order::CallOff(session)).await
}
