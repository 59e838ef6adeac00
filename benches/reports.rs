//! A report over a long history: 100 sessions and 10,000, 100,000 and 1,000,000
//! exchanges, made here, the same at each run.
//!
//! On SQLite, and on PostgreSQL when `TCHAT_BENCH_POSTGRES` holds the address of
//! an empty database. For each size: the report of one session, the figures of
//! all sessions side by side once they are frozen, and the peak of memory of a
//! process that did both. The peer, in the same run on the same database: the
//! queries that somebody would type to count the same session's people,
//! questions, answers and themes, and nothing else.

#![allow(clippy::expect_used, reason = "a benchmark without its database measures nothing")]

use std::fmt::Write;
use std::process::Command;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use sqlx::any::install_default_drivers;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};
use tchat::sessions::{freeze_ended, report_of};
use tchat::store::Store;
use tchat::words::SessionId;

const SESSIONS: u64 = 100;
/// One person asks five questions.
const QUESTIONS_EACH: u64 = 5;
const RUNS: usize = 5;
/// Rows written by one statement.
const AT_ONCE: u64 = 500;

/// What a child process is asked to do instead of the benchmark.
const READ: &str = "--read";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(place) = arguments.iter().position(|argument| argument == READ) {
        return read_once(&arguments[place + 1]);
    }
    println!("exchanges  database    a session  by hand    100 sessions  memory");
    for exchanges in [10_000, 100_000, 1_000_000] {
        let folder = tempfile::tempdir().expect("a folder");
        measure(exchanges, "SQLite", &format!("sqlite:{}", folder.path().join("tchat.db").display()));
        if let Ok(url) = std::env::var("TCHAT_BENCH_POSTGRES") {
            measure(exchanges, "PostgreSQL", &url);
        }
    }
}

fn measure(exchanges: u64, name: &str, url: &str) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (session, by_hand, all) = runtime.block_on(async {
        let store = Store::open(url).await.expect("a database");
        fill(url, exchanges).await;
        let now = begin() + SignedDuration::from_hours(24);
        let middle = middle();
        let session = median(|| report_of(&store, &middle, now)).await;
        let by_hand = typed_by_hand(url).await;
        let later = begin() + SignedDuration::from_hours(24 * 61);
        freeze_ended(&store, later).await.expect("frozen reports");
        let all = median(|| every_session(&store, later)).await;
        store.close().await;
        (session, by_hand, all)
    });
    let memory = peak_of_a_reader(url);
    println!("{exchanges:>9}  {name:<10}  {session:>8.1?}  {by_hand:>8.1?}  {all:>10.1?}  {memory} MiB");
}

fn begin() -> Timestamp {
    "2026-01-05T17:00:00Z".parse().expect("an instant")
}

fn middle() -> SessionId {
    SessionId::new(format!("s{}", SESSIONS / 2))
}

async fn every_session(store: &Store, now: Timestamp) -> anyhow::Result<()> {
    for session in store.sessions().await? {
        report_of(store, &session.id, now).await?;
    }
    Ok(())
}

async fn median<T, F: Future<Output = anyhow::Result<T>>>(work: impl Fn() -> F) -> Duration {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let began = Instant::now();
        work().await.expect("a report");
        times.push(began.elapsed());
    }
    times.sort();
    times[RUNS / 2]
}

/// What somebody would type to know a session.
async fn typed_by_hand(url: &str) -> Duration {
    let mut link = connect(url).await;
    let began = Instant::now();
    let of = format!("from exchange e join conversation c on c.id = e.conversation_id where e.session_id = '{}'", middle());
    for counted in [
        format!("select count(distinct c.person) {of}"),
        format!("select count(*) {of} and e.first_outcome not in ('small_talk', 'out_of_scope')"),
        format!("select count(*) {of} and e.answered_at is not null"),
        format!("select e.theme, count(*) {of} group by e.theme"),
        format!("select c.source, count(distinct c.person) {of} group by c.source"),
    ] {
        link.fetch_all(AssertSqlSafe(counted)).await.expect("a count");
    }
    began.elapsed()
}

async fn connect(url: &str) -> AnyConnection {
    install_default_drivers();
    AnyConnection::connect(url).await.expect("a connection")
}

/// Sessions of two hours a few hours apart, filled evenly.
async fn fill(url: &str, exchanges: u64) {
    let mut link = connect(url).await;
    for table in ["frozen_report", "report_version", "exchange", "conversation", "person", "session"] {
        link.execute(AssertSqlSafe(format!("delete from {table}"))).await.expect("an empty table");
    }
    let begin = begin().as_millisecond();
    let of_each = exchanges / SESSIONS;
    for number in 0..SESSIONS {
        // All of them end the same day, so that one day freezes them all.
        let opens_at = begin + i64::try_from(number).expect("a number") * 1_000;
        let closes_at = opens_at + 7_200_000;
        let session = format!(
            "insert into session (id, title, opens_at, closes_at, opened_at, closed_at, created_at)
             values ('s{number}', 'Session {number}', {opens_at}, {closes_at}, {opens_at}, {closes_at}, {opens_at})"
        );
        link.execute(AssertSqlSafe(session)).await.expect("a session");
        for first in (0..of_each).step_by(usize::try_from(AT_ONCE).expect("a number")) {
            write(&mut link, number, first, AT_ONCE.min(of_each - first), opens_at).await;
        }
    }
    if url.starts_with("postgres") {
        link.execute("analyze").await.expect("statistics");
    }
}

async fn write(link: &mut AnyConnection, session: u64, first: u64, count: u64, opens_at: i64) {
    let (mut people, mut conversations, mut asked) = (String::new(), String::new(), String::new());
    for number in first..first + count {
        let at = opens_at + i64::try_from(number % 7_000).expect("a number") * 1_000;
        let who = number / QUESTIONS_EACH;
        let comma = if number == first { "" } else { ", " };
        if number % QUESTIONS_EACH == 0 {
            let comma = if people.is_empty() { "" } else { ", " };
            let _ = write!(people, "{comma}('p{session}-{who}', {at}, {at})");
            let source = ["'linkedin'", "'salon'", "null"][usize::try_from(who % 3).expect("a number")];
            let _ = write!(conversations, "{comma}('c{session}-{who}', 'p{session}-{who}', {at}, {at}, {source}, 'link', 1)");
        }
        let (outcome, answered) =
            if number % 10 == 0 { ("unknown", "null, null".to_owned()) } else { ("answer", format!("{}, 'bot'", at + 300)) };
        let id = if number % QUESTIONS_EACH == 0 { format!("c{session}-{who}") } else { format!("e{session}-{number}") };
        let _ = write!(
            asked,
            "{comma}('{id}', 'c{session}-{who}', 's{session}', {at}, 'web', 'combien de jours de télétravail ?', '{outcome}', '{outcome}',
              'fiche-{}', 'theme-{}', 0.9, 'v1', {answered})",
            number % 120,
            number % 20
        );
    }
    let rows = [
        ("person (id, first_seen_at, last_seen_at)", people),
        ("conversation (id, person, started_at, last_at, source, source_known, arrival)", conversations),
        (
            "exchange (id, conversation_id, session_id, asked_at, door, question, first_outcome, outcome, entry, theme, confidence,
              faq_version, answered_at, answered_by)",
            asked,
        ),
    ];
    for (into, values) in rows {
        link.execute(AssertSqlSafe(format!("insert into {into} values {values}"))).await.expect("rows");
    }
}

/// The peak of memory of a process that reads one session and all of them, in MiB.
fn peak_of_a_reader(url: &str) -> u64 {
    let myself = std::env::current_exe().expect("this program");
    let output = Command::new(myself).args([READ, url]).output().expect("a child process");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().parse::<u64>().expect("a number of KiB") / 1_024
}

fn read_once(url: &str) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(url).await.expect("a database");
        let later = begin() + SignedDuration::from_hours(24 * 30);
        report_of(&store, &middle(), later).await.expect("a report");
        // Not frozen, as on the day itself: all of its exchanges are read.
        thaw(url).await;
        report_of(&store, &middle(), later).await.expect("a report");
        every_session(&store, later).await.expect("reports");
    });
    let status = std::fs::read_to_string("/proc/self/status").expect("what the system knows of this process");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the peak");
    println!("{}", peak.trim().trim_end_matches(" kB"));
}

async fn thaw(url: &str) {
    let mut link = connect(url).await;
    link.execute(AssertSqlSafe(format!("delete from frozen_report where session_id = '{}'", middle()))).await.expect("no frozen report");
}
