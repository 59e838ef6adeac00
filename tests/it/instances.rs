//! Two programs on one PostgreSQL: a question may come to either or to both,
//! one of them may die, and what is due is done once.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::command_line::Bench;
use crate::history::{CANDIDATES, Candidate, History, Message, ask, exchange, kept};
use crate::postgres;
use crate::serving::start;

/// One message in so many is sent to both at once.
const TO_BOTH: usize = 4;

/// Two programs, and what candidates read from them.
struct Pair {
    webs: Mutex<[String; 2]>,
    answers_of: [AtomicUsize; 2],
    answers_of_both: AtomicUsize,
    history: History,
    is_over: AtomicBool,
}

#[test]
fn two_programs_on_one_database_answer_each_message_once_while_one_is_killed() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (bench, database) = (Bench::new(), runtime.block_on(postgres::database()));
    let (mut one, mut other) = (start(&bench, &database), start(&bench, &database));
    let pair = Arc::new(Pair {
        webs: Mutex::new([one.web.clone(), other.web.clone()]),
        answers_of: Default::default(),
        answers_of_both: AtomicUsize::new(0),
        history: History::default(),
        is_over: AtomicBool::new(false),
    });
    runtime.block_on(async {
        let candidates: Vec<_> = (0..CANDIDATES).map(|number| tokio::spawn(asks(pair.clone(), number))).collect();
        pair.history.grows_to(200).await;
        other.signal("-KILL");
        other.is_gone();
        let alone = pair.history.count();
        pair.history.grows_to(alone + 200).await;
        let before = pair.answers_of[1].load(Ordering::SeqCst);
        other = start(&bench, &database);
        pair.webs.lock().unwrap()[1].clone_from(&other.web);
        pair.other_answers(before + 100).await;
        pair.is_over.store(true, Ordering::SeqCst);
        for candidate in candidates {
            candidate.await.unwrap();
        }
        pair.history.ask_the_rest(&one.web).await;
        pair.history.ask_the_rest(&other.web).await;
    });
    for running in [&mut one, &mut other] {
        running.signal("-TERM");
        assert_eq!(running.ends_within(Duration::from_secs(10)), Some(0));
    }
    let both = pair.answers_of_both.load(Ordering::SeqCst);
    assert!(both > CANDIDATES, "hardly a message was sent to both: {both}");
    assert_eq!(pair.history.faults(kept(&bench, &database)), Vec::<String>::new());
    println!("{} answered by two programs, {both} of them sent to both at once", pair.history.count());
}

/// Somebody who turns to one program, to the other, or to both.
async fn asks(pair: Arc<Pair>, number: usize) {
    let (http, mut candidate, mut turn) = (reqwest::Client::new(), Candidate::default(), number);
    while !pair.is_over.load(Ordering::SeqCst) {
        turn += 1;
        let message = candidate.next(&pair.history);
        let webs = pair.webs.lock().unwrap().clone();
        let answers = if turn % TO_BOTH == 0 {
            pair.both_answer(&http, &webs, &message).await
        } else {
            vec![pair.answers(&http, &webs, turn % 2, &message).await]
        };
        match answers.into_iter().flatten().next() {
            Some(answer) => candidate.reads(&answer),
            None => pair.history.unanswered(message),
        }
    }
}

impl Pair {
    async fn answers(&self, http: &reqwest::Client, webs: &[String; 2], which: usize, message: &Message) -> Option<serde_json::Value> {
        let answer = ask(http, &webs[which], message).await?;
        self.history.answered(message, exchange(&answer));
        self.answers_of[which].fetch_add(1, Ordering::SeqCst);
        Some(answer)
    }

    async fn both_answer(&self, http: &reqwest::Client, webs: &[String; 2], message: &Message) -> Vec<Option<serde_json::Value>> {
        let (one, other) = tokio::join!(self.answers(http, webs, 0, message), self.answers(http, webs, 1, message));
        if one.is_some() && other.is_some() {
            self.answers_of_both.fetch_add(1, Ordering::SeqCst);
        }
        vec![one, other]
    }

    /// Waits until the one that was killed has answered so often again.
    async fn other_answers(&self, count: usize) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while self.answers_of[1].load(Ordering::SeqCst) < count {
            assert!(Instant::now() < deadline, "the one that came back answers nobody");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}
