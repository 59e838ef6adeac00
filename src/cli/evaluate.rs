//! `tchat evaluate`: how well questions whose right entries are known are
//! answered, by the shipped answers or by those of a folder of another domain.
//!
//! A folder holds `faq.jsonl` (`id`, `questions`, perhaps `answer`) and
//! `queries.jsonl` (`text`, `id` or null, then `kind` near or far), with
//! `queries_noisy.jsonl` for the same questions mistyped. A file for the answers
//! of `--responses` has `text` and `ids`, follow-ups `first`, `second`, `ids`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use clap::Args;
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::clock::Clock;
use crate::faq::{Answered, Candidate, Context, Document, Faq, Finding, Index, Kind, Query, evaluate};
use crate::settings::Settings;
use crate::words::EntryId;

/// What is evaluated, and on which questions.
#[derive(Args, Debug)]
pub(super) struct Evaluate {
    /// Dossier d'un jeu d'essai : faq.jsonl et queries.jsonl
    #[arg(value_name = "DOSSIER", required_unless_present = "queries", conflicts_with = "queries")]
    folder: Option<PathBuf>,
    /// Pose les questions mal tapées (queries_noisy.jsonl)
    #[arg(long, requires = "folder")]
    noisy: bool,
    /// Ne garde que les N premières formulations de chaque réponse
    #[arg(long, value_name = "N", requires = "folder")]
    max_examples: Option<usize>,
    /// Questions à poser aux réponses de --responses, au format JSON par ligne
    #[arg(long, value_name = "FICHIER")]
    queries: Option<PathBuf>,
    /// Questions posées juste après une autre : first, second, ids
    #[arg(long, value_name = "FICHIER", requires = "queries")]
    followups: Option<PathBuf>,
    /// Montre les questions manquées
    #[arg(long)]
    errors: bool,
}

/// Prints the figures as JSON; the missed questions go before them, to the error stream.
pub(super) fn run(settings: &Settings, asked: &Evaluate) -> Result<()> {
    match (&asked.folder, &asked.queries) {
        (Some(folder), _) => folder_of_another_domain(folder, asked),
        (None, Some(queries)) => shipped_answers(settings, queries, asked),
        (None, None) => Ok(()),
    }
}

/// What is asked.
enum Asked<'a> {
    /// An index alone: there are no positions beside it.
    Index(&'a Index),
    /// The answers of HR as candidates are served on a day, positions included.
    Served(&'a Faq, Date),
}

impl Asked<'_> {
    fn find(&self, text: &str, context: Option<&Context>) -> Finding {
        match self {
            Self::Index(index) => index.find(text, context),
            Self::Served(faq, today) => faq.find_on(text, context, *today),
        }
    }

    /// Every entry, the likeliest first; what is answered alone comes before all.
    fn rank(&self, text: &str, context: Option<&Context>, finding: &Finding) -> Vec<Candidate> {
        let mut ranked = match self {
            Self::Index(index) => index.rank(text, context),
            Self::Served(faq, _) => faq.rank(text, context),
        };
        if let Finding::Answer(answered) = finding
            && let Some(place) = ranked.iter().position(|candidate| candidate.entry == answered.entry)
        {
            ranked[..=place].rotate_right(1);
        }
        ranked
    }

    /// The entry that comes first.
    fn first(&self, text: &str, context: Option<&Context>) -> Option<EntryId> {
        let ranked = self.rank(text, context, &self.find(text, context));
        ranked.into_iter().next().map(|first| first.entry)
    }
}

fn folder_of_another_domain(folder: &Path, asked: &Evaluate) -> Result<()> {
    let entries = read_entries(&folder.join("faq.jsonl"), asked.max_examples)?;
    let queries = read_queries(&folder.join(if asked.noisy { "queries_noisy.jsonl" } else { "queries.jsonl" }))?;
    let documents: Vec<Document<'_>> = entries.iter().map(KnownEntry::document).collect();
    let start = Instant::now();
    let index = Index::train(&documents, &[]);
    let trained = Trained { took: start.elapsed(), bytes: index.bytes() };
    tell(&Asked::Index(&index), &trained, &queries, &[], asked.errors)
}

fn shipped_answers(settings: &Settings, queries: &Path, asked: &Evaluate) -> Result<()> {
    let today = Clock::System.today();
    let (faq, _) = Faq::load(&settings.responses, None, today);
    anyhow::ensure!(!faq.entries().is_empty(), "aucune réponse à servir dans « {} » : vérifiez --responses", settings.responses.display());
    let start = Instant::now();
    let index = faq.train_again();
    let trained = Trained { took: start.elapsed(), bytes: index.bytes() };
    let follow_ups = asked.followups.as_deref().map(read_lines::<FollowUp>).transpose()?.unwrap_or_default();
    tell(&Asked::Served(&faq, today), &trained, &read_queries(queries)?, &follow_ups, asked.errors)
}

/// What training cost.
struct Trained {
    took: Duration,
    bytes: usize,
}

fn tell(asked: &Asked<'_>, trained: &Trained, queries: &[Query], follow_ups: &[FollowUp], errors: bool) -> Result<()> {
    let mut took = Vec::with_capacity(queries.len());
    let answered: Vec<Answered<'_>> = queries.iter().map(|query| answer(asked, query, &mut took)).collect();
    took.sort_unstable();
    if errors {
        answered.iter().filter(|one| one.is_missed()).for_each(|one| eprintln!("{}", missed(one)));
    }
    let mut figures = serde_json::to_value(evaluate(&answered))?;
    figures["followups_accuracy"] = json!(right_follow_ups(asked, follow_ups, errors));
    figures["p50_us"] = json!(percentile(&took, 50));
    figures["p99_us"] = json!(percentile(&took, 99));
    figures["train_ms"] = json!(trained.took.as_secs_f64() * 1_000.0);
    figures["model_bytes"] = json!(trained.bytes);
    super::print(serde_json::to_string_pretty(&figures)?);
    Ok(())
}

/// Only what the product does for a question is timed.
fn answer<'a>(asked: &Asked<'_>, query: &'a Query, took: &mut Vec<Duration>) -> Answered<'a> {
    let start = Instant::now();
    let finding = asked.find(&query.text, None);
    took.push(start.elapsed());
    Answered { query, ranked: asked.rank(&query.text, None, &finding), finding }
}

/// In microseconds.
fn percentile(sorted: &[Duration], rank: usize) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    Some(sorted[last * rank / 100].as_secs_f64() * 1e6)
}

fn missed(one: &Answered<'_>) -> String {
    let right: Vec<&str> = one.query.right.iter().map(EntryId::as_str).collect();
    let right = if right.is_empty() { "hors sujet".to_owned() } else { right.join(", ") };
    let found: Vec<String> = one.ranked.iter().take(3).map(|found| format!("{} {:.2}", found.entry, found.confidence)).collect();
    format!("{} | attendu : {right} | trouvé : {}", one.query.text, found.join(", "))
}

/// The share of follow-ups whose entry comes first, read after their first question.
fn right_follow_ups(asked: &Asked<'_>, follow_ups: &[FollowUp], errors: bool) -> Option<f64> {
    let right = follow_ups.iter().filter(|follow_up| {
        let context = asked.first(&follow_up.first, None).map(|entry| Context { entry });
        let second = asked.first(&follow_up.second, context.as_ref());
        let is_right = second.as_ref().is_some_and(|second| follow_up.ids.contains(second));
        if errors && !is_right {
            let found = second.map_or_else(String::new, |second| second.to_string());
            eprintln!("{} / {} | attendu : {:?} | trouvé : {found}", follow_up.first, follow_up.second, follow_up.ids);
        }
        is_right
    });
    let right = right.count();
    (!follow_ups.is_empty()).then(|| right as f64 / follow_ups.len() as f64)
}

/// One line of `faq.jsonl`.
#[derive(Deserialize)]
struct KnownEntry {
    id: EntryId,
    questions: Vec<String>,
    #[serde(default)]
    answer: String,
}

impl KnownEntry {
    fn document(&self) -> Document<'_> {
        Document { id: &self.id, kind: Kind::Answer, question: "", wordings: &self.questions, answer: &self.answer }
    }
}

/// One line of `queries.jsonl`, in either form.
#[derive(Deserialize)]
struct KnownQuery {
    text: String,
    #[serde(default)]
    id: Option<EntryId>,
    #[serde(default)]
    ids: Vec<EntryId>,
    #[serde(default)]
    kind: String,
}

/// One line of a file of follow-ups.
#[derive(Deserialize)]
struct FollowUp {
    first: String,
    second: String,
    ids: Vec<EntryId>,
}

fn read_entries(path: &Path, max_examples: Option<usize>) -> Result<Vec<KnownEntry>> {
    let mut entries: Vec<KnownEntry> = read_lines(path)?;
    if let Some(max) = max_examples {
        entries.iter_mut().for_each(|entry| entry.questions.truncate(max));
    }
    Ok(entries)
}

fn read_queries(path: &Path) -> Result<Vec<Query>> {
    let lines: Vec<KnownQuery> = read_lines(path)?;
    let query =
        |line: KnownQuery| Query { right: line.ids.into_iter().chain(line.id).collect(), is_near: line.kind == "near", text: line.text };
    Ok(lines.into_iter().map(query).collect())
}

fn read_lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let text = fs::read_to_string(path).with_context(|| format!("impossible de lire {}", path.display()))?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let read = |(number, line): (usize, &str)| {
        serde_json::from_str(line).with_context(|| format!("{}:{number}: cette ligne n'a pas la forme attendue", path.display()))
    };
    lines.map(read).collect()
}
