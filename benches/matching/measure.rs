//! How long, how large, how right.

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::{Figures, Matcher, Question, Set, Typed};

/// Each question is asked this many times; its time is the median.
const PASSES: usize = 7;
/// Training is done again while all of it took less than this.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often a text is repeated, to see that a long one costs no more than it is read.
const REPEATED: [usize; 5] = [1, 10, 100, 1_000, 10_000];
const LONG: &str = "combien de temps faut-il attendre pour le remboursement ? ";

/// Measures a matcher on a set.
pub(super) fn measure<M: Matcher>(set: &Set) -> Result<Figures> {
    let before = resident();
    let start = Instant::now();
    let matcher = M::train(set)?;
    let mut trained = vec![start.elapsed()];
    let grown_bytes = resident().saturating_sub(before);
    let took = times(&matcher, &set.questions)?;
    let outside: Vec<&Question> = set.questions.iter().filter(|question| question.right.is_empty()).collect();
    let left = outside.iter().filter(|question| !matcher.ask(&question.text).unwrap_or(false)).count();
    let figures = Figures {
        entries: set.entries.len(),
        train_ms: 0.0,
        p50_us: percentile(&took, 50),
        p99_us: percentile(&took, 99),
        model_bytes: matcher.bytes(),
        grown_bytes,
        first_well: right_first(&matcher, set, Typed::Well)?,
        first_badly: right_first(&matcher, set, Typed::Badly)?,
        left_unanswered: share(left, outside.len()),
        long_us: long(&matcher)?,
    };
    drop(matcher);
    while trained.len() < PASSES && trained.iter().sum::<Duration>() < PATIENCE {
        let start = Instant::now();
        black_box(M::train(set)?);
        trained.push(start.elapsed());
    }
    Ok(Figures { train_ms: median(trained) / 1e3, ..figures })
}

/// The time of each question, in microseconds, ascending. The questions follow
/// one another in each pass, so that none finds its own way still warm.
fn times<M: Matcher>(matcher: &M, questions: &[Question]) -> Result<Vec<f64>> {
    let mut took = vec![Vec::with_capacity(PASSES); questions.len()];
    for _ in 0..PASSES {
        for (times, question) in took.iter_mut().zip(questions) {
            let start = Instant::now();
            black_box(matcher.ask(black_box(&question.text))?);
            times.push(start.elapsed());
        }
    }
    let mut took: Vec<f64> = took.into_iter().map(median).collect();
    took.sort_unstable_by(f64::total_cmp);
    Ok(took)
}

fn long<M: Matcher>(matcher: &M) -> Result<BTreeMap<usize, f64>> {
    let mut took = BTreeMap::new();
    for times in REPEATED {
        let asked = Question { text: LONG.repeat(times), right: Vec::new(), typed: Typed::Well };
        took.insert(times, percentile(&self::times(matcher, &[asked])?, 50));
    }
    Ok(took)
}

fn right_first<M: Matcher>(matcher: &M, set: &Set, typed: Typed) -> Result<Option<f64>> {
    let inside: Vec<&Question> = set.questions.iter().filter(|question| question.typed == typed && !question.right.is_empty()).collect();
    let mut right = 0;
    for question in &inside {
        right += usize::from(matcher.first(&question.text)?.is_some_and(|first| question.right.contains(&first)));
    }
    Ok(share(right, inside.len()))
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// In microseconds.
fn median(mut took: Vec<Duration>) -> f64 {
    took.sort_unstable();
    took[took.len() / 2].as_secs_f64() * 1e6
}

fn percentile(sorted: &[f64], rank: usize) -> f64 {
    sorted.len().checked_sub(1).map_or(0.0, |last| sorted[last * rank / 100])
}

/// The memory that the process holds, in bytes.
fn resident() -> usize {
    let kib = status("VmRSS:").split_whitespace().next().and_then(|kib| kib.parse::<usize>().ok());
    kib.unwrap_or_default() * 1024
}

/// The first core that the process may run on.
pub(super) fn first_cpu() -> String {
    status("Cpus_allowed_list:").split([',', '-']).next().unwrap_or("0").trim().to_owned()
}

/// How busy the machine is: the load of the last minute.
pub(super) fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or("unknown").to_owned()
}

fn status(key: &str) -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let value = status.lines().find_map(|line| line.strip_prefix(key));
    value.unwrap_or_default().to_owned()
}
