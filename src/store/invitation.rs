//! Links by which one chooses a password: the first admin's, those of invited
//! people, those of people who lost theirs. Only the hash of a link is kept.

use anyhow::{Context, Result};
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{Link, execute, row, rows};
use super::staff::{account_of, end_logins, keep_login};
use super::{StaffAccount, Store, clean, instant, millis};
use crate::words::{AccountId, StaffRole, random_word};

/// The one row that the first admin's link has, so that there is one at most.
const FIRST: &str = "first";

/// What a link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To make the first account of all.
    First,
    /// To make an account.
    Account,
    /// To choose another password for this account.
    Password(AccountId),
}

/// A link that was given and still serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// What it is called by those who manage accounts; not the secret.
    pub id: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Whose: the name the team will read; empty for the first admin.
    pub name: String,
    /// The role of the account.
    pub role: StaffRole,
    /// Until when it serves.
    pub expires_at: Timestamp,
}

/// An account to be made from a link.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Its identifier.
    pub id: AccountId,
    /// What its owner types to log in.
    pub login: String,
    /// The name, when the link does not say it: the first admin's.
    pub name: String,
    /// The password's hash.
    pub password_hash: String,
    /// The hash of the token of its first login.
    pub token_hash: String,
    /// Until when that login is good.
    pub login_expires: Timestamp,
}

/// What became of the use of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// The account is made, and its owner logged in.
    Done(StaffAccount),
    /// The link was used, revoked, replaced, is too old, or never was.
    Void,
    /// Somebody has that login; the link still serves.
    LoginTaken,
}

type Row = (String, String, Option<String>, String, String, i64);

impl Store {
    /// Keeps the link of the first admin; an earlier one is void. False, and
    /// nothing kept, once there is an account.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn invite_first(&self, token_hash: &str, now: Timestamp, expires: Timestamp) -> Result<bool> {
        let hash = token_hash.to_owned();
        self.write(move |link| {
            async move {
                let kept = execute!(
                    link,
                    "insert into staff_invitation (id, token_hash, kind, name, role, created_at, expires_at)
                     select $1, $2, 'first', '', 'admin', $3, $4 where not exists (select 1 from staff_account)
                     on conflict (id) do update
                     set token_hash = excluded.token_hash, created_at = excluded.created_at, expires_at = excluded.expires_at",
                    FIRST,
                    hash.as_str(),
                    millis(now),
                    millis(expires)
                )?;
                Ok(kept > 0)
            }
            .boxed()
        })
        .await
    }

    /// Keeps a link for a new account; gives what it is called.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn invite(
        &self,
        token_hash: &str,
        name: &str,
        role: StaffRole,
        by: Option<&AccountId>,
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<String> {
        let invitation = Kept { token_hash, account: None, name, role, by };
        self.keep(invitation, now, expires).await
    }

    /// Keeps a link to choose another password; earlier ones for the account are void.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn invite_to_reset(
        &self,
        token_hash: &str,
        account: &StaffAccount,
        by: Option<&AccountId>,
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<String> {
        let invitation = Kept { token_hash, account: Some(&account.id), name: &account.name, role: account.role, by };
        self.keep(invitation, now, expires).await
    }

    async fn keep(&self, kept: Kept<'_>, now: Timestamp, expires: Timestamp) -> Result<String> {
        let id = random_word();
        let (given, account, by) = (id.clone(), kept.account.map(AccountId::to_string), kept.by.map(AccountId::to_string));
        let (hash, name, role) = (kept.token_hash.to_owned(), clean(kept.name), kept.role.as_str());
        self.write(move |link| {
            async move {
                execute!(&mut *link, "delete from staff_invitation where account_id = $1", account.as_deref())?;
                execute!(
                    link,
                    "insert into staff_invitation (id, token_hash, kind, account_id, name, role, invited_by, created_at, expires_at)
                     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                    id.as_str(),
                    hash.as_str(),
                    if account.is_some() { "password" } else { "account" },
                    account.as_deref(),
                    name.as_str(),
                    role,
                    by.as_deref(),
                    millis(now),
                    millis(expires)
                )?;
                Ok(())
            }
            .boxed()
        })
        .await?;
        Ok(given)
    }

    /// The link of a token, while it serves.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn invitation(&self, token_hash: &str, now: Timestamp) -> Result<Option<Invitation>> {
        let hash = token_hash.to_owned();
        self.read(move |link| {
            async move {
                let found = row!(
                    link,
                    Row,
                    "select id, kind, account_id, name, role, expires_at from staff_invitation
                     where token_hash = $1 and used_at is null and revoked_at is null and expires_at > $2
                       and (kind <> 'first' or not exists (select 1 from staff_account))
                       and (account_id is null or account_id in (select id from staff_account where disabled_at is null))",
                    hash.as_str(),
                    millis(now)
                )?;
                found.map(invitation).transpose()
            }
            .boxed()
        })
        .await
    }

    /// The links that still serve, the oldest first; not the first admin's.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn open_invitations(&self, now: Timestamp) -> Result<Vec<Invitation>> {
        self.read(move |link| {
            async move {
                let found = rows!(
                    link,
                    Row,
                    "select id, kind, account_id, name, role, expires_at from staff_invitation
                     where kind <> 'first' and used_at is null and revoked_at is null and expires_at > $1 order by created_at, id",
                    millis(now)
                )?;
                found.into_iter().map(invitation).collect()
            }
            .boxed()
        })
        .await
    }

    /// Takes a link back. False when it does not serve any more.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn revoke_invitation(&self, id: &str, now: Timestamp) -> Result<bool> {
        let id = clean(id);
        self.write(move |link| {
            async move {
                let revoked = execute!(
                    link,
                    "update staff_invitation set revoked_at = $1
                     where id = $2 and kind <> 'first' and used_at is null and revoked_at is null and expires_at > $1",
                    millis(now),
                    id.as_str()
                )?;
                Ok(revoked > 0)
            }
            .boxed()
        })
        .await
    }

    /// Makes the account of a link, and its first login.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn accept_invitation(&self, token_hash: &str, new: NewAccount, now: Timestamp) -> Result<Accepted> {
        let hash = token_hash.to_owned();
        self.write(move |link| async move { accept(link, &hash, &new, now).await }.boxed()).await
    }

    /// Uses a link to give its account another password: its logins end, its
    /// wrong tries are forgotten. Gives the account; none when the link is void.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn accept_reset(&self, token_hash: &str, password_hash: &str, now: Timestamp) -> Result<Option<StaffAccount>> {
        let (hash, password) = (token_hash.to_owned(), password_hash.to_owned());
        self.write(move |link| {
            async move {
                let used = row!(
                    &mut *link,
                    (String,),
                    "update staff_invitation set used_at = $1
                     where token_hash = $2 and kind = 'password' and used_at is null and revoked_at is null and expires_at > $1
                       and account_id in (select id from staff_account where disabled_at is null)
                     returning account_id",
                    millis(now),
                    hash.as_str()
                )?;
                let Some((id,)) = used else { return Ok(None) };
                let sql = "update staff_account set password_hash = $1, failed = 0, locked_until = null where id = $2";
                execute!(&mut *link, sql, password.as_str(), id.as_str())?;
                end_logins(&mut *link, &id).await?;
                account_of(link, &id).await
            }
            .boxed()
        })
        .await
    }
}

/// A link as it is kept.
struct Kept<'a> {
    token_hash: &'a str,
    account: Option<&'a AccountId>,
    name: &'a str,
    role: StaffRole,
    by: Option<&'a AccountId>,
}

async fn accept(link: &mut Link, token_hash: &str, new: &NewAccount, now: Timestamp) -> Result<Accepted> {
    // Written first: of two who use a link at once, the second waits and finds it used.
    let used = row!(
        &mut *link,
        (String, String),
        "update staff_invitation set used_at = $1
         where token_hash = $2 and kind in ('first', 'account') and used_at is null and revoked_at is null and expires_at > $1
           and (kind <> 'first' or not exists (select 1 from staff_account))
         returning name, role",
        millis(now),
        token_hash
    )?;
    let Some((name, role)) = used else { return Ok(Accepted::Void) };
    let name = if name.is_empty() { clean(&new.name) } else { name };
    let made = execute!(
        &mut *link,
        "insert into staff_account (id, login, name, role, password_hash, totp_step, failed, created_at)
         values ($1, $2, $3, $4, $5, 0, 0, $6) on conflict (login) do nothing",
        new.id.as_str(),
        clean(&new.login),
        name,
        role,
        new.password_hash.as_str(),
        millis(now)
    )?;
    if made == 0 {
        execute!(link, "update staff_invitation set used_at = null where token_hash = $1", token_hash)?;
        return Ok(Accepted::LoginTaken);
    }
    keep_login(&mut *link, new.id.as_str(), &new.token_hash, now, new.login_expires).await?;
    let account = account_of(link, new.id.as_str()).await?;
    Ok(Accepted::Done(account.context("reading the account just made")?))
}

fn invitation((id, kind, account, name, role, expires_at): Row) -> Result<Invitation> {
    let purpose = match (kind.as_str(), account) {
        ("first", _) => Purpose::First,
        (_, Some(account)) => Purpose::Password(AccountId::new(account)),
        _ => Purpose::Account,
    };
    let role = StaffRole::of_word(&role).with_context(|| format!("reading the role of the invitation {id}"))?;
    Ok(Invitation { id, purpose, name, role, expires_at: instant(expires_at) })
}
