//! The announcement of a session to candidates: said once at its hour, changed
//! where it stands when the plan is, marked when the session is called off.
//!
//! One that somebody deleted is not made anew: they had their reason.

use anyhow::Result;
use jiff::Timestamp;

use super::stands::{AGAIN, DELETED, REFUSED, Spoken, Stands, is_gone};
use super::watch::Look;
use crate::clock::span_in_paris;
use crate::discord::failure::Failure;
use crate::discord::press::Press;
use crate::discord::reception::Reception;
use crate::discord::split::MAX_MESSAGE;
use crate::discord::translate::{Button, Part, Row, number, shortened};
use crate::sessions::{Plan, public_address};
use crate::store::{CalledOff, PlannedSession, PostKind, SessionPost};
use crate::words::{Door, SessionId, sha256};

impl Reception {
    /// Brings every announcement in step with its session.
    pub(super) async fn keep_announcements(&self, look: &Look, now: Timestamp) -> Result<()> {
        for session in look.sessions.iter().filter(|session| session.closes_at > now) {
            let word = word(&self.announcement(session));
            if look.post(session, PostKind::Announcement).is_some_and(|post| stands(post).is_to_say(&word, now)) {
                self.keep_announcement(&session.id, now).await?;
            }
        }
        for post in look.orphans(PostKind::Announcement).filter(|post| post.due_at <= now) {
            self.say_called_off(post, now).await?;
        }
        Ok(())
    }

    /// What candidates read of a session to come.
    fn announcement(&self, session: &PlannedSession) -> Part {
        let plan = Plan::of(session);
        let when = span_in_paris(session.opens_at, session.closes_at);
        let words = if plan.announcement.is_empty() { self.say("annonce-session") } else { plan.announcement };
        let page = self.parts.public_url.as_deref().map(|site| format!("\n\n<{}>", public_address(site, session))).unwrap_or_default();
        let place = if session.door == Some(Door::Web) { "\nSur la page web seulement." } else { "" };
        self.asking(&format!(
            "**{title}**\n{when}, heure de Paris (<t:{here}:F>){place}\n\n{words}{page}",
            title = session.title,
            here = session.opens_at.as_second()
        ))
    }

    /// One message with the way to ask under it.
    fn asking(&self, text: &str) -> Part {
        let button = Button::new(Press::Ask, &self.say("bouton-question"));
        Part { text: shortened(text, MAX_MESSAGE), rows: vec![Row::Buttons(vec![button])], file: None, alt: None }
    }

    async fn keep_announcement(&self, session: &SessionId, now: Timestamp) -> Result<()> {
        let store = &self.parts.store;
        let Some(post) = store.claim_session_post(session, PostKind::Announcement, now).await? else { return Ok(()) };
        // Another instance may have said it meanwhile, or somebody called the session off.
        let part = store.session(session).await?.map(|session| self.announcement(&session));
        let to_say = part.filter(|part| stands(&post).is_to_say(&word(part), now)).zip(channel_of(&post));
        let Some((part, channel)) = to_say else { return store.keep_session_post(&post).await };
        let said = self.announce(channel, &post, &part).await;
        let spoken = Spoken { of: session.as_str(), channel };
        let Stands { message, shown, due_at } = self.tried(spoken, stands(&post), word(&part), said, now).await?;
        self.keep_said(&SessionPost { message, shown, due_at, ..post }, now).await
    }

    /// Keeps how an announcement stands. Of a session that was called off while it
    /// was being said nothing is kept any more: it is anew, and said at the next beat.
    async fn keep_said(&self, post: &SessionPost, now: Timestamp) -> Result<()> {
        let store = &self.parts.store;
        store.keep_session_post(post).await?;
        let is_unknown = post.message.is_some() && store.session(&post.session).await?.is_none();
        if is_unknown && store.claim_session_post(&post.session, PostKind::Announcement, now).await?.is_some() {
            store.keep_session_post(post).await?;
        }
        Ok(())
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
        // One that was planned anew since the look is no orphan.
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
                self.tell_refused(Spoken { of: post.session.as_str(), channel }, &failure, post.shown != REFUSED, now).await?;
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
    post.channel.as_deref().and_then(number)
}

fn word(part: &Part) -> String {
    sha256(&part.text)
}

fn stands(post: &SessionPost) -> Stands {
    Stands { message: post.message.clone(), shown: post.shown.clone(), due_at: post.due_at }
}
