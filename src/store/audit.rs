//! The log of what the team did: lines are added and read, never changed.

use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{Link, execute, row, rows};
use super::{Store, clean, instant, millis};
use crate::words::{AccountId, random_word};

/// One thing done by someone, to be noted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Action {
    /// Whose account; none for the command line.
    pub account: Option<AccountId>,
    /// The name of its author at the time.
    pub name: String,
    /// A few French words that the log shows as they are: « session ouverte ».
    pub action: String,
    /// On what: an identifier, or empty.
    pub object: String,
    /// More of it: identifiers and figures, never a word of a candidate.
    pub detail: String,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// When.
    pub at: Timestamp,
    /// What was done, and by whom.
    pub done: Action,
}

type Row = (i64, Option<String>, String, String, String, String);

impl Store {
    /// Adds a line to the log.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn note_action(&self, done: Action, now: Timestamp) -> Result<()> {
        let id = next_id();
        self.write(move |link| async move { note(link, id, &done, now).await }.boxed()).await
    }

    /// Some lines of the log, newest first: of one account, or of everybody.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn audit_lines(&self, account: Option<&AccountId>, skip: u32, count: u32) -> Result<Vec<AuditLine>> {
        let account = account.map(|id| clean(id.as_str())).unwrap_or_default();
        self.read(move |link| {
            async move {
                let found = rows!(
                    link,
                    Row,
                    "select at, account_id, name, action, object, detail from audit
                     where $1 = '' or account_id = $1 order by at desc, id desc limit $2 offset $3",
                    account.as_str(),
                    i64::from(count),
                    i64::from(skip)
                )?;
                Ok(found.into_iter().map(line).collect())
            }
            .boxed()
        })
        .await
    }

    /// The last line about an object whose action starts with these words.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn last_action(&self, object: &str, action: &str) -> Result<Option<AuditLine>> {
        let (object, action) = (clean(object), format!("{}%", clean(action)));
        self.read(move |link| {
            async move {
                let found = row!(
                    link,
                    Row,
                    "select at, account_id, name, action, object, detail from audit
                     where object = $1 and action like $2 order by at desc, id desc limit 1",
                    object.as_str(),
                    action.as_str()
                )?;
                Ok(found.map(line))
            }
            .boxed()
        })
        .await
    }

    /// The details of every line about an object with this action.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn details_of(&self, object: &str, action: &str) -> Result<Vec<String>> {
        let (object, action) = (clean(object), clean(action));
        self.read(move |link| {
            async move {
                let sql = "select detail from audit where object = $1 and action = $2 order by at, id";
                Ok(rows!(link, (String,), sql, object.as_str(), action.as_str())?.into_iter().map(|(detail,)| detail).collect())
            }
            .boxed()
        })
        .await
    }

    /// The accounts that the log speaks of, with a name each had.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn audited_people(&self) -> Result<Vec<(AccountId, String)>> {
        self.read(|link| {
            async move {
                let found = rows!(
                    link,
                    (String, String),
                    "select account_id, max(name) from audit where account_id is not null group by account_id order by max(name), account_id"
                )?;
                Ok(found.into_iter().map(|(id, name)| (AccountId::new(id), name)).collect())
            }
            .boxed()
        })
        .await
    }
}

/// An identifier that comes after those given before, so that two lines of the
/// same millisecond keep their order; random at its end, for other programs
/// write to the same log.
fn next_id() -> String {
    static GIVEN: AtomicU64 = AtomicU64::new(0);
    format!("{:016x}-{}", GIVEN.fetch_add(1, Ordering::Relaxed), random_word())
}

async fn note(link: &mut Link, id: String, done: &Action, now: Timestamp) -> Result<()> {
    execute!(
        link,
        "insert into audit (id, at, account_id, name, action, object, detail) values ($1, $2, $3, $4, $5, $6, $7)",
        id,
        millis(now),
        done.account.as_ref().map(|id| id.as_str().to_owned()),
        clean(&done.name),
        clean(&done.action),
        clean(&done.object),
        clean(&done.detail)
    )?;
    Ok(())
}

fn line((at, account, name, action, object, detail): Row) -> AuditLine {
    AuditLine { at: instant(at), done: Action { account: account.map(AccountId::new), name, action, object, detail } }
}
