//! What HR gives a title to, and the program a word.

/// What a word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Titled {
    /// A theme, by its folder.
    Theme,
    /// An answer, by its identifier.
    Entry,
    /// An offer, by its reference.
    Offer,
    /// An episode, by its source.
    Episode,
}
