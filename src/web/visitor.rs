//! A visitor and their question: the random word they carry, the pseudonym and
//! the message reference made from it, and the source of the link they followed.

use anyhow::Result;
use jiff::Timestamp;

use super::Web;
use crate::conversation::Answered;
pub(super) use crate::words::sha256;
use crate::words::{Door, GAME, Incoming, Known, Person, Place, Source, random_word};

/// The longest `message_id` that is read, in characters.
pub(super) const MAX_MESSAGE_ID_CHARS: usize = 100;

/// Someone on the chat page.
#[derive(Clone, Debug)]
pub(super) struct Visitor {
    /// The word that stands for their conversation, known to them and us only.
    pub(super) token: String,
    /// The pseudonym everything is kept under.
    pub(super) person: Person,
}

/// A question as a page or a program sends it.
#[derive(Debug)]
pub(super) struct Question<'a> {
    /// What was typed.
    pub(super) text: &'a str,
    /// Who asks.
    pub(super) visitor: &'a Visitor,
    /// What makes the message unique.
    pub(super) unique: String,
    /// The slug of the tracked link they came by.
    pub(super) slug: Option<&'a str>,
}

impl Web {
    pub(super) fn now(&self) -> Timestamp {
        self.site.clock.now()
    }

    /// The visitor of a word; none when it is not one of ours.
    pub(super) fn visitor(&self, token: &str, now: Timestamp) -> Result<Option<Visitor>> {
        if !is_token(token) {
            return Ok(None);
        }
        let person = self.site.keys.person(Door::Web, token, now)?;
        Ok(Some(Visitor { token: token.to_owned(), person }))
    }

    /// Someone who was not here before.
    pub(super) fn new_visitor(&self, now: Timestamp) -> Result<Visitor> {
        let token = random_word();
        let person = self.site.keys.person(Door::Web, &token, now)?;
        Ok(Visitor { token, person })
    }

    /// Puts a question to the conversation.
    pub(super) async fn ask(&self, question: Question<'_>, now: Timestamp) -> Result<Answered> {
        let incoming = Incoming {
            text: question.text.to_owned(),
            person: question.visitor.person.clone(),
            place: Place::web(),
            reference: self.site.keys.message(Door::Web, &question.unique, now)?,
            at: now,
            is_late: false,
            source: self.source_of(question.slug).await,
            has_attachment: false,
            delivery: None,
        };
        Ok(self.site.conversation.answer(incoming).await)
    }

    /// The source of a link; a question is answered whether it is known or not.
    pub(super) async fn source_of(&self, slug: Option<&str>) -> Option<Source> {
        let slug = slug.filter(|slug| !slug.is_empty())?;
        let link = self.site.store.tracked_link(slug).await;
        let link = link.inspect_err(|error| tracing::error!("reading a tracked link: {error:#}")).ok()?;
        match link {
            Some(link) => Some(Source { label: link.source, known: Known::Link, link: Some(link.slug) }),
            // The way from the game to the chat is ours too, without a link that HR made.
            None => (slug == GAME).then(|| Source { label: GAME.to_owned(), known: Known::Link, link: None }),
        }
    }
}

/// What makes a message unique: its number and its text, in its conversation
/// when it names one; without a number nothing can, and it is taken as new. An
/// edited text is another question, so that nobody reads the answer to what
/// they no longer ask.
///
/// The first message of a conversation names none yet: two people who ask the
/// same thing under the same number would be taken for one. Its number has to
/// be drawn at random, as the page does.
pub(super) fn unique(token: Option<&str>, message_id: Option<&str>, text: &str) -> String {
    match (token, message_id) {
        (_, None) => random_word(),
        (token, Some(message_id)) => format!("{} {} {message_id}", token.unwrap_or("-"), sha256(text)),
    }
}

/// Whether a text has the form of the words we draw.
pub(super) fn is_token(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_the_form_we_draw_are_taken() {
        assert!(is_token(&random_word()));
        for text in ["", "0123", "0123456789ABCDEF0123456789abcdef", "0123456789abcdef0123456789abcdeg", &"é".repeat(16), &"a".repeat(33)]
        {
            assert!(!is_token(text), "{text}");
        }
    }

    #[test]
    fn a_message_is_the_same_with_its_text_and_in_its_conversation_only() {
        assert_eq!(unique(Some("t"), Some("1"), "a"), unique(Some("t"), Some("1"), "a"));
        assert_ne!(unique(Some("t"), Some("1"), "a"), unique(Some("t"), Some("1"), "b"), "an edited text is another question");
        assert_ne!(unique(Some("t"), Some("1"), "a"), unique(Some("u"), Some("1"), "a"));
        assert_ne!(unique(Some("t"), Some("1"), "a"), unique(None, Some("1"), "a"));
        assert_eq!(unique(None, Some("1"), "a"), unique(None, Some("1"), "a"));
        assert_ne!(unique(None, Some("1"), "a"), unique(None, Some("1"), "b"));
        assert_ne!(unique(Some("t"), None, "a"), unique(Some("t"), None, "a"));
    }
}
