//! A person is asked for at once: the question goes to people, unanswered.

use super::calm::{Asked, Passage};
use super::reply::{Refusal, Reply, Today, Verdict};
use super::{Answered, Conversation};
use crate::faq::Finding;
use crate::privacy::redact;
use crate::words::{ExchangeId, Incoming, Outcome, random_word};

impl Conversation {
    /// Gives a question to a person by the way of every hand-over, with its age
    /// gate: what the reply says of it is true once it is read.
    pub async fn ask_person(&self, incoming: Incoming) -> Reply {
        let faq = self.faq();
        let standing = self.standing(&incoming).await;
        let question = redact(&incoming.text);
        // The same words asked of the program just before are no duplicate of this.
        let asked = format!("à une personne : {question}");
        let refusal = match self.let_through(&faq, &incoming, &asked, &standing).await {
            Passage::Through(refusal) => refusal.or_else(|| Refusal::of_text(&question)),
            Passage::Held(held) => match *held {
                Answered::NotRecorded(reply) => return reply,
                _ => Some(Refusal::TooFast),
            },
        };
        let verdict = refusal.map_or(Verdict::Found(Finding::Unknown(Vec::new())), Verdict::Refused);
        let now = Today { faq: &faq, day: self.clock.today() };
        let mut reply = Reply::compose(now, incoming.place.door, ExchangeId::new(random_word()), verdict, &standing);
        if refusal.is_none() {
            reply.text = faq.say("recruteur-demande", &[]);
            if standing.of_age {
                reply.outcome = Outcome::HandedOver;
            }
        }
        let (person, door, at) = (incoming.person.clone(), incoming.place.door, incoming.at);
        let asker = Asked::of(&incoming);
        let recorded = self.record(&faq, Incoming { delivery: None, ..incoming }, question, reply.clone(), &standing).await;
        if refusal.is_some() {
            return reply;
        }
        let said = match recorded {
            Answered::Recorded(_) => self.hand_over(&person, &reply.exchange, door, at).await,
            Answered::Repeated(_) => return Reply { text: faq.say("perime", &[]), ..reply }.without_taps(&faq),
            Answered::NotRecorded(_) | Answered::Silent => {
                return Reply { text: faq.say("panne-transmission", &[]), ..reply }.without_taps(&faq);
            }
        };
        let done = said.done;
        let reply = Reply { text: said.text, offers: said.offers, ..reply };
        if done {
            self.replied(&asker, &asked, &Answered::Recorded(reply.clone()));
        }
        reply
    }
}
