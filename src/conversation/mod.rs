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
mod wanted;
mod watch;

use std::sync::{Arc, Mutex};

use anyhow::Result;
use arc_swap::ArcSwap;
use jiff::Timestamp;
use jiff::civil::Date;

use calm::{Asked, Calm, Passage};
pub use limits::{MAX_ANSWER_CHARS, MAX_QUESTION_CHARS, answer_problem};
use pending::PendingTexts;
pub use profile::Profile;
pub use rating::{MAX_REMARK_CHARS, Rated};
pub use reply::{Gesture, Near, Reply, Shown, Tap};
use reply::{Today, Verdict};
pub use rights::Data;
pub use told::Told;
pub use uses::uses;
use wanted::{Wanted, understand};

use crate::clock::Clock;
use crate::faq::{Entry, Faq};
use crate::privacy::redact;
use crate::store::{Decided, NewExchange, Recorded, Repeated, Standing, Store};
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
    /// Nothing is said there.
    Silent(Silence),
}

/// Why nothing is said where somebody asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// The answer to the same words stands there already.
    StandsThere,
    /// They were told a moment ago that they go too fast.
    TooFast,
    /// They were told a moment ago that the door is closed.
    Locked,
    /// What they changed needs no other answer, or cannot be read again while the
    /// database is away.
    NothingNew,
}

impl Conversation {
    /// Brings together what a conversation needs.
    pub fn new(faq: SharedFaq, store: Store, clock: Clock) -> Self {
        Self { faq, store, clock, calm: Calm::new(), pending: PendingTexts::default(), published: Mutex::default() }
    }

    /// The reply to what somebody typed.
    pub async fn answer(&self, incoming: Incoming) -> Answered {
        let (faq, question) = (self.faq(), redact(&incoming.text));
        self.journey(&faq, incoming, Wanted::Words(&question)).await
    }

    /// The same for an entry that was taken from a list: its title is the
    /// question. None when it is not served.
    pub async fn read(&self, incoming: Incoming, entry: &EntryId) -> Option<Answered> {
        let faq = self.faq();
        match faq.entry(entry) {
            Some(entry) => Some(self.journey(&faq, incoming, Wanted::Entry(entry)).await),
            None => self.repeated(&incoming).await,
        }
    }

    /// The whole journey of one question: recognise a repeated message, hold back
    /// what would drown others, see whether it only chooses a topic just shown,
    /// find, compose, record. The reply leaves only after it is recorded.
    async fn journey(&self, faq: &Faq, incoming: Incoming, wanted: Wanted<'_>) -> Answered {
        if let Some(repeated) = self.repeated(&incoming).await {
            return repeated;
        }
        let now = Today { faq, day: self.clock.today() };
        let (question, standing) = (wanted.question(), self.standing(&incoming).await);
        let reply = |verdict| wanted.reply(now, &incoming.place, verdict, &standing);
        let reply = match self.let_through(faq, &incoming, question, &standing).await {
            Passage::Held(answered) => return *answered,
            Passage::Refused(refusal) => reply(Verdict::Refused(refusal)),
            Passage::Free => wanted.choice(now, &standing).unwrap_or_else(|| reply(wanted.verdict(now, &standing))),
        };
        let asked = Asked::of(&incoming);
        let answered = match reply.replaces {
            true => self.settle(now, incoming, reply).await,
            false => {
                telemetry::count_question(incoming.place.door, reply.outcome);
                self.record(faq, incoming, Kept::of(question, reply), &standing).await
            }
        };
        self.replied(&asked, question, &answered);
        answered
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
        logged(self.store.repeated(&incoming.reference).await, "looking for a repeated message").flatten().map(Answered::from)
    }

    /// Nothing is known of anybody while the database is away.
    async fn standing(&self, incoming: &Incoming) -> Standing {
        let standing = self.store.standing(&incoming.person, incoming.at).await;
        let mut standing = logged(standing, "reading a person's standing").unwrap_or_default();
        standing.source_known |= incoming.source.is_some();
        standing
    }

    async fn record(&self, faq: &Faq, incoming: Incoming, kept: Kept<'_>, standing: &Standing) -> Answered {
        let Kept { question, reply, asks_person } = kept;
        self.hold_pending(&reply, question, standing, incoming.at);
        let exchange = NewExchange {
            id: reply.exchange.clone(),
            reference: incoming.reference,
            person: incoming.person,
            place: incoming.place,
            source: incoming.source,
            asked_at: incoming.at,
            // The text is kept only once its person said they are 15 or older.
            question: standing.of_age.then(|| question.to_owned()),
            asks_person,
            decided: decided(faq, &reply, self.clock.now().max(incoming.at)),
            notice: reply.notice.as_ref().map(|_| reply.faq_version.clone()),
            delivery: incoming.delivery,
        };
        match self.store.record(exchange).await {
            Ok(Recorded::New) => Answered::Recorded(reply),
            Ok(Recorded::Repeated(repeated)) => repeated.into(),
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

/// The same journey for nobody: the text that would be replied on this day, with
/// nothing to tap and nothing that only taps answer. Records nothing.
pub fn ask(faq: &Faq, text: &str, today: Date) -> Reply {
    reply_to(faq, text, today).without_taps(faq)
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

impl From<Repeated> for Answered {
    fn from(repeated: Repeated) -> Self {
        let reply = repeated.reply.and_then(|json| Reply::from_json(&json).ok());
        reply.map_or(Self::Erased, Self::Repeated)
    }
}

/// A question as it is kept, and its reply.
struct Kept<'a> {
    question: &'a str,
    reply: Reply,
    /// Whether a person was asked for at once.
    asks_person: bool,
}

impl<'a> Kept<'a> {
    fn of(question: &'a str, reply: Reply) -> Self {
        Self { question, reply, asks_person: false }
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
