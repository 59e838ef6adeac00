//! What the Discord side remembers from one run to the next.

use anyhow::Result;
use futures::FutureExt;
use jiff::{SignedDuration, Timestamp};

use super::link::{Link, execute, row, rows};
use super::rights::objects;
use super::{CLOCKS_DIFFER, OwedMessage, Store, instant, millis};
use crate::words::{Person, random_word};

/// How long an identification counts.
const COUNTS_FOR: SignedDuration = SignedDuration::from_hours(24);

/// A conversation that a candidate opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenConversation {
    /// Its channel.
    pub channel: String,
    /// The server, when it is a private thread; none for a direct conversation.
    pub guild: Option<String>,
}

/// From the identifications of the last day and an instant: none when one more
/// is allowed then, else when it will be.
pub type Allowed = fn(&[Timestamp], Timestamp) -> Option<Timestamp>;

impl Store {
    /// Keeps that the bot identifies now, if `allowed` has nothing against it;
    /// else gives from when on it will be.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn claim_identify(&self, now: Timestamp, allowed: Allowed) -> Result<Option<Timestamp>> {
        self.write(move |link| async move { claim(link, now, allowed).await }.boxed()).await
    }

    /// Until when everything that was said to the bot reached it; none before
    /// it ever listened.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn listened_until(&self) -> Result<Option<Timestamp>> {
        self.read(|link| {
            async move {
                let kept = row!(link, (Option<i64>,), "select listened_until from discord_state where id = 'bot'")?;
                Ok(kept.and_then(|(until,)| until).map(instant))
            }
            .boxed()
        })
        .await
    }

    /// Keeps until when everything that was said to the bot reached it; an
    /// earlier instant than the one kept changes nothing, unless that one is
    /// still to come: the clock was set back.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn keep_listened_until(&self, at: Timestamp) -> Result<()> {
        self.write(move |link| {
            async move {
                execute!(
                    link,
                    "update discord_state set listened_until = $1
                     where id = 'bot' and (listened_until is null or listened_until < $1 or listened_until > $2)",
                    millis(at),
                    millis(at + CLOCKS_DIFFER)
                )?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Keeps that a person wrote in the direct conversation or the private thread
    /// that they opened.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn keep_conversation(&self, opened: &OpenConversation, person: &Person, at: Timestamp) -> Result<()> {
        let (opened, person) = (opened.clone(), person.clone());
        self.write(move |link| {
            async move {
                if objects(link, &person).await? {
                    return Ok(());
                }
                execute!(
                    link,
                    "insert into discord_conversation (channel, guild, person, heard_at) values ($1, $2, $3, $4)
                     on conflict (channel) do update set
                         guild = excluded.guild,
                         person = excluded.person,
                         heard_at = case when excluded.heard_at > discord_conversation.heard_at
                                         then excluded.heard_at else discord_conversation.heard_at end",
                    opened.channel.as_str(),
                    opened.guild.as_deref(),
                    person.as_str(),
                    millis(at)
                )?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Keeps that a person asked something in a conversation of theirs; one that
    /// is not kept as theirs stays unknown.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn go_on_in_conversation(&self, channel: &str, person: &Person, at: Timestamp) -> Result<()> {
        let (channel, person) = (channel.to_owned(), person.clone());
        self.write(move |link| {
            async move {
                execute!(
                    link,
                    "update discord_conversation set heard_at = $1 where channel = $2 and person = $3 and heard_at < $1",
                    millis(at),
                    channel,
                    person.as_str()
                )?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// The direct conversation that a person opened, if they wrote there since then.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn conversation_of(&self, person: &Person, since: Timestamp) -> Result<Option<String>> {
        let person = person.clone();
        self.read(move |link| async move { conversation_of(link, person.as_str(), None, since).await }.boxed()).await
    }

    /// Where else a message of the outbox may reach the person whom it answers.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn conversation_for(&self, message: &OwedMessage, since: Timestamp) -> Result<Option<String>> {
        let id = message.id.clone();
        self.read(move |link| {
            async move {
                let asked = row!(
                    &mut *link,
                    (Option<String>, Option<String>),
                    "select c.person, e.channel from outbox o join exchange e on e.id = o.exchange_id
                     join conversation c on c.id = e.conversation_id where o.id = $1",
                    id
                )?;
                match asked {
                    Some((Some(person), channel)) => conversation_of(link, &person, channel.as_deref(), since).await,
                    _ => Ok(None),
                }
            }
            .boxed()
        })
        .await
    }

    /// Forgets a conversation that is closed to the bot.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn forget_conversation(&self, channel: &str) -> Result<()> {
        let channel = channel.to_owned();
        self.write(move |link| {
            async move {
                execute!(link, "delete from discord_conversation where channel = $1", channel)?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// The conversations with a word since then, the last ones first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn conversations_since(&self, since: Timestamp, most: i64) -> Result<Vec<OpenConversation>> {
        self.read(move |link| {
            async move {
                let found = rows!(
                    link,
                    (String, Option<String>),
                    "select channel, guild from discord_conversation where heard_at >= $1 order by heard_at desc, channel limit $2",
                    millis(since),
                    most
                )?;
                Ok(found.into_iter().map(|(channel, guild)| OpenConversation { channel, guild }).collect())
            }
            .boxed()
        })
        .await
    }
}

/// A private thread may hold others whom its person let in: only what was asked
/// there, in `asked_in`, is answered there, and first of all there. A direct
/// conversation is theirs alone and takes everything.
pub(super) async fn conversation_of(link: &mut Link, person: &str, asked_in: Option<&str>, since: Timestamp) -> Result<Option<String>> {
    let found = row!(
        link,
        (String,),
        "select channel from discord_conversation
         where person = $1 and heard_at >= $2 and (guild is null or channel = $3)
         order by case when guild is null then 1 else 0 end, heard_at desc, channel limit 1",
        person,
        millis(since),
        asked_in
    )?;
    Ok(found.map(|(channel,)| channel))
}

/// The row is locked first: of two instances at once the second counts the first.
async fn claim(link: &mut Link, now: Timestamp, allowed: Allowed) -> Result<Option<Timestamp>> {
    execute!(&mut *link, "update discord_state set listened_until = listened_until where id = 'bot'")?;
    execute!(&mut *link, "delete from discord_identify where at < $1", millis(now - COUNTS_FOR))?;
    let kept = rows!(&mut *link, (i64,), "select at from discord_identify order by at")?;
    let times: Vec<Timestamp> = kept.into_iter().map(|(at,)| instant(at)).collect();
    let not_before = allowed(&times, now);
    if not_before.is_none() {
        execute!(link, "insert into discord_identify (id, at) values ($1, $2)", random_word(), millis(now))?;
    }
    Ok(not_before)
}
