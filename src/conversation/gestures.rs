//! The taps after a reply: choose, hand over, say one's age or source, rate.

use anyhow::Result;
use jiff::Timestamp;

use super::reply::{Gesture, Offer, Reply, Today};
use super::same::same_as;
use super::{Conversation, codes, decided, logged};
use crate::clock::{in_paris, written_day};
use crate::faq::Faq;
use crate::store::{AnsweredQuestion, NewHandover, PersonData, WaitingPlace};
use crate::words::{ChangedMind, Door, EntryId, ExchangeId, Feedback, HandoverId, Known, Person, SessionId, Source, random_word};

/// What a tap « Transmettre à une personne » led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedOver {
    /// What the candidate reads.
    pub text: String,
    /// What they may tap next.
    pub offers: Vec<Offer>,
    /// Whether a person has the question now.
    pub done: bool,
}

/// The wish of somebody who wants a person.
pub(super) struct Wish<'a> {
    pub(super) person: &'a Person,
    pub(super) exchange: &'a ExchangeId,
    pub(super) door: Door,
    pub(super) at: Timestamp,
    /// Whether they asked for one before anything was answered.
    pub(super) at_once: bool,
}

/// What is kept about a person, to read and to take away.
#[derive(Clone, Debug, PartialEq)]
pub struct Data {
    /// Everything kept; none when nothing is.
    pub kept: Option<PersonData>,
    /// Whether they object: nothing is kept then.
    pub objects: bool,
    /// What the candidate reads above or instead.
    pub text: String,
}

impl Conversation {
    /// The answer of the entry a person chose; settles their exchange by it.
    /// None when the entry is no longer served.
    pub async fn choose(&self, person: &Person, exchange: &ExchangeId, entry: &EntryId, at: Timestamp) -> Option<Reply> {
        let faq = self.faq();
        let entry = faq.entry(entry)?;
        let reply = Reply::chosen(Today { faq: &faq, day: self.clock.today() }, exchange.clone(), entry);
        logged(self.store.settle(exchange, person, decided(&faq, &reply, at)).await, "settling a choice");
        let objects = logged(self.store.objects(person).await, "reading an objection");
        Some(if objects == Some(true) { reply.of_nobody(&faq) } else { reply })
    }

    /// Gives a question to a person. What the candidate reads is true: the
    /// question is durable before they are told that it is passed on.
    pub async fn hand_over(&self, person: &Person, exchange: &ExchangeId, door: Door, at: Timestamp) -> HandedOver {
        self.pass_on(Wish { person, exchange, door, at, at_once: false }).await
    }

    /// Does what somebody wishes who wants a person.
    pub(super) async fn pass_on(&self, wish: Wish<'_>) -> HandedOver {
        let faq = self.faq();
        match self.try_pass_on(&faq, &wish).await {
            Ok(handed_over) => handed_over,
            Err(error) => {
                tracing::error!(exchange = %wish.exchange, "a question was not handed over: {error:#}");
                not_done(faq.say("panne-transmission", &[]))
            }
        }
    }

    async fn try_pass_on(&self, faq: &Faq, wish: &Wish<'_>) -> Result<HandedOver> {
        let Wish { person, exchange, door, at, at_once } = *wish;
        if self.store.objects(person).await? {
            return Ok(not_done(faq.say("opposition-personne", &[])));
        }
        let Some(kept) = self.store.question_of(exchange, person).await? else { return Ok(not_done(faq.say("perime", &[]))) };
        if !self.store.standing(person, at).await?.of_age {
            let offer = Offer { gesture: Gesture::ConfirmAgeAndHandOver, label: faq.say("bouton-age", &[]) };
            return Ok(HandedOver { text: faq.say("transmettre-age", &[]), offers: vec![offer], done: false });
        }
        let Some(question) = kept.or_else(|| self.pending.text_of(exchange, at)) else {
            return Ok(not_done(faq.say("transmettre-retaper", &[])));
        };
        let handover = NewHandover {
            id: HandoverId::new(random_word()),
            exchange: exchange.clone(),
            person: person.clone(),
            same_as: same_as(faq, &question, &self.store.waiting_beside(exchange).await?),
            theme: faq.nearest_theme(&question).map(str::to_owned),
            question,
            at,
            at_once,
        };
        if !self.store.hand_over(handover).await? {
            return Ok(not_done(faq.say("perime", &[])));
        }
        self.pending.forget(exchange);
        let place = faq.say(where_to_read(door), &[]);
        let code = self.answer_code(faq, person, door, at).await;
        Ok(HandedOver { text: format!("{} {place}{code}", faq.say("transmis", &[])), offers: Vec::new(), done: true })
    }

    /// Each question of a person that waits for people, and where it stands,
    /// oldest first; nothing while the database is away.
    pub async fn waiting_lines(&self, person: &Person, at: Timestamp) -> Vec<(Option<String>, String)> {
        let faq = self.faq();
        let places = logged(self.store.places_of(person, at).await, "reading where questions stand").unwrap_or_default();
        places
            .into_iter()
            .map(|place| {
                let line = line_of(&faq, &place);
                (place.question, line)
            })
            .collect()
    }

    /// The sentence that gives a code to read the answer on the web page; nothing
    /// at the door of the page itself.
    async fn answer_code(&self, faq: &Faq, person: &Person, door: Door, at: Timestamp) -> String {
        if door == Door::Web {
            return String::new();
        }
        let code = codes::draw();
        let kept = self.store.keep_answer_code(&codes::hash(&code), person, at + codes::GOOD_FOR).await;
        match logged(kept, "keeping a code to read an answer with") {
            Some(()) => format!("\n\n{}", faq.say("code-reponse", &[("code", &code), ("jours", &codes::DAYS.to_string())])),
            None => String::new(),
        }
    }

    /// What people answered to whoever has this code; none when it is no code.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn answers_by_code(&self, typed: &str, now: Timestamp) -> Result<Option<Vec<AnsweredQuestion>>> {
        match self.store.person_of_code(&codes::hash(typed), now).await? {
            Some(person) => self.store.answers_for(&person).await.map(Some),
            None => Ok(None),
        }
    }

    /// Keeps that a person is 15 or older; gives the words to thank them with.
    pub async fn confirm_age(&self, person: &Person, at: Timestamp) -> String {
        let kept = self.store.confirm_age(person, at).await;
        self.said(kept, "keeping an age tap", "age-confirme")
    }

    /// Keeps where a person says they come from.
    pub async fn declare_source(&self, person: &Person, label: &str, at: Timestamp) -> String {
        let source = Source { label: label.to_owned(), known: Known::Declared, link: None };
        let kept = self.store.declare_source(person, &source, at).await;
        self.said(kept, "keeping a declared source", "merci-source")
    }

    /// Keeps whether an answer helped.
    pub async fn keep_feedback(&self, person: &Person, exchange: &ExchangeId, feedback: Feedback) -> String {
        match logged(self.store.keep_feedback(exchange, person, feedback).await, "keeping a feedback") {
            Some(true) => self.faq().say("merci-avis", &[]),
            Some(false) => self.faq().say("perime", &[]),
            None => self.faq().say("panne", &[]),
        }
    }

    /// Keeps whether an answer changed what a person wrongly believed.
    pub async fn keep_changed_mind(&self, person: &Person, exchange: &ExchangeId, said: ChangedMind) -> String {
        match logged(self.store.keep_changed_mind(exchange, person, said).await, "keeping a changed mind") {
            Some(true) => self.faq().say("merci-idee", &[]),
            Some(false) => self.faq().say("perime", &[]),
            None => self.faq().say("panne", &[]),
        }
    }

    /// Keeps one to five stars for a session.
    pub async fn keep_satisfaction(&self, person: &Person, session: &SessionId, stars: i64, at: Timestamp) -> String {
        let kept = self.store.keep_satisfaction(session, person, stars.clamp(1, 5), at).await;
        self.said(kept, "keeping a satisfaction", "merci-satisfaction")
    }

    /// What people answered to a person's questions.
    pub async fn answers_for(&self, person: &Person) -> Vec<AnsweredQuestion> {
        logged(self.store.answers_for(person).await, "reading a person's answers").unwrap_or_default()
    }

    /// What is said of something that is kept unless its person objects.
    pub(super) fn said(&self, kept: Result<bool>, what: &str, phrase: &str) -> String {
        let phrase = match logged(kept, what) {
            Some(true) => phrase,
            Some(false) => "opposition-active",
            None => "panne",
        };
        self.faq().say(phrase, &[])
    }
}

/// Where a waiting question stands, in one sentence.
fn line_of(faq: &Faq, place: &WaitingPlace) -> String {
    match place.promised_for {
        _ if place.is_taken => faq.say("file-prise", &[]),
        Some(by) => faq.say("file-promise", &[("jour", &written_day(in_paris(by).date()))]),
        None => faq.say("file-rang", &[("rang", &(place.before + 1).to_string())]),
    }
}

/// The sentence that says where a person's answer will be read.
fn where_to_read(door: Door) -> &'static str {
    match door {
        Door::Discord => "transmis-discord",
        Door::Web => "transmis-web",
    }
}

pub(super) fn not_done(text: String) -> HandedOver {
    HandedOver { text, offers: Vec::new(), done: false }
}
