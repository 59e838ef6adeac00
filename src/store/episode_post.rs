//! Where episodes stand in Discord: each said once in a channel, claimed by one
//! instance at a time, changed where it stands.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::in_hand::take_in_hand;
use super::link::{execute, rows};
use super::{Store, instant, millis};

/// What an older program said, in a message that nobody knows.
const SAID: &str = "said";

/// An episode in a channel.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EpisodePost {
    /// The name of its series.
    pub series: String,
    /// Its own, as it was when it was said.
    pub episode: String,
    /// The channel.
    pub channel: String,
    /// The hour it was published at.
    pub hour_at: Timestamp,
    /// Its number in Discord, once it is known.
    pub message: Option<String>,
    /// What stands there, in a word; empty before.
    pub shown: String,
    /// When it may be tried again.
    pub due_at: Timestamp,
    /// When it was said.
    pub said_at: Timestamp,
}

type Row = (String, String, String, i64, Option<String>, String, i64, i64);

fn post((series, episode, channel, hour_at, message, shown, due_at, said_at): Row) -> EpisodePost {
    let (hour_at, due_at, said_at) = (instant(hour_at), instant(due_at), instant(said_at));
    EpisodePost { series, episode, channel, hour_at, message, shown, due_at, said_at }
}

impl EpisodePost {
    /// Whether it was said there, be it deleted since or not.
    pub fn is_said(&self) -> bool {
        self.message.is_some() || self.shown == SAID
    }
}

impl Store {
    /// Every episode that was said, or is being said, with its channel.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn episode_posts(&self) -> Result<Vec<EpisodePost>> {
        self.read(|link| {
            async move {
                let found = rows!(
                    link,
                    Row,
                    "select series, episode, channel, hour_at, message, shown, due_at, said_at from episode_post
                     order by series, episode, channel"
                )?;
                Ok(found.into_iter().map(post).collect())
            }
            .boxed()
        })
        .await
    }

    /// Takes an episode in a channel in hand, for a minute at the most, and gives
    /// it as it stands; none while another instance has it, or when it stands
    /// there under another name of the same hour.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn claim_episode_post(
        &self,
        (series, episode): (&str, &str),
        hour: Timestamp,
        channel: &str,
        now: Timestamp,
    ) -> Result<Option<EpisodePost>> {
        let (series, episode, channel) = (series.to_owned(), episode.to_owned(), channel.to_owned());
        self.write(move |link| {
            async move {
                let found = take_in_hand!(
                    link,
                    Row,
                    "episode_post" by "series, episode, channel" at now,
                    make "insert into episode_post (series, episode, channel, hour_at, said_at, shown, due_at, claimed_until)
                     select $4, $5, $6, cast($7 as bigint), cast($2 as bigint), '', cast($2 as bigint), cast($1 as bigint)
                     where not exists (select 1 from episode_post where series = $4 and channel = $6 and hour_at = $7 and episode <> $5)",
                    give "series, episode, channel, hour_at, message, shown, due_at, said_at",
                    series.as_str(),
                    episode.as_str(),
                    channel.as_str(),
                    millis(hour)
                )?;
                Ok(found.map(post))
            }
            .boxed()
        })
        .await
    }

    /// Keeps how an episode stands now, and lets it go.
    ///
    /// # Errors
    /// When the database is away: the claim ends by itself then.
    pub async fn keep_episode_post(&self, post: &EpisodePost) -> Result<()> {
        let post = post.clone();
        self.write(move |link| {
            async move {
                execute!(
                    link,
                    "update episode_post set message = $1, shown = $2, due_at = $3, said_at = $4, claimed_until = null
                     where series = $5 and episode = $6 and channel = $7",
                    post.message.as_deref(),
                    post.shown.as_str(),
                    millis(post.due_at),
                    millis(post.said_at),
                    post.series.as_str(),
                    post.episode.as_str(),
                    post.channel.as_str()
                )?;
                Ok(())
            }
            .boxed()
        })
        .await
    }
}
