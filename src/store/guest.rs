//! The experts of one session, who have no account: a personal link that lets
//! them in as often as they like, until their session ends.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{execute, row, rows};
use super::staff::keep_login;
use super::{Store, clean, instant, millis};
use crate::words::{AccountId, QueuedId, SessionId, StaffRole};

/// An expert of one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// The account that what they do is kept under.
    pub account: AccountId,
    /// Their name, as the team and the log read it.
    pub name: String,
    /// The session they answer in.
    pub session: SessionId,
    /// Its title.
    pub title: String,
    /// When it begins.
    pub opens_at: Timestamp,
    /// When it ends, and their link with it.
    pub closes_at: Timestamp,
}

type Row = (String, String, String, String, i64, i64);

fn guest((account, name, session, title, opens_at, closes_at): Row) -> Guest {
    Guest {
        account: AccountId::new(account),
        name,
        session: SessionId::new(session),
        title,
        opens_at: instant(opens_at),
        closes_at: instant(closes_at),
    }
}

impl Store {
    /// Keeps the link of an expert for a session. False, and nothing kept, when
    /// the session is over or unknown.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn invite_guest(
        &self,
        account: &AccountId,
        session: &SessionId,
        name: &str,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<bool> {
        let (account, session, name, hash) = (account.clone(), session.clone(), clean(name), token_hash.to_owned());
        self.write(move |link| {
            async move {
                let made = execute!(
                    &mut *link,
                    "insert into staff_account (id, login, name, role, password_hash, totp_step, failed, created_at)
                     select $1, 'session ' || $1, $2, $3, '', 0, 0, $4 from session
                     where id = $5 and closed_at is null and closes_at > $4",
                    account.as_str(),
                    name.as_str(),
                    StaffRole::Expert.as_str(),
                    millis(now),
                    session.as_str()
                )?;
                if made > 0 {
                    execute!(
                        link,
                        "insert into session_guest (account_id, session_id, token_hash, created_at) values ($1, $2, $3, $4)",
                        account.as_str(),
                        session.as_str(),
                        hash.as_str(),
                        millis(now)
                    )?;
                }
                Ok(made > 0)
            }
            .boxed()
        })
        .await
    }

    /// The experts of a session whose link was not taken back, by name.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn guests_of(&self, session: &SessionId) -> Result<Vec<Guest>> {
        let session = session.clone();
        self.read(move |link| {
            async move {
                let found = rows!(
                    link,
                    Row,
                    "select a.id, a.name, s.id, s.title, s.opens_at, s.closes_at
                     from session_guest g join staff_account a on a.id = g.account_id join session s on s.id = g.session_id
                     where s.id = $1 and a.disabled_at is null order by a.name, a.id",
                    session.as_str()
                )?;
                Ok(found.into_iter().map(guest).collect())
            }
            .boxed()
        })
        .await
    }

    /// The expert of a link, while it serves.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn guest_of_link(&self, token_hash: &str, now: Timestamp) -> Result<Option<Guest>> {
        let hash = token_hash.to_owned();
        self.read(move |link| {
            async move {
                let found = row!(
                    link,
                    Row,
                    "select a.id, a.name, s.id, s.title, s.opens_at, s.closes_at
                     from session_guest g join staff_account a on a.id = g.account_id join session s on s.id = g.session_id
                     where g.token_hash = $1 and a.disabled_at is null and s.closed_at is null and s.closes_at > $2",
                    hash.as_str(),
                    millis(now)
                )?;
                Ok(found.map(guest))
            }
            .boxed()
        })
        .await
    }

    /// Lets the expert of a link in; their logins end with their session. None
    /// when the link does not serve.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn let_guest_in(&self, token_hash: &str, login_hash: &str, now: Timestamp) -> Result<Option<Guest>> {
        let Some(guest) = self.guest_of_link(token_hash, now).await? else { return Ok(None) };
        let (account, login, expires) = (guest.account.clone(), login_hash.to_owned(), guest.closes_at);
        self.write(move |link| async move { keep_login(link, account.as_str(), &login, now, expires).await }.boxed()).await?;
        Ok(Some(guest))
    }

    /// The session a queued question was asked in; none for the permanence, or
    /// when there is no such question.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn session_of_queued(&self, id: &QueuedId) -> Result<Option<SessionId>> {
        let id = id.clone();
        self.read(move |link| {
            async move {
                let found = row!(link, (Option<String>,), "select session_id from queued_question where id = $1", id.as_str())?;
                Ok(found.and_then(|(session,)| session).map(SessionId::new))
            }
            .boxed()
        })
        .await
    }
}
