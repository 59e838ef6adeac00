//! The store on both databases: duplicates, conversations, sessions, erasure,
//! retention, the outbox, and what happens when two do the same at once.

use jiff::{SignedDuration, Timestamp};
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use tchat::store::{Decided, NewExchange, NewHandover, Planned, PlannedSession, Recorded, Repeated, Scope, Store, TypedChoice};
use tchat::words::{
    AnsweredBy, Delivery, EntryId, ExchangeId, HandoverId, Known, MessageRef, Notice, Outcome, Owed, Person, Place, SessionId, Source,
    With, random_word,
};
use tempfile::TempDir;

use crate::postgres;
use crate::world::{BEGINNING, Base, on_both};

on_both!(
    a_repeated_message_is_kept_once_and_gets_its_first_reply,
    a_text_is_kept_only_once_its_person_said_their_age,
    one_message_received_fifty_times_at_once_is_kept_once,
    a_silence_of_thirty_minutes_ends_a_conversation,
    a_person_who_asks_twice_at_once_has_one_conversation,
    two_hundred_visits_at_once_are_all_counted,
    a_question_belongs_to_the_session_of_its_instant,
    a_session_is_closed_by_one_instance_only,
    the_first_known_source_stays_and_a_link_wins_over_a_declaration,
    an_erased_person_leaves_counters_only,
    old_texts_go_and_owed_ones_stay,
    a_message_owed_is_claimed_by_one_sender,
    a_handover_is_answered_once,
    a_choice_in_words_settles_its_exchange_once,
    what_answered_most_is_counted_without_writing,
    what_an_older_program_still_owed_is_read,
);

/// A database and the instant everything begins at.
pub(crate) struct Kept {
    pub(crate) store: Store,
    pub(crate) now: Timestamp,
    pub(crate) url: String,
    _folder: TempDir,
}

pub(crate) async fn kept(base: Base) -> Kept {
    let folder = tempfile::tempdir().unwrap();
    let url = match base {
        Base::Sqlite => format!("sqlite:{}", folder.path().join("tchat.db").display()),
        Base::Postgres => postgres::database().await,
    };
    Kept { store: Store::open(&url).await.unwrap(), now: BEGINNING.parse().unwrap(), url, _folder: folder }
}

/// Changes a database behind the program's back.
pub(crate) async fn run_sql(url: &str, statements: &str) {
    let sql = sqlx::AssertSqlSafe(statements.to_owned());
    if url.starts_with("sqlite:") {
        let mut connection = SqliteConnection::connect(url).await.unwrap();
        connection.execute(sql).await.unwrap();
        connection.close().await.unwrap();
    } else {
        let mut connection = PgConnection::connect(url).await.unwrap();
        connection.execute(sql).await.unwrap();
        connection.close().await.unwrap();
    }
}

/// A question that its person gives to people.
pub(crate) fn given(asked: &NewExchange, id: &str, question: &str, at: Timestamp) -> NewHandover {
    NewHandover {
        id: HandoverId::new(id),
        exchange: asked.id.clone(),
        person: asked.person.clone(),
        question: question.to_owned(),
        same_as: None,
        theme: None,
        at,
    }
}

pub(crate) fn question(person: &str, at: Timestamp) -> NewExchange {
    NewExchange {
        id: ExchangeId::new(random_word()),
        reference: MessageRef::new(random_word()),
        person: Person::new(person),
        place: Place::web(),
        source: None,
        asked_at: at,
        question: Some("combien de jours de télétravail ?".into()),
        asks_person: false,
        decided: answer(at),
        notice: Some("v1".into()),
        delivery: None,
    }
}

/// What became of a question that was answered.
pub(crate) fn answer(at: Timestamp) -> Decided {
    Decided {
        outcome: Outcome::Answer,
        entry: Some(EntryId::new("teletravail-jours")),
        theme: Some("teletravail".into()),
        near_theme: None,
        confidence: 0.9,
        faq_version: "v1".into(),
        reply: "{\"text\":\"deux\"}".into(),
        answered_at: Some(at),
    }
}

/// A question that got no answer.
pub(crate) fn left(outcome: Outcome, person: &str, at: Timestamp) -> NewExchange {
    let decided = Decided { outcome, entry: None, theme: None, answered_at: None, ..answer(at) };
    NewExchange { decided, ..question(person, at) }
}

/// A question whose answer goes to a channel in Discord.
pub(crate) fn owed(person: &str, channel: &str, at: Timestamp) -> NewExchange {
    let delivery = Some(Delivery::Channel { channel: channel.into(), message: None });
    NewExchange { question: None, delivery, ..question(person, at) }
}

pub(crate) fn month() -> Scope {
    tchat::sessions::permanence(&SessionId::new("permanence-2026-11")).unwrap()
}

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

async fn a_repeated_message_is_kept_once_and_gets_its_first_reply(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let first = question("anne", *now);
    assert_eq!(store.record(first.clone()).await.unwrap(), Recorded::New);
    let other = Decided { reply: "{}".into(), ..first.decided.clone() };
    let again = NewExchange { id: ExchangeId::new("other"), decided: other, ..first.clone() };
    let repeated = Repeated { exchange: first.id.clone(), reply: Some(first.decided.reply.clone()) };
    assert_eq!(store.record(again).await.unwrap(), Recorded::Repeated(repeated.clone()));
    assert_eq!(store.repeated(&first.reference).await.unwrap(), Some(repeated));
    assert_eq!(store.facts(&month()).await.unwrap().asked.len(), 1);
}

async fn a_text_is_kept_only_once_its_person_said_their_age(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    store.record(question("anne", *now)).await.unwrap();
    store.confirm_age(&Person::new("anne"), *now).await.unwrap();
    store.record(question("anne", *now + minutes(1))).await.unwrap();
    let exchanges = store.data_of(&Person::new("anne")).await.unwrap().unwrap().exchanges;
    assert_eq!(exchanges.iter().map(|exchange| exchange.question.is_some()).collect::<Vec<_>>(), [false, true]);
}

async fn one_message_received_fifty_times_at_once_is_kept_once(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let first = question("anne", *now);
    let copies = (0..50).map(|_| store.record(NewExchange { id: ExchangeId::new(random_word()), ..first.clone() }));
    let done = futures::future::join_all(copies).await;
    let new = done.iter().filter(|recorded| matches!(recorded, Ok(Recorded::New))).count();
    assert_eq!((new, done.iter().filter(|recorded| recorded.is_err()).count()), (1, 0));
    assert_eq!(store.facts(&month()).await.unwrap().asked.len(), 1);
}

async fn a_silence_of_thirty_minutes_ends_a_conversation(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    for after in [0, 29, 58, 89] {
        store.record(question("anne", *now + minutes(after))).await.unwrap();
    }
    let asked = store.facts(&month()).await.unwrap().asked;
    let conversations: Vec<_> = asked.iter().map(|fact| fact.conversation_id.as_str()).collect();
    assert_eq!(conversations[0], conversations[1]);
    assert_eq!(conversations[1], conversations[2]);
    assert_ne!(conversations[2], conversations[3]);
    let standing = store.standing(&Person::new("anne"), *now + minutes(100)).await.unwrap();
    assert!(standing.noticed && !standing.of_age);
    assert_eq!(standing.previous, Some(EntryId::new("teletravail-jours")));
    assert!(standing.answered_before);
    assert!(store.standing(&Person::new("anne"), *now + minutes(200)).await.unwrap().previous.is_none());
}

async fn a_person_who_asks_twice_at_once_has_one_conversation(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let asked = (0..20).map(|_| store.record(question("anne", *now)));
    assert!(futures::future::join_all(asked).await.iter().all(Result::is_ok));
    let asked = store.facts(&month()).await.unwrap().asked;
    assert_eq!(asked.len(), 20);
    assert!(asked.iter().all(|fact| fact.conversation_id == asked[0].conversation_id));
}

async fn two_hundred_visits_at_once_are_all_counted(base: Base) {
    let Kept { store, .. } = &kept(base).await;
    let visits = (0..200).map(|_| store.count_visit("linkedin", "2026-11-22"));
    assert!(futures::future::join_all(visits).await.iter().all(Result::is_ok));
    let links = store.tracked_links().await.unwrap();
    let counted: Vec<_> = links.iter().filter(|(_, visits)| *visits > 0).map(|(link, visits)| (link.slug.as_str(), *visits)).collect();
    assert_eq!(counted, [("linkedin", 200)]);
}

async fn a_question_belongs_to_the_session_of_its_instant(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let session = tchat::sessions::plan("Un soir", *now + minutes(60), *now + minutes(120), *now).unwrap();
    assert_eq!(store.plan_session(&session, *now).await.unwrap(), Planned::Kept);
    assert_eq!(store.plan_session(&session, *now).await.unwrap(), Planned::SameName);
    for after in [59, 60, 119, 120] {
        store.record(question("anne", *now + minutes(after))).await.unwrap();
    }
    assert_eq!(store.facts(&Scope::Session(session.id.clone())).await.unwrap().asked.len(), 2);
    assert_eq!(store.facts(&month()).await.unwrap().asked.len(), 2);
    assert_eq!(store.open_session(&session.id, *now + minutes(10)).await.unwrap(), Planned::Kept);
    assert_eq!(store.session(&session.id).await.unwrap().unwrap().opens_at, *now + minutes(10));
    assert_eq!(store.open_session(&SessionId::new("none"), *now).await.unwrap(), Planned::TooLate);
}

async fn a_session_is_closed_by_one_instance_only(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let session = tchat::sessions::plan("Un soir", *now, *now + minutes(60), *now).unwrap();
    store.plan_session(&session, *now).await.unwrap();
    assert_eq!(store.claim_finished(*now + minutes(99), *now + minutes(59)).await.unwrap(), []);
    let claims = futures::future::join_all((0..8).map(|_| store.claim_finished(*now + minutes(99), *now + minutes(90)))).await;
    let winners: Vec<_> = claims.into_iter().flat_map(Result::unwrap).collect();
    assert_eq!(winners, std::slice::from_ref(&session.id));
    // The program was down while it was open: it is opened late, once, and its dates stay.
    assert_eq!(store.claim_opened(*now + minutes(90)).await.unwrap(), std::slice::from_ref(&session.id));
    assert_eq!(store.claim_opened(*now + minutes(90)).await.unwrap(), []);
    let PlannedSession { opens_at, closes_at, .. } = store.session(&session.id).await.unwrap().unwrap();
    assert_eq!((opens_at, closes_at), (*now, *now + minutes(60)));
    assert!(!store.close_session(&session.id, *now + minutes(99), *now + minutes(95)).await.unwrap(), "it is closed already");
}

async fn the_first_known_source_stays_and_a_link_wins_over_a_declaration(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let declared = |label: &str| Source { label: label.into(), known: Known::Declared, link: None };
    store.record(question("anne", *now)).await.unwrap();
    store.declare_source(&Person::new("anne"), &declared("presse"), *now).await.unwrap();
    store.declare_source(&Person::new("anne"), &declared("salon"), *now).await.unwrap();
    assert_eq!(store.data_of(&Person::new("anne")).await.unwrap().unwrap().source.as_deref(), Some("salon"));
    let linked = Source { label: "linkedin".into(), known: Known::Link, link: Some("linkedin".into()) };
    store.record(NewExchange { source: Some(linked), ..question("bilal", *now) }).await.unwrap();
    store.declare_source(&Person::new("bilal"), &declared("autre"), *now).await.unwrap();
    assert_eq!(store.data_of(&Person::new("bilal")).await.unwrap().unwrap().source.as_deref(), Some("linkedin"));
    assert!(store.standing(&Person::new("bilal"), *now).await.unwrap().source_known);
}

async fn an_erased_person_leaves_counters_only(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let (anne, bilal) = (Person::new("anne"), Person::new("bilal"));
    let owed = Delivery::Channel { channel: "1".into(), message: None };
    let asked = NewExchange { delivery: Some(owed), ..question("anne", *now) };
    store.record(asked.clone()).await.unwrap();
    store.hand_over(given(&asked, "h", "une question", *now)).await.unwrap();
    store.keep_satisfaction(&SessionId::new("permanence-2026-11"), &anne, 5, *now).await.unwrap();
    assert!(!store.keep_remark(&SessionId::new("permanence-2026-11"), &anne, "Clair.").await.unwrap(), "their age is not known");
    store.confirm_age(&anne, *now).await.unwrap();
    assert!(store.keep_remark(&SessionId::new("permanence-2026-11"), &anne, "Clair.").await.unwrap());
    assert!(!store.keep_remark(&SessionId::new("another"), &anne, "Clair.").await.unwrap(), "they gave no stars there");
    store.record(question("bilal", *now)).await.unwrap();
    store.erase(&anne, "erased-1", *now).await.unwrap();

    assert_eq!(store.remarks_of(&SessionId::new("permanence-2026-11")).await.unwrap(), Vec::<String>::new());
    assert_eq!(store.data_of(&anne).await.unwrap(), None);
    assert_eq!(store.data_of(&bilal).await.unwrap().unwrap().exchanges.len(), 1);
    assert_eq!(store.claim_messages(*now, 10).await.unwrap(), []);
    assert_eq!(store.waiting_questions().await.unwrap(), []);
    assert!(!store.answer_handover(&HandoverId::new("h"), "trop tard", *now).await.unwrap());
    assert_eq!(store.repeated(&asked.reference).await.unwrap(), Some(Repeated { exchange: asked.id, reply: None }));
    let facts = store.facts(&month()).await.unwrap();
    assert_eq!((facts.asked.len(), facts.stars.as_slice()), (2, [5].as_slice()));
    assert!(facts.asked.iter().all(|fact| fact.person.as_deref() != Some("anne")));
}

async fn old_texts_go_and_owed_ones_stay(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let old = *now - SignedDuration::from_hours(24 * 91);
    for person in ["anne", "bilal", "chloe"] {
        store.confirm_age(&Person::new(person), old).await.unwrap();
    }
    let waiting = question("bilal", old);
    store.record(question("anne", old)).await.unwrap();
    store.record(waiting.clone()).await.unwrap();
    store.hand_over(given(&waiting, "h", "une question", old)).await.unwrap();
    store.record(question("chloe", *now)).await.unwrap();
    store.keep_satisfaction(&SessionId::new("all"), &Person::new("anne"), 5, old).await.unwrap();
    store.keep_satisfaction(&SessionId::new("all"), &Person::new("chloe"), 4, *now).await.unwrap();
    for person in ["anne", "chloe"] {
        assert!(store.keep_remark(&SessionId::new("all"), &Person::new(person), person).await.unwrap());
    }
    let limits = tchat::privacy::Limits::at(*now);
    assert!(store.clear_expired(limits.text_before, limits.address_before, *now).await.unwrap() > 0);

    assert_eq!(store.data_of(&Person::new("anne")).await.unwrap(), None);
    let kept_text = |data: Option<tchat::store::PersonData>| data.unwrap().exchanges[0].question.is_some();
    assert!(kept_text(store.data_of(&Person::new("bilal")).await.unwrap()), "a question that waits for a person stays");
    assert!(kept_text(store.data_of(&Person::new("chloe")).await.unwrap()));
    let everything = Scope::Permanence { id: SessionId::new("all"), from: old, to: *now + minutes(1) };
    let facts = store.facts(&everything).await.unwrap();
    assert_eq!(store.remarks_of(&SessionId::new("all")).await.unwrap(), ["chloe"], "a line goes as any text");
    assert_eq!((facts.asked.len(), facts.stars.len()), (3, 1), "counters stay, the pseudonym of a rating goes");
    assert_eq!(store.clear_expired(limits.text_before, limits.address_before, *now).await.unwrap(), 0, "doing it again changes nothing");

    store.answer_handover(&HandoverId::new("h"), "voici", *now).await.unwrap();
    let later = tchat::privacy::Limits::at(*now + SignedDuration::from_hours(24 * 89));
    store.clear_expired(later.text_before, later.address_before, *now).await.unwrap();
    assert_eq!(store.answers_for(&Person::new("bilal")).await.unwrap().len(), 1, "ninety days count from the answer");
    let after = *now + SignedDuration::from_hours(24 * 91);
    let later = tchat::privacy::Limits::at(after);
    store.clear_expired(later.text_before, later.address_before, after).await.unwrap();
    assert_eq!(store.data_of(&Person::new("bilal")).await.unwrap(), None);
}

async fn a_message_owed_is_claimed_by_one_sender(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let owed = Delivery::Channel { channel: "42".into(), message: Some("7".into()) };
    // People do not wait for one another.
    for number in 0..10 {
        store.record(NewExchange { delivery: Some(owed.clone()), ..question(&format!("anne {number}"), *now) }).await.unwrap();
    }
    // Senders that look at the same instant may all find the oldest five: one of
    // them claims those, the others come back.
    let mut claimed = Vec::new();
    loop {
        let claims = futures::future::join_all((0..4).map(|_| store.claim_messages(*now, 5))).await;
        let before = claimed.len();
        claimed.extend(claims.into_iter().flat_map(Result::unwrap));
        if claimed.len() == before {
            break;
        }
    }
    let distinct: std::collections::BTreeSet<_> = claimed.iter().map(|message| message.id.clone()).collect();
    assert_eq!((claimed.len(), distinct.len()), (10, 10));
    assert!(claimed.iter().all(|message| message.delivery == owed && message.nonce.len() <= 25));

    // A sender that was silent for a minute lost its claim, and its late word is void.
    let later = *now + minutes(2);
    let again = store.claim_messages(later, 10).await.unwrap();
    assert_eq!(again.len(), 10);
    store.finish_message(&claimed[0], true, later).await.unwrap();
    let mine = again.iter().find(|message| message.id == claimed[0].id).unwrap();
    store.retry_message(mine, later + minutes(1)).await.unwrap();
    assert_eq!(store.next_message_due().await.unwrap(), Some(*now));
    for message in &again {
        store.finish_message(message, true, later).await.unwrap();
    }
    assert_eq!(store.next_message_due().await.unwrap(), None);
    assert_eq!(store.claim_messages(later + minutes(10), 10).await.unwrap(), []);
}

fn choice(outcome: Outcome, at: Timestamp) -> Decided {
    let asked = if outcome == Outcome::Answer { question("anne", at) } else { left(outcome, "anne", at) };
    Decided { reply: "{\"text\":\"choisi\"}".into(), faq_version: "v2".into(), ..asked.decided }
}

async fn a_choice_in_words_settles_its_exchange_once(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let (anne, at) = (Person::new("anne"), *now + minutes(29));
    let shown = left(Outcome::Choices, "anne", *now);
    store.record(shown.clone()).await.unwrap();
    let open = store.standing(&anne, at).await.unwrap().open.unwrap();
    assert_eq!((&open.id, &open.reply), (&shown.id, &shown.decided.reply));
    assert_eq!(store.standing(&anne, *now + minutes(31)).await.unwrap().open, None, "a silence closes it");
    assert_eq!(store.standing(&Person::new("bilal"), at).await.unwrap().open, None);

    let owed = Delivery::Channel { channel: "42".into(), message: Some("8".into()) };
    let typed = TypedChoice {
        reference: MessageRef::new("deux"),
        exchange: shown.id.clone(),
        person: anne.clone(),
        typed_at: at,
        decided: choice(Outcome::Answer, at),
        delivery: Some(owed.clone()),
    };
    let recorded = futures::future::join_all((0..10).map(|_| store.record_choice(typed.clone()))).await;
    let new = recorded.iter().filter(|recorded| matches!(recorded, Ok(Recorded::New))).count();
    let same = Recorded::Repeated(Repeated { exchange: shown.id.clone(), reply: Some(typed.decided.reply.clone()) });
    assert_eq!((new, recorded.iter().filter(|recorded| recorded.as_ref().is_ok_and(|it| *it == same)).count()), (1, 9));
    let sent = store.claim_messages(at, 10).await.unwrap();
    assert_eq!(sent.len(), 1, "owed once");
    assert_eq!((&sent[0].delivery, Owed::from_json(&sent[0].body).unwrap()), (&owed, Owed::Reply(typed.decided.reply.clone())));
    store.finish_message(&sent[0], true, at).await.unwrap();

    let asked = store.facts(&month()).await.unwrap().asked;
    assert_eq!(asked.len(), 1, "no question of its own");
    assert_eq!(
        (asked[0].first_outcome, asked[0].outcome, asked[0].theme.as_deref()),
        (Outcome::Choices, Outcome::Answer, Some("teletravail"))
    );
    assert_eq!(store.standing(&anne, at).await.unwrap().open, None, "nothing is left to choose");
    let standing = store.standing(&anne, at).await.unwrap();
    assert_eq!(standing.previous, Some(EntryId::new("teletravail-jours")));
    assert!(!store.settle(&shown.id, &anne, choice(Outcome::Unknown, at)).await.unwrap(), "what is settled stays");
    store.record(question("anne", *now + minutes(58))).await.unwrap();
    let asked = store.facts(&month()).await.unwrap().asked;
    assert_eq!(asked[0].conversation_id, asked[1].conversation_id, "the choice kept the conversation going");

    // None of the topics: the question is left without an answer.
    let other = left(Outcome::Choices, "bilal", *now);
    store.record(other.clone()).await.unwrap();
    assert!(!store.settle(&other.id, &anne, choice(Outcome::Unknown, at)).await.unwrap(), "it is somebody else's");
    assert!(store.settle(&other.id, &Person::new("bilal"), choice(Outcome::Unknown, at)).await.unwrap());
    let asked = store.facts(&month()).await.unwrap().asked;
    assert!(asked.iter().any(|fact| fact.outcome == Outcome::Unknown && fact.answered_at.is_none()), "{asked:?}");
}

async fn a_handover_is_answered_once(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let asked = NewExchange { question: None, ..left(Outcome::Unknown, "anne", *now) };
    store.record(asked.clone()).await.unwrap();
    store.hand_over(given(&asked, "h", "le parking ?", *now)).await.unwrap();
    store.hand_over(given(&asked, "h2", "encore", *now)).await.unwrap();
    let waiting = store.waiting_questions().await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].question.as_deref(), Some("le parking ?"));
    let id = HandoverId::new("h");
    let answers = futures::future::join_all(["oui", "non"].map(|answer| store.answer_handover(&id, answer, *now))).await;
    assert_eq!(answers.into_iter().filter(|done| *done.as_ref().unwrap()).count(), 1);
    assert_eq!(store.answers_for(&Person::new("anne")).await.unwrap().len(), 1);
    let fact = store.facts(&month()).await.unwrap().asked.remove(0);
    assert_eq!((fact.outcome, fact.first_outcome), (Outcome::HandedOver, Outcome::Unknown));
    assert_eq!(fact.answered_by, Some(AnsweredBy::Person));
}

async fn what_answered_most_is_counted_without_writing(base: Base) {
    let Kept { store, now, url, .. } = &kept(base).await;
    for (count, entry) in [(2, "salaire"), (3, "teletravail-jours"), (2, "conges"), (0, "jamais")] {
        for _ in 0..count {
            let decided = Decided { entry: Some(EntryId::new(entry)), ..answer(*now) };
            store.record(NewExchange { decided, ..question("anne", *now) }).await.unwrap();
        }
    }
    let decided = Decided { entry: Some(EntryId::new("meteo")), outcome: Outcome::OutOfScope, ..answer(*now) };
    store.record(NewExchange { decided, ..question("anne", *now) }).await.unwrap();
    let reader = Store::open_to_read(url).await.unwrap().unwrap();
    let counted: Vec<(String, i64)> =
        reader.most_answered().await.unwrap().into_iter().map(|(entry, count)| (entry.to_string(), count)).collect();
    assert_eq!(counted, [("teletravail-jours".into(), 3), ("conges".into(), 2), ("salaire".into(), 2)]);
    reader.close().await;
}

#[tokio::test]
async fn a_database_that_is_not_there_is_not_made_to_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("data/tchat.db").display());
    assert!(Store::open_to_read(&url).await.unwrap().is_none());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

async fn what_an_older_program_still_owed_is_read(base: Base) {
    let kept = kept(base).await;
    let (said, reply) = (
        r#"« Oui »,"said":"non","personal_answer":"x",{\}"#.to_owned(),
        r#"{"exchange":"e1","text":"« Oui »\\n\\"sûr\\" \\\\ "}"#.to_owned(),
    );
    let session = SessionId::new("2026-11-22-un-soir");
    let json = |text: &str| serde_json::to_string(text).unwrap();
    let told = Notice { told: said.clone(), lines: Some("1\n2".to_owned()) };
    let bodies = [
        (reply.clone(), Owed::Reply(reply.clone())),
        (format!(r#"{{"corrected":{}}}"#, json(&reply)), Owed::Correction(reply.clone())),
        (
            format!(r#"{{"question":{},"personal_answer":{}}}"#, json(&said), json(&said)),
            Owed::Answer { question: Some(said.clone()), said: said.clone() },
        ),
        (format!(r#"{{"question":null,"personal_answer":{}}}"#, json(&said)), Owed::Answer { question: None, said: said.clone() }),
        (format!(r#"{{"told":{},"lines":{}}}"#, json(&said), json("1\n2")), Owed::Notice(told)),
        (format!(r#"{{"told":{},"lines":null}}"#, json(&said)), Owed::line(said.clone())),
        (format!(r#"{{"told":{},"lines":null}}"#, json(&said)), Owed::Reminder(said.clone())),
        (format!(r#"{{"asks":true,"said":{}}}"#, json(&said)), Owed::Said { text: said.clone(), with: With::Ask }),
        (
            format!(r#"{{"asks":false,"rates":"{session}","said":{}}}"#, json(&said)),
            Owed::Said { text: said.clone(), with: With::Stars(session.clone()) },
        ),
        (
            format!(r#"{{"asks":false,"report":"{session}","said":{}}}"#, json(&said)),
            Owed::Said { text: said.clone(), with: With::Report(session.clone()) },
        ),
    ];
    run_sql(&kept.url, "insert into discord_conversation (channel, person, heard_at) values ('2', 'anne', 0)").await;
    for (number, (body, owed)) in bodies.iter().enumerate() {
        let (body, channel) = (body.replace('\'', "''"), if matches!(owed, Owed::Reminder(_)) { "2" } else { "1" });
        run_sql(
            &kept.url,
            &format!(
                "insert into outbox (id, nonce, body, state, attempts, due_at, epoch, created_at) values ('{number}', '{number}', '{body}', 'pending', 0, 0, 0, {number});
                 insert into delivery (outbox_id, channel) values ('{number}', '{channel}');"
            ),
        )
        .await;
    }
    run_sql(&kept.url, include_str!("../../migrations/0032_owed_messages.sql")).await;
    let claimed = kept.store.claim_messages(kept.now, 100).await.unwrap();
    let read: Vec<Owed> = claimed.iter().map(|message| Owed::from_json(&message.body).unwrap()).collect();
    assert_eq!(read, bodies.map(|(_, owed)| owed));
}
