//! The taps of a visitor, from their words in a form or in JSON to what the
//! conversation makes of them; the same for the page and for programs.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::visitor::is_token;
use super::{Error, Web};
use crate::campaign::is_declared_source;
use crate::conversation::{Gesture, Offer, Reply};
use crate::words::{ChangedMind, Door, EntryId, ExchangeId, Feedback, Person, SessionId};

/// A tap as it is sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Tapped {
    /// The visitor's word.
    pub(super) conversation: String,
    /// The slug of the link they came by, handed on from form to form.
    pub(super) source: String,
    /// What is wanted, as [`word_of`] names it.
    gesture: String,
    /// The exchange it is about.
    exchange: String,
    /// The entry that was chosen.
    entry: String,
    /// Where the person says they come from.
    label: String,
    /// The session that is rated.
    session: String,
    /// One to five.
    stars: String,
    /// The line that goes with them, if one does.
    said: String,
    /// Whether the page wants its HTML too.
    pub(super) html: bool,
}

/// What a tap led to.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    /// What the visitor reads, in Markdown.
    pub(super) text: String,
    /// What they may tap next.
    pub(super) offers: Vec<Offer>,
    /// The answer of a chosen entry.
    pub(super) reply: Option<Reply>,
}

impl Told {
    fn text(text: String) -> Self {
        Self { text, offers: Vec::new(), reply: None }
    }
}

impl Tapped {
    /// The exchange it is about; also for what a reply to it shows.
    pub(super) fn exchange(&self) -> Result<ExchangeId, Error> {
        if is_token(&self.exchange) {
            Ok(ExchangeId::new(&*self.exchange))
        } else {
            Err(Error::Unusable("Il manque l'échange dont il s'agit.".into()))
        }
    }

    /// The same as text, empty when it is about none.
    pub(super) fn exchange_text(&self) -> String {
        if is_token(&self.exchange) { self.exchange.clone() } else { String::new() }
    }
}

/// A gesture's name in forms and JSON, and the entry it is about.
pub(super) fn word_of(gesture: &Gesture) -> (&'static str, Option<&EntryId>) {
    match gesture {
        Gesture::ConfirmAge => ("confirm_age", None),
        Gesture::ConfirmAgeAndHandOver => ("confirm_age_and_hand_over", None),
        Gesture::Choose(entry) => ("choose", Some(entry)),
        Gesture::HandOver => ("hand_over", None),
        Gesture::TellMe => ("tell_me", None),
        Gesture::Useful => ("useful", None),
        Gesture::NotUseful => ("not_useful", None),
        Gesture::ChangedMind => ("changed_mind", None),
        Gesture::SameMind => ("same_mind", None),
        Gesture::DeclareSource => ("declare_source", None),
        // Threads are Discord's: no page offers it.
        Gesture::AskHere => ("ask_here", None),
    }
}

impl Tapped {
    /// The gesture that its word names, if it is one that a reply offers.
    fn gesture(&self) -> Option<Gesture> {
        let offered = [
            Gesture::ConfirmAge,
            Gesture::ConfirmAgeAndHandOver,
            Gesture::Choose(EntryId::new(&*self.entry)),
            Gesture::HandOver,
            Gesture::TellMe,
            Gesture::Useful,
            Gesture::NotUseful,
            Gesture::ChangedMind,
            Gesture::SameMind,
            Gesture::DeclareSource,
        ];
        offered.into_iter().find(|gesture| word_of(gesture).0 == self.gesture)
    }
}

fn no_such_button() -> Error {
    Error::Unusable("Ce bouton n'existe pas.".into())
}

impl Web {
    /// Does what a tap asks for.
    pub(super) async fn perform(&self, person: &Person, tapped: &Tapped, now: Timestamp) -> Result<Told, Error> {
        let conversation = &self.site.conversation;
        let Some(gesture) = tapped.gesture() else { return self.perform_of_page(person, tapped, now).await };
        Ok(match gesture {
            Gesture::ConfirmAge => Told::text(conversation.confirm_age(person, now).await),
            Gesture::ConfirmAgeAndHandOver => {
                let exchange = tapped.exchange()?;
                conversation.confirm_age(person, now).await;
                self.hand_over(person, &exchange, now).await
            }
            Gesture::HandOver => self.hand_over(person, &tapped.exchange()?, now).await,
            Gesture::TellMe => {
                let told = conversation.tell_me(person, &tapped.exchange()?, now).await;
                Told { text: told.text, offers: told.offers, reply: None }
            }
            Gesture::Choose(entry) => self.choose(person, tapped, &entry, now).await?,
            Gesture::Useful => Told::text(conversation.keep_feedback(person, &tapped.exchange()?, Feedback::Useful).await),
            Gesture::NotUseful => Told::text(conversation.keep_feedback(person, &tapped.exchange()?, Feedback::NotUseful).await),
            Gesture::ChangedMind => Told::text(conversation.keep_changed_mind(person, &tapped.exchange()?, ChangedMind::Yes).await),
            Gesture::SameMind => Told::text(conversation.keep_changed_mind(person, &tapped.exchange()?, ChangedMind::No).await),
            Gesture::DeclareSource if is_declared_source(&tapped.label) => {
                Told::text(conversation.declare_source(person, &tapped.label, now).await)
            }
            Gesture::DeclareSource | Gesture::AskHere => return Err(no_such_button()),
        })
    }

    /// The taps that stand on a page and under no reply.
    async fn perform_of_page(&self, person: &Person, tapped: &Tapped, now: Timestamp) -> Result<Told, Error> {
        match tapped.gesture.as_str() {
            "remind" => {
                let session = SessionId::new(&*tapped.session);
                let told = self.site.conversation.remind(person, &session, Door::Web, None, now).await;
                self.live.tell();
                Ok(Told { text: told.text, offers: told.offers, reply: None })
            }
            "satisfaction" => self.rate(person, tapped, now).await,
            _ => Err(no_such_button()),
        }
    }

    async fn hand_over(&self, person: &Person, exchange: &ExchangeId, now: Timestamp) -> Told {
        let handed_over = self.site.conversation.hand_over(person, exchange, Door::Web, now).await;
        if handed_over.done {
            // The page says where the question stands, and experts see it come.
            self.live.tell();
        }
        Told { text: handed_over.text, offers: handed_over.offers, reply: None }
    }

    async fn choose(&self, person: &Person, tapped: &Tapped, entry: &EntryId, now: Timestamp) -> Result<Told, Error> {
        let chosen = self.site.conversation.choose(person, &tapped.exchange()?, entry, now).await;
        Ok(match chosen {
            Some(reply) => Told { text: reply.text.clone(), offers: reply.offers.clone(), reply: Some(reply) },
            None => Told::text(self.site.conversation.faq().say("perime", &[])),
        })
    }

    async fn rate(&self, person: &Person, tapped: &Tapped, now: Timestamp) -> Result<Told, Error> {
        let stars = tapped.stars.parse().ok().filter(|stars| (1..=5).contains(stars));
        let stars = stars.ok_or(Error::Unusable("Une note va de 1 à 5.".into()))?;
        let (conversation, session) = (&self.site.conversation, SessionId::new(&*tapped.session));
        let rated = conversation.rate(person, &session, stars, now).await;
        Ok(Told::text(match tapped.said.trim() {
            said if !said.is_empty() => conversation.remark(person, &session, said, now).await,
            _ => rated.text,
        }))
    }
}
