//! A person is asked for at once: the question goes to people, unanswered.

use super::calm::{Asked, Passage};
use super::reply::{Refusal, Reply, Today, Verdict};
use super::{Answered, Conversation, Kept};
use crate::faq::{Faq, Finding};
use crate::privacy::redact;
use crate::store::Standing;
use crate::words::{ExchangeId, Incoming, Outcome, random_word};

impl Conversation {
    /// Gives a question to a person by the way of every hand-over, with its age
    /// gate. What the reply says of it is true once it is read, and until a
    /// person has it the question is one that nobody answered; at first it was
    /// asked of a person, whatever becomes of it.
    pub async fn ask_person(&self, incoming: Incoming) -> Reply {
        let faq = self.faq();
        let standing = self.standing(&incoming).await;
        let question = redact(&incoming.text);
        // The same words asked of the program just before are no duplicate of this.
        let words = format!("à une personne : {question}");
        let refusal = match self.let_through(&faq, &incoming, &words, &standing).await {
            Passage::Free => Refusal::of_text(&question),
            Passage::Refused(refusal) => Some(refusal),
            Passage::Held(held) => match *held {
                Answered::NotRecorded(reply) => return reply,
                _ => Some(Refusal::TooFast),
            },
        };
        let reply = self.before_a_person(&faq, &incoming, refusal, &standing);
        let (asked, door) = (Asked::of(&incoming), incoming.place.door);
        let kept = Kept { question: &question, reply: reply.clone(), asks_person: refusal.is_none() };
        let recorded = self.record(&faq, Incoming { delivery: None, ..incoming }, kept, &standing).await;
        if refusal.is_some() {
            return reply;
        }
        let reply = match recorded {
            Answered::Recorded(reply) => {
                let told = self.hand_over(&asked.person, &reply.exchange, door, asked.at).await;
                let outcome = if told.done { Outcome::HandedOver } else { reply.outcome };
                Reply { outcome, text: told.text, taps: told.taps, ..reply }
            }
            Answered::Repeated(_) | Answered::Erased => Reply { text: faq.say("perime", &[]), ..reply }.without_taps(&faq),
            Answered::NotRecorded(_) | Answered::Silent(_) => {
                Reply { text: faq.say("panne-transmission", &[]), ..reply }.without_taps(&faq)
            }
        };
        if reply.outcome.is_handed_over() {
            self.replied(&asked, &words, &Answered::Recorded(reply.clone()));
        }
        reply
    }

    /// What is kept of a question until a person has it; or why it is not read.
    fn before_a_person(&self, faq: &Faq, incoming: &Incoming, refusal: Option<Refusal>, standing: &Standing) -> Reply {
        let verdict = refusal.map_or(Verdict::Found(Finding::Unknown(Vec::new())), Verdict::Refused);
        let now = Today { faq, day: self.clock.today() };
        let reply = Reply::compose(now, incoming.place.door, ExchangeId::new(random_word()), verdict, standing);
        match refusal {
            Some(_) => reply,
            None => Reply { text: faq.say("recruteur-demande", &[]), ..reply },
        }
    }
}
