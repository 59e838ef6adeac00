//! Invites: made, and looked at each hour: whether each still leads to our server,
//! and how often each was used.

use std::collections::BTreeSet;

use anyhow::Result;
use jiff::SignedDuration;
use serde::Deserialize;
use serenity::all::{ChannelId, CreateInvite, GuildId, LightMethod, Route};
use serenity::http::Request;

use crate::clock::day_in_paris;
use crate::discord::failure::Failure;
use crate::discord::post::Post;
use crate::discord::reception::Reception;

/// An invite is looked at this often.
const CHECK_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// One that could not be looked at is looked at again so soon.
const CHECK_AGAIN: SignedDuration = SignedDuration::from_mins(5);

/// Discord's code for an invite that does not exist.
const UNKNOWN_INVITE: isize = 10_006;

/// Where an invite leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leads {
    /// To this server.
    To(u64),
    /// To none.
    Nowhere,
}

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

impl Post {
    /// Makes an invite to a channel that lasts for ever, however often it is
    /// used, and is no other one. Gives its code.
    pub(super) async fn make_invite(&self, channel: u64) -> Result<String, Failure> {
        let invite = CreateInvite::new().max_age(0).max_uses(0).temporary(false).unique(true);
        let request = Request::new(Route::ChannelInvites { channel_id: ChannelId::new(channel) }, LightMethod::Post);
        let made: Coded = self.asked(request, Some(&invite)).await?;
        Ok(made.code)
    }

    /// Where an invite leads now.
    async fn where_leads(&self, code: &str) -> Result<Leads, Failure> {
        let request = Request::new(Route::Invite { code }, LightMethod::Get);
        match self.asked::<Coded>(request, None::<&()>).await {
            Ok(invite) => Ok(invite.guild.map_or(Leads::Nowhere, |guild| Leads::To(guild.id.get()))),
            Err(Failure::Refused(UNKNOWN_INVITE)) => Ok(Leads::Nowhere),
            Err(failure) => Err(failure),
        }
    }

    /// How often each invite of a server was used.
    async fn uses_of_invites(&self, server: u64) -> Result<Vec<(String, u64)>, Failure> {
        let request = Request::new(Route::GuildInvites { guild_id: GuildId::new(server) }, LightMethod::Get);
        let invites: Vec<Coded> = self.asked(request, None::<&()>).await?;
        Ok(invites.into_iter().map(|invite| (invite.code, invite.uses)).collect())
    }
}

/// What is read of an invite.
#[derive(Deserialize)]
struct Coded {
    code: String,
    #[serde(default)]
    uses: u64,
    guild: Option<Numbered>,
}

#[derive(Deserialize)]
struct Numbered {
    id: GuildId,
}
