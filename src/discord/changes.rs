//! Messages that their authors change or delete: what we keep of them follows.
//!
//! A deletion comes without its author: it has no lane, and may be handled
//! before the message itself, which is then answered by nothing.

use anyhow::Result;
use jiff::SignedDuration;
use serenity::all::{ChannelId, LightMethod, Message, MessageId, MessageUpdateEvent, Route, UserId};
use serenity::http::Request;

use super::failure::Failure;
use super::post::Post;
use super::reception::Reception;
use super::translate::{Heard, is_for_us, made_at, without_names};
use crate::words::Door;

/// A message that still waits to be handled is not older.
const MAY_STILL_COME: SignedDuration = SignedDuration::from_mins(5);

/// An old message that was never for us does not become so by a change.
const OLDEST: SignedDuration = SignedDuration::from_hours(24);

/// Our answer stands right below what it answers, most often.
const LOOKED_THROUGH: usize = 50;

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
    let heard = Heard { message: event.id.get(), user: author.id.get(), guild, channel, thread: false, text, has_attachment };
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
        let (incoming, delivery) = self.incoming_of(heard, &change)?;
        let answered = self.parts.conversation.reconsider(incoming, &reference).await;
        self.see_to(answered, &delivery).await;
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

    fn message_reference(&self, message: u64) -> Result<crate::words::MessageRef> {
        self.parts.keys.message(Door::Discord, &format!("message:{message}"), made_at(message))
    }
}

impl Post {
    /// Deletes what was answered to a message. An answer that cannot be found or
    /// deleted stays: it holds nothing of what was asked.
    async fn take_back(&self, channel: ChannelId, asked: MessageId) {
        let below = match self.history(channel, asked.get(), LOOKED_THROUGH).await {
            Ok(below) => below,
            Err(failure) => return tracing::warn!(?failure, "an answer to a deleted message was not looked for"),
        };
        for message_id in answers_to(asked, self.bot(), below) {
            let route = Route::ChannelMessage { channel_id: channel, message_id };
            match self.fire(Request::new(route, LightMethod::Delete)).await {
                Ok(_) | Err(Failure::Refused(UNKNOWN_MESSAGE)) => {}
                Err(failure) => tracing::warn!(?failure, "an answer to a deleted message was not deleted"),
            }
        }
    }
}

/// Discord's code for a message that is not there.
const UNKNOWN_MESSAGE: isize = 10_008;

/// Our messages that answer one, the parts of a long one included.
fn answers_to(asked: MessageId, bot: u64, mut below: Vec<Message>) -> Vec<MessageId> {
    below.sort_by_key(|message| message.id);
    let (mut found, mut goes_on) = (Vec::new(), false);
    for message in below {
        let is_ours = message.author.id.get() == bot;
        let replied = message.message_reference.as_ref().and_then(|reference| reference.message_id);
        goes_on = is_ours && (replied == Some(asked) || (replied.is_none() && goes_on));
        found.extend(goes_on.then_some(message.id));
    }
    found
}
