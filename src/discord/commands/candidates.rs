//! What candidates ask by a command.

use poise::ApplicationContext;
use serenity::all::CreateAutocompleteResponse;

use super::{Command, Never, Ran, pass};
use crate::discord::form::Form;
use crate::discord::press::Press;
use crate::discord::relay::{Relay, Request};

pub(super) fn all() -> Vec<Command> {
    vec![question(), offers(), themes(), sessions(), recruiter(), profile(), source(), game(), my_data(), my_answers(), help()]
}

/// Poser une question sur le recrutement ; la réponse n'est visible que de vous
#[poise::command(
    slash_command,
    rename = "question",
    name_localized("en-US", "question"),
    name_localized("en-GB", "question"),
    description_localized("en-US", "Ask a question about recruitment; only you see the answer"),
    description_localized("en-GB", "Ask a question about recruitment; only you see the answer")
)]
async fn question(
    context: ApplicationContext<'_, Relay, Never>,
    #[description = "Votre question, en une phrase"]
    #[name_localized("en-US", "text")]
    #[name_localized("en-GB", "text")]
    #[description_localized("en-US", "Your question, in one sentence")]
    #[description_localized("en-GB", "Your question, in one sentence")]
    #[max_length = 2000]
    texte: String,
) -> Ran {
    pass(context, Request::Question(texte)).await
}

/// Voir les postes ouverts, ou l'annonce d'un poste
#[poise::command(
    slash_command,
    rename = "offres",
    name_localized("en-US", "jobs"),
    name_localized("en-GB", "jobs"),
    description_localized("en-US", "See the open positions, or what one of them says"),
    description_localized("en-GB", "See the open positions, or what one of them says")
)]
async fn offers(
    context: ApplicationContext<'_, Relay, Never>,
    #[description = "Le poste : écrivez le début de son nom"]
    #[name_localized("en-US", "position")]
    #[name_localized("en-GB", "position")]
    #[description_localized("en-US", "The position: type the beginning of its name")]
    #[description_localized("en-GB", "The position: type the beginning of its name")]
    #[autocomplete = "offers_typed"]
    #[max_length = 200]
    poste: Option<String>,
) -> Ran {
    pass(context, poste.map_or(Request::Press(Some(Press::OFFERS)), |offer| Request::Chosen(Press::Offer, offer))).await
}

async fn offers_typed(context: ApplicationContext<'_, Relay, Never>, typed: &str) -> CreateAutocompleteResponse {
    context.data().suggestions.offers(typed)
}

/// Lire les réponses par thème, ou celle d'un sujet
#[poise::command(
    slash_command,
    rename = "themes",
    name_localized("en-US", "topics"),
    name_localized("en-GB", "topics"),
    description_localized("en-US", "Read the answers by theme, or the one on a topic"),
    description_localized("en-GB", "Read the answers by theme, or the one on a topic")
)]
async fn themes(
    context: ApplicationContext<'_, Relay, Never>,
    #[description = "Le sujet : écrivez quelques mots"]
    #[name_localized("en-US", "topic")]
    #[name_localized("en-GB", "topic")]
    #[description_localized("en-US", "The topic: type a few words")]
    #[description_localized("en-GB", "The topic: type a few words")]
    #[autocomplete = "topics_typed"]
    #[max_length = 2000]
    sujet: Option<String>,
) -> Ran {
    pass(context, sujet.map_or(Request::Press(Some(Press::THEMES)), |topic| Request::Chosen(Press::Topic, topic))).await
}

async fn topics_typed(context: ApplicationContext<'_, Relay, Never>, typed: &str) -> CreateAutocompleteResponse {
    context.data().suggestions.topics(typed)
}

/// Voir les prochaines dates du t'chat, à mettre dans votre agenda
#[poise::command(
    slash_command,
    rename = "sessions",
    name_localized("en-US", "sessions"),
    name_localized("en-GB", "sessions"),
    description_localized("en-US", "See the next dates of the chat, to add to your calendar"),
    description_localized("en-GB", "See the next dates of the chat, to add to your calendar")
)]
async fn sessions(context: ApplicationContext<'_, Relay, Never>) -> Ran {
    pass(context, Request::Press(Some(Press::Sessions))).await
}

/// Poser une question à une personne du recrutement
#[poise::command(
    slash_command,
    rename = "recruteur",
    name_localized("en-US", "recruiter"),
    name_localized("en-GB", "recruiter"),
    description_localized("en-US", "Ask a person of the recruitment team"),
    description_localized("en-GB", "Ask a person of the recruitment team")
)]
async fn recruiter(
    context: ApplicationContext<'_, Relay, Never>,
    #[description = "Votre question ; sans elle, un formulaire s'ouvre"]
    #[name_localized("en-US", "question")]
    #[name_localized("en-GB", "question")]
    #[description_localized("en-US", "Your question; without it a form opens")]
    #[description_localized("en-GB", "Your question; without it a form opens")]
    #[max_length = 2000]
    question: Option<String>,
) -> Ran {
    match question {
        Some(question) => pass(context, Request::Recruiter(question)).await,
        None => {
            let command = context.interaction;
            context.data().open(command.id, &command.token, &Form::Recruiter).await;
            Ok(())
        }
    }
}

/// Dire qui vous êtes en quelques choix, si vous le voulez
#[poise::command(
    slash_command,
    rename = "profil",
    name_localized("en-US", "profile"),
    name_localized("en-GB", "profile"),
    description_localized("en-US", "Say who you are in a few choices, if you like"),
    description_localized("en-GB", "Say who you are in a few choices, if you like")
)]
async fn profile(context: ApplicationContext<'_, Relay, Never>) -> Ran {
    pass(context, Request::Profile).await
}

/// Dire comment vous nous avez connus
#[poise::command(
    slash_command,
    rename = "source",
    name_localized("en-US", "source"),
    name_localized("en-GB", "source"),
    description_localized("en-US", "Tell how you heard about us"),
    description_localized("en-GB", "Tell how you heard about us")
)]
async fn source(context: ApplicationContext<'_, Relay, Never>) -> Ran {
    pass(context, Request::Sources).await
}

/// Jouer trois minutes : quel métier du numérique public êtes-vous ?
#[poise::command(
    slash_command,
    rename = "jeu",
    name_localized("en-US", "game"),
    name_localized("en-GB", "game"),
    description_localized("en-US", "Play for three minutes: which public digital job are you?"),
    description_localized("en-GB", "Play for three minutes: which public digital job are you?")
)]
async fn game(context: ApplicationContext<'_, Relay, Never>) -> Ran {
    pass(context, Request::Game).await
}

/// Voir, recevoir ou effacer ce qui est gardé de vous, ou vous y opposer
#[poise::command(
    slash_command,
    rename = "mesdonnees",
    name_localized("en-US", "mydata"),
    name_localized("en-GB", "mydata"),
    description_localized("en-US", "See, receive or erase what is kept of you, or object to it"),
    description_localized("en-GB", "See, receive or erase what is kept of you, or object to it")
)]
async fn my_data(context: ApplicationContext<'_, Relay, Never>) -> Ran {
    pass(context, Request::Data).await
}

/// Lire ce qu'une personne a répondu à vos questions
#[poise::command(
    slash_command,
    rename = "mesreponses",
    name_localized("en-US", "myanswers"),
    name_localized("en-GB", "myanswers"),
    description_localized("en-US", "Read what a person answered to your questions"),
    description_localized("en-GB", "Read what a person answered to your questions")
)]
async fn my_answers(context: ApplicationContext<'_, Relay, Never>) -> Ran {
    pass(context, Request::Answers).await
}

/// Comment poser une question, et ce que vous pouvez faire ici
#[poise::command(
    slash_command,
    rename = "aide",
    name_localized("en-US", "help"),
    name_localized("en-GB", "help"),
    description_localized("en-US", "How to ask a question, and what you can do here"),
    description_localized("en-GB", "How to ask a question, and what you can do here")
)]
async fn help(context: ApplicationContext<'_, Relay, Never>) -> Ran {
    pass(context, Request::Help).await
}
