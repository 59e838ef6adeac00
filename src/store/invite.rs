//! The permanent invites: one a source, counted as totals, checked each hour.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::alert::raise;
use super::link::{Link, execute, row, rows};
use super::{CLOCKS_DIFFER, Store, clean, millis};

/// An invite to our server.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Invite {
    /// What follows `discord.gg/`.
    pub code: String,
    /// The source it was made for.
    pub source: String,
    /// The server it has to lead to.
    pub server: String,
    /// When it was found to lead there no longer, in milliseconds.
    pub gone_at: Option<i64>,
}

impl Invite {
    /// Where it leads people.
    pub fn address(&self) -> String {
        format!("{INVITES}{}", self.code)
    }
}

/// What every invite's address begins with.
const INVITES: &str = "https://discord.gg/";

impl Store {
    /// The good invite of a source, if there is one.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn invite_of(&self, source: &str) -> Result<Option<Invite>> {
        let source = clean(source);
        self.read(move |link| async move { good_invite(link, &source).await }.boxed()).await
    }

    /// Keeps an invite that was just made. Gives the one that counts for its
    /// source, which is another when two were made at once.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn keep_invite(&self, invite: &Invite, now: Timestamp) -> Result<Invite> {
        let invite = invite.clone();
        self.write(move |link| {
            async move {
                execute!(
                    &mut *link,
                    "insert into invite (code, source, server, created_at, checked_at)
                     select $1, $2, $3, $4, $4 where not exists (select 1 from invite where source = $2 and gone_at is null)
                     on conflict (code) do nothing",
                    clean(&invite.code),
                    clean(&invite.source),
                    invite.server.as_str(),
                    millis(now)
                )?;
                Ok(good_invite(link, &invite.source).await?.unwrap_or(invite))
            }
            .boxed()
        })
        .await
    }

    /// Whether an address is that of a good invite of ours.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn is_own_invite(&self, address: &str) -> Result<bool> {
        let Some(code) = address.strip_prefix(INVITES).map(clean) else { return Ok(false) };
        self.read(move |link| {
            async move {
                let found = row!(link, (String,), "select code from invite where code = $1 and gone_at is null", code.as_str())?;
                Ok(found.is_some())
            }
            .boxed()
        })
        .await
    }

    /// Every invite with how often it was used at its last reading, if it was
    /// ever read; by source.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn invites(&self) -> Result<Vec<(Invite, Option<i64>)>> {
        self.read(|link| {
            async move {
                let found = rows!(
                    link,
                    (String, String, String, Option<i64>, Option<i64>),
                    "select i.code, i.source, i.server, i.gone_at, cast(max(u.uses) as bigint)
                     from invite i left join invite_use u on u.code = i.code
                     group by i.code, i.source, i.server, i.gone_at, i.created_at order by i.source, i.created_at"
                )?;
                let told = |(code, source, server, gone_at, uses)| (Invite { code, source, server, gone_at }, uses);
                Ok(found.into_iter().map(told).collect())
            }
            .boxed()
        })
        .await
    }

    /// Takes the good invites that were last checked at `checked_before` or
    /// earlier, or by a clock that was set back since; each is given to one
    /// caller only.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn claim_invites(&self, checked_before: Timestamp, now: Timestamp) -> Result<Vec<Invite>> {
        self.write(move |link| {
            async move {
                let mut due = rows!(
                    link,
                    Invite,
                    "update invite set checked_at = $1 where gone_at is null and (checked_at <= $2 or checked_at > $3) returning code, source, server, gone_at",
                    millis(now),
                    millis(checked_before),
                    millis(now + CLOCKS_DIFFER)
                )?;
                due.sort_by(|one, other| one.code.cmp(&other.code));
                Ok(due)
            }
            .boxed()
        })
        .await
    }

    /// Has an invite looked at again as if it had last been checked at this instant.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn check_invite_again(&self, code: &str, checked_at: Timestamp) -> Result<()> {
        let code = clean(code);
        self.write(move |link| {
            async move {
                execute!(link, "update invite set checked_at = $1 where code = $2", millis(checked_at), code.as_str())?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// An invite leads elsewhere, or nowhere: its tracked links are removed and
    /// the team is told, in one transaction.
    ///
    /// # Errors
    /// When the database is away: it is found again at the next check.
    pub async fn lose_invite(&self, invite: &Invite, now: Timestamp) -> Result<()> {
        let invite = invite.clone();
        self.write(move |link| {
            async move {
                let gone = execute!(
                    &mut *link,
                    "update invite set gone_at = $1 where code = $2 and gone_at is null",
                    millis(now),
                    invite.code.as_str()
                )?;
                if gone > 0 {
                    execute!(
                        &mut *link,
                        "update link set removed_at = $1 where target = $2 and removed_at is null",
                        millis(now),
                        invite.address()
                    )?;
                    raise(link, "invite_gone", &invite.source, now).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Keeps how often invites of ours had been used on a day in Paris.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn read_invites(&self, day: &str, uses: Vec<(String, u64)>) -> Result<()> {
        let day = day.to_owned();
        self.write(move |link| {
            async move {
                for (code, uses) in uses {
                    execute!(
                        &mut *link,
                        "insert into invite_use (code, day, uses) select code, $2, $3 from invite where code = $1
                         on conflict (code, day) do update set uses = excluded.uses",
                        code.as_str(),
                        day.as_str(),
                        i64::try_from(uses).unwrap_or(i64::MAX)
                    )?;
                }
                Ok(())
            }
            .boxed()
        })
        .await
    }
}

async fn good_invite(link: &mut Link, source: &str) -> Result<Option<Invite>> {
    Ok(row!(
        link,
        Invite,
        "select code, source, server, gone_at from invite where source = $1 and gone_at is null order by created_at, code limit 1",
        source
    )?)
}
