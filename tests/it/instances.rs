//! Two programs on one PostgreSQL: a question may come to either or to both,
//! one of them may die, and what is due is done once.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures::FutureExt;
use jiff::{SignedDuration, Timestamp};
use tchat::clock::Clock;
use tchat::outbox::{Outbox, Sent};
use tchat::sessions::freeze_ended;
use tchat::store::{NewExchange, OwedMessage, Store};
use tokio_util::sync::CancellationToken;

use crate::command_line::Bench;
use crate::history::{CANDIDATES, Candidate, History, Message, ask, exchange, kept};
use crate::serving::start;
use crate::world::BEGINNING;
use crate::{postgres, store};

/// One message in so many is sent to both at once.
const TO_BOTH: usize = 4;

/// Messages that two senders share.
const OWED: usize = 200;

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
            // Somebody says it again later: as many questions as one may ask at once stay theirs.
            None => {
                pair.history.unanswered(message);
                candidate = Candidate::default();
            }
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

#[tokio::test]
async fn two_programs_send_each_message_once_and_freeze_each_report_once() {
    let url = postgres::database().await;
    let (now, mut stores) = (BEGINNING.parse::<Timestamp>().unwrap(), Vec::new());
    for _ in 0..2 {
        stores.push(Store::open(&url).await.unwrap());
    }
    let session = tchat::sessions::plan("Un soir", now, now + SignedDuration::from_mins(30), now).unwrap();
    stores[0].plan_session(&session, now).await.unwrap();
    for number in 0..OWED {
        stores[number % 2].record(owed(number, now)).await.unwrap();
    }
    let (sent, stop) = (Arc::new(Mutex::new(Vec::<String>::new())), CancellationToken::new());
    let running = stores.iter().map(|store| {
        let sent = sent.clone();
        let send = move |message: OwedMessage| {
            sent.lock().unwrap().push(message.id);
            futures::future::ready(Sent::Done).boxed()
        };
        let outbox = Outbox { store: store.clone(), clock: Clock::set_to(now), wake: Arc::default() };
        tokio::spawn(outbox.run(send, stop.clone()))
    });
    let running: Vec<_> = running.collect();
    let deadline = Instant::now() + Duration::from_secs(60);
    while stores[0].next_message_due().await.unwrap().is_some() {
        assert!(Instant::now() < deadline, "{} sent", sent.lock().unwrap().len());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    stop.cancel();
    futures::future::join_all(running).await;
    let distinct: BTreeSet<String> = sent.lock().unwrap().iter().cloned().collect();
    assert_eq!((sent.lock().unwrap().len(), distinct.len()), (OWED, OWED));

    let later = now + SignedDuration::from_hours(24 * 8);
    let closed = futures::future::join_all(stores.iter().map(|store| store.claim_finished(later, later))).await;
    assert_eq!(closed.into_iter().flat_map(Result::unwrap).collect::<Vec<_>>(), std::slice::from_ref(&session.id));
    let frozen =
        futures::future::join_all((0..8).map(|number| freeze_ended(&stores[number % 2], later + SignedDuration::from_secs(number as i64))))
            .await;
    assert!(frozen.iter().all(Result::is_ok), "{frozen:?}");
    let reports = futures::future::join_all(stores.iter().map(|store| store.frozen_report(&session.id))).await;
    let reports: Vec<_> = reports.into_iter().map(|report| report.unwrap().unwrap()).collect();
    freeze_ended(&stores[1], later + SignedDuration::from_hours(1)).await.unwrap();
    assert_eq!(
        (&reports[0], stores[0].frozen_report(&session.id).await.unwrap().unwrap()),
        (&reports[1], reports[1].clone()),
        "the first one stays"
    );
    for store in stores {
        store.close().await;
    }
}

/// A question of one of forty people, whose answer goes to one of seven channels.
fn owed(number: usize, at: Timestamp) -> NewExchange {
    store::owed(&format!("anne {}", number % 40), &(number % 7).to_string(), at)
}

#[tokio::test]
async fn of_two_programs_one_speaks_with_discord_and_the_other_only_when_it_is_gone() {
    let url = postgres::database().await;
    let (one, other) = (Store::open(&url).await.unwrap(), Store::open(&url).await.unwrap());
    let seen = one.gateway_holder().await.unwrap();
    let takes = tokio::join!(one.take_gateway("one", &seen), other.take_gateway("other", &seen));
    assert!(takes.0.unwrap() ^ takes.1.unwrap(), "both saw that it was free, one took it");
    let holder = one.gateway_holder().await.unwrap();
    let (has, has_not) = if holder.program.as_deref() == Some("one") { ("one", "other") } else { ("other", "one") };
    assert!(one.keep_gateway(has).await.unwrap() && !one.keep_gateway(has_not).await.unwrap());
    assert!(!one.take_gateway(has_not, &holder).await.unwrap(), "it gave a sign of life since it was seen");
    let silent = one.gateway_holder().await.unwrap();
    assert!(one.take_gateway(has_not, &silent).await.unwrap());
    assert!(!one.keep_gateway(has).await.unwrap(), "who wakes up late learns that another speaks");
    one.leave_gateway(has).await.unwrap();
    assert_eq!(one.gateway_holder().await.unwrap().program.as_deref(), Some(has_not));
    one.leave_gateway(has_not).await.unwrap();
    assert_eq!(one.gateway_holder().await.unwrap().program, None);
}
