//! The dated versions of a report, each with what changed since the one before.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;

use super::super::Shared;
use super::Page;
use crate::clock::hour_in_paris;
use crate::report::{Change, Report, changes};
use crate::sessions::{ReportVersion, versions_of_report};
use crate::words::SessionId;

#[derive(Template)]
#[template(path = "staff_report_versions.html")]
struct Versions {
    id: String,
    title: String,
    versions: Vec<Version>,
}

struct Version {
    number: i64,
    made_at: String,
    /// What it says otherwise than the one before; nothing for the first.
    changes: Vec<Change>,
}

/// `GET /staff/rapports/{id}/versions`
pub(in super::super) async fn list(State(web): State<Shared>, Path(id): Path<String>) -> Page {
    let title = web.named_report(&id).await?.title;
    let faq = web.site.conversation.faq();
    let named = |report: Report| report.with_names(faq.names());
    let kept = versions_of_report(&web.site.store, &SessionId::new(&id)).await?;
    let kept: Vec<_> = kept.into_iter().map(|version| ReportVersion { report: named(version.report), ..version }).collect();
    let before = std::iter::once(None).chain(kept.iter().map(Some));
    let mut versions: Vec<Version> = kept.iter().zip(before).map(|(version, before)| shown(version, before)).collect();
    versions.reverse();
    Ok(Html(Versions { id, title, versions }.render()?))
}

fn shown(version: &ReportVersion, before: Option<&ReportVersion>) -> Version {
    let changes = before.map(|before| changes(&before.report, &version.report)).unwrap_or_default();
    Version { number: version.number, made_at: hour_in_paris(version.made_at), changes }
}
