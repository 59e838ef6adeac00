//! The matcher of the product.

use anyhow::Result;
use tchat::faq::{Document, Finding, Index, Kind};
use tchat::words::EntryId;

use super::{Entry, Matcher, Set};

/// The index, with the product's own thresholds.
pub(crate) struct Ours(Index);

impl Matcher for Ours {
    fn train(set: &Set) -> Result<Self> {
        let documents: Vec<Document<'_>> = set.entries.iter().map(Entry::document).collect();
        Ok(Self(Index::train(&documents, &set.synonyms)))
    }

    fn ask(&self, text: &str) -> Result<bool> {
        Ok(match self.0.find(text, None) {
            Finding::Answer(found) => found.kind == Kind::Answer,
            Finding::Answers(_) | Finding::Choices(_) => true,
            Finding::Unknown(_) => false,
        })
    }

    fn first(&self, text: &str) -> Result<Option<EntryId>> {
        Ok(self.0.rank(text, None).into_iter().next().map(|first| first.entry))
    }

    fn bytes(&self) -> Option<usize> {
        Some(self.0.bytes())
    }
}
