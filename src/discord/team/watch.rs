//! The beat on which all that is due for the team is looked at.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use tokio::time::{Interval, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use crate::clock::hour_in_paris;
use crate::discord::reception::Reception;
use crate::sessions::{month_title, months_of_permanence};
use crate::store::{PlannedSession, PostKind, SessionPost, SessionPosts};

/// How often the team's part looks at what is due.
const BEAT: Duration = Duration::from_secs(2);

/// The sessions and what is said of each, as one look finds them. What is done of
/// it is claimed, and what stands read afresh, one by one.
pub(super) struct Look {
    pub(super) sessions: Vec<PlannedSession>,
    pub(super) posts: SessionPosts,
}

impl Look {
    /// What is said of a session, or is to be.
    pub(super) fn post(&self, session: &PlannedSession, kind: PostKind) -> Option<&SessionPost> {
        self.posts.get(&(session.id.clone(), kind))
    }

    /// What is said of sessions that were called off.
    pub(super) fn orphans(&self, kind: PostKind) -> impl Iterator<Item = &SessionPost> {
        let of_kind = self.posts.values().filter(move |post| post.kind == kind);
        of_kind.filter(|post| self.sessions.iter().all(|session| session.id != post.session))
    }
}

/// Looks at what is due for the team until `stop`, from the first READY on.
pub(in crate::discord) async fn watch(reception: Arc<Reception>, stop: CancellationToken) {
    let Some(mut ticks) = beats(&reception, &stop).await else { return };
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        tell("raising alarms", reception.raise_alarms().await);
        tell("telling alerts", reception.tell_alerts().await);
        tell("telling what waits", reception.tell_what_waits().await);
        tell("telling the day", reception.tell_the_day().await);
        tell("telling the month", reception.tell_the_month().await);
        tell("looking at the invites", reception.look_at_invites().await);
        tell("looking at the sessions", reception.follow_sessions().await);
        tell("saying the episodes", reception.keep_episodes().await);
    }
}

/// What fails holds nothing else back: the next beat tries again.
fn tell(what: &str, done: Result<()>) {
    if let Err(error) = done {
        tracing::error!("{what}: {error:#}");
    }
}

/// The beats from the first READY on; none when `stop` comes first.
pub(super) async fn beats(reception: &Reception, stop: &CancellationToken) -> Option<Interval> {
    stop.run_until_cancelled(reception.ready.cancelled()).await?;
    let mut ticks = tokio::time::interval(BEAT);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    Some(ticks)
}

impl Reception {
    /// All that is due of the sessions, by one look at them.
    async fn follow_sessions(&self) -> Result<()> {
        let look = self.look().await?;
        tell("listing the sessions", self.list_sessions(&look).await);
        tell("saying what is due of the sessions", self.say_what_is_due(&look).await);
        tell("keeping the events of the sessions", self.keep_events(&look).await);
        Ok(())
    }

    /// What is said first: read after them, the sessions miss only what was called off.
    pub(super) async fn look(&self) -> Result<Look> {
        let posts = self.parts.store.session_posts().await?;
        Ok(Look { sessions: self.parts.store.sessions().await?, posts })
    }

    /// Remembers the sessions that have a report, for who types their names.
    async fn list_sessions(&self, look: &Look) -> Result<()> {
        let (sessions, now) = (&look.sessions, self.parts.clock.now());
        let named = |session: &PlannedSession| (session.id.to_string(), format!("{} ({})", session.title, hour_in_paris(session.opens_at)));
        let to_come: Vec<_> = sessions.iter().rev().filter(|session| session.closes_at > now).map(named).collect();
        if **self.team.to_come.load() != to_come {
            self.team.to_come.store(Arc::new(to_come));
        }
        let mut listed: Vec<_> = sessions.iter().filter(|session| session.opens_at <= now).map(named).collect();
        let months = months_of_permanence(&self.parts.store, now).await?;
        listed.extend(months.iter().rev().map(|id| (id.to_string(), month_title(id))));
        if **self.team.sessions.load() != listed {
            self.team.sessions.store(Arc::new(listed));
        }
        Ok(())
    }
}
