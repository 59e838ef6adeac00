//! What a person typed wrong on the command line, in one French sentence.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Prints help or version on standard output, anything else as one sentence on
/// standard error; gives the exit code.
pub(super) fn tell(refused: &clap::Error) -> ExitCode {
    if matches!(refused.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        super::print(refused.to_string().trim_end());
        return ExitCode::SUCCESS;
    }
    eprintln!("erreur : {} (« tchat --help » montre tout)", sentence(refused));
    ExitCode::FAILURE
}

fn sentence(refused: &clap::Error) -> String {
    let argument = named(refused, ContextKind::InvalidArg).unwrap_or_default();
    let value = named(refused, ContextKind::InvalidValue).unwrap_or_default();
    match refused.kind() {
        ErrorKind::UnknownArgument => format!("le réglage « {argument} » n'existe pas{}", suggestion(refused, ContextKind::SuggestedArg)),
        ErrorKind::InvalidSubcommand => {
            let command = named(refused, ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("la commande « {command} » n'existe pas{}", suggestion(refused, ContextKind::SuggestedSubcommand))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "il manque la suite de la commande".to_owned()
        }
        ErrorKind::MissingRequiredArgument => format!("il manque {argument}"),
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} attend une valeur"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("« {value} » ne convient pas pour {argument}{}", choices(refused))
        }
        ErrorKind::ArgumentConflict => format!("{argument} est donné deux fois, ou avec un autre réglage qui l'exclut"),
        _ => "cette commande est mal écrite".to_owned(),
    }
}

fn choices(refused: &clap::Error) -> String {
    named(refused, ContextKind::ValidValue).map(|choices| format!(" ; choisissez parmi {choices}")).unwrap_or_default()
}

fn suggestion(refused: &clap::Error, kind: ContextKind) -> String {
    let near = match refused.get(kind) {
        // The nearest one comes last.
        Some(ContextValue::Strings(near)) => near.last().cloned(),
        _ => named(refused, kind),
    };
    near.map(|near| format!(" ; voulez-vous dire « {near} » ?")).unwrap_or_default()
}

fn named(refused: &clap::Error, kind: ContextKind) -> Option<String> {
    match refused.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) if !texts.is_empty() => Some(texts.join(", ")),
        _ => None,
    }
}
