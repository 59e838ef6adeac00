//! Ambassadors: the texts HR gives them, and how many there are of each level.
//!
//! An agent who shares a personal link. Their page, their invitations and what
//! is kept of them are for `web` and `store`; here are the rules: which texts
//! there are ([`Kit`]), how an address is read, and which figures of few people
//! are shown together ([`cascade`]). Nobody is ever compared with anybody.

mod address;
mod cascade;
mod file;
mod kit;

pub use address::{read_address, read_places};
pub use cascade::{Cascade, Group, cascade};
pub(crate) use file::{Piece, read};
pub use kit::{Kit, Length, Post, Text};

use jiff::SignedDuration;

/// An invitation may be used for so long.
pub const INVITATION_GOOD_FOR: SignedDuration = SignedDuration::from_hours(24 * 60);

/// The most people that one invitation is for.
pub const MOST_PLACES: u32 = 500;

/// The path of the page where somebody enrols.
pub fn invitation_path(token: &str) -> String {
    format!("/ambassadeurs/rejoindre/{token}")
}

/// The path of somebody's own page.
pub fn own_path(token: &str) -> String {
    format!("/ambassadeurs/moi/{token}")
}
