//! Tracked links and the visits they bring: a counter a day, nothing more.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{execute, row, rows};
use super::{Store, clean, millis};

/// A tracked link.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TrackedLink {
    /// What stands after `/r/`.
    pub slug: String,
    /// The source its visitors carry.
    pub source: String,
    /// Where it leads; the chat page when there is none.
    pub target: Option<String>,
    /// When it was removed, in milliseconds.
    pub removed_at: Option<i64>,
}

/// A link with all its visits.
type Counted = (String, String, Option<String>, Option<i64>, i64);

impl Store {
    /// The link of a slug, removed ones too.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn tracked_link(&self, slug: &str) -> Result<Option<TrackedLink>> {
        let slug = clean(slug);
        self.read(move |link| {
            async move { Ok(row!(link, TrackedLink, "select slug, source, target, removed_at from link where slug = $1", slug.as_str())?) }
                .boxed()
        })
        .await
    }

    /// Every link with its visits, by slug; those of ambassadors are their own.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn tracked_links(&self) -> Result<Vec<(TrackedLink, i64)>> {
        self.read(|link| {
            async move {
                let found = rows!(
                    link,
                    Counted,
                    "select l.slug, l.source, l.target, l.removed_at, cast(coalesce(sum(v.visits), 0) as bigint)
                     from link l left join visit v on v.slug = l.slug where l.personal = 0 group by l.slug, l.source, l.target, l.removed_at order by l.slug"
                )?;
                let counted = |(slug, source, target, removed_at, visits)| (TrackedLink { slug, source, target, removed_at }, visits);
                Ok(found.into_iter().map(counted).collect())
            }
            .boxed()
        })
        .await
    }

    /// Keeps a new link. False when the slug exists.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn add_link(&self, slug: &str, source: &str, target: Option<&str>, now: Timestamp) -> Result<bool> {
        let (slug, source, target) = (clean(slug), clean(source), target.map(clean));
        self.write(move |link| {
            async move {
                let fresh = execute!(
                    link,
                    "insert into link (slug, source, target, created_at) values ($1, $2, $3, $4) on conflict (slug) do nothing",
                    slug.as_str(),
                    source.as_str(),
                    target.as_deref(),
                    millis(now)
                )?;
                Ok(fresh > 0)
            }
            .boxed()
        })
        .await
    }

    /// Keeps a link that leads to an invite of ours; one that led to an invite of
    /// the same source that is gone leads to this one. False when the link leads
    /// elsewhere, or carries another source.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn lead_to_invite(&self, slug: &str, source: &str, invite: &str, now: Timestamp) -> Result<bool> {
        let (slug, source, invite) = (clean(slug), clean(source), clean(invite));
        self.write(move |link| {
            async move {
                let kept = execute!(
                    link,
                    "insert into link (slug, source, target, created_at) values ($1, $2, $3, $4)
                     on conflict (slug) do update set target = excluded.target, removed_at = null
                     where link.source = excluded.source
                       and (link.target = excluded.target or (link.removed_at is not null and link.target in (select 'https://discord.gg/' || code from invite)))",
                    slug.as_str(),
                    source.as_str(),
                    invite.as_str(),
                    millis(now)
                )?;
                Ok(kept > 0)
            }
            .boxed()
        })
        .await
    }

    /// Removes a link; its visits stay. False when there is none to remove.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn remove_link(&self, slug: &str, now: Timestamp) -> Result<bool> {
        let slug = clean(slug);
        self.write(move |link| {
            async move {
                let changed =
                    execute!(link, "update link set removed_at = $1 where slug = $2 and removed_at is null", millis(now), slug.as_str())?;
                Ok(changed > 0)
            }
            .boxed()
        })
        .await
    }

    /// Counts one visit of a link on a day (`2026-11-22`, in Paris).
    ///
    /// # Errors
    /// When the database is away: the visitor goes on all the same.
    pub async fn count_visit(&self, slug: &str, day: &str) -> Result<()> {
        let (slug, day) = (clean(slug), day.to_owned());
        self.write(move |link| {
            async move {
                execute!(
                    link,
                    "insert into visit (slug, day, visits) values ($1, $2, 1) on conflict (slug, day) do update set visits = visit.visits + 1",
                    slug.as_str(), day.as_str()
                )?;
                Ok(())
            }
            .boxed()
        })
        .await
    }
}
