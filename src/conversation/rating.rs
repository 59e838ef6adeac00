//! The stars of a session, and the line that may go with them: asked once, of
//! who asked something in it.

use jiff::Timestamp;

use super::{Conversation, logged};
use crate::privacy::redact;
use crate::sessions::may_rate;
use crate::words::{Person, SessionId};

/// A line is not a letter.
pub const MAX_REMARK_CHARS: usize = 300;

/// What somebody who gives stars reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rated {
    /// The words.
    pub text: String,
    /// Whether they may add a line: their stars count, and they have said none.
    pub may_say: bool,
}

impl Conversation {
    /// Keeps the stars that a person gives a session, if they asked something in
    /// it and it is open, or over for a short while.
    pub async fn rate(&self, person: &Person, session: &SessionId, stars: i64, at: Timestamp) -> Rated {
        let told = |phrase| Rated { text: self.faq().say(phrase, &[]), may_say: false };
        let known = async {
            anyhow::Ok((self.store.session(session).await?, self.store.data_of(person).await?, self.store.objects(person).await?))
        };
        let Some((rated, data, objects)) = logged(known.await, "reading who may rate") else { return told("panne") };
        if objects {
            return told("opposition-active");
        }
        let (Some(rated), Some(data)) = (rated, data) else { return told("note-impossible") };
        if !may_rate(&rated, &data, at) {
            return told("note-impossible");
        }
        let said_already = data.said.iter().any(|(rated, _)| rated == session);
        Rated { text: self.keep_satisfaction(person, session, stars, at).await, may_say: data.of_age_at.is_some() && !said_already }
    }

    /// Keeps one to five stars for a session.
    pub async fn keep_satisfaction(&self, person: &Person, session: &SessionId, stars: i64, at: Timestamp) -> String {
        let kept = self.store.keep_satisfaction(session, person, stars.clamp(1, 5), at).await;
        self.said(kept, "keeping a satisfaction", "merci-satisfaction")
    }

    /// Keeps the line that a person adds to their stars, redacted; gives the
    /// words to thank them with, or why it is not kept.
    pub async fn remark(&self, person: &Person, session: &SessionId, typed: &str, at: Timestamp) -> String {
        let faq = self.faq();
        let line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.is_empty() {
            return faq.say("vide", &[]);
        }
        if line.chars().count() > MAX_REMARK_CHARS {
            return faq.say("mot-trop-long", &[("maximum", &MAX_REMARK_CHARS.to_string())]);
        }
        match logged(self.store.keep_remark(session, person, &redact(&line)).await, "keeping a line on a session") {
            Some(true) => faq.say("merci-mot", &[]),
            Some(false) => faq.say(self.why_not_kept(person, at).await, &[]),
            None => faq.say("panne", &[]),
        }
    }

    async fn why_not_kept(&self, person: &Person, at: Timestamp) -> &'static str {
        if logged(self.store.objects(person).await, "reading an objection") == Some(true) {
            return "opposition-active";
        }
        let standing = logged(self.store.standing(person, at).await, "reading a person's standing").unwrap_or_default();
        if standing.of_age { "note-impossible" } else { "mot-age" }
    }
}
