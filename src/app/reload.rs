//! Reads HR's files again when they change: what changed is in service within
//! seconds, and a broken file keeps its last good version.
//!
//! The folder is watched, and looked at every few seconds besides. It is read
//! when nothing changed in it for a moment, and what was read counts only when
//! nothing changed meanwhile: half a copy, or half of two versions, is never
//! served. What is made of a new version is for `chronicle`.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use jiff::civil::Date;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

use super::SharedProblems;
use super::chronicle::News;
use super::watcher::Watch;
use crate::clock::Clock;
use crate::conversation::SharedFaq;
use crate::faq::Faq;
use crate::files::{Problem, Stamp};

/// How often the folder is looked at without any news of it. A look at 1,000
/// files takes 5 ms; to read them, which only a change makes needful, took 1.5 s
/// (both unoptimised, on a loaded machine).
const LOOK_EVERY: Duration = Duration::from_secs(3);

/// A save of several files is over when nothing happened for this long.
const QUIET: Duration = Duration::from_millis(300);

/// A file that changed less than this ago may be half written.
const SETTLED: Duration = Duration::from_millis(200);

/// A folder in which something always moves is read all the same after this.
const PATIENCE: Duration = Duration::from_secs(3);

/// What reloads the answers.
pub(super) struct Reload {
    /// The folder HR owns.
    pub(super) responses: PathBuf,
    /// The answers in service.
    pub(super) faq: SharedFaq,
    /// What is wrong with the files.
    pub(super) problems: SharedProblems,
    /// What « today » is.
    pub(super) clock: Clock,
    /// Where new versions and problems are told.
    pub(super) news: mpsc::Sender<News>,
    /// Who wants the files read at once waits for an answer.
    pub(super) asks: mpsc::Receiver<oneshot::Sender<()>>,
}

/// What the files were at the last reading, and the day: a review may be due.
type Seen = Option<(Stamp, Date)>;

/// What a reading gave.
struct Reading {
    changed: Option<Faq>,
    problems: Vec<Problem>,
    seen: Seen,
}

impl Reload {
    /// Reads again and again until `stop`.
    pub(super) async fn run(mut self, stop: CancellationToken) {
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut watch, mut seen) = (Watch::new(), None);
        let reading = async {
            loop {
                let asked = tokio::select! {
                    _ = ticks.tick() => None,
                    () = watch.changed(QUIET, PATIENCE) => None,
                    Some(asked) = self.asks.recv() => Some(asked),
                };
                if asked.is_some() {
                    seen = None;
                }
                self.look(&mut watch, &mut seen).await;
                // Who asked may have stopped waiting.
                let _ = asked.map(|asked| asked.send(()));
            }
        };
        stop.run_until_cancelled(reading).await;
    }

    async fn look(&self, watch: &mut Watch, seen: &mut Seen) {
        let start = Instant::now();
        loop {
            let Some(stamp) = self.stamp().await else { return };
            watch.set_to(stamp.folders(&self.responses));
            let now = (stamp, self.clock.today());
            if seen.as_ref() == Some(&now) {
                return;
            }
            let half_written = now.0.changed_within(SETTLED, SystemTime::now());
            let is_patient = start.elapsed() < PATIENCE;
            if is_patient && !half_written.is_empty() {
                sleep(SETTLED / 2).await;
                continue;
            }
            match self.read(now, half_written).await {
                Some(reading) => {
                    *seen = reading.seen.clone();
                    return self.serve(reading).await;
                }
                None if is_patient => {}
                None => return,
            }
        }
    }

    async fn stamp(&self) -> Option<Stamp> {
        let responses = self.responses.clone();
        tokio::task::spawn_blocking(move || Stamp::of(&responses)).await.ok()
    }

    /// Nothing when the files that count changed while they were read.
    async fn read(&self, (stamp, today): (Stamp, Date), half_written: BTreeSet<String>) -> Option<Reading> {
        let (current, responses) = (self.faq.load_full(), self.responses.clone());
        let read = move || {
            let (library, problems) = current.read_again(&responses, today, &half_written);
            stamp.is_still(&Stamp::of(&responses), &half_written).then(|| Reading {
                changed: current.changed_to(library),
                problems,
                seen: half_written.is_empty().then_some((stamp, today)),
            })
        };
        tokio::task::spawn_blocking(read).await.ok().flatten()
    }

    async fn serve(&self, reading: Reading) {
        if let Some(changed) = reading.changed {
            tracing::info!(version = changed.version(), problems = reading.problems.len(), "the responses changed");
            self.faq.store(Arc::new(changed));
        }
        let problems = Arc::new(reading.problems);
        self.problems.store(problems.clone());
        let news = News { faq: self.faq.load_full(), problems, at: self.clock.now() };
        // Nobody listens any more only when the program stops.
        let _ = self.news.send(news).await;
    }
}
