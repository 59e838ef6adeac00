//! Ambassadors: who enrolled, by which invitation, and what they did. No name and
//! no address stands here.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{Link, execute, row};
use super::{Store, clean, millis};
use crate::words::{FirstStep, Level, Skill};

/// Somebody who enrols.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAmbassador {
    /// Their identifier.
    pub id: String,
    /// Which guide they read.
    pub skill: Skill,
    /// What a key made of their professional address.
    pub address_hash: String,
    /// Of the link to their own page.
    pub token_hash: String,
    /// What follows `/r/` in the link they share.
    pub slug: String,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enrolled {
    /// They are an ambassador of this level.
    As(Level),
    /// They were one already: nothing changed.
    Already,
    /// The invitation does not serve any more.
    Over,
}

/// An ambassador, as their own page shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambassador {
    /// Their identifier.
    pub id: String,
    /// Their level.
    pub level: Level,
    /// Which guide they read.
    pub skill: Skill,
    /// What follows `/r/` in their link.
    pub slug: String,
    /// What they ticked of the check-list.
    pub done: Vec<FirstStep>,
    /// On how many days they said that they posted.
    pub posts: u64,
}

type Row = (String, String, String, String, Option<i64>, Option<i64>, i64);

fn ambassador((id, level, skill, slug, photo_at, profile_at, posts): Row) -> Option<Ambassador> {
    let steps = [(FirstStep::Photo, photo_at.is_some()), (FirstStep::Profile, profile_at.is_some()), (FirstStep::Post, posts > 0)];
    Some(Ambassador {
        id,
        level: Level::of_word(&level)?,
        skill: Skill::of_word(&skill)?,
        slug,
        done: steps.into_iter().filter(|(_, done)| *done).map(|(step, _)| step).collect(),
        posts: posts.unsigned_abs(),
    })
}

impl Store {
    /// Enrols somebody by an invitation, with the link they share.
    ///
    /// # Errors
    /// When the database is away: nothing changed then.
    pub async fn enrol(&self, invitation_hash: &str, new: &NewAmbassador, now: Timestamp) -> Result<Enrolled> {
        let (invitation, new) = (invitation_hash.to_owned(), new.clone());
        self.write(move |link| async move { enrol(link, &invitation, &new, now).await }.boxed()).await
    }

    /// The ambassador of a page.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn ambassador_of_link(&self, token_hash: &str) -> Result<Option<Ambassador>> {
        let hash = token_hash.to_owned();
        self.read(move |link| {
            async move {
                let found = row!(
                    link,
                    Row,
                    "select a.id, a.level, a.skill, a.slug, a.photo_at, a.profile_at,
                            (select cast(count(*) as bigint) from ambassador_post p where p.ambassador_id = a.id)
                     from ambassador a where a.token_hash = $1",
                    hash.as_str()
                )?;
                Ok(found.and_then(ambassador))
            }
            .boxed()
        })
        .await
    }

    /// Ticks a photo or a profile, or takes the tick back; a post is said by day.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn tick_first_step(&self, id: &str, step: FirstStep, day: &str, is_done: bool, now: Timestamp) -> Result<()> {
        let (id, day, at) = (id.to_owned(), day.to_owned(), is_done.then_some(millis(now)));
        self.write(move |link| {
            async move {
                match (step, is_done) {
                    (FirstStep::Photo, _) => execute!(link, "update ambassador set photo_at = $1 where id = $2", at, id.as_str())?,
                    (FirstStep::Profile, _) => execute!(link, "update ambassador set profile_at = $1 where id = $2", at, id.as_str())?,
                    (FirstStep::Post, true) => execute!(
                        link,
                        "insert into ambassador_post (ambassador_id, day) select id, $1 from ambassador where id = $2
                         on conflict (ambassador_id, day) do nothing",
                        day.as_str(),
                        id.as_str()
                    )?,
                    (FirstStep::Post, false) => {
                        execute!(link, "delete from ambassador_post where ambassador_id = $1 and day = $2", id.as_str(), day.as_str())?
                    }
                };
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Keeps which guide somebody reads.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn change_skill(&self, id: &str, skill: Skill) -> Result<()> {
        let id = id.to_owned();
        self.write(move |link| {
            async move {
                execute!(link, "update ambassador set skill = $1 where id = $2", skill.as_str(), id.as_str())?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Gives the page of somebody another link, for who lost theirs: the old one
    /// opens nothing. False when nobody has this address.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn renew_ambassador_link(&self, address_hash: &str, token_hash: &str) -> Result<bool> {
        let (address, token) = (address_hash.to_owned(), token_hash.to_owned());
        self.write(move |link| {
            async move {
                let changed =
                    execute!(link, "update ambassador set token_hash = $1 where address_hash = $2", token.as_str(), address.as_str())?;
                Ok(changed > 0)
            }
            .boxed()
        })
        .await
    }

    /// The ambassador of an address, by their identifier.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn ambassador_of_address(&self, address_hash: &str) -> Result<Option<String>> {
        let address = address_hash.to_owned();
        self.read(move |link| {
            async move {
                let found = row!(link, (String,), "select id from ambassador where address_hash = $1", address.as_str())?;
                Ok(found.map(|(id,)| id))
            }
            .boxed()
        })
        .await
    }

    /// Erases somebody at once. Their link leads nowhere; what came by it stays
    /// counted for their level, under a word that is nobody's. False when they
    /// are not there.
    ///
    /// # Errors
    /// When the database is away: nothing changed then.
    pub async fn erase_ambassador(&self, id: &str, nobody: &str, now: Timestamp) -> Result<bool> {
        let (id, nobody) = (id.to_owned(), nobody.to_owned());
        self.write(move |link| async move { erase(link, &id, &nobody, now).await }.boxed()).await
    }

    /// Whether a link belongs to somebody, or did.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn is_personal_link(&self, slug: &str) -> Result<bool> {
        let slug = clean(slug);
        self.read(move |link| {
            async move { Ok(row!(link, (i64,), "select personal from link where slug = $1 and personal = 1", slug.as_str())?.is_some()) }
                .boxed()
        })
        .await
    }
}

async fn enrol(link: &mut Link, invitation: &str, new: &NewAmbassador, now: Timestamp) -> Result<Enrolled> {
    let known = row!(&mut *link, (String,), "select id from ambassador where address_hash = $1", new.address_hash.as_str())?;
    if known.is_some() {
        return Ok(Enrolled::Already);
    }
    let Some(level) = take_place(link, invitation, now).await? else { return Ok(Enrolled::Over) };
    let fresh = execute!(
        &mut *link,
        "insert into ambassador (id, level, skill, address_hash, token_hash, slug, enrolled_at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (address_hash) do nothing",
        new.id.as_str(),
        level.as_str(),
        new.skill.as_str(),
        new.address_hash.as_str(),
        new.token_hash.as_str(),
        new.slug.as_str(),
        millis(now)
    )?;
    if fresh == 0 {
        // The same person at the same moment, from another window.
        execute!(link, "update ambassador_invitation set used = used - 1 where token_hash = $1", invitation)?;
        return Ok(Enrolled::Already);
    }
    execute!(
        link,
        "insert into link (slug, source, created_at, personal) values ($1, $2, $3, 1)",
        new.slug.as_str(),
        level.source(),
        millis(now)
    )?;
    Ok(Enrolled::As(level))
}

/// Takes one of the places that an invitation gives, for somebody of its level;
/// none when it gives none any more.
async fn take_place(link: &mut Link, invitation: &str, now: Timestamp) -> Result<Option<Level>> {
    let taken = row!(
        link,
        (String,),
        "update ambassador_invitation set used = used + 1
         where token_hash = $1 and used < places and expires_at > $2 and taken_back_at is null returning level",
        invitation,
        millis(now)
    )?;
    Ok(taken.and_then(|(level,)| Level::of_word(&level)))
}

async fn erase(link: &mut Link, id: &str, nobody: &str, now: Timestamp) -> Result<bool> {
    execute!(&mut *link, "delete from ambassador_post where ambassador_id = $1", id)?;
    let gone = row!(&mut *link, (String,), "delete from ambassador where id = $1 returning slug", id)?;
    let Some((slug,)) = gone else { return Ok(false) };
    execute!(&mut *link, "update ambassador_invitation set invited_by = null where invited_by = $1", id)?;
    execute!(
        &mut *link,
        "insert into link (slug, source, created_at, removed_at, personal) select $1, source, created_at, $2, 1 from link where slug = $3",
        nobody,
        millis(now),
        slug.as_str()
    )?;
    for table in [
        "update visit set slug = $1 where slug = $2",
        "update conversation set link = $1 where link = $2",
        "update apply_click set link = $1 where link = $2",
    ] {
        execute!(&mut *link, table, nobody, slug.as_str())?;
    }
    execute!(link, "delete from link where slug = $1", slug.as_str())?;
    Ok(true)
}
