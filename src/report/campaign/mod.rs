//! What a campaign comes to, from the post to the hire.
//!
//! Pure: from a [`Dossier`] and from what its links brought ([`Brought`]), to
//! figures that print their formula, their base and why they are not said.
//! Three rules hold everywhere:
//!
//! - figures that contradict each other are shown side by side, never averaged:
//!   the latest day counts, and of one day the one noted first;
//! - two figures that do not cover the same thing are never divided: the share
//!   is refused, with its reason;
//! - what nobody said is unknown, never zero.

mod applications;
mod comparisons;
mod figures;
mod french;
mod funnel;
mod media;
mod reach;
mod readings;
mod tallies;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

pub use comparisons::Comparison;
pub use french::plain_text;
pub use funnel::{Passage, PositionFunnel, StepFigure};
pub use media::{Announcement, MediaShare, media_of};
pub use reach::{EpisodeReach, Reach};
pub use readings::{Chosen, PostReadings};

use super::{Measure, Origin, Unit};
use crate::campaign::{Dossier, Purpose, STEPS, Step, is_of_this_site};

/// What one tracked link, and one offer, brought: counts of the program itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// By link.
    pub links: Vec<LinkBrought>,
    /// Clicks on « postuler », by reference of the offer, wherever they came from.
    pub offers: Vec<(String, u64)>,
    /// What ambassadors, episodes and the game brought; none without any date.
    pub reach: Option<Reach>,
}

/// What one tracked link brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkBrought {
    /// The word of the link.
    pub slug: String,
    /// Where it leads; none for the t'chat.
    pub target: Option<String>,
    /// The source of who comes by it.
    pub source: String,
    /// Visits, programs left out.
    pub visits: u64,
    /// People whose first contact it brought.
    pub arrivals: u64,
    /// Those of them who asked something.
    pub askers: u64,
    /// People of it who clicked on « postuler ».
    pub appliers: u64,
}

impl LinkBrought {
    /// Whether it leads to a page of ours, from which the t'chat is near.
    pub fn leads_here(&self) -> bool {
        self.target.as_deref().is_none_or(is_of_this_site)
    }
}

/// One figure of a campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its name in JSON, for ever.
    pub key: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// How it is computed, in words.
    pub formula: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// What its base counts.
    pub base: Option<&'static str>,
    /// Who gives it.
    pub origin: Origin,
    /// What it comes to.
    pub measure: Measure,
    /// What to know before reading it: why it is refused, what contradicts it.
    pub note: Option<String>,
}

impl Figure {
    fn json(&self) -> Value {
        json!({
            "label": self.label,
            "formula": self.formula,
            "value": self.measure.value,
            "unit": self.unit.as_str(),
            "base": self.measure.base,
            "base_words": self.base,
            "origin": self.origin,
            "coverage": self.measure.coverage,
            "missing": self.measure.is_missing(),
            "state": self.measure.state,
            "note": self.note,
        })
    }
}

/// A campaign with its figures.
#[derive(Clone, Debug, PartialEq)]
pub struct CampaignReport {
    /// What it was made from.
    pub dossier: Dossier,
    /// The figures, in the order they are read.
    pub figures: Vec<Figure>,
    /// What was read of each post.
    pub posts: Vec<PostReadings>,
    /// From the post to the hire.
    pub funnel: Vec<StepFigure>,
    /// What each step is of the one before.
    pub passages: Vec<Passage>,
    /// The same for each position.
    pub positions: Vec<PositionFunnel>,
    /// What it is compared with.
    pub comparisons: Vec<Comparison>,
    /// Clicks on the links that lead here, and arrivals by them, source by source:
    /// for the report of a session, which knows what may be told of each.
    pub(super) sources: BTreeMap<String, (u64, u64)>,
}

/// Computes a campaign.
pub fn summarise(dossier: &Dossier, brought: &Brought) -> CampaignReport {
    let posts = readings::of(dossier);
    let (funnel, passages) = funnel::of(dossier, brought, &posts);
    CampaignReport {
        figures: figures::of(dossier, brought, &posts),
        positions: funnel::by_position(dossier, brought),
        comparisons: comparisons::of(&dossier.campaign),
        sources: by_source(&brought.links),
        dossier: dossier.clone(),
        posts,
        funnel,
        passages,
    }
}

fn by_source(links: &[LinkBrought]) -> BTreeMap<String, (u64, u64)> {
    let mut sources: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for link in links.iter().filter(|link| link.leads_here()) {
        let (clicks, arrivals) = sources.entry(link.source.clone()).or_default();
        (*clicks, *arrivals) = (*clicks + link.visits, *arrivals + link.arrivals);
    }
    sources
}

impl CampaignReport {
    /// The figure of a key.
    pub fn figure(&self, key: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.key == key)
    }

    /// Whether applications have a meaning for it.
    fn recruits(dossier: &Dossier) -> bool {
        dossier.campaign.purpose == Purpose::Recruitment
    }
}

/// The files of all positions at a step: the sum where every position says it.
pub(super) fn files(dossier: &Dossier, step: Step) -> Option<u64> {
    let positions = &dossier.campaign.positions;
    let said: Option<Vec<u64>> = positions.iter().map(|position| dossier.files(&position.title, step)).collect();
    said.filter(|said| !said.is_empty()).map(|said| said.iter().sum())
}

impl Serialize for CampaignReport {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let campaign = &self.dossier.campaign;
        let metrics: Map<String, Value> = self.figures.iter().map(|figure| (figure.key.to_owned(), figure.json())).collect();
        let totals: Map<String, Value> =
            STEPS.iter().map(|(step, ..)| (json_word(*step).to_owned(), json!(files(&self.dossier, *step)))).collect();
        json!({
            "campaign": campaign.slug,
            "name": campaign.name,
            "example": self.dossier.is_example,
            "purpose": campaign.purpose,
            "starts": campaign.starts,
            "ends": campaign.ends,
            "channels": campaign.channels,
            "note": campaign.note,
            "metrics": metrics,
            "applications": totals,
            "funnel": self.funnel.iter().map(StepFigure::json).collect::<Vec<_>>(),
            "passages": self.passages.iter().map(Passage::json).collect::<Vec<_>>(),
            "positions": self.positions.iter().map(PositionFunnel::json).collect::<Vec<_>>(),
            "posts": self.posts.iter().map(PostReadings::json).collect::<Vec<_>>(),
            "comparisons": self.comparisons.iter().map(Comparison::json).collect::<Vec<_>>(),
        })
        .serialize(serializer)
    }
}

/// The English word of a step in JSON.
fn json_word(step: Step) -> &'static str {
    match step {
        Step::Received => "received",
        Step::Relevant => "relevant",
        Step::Interviewed => "interviewed",
        Step::Retained => "retained",
    }
}

#[cfg(test)]
mod tests;
