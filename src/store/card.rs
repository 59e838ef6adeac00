//! The waiting questions as they stand in the team's threads: which message
//! shows which, and in what state; never their words.

use std::collections::BTreeMap;

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::Store;
use super::in_hand::take_in_hand;
use super::link::{execute, row, rows};
use crate::words::{QueuedId, SessionId};

/// A question in a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueCard {
    /// The queued question.
    pub queued: QueuedId,
    /// The session whose thread it stands in.
    pub session: SessionId,
    /// The message that shows it, once it is there.
    pub message: Option<String>,
    /// What it shows, in a word.
    pub shown: String,
    /// The number in Discord of who took it there.
    pub holder: Option<String>,
}

/// How a question that waits no more ended, and for how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// `answered`, `declined` or `closed`; something else when nobody waits for it any more.
    pub state: String,
    /// Whether it was closed as hostile.
    pub is_hostile: bool,
    /// The theme it was nearest to, if any.
    pub theme: Option<String>,
    /// Those who were told.
    pub people: usize,
}

type Row = (String, String, Option<String>, String, Option<String>);

fn card((queued, session, message, shown, holder): Row) -> QueueCard {
    QueueCard { queued: QueuedId::new(queued), session: SessionId::new(session), message, shown, holder }
}

impl Store {
    /// Every question that stands in a thread and is not said to be settled yet.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn queue_cards(&self) -> Result<BTreeMap<QueuedId, QueueCard>> {
        self.read(|link| {
            async move {
                let found = rows!(link, Row, "select queued_id, session_id, message, shown, holder from queue_card")?;
                Ok(found.into_iter().map(card).map(|card| (card.queued.clone(), card)).collect())
            }
            .boxed()
        })
        .await
    }

    /// Takes a question's message in hand, for a minute at the most, and gives it
    /// as it stands; none while another instance has it.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn claim_queue_card(&self, queued: &QueuedId, session: &SessionId, now: Timestamp) -> Result<Option<QueueCard>> {
        let (queued, session) = (queued.clone(), session.clone());
        self.write(move |link| {
            async move {
                let found = take_in_hand!(
                    link,
                    Row,
                    "queue_card" by "queued_id" at now,
                    make "insert into queue_card (queued_id, session_id, shown, claimed_until) values ($4, $5, '', $1)",
                    give "queued_id, session_id, message, shown, holder",
                    queued.as_str(),
                    session.as_str()
                )?;
                Ok(found.map(card))
            }
            .boxed()
        })
        .await
    }

    /// Keeps what a question's message shows now, and lets it go.
    ///
    /// # Errors
    /// When the database is away: the claim ends by itself then.
    pub async fn keep_queue_card(&self, card: &QueueCard) -> Result<()> {
        let card = card.clone();
        self.write(move |link| {
            async move {
                execute!(
                    link,
                    "update queue_card set message = $1, shown = $2, claimed_until = null where queued_id = $3",
                    card.message.as_deref(),
                    card.shown.as_str(),
                    card.queued.as_str()
                )?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Forgets a question's message, which says how it ended.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn forget_queue_card(&self, queued: &QueuedId) -> Result<()> {
        let queued = queued.clone();
        self.write(move |link| {
            async move {
                execute!(link, "delete from queue_card where queued_id = $1", queued.as_str())?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Keeps who took a question in its thread; nobody once it is given back.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn hold_queue_card(&self, queued: &QueuedId, holder: Option<&str>) -> Result<()> {
        let (queued, holder) = (queued.clone(), holder.map(str::to_owned));
        self.write(move |link| {
            async move {
                execute!(link, "update queue_card set holder = $1 where queued_id = $2", holder.as_deref(), queued.as_str())?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// How a question ended; none when nothing is left of it.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn end_of_queued(&self, queued: &QueuedId) -> Result<Option<Ended>> {
        let queued = queued.clone();
        self.read(move |link| {
            async move {
                let found = row!(
                    link,
                    (String, Option<String>, Option<String>, i64),
                    "select q.state, q.mark, q.theme, (select count(distinct e.conversation_id) from handover h join exchange e on e.id = h.exchange_id
                                              where h.queued_id = q.id and h.state = q.state)
                     from queued_question q where q.id = $1",
                    queued.as_str()
                )?;
                Ok(found.map(|(state, mark, theme, people)| Ended {
                    state,
                    is_hostile: mark.as_deref() == Some("hostile"),
                    theme,
                    people: usize::try_from(people).unwrap_or_default(),
                }))
            }
            .boxed()
        })
        .await
    }
}
