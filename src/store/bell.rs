//! The bell of whoever sends what is owed: rung as soon as somebody else, or
//! another instance, has written something to send.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use sqlx::postgres::PgListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::Store;
use super::link::{Link, Pool, execute};

/// What instances on one PostgreSQL call out to one another.
const CHANNEL: &str = "tchat_owed";

/// How soon a connection that was lost is tried again; meanwhile what is owed is
/// found by looking, every few seconds.
const LISTEN_AGAIN: Duration = Duration::from_secs(5);

/// Who is to be woken in this program.
#[derive(Debug, Default)]
pub(super) struct Bell {
    wakes: Mutex<Vec<Arc<Notify>>>,
}

impl Store {
    /// Rings `wake` whenever something is owed, here or on another instance,
    /// until `stop`.
    pub async fn ring_when_owed(&self, wake: Arc<Notify>, stop: CancellationToken) {
        self.wakes().push(wake.clone());
        let listening = async {
            while let Err(error) = self.listen(&wake).await {
                tracing::warn!("listening to the other instances: {error:#}");
                tokio::time::sleep(LISTEN_AGAIN).await;
            }
        };
        tokio::select! {
            () = listening => stop.cancelled().await,
            () = stop.cancelled() => {}
        }
        self.wakes().retain(|known| !Arc::ptr_eq(known, &wake));
    }

    /// Ends at once on SQLite, which one program serves from.
    async fn listen(&self, wake: &Notify) -> Result<()> {
        let Pool::Postgres(pool, _) = &self.inner.readers else { return Ok(()) };
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        loop {
            // What was called out while it was not heard is looked for too.
            wake.notify_one();
            listener.recv().await?;
        }
    }

    /// Wakes who sends in this program.
    pub(super) fn ring(&self) {
        self.wakes().iter().for_each(|wake| wake.notify_one());
    }

    fn wakes(&self) -> std::sync::MutexGuard<'_, Vec<Arc<Notify>>> {
        self.inner.bell.wakes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells every instance, once what is owed is durable.
pub(super) async fn call_out(link: &mut Link) -> Result<()> {
    if let Link::Postgres(_) = link {
        execute!(link, "select pg_notify($1, '')", CHANNEL)?;
    }
    Ok(())
}
