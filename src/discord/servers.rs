//! Which servers the bot is in, and which one is the employer's own.
//!
//! In the others, partner communities, the bot is a guest: what is for the team
//! is refused there, whoever administers them.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The servers as Discord last told them.
#[derive(Debug, Default)]
pub(super) struct Servers {
    /// The employer's own, when a setting says it.
    told: Option<u64>,
    present: Mutex<BTreeSet<u64>>,
}

/// What a server is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The employer's own.
    Own,
    /// A partner's.
    Partner,
    /// Nobody can tell: there are several, and no setting says which.
    Unsaid,
}

impl Servers {
    /// Knows no server yet, but for the setting.
    pub(super) fn new(told: Option<u64>) -> Self {
        Self { told, present: Mutex::default() }
    }

    /// All the servers, as a new connection tells them.
    pub(super) fn are(&self, servers: impl IntoIterator<Item = u64>) {
        *self.present() = servers.into_iter().collect();
    }

    /// The bot joined a server.
    pub(super) fn joined(&self, server: u64) {
        self.present().insert(server);
    }

    /// The bot left a server.
    pub(super) fn left(&self, server: u64) {
        self.present().remove(&server);
    }

    /// The employer's own server: the one of the setting, or else the only one.
    pub(super) fn own(&self) -> Option<u64> {
        let present = self.present();
        self.told.or_else(|| present.first().copied().filter(|_| present.len() == 1))
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.present().len()
    }

    /// What a server is to us.
    pub(super) fn standing(&self, server: u64) -> Standing {
        match self.own() {
            Some(own) if own == server => Standing::Own,
            Some(_) => Standing::Partner,
            None => Standing::Unsaid,
        }
    }

    fn present(&self) -> MutexGuard<'_, BTreeSet<u64>> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_server_is_our_own_until_there_are_several_and_a_setting_always_wins() {
        let servers = Servers::new(None);
        assert_eq!(servers.standing(1), Standing::Unsaid);
        servers.are([1]);
        assert_eq!((servers.standing(1), servers.standing(2)), (Standing::Own, Standing::Partner));
        servers.joined(2);
        assert_eq!((servers.own(), servers.standing(1), servers.count()), (None, Standing::Unsaid, 2));
        servers.left(2);
        assert_eq!(servers.own(), Some(1));
        let servers = Servers::new(Some(7));
        servers.are([1, 7]);
        assert_eq!((servers.standing(7), servers.standing(1)), (Standing::Own, Standing::Partner));
    }
}
