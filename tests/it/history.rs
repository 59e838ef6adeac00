//! What candidates sent and what they read while the program is mistreated: at
//! the end it is compared with what the database holds.
//!
//! A message without an answer is sent again, under the same number.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tchat::words::random_word;

use crate::command_line::Bench;

pub(crate) const CANDIDATES: usize = 32;

/// What a person may ask at once; a candidate then goes on as somebody else.
const ASKED_BY_ONE: usize = 5;

const PATIENCE: Duration = Duration::from_secs(30);

/// One message, under the number that makes it the same when it comes again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Message {
    number: String,
    text: &'static str,
    conversation: Option<String>,
}

/// What candidates sent and what they read.
#[derive(Debug, Default)]
pub(crate) struct History {
    book: Mutex<Book>,
}

#[derive(Debug, Default)]
struct Book {
    /// The exchange of each answered message, as often as its answer was read.
    answered: HashMap<Message, Vec<String>>,
    /// The messages whose answer never came.
    unanswered: Vec<Message>,
}

impl History {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap()
    }

    pub(crate) fn answered(&self, message: &Message, exchange: &str) {
        self.book().answered.entry(message.clone()).or_default().push(exchange.to_owned());
    }

    pub(crate) fn unanswered(&self, message: Message) {
        self.book().unanswered.push(message);
    }

    pub(crate) fn count(&self) -> usize {
        self.book().answered.len()
    }

    /// Waits until so many messages were answered: a life without any would prove nothing.
    pub(crate) async fn grows_to(&self, count: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.count() < count {
            assert!(Instant::now() < deadline, "nobody is answered any more: {} of {count}", self.count());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Sends again what had no answer, and some of what had one.
    pub(crate) async fn ask_the_rest(&self, web: &str) {
        let http = reqwest::Client::new();
        let messages: Vec<Message> = {
            let mut book = self.book();
            let known: Vec<Message> = book.answered.keys().take(CANDIDATES).cloned().collect();
            book.unanswered.drain(..).chain(known).collect()
        };
        for message in messages {
            let answer = ask(&http, web, &message).await.expect("the program stays");
            self.answered(&message, exchange(&answer));
        }
    }

    /// What is wrong with it, given how many questions the database holds.
    pub(crate) fn faults(&self, kept: usize) -> Vec<String> {
        let (mut faults, book) = (Vec::new(), self.book());
        if !book.unanswered.is_empty() {
            faults.push(format!("{} messages never had an answer", book.unanswered.len()));
        }
        let twice = book.answered.values().filter(|exchanges| exchanges.iter().any(|other| *other != exchanges[0])).count();
        if twice > 0 {
            faults.push(format!("{twice} messages were taken for two"));
        }
        if kept != book.answered.len() {
            faults.push(format!("{kept} questions are kept of {} answered", book.answered.len()));
        }
        faults
    }
}

/// Somebody who asks without a pause, each time as the page of a browser does.
#[derive(Debug, Default)]
pub(crate) struct Candidate {
    conversation: Option<String>,
    asked: usize,
    /// What they said last was theirs, not what somebody else said before.
    says_own: bool,
}

impl Candidate {
    /// What they say next: what had no answer comes first, whoever said it.
    pub(crate) fn next(&mut self, history: &History) -> Message {
        let again = history.book().unanswered.pop();
        self.says_own = again.is_none();
        let new = || Message { number: random_word(), text: "combien de jours de télétravail", conversation: self.conversation.clone() };
        again.unwrap_or_else(new)
    }

    /// They read an answer; after some they go on as somebody else.
    pub(crate) fn reads(&mut self, answer: &Value) {
        if !self.says_own {
            return;
        }
        self.asked += 1;
        let goes_on = !self.asked.is_multiple_of(ASKED_BY_ONE);
        self.conversation = answer["conversation"].as_str().filter(|_| goes_on).map(str::to_owned);
    }
}

/// Somebody new, whom the program does not know.
pub(crate) fn from_nobody() -> Message {
    Candidate::default().next(&History::default())
}

pub(crate) fn exchange(answer: &Value) -> &str {
    answer["exchange"].as_str().unwrap()
}

/// None when the connection was cut before the answer.
pub(crate) async fn ask(http: &reqwest::Client, web: &str, message: &Message) -> Option<Value> {
    let body = json!({ "text": message.text, "message_id": message.number, "conversation": message.conversation });
    let answer = http.post(format!("http://{web}/api/chat")).json(&body).send().await.ok()?;
    let status = answer.status();
    let answer: Value = answer.json().await.ok()?;
    assert!(status.is_success(), "{answer}");
    assert_eq!(answer["outcome"], "answer", "{answer}");
    Some(answer)
}

/// Questions of the month, as the report of the program counts them.
pub(crate) fn kept(bench: &Bench, database: &str) -> usize {
    let month = tchat::sessions::month_of(jiff::Timestamp::now());
    let report = bench.prints(&["report", month.as_str(), "--format", "json", "--database", database]);
    let report: Value = serde_json::from_str(&report).unwrap();
    report["metrics"]["questions"]["value"].as_u64().unwrap() as usize
}

#[test]
fn a_history_tells_what_was_lost_and_what_was_answered_twice() {
    let message = |number: &str| Message { number: number.to_owned(), text: "bonjour", conversation: None };
    let history = History::default();
    history.answered(&message("1"), "a");
    history.answered(&message("1"), "a");
    assert_eq!(history.faults(1), Vec::<String>::new());
    assert_eq!(history.faults(0), ["0 questions are kept of 1 answered"]);
    assert_eq!(history.faults(2), ["2 questions are kept of 1 answered"]);
    history.answered(&message("1"), "b");
    history.unanswered(message("2"));
    assert_eq!(history.faults(1), ["1 messages never had an answer", "1 messages were taken for two"]);
}
