//! Who may rate which session: who asked something in it, by its door and its hour.

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use jiff::{SignedDuration, Timestamp};
use tchat::clock::Clock;
use tchat::conversation::Conversation;
use tchat::faq::Faq;
use tchat::store::{Planned, PlannedSession};
use tchat::words::{Door, Person, SessionId};

use crate::store::{Kept, kept, question};
use crate::world::{Base, on_both};

on_both!(a_session_of_another_door_is_not_rated, of_two_sessions_each_is_rated_by_itself);

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

/// A session of one hour that began some time ago.
async fn session(kept: &Kept, title: &str, ago: i64, door: Option<Door>) -> SessionId {
    let opens_at = kept.now - minutes(ago);
    let planned = tchat::sessions::plan(title, opens_at, opens_at + minutes(60), opens_at - minutes(60)).unwrap();
    let planned = PlannedSession { door, ..planned };
    assert_eq!(kept.store.plan_session(&planned, opens_at).await.unwrap(), Planned::Kept);
    planned.id
}

async fn asks(kept: &Kept, person: &str, at: Timestamp) {
    kept.store.record(question(person, at)).await.unwrap();
}

/// Whether their stars are kept.
async fn rates(kept: &Kept, person: &str, session: &SessionId) -> bool {
    let (faq, _) = Faq::load(Path::new("responses"), None, jiff::civil::date(2026, 11, 22));
    let conversation = Conversation::new(Arc::new(ArcSwap::from_pointee(faq)), kept.store.clone(), Clock::set_to(kept.now));
    conversation.rate(&Person::new(person), session, 5, kept.now).await;
    let data = kept.store.data_of(&Person::new(person)).await.unwrap();
    data.is_some_and(|data| data.rated.contains(session))
}

async fn a_session_of_another_door_is_not_rated(base: Base) {
    let kept = kept(base).await;
    let on_discord = session(&kept, "Sur Discord", 50, Some(Door::Discord)).await;
    asks(&kept, "anne", kept.now - minutes(30)).await;
    assert!(!rates(&kept, "anne", &on_discord).await, "she asked on the page, outside of it");
    let on_the_page = session(&kept, "Sur la page", 40, Some(Door::Web)).await;
    asks(&kept, "bilal", kept.now - minutes(30)).await;
    assert!(rates(&kept, "bilal", &on_the_page).await);
}

async fn of_two_sessions_each_is_rated_by_itself(base: Base) {
    let kept = kept(base).await;
    let first = session(&kept, "La première", 130, None).await;
    let second = session(&kept, "La seconde", 60, None).await;
    for ago in [100, 30] {
        asks(&kept, "anne", kept.now - minutes(ago)).await;
    }
    asks(&kept, "bilal", kept.now - minutes(20)).await;
    assert!(rates(&kept, "anne", &first).await && rates(&kept, "anne", &second).await);
    assert!(rates(&kept, "bilal", &second).await && !rates(&kept, "bilal", &first).await);
}
