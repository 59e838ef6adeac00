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
    /// Whether their stars count.
    pub is_kept: bool,
    /// Whether they may add a line: their stars count, and they have said none.
    pub may_say: bool,
}

impl Conversation {
    /// Keeps the stars that a person gives a session, if they asked something in
    /// it and it is open, or over for a short while.
    pub async fn rate(&self, person: &Person, session: &SessionId, stars: i64, at: Timestamp) -> Rated {
        let told = |phrase| Rated { text: self.faq().say(phrase, &[]), is_kept: false, may_say: false };
        let known = async { anyhow::Ok((self.store.session(session).await?, self.store.rater(session, person).await?)) };
        let Some((rated, rater)) = logged(known.await, "reading who may rate") else { return told("panne") };
        if rater.objects {
            return told("opposition-active");
        }
        if !rated.is_some_and(|rated| may_rate(&rated, rater.has_asked, at)) {
            return told("note-impossible");
        }
        let kept = self.store.keep_satisfaction(session, person, stars.clamp(1, 5), at).await;
        let is_kept = matches!(kept, Ok(true));
        let may_say = is_kept && rater.of_age && !rater.has_said;
        Rated { text: self.said(kept, "keeping a satisfaction", "merci-satisfaction"), is_kept, may_say }
    }

    /// Keeps the line that a person adds to their stars, redacted; gives the
    /// words to thank them with, or why it is not kept.
    pub async fn remark(&self, person: &Person, session: &SessionId, typed: &str) -> String {
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
            Some(false) => faq.say(self.why_not_kept(session, person).await, &[]),
            None => faq.say("panne", &[]),
        }
    }

    async fn why_not_kept(&self, session: &SessionId, person: &Person) -> &'static str {
        match logged(self.store.rater(session, person).await, "reading who may rate") {
            Some(rater) if rater.objects => "opposition-active",
            Some(rater) if rater.of_age => "note-impossible",
            Some(_) => "mot-age",
            None => "panne",
        }
    }
}
