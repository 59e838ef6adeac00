//! What is due now: sessions to open, to close, figures to freeze.

use anyhow::{Context, Result};
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
/// When the database is away: it is tried again the next time.
pub async fn freeze_ended(store: &Store, now: Timestamp) -> Result<()> {
    let limit = Limits::at(now).figures_before;
    for id in store.sessions_to_freeze(limit).await? {
        freeze(store, &id, now).await?;
    }
    for id in months_of_permanence(store, limit).await? {
        if permanence(&id).is_some_and(|scope| ended(&scope, limit)) {
            freeze(store, &id, now).await?;
        }
    }
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
