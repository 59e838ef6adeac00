//! Invitations to become an ambassador: for so many people of one level, by the
//! team or by an ambassador of the level above.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{execute, row, rows};
use super::{Store, instant, millis};
use crate::words::Level;

/// An invitation to become an ambassador.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmbassadorInvitation {
    /// Its identifier.
    pub id: String,
    /// Who is invited.
    pub level: Level,
    /// How many may enrol by it.
    pub places: u64,
    /// Whether somebody still may.
    pub is_open: bool,
    /// When it was given.
    pub created_at: Timestamp,
    /// Until when it serves.
    pub expires_at: Timestamp,
}

type InvitationRow = (String, String, i64, i64, i64, i64, Option<i64>);

fn invitation(
    (id, level, places, used, created_at, expires_at, taken_back_at): InvitationRow,
    now: Timestamp,
) -> Option<AmbassadorInvitation> {
    Some(AmbassadorInvitation {
        id,
        level: Level::of_word(&level)?,
        places: places.unsigned_abs(),
        is_open: used < places && taken_back_at.is_none() && expires_at > millis(now),
        created_at: instant(created_at),
        expires_at: instant(expires_at),
    })
}

impl Store {
    /// Keeps an invitation for so many people of a level, by an ambassador or by
    /// the team.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn invite_ambassadors(
        &self,
        (id, token_hash): (&str, &str),
        (level, places): (Level, u32),
        invited_by: Option<&str>,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<()> {
        let (id, hash, by) = (id.to_owned(), token_hash.to_owned(), invited_by.map(str::to_owned));
        self.write(move |link| {
            async move {
                execute!(
                    link,
                    "insert into ambassador_invitation (id, token_hash, level, invited_by, places, used, created_at, expires_at)
                     values ($1, $2, $3, $4, $5, 0, $6, $7)",
                    id.as_str(),
                    hash.as_str(),
                    level.as_str(),
                    by.as_deref(),
                    i64::from(places),
                    millis(now),
                    millis(expires_at)
                )?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Whom an invitation that still serves is for.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn open_ambassador_invitation(&self, token_hash: &str, now: Timestamp) -> Result<Option<Level>> {
        let hash = token_hash.to_owned();
        self.read(move |link| {
            async move {
                let found = row!(
                    link,
                    (String,),
                    "select level from ambassador_invitation
                     where token_hash = $1 and used < places and expires_at > $2 and taken_back_at is null",
                    hash.as_str(),
                    millis(now)
                )?;
                Ok(found.and_then(|(level,)| Level::of_word(&level)))
            }
            .boxed()
        })
        .await
    }

    /// The invitations that the team gave, or those of one ambassador, latest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn ambassador_invitations(&self, invited_by: Option<&str>, now: Timestamp) -> Result<Vec<AmbassadorInvitation>> {
        let by = invited_by.unwrap_or_default().to_owned();
        self.read(move |link| {
            async move {
                let found = rows!(
                    link,
                    InvitationRow,
                    "select id, level, places, used, created_at, expires_at, taken_back_at from ambassador_invitation
                     where coalesce(invited_by, '') = $1 order by created_at desc, id limit 200",
                    by.as_str()
                )?;
                Ok(found.into_iter().filter_map(|row| invitation(row, now)).collect())
            }
            .boxed()
        })
        .await
    }

    /// Takes an invitation back: it opens nothing more. False when it did not serve.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn take_back_ambassador_invitation(&self, id: &str, now: Timestamp) -> Result<bool> {
        let id = id.to_owned();
        self.write(move |link| {
            async move {
                let changed = execute!(
                    link,
                    "update ambassador_invitation set taken_back_at = $1 where id = $2 and taken_back_at is null and expires_at > $1",
                    millis(now),
                    id.as_str()
                )?;
                Ok(changed > 0)
            }
            .boxed()
        })
        .await
    }
}
