//! `tchat campaign`: the campaigns, what was read and counted of them, and what
//! they come to.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use secrecy::ExposeSecret;

use crate::campaign::{self, Campaign, Dossier};
use crate::clock::{Clock, in_paris};
use crate::faq::Library;
use crate::report::campaign::{Brought, CampaignReport, plain_text, summarise};
use crate::sessions::{self, Typed};
use crate::settings::Settings;
use crate::store::{Action, Store};

/// Who the log names for what is done here.
const BY: &str = "ligne de commande";

#[derive(Debug, Subcommand)]
pub(super) enum CampaignCommand {
    /// Liste les campagnes, puis les exemples livrés
    List,
    /// Affiche une campagne, de la publication au recrutement
    Show(Show),
    /// Ajoute une campagne (fichier .toml), ou des relevés et des comptes (fichier .csv) ; tout ou rien
    Import(Import),
}

#[derive(Args, Debug)]
pub(super) struct Show {
    /// Le mot de la campagne, comme « tchat campaign list » le montre
    #[arg(value_name = "MOT")]
    slug: String,
    /// La forme : text ou json (par défaut text)
    #[arg(long, value_enum, value_name = "FORME", default_value_t = Format::Text, hide_default_value = true, hide_possible_values = true)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Args, Debug)]
pub(super) struct Import {
    /// Une campagne en TOML (modèles dans campagnes/), ou un tableau CSV de relevés ou de comptes
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
    /// Pour un tableau : le mot de la campagne
    #[arg(long, value_name = "MOT")]
    campaign: Option<String>,
}

/// Carries out one command about campaigns.
pub(super) async fn obey(settings: &Settings, command: CampaignCommand) -> Result<()> {
    match command {
        CampaignCommand::List => list(settings).await,
        CampaignCommand::Show(show) => self::show(settings, &show).await,
        CampaignCommand::Import(import) => {
            let store = Store::open(settings.database.expose_secret()).await?;
            let done = self::import(&store, &import, Clock::System.now()).await;
            store.close().await;
            done
        }
    }
}

/// Where there is no database there are the examples only, and none is made.
async fn open_if_there(settings: &Settings) -> Result<Option<Store>> {
    if !Store::is_there(settings.database.expose_secret()) {
        return Ok(None);
    }
    super::open_existing(settings).await.map(Some)
}

async fn list(settings: &Settings) -> Result<()> {
    let found = match open_if_there(settings).await? {
        Some(store) => {
            let found = sessions::campaigns(&store).await;
            store.close().await;
            found?
        }
        None => campaign::examples().iter().map(|dossier| (dossier.campaign.clone(), true)).collect(),
    };
    for (campaign, is_example) in found {
        let mark = if is_example { "exemple" } else { "" };
        super::print(format_args!("{}\t{}\t{}\t{mark}", campaign.slug, campaign.name, dates(&campaign)));
    }
    Ok(())
}

fn dates(campaign: &Campaign) -> String {
    let day = |day: Option<jiff::civil::Date>| day.map_or("?".to_owned(), |day| day.to_string());
    format!("{} → {}", day(campaign.starts), day(campaign.ends))
}

async fn show(settings: &Settings, wanted: &Show) -> Result<()> {
    let report = match open_if_there(settings).await? {
        Some(store) => {
            let report = sessions::campaign_report(&store, &wanted.slug).await;
            store.close().await;
            report?
        }
        None => campaign::example(&wanted.slug).map(|dossier| summarise(dossier, &Brought::default())),
    };
    let report = report.with_context(|| format!("il n'y a pas de campagne « {} » (« tchat campaign list » les montre)", wanted.slug))?;
    match wanted.format {
        Format::Text => super::print(plain_text(&with_names(settings, report)).trim_end()),
        Format::Json => super::print(serde_json::to_string_pretty(&report)?),
    }
    Ok(())
}

/// The same campaign with themes and episodes as HR calls them; JSON keeps their words.
fn with_names(settings: &Settings, report: CampaignReport) -> CampaignReport {
    let (library, _) = Library::load(&settings.responses, None, Clock::System.today());
    report.with_names(library.names())
}

async fn import(store: &Store, import: &Import, now: Timestamp) -> Result<()> {
    let bytes = fs::read(&import.file).with_context(|| format!("impossible de lire {}", import.file.display()))?;
    let is_sheet = import.file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    match (&import.campaign, is_sheet) {
        (None, true) => import_campaign(store, &import.file, bytes, now).await,
        (Some(slug), false) => import_lines(store, &import.file, slug, &bytes, now).await,
        (Some(_), true) => bail!("une campagne se nomme dans son fichier (mot = \"…\") : n'écrivez pas --campaign"),
        (None, false) => bail!("dites de quelle campagne sont ces lignes, avec --campaign"),
    }
}

async fn import_campaign(store: &Store, file: &Path, bytes: Vec<u8>, now: Timestamp) -> Result<()> {
    let text = String::from_utf8(bytes).map_err(|_| anyhow!("{} : ce fichier n'est pas en UTF-8", file.display()))?;
    let dossier = said(file, campaign::from_toml(text.trim_start_matches('\u{feff}')))?;
    said(file, sessions::keep_campaign(store, &dossier, BY, now).await?)?;
    note(store, "campagne importée", &dossier.campaign.slug, lines_of(&dossier), now).await?;
    super::print(&dossier.campaign.slug);
    Ok(())
}

fn lines_of(dossier: &Dossier) -> String {
    format!("{} relevés, {} comptes", dossier.readings.len(), dossier.counts.len())
}

async fn import_lines(store: &Store, file: &Path, slug: &str, bytes: &[u8], now: Timestamp) -> Result<()> {
    let table = said(file, campaign::from_csv(bytes))?;
    let kept = said(file, sessions::note_lines(store, slug, &table, BY, in_paris(now).date(), now).await?)?;
    let told = format!("{} ajoutés, {} déjà là", kept.new, kept.again);
    if kept.new > 0 {
        note(store, "chiffres de campagne importés", slug, told.clone(), now).await?;
    }
    super::print(format_args!("{slug} : {told}"));
    Ok(())
}

/// What was typed, or all that is wrong with it, each behind its file.
fn said<T>(file: &Path, typed: Typed<T>) -> Result<T> {
    let name = file.display();
    typed.map_err(|problems| anyhow!(problems.iter().map(|problem| format!("{name} : {problem}")).collect::<Vec<_>>().join("\n")))
}

async fn note(store: &Store, action: &str, slug: &str, detail: String, now: Timestamp) -> Result<()> {
    let done = Action { account: None, name: BY.to_owned(), action: action.to_owned(), object: slug.to_owned(), detail };
    store.note_action(done, now).await
}
