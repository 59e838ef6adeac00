//! How many ambassadors there are of each level, and whom they brought.

use anyhow::Result;
use futures::FutureExt;

use super::link::{Link, row};
use super::{Store, Window, millis};
use crate::words::{Level, LevelCount};

impl Store {
    /// What is counted of each level from an instant to another (excluded), and
    /// from a day to another (included): counts of people, to be shown with the
    /// small ones together.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn ambassador_levels(&self, window: &Window) -> Result<Vec<LevelCount>> {
        let window = window.clone();
        self.read(move |link| {
            async move {
                let mut counted = Vec::new();
                for level in Level::ALL {
                    counted.push(count(link, level, &window).await?);
                }
                Ok(counted)
            }
            .boxed()
        })
        .await
    }
}

async fn count(link: &mut Link, level: Level, window: &Window) -> Result<LevelCount> {
    let (enrolled, active) = enrolled_and_active(link, level, window).await?;
    Ok(LevelCount { level, invited: invited(link, level, window).await?, enrolled, active, arrivals: arrivals(link, level, window).await? })
}

async fn invited(link: &mut Link, level: Level, window: &Window) -> Result<u64> {
    let places = row!(
        link,
        (i64,),
        "select cast(coalesce(sum(case when taken_back_at is null then places else used end), 0) as bigint)
         from ambassador_invitation where level = $1 and created_at < $2",
        level.as_str(),
        millis(window.to())
    )?;
    Ok(places.map_or(0, |(places,)| places.unsigned_abs()))
}

async fn enrolled_and_active(link: &mut Link, level: Level, window: &Window) -> Result<(u64, u64)> {
    let people = row!(
        link,
        (i64, i64),
        "select cast(count(*) as bigint),
                cast(coalesce(sum(case when exists (select 1 from ambassador_post p where p.ambassador_id = a.id and p.day >= $3 and p.day <= $4)
                      or exists (select 1 from conversation c where c.link = a.slug and c.arrival = 1 and c.started_at >= $5 and c.started_at < $2)
                    then 1 else 0 end), 0) as bigint)
         from ambassador a where a.level = $1 and a.enrolled_at < $2",
        level.as_str(),
        millis(window.to()),
        window.first_day(),
        window.last_day(),
        millis(window.from())
    )?;
    Ok(people.map_or((0, 0), |(enrolled, active)| (enrolled.unsigned_abs(), active.unsigned_abs())))
}

async fn arrivals(link: &mut Link, level: Level, window: &Window) -> Result<u64> {
    let people = row!(
        link,
        (i64,),
        "select cast(count(*) as bigint) from conversation c join link l on l.slug = c.link
         where l.personal = 1 and l.source = $1 and c.arrival = 1 and c.started_at >= $2 and c.started_at < $3",
        level.source(),
        millis(window.from()),
        millis(window.to())
    )?;
    Ok(people.map_or(0, |(people,)| people.unsigned_abs()))
}
