//! The slash commands: their French names, what each asks for; their English
//! names stand in [`english`].
//!
//! poise reads the first paragraph of a command's comment as the description
//! that people see, so those are in French here.

mod candidates;
mod english;
mod office;
mod sessions;
mod staff;

use poise::{ApplicationContext, Framework, FrameworkError, FrameworkOptions};
use serenity::all::{CreateAllowedMentions, CreateCommand};

use super::relay::{Relay, Request};

/// A command cannot fail: what goes wrong is answered further on.
type Never = std::convert::Infallible;

/// What a command and what is offered for its options are given.
pub(super) type Context<'a> = ApplicationContext<'a, Relay, Never>;

type Command = poise::Command<Relay, Never>;
type Ran = Result<(), Never>;

/// The commands as Discord registers them.
pub(super) fn to_register() -> Vec<CreateCommand> {
    let mut commands = all();
    english::translate(&mut commands);
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
    let mut commands = candidates::all();
    commands.extend(staff::all());
    commands
}

async fn pass(context: Context<'_>, request: Request) -> Ran {
    context.data().ask(context.interaction, request).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use serenity::all::Permissions;

    use super::*;

    #[test]
    fn every_command_has_a_french_and_an_english_description_that_discord_takes() {
        let registered = serde_json::to_value(to_register()).unwrap();
        let commands = registered.as_array().unwrap();
        let names: Vec<&str> = commands.iter().map(|command| command["name"].as_str().unwrap()).collect();
        let candidates =
            ["question", "offres", "themes", "sessions", "recruteur", "profil", "source", "jeu", "mesdonnees", "mesreponses", "aide"];
        let (of_candidates, of_staff) = names.split_at(candidates.len());
        assert_eq!((of_candidates, of_staff), (&candidates[..], &["tchat", "faq", "campagne"][..]));
        for command in commands {
            let texts = [&command["description"], &command["description_localizations"]["en-US"]];
            for text in texts {
                let length = text.as_str().unwrap().chars().count();
                assert!((10..=100).contains(&length), "{text}");
            }
            for option in command["options"].as_array().unwrap() {
                let inside = option["description_localizations"]["en-US"].as_str();
                assert!(inside.is_some_and(|text| text.chars().count() <= 100), "{option}");
            }
        }
        for staff in commands.iter().filter(|command| ["tchat", "faq", "campagne"].contains(&command["name"].as_str().unwrap())) {
            assert_eq!(staff["default_member_permissions"], Permissions::MANAGE_GUILD.bits().to_string());
        }
    }
}
