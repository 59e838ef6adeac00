//! How often the game is played: a counter a day, nothing of who plays.

use anyhow::Result;
use futures::FutureExt;

use super::link::{execute, row, rows};
use super::{Store, Window};
use crate::words::{Door, GameStep};

/// What was counted of the plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GameCounts {
    /// Plays begun.
    pub begun: i64,
    /// Plays that came to their end.
    pub done: i64,
    /// Plays after which a question was asked.
    pub asked: i64,
}

/// What was counted in one month at one door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GameMonth {
    /// `2026-11`.
    pub month: String,
    /// The door, as it is kept.
    pub door: String,
    /// What was counted.
    pub counts: GameCounts,
}

impl Store {
    /// Counts one step of a play on a day (`2026-11-22`, in Paris).
    ///
    /// # Errors
    /// When the database is away: the player goes on all the same.
    pub async fn count_game_step(&self, door: Door, step: GameStep, day: &str) -> Result<()> {
        let day = day.to_owned();
        self.write(move |link| {
            async move {
                execute!(
                    link,
                    "insert into game_day (day, door, step, plays) values ($1, $2, $3, 1)
                     on conflict (day, door, step) do update set plays = game_day.plays + 1",
                    day.as_str(),
                    door.as_str(),
                    step.as_str()
                )?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// What was counted from one day to another, both included (`2026-11-22`).
    ///
    /// # Errors
    /// When the database is away.
    pub async fn game_counts(&self, from: &str, to: &str) -> Result<GameCounts> {
        let (from, to) = (from.to_owned(), to.to_owned());
        self.read(move |link| {
            async move {
                let found = rows!(
                    link,
                    (String, i64),
                    "select step, cast(sum(plays) as bigint) from game_day where day >= $1 and day <= $2 group by step",
                    from.as_str(),
                    to.as_str()
                )?;
                let mut counts = GameCounts::default();
                found.iter().for_each(|(step, plays)| counts.add(step, *plays));
                Ok(counts)
            }
            .boxed()
        })
        .await
    }

    /// What was counted on the days of a window; none while the game was never
    /// played up to its end.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn game_in(&self, window: &Window) -> Result<Option<GameCounts>> {
        let last_day = window.last_day().to_owned();
        let was_played = self.read(move |link| {
            async move { Ok(row!(link, (i64,), "select plays from game_day where day <= $1 limit 1", last_day.as_str())?.is_some()) }
                .boxed()
        });
        if was_played.await? { self.game_counts(window.first_day(), window.last_day()).await.map(Some) } else { Ok(None) }
    }

    /// What was counted in each month, the latest first, by door.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn game_months(&self) -> Result<Vec<GameMonth>> {
        self.read(|link| {
            async move {
                let found = rows!(
                    link,
                    (String, String, String, i64),
                    "select substr(day, 1, 7) as month, door, step, cast(sum(plays) as bigint) from game_day
                     group by substr(day, 1, 7), door, step order by month desc, door, step"
                )?;
                let mut months: Vec<GameMonth> = Vec::new();
                for (month, door, step, plays) in found {
                    let is_new = months.last().is_none_or(|last| last.month != month || last.door != door);
                    if is_new {
                        months.push(GameMonth { month, door, counts: GameCounts::default() });
                    }
                    months.last_mut().into_iter().for_each(|last| last.counts.add(&step, plays));
                }
                Ok(months)
            }
            .boxed()
        })
        .await
    }
}

impl GameCounts {
    fn add(&mut self, step: &str, plays: i64) {
        match step {
            step if step == GameStep::Begun.as_str() => self.begun += plays,
            step if step == GameStep::Done.as_str() => self.done += plays,
            step if step == GameStep::Asked.as_str() => self.asked += plays,
            // Kept by a later version.
            _ => {}
        }
    }
}
