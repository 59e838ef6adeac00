//! What keeps the conversation calm: the lockdown, and daily counters of what
//! was held back. Nothing here is about a person.

use std::collections::BTreeMap;

use anyhow::Result;
use futures::FutureExt;
use jiff::{SignedDuration, Timestamp};

use super::alert::raise;
use super::link::{Link, execute, row, rows};
use super::{Store, instant, millis};
use crate::words::kept_word;

/// A door that the team opened is not closed by a rush for so long.
const STAYS_OPEN: SignedDuration = SignedDuration::from_mins(10);

kept_word! {
    /// Who closed the door to new questions.
    #[derive(Default)]
    pub enum Lockdown {
        /// Nobody: questions are answered.
        #[default]
        Off = "off",
        /// The team: every new question waits.
        Staff = "staff",
        /// The program, because of a rush: people never seen before wait.
        Rush = "rush",
    }
}

impl Store {
    /// Whether new questions are refused, and since when.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn lockdown(&self) -> Result<(Lockdown, Timestamp)> {
        self.read(|link| {
            async move {
                let found = row!(link, (String, i64), "select state, since from lockdown")?;
                Ok(found.map_or((Lockdown::Off, Timestamp::UNIX_EPOCH), |(state, since)| {
                    (Lockdown::of_word(&state).unwrap_or_default(), instant(since))
                }))
            }
            .boxed()
        })
        .await
    }

    /// Closes or opens the door to new questions, by the team; the team is told
    /// with it. False when it was so already.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn set_lockdown(&self, locked: bool, now: Timestamp) -> Result<bool> {
        let state = if locked { Lockdown::Staff } else { Lockdown::Off };
        self.write(move |link| {
            async move {
                let changed = execute!(
                    &mut *link,
                    "update lockdown set state = $1, since = $2, busy_at = $2 where state <> $1",
                    state.as_str(),
                    millis(now)
                )?;
                if changed > 0 {
                    raise(link, if locked { "locked" } else { "unlocked" }, "", now).await?;
                }
                Ok(changed > 0)
            }
            .boxed()
        })
        .await
    }

    /// Closes the door to newcomers because of a rush, unless a session is open (a
    /// crowd is what a session is for) or the team has just opened it. Gives how the
    /// door is now.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn lock_in_a_rush(&self, now: Timestamp) -> Result<Lockdown> {
        self.write(move |link| async move { lock_in_a_rush(link, now).await }.boxed()).await
    }

    /// Opens a door that a rush closed, once nobody rushed since `calm_since`.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn lift_after_a_rush(&self, calm_since: Timestamp, now: Timestamp) -> Result<bool> {
        let still_to_come = now + now.duration_since(calm_since);
        self.write(move |link| {
            async move {
                // A rush that is still to come was seen by a clock that was set back since.
                let lifted = execute!(
                    &mut *link,
                    "update lockdown set state = 'off', since = 0 where state = 'rush' and (busy_at <= $1 or busy_at > $2)",
                    millis(calm_since),
                    millis(still_to_come)
                )?;
                if lifted > 0 {
                    raise(link, "calm_again", "", now).await?;
                }
                Ok(lifted > 0)
            }
            .boxed()
        })
        .await
    }

    /// Adds to the counters of a day in Paris (`2026-11-22`).
    ///
    /// # Errors
    /// When the database is away.
    pub async fn count_calm(&self, day: &str, counts: Vec<(&'static str, u64)>) -> Result<()> {
        let day = day.to_owned();
        self.write(move |link| {
            async move {
                for (kind, times) in counts {
                    execute!(
                        &mut *link,
                        "insert into calm_day (day, kind, times) values ($1, $2, $3)
                         on conflict (day, kind) do update set times = calm_day.times + excluded.times",
                        day.as_str(),
                        kind,
                        i64::try_from(times).unwrap_or(i64::MAX)
                    )?;
                }
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// The counters of a day in Paris, by kind.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn calm_counts(&self, day: &str) -> Result<BTreeMap<String, i64>> {
        let day = day.to_owned();
        self.read(move |link| {
            async move {
                let found = rows!(link, (String, i64), "select kind, times from calm_day where day = $1", day.as_str())?;
                Ok(found.into_iter().collect())
            }
            .boxed()
        })
        .await
    }
}

/// The lockdown as it is read with each question.
pub(super) async fn lockdown(link: &mut Link) -> Result<Lockdown> {
    let found = row!(link, (String,), "select state from lockdown")?;
    Ok(found.map_or(Lockdown::Off, |(state,)| Lockdown::of_word(&state).unwrap_or_default()))
}

async fn lock_in_a_rush(link: &mut Link, now: Timestamp) -> Result<Lockdown> {
    let locked = execute!(
        &mut *link,
        "update lockdown set state = 'rush', since = $1, busy_at = $1
         where state = 'off' and (since <= $2 or since > $3) and not exists (select 1 from session where opens_at <= $1 and closes_at > $1)",
        millis(now),
        millis(now - STAYS_OPEN),
        millis(now + STAYS_OPEN)
    )?;
    if locked > 0 {
        raise(link, "rush", "", now).await?;
        return Ok(Lockdown::Rush);
    }
    execute!(&mut *link, "update lockdown set busy_at = $1 where state = 'rush' and busy_at < $1", millis(now))?;
    lockdown(link).await
}
