//! `tchat link`: the tracked links that tell where candidates come from.

use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use secrecy::ExposeSecret;

use crate::campaign::{LinkProblem, check_link, is_invite};
use crate::clock::Clock;
use crate::settings::Settings;
use crate::store::Store;

#[derive(Debug, Subcommand)]
pub(super) enum LinkCommand {
    /// Ajoute un lien suivi
    Add(Add),
    /// Retire un lien ; ses visites restent comptées
    Remove(Slug),
    /// Liste les liens et leurs visites
    List,
}

#[derive(Args, Debug)]
pub(super) struct Add {
    /// Ce qui suit /r/, par exemple « salon-2026 »
    #[arg(value_name = "NOM")]
    slug: String,
    /// La source comptée, par exemple « salon » ou « ambassadeur/dga »
    #[arg(long, value_name = "SOURCE")]
    source: String,
    /// L'adresse où mène le lien (par défaut, la page du t'chat)
    #[arg(long, value_name = "ADRESSE")]
    target: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct Slug {
    /// Ce qui suit /r/
    #[arg(value_name = "NOM")]
    slug: String,
}

/// Carries out one command about links.
pub(super) async fn obey(settings: &Settings, command: LinkCommand) -> Result<()> {
    let store = match command {
        LinkCommand::List => super::open_existing(settings).await?,
        _ => Store::open(settings.database.expose_secret()).await?,
    };
    let now = Clock::System.now();
    let done = match command {
        LinkCommand::Add(add) => self::add(&store, &add, now).await,
        LinkCommand::Remove(link) => remove(&store, &link.slug, now).await,
        LinkCommand::List => list(&store).await,
    };
    store.close().await;
    done
}

async fn add(store: &Store, add: &Add, now: Timestamp) -> Result<()> {
    if let Err(problem) = check_link(&add.slug, &add.source, add.target.as_deref()) {
        bail!("{problem}");
    }
    if let Some(target) = add.target.as_deref().filter(|target| is_invite(target))
        && !store.is_own_invite(target).await?
    {
        bail!("{}", LinkProblem::Invite(target.to_owned()));
    }
    if !store.add_link(&add.slug, &add.source, add.target.as_deref(), now).await? {
        bail!("le lien « {} » existe déjà : choisissez un autre nom", add.slug);
    }
    super::print(format_args!("/r/{}", add.slug));
    Ok(())
}

async fn remove(store: &Store, slug: &str, now: Timestamp) -> Result<()> {
    if !store.remove_link(slug, now).await? {
        bail!("il n'y a pas de lien « {slug} » à retirer");
    }
    super::print(format_args!("Le lien /r/{slug} est retiré."));
    Ok(())
}

async fn list(store: &Store) -> Result<()> {
    for (link, visits) in store.tracked_links().await? {
        let state = if link.removed_at.is_some() { "retiré" } else { "actif" };
        super::print(format_args!(
            "/r/{}\t{}\t{state}\t{visits}\t{}",
            link.slug,
            link.source,
            link.target.as_deref().unwrap_or("page du t'chat")
        ));
    }
    Ok(())
}
