//! What candidates ask by a command.

use super::{Command, Context, Ran, pass};
use crate::discord::form::Form;
use crate::discord::press::Press;
use crate::discord::relay::{Request, Typed};
use crate::discord::suggest;

pub(super) fn all() -> Vec<Command> {
    vec![question(), offers(), themes(), sessions(), recruiter(), profile(), source(), game(), my_data(), my_answers(), help()]
}

/// Poser une question sur le recrutement ; la réponse n'est visible que de vous
#[poise::command(slash_command, rename = "question")]
async fn question(
    context: Context<'_>,
    #[description = "Votre question, en une phrase"]
    #[max_length = 2000]
    texte: String,
) -> Ran {
    pass(context, Request::Question(texte, Typed::Plainly)).await
}

/// Voir les postes ouverts, ou l'annonce d'un poste
#[poise::command(slash_command, rename = "offres")]
async fn offers(
    context: Context<'_>,
    #[description = "Le poste : écrivez le début de son nom"]
    #[autocomplete = "suggest::offers"]
    #[max_length = 200]
    poste: Option<String>,
) -> Ran {
    pass(context, poste.map_or(Request::Press(Some(Press::OFFERS)), |offer| Request::Chosen(Press::Offer, offer))).await
}

/// Lire les réponses par thème, ou celle d'un sujet
#[poise::command(slash_command, rename = "themes")]
async fn themes(
    context: Context<'_>,
    #[description = "Le sujet : écrivez quelques mots"]
    #[autocomplete = "suggest::topics"]
    #[max_length = 2000]
    sujet: Option<String>,
) -> Ran {
    pass(context, sujet.map_or(Request::Press(Some(Press::THEMES)), |topic| Request::Chosen(Press::Topic, topic))).await
}

/// Voir les prochaines dates du t'chat, à mettre dans votre agenda
#[poise::command(slash_command, rename = "sessions")]
async fn sessions(context: Context<'_>) -> Ran {
    pass(context, Request::Press(Some(Press::Sessions))).await
}

/// Poser une question à une personne du recrutement
#[poise::command(slash_command, rename = "recruteur")]
async fn recruiter(
    context: Context<'_>,
    #[description = "Votre question ; sans elle, un formulaire s'ouvre"]
    #[max_length = 2000]
    question: Option<String>,
) -> Ran {
    match question {
        Some(question) => pass(context, Request::Question(question, Typed::ForPerson)).await,
        None => {
            let command = context.interaction;
            context.data().open(command.id, &command.token, &Form::Recruiter).await;
            Ok(())
        }
    }
}

/// Dire qui vous êtes en quelques choix, si vous le voulez
#[poise::command(slash_command, rename = "profil")]
async fn profile(context: Context<'_>) -> Ran {
    pass(context, Request::Profile).await
}

/// Dire comment vous nous avez connus
#[poise::command(slash_command, rename = "source")]
async fn source(context: Context<'_>) -> Ran {
    pass(context, Request::Sources).await
}

/// Jouer trois minutes : quel métier du numérique public êtes-vous ?
#[poise::command(slash_command, rename = "jeu")]
async fn game(context: Context<'_>) -> Ran {
    pass(context, Request::Game).await
}

/// Voir, recevoir ou effacer ce qui est gardé de vous, ou vous y opposer
#[poise::command(slash_command, rename = "mesdonnees")]
async fn my_data(context: Context<'_>) -> Ran {
    pass(context, Request::Data).await
}

/// Lire ce qu'une personne a répondu à vos questions
#[poise::command(slash_command, rename = "mesreponses")]
async fn my_answers(context: Context<'_>) -> Ran {
    pass(context, Request::Answers).await
}

/// Comment poser une question, et ce que vous pouvez faire ici
#[poise::command(slash_command, rename = "aide")]
async fn help(context: Context<'_>) -> Ran {
    pass(context, Request::Help).await
}
