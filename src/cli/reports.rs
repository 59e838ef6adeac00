//! `tchat report`: the figures of a session or of a month.

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use jiff::Timestamp;

use crate::clock::Clock;
use crate::faq::Library;
use crate::report;
use crate::sessions::report_of;
use crate::settings::Settings;
use crate::words::SessionId;

#[derive(Args, Debug)]
pub(super) struct ShowReport {
    /// L'identifiant d'une session, ou d'un mois de permanence (permanence-2026-11)
    id: String,
    /// La forme du rapport : text ou json (par défaut text)
    #[arg(long, value_enum, value_name = "FORME", default_value_t = Format::Text, hide_default_value = true, hide_possible_values = true)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Prints a report.
pub(super) async fn show(settings: &Settings, wanted: &ShowReport) -> Result<()> {
    let store = super::open_existing(settings).await?;
    let id = SessionId::new(&wanted.id);
    let report = report_of(&store, &id, Timestamp::now()).await;
    store.close().await;
    let report = report?.with_context(|| format!("il n'y a pas de session « {id} » (« tchat session list » les montre)"))?;
    match wanted.format {
        Format::Text => {
            let (library, _) = Library::load(&settings.responses, None, Clock::System.today());
            let report = report.with_themes(|folder| library.theme_name(folder).to_owned());
            super::print(report::plain_text(&report).trim_end());
        }
        Format::Json => super::print(serde_json::to_string_pretty(&report)?),
    }
    Ok(())
}
