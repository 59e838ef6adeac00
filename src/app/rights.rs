//! Keeps the rights that people used in a file too, outside the database, and
//! brings an older copy of the database back in step with it.

use std::time::Duration;

use anyhow::{Context, Result};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::privacy::{Ledger, Limits};
use crate::store::Store;
use crate::words::random_word;

/// A right that was just used is in the file soon after.
const EVERY: Duration = Duration::from_secs(10);

/// Before anybody is served: what the file knows and the database does not was
/// lost with it, and is done again.
///
/// # Errors
/// When the file cannot be read, or the database is away.
pub(super) async fn catch_up(store: &Store, ledger: &Ledger, clock: &Clock) -> Result<()> {
    let (file, before) = (ledger.clone(), Limits::at(clock.now()).erasures_before);
    let known = on_a_thread(move || {
        file.drop_erasures_before(before)?;
        file.read()
    });
    let mut again = 0;
    for used in known.await.context("lecture du fichier des droits exercés, à côté du fichier de clés")? {
        again += usize::from(store.replay_right(&used, &format!("erased-{}", random_word())).await?);
    }
    if again > 0 {
        tracing::warn!(again, "the database is an older copy: rights used since were honoured again");
    }
    copy(store, ledger).await
}

/// Copies what the database knows to the file, now and then and at the end.
pub(super) async fn keep_in_step(store: Store, ledger: Ledger, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        let goes_on = stop.run_until_cancelled(ticks.tick()).await.is_some();
        if let Err(error) = copy(&store, &ledger).await {
            tracing::error!("copying the rights that were used: {error:#}");
        }
        if !goes_on {
            return;
        }
    }
}

async fn copy(store: &Store, ledger: &Ledger) -> Result<()> {
    let (used, ledger) = (store.rights_used().await?, ledger.clone());
    if used.is_empty() {
        return Ok(());
    }
    on_a_thread(move || ledger.add(&used)).await
}

async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.context("working on the file of rights")?
}
