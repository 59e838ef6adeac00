//! What links and offers brought: visits, first contacts, questions, clicks on
//! « postuler ». Counters only, which stay when nobody is known any more.

use anyhow::Result;
use futures::FutureExt;
use sqlx::AssertSqlSafe;

use super::link::{Link, execute, row, rows};
use super::outcomes::listed;
use super::{Store, Window, clean, millis};
use crate::words::{ExchangeId, SessionId, Source};

/// What one link brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// Where it leads; none for the chat page.
    pub target: Option<String>,
    /// The source of who comes by it.
    pub source: String,
    /// Visits.
    pub visits: i64,
    /// First contacts of people.
    pub arrivals: i64,
    /// Those of them in which something was asked.
    pub askers: i64,
    /// Those of them that led to a click on « postuler ».
    pub appliers: i64,
}

impl Store {
    /// What a link brought; nothing when there is no such link, nor of an
    /// ambassador's, which is for them alone.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn brought_by(&self, slug: &str, window: &Window) -> Result<Option<Brought>> {
        if self.is_personal_link(slug).await? {
            return Ok(None);
        }
        self.brought_by_own_link(slug, window).await
    }

    /// The same, for who owns the link.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn brought_by_own_link(&self, slug: &str, window: &Window) -> Result<Option<Brought>> {
        let (slug, window) = (clean(slug), window.clone());
        self.read(move |link| async move { brought_by(link, &slug, &window).await }.boxed()).await
    }

    /// Clicks on « postuler » by offer, wherever they came from.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn apply_clicks(&self, window: &Window) -> Result<Vec<(String, i64)>> {
        let window = window.clone();
        self.read(move |link| {
            async move {
                Ok(rows!(
                    link,
                    (String, i64),
                    "select offer, cast(sum(clicks) as bigint) from apply_click where day >= $1 and day <= $2 group by offer order by offer",
                    window.first_day(),
                    window.last_day()
                )?)
            }
            .boxed()
        })
        .await
    }

    /// Counts a click on « postuler », with the source of the conversation whose
    /// answer led there, else with that of the link. Gives nothing away: an
    /// exchange that is not known counts as none.
    ///
    /// # Errors
    /// When the database is away: the candidate goes on all the same.
    pub async fn count_apply_click(&self, offer: &str, day: &str, exchange: Option<&ExchangeId>, source: Option<&Source>) -> Result<()> {
        let (offer, day, exchange, source) = (clean(offer), day.to_owned(), exchange.cloned(), source.cloned());
        self.write(move |link| {
            async move {
                let (conversation, source) = led_from(link, exchange.as_ref(), source.as_ref()).await?;
                execute!(
                    link,
                    "insert into apply_click (offer, day, conversation, source, source_known, link, clicks) values ($1, $2, $3, $4, $5, $6, 1)
                     on conflict (offer, day, conversation, source, source_known, link) do update set clicks = apply_click.clicks + 1",
                    offer.as_str(),
                    day.as_str(),
                    conversation.as_str(),
                    source[0].as_str(),
                    source[1].as_str(),
                    source[2].as_str()
                )?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// How many clicks on « postuler » came from each source, and how it is known;
    /// the empty one for those of which nothing is known.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn apply_sources(&self, offer: &str) -> Result<Vec<(String, String, i64)>> {
        let offer = clean(offer);
        self.read(move |link| {
            async move {
                Ok(rows!(
                    link,
                    (String, String, i64),
                    "select source, source_known, cast(sum(clicks) as bigint) from apply_click where offer = $1
                     group by source, source_known order by source, source_known",
                    offer.as_str()
                )?)
            }
            .boxed()
        })
        .await
    }

    /// The people who asked in a session by the link they came by; those of no
    /// link under none.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn contacts_by_link(&self, session: &SessionId) -> Result<Vec<(Option<String>, i64)>> {
        let session = session.clone();
        self.read(move |link| {
            async move {
                Ok(rows!(
                    link,
                    (Option<String>, i64),
                    "select c.link, cast(count(distinct coalesce(c.person, c.id)) as bigint)
                     from exchange e join conversation c on c.id = e.conversation_id where e.session_id = $1
                     group by c.link order by c.link",
                    session.as_str()
                )?)
            }
            .boxed()
        })
        .await
    }

    /// The visits of a link, day by day.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn visits_by_day(&self, slug: &str) -> Result<Vec<(String, i64)>> {
        let slug = clean(slug);
        self.read(move |link| {
            async move {
                let found =
                    rows!(link, (String, i64), "select day, visits from visit where slug = $1 order by day desc limit 400", slug.as_str())?;
                Ok(found)
            }
            .boxed()
        })
        .await
    }
}

async fn brought_by(link: &mut Link, slug: &str, window: &Window) -> Result<Option<Brought>> {
    let found = row!(&mut *link, (Option<String>, String), "select target, source from link where slug = $1", slug)?;
    let Some((target, source)) = found else { return Ok(None) };
    let visits = row!(
        &mut *link,
        (i64,),
        "select cast(coalesce(sum(visits), 0) as bigint) from visit where slug = $1 and day >= $2 and day <= $3",
        slug,
        window.first_day(),
        window.last_day()
    )?;
    let is_question = listed(|outcome| !outcome.counted_apart());
    let people = row!(
        link,
        (i64, i64, i64),
        AssertSqlSafe(format!(
            "select cast(count(*) as bigint),
                    cast(coalesce(sum(case when exists (select 1 from exchange e where e.conversation_id = c.id and e.first_outcome in ({is_question}))
                        then 1 else 0 end), 0) as bigint),
                    cast(coalesce(sum(case when exists (select 1 from apply_click a where a.conversation = c.id) then 1 else 0 end), 0) as bigint)
             from conversation c where c.link = $1 and c.arrival = 1 and c.started_at >= $2 and c.started_at < $3"
        )),
        slug,
        millis(window.from()),
        millis(window.to())
    )?;
    let (arrivals, askers, appliers) = people.unwrap_or_default();
    Ok(Some(Brought { target, source, visits: visits.map_or(0, |(visits,)| visits), arrivals, askers, appliers }))
}

/// The conversation a click came from, and its source, how it is known, its
/// link. Of somebody who objects nothing leads anywhere.
async fn led_from(link: &mut Link, exchange: Option<&ExchangeId>, source: Option<&Source>) -> Result<(String, [String; 3])> {
    if let Some(exchange) = exchange {
        let found = row!(
            link,
            (String, Option<String>, Option<String>, Option<String>),
            "select c.id, c.source, c.source_known, c.link from exchange e join conversation c on c.id = e.conversation_id
             where e.id = $1 and c.person is not null",
            exchange.as_str()
        )?;
        if let Some((conversation, label, known, slug)) = found {
            return Ok((conversation, [label, known, slug].map(Option::unwrap_or_default)));
        }
    }
    let Some(source) = source else { return Ok((String::new(), Default::default())) };
    let slug = source.link.as_deref().map(clean).unwrap_or_default();
    Ok((String::new(), [clean(&source.label), source.known.as_str().to_owned(), slug]))
}
