//! The sets that are measured: made ones, the shipped answers, and those of the
//! environment.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use jiff::civil::{Date, date};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tchat::faq::{Kind, Library};
use tchat::words::EntryId;

use super::made::{self, Random};
use super::{Entry, Question, Set, Typed};

/// The sizes of the made sets, separated by commas.
const SIZES: &str = "TCHAT_BENCH_SIZES";
/// Folders in the form of `tchat evaluate DOSSIER`, or files of questions to the
/// shipped answers in the form of its `--queries`, separated as in `PATH`.
const SETS: &str = "TCHAT_BENCH_SET";

const SHIPPED: &str = "responses";
/// The day the shipped files are read.
const TODAY: Date = date(2026, 11, 22);

/// The names of the sets, in the order of the tables.
pub(super) fn names() -> Vec<String> {
    let sizes = env::var(SIZES).unwrap_or_else(|_| "100,1000,10000".to_owned());
    let sizes = sizes.split(',').map(str::trim).filter(|size| !size.is_empty()).map(str::to_owned);
    let sets = env::var_os(SETS).unwrap_or_default();
    let given = env::split_paths(&sets).filter(|path| !path.as_os_str().is_empty()).map(|path| path.display().to_string());
    sizes.chain([SHIPPED.to_owned()]).chain(given).collect()
}

/// A set by its name.
pub(super) fn set(name: &str) -> Result<Set> {
    let path = Path::new(name);
    match name.parse() {
        Ok(size) => Ok(made::set(size)),
        Err(_) if name == SHIPPED => shipped(),
        Err(_) if path.is_dir() => folder(path),
        Err(_) => Ok(Set { questions: questions(path, Typed::Well)?, ..shipped()? }),
    }
}

/// The shipped answers, and each one's title and first wording with a typo: as
/// they stand, they would be found by their own words.
fn shipped() -> Result<Set> {
    // `cargo bench` runs in the folder of its own package, which may be a peer's.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join(SHIPPED)).find(|folder| folder.is_dir());
    let (library, _) = Library::load(&root.context("no folder of answers")?, None, TODAY);
    let mut random = Random(3);
    let mut set = Set { entries: Vec::new(), synonyms: library.synonyms().to_vec(), questions: Vec::new() };
    for entry in library.entries() {
        for text in std::iter::once(&entry.question).chain(entry.wordings.first()) {
            let right = if entry.kind == Kind::OutOfScope { Vec::new() } else { vec![entry.id.clone()] };
            set.questions.push(Question { text: made::with_a_typo(text, &mut random), right, typed: Typed::Badly });
        }
        set.entries.push(Entry {
            id: entry.id.clone(),
            kind: entry.kind,
            title: entry.question.clone(),
            wordings: entry.wordings.clone(),
            answer: entry.answer.clone(),
        });
    }
    Ok(set)
}

fn folder(folder: &Path) -> Result<Set> {
    let known: Vec<KnownEntry> = lines(&folder.join("faq.jsonl"))?;
    let entry = |known: KnownEntry| Entry {
        id: known.id,
        kind: Kind::Answer,
        title: String::new(),
        wordings: known.questions,
        answer: known.answer,
    };
    let mut asked = questions(&folder.join("queries.jsonl"), Typed::Well)?;
    let badly: PathBuf = folder.join("queries_noisy.jsonl");
    if badly.exists() {
        asked.extend(questions(&badly, Typed::Badly)?);
    }
    Ok(Set { entries: known.into_iter().map(entry).collect(), synonyms: Vec::new(), questions: asked })
}

fn questions(path: &Path, typed: Typed) -> Result<Vec<Question>> {
    let asked: Vec<KnownQuestion> = lines(path)?;
    let question = |asked: KnownQuestion| Question { text: asked.text, right: asked.ids.into_iter().chain(asked.id).collect(), typed };
    Ok(asked.into_iter().map(question).collect())
}

#[derive(Deserialize)]
struct KnownEntry {
    id: EntryId,
    questions: Vec<String>,
    #[serde(default)]
    answer: String,
}

#[derive(Deserialize)]
struct KnownQuestion {
    text: String,
    #[serde(default)]
    id: Option<EntryId>,
    #[serde(default)]
    ids: Vec<EntryId>,
}

fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| serde_json::from_str(line).with_context(|| format!("a line of {}", path.display()))).collect()
}
