//! `tchat export` and `tchat import`: all that HR typed, taken away and brought
//! into another database.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::clock::Clock;
use crate::sessions::{Carried, bring, carry};
use crate::settings::Settings;

#[derive(Args, Debug)]
pub(super) struct Export {
    /// Le fichier à écrire, qui ne doit pas exister encore
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
}

#[derive(Args, Debug)]
pub(super) struct Import {
    /// Un fichier écrit par « tchat export »
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
}

/// Who brought it in, in the lines that are noted.
const BY: &str = "ligne de commande";

/// Writes all that HR typed to a file.
pub(super) async fn export(settings: &Settings, wanted: &Export) -> Result<()> {
    let store = super::open_existing(settings).await?;
    let carried = carry(&store).await;
    store.close().await;
    let written = format!("{}\n", serde_json::to_string_pretty(&carried?)?);
    super::reports::write(&wanted.file, written.as_bytes())?;
    super::print(format_args!(
        "Ce que l'équipe a saisi est écrit dans {} : sessions, campagnes, liens. Rien des candidats n'y est.",
        wanted.file.display()
    ));
    Ok(())
}

/// Brings in what such a file holds and is not there yet.
pub(super) async fn import(settings: &Settings, wanted: &Import) -> Result<()> {
    let name = wanted.file.display();
    let text = std::fs::read_to_string(&wanted.file).with_context(|| format!("le fichier « {name} » ne peut pas être lu"))?;
    let carried = Carried::read(&text).map_err(|told| anyhow::anyhow!("{name}, {told}"))?;
    let store = super::open_existing(settings).await?;
    let brought = bring(&store, &carried, BY, Clock::System.now()).await;
    store.close().await;
    match brought? {
        Ok(brought) => super::print(format_args!("Repris : {}. Déjà là : {}.", brought.new, brought.again)),
        Err(problems) => bail!("{}", problems.join("\n")),
    }
    Ok(())
}
