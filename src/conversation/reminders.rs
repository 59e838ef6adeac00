//! Being reminded of a session: asked for, kept, and told when it is near.

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};

use super::reply::Gesture;
use super::{Conversation, Told, logged};
use crate::clock::hour_in_paris;
use crate::faq::Faq;
use crate::sessions::{Reminder, reminder_due, reminders_left};
use crate::store::{NewReminder, PlannedSession, Reminded};
use crate::words::{Door, Person, SessionId};

/// A conversation that nobody wrote in for so long is not written to.
const HEARD_WITHIN: SignedDuration = SignedDuration::from_hours(24 * 7);

impl Conversation {
    /// Keeps that a person wants to be reminded of a session.
    pub async fn remind(&self, person: &Person, session: &SessionId, door: Door, asked_in: Option<String>, at: Timestamp) -> Told {
        let faq = self.faq();
        self.try_remind(&faq, person, session, (door, asked_in), at).await.unwrap_or_else(|error| {
            tracing::error!(%session, "a reminder was not kept: {error:#}");
            Told::not_done(faq.say("panne", &[]))
        })
    }

    async fn try_remind(
        &self,
        faq: &Faq,
        person: &Person,
        session: &SessionId,
        (door, asked_in): (Door, Option<String>),
        at: Timestamp,
    ) -> Result<Told> {
        let Some(session) = self.store.session(session).await? else { return Ok(Told::not_done(faq.say("perime", &[]))) };
        let kinds: Vec<_> = reminders_left(session.opens_at, at).into_iter().map(Reminder::as_str).collect();
        let when = hour_in_paris(session.opens_at);
        if kinds.is_empty() {
            return Ok(Told::not_done(faq.say("rappel-trop-tard", &[("quand", &when)])));
        }
        let heard_since = at - HEARD_WITHIN;
        let new = NewReminder { session: session.id, person: person.clone(), kinds, door, asked_in, heard_since, at };
        Ok(match self.store.remind(new).await? {
            Reminded::Kept => Told::done(faq.say("rappel-note", &[("quand", &when)])),
            Reminded::NoConversation => Told::not_done(faq.say("rappel-sans-fil", &[])),
            Reminded::NotKept if self.store.objects(person).await? => Told::not_done(faq.say("opposition-active", &[])),
            Reminded::NotKept => Told::age_first(faq, "rappel-age", Gesture::ConfirmAge),
        })
    }

    /// Tells the reminders that are due: for how many people.
    pub async fn tell_reminders(&self, now: Timestamp) -> usize {
        let Some(sessions) = logged(self.store.sessions().await, "reading the sessions to remind of") else { return 0 };
        let mut told = 0;
        for session in sessions {
            let Some(kind) = reminder_due(session.opens_at, now) else { continue };
            let missed: Vec<_> = Reminder::ALL.into_iter().take_while(|one| *one != kind).map(Reminder::as_str).collect();
            let said = self.reminder_text(&session);
            let people = self.store.tell_reminders(&session, kind.as_str(), &missed, &said, now).await;
            told += logged(people, "reminding of a session").unwrap_or_default();
        }
        told
    }

    /// The words of a reminder.
    pub fn reminder_text(&self, session: &PlannedSession) -> String {
        self.faq().say("rappel", &[("titre", &session.title), ("quand", &hour_in_paris(session.opens_at))])
    }

    /// What whoever asked for a reminder is told of a session that is called off.
    pub fn called_off_text(&self, session: &PlannedSession) -> String {
        self.faq().say("rappel-annule", &[("titre", &session.title), ("quand", &hour_in_paris(session.opens_at))])
    }
}
