//! One connection of either database, and the macros that run one SQL text on it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool};

use super::trouble::Trouble;

/// A server that did not answer is not waited for again as long: one question
/// asks it several times, and its candidate has an answer from memory to read.
const AWAY_FOR: Duration = Duration::from_secs(10);
const PATIENCE_WHILE_AWAY: Duration = Duration::from_secs(1);

/// The connections of one database.
#[derive(Clone, Debug)]
pub(super) enum Pool {
    Sqlite(SqlitePool),
    /// And when it did not answer last.
    Postgres(PgPool, Arc<Trouble>),
}

/// One connection, borrowed from its pool.
#[derive(Debug)]
pub(super) enum Link {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

impl Pool {
    pub(super) async fn acquire(&self) -> Result<Link> {
        Ok(match self {
            Self::Sqlite(pool) => Link::Sqlite(pool.acquire().await.context("reaching SQLite")?),
            Self::Postgres(pool, away) => Link::Postgres(reach(pool, away).await.context("reaching PostgreSQL")?),
        })
    }

    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool, _) => pool.close().await,
        }
    }
}

async fn reach(pool: &PgPool, away: &Trouble) -> Result<PoolConnection<Postgres>, sqlx::Error> {
    let reached = match away.was_within(AWAY_FOR) {
        true => tokio::time::timeout(PATIENCE_WHILE_AWAY, pool.acquire()).await.unwrap_or(Err(sqlx::Error::PoolTimedOut)),
        false => pool.acquire().await,
    };
    match reached {
        Ok(_) => away.forget(),
        Err(_) => away.note(),
    }
    reached
}

impl Link {
    /// Ends the connection instead of giving it back: after a commit of unknown
    /// state nothing it says can be trusted.
    pub(super) async fn discard(self) {
        match self {
            Self::Sqlite(connection) => drop(connection.close().await),
            Self::Postgres(connection) => drop(connection.close().await),
        }
    }
}

/// Runs a statement and gives the number of rows it changed.
macro_rules! execute {
    ($link:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $link {
            $crate::store::link::Link::Sqlite(connection) => {
                sqlx::query($sql)$(.bind($bind))*.execute(&mut **connection).await.map(|done| done.rows_affected())
            }
            $crate::store::link::Link::Postgres(connection) => {
                sqlx::query($sql)$(.bind($bind))*.execute(&mut **connection).await.map(|done| done.rows_affected())
            }
        }
    };
}

/// Runs a query and gives all its rows, each as `$row`.
macro_rules! rows {
    ($link:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $link {
            $crate::store::link::Link::Sqlite(connection) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(&mut **connection).await
            }
            $crate::store::link::Link::Postgres(connection) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(&mut **connection).await
            }
        }
    };
}

/// Runs a query and gives its first row, if there is one, as `$row`.
macro_rules! row {
    ($link:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $link {
            $crate::store::link::Link::Sqlite(connection) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(&mut **connection).await
            }
            $crate::store::link::Link::Postgres(connection) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(&mut **connection).await
            }
        }
    };
}

pub(super) use {execute, row, rows};
