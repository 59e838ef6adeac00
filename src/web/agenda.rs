//! The session that candidates and the team are told of: the open one, else the
//! next; and each as a file for a diary.

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use super::{Error, Shared};
use crate::clock::hour_in_paris;
use crate::sessions::{Phase, diary_file};
use crate::store::PlannedSession;
use crate::words::SessionId;

/// `GET /agenda.ics`: every session to come, for a diary that subscribes.
pub(super) async fn subscription(State(web): State<Shared>) -> Result<Response, Error> {
    let now = web.now();
    let sessions = web.site.store.sessions().await?;
    let to_come = sessions.iter().rev().filter(|session| session.phase(now) != Phase::Over);
    let headers = [(CONTENT_TYPE, "text/calendar; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"tchat-sessions.ics\"")];
    Ok((headers, diary_file(to_come, web.site.public_url.as_deref(), now)).into_response())
}

/// `GET /agenda/{id}.ics`: a session as a diary takes it.
pub(super) async fn file(State(web): State<Shared>, Path(file): Path<String>) -> Result<Response, Error> {
    let gone = || Error::NotFound("Cette rencontre n'existe pas, ou n'existe plus.".into());
    let id = file.strip_suffix(".ics").ok_or_else(gone)?;
    let session = web.site.store.session(&SessionId::new(id)).await?.ok_or_else(gone)?;
    let headers = [(CONTENT_TYPE, "text/calendar; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"tchat.ics\"")];
    Ok((headers, diary_file([&session], web.site.public_url.as_deref(), web.now())).into_response())
}

/// One sentence on the open session, else on the next one, after the words of
/// its page for each; none when none is planned.
pub(super) fn announce(sessions: &[PlannedSession], words: [&str; 2], now: Timestamp) -> Option<String> {
    let [open_words, next_words] = words;
    let open = sessions.iter().find(|session| session.phase(now) == Phase::Open);
    if let Some(open) = open {
        return Some(format!("{open_words}\u{a0}: «\u{a0}{}\u{a0}», jusqu'au {}.", open.title, hour_in_paris(open.closes_at)));
    }
    let next = sessions.iter().filter(|session| session.phase(now) == Phase::ToCome).min_by_key(|session| session.opens_at)?;
    Some(format!("{next_words}\u{a0}: «\u{a0}{}\u{a0}», le {}.", next.title, hour_in_paris(next.opens_at)))
}
