//! What a campaign is compared with, and whether the comparison is of one event
//! with one event.

use serde_json::{Map, Value, json};

use super::figures::ratio;
use super::tallies::covers;
use crate::campaign::{Base, Campaign, Reference, Tally};

/// One figure beside that of another event.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What is counted: « contacts », « candidatures par session ».
    pub what: String,
    /// The figure, to one decimal when it is a mean.
    pub value: f64,
    /// What it covers.
    pub covers: String,
    /// The other event.
    pub reference: String,
    /// Its figure.
    pub reference_value: u64,
    /// What that one covers.
    pub reference_covers: &'static str,
    /// The first divided by the second, to two decimals; none when they are not of
    /// one event each.
    pub ratio: Option<f64>,
    /// What to know before reading them.
    pub warning: String,
}

impl Comparison {
    pub(super) fn json(&self) -> Value {
        json!({
            "what": self.what,
            "value": self.value,
            "base": self.covers,
            "reference": self.reference,
            "reference_value": self.reference_value,
            "reference_base": self.reference_covers,
            "ratio": self.ratio,
            "per_event": self.ratio.is_some(),
            "warning": self.warning,
        })
    }
}

pub(super) fn of(campaign: &Campaign) -> Vec<Comparison> {
    let pairs = campaign.references.iter().flat_map(|reference| {
        campaign.tallies.iter().filter(|tally| tally.counts == reference.counts && reference.value > 0).map(move |tally| (tally, reference))
    });
    pairs.flat_map(|(tally, reference)| [Some(whole(tally, reference)), by_event(tally, reference)].into_iter().flatten()).collect()
}

/// The figure as it stands.
fn whole(tally: &Tally, reference: &Reference) -> Comparison {
    let is_one = |base: Base| matches!(base, Base::OneEvent | Base::BestEvent | Base::MeanEvent);
    let per_event = tally.base == reference.base && is_one(tally.base);
    Comparison {
        what: tally.counts.name().to_owned(),
        value: ratio(tally.value, 1),
        covers: covers(tally),
        ratio: per_event.then(|| hundredth(ratio(tally.value, reference.value))),
        warning: if per_event { "d'événement à événement".to_owned() } else { warning(tally.base, reference.base) },
        ..against(reference)
    }
}

/// A total brought back to one event, which another event can be beside.
fn by_event(tally: &Tally, reference: &Reference) -> Option<Comparison> {
    let is_total = tally.base == Base::Total && tally.events > 1 && reference.base != Base::Total;
    is_total.then(|| {
        let value = ratio(tally.value, tally.events.into());
        Comparison {
            what: format!("{} par session", tally.counts.name()),
            value: (value * 10.0).round() / 10.0,
            covers: format!("moyenne de {} sessions", tally.events),
            ratio: Some(hundredth(value / ratio(reference.value, 1))),
            warning: format!("d'événement à événement : une session moyenne et {}", reference.base.name()),
            ..against(reference)
        }
    })
}

fn against(reference: &Reference) -> Comparison {
    Comparison {
        what: String::new(),
        value: 0.0,
        covers: String::new(),
        reference: reference.name.clone(),
        reference_value: reference.value,
        reference_covers: reference.base.name(),
        ratio: None,
        warning: String::new(),
    }
}

fn warning(one: Base, other: Base) -> String {
    format!(
        "bases différentes, {} contre {} : ces deux chiffres se lisent côte à côte et ne se divisent pas",
        one.in_short(),
        other.in_short()
    )
}

fn hundredth(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// The ratios of a campaign, by what they compare.
pub(super) fn ratios(campaign: &Campaign) -> Map<String, Value> {
    of(campaign).into_iter().filter_map(|comparison| Some((comparison.what, json!(comparison.ratio?)))).collect()
}

/// What to know before reading them.
pub(super) fn warnings(campaign: &Campaign) -> String {
    let told = of(campaign).into_iter().map(|comparison| format!("{} : {}", comparison.what, comparison.warning));
    told.collect::<Vec<_>>().join(" ; ")
}
