//! Messages that their authors change or delete: what we keep of them follows.
//!
//! A deletion comes without its author: it has no lane, and may be handled
//! before the message itself, which is then answered by nothing.

use anyhow::Result;
use jiff::SignedDuration;
use serenity::all::{ChannelId, MessageId, MessageUpdateEvent, UserId};

use super::reception::Reception;
use super::translate::{Heard, is_for_us, made_at, without_names};
use crate::words::{Door, MessageRef};

/// A message that still waits to be handled is not older.
const MAY_STILL_COME: SignedDuration = SignedDuration::from_mins(5);

/// An old message that was never for us does not become so by a change.
const OLDEST: SignedDuration = SignedDuration::from_hours(24);

/// A message in other words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edited {
    /// The message as it is now.
    pub(super) heard: Heard,
    /// When it was changed, as Discord writes it: a change that is told twice is one.
    pub(super) change: String,
}

/// Messages that are for us no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gone {
    pub(super) channel: u64,
    pub(super) messages: Vec<u64>,
    /// Deleted; else changed so that they speak to us no more.
    pub(super) are_deleted: bool,
}

/// What a change makes of a message; nothing when it is no change of words, such
/// as a preview that Discord adds.
pub(super) fn edited(event: &MessageUpdateEvent, bot: UserId, plain_channels: &[u64]) -> Option<Result<Edited, Gone>> {
    let author = event.author.as_ref().filter(|author| !author.bot && !author.system)?;
    let (edited_at, content) = (event.edited_timestamp?, event.content.as_deref()?);
    if matches!(event.webhook_id, Some(Some(_))) {
        return None;
    }
    let channel = event.channel_id.get();
    let mentions = event.mentions.as_deref().unwrap_or_default();
    let text = without_names(content);
    let has_attachment = event.attachments.as_ref().is_some_and(|files| !files.is_empty());
    let guild = event.guild_id.map(|guild| guild.get());
    if !is_for_us(guild, channel, mentions, bot, plain_channels) || (text.is_empty() && !has_attachment) {
        return Some(Err(Gone { channel, messages: vec![event.id.get()], are_deleted: false }));
    }
    let (message, user) = (event.id.get(), author.id.get());
    let heard = Heard { message, user, guild, channel, text, has_attachment, thread: false, own_thread: false, is_late: false };
    Some(Ok(Edited { heard, change: edited_at.to_string() }))
}

impl Reception {
    /// Reads a changed message again.
    pub(super) async fn edited(&self, edited: Edited) -> Result<()> {
        let Edited { heard, change } = edited;
        let now = self.parts.clock.now();
        let reference = self.message_reference(heard.message)?;
        if now.duration_since(made_at(heard.message)) > OLDEST && self.parts.store.repeated(&reference).await?.is_none() {
            return Ok(());
        }
        let change = format!("message:{}:{change}", heard.message);
        let delivery = heard.delivery();
        let incoming = self.incoming_of(heard, &change).await?;
        let answered = self.parts.conversation.reconsider(incoming, &reference).await;
        self.see_to(answered, &delivery).await;
        // It may stand in the team's thread, in its old words.
        self.cards.notify_one();
        Ok(())
    }

    /// Forgets what was asked in messages that are gone, and takes our answers away.
    pub(super) async fn gone(&self, gone: Gone) -> Result<()> {
        for message in gone.messages {
            let now = self.parts.clock.now();
            let is_recent = gone.are_deleted && now.duration_since(made_at(message)) < MAY_STILL_COME;
            let reference = self.message_reference(message)?;
            if self.parts.conversation.withdraw(&reference, is_recent, now).await? {
                self.post.take_back(ChannelId::new(gone.channel), MessageId::new(message)).await;
            }
        }
        Ok(())
    }

    fn message_reference(&self, message: u64) -> Result<MessageRef> {
        self.parts.keys.message(Door::Discord, &format!("message:{message}"), made_at(message))
    }
}
