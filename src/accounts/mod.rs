//! Personal accounts of the team: what a name, a login and a password must be,
//! how a password is kept, how long wrong tries make one wait, the codes of the
//! second factor.
//!
//! Rules only: no table, no page, no clock. `store` keeps what they decide, `web`
//! and the command line ask for it.

mod identity;
mod password;
mod roles;
mod second_factor;
mod tries;

use jiff::SignedDuration;

pub use identity::{read_login, read_name};
pub use password::{check_password, hash_password, is_password, is_password_of_nobody};
pub use roles::{duty, label};
#[cfg(test)]
pub(crate) use second_factor::code_of;
pub use second_factor::{QrPicture, Secret, used_step};
pub use tries::{LOCKING_TRIES, wait_after};

/// How long the link of the first admin serves.
pub const FIRST_LINK_GOOD_FOR: SignedDuration = SignedDuration::from_hours(24);

/// How long an invitation, or a link to choose another password, serves.
pub const LINK_GOOD_FOR: SignedDuration = SignedDuration::from_hours(24 * 7);

/// The path of the page that a link opens.
pub fn link_path(token: &str) -> String {
    format!("/staff/entrer/{token}")
}
