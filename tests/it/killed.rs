//! The program killed under its candidates, again and again: what they were
//! told stays true, and what they were not told can be asked again.
//!
//! With `TCHAT_PROOF=full` there are two hundred kills for each database, with
//! a number as many as it says. `tests/planted/run` sees that it can fail.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tchat::words::random_word;

use crate::command_line::Bench;
use crate::history::{CANDIDATES, Candidate, History, ask, exchange, kept};
use crate::postgres;
use crate::serving::{Running, start};

/// A kill comes within this time after the first answer.
const LIFE: u64 = 500;

/// How often the program is killed on each database.
fn kills() -> usize {
    match std::env::var("TCHAT_PROOF").as_deref() {
        Ok("full") => 200,
        Ok(count) => count.parse().unwrap(),
        Err(_) => 6,
    }
}

#[test]
fn nothing_acknowledged_is_lost_or_answered_twice_when_the_program_is_killed() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let postgres = runtime.block_on(postgres::database());
    let faults: Vec<String> = ["sqlite:data/tchat.db", &postgres].into_iter().flat_map(|database| faults(&runtime, database)).collect();
    assert_eq!(faults, Vec::<String>::new());
}

/// What was wrong after all the kills on a database.
fn faults(runtime: &tokio::runtime::Runtime, database: &str) -> Vec<String> {
    let (bench, history, kills) = (Bench::new(), Arc::new(History::default()), kills());
    let mut slowest = Duration::ZERO;
    for _ in 0..kills {
        let started = Instant::now();
        let mut running = start(&bench, database);
        slowest = slowest.max(started.elapsed());
        runtime.block_on(live_and_die(&mut running, &history));
    }
    let mut running = start(&bench, database);
    runtime.block_on(history.ask_the_rest(&running.web));
    running.signal("-TERM");
    assert_eq!(running.ends_within(Duration::from_secs(10)), Some(0));
    assert!(history.count() > CANDIDATES + kills, "hardly anybody was answered before a kill");
    println!("{kills} kills, {} answered, ready again in {slowest:?} at most: {database}", history.count());
    let (kind, _) = database.split_once(':').unwrap();
    history.faults(kept(&bench, database)).into_iter().map(|fault| format!("{kind}: {fault}")).collect()
}

/// Candidates ask without a pause, and the program is killed at an instant nobody chose.
async fn live_and_die(running: &mut Running, history: &Arc<History>) {
    let before = history.count();
    let candidates: Vec<_> = (0..CANDIDATES).map(|_| tokio::spawn(ask_until_cut(running.web.clone(), history.clone()))).collect();
    history.grows_to(before + 1).await;
    let random = u64::from_str_radix(&random_word()[..8], 16).unwrap();
    tokio::time::sleep(Duration::from_millis(random % LIFE)).await;
    running.signal("-KILL");
    for candidate in candidates {
        candidate.await.unwrap();
    }
    running.is_gone();
}

async fn ask_until_cut(web: String, history: Arc<History>) {
    let (http, mut candidate) = (reqwest::Client::new(), Candidate::default());
    loop {
        let message = candidate.next(&history);
        let Some(answer) = ask(&http, &web, &message).await else {
            return history.unanswered(message);
        };
        history.answered(&message, exchange(&answer));
        candidate.reads(&answer);
    }
}
