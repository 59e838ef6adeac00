//! A whole evening on both databases and at both doors: three hundred
//! candidates, three experts and a moderator, two conversations on one database,
//! one of them stopped half-way.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use jiff::{SignedDuration, Timestamp};
use tchat::clock::Clock;
use tchat::conversation::{Answered, Conversation};
use tchat::faq::Faq;
use tchat::sessions::report_of;
use tchat::store::{Handled, PlannedSession, Resolution, Scope, Settled, Store};
use tchat::words::{AccountId, Door, Incoming, MessageRef, Person, Place};

use crate::store::{Kept, kept};
use crate::world::{Base, on_both};

on_both!(three_hundred_people_are_each_told_once);

const CANDIDATES: usize = 300;

/// What the answers of the program know nothing of, each in three wordings.
const ASKED: [[&str; 3]; 4] = [
    ["Peut-on venir au bureau avec son chien ?", "on peut venir au bureau avec son chien", "peut on venir au bureau avec son chien"],
    ["Y a-t-il une piscine dans l'immeuble ?", "ya til une piscine dans l'immeuble", "il y a une piscine dans l'immeuble ?"],
    [
        "Qui arrose les plantes vertes du couloir ?",
        "qui arrose les plantes vertes du couloir",
        "les plantes vertes du couloir, qui les arrose",
    ],
    ["Le baby-foot est-il réservé le vendredi ?", "le babyfoot est il reservé le vendredi", "baby-foot réservé le vendredi ?"],
];

/// What is done, once the database does it: under three hundred people at once it
/// may ask one of them to try again.
macro_rules! patiently {
    ($done:expr) => {{
        let deadline = Instant::now() + Duration::from_secs(120);
        loop {
            if let Some(done) = $done {
                break done;
            }
            assert!(Instant::now() < deadline, "the database did nothing for two minutes");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }};
}

struct Evening {
    /// Two of them, as two programs would have.
    conversations: [Conversation; 2],
    stores: [Store; 2],
    session: PlannedSession,
    told: AtomicUsize,
    /// The most people who were told at once.
    at_once: AtomicUsize,
    is_over: AtomicBool,
    now: Timestamp,
}

async fn three_hundred_people_are_each_told_once(base: Base) {
    let Kept { store, now, url, .. } = &kept(base).await;
    // SQLite is one program's: the two share what one would open.
    let other = if matches!(base, Base::Postgres) { Store::open(url).await.unwrap() } else { store.clone() };
    let evening = Arc::new(open(store.clone(), other, *now).await);

    let experts: Vec<_> = ["anne", "bilal", "chloe"].map(|name| tokio::spawn(answers_the_queue(evening.clone(), name))).into();
    let moderator = tokio::spawn(joins_what_is_alike(evening.clone()));
    let mut candidates = tokio::task::JoinSet::new();
    let mut stopped = tokio::task::JoinSet::new();
    for number in 0..CANDIDATES {
        let place = if number % 2 == 0 { &mut candidates } else { &mut stopped };
        place.spawn(takes_part(evening.clone(), number, number % 2));
    }
    // The second one stops wherever it is; its candidates turn to the first and say all again.
    evening.has_told(20).await;
    stopped.shutdown().await;
    for number in (1..CANDIDATES).step_by(2) {
        candidates.spawn(takes_part(evening.clone(), number, 0));
    }
    while let Some(ended) = candidates.join_next().await {
        ended.unwrap();
    }
    evening.has_told(2 * CANDIDATES).await;
    evening.is_over.store(true, Ordering::SeqCst);
    for one in experts.into_iter().chain([moderator]) {
        one.await.unwrap();
    }
    add_up(&evening).await;
    close(&evening).await;
}

async fn open(store: Store, other: Store, now: Timestamp) -> Evening {
    let (faq, _) = Faq::load(Path::new("responses"), None, jiff::civil::date(2026, 11, 22));
    let faq = Arc::new(ArcSwap::from_pointee(faq));
    let clock = Clock::set_to(now);
    let session = tchat::sessions::plan("Un soir", now, now + SignedDuration::from_hours(2), now).unwrap();
    store.plan_session(&session, now).await.unwrap();
    store.claim_opened(now).await.unwrap();
    Evening {
        conversations: [store.clone(), other.clone()].map(|store| Conversation::new(faq.clone(), store, clock.clone())),
        stores: [store, other],
        session,
        told: AtomicUsize::new(0),
        at_once: AtomicUsize::new(0),
        is_over: AtomicBool::new(false),
        now,
    }
}

fn person(number: usize) -> Person {
    Person::new(format!("candidate-{number}"))
}

/// Asks two things that the program does not know and gives both to people.
async fn takes_part(evening: Arc<Evening>, number: usize, which: usize) {
    let conversation = &evening.conversations[which];
    let (person, door) = (person(number), if number.is_multiple_of(3) { Door::Discord } else { Door::Web });
    patiently!(conversation.confirm_age(&person, evening.now).await.starts_with("Merci").then_some(()));
    for turn in 0..2 {
        let wordings = ASKED[(number + turn) % ASKED.len()];
        let incoming = Incoming {
            text: wordings[number % wordings.len()].to_owned(),
            person: person.clone(),
            place: Place { door, ..Place::web() },
            reference: MessageRef::new(format!("{number}-{turn}")),
            at: evening.now,
            is_late: false,
            source: None,
            has_attachment: false,
            delivery: None,
        };
        let reply = patiently!(match conversation.answer(incoming.clone()).await {
            Answered::Recorded(reply) | Answered::Repeated(reply) => Some(reply),
            Answered::NotRecorded(_) => None,
            other => panic!("candidate {number}: {other:?}"),
        });
        let told = patiently!({
            let told = conversation.hand_over(&person, &reply.exchange, door, evening.now).await;
            (!told.text.starts_with("Désolé")).then_some(told)
        });
        // Who says all again may have an answer already.
        assert!(told.done || told.text.contains("a déjà traité cette question"), "candidate {number}: {told:?}");
    }
}

/// Takes, then answers, then looks again, at one of the two programs.
async fn answers_the_queue(evening: Arc<Evening>, name: &str) {
    let (store, by) = (&evening.stores[name.len() % 2], AccountId::new(name));
    while !evening.is_over.load(Ordering::SeqCst) {
        for queued in patiently!(store.queue(evening.now).await.ok()) {
            if patiently!(store.take(&queued.id, &by, evening.now).await.ok()) != Handled::Done {
                continue;
            }
            let said = || Resolution::Answered(format!("Réponse de {name}."));
            let settled = patiently!(store.settle_queued(&queued.id, Some(&by), said(), evening.now).await.ok());
            if let Settled::Told(people) = settled {
                evening.told.fetch_add(people, Ordering::SeqCst);
                evening.at_once.fetch_max(people, Ordering::SeqCst);
            }
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

async fn joins_what_is_alike(evening: Arc<Evening>) {
    let store = &evening.stores[1];
    while !evening.is_over.load(Ordering::SeqCst) {
        let queue = patiently!(store.queue(evening.now).await.ok());
        let subject = |place: usize| queue[place].asked[0].question.as_deref().map(|text| text.contains("piscine"));
        if let Some(other) = (1..queue.len()).find(|other| subject(*other) == Some(true) && subject(0) == Some(true)) {
            patiently!(store.merge(&queue[other].id, &queue[0].id).await.ok());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

impl Evening {
    async fn has_told(&self, people: usize) {
        let deadline = Instant::now() + Duration::from_secs(240);
        while self.told.load(Ordering::SeqCst) < people {
            assert!(Instant::now() < deadline, "{} told of {people}", self.told.load(Ordering::SeqCst));
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// Each question has one outcome and each person one answer to each of theirs.
async fn add_up(evening: &Evening) {
    let store = &evening.stores[0];
    assert_eq!(evening.told.load(Ordering::SeqCst), 2 * CANDIDATES);
    assert_eq!(store.queue(evening.now).await.unwrap(), []);
    for number in 0..CANDIDATES {
        let answered = store.answers_for(&person(number)).await.unwrap();
        assert_eq!(answered.len(), 2, "candidate {number}: {answered:?}");
    }
    let facts = store.facts(&Scope::Session(evening.session.id.clone())).await.unwrap();
    assert_eq!(facts.asked.len(), 2 * CANDIDATES);
    assert!(facts.asked.iter().all(|fact| fact.outcome.is_handed_over() && fact.answered_at.is_some()));
    assert!(evening.at_once.load(Ordering::SeqCst) > 1, "nothing was joined");
    let report = report_of(store, &evening.session.id, evening.now).await.unwrap().unwrap();
    let questions = facts.asked.iter().filter(|fact| !fact.first_outcome.counted_apart()).count();
    assert!(questions > CANDIDATES, "{questions}");
    assert_eq!(report.metrics.get("questions").unwrap().value, questions);
}

/// Somebody asks at the last minute: their answer is promised. What is made
/// public is read by everybody afterwards.
async fn close(evening: &Evening) {
    let store = &evening.stores[0];
    for answered in store.answered_queue().await.unwrap().iter().take(3) {
        assert!(store.publish_queued(&answered.id, "Une question ?", "Sa réponse.", evening.now).await.unwrap());
    }
    let conversation = &evening.conversations[0];
    let late = Person::new("late");
    conversation.confirm_age(&late, evening.now).await;
    assert!(conversation.waiting_lines(&late, evening.now).await.is_empty());
    let incoming = Incoming {
        text: "Combien de marches a l'escalier de la tour ?".to_owned(),
        person: late.clone(),
        place: Place::web(),
        reference: MessageRef::new("late"),
        at: evening.now,
        is_late: false,
        source: None,
        has_attachment: false,
        delivery: None,
    };
    let Answered::Recorded(reply) = conversation.answer(incoming).await else { panic!("not recorded") };
    assert!(conversation.hand_over(&late, &reply.exchange, Door::Web, evening.now).await.done);
    let lines = async || conversation.waiting_lines(&late, evening.now).await;
    assert_eq!(lines().await[0].1, "Votre question est la n° 1 de la file.");
    let after = evening.now + SignedDuration::from_hours(3);
    tchat::sessions::due_now(store, after).await.unwrap();
    tchat::sessions::due_now(&evening.stores[1], after).await.unwrap();
    assert_eq!(lines().await[0].1, "L'équipe a promis de répondre à votre question avant le 24/11/2026.");
    assert_eq!(store.public_answers(&evening.session.id).await.unwrap().len(), 3);
}
