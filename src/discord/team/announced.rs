//! The announcement of a session to candidates: said once at its hour, changed
//! where it stands when the plan is, marked when the session is called off.
//!
//! One that somebody deleted is not made anew: they had their reason.

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use serenity::all::{ChannelId, CreateAllowedMentions, CreateMessage, LightMethod, MessageFlags, MessageId, Nonce, Route};
use serenity::http::Request;

use super::sending::{Said, UNKNOWN_MESSAGE};
use crate::discord::failure::Failure;
use crate::discord::post::{Post, components};
use crate::discord::press::Press;
use crate::discord::reception::Reception;
use crate::discord::translate::{Button, Part, Row, shortened};
use crate::sessions::{Plan, public_address, span_in_paris};
use crate::store::{CalledOff, PlannedSession, PostKind, SessionPost, SessionPosts};
use crate::words::{Door, sha256};

/// Discord's limit for a message.
const MAX_CHARS: usize = 2_000;

/// Discord's code for a channel that does not exist.
const UNKNOWN_CHANNEL: isize = 10_003;

/// The word of an announcement that Discord refused, and of one that somebody deleted.
const REFUSED: &str = "forbidden";
const DELETED: &str = "deleted";

/// What Discord refused is tried again this often, for somebody may tick the box;
/// what did not arrive, so soon.
const REFUSED_FOR: SignedDuration = SignedDuration::from_hours(1);
const AGAIN: SignedDuration = SignedDuration::from_secs(10);

impl Reception {
    /// Brings every announcement in step with its session.
    pub(super) async fn keep_announcements(&self, sessions: &[PlannedSession], posts: &SessionPosts, now: Timestamp) -> Result<()> {
        for session in sessions.iter().filter(|session| session.closes_at > now) {
            let part = self.asking(&self.announcement(session));
            if posts.get(&(session.id.clone(), PostKind::Announcement)).is_some_and(|post| is_to_say(post, &word(&part), now)) {
                self.keep_announcement(session, &part, now).await?;
            }
        }
        let orphans = posts.values().filter(|post| post.kind == PostKind::Announcement);
        for post in orphans.filter(|post| post.due_at <= now && sessions.iter().all(|session| session.id != post.session)) {
            self.say_called_off(post, now).await?;
        }
        Ok(())
    }

    /// What candidates read of a session to come.
    fn announcement(&self, session: &PlannedSession) -> String {
        let plan = Plan::of(session);
        let when = span_in_paris(session.opens_at, session.closes_at);
        let words = if plan.announcement.is_empty() { self.say("annonce-session") } else { plan.announcement };
        let page = self.parts.public_url.as_deref().map(|site| format!("\n\n<{}>", public_address(site, session))).unwrap_or_default();
        let place = if session.door == Some(Door::Web) { "\nSur la page web seulement." } else { "" };
        format!(
            "**{title}**\n{when}, heure de Paris (<t:{here}:F>){place}\n\n{words}{page}",
            title = session.title,
            here = session.opens_at.as_second()
        )
    }

    /// One message with the way to ask under it.
    fn asking(&self, text: &str) -> Part {
        let button = Button::new(Press::Ask, &self.say("bouton-question"));
        Part { text: shortened(text, MAX_CHARS), rows: vec![Row::Buttons(vec![button])], file: None, alt: None }
    }

    async fn keep_announcement(&self, session: &PlannedSession, part: &Part, now: Timestamp) -> Result<()> {
        let store = &self.parts.store;
        let Some(post) = store.claim_session_post(&session.id, PostKind::Announcement, now).await? else { return Ok(()) };
        // Another instance may have said it meanwhile.
        let Some(channel) = channel_of(&post).filter(|_| is_to_say(&post, &word(part), now)) else {
            return store.keep_session_post(&post).await;
        };
        let kept = match self.post.announce(channel, &post, part).await {
            Ok(message) => SessionPost { message: Some(message), shown: word(part), due_at: now, ..post },
            Err(Failure::Later(_) | Failure::Unauthorised) => SessionPost { due_at: now + AGAIN, ..post },
            Err(failure) if is_deleted(&failure, &post) => SessionPost { shown: DELETED.to_owned(), due_at: now, ..post },
            Err(failure) => {
                self.tell_not_said(channel, &failure, &post, now).await?;
                SessionPost { shown: REFUSED.to_owned(), due_at: now + REFUSED_FOR, ..post }
            }
        };
        store.keep_session_post(&kept).await
    }

    /// What candidates were to read and do not, the team is told, once.
    async fn tell_not_said(&self, channel: u64, failure: &Failure, post: &SessionPost, now: Timestamp) -> Result<()> {
        tracing::warn!(?failure, session = %post.session, "Discord refuses the announcement of a session");
        if let Failure::Missing(missing) = failure {
            self.status.missing(channel, *missing);
        }
        if post.shown != REFUSED {
            self.parts.store.raise_alert("not_said", &channel.to_string(), now).await?;
        }
        Ok(())
    }

    /// The session is no more: where it was announced says so, and nothing is
    /// left to do.
    async fn say_called_off(&self, post: &SessionPost, now: Timestamp) -> Result<()> {
        let store = &self.parts.store;
        // One that was planned between two looks is no orphan.
        if store.session(&post.session).await?.is_some() {
            return Ok(());
        }
        let Some(post) = store.claim_session_post(&post.session, PostKind::Announcement, now).await? else { return Ok(()) };
        let stands = post.message.is_some() && post.shown != DELETED;
        let Some(channel) = channel_of(&post).filter(|_| stands) else {
            return store.forget_session_post(&post.session, PostKind::Announcement).await;
        };
        match self.post.announce(channel, &post, &self.asking(&self.called_off(&post))).await {
            Err(Failure::Later(_) | Failure::Unauthorised) => store.keep_session_post(&SessionPost { due_at: now + AGAIN, ..post }).await,
            Err(failure) if !is_deleted(&failure, &post) => {
                self.tell_not_said(channel, &failure, &post, now).await?;
                store.forget_session_post(&post.session, PostKind::Announcement).await
            }
            _ => store.forget_session_post(&post.session, PostKind::Announcement).await,
        }
    }

    fn called_off(&self, post: &SessionPost) -> String {
        let said = self.say("annonce-annulee");
        match CalledOff::of(post) {
            Some(off) => format!("~~**{}**~~\n~~{}~~\n\n{said}", off.title, span_in_paris(off.opens_at, off.closes_at)),
            None => said,
        }
    }
}

fn channel_of(post: &SessionPost) -> Option<u64> {
    post.channel.as_deref()?.parse().ok().filter(|channel| *channel != 0)
}

fn word(part: &Part) -> String {
    sha256(&part.text)
}

/// Whether something is to be said or changed, and may be now. What an older
/// program said stands in a message that nobody knows: it is left alone.
fn is_to_say(post: &SessionPost, word: &str, now: Timestamp) -> bool {
    match post.shown.as_str() {
        "" => post.due_at <= now,
        // What was put off for longer than anything is, was before the clock was set back.
        REFUSED => post.due_at <= now || post.due_at > now + REFUSED_FOR,
        DELETED => false,
        shown => post.message.is_some() && shown != word && (post.due_at <= now || post.due_at > now + REFUSED_FOR),
    }
}

/// Whether somebody deleted the message, or its channel.
fn is_deleted(failure: &Failure, post: &SessionPost) -> bool {
    post.message.is_some() && matches!(failure, Failure::Refused(UNKNOWN_MESSAGE | UNKNOWN_CHANNEL))
}

impl Post {
    /// Says an announcement, or changes it where it stands; gives the number of
    /// its message.
    async fn announce(&self, channel: u64, post: &SessionPost, part: &Part) -> Result<String, Failure> {
        let channel_id = ChannelId::new(channel);
        if let Some(message) = post.message.as_deref().and_then(|message| message.parse().ok()) {
            self.change(channel_id, MessageId::new(message), part).await?;
            return Ok(message.to_string());
        }
        let nonce: String = format!("a{}", sha256(post.session.as_str())).chars().take(25).collect();
        let message = CreateMessage::new()
            .content(&part.text)
            .components(components(&part.rows))
            .allowed_mentions(CreateAllowedMentions::new())
            .flags(MessageFlags::SUPPRESS_EMBEDS)
            .nonce(Nonce::String(nonce))
            .enforce_nonce(true);
        let said: Said = self.asked(Request::new(Route::ChannelMessages { channel_id }, LightMethod::Post), Some(&message)).await?;
        Ok(said.id.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::SessionId;

    #[test]
    fn an_announcement_is_said_at_its_hour_and_changed_unless_somebody_deleted_it() {
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        for (shown, message, minutes, expected) in [
            ("", None, 0, true),
            ("", None, 1, false),
            ("", None, 6_000, false),
            ("said", None, 0, false),
            ("new", Some("1"), 0, false),
            ("old", Some("1"), 0, true),
            ("old", Some("1"), 1, false),
            ("old", Some("1"), 6_000, true),
            (DELETED, Some("1"), 0, false),
            (REFUSED, None, 0, true),
            (REFUSED, Some("1"), 59, false),
        ] {
            let post = SessionPost {
                session: SessionId::new("s"),
                kind: PostKind::Announcement,
                channel: Some("1".to_owned()),
                message: message.map(str::to_owned),
                shown: shown.to_owned(),
                due_at: now + SignedDuration::from_mins(minutes),
            };
            assert_eq!(is_to_say(&post, "new", now), expected, "{shown} {message:?} in {minutes} min");
        }
    }
}
