//! Campaigns between the database and their rules: what is kept of one, what its
//! links brought, and new lines, checked beside those that stand.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::campaign::{
    Campaign, Count, Dossier, Measured, Reading, Step, Table, check_counts, check_readings, example, examples, read_counts, read_readings,
};
use crate::report::campaign::{Announcement, Brought, CampaignReport, LinkBrought, MediaShare, media_of, summarise};
use crate::report::{Measure, State};
use crate::store::{KeptCampaign, KeptCount, KeptReading, PlannedSession, Store, Window};

use super::reach::reach;
use super::report_versions::note_versions;
use super::{Known, Plan};

/// How often lines are checked anew when others are noted meanwhile.
const TRIES: usize = 5;

/// What is said when a campaign changes all the time under one's hands.
const CHANGED: &str = "la campagne a changé entre-temps : rien n'est enregistré, relisez-la et recommencez";

/// A campaign as it was read, and which state of it that is; none for an example.
#[derive(Clone, Debug)]
pub struct ReadCampaign {
    /// The campaign.
    pub dossier: Dossier,
    /// What the database holds of it.
    pub kept: Option<KeptCampaign>,
}

/// What became of something that somebody typed: kept, or all that is wrong.
pub type Typed<T> = Result<T, Vec<String>>;

/// A campaign of HR, else the example of that word.
///
/// # Errors
/// When the database is away, or holds what this program cannot read.
pub async fn campaign_of(store: &Store, slug: &str) -> Result<Option<ReadCampaign>> {
    let Some((kept, readings, counts)) = store.campaign(slug).await? else {
        return Ok(example(slug).map(|dossier| ReadCampaign { dossier: dossier.clone(), kept: None }));
    };
    let dossier = Dossier {
        campaign: sheet_of(&kept)?,
        readings: readings.into_iter().map(reading).collect::<Result<_>>()?,
        counts: counts.into_iter().map(count).collect::<Result<_>>()?,
        is_example: false,
    };
    Ok(Some(ReadCampaign { dossier, kept: Some(kept) }))
}

/// Every campaign of HR, the latest first, then the examples.
///
/// # Errors
/// As [`campaign_of`].
pub async fn campaigns(store: &Store) -> Result<Vec<(Campaign, bool)>> {
    let kept = store.campaigns().await?;
    let own = kept.iter().map(|kept| Ok((sheet_of(kept)?, false))).collect::<Result<Vec<_>>>()?;
    Ok(own.into_iter().chain(examples().iter().map(|dossier| (dossier.campaign.clone(), true))).collect())
}

/// The words that a plan may name, beside the themes of the answers.
///
/// # Errors
/// When the database is away.
pub async fn known_words(store: &Store, themes: BTreeSet<String>) -> Result<Known> {
    let campaigns = store.campaigns().await?.into_iter().map(|kept| kept.slug).collect();
    let links = store.tracked_links().await?.into_iter().map(|(link, _)| link.slug).collect();
    Ok(Known { themes, campaigns, links })
}

fn sheet_of(kept: &KeptCampaign) -> Result<Campaign> {
    serde_json::from_str(&kept.sheet).with_context(|| format!("reading the sheet of the campaign {}", kept.slug))
}

/// A campaign with its figures.
///
/// # Errors
/// As [`campaign_of`].
pub async fn campaign_report(store: &Store, slug: &str) -> Result<Option<CampaignReport>> {
    let Some(read) = campaign_of(store, slug).await? else { return Ok(None) };
    let brought = brought(store, &read.dossier).await?;
    Ok(Some(summarise(&read.dossier, &brought)))
}

/// What the links and the offers of a campaign brought, in its dates. An example
/// names no link of ours.
async fn brought(store: &Store, dossier: &Dossier) -> Result<Brought> {
    if dossier.is_example {
        return Ok(Brought::default());
    }
    let (starts, ends) = (dossier.campaign.starts, dossier.campaign.ends);
    let window = Window::of_days(starts, ends);
    let mut links = Vec::new();
    for slug in dossier.campaign.links() {
        links.extend(link(store, slug, &window).await?);
    }
    let clicks = store.apply_clicks(&window).await?;
    // What brings to all of the employer is of a campaign as far as its dates say so.
    let reach = if starts.or(ends).is_some() { Some(reach(store, &window).await?) } else { None };
    Ok(Brought { links, offers: clicks.into_iter().map(|(offer, clicks)| (offer, clicks.unsigned_abs())).collect(), reach })
}

async fn link(store: &Store, slug: &str, window: &Window) -> Result<Option<LinkBrought>> {
    Ok(store.brought_by(slug, window).await?.map(|brought| by_link(slug, brought)))
}

fn by_link(slug: &str, brought: crate::store::Brought) -> LinkBrought {
    LinkBrought {
        slug: slug.to_owned(),
        target: brought.target,
        source: brought.source,
        visits: brought.visits.unsigned_abs(),
        arrivals: brought.arrivals.unsigned_abs(),
        askers: brought.askers.unsigned_abs(),
        appliers: brought.appliers.unsigned_abs(),
    }
}

/// What one link brought since it was made, small groups hidden.
#[derive(Clone, Debug)]
pub struct Brings {
    /// Visits, programs left out.
    pub visits: u64,
    /// People whose first contact it brought.
    pub arrivals: Measure,
    /// Those who asked.
    pub askers: Measure,
    /// Those who clicked on « postuler ».
    pub appliers: Measure,
    /// Arrivals of visits in %, when they may be divided.
    pub share: Option<f64>,
}

/// What one link brought since it was made.
///
/// # Errors
/// When the database is away.
pub async fn brings_of(store: &Store, slug: &str) -> Result<Brings> {
    Ok(brings(link(store, slug, &Window::ever()).await?.unwrap_or_default()))
}

/// The same of an ambassador's own link, for them alone.
///
/// # Errors
/// When the database is away.
pub async fn brings_of_own_link(store: &Store, slug: &str) -> Result<Brings> {
    let found = store.brought_by_own_link(slug, &Window::ever()).await?;
    Ok(brings(found.map(|brought| by_link(slug, brought)).unwrap_or_default()))
}

fn brings(found: LinkBrought) -> Brings {
    let report = summarise(&Dossier::default(), &Brought { links: vec![found.clone()], ..Brought::default() });
    let step = |key: &str| report.funnel.iter().find(|step| step.key == key).map(|step| step.measure.clone());
    let unknown = || Measure { value: serde_json::Value::Null, base: None, coverage: None, read_on: None, state: State::Unknown };
    Brings {
        visits: found.visits,
        arrivals: step("arrivals").unwrap_or_else(unknown),
        askers: step("askers").unwrap_or_else(unknown),
        appliers: step("apply_clicks").unwrap_or_else(unknown),
        share: report.passages.iter().find(|passage| passage.to == "arrivals").and_then(|passage| passage.measure.value.as_f64()),
    }
}

/// Keeps a new campaign with its lines.
///
/// # Errors
/// When the database is away.
pub async fn keep_campaign(store: &Store, dossier: &Dossier, by: &str, now: Timestamp) -> Result<Typed<()>> {
    let campaign = &dossier.campaign;
    let taken = |what: &str| Ok(Err(vec![format!("le mot « {} » est déjà celui d'{what} : choisissez-en un autre", campaign.slug)]));
    if example(&campaign.slug).is_some() {
        return taken("un exemple livré");
    }
    let (sheet, readings, counts) = (serde_json::to_string(campaign)?, kept_readings(&dossier.readings), kept_counts(&dossier.counts));
    if store.add_campaign((&campaign.slug, &campaign.name, &sheet), readings, counts, by, now).await? {
        return Ok(Ok(()));
    }
    taken("une autre campagne")
}

/// Writes the sheet of a campaign anew; its word stays, and what was read or
/// counted keeps its post or its position.
///
/// # Errors
/// When the database is away.
pub async fn change_campaign(store: &Store, read: &ReadCampaign, campaign: &Campaign, now: Timestamp) -> Result<Typed<()>> {
    let Some(kept) = &read.kept else { return Ok(Err(vec!["un exemple ne change pas : faites-en une campagne à vous".to_owned()])) };
    let problems = orphans(&read.dossier, campaign);
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    let campaign = Campaign { slug: kept.slug.clone(), ..campaign.clone() };
    let changed = store.change_campaign(kept, &campaign.name, &serde_json::to_string(&campaign)?, now).await?;
    tell_reports(store, now).await;
    Ok(if changed { Ok(()) } else { Err(vec![CHANGED.to_owned()]) })
}

/// What the new sheet would leave without its post or its position.
fn orphans(dossier: &Dossier, campaign: &Campaign) -> Vec<String> {
    let posts = dossier.campaign.posts.iter().filter(|post| campaign.posts.iter().all(|other| other.name != post.name));
    let read = posts.filter(|post| dossier.readings.iter().any(|reading| reading.post == post.name));
    let positions = dossier.campaign.positions.iter().filter(|one| campaign.positions.iter().all(|other| other.title != one.title));
    let counted = positions.filter(|one| dossier.counts.iter().any(|count| count.position == one.title));
    let kept = |what: &str, name: &str, of: &str| format!("{what} « {name} » a des {of} : gardez son nom tel quel");
    let posts = read.map(|post| kept("la publication", &post.name, "relevés"));
    posts.chain(counted.map(|one| kept("le poste", &one.title, "comptes"))).collect()
}

/// How many lines were kept, and how many were there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// New ones.
    pub new: usize,
    /// The same lines as before: kept once.
    pub again: usize,
}

/// Adds readings or counts to a campaign: all of them, or none.
///
/// # Errors
/// When the database is away.
pub async fn note_lines(store: &Store, slug: &str, table: &Table, by: &str, today: Date, now: Timestamp) -> Result<Typed<Kept>> {
    for _ in 0..TRIES {
        let Some(read) = campaign_of(store, slug).await? else {
            return Ok(Err(vec![format!("il n'y a pas de campagne « {slug} »")]));
        };
        let Some(kept) = &read.kept else {
            return Ok(Err(vec!["un exemple ne change pas : faites-en une campagne à vous".to_owned()]));
        };
        let new = match checked(&read.dossier, table, today) {
            Ok(new) => new,
            Err(problems) => return Ok(Err(problems)),
        };
        let done = Kept { new: new.readings.len() + new.counts.len(), again: new.again };
        if done.new == 0 || store.note_lines(kept, kept_readings(&new.readings), kept_counts(&new.counts), by, now).await? {
            tell_reports(store, now).await;
            return Ok(Ok(done));
        }
    }
    Ok(Err(vec![CHANGED.to_owned()]))
}

/// What was typed may make a new version of a frozen report; the next hour makes
/// it too, should this fail.
async fn tell_reports(store: &Store, now: Timestamp) {
    if let Err(error) = note_versions(store, now).await {
        tracing::error!("making versions of reports: {error:#}");
    }
}

/// Lines that may stand beside those that do.
#[derive(Default)]
struct New {
    readings: Vec<Reading>,
    counts: Vec<Count>,
    again: usize,
}

fn checked(dossier: &Dossier, table: &Table, today: Date) -> Typed<New> {
    match table {
        Table::Readings(lines, fields) => {
            let read = read_readings(&dossier.campaign, lines, fields, Some(today))?;
            let (again, readings): (Vec<_>, Vec<_>) = read.into_iter().partition(|new| dossier.readings.contains(new));
            check_readings(&dossier.readings, &readings)?;
            Ok(New { readings, again: again.len(), ..New::default() })
        }
        Table::Counts(lines, fields) => {
            let read = read_counts(&dossier.campaign, lines, fields, Some(today))?;
            let stands = |new: &Count| dossier.standing(&new.position, new.step, new.origin.as_deref()) == Some(new);
            let (again, counts): (Vec<_>, Vec<_>) = read.into_iter().partition(stands);
            check_counts(dossier, &counts)?;
            Ok(New { counts, again: again.len(), ..New::default() })
        }
    }
}

/// What each announcement of a session brought.
///
/// # Errors
/// When the database is away.
pub async fn media_plan(store: &Store, session: &PlannedSession) -> Result<Vec<MediaShare>> {
    let plan = Plan::of(session);
    let owners = campaigns(store).await?;
    let mut brought: Vec<LinkBrought> = Vec::new();
    let contacts = store.contacts_by_link(&session.id).await?;
    for line in &plan.media {
        let Some(slug) = line.link.as_deref().filter(|slug| brought.iter().all(|link| link.slug != *slug)) else { continue };
        let window = Window::since(line.on, session.closes_at);
        let asked = contacts.iter().find(|(link, _)| link.as_deref() == Some(slug)).map_or(0, |(_, contacts)| contacts.unsigned_abs());
        brought.extend(link(store, slug, &window).await?.map(|link| LinkBrought { askers: asked, ..link }));
    }
    let posts_of = |slug: &str| {
        let of = |(campaign, is_example): &(Campaign, bool)| {
            let posts = campaign.posts.iter().filter(|post| !is_example && post.link.as_deref() == Some(slug));
            posts.map(|post| (campaign.slug.clone(), post.name.clone())).collect::<Vec<_>>()
        };
        owners.iter().flat_map(of).collect()
    };
    let announcements = plan.media.iter().map(|line| Announcement {
        channel: line.channel.clone(),
        on: line.on,
        cents: line.cents,
        posts: line.link.as_deref().map(posts_of).unwrap_or_default(),
        link: line.link.clone(),
    });
    let in_all = contacts.iter().map(|(_, contacts)| contacts.unsigned_abs()).sum();
    Ok(media_of(announcements.collect(), &brought, in_all))
}

fn kept_readings(readings: &[Reading]) -> Vec<KeptReading> {
    let kept = |reading: &Reading| KeptReading {
        post: reading.post.clone(),
        measure: reading.measure.word().to_owned(),
        value: i64::try_from(reading.value).unwrap_or(i64::MAX),
        read_on: reading.on.map(|day| day.to_string()),
        reader: reading.reader.clone(),
        place: reading.place.clone(),
        remark: reading.remark.clone(),
    };
    readings.iter().map(kept).collect()
}

fn kept_counts(counts: &[Count]) -> Vec<KeptCount> {
    let kept = |count: &Count| KeptCount {
        position: count.position.clone(),
        step: count.step.word().to_owned(),
        value: i64::try_from(count.value).unwrap_or(i64::MAX),
        counted_on: count.on.map(|day| day.to_string()),
        author: count.author.clone(),
        origin: count.origin.clone(),
    };
    counts.iter().map(kept).collect()
}

fn reading(kept: KeptReading) -> Result<Reading> {
    Ok(Reading {
        measure: Measured::of_word(&kept.measure).with_context(|| format!("« {} » is no measure of this program", kept.measure))?,
        value: kept.value.unsigned_abs(),
        on: kept.read_on.map(|day| day.parse()).transpose().context("reading the day of a reading")?,
        post: kept.post,
        reader: kept.reader,
        place: kept.place,
        remark: kept.remark,
    })
}

fn count(kept: KeptCount) -> Result<Count> {
    Ok(Count {
        step: Step::of_word(&kept.step).with_context(|| format!("« {} » is no step of this program", kept.step))?,
        value: kept.value.unsigned_abs(),
        on: kept.counted_on.map(|day| day.parse()).transpose().context("reading the day of a count")?,
        position: kept.position,
        author: kept.author,
        origin: kept.origin,
    })
}
