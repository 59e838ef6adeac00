//! The program while it serves, as a process that is told to stop or killed.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::Semaphore;

use crate::command_line::Bench;
use crate::postgres;

/// A program that runs until it is told to stop.
pub(crate) struct Running {
    child: std::process::Child,
    pub(crate) printed: String,
    pub(crate) web: String,
}

pub(crate) fn start(bench: &Bench, database: &str) -> Running {
    use std::io::{BufRead, BufReader};
    let mut command = bench.command(&["run", "--database", database]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let printed = lines.by_ref().take(4).collect::<Vec<_>>().join("\n");
    let web = printed.split("http://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default().to_owned();
    Running { child, printed, web }
}

impl Running {
    pub(crate) fn signal(&self, name: &str) {
        assert!(Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap().success());
    }

    pub(crate) fn ends_within(&mut self, time: Duration) -> Option<i32> {
        let deadline = Instant::now() + time;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the program did not stop in time");
    }
}

#[test]
fn the_program_starts_with_nothing_set_and_stops_when_told() {
    let bench = Bench::new();
    let mut running = start(&bench, "sqlite:data/tchat.db");
    assert!(running.printed.contains("t'chat est prêt") && running.printed.contains("/staff/entrer/"), "{}", running.printed);
    assert!(running.printed.contains("DISCORD_TOKEN"), "how to turn Discord on is said");
    let second = bench.refuses(&mut bench.command(&["run", "--database", "sqlite:data/tchat.db"]));
    assert!(second.contains("un autre tchat utilise déjà la base"), "{second}");
    assert_eq!(bench.prints(&["session", "list", "--database", "sqlite:data/tchat.db"]), "", "other commands may work beside it");
    running.signal("-TERM");
    assert_eq!(running.ends_within(Duration::from_secs(10)), Some(0));
}

#[test]
fn nothing_acknowledged_is_lost_when_the_program_is_killed() {
    let bench = Bench::new();
    let postgres = tokio::runtime::Runtime::new().unwrap().block_on(postgres::database());
    for database in ["sqlite:data/tchat.db", &postgres] {
        let mut acknowledged = 0;
        for _ in 0..5 {
            let mut running = start(&bench, database);
            acknowledged += asked_until_killed(&mut running);
        }
        let month = tchat::sessions::month_of(jiff::Timestamp::now());
        let report: Value =
            serde_json::from_str(&bench.prints(&["report", month.as_str(), "--format", "json", "--database", database])).unwrap();
        let questions = report["metrics"]["questions"]["value"].as_u64().unwrap();
        assert!(questions >= acknowledged, "{questions} kept of {acknowledged} acknowledged on {database}");
        assert!(questions <= acknowledged + 5 * CLIENTS as u64, "no question is kept twice");
    }
}

const CLIENTS: usize = 4;

/// Four candidates ask without a pause until the program is killed under them,
/// once some were answered; gives how many were.
fn asked_until_killed(running: &mut Running) -> u64 {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let answered = runtime.block_on(async {
        let answered = Arc::new(Semaphore::new(0));
        let http = reqwest::Client::new();
        let url = format!("http://{}/api/chat", running.web);
        let ask = || tokio::spawn(ask_until_refused(http.clone(), url.clone(), answered.clone()));
        let clients: Vec<_> = (0..CLIENTS).map(|_| ask()).collect();
        answered.acquire_many(ANSWERED_BEFORE).await.unwrap().forget();
        running.signal("-KILL");
        for client in clients {
            client.await.unwrap();
        }
        u64::from(ANSWERED_BEFORE) + answered.available_permits() as u64
    });
    running.child.wait().unwrap();
    answered
}

/// How many questions are answered before the program is killed.
const ANSWERED_BEFORE: u32 = 20;

async fn ask_until_refused(http: reqwest::Client, url: String, answered: Arc<Semaphore>) {
    let body = serde_json::json!({ "text": "combien de jours de télétravail" });
    while let Ok(answer) = http.post(&url).json(&body).send().await {
        if answer.json::<Value>().await.is_ok_and(|answer| answer["outcome"] == "answer") {
            answered.add_permits(1);
        }
    }
}
