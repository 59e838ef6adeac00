//! What is said once of a session in a channel: its last call and the question of
//! its stars to candidates, its report to the team. Written to the outbox with the
//! mark that it is said, so that no restart and no other instance says it twice.

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};

use super::watch::Look;
use crate::clock::{answer_by, hour_in_paris};
use crate::discord::reception::Reception;
use crate::sessions::{RATED_FOR, is_last_call};
use crate::store::{PlannedSession, PostKind};
use crate::words::{Door, Owed, With};

/// A report is posted so long after the end at the most: later it is no news.
const REPORT_IS_NEWS_FOR: SignedDuration = SignedDuration::from_hours(24);

impl Reception {
    /// Says what is due of each session.
    pub(super) async fn say_what_is_due(&self, look: &Look) -> Result<()> {
        let now = self.parts.clock.now();
        self.keep_announcements(look, now).await?;
        for session in &look.sessions {
            self.call_last(session, look, now).await?;
            self.ask_for_stars(session, look, now).await?;
            self.post_report(session, look, now).await?;
        }
        Ok(())
    }

    /// That it ends soon.
    async fn call_last(&self, session: &PlannedSession, look: &Look, now: Timestamp) -> Result<()> {
        let is_called = look.post(session, PostKind::LastCall).is_some();
        if is_called || session.door == Some(Door::Web) || session.closed_at.is_some() || !is_last_call(session, now) {
            return Ok(());
        }
        let Some(channel) = self.hall_of(session, look).await? else { return Ok(()) };
        let text = format!("**{}**\n{}", session.title, self.say("dernier-appel"));
        self.say_once(session, PostKind::LastCall, &channel, Owed::Said { text, with: With::Ask }, now).await
    }

    /// Where it was announced, or else where the panel stands.
    async fn hall_of(&self, session: &PlannedSession, look: &Look) -> Result<Option<String>> {
        let announced = look.post(session, PostKind::Announcement).filter(|post| post.message.is_some() || post.is_said());
        match announced.and_then(|post| post.channel.clone()) {
            Some(channel) => Ok(Some(channel)),
            None => self.parts.store.panel_channel().await,
        }
    }

    /// Once it is over, whoever asked something in it may say how it was.
    async fn ask_for_stars(&self, session: &PlannedSession, look: &Look, now: Timestamp) -> Result<()> {
        let is_asked = look.post(session, PostKind::Rating).is_some();
        let is_over = session.closed_at.is_some() && now.duration_since(session.closes_at) < RATED_FOR;
        if is_asked || !is_over || session.door == Some(Door::Web) || !self.parts.store.was_asked_in(&session.id, Door::Discord).await? {
            return Ok(());
        }
        let Some(channel) = self.hall_of(session, look).await? else { return Ok(()) };
        let text = format!("**{}**\n{}", session.title, self.say("satisfaction"));
        self.say_once(session, PostKind::Rating, &channel, Owed::Said { text, with: With::Stars(session.id.clone()) }, now).await
    }

    /// The figures of a session that is over, and what was promised.
    async fn post_report(&self, session: &PlannedSession, look: &Look, now: Timestamp) -> Result<()> {
        let Some(channel) = self.parts.office.channel else { return Ok(()) };
        let is_news = session.closed_at.is_some_and(|closed| now.duration_since(closed) <= REPORT_IS_NEWS_FOR);
        if !is_news || look.post(session, PostKind::Report).is_some() {
            return Ok(());
        }
        let report = self.report(Some(session.id.to_string())).await?;
        let promised = self.promised(session, now).await?;
        let text = format!("📊 Rapport de la session\n{report}{promised}");
        self.say_once(session, PostKind::Report, &channel.to_string(), Owed::Said { text, with: With::Report(session.id.clone()) }, now)
            .await
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

    async fn say_once(&self, session: &PlannedSession, kind: PostKind, channel: &str, owed: Owed, now: Timestamp) -> Result<()> {
        if self.parts.store.say_once(&session.id, kind, channel, owed, now).await? {
            self.parts.wake.notify_one();
        }
        Ok(())
    }
}
