//! Campaigns: their sheets, and the lines noted of them, which are only added.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{Link, execute, row, rows};
use super::{Store, clean, millis};

/// The sheet of a campaign.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct KeptCampaign {
    /// Its word.
    pub slug: String,
    /// What it holds, as JSON.
    pub sheet: String,
    /// How often it was written.
    pub version: i64,
    /// How many lines were noted of it.
    pub noted: i64,
}

/// A reading.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct KeptReading {
    /// Of which post.
    pub post: String,
    /// What, as the word that is typed for it.
    pub measure: String,
    /// How many.
    pub value: i64,
    /// On which day, `2026-11-22`, when it is known.
    pub read_on: Option<String>,
    /// By whom.
    pub reader: String,
    /// Where.
    pub place: String,
    /// What explains it.
    pub remark: String,
}

/// A count.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct KeptCount {
    /// Of which position.
    pub position: String,
    /// Which step, as the word that is typed for it.
    pub step: String,
    /// How many.
    pub value: i64,
    /// On which day, when it is known.
    pub counted_on: Option<String>,
    /// By whom.
    pub author: String,
    /// Of which origin; none for all.
    pub origin: Option<String>,
}

impl Store {
    /// Keeps a new campaign, with the lines it comes with. False when its word
    /// is taken: nothing is kept then.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn add_campaign(
        &self,
        campaign: (&str, &str, &str),
        readings: Vec<KeptReading>,
        counts: Vec<KeptCount>,
        by: &str,
        now: Timestamp,
    ) -> Result<bool> {
        let (slug, name, sheet) = campaign;
        let (slug, name, sheet, by) = (clean(slug), clean(name), clean(sheet), clean(by));
        self.write(move |link| {
            async move {
                let fresh = execute!(
                    &mut *link,
                    "insert into campaign (slug, name, sheet, version, noted, created_at, changed_at) values ($1, $2, $3, 1, $4, $5, $5)
                     on conflict (slug) do nothing",
                    slug.as_str(),
                    name.as_str(),
                    sheet.as_str(),
                    length(readings.len() + counts.len()),
                    millis(now)
                )?;
                if fresh > 0 {
                    note(link, Noted { slug: &slug, after: 0, by: &by, now }, &readings, &counts).await?;
                }
                Ok(fresh > 0)
            }
            .boxed()
        })
        .await
    }

    /// Writes the sheet of a campaign anew. False when it was written, or a line
    /// noted of it, since it was read.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn change_campaign(&self, read: &KeptCampaign, name: &str, sheet: &str, now: Timestamp) -> Result<bool> {
        let (read, name, sheet) = (read.clone(), clean(name), clean(sheet));
        self.write(move |link| {
            async move {
                let changed = execute!(
                    link,
                    "update campaign set name = $1, sheet = $2, version = version + 1, changed_at = $3
                     where slug = $4 and version = $5 and noted = $6",
                    name.as_str(),
                    sheet.as_str(),
                    millis(now),
                    read.slug.as_str(),
                    read.version,
                    read.noted
                )?;
                Ok(changed > 0)
            }
            .boxed()
        })
        .await
    }

    /// Adds lines to a campaign, all or none. False when its sheet was written,
    /// or a line noted of it, since it was read.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn note_lines(
        &self,
        read: &KeptCampaign,
        readings: Vec<KeptReading>,
        counts: Vec<KeptCount>,
        by: &str,
        now: Timestamp,
    ) -> Result<bool> {
        let (read, by) = (read.clone(), clean(by));
        self.write(move |link| {
            async move {
                let taken = execute!(
                    &mut *link,
                    "update campaign set noted = noted + $1, changed_at = $2 where slug = $3 and version = $4 and noted = $5",
                    length(readings.len() + counts.len()),
                    millis(now),
                    read.slug.as_str(),
                    read.version,
                    read.noted
                )?;
                if taken > 0 {
                    note(link, Noted { slug: &read.slug, after: read.noted, by: &by, now }, &readings, &counts).await?;
                }
                Ok(taken > 0)
            }
            .boxed()
        })
        .await
    }

    /// Every campaign, the latest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn campaigns(&self) -> Result<Vec<KeptCampaign>> {
        self.read(|link| {
            async move { Ok(rows!(link, KeptCampaign, "select slug, sheet, version, noted from campaign order by created_at desc, slug")?) }
                .boxed()
        })
        .await
    }

    /// One campaign with its readings and counts, in the order they were noted.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn campaign(&self, slug: &str) -> Result<Option<(KeptCampaign, Vec<KeptReading>, Vec<KeptCount>)>> {
        let slug = clean(slug);
        self.read(move |link| async move { campaign(link, &slug).await }.boxed()).await
    }
}

async fn campaign(link: &mut Link, slug: &str) -> Result<Option<(KeptCampaign, Vec<KeptReading>, Vec<KeptCount>)>> {
    let Some(kept) = row!(&mut *link, KeptCampaign, "select slug, sheet, version, noted from campaign where slug = $1", slug)? else {
        return Ok(None);
    };
    // A line that is added meanwhile is of a later reading: it is left out.
    let readings = rows!(
        &mut *link,
        KeptReading,
        "select post, measure, value, read_on, reader, place, remark from campaign_reading
         where campaign = $1 and place_noted <= $2 order by place_noted",
        slug,
        kept.noted
    )?;
    let counts = rows!(
        link,
        KeptCount,
        "select position, step, value, counted_on, author, origin from campaign_count
         where campaign = $1 and place_noted <= $2 order by place_noted",
        slug,
        kept.noted
    )?;
    Ok(Some((kept, readings, counts)))
}

fn length(lines: usize) -> i64 {
    i64::try_from(lines).unwrap_or(i64::MAX)
}

/// Where lines are noted.
struct Noted<'a> {
    slug: &'a str,
    /// How many lines stand before them.
    after: i64,
    by: &'a str,
    now: Timestamp,
}

async fn note(link: &mut Link, noted: Noted<'_>, readings: &[KeptReading], counts: &[KeptCount]) -> Result<()> {
    let mut place = noted.after;
    for reading in readings {
        place += 1;
        note_reading(link, &noted, place, reading).await?;
    }
    for count in counts {
        place += 1;
        note_count(link, &noted, place, count).await?;
    }
    Ok(())
}

async fn note_reading(link: &mut Link, noted: &Noted<'_>, place: i64, reading: &KeptReading) -> Result<()> {
    execute!(
        link,
        "insert into campaign_reading (campaign, place_noted, post, measure, value, read_on, reader, place, remark, noted_at, noted_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        noted.slug,
        place,
        clean(&reading.post),
        reading.measure.as_str(),
        reading.value,
        reading.read_on.as_deref(),
        clean(&reading.reader),
        clean(&reading.place),
        clean(&reading.remark),
        millis(noted.now),
        noted.by
    )?;
    Ok(())
}

async fn note_count(link: &mut Link, noted: &Noted<'_>, place: i64, count: &KeptCount) -> Result<()> {
    execute!(
        link,
        "insert into campaign_count (campaign, place_noted, position, step, value, counted_on, author, origin, noted_at, noted_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        noted.slug,
        place,
        clean(&count.position),
        count.step.as_str(),
        count.value,
        count.counted_on.as_deref(),
        clean(&count.author),
        count.origin.as_deref(),
        millis(noted.now),
        noted.by
    )?;
    Ok(())
}
