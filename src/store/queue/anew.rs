//! A waiting question that its author puts in other words: it parts from those
//! that asked the same, unless it still does.

use anyhow::Result;

use super::merge;
use crate::store::link::{Link, execute, row};
use crate::words::{ExchangeId, QueuedId, random_word};

/// Where a question belongs in its new words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPlace {
    /// The queued question that asks the same, its own or another, if one does.
    pub same_as: Option<QueuedId>,
    /// The theme it is nearest to, if any.
    pub theme: Option<String>,
}

/// A hand-over that waits, and the queued question it is part of.
pub(in crate::store) struct Spot {
    handover: String,
    queued: String,
}

/// Where an exchange waits, locked until the end of the transaction together
/// with where it may go, so that no answer to the old words reaches the new
/// ones. None when it does not wait.
pub(in crate::store) async fn lock_spot(link: &mut Link, exchange: &ExchangeId, place: &NewPlace) -> Result<Option<Spot>> {
    let found = row!(
        &mut *link,
        (String, String),
        "select id, queued_id from handover where exchange_id = $1 and state = 'waiting' and queued_id is not null",
        exchange.as_str()
    )?;
    let Some((handover, queued)) = found else { return Ok(None) };
    // In the order of their names, as everybody who locks two.
    let mut names = vec![queued.as_str()];
    names.extend(place.same_as.as_ref().map(QueuedId::as_str));
    names.sort_unstable();
    let mut waits = false;
    for name in names {
        waits |= lock(link, name).await? && name == queued;
    }
    Ok(waits.then_some(Spot { handover, queued }))
}

async fn lock(link: &mut Link, name: &str) -> Result<bool> {
    let sql = "update queued_question set created_at = created_at where id = $1 and state in ('waiting', 'taken')";
    Ok(execute!(link, sql, name)? > 0)
}

/// Moves a hand-over to where it belongs now. It keeps since when it waits, and
/// for when an answer was promised.
pub(in crate::store) async fn place_anew(link: &mut Link, spot: &Spot, place: &NewPlace) -> Result<()> {
    let (handover, queued) = (spot.handover.as_str(), spot.queued.as_str());
    if place.same_as.as_ref().is_some_and(|same| same.as_str() == queued) {
        return Ok(());
    }
    let others = row!(
        &mut *link,
        (i64,),
        "select count(*) from handover where queued_id = $1 and state = 'waiting' and id <> $2",
        queued,
        handover
    )?;
    let is_alone = others.is_none_or(|(others,)| others == 0);
    match &place.same_as {
        None if is_alone => Ok(()),
        // Not while somebody has either of them: they would see another question.
        Some(same) if is_alone => merge(link, &QueuedId::new(queued), same).await.map(drop),
        Some(same) if lock(link, same.as_str()).await? => go(link, spot, same.as_str()).await,
        _ => part(link, spot, place.theme.as_deref()).await,
    }
}

async fn part(link: &mut Link, spot: &Spot, theme: Option<&str>) -> Result<()> {
    let name = random_word();
    execute!(
        &mut *link,
        "insert into queued_question (id, session_id, theme, state, created_at, promised_for, in_charge)
         select $1, q.session_id, $2, 'waiting', h.created_at, q.promised_for, q.in_charge
         from handover h join queued_question q on q.id = h.queued_id where h.id = $3",
        name.as_str(),
        theme,
        spot.handover.as_str()
    )?;
    go(link, spot, &name).await
}

async fn go(link: &mut Link, spot: &Spot, to: &str) -> Result<()> {
    execute!(link, "update handover set queued_id = $1 where id = $2 and state = 'waiting'", to, spot.handover.as_str())?;
    Ok(())
}
