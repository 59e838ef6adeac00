//! How something stands that is said in a channel and changed there: an
//! announcement, an episode.

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};

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

/// Whether what may be tried again then may be now. What was put off for longer
/// than anything is, was before the clock was set back.
pub(super) fn may_be_tried(due_at: Timestamp, now: Timestamp) -> bool {
    due_at <= now || due_at > now + REFUSED_FOR
}

/// What is known of it.
#[derive(Clone, Debug)]
pub(super) struct Stands {
    /// Its number in Discord, once it is known.
    pub(super) message: Option<String>,
    /// What stands there, in a word; empty before it is said.
    pub(super) shown: String,
    /// When it is due, or may be tried again.
    pub(super) due_at: Timestamp,
}

impl Stands {
    /// Whether it is to be said or changed to this word, and may be now. What an
    /// older program said stands in a message that nobody knows: it is left alone.
    pub(super) fn is_to_say(&self, word: &str, now: Timestamp) -> bool {
        match self.shown.as_str() {
            "" => self.due_at <= now,
            REFUSED => may_be_tried(self.due_at, now),
            DELETED => false,
            shown => self.message.is_some() && shown != word && may_be_tried(self.due_at, now),
        }
    }
}

/// Whether somebody deleted the message, or its channel.
pub(super) fn is_gone(failure: &Failure) -> bool {
    matches!(failure, Failure::Refused(Failure::UNKNOWN_MESSAGE | UNKNOWN_CHANNEL))
}

/// What is said, by the name of its session or episode, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spoken<'a> {
    pub(super) of: &'a str,
    pub(super) channel: u64,
}

impl Reception {
    /// How it stands after a try to say this word, whose number Discord gave.
    pub(super) async fn tried(
        &self,
        spoken: Spoken<'_>,
        stands: Stands,
        word: String,
        said: Result<String, Failure>,
        now: Timestamp,
    ) -> Result<Stands> {
        Ok(match said {
            Ok(message) => Stands { message: Some(message), shown: word, due_at: now },
            Err(Failure::Later(_) | Failure::Unauthorised) => Stands { due_at: now + AGAIN, ..stands },
            Err(failure) if stands.message.is_some() && is_gone(&failure) => Stands { shown: DELETED.to_owned(), due_at: now, ..stands },
            Err(failure) => {
                self.tell_refused(spoken, &failure, stands.shown != REFUSED, now).await?;
                Stands { shown: REFUSED.to_owned(), due_at: now + REFUSED_FOR, ..stands }
            }
        })
    }

    /// What candidates were to read in a channel and do not, the team is told,
    /// once; the page « Discord » says what is missing.
    pub(super) async fn tell_refused(&self, spoken: Spoken<'_>, failure: &Failure, is_news: bool, now: Timestamp) -> Result<()> {
        let Spoken { of, channel } = spoken;
        tracing::warn!(?failure, channel, of, "Discord refuses what candidates were to read");
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
            let message = has_message.then(|| "1".to_owned());
            let stands = Stands { message, shown: shown.to_owned(), due_at: now + SignedDuration::from_mins(minutes) };
            assert_eq!(stands.is_to_say("new", now), expected, "{shown} {has_message} in {minutes} min");
        }
    }
}
