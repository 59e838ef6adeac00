//! What people tick about themselves, an answer per question.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{Link, execute, rows};
use super::rights::objects;
use super::{Store, millis};
use crate::words::Person;

impl Store {
    /// What a person ticked: the question and the answer.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn ticked(&self, person: &Person) -> Result<Vec<(String, String)>> {
        let person = person.clone();
        self.read(move |link| async move { ticked(link, &person).await }.boxed()).await
    }

    /// Keeps what a person ticked, in the place of what they ticked before; no
    /// answer takes it back. False when they have not said that they are 15 or
    /// older, or object: nothing is kept then.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn tick(&self, person: &Person, question: &'static str, answer: Option<&'static str>, at: Timestamp) -> Result<bool> {
        let person = person.clone();
        self.write(move |link| async move { tick(link, &person, question, answer, at).await }.boxed()).await
    }
}

/// The person's row comes first, so that an erasure comes wholly before or
/// wholly after; it lives as long as what they ticked.
async fn tick(link: &mut Link, person: &Person, question: &str, answer: Option<&str>, at: Timestamp) -> Result<bool> {
    let of_age = execute!(
        &mut *link,
        "update person set last_seen_at = case when last_seen_at > $1 then last_seen_at else $1 end
         where id = $2 and of_age_at is not null",
        millis(at),
        person.as_str()
    )?;
    if of_age == 0 || objects(link, person).await? {
        return Ok(false);
    }
    match answer {
        Some(answer) => execute!(
            link,
            "insert into profile (person, question, answer, ticked_at) values ($1, $2, $3, $4)
             on conflict (person, question) do update set answer = excluded.answer, ticked_at = excluded.ticked_at",
            person.as_str(),
            question,
            answer,
            millis(at)
        )?,
        None => execute!(link, "delete from profile where person = $1 and question = $2", person.as_str(), question)?,
    };
    Ok(true)
}

pub(super) async fn ticked(link: &mut Link, person: &Person) -> Result<Vec<(String, String)>> {
    Ok(rows!(link, (String, String), "select question, answer from profile where person = $1 order by question", person.as_str())?)
}
