//! How old the answers in service are.

/// The answers in service on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FaqAge {
    /// How many there are.
    pub entries: u64,
    /// Those whose next reading is still to come, or due that very day.
    pub fresh: u64,
}
