//! `tchat versions`: the last versions of the answers, what changed between two,
//! and one brought back.

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};

use crate::clock::{Clock, hour_in_paris};
use crate::settings::Settings;
use crate::store::Store;
use crate::versions::{self, Changes, FileChange, Listed, Restored, Texts};

#[derive(Args, Debug)]
pub(super) struct Versions {
    #[command(subcommand)]
    command: Option<VersionsCommand>,
}

#[derive(Debug, Subcommand)]
enum VersionsCommand {
    /// Liste les vingt dernières versions des réponses (sans commande : la même chose)
    List,
    /// Montre ce qui diffère entre deux versions, fichier par fichier
    Compare(Compare),
    /// Remet dans le dossier les fichiers d'une version ; ceux d'avant sont gardés
    Restore(Restore),
}

#[derive(Args, Debug)]
struct Compare {
    /// La version d'avant, ou le début de son nom
    before: String,
    /// La version d'après (par défaut, les fichiers du dossier)
    after: Option<String>,
}

#[derive(Args, Debug)]
struct Restore {
    /// La version à remettre, ou le début de son nom
    version: String,
    /// Un seul fichier, par exemple faq/concours/concours-obligatoire.md
    #[arg(long, value_name = "FICHIER")]
    path: Option<String>,
}

/// Carries out one command about versions.
pub(super) async fn obey(settings: &Settings, versions: Versions) -> Result<()> {
    let store = super::open_existing(settings).await?;
    let done = match versions.command.unwrap_or(VersionsCommand::List) {
        VersionsCommand::List => list(&store).await,
        VersionsCommand::Compare(compare) => self::compare(settings, &store, &compare).await,
        VersionsCommand::Restore(restore) => self::restore(settings, &store, &restore).await,
    };
    store.close().await;
    done
}

async fn list(store: &Store) -> Result<()> {
    let versions = versions::list(store).await?;
    if versions.is_empty() {
        super::print("Aucune version n'est encore gardée : la première l'est au démarrage de « tchat run ».");
    }
    for Listed { version, change } in versions {
        let author = version.author.map(|author| format!("\t{author}")).unwrap_or_default();
        let since = hour_in_paris(version.served_from);
        super::print(format_args!("{}\tdepuis le {since}\t{} fichiers\t{change}{author}", version.version, version.files.len()));
    }
    Ok(())
}

async fn compare(settings: &Settings, store: &Store, compare: &Compare) -> Result<()> {
    let (before, before_texts) = version(store, &compare.before).await?;
    let (after, after_texts) = match &compare.after {
        Some(word) => version(store, word).await?,
        None => ("les fichiers du dossier".to_owned(), on_disk(settings)?),
    };
    super::print(format_args!("Avant : {before}\nAprès : {after}\n"));
    let changes = versions::compare(&before_texts, &after_texts);
    if changes.is_empty() {
        super::print("Rien ne diffère.");
    }
    for FileChange { path, kind, lines } in changes {
        super::print(format_args!("{path} : {}\n{lines}", kind.as_str()));
    }
    Ok(())
}

async fn version(store: &Store, word: &str) -> Result<(String, Texts)> {
    let kept = store.versions().await?;
    let version = versions::named(&kept, word).map_err(anyhow::Error::msg)?;
    Ok((format!("la version {}", version.version), store.version_texts(&version.version).await?))
}

fn on_disk(settings: &Settings) -> Result<Texts> {
    versions::on_disk(&settings.responses).map_err(|problem| anyhow::anyhow!("{} : {}", problem.path, problem.message))
}

async fn restore(settings: &Settings, store: &Store, restore: &Restore) -> Result<()> {
    let author = "la ligne de commande";
    let restored =
        versions::restore(store, &settings.responses, &restore.version, restore.path.as_deref(), author, Clock::System.now()).await;
    match restored.context("la base de données ne répond pas")? {
        Restored::Refused(problem) => bail!("{problem}"),
        Restored::Nothing => super::print("Rien à faire : le dossier contient déjà ces fichiers."),
        Restored::Done { version, undo, changes, retired } => {
            super::print(format_args!("La version {version} est revenue dans {} :", settings.responses.display()));
            tell(&changes);
            if let Some(retired) = retired {
                super::print(format_args!("Les fichiers retirés ou illisibles sont dans {}.", retired.display()));
            }
            super::print(format_args!("Pour annuler : tchat versions restore {undo}"));
        }
    }
    Ok(())
}

fn tell(changes: &Changes) {
    for (files, word) in [(&changes.modified, "remplacé"), (&changes.added, "remis"), (&changes.removed, "retiré")] {
        for file in files {
            super::print(format_args!("  {word}  {file}"));
        }
    }
}
