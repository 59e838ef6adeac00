//! A person's own choices, and everything kept about them: to see, to erase.

use anyhow::{Context, Result};
use futures::FutureExt;
use jiff::Timestamp;

use super::handover::answered_by;
use super::link::{Link, execute, row, rows};
use super::profile::ticked;
use super::reminder::reminded_of;
use super::rights::{note, objects};
use super::{Store, clean, instant, millis};
use crate::words::{LaterAnswer, Person, Right, SessionId, Source};

/// Everything kept about one person.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonData {
    /// When they first came.
    pub first_seen_at: Timestamp,
    /// When they said they are 15 or older.
    pub of_age_at: Option<Timestamp>,
    /// Where they came from.
    pub source: Option<String>,
    /// The sessions they gave stars to.
    pub rated: Vec<SessionId>,
    /// The line they added to the stars of a session.
    pub said: Vec<(SessionId, String)>,
    /// The sessions they are to be reminded of.
    pub reminders: Vec<SessionId>,
    /// What they ticked about themselves: the question and the answer.
    pub profile: Vec<(String, String)>,
    /// The offers they clicked on « postuler » of, by reference.
    pub applied: Vec<String>,
    /// Their questions, oldest first.
    pub exchanges: Vec<KeptExchange>,
}

/// One question as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptExchange {
    /// Its identifier.
    pub id: String,
    /// The session it was asked in, by its door and hour.
    pub session_id: Option<String>,
    /// When it was asked, in milliseconds.
    pub asked_at: i64,
    /// The redacted text, if it is kept.
    pub question: Option<String>,
    /// What became of it, as the word of [`crate::words::Outcome`].
    pub outcome: String,
    /// The reply, as JSON.
    pub reply: Option<String>,
    /// What was answered later.
    pub answer: Option<LaterAnswer>,
    /// Whether the answer changed their mind, `yes` or `no`, once they said so.
    pub changed_mind: Option<String>,
}

impl Store {
    /// Keeps that a person said they are 15 or older, and from when. False when
    /// they object: nothing is kept then.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn confirm_age(&self, person: &Person, at: Timestamp) -> Result<bool> {
        let person = person.clone();
        self.write(move |link| {
            async move {
                if objects(link, &person).await? {
                    return Ok(false);
                }
                execute!(
                    link,
                    "insert into person (id, first_seen_at, last_seen_at, of_age_at) values ($1, $2, $2, $2)
                     on conflict (id) do update set of_age_at = coalesce(person.of_age_at, excluded.of_age_at)",
                    person.as_str(),
                    millis(at)
                )?;
                Ok(true)
            }
            .boxed()
        })
        .await
    }

    /// Keeps where a person says they come from, in this and their last
    /// conversation; what a link already told is not overwritten. False when
    /// they object: nothing is kept then.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn declare_source(&self, person: &Person, source: &Source, at: Timestamp) -> Result<bool> {
        let (person, source) = (person.clone(), source.clone());
        self.write(move |link| async move { declare_source(link, &person, &source, at).await }.boxed()).await
    }

    /// Everything kept about a person; none when nothing is.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn data_of(&self, person: &Person) -> Result<Option<PersonData>> {
        let person = person.clone();
        self.read(move |link| async move { data_of(link, &person).await }.boxed()).await
    }

    /// Erases a person: texts, replies, addresses, pseudonym. What stays are
    /// counters that lead back to nobody, and the line that says it was done.
    ///
    /// # Errors
    /// When the database is away: nothing is erased then.
    pub async fn erase(&self, person: &Person, nobody: &str, at: Timestamp) -> Result<()> {
        let (person, nobody) = (person.clone(), nobody.to_owned());
        self.write(move |link| {
            async move {
                erase(link, &person, &nobody).await?;
                note(link, &person, Right::Erased, at).await
            }
            .boxed()
        })
        .await?;
        self.empty_journal().await;
        Ok(())
    }

    /// SQLite keeps old pages in its journal until it is emptied; PostgreSQL's
    /// own journal is not ours to empty. A reader can be in the way: what is
    /// erased is gone from the tables all the same, and the next clearing tries
    /// again.
    pub(super) async fn empty_journal(&self) {
        let emptied = self.read(|link| {
            async move {
                let Link::Sqlite(_) = link else { return Ok(true) };
                let done = row!(link, (i64, i64, i64), "pragma wal_checkpoint(truncate)")?;
                Ok(done.is_none_or(|(busy, _, _)| busy == 0))
            }
            .boxed()
        });
        match emptied.await {
            Ok(true) => {}
            Ok(false) => tracing::warn!("the journal of SQLite could not be emptied yet"),
            Err(error) => tracing::error!("emptying the journal of SQLite: {error:#}"),
        }
    }
}

async fn declare_source(link: &mut Link, person: &Person, source: &Source, at: Timestamp) -> Result<bool> {
    if objects(link, person).await? {
        return Ok(false);
    }
    let (label, known) = (clean(&source.label), source.known.as_str());
    execute!(
        &mut *link,
        "insert into person (id, first_seen_at, last_seen_at, source, source_known) values ($1, $2, $2, $3, $4)
         on conflict (id) do update set
             source_known = case when person.source is null or person.source_known in ('declared', 'server') then excluded.source_known else person.source_known end,
             source = case when person.source is null or person.source_known in ('declared', 'server') then excluded.source else person.source end",
        person.as_str(), millis(at), label.as_str(), known
    )?;
    execute!(
        link,
        "update conversation set source = $1, source_known = $2
         where person = $3 and (source is null or source_known in ('declared', 'server'))
           and started_at = (select max(started_at) from conversation where person = $3)",
        label.as_str(),
        known,
        person.as_str()
    )?;
    Ok(true)
}

async fn data_of(link: &mut Link, person: &Person) -> Result<Option<PersonData>> {
    let known = row!(
        &mut *link,
        (i64, Option<i64>, Option<String>),
        "select first_seen_at, of_age_at, source from person where id = $1",
        person.as_str()
    )?;
    let Some((first_seen_at, of_age_at, source)) = known else { return Ok(None) };
    let rated = rows!(
        &mut *link,
        (String, Option<String>),
        "select session_id, said from satisfaction where person = $1 order by rated_at, session_id",
        person.as_str()
    )?;
    let said = rated.iter().filter_map(|(id, said)| Some((SessionId::new(id.as_str()), said.clone()?))).collect();
    Ok(Some(PersonData {
        first_seen_at: instant(first_seen_at),
        of_age_at: of_age_at.map(instant),
        source,
        rated: rated.into_iter().map(|(id, _)| SessionId::new(id)).collect(),
        said,
        profile: ticked(link, person).await?,
        reminders: reminded_of(link, person).await?,
        applied: applied_to(link, person).await?,
        exchanges: exchanges_of(link, person).await?,
    }))
}

/// The offers whose advert they opened.
async fn applied_to(link: &mut Link, person: &Person) -> Result<Vec<String>> {
    let offers = rows!(
        link,
        (String,),
        "select distinct a.offer from apply_click a join conversation c on c.id = a.conversation where c.person = $1 order by a.offer",
        person.as_str()
    )?;
    Ok(offers.into_iter().map(|(offer,)| offer).collect())
}

async fn exchanges_of(link: &mut Link, person: &Person) -> Result<Vec<KeptExchange>> {
    let found = rows!(
        link,
        ExchangeRow,
        "select e.id, e.session_id, e.asked_at, e.question, e.outcome, e.reply, h.answer, h.queued_id, e.changed_mind
         from exchange e join conversation c on c.id = e.conversation_id left join handover h on h.exchange_id = e.id
         where c.person = $1 order by e.asked_at, e.id",
        person.as_str()
    )?;
    let exchanges = found.into_iter().map(|(id, session_id, asked_at, question, outcome, reply, said, queued, changed_mind)| {
        let answer = said.map(|said| LaterAnswer { said, by: answered_by(queued.as_deref()) });
        KeptExchange { id, session_id, asked_at, question, outcome, reply, answer, changed_mind }
    });
    Ok(exchanges.collect())
}

/// In the order of [`KeptExchange`], and the queued question before the changed mind.
type ExchangeRow = (String, Option<String>, i64, Option<String>, String, Option<String>, Option<String>, Option<String>, Option<String>);

/// The person's row goes first: on PostgreSQL that keeps their questions under
/// way waiting until all else is done.
pub(super) async fn erase(link: &mut Link, person: &Person, nobody: &str) -> Result<()> {
    erase_all(link, person, nobody).await.context("erasing a person")
}

async fn erase_all(link: &mut Link, person: &Person, nobody: &str) -> Result<()> {
    for statement in [
        "delete from person where id = $1",
        // What is owed to their conversation alone, such as a reminder, answers no exchange.
        "update outbox set state = 'failed', finished_at = created_at, claimed_until = null
            where state = 'pending' and exchange_id is null and id in (select d.outbox_id from delivery d where d.channel in
                (select channel from discord_conversation where person = $1 union select channel from session_reminder where person = $1))",
        "delete from delivery where outbox_id in (select id from outbox where exchange_id is null and state = 'failed') and channel in
            (select channel from discord_conversation where person = $1 union select channel from session_reminder where person = $1)",
        "delete from discord_conversation where person = $1",
        "delete from profile where person = $1",
        "delete from session_reminder where person = $1",
        "delete from answer_code where person = $1",
        "delete from delivery where outbox_id in (select o.id from outbox o join exchange e on e.id = o.exchange_id
            join conversation c on c.id = e.conversation_id where c.person = $1)",
        "delete from outbox where exchange_id in
            (select e.id from exchange e join conversation c on c.id = e.conversation_id where c.person = $1)",
        "update handover set state = 'closed', answer = null where exchange_id in
            (select e.id from exchange e join conversation c on c.id = e.conversation_id where c.person = $1)",
        "update exchange set question = null, reply = null, server = null, channel = null, changed_mind = null
            where conversation_id in (select id from conversation where person = $1)",
    ] {
        execute!(&mut *link, statement, person.as_str())?;
    }
    execute!(&mut *link, "update conversation set person = $1 where person = $2", nobody, person.as_str())?;
    execute!(link, "update satisfaction set person = $1, said = null where person = $2", nobody, person.as_str())?;
    Ok(())
}
