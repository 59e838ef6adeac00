//! `tchat check` and `tchat ask`: the files of HR, without any database.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use clap::Args;

use crate::clock::Clock;
use crate::faq::Faq;
use crate::files::Severity;
use crate::settings::Settings;
use crate::terminal;

/// A question asked at the prompt.
#[derive(Args, Debug)]
pub(super) struct Ask {
    /// La question, comme un candidat la taperait
    question: String,
    /// Donne le résultat en JSON
    #[arg(long)]
    json: bool,
}

/// Prints every problem of the files; fails when one of them is an error.
pub(super) fn check(settings: &Settings) -> ExitCode {
    let (faq, problems) = Faq::load(&settings.responses, None, Clock::System.today());
    for problem in &problems {
        super::print(format_args!("{problem}\n"));
    }
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    super::print(summary(faq.entries().len(), errors, problems.len() - errors));
    if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// One line: how much is served, and how much is wrong.
pub(crate) fn summary(entries: usize, errors: usize, warnings: usize) -> String {
    let plural = |count: usize| if count > 1 { "s" } else { "" };
    format!(
        "{entries} réponse{} en service, {errors} erreur{}, {warnings} avertissement{}",
        plural(entries),
        plural(errors),
        plural(warnings)
    )
}

/// Prints what a candidate would be answered.
pub(super) fn ask(settings: &Settings, ask: &Ask) -> Result<()> {
    let today = Clock::System.today();
    let (faq, problems) = Faq::load(&settings.responses, None, today);
    anyhow::ensure!(!faq.entries().is_empty(), "aucune réponse à servir dans « {} » : vérifiez --responses", settings.responses.display());
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        eprintln!("avertissement : des fichiers de réponses ont des erreurs, « tchat check » les montre");
    }
    let start = Instant::now();
    let reply = crate::conversation::ask(&faq, &ask.question, today);
    let took = start.elapsed();
    super::print(if ask.json { terminal::json(&reply, took)? } else { terminal::text(&reply) });
    Ok(())
}
