//! Frozen reports, and their dated versions, which are only added.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{execute, row, rows};
use super::{Store, instant, millis};
use crate::words::SessionId;

/// One version of a report after the frozen one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptReport {
    /// Its number; the frozen report is number 1.
    pub number: i64,
    /// When it was made.
    pub made_at: Timestamp,
    /// The report, as JSON.
    pub report: String,
}

impl Store {
    /// The frozen report of a session or month, as JSON, once it is.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn frozen_report(&self, id: &SessionId) -> Result<Option<String>> {
        let id = id.clone();
        self.read(move |link| {
            async move {
                let found = row!(link, (String,), "select report from frozen_report where session_id = $1", id.as_str())?;
                Ok(found.map(|(report,)| report))
            }
            .boxed()
        })
        .await
    }

    /// Freezes a report; the first one stays.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn freeze_report(&self, id: &SessionId, report: &str, now: Timestamp) -> Result<()> {
        let (id, report) = (id.clone(), report.to_owned());
        self.write(move |link| {
            async move {
                execute!(
                    link,
                    "insert into frozen_report (session_id, frozen_at, report) values ($1, $2, $3) on conflict (session_id) do nothing",
                    id.as_str(),
                    millis(now),
                    report.as_str()
                )?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// The sessions that ended before an instant and are not frozen yet.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn sessions_to_freeze(&self, ended_before: Timestamp) -> Result<Vec<SessionId>> {
        self.read(move |link| {
            async move {
                let found = rows!(
                    link,
                    (String,),
                    "select s.id from session s left join frozen_report f on f.session_id = s.id
                     where s.closes_at <= $1 and f.session_id is null order by s.closes_at, s.id limit 100",
                    millis(ended_before)
                )?;
                Ok(found.into_iter().map(|(id,)| SessionId::new(id)).collect())
            }
            .boxed()
        })
        .await
    }

    /// The versions of a report, the frozen one first; none when it is not frozen.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn report_versions(&self, id: &SessionId) -> Result<Vec<KeptReport>> {
        let id = id.clone();
        self.read(move |link| {
            async move {
                let frozen =
                    row!(&mut *link, (i64, String), "select frozen_at, report from frozen_report where session_id = $1", id.as_str())?;
                let later = rows!(
                    link,
                    (i64, i64, String),
                    "select number, made_at, report from report_version where session_id = $1 order by number",
                    id.as_str()
                )?;
                let first = frozen.map(|(frozen_at, report)| (1, frozen_at, report));
                let kept = |(number, made_at, report)| KeptReport { number, made_at: instant(made_at), report };
                Ok(first.into_iter().chain(later).map(kept).collect())
            }
            .boxed()
        })
        .await
    }

    /// Adds a version; false when that number is there already.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn add_report_version(&self, id: &SessionId, version: KeptReport) -> Result<bool> {
        let id = id.clone();
        self.write(move |link| {
            async move {
                let added = execute!(
                    link,
                    "insert into report_version (session_id, number, made_at, report) values ($1, $2, $3, $4)
                     on conflict (session_id, number) do nothing",
                    id.as_str(),
                    version.number,
                    millis(version.made_at),
                    version.report.as_str()
                )?;
                Ok(added > 0)
            }
            .boxed()
        })
        .await
    }

    /// The sessions whose report is frozen.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn frozen_sessions(&self) -> Result<Vec<SessionId>> {
        self.read(|link| {
            async move {
                let found = rows!(link, (String,), "select s.id from session s join frozen_report f on f.session_id = s.id order by s.id")?;
                Ok(found.into_iter().map(|(id,)| SessionId::new(id)).collect())
            }
            .boxed()
        })
        .await
    }
}
