//! In which order positions are shown.

use jiff::civil::Date;

use super::offer::{Offer, State};

/// Positions that can be applied for on this day, those that close first in
/// front; then the others, the last published in front.
pub fn open_first(offers: &[Offer], today: Date) -> (Vec<&Offer>, Vec<&Offer>) {
    let (mut open, mut past): (Vec<&Offer>, Vec<&Offer>) = offers.iter().partition(|offer| offer.state(today) == State::Open);
    open.sort_by_key(|offer| (offer.closes.unwrap_or(Date::MAX), &offer.title));
    past.sort_by(|a, b| (b.published, &a.title).cmp(&(a.published, &b.title)));
    (open, past)
}
