//! Giving a question to people: the tap, where the question stands, and where
//! its answer is read.

use anyhow::Result;
use jiff::Timestamp;

use super::reply::Gesture;
use super::same::same_as;
use super::{Conversation, Told, codes, logged};
use crate::clock::{in_paris, written_day};
use crate::faq::Faq;
use crate::store::{AnsweredQuestion, Given, NewHandover, WaitingPlace};
use crate::words::{Door, ExchangeId, HandoverId, Person, random_word};

/// What is told to who may not give a question on: because they object, or have
/// not said their age, which this tap does.
pub(super) struct Gate {
    pub(super) objects: &'static str,
    pub(super) age: &'static str,
    pub(super) tap: Gesture,
}

const BEFORE_A_PERSON: Gate = Gate { objects: "opposition-personne", age: "transmettre-age", tap: Gesture::ConfirmAgeAndHandOver };

impl Conversation {
    /// Gives a question to a person. What the candidate reads is true: the
    /// question is durable before they are told that it is passed on.
    pub async fn hand_over(&self, person: &Person, exchange: &ExchangeId, door: Door, at: Timestamp) -> Told {
        let faq = self.faq();
        self.try_hand_over(&faq, person, exchange, door, at).await.unwrap_or_else(|error| {
            tracing::error!(%exchange, "a question was not handed over: {error:#}");
            Told::not_done(faq.say("panne-transmission", &[]))
        })
    }

    /// The same for who says by this tap that they are 15 or older.
    pub async fn confirm_age_and_hand_over(&self, person: &Person, exchange: &ExchangeId, door: Door, at: Timestamp) -> Told {
        self.confirm_age(person, at).await;
        self.hand_over(person, exchange, door, at).await
    }

    async fn try_hand_over(&self, faq: &Faq, person: &Person, exchange: &ExchangeId, door: Door, at: Timestamp) -> Result<Told> {
        let question = match self.question_to_give(faq, person, exchange, at, BEFORE_A_PERSON).await? {
            Ok(question) => question,
            Err(told) => return Ok(told),
        };
        let handover = NewHandover {
            id: HandoverId::new(random_word()),
            exchange: exchange.clone(),
            person: person.clone(),
            same_as: same_as(faq, &question, &self.store.waiting_beside(exchange).await?),
            theme: faq.nearest_theme(&question).map(str::to_owned),
            question,
            at,
        };
        match self.store.hand_over(handover).await? {
            Given::Waits => {}
            Given::Over => return Ok(Told::not_done(faq.say("transmis-deja", &[]))),
            Given::NotTheirs => return Ok(Told::not_done(faq.say("perime", &[]))),
        }
        self.pending.forget(exchange);
        let place = faq.say(where_to_read(door), &[]);
        let code = self.answer_code(faq, person, door, at).await;
        Ok(Told::done(format!("{} {place}{code}", faq.say("transmis", &[]))))
    }

    /// The words of a person's own question, which they give on; else what they
    /// are told.
    pub(super) async fn question_to_give(
        &self,
        faq: &Faq,
        person: &Person,
        exchange: &ExchangeId,
        at: Timestamp,
        gate: Gate,
    ) -> Result<Result<String, Told>> {
        if self.store.objects(person).await? {
            return Ok(Err(Told::not_done(faq.say(gate.objects, &[]))));
        }
        let Some(kept) = self.store.question_of(exchange, person).await? else { return Ok(Err(Told::not_done(faq.say("perime", &[])))) };
        if !self.store.standing(person, at).await?.of_age {
            return Ok(Err(Told::age_first(faq, gate.age, gate.tap)));
        }
        Ok(kept.or_else(|| self.pending.text_of(exchange, at)).ok_or_else(|| Told::not_done(faq.say("transmettre-retaper", &[]))))
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

    /// What was answered later to whoever has this code; none when it is no code.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn answers_by_code(&self, typed: &str, now: Timestamp) -> Result<Option<Vec<AnsweredQuestion>>> {
        match self.store.person_of_code(&codes::hash(typed), now).await? {
            Some(person) => self.store.answers_for(&person).await.map(Some),
            None => Ok(None),
        }
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
