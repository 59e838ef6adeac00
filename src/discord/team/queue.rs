//! What an expert does with a question of the team's thread: the gestures of the
//! staff page, on the same queue, and what they typed given back when it cannot
//! be sent.

use anyhow::Result;
use jiff::Timestamp;

use super::orders::actor;
use crate::clock::hour_in_paris;
use crate::conversation::answer_problem;
use crate::discord::reception::Reception;
use crate::discord::relay::Asked;
use crate::discord::sentences::{GIVEN_BACK, NO_LONGER_WAITS, NOT_EXPERT, NOT_SAVED, RETURNED};
use crate::discord::translate::{Part, plain};
use crate::store::{Gesture, Settled, TAKEN_FOR, Verdict, answerer_in_discord};
use crate::words::QueuedId;

/// What an expert does with a question of the team's thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::discord) enum QueueTap {
    /// Takes it.
    Take(QueuedId),
    /// Gives it back.
    GiveBack(QueuedId),
    /// Answers it.
    Answer(QueuedId, String),
    /// Says why it gets no answer.
    Decline(QueuedId, String),
}

impl QueueTap {
    fn queued(&self) -> &QueuedId {
        match self {
            Self::Take(id) | Self::GiveBack(id) | Self::Answer(id, _) | Self::Decline(id, _) => id,
        }
    }

    /// What they typed for it.
    pub(in crate::discord) fn typed(&self) -> &str {
        match self {
            Self::Take(_) | Self::GiveBack(_) => "",
            Self::Answer(_, typed) | Self::Decline(_, typed) => typed,
        }
    }
}

/// What became of a gesture: a sentence, and what it is called in the log when
/// it was done.
struct Outcome {
    sentence: String,
    logged: Option<&'static str>,
}

impl Outcome {
    fn done(logged: &'static str, sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), logged: Some(logged) }
    }

    fn refused(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), logged: None }
    }
}

impl Reception {
    /// Does what an expert asks, and gives what they read in private. What they
    /// typed comes back whenever it was not sent.
    pub(in crate::discord) async fn tap_queue(&self, asked: &Asked, tap: &QueueTap, at: Timestamp) -> Vec<Part> {
        let outcome = self.done_in_queue(asked.user, tap).await.unwrap_or_else(|error| {
            tracing::error!("a gesture on a waiting question failed: {error:#}");
            Outcome::refused(NOT_SAVED)
        });
        self.cards.notify_one();
        match outcome.logged {
            Some(logged) => {
                let noted = self.note(asked.user, logged, tap.queued().as_str(), at).await;
                let _ = noted.inspect_err(|error| tracing::error!("noting a gesture: {error:#}"));
                plain(&outcome.sentence)
            }
            None => with_typed(&outcome.sentence, tap.typed()),
        }
    }

    /// Who began to write an answer has the question meanwhile; whether somebody
    /// else has it they read once they send.
    pub(in crate::discord) async fn writes(&self, user: u64, queued: &QueuedId) {
        let taken = self.take(user, queued).await;
        let _ = taken.inspect_err(|error| tracing::error!("taking a question for who writes: {error:#}"));
        self.cards.notify_one();
    }

    async fn done_in_queue(&self, user: u64, tap: &QueueTap) -> Result<Outcome> {
        Ok(match tap {
            QueueTap::Take(id) => match self.take(user, id).await? {
                Gesture::Done => Outcome::done("question prise dans Discord", taken(self.parts.clock.now())),
                gesture => self.in_the_way(id, gesture).await?,
            },
            QueueTap::GiveBack(id) => self.give_back(user, id).await?,
            QueueTap::Answer(id, text) => self.settle(user, id, text, Verdict::Answered).await?,
            QueueTap::Decline(id, text) => self.settle(user, id, text, Verdict::Declined).await?,
        })
    }

    async fn take(&self, user: u64, id: &QueuedId) -> Result<Gesture> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let by = answerer_in_discord(&actor(&self.parts.keys, user, now)?);
        let gesture = store.take(id, &by, now).await?;
        if gesture == Gesture::Done {
            store.hold_queue_card(id, Some(&user.to_string())).await?;
        }
        Ok(gesture)
    }

    async fn give_back(&self, user: u64, id: &QueuedId) -> Result<Outcome> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let by = answerer_in_discord(&actor(&self.parts.keys, user, now)?);
        match store.pass_on(id, &by, None, now).await? {
            Gesture::Done => {
                store.hold_queue_card(id, None).await?;
                Ok(Outcome::done("question rendue dans Discord", GIVEN_BACK))
            }
            gesture => self.in_the_way(id, gesture).await,
        }
    }

    /// Tells everybody who asked.
    async fn settle(&self, user: u64, id: &QueuedId, typed: &str, verdict: fn(String) -> Verdict) -> Result<Outcome> {
        let text = typed.trim();
        if let Some(problem) = answer_problem(text) {
            return Ok(Outcome::refused(problem));
        }
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let by = answerer_in_discord(&actor(&self.parts.keys, user, now)?);
        Ok(match store.settle_queued(id, Some(&by), verdict(text.to_owned()), now).await? {
            Settled::Told(people) => Outcome::done("réponse envoyée depuis Discord", told(people)),
            Settled::TakenBy(name) => self.in_the_way(id, Gesture::TakenBy(name)).await?,
            Settled::Gone => Outcome::refused(NO_LONGER_WAITS),
        })
    }

    /// Who has the question; by their name in Discord when they took it there.
    async fn in_the_way(&self, id: &QueuedId, gesture: Gesture) -> Result<Outcome> {
        let Gesture::TakenBy(name) = gesture else { return Ok(Outcome::refused(NO_LONGER_WAITS)) };
        let queue = self.parts.store.queue(self.parts.clock.now()).await?;
        let taken = queue.into_iter().find(|queued| queued.id == *id).and_then(|queued| queued.taken);
        let holder = match taken.filter(|taken| taken.is_in_discord()) {
            Some(_) => self.parts.store.queue_cards().await?.remove(id).and_then(|card| card.holder),
            None => None,
        };
        let who = holder.map_or(name, |holder| format!("<@{holder}>"));
        Ok(Outcome::refused(format!("Cette question est déjà prise, par {who}.")))
    }
}

fn taken(now: Timestamp) -> String {
    let until = hour_in_paris(now + TAKEN_FOR);
    format!("Cette question est à vous jusqu'au {until}. Sans réponse d'ici là, elle revient à tout le monde.")
}

fn told(people: usize) -> String {
    match people {
        1 => "C'est envoyé à la personne qui attendait.".to_owned(),
        several => format!("C'est envoyé aux {several} personnes qui attendaient."),
    }
}

/// What somebody without the right reads, with what they typed.
pub(in crate::discord) fn not_expert(typed: &str) -> Vec<Part> {
    with_typed(NOT_EXPERT, typed)
}

fn with_typed(sentence: &str, typed: &str) -> Vec<Part> {
    match typed.trim() {
        "" => plain(sentence),
        typed => plain(&format!("{sentence}\n{RETURNED}\n\n{typed}")),
    }
}
