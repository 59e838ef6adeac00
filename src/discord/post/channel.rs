//! What stands in a channel: said, changed where it stands, taken away.

use serde::{Deserialize, Serialize};
use serenity::all::{ChannelId, LightMethod, MessageId, Route};
use serenity::http::Request;

use super::super::failure::Failure;
use super::super::translate::{Part, number};
use super::Post;
use super::bodies::{change, message, replying};

/// What is read of a message that was sent.
#[derive(Deserialize)]
struct Said {
    id: MessageId,
}

impl Post {
    /// Says something in a channel, or changes it where it stands already; gives
    /// the number of its message.
    pub(in crate::discord) async fn stand(&self, channel: u64, known: Option<&str>, nonce: &str, part: &Part) -> Result<String, Failure> {
        if let Some(message) = known.and_then(number) {
            self.change(channel, message, part).await?;
            return Ok(message.to_string());
        }
        let answer = self.say_under(channel, None, nonce, part).await?;
        let said: Said = serde_json::from_slice(&answer).map_err(|error| Failure::unreadable(&error))?;
        Ok(said.id.to_string())
    }

    /// Says something in a channel, below another message or not; gives what
    /// Discord answers.
    pub(super) async fn say_under(&self, channel: u64, replied: Option<u64>, nonce: &str, part: &Part) -> Result<Vec<u8>, Failure> {
        let request = || Request::new(Route::ChannelMessages { channel_id: ChannelId::new(channel) }, LightMethod::Post);
        self.illustrate(request, |part| replying(message(part, nonce), channel, replied), part).await
    }

    /// Puts something in the place of what a message says.
    pub(in crate::discord) async fn change(&self, channel: u64, message: u64, part: &Part) -> Result<(), Failure> {
        self.illustrate(|| Request::new(route(channel, message), LightMethod::Patch), change, part).await.map(drop)
    }

    /// Takes a message away; one that is not there any more is.
    pub(in crate::discord) async fn remove(&self, channel: u64, message: u64) -> Result<(), Failure> {
        match self.gate.fire(Request::new(route(channel, message), LightMethod::Delete)).await {
            Ok(_) | Err(Failure::Refused(Failure::UNKNOWN_MESSAGE)) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    /// Sends words with their file: files may be forbidden where words are not.
    async fn illustrate<B: Serialize>(
        &self,
        request: impl Fn() -> Request<'static>,
        body: impl Fn(&Part) -> B,
        part: &Part,
    ) -> Result<Vec<u8>, Failure> {
        match self.sent(request(), &body(part), part.file.as_ref()).await {
            Err(Failure::Missing(_)) if part.file.is_some() => {
                let bare = Part { file: None, alt: None, ..part.clone() };
                self.sent(request(), &body(&bare), None).await
            }
            sent => sent,
        }
    }
}

fn route(channel: u64, message: u64) -> Route<'static> {
    Route::ChannelMessage { channel_id: ChannelId::new(channel), message_id: MessageId::new(message) }
}
