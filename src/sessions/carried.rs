//! All that HR typed, to take away and to bring into another database: the plans
//! of the sessions, the campaigns with their readings and counts, the tracked
//! links. Nothing of a candidate is in it; what HR said of answers they read
//! again stays with the exchanges, of which nothing leaves.

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::campaigns::{campaign_of, campaigns, keep_campaign};
use super::{Plan, why_not};
use crate::campaign::Dossier;
use crate::store::{Planned, PlannedSession, Store, TrackedLink};
use crate::words::{Door, SessionId};

/// The form of the file, for a program that comes later.
const FORM: u32 = 1;

/// What HR typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    form: u32,
    sessions: Vec<CarriedSession>,
    campaigns: Vec<Dossier>,
    links: Vec<CarriedLink>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct CarriedSession {
    id: SessionId,
    title: String,
    opens_at: Timestamp,
    closes_at: Timestamp,
    door: Option<Door>,
    plan: Plan,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct CarriedLink {
    slug: String,
    source: String,
    target: Option<String>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// What is new.
    pub new: usize,
    /// What was there already, the same.
    pub again: usize,
}

impl Carried {
    /// A file that was written before.
    ///
    /// # Errors
    /// One French sentence when it is no such file.
    pub fn read(text: &str) -> Result<Self, String> {
        let carried: Self = serde_json::from_str(text).map_err(|error| {
            format!("ligne {}, colonne {} : ce n'est pas un fichier écrit par « tchat export »", error.line(), error.column())
        })?;
        match carried.form {
            FORM => Ok(carried),
            other => Err(format!("ce fichier est de la forme {other}, que ce programme ne connaît pas : il connaît la forme {FORM}")),
        }
    }
}

/// All that HR typed.
///
/// # Errors
/// When the database is away, or holds what this program cannot read.
pub async fn carry(store: &Store) -> Result<Carried> {
    let mut dossiers = Vec::new();
    for (campaign, is_example) in campaigns(store).await? {
        if !is_example && let Some(read) = campaign_of(store, &campaign.slug).await? {
            dossiers.push(read.dossier);
        }
    }
    let links = store.tracked_links().await?.into_iter().map(|(link, _)| link).filter(|link| link.removed_at.is_none());
    Ok(Carried {
        form: FORM,
        sessions: store.sessions().await?.iter().map(carried).collect::<Result<_>>()?,
        campaigns: dossiers,
        links: links.map(|TrackedLink { slug, source, target, .. }| CarriedLink { slug, source, target }).collect(),
    })
}

fn carried(session: &PlannedSession) -> Result<CarriedSession> {
    let plan = serde_json::from_str(&session.plan).with_context(|| format!("reading the plan of {}", session.id))?;
    Ok(CarriedSession {
        id: session.id.clone(),
        title: session.title.clone(),
        opens_at: session.opens_at,
        closes_at: session.closes_at,
        door: session.door,
        plan,
    })
}

/// Brings in what is not there yet. Nothing is kept when something of the same
/// name is there and says otherwise; what is the same stays as it is, so that
/// bringing in twice changes nothing.
///
/// # Errors
/// When the database is away.
pub async fn bring(store: &Store, new: &Carried, by: &str, now: Timestamp) -> Result<Result<Brought, Vec<String>>> {
    let there = carry(store).await?;
    let mut problems = differences(&there, new);
    problems.extend(taken_links(store, &there, new).await?);
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    let (mut brought, mut problems) = (Brought::default(), Vec::new());
    for dossier in &new.campaigns {
        match there.campaigns.contains(dossier) {
            true => brought.again += 1,
            false => match keep_campaign(store, dossier, by, now).await? {
                Ok(()) => brought.new += 1,
                Err(told) => problems.extend(told),
            },
        }
    }
    for session in &new.sessions {
        match there.sessions.contains(session) {
            true => brought.again += 1,
            false => match store.bring_session(&planned(session), now).await? {
                Planned::Kept => brought.new += 1,
                refused => problems.push(format!("session « {} » : {}", session.id, why_not(&refused))),
            },
        }
    }
    for link in &new.links {
        match there.links.contains(link) {
            true => brought.again += 1,
            false if store.add_link(&link.slug, &link.source, link.target.as_deref(), now).await? => brought.new += 1,
            false => problems.push(taken(link)),
        }
    }
    Ok(if problems.is_empty() { Ok(brought) } else { Err(problems) })
}

fn planned(session: &CarriedSession) -> PlannedSession {
    PlannedSession {
        id: session.id.clone(),
        title: session.title.clone(),
        opens_at: session.opens_at,
        closes_at: session.closes_at,
        closed_at: None,
        door: session.door,
        plan: session.plan.as_kept(),
        in_charge: None,
    }
}

/// Links whose word served here already and does not any more, or is an
/// ambassador's: they would lead nowhere.
async fn taken_links(store: &Store, there: &Carried, new: &Carried) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for link in new.links.iter().filter(|link| there.links.iter().all(|other| other.slug != link.slug)) {
        found.extend(store.tracked_link(&link.slug).await?.map(|_| taken(link)));
    }
    Ok(found)
}

fn taken(link: &CarriedLink) -> String {
    format!(
        "le mot du lien « {} » a déjà servi ici, pour un lien retiré ou d'une autre personne : rien n'est repris, changez-le",
        link.slug
    )
}

/// What is there under the same name and says otherwise, one sentence each.
fn differences(there: &Carried, new: &Carried) -> Vec<String> {
    let sessions = new.sessions.iter().filter(|one| there.sessions.iter().any(|other| other.id == one.id && other != *one));
    let campaigns =
        new.campaigns.iter().filter(|one| there.campaigns.iter().any(|other| other.campaign.slug == one.campaign.slug && other != *one));
    let links = new.links.iter().filter(|one| there.links.iter().any(|other| other.slug == one.slug && other != *one));
    let told = |what: &str, name: &str| format!("{what} « {name} » est déjà là, et dit autre chose : rien n'est repris");
    let sessions = sessions.map(|one| told("la session", one.id.as_str()));
    let campaigns = campaigns.map(|one| told("la campagne", &one.campaign.slug));
    sessions.chain(campaigns).chain(links.map(|one| told("le lien", &one.slug))).collect()
}
