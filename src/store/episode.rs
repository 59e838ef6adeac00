//! Episodes: said once in each channel, and what came of them.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use super::link::{execute, row, rows};
use super::outcomes::listed;
use super::{Store, clean, instant, millis};
use crate::words::Delivery;

/// An episode that was said in a channel.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SaidEpisode {
    /// The name of its series.
    pub series: String,
    /// Its own.
    pub episode: String,
    /// The channel.
    pub channel: String,
    /// When.
    pub said_at: Timestamp,
}

/// What came of an episode: counters, of nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EpisodeEffect {
    /// Visits of its page and of its link.
    pub visits: u64,
    /// First contacts of people who came by it.
    pub arrivals: u64,
    /// Questions of conversations that began with it, small talk left out.
    pub questions: u64,
    /// Those of them by the theme of what answered, most asked first.
    pub themes: Vec<(String, u64)>,
}

impl Store {
    /// Owes a channel an episode, once: false when it was said there already,
    /// under this name or at this hour, by whatever instance.
    ///
    /// # Errors
    /// When the database is away: it was not said then.
    pub async fn say_episode_once(
        &self,
        (series, episode): (&str, &str),
        hour: Timestamp,
        channel: &str,
        body: &str,
        now: Timestamp,
    ) -> Result<bool> {
        let (series, episode, channel, body) = (series.to_owned(), episode.to_owned(), channel.to_owned(), clean(body));
        self.write(move |link| {
            async move {
                let fresh = execute!(
                    &mut *link,
                    "insert into episode_post (series, episode, channel, hour_at, said_at)
                     select $1, $2, $3, cast($4 as bigint), cast($5 as bigint)
                     where not exists (select 1 from episode_post where series = $1 and channel = $3 and hour_at = $4)
                     on conflict (series, episode, channel) do nothing",
                    series.as_str(),
                    episode.as_str(),
                    channel.as_str(),
                    millis(hour),
                    millis(now)
                )?;
                if fresh > 0 {
                    super::outbox::owe_notice(link, &body, &Delivery::Channel { channel, message: None }, now).await?;
                }
                Ok(fresh > 0)
            }
            .boxed()
        })
        .await
    }

    /// Every episode that was said, with its channel.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn said_episodes(&self) -> Result<Vec<SaidEpisode>> {
        self.read(|link| {
            async move {
                let found = rows!(
                    link,
                    (String, String, String, i64),
                    "select series, episode, channel, said_at from episode_post order by series, episode, channel"
                )?;
                let said = |(series, episode, channel, said_at)| SaidEpisode { series, episode, channel, said_at: instant(said_at) };
                Ok(found.into_iter().map(said).collect())
            }
            .boxed()
        })
        .await
    }

    /// What came of the episode that hands on this link.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn episode_effect(&self, slug: &str) -> Result<EpisodeEffect> {
        let slug = clean(slug);
        self.read(move |link| {
            async move {
                let visits =
                    row!(&mut *link, (i64,), "select cast(coalesce(sum(visits), 0) as bigint) from visit where slug = $1", slug.as_str())?;
                let arrivals = row!(
                    &mut *link,
                    (i64,),
                    "select cast(count(*) as bigint) from conversation where link = $1 and arrival = 1",
                    slug.as_str()
                )?;
                let is_question = listed(|outcome| !outcome.counted_apart());
                let themes = rows!(
                    link,
                    (Option<String>, i64),
                    AssertSqlSafe(format!(
                        "select e.theme, cast(count(*) as bigint) from exchange e join conversation c on c.id = e.conversation_id
                         where c.link = $1 and e.first_outcome in ({is_question}) group by e.theme order by count(*) desc, e.theme"
                    )),
                    slug.as_str()
                )?;
                let count = |found: Option<(i64,)>| found.map_or(0, |(count,)| count.unsigned_abs());
                Ok(EpisodeEffect {
                    visits: count(visits),
                    arrivals: count(arrivals),
                    questions: themes.iter().map(|(_, asked)| asked.unsigned_abs()).sum(),
                    themes: themes.into_iter().filter_map(|(theme, asked)| Some((theme?, asked.unsigned_abs()))).collect(),
                })
            }
            .boxed()
        })
        .await
    }
}
