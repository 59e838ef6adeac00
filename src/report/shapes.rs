//! What figures come to that are more than a count or a share.

use serde_json::{Map, Value, json};

use super::computed::{Computed, count, percent, ratio_of, unsaid, value};
use super::figures::Figures;
use super::given::{Cohort, ReferenceContacts};
use super::measure::State;

/// How many gave each number of stars, those that nobody gave among them.
pub(super) fn ratings(figures: &Figures) -> Computed {
    let given = |stars: i64| figures.stars.iter().filter(|given| **given == stars).count();
    let ratings: Map<String, Value> = (1..=5).map(|stars| (format!("{stars} sur 5"), json!(given(stars)))).collect();
    let value = if figures.stars.is_empty() { unsaid(State::Unknown) } else { value(Value::Object(ratings)) };
    value.of(figures.stars.len() as u64)
}

/// Who came back since; what an earlier version said, once nobody is told apart.
pub(super) fn cohort(figures: &Figures) -> Computed {
    let now = figures.given.cohort.as_ref().map(Cohort::computed);
    let before = figures.cohort.clone().filter(|cohort| cohort.state == State::Known);
    let never = if figures.given.cohort_is_over { State::Unmeasurable } else { State::Unknown };
    now.or(before).unwrap_or_else(|| unsaid(never))
}

/// The share of « utile » of each entry, and of how many opinions.
pub(super) fn usefulness(figures: &Figures) -> Computed {
    let opinions = figures.feedback.values().map(|(up, down)| up + down).sum();
    let of_entry =
        |(entry, (up, down)): (&String, &(u64, u64))| (entry.clone(), json!({ "share": percent(*up, up + down), "opinions": up + down }));
    let shares: Map<String, Value> = figures.feedback.iter().map(of_entry).collect();
    let value = if opinions == 0 { unsaid(State::Unknown) } else { value(Value::Object(shares)) };
    value.of(opinions)
}

/// The contacts of the session against those of each event of the same base;
/// not measurable when those it is compared with are all of another base, or
/// counted in another way.
pub(super) fn to_references(figures: &Figures) -> Computed {
    let references = &figures.given.reference_contacts;
    let comparable = references.iter().filter(|event| event.is_comparable() && event.contacts > 0);
    let ratio = |event: &ReferenceContacts| (event.name.clone(), ratio_of(figures.contacts, event.contacts).value);
    let ratios: Map<String, Value> = comparable.map(ratio).collect();
    match (references.is_empty(), ratios.is_empty()) {
        (true, _) => unsaid(State::Unknown),
        (false, true) => unsaid(State::Unmeasurable),
        _ => of_people(figures, || value(Value::Object(ratios.clone())).of(figures.contacts).covering(figures.people_known)),
    }
}

/// People of whom a message was refused or taken for hostile; nobody knows whose
/// they were when all are of people who object.
pub(super) fn moderated(figures: &Figures) -> Computed {
    if figures.incidents > 0 && figures.incidents_of_people == 0 {
        return unsaid(State::Unmeasurable);
    }
    let known = percent(figures.incidents_of_people, figures.incidents).filter(|share| *share < 100.0);
    count(figures.people_moderated).of(figures.contacts).covering(known)
}

/// A figure that needs to know people apart: not measurable once none is known.
pub(super) fn of_people(figures: &Figures, computed: impl Fn() -> Computed) -> Computed {
    if figures.lost_people() { unsaid(State::Unmeasurable) } else { computed() }
}

/// How long answers took, those of the bot and those of people apart.
pub(super) fn delays(figures: &Figures) -> Value {
    if figures.answered == 0 {
        return Value::Null;
    }
    json!({ "bot": median_and_decile(&figures.bot_delays), "person": median_and_decile(&figures.person_delays) })
}

/// Nearest-rank quantiles of sorted seconds, and of how many; null when there are none.
fn median_and_decile(sorted: &[f64]) -> Value {
    let rank = |tenths: usize| sorted.get((sorted.len() * tenths).div_ceil(10).saturating_sub(1));
    match (rank(5), rank(9)) {
        (Some(median), Some(decile)) => json!({ "median": median, "p90": decile, "answers": sorted.len() }),
        _ => Value::Null,
    }
}
