//! `tchat demo`: the whole program with a fictional employer, in a temporary
//! folder that is deleted at the end.

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::app::{self, App};
use crate::clock::Clock;
use crate::demo;
use crate::settings::Settings;

#[derive(Args, Debug)]
pub(super) struct Demo {
    /// Allume aussi Discord, avec le jeton de DISCORD_TOKEN (sans ce réglage, il reste éteint)
    #[arg(long)]
    discord: bool,
}

/// Runs the demonstration until a signal asks it to stop.
pub(super) async fn run(settings: Settings, demo: &Demo) -> Result<()> {
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
