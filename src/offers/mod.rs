//! Open positions: what an advert says, and whether it can still be applied for.
//!
//! An offer is one file of HR; it closes by itself on its date. `read` and
//! `write` are each other's way back, `revise` changes only the lines that say
//! something new. This room knows neither the database, nor a door, nor the
//! clock.

mod file;
mod listing;
mod offer;
mod revise;
mod write;

pub(crate) use file::{ends_by_itself, is_bare_number, read};
pub use listing::open_first;
pub use offer::{Branch, Offer, OpenTo, Progress, State};
pub use revise::revise;
pub use write::write;

#[cfg(test)]
mod tests;
