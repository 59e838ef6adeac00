//! Curated answers: read the files HR owns, say what is wrong with them, find
//! the entry for a question.
//!
//! `Library::load` reads the whole responses folder at once and gives every
//! problem it met beside everything that can be served. This room knows
//! neither the database, nor a door, nor the clock: it turns files into values
//! and leaves reloading, recording and speaking to others.

mod beside;
mod between;
mod employer;
mod entry;
mod entry_file;
mod evaluation;
mod examine;
mod frequent;
mod load;
mod phrases;
mod placeholders;
mod served;
mod spot;
mod synonyms;
mod themes;
mod titled;
mod trial;
mod unanswered;
mod unwritten;

pub use matcher::{Candidate, Considered, Context, Document, Explanation, Finding, Index, Kind, Pick, pick};

pub use employer::{Employer, Fact};
pub use entry::{Citation, Entry};
pub(crate) use entry_file::same_words;
pub use evaluation::{Answered, Evaluation, Query, evaluate};
pub use examine::{Missed, Share};
pub use load::{Library, version};
pub use phrases::Phrases;
pub use placeholders::OfferField;
pub use served::Faq;
pub(crate) use spot::{OUT_OF_SCOPE, Spot};
pub use titled::Titled;
pub use trial::Trial;
pub use unanswered::{Unanswered, gather};
pub(crate) use unwritten::TO_WRITE;
