//! The dated versions of a frozen report: one more each time that what people
//! gave of the session comes to other figures.

use anyhow::{Context, Result};
use jiff::Timestamp;

use super::due::in_one;
use super::reporting::{cohort_due, later_report};
use crate::report::Report;
use crate::store::{KeptReport, Store};
use crate::words::SessionId;

/// One version of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportVersion {
    /// Its number, from 1: the report as it was frozen.
    pub number: i64,
    /// When it was made.
    pub made_at: Timestamp,
    /// The report as it was then.
    pub report: Report,
}

/// The versions of a report, the first one first; none while it is not frozen.
///
/// # Errors
/// When the database is away, or holds what is no report.
pub async fn versions_of_report(store: &Store, id: &SessionId) -> Result<Vec<ReportVersion>> {
    store.report_versions(id).await?.into_iter().map(read).collect()
}

fn read(kept: KeptReport) -> Result<ReportVersion> {
    let report = serde_json::from_str(&kept.report).context("reading a version of a report")?;
    Ok(ReportVersion { number: kept.number, made_at: kept.made_at, report })
}

/// Makes a version of each frozen report that comes to other figures now than in
/// its last one. Of two instances that do so at once, one adds it.
///
/// # Errors
/// As [`versions_of_report`], once the others are made; it is tried again the next
/// time.
pub async fn note_versions(store: &Store, now: Timestamp) -> Result<()> {
    let mut failed = Vec::new();
    for id in store.frozen_sessions().await? {
        failed.extend(note_version(store, &id, now).await.with_context(|| format!("making a version of the report of {id}")).err());
    }
    in_one(&failed)
}

async fn note_version(store: &Store, id: &SessionId, now: Timestamp) -> Result<()> {
    let Some(last) = store.report_versions(id).await?.pop().map(read).transpose()? else { return Ok(()) };
    let cohort = cohort_due(store, &last.report, now).await?;
    let report = later_report(store, last.report.clone(), cohort, now).await?;
    if report.same_figures(&last.report) {
        return Ok(());
    }
    let version = KeptReport { number: last.number + 1, made_at: now, report: serde_json::to_string(&report)? };
    if store.add_report_version(id, version).await? {
        tracing::info!(session = %id, number = last.number + 1, "a new version of a report");
    }
    Ok(())
}
