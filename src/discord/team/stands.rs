//! How something stands that is said in a channel and changed there: an
//! announcement, an episode.

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};

use super::sending::UNKNOWN_MESSAGE;
use crate::discord::failure::Failure;
use crate::discord::reception::Reception;

/// Discord's code for a channel that does not exist.
const UNKNOWN_CHANNEL: isize = 10_003;

/// The word of what Discord refused, and of what somebody deleted.
pub(super) const REFUSED: &str = "forbidden";
pub(super) const DELETED: &str = "deleted";

/// What Discord refused is tried again this often, for somebody may tick the box;
/// what did not arrive, so soon.
pub(super) const REFUSED_FOR: SignedDuration = SignedDuration::from_hours(1);
pub(super) const AGAIN: SignedDuration = SignedDuration::from_secs(10);

/// What is known of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stands<'a> {
    /// What stands there, in a word; empty before it is said.
    pub(super) shown: &'a str,
    /// Whether its number in Discord is known.
    pub(super) has_message: bool,
    /// When it is due, or may be tried again.
    pub(super) due_at: Timestamp,
}

impl Stands<'_> {
    /// Whether it is to be said or changed to this word, and may be now. What an
    /// older program said stands in a message that nobody knows: it is left alone.
    pub(super) fn is_to_say(&self, word: &str, now: Timestamp) -> bool {
        // What was put off for longer than anything is, was before the clock was set back.
        let may_be_now = self.due_at <= now || self.due_at > now + REFUSED_FOR;
        match self.shown {
            "" => self.due_at <= now,
            REFUSED => may_be_now,
            DELETED => false,
            shown => self.has_message && shown != word && may_be_now,
        }
    }
}

/// Whether somebody deleted the message, or its channel.
pub(super) fn is_gone(failure: &Failure) -> bool {
    matches!(failure, Failure::Refused(UNKNOWN_MESSAGE | UNKNOWN_CHANNEL))
}

impl Reception {
    /// What candidates were to read in a channel and do not, the team is told,
    /// once; the page « Discord » says what is missing.
    pub(super) async fn tell_refused(&self, channel: u64, failure: &Failure, is_news: bool, now: Timestamp) -> Result<()> {
        if let Failure::Missing(missing) = failure {
            self.status.missing(channel, *missing);
        }
        if is_news {
            self.parts.store.raise_alert("not_said", &channel.to_string(), now).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_at_its_hour_and_changed_unless_somebody_deleted_it() {
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        for (shown, has_message, minutes, expected) in [
            ("", false, 0, true),
            ("", false, 1, false),
            ("", false, 6_000, false),
            ("said", false, 0, false),
            ("new", true, 0, false),
            ("old", true, 0, true),
            ("old", true, 1, false),
            ("old", true, 6_000, true),
            (DELETED, true, 0, false),
            (REFUSED, false, 0, true),
            (REFUSED, true, 59, false),
        ] {
            let stands = Stands { shown, has_message, due_at: now + SignedDuration::from_mins(minutes) };
            assert_eq!(stands.is_to_say("new", now), expected, "{shown} {has_message} in {minutes} min");
        }
    }
}
