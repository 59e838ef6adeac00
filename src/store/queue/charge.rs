//! Who sees to it that a waiting question gets its answer.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use crate::store::link::{execute, row};
use crate::store::{Store, outbox};
use crate::words::{AccountId, Delivery, Owed, QueuedId, SessionId};

impl Store {
    /// Names who sees to a waiting question; nobody takes the name back. False
    /// when it does not wait any more.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn put_in_charge(&self, id: &QueuedId, account: Option<&AccountId>) -> Result<bool> {
        let (id, account) = (id.clone(), account.cloned());
        self.write(move |link| {
            async move {
                let done = execute!(
                    link,
                    "update queued_question set in_charge = $1 where id = $2 and state in ('waiting', 'taken')",
                    account.as_ref().map(AccountId::as_str),
                    id.as_str()
                )?;
                Ok(done > 0)
            }
            .boxed()
        })
        .await
    }

    /// Owes the team the message of a day, in one line; false when
    /// that day has its message already, however many instances ask.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn tell_daily(&self, day: jiff::civil::Date, told: String, delivery: Delivery, now: Timestamp) -> Result<bool> {
        let (day, owed) = (day.to_string(), Owed::line(told));
        self.write(move |link| {
            async move {
                let fresh = execute!(&mut *link, "insert into daily_message (day) values ($1) on conflict (day) do nothing", day.as_str())?;
                if fresh > 0 {
                    execute!(&mut *link, "delete from daily_message where day < $1", day.as_str())?;
                    outbox::owe_notice(link, &owed, &delivery, now).await?;
                }
                Ok(fresh > 0)
            }
            .boxed()
        })
        .await
    }

    /// Owes the team the message on a month, in one line, or passes a month over
    /// without one; false when that was done already, however many
    /// instances ask.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn tell_month(&self, month: &SessionId, told: Option<String>, delivery: Delivery, now: Timestamp) -> Result<bool> {
        let (month, owed) = (month.clone(), told.map(Owed::line));
        self.write(move |link| {
            async move {
                let fresh =
                    execute!(&mut *link, "insert into monthly_message (month) values ($1) on conflict (month) do nothing", month.as_str())?;
                if fresh > 0 {
                    execute!(&mut *link, "delete from monthly_message where month < $1", month.as_str())?;
                    if let Some(owed) = &owed {
                        outbox::owe_notice(link, owed, &delivery, now).await?;
                    }
                }
                Ok(fresh > 0)
            }
            .boxed()
        })
        .await
    }

    /// Whether a month has its message already, or was passed over.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn month_was_told(&self, month: &SessionId) -> Result<bool> {
        let month = month.clone();
        self.read(move |link| {
            async move {
                let told = row!(link, (i64,), "select count(*) from monthly_message where month >= $1", month.as_str())?;
                Ok(told.is_some_and(|(count,)| count > 0))
            }
            .boxed()
        })
        .await
    }

    /// Whether a day has its message already.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn daily_was_told(&self, day: jiff::civil::Date) -> Result<bool> {
        let day = day.to_string();
        self.read(move |link| {
            async move {
                let told = row!(link, (i64,), "select count(*) from daily_message where day >= $1", day.as_str())?;
                Ok(told.is_some_and(|(count,)| count > 0))
            }
            .boxed()
        })
        .await
    }
}
