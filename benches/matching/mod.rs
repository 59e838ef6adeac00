//! What the benchmarks of the matcher share: the sets of questions, what is
//! measured of a matcher, and the tables.
//!
//! Each measure is a process of its own, on one core, so that memory is that of
//! one matcher and nothing else was warmed up before.

mod known;
mod made;
mod measure;
mod ours;
mod tables;

use std::collections::BTreeMap;
use std::env;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use tchat::faq::{Document, Kind};
use tchat::words::EntryId;

pub(crate) use ours::Ours;

/// What a child process is asked to do instead of the benchmark.
const MEASURE: &str = "--measure";

/// What takes longer is told as such.
const PATIENCE: Duration = Duration::from_secs(120);

/// Whether a question is typed well or badly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Typed {
    Well,
    Badly,
}

/// One entry to find.
pub(crate) struct Entry {
    pub(crate) id: EntryId,
    pub(crate) kind: Kind,
    pub(crate) title: String,
    pub(crate) wordings: Vec<String>,
    pub(crate) answer: String,
}

impl Entry {
    /// The same, as an index learns it.
    pub(crate) fn document(&self) -> Document<'_> {
        Document { id: &self.id, kind: self.kind, question: &self.title, wordings: &self.wordings, answer: &self.answer }
    }
}

/// One question and the entries that answer it, none when it is out of scope.
pub(crate) struct Question {
    pub(crate) text: String,
    pub(crate) right: Vec<EntryId>,
    pub(crate) typed: Typed,
}

/// A FAQ and the questions that are asked to it.
pub(crate) struct Set {
    pub(crate) entries: Vec<Entry>,
    pub(crate) synonyms: Vec<Vec<String>>,
    pub(crate) questions: Vec<Question>,
}

/// What can be measured.
pub(crate) trait Matcher: Sized {
    /// Learns or indexes a FAQ.
    fn train(set: &Set) -> Result<Self>;
    /// All that is done for one question; true when it is answered with an entry or choices.
    fn ask(&self, text: &str) -> Result<bool>;
    /// The entry that comes first, however unsure.
    fn first(&self, text: &str) -> Result<Option<EntryId>>;
    /// The bytes of what was learnt, when the matcher can tell.
    fn bytes(&self) -> Option<usize>;
}

/// What was measured of one matcher on one set.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Figures {
    entries: usize,
    train_ms: f64,
    p50_us: f64,
    p99_us: f64,
    model_bytes: Option<usize>,
    grown_bytes: usize,
    first_well: Option<f64>,
    first_badly: Option<f64>,
    left_unanswered: Option<f64>,
    /// Microseconds for one text, once and repeated.
    long_us: BTreeMap<usize, f64>,
}

/// A matcher by its name in the tables.
pub(crate) struct Contender {
    name: &'static str,
    measure: fn(&Set) -> Result<Figures>,
}

impl Contender {
    pub(crate) fn new<M: Matcher>(name: &'static str) -> Self {
        Self { name, measure: measure::measure::<M> }
    }
}

/// Measures each contender on each set, and prints the tables.
pub(crate) fn run(contenders: &[Contender]) -> Result<()> {
    let arguments: Vec<String> = env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == MEASURE) {
        return answer_the_parent(contenders, &arguments[at + 1..]);
    }
    let (cpu, load) = (measure::first_cpu(), measure::load());
    println!("{} cores, load {load}, measured on core {cpu} alone where `taskset` is\n", std::thread::available_parallelism()?);
    let mut measured = Vec::new();
    for set in known::names() {
        for contender in contenders {
            eprintln!("{set}: {}", contender.name);
            match in_a_child(contender.name, &set, &cpu)? {
                Some(figures) => measured.push((set.clone(), contender.name, figures)),
                None => println!("{set}, {}: over {} s\n", contender.name, PATIENCE.as_secs()),
            }
        }
    }
    tables::print(&measured);
    Ok(())
}

fn answer_the_parent(contenders: &[Contender], asked: &[String]) -> Result<()> {
    let [name, set] = asked else { anyhow::bail!("{MEASURE} needs a matcher and a set") };
    let contender = contenders.iter().find(|contender| contender.name == name).context("no such matcher")?;
    let figures = (contender.measure)(&known::set(set)?)?;
    println!("{}", serde_json::to_string(&figures)?);
    Ok(())
}

/// Nothing when the child is still at work when patience ends.
fn in_a_child(contender: &str, set: &str, cpu: &str) -> Result<Option<Figures>> {
    let program = env::current_exe()?;
    let mut pinned = Command::new("taskset");
    pinned.args(["-c", cpu]).arg(&program).args([MEASURE, contender, set]).stdout(Stdio::piped());
    let mut anywhere = Command::new(&program);
    anywhere.args([MEASURE, contender, set]).stdout(Stdio::piped());
    let mut child = pinned.spawn().or_else(|_| anywhere.spawn())?;
    let start = Instant::now();
    while child.try_wait()?.is_none() {
        if start.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let done = child.wait_with_output()?;
    anyhow::ensure!(done.status.success(), "{contender} on {set}: {}", done.status);
    Ok(Some(serde_json::from_slice(&done.stdout)?))
}
