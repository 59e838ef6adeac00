//! The queue of questions that wait for people, on both databases: one taker,
//! one answer for everybody who asked the same, nobody told twice.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use tchat::store::{
    Given, Handled, Mark, NewExchange, NewHandover, NewPlace, NewReminder, NewWatch, Planned, PlannedSession, Recorded, Reminded,
    Resolution, Revision, Settled, Store, TAKEN_FOR,
};
use tchat::words::{AccountId, Delivery, Door, HandoverId, MessageRef, Outcome, Person, QueuedId, SessionId, random_word};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::store::{Kept, given, kept, left};
use crate::world::{Base, on_both};

on_both!(
    what_asks_the_same_waits_as_one_and_is_answered_once_for_all,
    of_ten_experts_one_takes_a_question_and_a_silent_one_loses_it,
    a_late_answer_is_refused_and_a_declined_question_says_why,
    a_question_joins_nothing_that_was_answered_meanwhile,
    a_moderator_joins_and_parts_what_waits,
    a_candidate_knows_where_their_question_stands,
    what_is_public_is_the_words_of_the_team,
    an_erased_person_leaves_the_queue,
    what_is_promised_has_a_name_beside_it,
    the_team_is_told_of_a_day_once,
    a_month_is_told_once_or_passed_over,
    who_was_told_what_is_published_may_still_want_a_person,
    a_question_in_other_words_parts_from_those_that_asked_the_same,
    a_question_that_is_changed_while_it_is_answered_gets_no_answer_to_other_words,
    a_reminder_and_what_is_published_wake_whoever_sends,
);

fn queued(id: &str) -> QueuedId {
    QueuedId::new(id)
}

fn expert(name: &str) -> AccountId {
    AccountId::new(name)
}

fn answer(text: &str) -> Resolution {
    Resolution::Answered(text.to_owned())
}

/// Somebody asks what nobody could answer, and gives it to people.
async fn ask(store: &Store, person: &str, same_as: Option<&str>, at: Timestamp) -> NewExchange {
    let asked = left(Outcome::Unknown, person, at);
    store.confirm_age(&asked.person, at).await.unwrap();
    store.record(asked.clone()).await.unwrap();
    let handover = NewHandover { same_as: same_as.map(queued), ..given(&asked, person, "le parking à vélos ?", at) };
    assert_eq!(store.hand_over(handover).await.unwrap(), Given::Waits);
    asked
}

/// That somebody wants to be told once an answer to their question is published.
fn wished(asked: &NewExchange, id: &str, question: &str, at: Timestamp) -> NewWatch {
    NewWatch { id: HandoverId::new(id), exchange: asked.id.clone(), person: asked.person.clone(), question: question.to_owned(), at }
}

async fn answers(store: &Store, person: &str) -> Vec<String> {
    store.answers_for(&Person::new(person)).await.unwrap().into_iter().map(|answered| answered.answer.said).collect()
}

async fn what_asks_the_same_waits_as_one_and_is_answered_once_for_all(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    ask(store, "anne", None, *now).await;
    ask(store, "bilal", Some("anne"), *now).await;
    ask(store, "chloe", None, *now + SignedDuration::from_secs(1)).await;
    let queue = store.queue(*now).await.unwrap();
    assert_eq!(queue.iter().map(|one| one.asked.len()).collect::<Vec<_>>(), [2, 1]);

    let by = expert("emma");
    let answers_at_once =
        join_all([answer("oui"), answer("non")].map(|said| store.settle_queued(&queue[0].id, Some(&by), said, *now))).await;
    let mut outcomes: Vec<Settled> = answers_at_once.into_iter().map(Result::unwrap).collect();
    outcomes.sort_by_key(|outcome| *outcome == Settled::Gone);
    assert_eq!(outcomes, [Settled::Told(2), Settled::Gone]);
    assert_eq!(answers(store, "anne").await.len(), 1);
    assert_eq!(answers(store, "anne").await, answers(store, "bilal").await);
    assert_eq!(answers(store, "chloe").await, Vec::<String>::new());
}

/// Their question in other words, which ask the same as another or as none.
async fn change(store: &Store, asked: &NewExchange, same_as: Option<&QueuedId>, at: Timestamp) {
    let place = NewPlace { same_as: same_as.cloned(), theme: Some("mobilite".to_owned()) };
    let revision = Revision {
        reference: MessageRef::new(random_word()),
        exchange: asked.id.clone(),
        person: asked.person.clone(),
        at,
        question: "et le tramway ?".to_owned(),
        decided: None,
        place: Some(place),
        delivery: None,
    };
    assert_eq!(store.revise(revision).await.unwrap(), Recorded::New);
}

/// How many people wait for each question, oldest first.
async fn sizes(store: &Store, now: Timestamp) -> Vec<usize> {
    store.queue(now).await.unwrap().iter().map(|one| one.asked.len()).collect()
}

async fn a_question_in_other_words_parts_from_those_that_asked_the_same(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let seconds = SignedDuration::from_secs;
    ask(store, "anne", None, *now).await;
    let bilal = ask(store, "bilal", Some("anne"), *now + seconds(1)).await;
    ask(store, "chloe", Some("anne"), *now + seconds(2)).await;
    let dan = ask(store, "dan", None, *now + seconds(3)).await;
    let found = store.asked_in(&bilal.reference, &bilal.person).await.unwrap().unwrap();
    assert!(found.waits);
    change(store, &bilal, Some(&queued("anne")), *now).await;
    assert_eq!(sizes(store, *now).await, [3, 1], "still alike");

    // An expert has it already: the new words are not theirs to answer.
    let by = expert("emma");
    store.take(&queued("anne"), &by, *now).await.unwrap();
    change(store, &bilal, None, *now).await;
    assert_eq!(sizes(store, *now).await, [2, 1, 1]);
    let queue = store.queue(*now).await.unwrap();
    let own = queue.iter().find(|one| one.asked[0].id == HandoverId::new("bilal")).unwrap();
    assert_eq!((own.theme.as_deref(), &own.taken, own.since), (Some("mobilite"), &None, *now + seconds(1)));
    assert_eq!(own.asked[0].question.as_deref(), Some("et le tramway ?"));
    let places = store.places_of(&Person::new("bilal"), *now).await.unwrap();
    assert_eq!((places.len(), places[0].before, places[0].is_taken), (1, 1, false), "the place of their own question");
    change(store, &bilal, None, *now).await;
    assert_eq!(sizes(store, *now).await, [2, 1, 1], "one that is alone stays where it is");
    assert_eq!(store.settle_queued(&queued("anne"), Some(&by), answer("oui"), *now).await.unwrap(), Settled::Told(2));
    assert_eq!(answers(store, "bilal").await, Vec::<String>::new());

    // Somebody else now asks what they ask.
    change(store, &dan, Some(&own.id), *now).await;
    assert_eq!(sizes(store, *now).await, [2]);
    // And joins nothing that waits no more.
    change(store, &dan, Some(&queued("anne")), *now).await;
    assert_eq!(sizes(store, *now).await, [1, 1]);
}

async fn a_question_that_is_changed_while_it_is_answered_gets_no_answer_to_other_words(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    for round in 0..15 {
        let (first, second) = (format!("first-{round}"), format!("second-{round}"));
        ask(store, &first, None, *now).await;
        let asked = ask(store, &second, Some(&first), *now).await;
        let id = queued(&first);
        let (settled, ()) = tokio::join!(store.settle_queued(&id, None, answer("oui"), *now), change(store, &asked, None, *now));
        let told = settled.unwrap();
        let words = store.data_of(&asked.person).await.unwrap().unwrap().exchanges[0].question.clone();
        let waits = store.queue(*now).await.unwrap().iter().any(|one| one.asked.iter().any(|asked| asked.id.as_str() == second));
        match told {
            Settled::Told(1) => assert_eq!((waits, words.as_deref()), (true, Some("et le tramway ?")), "{second} parted first"),
            Settled::Told(2) => assert_eq!((waits, words.as_deref()), (false, Some("combien de jours de télétravail ?")), "{second}"),
            other => panic!("{other:?}"),
        }
    }
}

async fn a_reminder_and_what_is_published_wake_whoever_sends(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let session =
        tchat::sessions::plan("Un soir", *now + SignedDuration::from_hours(24), *now + SignedDuration::from_hours(25), *now).unwrap();
    store.plan_session(&session, *now).await.unwrap();
    let asked = ask(store, "anne", None, *now).await;
    let reminder = NewReminder {
        session: session.id.clone(),
        person: asked.person.clone(),
        kinds: vec!["day"],
        door: Door::Web,
        asked_in: None,
        heard_since: *now,
        at: *now,
    };
    assert_eq!(store.remind(reminder).await.unwrap(), Reminded::Kept);
    let watched = left(Outcome::Unknown, "bilal", *now);
    store.record(watched.clone()).await.unwrap();
    assert!(store.watch(wished(&watched, "w", "le tramway ?", *now)).await.unwrap());

    let (wake, stop) = (Arc::new(Notify::new()), CancellationToken::new());
    let ringing = tokio::spawn({
        let (store, wake, stop) = (store.clone(), wake.clone(), stop.clone());
        async move { store.ring_when_owed(wake, stop).await }
    });
    let rings = async |within: Duration| tokio::time::timeout(within, wake.notified()).await.is_ok();
    // What rings while the others are being listened to.
    while rings(Duration::from_millis(500)).await {}
    assert_eq!(store.tell_reminders(&session, "day", &[], "demain", *now).await.unwrap(), 1);
    assert!(rings(Duration::from_secs(2)).await, "a reminder");
    while rings(Duration::from_millis(200)).await {}
    assert!(store.tell_watcher(&HandoverId::new("w"), "il est publié", *now).await.unwrap());
    assert!(rings(Duration::from_secs(2)).await, "what is published");
    stop.cancel();
    ringing.await.unwrap();
}

async fn of_ten_experts_one_takes_a_question_and_a_silent_one_loses_it(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    ask(store, "anne", None, *now).await;
    let experts: Vec<AccountId> = (0..10).map(|number| expert(&format!("expert-{number}"))).collect();
    let id = queued("anne");
    let takes = join_all(experts.iter().map(|one| store.take(&id, one, *now))).await;
    let has_it: Vec<usize> = (0..10).filter(|place| *takes[*place].as_ref().unwrap() == Handled::Done).collect();
    assert_eq!(has_it.len(), 1, "one owner");
    let (first, other) = (&experts[has_it[0]], &experts[(has_it[0] + 1) % 10]);
    let just_before = *now + TAKEN_FOR - SignedDuration::from_secs(1);
    assert_eq!(store.take(&id, other, just_before).await.unwrap(), Handled::TakenBy(String::new()));
    assert_eq!(store.take(&id, first, just_before).await.unwrap(), Handled::Done, "a sign keeps it longer");
    let later = *now + TAKEN_FOR + SignedDuration::from_secs(1);
    assert_eq!(store.take(&id, other, later).await.unwrap(), Handled::TakenBy(String::new()));
    assert_eq!(store.queue(later).await.unwrap()[0].taken.as_ref().map(|taken| &taken.by), Some(first));
    let silent = just_before + TAKEN_FOR;
    assert_eq!(store.queue(silent).await.unwrap()[0].taken, None);
    assert_eq!(store.take(&id, other, silent).await.unwrap(), Handled::Done);
    // Given back with another theme, it is anybody's.
    assert_eq!(store.pass_on(&id, first, Some("mobilite"), silent).await.unwrap(), Handled::TakenBy(String::new()));
    assert_eq!(store.pass_on(&id, other, Some("mobilite"), silent).await.unwrap(), Handled::Done);
    let queue = store.queue(silent).await.unwrap();
    assert_eq!((queue[0].theme.as_deref(), &queue[0].taken), (Some("mobilite"), &None));
}

async fn a_late_answer_is_refused_and_a_declined_question_says_why(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    ask(store, "anne", None, *now).await;
    let (slow, quick, id) = (expert("slow"), expert("quick"), queued("anne"));
    store.take(&id, &slow, *now).await.unwrap();
    let silent = *now + TAKEN_FOR;
    assert_eq!(store.take(&id, &quick, silent).await.unwrap(), Handled::Done);
    assert_eq!(store.settle_queued(&id, Some(&slow), answer("tard"), silent).await.unwrap(), Settled::TakenBy(String::new()));
    let declined = Resolution::Declined("Ce n'est pas de notre ressort.".to_owned());
    assert_eq!(store.settle_queued(&id, Some(&quick), declined, silent).await.unwrap(), Settled::Told(1));
    assert_eq!(store.settle_queued(&id, Some(&slow), answer("tard"), silent).await.unwrap(), Settled::Gone);
    assert_eq!(answers(store, "anne").await, ["Ce n'est pas de notre ressort."]);
    let month = tchat::sessions::permanence(&SessionId::new("permanence-2026-11")).unwrap();
    let facts = store.facts(&month).await.unwrap();
    assert!(facts.asked.iter().all(|fact| fact.answered_at.is_none()), "a refusal is no answer");
}

async fn a_question_joins_nothing_that_was_answered_meanwhile(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    ask(store, "anne", None, *now).await;
    store.settle_queued(&queued("anne"), None, answer("oui"), *now).await.unwrap();
    ask(store, "bilal", Some("anne"), *now).await;
    assert_eq!(store.queue(*now).await.unwrap()[0].id, queued("bilal"));
    // Answered and joined at the same instant: told, or still waiting; never lost.
    for round in 0..20 {
        let (first, second) = (format!("first-{round}"), format!("second-{round}"));
        ask(store, &first, None, *now).await;
        let id = queued(&first);
        let (settled, _) = tokio::join!(store.settle_queued(&id, None, answer("oui"), *now), ask(store, &second, Some(&first), *now));
        assert!(matches!(settled.unwrap(), Settled::Told(1 | 2)));
        let waits = store.queue(*now).await.unwrap().iter().any(|one| one.id == queued(&second));
        assert_ne!(waits, answers(store, &second).await.len() == 1, "{second}");
    }
}

async fn a_moderator_joins_and_parts_what_waits(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    for person in ["anne", "bilal", "chloe"] {
        ask(store, person, None, *now).await;
    }
    let by = expert("emma");
    assert!(!store.merge(&queued("anne"), &queued("anne")).await.unwrap());
    assert!(store.merge(&queued("bilal"), &queued("anne")).await.unwrap());
    assert!(!store.merge(&queued("bilal"), &queued("anne")).await.unwrap(), "it is no more");
    assert_eq!(store.queue(*now).await.unwrap().iter().map(|one| one.asked.len()).collect::<Vec<_>>(), [2, 1]);
    assert!(store.split(&HandoverId::new("anne")).await.unwrap());
    assert!(!store.split(&HandoverId::new("bilal")).await.unwrap(), "it is alone");
    assert_eq!(store.queue(*now).await.unwrap().len(), 3);
    // The two ways round at once: one of them is done, none waits for ever.
    let (anne, chloe) = (queued("chloe"), store.queue(*now).await.unwrap()[0].id.clone());
    let merges = tokio::join!(store.merge(&anne, &chloe), store.merge(&chloe, &anne));
    assert!(merges.0.unwrap() ^ merges.1.unwrap());
    let left = store.queue(*now).await.unwrap();
    assert_eq!(left.iter().map(|one| one.asked.len()).sum::<usize>(), 3);
    assert_eq!(store.close_queued(&left[0].id, &by, Mark::Hostile, *now).await.unwrap(), Handled::Done);
    assert_eq!(store.close_queued(&left[0].id, &by, Mark::Hidden, *now).await.unwrap(), Handled::Gone);
    assert_eq!(store.queue(*now).await.unwrap().len(), left.len() - 1);
}

async fn a_candidate_knows_where_their_question_stands(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    for (seconds, person) in ["anne", "bilal", "chloe"].into_iter().enumerate() {
        ask(store, person, None, *now + SignedDuration::from_secs(seconds as i64)).await;
    }
    let place = async |person: &str| store.places_of(&Person::new(person), *now).await.unwrap().remove(0);
    assert_eq!((place("anne").await.before, place("chloe").await.before), (0, 2));
    store.take(&queued("bilal"), &expert("emma"), *now).await.unwrap();
    assert!(place("bilal").await.is_taken && !place("anne").await.is_taken);
    store.settle_queued(&queued("anne"), None, answer("oui"), *now).await.unwrap();
    assert_eq!(place("chloe").await.before, 1);
    assert_eq!(store.places_of(&Person::new("anne"), *now).await.unwrap(), []);
}

async fn what_is_public_is_the_words_of_the_team(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let (opens, closes) = (*now, *now + SignedDuration::from_hours(1));
    let session = tchat::sessions::plan("Le numérique", opens, closes, *now).unwrap();
    assert_eq!(store.plan_session(&session, *now).await.unwrap(), Planned::Kept);
    ask(store, "anne", None, *now + SignedDuration::from_secs(1)).await;
    let id = queued("anne");
    let publish = async || store.publish_queued(&id, "Y a-t-il un parking à vélos ?", "Oui, dans la cour.", *now).await.unwrap();
    assert!(!publish().await, "nothing is public before it is answered");
    store.settle_queued(&id, None, answer("Oui, chère Anne."), *now).await.unwrap();
    assert!(publish().await);
    let public = store.public_answers(&session.id).await.unwrap();
    assert_eq!((public[0].question.as_str(), public[0].answer.as_str()), ("Y a-t-il un parking à vélos ?", "Oui, dans la cour."));
    assert!(store.unpublish_queued(&id).await.unwrap());
    assert_eq!(store.public_answers(&session.id).await.unwrap(), []);
}

async fn an_erased_person_leaves_the_queue(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    ask(store, "anne", None, *now).await;
    ask(store, "bilal", Some("anne"), *now).await;
    store.erase(&Person::new("anne"), "nobody-1", *now).await.unwrap();
    assert_eq!(store.queue(*now).await.unwrap()[0].asked.len(), 1);
    store.erase(&Person::new("bilal"), "nobody-2", *now).await.unwrap();
    assert_eq!(store.queue(*now).await.unwrap(), []);
    assert_eq!(store.settle_queued(&queued("anne"), None, answer("oui"), *now).await.unwrap(), Settled::Gone);
}

async fn what_is_promised_has_a_name_beside_it(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let (opens, closes) = (*now, *now + SignedDuration::from_hours(1));
    let session = tchat::sessions::plan("Le numérique", opens, closes, *now).unwrap();
    let session = PlannedSession { in_charge: Some(expert("rose")), ..session };
    store.plan_session(&session, *now).await.unwrap();
    store.invite_guest(&expert("guest"), &session.id, "Zoé", "hash", *now).await.unwrap();
    for person in ["anne", "bilal", "chloe", "dan", "eve"] {
        ask(store, person, None, *now + SignedDuration::from_secs(1)).await;
    }
    assert!(store.put_in_charge(&queued("anne"), Some(&expert("hugo"))).await.unwrap());
    store.take(&queued("bilal"), &expert("emma"), closes).await.unwrap();
    store.take(&queued("chloe"), &expert("guest"), closes).await.unwrap();
    store.settle_queued(&queued("eve"), None, answer("oui"), *now).await.unwrap();
    assert!(!store.put_in_charge(&queued("eve"), Some(&expert("hugo"))).await.unwrap(), "it does not wait any more");
    store.claim_finished(closes, closes).await.unwrap();
    let mut names: Vec<_> = store
        .queue(closes)
        .await
        .unwrap()
        .into_iter()
        .map(|one| (one.id.to_string(), one.promised_for.is_some(), one.in_charge.map(|charged| charged.account.to_string())))
        .collect();
    names.sort();
    let promised = |id: &str, name: &str| (id.to_owned(), true, Some(name.to_owned()));
    assert_eq!(names, [promised("anne", "hugo"), promised("bilal", "emma"), promised("chloe", "rose"), promised("dan", "rose")]);
    assert!(store.put_in_charge(&queued("dan"), None).await.unwrap());
}

async fn the_team_is_told_of_a_day_once(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let day = |day| jiff::civil::date(2026, 12, day);
    let to = || Delivery::Channel { channel: "1".to_owned(), message: None };
    let told = join_all((0..5).map(|_| store.tell_daily(day(3), "Un jour".to_owned(), to(), *now))).await;
    assert_eq!(told.into_iter().filter(|told| *told.as_ref().unwrap()).count(), 1, "one of five instances");
    assert!(store.daily_was_told(day(3)).await.unwrap() && !store.daily_was_told(day(4)).await.unwrap());
    assert!(store.tell_daily(day(4), "Un jour".to_owned(), to(), *now).await.unwrap());
    assert!(store.daily_was_told(day(3)).await.unwrap(), "an earlier day is past, even after a clock was set back");
    assert!(!store.tell_daily(day(4), "Un jour".to_owned(), to(), *now).await.unwrap());
}

async fn a_month_is_told_once_or_passed_over(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let month = |month: &str| SessionId::new(format!("permanence-{month}"));
    let to = || Delivery::Channel { channel: "1".to_owned(), message: None };
    let (november, december, january) = (month("2026-11"), month("2026-12"), month("2027-01"));
    let told = join_all((0..5).map(|_| store.tell_month(&november, Some("Un mois".to_owned()), to(), *now))).await;
    assert_eq!(told.into_iter().filter(|told| *told.as_ref().unwrap()).count(), 1, "one of five instances");
    assert!(store.month_was_told(&november).await.unwrap() && !store.month_was_told(&december).await.unwrap());
    assert_eq!(store.claim_messages(*now, 10).await.unwrap().len(), 1);
    assert!(store.tell_month(&december, None, to(), *now).await.unwrap());
    assert!(store.month_was_told(&december).await.unwrap() && store.month_was_told(&november).await.unwrap());
    assert_eq!(store.claim_messages(*now, 10).await.unwrap().len(), 0, "a month without a question has no message");
    assert!(!store.month_was_told(&january).await.unwrap());
}

async fn who_was_told_what_is_published_may_still_want_a_person(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let asked = left(Outcome::Unknown, "anne", *now);
    store.confirm_age(&asked.person, *now).await.unwrap();
    store.record(asked.clone()).await.unwrap();
    let wished = wished(&asked, "wish", "le parking à vélos ?", *now);
    assert!(store.watch(wished.clone()).await.unwrap());
    assert!(store.tell_watcher(&wished.id, "Oui, dans la cour.", *now).await.unwrap());
    assert!(!store.tell_watcher(&wished.id, "Oui, dans la cour.", *now).await.unwrap(), "once");
    assert_eq!(answers(store, "anne").await, ["Oui, dans la cour."]);
    assert_eq!(store.hand_over(given(&asked, "anne", "le parking à vélos ?", *now)).await.unwrap(), Given::Waits);
    assert_eq!(store.queue(*now).await.unwrap().len(), 1, "what is said to be passed on is");
}
