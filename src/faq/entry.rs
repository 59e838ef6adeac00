//! A valid curated answer: what the rest of the house receives.
//!
//! An `Entry` is built by the loader from a file without error and is trusted
//! afterwards; how it is written in a file is told in `header` and `markdown`.

use jiff::civil::Date;
use matcher::Kind;

use super::placeholders::OfferField;
use crate::files::Status;
use crate::words::EntryId;

/// One curated answer, small talk or polite refusal, as its file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name of the file without `.md`; unique in the whole library.
    pub id: EntryId,
    /// The folder of the file; `hors-sujet` for what is out of scope.
    pub theme: String,
    /// How the entry is answered and counted.
    pub kind: Kind,
    /// The title of the file: the question as HR would ask it.
    pub question: String,
    /// The same question as people type it, in the order of the file.
    pub wordings: Vec<String>,
    /// What the candidate reads, in Markdown, placeholders kept.
    pub answer: String,
    /// The texts that the answer rests on; may be empty for small talk, out of scope and drafts.
    pub sources: Vec<Citation>,
    /// Who in HR answers for this text.
    pub owner: String,
    /// Whether candidates receive it.
    pub status: Status,
    /// The day since which the answer is true; out-of-scope files have none.
    pub valid_from: Option<Date>,
    /// The day when the owner must read it again.
    pub review_on: Date,
    /// Near entries, offered beside this one (header `voir`).
    pub near: Vec<EntryId>,
    /// The position that the answer is about, by the name of its file (header `offre`).
    pub offer: Option<String>,
    /// What a position that the question names says of it (header `champ_offre`).
    pub offer_field: Option<OfferField>,
    /// The file, relative to the responses folder, with `/` on every system.
    pub path: String,
}

/// One text an answer rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The source as the candidate reads it.
    pub text: String,
    /// Where to read it, always `https://`.
    pub link: Option<String>,
    /// The day HR read it.
    pub read_on: Date,
}
