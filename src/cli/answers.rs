//! `tchat ask`: what a candidate would be answered, without any database.

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

/// Prints what a candidate would be answered.
pub(super) fn ask(settings: &Settings, ask: &Ask) -> Result<()> {
    let faq = served(settings)?;
    let start = Instant::now();
    let reply = crate::conversation::ask(&faq, &ask.question, Clock::System.today());
    let took = start.elapsed();
    super::print(if ask.json { terminal::json(&reply, took)? } else { terminal::text(&reply) });
    Ok(())
}

/// The answers that candidates would be served; says so when some files have errors.
pub(super) fn served(settings: &Settings) -> Result<Faq> {
    let (faq, problems) = Faq::load(&settings.responses, None, Clock::System.today());
    anyhow::ensure!(!faq.entries().is_empty(), "aucune réponse à servir dans « {} » : vérifiez --responses", settings.responses.display());
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        eprintln!("attention : des fichiers de réponses ont des erreurs, « tchat check » les montre");
    }
    Ok(faq)
}
