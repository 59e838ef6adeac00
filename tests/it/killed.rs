//! The program killed under its candidates, again and again: what they were
//! told stays true, and what they were not told can be asked again.
//!
//! Every candidate writes down what they sent and what they read. A message
//! without an answer is sent again to the next life of the program, under the
//! same number. At the end the history is compared with the database. With
//! `TCHAT_PROOF=full` there are two hundred kills for each database.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tchat::words::random_word;

use crate::command_line::Bench;
use crate::postgres;
use crate::serving::{Running, start};

const CANDIDATES: usize = 32;

/// What a person may ask at once; a candidate then goes on as somebody else.
const ASKED_BY_ONE: usize = 5;

/// A kill comes within this time after the first answer.
const LIFE: u64 = 500;

/// One message, under the number that makes it the same when it comes again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Message {
    number: String,
    text: &'static str,
    conversation: Option<String>,
}

impl Message {
    fn body(&self) -> Value {
        json!({ "text": self.text, "message_id": self.number, "conversation": self.conversation })
    }
}

/// What candidates sent and what they read.
#[derive(Debug, Default)]
struct History {
    /// The exchange of each answered message, as often as its answer was read.
    answered: HashMap<Message, Vec<String>>,
    /// The messages whose answer never came.
    unanswered: Vec<Message>,
}

impl History {
    fn answered(&mut self, message: Message, exchange: &str) {
        self.answered.entry(message).or_default().push(exchange.to_owned());
    }

    /// What is wrong with it, given how many questions the database holds.
    fn faults(&self, kept: usize) -> Vec<String> {
        let mut faults = Vec::new();
        if !self.unanswered.is_empty() {
            faults.push(format!("{} messages never had an answer", self.unanswered.len()));
        }
        let twice = self.answered.values().filter(|exchanges| exchanges.iter().any(|other| *other != exchanges[0])).count();
        if twice > 0 {
            faults.push(format!("{twice} messages were taken for two"));
        }
        if kept != self.answered.len() {
            faults.push(format!("{kept} questions are kept of {} answered", self.answered.len()));
        }
        faults
    }
}

#[test]
fn nothing_acknowledged_is_lost_or_answered_twice_when_the_program_is_killed() {
    let kills = if std::env::var("TCHAT_PROOF").is_ok_and(|proof| proof == "full") { 200 } else { 6 };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let postgres = runtime.block_on(postgres::database());
    for database in ["sqlite:data/tchat.db", &postgres] {
        let bench = Bench::new();
        let history = Arc::new(Mutex::new(History::default()));
        let mut slowest = Duration::ZERO;
        for _ in 0..kills {
            let started = Instant::now();
            let mut running = start(&bench, database);
            slowest = slowest.max(started.elapsed());
            runtime.block_on(live_and_die(&mut running, &history));
        }
        let mut running = start(&bench, database);
        runtime.block_on(ask_the_rest(&running, &history));
        running.signal("-TERM");
        assert_eq!(running.ends_within(Duration::from_secs(10)), Some(0));
        let history = history.lock().unwrap();
        assert_eq!(history.faults(kept(&bench, database)), Vec::<String>::new(), "{database}");
        assert!(history.answered.len() > CANDIDATES + kills, "hardly anybody was answered before a kill");
        println!("{kills} kills, {} answered, ready again in {slowest:?} at most: {database}", history.answered.len());
    }
}

/// Questions of the month, as the report of the program counts them.
fn kept(bench: &Bench, database: &str) -> usize {
    let month = tchat::sessions::month_of(jiff::Timestamp::now());
    let report = bench.prints(&["report", month.as_str(), "--format", "json", "--database", database]);
    let report: Value = serde_json::from_str(&report).unwrap();
    report["metrics"]["questions"]["value"].as_u64().unwrap() as usize
}

/// Candidates ask without a pause, and the program is killed at an instant nobody chose.
async fn live_and_die(running: &mut Running, history: &Arc<Mutex<History>>) {
    let url = format!("http://{}/api/chat", running.web);
    let again = std::mem::take(&mut history.lock().unwrap().unanswered);
    let again = Arc::new(Mutex::new(again));
    let candidates: Vec<_> = (0..CANDIDATES).map(|_| tokio::spawn(ask_until_cut(url.clone(), again.clone(), history.clone()))).collect();
    answer_comes(history).await;
    let random = u64::from_str_radix(&random_word()[..8], 16).unwrap();
    tokio::time::sleep(Duration::from_millis(random % LIFE)).await;
    running.signal("-KILL");
    for candidate in candidates {
        candidate.await.unwrap();
    }
    running.is_gone();
    history.lock().unwrap().unanswered.append(&mut again.lock().unwrap());
}

/// Waits for one more answer: a life without any would prove nothing.
async fn answer_comes(history: &Arc<Mutex<History>>) {
    let before = history.lock().unwrap().answered.len();
    let deadline = Instant::now() + Duration::from_secs(20);
    while history.lock().unwrap().answered.len() == before {
        assert!(Instant::now() < deadline, "nobody is answered");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn ask_until_cut(url: String, again: Arc<Mutex<Vec<Message>>>, history: Arc<Mutex<History>>) {
    let http = reqwest::Client::new();
    let (mut conversation, mut asked) = (None, 0);
    loop {
        let left = again.lock().unwrap().pop();
        let is_new = left.is_none();
        let new = || Message { number: random_word(), text: "combien de jours de télétravail", conversation: conversation.clone() };
        let message = left.unwrap_or_else(new);
        let Some(answer) = ask(&http, &url, &message).await else {
            history.lock().unwrap().unanswered.push(message);
            return;
        };
        history.lock().unwrap().answered(message, answer["exchange"].as_str().unwrap());
        if is_new {
            asked += 1;
            let goes_on = asked % ASKED_BY_ONE != 0;
            conversation = answer["conversation"].as_str().filter(|_| goes_on).map(str::to_owned);
        }
    }
}

/// None when the connection was cut before the answer.
async fn ask(http: &reqwest::Client, url: &str, message: &Message) -> Option<Value> {
    let answer = http.post(url).json(&message.body()).send().await.ok()?;
    let status = answer.status();
    let answer: Value = answer.json().await.ok()?;
    assert!(status.is_success(), "{answer}");
    assert_eq!(answer["outcome"], "answer", "{answer}");
    Some(answer)
}

/// Sends again what had no answer, and some of what had one.
async fn ask_the_rest(running: &Running, history: &Arc<Mutex<History>>) {
    let (http, url) = (reqwest::Client::new(), format!("http://{}/api/chat", running.web));
    let messages: Vec<Message> = {
        let mut history = history.lock().unwrap();
        let known: Vec<Message> = history.answered.keys().take(CANDIDATES).cloned().collect();
        history.unanswered.drain(..).chain(known).collect()
    };
    for message in messages {
        let answer = ask(&http, &url, &message).await.expect("the program stays");
        history.lock().unwrap().answered(message, answer["exchange"].as_str().unwrap());
    }
}

#[test]
fn a_history_tells_what_was_lost_and_what_was_answered_twice() {
    let message = |number: &str| Message { number: number.to_owned(), text: "bonjour", conversation: None };
    let mut history = History::default();
    history.answered(message("1"), "a");
    history.answered(message("1"), "a");
    assert_eq!(history.faults(1), Vec::<String>::new());
    assert_eq!(history.faults(0), ["0 questions are kept of 1 answered"]);
    assert_eq!(history.faults(2), ["2 questions are kept of 1 answered"]);
    history.answered(message("1"), "b");
    history.unanswered.push(message("2"));
    assert_eq!(history.faults(1), ["1 messages never had an answer", "1 messages were taken for two"]);
}
