//! `tchat session`: plan, open, close, list.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use secrecy::ExposeSecret;

use crate::clock::{Clock, answer_by, hour_in_paris, in_paris};
use crate::faq::Library;
use crate::sessions::{self, Written};
use crate::settings::Settings;
use crate::store::{Planned, Store};
use crate::words::SessionId;

#[derive(Debug, Subcommand)]
pub(super) enum SessionCommand {
    /// Prépare une session ; affiche son identifiant
    Plan(Plan),
    /// Ouvre une session tout de suite, avant son heure
    Open(Named),
    /// Ferme une session tout de suite, avant son heure
    Close(Named),
    /// Liste les sessions, la plus récente d'abord
    List,
}

#[derive(Args, Debug)]
pub(super) struct Plan {
    /// Un plan complet (intervenants, public, coûts…) dans un fichier TOML ; le modèle est dans deploy/SESSION.toml
    #[arg(long, value_name = "FICHIER", conflicts_with_all = ["title", "opens", "minutes"])]
    from: Option<PathBuf>,
    /// Le titre, par exemple « Les métiers du numérique public »
    #[arg(long, value_name = "TITRE", required_unless_present = "from", default_value = "", hide_default_value = true)]
    title: String,
    /// Le début, à l'heure de Paris, par exemple « 2026-12-03 18:00 »
    #[arg(long, value_name = "DATE ET HEURE", required_unless_present = "from", default_value = "", hide_default_value = true)]
    opens: String,
    /// La durée en minutes (par défaut 90)
    #[arg(long, value_name = "MINUTES", default_value_t = 90, hide_default_value = true)]
    minutes: u32,
}

#[derive(Args, Debug)]
pub(super) struct Named {
    /// L'identifiant de la session, comme « tchat session list » le montre
    id: String,
}

/// Carries out one command about sessions.
pub(super) async fn obey(settings: &Settings, command: SessionCommand) -> Result<()> {
    let store = match command {
        SessionCommand::List => super::open_existing(settings).await?,
        _ => Store::open(settings.database.expose_secret()).await?,
    };
    let now = Clock::System.now();
    let done = match command {
        SessionCommand::Plan(plan) => self::plan(settings, &store, &plan, now).await,
        SessionCommand::Open(named) => open(&store, &SessionId::new(named.id), now).await,
        SessionCommand::Close(named) => close(&store, &SessionId::new(named.id), now).await,
        SessionCommand::List => list(&store, now).await,
    };
    store.close().await;
    done
}

async fn plan(settings: &Settings, store: &Store, plan: &Plan, now: Timestamp) -> Result<()> {
    let written = match &plan.from {
        Some(file) => read_file(file)?,
        None => Written { title: plan.title.clone(), opens: plan.opens.clone(), minutes: plan.minutes.to_string(), ..Written::default() },
    };
    let themes = if written.themes.is_empty() { BTreeSet::new() } else { themes(settings) };
    let known = sessions::known_words(store, themes).await?;
    let session = sessions::read_plan(&written, &known, now).map_err(|problems| anyhow!(problems.join("\n")))?;
    match store.plan_session(&session, now).await? {
        Planned::Kept => super::print(session.id),
        refused => bail!(sessions::why_not(&refused)),
    }
    Ok(())
}

fn read_file(file: &Path) -> Result<Written> {
    let text = fs::read_to_string(file).with_context(|| format!("impossible de lire le plan {}", file.display()))?;
    sessions::from_toml(&text).map_err(|problems| anyhow!("{} : {}", file.display(), problems.join("\n")))
}

/// The themes of the answers, by folder.
fn themes(settings: &Settings) -> BTreeSet<String> {
    let (library, _) = Library::load(&settings.responses, None, in_paris(Clock::System.now()).date());
    library.entries().iter().map(|entry| entry.theme.clone()).collect()
}

async fn open(store: &Store, id: &SessionId, now: Timestamp) -> Result<()> {
    match store.open_session(id, now).await? {
        Planned::Kept => super::print(format_args!("La session {id} est ouverte.")),
        refused => bail!(sessions::why_not_open(&refused)),
    }
    Ok(())
}

async fn close(store: &Store, id: &SessionId, now: Timestamp) -> Result<()> {
    if !store.close_session(id, answer_by(now), now).await? {
        bail!("la session « {id} » n'existe pas, n'a pas commencé ou est déjà fermée");
    }
    super::print(format_args!("La session {id} est fermée. Son rapport : tchat report {id}"));
    Ok(())
}

async fn list(store: &Store, now: Timestamp) -> Result<()> {
    for session in store.sessions().await? {
        let state = session.phase(now).in_french();
        super::print(format_args!(
            "{}\t{}\t{} → {}\t{}",
            session.id,
            state,
            hour_in_paris(session.opens_at),
            hour_in_paris(session.closes_at),
            session.title
        ));
    }
    Ok(())
}
