//! Which of the programs on one database speaks with Discord: one at a time.

use anyhow::Result;
use futures::FutureExt;

use super::link::{Link, execute, row};
use super::{Store, clean};

/// Who speaks with Discord, and the beat of their heart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayHolder {
    /// The program; none when it left.
    pub program: Option<String>,
    /// Grows by one at each sign of life, whoever holds it.
    pub beat: i64,
}

impl Store {
    /// Who speaks with Discord. On SQLite one program has the database: what an
    /// earlier one left there stands in nobody's way.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn gateway_holder(&self) -> Result<GatewayHolder> {
        self.read(|link| {
            async move {
                let is_shared = matches!(link, Link::Postgres(_));
                let found = row!(link, (Option<String>, i64), "select holder, beat from discord_state where id = 'bot'")?;
                let (program, beat) = found.unwrap_or_default();
                Ok(GatewayHolder { program: program.filter(|_| is_shared), beat })
            }
            .boxed()
        })
        .await
    }

    /// Takes the place of the one who was seen, unless they or another gave a sign
    /// of life since.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn take_gateway(&self, program: &str, seen: &GatewayHolder) -> Result<bool> {
        let (program, beat) = (clean(program), seen.beat);
        self.write(move |link| {
            async move {
                let sql = "update discord_state set holder = $1, beat = beat + 1 where id = 'bot' and beat = $2";
                Ok(execute!(link, sql, program.as_str(), beat)? > 0)
            }
            .boxed()
        })
        .await
    }

    /// A sign of life of who speaks with Discord; false once another does.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn keep_gateway(&self, program: &str) -> Result<bool> {
        let program = clean(program);
        self.write(move |link| {
            async move {
                let sql = "update discord_state set beat = beat + 1 where id = 'bot' and holder = $1";
                Ok(execute!(link, sql, program.as_str())? > 0)
            }
            .boxed()
        })
        .await
    }

    /// Leaves the place to whoever comes next.
    ///
    /// # Errors
    /// When the database is away: the place is free once nobody gives a sign of life.
    pub async fn leave_gateway(&self, program: &str) -> Result<()> {
        let program = clean(program);
        self.write(move |link| {
            async move {
                let sql = "update discord_state set holder = null, beat = beat + 1 where id = 'bot' and holder = $1";
                execute!(link, sql, program.as_str()).map(drop).map_err(Into::into)
            }
            .boxed()
        })
        .await
    }
}
