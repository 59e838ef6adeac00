//! The announcement of a session to candidates: said once at its hour, changed
//! where it stands when the plan is, marked when the session is called off.
//!
//! One that somebody deleted is not made anew: they had their reason.

use anyhow::Result;
use jiff::Timestamp;

use super::stands::{AGAIN, DELETED, REFUSED, Stands, is_gone};
use crate::clock::span_in_paris;
use crate::discord::failure::Failure;
use crate::discord::press::Press;
use crate::discord::reception::Reception;
use crate::discord::translate::{Button, Part, Row, shortened};
use crate::sessions::{Plan, public_address};
use crate::store::{CalledOff, PlannedSession, PostKind, SessionPost, SessionPosts};
use crate::words::{Door, sha256};

/// Discord's limit for a message.
const MAX_CHARS: usize = 2_000;

impl Reception {
    /// Brings every announcement in step with its session.
    pub(super) async fn keep_announcements(&self, sessions: &[PlannedSession], posts: &SessionPosts, now: Timestamp) -> Result<()> {
        for session in sessions.iter().filter(|session| session.closes_at > now) {
            let part = self.asking(&self.announcement(session));
            if posts.get(&(session.id.clone(), PostKind::Announcement)).is_some_and(|post| stands(post).is_to_say(&word(&part), now)) {
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
        let Some(channel) = channel_of(&post).filter(|_| stands(&post).is_to_say(&word(part), now)) else {
            return store.keep_session_post(&post).await;
        };
        let said = self.announce(channel, &post, part).await;
        let Stands { message, shown, due_at } = self.tried(stands(&post), word(part), said, channel, now).await?;
        store.keep_session_post(&SessionPost { message, shown, due_at, ..post }).await
    }

    /// Says an announcement, or changes it where it stands.
    async fn announce(&self, channel: u64, post: &SessionPost, part: &Part) -> Result<String, Failure> {
        let nonce = format!("a{}", sha256(post.session.as_str()));
        self.post.stand(channel, post.message.as_deref(), &nonce, part).await
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
        match self.announce(channel, &post, &self.asking(&self.called_off(&post))).await {
            Err(Failure::Later(_) | Failure::Unauthorised) => store.keep_session_post(&SessionPost { due_at: now + AGAIN, ..post }).await,
            Err(failure) if !is_gone(&failure) => {
                self.tell_refused(channel, &failure, post.shown != REFUSED, now).await?;
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

fn stands(post: &SessionPost) -> Stands {
    Stands { message: post.message.clone(), shown: post.shown.clone(), due_at: post.due_at }
}
