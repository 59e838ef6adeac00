//! Of the programs on one database, the one that speaks with Discord: the others
//! wait until it leaves or gives no sign of life any more.

use std::time::{Duration, Instant};

use tokio_util::sync::{CancellationToken, DropGuard};

use crate::store::{GatewayHolder, Store};
use crate::words::random_word;

/// How often the one who speaks gives a sign of life, and the others look.
const BEAT: Duration = Duration::from_secs(2);

/// Who gave none for so long is gone. It is measured by the steady clock of who
/// looks, so that no two clocks are compared.
const SILENT: Duration = Duration::from_secs(8);

/// The place among the programs.
#[derive(Clone, Debug)]
pub(super) struct TurnToSpeak {
    store: Store,
    /// This program, until it ends.
    program: String,
}

/// Held while this program speaks with Discord; its signs of life end with it.
#[derive(Debug)]
pub(super) struct Held {
    /// Cancelled once another program speaks.
    pub(super) lost: CancellationToken,
    _ends: DropGuard,
}

impl TurnToSpeak {
    pub(super) fn new(store: Store) -> Self {
        Self { store, program: random_word() }
    }

    /// Waits for the turn of this program; none when it stops first.
    pub(super) async fn comes(&self, stop: &CancellationToken) -> Option<Held> {
        let mut seen: Option<(GatewayHolder, Instant)> = None;
        loop {
            match self.store.gateway_holder().await {
                Ok(holder) => {
                    let since = seen.take().filter(|(before, _)| *before == holder).map_or_else(Instant::now, |(_, since)| since);
                    if self.may_take(&holder, since) && self.takes(&holder).await {
                        return Some(self.held());
                    }
                    seen = Some((holder, since));
                }
                Err(error) => tracing::error!("looking who speaks with Discord: {error:#}"),
            }
            stop.run_until_cancelled(tokio::time::sleep(BEAT)).await?;
        }
    }

    /// Leaves the turn to another program at once.
    pub(super) async fn leave(&self) {
        if let Err(error) = self.store.leave_gateway(&self.program).await {
            tracing::warn!("the next program waits to speak with Discord: {error:#}");
        }
    }

    fn may_take(&self, holder: &GatewayHolder, since: Instant) -> bool {
        let is_free = holder.program.as_ref().is_none_or(|program| *program == self.program);
        is_free || since.elapsed() >= SILENT
    }

    async fn takes(&self, holder: &GatewayHolder) -> bool {
        let taken = self.store.take_gateway(&self.program, holder).await;
        taken.inspect_err(|error| tracing::error!("taking the turn to speak with Discord: {error:#}")).unwrap_or_default()
    }

    fn held(&self) -> Held {
        let (lost, ends) = (CancellationToken::new(), CancellationToken::new());
        tokio::spawn(keep(self.clone(), lost.clone(), ends.clone()));
        Held { lost, _ends: ends.drop_guard() }
    }
}

/// Gives signs of life. While the database is away nobody can take the turn
/// either: it is lost only to another program.
async fn keep(turn: TurnToSpeak, lost: CancellationToken, ends: CancellationToken) {
    while ends.run_until_cancelled(tokio::time::sleep(BEAT)).await.is_some() {
        match turn.store.keep_gateway(&turn.program).await {
            Ok(true) => {}
            Ok(false) => return lost.cancel(),
            Err(error) => tracing::error!("a sign of life could not be given: {error:#}"),
        }
    }
}
