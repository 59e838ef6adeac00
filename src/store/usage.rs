//! What became of each entry in the exchanges: given, liked, nearly found.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use super::link::{Link, rows};
use super::outcomes::listed;
use super::{Store, millis};
use crate::words::Outcome;

/// The replies that are looked through for entries nearly found: enough for
/// three months of a busy service, and bounded.
const MOST_REPLIES: i64 = 5_000;

/// How often an entry was given in a window, and how it was received.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct EntryUse {
    /// The entry.
    pub entry: String,
    /// How many exchanges it answered.
    pub given: i64,
    /// How many of them got a thumb up.
    pub up: i64,
    /// How many a thumb down.
    pub down: i64,
}

impl Store {
    /// The use of each entry between two instants (the second excluded), by name.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn entry_uses(&self, from: Timestamp, to: Timestamp) -> Result<Vec<EntryUse>> {
        self.read(move |link| async move { entry_uses(link, from, to).await }.boxed()).await
    }

    /// What was replied, as JSON, where the question stayed without answer
    /// between two instants (the second excluded); the latest first, 5,000 at most.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn unanswered_replies(&self, from: Timestamp, to: Timestamp) -> Result<Vec<String>> {
        self.read(move |link| async move { unanswered_replies(link, from, to).await }.boxed()).await
    }
}

async fn entry_uses(link: &mut Link, from: Timestamp, to: Timestamp) -> Result<Vec<EntryUse>> {
    Ok(rows!(
        link,
        EntryUse,
        "select entry, cast(count(*) as bigint) as given,
                cast(sum(case when feedback = 'up' then 1 else 0 end) as bigint) as up,
                cast(sum(case when feedback = 'down' then 1 else 0 end) as bigint) as down
         from exchange where entry is not null and asked_at >= $1 and asked_at < $2
         group by entry order by entry",
        millis(from),
        millis(to)
    )?)
}

async fn unanswered_replies(link: &mut Link, from: Timestamp, to: Timestamp) -> Result<Vec<String>> {
    let open = listed(Outcome::is_open);
    let replies = rows!(
        link,
        (String,),
        AssertSqlSafe(format!(
            "select reply from exchange
             where reply is not null and entry is null and first_outcome in ({open}) and asked_at >= $1 and asked_at < $2
             order by asked_at desc, id desc limit $3"
        )),
        millis(from),
        millis(to),
        MOST_REPLIES
    )?;
    Ok(replies.into_iter().map(|(reply,)| reply).collect())
}
