//! Questions that nobody could answer, whose people asked to be told once an
//! answer is published: kept as hand-overs that no expert sees.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{Link, execute, row, rows};
use super::queue::owe_to;
use super::{Store, clean, millis};
use crate::words::{AnsweredBy, ExchangeId, HandoverId, LaterAnswer, Outcome, Person};

/// The most that are read at once, oldest first.
const MOST: i64 = 2_000;

/// The wish to be told once an answer is published.
#[derive(Clone, Debug)]
pub struct NewWatch {
    /// The hand-over that keeps it.
    pub id: HandoverId,
    /// The exchange it is about.
    pub exchange: ExchangeId,
    /// Who wishes it.
    pub person: Person,
    /// The redacted question.
    pub question: String,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// Keeps that a person asked to be told. False when the exchange is not
    /// theirs, as after they were erased.
    ///
    /// # Errors
    /// When the database is away: it is not kept then.
    pub async fn watch(&self, wished: NewWatch) -> Result<bool> {
        self.write(move |link| async move { watch(link, &wished).await }.boxed()).await
    }

    /// The questions whose people are to be told, oldest first; those that are
    /// still unknown and whose text is still kept.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn watching(&self) -> Result<Vec<(HandoverId, String)>> {
        self.read(|link| {
            async move {
                let found = rows!(
                    link,
                    (String, String),
                    "select h.id, e.question from handover h join exchange e on e.id = h.exchange_id
                     where h.state = 'watching' and e.question is not null and e.outcome = $1 order by h.created_at, h.id limit $2",
                    Outcome::Unknown.as_str(),
                    MOST
                )?;
                Ok(found.into_iter().map(|(id, question)| (HandoverId::new(id), question)).collect())
            }
            .boxed()
        })
        .await
    }

    /// Tells who asked to be what is now published. True for one caller only,
    /// however many instances say so.
    ///
    /// # Errors
    /// When the database is away: nobody is told then.
    pub async fn tell_watcher(&self, id: &HandoverId, said: &str, at: Timestamp) -> Result<bool> {
        let (id, said) = (id.clone(), clean(said));
        let told = self.write(move |link| async move { tell(link, &id, &said, at).await }.boxed()).await;
        // Whoever sends is not whoever reads the files.
        self.ring();
        told
    }
}

/// Somebody who waits for a person already is not kept twice.
async fn watch(link: &mut Link, wished: &NewWatch) -> Result<bool> {
    let (exchange, person) = (wished.exchange.as_str(), wished.person.as_str());
    execute!(&mut *link, "update person set last_seen_at = last_seen_at where id = $1", person)?;
    let theirs = execute!(
        &mut *link,
        "update exchange set question = coalesce(question, $1)
         where id = $2 and conversation_id in (select id from conversation where person = $3)",
        clean(&wished.question),
        exchange,
        person
    )?;
    if theirs > 0 {
        execute!(
            link,
            "insert into handover (id, exchange_id, state, created_at)
             select $1, $2, 'watching', $3 from exchange where id = $2 and not exists (select 1 from handover where exchange_id = $2)",
            wished.id.as_str(),
            exchange,
            millis(wished.at)
        )?;
    }
    Ok(theirs > 0)
}

async fn tell(link: &mut Link, id: &HandoverId, said: &str, at: Timestamp) -> Result<bool> {
    let mine = execute!(
        &mut *link,
        "update handover set state = 'answered', answer = $1, answered_at = $2 where id = $3 and state = 'watching'",
        said,
        millis(at),
        id.as_str()
    )?;
    if mine == 0 {
        return Ok(false);
    }
    let asker = row!(
        &mut *link,
        (String, Option<String>, String, Option<String>, Option<String>),
        "select e.id, e.question, e.door, e.channel, c.person from handover h join exchange e on e.id = h.exchange_id
         join conversation c on c.id = e.conversation_id where h.id = $1",
        id.as_str()
    )?;
    if let Some((exchange, question, door, asked_in, Some(person))) = asker {
        let answer = LaterAnswer { said: said.to_owned(), by: AnsweredBy::Bot };
        owe_to(link, &person, &door, asked_in.as_deref(), (&exchange, question), answer, at).await?;
    }
    Ok(true)
}
