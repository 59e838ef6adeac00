//! The partner servers: in which order they came, and the name HR gave each.

use anyhow::{Context, Result};
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{Link, execute, row, rows};
use super::{Store, clean, millis};
use crate::words::partner_source;

/// A server where the bot is a guest.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PartnerServer {
    /// Discord's number of it.
    pub id: String,
    /// Its place among the partners, from 1.
    pub place: i64,
    /// The name HR gave, in plain letters.
    pub name: Option<String>,
}

impl PartnerServer {
    /// The source of who first asks from there.
    pub fn source(&self) -> String {
        partner_source(self.place, self.name.as_deref())
    }
}

impl Store {
    /// A partner server, numbered at its first sight.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn partner_server(&self, id: &str, now: Timestamp) -> Result<PartnerServer> {
        let id = clean(id);
        let known = self.read({
            let id = id.clone();
            move |link| async move { known(link, &id).await }.boxed()
        });
        match known.await? {
            Some(server) => Ok(server),
            None => self.write(move |link| async move { number(link, &id, now).await }.boxed()).await,
        }
    }

    /// Every partner server, in the order they came.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn partner_servers(&self) -> Result<Vec<PartnerServer>> {
        self.read(|link| {
            async move { Ok(rows!(link, PartnerServer, "select id, place, name from partner_server order by place")?) }.boxed()
        })
        .await
    }

    /// Names a partner server; the people and conversations that came from it
    /// take its new source. False when there is no such server, or another one
    /// has this name.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn name_server(&self, id: &str, name: &str) -> Result<bool> {
        let (id, name) = (clean(id), clean(name));
        self.write(move |link| async move { name_server(link, &id, &name).await }.boxed()).await
    }
}

async fn known(link: &mut Link, id: &str) -> Result<Option<PartnerServer>> {
    Ok(row!(link, PartnerServer, "select id, place, name from partner_server where id = $1", id)?)
}

/// Two instances that number two servers at once: the second one finds its place
/// taken, and takes the next.
async fn number(link: &mut Link, id: &str, now: Timestamp) -> Result<PartnerServer> {
    for _ in 0..8 {
        execute!(
            &mut *link,
            "insert into partner_server (id, place, seen_at)
             select $1, coalesce(max(place), 0) + 1, $2 from partner_server where true on conflict do nothing",
            id,
            millis(now)
        )?;
        if let Some(server) = known(link, id).await? {
            return Ok(server);
        }
    }
    anyhow::bail!("numbering a partner server")
}

async fn name_server(link: &mut Link, id: &str, name: &str) -> Result<bool> {
    let Some(before) = known(link, id).await? else { return Ok(false) };
    let named = execute!(
        &mut *link,
        "update partner_server set name = $1 where id = $2 and not exists (select 1 from partner_server where name = $1 and id <> $2)",
        name,
        id
    )?;
    if named == 0 {
        return Ok(false);
    }
    let after = known(link, id).await?.context("a server that was just named is there")?;
    for statement in [
        "update person set source = $1 where source = $2 and source_known = 'server'",
        "update conversation set source = $1 where source = $2 and source_known = 'server'",
    ] {
        execute!(&mut *link, statement, after.source(), before.source())?;
    }
    Ok(true)
}
