//! What somebody says in Discord, as the conversation hears it.

use anyhow::Result;
use jiff::Timestamp;

use super::reception::Reception;
use super::relay::Asked;
use super::translate::{Heard, made_at, without_names};
use crate::words::{Delivery, Door, Incoming, Place};

/// Something that was said, as Discord numbers it.
struct Said<'a> {
    user: u64,
    made_at: Timestamp,
    /// What makes it unique.
    reference: &'a str,
    place: Place,
    text: String,
}

impl Reception {
    /// A message.
    pub(super) fn incoming_of(&self, heard: Heard, reference: &str) -> Result<Incoming> {
        let delivery = heard.delivery();
        // The channel of a direct message is as good as its person's name.
        let place = Place { thread: heard.thread, ..place(heard.guild, heard.guild.map(|_| heard.channel)) };
        let said = Said { user: heard.user, made_at: made_at(heard.message), reference, place, text: heard.text };
        Ok(Incoming { has_attachment: heard.has_attachment, is_late: heard.is_late, ..self.incoming(said, &delivery)? })
    }

    /// A question that was typed in private: whatever is answered later is not for
    /// that channel.
    pub(super) fn question(&self, asked: &Asked, text: &str, delivery: &Delivery) -> Result<Incoming> {
        self.typed(asked, place(asked.guild, None), text, delivery)
    }

    /// A question that was typed in private for a thread: its answer stands there.
    pub(super) fn question_in_thread(&self, asked: &Asked, text: &str, delivery: &Delivery) -> Result<Incoming> {
        self.typed(asked, Place { thread: true, ..place(asked.guild, Some(asked.channel)) }, text, delivery)
    }

    /// A question asked under an episode: it comes from there.
    pub(super) fn question_under(&self, asked: &Asked, text: &str, episode: &str, delivery: &Delivery) -> Result<Incoming> {
        let incoming = self.question(asked, text, delivery)?;
        Ok(Incoming { source: self.source_of_episode(episode), ..incoming })
    }

    fn typed(&self, asked: &Asked, place: Place, text: &str, delivery: &Delivery) -> Result<Incoming> {
        let reference = format!("interaction:{}", asked.id);
        let said = Said { user: asked.user, made_at: made_at(asked.id), reference: &reference, place, text: without_names(text) };
        self.incoming(said, delivery)
    }

    fn incoming(&self, said: Said<'_>, delivery: &Delivery) -> Result<Incoming> {
        let (keys, made_at) = (&self.parts.keys, said.made_at);
        Ok(Incoming {
            text: said.text,
            person: keys.person(Door::Discord, &said.user.to_string(), made_at)?,
            place: said.place,
            reference: keys.message(Door::Discord, said.reference, made_at)?,
            at: self.at(made_at),
            is_late: false,
            source: None,
            has_attachment: false,
            delivery: Some(delivery.clone()),
        })
    }
}

/// A place on a server, or in a direct conversation; its channel when an answer
/// may stand there for all who read it.
fn place(server: Option<u64>, channel: Option<u64>) -> Place {
    let text = |number: u64| number.to_string();
    Place { door: Door::Discord, server: server.map(text), channel: channel.map(text), thread: false }
}
