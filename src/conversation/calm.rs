//! What keeps a conversation calm for everybody: a rush of newcomers is let in
//! slowly, a text sent twice is answered once, and a refusal is not repeated.
//!
//! Only what is needed for the next minute is remembered, in memory and bounded.
//! Nothing is held against anybody: what is counted is counted by the day.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use jiff::{SignedDuration, Timestamp};

use super::limits::Limits;
use super::memory::keep_only;
use super::reply::{Refusal, Reply};
use super::{Answered, Conversation, Silence, logged};
use crate::clock::in_paris;
use crate::faq::Faq;
use crate::store::{Lockdown, Standing};
use crate::words::{Delivery, Door, ExchangeId, INSULT, Incoming, Person, random_word};

/// More first contacts than this within ten seconds are a rush.
const MOST_NEWCOMERS: usize = 20;
const RUSH_WINDOW: SignedDuration = SignedDuration::from_secs(10);

/// While a rush goes on, the database is told so this often.
const LOCK_AGAIN: SignedDuration = SignedDuration::from_secs(1);

/// A rush is over when nobody rushed for this long.
pub(super) const CALM_AFTER: SignedDuration = SignedDuration::from_mins(5);

/// The same words of the same person within this time are one question.
const SAME_WITHIN: SignedDuration = SignedDuration::from_secs(30);

/// Somebody who was refused in a channel is not told again within this time.
const TOLD_FOR: SignedDuration = SignedDuration::from_mins(1);

/// Refusals said in channels, everybody together: answers come first.
const TOLD_A_SECOND: NonZeroU32 = NonZeroU32::MIN.saturating_add(4);

/// People remembered at the same time, in each memory.
const MOST_PEOPLE: usize = 4_096;

/// What is counted by the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Held {
    Insult,
    Duplicate,
    TooFast,
    Locked,
}

impl Held {
    fn as_str(self) -> &'static str {
        match self {
            Self::Insult => "insult",
            Self::Duplicate => "duplicate",
            Self::TooFast => "too_fast",
            Self::Locked => "locked",
        }
    }
}

/// What is remembered for a minute.
#[derive(Debug)]
pub(super) struct Calm {
    limits: Limits,
    newcomers: Mutex<HashMap<Person, Timestamp>>,
    told: Mutex<HashMap<Person, Timestamp>>,
    tellings: DefaultDirectRateLimiter,
    last: Mutex<HashMap<Person, Last>>,
    counts: Mutex<BTreeMap<Held, u64>>,
    /// How the door was found when it was last closed because of a rush. Held
    /// while it is being closed: who comes meanwhile waits for the outcome.
    last_lock: tokio::sync::Mutex<Option<(Timestamp, Lockdown)>>,
}

/// Whether a message goes on to be answered.
pub(super) enum Passage {
    /// It does.
    Free,
    /// It is refused, which is an exchange too.
    Refused(Refusal),
    /// It does not, and nothing is kept of it.
    Held(Box<Answered>),
}

/// Who asked, when, and where the reply goes.
pub(super) struct Asked {
    pub(super) person: Person,
    pub(super) at: Timestamp,
    delivery: Option<Delivery>,
}

impl Asked {
    pub(super) fn of(incoming: &Incoming) -> Self {
        Self { person: incoming.person.clone(), at: incoming.at, delivery: incoming.delivery.clone() }
    }
}

/// The last words of a person, and what was replied.
#[derive(Debug)]
struct Last {
    words: u64,
    at: Timestamp,
    reply: Reply,
}

impl Calm {
    pub(super) fn new() -> Self {
        Self {
            limits: Limits::default(),
            newcomers: Mutex::default(),
            told: Mutex::default(),
            tellings: RateLimiter::direct(Quota::per_second(TOLD_A_SECOND)),
            last: Mutex::default(),
            counts: Mutex::default(),
            last_lock: tokio::sync::Mutex::default(),
        }
    }

    /// Forgets what only mattered a while ago.
    pub(super) fn forget_old(&self, now: Timestamp) {
        self.limits.forget_quiet(now);
        keep_only(&mut lock(&self.newcomers), |at| now.duration_since(*at).abs() < RUSH_WINDOW);
        keep_only(&mut lock(&self.told), |at| now.duration_since(*at).abs() < TOLD_FOR);
        keep_only(&mut lock(&self.last), |last| now.duration_since(last.at).abs() < SAME_WITHIN);
    }

    /// Forgets one person at once.
    pub(super) fn forget(&self, person: &Person) {
        lock(&self.newcomers).remove(person);
        lock(&self.told).remove(person);
        lock(&self.last).remove(person);
    }

    /// Whether a newcomer is one too many.
    fn rushes(&self, person: &Person, at: Timestamp) -> bool {
        let mut newcomers = lock(&self.newcomers);
        newcomers.retain(|_, seen| at.duration_since(*seen).abs() < RUSH_WINDOW);
        if newcomers.len() < MOST_PEOPLE {
            newcomers.entry(person.clone()).or_insert(at);
        }
        newcomers.len() > MOST_NEWCOMERS
    }

    /// Whether a refusal is said: to who waits for it always, in a channel once a
    /// minute to each, and slowly to all.
    fn tells(&self, incoming: &Incoming) -> bool {
        if !is_in_a_channel(incoming) {
            return true;
        }
        let mut told = lock(&self.told);
        let again = told.get(&incoming.person).is_some_and(|at| incoming.at.duration_since(*at).abs() < TOLD_FOR);
        if again || told.len() >= MOST_PEOPLE || self.tellings.check().is_err() {
            return false;
        }
        told.insert(incoming.person.clone(), incoming.at);
        true
    }

    fn remember(&self, person: &Person, words: u64, at: Timestamp, reply: &Reply) {
        let mut last = lock(&self.last);
        if last.len() < MOST_PEOPLE || last.contains_key(person) {
            last.insert(person.clone(), Last { words, at, reply: reply.clone() });
        }
    }

    fn said_before(&self, person: &Person, words: u64, at: Timestamp) -> Option<Reply> {
        let last = lock(&self.last);
        let last = last.get(person).filter(|last| last.words == words && at.duration_since(last.at).abs() < SAME_WITHIN)?;
        Some(last.reply.clone())
    }

    fn count(&self, held: Held) {
        *lock(&self.counts).entry(held).or_default() += 1;
    }
}

impl Conversation {
    /// Holds back what would drown others.
    pub(super) async fn let_through(&self, faq: &Faq, incoming: &Incoming, question: &str, standing: &Standing) -> Passage {
        if incoming.is_late {
            return self.let_late_through(faq, incoming, standing);
        }
        if self.meets_a_closed_door(incoming, standing).await {
            self.calm.count(Held::Locked);
            return Passage::Held(Box::new(self.put_off(faq, incoming)));
        }
        if !self.calm.limits.admits(&incoming.person, incoming.at) {
            self.calm.count(Held::TooFast);
            let is_told = self.calm.tells(incoming);
            return if is_told { Passage::Refused(Refusal::TooFast) } else { Passage::Held(Box::new(Answered::Silent(Silence::TooFast))) };
        }
        if incoming.has_attachment {
            return Passage::Refused(Refusal::Attachment);
        }
        match self.said_again(incoming, question) {
            Some(again) => Passage::Held(Box::new(again)),
            None => Passage::Free,
        }
    }

    /// The same for a message that had to wait for the program: how fast its person
    /// wrote then is no matter now, but a door that the team closed is closed to it.
    fn let_late_through(&self, faq: &Faq, incoming: &Incoming, standing: &Standing) -> Passage {
        if standing.lockdown == Lockdown::Staff {
            self.calm.count(Held::Locked);
            return Passage::Held(Box::new(self.put_off(faq, incoming)));
        }
        if incoming.has_attachment { Passage::Refused(Refusal::Attachment) } else { Passage::Free }
    }

    /// Whether a message that was changed may be answered anew. The same words as
    /// before may: what stands there now answers others.
    pub(super) async fn lets_reconsider(&self, incoming: &Incoming, standing: &Standing) -> bool {
        !incoming.has_attachment
            && !self.meets_a_closed_door(incoming, standing).await
            && self.calm.limits.admits(&incoming.person, incoming.at)
    }

    /// What the same words of a moment ago get: who waits for an answer reads the
    /// one they had, and in a channel it stands there. A page has its own way to
    /// know a message that is sent twice.
    fn said_again(&self, incoming: &Incoming, question: &str) -> Option<Answered> {
        let delivery = incoming.delivery.as_ref()?;
        let before = self.calm.said_before(&incoming.person, words(question, Some(delivery)), incoming.at)?;
        self.calm.count(Held::Duplicate);
        Some(match delivery {
            Delivery::Interaction { .. } => Answered::NotRecorded(before),
            Delivery::Channel { .. } => Answered::Silent(Silence::StandsThere),
        })
    }

    /// Remembers what was replied, for the same words may come again.
    pub(super) fn replied(&self, asked: &Asked, question: &str, answered: &Answered) {
        let (Answered::Recorded(reply) | Answered::NotRecorded(reply)) = answered else { return };
        if !reply.outcome.is_read() {
            return;
        }
        if reply.entry.as_ref().is_some_and(|entry| entry.as_str() == INSULT) {
            self.calm.count(Held::Insult);
        }
        self.calm.remember(&asked.person, words(question, asked.delivery.as_ref()), asked.at, reply);
    }

    /// Keeps what was counted, and opens a door that a rush closed once it is
    /// calm; called now and then. Counts that cannot be kept wait.
    pub async fn settle_down(&self, now: Timestamp) {
        let counts = std::mem::take(&mut *lock(&self.calm.counts));
        if !counts.is_empty() {
            let told = counts.iter().map(|(held, times)| (held.as_str(), *times)).collect();
            if logged(self.store.count_calm(&in_paris(now).date().to_string(), told).await, "counting what was held back").is_none() {
                let mut waiting = lock(&self.calm.counts);
                counts.into_iter().for_each(|(held, times)| *waiting.entry(held).or_default() += times);
            }
        }
        logged(self.store.lift_after_a_rush(now - CALM_AFTER, now).await, "opening the door after a rush");
    }

    /// Whether somebody may not come in now; who is one too many closes the door.
    /// A rush is a matter of Discord, where anybody comes under any name: the page
    /// goes on, for a class may open it all at once.
    async fn meets_a_closed_door(&self, incoming: &Incoming, standing: &Standing) -> bool {
        let is_new = !standing.noticed && incoming.place.door == Door::Discord;
        let rushes = is_new && self.calm.rushes(&incoming.person, incoming.at);
        let lockdown = match standing.lockdown {
            Lockdown::Staff => Lockdown::Staff,
            _ if rushes => self.close_the_door(standing.lockdown).await,
            lockdown => lockdown,
        };
        match lockdown {
            Lockdown::Off => false,
            Lockdown::Staff => true,
            Lockdown::Rush => is_new,
        }
    }

    async fn close_the_door(&self, lockdown: Lockdown) -> Lockdown {
        let (mut last_lock, now) = (self.calm.last_lock.lock().await, self.clock.now());
        if let Some((_, found)) = last_lock.filter(|(at, _)| now.duration_since(*at).abs() < LOCK_AGAIN) {
            return found;
        }
        let found = logged(self.store.lock_in_a_rush(now).await, "closing the door in a rush").unwrap_or(lockdown);
        *last_lock = Some((now, found));
        found
    }

    /// While the door is closed nothing of who comes is kept.
    fn put_off(&self, faq: &Faq, incoming: &Incoming) -> Answered {
        if !self.calm.tells(incoming) {
            return Answered::Silent(Silence::Locked);
        }
        Answered::NotRecorded(Reply::refused(faq, ExchangeId::new(random_word()), Refusal::Locked))
    }
}

fn is_in_a_channel(incoming: &Incoming) -> bool {
    matches!(incoming.delivery, Some(Delivery::Channel { .. }))
}

/// Only a trace of the words is held, whatever their case and spaces, and of
/// where they were said: who was answered in private may ask again in a channel.
fn words(question: &str, delivery: Option<&Delivery>) -> u64 {
    let mut hasher = DefaultHasher::new();
    if let Some(Delivery::Channel { channel, .. }) = delivery {
        channel.hash(&mut hasher);
    }
    question.to_lowercase().split_whitespace().for_each(|word| word.hash(&mut hasher));
    hasher.finish()
}

fn lock<T>(memory: &Mutex<T>) -> MutexGuard<'_, T> {
    memory.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    #[test]
    fn more_than_twenty_newcomers_in_ten_seconds_are_a_rush() {
        let calm = Calm::new();
        let one = |number: i64| Person::new(format!("p{number}"));
        assert!((0..20).all(|number| !calm.rushes(&one(number), at(number / 4))));
        assert!(!calm.rushes(&one(3), at(5)), "somebody who comes again is no newcomer more");
        assert!(calm.rushes(&one(20), at(5)));
        assert!(!calm.rushes(&one(21), at(16)), "ten seconds later it is calm");
        let calm = Calm::new();
        assert!((0..200).all(|number| !calm.rushes(&one(number), at(number))), "one a second is no rush");
    }

    #[test]
    fn the_same_words_are_known_whatever_their_case_and_spaces() {
        assert_eq!(words("Le  Télétravail ?", None), words(" le télétravail ?\n", None));
        assert_ne!(words("le télétravail", None), words("le télé travail", None));
        let here = Delivery::Channel { channel: "1".to_owned(), message: None };
        assert_ne!(words("le télétravail", None), words("le télétravail", Some(&here)));
    }
}
