//! What is said once of a session in a channel: its announcement and its last
//! call to candidates, its report to the team. Written to the outbox with the
//! mark that it is said, so that no restart and no other instance says it twice.

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};

use crate::discord::post::{report_body, said_body};
use crate::discord::reception::Reception;
use crate::sessions::{Plan, answer_by, hour_in_paris, is_last_call, public_address, span_in_paris};
use crate::store::{PlannedSession, PostKind, SessionPosts};
use crate::words::Door;

/// A report is posted so long after the end at the most: later it is no news.
const REPORT_IS_NEWS_FOR: SignedDuration = SignedDuration::from_hours(24);

impl Reception {
    /// Says what is due of each session.
    pub(super) async fn say_what_is_due(&self) -> Result<()> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let (sessions, posts) = (store.sessions().await?, store.session_posts().await?);
        for session in &sessions {
            self.announce(session, &posts, now).await?;
            self.call_last(session, &posts, now).await?;
            self.post_report(session, &posts, now).await?;
        }
        Ok(())
    }

    /// The announcement, at the hour that the team chose for it.
    async fn announce(&self, session: &PlannedSession, posts: &SessionPosts, now: Timestamp) -> Result<()> {
        let Some(post) = posts.get(&(session.id.clone(), PostKind::Announcement)).filter(|post| !post.is_said()) else { return Ok(()) };
        let Some(channel) = &post.channel else { return Ok(()) };
        if post.due_at > now || session.closes_at <= now {
            return Ok(());
        }
        self.say_once(session, PostKind::Announcement, channel, &said_body(&self.announcement(session), true), now).await
    }

    /// What candidates read of a session to come.
    fn announcement(&self, session: &PlannedSession) -> String {
        let plan = Plan::of(session);
        let when = span_in_paris(session.opens_at, session.closes_at);
        let words = if plan.announcement.is_empty() { self.say("annonce-session") } else { plan.announcement };
        let page = self.parts.public_url.as_deref().map(|site| format!("\n\n<{}>", public_address(site, session))).unwrap_or_default();
        format!(
            "**{title}**\n{when}, heure de Paris (<t:{here}:F>)\n\n{words}{page}",
            title = session.title,
            here = session.opens_at.as_second()
        )
    }

    /// Where it was announced, or else where the panel stands.
    async fn call_last(&self, session: &PlannedSession, posts: &SessionPosts, now: Timestamp) -> Result<()> {
        let is_called = posts.get(&(session.id.clone(), PostKind::LastCall)).is_some();
        if is_called || session.door == Some(Door::Web) || session.closed_at.is_some() || !is_last_call(session, now) {
            return Ok(());
        }
        let announced = posts.get(&(session.id.clone(), PostKind::Announcement)).filter(|post| post.is_said());
        let channel = match announced.and_then(|post| post.channel.clone()) {
            Some(channel) => Some(channel),
            None => self.parts.store.panel_channel().await?,
        };
        let Some(channel) = channel else { return Ok(()) };
        let text = format!("**{}**\n{}", session.title, self.say("dernier-appel"));
        self.say_once(session, PostKind::LastCall, &channel, &said_body(&text, true), now).await
    }

    /// The figures of a session that is over, and what was promised.
    async fn post_report(&self, session: &PlannedSession, posts: &SessionPosts, now: Timestamp) -> Result<()> {
        let Some(channel) = self.parts.office.channel else { return Ok(()) };
        let is_news = session.closed_at.is_some_and(|closed| now.duration_since(closed) <= REPORT_IS_NEWS_FOR);
        if !is_news || posts.contains_key(&(session.id.clone(), PostKind::Report)) {
            return Ok(());
        }
        let report = self.report(Some(session.id.to_string())).await?;
        let promised = self.promised(session, now).await?;
        let text = format!("📊 Rapport de la session\n{report}{promised}");
        self.say_once(session, PostKind::Report, &channel.to_string(), &report_body(&text, &session.id), now).await
    }

    async fn promised(&self, session: &PlannedSession, now: Timestamp) -> Result<String> {
        let queue = self.parts.store.queue(now).await?;
        let waiting: Vec<_> = queue.iter().filter(|queued| queued.session.as_ref() == Some(&session.id)).collect();
        let by = waiting.iter().filter_map(|queued| queued.promised_for).min().unwrap_or_else(|| answer_by(now));
        let by = hour_in_paris(by);
        let origin = &self.parts.office.origin;
        Ok(match waiting.len() {
            0 => "\nAucune question de cette session n'attend plus de réponse.".to_owned(),
            1 => format!("\nUne question de cette session attend encore\u{a0}: réponse promise pour le {by}. <{origin}/staff/questions>"),
            several => format!(
                "\n{several} questions de cette session attendent encore\u{a0}: réponses promises pour le {by}. <{origin}/staff/questions>"
            ),
        })
    }

    async fn say_once(&self, session: &PlannedSession, kind: PostKind, channel: &str, body: &str, now: Timestamp) -> Result<()> {
        if self.parts.store.say_once(&session.id, kind, channel, body, now).await? {
            self.wake.notify_one();
        }
        Ok(())
    }
}
