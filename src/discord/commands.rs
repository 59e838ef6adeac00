//! The slash commands: their French names, their English ones, what each asks for.
//!
//! poise reads the first paragraph of a command's comment as the description
//! that people see, so those are in French here.

use poise::{ApplicationContext, Framework, FrameworkError, FrameworkOptions};
use serenity::all::{CommandInteraction, CreateAllowedMentions, CreateCommand, Permissions};

use super::handler::Wanted;
use super::relay::{Relay, Request};

/// A command cannot fail: what goes wrong is answered further on.
type Never = std::convert::Infallible;

type Command = poise::Command<Relay, Never>;
type Ran = Result<(), Never>;

/// The commands as Discord registers them.
pub(super) fn to_register() -> Vec<CreateCommand> {
    let mut commands = all();
    poise::framework::set_qualified_names(&mut commands);
    poise::builtins::create_application_commands(&commands)
}

/// What serenity gives the commands to.
pub(super) fn framework(relay: Relay) -> Framework<Relay, Never> {
    let options = FrameworkOptions {
        commands: all(),
        on_error: |error| Box::pin(told(error)),
        allowed_mentions: Some(CreateAllowedMentions::new()),
        // Asking Discord who owns the bot would be a request at each start, for nothing.
        initialize_owners: false,
        ..FrameworkOptions::default()
    };
    Framework::builder().options(options).setup(|_, _, _| Box::pin(async move { Ok(relay) })).build()
}

/// Only the kind is told: the rest may hold what somebody typed.
async fn told(error: FrameworkError<'_, Relay, Never>) {
    let kind = match error {
        FrameworkError::ArgumentParse { .. } => "its options could not be read",
        FrameworkError::CommandPanic { .. } => "it panicked",
        FrameworkError::CommandStructureMismatch { .. } | FrameworkError::UnknownInteraction { .. } => "it is of another version",
        _ => "it was refused",
    };
    tracing::warn!("a command was not run: {kind}");
}

fn all() -> Vec<Command> {
    vec![question(), source(), my_data(), my_answers(), help(), staff()]
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

async fn pass(context: ApplicationContext<'_, Relay, Never>, request: Request) -> Ran {
    let command = context.interaction;
    let wanted = Wanted {
        id: command.id,
        token: command.token.clone(),
        user: command.user.id.get(),
        guild: command.guild_id.map(|guild| guild.get()),
        channel: command.channel_id.get(),
        request,
    };
    context.data().ask(&context.serenity_context().http, wanted).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_french_and_an_english_description_that_discord_takes() {
        let registered = serde_json::to_value(to_register()).unwrap();
        let commands = registered.as_array().unwrap();
        let names: Vec<&str> = commands.iter().map(|command| command["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["question", "source", "mesdonnees", "mesreponses", "aide", "tchat"]);
        for command in commands {
            let texts = [&command["description"], &command["description_localizations"]["en-US"]];
            for text in texts {
                let length = text.as_str().unwrap().chars().count();
                assert!((10..=100).contains(&length), "{text}");
            }
        }
        let staff = &commands[5];
        assert_eq!(staff["default_member_permissions"], Permissions::MANAGE_GUILD.bits().to_string());
    }
}
