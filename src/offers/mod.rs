//! Open positions: what an advert says, and whether it can still be applied for.
//!
//! An offer is one file of HR; it closes by itself on its date. `read` and
//! `write` are each other's way back, `revise` changes only the lines that say
//! something new. `Weekly` reads the open data of the week and `Import` says
//! what it changes in the files. `Named` says which positions a question is about. This room knows neither the database, nor a
//! door, nor the clock.

mod file;
mod followed;
mod import;
mod listing;
mod named;
mod offer;
mod preview;
mod revise;
mod shelf;
mod weekly;
mod write;

pub(crate) use file::{ends_by_itself, is_bare_number, read};
pub(crate) use followed::FILE as FOLLOWED;
pub use followed::Followed;
pub use import::{Change, Import, Step, StepKind, Written};
pub use listing::open_first;
pub use named::Named;
pub use offer::{Branch, Offer, OpenTo, Progress, State};
pub use preview::preview;
pub use revise::revise;
pub use shelf::{Kept, Shelf};
pub use weekly::{Advert, Lines, Weekly};
pub use write::write;

#[cfg(test)]
mod tests;
