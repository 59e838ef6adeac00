//! What candidates ask by a command.

use poise::ApplicationContext;

use super::{Command, Never, Ran, pass};
use crate::discord::relay::{Relay, Request};

pub(super) fn all() -> Vec<Command> {
    vec![question(), source(), my_data(), my_answers(), help()]
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

/// Voir, recevoir ou effacer ce qui est gardé de vos échanges
#[poise::command(
    slash_command,
    rename = "mesdonnees",
    name_localized("en-US", "mydata"),
    name_localized("en-GB", "mydata"),
    description_localized("en-US", "See, receive or erase what is kept of your questions"),
    description_localized("en-GB", "See, receive or erase what is kept of your questions")
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
