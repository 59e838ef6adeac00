//! A person is asked for at once: the question goes to people, unanswered.

use super::calm::{Asked, Passage};
use super::hand_over::Wish;
use super::reply::{Refusal, Reply, Today, Verdict};
use super::{Answered, Conversation};
use crate::faq::{Faq, Finding};
use crate::privacy::redact;
use crate::store::Standing;
use crate::words::{ExchangeId, Incoming, Outcome, random_word};

impl Conversation {
    /// Gives a question to a person by the way of every hand-over, with its age
    /// gate. What the reply says of it is true once it is read, and until a
    /// person has it the question is one that nobody answered.
    pub async fn ask_person(&self, incoming: Incoming) -> Reply {
        let faq = self.faq();
        let standing = self.standing(&incoming).await;
        let question = redact(&incoming.text);
        // The same words asked of the program just before are no duplicate of this.
        let words = format!("à une personne : {question}");
        let refusal = match self.let_through(&faq, &incoming, &words, &standing).await {
            Passage::Through(refusal) => refusal.or_else(|| Refusal::of_text(&question)),
            Passage::Held(held) => match *held {
                Answered::NotRecorded(reply) => return reply,
                _ => Some(Refusal::TooFast),
            },
        };
        let reply = self.before_a_person(&faq, &incoming, refusal, &standing);
        let (asked, door) = (Asked::of(&incoming), incoming.place.door);
        let recorded = self.record(&faq, Incoming { delivery: None, ..incoming }, question, reply.clone(), &standing).await;
        if refusal.is_some() {
            return reply;
        }
        let reply = match recorded {
            Answered::Recorded(reply) => {
                let wish = Wish { person: &asked.person, exchange: &reply.exchange, door, at: asked.at, at_once: true };
                let told = self.pass_on(wish).await;
                let outcome = if told.done { Outcome::HandedOver } else { reply.outcome };
                Reply { outcome, text: told.text, taps: told.taps, ..reply }
            }
            Answered::Repeated(_) | Answered::Erased => Reply { text: faq.say("perime", &[]), ..reply }.without_taps(&faq),
            Answered::NotRecorded(_) | Answered::Silent => Reply { text: faq.say("panne-transmission", &[]), ..reply }.without_taps(&faq),
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
