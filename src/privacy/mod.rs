//! What protects a person: pseudonyms instead of names, secrets taken out of
//! a text before it is kept, and how long anything is kept.
//!
//! The rules stand here and are pure; `store` carries them out on the tables.

mod keys;
mod ledger;
mod redact;
mod retention;

pub use keys::Keys;
pub use ledger::Ledger;
pub use redact::redact;
pub use retention::{ADDRESS_KEPT_DAYS, Limits, TEXT_KEPT_DAYS};
