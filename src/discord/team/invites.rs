//! The hourly look at the invites: whether each still leads to our server, and
//! how often each was used.

use std::collections::BTreeSet;

use anyhow::Result;
use jiff::SignedDuration;

use super::sending::Leads;
use crate::discord::failure::Failure;
use crate::discord::reception::Reception;
use crate::sessions::day_in_paris;

/// An invite is looked at this often.
const CHECK_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// One that could not be looked at is looked at again so soon.
const CHECK_AGAIN: SignedDuration = SignedDuration::from_mins(5);

impl Reception {
    /// Looks at the invites that are due, in the employer's own server.
    pub(super) async fn look_at_invites(&self) -> Result<()> {
        let Some(own) = self.team.servers.own() else { return Ok(()) };
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let due = store.claim_invites(now - CHECK_EVERY, now).await?;
        for invite in &due {
            match self.post.where_leads(&invite.code).await {
                Ok(Leads::To(server)) if server == own => {}
                Ok(Leads::To(_) | Leads::Nowhere) => store.lose_invite(invite, now).await?,
                Err(_) => store.check_invite_again(&invite.code, now - CHECK_EVERY + CHECK_AGAIN).await?,
            }
        }
        if due.is_empty() { Ok(()) } else { self.count_uses(own).await }
    }

    /// Counting needs a permission that may be missing: it is said once.
    async fn count_uses(&self, own: u64) -> Result<()> {
        let ours = self.parts.store.invites().await?;
        let ours: BTreeSet<&str> = ours.iter().map(|(invite, _)| invite.code.as_str()).collect();
        match self.post.uses_of_invites(own).await {
            Ok(uses) => {
                let uses = uses.into_iter().filter(|(code, _)| ours.contains(code.as_str())).collect();
                self.parts.store.read_invites(&day_in_paris(self.parts.clock.now()), uses).await?;
            }
            Err(Failure::Missing(_)) => self.status.no_invite_counts(),
            Err(failure) => tracing::warn!(?failure, "the uses of the invites could not be read"),
        }
        Ok(())
    }
}
