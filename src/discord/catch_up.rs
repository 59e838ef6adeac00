//! What was written to the bot while nobody listened, read from the history.
//!
//! A resumed session is told what it missed; a new one is not: the program was
//! down, or the session was lost. Servers say after each READY where something
//! was said and when last; direct conversations are only found by the numbers we
//! keep. What was answered already is recognised by its reference, so reading a
//! few minutes too much costs nothing but requests.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::StreamExt;
use jiff::{SignedDuration, Timestamp};
use serenity::all::{ChannelId, GuildId, LightMethod, Message, Route};
use serenity::http::Request;
use tokio::sync::mpsc;

use super::failure::Failure;
use super::post::Post;
use super::relay::{Spot, Welcome};
use super::threads::{Talk, Thread};
use super::translate::{Heard, heard, number, snowflake};
use crate::clock::Clock;
use crate::privacy::ADDRESS_KEPT_DAYS;
use crate::store::{OpenConversation, Store};

/// Nobody expects an answer to yesterday's message any more.
const OLDEST: SignedDuration = SignedDuration::from_hours(24);

/// A dead connection is noticed at the second missed heartbeat; until then it
/// seems well.
const OVERLAP: SignedDuration = SignedDuration::from_mins(3);

/// Servers tell of themselves right after READY, unless they are away.
const SERVERS_TELL_WITHIN: Duration = Duration::from_secs(3);

/// What is not read by then stays unread.
const READ_WITHIN: Duration = Duration::from_secs(45);

/// The most read, where the last word is newest; a channel is read hundred by hundred.
const MOST_CHANNELS: usize = 50;
const MOST_CONVERSATIONS: i64 = 200;
const MOST_PAGES: usize = 25;
const MOST_REQUESTS: usize = 400;
const PAGE: usize = 100;

/// Histories read at the same time.
const AT_ONCE: usize = 4;

/// Tries of one page, and the pause between them.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_millis(800);

/// Whether the bot listens at this moment, as the supervisor sees it.
#[derive(Debug, Default)]
pub(super) struct Presence {
    listens: AtomicBool,
}

impl Presence {
    pub(super) fn set(&self, listens: bool) {
        self.listens.store(listens, Ordering::Relaxed);
    }

    pub(super) fn is_listening(&self) -> bool {
        self.listens.load(Ordering::Relaxed)
    }
}

/// What catching up is done with.
pub(super) struct CatchUp {
    pub(super) store: Store,
    pub(super) clock: Clock,
    pub(super) post: Arc<Post>,
    pub(super) welcome: Welcome,
    /// Where something was said, server by server.
    pub(super) guilds: mpsc::UnboundedReceiver<Vec<Spot>>,
}

/// What was found so far, which stays when the time is over.
#[derive(Default)]
struct Found {
    heard: Mutex<Vec<Heard>>,
    requests: AtomicUsize,
}

impl Found {
    fn add(&self, heard: Option<Heard>) {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).extend(heard);
    }
}

impl CatchUp {
    /// What was written to the bot since it last listened, oldest first; from
    /// then on it is known to have listened until now.
    pub(super) async fn read(mut self) -> Vec<Heard> {
        let now = self.clock.now();
        let Ok(listened) = tokio::time::timeout(READ_WITHIN, self.listened_until()).await else {
            tracing::error!("what was written while the bot was away is not read: the database does not answer");
            return Vec::new();
        };
        let since = match listened {
            // The clock was set back since: until when it listened is not known.
            Some(since) if since > now => Some(now - OLDEST),
            since => since.map(|since| (since - OVERLAP).max(now - OLDEST)),
        };
        let found = Found::default();
        if let Some(since) = since {
            let spots = self.spots(since).await;
            let reading = self.read_all(&spots, since, &found);
            if tokio::time::timeout(READ_WITHIN, reading).await.is_err() {
                tracing::warn!("some messages written while the bot was away were not read in time");
            }
        }
        if let Err(error) = self.store.keep_listened_until(now).await {
            tracing::error!("keeping until when the bot listened: {error:#}");
        }
        let mut heard = found.heard.into_inner().unwrap_or_else(PoisonError::into_inner);
        heard.sort_by_key(|heard| heard.message);
        heard
    }

    /// Until when the bot last listened, as soon as the database says it.
    async fn listened_until(&self) -> Option<Timestamp> {
        loop {
            match self.store.listened_until().await {
                Ok(until) => return until,
                Err(error) => tracing::error!("reading until when the bot listened: {error:#}"),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Where something may have been said since.
    async fn spots(&mut self, since: Timestamp) -> Vec<Spot> {
        let mut spots = self.spots_of_servers().await;
        spots.retain(|spot| spot.last > snowflake(since));
        spots.sort_by_key(|spot| std::cmp::Reverse(spot.last));
        spots.truncate(MOST_CHANNELS);
        let oldest = self.clock.now() - SignedDuration::from_hours(24 * ADDRESS_KEPT_DAYS);
        let conversations = self.store.conversations_since(oldest, MOST_CONVERSATIONS).await.unwrap_or_else(|error| {
            tracing::error!("reading the open conversations: {error:#}");
            Vec::new()
        });
        let unseen = conversations.iter().filter_map(spot_of).filter(|spot| spots.iter().all(|told| told.channel != spot.channel));
        let unseen: Vec<Spot> = unseen.collect();
        spots.extend(unseen);
        spots
    }

    async fn spots_of_servers(&mut self) -> Vec<Spot> {
        let mut spots = Vec::new();
        let telling = async {
            for _ in 0..self.welcome.guilds {
                let Some(told) = self.guilds.recv().await else { break };
                spots.extend(told);
            }
        };
        // A server that is away tells when it is back: that is another gap.
        let _ = tokio::time::timeout(SERVERS_TELL_WITHIN, telling).await;
        spots
    }

    async fn read_all(&self, spots: &[Spot], since: Timestamp, found: &Found) {
        let histories = futures::stream::iter(spots.to_vec()).map(|spot| self.history(spot, since, found));
        histories.buffer_unordered(AT_ONCE).collect::<()>().await;
    }

    /// What was said to the bot in one place.
    async fn history(&self, spot: Spot, since: Timestamp, found: &Found) {
        let mut after = snowflake(since);
        let talk = Talk::at(spot.channel, spot.thread, &self.welcome.plain_channels);
        for _ in 0..MOST_PAGES {
            if found.requests.fetch_add(1, Ordering::Relaxed) >= MOST_REQUESTS {
                return tracing::warn!("more was written while the bot was away than it reads");
            }
            let Some(mut page) = self.page(spot.channel, after).await else { break };
            page.sort_by_key(|message| message.id);
            let is_last = page.len() < PAGE;
            after = page.last().map_or(after, |message| message.id.get());
            for mut message in page {
                // The history does not say of which server it is.
                message.guild_id = spot.guild.map(GuildId::new);
                let heard = heard(&message, self.welcome.bot, &talk.plain_channels);
                found.add(heard.map(|heard| Heard { is_late: true, ..heard.said_in(&talk) }));
            }
            if is_last {
                break;
            }
        }
    }

    /// Messages after one; none when the place is closed to us.
    async fn page(&self, channel: u64, after: u64) -> Option<Vec<Message>> {
        for _ in 0..TRIES {
            match self.post.history(ChannelId::new(channel), after, PAGE).await {
                Ok(messages) => return Some(messages),
                Err(Failure::Later(pause)) => tokio::time::sleep(pause.unwrap_or(PAUSE)).await,
                Err(failure) => {
                    tracing::debug!(?failure, "a history is not read");
                    return None;
                }
            }
        }
        tracing::warn!("a history could not be read: Discord does not answer");
        None
    }
}

/// Where a conversation is read that no server told of: a direct one, or a
/// private thread that sleeps. Whose that thread is was known when it was kept.
fn spot_of(opened: &OpenConversation) -> Option<Spot> {
    let channel = number(&opened.channel)?;
    let guild = match &opened.guild {
        Some(guild) => Some(number(guild)?),
        None => None,
    };
    Some(Spot { channel, guild, last: 0, thread: guild.map(|_| Thread::default()) })
}

impl Post {
    /// Up to `most` messages of a channel after one. A message that cannot be
    /// read is left out.
    pub(super) async fn history(&self, channel: ChannelId, after: u64, most: usize) -> Result<Vec<Message>, Failure> {
        let params = vec![("after", after.to_string()), ("limit", most.to_string())];
        let request = Request::new(Route::ChannelMessages { channel_id: channel }, LightMethod::Get).params(Some(params));
        let body = self.gate.fire(request).await?;
        let messages: Vec<serde_json::Value> = serde_json::from_slice(&body).unwrap_or_default();
        Ok(messages.into_iter().filter_map(|message| serde_json::from_value(message).ok()).collect())
    }
}
