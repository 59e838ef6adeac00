//! What the outbox owes to Discord: what each message holds, where it goes, and
//! where else when it is refused.

use jiff::SignedDuration;
use serde::Deserialize;

use super::super::press::Press;
use super::super::rating;
use super::super::team::picture_of;
use super::super::translate::{Button, Part, Row, notice_parts, parts, plain, quoted, shown};
use super::Post;
use crate::conversation::Reply;
use crate::outbox::{Notice, Sent};
use crate::privacy::ADDRESS_KEPT_DAYS;
use crate::store::OwedMessage;
use crate::words::{Delivery, Person, SessionId};

/// What a message of the outbox holds.
#[derive(Deserialize)]
#[serde(untagged)]
enum Owed {
    Reply(Box<Reply>),
    Notice(Notice),
    /// What is said once in a channel, with the way to ask under it or not.
    Said {
        said: String,
        asks: bool,
        /// The session whose report it is: its picture goes with it.
        #[serde(default)]
        report: Option<SessionId>,
        /// The session to give stars to.
        #[serde(default)]
        rates: Option<SessionId>,
    },
    /// A reply, as JSON, that takes the place of the one before.
    Corrected {
        corrected: String,
    },
    /// What a person answered, later.
    Answer {
        question: Option<String>,
        personal_answer: String,
    },
}

/// The same as it is to be sent.
struct Opened {
    parts: Vec<Part>,
    /// Whether it takes the place of a reply.
    takes_place: bool,
    /// Whether candidates are to read it in a channel.
    is_for_all: bool,
}

impl Opened {
    fn of(parts: Vec<Part>) -> Self {
        Self { parts, takes_place: false, is_for_all: false }
    }
}

/// A conversation that was silent for so long is not written to any more.
const OPEN_FOR: SignedDuration = SignedDuration::from_hours(24 * ADDRESS_KEPT_DAYS);

impl Post {
    /// Sends a message of the outbox. One that its address refuses goes to the
    /// conversation that its person opened, if they did.
    pub(in crate::discord) async fn owed(&self, message: &OwedMessage) -> Sent {
        let Opened { parts, takes_place, is_for_all } = match self.open(&message.body).await {
            Ok(opened) => opened,
            Err(error) => {
                tracing::error!(exchange = %message.id, "a message owed cannot be read: {error}");
                return Sent::Refused;
            }
        };
        let sent = match (message.has_dead_address(self.parts.clock.now()), takes_place) {
            (true, _) => Sent::Refused,
            (false, true) => self.correct(&message.delivery, &message.nonce, &parts).await,
            (false, false) => self.deliver(&message.delivery, &message.nonce, &parts).await,
        };
        if is_for_all && sent == Sent::Refused {
            self.tell_refusal(&message.delivery).await;
        }
        match (sent, self.elsewhere(message, sent).await) {
            (Sent::Refused, Some(delivery)) => self.deliver(&delivery, &message.nonce, &parts).await,
            (sent, _) => sent,
        }
    }

    /// What candidates were to read in a channel and do not, the team is told.
    async fn tell_refusal(&self, delivery: &Delivery) {
        let Delivery::Channel { channel, .. } = delivery else { return };
        let raised = self.parts.store.raise_alert("not_said", channel, self.parts.clock.now()).await;
        let _ = raised.inspect_err(|error| tracing::error!("telling that a message was refused: {error:#}"));
    }

    /// Reads what a message of the outbox holds.
    async fn open(&self, body: &str) -> serde_json::Result<Opened> {
        Ok(match serde_json::from_str(body)? {
            Owed::Reply(reply) => Opened::of(parts(&reply)),
            Owed::Notice(notice) => Opened::of(notice_parts(&notice)),
            Owed::Said { said, asks, report, rates } => {
                let mut parts = match rates {
                    Some(session) => shown(&said, vec![rating::stars(&session)]),
                    None => self.said_parts(&said, asks.then_some(Press::Ask)),
                };
                if let (Some(last), Some(session)) = (parts.last_mut(), report) {
                    last.file = picture_of(&self.parts, &session).await;
                }
                Opened { is_for_all: asks, ..Opened::of(parts) }
            }
            Owed::Corrected { corrected } => Opened { takes_place: true, ..Opened::of(parts(&Reply::from_json(&corrected)?)) },
            Owed::Answer { question, personal_answer } => Opened::of(self.answer_parts(question, &personal_answer)),
        })
    }

    fn said_parts(&self, said: &str, asks: Option<Press>) -> Vec<Part> {
        let label = || self.parts.conversation.faq().say("bouton-question", &[]);
        let button = asks.map(|press| Row::Buttons(vec![Button::new(press, &label())]));
        shown(said, button.into_iter().collect())
    }

    fn answer_parts(&self, question: Option<String>, answer: &str) -> Vec<Part> {
        let opening = self.parts.conversation.faq().say("reponse-personne", &[]);
        let question = question.map(|question| format!("{}\n\n", quoted(&question))).unwrap_or_default();
        plain(&format!("{opening}\n\n{question}{answer}"))
    }

    /// Where else a refused message may go. A conversation that refuses is closed.
    async fn elsewhere(&self, message: &OwedMessage, sent: Sent) -> Option<Delivery> {
        if sent != Sent::Refused {
            return None;
        }
        let (store, since) = (&self.parts.store, self.parts.clock.now() - OPEN_FOR);
        let logged = |error: &anyhow::Error| tracing::error!("looking for another way to a person: {error:#}");
        if let Delivery::Channel { channel, .. } = &message.delivery {
            store.forget_conversation(channel).await.inspect_err(logged).ok()?;
        }
        let channel = store.conversation_for(message, since).await.inspect_err(logged).ok()??;
        Some(Delivery::Channel { channel, message: None })
    }

    /// The conversation that a person opened, if they did lately.
    pub(in crate::discord) async fn conversation_of(&self, person: &Person) -> Option<Delivery> {
        let found = self.parts.store.conversation_of(person, self.parts.clock.now() - OPEN_FOR).await;
        let channel = found.inspect_err(|error| tracing::error!("looking for an open conversation: {error:#}")).ok()??;
        Some(Delivery::Channel { channel, message: None })
    }
}

/// The body of a message that is said once in a channel.
pub(in crate::discord) fn said_body(said: &str, asks: bool) -> String {
    serde_json::json!({ "said": said, "asks": asks }).to_string()
}

/// The same for what asks for the stars of a session.
pub(in crate::discord) fn rating_body(said: &str, session: &SessionId) -> String {
    serde_json::json!({ "said": said, "asks": false, "rates": session }).to_string()
}

/// The same for the report of a session, whose picture goes with it.
pub(in crate::discord) fn report_body(said: &str, session: &SessionId) -> String {
    serde_json::json!({ "said": said, "asks": false, "report": session }).to_string()
}
