//! One question in, one reply out: the whole journey, and the taps that follow it.
//!
//! The doors translate; this room decides. It knows the curated answers, the
//! database and the rules of privacy, and neither Discord nor the web.

mod calm;
mod choices;
mod codes;
mod gestures;
mod hand_over;
mod limits;
mod memory;
mod pending;
mod profile;
mod rating;
mod recruiter;
mod reminders;
mod reply;
mod rights;
mod same;
mod second_thoughts;
mod several;
mod told;
mod uses;
mod watch;

use std::sync::{Arc, Mutex};

use anyhow::Result;
use arc_swap::ArcSwap;
use jiff::Timestamp;
use jiff::civil::Date;

use calm::{Asked, Calm, Passage};
use choices::reply_to_choice;
pub use limits::{MAX_ANSWER_CHARS, MAX_QUESTION_CHARS, answer_problem};
use pending::PendingTexts;
pub use profile::Profile;
pub use rating::{MAX_REMARK_CHARS, Rated};
pub use reply::{Gesture, Near, Reply, Shown, Tap};
use reply::{Refusal, Today, Verdict};
pub use rights::Data;
pub use told::Told;
pub use uses::uses;

use crate::clock::Clock;
use crate::faq::{Candidate, Context, Entry, Faq, Finding};
use crate::privacy::redact;
use crate::store::{Decided, NewExchange, Recorded, Standing, Store};
use crate::telemetry;
use crate::words::{EntryId, ExchangeId, Incoming, Place, random_word};

/// The curated answers in service, swapped whole when the files change.
pub type SharedFaq = Arc<ArcSwap<Faq>>;

/// What talks with candidates, whatever the door.
#[derive(Debug)]
pub struct Conversation {
    faq: SharedFaq,
    store: Store,
    clock: Clock,
    calm: Calm,
    pending: PendingTexts,
    /// The answers in service when those who asked to be told last were.
    published: Mutex<Option<String>>,
}

/// A reply, and what became of it in the database.
#[derive(Clone, Debug, PartialEq)]
pub enum Answered {
    /// Recorded; a door that left a delivery has it in the outbox.
    Recorded(Reply),
    /// The message was received before: its reply then.
    Repeated(Reply),
    /// The message was received before, and its reply is kept no more.
    Erased,
    /// The database is away, or there is nothing to record: the candidate gets
    /// the answer all the same.
    NotRecorded(Reply),
    /// Nothing is said: the person reads the answer, or the refusal, already, or
    /// what they changed cannot be read again while the database is away.
    Silent,
}

impl Conversation {
    /// Brings together what a conversation needs.
    pub fn new(faq: SharedFaq, store: Store, clock: Clock) -> Self {
        Self { faq, store, clock, calm: Calm::new(), pending: PendingTexts::default(), published: Mutex::default() }
    }

    /// The whole journey of one question: recognise a repeated message, redact,
    /// hold back what would drown others, see whether it only chooses a topic just
    /// shown, find, compose, record. The reply leaves only after it is recorded.
    pub async fn answer(&self, incoming: Incoming) -> Answered {
        if let Some(repeated) = self.repeated(&incoming).await {
            return repeated;
        }
        let faq = self.faq.load_full();
        let standing = self.standing(&incoming).await;
        let question = redact(&incoming.text);
        let refusal = match self.let_through(&faq, &incoming, &question, &standing).await {
            Passage::Through(refusal) => refusal,
            Passage::Held(answered) => return *answered,
        };
        let asked = Asked::of(&incoming);
        let answered = self.find_and_record(&faq, incoming, &question, refusal, standing).await;
        self.replied(&asked, &question, &answered);
        answered
    }

    async fn find_and_record(
        &self,
        faq: &Faq,
        incoming: Incoming,
        question: &str,
        refusal: Option<Refusal>,
        standing: Standing,
    ) -> Answered {
        let now = Today { faq, day: self.clock.today() };
        if refusal.is_none()
            && let Some(reply) = reply_to_choice(now, question, standing.open.as_ref())
        {
            return self.settle(now, incoming, reply).await;
        }
        let verdict = match refusal {
            Some(refusal) => Verdict::Refused(refusal),
            None => understand(faq, question, context(&standing).as_ref(), now.day),
        };
        let reply = Reply::to_question(now, &incoming.place, ExchangeId::new(random_word()), question, verdict, &standing);
        telemetry::count_question(incoming.place.door, reply.outcome);
        self.record(faq, incoming, question.to_owned(), reply, &standing).await
    }

    /// The same journey for an entry that was taken from a list: its title is
    /// the question. None when it is not served.
    pub async fn read(&self, incoming: Incoming, entry: &EntryId) -> Option<Answered> {
        if let Some(repeated) = self.repeated(&incoming).await {
            return Some(repeated);
        }
        let faq = self.faq.load_full();
        let entry = faq.entry(entry)?;
        let standing = self.standing(&incoming).await;
        let verdict = match self.let_through(&faq, &incoming, &entry.question, &standing).await {
            Passage::Held(answered) => return Some(*answered),
            Passage::Through(Some(refusal)) => Verdict::Refused(refusal),
            Passage::Through(None) => {
                Verdict::Found(Finding::Answer(Candidate { entry: entry.id.clone(), kind: entry.kind, confidence: 1.0 }))
            }
        };
        let now = Today { faq: &faq, day: self.clock.today() };
        let reply = Reply::compose(now, incoming.place.door, ExchangeId::new(random_word()), verdict, &standing);
        telemetry::count_question(incoming.place.door, reply.outcome);
        let asked = Asked::of(&incoming);
        let answered = self.record(&faq, incoming, entry.question.clone(), reply, &standing).await;
        self.replied(&asked, &entry.question, &answered);
        Some(answered)
    }

    /// The curated answers in service.
    pub fn faq(&self) -> Arc<Faq> {
        self.faq.load_full()
    }

    /// Forgets what is only remembered for a while; called now and then.
    pub fn forget_old(&self, now: Timestamp) {
        self.calm.forget_old(now);
        self.pending.forget_old(now);
    }

    async fn repeated(&self, incoming: &Incoming) -> Option<Answered> {
        let found = logged(self.store.repeated(&incoming.reference).await, "looking for a repeated message").flatten()?;
        Some(as_repeated(found))
    }

    /// Nothing is known of anybody while the database is away.
    async fn standing(&self, incoming: &Incoming) -> Standing {
        let standing = self.store.standing(&incoming.person, incoming.at).await;
        let mut standing = logged(standing, "reading a person's standing").unwrap_or_default();
        standing.source_known |= incoming.source.is_some();
        standing
    }

    async fn record(&self, faq: &Faq, incoming: Incoming, question: String, reply: Reply, standing: &Standing) -> Answered {
        self.hold_pending(&reply, &question, standing, incoming.at);
        let exchange = NewExchange {
            id: reply.exchange.clone(),
            reference: incoming.reference,
            person: incoming.person,
            place: incoming.place,
            source: incoming.source,
            asked_at: incoming.at,
            // The text is kept only once its person said they are 15 or older.
            question: standing.of_age.then_some(question),
            decided: decided(faq, &reply, self.clock.now().max(incoming.at)),
            notice: reply.notice.as_ref().map(|_| reply.faq_version.clone()),
            delivery: incoming.delivery,
        };
        match self.store.record(exchange).await {
            Ok(Recorded::New) => Answered::Recorded(reply),
            Ok(repeated) => as_repeated(repeated),
            Err(error) => {
                tracing::error!(exchange = %reply.exchange, "an exchange was not recorded: {error:#}");
                telemetry::count_not_recorded();
                Answered::NotRecorded(reply.without_taps(faq))
            }
        }
    }

    /// Holds for a while the words of who may give them to a person once they
    /// said their age.
    fn hold_pending(&self, reply: &Reply, question: &str, standing: &Standing, at: Timestamp) {
        if !standing.of_age && reply.offers_hand_over() {
            self.pending.remember(&reply.exchange, question, at);
        }
    }
}

/// The same journey for nobody: the whole text that would be replied on this
/// day, and nothing to tap. Records nothing.
pub fn ask(faq: &Faq, text: &str, today: Date) -> Reply {
    Reply { taps: Vec::new(), ..reply_to(faq, text, today) }
}

/// What somebody of age who is known here would be replied.
fn reply_to(faq: &Faq, text: &str, today: Date) -> Reply {
    let anyone = Standing { noticed: true, of_age: true, source_known: true, answered_before: true, ..Standing::default() };
    let question = redact(text);
    let verdict = understand(faq, &question, None, today);
    let now = Today { faq, day: today };
    Reply::to_question(now, &Place::web(), ExchangeId::new(random_word()), &question, verdict, &anyone)
}

/// What somebody of age who is known here would read of an entry on this day,
/// served or not.
pub fn preview(faq: &Faq, entry: &Entry, today: Date) -> Reply {
    Reply::of_entry(Today { faq, day: today }, ExchangeId::new(random_word()), entry, 1.0)
}

fn understand(faq: &Faq, question: &str, context: Option<&Context>, today: Date) -> Verdict {
    match Refusal::of_text(question) {
        Some(refusal) => Verdict::Refused(refusal),
        None => telemetry::timed_find(|| Verdict::Found(faq.find_on(question, context, today))),
    }
}

/// What a follow-up is read with: the entry that answered just before.
fn context(standing: &Standing) -> Option<Context> {
    Some(Context { entry: standing.previous.clone()? })
}

fn as_repeated(recorded: Recorded) -> Answered {
    match recorded {
        Recorded::Repeated { reply: Some(json), .. } => Reply::from_json(&json).map_or(Answered::Erased, Answered::Repeated),
        Recorded::Repeated { reply: None, .. } | Recorded::New => Answered::Erased,
    }
}

/// What the database keeps of a reply that is given at an instant.
fn decided(faq: &Faq, reply: &Reply, at: Timestamp) -> Decided {
    Decided {
        outcome: reply.outcome,
        entry: reply.entry.clone(),
        theme: theme(faq, reply),
        near_theme: near_theme(faq, reply),
        confidence: reply.confidence,
        faq_version: reply.faq_version.clone(),
        reply: reply.to_json(),
        answered_at: reply.answers().then_some(at),
    }
}

fn theme(faq: &Faq, reply: &Reply) -> Option<String> {
    reply.entry.as_ref().and_then(|entry| faq.entry(entry)).map(|entry| entry.theme.clone())
}

/// Of a question that the bot does not know, the theme of what it offers instead.
fn near_theme(faq: &Faq, reply: &Reply) -> Option<String> {
    let nearest = reply.near.first().filter(|_| reply.outcome.is_unknown())?;
    faq.entry(&nearest.id).map(|entry| entry.theme.clone())
}

/// The value, or a line in the log and nothing.
fn logged<T>(result: Result<T>, what: &str) -> Option<T> {
    result.inspect_err(|error| tracing::error!("{what}: {error:#}")).ok()
}
