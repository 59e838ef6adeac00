//! What happened in an evening, as its candidates saw it: what they sent, what
//! they read, what they tapped. Nothing of it is read from the database.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::campaign::Dossier;
use crate::conversation::Reply;
use crate::faq::Faq;
use crate::sessions::Plan;
use crate::words::{AnsweredBy, ChangedMind, Door, FaqAge, Feedback, Known, Level, Outcome, Review};

/// An evening.
#[derive(Debug, Default)]
pub(super) struct Journal {
    pub(super) plan: Plan,
    /// What HR counts and reads of it.
    pub(super) typed: Dossier,
    pub(super) people: Vec<Candidate>,
    /// In the order they were asked.
    pub(super) asked: Vec<Asked>,
    /// The day of the session.
    pub(super) day: Date,
    /// Each visit by a link: its day and the word of the link.
    pub(super) visits: Vec<(Date, String)>,
    pub(super) plays: Vec<Played>,
    pub(super) ambassadors: Vec<Ambassador>,
    /// The answers on that day.
    pub(super) faq_age: FaqAge,
}

/// An agent who shares a link of their own.
#[derive(Debug)]
pub(super) struct Ambassador {
    pub(super) id: String,
    pub(super) level: Level,
    pub(super) slug: String,
    /// The day on which they said that they posted.
    pub(super) posted: Option<Date>,
}

/// One play of the game.
#[derive(Debug)]
pub(super) struct Played {
    pub(super) day: Date,
    /// It came to its end.
    pub(super) is_done: bool,
    /// A question was asked after it.
    pub(super) led_to_question: bool,
}

/// Somebody who came.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) door: Door,
    /// Where they come from when they first ask, and how that is known.
    pub(super) source: Option<(String, Known)>,
    /// The word of the link they come by, if any.
    pub(super) link: Option<String>,
    /// They want nothing kept of them, and said so first.
    pub(super) objects: bool,
    /// Everything of them was erased at the end.
    pub(super) is_erased: bool,
    pub(super) stars: Option<i64>,
    /// Questions of the profile with their answers, as they read them.
    pub(super) profile: Vec<(String, String)>,
}

impl Candidate {
    /// Where they come from, in a word.
    pub(super) fn source_label(&self) -> Option<&str> {
        self.source.as_ref().map(|(label, _)| label.as_str())
    }
}

/// One message that is counted.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) who: usize,
    pub(super) at: Timestamp,
    /// The last sign of its person about it.
    pub(super) last_sign: Timestamp,
    pub(super) text: String,
    pub(super) first: Outcome,
    pub(super) last: Outcome,
    pub(super) entry: Option<String>,
    pub(super) theme: Option<String>,
    /// The theme that was offered instead of what the bot did not know.
    pub(super) near_theme: Option<String>,
    pub(super) answered: Option<(Timestamp, AnsweredBy)>,
    pub(super) feedback: Option<Feedback>,
    pub(super) mind: Option<ChangedMind>,
    /// What HR said of its answer, which they read again.
    pub(super) review: Option<Review>,
    /// A person has it, and said nothing yet.
    pub(super) waits: bool,
    pub(super) is_hostile: bool,
    /// The offer that its answer led to.
    pub(super) applied: Option<&'static str>,
}

impl Asked {
    /// A message and what was replied at an instant.
    pub(super) fn new(who: usize, text: String, at: Timestamp, faq: &Faq, reply: &Reply, replied_at: Timestamp) -> Self {
        let mut asked = Self {
            who,
            at,
            last_sign: at,
            text,
            first: reply.outcome,
            last: reply.outcome,
            entry: None,
            theme: None,
            near_theme: offered_instead(faq, reply),
            answered: None,
            feedback: None,
            mind: None,
            review: None,
            waits: false,
            is_hostile: false,
            applied: None,
        };
        asked.reads(faq, reply, replied_at);
        asked
    }

    /// A reply takes the place of the one before.
    pub(super) fn reads(&mut self, faq: &Faq, reply: &Reply, at: Timestamp) {
        self.last = reply.outcome;
        self.entry = reply.entry.as_ref().map(ToString::to_string);
        self.theme = reply.entry.as_ref().and_then(|entry| faq.entry(entry)).map(|entry| entry.theme.clone());
        self.answered = reply.outcome.answers().then_some((at, AnsweredBy::Bot));
    }
}

/// The theme of the first topic that is offered under « je ne sais pas ».
fn offered_instead(faq: &Faq, reply: &Reply) -> Option<String> {
    let first = reply.near.first().filter(|_| reply.outcome.is_unknown())?;
    faq.entry(&first.id).map(|entry| entry.theme.clone())
}

impl Journal {
    /// What happened, for whoever wants to count it again.
    pub(super) fn json(&self) -> Value {
        let person = |(number, person): (usize, &Candidate)| {
            json!({
                "number": number,
                "door": person.door.as_str(),
                "source": person.source.as_ref().map(|(label, _)| label),
                "source_known": person.source.as_ref().map(|(_, known)| known.as_str()),
                "link": person.link,
                "objects": person.objects,
                "erased": person.is_erased,
                "stars": person.stars,
                "profile": person.profile,
            })
        };
        let asked = |asked: &Asked| {
            json!({
                "person": asked.who,
                "at": asked.at,
                "text": asked.text,
                "first_outcome": asked.first,
                "outcome": asked.last,
                "entry": asked.entry,
                "answered_at": asked.answered.map(|(at, _)| at),
                "answered_by": asked.answered.map(|(_, by)| by.as_str()),
                "feedback": asked.feedback.map(Feedback::as_str),
                "changed_mind": asked.mind.map(ChangedMind::as_str),
                "review": asked.review.map(Review::as_str),
                "hostile": asked.is_hostile,
                "applied": asked.applied,
            })
        };
        let play = |play: &Played| json!({ "day": play.day, "done": play.is_done, "led_to_question": play.led_to_question });
        let visit = |(day, link): &(Date, String)| json!({ "day": day, "link": link });
        let ambassador = |one: &Ambassador| json!({ "level": one.level.as_str(), "link": one.slug, "posted": one.posted });
        json!({
            "people": self.people.iter().enumerate().map(person).collect::<Vec<_>>(),
            "asked": self.asked.iter().map(asked).collect::<Vec<_>>(),
            "visits": self.visits.iter().map(visit).collect::<Vec<_>>(),
            "plays": self.plays.iter().map(play).collect::<Vec<_>>(),
            "ambassadors": self.ambassadors.iter().map(ambassador).collect::<Vec<_>>(),
            "answers": { "published": self.faq_age.entries, "fresh": self.faq_age.fresh },
        })
    }
}
