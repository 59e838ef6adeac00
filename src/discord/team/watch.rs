//! The beat on which all that is due for the team is looked at.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use tokio::time::{Interval, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use crate::clock::hour_in_paris;
use crate::discord::reception::Reception;
use crate::sessions::{month_title, months_of_permanence};
use crate::store::PlannedSession;

/// How often the team's part looks at what is due.
const BEAT: Duration = Duration::from_secs(2);

/// Looks at what is due for the team until `stop`, from the first READY on.
pub(in crate::discord) async fn watch(reception: Arc<Reception>, stop: CancellationToken) {
    let Some(mut ticks) = beats(&reception, &stop).await else { return };
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        for (what, done) in [
            ("raising alarms", reception.raise_alarms().await),
            ("telling alerts", reception.tell_alerts().await),
            ("telling what waits", reception.tell_what_waits().await),
            ("telling the day", reception.tell_the_day().await),
            ("telling the month", reception.tell_the_month().await),
            ("looking at the invites", reception.look_at_invites().await),
            ("listing the sessions", reception.list_sessions().await),
            ("saying what is due of the sessions", reception.say_what_is_due().await),
            ("keeping the events of the sessions", reception.keep_events().await),
            ("saying the episodes", reception.keep_episodes().await),
        ] {
            if let Err(error) = done {
                tracing::error!("{what}: {error:#}");
            }
        }
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
    /// Remembers the sessions that have a report, for who types their names.
    async fn list_sessions(&self) -> Result<()> {
        let now = self.parts.clock.now();
        let sessions = self.parts.store.sessions().await?;
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
