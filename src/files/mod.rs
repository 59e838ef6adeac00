//! The files HR owns, as texts: which ones there are, how a header and a body
//! are written, what a text that candidates read may hold, how a mistake is
//! told, with its place and its way out, and how a file is saved.
//!
//! What a file means is for the room that reads it: `faq` for the answers,
//! `offers` for the positions.

pub(crate) mod candidate_text;
pub(crate) mod folder;
pub(crate) mod header;
pub(crate) mod markdown;
pub(crate) mod picture;
pub(crate) mod problem;
mod save;
mod sheet;
mod stamp;
pub(crate) mod status;
pub(crate) mod syntax;
pub(crate) mod yaml;

pub(crate) use folder::{fold, slug};
pub use folder::{names, text_of};
pub use problem::{Problem, Severity};
pub(crate) use save::put;
pub use save::{Opened, Saved, open, save};
pub use sheet::{Line, LineKind, Sheet};
pub use stamp::Stamp;
pub use status::Status;
