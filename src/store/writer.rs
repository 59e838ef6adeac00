//! How a write becomes durable.
//!
//! SQLite has one writer: a task that takes every write waiting at that moment,
//! gives each its savepoint and commits them together. A commit waits for the
//! disk, so sixteen questions in one commit cost hardly more than one, and the
//! group forms by itself while the last commit is under way. PostgreSQL groups
//! commits on its side: each write has its own transaction.
//!
//! A write tells its result only after the commit, so whoever waits for it may
//! act on what is durable.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};
use tokio_util::task::TaskTracker;

use super::link::{Link, Pool, execute};
use super::trouble::Trouble;

/// How many writes may share a commit.
const GROUP: usize = 64;

/// How many writes may wait for the writer before callers wait too.
const QUEUE: usize = 1024;

/// A write that was not kept is told of for so long: while people ask, another
/// one soon fails if nothing was mended.
const TOLD_FOR: Duration = Duration::from_secs(120);

/// Tells the caller its result, once the fate of the commit is known.
type Tell = Box<dyn FnOnce(Result<(), CommitLost>) + Send>;

/// A write, run on a connection inside a transaction. `None` when it failed and
/// has to be undone: the caller has been told already.
type Work = Box<dyn for<'c> FnOnce(&'c mut Link) -> BoxFuture<'c, Option<Tell>> + Send>;

/// The commit that held a write failed: whether it is durable is not known.
#[derive(Clone, Debug)]
struct CommitLost(String);

/// The way to the writer.
#[derive(Debug)]
pub(super) struct Writer {
    way: Way,
    running: TaskTracker,
    trouble: Arc<Trouble>,
}

#[derive(Debug)]
enum Way {
    /// The queue of SQLite's one writer.
    OneByOne(mpsc::Sender<Work>),
    /// PostgreSQL's own connections.
    Together(Pool),
}

impl Writer {
    /// Starts the writer that suits the database.
    pub(super) fn start(pool: Pool) -> Self {
        let (running, trouble) = (TaskTracker::new(), Arc::<Trouble>::default());
        let way = match pool {
            Pool::Sqlite(_) => {
                let (sender, queue) = mpsc::channel(QUEUE);
                running.spawn(write_in_groups(pool, queue, trouble.clone()));
                Way::OneByOne(sender)
            }
            Pool::Postgres(..) => Way::Together(pool),
        };
        Self { way, running, trouble }
    }

    /// Runs `work` in a transaction and gives its result once durable.
    pub(super) async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Link) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let work = boxed(work, tell, self.trouble.clone());
        match &self.way {
            Way::OneByOne(queue) => queue.send(work).await.map_err(|_| anyhow!("the writer has stopped"))?,
            Way::Together(pool) => drop(self.running.spawn(write_alone(pool.clone(), work, self.trouble.clone()))),
        }
        told.await.context("the write was dropped")?
    }

    /// Whether a write was not kept in the last minutes.
    pub(super) fn fails(&self) -> bool {
        self.trouble.was_within(TOLD_FOR)
    }

    /// Waits until the writes already given are done.
    pub(super) async fn finish(&self) {
        match &self.way {
            // The queue keeps its order: once this one is done, so are all before it.
            Way::OneByOne(_) => drop(self.write(|_| Box::pin(async { Ok(()) })).await),
            Way::Together(_) => {
                self.running.close();
                self.running.wait().await;
            }
        }
    }
}

/// A write that keeps its result back until it knows of the commit, and that
/// turns its own panic into an error.
fn boxed<T, F>(work: F, tell: oneshot::Sender<Result<T>>, trouble: Arc<Trouble>) -> Work
where
    T: Send + 'static,
    F: for<'c> FnOnce(&'c mut Link) -> BoxFuture<'c, Result<T>> + Send + 'static,
{
    Box::new(move |link| {
        Box::pin(async move {
            let done = AssertUnwindSafe(async { work(link).await }).catch_unwind().await;
            match done.unwrap_or_else(|_| Err(anyhow!("a write panicked"))) {
                Ok(value) => Some(Box::new(move |commit: Result<(), CommitLost>| {
                    let result = commit.map(|()| value).map_err(|lost| anyhow!("committing: {}", lost.0));
                    drop(tell.send(result));
                }) as Tell),
                Err(error) => {
                    trouble.note_if_of_database(&error);
                    drop(tell.send(Err(error)));
                    None
                }
            }
        })
    })
}

/// SQLite: one group after the other, until every sender is gone.
async fn write_in_groups(pool: Pool, mut queue: mpsc::Receiver<Work>, trouble: Arc<Trouble>) {
    let mut group = Vec::with_capacity(GROUP);
    while queue.recv_many(&mut group, GROUP).await > 0 {
        write_group(&pool, group.drain(..), &trouble).await;
    }
}

/// A write that is dropped here tells its caller so by itself.
async fn write_group(pool: &Pool, group: impl Iterator<Item = Work>, trouble: &Trouble) {
    let Some(mut link) = link_to_write_with(pool, trouble).await else { return };
    if let Err(error) = execute!(&mut link, "begin immediate") {
        return cannot_begin(trouble, &error);
    }
    let mut tells = Vec::new();
    for work in group {
        match write_in_savepoint(&mut link, work).await {
            Ok(tell) => tells.extend(tell),
            Err(error) => return lose(link, tells, &error, trouble).await,
        }
    }
    commit(link, tells, trouble).await;
}

async fn link_to_write_with(pool: &Pool, trouble: &Trouble) -> Option<Link> {
    let link = pool.acquire().await.inspect_err(|error| {
        trouble.note();
        tracing::error!("no connection to write with: {error:#}");
    });
    link.ok()
}

fn cannot_begin(trouble: &Trouble, error: &sqlx::Error) {
    trouble.note();
    tracing::error!("beginning a write: {error}");
}

async fn write_in_savepoint(link: &mut Link, work: Work) -> Result<Option<Tell>, sqlx::Error> {
    execute!(&mut *link, "savepoint one_write")?;
    let tell = work(link).await;
    if tell.is_none() {
        execute!(&mut *link, "rollback to one_write")?;
    }
    execute!(&mut *link, "release one_write")?;
    Ok(tell)
}

/// PostgreSQL: a transaction of its own.
async fn write_alone(pool: Pool, work: Work, trouble: Arc<Trouble>) {
    let Some(mut link) = link_to_write_with(&pool, &trouble).await else { return };
    if let Err(error) = execute!(&mut link, "begin") {
        cannot_begin(&trouble, &error);
        return link.discard().await;
    }
    match work(&mut link).await {
        Some(tell) => commit(link, vec![tell], &trouble).await,
        None => {
            if execute!(&mut link, "rollback").is_err() {
                link.discard().await;
            }
        }
    }
}

async fn commit(mut link: Link, tells: Vec<Tell>, trouble: &Trouble) {
    match execute!(&mut link, "commit") {
        Ok(_) => tells.into_iter().for_each(|tell| tell(Ok(()))),
        Err(error) => lose(link, tells, &error, trouble).await,
    }
}

/// The fate of the transaction is unknown: say so, and never use that connection again.
async fn lose(link: Link, tells: Vec<Tell>, error: &sqlx::Error, trouble: &Trouble) {
    trouble.note();
    tracing::error!("a group of writes was lost: {error}");
    for tell in tells {
        tell(Err(CommitLost(error.to_string())));
    }
    link.discard().await;
}
