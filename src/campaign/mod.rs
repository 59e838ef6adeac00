//! Where candidates come from: tracked links, what people say of themselves, and
//! the campaigns with what was read and counted of them.
//!
//! A campaign is a [`Campaign`] (name, dates, posts, means, positions) with its
//! [`Reading`]s and [`Count`]s, which are only ever added: two that contradict
//! each other stay side by side. A page, a TOML file and a spreadsheet give the
//! same lines, and nothing is kept until all of them are right. What it all
//! comes to is computed in [`crate::report::campaign`].

mod amounts;
mod dossier;
mod examples;
mod file;
mod kinds;
mod links;
mod means;
mod profile;
mod qr;
mod read;
mod rows;
mod spreadsheet;

pub use amounts::{in_days, in_euros, number, read_cents, read_tenths};
pub use dossier::{Campaign, Channel, Cost, Count, Dossier, Position, Post, Reading, Reference, Tally};
pub use examples::{example, examples};
pub use file::from_toml;
pub use kinds::{Measured, Purpose, STEPS, Step, Tallied};
pub use links::{
    ALLOWED_HOSTS, DECLARED_SOURCES, GAME_PAGE, LinkProblem, OFFERS_PAGE, check_link, is_allowed_target, is_declared_source, is_invite,
    is_of_this_site, is_plain_slug, offer_of, offer_page, plain_slug, server_name, source_words,
};
pub use means::{Base, Work, read_work};
pub use profile::{NOT_SAID, NOT_SAID_WORDS, PROFILE, ProfileQuestion, Sought, profile_question, profile_words};
pub use qr::{qr_png, qr_svg};
pub use read::{WrittenCampaign, read as read_campaign};
pub use rows::{Fields, check_counts, check_readings, read_counts, read_readings};
pub use spreadsheet::{Table, from_csv};
