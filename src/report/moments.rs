//! When questions came: by ten minutes of an evening, by hour of what is longer.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::{Map, Value, json};

use super::computed::{Computed, unsaid, value};
use super::measure::State;
use crate::clock::{in_paris, paris};

/// An evening, in milliseconds: what lasts longer is read by hour of the day.
const EVENING_MILLIS: i64 = 4 * 3_600_000;
const SLOT_MINUTES: i8 = 10;

/// Questions by moment, the moments without any among them; the names sort in
/// the order of the day.
pub(super) fn over_time(asked_at: &[i64]) -> Computed {
    let (Some(first), Some(last)) = (asked_at.iter().min(), asked_at.iter().max()) else { return unsaid(State::Unknown) };
    let slots = if last - first <= EVENING_MILLIS { by_ten_minutes(asked_at, *first, *last) } else { by_hour(asked_at) };
    value(Value::Object(slots.into_iter().map(|(slot, asked)| (slot, json!(asked))).collect::<Map<_, _>>())).of(asked_at.len() as u64)
}

fn by_ten_minutes(asked_at: &[i64], first: i64, last: i64) -> BTreeMap<String, u64> {
    let mut slots = BTreeMap::new();
    let end = Timestamp::from_millisecond(last).unwrap_or(Timestamp::MAX);
    let mut at = start_of_slot(first).to_zoned(TimeZone::UTC);
    while at.timestamp() <= end {
        slots.insert(slot_name(at.timestamp()), 0);
        at = at.saturating_add(i64::from(SLOT_MINUTES).minutes());
    }
    asked_at.iter().for_each(|asked| *slots.entry(slot_name(start_of_slot(*asked))).or_default() += 1);
    slots
}

fn by_hour(asked_at: &[i64]) -> BTreeMap<String, u64> {
    let mut hours = BTreeMap::new();
    for asked in asked_at {
        let at = in_paris(Timestamp::from_millisecond(*asked).unwrap_or(Timestamp::UNIX_EPOCH));
        *hours.entry(format!("{:02} h", at.hour())).or_default() += 1;
    }
    hours
}

/// Offsets in Paris are whole hours: a slot begins at the same minute in UTC.
fn start_of_slot(millis: i64) -> Timestamp {
    let slot = i64::from(SLOT_MINUTES) * 60_000;
    Timestamp::from_millisecond(millis.div_euclid(slot) * slot).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn slot_name(at: Timestamp) -> String {
    let at = at.to_zoned(paris());
    format!("{:02} h {:02}", at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn an_evening_is_read_by_ten_minutes_with_its_silences() {
        let evening = ["2026-11-26T17:09:59Z", "2026-11-26T17:00:00Z", "2026-11-26T17:31:00Z"].map(at);
        let told = over_time(&evening);
        assert_eq!(told.value, json!({"18 h 00": 2, "18 h 10": 0, "18 h 20": 0, "18 h 30": 1}));
        assert_eq!(told.base, Some(3));
        assert_eq!(over_time(&[]).state, State::Unknown);
    }

    #[test]
    fn what_lasts_longer_is_read_by_hour_of_the_day() {
        let month = ["2026-11-02T07:30:00Z", "2026-11-20T07:45:00Z", "2026-11-21T22:00:00Z"].map(at);
        assert_eq!(over_time(&month).value, json!({"08 h": 2, "23 h": 1}));
    }

    #[test]
    fn the_hour_that_comes_twice_in_october_is_read_once() {
        let night = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"].map(at);
        let told = over_time(&night);
        assert_eq!((told.value["02 h 30"].clone(), told.base), (json!(2), Some(2)));
    }
}
