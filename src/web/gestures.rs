//! The taps of a visitor, from their words in a form or in JSON to what the
//! conversation makes of them; the same for the page and for programs.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::visitor::is_token;
use super::{Error, Web};
use crate::campaign::is_declared_source;
use crate::conversation::{Gesture, Reply, Tap, Told};
use crate::words::{ChangedMind, Door, EntryId, ExchangeId, Feedback, Person, SessionId};

/// The words of the taps that stand on the page.
const REMIND: &str = "remind";
const RATE: &str = "satisfaction";

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

/// What a tap asks for.
enum Wish {
    /// What a reply offers.
    OfReply(Gesture),
    /// To be reminded of a session: it stands on the page, under no reply.
    Remind,
    /// The same for stars to give a session.
    Rate,
}

/// What a tap led to.
#[derive(Debug, Serialize)]
pub(super) struct Effect {
    /// What the visitor reads, in Markdown.
    pub(super) text: String,
    /// What they may tap next.
    #[serde(rename = "offers")]
    pub(super) taps: Vec<Tap>,
    /// The answer of a chosen entry.
    pub(super) reply: Option<Reply>,
}

impl Effect {
    fn text(text: String) -> Self {
        Self { text, taps: Vec::new(), reply: None }
    }
}

impl From<Told> for Effect {
    fn from(told: Told) -> Self {
        Self { text: told.text, taps: told.taps, reply: None }
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

    /// What its word names.
    fn wish(&self) -> Result<Wish, Error> {
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
        let of_reply = offered.into_iter().find(|gesture| word_of(gesture).0 == self.gesture).map(Wish::OfReply);
        let of_page = [(REMIND, Wish::Remind), (RATE, Wish::Rate)].into_iter().find(|(word, _)| *word == self.gesture);
        of_reply.or(of_page.map(|(_, wish)| wish)).ok_or_else(no_such_button)
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

fn no_such_button() -> Error {
    Error::Unusable("Ce bouton n'existe pas.".into())
}

impl Web {
    /// Does what a tap asks for.
    pub(super) async fn perform(&self, person: &Person, tapped: &Tapped, now: Timestamp) -> Result<Effect, Error> {
        let conversation = &self.site.conversation;
        let gesture = match tapped.wish()? {
            Wish::OfReply(gesture) => gesture,
            Wish::Remind => return Ok(self.remind(person, tapped, now).await),
            Wish::Rate => return self.rate(person, tapped, now).await,
        };
        Ok(match gesture {
            Gesture::ConfirmAge => Effect::text(conversation.confirm_age(person, now).await),
            Gesture::ConfirmAgeAndHandOver => {
                self.handed_over(conversation.confirm_age_and_hand_over(person, &tapped.exchange()?, Door::Web, now).await)
            }
            Gesture::HandOver => self.handed_over(conversation.hand_over(person, &tapped.exchange()?, Door::Web, now).await),
            Gesture::TellMe => conversation.tell_me(person, &tapped.exchange()?, now).await.into(),
            Gesture::Choose(entry) => self.choose(person, tapped, &entry, now).await?,
            Gesture::Useful => Effect::text(conversation.keep_feedback(person, &tapped.exchange()?, Feedback::Useful).await),
            Gesture::NotUseful => Effect::text(conversation.keep_feedback(person, &tapped.exchange()?, Feedback::NotUseful).await),
            Gesture::ChangedMind => Effect::text(conversation.keep_changed_mind(person, &tapped.exchange()?, ChangedMind::Yes).await),
            Gesture::SameMind => Effect::text(conversation.keep_changed_mind(person, &tapped.exchange()?, ChangedMind::No).await),
            Gesture::DeclareSource if is_declared_source(&tapped.label) => {
                Effect::text(conversation.declare_source(person, &tapped.label, now).await)
            }
            Gesture::DeclareSource | Gesture::AskHere => return Err(no_such_button()),
        })
    }

    async fn remind(&self, person: &Person, tapped: &Tapped, now: Timestamp) -> Effect {
        let told = self.site.conversation.remind(person, &SessionId::new(&*tapped.session), Door::Web, None, now).await;
        self.live.tell();
        told.into()
    }

    fn handed_over(&self, told: Told) -> Effect {
        if told.done {
            // The page says where the question stands, and experts see it come.
            self.live.tell();
        }
        told.into()
    }

    async fn choose(&self, person: &Person, tapped: &Tapped, entry: &EntryId, now: Timestamp) -> Result<Effect, Error> {
        let chosen = self.site.conversation.choose(person, &tapped.exchange()?, entry, now).await;
        Ok(match chosen {
            Some(reply) => Effect { text: reply.text.clone(), taps: reply.taps.clone(), reply: Some(reply) },
            None => Effect::text(self.site.conversation.faq().say("perime", &[])),
        })
    }

    async fn rate(&self, person: &Person, tapped: &Tapped, now: Timestamp) -> Result<Effect, Error> {
        let stars = tapped.stars.parse().ok().filter(|stars| (1..=5).contains(stars));
        let stars = stars.ok_or(Error::Unusable("Une note va de 1 à 5.".into()))?;
        let (conversation, session) = (&self.site.conversation, SessionId::new(&*tapped.session));
        let rated = conversation.rate(person, &session, stars, now).await;
        Ok(Effect::text(match tapped.said.trim() {
            said if rated.is_kept && !said.is_empty() => conversation.remark(person, &session, said).await,
            _ => rated.text,
        }))
    }
}
