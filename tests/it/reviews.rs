//! HR reads answers of the bot again, drawn by lot: the share of right ones stands
//! in the report, also once nobody's words are kept.

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use jiff::SignedDuration;
use serde_json::json;
use tchat::demo::{Crowd, play_crowd};
use tchat::faq::Faq;
use tchat::privacy::Limits;
use tchat::report::State;
use tchat::sessions::{freeze_ended, note_versions, report_of, review, sample_of, versions_of_report};
use tchat::store::{Decided, Revision};
use tchat::words::{ExchangeId, MessageRef, Outcome, Person, Review, SessionId};

use crate::store::{Kept, kept, left, question};
use crate::world::{Base, on_both};

on_both!(
    the_share_of_right_answers_outlives_their_words,
    the_lot_is_the_same_for_everybody,
    only_an_answer_of_the_session_is_judged,
    a_month_is_judged_like_a_session
);

/// An evening, of which HR read some answers again.
async fn evening(base: Base) -> (Kept, SessionId) {
    let kept = kept(base).await;
    let (faq, _) = Faq::load(Path::new("responses"), None, jiff::civil::date(2026, 11, 22));
    let played = play_crowd(Arc::new(ArcSwap::from_pointee(faq)), &kept.store, Crowd { seed: 5, people: 30 }, kept.now).await.unwrap();
    (kept, played.session)
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

async fn the_share_of_right_answers_outlives_their_words(base: Base) {
    let (kept, session) = evening(base).await;
    let figure = async |at| report_of(&kept.store, &session, at).await.unwrap().unwrap().metrics.get("sampled_accuracy").unwrap().clone();
    for answer in sample_of(&kept.store, &session).await.unwrap().unwrap().read {
        review(&kept.store, &session, &answer.exchange, Review::Right).await.unwrap();
    }
    let before = sample_of(&kept.store, &session).await.unwrap().unwrap();
    let already = before.read.len() as u64;
    assert_eq!(before.right() as u64, already);
    for answer in &before.waiting[..4] {
        assert!(review(&kept.store, &session, &answer.exchange, Review::Wrong).await.unwrap());
    }
    // Somebody changes their mind: the last word counts.
    assert!(review(&kept.store, &session, &before.waiting[0].exchange, Review::Right).await.unwrap());
    let share = |right: u64, read: u64| json!((right as f64 / read as f64 * 10_000.0).round() / 100.0);
    let now = figure(kept.now).await;
    assert_eq!((now.value.clone(), now.base), (share(already + 1, already + 4), Some(already + 4)));

    freeze_ended(&kept.store, kept.now + days(8)).await.unwrap();
    let sample = sample_of(&kept.store, &session).await.unwrap().unwrap();
    assert_eq!((sample.read.len() as u64, sample.right() as u64), (already + 4, already + 1));
    // One more, read after the freeze, makes a version.
    review(&kept.store, &session, &sample.waiting[0].exchange, Review::Right).await.unwrap();
    note_versions(&kept.store, kept.now + days(9)).await.unwrap();
    assert_eq!(versions_of_report(&kept.store, &session).await.unwrap().len(), 2);

    let purge = kept.now + days(91);
    let limits = Limits::at(purge);
    kept.store.clear_expired(limits.text_before, limits.address_before, purge).await.unwrap();
    let nothing = sample_of(&kept.store, &session).await.unwrap().unwrap();
    assert!(nothing.waiting.is_empty() && nothing.read.is_empty(), "their words are gone");
    let last = figure(purge).await;
    assert_eq!((last.value, last.base), (share(already + 2, already + 5), Some(already + 5)));
}

async fn the_lot_is_the_same_for_everybody(base: Base) {
    let (kept, session) = evening(base).await;
    let order = async || -> Vec<ExchangeId> {
        sample_of(&kept.store, &session).await.unwrap().unwrap().waiting.into_iter().map(|answer| answer.exchange).collect()
    };
    let drawn = order().await;
    assert_eq!(drawn, order().await);
    let mut asked = drawn.clone();
    asked.sort_by(|one, other| one.as_str().cmp(other.as_str()));
    assert_ne!(drawn, asked, "a lot, not the order of the database");
    review(&kept.store, &session, &drawn[1], Review::Right).await.unwrap();
    let left: Vec<_> = drawn.iter().filter(|exchange| **exchange != drawn[1]).cloned().collect();
    assert_eq!(order().await, left);
}

async fn only_an_answer_of_the_session_is_judged(base: Base) {
    let (kept, session) = evening(base).await;
    let none = SessionId::new("aucune");
    let exchange = sample_of(&kept.store, &session).await.unwrap().unwrap().waiting[0].exchange.clone();
    assert!(!review(&kept.store, &none, &exchange, Review::Right).await.unwrap());
    assert!(!review(&kept.store, &session, &ExchangeId::new("rien"), Review::Right).await.unwrap());
    assert_eq!(sample_of(&kept.store, &none).await.unwrap(), None);
    // A question that nobody answered.
    let unanswered = left(Outcome::Unknown, "anne", kept.now);
    kept.store.record(unanswered.clone()).await.unwrap();
    let month = tchat::sessions::month_of(kept.now);
    assert!(!review(&kept.store, &month, &unanswered.id, Review::Right).await.unwrap());
}

async fn a_month_is_judged_like_a_session(base: Base) {
    let kept = kept(base).await;
    kept.store.confirm_age(&Person::new("anne"), kept.now).await.unwrap();
    let asked = question("anne", kept.now);
    kept.store.record(asked.clone()).await.unwrap();
    let month = tchat::sessions::month_of(kept.now);
    let figure = async || report_of(&kept.store, &month, kept.now).await.unwrap().unwrap().metrics.get("sampled_accuracy").unwrap().clone();
    assert_eq!(figure().await.state, State::Unknown);
    assert!(review(&kept.store, &month, &asked.id, Review::Wrong).await.unwrap());
    assert_eq!((figure().await.value, figure().await.base), (json!(0.0), Some(1)));

    // The question is changed, and so is its answer: nobody read that one again.
    let decided = Decided { theme: None, reply: "{\"text\":\"trois\"}".into(), ..asked.decided.clone() };
    let revision = Revision {
        reference: MessageRef::new("changed"),
        exchange: asked.id.clone(),
        person: asked.person.clone(),
        at: kept.now,
        question: "et à mi-temps ?".into(),
        decided: Some(decided),
        place: None,
        delivery: None,
    };
    kept.store.revise(revision).await.unwrap();
    assert_eq!(figure().await.state, State::Unknown);
}
