//! Open positions: what an advert says, and whether it can still be applied for.
//!
//! An offer is one file of HR; it closes by itself on its date. This room knows
//! neither the database, nor a door, nor the clock.

mod offer;

pub use offer::{Branch, Offer, OpenTo, Progress, State};
