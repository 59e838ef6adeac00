//! A topic of a list that is tapped twice is read twice and counted once.

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use tchat::clock::Clock;
use tchat::conversation::{Answered, Conversation};
use tchat::faq::Faq;
use tchat::words::{Delivery, Door, EntryId, Incoming, MessageRef, Person, Place};

use crate::store::kept;
use crate::world::{Base, on_both};

on_both!(a_topic_that_is_tapped_twice_is_one_question);

async fn a_topic_that_is_tapped_twice_is_one_question(base: Base) {
    let kept = kept(base).await;
    let (faq, _) = Faq::load(Path::new("responses"), None, jiff::civil::date(2026, 11, 22));
    let conversation = Conversation::new(Arc::new(ArcSwap::from_pointee(faq)), kept.store.clone(), Clock::set_to(kept.now));
    let anne = Person::new("anne");
    let taps = |number: u32, topic: &str| {
        let incoming = Incoming {
            text: String::new(),
            person: anne.clone(),
            place: Place { door: Door::Discord, ..Place::web() },
            reference: MessageRef::new(format!("tap {number}")),
            at: kept.now,
            is_late: false,
            source: None,
            has_attachment: false,
            delivery: Some(Delivery::Interaction { token: format!("token {number}") }),
        };
        let topic = EntryId::new(topic);
        let conversation = &conversation;
        async move { conversation.read(incoming, &topic).await.unwrap() }
    };
    let (first, again) = (taps(1, "teletravail-jours").await, taps(2, "teletravail-jours").await);
    let (Answered::Recorded(first), Answered::NotRecorded(again)) = (first, again) else { panic!("read, then read again") };
    assert_eq!(first.text, again.text);
    assert!(matches!(taps(3, "concours-obligatoire").await, Answered::Recorded(_)), "another topic is another question");
    assert_eq!(kept.store.data_of(&anne).await.unwrap().unwrap().exchanges.len(), 2);
}
