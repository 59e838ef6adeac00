//! What an admin changes of an account, and the second factor its owner turns
//! on. A change that takes rights away ends the logins at once.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{Link, execute, row};
use super::staff::{SecondFactor, StaffChange, end_logins, void_resets};
use super::{Store, millis};
use crate::words::{AccountId, StaffRole};

impl Store {
    /// Gives an account another role.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn change_role(&self, account: &AccountId, role: StaffRole, now: Timestamp) -> Result<StaffChange> {
        let id = account.to_string();
        self.write(move |link| {
            async move {
                if role != StaffRole::Admin && is_last_admin(&mut *link, &id).await? {
                    return Ok(StaffChange::LastAdmin);
                }
                let changed =
                    execute!(&mut *link, "update staff_account set role = $1 where id = $2 and role <> $1", role.as_str(), id.as_str())?;
                take_away(link, &id, changed, now).await
            }
            .boxed()
        })
        .await
    }

    /// Disables an account: nobody logs in with it any more.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn disable_account(&self, account: &AccountId, now: Timestamp) -> Result<StaffChange> {
        let id = account.to_string();
        self.write(move |link| {
            async move {
                if is_last_admin(&mut *link, &id).await? {
                    return Ok(StaffChange::LastAdmin);
                }
                let changed = execute!(
                    &mut *link,
                    "update staff_account set disabled_at = $1 where id = $2 and disabled_at is null",
                    millis(now),
                    id.as_str()
                )?;
                if changed > 0 {
                    // A link they were given would serve again with the account.
                    void_resets(&mut *link, &id, now).await?;
                }
                take_away(link, &id, changed, now).await
            }
            .boxed()
        })
        .await
    }

    /// Lets a disabled account log in again.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn enable_account(&self, account: &AccountId) -> Result<StaffChange> {
        self.change(
            account,
            "update staff_account set disabled_at = null, failed = 0, locked_until = null where id = $1 and disabled_at is not null",
        )
        .await
    }

    /// Forgets the wrong tries of an account, and with them its lock.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn unlock_account(&self, account: &AccountId) -> Result<StaffChange> {
        self.change(account, "update staff_account set failed = 0, locked_until = null where id = $1 and failed > 0").await
    }

    /// The secrets of the second factor of an account.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn second_factor(&self, account: &AccountId) -> Result<SecondFactor> {
        let id = account.to_string();
        self.read(move |link| {
            async move {
                let found = row!(
                    link,
                    (Option<String>, Option<String>),
                    "select totp_secret, totp_pending from staff_account where id = $1",
                    id.as_str()
                )?;
                Ok(found.map(|(secret, pending)| SecondFactor { secret, pending }).unwrap_or_default())
            }
            .boxed()
        })
        .await
    }

    /// Keeps a secret that its owner still has to prove; nothing once one is on.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn propose_second_factor(&self, account: &AccountId, secret: &str) -> Result<()> {
        let (id, secret) = (account.to_string(), secret.to_owned());
        self.write(move |link| {
            async move {
                let sql = "update staff_account set totp_pending = $1 where id = $2 and totp_secret is null";
                execute!(link, sql, secret.as_str(), id.as_str())?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Turns on the second factor whose secret was proved by the code of `step`.
    /// False when another secret was drawn meanwhile.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn turn_on_second_factor(&self, account: &AccountId, secret: &str, step: i64) -> Result<bool> {
        let (id, secret) = (account.to_string(), secret.to_owned());
        self.write(move |link| {
            async move {
                let done = execute!(
                    link,
                    "update staff_account set totp_secret = totp_pending, totp_pending = null, totp_step = $1
                     where id = $2 and totp_pending = $3 and totp_secret is null",
                    step,
                    id.as_str(),
                    secret.as_str()
                )?;
                Ok(done > 0)
            }
            .boxed()
        })
        .await
    }

    /// Turns the second factor off.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn turn_off_second_factor(&self, account: &AccountId) -> Result<StaffChange> {
        self.change(account, "update staff_account set totp_secret = null, totp_pending = null where id = $1 and totp_secret is not null")
            .await
    }

    /// One statement about the account `$1`.
    async fn change(&self, account: &AccountId, statement: &'static str) -> Result<StaffChange> {
        let id = account.to_string();
        self.write(move |link| {
            async move {
                let changed = execute!(link, statement, id.as_str())?;
                Ok(if changed > 0 { StaffChange::Done } else { StaffChange::Unchanged })
            }
            .boxed()
        })
        .await
    }
}

/// Whether nobody else manages the accounts. Every admin's row is written first,
/// so that two admins who disable each other at once come one after the other.
async fn is_last_admin(link: &mut Link, account: &str) -> Result<bool> {
    execute!(&mut *link, "update staff_account set role = role where role = 'admin'")?;
    let last = row!(
        link,
        (String,),
        "select id from staff_account where id = $1 and role = 'admin' and disabled_at is null
           and not exists (select 1 from staff_account o where o.id <> $1 and o.role = 'admin' and o.disabled_at is null)",
        account
    )?;
    Ok(last.is_some())
}

/// Ends what an account had under its former rights: its logins, the links it gave.
async fn take_away(link: &mut Link, account: &str, changed: u64, now: Timestamp) -> Result<StaffChange> {
    if changed == 0 {
        return Ok(StaffChange::Unchanged);
    }
    end_logins(&mut *link, account).await?;
    execute!(
        link,
        "update staff_invitation set revoked_at = $1 where invited_by = $2 and used_at is null and revoked_at is null",
        millis(now),
        account
    )?;
    Ok(StaffChange::Done)
}
