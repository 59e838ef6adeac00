//! The rights that people used: erasures, objections, and objections taken back.
//!
//! Nothing is kept of an objector but the line that says so; the same lines
//! bring an older copy of the database back in step.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{Link, execute, row, rows};
use super::person::erase;
use super::{Store, instant, millis};
use crate::words::{Person, Right, RightUsed};

impl Store {
    /// Whether a person objects to anything being kept of them.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn objects(&self, person: &Person) -> Result<bool> {
        let person = person.clone();
        self.read(move |link| async move { objects(link, &person).await }.boxed()).await
    }

    /// Erases a person and keeps that they object, at once.
    ///
    /// # Errors
    /// When the database is away: nothing changes then.
    pub async fn object(&self, person: &Person, nobody: &str, at: Timestamp) -> Result<()> {
        let (person, nobody) = (person.clone(), nobody.to_owned());
        self.write(move |link| {
            async move {
                lock(link, &person, at).await?;
                erase(link, &person, &nobody).await?;
                note(link, &person, Right::Objected, at).await
            }
            .boxed()
        })
        .await?;
        self.empty_journal().await;
        Ok(())
    }

    /// Takes an objection back; without one nothing changes.
    ///
    /// # Errors
    /// When the database is away: the objection stays then.
    pub async fn lift_objection(&self, person: &Person, at: Timestamp) -> Result<()> {
        let person = person.clone();
        self.write(move |link| {
            async move { if objects(link, &person).await? { note(link, &person, Right::Lifted, at).await } else { Ok(()) } }.boxed()
        })
        .await
    }

    /// An objection made under the pseudonym of last year holds under this
    /// year's, unless its person used a right under that one already.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn carry_objection(&self, before: &Person, person: &Person, nobody: &str, at: Timestamp) -> Result<()> {
        if !self.objects(before).await? || self.has_used_a_right(person).await? {
            return Ok(());
        }
        self.object(person, nobody, at).await
    }

    async fn has_used_a_right(&self, person: &Person) -> Result<bool> {
        let person = person.clone();
        self.read(move |link| async move { Ok(last_instant(link, &person).await?.is_some()) }.boxed()).await
    }

    /// Every right that was used, oldest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn rights_used(&self) -> Result<Vec<RightUsed>> {
        self.read(|link| {
            async move {
                let used = rows!(link, (String, String, i64), "select person, what, at from right_used order by at, person")?;
                let used = used.into_iter().filter_map(|(person, what, at)| {
                    Some(RightUsed { person: Person::new(person), right: Right::of_word(&what)?, at: instant(at) })
                });
                Ok(used.collect())
            }
            .boxed()
        })
        .await
    }

    /// Brings the database in step with a right that it does not know: what was
    /// kept of its person before goes. False when it knew it.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn replay_right(&self, used: &RightUsed, nobody: &str) -> Result<bool> {
        let (used, nobody) = (used.clone(), nobody.to_owned());
        let replayed = self.write(move |link| async move { replay(link, &used, &nobody).await }.boxed()).await?;
        if replayed {
            self.empty_journal().await;
        }
        Ok(replayed)
    }
}

/// Takes the row of a person, who may have none yet: their first question waits,
/// or is waited for.
async fn lock(link: &mut Link, person: &Person, at: Timestamp) -> Result<()> {
    execute!(
        link,
        "insert into person (id, first_seen_at, last_seen_at) values ($1, $2, $2) on conflict (id) do update set last_seen_at = excluded.last_seen_at",
        person.as_str(),
        millis(at)
    )?;
    Ok(())
}

/// Whether a person objects: the last of what they said counts.
pub(super) async fn objects(link: &mut Link, person: &Person) -> Result<bool> {
    let last = row!(
        link,
        (String,),
        "select what from right_used where person = $1 and what in ('objected', 'lifted') order by at desc limit 1",
        person.as_str()
    )?;
    Ok(last.is_some_and(|(what,)| what == Right::Objected.as_str()))
}

/// Keeps that a right was used, after all that its person used before.
pub(super) async fn note(link: &mut Link, person: &Person, right: Right, at: Timestamp) -> Result<()> {
    let last = last_instant(link, person).await?;
    let at = last.map_or(millis(at), |last| millis(at).max(last + 1));
    execute!(
        link,
        "insert into right_used (person, what, at) values ($1, $2, $3) on conflict (person, at) do nothing",
        person.as_str(),
        right.as_str(),
        at
    )?;
    Ok(())
}

async fn last_instant(link: &mut Link, person: &Person) -> Result<Option<i64>> {
    let last = row!(link, (Option<i64>,), "select max(at) from right_used where person = $1", person.as_str())?;
    Ok(last.and_then(|(last,)| last))
}

/// Somebody who came back after their erasure is not erased again.
async fn replay(link: &mut Link, used: &RightUsed, nobody: &str) -> Result<bool> {
    let fresh = execute!(
        &mut *link,
        "insert into right_used (person, what, at) values ($1, $2, $3) on conflict (person, at) do nothing",
        used.person.as_str(),
        used.right.as_str(),
        millis(used.at)
    )?;
    if fresh == 0 {
        return Ok(false);
    }
    let before =
        row!(&mut *link, (String,), "select id from person where id = $1 and first_seen_at <= $2", used.person.as_str(), millis(used.at))?;
    if used.right != Right::Lifted && before.is_some() {
        erase(link, &used.person, nobody).await?;
    }
    Ok(true)
}
