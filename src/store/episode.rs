//! What came of episodes: counters, of nobody.

use std::collections::BTreeMap;

use anyhow::Result;
use futures::FutureExt;
use sqlx::AssertSqlSafe;

use super::link::{Link, row, rows};
use super::outcomes::listed;
use super::{Store, Window, clean, millis};

/// What came of an episode: counters, of nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EpisodeEffect {
    /// Visits of its page and of its link.
    pub visits: u64,
    /// First contacts of people who came by it.
    pub arrivals: u64,
    /// Questions of conversations that began with it, small talk left out.
    pub questions: u64,
    /// Those of them by the theme of what answered, most asked first.
    pub themes: Vec<(String, u64)>,
}

impl Store {
    /// What came of the episode that hands on this link.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn episode_effect(&self, slug: &str) -> Result<EpisodeEffect> {
        let slug = clean(slug);
        self.read(move |link| {
            async move {
                let visits =
                    row!(&mut *link, (i64,), "select cast(coalesce(sum(visits), 0) as bigint) from visit where slug = $1", slug.as_str())?;
                let arrivals = row!(
                    &mut *link,
                    (i64,),
                    "select cast(count(*) as bigint) from conversation where link = $1 and arrival = 1",
                    slug.as_str()
                )?;
                let is_question = listed(|outcome| !outcome.counted_apart());
                let themes = rows!(
                    link,
                    (Option<String>, i64),
                    AssertSqlSafe(format!(
                        "select e.theme, cast(count(*) as bigint) from exchange e join conversation c on c.id = e.conversation_id
                         where c.link = $1 and e.first_outcome in ({is_question}) group by e.theme order by count(*) desc, e.theme"
                    )),
                    slug.as_str()
                )?;
                let count = |found: Option<(i64,)>| found.map_or(0, |(count,)| count.unsigned_abs());
                Ok(EpisodeEffect {
                    visits: count(visits),
                    arrivals: count(arrivals),
                    questions: themes.iter().map(|(_, asked)| asked.unsigned_abs()).sum(),
                    themes: themes.into_iter().filter_map(|(theme, asked)| Some((theme?, asked.unsigned_abs()))).collect(),
                })
            }
            .boxed()
        })
        .await
    }

    /// Visits of each episode on the days of a window, by its source.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn episode_visits(&self, window: &Window) -> Result<Vec<(String, u64)>> {
        let window = window.clone();
        self.read(move |link| async move { visits(link, &window).await }.boxed()).await
    }

    /// What came of each episode in a window, by its source.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn episode_effects(&self, window: &Window) -> Result<BTreeMap<String, EpisodeEffect>> {
        let window = window.clone();
        self.read(move |link| async move { effects(link, &window).await }.boxed()).await
    }
}

async fn visits(link: &mut Link, window: &Window) -> Result<Vec<(String, u64)>> {
    let found = rows!(
        link,
        (String, i64),
        "select l.source, cast(sum(v.visits) as bigint) from visit v join link l on l.slug = v.slug
         where l.source like 'episode/%' and v.day >= $1 and v.day <= $2 group by l.source order by l.source",
        window.first_day(),
        window.last_day()
    )?;
    Ok(found.into_iter().map(|(source, visits)| (source, visits.unsigned_abs())).collect())
}

async fn effects(link: &mut Link, window: &Window) -> Result<BTreeMap<String, EpisodeEffect>> {
    let mut effects: BTreeMap<String, EpisodeEffect> = BTreeMap::new();
    for (source, visits) in visits(&mut *link, window).await? {
        effects.entry(source).or_default().visits = visits;
    }
    let arrivals = rows!(
        &mut *link,
        (String, i64),
        "select source, cast(count(*) as bigint) from conversation
         where link is not null and source like 'episode/%' and arrival = 1 and started_at >= $1 and started_at < $2 group by source",
        millis(window.from()),
        millis(window.to())
    )?;
    for (source, people) in arrivals {
        effects.entry(source).or_default().arrivals = people.unsigned_abs();
    }
    let is_question = listed(|outcome| !outcome.counted_apart());
    let asked = rows!(
        link,
        (String, Option<String>, i64),
        AssertSqlSafe(format!(
            "select c.source, e.theme, cast(count(*) as bigint) from exchange e join conversation c on c.id = e.conversation_id
             where c.link is not null and c.source like 'episode/%' and e.first_outcome in ({is_question})
               and e.asked_at >= $1 and e.asked_at < $2
             group by c.source, e.theme order by count(*) desc, e.theme"
        )),
        millis(window.from()),
        millis(window.to())
    )?;
    for (source, theme, asked) in asked {
        let effect = effects.entry(source).or_default();
        effect.questions += asked.unsigned_abs();
        effect.themes.extend(theme.map(|theme| (theme, asked.unsigned_abs())));
    }
    Ok(effects)
}
