//! Codes by which somebody reads their answers on another door than the one
//! they asked at: kept as hashes.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{execute, row};
use super::{Store, millis};
use crate::words::Person;

impl Store {
    /// Keeps the hash of a code, whose it is and until when it is good.
    ///
    /// # Errors
    /// When the database is away: the code is none then.
    pub async fn keep_answer_code(&self, code_hash: &str, person: &Person, until: Timestamp) -> Result<()> {
        let (code_hash, person) = (code_hash.to_owned(), person.clone());
        self.write(move |link| {
            async move {
                execute!(
                    link,
                    "insert into answer_code (code_hash, person, expires_at) values ($1, $2, $3)",
                    code_hash,
                    person.as_str(),
                    millis(until)
                )?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Whose code this is; none when it is no code, or not any more.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn person_of_code(&self, code_hash: &str, now: Timestamp) -> Result<Option<Person>> {
        let code_hash = code_hash.to_owned();
        self.read(move |link| {
            async move {
                let found = row!(
                    link,
                    (String,),
                    "select person from answer_code where code_hash = $1 and expires_at > $2",
                    code_hash,
                    millis(now)
                )?;
                Ok(found.map(|(person,)| Person::new(person)))
            }
            .boxed()
        })
        .await
    }
}
