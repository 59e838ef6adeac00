//! `tchat report`: the figures of a session or of a month, printed or written
//! to a file.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use super::pdf::pdf;
use crate::clock::Clock;
use crate::faq::Library;
use crate::report::{self, Annex, Report};
use crate::sessions::{annex_of, report_of, versions_of_report};
use crate::settings::Settings;
use crate::store::{Action, Store};
use crate::words::SessionId;

#[derive(Args, Debug)]
pub(super) struct ShowReport {
    /// L'identifiant d'une session, ou d'un mois de permanence (permanence-2026-11)
    id: String,
    /// La forme du rapport : text, json, csv, xlsx, html, pdf, svg ou png (par défaut text)
    #[arg(long, value_enum, value_name = "FORME", default_value_t = Format::Text, hide_default_value = true, hide_possible_values = true)]
    format: Format,
    /// Le fichier à écrire, qui ne doit pas exister encore (par défaut, le rapport s'affiche)
    #[arg(long, value_name = "FICHIER")]
    output: Option<PathBuf>,
    /// Le numéro d'une version datée du rapport (par défaut, la dernière)
    #[arg(long, value_name = "NUMÉRO")]
    version: Option<i64>,
    /// Le navigateur qui écrit le PDF (par défaut, Chromium, Chrome ou Edge s'il est installé)
    #[arg(long, value_name = "PROGRAMME")]
    browser: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Format {
    Text,
    Json,
    Csv,
    Xlsx,
    Html,
    Pdf,
    Svg,
    Png,
}

impl Format {
    /// Whether a terminal can show it.
    fn is_text(self) -> bool {
        !matches!(self, Self::Xlsx | Self::Pdf | Self::Png)
    }
}

/// Prints a report, or writes it to a file.
pub(super) async fn show(settings: &Settings, wanted: &ShowReport) -> Result<()> {
    if wanted.output.is_none() && !wanted.format.is_text() {
        bail!("cette forme ne s'affiche pas à l'écran : ajoutez « --output » et le nom du fichier à écrire");
    }
    let store = super::open_existing(settings).await?;
    let id = SessionId::new(&wanted.id);
    let report = match wanted.version {
        Some(number) => version_of(&store, &id, number).await,
        None => report_of(&store, &id, Clock::System.now()).await,
    };
    let annex = match (&report, wanted.format) {
        (Ok(Some(_)), Format::Xlsx) => annex_with_questions(&store, &id).await,
        _ => Ok(Annex::default()),
    };
    store.close().await;
    let annex = annex?;
    let report = report?.with_context(|| format!("il n'y a pas de session « {id} » (« tchat session list » les montre)"))?;
    let report = if wanted.format == Format::Json { report } else { with_names(settings, report) };
    let written = worn(&report, &annex, wanted)?;
    match &wanted.output {
        Some(file) => {
            write(file, &written)?;
            super::print(format_args!("Le rapport est écrit dans {}.", file.display()));
            Ok(())
        }
        None => print(&written),
    }
}

/// What comes with a report in a workbook: whoever takes questions away stands in
/// the log, here too.
async fn annex_with_questions(store: &Store, id: &SessionId) -> Result<Annex> {
    let taken = Action {
        account: None,
        name: "ligne de commande".to_owned(),
        action: "rapport téléchargé".to_owned(),
        object: id.to_string(),
        detail: "xlsx".to_owned(),
    };
    store.note_action(taken, Clock::System.now()).await?;
    annex_of(store, id, true).await
}

/// The report as a dated version of it says.
async fn version_of(store: &Store, id: &SessionId, number: i64) -> Result<Option<Report>> {
    let versions = versions_of_report(store, id).await?;
    let numbers: Vec<String> = versions.iter().map(|version| version.number.to_string()).collect();
    let found = versions.into_iter().find(|version| version.number == number).map(|version| Some(version.report));
    found.with_context(|| match numbers.is_empty() {
        true => format!("le rapport de « {id} » n'a pas encore de version : il est figé sept jours après la fin de la session"),
        false => format!("le rapport de « {id} » n'a pas de version {number} : ses versions sont {}", numbers.join(", ")),
    })
}

/// The same report with each theme by its name; JSON keeps the folders.
fn with_names(settings: &Settings, report: Report) -> Report {
    let (library, _) = Library::load(&settings.responses, None, Clock::System.today());
    report.with_names(library.names())
}

fn worn(report: &Report, annex: &Annex, wanted: &ShowReport) -> Result<Vec<u8>> {
    let drawn = || report::poster(report).context("aucun chiffre de ce rapport ne se dessine encore");
    Ok(match wanted.format {
        Format::Text => format!("{}\n", report::plain_text(report).trim_end()).into_bytes(),
        Format::Json => format!("{}\n", serde_json::to_string_pretty(report)?).into_bytes(),
        Format::Csv => report::csv(report)?,
        Format::Xlsx => report::xlsx(report, annex)?,
        Format::Html => report::html(report)?.into_bytes(),
        Format::Pdf => pdf(&report::html(report)?, wanted.browser.as_deref())?,
        Format::Svg => drawn()?.svg()?.into_bytes(),
        Format::Png => drawn()?.png()?,
    })
}

/// Writes a file that was not there: what somebody keeps is never written over.
pub(super) fn write(file: &Path, written: &[u8]) -> Result<()> {
    let name = file.display();
    let mut opened = OpenOptions::new().write(true).create_new(true).open(file).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => anyhow::anyhow!("le fichier « {name} » existe déjà : donnez un autre nom, ou retirez-le d'abord"),
        ErrorKind::NotFound => anyhow::anyhow!("le dossier de « {name} » n'existe pas : créez-le, ou donnez un autre nom"),
        _ => anyhow::anyhow!("le fichier « {name} » ne peut pas être écrit ici : {error}"),
    })?;
    if let Err(error) = opened.write_all(written).and_then(|()| opened.sync_all()) {
        // Half a report is worse than none.
        let _ = std::fs::remove_file(file);
        bail!("le fichier « {name} » n'a pas pu être écrit jusqu'au bout : {error}");
    }
    Ok(())
}

/// A reader that went away, such as `head`, is no fault.
fn print(written: &[u8]) -> Result<()> {
    match std::io::stdout().write_all(written) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error).context("writing a report"),
        _ => Ok(()),
    }
}
