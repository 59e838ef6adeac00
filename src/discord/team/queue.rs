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
use crate::store::{Handled, Resolution, Settled, TAKEN_FOR, answerer_in_discord};
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
struct Acted {
    sentence: String,
    logged: Option<&'static str>,
}

impl Acted {
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
        let acted = self.done_in_queue(asked.user, tap).await.unwrap_or_else(|error| {
            tracing::error!("a gesture on a waiting question failed: {error:#}");
            Acted::refused(NOT_SAVED)
        });
        self.cards.notify_one();
        match acted.logged {
            Some(logged) => {
                let noted = self.note(asked.user, logged, tap.queued().as_str(), "", at).await;
                let _ = noted.inspect_err(|error| tracing::error!("noting a gesture: {error:#}"));
                plain(&acted.sentence)
            }
            None => with_typed(&acted.sentence, tap.typed()),
        }
    }

    /// Who began to write an answer has the question meanwhile; whether somebody
    /// else has it they read once they send.
    pub(in crate::discord) async fn writes(&self, user: u64, queued: &QueuedId) {
        let taken = self.take(user, queued).await;
        let _ = taken.inspect_err(|error| tracing::error!("taking a question for who writes: {error:#}"));
        self.cards.notify_one();
    }

    async fn done_in_queue(&self, user: u64, tap: &QueueTap) -> Result<Acted> {
        Ok(match tap {
            QueueTap::Take(id) => match self.take(user, id).await? {
                Handled::Done => Acted::done("question prise dans Discord", taken(self.parts.clock.now())),
                handled => self.in_the_way(id, handled).await?,
            },
            QueueTap::GiveBack(id) => self.give_back(user, id).await?,
            QueueTap::Answer(id, text) => self.settle(user, id, text, Resolution::Answered).await?,
            QueueTap::Decline(id, text) => self.settle(user, id, text, Resolution::Declined).await?,
        })
    }

    async fn take(&self, user: u64, id: &QueuedId) -> Result<Handled> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let by = answerer_in_discord(&actor(&self.parts.keys, user, now)?);
        let handled = store.take(id, &by, now).await?;
        if handled == Handled::Done {
            store.hold_queue_card(id, Some(&user.to_string())).await?;
        }
        Ok(handled)
    }

    async fn give_back(&self, user: u64, id: &QueuedId) -> Result<Acted> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let by = answerer_in_discord(&actor(&self.parts.keys, user, now)?);
        match store.pass_on(id, &by, None, now).await? {
            Handled::Done => {
                store.hold_queue_card(id, None).await?;
                Ok(Acted::done("question rendue dans Discord", GIVEN_BACK))
            }
            handled => self.in_the_way(id, handled).await,
        }
    }

    /// Tells everybody who asked.
    async fn settle(&self, user: u64, id: &QueuedId, typed: &str, resolution: fn(String) -> Resolution) -> Result<Acted> {
        let text = typed.trim();
        if let Some(problem) = answer_problem(text) {
            return Ok(Acted::refused(problem));
        }
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let by = answerer_in_discord(&actor(&self.parts.keys, user, now)?);
        Ok(match store.settle_queued(id, Some(&by), resolution(text.to_owned()), now).await? {
            Settled::Told(people) => Acted::done("réponse envoyée depuis Discord", told(people)),
            Settled::TakenBy(name) => self.in_the_way(id, Handled::TakenBy(name)).await?,
            Settled::Gone => Acted::refused(NO_LONGER_WAITS),
        })
    }

    /// Who has the question; by their name in Discord when they took it there.
    async fn in_the_way(&self, id: &QueuedId, handled: Handled) -> Result<Acted> {
        let Handled::TakenBy(name) = handled else { return Ok(Acted::refused(NO_LONGER_WAITS)) };
        let queue = self.parts.store.queue(self.parts.clock.now()).await?;
        let taken = queue.into_iter().find(|queued| queued.id == *id).and_then(|queued| queued.taken);
        let holder = match taken.filter(|taken| taken.is_in_discord()) {
            Some(_) => self.parts.store.queue_cards().await?.remove(id).and_then(|card| card.holder),
            None => None,
        };
        let who = holder.map_or(name, |holder| format!("<@{holder}>"));
        Ok(Acted::refused(format!("Cette question est déjà prise, par {who}.")))
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
