//! Our replies to a message that its author changes or deletes: the old one is
//! changed where it stands, or taken away.

use serenity::all::{ChannelId, Message, MessageId};

use super::failure::Failure;
use super::post::Post;
use super::translate::{Part, number};
use crate::outbox::Sent;
use crate::words::Delivery;

/// Our answer stands right below what it answers, most often.
const LOOKED_THROUGH: usize = 50;

impl Post {
    /// Says a reply in the place of the one that it corrects, as far as that
    /// still stands; else below.
    pub(super) async fn correct(&self, delivery: &Delivery, nonce: &str, parts: &[Part]) -> Sent {
        let Some((channel, asked)) = replied_to(delivery) else { return self.deliver(delivery, nonce, parts).await };
        let old = match self.replies_to(channel, asked).await {
            Ok(old) => old,
            Err(Failure::Later(after)) => return Sent::Later(after),
            Err(_) => Vec::new(),
        };
        for (message, part) in old.iter().zip(parts) {
            match self.change(channel.get(), message.get(), part).await {
                Ok(()) => {}
                Err(Failure::Later(after)) => return Sent::Later(after),
                Err(Failure::Unauthorised) => return Sent::Later(None),
                // Deleted meanwhile, or not to be changed any more.
                Err(_) => return self.deliver(delivery, nonce, parts).await,
            }
        }
        for message in old.iter().skip(parts.len()) {
            self.drop_answer(channel, *message).await;
        }
        self.deliver_after(old.len(), delivery, nonce, parts).await
    }

    /// Deletes what was answered to a message. An answer that cannot be found or
    /// deleted stays: it holds nothing of what was asked.
    pub(super) async fn take_back(&self, channel: ChannelId, asked: MessageId) {
        match self.replies_to(channel, asked).await {
            Ok(found) => {
                for message in found {
                    self.drop_answer(channel, message).await;
                }
            }
            Err(failure) => tracing::warn!(?failure, "an answer to a deleted message was not looked for"),
        }
    }

    async fn replies_to(&self, channel: ChannelId, asked: MessageId) -> Result<Vec<MessageId>, Failure> {
        let below = self.history(channel, asked.get(), LOOKED_THROUGH).await?;
        Ok(answers_to(asked, self.bot(), below))
    }

    async fn drop_answer(&self, channel: ChannelId, message: MessageId) {
        if let Err(failure) = self.remove(channel.get(), message.get()).await {
            tracing::warn!(?failure, "an answer that does not hold any more was not deleted");
        }
    }
}

/// The message that is replied to, and where it stands.
fn replied_to(delivery: &Delivery) -> Option<(ChannelId, MessageId)> {
    let Delivery::Channel { channel, message: Some(message) } = delivery else { return None };
    Some((ChannelId::new(number(channel)?), MessageId::new(number(message)?)))
}

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
