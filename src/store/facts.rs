//! The facts a report is made of: what was asked in a session, and the stars it got.

use anyhow::{Context, Result};
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{Link, row, rows};
use super::{GameCounts, Store, millis};
use crate::words::{AnsweredBy, ChangedMind, Door, FaqAge, Feedback, Outcome, SessionId};

/// Which exchanges a report speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those of a session.
    Session(SessionId),
    /// Those outside every session, from an instant to another (excluded).
    Permanence {
        /// Whose stars are counted with them.
        id: SessionId,
        /// From.
        from: Timestamp,
        /// To, excluded.
        to: Timestamp,
    },
}

/// Everything a report is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The exchanges, in the order they were asked.
    pub asked: Vec<AskedFact>,
    /// One to five stars, one number per person who gave some.
    pub stars: Vec<i64>,
    /// What people of these exchanges ticked about themselves.
    pub ticks: Vec<Tick>,
    /// People of these exchanges who asked in an earlier session too.
    pub returning: u64,
    /// People of these exchanges on the web page who clicked on « postuler », by
    /// the reference of the offer.
    pub appliers_by_offer: Vec<(String, u64)>,
    /// How old the answers were on the last day; none when that was not noted.
    pub faq_age: Option<FaqAge>,
    /// Visits of each episode meanwhile, by its source.
    pub episode_visits: Vec<(String, u64)>,
    /// Plays of the game meanwhile; none while it was never played.
    pub game: Option<GameCounts>,
}

/// One tick of a profile.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Tick {
    /// Whose.
    pub person: String,
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
}

/// One exchange, without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedFact {
    /// Its conversation.
    pub conversation_id: String,
    /// Who asked, while that is kept.
    pub person: Option<String>,
    /// When, in milliseconds.
    pub asked_at: i64,
    /// Through which door.
    pub door: Door,
    /// What the bot first made of it.
    pub first_outcome: Outcome,
    /// What became of it.
    pub outcome: Outcome,
    /// The entry that answered.
    pub entry: Option<String>,
    /// The theme of the entry that answered.
    pub theme: Option<String>,
    /// The theme that was nearest, when the bot did not know.
    pub near_theme: Option<String>,
    /// What its reader said of the answer.
    pub feedback: Option<Feedback>,
    /// Whether a moderator took it for hostile.
    pub is_hostile: bool,
    /// When the first answer was given, in milliseconds.
    pub answered_at: Option<i64>,
    /// Who gave it.
    pub answered_by: Option<AnsweredBy>,
    /// What its reader said, when the answer was to something wrongly believed.
    pub mind: Option<ChangedMind>,
    /// The source of its conversation, once it is known.
    pub source: Option<String>,
    /// How that source is known.
    pub source_known: Option<String>,
    /// Whether its conversation began with a tracked link.
    pub by_link: bool,
    /// Whether it is the first exchange of its person.
    pub is_arrival: bool,
    /// Whether an answer of its conversation led to a click on « postuler ».
    pub applied: bool,
}

/// A question on the web page that the bot answered, of nobody, for trials that
/// say only what they are about.
impl Default for AskedFact {
    fn default() -> Self {
        Self {
            conversation_id: String::new(),
            person: None,
            asked_at: 0,
            door: Door::Web,
            first_outcome: Outcome::Answer,
            outcome: Outcome::Answer,
            entry: None,
            theme: None,
            near_theme: None,
            feedback: None,
            is_hostile: false,
            answered_at: None,
            answered_by: None,
            mind: None,
            source: None,
            source_known: None,
            by_link: false,
            is_arrival: false,
            applied: false,
        }
    }
}

/// An exchange as it lies in the database.
#[derive(sqlx::FromRow)]
struct Row {
    conversation_id: String,
    person: Option<String>,
    asked_at: i64,
    door: String,
    first_outcome: String,
    outcome: String,
    entry: Option<String>,
    theme: Option<String>,
    near_theme: Option<String>,
    feedback: Option<String>,
    hostile: i64,
    answered_at: Option<i64>,
    answered_by: Option<String>,
    changed_mind: Option<String>,
    source: Option<String>,
    source_known: Option<String>,
    by_link: i64,
    arrival: i64,
    applied: i64,
}

impl Store {
    /// The facts of a session or a month of permanence.
    ///
    /// # Errors
    /// When the database is away, or holds a word that this program does not know.
    pub async fn facts(&self, scope: &Scope) -> Result<Facts> {
        let scope = scope.clone();
        self.read(move |link| async move { facts(link, &scope).await }.boxed()).await
    }
}

/// The one query of the exchanges, whatever they are chosen by.
macro_rules! asked_where {
    ($chosen:literal) => {
        concat!(
            "select e.conversation_id, c.person, e.asked_at, e.door, e.first_outcome, e.outcome, e.entry, e.theme, e.near_theme, e.feedback,
                    e.answered_at, e.answered_by, e.changed_mind, c.source, c.source_known,
                    cast(case when c.link is null then 0 else 1 end as bigint) as by_link,
                    cast(case when exists (select 1 from handover h join queued_question q on q.id = h.queued_id
                        where h.exchange_id = e.id and q.mark = 'hostile') then 1 else 0 end as bigint) as hostile,
                    cast(case when exists (select 1 from apply_click a where a.conversation = c.id) then 1 else 0 end as bigint) as applied,
                    cast(case when e.id = c.id and c.person is not null and not exists
                        (select 1 from conversation b where b.person = c.person and b.started_at < c.started_at)
                    then 1 else 0 end as bigint) as arrival
             from exchange e join conversation c on c.id = e.conversation_id
             where ",
            $chosen,
            " order by e.asked_at, e.id"
        )
    };
}

/// What the people of these exchanges ticked.
macro_rules! ticks_where {
    ($chosen:literal) => {
        concat!(
            "select person, question, answer from profile
             where person in (select c.person from exchange e join conversation c on c.id = e.conversation_id where ",
            $chosen,
            ") order by person, question"
        )
    };
}

async fn facts(link: &mut Link, scope: &Scope) -> Result<Facts> {
    let (asked, id) = match scope {
        Scope::Session(id) => (rows!(&mut *link, Row, asked_where!("e.session_id = $1"), id.as_str())?, id),
        Scope::Permanence { id, from, to } => {
            let chosen = asked_where!("e.session_id is null and e.asked_at >= $1 and e.asked_at < $2");
            (rows!(&mut *link, Row, chosen, millis(*from), millis(*to))?, id)
        }
    };
    let ticks = match scope {
        Scope::Session(id) => rows!(&mut *link, Tick, ticks_where!("e.session_id = $1"), id.as_str())?,
        Scope::Permanence { from, to, .. } => {
            let chosen = ticks_where!("e.session_id is null and e.asked_at >= $1 and e.asked_at < $2");
            rows!(&mut *link, Tick, chosen, millis(*from), millis(*to))?
        }
    };
    let stars = rows!(&mut *link, (i64,), "select stars from satisfaction where session_id = $1 order by stars", id.as_str())?;
    let asked = asked.into_iter().map(fact).collect::<Result<Vec<_>>>()?;
    // Where nobody clicked there is nothing to tell apart.
    let clicked = asked.iter().any(|fact: &AskedFact| fact.applied);
    let appliers_by_offer = if clicked { appliers_by_offer(link, scope).await? } else { Vec::new() };
    let returning = returning(link, scope).await?;
    let stars = stars.into_iter().map(|(stars,)| stars).collect();
    Ok(Facts { asked, stars, ticks, returning, appliers_by_offer, ..Facts::default() })
}

/// The people of the web page whose conversation led to each offer.
macro_rules! appliers_where {
    ($chosen:literal) => {
        concat!(
            "select a.offer, count(distinct c.person)
             from exchange e join conversation c on c.id = e.conversation_id join apply_click a on a.conversation = c.id
             where e.door = 'web' and c.person is not null and ",
            $chosen,
            " group by a.offer order by a.offer"
        )
    };
}

async fn appliers_by_offer(link: &mut Link, scope: &Scope) -> Result<Vec<(String, u64)>> {
    let found = match scope {
        Scope::Session(id) => rows!(link, (String, i64), appliers_where!("e.session_id = $1"), id.as_str())?,
        Scope::Permanence { from, to, .. } => {
            let chosen = appliers_where!("e.session_id is null and e.asked_at >= $1 and e.asked_at < $2");
            rows!(link, (String, i64), chosen, millis(*from), millis(*to))?
        }
    };
    Ok(found.into_iter().map(|(offer, people)| (offer, people.unsigned_abs())).collect())
}

/// How many people asked in a session before this one, or before this month.
async fn returning(link: &mut Link, scope: &Scope) -> Result<u64> {
    let counted = match scope {
        Scope::Session(id) => row!(
            link,
            (i64,),
            "select count(*) from (select distinct c.person from exchange e join conversation c on c.id = e.conversation_id
                 where e.session_id = $1 and c.person is not null) known
             where exists
                 (select 1 from conversation b join exchange o on o.conversation_id = b.id join session s on s.id = o.session_id
                  where b.person = known.person and o.session_id <> $1
                    and s.opens_at < (select opens_at from session where id = $1))",
            id.as_str()
        )?,
        Scope::Permanence { from, to, .. } => row!(
            link,
            (i64,),
            "select count(*) from (select distinct c.person from exchange e join conversation c on c.id = e.conversation_id
                 where e.session_id is null and e.asked_at >= $1 and e.asked_at < $2 and c.person is not null) known
             where exists
                 (select 1 from conversation b join exchange o on o.conversation_id = b.id
                  where b.person = known.person and o.session_id is not null and o.asked_at < $1)",
            millis(*from),
            millis(*to)
        )?,
    };
    Ok(counted.map_or(0, |(people,)| people.unsigned_abs()))
}

fn fact(row: Row) -> Result<AskedFact> {
    Ok(AskedFact {
        door: known(Door::of_word, &row.door)?,
        first_outcome: known(Outcome::of_word, &row.first_outcome)?,
        outcome: known(Outcome::of_word, &row.outcome)?,
        answered_by: row.answered_by.map(|word| known(AnsweredBy::of_word, &word)).transpose()?,
        mind: row.changed_mind.map(|word| known(ChangedMind::of_word, &word)).transpose()?,
        conversation_id: row.conversation_id,
        person: row.person,
        asked_at: row.asked_at,
        entry: row.entry,
        theme: row.theme,
        near_theme: row.near_theme,
        feedback: row.feedback.map(|word| known(Feedback::of_word, &word)).transpose()?,
        is_hostile: row.hostile > 0,
        answered_at: row.answered_at,
        source: row.source,
        source_known: row.source_known,
        by_link: row.by_link > 0,
        applied: row.applied > 0,
        is_arrival: row.arrival > 0,
    })
}

/// What a word of the database stands for. One that is not known comes of a
/// newer program: no figure is better than a false one.
fn known<T>(of_word: impl Fn(&str) -> Option<T>, word: &str) -> Result<T> {
    of_word(word).with_context(|| format!("reading an exchange: « {word} » is no word of this program"))
}
