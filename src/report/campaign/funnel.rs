//! From the post to the hire, step by step. A step is a share of the one before
//! only when both count the same thing.

use serde_json::{Map, Value, json};

use super::super::computed::{self, Computed, count, unsaid};
use super::super::few;
use super::super::measure::{Measure, State};
use super::super::{Origin, Unit};
use super::figures::tenth;
use super::readings::PostReadings;
use super::{Brought, CampaignReport, LinkBrought, files, json_word};
use crate::campaign::{Count, Dossier, Measured, STEPS, Step};

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepFigure {
    /// Its name in JSON.
    pub key: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// What it counts, and who counted.
    pub base: &'static str,
    /// Who gives it.
    pub origin: Origin,
    /// In what it is counted.
    pub unit: Unit,
    /// How many.
    pub measure: Measure,
}

impl StepFigure {
    pub(super) fn json(&self) -> Value {
        json!({
            "step": self.key,
            "label": self.label,
            "counts": self.base,
            "origin": self.origin,
            "value": self.measure.value,
            "state": self.measure.state,
        })
    }
}

/// What one step is of the one before, or why it is not said.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// The step before.
    pub from: &'static str,
    /// The step.
    pub to: &'static str,
    /// The share, in %.
    pub measure: Measure,
    /// Why it is refused.
    pub refused: Option<&'static str>,
}

impl Passage {
    pub(super) fn json(&self) -> Value {
        json!({
            "from": self.from,
            "to": self.to,
            "value": self.measure.value,
            "base": self.measure.base,
            "state": self.measure.state,
            "refused": self.refused,
        })
    }

    fn said(from: &'static str, to: &'static str, measure: Computed) -> Self {
        Self { from, to, measure, refused: None }
    }

    fn refused(from: &'static str, to: &'static str, reason: &'static str) -> Self {
        Self { from, to, measure: unsaid(State::Unmeasurable), refused: Some(reason) }
    }
}

const OTHER_POSTS: &str = "les impressions et les clics ne viennent pas des mêmes publications";
const NOT_HERE: &str = "des liens mènent hors du t'chat : leurs visiteurs n'y arrivent pas";
const MORE_ARRIVALS: &str = "plus d'arrivées que de clics : des personnes sont venues par un autre chemin que le lien";
const NO_TIE: &str = "la RH compte les candidatures de tout le monde : rien ne relie un dossier à un clic, et personne n'est suivi";

const LABELS: [(&str, &str); 9] = [
    ("impressions", "Impressions"),
    ("clicks", "Clics"),
    ("arrivals", "Arrivées"),
    ("askers", "Personnes qui questionnent"),
    ("apply_clicks", "Clics « postuler »"),
    ("received", "Candidatures reçues"),
    ("relevant", "Pertinentes"),
    ("interviewed", "Reçues en entretien"),
    ("retained", "Retenues"),
];

/// The steps before HR counts files: what each counts, who gives it, in what.
const COUNTED: [(&str, &str, Origin, Unit); 5] = [
    ("impressions", "affichages lus sur les réseaux", Origin::Typed, Unit::Displays),
    ("clicks", "visites des liens suivis, sans les robots", Origin::Bot, Unit::Clicks),
    ("arrivals", "personnes dont le premier contact vient d'un de ces liens", Origin::Bot, Unit::People),
    ("askers", "celles d'entre elles qui ont posé une question", Origin::Bot, Unit::People),
    ("apply_clicks", "celles d'entre elles qui ont cliqué sur « postuler »", Origin::Bot, Unit::People),
];

/// The name of a step for people.
pub(super) fn label(key: &str) -> &'static str {
    LABELS.iter().find(|(known, _)| *known == key).map_or("", |(_, label)| label)
}

pub(super) fn of(dossier: &Dossier, brought: &Brought, posts: &[PostReadings]) -> (Vec<StepFigure>, Vec<Passage>) {
    let people = People::of(&brought.links);
    let impressions = posts.iter().filter_map(|post| post.value(Measured::Impressions)).reduce(|one, other| one + other);
    let counted = [
        impressions.map_or(unsaid(State::Unknown), count),
        people.clicks.map_or(unsaid(State::Unknown), count),
        people.part(people.arrivals, people.arrivals),
        people.part(people.askers, people.arrivals),
        people.part(people.appliers, people.arrivals),
    ];
    let counted = COUNTED.into_iter().zip(counted);
    let mut steps: Vec<StepFigure> = counted.map(|((key, base, origin, unit), measure)| step(key, base, origin, unit, measure)).collect();
    let recruits = CampaignReport::recruits(dossier);
    for (kind, ..) in STEPS {
        let counted = files(dossier, kind).map_or(unsaid(State::Unknown), count);
        let measure = if recruits { counted } else { unsaid(State::Unmeasurable) };
        steps.push(step(json_word(kind), "candidatures comptées par la RH, de toute origine", Origin::Hr, Unit::Files, measure));
    }
    (steps, passages(dossier, brought, posts, &people))
}

fn step(key: &'static str, base: &'static str, origin: Origin, unit: Unit, measure: Computed) -> StepFigure {
    StepFigure { key, label: label(key), base, origin, unit, measure }
}

/// What the links brought, together.
struct People {
    /// None when the campaign has no link.
    clicks: Option<u64>,
    arrivals: u64,
    askers: u64,
    appliers: u64,
}

impl People {
    fn of(links: &[LinkBrought]) -> Self {
        let sum = |of: fn(&LinkBrought) -> u64| links.iter().map(of).sum();
        Self {
            clicks: (!links.is_empty()).then(|| sum(|link| link.visits)),
            arrivals: sum(|link| link.arrivals),
            askers: sum(|link| link.askers),
            appliers: sum(|link| link.appliers),
        }
    }

    /// Some people of a total, hidden when few of them are, or are not.
    fn part(&self, part: u64, total: u64) -> Computed {
        if self.clicks.is_none() {
            return unsaid(State::Unknown);
        }
        people(part, total)
    }
}

/// How many people of a total, hidden as [`super::super::few`] says.
pub(super) fn people(part: u64, total: u64) -> Computed {
    if few::share(part.min(total), total).state == State::Hidden { unsaid(State::Hidden) } else { count(part) }
}

fn passages(dossier: &Dossier, brought: &Brought, posts: &[PostReadings], people: &People) -> Vec<Passage> {
    let [received, relevant, interviewed, retained] = STEPS.map(|(step, ..)| files(dossier, step));
    let mut passages = vec![
        seen_to_clicked(dossier, brought, posts),
        clicked_to_arrived(brought, people),
        Passage::said("arrivals", "askers", among(people, people.askers, people.arrivals)),
        Passage::said("askers", "apply_clicks", among(people, people.appliers, people.askers)),
    ];
    if CampaignReport::recruits(dossier) {
        passages.extend([
            Passage::refused("apply_clicks", "received", NO_TIE),
            Passage::said("received", "relevant", tenth(relevant, received)),
            Passage::said("relevant", "interviewed", tenth(interviewed, relevant)),
            Passage::said("interviewed", "retained", tenth(retained, interviewed)),
        ]);
    }
    passages
}

fn among(people: &People, part: u64, total: u64) -> Computed {
    if people.clicks.is_none() { unsaid(State::Unknown) } else { few::share(part.min(total), total) }
}

/// Only when each post whose impressions are read has a link of its own, and no
/// link stands elsewhere.
fn seen_to_clicked(dossier: &Dossier, brought: &Brought, posts: &[PostReadings]) -> Passage {
    let (from, to) = ("impressions", "clicks");
    let shown = |name: &str| posts.iter().find(|post| post.post == name).and_then(|post| post.value(Measured::Impressions));
    let all: Vec<(Option<u64>, bool)> = dossier.campaign.posts.iter().map(|post| (shown(&post.name), post.link.is_some())).collect();
    let impressions: u64 = all.iter().filter_map(|(shown, _)| *shown).sum();
    if impressions == 0 || brought.links.is_empty() {
        return Passage::said(from, to, unsaid(State::Unknown));
    }
    if all.iter().any(|(shown, has_link)| shown.is_some() != *has_link) {
        return Passage::refused(from, to, OTHER_POSTS);
    }
    Passage::said(from, to, computed::share(brought.links.iter().map(|link| link.visits).sum(), impressions))
}

fn clicked_to_arrived(brought: &Brought, people: &People) -> Passage {
    let (from, to) = ("clicks", "arrivals");
    match people.clicks {
        None => Passage::said(from, to, unsaid(State::Unknown)),
        Some(_) if !brought.links.iter().all(LinkBrought::leads_here) => Passage::refused(from, to, NOT_HERE),
        Some(clicks) if people.arrivals > clicks => Passage::refused(from, to, MORE_ARRIVALS),
        // Visits are no people: few of them tell nobody apart, few arrivals do.
        Some(clicks) => Passage::said(
            from,
            to,
            match self::people(people.arrivals, people.arrivals).state {
                State::Hidden => unsaid(State::Hidden).of(clicks),
                _ => computed::share(people.arrivals, clicks),
            },
        ),
    }
}

/// One position, from its offer to the hire.
#[derive(Clone, Debug, PartialEq)]
pub struct PositionFunnel {
    /// Its title.
    pub title: String,
    /// How many people are wanted.
    pub openings: u32,
    /// The offer it is on this site.
    pub offer: Option<String>,
    /// Clicks on « postuler » of that offer, wherever they came from; none
    /// without an offer.
    pub apply_clicks: Option<u64>,
    /// The days from its publication to its acceptance.
    pub days_to_fill: Option<u64>,
    /// Files by step, in their order.
    pub files: [Option<u64>; 4],
    /// Relevant of received, interviewed of relevant, retained of interviewed, retained of relevant.
    pub rates: [Measure; 4],
    /// The counts that a later one corrected.
    pub corrected: Vec<Count>,
    /// Those by origin that stand.
    pub by_origin: Vec<Count>,
}

impl PositionFunnel {
    pub(super) fn json(&self) -> Value {
        let files: Map<String, Value> =
            STEPS.iter().zip(self.files).map(|((step, ..), files)| (json_word(*step).to_owned(), json!(files))).collect();
        let names = ["relevance_rate", "interview_rate", "selection_rate", "yield"];
        let rates: Map<String, Value> =
            names.into_iter().zip(&self.rates).map(|(name, rate)| (name.to_owned(), rate.value.clone())).collect();
        let count = |count: &Count| json!({ "step": json_word(count.step), "value": count.value, "date": count.on, "author": count.author, "origin": count.origin });
        json!({
            "position": self.title,
            "openings": self.openings,
            "offer": self.offer,
            "apply_clicks": self.apply_clicks,
            "days_to_fill": self.days_to_fill,
            "files": files,
            "rates": rates,
            "by_origin": self.by_origin.iter().map(count).collect::<Vec<_>>(),
            "corrected": self.corrected.iter().map(count).collect::<Vec<_>>(),
        })
    }
}

pub(super) fn by_position(dossier: &Dossier, brought: &Brought) -> Vec<PositionFunnel> {
    let corrected = dossier.corrected();
    let clicks = |offer: &str| brought.offers.iter().find(|(reference, _)| reference == offer).map_or(0, |(_, clicks)| *clicks);
    let of = |position: &crate::campaign::Position| {
        let title = position.title.as_str();
        let files = STEPS.map(|(step, ..)| dossier.files(title, step));
        let [received, relevant, interviewed, retained] = files;
        let stands = |(step, origin)| dossier.standing(title, step, Some(origin)).cloned();
        let steps = |origin| STEPS.map(|(step, ..): (Step, _, _)| (step, origin));
        PositionFunnel {
            title: position.title.clone(),
            openings: position.openings,
            days_to_fill: dossier.days_to_fill(position),
            apply_clicks: position.offer.as_deref().map(clicks),
            offer: position.offer.clone(),
            files,
            rates: [tenth(relevant, received), tenth(interviewed, relevant), tenth(retained, interviewed), tenth(retained, relevant)],
            corrected: corrected.iter().filter(|count| count.position == position.title).map(|count| (*count).clone()).collect(),
            by_origin: dossier.origins(title).into_iter().flat_map(steps).filter_map(stands).collect(),
        }
    };
    dossier.campaign.positions.iter().map(of).collect()
}
