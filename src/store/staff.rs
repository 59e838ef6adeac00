//! Staff accounts and their logins. Of a password and of a login only a hash is
//! kept; the rules (how long a lock lasts, what a password must be) are those of
//! `accounts`.

use anyhow::{Context, Result};
use futures::FutureExt;
use jiff::{SignedDuration, Timestamp};

use super::link::{Link, execute, row, rows};
use super::{Store, clean, instant, millis};
use crate::words::{AccountId, SessionId, StaffRole};

/// A member of the team, without their secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffAccount {
    /// The account.
    pub id: AccountId,
    /// What they type to log in.
    pub login: String,
    /// The name the team reads.
    pub name: String,
    /// What they may open.
    pub role: StaffRole,
    /// Whether a code is asked besides the password.
    pub second_factor: bool,
    /// Wrong tries since the last right one.
    pub failed: i64,
    /// When the account was made.
    pub created_at: Timestamp,
    /// Since when it is disabled.
    pub disabled_at: Option<Timestamp>,
    /// The only session it serves, that of an expert invited for it alone.
    pub session: Option<SessionId>,
}

/// A try to log in, counted already: what it has to be compared with.
#[derive(Clone, Debug)]
pub struct Try {
    /// The account tried.
    pub account: StaffAccount,
    /// What the password is verified against.
    pub password_hash: String,
    /// The secret of the second factor, when it is on.
    pub totp_secret: Option<String>,
}

/// A login to be made, for a try that was right.
#[derive(Clone, Debug)]
pub struct NewLogin {
    /// Whose.
    pub account: AccountId,
    /// The password hash that was verified: a password changed meanwhile voids the try.
    pub password_hash: String,
    /// The half minute of the code; none without a second factor.
    pub step: Option<i64>,
    /// The hash of the token.
    pub token_hash: String,
    /// Until when it is good.
    pub expires: Timestamp,
}

/// The secrets of a second factor, in base 32.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecondFactor {
    /// The one that is asked for.
    pub secret: Option<String>,
    /// One that was drawn and is not proved yet.
    pub pending: Option<String>,
}

/// What became of a change to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffChange {
    /// It is done.
    Done,
    /// There is no such account, or it is in that state already.
    Unchanged,
    /// It would leave nobody to manage the accounts.
    LastAdmin,
}

pub(super) type Row = (String, String, String, String, Option<String>, i64, i64, Option<i64>, Option<String>);

/// The account of the columns `id, login, name, role, totp_secret, failed,
/// created_at, disabled_at`, and the session of a guest.
pub(super) fn account((id, login, name, role, totp_secret, failed, created_at, disabled_at, session): Row) -> Result<StaffAccount> {
    Ok(StaffAccount {
        role: StaffRole::of_word(&role).with_context(|| format!("reading the role of the account {id}"))?,
        id: AccountId::new(id),
        login,
        name,
        second_factor: totp_secret.is_some(),
        failed,
        created_at: instant(created_at),
        disabled_at: disabled_at.map(instant),
        session: session.map(SessionId::new),
    })
}

impl Store {
    /// Every account, by login; not those of the guests of a session.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn staff_accounts(&self) -> Result<Vec<StaffAccount>> {
        self.read(|link| {
            async move {
                let found = rows!(
                    link,
                    Row,
                    "select id, login, name, role, totp_secret, failed, created_at, disabled_at, null from staff_account
                     where id not in (select account_id from session_guest) order by login"
                )?;
                found.into_iter().map(account).collect()
            }
            .boxed()
        })
        .await
    }

    /// One account.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn staff_account(&self, id: &AccountId) -> Result<Option<StaffAccount>> {
        let id = clean(id.as_str());
        self.read(move |link| async move { account_of(link, &id).await }.boxed()).await
    }

    /// The member of a login that is good at an instant; that of a guest ends
    /// with their session.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn member_of(&self, token_hash: &str, now: Timestamp) -> Result<Option<StaffAccount>> {
        let hash = token_hash.to_owned();
        self.read(move |link| {
            async move {
                let found = row!(
                    link,
                    Row,
                    "select a.id, a.login, a.name, a.role, a.totp_secret, a.failed, a.created_at, a.disabled_at, g.session_id
                     from staff_login l join staff_account a on a.id = l.account_id
                          left join session_guest g on g.account_id = a.id left join session s on s.id = g.session_id
                     where l.token_hash = $1 and l.expires_at > $2 and a.disabled_at is null
                       and (g.account_id is null or (s.closed_at is null and s.closes_at > $2))",
                    hash.as_str(),
                    millis(now)
                )?;
                found.map(account).transpose()
            }
            .boxed()
        })
        .await
    }

    /// Counts one more try for a login and gives what to compare it with; none
    /// when there is no such account, it is disabled, or it has to wait. It is
    /// counted before anything is compared, so that a hundred tries at once are
    /// no more than one after the other. `wait_after` gives how long an account
    /// waits after so many wrong tries, and `most` how many lock it for good.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn claim_try(
        &self,
        login: &str,
        now: Timestamp,
        most: i64,
        wait_after: fn(i64) -> Option<SignedDuration>,
    ) -> Result<Option<Try>> {
        let login = clean(login);
        self.write(move |link| {
            async move {
                let found = row!(
                    &mut *link,
                    (String, String),
                    "update staff_account set failed = failed + 1
                     where login = $1 and password_hash <> '' and disabled_at is null and failed < $2 and (locked_until is null or locked_until <= $3)
                     returning id, password_hash",
                    login.as_str(),
                    most,
                    millis(now)
                )?;
                let Some((id, password_hash)) = found else { return Ok(None) };
                let account = account_of(&mut *link, &id).await?.context("reading the account tried")?;
                let until = wait_after(account.failed).and_then(|wait| now.checked_add(wait).ok());
                execute!(&mut *link, "update staff_account set locked_until = $1 where id = $2", until.map(millis), id.as_str())?;
                let secret = row!(link, (Option<String>,), "select totp_secret from staff_account where id = $1", id.as_str())?;
                Ok(Some(Try { account, password_hash, totp_secret: secret.and_then(|(secret,)| secret) }))
            }
            .boxed()
        })
        .await
    }

    /// Makes the login of a try that was right, and forgets the wrong ones. False
    /// when the code was used before, or the account changed meanwhile.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn log_in(&self, login: NewLogin, now: Timestamp) -> Result<bool> {
        self.write(move |link| {
            async move {
                let right = execute!(
                    &mut *link,
                    "update staff_account set failed = 0, locked_until = null, totp_step = coalesce($1, totp_step)
                     where id = $2 and password_hash = $3 and disabled_at is null
                       and ((totp_secret is null and $1 is null) or (totp_secret is not null and totp_step < $1))",
                    login.step,
                    login.account.as_str(),
                    login.password_hash.as_str()
                )?;
                if right > 0 {
                    keep_login(link, login.account.as_str(), &login.token_hash, now, login.expires).await?;
                }
                Ok(right > 0)
            }
            .boxed()
        })
        .await
    }

    /// Ends a login.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn log_out(&self, token_hash: &str) -> Result<()> {
        let hash = token_hash.to_owned();
        self.write(move |link| {
            async move { execute!(link, "delete from staff_login where token_hash = $1", hash.as_str()).map(drop).map_err(Into::into) }
                .boxed()
        })
        .await
    }

    /// Ends every login of an account.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn log_out_everywhere(&self, account: &AccountId) -> Result<()> {
        let id = account.to_string();
        self.write(move |link| async move { end_logins(link, &id).await }.boxed()).await
    }

    /// Changes a password that was verified against `old_hash`, and ends every
    /// login but the one kept, and the links to choose another one. False when it
    /// changed meanwhile.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn change_password(
        &self,
        account: &AccountId,
        old_hash: &str,
        new_hash: &str,
        kept_login: &str,
        now: Timestamp,
    ) -> Result<bool> {
        let (id, old, new, kept) = (account.to_string(), old_hash.to_owned(), new_hash.to_owned(), kept_login.to_owned());
        self.write(move |link| {
            async move {
                let changed = execute!(
                    &mut *link,
                    "update staff_account set password_hash = $1 where id = $2 and password_hash = $3",
                    new.as_str(),
                    id.as_str(),
                    old.as_str()
                )?;
                if changed > 0 {
                    let others = "delete from staff_login where account_id = $1 and token_hash <> $2";
                    execute!(&mut *link, others, id.as_str(), kept.as_str())?;
                    void_resets(link, &id, now).await?;
                }
                Ok(changed > 0)
            }
            .boxed()
        })
        .await
    }
}

pub(super) async fn account_of(link: &mut Link, id: &str) -> Result<Option<StaffAccount>> {
    let found = row!(
        link,
        Row,
        "select a.id, a.login, a.name, a.role, a.totp_secret, a.failed, a.created_at, a.disabled_at, g.session_id
         from staff_account a left join session_guest g on g.account_id = a.id where a.id = $1",
        id
    )?;
    found.map(account).transpose()
}

pub(super) async fn keep_login(link: &mut Link, account: &str, token_hash: &str, now: Timestamp, expires: Timestamp) -> Result<()> {
    execute!(
        link,
        "insert into staff_login (token_hash, account_id, created_at, expires_at) values ($1, $2, $3, $4)",
        token_hash,
        account,
        millis(now),
        millis(expires)
    )?;
    Ok(())
}

pub(super) async fn end_logins(link: &mut Link, account: &str) -> Result<()> {
    execute!(link, "delete from staff_login where account_id = $1", account)?;
    Ok(())
}

/// Takes back the links by which an account would get another password.
pub(super) async fn void_resets(link: &mut Link, account: &str, now: Timestamp) -> Result<()> {
    let void = "update staff_invitation set revoked_at = $1 where account_id = $2 and used_at is null and revoked_at is null";
    execute!(link, void, millis(now), account)?;
    Ok(())
}
