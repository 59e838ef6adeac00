//! The dated t'chats: the list, a new one, open now, close now.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};
use jiff::Timestamp;
use serde::Deserialize;

use super::super::{Error, Shared};
use super::{Done, Member, Page, back_to};
use crate::sessions::{end_of, hour_in_paris, plan as plan_of, read_instant, state_of};
use crate::store::PlannedSession;
use crate::words::SessionId;

#[derive(Template)]
#[template(path = "staff_sessions.html")]
struct Sessions<'a> {
    done: Option<&'a str>,
    problem: Option<String>,
    typed: Plan,
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
}

/// The form of a new session.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct Plan {
    titre: String,
    date: String,
    heure: String,
    duree: String,
}

/// `GET /staff/sessions`
pub(in super::super) async fn list(State(web): State<Shared>, Query(done): Query<Done>) -> Page {
    let typed = Plan { duree: "90".to_owned(), ..Plan::default() };
    let page = Sessions { done: done.sentence(), problem: None, typed, sessions: views(&web).await? };
    Ok(Html(page.render()?))
}

/// `POST /staff/sessions`
pub(in super::super) async fn plan(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Form(typed): Form<Plan>,
) -> Result<Response, Error> {
    let now = web.now();
    let problem = match typed.read(now) {
        Ok(session) if web.site.store.plan_session(&session, now).await? => {
            web.audit(&member, "session planifiée", session.id.as_str()).await?;
            return Ok(back_to("/staff/sessions", "planifiee"));
        }
        Ok(_) => "une session de ce titre existe déjà ce jour-là".to_owned(),
        Err(problem) => problem,
    };
    let page = Sessions { done: None, problem: Some(problem), typed, sessions: views(&web).await? };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

/// `POST /staff/sessions/{id}/ouvrir`
pub(in super::super) async fn open(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let changed = web.site.store.open_session(&SessionId::new(&*id), web.now()).await?;
    web.live.tell();
    if changed {
        web.audit(&member, "session ouverte", &id).await?;
    }
    Ok(back_to("/staff/sessions", if changed { "ouverte" } else { "trop-tard" }))
}

/// `POST /staff/sessions/{id}/clore`
pub(in super::super) async fn close(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let changed = web.site.store.close_session(&SessionId::new(&*id), web.now()).await?;
    web.live.tell();
    if changed {
        web.audit(&member, "session close", &id).await?;
    }
    Ok(back_to("/staff/sessions", if changed { "close" } else { "trop-tard" }))
}

impl Plan {
    fn read(&self, now: Timestamp) -> Result<PlannedSession, String> {
        let opens_at = read_instant(&format!("{} {}", self.date, self.heure))?;
        let minutes = self.duree.trim().parse().map_err(|_| "la durée s'écrit en minutes, par exemple « 90 »")?;
        plan_of(&self.titre, opens_at, end_of(opens_at, minutes)?, now)
    }
}

async fn views(web: &Shared) -> Result<Vec<SessionView>, Error> {
    let now = web.now();
    Ok(web.site.store.sessions().await?.into_iter().map(|session| view(session, now)).collect())
}

fn view(session: PlannedSession, now: Timestamp) -> SessionView {
    let gesture = match () {
        () if now < session.opens_at => Some(("ouvrir", "Ouvrir maintenant")),
        () if now < session.closes_at => Some(("clore", "Clore maintenant")),
        () => None,
    };
    SessionView {
        state: state_of(&session, now),
        id: session.id.to_string(),
        title: session.title,
        opens_at: hour_in_paris(session.opens_at),
        closes_at: hour_in_paris(session.closes_at),
        gesture,
    }
}
