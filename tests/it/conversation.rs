//! The conversation on both databases, behind no door: what is read twice, put in
//! other words late, given to people again, chosen from topics.

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use jiff::{SignedDuration, Timestamp};
use tchat::clock::Clock;
use tchat::conversation::{Answered, Conversation, Gesture, Reply};
use tchat::faq::Faq;
use tchat::store::{Handled, Mark, NewReminder, OpenConversation, Reminded, Store};
use tchat::words::{AccountId, AnsweredBy, Delivery, Door, EntryId, Incoming, MessageRef, Outcome, Owed, Person, Place};

use crate::store::{Kept, kept};
use crate::world::{Base, on_both};

on_both!(
    a_topic_that_is_tapped_twice_is_one_question,
    a_question_changed_the_next_day_is_corrected_and_its_delay_stays,
    a_question_that_people_are_done_with_is_not_passed_on_again,
    a_person_asked_for_at_once_is_no_question_that_the_bot_did_not_know,
    where_one_comes_from_is_asked_also_of_who_chose_a_topic,
    what_was_published_answers_the_old_words_of_a_question_only,
    a_correction_that_never_arrives_is_no_answer,
    nobody_is_reminded_once_erased,
);

/// A conversation with the shipped answers, its clock, and somebody in it.
struct Talk {
    conversation: Conversation,
    store: Store,
    _kept: Kept,
    clock: Clock,
    now: Timestamp,
    anne: Person,
}

impl Talk {
    async fn begin(base: Base) -> Self {
        let kept = kept(base).await;
        let (faq, _) = Faq::load(Path::new("responses"), None, jiff::civil::date(2026, 11, 22));
        let clock = Clock::set_to(kept.now);
        let conversation = Conversation::new(Arc::new(ArcSwap::from_pointee(faq)), kept.store.clone(), clock.clone());
        Self { conversation, clock, now: kept.now, anne: Person::new("anne"), store: kept.store.clone(), _kept: kept }
    }

    /// The same once she said her age.
    async fn of_age(base: Base) -> Self {
        let talk = Self::begin(base).await;
        talk.conversation.confirm_age(&talk.anne, talk.now).await;
        talk
    }

    fn incoming(&self, reference: &str, text: &str) -> Incoming {
        Incoming {
            text: text.to_owned(),
            person: self.anne.clone(),
            place: Place { door: Door::Discord, ..Place::web() },
            reference: MessageRef::new(reference),
            at: self.now,
            is_late: false,
            source: None,
            has_attachment: false,
            delivery: Some(Delivery::Channel { channel: "1".to_owned(), message: Some("2".to_owned()) }),
        }
    }

    async fn asks(&self, reference: &str, text: &str) -> Reply {
        match self.conversation.answer(self.incoming(reference, text)).await {
            Answered::Recorded(reply) => reply,
            other => panic!("« {text} » was not answered: {other:?}"),
        }
    }

    async fn outcomes(&self) -> Vec<String> {
        self.store.data_of(&self.anne).await.unwrap().unwrap().exchanges.into_iter().map(|exchange| exchange.outcome).collect()
    }
}

async fn a_topic_that_is_tapped_twice_is_one_question(base: Base) {
    let talk = Talk::begin(base).await;
    let taps = |number: u32, topic: &str| {
        let delivery = Some(Delivery::Interaction { token: format!("token {number}") });
        let incoming = Incoming { delivery, ..talk.incoming(&format!("tap {number}"), "") };
        let (conversation, topic) = (&talk.conversation, EntryId::new(topic));
        async move { conversation.read(incoming, &topic).await.unwrap() }
    };
    let (first, again) = (taps(1, "teletravail-jours").await, taps(2, "teletravail-jours").await);
    let (Answered::Recorded(first), Answered::NotRecorded(again)) = (first, again) else { panic!("read, then read again") };
    assert_eq!(first.text, again.text);
    assert!(matches!(taps(3, "concours-obligatoire").await, Answered::Recorded(_)), "another topic is another question");
    assert_eq!(talk.outcomes().await.len(), 2);
    let gone = talk.conversation.read(talk.incoming("tap 4", ""), &EntryId::new("une-fiche-retiree")).await;
    assert_eq!(gone, None, "it is not served");
}

async fn a_question_changed_the_next_day_is_corrected_and_its_delay_stays(base: Base) {
    let talk = Talk::of_age(base).await;
    talk.asks("message", "combien de jours de télétravail ?").await;
    let first = talk.store.claim_messages(talk.now, 10).await.unwrap();
    talk.store.finish_message(&first[0], true, talk.now + SignedDuration::from_secs(2)).await.unwrap();

    let later = talk.now + SignedDuration::from_hours(30);
    talk.clock.turn_to(later);
    let changed = talk.conversation.reconsider(talk.incoming("change", "faut-il un concours ?"), &MessageRef::new("message")).await;
    assert!(matches!(changed, Answered::Recorded(_)), "{changed:?}");
    let owed = talk.store.claim_messages(later, 10).await.unwrap();
    assert!(matches!(Owed::from_json(&owed[0].body).unwrap(), Owed::Correction(_)));
    assert_eq!(owed[0].created_at_ms, later.as_millisecond(), "it is written now: an older message is given up");
    talk.store.finish_message(&owed[0], true, later).await.unwrap();
    let facts = talk.store.facts(&crate::store::month()).await.unwrap().asked;
    assert_eq!((facts.len(), facts[0].answered_at.map(|at| at - talk.now.as_millisecond())), (1, Some(2_000)));
}

async fn a_question_that_people_are_done_with_is_not_passed_on_again(base: Base) {
    let talk = Talk::of_age(base).await;
    let asked = talk.asks("message", "zblorg fnuk trapibule ?").await;
    let passes_on = async || talk.conversation.hand_over(&talk.anne, &asked.exchange, Door::Discord, talk.now).await;
    let (first, again) = (passes_on().await, passes_on().await);
    assert!(first.done && again.done && again.text.starts_with("Votre question est transmise"), "it waits: {again:?}");
    let waiting = talk.store.queue(talk.now).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(talk.store.close_queued(&waiting[0].id, &AccountId::new("emma"), Mark::Hidden, talk.now).await.unwrap(), Handled::Done);
    let told = passes_on().await;
    assert!(!told.done && told.text.starts_with("Une personne du recrutement a déjà traité cette question."), "{told:?}");
    assert!(talk.store.queue(talk.now).await.unwrap().is_empty());
}

async fn a_person_asked_for_at_once_is_no_question_that_the_bot_did_not_know(base: Base) {
    let talk = Talk::begin(base).await;
    let told = talk.conversation.ask_person(talk.incoming("message", "Puis-je visiter les bureaux ?")).await;
    assert!(told.taps.iter().any(|tap| tap.gesture == Gesture::ConfirmAgeAndHandOver), "her age comes first: {told:?}");
    assert_eq!(talk.outcomes().await, ["unknown"], "nobody has it");
    let facts = talk.store.facts(&crate::store::month()).await.unwrap().asked;
    assert_eq!((facts[0].first_outcome, facts[0].outcome), (Outcome::HandedOver, Outcome::Unknown));
    let done = talk.conversation.confirm_age_and_hand_over(&talk.anne, &told.exchange, Door::Discord, talk.now).await;
    assert!(done.done);
    let facts = talk.store.facts(&crate::store::month()).await.unwrap().asked;
    assert_eq!((facts[0].first_outcome, facts[0].outcome), (Outcome::HandedOver, Outcome::HandedOver));
}

async fn where_one_comes_from_is_asked_also_of_who_chose_a_topic(base: Base) {
    let asks_source = |reply: &Reply| reply.taps.iter().any(|tap| tap.gesture == Gesture::DeclareSource);
    let chosen_of = async |talk: &Talk, shown: &Reply| {
        let near = shown.near[0].id.clone();
        talk.conversation.choose(&talk.anne, &shown.exchange, &near, talk.now).await.unwrap()
    };
    let talk = Talk::of_age(base).await;
    let shown = talk.asks("un", "télétravail").await;
    assert!(!shown.outcome.is_curated() && !asks_source(&shown), "topics to choose from: {shown:?}");
    assert!(asks_source(&chosen_of(&talk, &shown).await), "once, after the first answer");
    talk.conversation.hand_over(&talk.anne, &shown.exchange, Door::Discord, talk.now).await;
    let typed = talk.asks("deux", "faut-il un concours ?").await;
    assert!(!asks_source(&typed), "it was asked once, also when a person was wanted after all: {typed:?}");

    // Typed instead of tapped.
    let talk = Talk::of_age(base).await;
    talk.asks("un", "télétravail").await;
    assert!(asks_source(&talk.asks("deux", "le premier").await));
    // Nor does a question for a person count as an answer.
    let talk = Talk::of_age(base).await;
    talk.conversation.ask_person(talk.incoming("un", "Puis-je visiter les bureaux ?")).await;
    assert!(asks_source(&talk.asks("deux", "faut-il un concours ?").await));
}

async fn what_was_published_answers_the_old_words_of_a_question_only(base: Base) {
    let talk = Talk::of_age(base).await;
    let asked = talk.asks("message", "zblorg fnuk trapibule ?").await;
    let wishes = async || talk.conversation.tell_me(&talk.anne, &asked.exchange, talk.now).await;
    assert!(wishes().await.done);
    let watching = async || talk.store.watching().await.unwrap();
    let (watch, _) = watching().await.remove(0);
    assert!(talk.store.tell_watcher(&watch, "C'est publié.", talk.now).await.unwrap());
    let later = async || {
        talk.conversation.answers_for(&talk.anne).await.into_iter().map(|one| (one.answer.said, one.answer.by)).collect::<Vec<_>>()
    };
    assert_eq!(later().await, [("C'est publié.".to_owned(), AnsweredBy::Bot)]);

    let changed = talk.conversation.reconsider(talk.incoming("change", "wixju qorvet drimble ?"), &MessageRef::new("message")).await;
    assert!(!matches!(changed, Answered::NotRecorded(_)), "{changed:?}");
    assert_eq!(talk.store.data_of(&talk.anne).await.unwrap().unwrap().exchanges[0].question.as_deref(), Some("wixju qorvet drimble ?"));
    assert_eq!(later().await, [], "the new words have no answer");
    assert!(wishes().await.done);
    assert_eq!(watching().await.len(), 1, "she is told when the new words have one");
}

async fn a_correction_that_never_arrives_is_no_answer(base: Base) {
    let talk = Talk::of_age(base).await;
    let is_answered = async || talk.store.facts(&crate::store::month()).await.unwrap().asked[0].answered_at.is_some();
    talk.asks("message", "zblorg fnuk trapibule ?").await;
    let unknown = talk.store.claim_messages(talk.now, 10).await.unwrap();
    talk.store.finish_message(&unknown[0], true, talk.now).await.unwrap();
    assert!(!is_answered().await);
    let later = talk.now + SignedDuration::from_mins(1);
    talk.clock.turn_to(later);
    talk.conversation.reconsider(talk.incoming("change", "faut-il un concours ?"), &MessageRef::new("message")).await;
    let correction = talk.store.claim_messages(later, 10).await.unwrap();
    talk.store.finish_message(&correction[0], false, later).await.unwrap();
    assert!(!is_answered().await, "it was refused");
}

async fn nobody_is_reminded_once_erased(base: Base) {
    let talk = Talk::of_age(base).await;
    let hours = SignedDuration::from_hours;
    let session = tchat::sessions::plan("Un soir", talk.now + hours(24), talk.now + hours(25), talk.now).unwrap();
    talk.store.plan_session(&session, talk.now).await.unwrap();
    let bilal = Person::new("bilal");
    talk.conversation.confirm_age(&bilal, talk.now).await;
    for (person, channel) in [(&talk.anne, "10"), (&bilal, "20")] {
        let opened = OpenConversation { channel: channel.to_owned(), guild: None };
        talk.store.keep_conversation(&opened, person, talk.now).await.unwrap();
        let reminder = NewReminder {
            session: session.id.clone(),
            person: person.clone(),
            kinds: vec!["day"],
            door: Door::Discord,
            asked_in: Some(channel.to_owned()),
            heard_since: talk.now - hours(1),
            at: talk.now,
        };
        assert_eq!(talk.store.remind(reminder).await.unwrap(), Reminded::Kept);
    }
    assert_eq!(talk.store.tell_reminders(&session, "day", &[], "demain", talk.now).await.unwrap(), 2);
    talk.conversation.erase(&talk.anne).await;
    let owed = talk.store.claim_messages(talk.now, 10).await.unwrap();
    assert_eq!(
        owed.iter().map(|message| &message.delivery).collect::<Vec<_>>(),
        [&Delivery::Channel { channel: "20".to_owned(), message: None }]
    );
    talk.store.finish_message(&owed[0], true, talk.now).await.unwrap();
    assert_eq!(talk.store.next_message_due().await.unwrap(), None, "nothing is owed to nobody");
}
