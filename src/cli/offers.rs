//! `tchat offers`: the open positions as files, and the open data of the week.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::clock::{Clock, written_day};
use crate::files::Status;
use crate::offers::{Followed, Import, Kept, Lines, Shelf, State, Step, StepKind, Weekly, Written, preview};
use crate::settings::Settings;

#[derive(Debug, Subcommand)]
pub(super) enum OffersCommand {
    /// Compare le fichier de la semaine de « Choisir le service public » avec les offres d'ici
    Import(ImportFile),
    /// Liste les offres du dossier, leur état et leur date limite
    List,
}

#[derive(Args, Debug)]
pub(super) struct ImportFile {
    /// Le fichier CSV, par exemple offres-datagouv-20261116.csv
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
    /// Écrit les fichiers ; sans ce réglage, rien n'est changé
    #[arg(long)]
    write: bool,
    /// Donne le résultat en JSON
    #[arg(long)]
    json: bool,
}

/// Carries out one command about offers.
pub(super) fn obey(settings: &Settings, command: OffersCommand) -> Result<ExitCode> {
    let today = Clock::System.today();
    match command {
        OffersCommand::Import(file) => import(&settings.responses, &file, today),
        OffersCommand::List => list(&settings.responses, today),
    }
}

fn import(root: &Path, asked: &ImportFile, today: Date) -> Result<ExitCode> {
    let followed = Followed::open(root)?.map_err(|sentence| anyhow!(sentence))?;
    let weekly = read(&asked.file, &followed)?;
    let name = asked.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let import = Import::plan(&name, &weekly, &Shelf::open(root)?, today);
    let written = if asked.write { Some(import.write(root)?) } else { None };
    if asked.json {
        super::print(serde_json::to_string_pretty(&as_json(&import, &weekly, written.as_ref()))?);
    } else {
        super::print(format_args!("{}\n\n{}", preview(&import, &weekly), what_was_done(&import, written.as_ref())));
    }
    let is_whole = written.is_none_or(|written| written.changed_meanwhile.is_empty() && written.refused.is_empty());
    Ok(if is_whole && import.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read(path: &Path, followed: &Followed) -> Result<Weekly> {
    let refused = |sentence: String| anyhow!("{} : {sentence}", path.display());
    if path.is_dir() {
        return Err(refused("c'est un dossier, donnez le fichier CSV".to_owned()));
    }
    let file = File::open(path).map_err(|_| refused("ce fichier n'existe pas ou ne s'ouvre pas".to_owned()))?;
    Weekly::read(file, followed).map_err(refused)
}

/// What was done, and what is left to HR.
fn what_was_done(import: &Import, written: Option<&Written>) -> String {
    let Some(written) = written else {
        return if import.steps.is_empty() { NOTHING.to_owned() } else { PREVIEW.to_owned() };
    };
    let mut lines = vec![match written.count {
        0 => NOTHING.to_owned(),
        1 => "1 fichier est écrit.".to_owned(),
        count => format!("{count} fichiers sont écrits."),
    }];
    let meanwhile = written.changed_meanwhile.iter();
    lines.extend(meanwhile.map(|path| format!("{path} a changé entre-temps et n'est pas touché : recommencez l'import.")));
    lines.extend(written.refused.iter().map(|sentence| format!("Refusé : {sentence}.")));
    if import.of(StepKind::New).next().is_some() {
        lines.push(TO_DO.to_owned());
    }
    lines.join("\n")
}

const NOTHING: &str = "Rien à écrire.";

const PREVIEW: &str = "Rien n'est écrit : relisez, puis ajoutez --write pour écrire ces fichiers.";

const TO_DO: &str = "Les nouvelles offres sont des brouillons : complétez « remuneration » et « lien », puis écrivez « statut: publie ».";

fn as_json(import: &Import, weekly: &Weekly, written: Option<&Written>) -> Value {
    let steps = |kind| import.of(kind).map(step).collect::<Vec<Value>>();
    let closed = [steps(StepKind::Gone), steps(StepKind::Over)].concat();
    let lines = |lines: &Lines| json!({ "count": lines.count, "lines": lines.first });
    json!({
        "file": import.file,
        "rows": weekly.rows,
        "followed": weekly.followed,
        "new": steps(StepKind::New),
        "changed": steps(StepKind::Changed),
        "closed": closed,
        "unchanged": import.unchanged,
        "skipped": {
            "without_reference": lines(&weekly.without_reference),
            "without_title": lines(&weekly.without_title),
            "replaced": lines(&weekly.replaced),
            "misaligned": lines(&weekly.misaligned),
            "already_over": import.already_over,
            "by_hand": import.by_hand,
            "settled": import.settled,
            "broken": import.broken,
            "withheld": import.withheld,
        },
        "later_import": import.later,
        "cut_on_line": weekly.cut_on,
        "notes": weekly.notes,
        "more_notes": weekly.more_notes,
        "problems": import.problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "written": written.map(|written| json!({
            "count": written.count,
            "changed_meanwhile": written.changed_meanwhile,
            "refused": written.refused,
        })),
    })
}

fn step(step: &Step) -> Value {
    let change = |change: &crate::offers::Change| json!({ "key": change.key, "old": change.old, "new": change.new });
    json!({
        "reference": step.offer.reference,
        "path": step.offer.path,
        "title": step.offer.title,
        "employer": step.offer.employer,
        "closes": step.offer.closes,
        "changes": step.changes.iter().map(change).collect::<Vec<_>>(),
    })
}

fn list(root: &Path, today: Date) -> Result<ExitCode> {
    for (reference, kept) in Shelf::open(root)?.files {
        match kept {
            Some(kept) => super::print(line(&kept, today)),
            None => super::print(format_args!("{reference}\tillisible\t« tchat check » dit pourquoi")),
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn line(kept: &Kept, today: Date) -> String {
    let offer = &kept.offer;
    let state = match offer.state(today) {
        State::Open => "ouverte",
        State::Closed => "fermée",
        State::Filled => "pourvue",
    };
    let status = match offer.status {
        Status::Published => "publiée",
        Status::Draft => "brouillon",
        Status::Retired => "retirée",
    };
    let until = offer.closes.map_or_else(|| "sans date limite".to_owned(), written_day);
    let origin = offer.origin.as_deref().unwrap_or("faite à la main");
    format!("{}\t{state}\t{status}\t{until}\t{}\t{}\t{origin}", offer.reference, offer.title, offer.employer)
}
