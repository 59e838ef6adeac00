//! What was asked most: which entries answered, and how often.

use anyhow::Result;
use futures::FutureExt;
use sqlx::AssertSqlSafe;

use super::Store;
use super::link::rows;
use super::outcomes::listed;
use crate::words::{EntryId, Outcome};

impl Store {
    /// Each entry that ever answered, with how many exchanges it answered, the
    /// most asked first.
    ///
    /// # Errors
    /// When the database is away, or was made before its tables.
    pub async fn most_answered(&self) -> Result<Vec<(EntryId, i64)>> {
        let counted = self.read(|link| {
            async move {
                Ok(rows!(
                    link,
                    (String, i64),
                    AssertSqlSafe(format!(
                        "select entry, count(*) from exchange where entry is not null and outcome in ({}) group by entry",
                        listed(Outcome::is_curated)
                    ))
                )?)
            }
            .boxed()
        });
        let mut counted = counted.await?;
        // Sorted here: the two databases order texts differently.
        counted.sort_by(|(one, asked), (other, other_asked)| other_asked.cmp(asked).then_with(|| one.cmp(other)));
        Ok(counted.into_iter().map(|(entry, asked)| (EntryId::new(entry), asked)).collect())
    }
}
