//! Versions of the answers: each text once, the last twenty versions.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{Link, execute, row, rows};
use super::{Store, clean, instant, millis};
use crate::words::mark;

/// How many versions are kept.
pub const KEPT_VERSIONS: i64 = 20;

/// A version to keep.
#[derive(Clone, Debug)]
pub struct NewVersion {
    /// Its word, as exchanges keep it.
    pub version: String,
    /// Since when it is in service.
    pub served_from: Timestamp,
    /// Who brought it into service, when that is known.
    pub author: Option<String>,
    /// The text of each file, by its path in the responses folder.
    pub texts: Arc<BTreeMap<String, String>>,
}

/// A version that is kept, without its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptVersion {
    /// Its word, as exchanges keep it.
    pub version: String,
    /// When it last came into service.
    pub served_from: Timestamp,
    /// Who brought it into service, when that is known.
    pub author: Option<String>,
    /// A hash of the text of each file, by its path: two files with the same
    /// hash have the same text.
    pub files: BTreeMap<String, String>,
}

/// A version as its row is.
type VersionRow = (String, i64, Option<String>);

impl Store {
    /// Keeps a version that came into service, as the latest one; the oldest
    /// beyond twenty go, with the texts that no version holds any more. A version
    /// that is the latest already only learns its author.
    ///
    /// # Errors
    /// When the database is away: nothing is kept then.
    pub async fn keep_version(&self, new: NewVersion) -> Result<()> {
        // Outside the transaction, behind which candidates' questions wait.
        let hashes = new.texts.iter().map(|(path, text)| (path.clone(), mark(clean(text)))).collect();
        self.write(move |link| async move { keep(link, &new, &hashes).await }.boxed()).await
    }

    /// The versions that are kept, latest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn versions(&self) -> Result<Vec<KeptVersion>> {
        self.read(|link| async move { kept(link).await }.boxed()).await
    }

    /// The text of each file of a version, by its path; empty when the version
    /// is not kept.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn version_texts(&self, version: &str) -> Result<BTreeMap<String, String>> {
        let version = clean(version);
        self.read(move |link| {
            async move {
                let texts = rows!(
                    link,
                    (String, String),
                    "select f.path, t.text from faq_version_file f join faq_text t on t.hash = f.hash where f.version = $1",
                    version.as_str()
                )?;
                Ok(texts.into_iter().collect())
            }
            .boxed()
        })
        .await
    }
}

async fn keep(link: &mut Link, new: &NewVersion, hashes: &BTreeMap<String, String>) -> Result<()> {
    let latest = row!(&mut *link, (String, i64), "select version, place from faq_version order by place desc, version limit 1")?;
    let (latest, place) = latest.map_or((None, 0), |(version, place)| (Some(version), place));
    if latest.as_ref() == Some(&new.version) {
        let author = new.author.as_deref().map(clean);
        let learn = "update faq_version set author = coalesce($1, author) where version = $2";
        execute!(link, learn, author.as_deref(), new.version.as_str())?;
    } else if keep_row(link, new, place + 1).await? {
        keep_files(link, new, hashes, latest.as_deref()).await?;
        forget_oldest(link).await?;
    }
    Ok(())
}

/// Gives the version this place; true when its files are not kept yet.
async fn keep_row(link: &mut Link, new: &NewVersion, place: i64) -> Result<bool> {
    let author = new.author.as_deref().map(clean);
    // On conflict: it was in service before, or another instance keeps it right now.
    let fresh = execute!(
        &mut *link,
        "insert into faq_version (version, place, served_from, author) values ($1, $2, $3, $4) on conflict (version) do nothing",
        new.version.as_str(),
        place,
        millis(new.served_from),
        author.as_deref()
    )?;
    if fresh == 0 {
        execute!(
            link,
            "update faq_version set place = $1, served_from = $2, author = $3 where version = $4",
            place,
            millis(new.served_from),
            author.as_deref(),
            new.version.as_str()
        )?;
    }
    Ok(fresh > 0)
}

/// Copies the files of the latest version, then writes what differs: of a
/// thousand files mostly one.
async fn keep_files(link: &mut Link, new: &NewVersion, hashes: &BTreeMap<String, String>, latest: Option<&str>) -> Result<()> {
    let latest = latest.unwrap_or_default();
    let before = rows!(&mut *link, (String, String), "select path, hash from faq_version_file where version = $1", latest)?;
    let before: BTreeMap<String, String> = before.into_iter().collect();
    let copy = "insert into faq_version_file (version, path, hash) select $1, path, hash from faq_version_file where version = $2";
    execute!(&mut *link, copy, new.version.as_str(), latest)?;
    for path in before.keys().filter(|path| !hashes.contains_key(*path)) {
        let drop = "delete from faq_version_file where version = $1 and path = $2";
        execute!(&mut *link, drop, new.version.as_str(), path.as_str())?;
    }
    for (path, hash) in hashes.iter().filter(|(path, hash)| before.get(*path) != Some(hash)) {
        let text = new.texts.get(path).map(|text| clean(text)).unwrap_or_default();
        let keep = "insert into faq_text (hash, text) values ($1, $2) on conflict (hash) do nothing";
        execute!(&mut *link, keep, hash.as_str(), text)?;
        execute!(
            &mut *link,
            "insert into faq_version_file (version, path, hash) values ($1, $2, $3)
             on conflict (version, path) do update set hash = excluded.hash",
            new.version.as_str(),
            path.as_str(),
            hash.as_str()
        )?;
    }
    Ok(())
}

/// A text that another instance is about to use is held by its foreign key: one
/// of the two fails and is tried again.
async fn forget_oldest(link: &mut Link) -> Result<()> {
    let latest = "select min(place) from (select place from faq_version order by place desc limit $1) latest";
    let Some((Some(oldest_kept),)) = row!(&mut *link, (Option<i64>,), latest, KEPT_VERSIONS)? else { return Ok(()) };
    execute!(&mut *link, "delete from faq_version_file where version in (select version from faq_version where place < $1)", oldest_kept)?;
    let gone = execute!(&mut *link, "delete from faq_version where place < $1", oldest_kept)?;
    if gone > 0 {
        execute!(link, "delete from faq_text where not exists (select 1 from faq_version_file f where f.hash = faq_text.hash)")?;
    }
    Ok(())
}

async fn kept(link: &mut Link) -> Result<Vec<KeptVersion>> {
    let versions = rows!(&mut *link, VersionRow, "select version, served_from, author from faq_version order by place desc, version")?;
    let mut files: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (version, path, hash) in rows!(link, (String, String, String), "select version, path, hash from faq_version_file")? {
        files.entry(version).or_default().insert(path, hash);
    }
    let kept = versions.into_iter().map(|(version, served_from, author)| {
        let files = files.remove(&version).unwrap_or_default();
        KeptVersion { version, served_from: instant(served_from), author, files }
    });
    Ok(kept.collect())
}
