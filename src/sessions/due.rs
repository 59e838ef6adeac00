//! What is due now: sessions to open, to close, figures to freeze.

use anyhow::{Context, Result, ensure};
use jiff::Timestamp;

use super::{months_of_permanence, permanence, reporting};
use crate::clock::answer_by;
use crate::privacy::Limits;
use crate::store::{Scope, Store};
use crate::words::SessionId;

/// Opens and closes what is due. However many instances call this, each change
/// is made by one.
///
/// # Errors
/// When the database is away: it is tried again at the next tick.
pub async fn due_now(store: &Store, now: Timestamp) -> Result<()> {
    for id in store.claim_opened(now).await.context("opening sessions")? {
        tracing::info!(session = %id, "session opened");
    }
    for id in store.claim_finished(answer_by(now), now).await.context("closing sessions")? {
        tracing::info!(session = %id, "session closed");
    }
    Ok(())
}

/// Freezes the figures of sessions and months that ended seven days ago: from
/// then on they no longer change, whoever is erased. What is frozen stays, so
/// the caller makes sure of the clock first.
///
/// # Errors
/// When the database is away, or holds what cannot be read of one of them: the
/// others are frozen, and it is tried again the next time.
pub async fn freeze_ended(store: &Store, now: Timestamp) -> Result<()> {
    let limit = Limits::at(now).figures_before;
    let mut due = store.sessions_to_freeze(limit).await?;
    let months = months_of_permanence(store, limit).await?.into_iter();
    due.extend(months.filter(|id| permanence(id).is_some_and(|scope| ended(&scope, limit))));
    let mut failed = Vec::new();
    for id in due {
        failed.extend(freeze(store, &id, now).await.with_context(|| format!("freezing the figures of {id}")).err());
    }
    in_one(&failed)
}

/// All that failed, once the others were gone through.
pub(super) fn in_one(failed: &[anyhow::Error]) -> Result<()> {
    ensure!(failed.is_empty(), "{}", failed.iter().map(|error| format!("{error:#}")).collect::<Vec<_>>().join("; "));
    Ok(())
}

async fn freeze(store: &Store, id: &SessionId, now: Timestamp) -> Result<()> {
    if store.frozen_report(id).await?.is_some() {
        return Ok(());
    }
    let Some(report) = reporting::fresh_report(store, id, now).await? else { return Ok(()) };
    store.freeze_report(id, &serde_json::to_string(&report)?, now).await
}

fn ended(scope: &Scope, limit: Timestamp) -> bool {
    matches!(scope, Scope::Permanence { to, .. } if *to <= limit)
}
