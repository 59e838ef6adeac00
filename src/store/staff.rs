//! Staff logins: only the hash of a token is kept, and until when it is good.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{execute, row};
use super::{Store, millis};

impl Store {
    /// Keeps an invitation, good once; earlier ones are void.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn keep_invitation(&self, token_hash: &str, now: Timestamp, expires: Timestamp) -> Result<()> {
        let hash = token_hash.to_owned();
        self.write(move |link| {
            async move {
                execute!(&mut *link, "delete from staff_login where kind = 'invitation'")?;
                execute!(
                    link,
                    "insert into staff_login (token_hash, kind, created_at, expires_at) values ($1, 'invitation', $2, $3)",
                    hash.as_str(),
                    millis(now),
                    millis(expires)
                )?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Turns an invitation into a login. False when it was used, void or too old.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn use_invitation(&self, token_hash: &str, login_hash: &str, now: Timestamp, expires: Timestamp) -> Result<bool> {
        let (invitation, login) = (token_hash.to_owned(), login_hash.to_owned());
        self.write(move |link| {
            async move {
                let taken = execute!(
                    link,
                    "update staff_login set token_hash = $1, kind = 'cookie', created_at = $2, expires_at = $3
                     where token_hash = $4 and kind = 'invitation' and expires_at > $2",
                    login.as_str(),
                    millis(now),
                    millis(expires),
                    invitation.as_str()
                )?;
                Ok(taken > 0)
            }
            .boxed()
        })
        .await
    }

    /// Whether a login is good at an instant.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn is_logged_in(&self, login_hash: &str, now: Timestamp) -> Result<bool> {
        let hash = login_hash.to_owned();
        self.read(move |link| {
            async move {
                let found = row!(
                    link,
                    (String,),
                    "select token_hash from staff_login where token_hash = $1 and kind = 'cookie' and expires_at > $2",
                    hash.as_str(),
                    millis(now)
                )?;
                Ok(found.is_some())
            }
            .boxed()
        })
        .await
    }

    /// Ends a login.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn log_out(&self, login_hash: &str) -> Result<()> {
        let hash = login_hash.to_owned();
        self.write(move |link| {
            async move {
                execute!(link, "delete from staff_login where token_hash = $1", hash.as_str())?;
                Ok(())
            }
            .boxed()
        })
        .await
    }
}
