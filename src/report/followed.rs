//! Clicks on the links of a campaign that became arrivals, source by source, as far
//! as that tells of nobody.
//!
//! A source that the report does not show by itself is not shown here. Nor is one
//! where those who came by its links, or those who came without, are one to four:
//! the one would be told by the other. What is left out of the total tells no few
//! people either.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::computed::{Computed, percent, unsaid, value};
use super::few::is_few;
use super::measure::State;
use super::sources::{Arrivals, cells};

/// Clicks and arrivals of each source, in the dates of the campaign, beside the
/// arrivals of the session.
pub(super) fn by_source(sources: &BTreeMap<String, (u64, u64)>, arrivals: &Arrivals) -> Computed {
    let clicked: u64 = sources.values().map(|(clicks, _)| clicks).sum();
    if clicked == 0 {
        return unsaid(State::Unknown);
    }
    let cells = cells(arrivals);
    let of_session = |source: &str| arrivals.get(&Some(source.to_owned())).copied().unwrap_or_default();
    let is_told = |source: &str, by_link: u64| {
        let all = of_session(source);
        (all == 0 || cells.shows(source)) && !is_few(by_link) && !is_few(all.abs_diff(by_link))
    };
    // A link that nobody followed tells nothing.
    let (mut told, hidden): (Vec<_>, Vec<_>) = sources
        .iter()
        .filter(|(_, (clicks, by_link))| clicks + by_link > 0)
        .map(|(source, (clicks, by_link))| (source, *clicks, *by_link))
        .partition(|(source, _, by_link)| is_told(source, *by_link));
    told.sort_by_key(|(_, _, by_link)| std::cmp::Reverse(*by_link));
    let mut left_out: u64 = hidden.iter().map(|(_, _, by_link)| by_link).sum();
    while is_few(left_out) {
        // The total of all sources stands beside: one source more goes with the hidden ones.
        let Some(place) = told.iter().rposition(|(_, _, by_link)| *by_link > 0) else { break };
        left_out += told.remove(place).2;
    }
    let shares: Map<String, Value> = told
        .iter()
        .filter(|(_, clicks, by_link)| *clicks > 0 && by_link <= clicks)
        .map(|(source, clicks, by_link)| ((*source).clone(), json!({ "share": percent(*by_link, *clicks), "clicks": clicks })))
        .collect();
    let measure = match () {
        () if told.is_empty() => unsaid(State::Hidden),
        () if shares.is_empty() => unsaid(State::Unmeasurable),
        () => value(Value::Object(shares)),
    };
    measure.of(clicked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(sources: &[(&str, u64, u64, u64)]) -> (State, Value) {
        let clicked = sources.iter().map(|(source, clicks, by_link, _)| ((*source).to_owned(), (*clicks, *by_link))).collect();
        let arrivals = sources.iter().filter(|(.., all)| *all > 0).map(|(source, .., all)| (Some((*source).to_owned()), *all)).collect();
        let measure = by_source(&clicked, &arrivals);
        (measure.state, measure.value)
    }

    #[test]
    fn a_source_is_told_where_neither_its_links_nor_the_rest_tell_of_few() {
        let of = |share: f64, clicks: u64| json!({ "share": share, "clicks": clicks });
        let shown = told(&[("linkedin", 100, 20, 30), ("presse", 10, 5, 5), ("salon", 9, 0, 0)]);
        assert_eq!(shown, (State::Known, json!({ "linkedin": of(20.0, 100), "presse": of(50.0, 10), "salon": of(0.0, 9) })));
        let declared_by_three = told(&[("linkedin", 9, 5, 8), ("presse", 40, 20, 20)]);
        assert_eq!(declared_by_three, (State::Known, json!({ "presse": of(50.0, 40) })), "five by link of eight tell three");
        let with_few = told(&[("linkedin", 100, 20, 20), ("presse", 10, 6, 6), ("salon", 9, 3, 5)]);
        assert_eq!(with_few, (State::Known, json!({ "linkedin": of(20.0, 100) })), "six beside three would tell the three");
        assert_eq!(told(&[("salon", 9, 3, 3), ("presse", 0, 0, 0)]).0, State::Hidden, "whether or not another link stood by");
        assert_eq!(told(&[("salon", 3, 9, 9)]).0, State::Unmeasurable, "more people than clicks came another way");
        assert_eq!(told(&[]).0, State::Unknown);
    }
}
