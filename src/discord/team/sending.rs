//! What only the team's part asks of Discord: invites, and a message that is
//! said again in the place of an older one.

use jiff::Timestamp;
use serenity::all::{ChannelId, CreateAllowedMentions, CreateInvite, CreateMessage, EditMessage, GuildId, MessageFlags, MessageId, Nonce};

use crate::discord::failure::Failure;
use crate::discord::post::Post;

/// Discord's code for an invite that does not exist.
const UNKNOWN_INVITE: isize = 10_006;

/// Discord's code for a message that does not exist.
const UNKNOWN_MESSAGE: isize = 10_008;

/// Where an invite leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::discord) enum Leads {
    /// To this server.
    To(u64),
    /// To none.
    Nowhere,
}

impl Post {
    /// Makes an invite to a channel that lasts for ever, however often it is
    /// used, and is no other one. Gives its code.
    pub(super) async fn make_invite(&self, channel: u64) -> Result<String, Failure> {
        let invite = CreateInvite::new().max_age(0).max_uses(0).temporary(false).unique(true);
        let made = self.asked("invite", ChannelId::new(channel).create_invite(self.gate().http(), invite)).await?;
        Ok(made.code)
    }

    /// Where an invite leads now.
    pub(super) async fn where_leads(&self, code: &str) -> Result<Leads, Failure> {
        match self.asked("invite", self.gate().http().get_invite(code, false, false, None)).await {
            Ok(invite) => Ok(invite.guild.map_or(Leads::Nowhere, |guild| Leads::To(guild.id.get()))),
            Err(Failure::Refused(UNKNOWN_INVITE)) => Ok(Leads::Nowhere),
            Err(failure) => Err(failure),
        }
    }

    /// How often each invite of a server was used.
    pub(super) async fn uses_of_invites(&self, server: u64) -> Result<Vec<(String, u64)>, Failure> {
        let invites = self.asked("invites", self.gate().http().get_guild_invites(GuildId::new(server))).await?;
        Ok(invites.into_iter().map(|invite| (invite.code, invite.uses)).collect())
    }

    /// Says something in the place of an older message: changes it, or deletes it
    /// once a new one stands. Gives the message that says it now.
    pub(super) async fn say_again(
        &self,
        channel: u64,
        before: Option<&(String, String)>,
        is_new: bool,
        text: &str,
        now: Timestamp,
    ) -> Result<(String, String), Failure> {
        let before = before.and_then(|(channel, message)| Some((channel.parse().ok()?, message.parse().ok()?)));
        if let Some((channel, message)) = before.filter(|_| !is_new) {
            match self.change(channel, message, text).await {
                Ok(()) => return Ok((channel.to_string(), message.to_string())),
                // Somebody deleted it.
                Err(Failure::Refused(UNKNOWN_MESSAGE)) => {}
                Err(failure) => return Err(failure),
            }
        }
        let said = self.say(channel, text, &format!("digest-{}", now.as_millisecond())).await?;
        if let Some((channel, message)) = before {
            let deleted =
                self.asked("team", self.gate().http().delete_message(ChannelId::new(channel), MessageId::new(message), None)).await;
            if let Err(failure) = deleted {
                tracing::info!(?failure, "an older message to the team stays");
            }
        }
        Ok((channel.to_string(), said))
    }

    async fn say(&self, channel: u64, text: &str, nonce: &str) -> Result<String, Failure> {
        let message = CreateMessage::new()
            .content(text)
            .allowed_mentions(CreateAllowedMentions::new())
            .flags(MessageFlags::SUPPRESS_EMBEDS)
            .nonce(Nonce::String(nonce.to_owned()))
            .enforce_nonce(true);
        let said = self.asked("team", ChannelId::new(channel).send_message(self.gate().http(), message)).await?;
        Ok(said.id.to_string())
    }

    async fn change(&self, channel: u64, message: u64, text: &str) -> Result<(), Failure> {
        let edit = EditMessage::new().content(text).allowed_mentions(CreateAllowedMentions::new());
        self.asked("team", ChannelId::new(channel).edit_message(self.gate().http(), MessageId::new(message), edit)).await.map(drop)
    }

    /// Makes a call at its turn: none of these is often made.
    async fn asked<T>(&self, name: &str, call: impl Future<Output = serenity::Result<T>>) -> Result<T, Failure> {
        self.gate().through(name, call).await
    }
}
