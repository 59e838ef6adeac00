//! The one message in the team's channel that says what waits: which it is, and
//! what it said, so that a restart or another instance goes on with it.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{execute, row, rows};
use super::{Store, instant, millis};

/// The last message about what waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// Its channel and its number, once it was sent.
    pub message: Option<(String, String)>,
    /// When it was last said.
    pub told_at: Timestamp,
    /// How many questions waited then.
    pub waiting: i64,
    /// The instant of the last of them.
    pub last_at: Timestamp,
}

/// What waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Since when.
    pub since: Timestamp,
    /// The theme of the entry that answered, if one did.
    pub theme: Option<String>,
    /// What was replied, as JSON, while it is kept.
    pub reply: Option<String>,
}

impl Store {
    /// What the team was last told.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn digest(&self) -> Result<Option<Digest>> {
        self.read(|link| {
            async move {
                let found = row!(
                    link,
                    (Option<String>, Option<String>, i64, i64, i64),
                    "select channel, message, told_at, waiting, last_at from digest"
                )?;
                Ok(found.map(|(channel, message, told_at, waiting, last_at)| Digest {
                    message: channel.zip(message),
                    told_at: instant(told_at),
                    waiting,
                    last_at: instant(last_at),
                }))
            }
            .boxed()
        })
        .await
    }

    /// Takes the turn to tell what waits: true for one caller only among those
    /// who saw the same digest.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn take_digest(&self, seen: &Digest, new: &Digest) -> Result<bool> {
        let (seen, new) = (seen.clone(), new.clone());
        self.write(move |link| {
            async move {
                let mine = execute!(
                    link,
                    "update digest set told_at = $1, waiting = $2, last_at = $3 where told_at = $4 and waiting = $5 and last_at = $6",
                    millis(new.told_at),
                    new.waiting,
                    millis(new.last_at),
                    millis(seen.told_at),
                    seen.waiting,
                    millis(seen.last_at)
                )?;
                Ok(mine > 0)
            }
            .boxed()
        })
        .await
    }

    /// Keeps which message says it now; none when it was not sent.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn keep_digest_message(&self, message: Option<(String, String)>) -> Result<()> {
        let (channel, message) = message.unzip();
        self.write(move |link| {
            async move {
                execute!(link, "update digest set channel = $1, message = $2", channel.as_deref(), message.as_deref())?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// The questions that wait for a person, oldest first, without their texts.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn waiting(&self) -> Result<Vec<Waiting>> {
        self.read(|link| {
            async move {
                let found = rows!(
                    link,
                    (i64, Option<String>, Option<String>),
                    "select h.created_at, e.theme, e.reply from handover h join exchange e on e.id = h.exchange_id
                     where h.state = 'waiting' order by h.created_at, h.id limit 500"
                )?;
                Ok(found.into_iter().map(|(since, theme, reply)| Waiting { since: instant(since), theme, reply }).collect())
            }
            .boxed()
        })
        .await
    }

    /// How many messages were given up since an instant.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn given_up_since(&self, since: Timestamp) -> Result<i64> {
        self.read(move |link| {
            async move {
                let found = row!(link, (i64,), "select count(*) from outbox where state = 'failed' and finished_at >= $1", millis(since))?;
                Ok(found.map_or(0, |(count,)| count))
            }
            .boxed()
        })
        .await
    }
}
