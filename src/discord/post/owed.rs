//! What the outbox owes to Discord: what each message holds, where it goes, and
//! where else when it is refused.

use jiff::SignedDuration;

use super::super::press::Press;
use super::super::rating;
use super::super::team::picture_of;
use super::super::translate::{Button, Part, Row, notice_parts, parts, plain, quoted, shown};
use super::Post;
use crate::conversation::Reply;
use crate::outbox::Sent;
use crate::privacy::ADDRESS_KEPT_DAYS;
use crate::store::OwedMessage;
use crate::words::{Delivery, Owed, Person, With};

/// What a message of the outbox holds, as it is to be sent.
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
                // A newer program may have written it; what follows it in its
                // conversation waits meanwhile, for as long as after any failure.
                return Sent::Later(None);
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
        Ok(match Owed::from_json(body)? {
            Owed::Reply(reply) => Opened::of(parts(&Reply::from_json(&reply)?)),
            Owed::Correction(reply) => Opened { takes_place: true, ..Opened::of(parts(&Reply::from_json(&reply)?)) },
            Owed::Answer { question, said } => {
                let opening = self.parts.conversation.faq().say("reponse-personne", &[]);
                Opened::of(plain(&format!("{opening}\n\n{}{said}", above(question))))
            }
            Owed::Published { question, said } => Opened::of(plain(&format!("{}{said}", above(question)))),
            Owed::Notice(notice) => Opened::of(notice_parts(&notice)),
            Owed::Reminder(told) | Owed::CalledOff(told) => Opened::of(plain(&told)),
            Owed::Said { text, with } => self.said_with(&text, with).await,
        })
    }

    async fn said_with(&self, text: &str, with: With) -> Opened {
        match with {
            With::Ask => {
                let ask = Button::new(Press::Ask, &self.parts.conversation.faq().say("bouton-question", &[]));
                Opened { is_for_all: true, ..Opened::of(shown(text, vec![Row::Buttons(vec![ask])])) }
            }
            With::Stars(session) => Opened { is_for_all: true, ..Opened::of(shown(text, vec![rating::stars(&session)])) },
            With::Report(session) => {
                let mut parts = plain(text);
                if let Some(last) = parts.last_mut() {
                    last.file = picture_of(&self.parts, &session).await;
                }
                Opened::of(parts)
            }
        }
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

/// The question, above its answer.
fn above(question: Option<String>) -> String {
    question.map(|question| format!("{}\n\n", quoted(&question))).unwrap_or_default()
}
