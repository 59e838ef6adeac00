//! What is kept for the Discord side, on both databases.

use crate::store::{Kept, given, kept};
use crate::world::{Base, on_both};
use jiff::{SignedDuration, Timestamp};
use tchat::privacy::Limits;
use tchat::store::{Decided, NewExchange, OpenConversation, Recorded, Repeated, Revision};
use tchat::words::{Delivery, EntryId, ExchangeId, HandoverId, MessageRef, Outcome, Owed, Person, Place, random_word};

on_both!(
    identifications_are_counted_by_one_instance_at_a_time,
    an_open_conversation_is_kept_for_a_week_and_goes_with_its_person,
    answers_of_one_conversation_are_claimed_in_their_order,
    a_persons_answer_is_owed_to_the_conversation_that_was_opened,
    a_question_is_revised_once_and_withdrawn_with_what_was_owed,
    a_code_ends_and_goes_with_its_person,
);

fn channel(number: &str) -> Delivery {
    Delivery::Channel { channel: number.to_owned(), message: None }
}

fn direct(number: &str) -> OpenConversation {
    OpenConversation { channel: number.to_owned(), guild: None }
}

fn thread(number: &str) -> OpenConversation {
    OpenConversation { channel: number.to_owned(), guild: Some("9".to_owned()) }
}

fn question(person: &str, at: Timestamp, delivery: Option<Delivery>) -> NewExchange {
    NewExchange {
        id: ExchangeId::new(random_word()),
        reference: MessageRef::new(random_word()),
        person: Person::new(person),
        place: Place { door: tchat::words::Door::Discord, server: None, channel: None, thread: false },
        source: None,
        asked_at: at,
        question: Some("le parking ?".into()),
        asks_person: false,
        decided: Decided {
            outcome: Outcome::Unknown,
            entry: None,
            theme: None,
            near_theme: None,
            confidence: 0.1,
            faq_version: "v1".into(),
            reply: "{\"text\":\"?\"}".into(),
            answered_at: None,
        },
        notice: Some("v1".into()),
        delivery,
    }
}

fn seconds(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count)
}

async fn identifications_are_counted_by_one_instance_at_a_time(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    // One every five seconds, at most two a day.
    let allowed: tchat::store::Allowed = |times, now| match times {
        [first, _, ..] => Some(*first + SignedDuration::from_hours(24)),
        [only] if now.duration_since(*only) < SignedDuration::from_secs(5) => Some(*only + SignedDuration::from_secs(5)),
        _ => None,
    };
    let claims = futures::future::join_all((0..8).map(|_| store.claim_identify(*now, allowed))).await;
    let claims: Vec<_> = claims.into_iter().map(Result::unwrap).collect();
    assert_eq!(claims.iter().filter(|claim| claim.is_none()).count(), 1, "{claims:?}");
    assert!(claims.iter().all(|claim| claim.is_none_or(|until| until == *now + seconds(5))));
    assert_eq!(store.claim_identify(*now + seconds(5), allowed).await.unwrap(), None);
    let tomorrow = *now + SignedDuration::from_hours(24);
    assert_eq!(store.claim_identify(*now + seconds(60), allowed).await.unwrap(), Some(tomorrow));
    assert_eq!(store.claim_identify(tomorrow + seconds(6), allowed).await.unwrap(), None, "a day later they are forgotten");

    assert_eq!(store.listened_until().await.unwrap(), None);
    store.keep_listened_until(*now).await.unwrap();
    store.keep_listened_until(*now - seconds(60)).await.unwrap();
    assert_eq!(store.listened_until().await.unwrap(), Some(*now));
}

async fn an_open_conversation_is_kept_for_a_week_and_goes_with_its_person(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let (anne, bilal) = (Person::new("anne"), Person::new("bilal"));
    store.keep_conversation(&direct("1"), &anne, *now).await.unwrap();
    store.keep_conversation(&direct("1"), &anne, *now - seconds(60)).await.unwrap();
    store.keep_conversation(&thread("2"), &bilal, *now + seconds(1)).await.unwrap();
    assert_eq!(store.conversations_since(*now, 10).await.unwrap(), [thread("2"), direct("1")]);
    assert_eq!(store.conversations_since(*now, 1).await.unwrap(), [thread("2")]);
    assert_eq!(store.conversation_of(&bilal, *now).await.unwrap(), None, "a thread is no direct conversation");
    assert_eq!(store.conversation_of(&anne, *now).await.unwrap().as_deref(), Some("1"));
    store.erase(&bilal, "nobody", *now).await.unwrap();
    assert_eq!(store.conversations_since(*now, 10).await.unwrap(), [direct("1")]);
    store.go_on_in_conversation("1", &bilal, *now + seconds(9)).await.unwrap();
    store.go_on_in_conversation("2", &bilal, *now + seconds(9)).await.unwrap();
    assert!(store.conversations_since(*now + seconds(1), 10).await.unwrap().is_empty(), "it is not theirs, or unknown");
    store.go_on_in_conversation("1", &anne, *now + seconds(1)).await.unwrap();
    assert_eq!(store.conversations_since(*now + seconds(1), 10).await.unwrap(), [direct("1")]);
    let week_later = *now + SignedDuration::from_hours(24 * 7) + seconds(2);
    let limits = Limits::at(week_later);
    assert_eq!(store.clear_expired(limits.text_before, limits.address_before, week_later).await.unwrap(), 1);
    assert_eq!(store.conversation_of(&anne, *now).await.unwrap(), None);
    store.keep_conversation(&direct("3"), &anne, week_later).await.unwrap();
    store.forget_conversation("3").await.unwrap();
    assert!(store.conversations_since(*now, 10).await.unwrap().is_empty());
}

async fn answers_of_one_conversation_are_claimed_in_their_order(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let mut asked = Vec::new();
    for number in 0..3 {
        let question = question("anne", *now + seconds(number), Some(channel("1")));
        asked.push(question.id.to_string());
        store.record(question).await.unwrap();
    }
    // Another place, and another person in the same place, do not wait.
    store.record(question("anne", *now + seconds(4), Some(channel("2")))).await.unwrap();
    store.record(question("bilal", *now + seconds(5), Some(channel("1")))).await.unwrap();
    let later = *now + seconds(10);
    let claimed = store.claim_messages(later, 10).await.unwrap();
    assert_eq!((claimed.len(), &claimed[0].id), (3, &asked[0]));
    store.retry_message(&claimed[0], later + seconds(30)).await.unwrap();
    assert!(store.claim_messages(later + seconds(1), 10).await.unwrap().is_empty(), "the first is tried again before the others");
    let again = store.claim_messages(later + seconds(30), 10).await.unwrap();
    assert_eq!(again.iter().map(|message| &message.id).collect::<Vec<_>>(), [&asked[0]]);
    store.finish_message(&again[0], false, later).await.unwrap();
    let next = store.claim_messages(later + seconds(31), 10).await.unwrap();
    assert_eq!(next.iter().map(|message| &message.id).collect::<Vec<_>>(), [&asked[1]], "given up, it holds nobody up");
}

async fn a_persons_answer_is_owed_to_the_conversation_that_was_opened(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let here = Some("anne-thread");
    for (person, asked_in, opened, ago) in [
        ("anne", here, vec![direct("anne"), thread("anne-thread")], 0),
        ("bilal", None, vec![], 0),
        ("chloe", None, vec![direct("chloe")], 8 * 24 * 3_600),
        // What was asked elsewhere is not for those who may be in the thread.
        ("denis", None, vec![thread("denis-thread")], 0),
        ("emma", Some("hall"), vec![thread("emma-thread"), direct("emma")], 0),
        ("farid", Some("farid-thread"), vec![thread("farid-thread")], 8 * 24 * 3_600),
    ] {
        let mut asked = question(person, *now, None);
        asked.place.channel = asked_in.map(str::to_owned);
        store.record(asked.clone()).await.unwrap();
        for opened in &opened {
            store.keep_conversation(opened, &asked.person, *now - seconds(ago)).await.unwrap();
        }
        store.hand_over(given(&asked, person, "le parking ?", *now)).await.unwrap();
        assert!(store.answer_handover(&HandoverId::new(person), "oui", *now).await.unwrap());
    }
    let mut owed = store.claim_messages(*now, 10).await.unwrap();
    owed.sort_by_key(|message| format!("{:?}", message.delivery));
    assert_eq!(owed.iter().map(|message| &message.delivery).collect::<Vec<_>>(), [&channel("anne-thread"), &channel("emma")]);
    let answer = Owed::Answer { question: Some("le parking ?".to_owned()), said: "oui".to_owned() };
    assert_eq!(Owed::from_json(&owed[0].body).unwrap(), answer);
    assert_eq!(store.conversation_for(&owed[0], *now).await.unwrap().as_deref(), here);
    store.forget_conversation("anne-thread").await.unwrap();
    assert_eq!(store.conversation_for(&owed[0], *now).await.unwrap().as_deref(), Some("anne"), "the direct one takes everything");

    // What was shown once is read, and stays there to read again.
    let anne = Person::new("anne");
    let answers = store.answers_for(&anne).await.unwrap();
    assert!(!answers[0].is_read);
    store.mark_read(&[answers[0].id.clone()], *now).await.unwrap();
    let again = store.answers_for(&anne).await.unwrap();
    assert!(again[0].is_read && again[0].answer.said == "oui");
    assert!(!store.answers_for(&Person::new("bilal")).await.unwrap()[0].is_read);
}

async fn a_question_is_revised_once_and_withdrawn_with_what_was_owed(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let anne = Person::new("anne");
    store.confirm_age(&anne, *now).await.unwrap();
    let asked = question("anne", *now, Some(channel("1")));
    store.record(asked.clone()).await.unwrap();
    let found = store.asked_in(&asked.reference, &anne).await.unwrap().unwrap();
    assert_eq!((&found.exchange, found.question.as_deref(), found.is_settled_by_people), (&asked.id, Some("le parking ?"), false));
    assert_eq!(store.asked_in(&asked.reference, &Person::new("bilal")).await.unwrap(), None);

    let decided = Decided {
        outcome: Outcome::Answer,
        entry: Some(EntryId::new("velo")),
        theme: Some("locaux".into()),
        near_theme: None,
        confidence: 0.9,
        reply: "{\"text\":\"un garage\"}".into(),
        faq_version: "v1".into(),
        answered_at: Some(*now),
    };
    let revision = Revision {
        reference: MessageRef::new("changed"),
        exchange: asked.id.clone(),
        person: anne.clone(),
        at: *now + seconds(1),
        question: "le vélo ?".into(),
        decided: Some(decided),
        place: None,
        delivery: Some(channel("1")),
    };
    let done = futures::future::join_all((0..5).map(|_| store.revise(revision.clone()))).await;
    assert_eq!(done.iter().filter(|recorded| matches!(recorded, Ok(Recorded::New))).count(), 1, "{done:?}");
    let kept = store.data_of(&anne).await.unwrap().unwrap().exchanges;
    assert_eq!((kept.len(), kept[0].question.as_deref(), kept[0].outcome.as_str()), (1, Some("le vélo ?"), "answer"));
    let owed = store.claim_messages(*now + seconds(2), 10).await.unwrap();
    let owed: Vec<_> = owed.iter().map(|message| Owed::from_json(&message.body).unwrap()).collect();
    assert_eq!(owed, [Owed::Correction("{\"text\":\"un garage\"}".to_owned())]);

    assert_eq!(store.withdraw(&asked.reference, true, *now).await.unwrap(), Some(asked.id.clone()));
    assert_eq!(store.data_of(&anne).await.unwrap().unwrap().exchanges[0].question, None);
    // A message that is not known yet, and comes after its deletion.
    let late = question("anne", *now, Some(channel("1")));
    assert_eq!(store.withdraw(&late.reference, true, *now).await.unwrap(), None);
    assert!(matches!(store.record(late.clone()).await.unwrap(), Recorded::Repeated(Repeated { reply: None, .. })));
    let old = question("anne", *now, None);
    assert_eq!(store.withdraw(&old.reference, false, *now).await.unwrap(), None);
    assert_eq!(store.record(old).await.unwrap(), Recorded::New);
}

async fn a_code_ends_and_goes_with_its_person(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let anne = Person::new("anne");
    store.keep_answer_code("hash", &anne, *now + seconds(60)).await.unwrap();
    store.keep_answer_code("other", &anne, *now + seconds(600)).await.unwrap();
    assert_eq!(store.person_of_code("hash", *now).await.unwrap().as_ref(), Some(&anne));
    assert_eq!(store.person_of_code("hash", *now + seconds(60)).await.unwrap(), None);
    assert_eq!(store.person_of_code("nothing", *now).await.unwrap(), None);
    let limits = Limits::at(*now + seconds(61));
    store.clear_expired(limits.text_before, limits.address_before, *now + seconds(61)).await.unwrap();
    assert_eq!(store.person_of_code("hash", *now).await.unwrap(), None, "it is cleared");
    store.erase(&anne, "nobody", *now).await.unwrap();
    assert_eq!(store.person_of_code("other", *now).await.unwrap(), None);
}
