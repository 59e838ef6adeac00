//! `tchat demo`: the whole program with a fictional employer, in a temporary
//! folder that is deleted at the end; or one evening drawn from a number, played
//! into an empty database that stays.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use arc_swap::ArcSwap;
use clap::Args;
use secrecy::ExposeSecret;

use crate::app::{self, App};
use crate::clock::Clock;
use crate::demo::{self, Crowd, Played};
use crate::faq::Faq;
use crate::settings::Settings;
use crate::store::Store;

#[derive(Args, Debug)]
pub(super) struct Demo {
    /// Allume aussi Discord, avec le jeton de DISCORD_TOKEN (sans ce réglage, il reste éteint)
    #[arg(long)]
    discord: bool,
    /// Joue une soirée tirée de ce nombre dans la base de données, qui doit être vide, puis s'arrête
    #[arg(long, value_name = "NOMBRE", conflicts_with = "discord")]
    seed: Option<u64>,
    /// Combien de personnes viennent à cette soirée (60 sans ce réglage, 20000 au plus)
    #[arg(long, value_name = "PERSONNES", conflicts_with = "discord")]
    people: Option<u32>,
    /// Le fichier où écrire ce qui a été joué et les chiffres attendus, en JSON
    #[arg(long, value_name = "FICHIER", conflicts_with = "discord")]
    truth: Option<PathBuf>,
}

impl Demo {
    /// The evening to play; none when the demonstration is to be served.
    fn crowd(&self) -> Option<Crowd> {
        let is_asked = self.seed.is_some() || self.people.is_some() || self.truth.is_some();
        is_asked.then(|| Crowd { seed: self.seed.unwrap_or(1), people: self.people.unwrap_or(60) })
    }
}

/// More people than that ask in an evening what a month would bring.
const MOST_PEOPLE: u32 = 20_000;

/// Plays one evening, or runs the demonstration until a signal asks it to stop.
pub(super) async fn run(settings: Settings, demo: &Demo) -> Result<()> {
    match demo.crowd() {
        Some(crowd) => play(&settings, crowd, demo.truth.as_deref()).await,
        None => serve(settings, demo).await,
    }
}

/// Plays an evening, writes what was done, and prints the session alone.
async fn play(settings: &Settings, crowd: Crowd, truth: Option<&Path>) -> Result<()> {
    ensure!(crowd.people <= MOST_PEOPLE, "une soirée compte {MOST_PEOPLE} personnes au plus : donnez un plus petit nombre à --people");
    let now = Clock::System.now();
    let (faq, _) = Faq::load(&settings.responses, None, Clock::System.today());
    ensure!(!faq.entries().is_empty(), "il n'y a pas de réponse dans « {} » : vérifiez --responses", settings.responses.display());
    let database = settings.database.expose_secret();
    let store = Store::open_to_serve(database).await?;
    let played = demo::play_crowd(Arc::new(ArcSwap::from_pointee(faq)), &store, crowd, now).await;
    store.close().await;
    let Played { session, truth: told } = played?;
    if let Some(file) = truth {
        let written = format!("{}\n", serde_json::to_string_pretty(&told)?);
        std::fs::write(file, written).with_context(|| format!("le fichier « {} » ne peut pas être écrit ici", file.display()))?;
    }
    super::print(&session);
    eprintln!("Soirée fictive jouée. Son rapport : tchat report {session} --database {database}");
    Ok(())
}

async fn serve(settings: Settings, demo: &Demo) -> Result<()> {
    if demo.discord && settings.discord.is_none() {
        bail!("il manque le jeton du robot : donnez-le dans la variable DISCORD_TOKEN, ou retirez --discord");
    }
    // Its own name, so that an operator recognises one that a power cut left behind.
    let folder = tempfile::Builder::new().prefix("tchat-demo-").tempdir().context("impossible de créer un dossier temporaire")?;
    // From now on a signal ends the demonstration, and never leaves its folder behind.
    let told_to_stop = tokio::spawn(told_to_stop());
    let clock = Clock::System;
    demo::furnish(&settings.responses, &folder.path().join("responses"), clock.today())?;
    let database = format!("sqlite:{}", folder.path().join("tchat.db").display());
    let settings = Settings {
        responses: folder.path().join("responses"),
        database: database.clone().into(),
        key_file: folder.path().join("tchat.key"),
        banner: Some(demo::BANNER.to_owned()),
        discord: settings.discord.filter(|_| demo.discord),
        ..settings
    };
    let app = App::start(settings, clock.clone()).await?;
    let played = demo::play(app.faq(), app.store(), clock.now()).await;
    if let Ok(session) = &played {
        super::print(format_args!(
            "Démonstration        : employeur fictif, la Ville d'Exemple-sur-Seine
  Session fictive     : http://{}/staff/rapports/{session}  (après l'entrée du personnel)
  Le même rapport     : tchat report {session} --database {database}
  Dossier temporaire  : {}  (effacé à l'arrêt, par Ctrl-C)",
            app.web,
            folder.path().display()
        ));
        told_to_stop.await.context("waiting for the end")?;
    }
    app.stop().await;
    folder.close().context("impossible d'effacer le dossier temporaire")?;
    played.map(drop)
}

/// A demonstration also ends with the terminal it was started from.
async fn told_to_stop() {
    tokio::select! {
        () = app::signal_to_stop() => {}
        () = hung_up() => {}
    }
}

#[cfg(unix)]
async fn hung_up() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::hangup()) {
        Ok(mut hung_up) => drop(hung_up.recv().await),
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn hung_up() {
    std::future::pending().await
}
