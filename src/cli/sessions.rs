//! `tchat session`: plan, open, close, list.

use anyhow::{Result, anyhow, bail};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use secrecy::ExposeSecret;

use crate::sessions::{self, hour_in_paris};
use crate::settings::Settings;
use crate::store::Store;
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
    /// Le titre, par exemple « Les métiers du numérique public »
    #[arg(long, value_name = "TITRE")]
    title: String,
    /// Le début, à l'heure de Paris, par exemple « 2026-12-03 18:00 »
    #[arg(long, value_name = "DATE ET HEURE")]
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
    let store = Store::open(settings.database.expose_secret()).await?;
    let now = Timestamp::now();
    let done = match command {
        SessionCommand::Plan(plan) => self::plan(&store, &plan, now).await,
        SessionCommand::Open(named) => open(&store, &SessionId::new(named.id), now).await,
        SessionCommand::Close(named) => close(&store, &SessionId::new(named.id), now).await,
        SessionCommand::List => list(&store, now).await,
    };
    store.close().await;
    done
}

async fn plan(store: &Store, plan: &Plan, now: Timestamp) -> Result<()> {
    let opens_at = sessions::read_instant(&plan.opens).map_err(|sentence| anyhow!(sentence))?;
    let closes_at = sessions::end_of(opens_at, i64::from(plan.minutes)).map_err(|sentence| anyhow!(sentence))?;
    let session = sessions::plan(&plan.title, opens_at, closes_at, now).map_err(|sentence| anyhow!(sentence))?;
    if !store.plan_session(&session, now).await? {
        bail!("une session « {} » existe déjà ce jour-là : choisissez un autre titre", session.id);
    }
    super::print(session.id);
    Ok(())
}

async fn open(store: &Store, id: &SessionId, now: Timestamp) -> Result<()> {
    if !store.open_session(id, now).await? {
        bail!("la session « {id} » n'existe pas ou est déjà finie");
    }
    super::print(format_args!("La session {id} est ouverte."));
    Ok(())
}

async fn close(store: &Store, id: &SessionId, now: Timestamp) -> Result<()> {
    if !store.close_session(id, now).await? {
        bail!("la session « {id} » n'existe pas, n'a pas commencé ou est déjà fermée");
    }
    super::print(format_args!("La session {id} est fermée. Son rapport : tchat report {id}"));
    Ok(())
}

async fn list(store: &Store, now: Timestamp) -> Result<()> {
    for session in store.sessions().await? {
        let state = sessions::state_of(&session, now);
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
