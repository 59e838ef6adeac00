//! Which facts a report is made of: a session's, or a month's of permanence.

use anyhow::{Context, Result};
use jiff::Timestamp;

use super::calendar::{month_of, month_title, permanence};
use super::plan::{Audience, Plan};
use crate::report::{Report, summarise};
use crate::store::{Facts, Scope, Store};
use crate::words::SessionId;

/// The report of a session or of a month of permanence: the frozen one once it
/// is, else one computed now. None when there is no such session.
///
/// # Errors
/// When the database is away.
pub async fn report_of(store: &Store, id: &SessionId, now: Timestamp) -> Result<Option<Report>> {
    match store.frozen_report(id).await? {
        Some(frozen) => Ok(Some(serde_json::from_str(&frozen).context("reading a frozen report")?)),
        None => fresh_report(store, id, now).await,
    }
}

/// The report as the facts stand now.
pub(super) async fn fresh_report(store: &Store, id: &SessionId, now: Timestamp) -> Result<Option<Report>> {
    let (scope, title, sought) = match (store.session(id).await?, permanence(id)) {
        (Some(session), _) => {
            let sought = Plan::of(&session).audience.into_iter().map(Audience::sought).collect();
            (Scope::Session(session.id), session.title, sought)
        }
        (None, Some(scope)) => (scope, month_title(id), Vec::new()),
        (None, None) => return Ok(None),
    };
    let facts = Facts { sought, ..store.facts(&scope).await? };
    Ok(Some(summarise(id, &title, &facts, now)))
}

/// The months of permanence from the first question outside a session to an
/// instant, that of the instant included; none when there was no question.
///
/// # Errors
/// When the database is away.
pub async fn months_of_permanence(store: &Store, until: Timestamp) -> Result<Vec<SessionId>> {
    let Some(mut at) = store.first_permanence().await? else { return Ok(Vec::new()) };
    let mut months = Vec::new();
    while at <= until {
        let id = month_of(at);
        let Some(Scope::Permanence { to, .. }) = permanence(&id) else { break };
        months.push(id);
        at = to;
    }
    Ok(months)
}
