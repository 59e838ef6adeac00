//! What only the team's part asks of Discord: invites, and a message that is
//! said again in the place of an older one.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serenity::all::{
    ChannelId, CreateAllowedMentions, CreateInvite, CreateMessage, EditMessage, GuildId, LightMethod, MessageFlags, MessageId, Nonce, Route,
};
use serenity::http::Request;

use crate::discord::failure::Failure;
use crate::discord::post::Post;

/// Discord's code for an invite that does not exist.
const UNKNOWN_INVITE: isize = 10_006;

/// Discord's code for a message that does not exist.
pub(super) const UNKNOWN_MESSAGE: isize = 10_008;

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
        let request = Request::new(Route::ChannelInvites { channel_id: ChannelId::new(channel) }, LightMethod::Post);
        let made: Coded = self.asked(request, Some(&invite)).await?;
        Ok(made.code)
    }

    /// Where an invite leads now.
    pub(super) async fn where_leads(&self, code: &str) -> Result<Leads, Failure> {
        let request = Request::new(Route::Invite { code }, LightMethod::Get);
        match self.asked::<Coded>(request, None::<&()>).await {
            Ok(invite) => Ok(invite.guild.map_or(Leads::Nowhere, |guild| Leads::To(guild.id.get()))),
            Err(Failure::Refused(UNKNOWN_INVITE)) => Ok(Leads::Nowhere),
            Err(failure) => Err(failure),
        }
    }

    /// How often each invite of a server was used.
    pub(super) async fn uses_of_invites(&self, server: u64) -> Result<Vec<(String, u64)>, Failure> {
        let request = Request::new(Route::GuildInvites { guild_id: GuildId::new(server) }, LightMethod::Get);
        let invites: Vec<Coded> = self.asked(request, None::<&()>).await?;
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
            match self.change_text(channel, message, text).await {
                Ok(()) => return Ok((channel.to_string(), message.to_string())),
                // Somebody deleted it.
                Err(Failure::Refused(UNKNOWN_MESSAGE)) => {}
                Err(failure) => return Err(failure),
            }
        }
        let said = self.say(channel, text, &format!("digest-{}", now.as_millisecond())).await?;
        if let Some((channel, message)) = before
            && let Err(failure) = self.fire(Request::new(message_route(channel, message), LightMethod::Delete)).await
        {
            tracing::info!(?failure, "an older message to the team stays");
        }
        Ok((channel.to_string(), said))
    }

    pub(super) async fn say(&self, channel: u64, text: &str, nonce: &str) -> Result<String, Failure> {
        let message = CreateMessage::new()
            .content(text)
            .allowed_mentions(CreateAllowedMentions::new())
            .flags(MessageFlags::SUPPRESS_EMBEDS)
            .nonce(Nonce::String(nonce.to_owned()))
            .enforce_nonce(true);
        let request = Request::new(Route::ChannelMessages { channel_id: ChannelId::new(channel) }, LightMethod::Post);
        let said: Said = self.asked(request, Some(&message)).await?;
        Ok(said.id.to_string())
    }

    async fn change_text(&self, channel: u64, message: u64, text: &str) -> Result<(), Failure> {
        let edit = EditMessage::new().content(text).allowed_mentions(CreateAllowedMentions::new());
        self.send(Request::new(message_route(channel, message), LightMethod::Patch), &edit, None).await
    }

    /// What Discord answers to a request, as far as it is read.
    pub(super) async fn asked<T: DeserializeOwned>(&self, request: Request<'_>, body: Option<&impl Serialize>) -> Result<T, Failure> {
        let body = body.map(serde_json::to_vec).transpose().map_err(unreadable)?;
        let answer = self.fire(request.body(body)).await?;
        serde_json::from_slice(&answer).map_err(unreadable)
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

/// What is read of a message that was sent.
#[derive(Deserialize)]
pub(super) struct Said {
    pub(super) id: MessageId,
}

pub(super) fn message_route(channel: u64, message: u64) -> Route<'static> {
    Route::ChannelMessage { channel_id: ChannelId::new(channel), message_id: MessageId::new(message) }
}

pub(super) fn unreadable(error: serde_json::Error) -> Failure {
    tracing::error!("a request to Discord could not be made or read: {error}");
    Failure::Refused(0)
}
