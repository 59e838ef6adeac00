//! What was counted outside the t'chat, each figure with what it covers: two that
//! do not cover the same thing are never divided.

use serde_json::Value;

use super::super::computed::{self, Computed, count, unsaid, value};
use super::super::measure::State;
use super::super::{Origin, Unit, number};
use super::figures::{each, figure, whole};
use super::{Figure, comparisons};
use crate::campaign::{Base, Campaign, Tallied, Tally};

/// What was counted outside the t'chat.
pub(super) fn of(campaign: &Campaign) -> Vec<Figure> {
    let any = |kind| campaign.tallies.iter().find(|tally| tally.counts == kind);
    let (Some(contacts), files) = (any(Tallied::Contacts), any(Tallied::Files)) else { return Vec::new() };
    let spent = any(Tallied::Euros);
    let mut figures = vec![Figure {
        note: Some(format!("base : {}", covers(contacts))),
        ..figure(
            "contacts",
            "Contacts",
            "personnes venues, comme l'organisateur les a comptées",
            Unit::People,
            Origin::Hr,
            count(contacts.value),
        )
    }];
    figures.extend(files.map(|files| Figure {
        base: Some("contacts"),
        ..divided("contact_to_application", "Taux contact vers candidature", "candidatures / contacts", Unit::Percent, files, contacts)
    }));
    figures.extend(spent.map(|spent| Figure {
        base: Some("événements"),
        note: Some(format!("moyenne de {} événements", spent.events)),
        ..figure("cost_per_event", "Coût par session", "coût externe / sessions", Unit::Euros, Origin::Budget, each_tally(spent))
    }));
    figures.extend(spent.map(|spent| Figure {
        base: Some("contacts"),
        ..divided("cost_per_contact", "Coût par contact", "coût externe / contacts", Unit::Euros, spent, contacts)
    }));
    let ratios = comparisons::ratios(campaign);
    let measure = if ratios.is_empty() { unsaid(State::Unknown) } else { value(Value::Object(ratios)) };
    figures.push(Figure {
        note: Some(comparisons::warnings(campaign)).filter(|warnings| !warnings.is_empty()),
        ..figure(
            "ratio_to_reference",
            "Rapport à l'événement de référence",
            "chiffre de la campagne / chiffre de référence ; seul ce qui va d'événement à événement se compare",
            Unit::Ratio,
            Origin::Hr,
            measure,
        )
    });
    figures
}

fn each_tally(spent: &Tally) -> Computed {
    if spent.base == Base::Total { each(Some(whole(spent.value)), Some(spent.events.into())) } else { unsaid(State::Unmeasurable) }
}

/// One figure divided by another, when both cover the same events.
fn divided(key: &'static str, label: &'static str, formula: &'static str, unit: Unit, part: &Tally, of: &Tally) -> Figure {
    let is_same = part.base == of.base && part.events == of.events;
    let measure = match unit {
        _ if !is_same => unsaid(State::Unmeasurable),
        Unit::Percent => computed::share(part.value, of.value),
        _ => each(Some(whole(part.value)), Some(of.value)),
    };
    Figure { note: (!is_same).then(|| refusal(part, of)), ..figure(key, label, formula, unit, Origin::Hr, measure) }
}

/// Why two figures are not divided, for whoever would.
fn refusal(part: &Tally, of: &Tally) -> String {
    let told = |tally: &Tally| format!("{} {} ({})", number(tally.value), tally.counts.name(), covers(tally));
    format!(
        "division refusée : {} et {} ne couvrent pas la même chose. Un même chiffre de base est nécessaire des deux côtés",
        told(part),
        told(of)
    )
}

pub(super) fn covers(tally: &Tally) -> String {
    if tally.covers.is_empty() { tally.base.name().to_owned() } else { format!("{}, {}", tally.base.name(), tally.covers) }
}

pub(super) fn tally(campaign: &Campaign, kind: Tallied, base: Base) -> Option<&Tally> {
    campaign.tallies.iter().find(|tally| tally.counts == kind && tally.base == base)
}
