//! A clock that is set back by an hour, and the two nights on which the clocks
//! of Paris change: nothing is lost, doubled, or done before its time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures::FutureExt;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tchat::clock::Clock;
use tchat::outbox::{Outbox, Sent};
use tchat::store::{Lockdown, Planned, PlannedSession, Scope, Store};
use tchat::words::SessionId;
use tokio_util::sync::CancellationToken;

use crate::store::{kept, owed};
use crate::world::{Base, Visitor, World, on_both};

on_both!(
    questions_and_sessions_take_no_harm_from_an_hour_that_comes_twice,
    what_is_owed_does_not_wait_for_its_hour_to_come_again,
    a_claim_made_before_the_clock_was_set_back_runs_out_as_any_other,
    what_was_noted_in_an_hour_to_come_holds_nothing_up,
    a_session_across_the_change_of_an_hour_has_its_own_questions,
);

const QUESTION: &str = "combien de jours de télétravail ?";

fn hour() -> SignedDuration {
    SignedDuration::from_hours(1)
}

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

async fn questions_and_sessions_take_no_harm_from_an_hour_that_comes_twice(base: Base) {
    let world = World::start(base).await;
    let (now, store) = (world.now(), world.app.store());
    let evening = tchat::sessions::plan("Un soir", now + minutes(10), now + hour(), now).unwrap();
    assert_eq!(store.plan_session(&evening, now).await.unwrap(), Planned::Kept);
    let mut anne = Visitor::default();
    world.after(minutes(20));
    world.asks(&mut anne, QUESTION).await;
    let message = json!({ "text": QUESTION, "message_id": "one", "conversation": anne.conversation });
    let first: Value = world.post("/api/chat", &message).await.json().await.unwrap();
    world.clock.turn_to(now + hour());
    let closed = is_closed(store, &evening.id).await;
    assert_eq!(closed, now + hour());
    world.asks(&mut Visitor::default(), QUESTION).await;

    world.clock.turn_to(now);
    let again: Value = world.post("/api/chat", &message).await.json().await.unwrap();
    assert_eq!(again["exchange"], first["exchange"], "the same message");
    for _ in 0..3 {
        assert_eq!(world.asks(&mut anne, QUESTION).await["outcome"], "answer", "who asked before is not too fast");
    }
    // The hour comes again: another session shows that what is due was looked at.
    let witness = tchat::sessions::plan("Témoin", now + hour(), now + hour() + minutes(1), now).unwrap();
    assert_eq!(store.plan_session(&witness, now).await.unwrap(), Planned::Kept);
    world.after(minutes(30));
    assert!(store.session(&witness.id).await.unwrap().unwrap().closed_at.is_none(), "not before its time");
    world.clock.turn_to(now + hour() + minutes(1));
    assert_eq!(is_closed(store, &witness.id).await, now + hour() + minutes(1));
    assert_eq!(is_closed(store, &evening.id).await, closed, "closed once");

    assert_eq!(asked(store, &Scope::Session(evening.id)).await, 2);
    assert_eq!(asked(store, &month("permanence-2026-11")).await, 4);
    world.app.stop().await;
}

async fn what_is_owed_does_not_wait_for_its_hour_to_come_again(base: Base) {
    let kept = kept(base).await;
    let (store, now) = (&kept.store, kept.now);
    for number in 0..5 {
        store.record(owed("anne", "42", now + SignedDuration::from_secs(number))).await.unwrap();
    }
    let clock = Clock::set_to(now - hour());
    let (sent, stop) = (Arc::new(AtomicUsize::new(0)), CancellationToken::new());
    let (told, ended) = (sent.clone(), stop.clone());
    let send = move |_| {
        told.fetch_add(1, Ordering::SeqCst);
        futures::future::ready(Sent::Done).boxed()
    };
    let outbox = Outbox { store: store.clone(), clock, wake: Arc::default() };
    let running = tokio::spawn(outbox.run(send, ended));
    let started = Instant::now();
    until("what is owed is sent", async || (sent.load(Ordering::SeqCst) == 5).then_some(())).await;
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    stop.cancel();
    running.await.unwrap();
    assert_eq!((sent.load(Ordering::SeqCst), store.next_message_due().await.unwrap()), (5, None), "each once");
    store.close().await;
}

async fn a_claim_made_before_the_clock_was_set_back_runs_out_as_any_other(base: Base) {
    let kept = kept(base).await;
    let (store, now) = (&kept.store, kept.now);
    store.record(owed("anne", "42", now)).await.unwrap();
    assert_eq!(store.claim_messages(now, 10).await.unwrap().len(), 1);
    let back = now - hour();
    store.follow_the_clock(back).await.unwrap();
    let seconds = |count| back + SignedDuration::from_secs(count);
    assert!(store.claim_messages(seconds(30), 10).await.unwrap().is_empty(), "its sender may be alive");
    let again = store.claim_messages(seconds(61), 10).await.unwrap();
    assert_eq!(again.len(), 1, "its sender is gone");
    // A pause that is as long as any is no work of a clock.
    store.retry_message(&again[0], seconds(61) + tchat::store::LONGEST_WAIT).await.unwrap();
    store.follow_the_clock(seconds(61)).await.unwrap();
    assert!(store.claim_messages(seconds(70), 10).await.unwrap().is_empty());
    store.close().await;
}

async fn what_was_noted_in_an_hour_to_come_holds_nothing_up(base: Base) {
    let kept = kept(base).await;
    let (store, now) = (&kept.store, kept.now);
    assert_eq!(store.lock_in_a_rush(now + hour()).await.unwrap(), Lockdown::Rush);
    assert!(store.lift_after_a_rush(now - minutes(5), now).await.unwrap(), "the rush is over");
    store.set_lockdown(true, now + hour()).await.unwrap();
    store.set_lockdown(false, now + hour()).await.unwrap();
    assert_eq!(store.lock_in_a_rush(now).await.unwrap(), Lockdown::Rush, "the team did not open the door just now");
    assert!(!store.lift_after_a_rush(now - minutes(4), now + minutes(1)).await.unwrap(), "this one goes on");

    // The bot's memory of until when it listened begins with its first identification.
    store.claim_identify(now, |_, _| None).await.unwrap();
    store.keep_listened_until(now + hour()).await.unwrap();
    store.keep_listened_until(now).await.unwrap();
    assert_eq!(store.listened_until().await.unwrap(), Some(now));
    store.close().await;
}

async fn a_session_across_the_change_of_an_hour_has_its_own_questions(base: Base) {
    let world = World::start(base).await;
    let store = world.app.store();
    // Two in the morning comes twice in autumn, never in spring.
    for (change, month_of_it, first_hours) in
        [("2027-03-28T01:00:00Z", "permanence-2027-03", ["01", "03"]), ("2027-10-31T01:00:00Z", "permanence-2027-10", ["02", "02"])]
    {
        let change: Timestamp = change.parse().unwrap();
        let hours = [change - minutes(1), change].map(|at| tchat::clock::in_paris(at).strftime("%H").to_string());
        assert_eq!(hours, first_hours);
        world.clock.turn_to(change - hour());
        let night = tchat::sessions::plan("Une nuit", change - minutes(30), change + minutes(30), world.now()).unwrap();
        assert_eq!(store.plan_session(&night, world.now()).await.unwrap(), Planned::Kept);
        for after in [-31, -30, -1, 0, 29, 30] {
            world.clock.turn_to(change + minutes(after));
            world.asks(&mut Visitor::default(), QUESTION).await;
            let session = store.session(&night.id).await.unwrap().unwrap();
            assert!(after == 30 || session.closed_at.is_none(), "not before its time");
        }
        assert_eq!(is_closed(store, &night.id).await, change + minutes(30));
        assert_eq!((asked(store, &Scope::Session(night.id)).await, asked(store, &month(month_of_it)).await), (4, 2), "{change}");
    }
    world.app.stop().await;
}

fn month(id: &str) -> Scope {
    tchat::sessions::permanence(&SessionId::new(id)).unwrap()
}

async fn asked(store: &Store, scope: &Scope) -> usize {
    store.facts(scope).await.unwrap().asked.len()
}

/// When the program closed a session, once it did.
async fn is_closed(store: &Store, id: &SessionId) -> Timestamp {
    let closed_at = async || {
        let session: PlannedSession = store.session(id).await.unwrap().unwrap();
        session.closed_at
    };
    until("the session is closed", closed_at).await
}

/// Looks again and again until it is there, for a minute at most.
async fn until<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let waiting = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.unwrap_or_else(|_| panic!("{what} in time"))
}
