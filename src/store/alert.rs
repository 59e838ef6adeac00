//! What the team has to know at once: written with what happened, told once.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{Link, execute, rows};
use super::{Store, clean, instant, millis};
use crate::words::{Delivery, Owed, random_word};

/// Something the team has to know at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// When it happened.
    pub at: Timestamp,
    /// What: a word of the program.
    pub kind: String,
    /// On what, or empty.
    pub object: String,
}

impl Store {
    /// Writes the alerts nobody was told yet as one message to the team, in the
    /// line that `written` gives; the oldest five, the others are for the next time.
    /// How many there were.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn tell_alerts(&self, delivery: Delivery, written: fn(&[Alert]) -> String, now: Timestamp) -> Result<usize> {
        self.write(move |link| {
            async move {
                let mut found = rows!(
                    &mut *link,
                    (i64, String, String, String),
                    "update alert set told_at = $1 where told_at is null
                       and id in (select id from alert where told_at is null order by at, id limit 5)
                     returning at, id, kind, object",
                    millis(now)
                )?;
                found.sort();
                let alerts: Vec<Alert> = found.into_iter().map(|(at, _, kind, object)| Alert { at: instant(at), kind, object }).collect();
                if !alerts.is_empty() {
                    super::outbox::owe_notice(link, &Owed::line(written(&alerts)), &delivery, now).await?;
                }
                Ok(alerts.len())
            }
            .boxed()
        })
        .await
    }

    /// Writes an alert.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn raise_alert(&self, kind: &'static str, object: &str, now: Timestamp) -> Result<()> {
        let object = object.to_owned();
        self.write(move |link| async move { raise(link, kind, &object, now).await }.boxed()).await
    }

    /// The last alerts, newest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn last_alerts(&self, count: u32) -> Result<Vec<Alert>> {
        self.read(move |link| {
            async move {
                let found = rows!(
                    link,
                    (i64, String, String),
                    "select at, kind, object from alert order by at desc, id desc limit $1",
                    i64::from(count)
                )?;
                Ok(found.into_iter().map(|(at, kind, object)| Alert { at: instant(at), kind, object }).collect())
            }
            .boxed()
        })
        .await
    }
}

/// Writes an alert, inside the transaction of what it tells.
pub(super) async fn raise(link: &mut Link, kind: &str, object: &str, at: Timestamp) -> Result<()> {
    execute!(link, "insert into alert (id, at, kind, object) values ($1, $2, $3, $4)", random_word(), millis(at), kind, clean(object))?;
    Ok(())
}
