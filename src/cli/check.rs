//! `tchat check`: everything that can be said of HR's files, at once.
//!
//! Reads the files, examines them, and looks in the database, when there is
//! one, for what is asked most; creates and changes nothing. How it is printed
//! is for `shown`.

mod shown;

use std::io::IsTerminal;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};
use secrecy::ExposeSecret;

use crate::clock::Clock;
use crate::faq::{Faq, Kind, Share};
use crate::files::{Problem, Severity};
use crate::settings::Settings;
use crate::store::Store;
use crate::words::EntryId;

/// How to check, and how to say it.
#[derive(Args, Debug)]
pub(super) struct Check {
    /// La forme du résultat : text, json ou github (par défaut text)
    #[arg(long, value_enum, value_name = "FORME", default_value_t = Format::Text, hide_default_value = true, hide_possible_values = true)]
    format: Format,
    /// Ne fait pas l'épreuve des formulations, qui prend quelques secondes
    #[arg(long)]
    quick: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
    Github,
}

/// How many questions are the most asked ones.
const MOST_ASKED: usize = 30;

/// What was found.
struct Checked {
    faq: Faq,
    /// In the order of the files.
    problems: Vec<Problem>,
    /// How well each entry is found, worst first; none after a quick check.
    shares: Option<Vec<Share>>,
    asked_most: Option<AskedMost>,
}

/// The questions asked most.
struct AskedMost {
    /// Whether they were counted in the database; else HR lists them.
    counted: bool,
    /// At most thirty entries.
    entries: Vec<EntryId>,
    /// Those whose answer sends the candidate elsewhere.
    elsewhere: Vec<EntryId>,
}

impl Checked {
    fn count(&self, severity: Severity) -> usize {
        self.problems.iter().filter(|problem| problem.severity == severity).count()
    }
}

/// Prints every problem of the files; fails when one of them is an error.
pub(super) async fn check(settings: &Settings, check: &Check) -> Result<ExitCode> {
    let (faq, mut problems) = Faq::load(&settings.responses, None, Clock::System.today());
    problems.extend(faq.alike());
    let shares = (!check.quick).then(|| examine(&faq, &mut problems));
    problems.sort_by(|one, other| (&one.path, one.line, one.column).cmp(&(&other.path, other.line, other.column)));
    let counted = counted(settings, &faq).await;
    let asked_most = asked_most(&faq, counted);
    let checked = Checked { faq, problems, shares, asked_most };
    super::print(match check.format {
        Format::Text => shown::text(&checked),
        Format::Json => shown::json(&checked)?,
        Format::Github => shown::github(&checked, &settings.responses),
    });
    Ok(if checked.count(Severity::Error) == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The costly part: asks each wording of an index that learnt it, and of one that did not.
fn examine(faq: &Faq, problems: &mut Vec<Problem>) -> Vec<Share> {
    if std::io::stderr().is_terminal() {
        eprintln!("Chaque formulation est posée au t'chat : quelques secondes…");
    }
    problems.extend(faq.astray());
    let (shares, hard_to_find) = faq.findability();
    problems.extend(hard_to_find);
    shares
}

/// The entries that answered most, when there is a database and it has seen enough.
async fn counted(settings: &Settings, faq: &Faq) -> Option<Vec<EntryId>> {
    let read = async {
        let Some(store) = Store::open_to_read(settings.database.expose_secret()).await? else {
            return Ok(None);
        };
        let counted = store.most_answered().await;
        store.close().await;
        counted.map(Some)
    };
    let counted = read.await.unwrap_or_else(|error: anyhow::Error| {
        eprintln!("attention : les questions les plus posées n'ont pas été lues dans la base : {error}");
        None
    });
    let is_answer = |id: &EntryId| faq.entry(id).is_some_and(|entry| entry.kind == Kind::Answer);
    let entries: Vec<EntryId> = counted?.into_iter().map(|(id, _)| id).filter(is_answer).take(MOST_ASKED).collect();
    (entries.len() == MOST_ASKED).then_some(entries)
}

/// What was counted, or else HR's own list; none without either.
fn asked_most(faq: &Faq, counted: Option<Vec<EntryId>>) -> Option<AskedMost> {
    let is_counted = counted.is_some();
    let entries = counted.unwrap_or_else(|| faq.library().frequent().iter().take(MOST_ASKED).cloned().collect());
    let sends_elsewhere = |id: &&EntryId| faq.entry(id).is_some_and(|entry| faq.library().sends_elsewhere(entry));
    let elsewhere = entries.iter().filter(sends_elsewhere).cloned().collect();
    (!entries.is_empty()).then_some(AskedMost { counted: is_counted, entries, elsewhere })
}
