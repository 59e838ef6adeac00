//! The dated t'chats: the list, a new one, open now, close now.

pub(in crate::web) mod form;
pub(in crate::web) mod guests;
pub(in crate::web) mod media;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use jiff::Timestamp;

use super::super::{Error, Shared};
use super::{Done, Member, Page, back_to};
use crate::clock::{answer_by, hour_in_paris};
use crate::sessions::{Phase, why_not_open};
use crate::store::{Planned, PlannedSession};
use crate::words::SessionId;

#[derive(Template)]
#[template(path = "staff_sessions.html")]
struct Sessions<'a> {
    done: Option<&'a str>,
    problem: Option<String>,
    sessions: Vec<SessionView>,
}

struct SessionView {
    id: String,
    title: String,
    opens_at: String,
    closes_at: String,
    state: &'static str,
    /// The gesture that its dates allow, and the words of its button.
    gesture: Option<(&'static str, &'static str)>,
    /// Whether it may still be called off.
    is_to_come: bool,
}

/// `GET /staff/sessions`
pub(in super::super) async fn list(State(web): State<Shared>, Query(done): Query<Done>) -> Page {
    let page = Sessions { done: done.sentence(), problem: None, sessions: views(&web).await? };
    Ok(Html(page.render()?))
}

/// `POST /staff/sessions/{id}/ouvrir`
pub(in super::super) async fn open(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let opened = web.site.store.open_session(&SessionId::new(&*id), web.now()).await?;
    web.live.tell();
    match opened {
        Planned::Kept => {
            web.audit(&member, "session ouverte", &id).await?;
            Ok(back_to("/staff/sessions", "ouverte"))
        }
        Planned::Overlaps(_) => {
            let page = Sessions { done: None, problem: Some(why_not_open(&opened)), sessions: views(&web).await? };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
        _ => Ok(back_to("/staff/sessions", "trop-tard")),
    }
}

/// `POST /staff/sessions/{id}/clore`
pub(in super::super) async fn close(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let changed = web.site.store.close_session(&SessionId::new(&*id), answer_by(web.now()), web.now()).await?;
    web.live.tell();
    if changed {
        web.audit(&member, "session close", &id).await?;
    }
    Ok(back_to("/staff/sessions", if changed { "close" } else { "trop-tard" }))
}

/// `POST /staff/sessions/{id}/annuler`
pub(in super::super) async fn call_off(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let session = SessionId::new(&*id);
    let changed = match web.site.store.session(&session).await? {
        Some(known) => web.site.store.call_off_session(&session, &web.site.conversation.called_off_text(&known), web.now()).await?,
        None => false,
    };
    web.live.tell();
    if changed {
        web.audit(&member, "session annulée", &id).await?;
    }
    Ok(back_to("/staff/sessions", if changed { "annulee" } else { "trop-tard" }))
}

async fn views(web: &Shared) -> Result<Vec<SessionView>, Error> {
    let now = web.now();
    Ok(web.site.store.sessions().await?.into_iter().map(|session| view(session, now)).collect())
}

fn view(session: PlannedSession, now: Timestamp) -> SessionView {
    let phase = session.phase(now);
    let gesture = match phase {
        Phase::ToCome => Some(("ouvrir", "Ouvrir maintenant")),
        Phase::Open => Some(("clore", "Clore maintenant")),
        Phase::Over => None,
    };
    SessionView {
        state: phase.in_french(),
        is_to_come: phase == Phase::ToCome,
        id: session.id.to_string(),
        title: session.title,
        opens_at: hour_in_paris(session.opens_at),
        closes_at: hour_in_paris(session.closes_at),
        gesture,
    }
}
