//! What lets somebody without account read reports: a link to one of them for a
//! person, a token to all of them for a program.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{execute, row, rows};
use super::{Store, clean, instant, millis};
use crate::words::SessionId;

/// A link to a report, or a token of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportKey {
    /// Its identifier; not what opens anything.
    pub id: String,
    /// The session or month whose report it opens; none for a token, which opens all.
    pub report: Option<SessionId>,
    /// For whom it was made.
    pub name: String,
    /// Since when it serves.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// When it was taken back, if it was.
    pub revoked_at: Option<Timestamp>,
}

impl ReportKey {
    /// Whether it opens anything at an instant.
    pub fn serves(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at > now
    }
}

type Row = (String, Option<String>, String, i64, i64, Option<i64>);

fn key((id, report, name, created_at, expires_at, revoked_at): Row) -> ReportKey {
    ReportKey {
        id,
        report: report.map(SessionId::new),
        name,
        created_at: instant(created_at),
        expires_at: instant(expires_at),
        revoked_at: revoked_at.map(instant),
    }
}

impl Store {
    /// Keeps a link or a token by the hash of what is given.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn keep_report_key(&self, key: &ReportKey, token_hash: &str) -> Result<()> {
        let (key, hash) = (key.clone(), token_hash.to_owned());
        self.write(move |link| {
            async move {
                execute!(
                    link,
                    "insert into report_key (id, report_id, name, token_hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)",
                    key.id.as_str(),
                    key.report.as_ref().map(SessionId::as_str),
                    clean(&key.name),
                    hash,
                    millis(key.created_at),
                    millis(key.expires_at)
                )?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// The links to a report that serve, or the tokens for none, the last made first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn report_keys(&self, report: Option<&SessionId>, now: Timestamp) -> Result<Vec<ReportKey>> {
        let report = report.map(ToString::to_string).unwrap_or_default();
        self.read(move |link| {
            async move {
                let found = rows!(
                    link,
                    Row,
                    "select id, report_id, name, created_at, expires_at, revoked_at from report_key
                     where coalesce(report_id, '') = $1 and revoked_at is null and expires_at > $2 order by created_at desc, id",
                    report.as_str(),
                    millis(now)
                )?;
                Ok(found.into_iter().map(key).collect())
            }
            .boxed()
        })
        .await
    }

    /// The link or the token of a hash, whether it still serves or not.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn report_key(&self, token_hash: &str) -> Result<Option<ReportKey>> {
        let hash = token_hash.to_owned();
        self.read(move |link| {
            async move {
                let sql = "select id, report_id, name, created_at, expires_at, revoked_at from report_key where token_hash = $1";
                Ok(row!(link, Row, sql, hash.as_str())?.map(key))
            }
            .boxed()
        })
        .await
    }

    /// Takes back a link to a report, or a token for none; gives it. None when it
    /// does not serve any more, or is not of that report.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn take_back_report_key(&self, id: &str, report: Option<&SessionId>, now: Timestamp) -> Result<Option<ReportKey>> {
        let (id, report) = (clean(id), report.map(ToString::to_string).unwrap_or_default());
        self.write(move |link| {
            async move {
                let found = row!(
                    link,
                    Row,
                    "update report_key set revoked_at = $1
                     where id = $2 and coalesce(report_id, '') = $3 and revoked_at is null and expires_at > $1
                     returning id, report_id, name, created_at, expires_at, revoked_at",
                    millis(now),
                    id.as_str(),
                    report.as_str()
                )?;
                Ok(found.map(key))
            }
            .boxed()
        })
        .await
    }
}
