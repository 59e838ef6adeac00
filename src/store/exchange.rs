//! Questions and what became of them: received once, recorded in one transaction.

use anyhow::{Context, Result};
use futures::FutureExt;
use jiff::{SignedDuration, Timestamp};

use super::link::{Link, execute, row};
use super::rights::objects;
use super::{Store, clean, millis};
use crate::words::{
    AnsweredBy, ChangedMind, ConversationId, Delivery, Door, EntryId, ExchangeId, Feedback, MISCONCEPTIONS, MessageRef, Outcome, Owed,
    Person, Place, SessionId, Source,
};

/// A silence of thirty minutes ends a conversation.
pub(super) const CONVERSATION_IDLE: SignedDuration = SignedDuration::from_mins(30);

/// A question with its outcome, ready to be kept.
#[derive(Clone, Debug)]
pub struct NewExchange {
    /// Its identifier, already drawn.
    pub id: ExchangeId,
    /// What makes its message unique.
    pub reference: MessageRef,
    /// Who asked.
    pub person: Person,
    /// Where.
    pub place: Place,
    /// Where the person came from, when the door knows.
    pub source: Option<Source>,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// The redacted text; none before the age tap.
    pub question: Option<String>,
    /// Whether a person was asked for at once: that is its first outcome then,
    /// whatever becomes of it.
    pub asks_person: bool,
    /// What the bot made of it.
    pub decided: Decided,
    /// The wording of the notice shown with the reply, if it was.
    pub notice: Option<String>,
    /// Where to send the reply, for a door that does not wait for it.
    pub delivery: Option<Delivery>,
}

/// What was decided about a question: when it is asked, when one of the topics
/// shown is chosen, when it is put in other words.
#[derive(Clone, Debug)]
pub struct Decided {
    /// What becomes of it.
    pub outcome: Outcome,
    /// The entry that answers.
    pub entry: Option<EntryId>,
    /// Its theme.
    pub theme: Option<String>,
    /// The theme that is nearest to what the bot does not know.
    pub near_theme: Option<String>,
    /// How sure the match is, 0 to 1.
    pub confidence: f64,
    /// Which version of the files the reply is from.
    pub faq_version: String,
    /// The reply as JSON, given again to a repeated message.
    pub reply: String,
    /// When an answer was given, if one was.
    pub answered_at: Option<Timestamp>,
}

/// What recording did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// The exchange is kept.
    New,
    /// The message had been received before.
    Repeated(Repeated),
}

/// What is kept of a message that was received before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// The first exchange.
    pub exchange: ExchangeId,
    /// What was replied then, as JSON; gone once its person was erased or its
    /// time is over.
    pub reply: Option<String>,
}

impl Store {
    /// What was replied to a message received before, if it was.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn repeated(&self, reference: &MessageRef) -> Result<Option<Repeated>> {
        let reference = reference.clone();
        self.read(move |link| async move { repeated(link, &reference).await }.boxed()).await
    }

    /// Keeps a question, its outcome and the message owed, in one transaction.
    ///
    /// # Errors
    /// When the database is away: nothing is kept then.
    pub async fn record(&self, new: NewExchange) -> Result<Recorded> {
        self.write(move |link| async move { record(link, &new).await.context("recording an exchange") }.boxed()).await
    }

    /// Keeps a thumb on an answer; the last one counts. False when the exchange
    /// is not this person's.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn keep_feedback(&self, exchange: &ExchangeId, person: &Person, feedback: Feedback) -> Result<bool> {
        let (exchange, person) = (exchange.clone(), person.clone());
        self.write(move |link| {
            async move {
                let changed = execute!(
                    link,
                    "update exchange set feedback = $1
                     where id = $2 and conversation_id in (select id from conversation where person = $3)",
                    feedback.as_str(),
                    exchange.as_str(),
                    person.as_str()
                )?;
                Ok(changed > 0)
            }
            .boxed()
        })
        .await
    }

    /// Keeps whether an answer to something wrongly believed changed a mind; the
    /// last tap counts. False when the exchange is not this person's, or ended
    /// with an answer of another theme.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn keep_changed_mind(&self, exchange: &ExchangeId, person: &Person, said: ChangedMind) -> Result<bool> {
        let (exchange, person) = (exchange.clone(), person.clone());
        self.write(move |link| {
            async move {
                let kept = execute!(
                    link,
                    "update exchange set changed_mind = $1
                     where id = $2 and theme = $3 and conversation_id in (select id from conversation where person = $4)",
                    said.as_str(),
                    exchange.as_str(),
                    MISCONCEPTIONS,
                    person.as_str()
                )?;
                Ok(kept > 0)
            }
            .boxed()
        })
        .await
    }
}

pub(super) async fn repeated(link: &mut Link, reference: &MessageRef) -> Result<Option<Repeated>> {
    let found = row!(
        link,
        (String, Option<String>),
        "select i.exchange_id, e.reply from inbox i left join exchange e on e.id = i.exchange_id where i.reference = $1",
        reference.as_str()
    )?;
    Ok(found.map(|(exchange, reply)| Repeated { exchange: ExchangeId::new(exchange), reply }))
}

/// The same of a message that was received before for sure.
pub(super) async fn repeated_once(link: &mut Link, reference: &MessageRef) -> Result<Recorded> {
    let before = repeated(link, reference).await?.context("a message that was received before has no trace")?;
    Ok(Recorded::Repeated(before))
}

/// The inbox key first: of two transactions with the same message the second
/// waits for the first here, and then sees it.
async fn record(link: &mut Link, new: &NewExchange) -> Result<Recorded> {
    if !receive(link, &new.reference, &new.id, new.asked_at).await? {
        return repeated_once(link, &new.reference).await;
    }
    let session = session_at(link, new.asked_at, new.place.door).await?;
    if keep_person_unless_they_object(link, new).await? {
        let conversation = conversation(link, new).await?;
        keep_exchange(link, new, &conversation, session.as_ref()).await?;
    } else {
        keep_of_nobody(link, new, session.as_ref()).await?;
    }
    if let Some(delivery) = &new.delivery {
        super::outbox::owe(link, &new.id, &Owed::Reply(new.decided.reply.clone()), delivery, new.asked_at).await?;
    }
    Ok(Recorded::New)
}

/// Keeps that a message came; false when it came before.
pub(super) async fn receive(link: &mut Link, reference: &MessageRef, exchange: &ExchangeId, at: Timestamp) -> Result<bool> {
    let fresh = execute!(
        link,
        "insert into inbox (reference, exchange_id, received_at) values ($1, $2, $3) on conflict (reference) do nothing",
        reference.as_str(),
        exchange.as_str(),
        millis(at)
    )?;
    Ok(fresh > 0)
}

/// Also takes the lock on the person's row, so that two of their messages at
/// once cannot open two conversations on PostgreSQL.
async fn keep_person(link: &mut Link, new: &NewExchange) -> Result<()> {
    let source = new.source.as_ref();
    execute!(
        link,
        "insert into person (id, first_seen_at, last_seen_at, notice, noticed_at, source, source_known)
         values ($1, $2, $2, $3, $4, $5, $6)
         on conflict (id) do update set
             last_seen_at = case when excluded.last_seen_at > person.last_seen_at then excluded.last_seen_at else person.last_seen_at end,
             notice = coalesce(person.notice, excluded.notice),
             noticed_at = coalesce(person.noticed_at, excluded.noticed_at),
             source_known = case when person.source is null or (person.source_known = 'server' and excluded.source is not null)
                 then excluded.source_known else person.source_known end,
             source = case when person.source is null or (person.source_known = 'server' and excluded.source is not null)
                 then excluded.source else person.source end",
        new.person.as_str(),
        millis(new.asked_at),
        new.notice.as_deref(),
        new.notice.as_ref().map(|_| millis(new.asked_at)),
        source.map(|source| clean(&source.label)),
        source.map(|source| source.known.as_str())
    )?;
    Ok(())
}

/// Keeps who asks; false when they object. That is looked at again once their
/// row is theirs alone, for on PostgreSQL they may object meanwhile.
async fn keep_person_unless_they_object(link: &mut Link, new: &NewExchange) -> Result<bool> {
    if objects(link, &new.person).await? {
        return Ok(false);
    }
    keep_person(link, new).await?;
    if objects(link, &new.person).await? {
        execute!(link, "delete from person where id = $1", new.person.as_str())?;
        return Ok(false);
    }
    Ok(true)
}

/// What is kept of a question of somebody who objects: that one was asked and
/// what became of it, without its text, its place, or anything that leads to
/// them or from it to their next one.
async fn keep_of_nobody(link: &mut Link, new: &NewExchange, session: Option<&SessionId>) -> Result<()> {
    execute!(&mut *link, "insert into conversation (id, started_at, last_at) values ($1, $2, $2)", new.id.as_str(), millis(new.asked_at))?;
    let place = Place { server: None, channel: None, ..new.place.clone() };
    let bare = NewExchange { question: None, place, ..new.clone() };
    keep_exchange(link, &bare, &ConversationId::new(new.id.as_str()), session).await
}

/// The conversation a question goes on with, or a new one.
async fn conversation(link: &mut Link, new: &NewExchange) -> Result<ConversationId> {
    let going_on = row!(
        &mut *link,
        (String,),
        "update conversation set last_at = case when last_at > $1 then last_at else $1 end
         where id = (select id from conversation where person = $2 and last_at >= $3 and started_at <= $4 order by last_at desc limit 1)
         returning id",
        millis(new.asked_at),
        new.person.as_str(),
        millis(new.asked_at - CONVERSATION_IDLE),
        millis(new.asked_at + CONVERSATION_IDLE)
    )?;
    if let Some((id,)) = going_on {
        return Ok(ConversationId::new(id));
    }
    execute!(
        link,
        "insert into conversation (id, person, started_at, last_at, source, source_known, link, arrival)
         select $1, p.id, $2, $2, case when $3 is null or $4 = 'server' then p.source else $3 end,
                case when $3 is null or $4 = 'server' then p.source_known else $4 end, $6,
                case when exists (select 1 from conversation b where b.person = p.id) then 0 else 1 end
         from person p where p.id = $5",
        new.id.as_str(),
        millis(new.asked_at),
        new.source.as_ref().map(|source| clean(&source.label)),
        new.source.as_ref().map(|source| source.known.as_str()),
        new.person.as_str(),
        new.source.as_ref().and_then(|source| source.link.as_deref()).map(clean)
    )?;
    // The first exchange names its conversation: one random word serves both.
    Ok(ConversationId::new(new.id.as_str()))
}

/// The session that was open at an instant and a door; dates alone decide, so that a
/// program that was down in between changes nothing.
async fn session_at(link: &mut Link, at: Timestamp, door: Door) -> Result<Option<SessionId>> {
    let open = row!(
        link,
        (String,),
        "select id from session where opens_at <= $1 and closes_at > $1 and (door = '' or door = $2) order by opens_at desc, id limit 1",
        millis(at),
        door.as_str()
    )?;
    Ok(open.map(|(id,)| SessionId::new(id)))
}

/// The age is looked at again: a person who was erased meanwhile has not said it.
async fn keep_exchange(link: &mut Link, new: &NewExchange, conversation: &ConversationId, session: Option<&SessionId>) -> Result<()> {
    let decided = &new.decided;
    let first_outcome = if new.asks_person { Outcome::HandedOver } else { decided.outcome };
    execute!(
        link,
        "insert into exchange (id, conversation_id, session_id, asked_at, door, server, channel, question, first_outcome, outcome,
                               entry, theme, confidence, faq_version, reply, answered_at, answered_by, near_theme)
         values ($1, $2, $3, $4, $5, $6, $7,
                 case when exists (select 1 from person where id = $17 and of_age_at is not null) then $8 end, $19, $9, $10, $11, $12, $13, $14, $15, $16, $18)",
        new.id.as_str(),
        conversation.as_str(),
        session.map(SessionId::as_str),
        millis(new.asked_at),
        new.place.door.as_str(),
        new.place.server.as_deref(),
        new.place.channel.as_deref(),
        new.question.as_deref().map(clean),
        decided.outcome.as_str(),
        decided.entry.as_ref().map(EntryId::as_str),
        decided.theme.as_deref(),
        decided.confidence,
        decided.faq_version.as_str(),
        clean(&decided.reply),
        decided.answered_at.map(millis),
        decided.answered_at.map(|_| AnsweredBy::Bot.as_str()),
        new.person.as_str(),
        decided.near_theme.as_deref(),
        first_outcome.as_str()
    )?;
    Ok(())
}
