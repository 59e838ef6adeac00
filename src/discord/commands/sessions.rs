//! What the team does with sessions by `/tchat`: plan one, announce it, call it off.

use poise::ApplicationContext;
use serenity::all::{ChannelId, CreateAutocompleteResponse};

use super::staff::order;
use super::{Never, Ran};
use crate::discord::relay::Relay;
use crate::discord::team::{Announcement, Order};
use crate::sessions::Written;

/// Where a session takes place.
#[derive(Clone, Copy, Debug, poise::ChoiceParameter)]
pub(super) enum Place {
    #[name = "Discord et la page web"]
    #[name_localized("en-US", "Discord and the web page")]
    #[name_localized("en-GB", "Discord and the web page")]
    Both,
    #[name = "Discord seulement"]
    #[name_localized("en-US", "Discord only")]
    #[name_localized("en-GB", "Discord only")]
    Discord,
    #[name = "la page web seulement"]
    #[name_localized("en-US", "the web page only")]
    #[name_localized("en-GB", "the web page only")]
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
#[poise::command(
    slash_command,
    rename = "planifier",
    name_localized("en-US", "plan"),
    name_localized("en-GB", "plan"),
    description_localized("en-US", "Plan a session: title, date, length, place, themes, announcement"),
    description_localized("en-GB", "Plan a session: title, date, length, place, themes, announcement"),
    guild_only
)]
pub(super) async fn plan(
    context: ApplicationContext<'_, Relay, Never>,
    #[description = "Le titre que tout le monde lira"]
    #[name_localized("en-US", "title")]
    #[name_localized("en-GB", "title")]
    #[description_localized("en-US", "The title everybody reads")]
    #[description_localized("en-GB", "The title everybody reads")]
    #[max_length = 200]
    titre: String,
    #[description = "Le jour et l'heure à Paris, par exemple 2026-12-03 18:00"]
    #[name_localized("en-US", "start")]
    #[name_localized("en-GB", "start")]
    #[description_localized("en-US", "Day and hour in Paris, for example 2026-12-03 18:00")]
    #[description_localized("en-GB", "Day and hour in Paris, for example 2026-12-03 18:00")]
    #[autocomplete = "beginnings_typed"]
    #[max_length = 100]
    debut: String,
    #[description = "La durée en minutes"]
    #[name_localized("en-US", "minutes")]
    #[name_localized("en-GB", "minutes")]
    #[description_localized("en-US", "How long, in minutes")]
    #[description_localized("en-GB", "How long, in minutes")]
    #[autocomplete = "lengths_typed"]
    #[max_length = 20]
    duree: String,
    #[description = "Où elle a lieu ; partout si rien n'est choisi"]
    #[name_localized("en-US", "place")]
    #[name_localized("en-GB", "place")]
    #[description_localized("en-US", "Where it takes place; everywhere by default")]
    #[description_localized("en-GB", "Where it takes place; everywhere by default")]
    canal: Option<Place>,
    #[description = "Les thèmes, séparés par des virgules"]
    #[name_localized("en-US", "topics")]
    #[name_localized("en-GB", "topics")]
    #[description_localized("en-US", "The themes, apart by commas")]
    #[description_localized("en-GB", "The themes, apart by commas")]
    #[autocomplete = "themes_typed"]
    #[max_length = 300]
    themes: Option<String>,
    #[description = "Pour qui elle est, mots séparés par des virgules"]
    #[name_localized("en-US", "audience")]
    #[name_localized("en-GB", "audience")]
    #[description_localized("en-US", "For whom it is, words apart by commas")]
    #[description_localized("en-GB", "For whom it is, words apart by commas")]
    #[autocomplete = "audiences_typed"]
    #[max_length = 300]
    public: Option<String>,
    #[description = "Le texte de l'annonce ; une phrase toute faite sinon"]
    #[name_localized("en-US", "announcement")]
    #[name_localized("en-GB", "announcement")]
    #[description_localized("en-US", "The text of the announcement; a ready sentence otherwise")]
    #[description_localized("en-GB", "The text of the announcement; a ready sentence otherwise")]
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

async fn beginnings_typed(context: ApplicationContext<'_, Relay, Never>, typed: &str) -> CreateAutocompleteResponse {
    let data = context.data();
    data.team.beginnings(context.interaction, typed, data.suggestions.clock.now())
}

async fn lengths_typed(context: ApplicationContext<'_, Relay, Never>, typed: &str) -> CreateAutocompleteResponse {
    context.data().team.lengths(context.interaction, typed)
}

async fn themes_typed(context: ApplicationContext<'_, Relay, Never>, typed: &str) -> CreateAutocompleteResponse {
    context.data().team.themes(context.interaction, typed)
}

async fn audiences_typed(context: ApplicationContext<'_, Relay, Never>, typed: &str) -> CreateAutocompleteResponse {
    context.data().team.audiences(context.interaction, typed)
}

/// Annoncer une session aux candidats, maintenant ou à une heure choisie
#[poise::command(
    slash_command,
    rename = "annoncer",
    name_localized("en-US", "announce"),
    name_localized("en-GB", "announce"),
    description_localized("en-US", "Announce a session to candidates, now or at a chosen hour"),
    description_localized("en-GB", "Announce a session to candidates, now or at a chosen hour"),
    guild_only
)]
pub(super) async fn announce(
    context: ApplicationContext<'_, Relay, Never>,
    #[description = "La session ; la prochaine si rien n'est choisi"]
    #[name_localized("en-US", "session")]
    #[name_localized("en-GB", "session")]
    #[description_localized("en-US", "The session; the next one by default")]
    #[description_localized("en-GB", "The session; the next one by default")]
    #[autocomplete = "to_come_typed"]
    #[max_length = 100]
    session: Option<String>,
    #[description = "Le salon ; celui du panneau si rien n'est choisi"]
    #[name_localized("en-US", "channel")]
    #[name_localized("en-GB", "channel")]
    #[description_localized("en-US", "The channel; the panel's by default")]
    #[description_localized("en-GB", "The channel; the panel's by default")]
    #[channel_types("Text", "News")]
    salon: Option<ChannelId>,
    #[description = "Le jour et l'heure à Paris ; tout de suite si rien n'est écrit"]
    #[name_localized("en-US", "at")]
    #[name_localized("en-GB", "at")]
    #[description_localized("en-US", "Day and hour in Paris; at once by default")]
    #[description_localized("en-GB", "Day and hour in Paris; at once by default")]
    #[autocomplete = "beginnings_typed"]
    #[max_length = 100]
    quand: Option<String>,
) -> Ran {
    let announcement = Announcement { session, channel: salon.map(ChannelId::get), at: quand };
    order(context, Order::Announce(announcement)).await
}

/// Annuler une session qui n'a pas commencé
#[poise::command(
    slash_command,
    rename = "annuler",
    name_localized("en-US", "cancel"),
    name_localized("en-GB", "cancel"),
    description_localized("en-US", "Call off a session that has not begun"),
    description_localized("en-GB", "Call off a session that has not begun"),
    guild_only
)]
pub(super) async fn call_off(
    context: ApplicationContext<'_, Relay, Never>,
    #[description = "La session"]
    #[name_localized("en-US", "session")]
    #[name_localized("en-GB", "session")]
    #[description_localized("en-US", "The session")]
    #[description_localized("en-GB", "The session")]
    #[autocomplete = "to_come_typed"]
    #[max_length = 100]
    session: String,
) -> Ran {
    order(context, Order::CallOff(session)).await
}

async fn to_come_typed(context: ApplicationContext<'_, Relay, Never>, typed: &str) -> CreateAutocompleteResponse {
    context.data().team.to_come(context.interaction, typed)
}
