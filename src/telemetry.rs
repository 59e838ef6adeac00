//! How log lines and metrics look. Neither ever holds what a candidate wrote.

use std::io::IsTerminal;
use std::sync::LazyLock;
use std::time::Instant;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::words::{Door, Outcome};

/// What is logged unless told otherwise: our own steps, others' warnings.
const DEFAULT_FILTER: &str = "warn,tchat=info";

/// The metrics of the process; the first call installs their recorder.
static METRICS: LazyLock<Option<PrometheusHandle>> = LazyLock::new(|| {
    let buckets = [0.000_05, 0.000_1, 0.000_3, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0];
    let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &buckets);
    let handle = builder.and_then(PrometheusBuilder::install_recorder).ok();
    describe();
    handle
});

/// Says beside each count what it is: a reader of one never sees the others.
fn describe() {
    metrics::describe_counter!(
        "tchat_questions_total",
        "Messages the bot made something of, by door and first outcome, small talk and out of scope included: \
         a report counts those apart, so its questions are fewer."
    );
    metrics::describe_histogram!("tchat_find_seconds", metrics::Unit::Seconds, "How long the search of one question took.");
    metrics::describe_counter!("tchat_not_recorded_total", "Questions that could not be recorded.");
}

/// Log lines go to standard error, as text on a terminal and as JSON elsewhere;
/// `filter` is in the syntax of `tracing` (`info`, `tchat=debug`).
pub fn start_logging(filter: Option<&str>) {
    let filter = EnvFilter::try_new(filter.unwrap_or(DEFAULT_FILTER)).unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second call, in a trial that starts several programs, changes nothing.
    let _ = if std::io::stderr().is_terminal() { lines.try_init() } else { lines.json().try_init() };
}

/// The counts of the process.
#[derive(Clone, Debug)]
pub struct Metrics(Option<PrometheusHandle>);

impl Metrics {
    /// Begins to count.
    pub fn start() -> Self {
        Self(METRICS.clone())
    }

    /// The counts so far, as Prometheus reads them.
    pub fn render(&self) -> String {
        self.0.as_ref().map(PrometheusHandle::render).unwrap_or_default()
    }

    /// Folds what was counted into its totals: until then it costs memory.
    pub fn fold(&self) {
        if let Some(handle) = &self.0 {
            handle.run_upkeep();
        }
    }
}

/// Counts one question by what became of it.
pub fn count_question(door: Door, outcome: Outcome) {
    metrics::counter!("tchat_questions_total", "door" => door.as_str(), "outcome" => outcome.as_str()).increment(1);
}

/// Runs a search and counts how long it took.
pub fn timed_find<T>(find: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let found = find();
    metrics::histogram!("tchat_find_seconds").record(start.elapsed());
    found
}

/// Counts one question that could not be recorded.
pub fn count_not_recorded() {
    metrics::counter!("tchat_not_recorded_total").increment(1);
}
