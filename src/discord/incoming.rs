//! What somebody says in Discord, as the conversation hears it.

use anyhow::Result;
use jiff::Timestamp;

use super::reception::Reception;
use super::relay::{Asked, Typed};
use super::servers::Standing;
use super::translate::{Heard, made_at, without_names};
use crate::words::{Delivery, Door, GAME, Incoming, Known, Place, Source};

/// Something that was said, as Discord numbers it.
struct Said<'a> {
    user: u64,
    made_at: Timestamp,
    /// What makes it unique.
    reference: &'a str,
    place: Place,
    text: String,
    /// What brought its author here, when it was said under that.
    source: Option<Source>,
}

impl Reception {
    /// A message.
    pub(super) async fn incoming_of(&self, heard: Heard, reference: &str) -> Result<Incoming> {
        let delivery = heard.delivery();
        // The channel of a direct message is as good as its person's name.
        let place = Place { thread: heard.thread, ..place(heard.guild, heard.guild.map(|_| heard.channel)) };
        let said = Said { user: heard.user, made_at: made_at(heard.message), reference, place, text: heard.text, source: None };
        Ok(Incoming { has_attachment: heard.has_attachment, is_late: heard.is_late, ..self.incoming(said, &delivery).await? })
    }

    /// A question that was typed in private. Whatever is answered later is not for
    /// that channel, unless it was typed for a thread: its answer stands there.
    pub(super) async fn question(&self, asked: &Asked, text: &str, typed: &Typed, delivery: &Delivery) -> Result<Incoming> {
        let place = match typed {
            Typed::InThread(_) => Place { thread: true, ..place(asked.guild, Some(asked.channel)) },
            _ => place(asked.guild, None),
        };
        let source = match typed {
            Typed::UnderEpisode(episode) => self.source_of_episode(episode),
            _ => None,
        };
        let reference = format!("interaction:{}", asked.id);
        let said = Said { user: asked.user, made_at: made_at(asked.id), reference: &reference, place, text: without_names(text), source };
        let incoming = self.incoming(said, delivery).await?;
        Ok(match typed {
            // Who came by themselves comes by the game, as on the page.
            Typed::AfterGame(_) => Incoming { source: incoming.source.or_else(by_the_game), ..incoming },
            _ => incoming,
        })
    }

    async fn incoming(&self, said: Said<'_>, delivery: &Delivery) -> Result<Incoming> {
        let (keys, made_at) = (&self.parts.keys, said.made_at);
        self.carry_objection(said.user, made_at).await?;
        let source = match said.source {
            Some(source) => Some(source),
            None => self.source_of_server(&said.place).await,
        };
        Ok(Incoming {
            text: said.text,
            person: keys.person(Door::Discord, &said.user.to_string(), made_at)?,
            place: said.place,
            reference: keys.message(Door::Discord, said.reference, made_at)?,
            at: self.at(made_at),
            is_late: false,
            source,
            has_attachment: false,
            delivery: Some(delivery.clone()),
        })
    }

    /// Who asks from a partner's server comes from there, as long as nothing
    /// better is known.
    async fn source_of_server(&self, place: &Place) -> Option<Source> {
        let server = place.server.as_deref()?;
        if server.parse().is_ok_and(|server| self.team.servers.standing(server) != Standing::Partner) {
            return None;
        }
        let partner = self.parts.store.partner_server(server, self.parts.clock.now()).await;
        let partner = partner.inspect_err(|error| tracing::error!("finding a partner server: {error:#}")).ok()?;
        Some(Source { label: partner.source(), known: Known::Server, link: None })
    }
}

fn by_the_game() -> Option<Source> {
    Some(Source { label: GAME.to_owned(), known: Known::Link, link: None })
}

/// A place on a server, or in a direct conversation; its channel when an answer
/// may stand there for all who read it.
fn place(server: Option<u64>, channel: Option<u64>) -> Place {
    let text = |number: u64| number.to_string();
    Place { door: Door::Discord, server: server.map(text), channel: channel.map(text), thread: false }
}
