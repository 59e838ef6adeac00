//! The dated t'chats as everybody reads them: the list, and a page each: when,
//! with whom, how to come, and what was answered in public.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html as HtmlPage;
use jiff::Timestamp;

use super::html::Html;
use super::{Error, Shared};
use crate::clock::{in_paris, span_in_paris};
use crate::sessions::{Phase, Plan, Speaker, diary_path};
use crate::store::{PlannedSession, PublicAnswer};
use crate::words::{Door, SessionId};

#[derive(Template)]
#[template(path = "sessions.html")]
struct Sessions {
    to_come: Vec<Listed>,
    past: Vec<Listed>,
}

/// A session in a list.
pub(super) struct Listed {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) when: String,
}

#[derive(Template)]
#[template(path = "session_page.html")]
struct SessionPage {
    title: String,
    when: String,
    /// « dans 5 jours », « en ce moment », nothing once it is over.
    countdown: Option<String>,
    phase: Phase,
    announcement: Html,
    speakers: Vec<Speaker>,
    audience: Vec<&'static str>,
    is_on_web: bool,
    is_on_discord: bool,
    diary: String,
    answers: Vec<AnswerView>,
}

struct AnswerView {
    question: String,
    answer: Html,
}

/// `GET /sessions`
pub(super) async fn list(State(web): State<Shared>) -> Result<HtmlPage<String>, Error> {
    let now = web.now();
    let (mut to_come, past): (Vec<_>, Vec<_>) =
        web.site.store.sessions().await?.into_iter().partition(|session| session.phase(now) != Phase::Over);
    to_come.reverse();
    let page = Sessions { to_come: to_come.iter().map(listed).collect(), past: past.iter().map(listed).collect() };
    Ok(HtmlPage(page.render()?))
}

/// `GET /sessions/{id}`
pub(super) async fn show(State(web): State<Shared>, Path(id): Path<String>) -> Result<HtmlPage<String>, Error> {
    let session = web.site.store.session(&SessionId::new(id)).await?;
    let session = session.ok_or_else(|| Error::NotFound("Cette rencontre n'existe pas, ou n'existe plus.".into()))?;
    let answers = web.site.store.public_answers(&session.id).await?;
    Ok(HtmlPage(page(&session, answers, web.now()).render()?))
}

pub(super) fn listed(session: &PlannedSession) -> Listed {
    Listed { id: session.id.to_string(), title: session.title.clone(), when: span_in_paris(session.opens_at, session.closes_at) }
}

fn page(session: &PlannedSession, answers: Vec<PublicAnswer>, now: Timestamp) -> SessionPage {
    let plan = Plan::of(session);
    SessionPage {
        title: session.title.clone(),
        when: span_in_paris(session.opens_at, session.closes_at),
        countdown: countdown(session, now),
        phase: session.phase(now),
        announcement: Html::from_markdown(&plan.announcement),
        speakers: plan.speakers,
        audience: plan.audience.iter().map(|audience| audience.name()).collect(),
        is_on_web: session.door != Some(Door::Discord),
        is_on_discord: session.door != Some(Door::Web),
        diary: diary_path(session),
        answers: answers.into_iter().map(|one| AnswerView { question: one.question, answer: Html::from_markdown(&one.answer) }).collect(),
    }
}

/// How long until a session, in whole days of Paris, then hours and minutes.
fn countdown(session: &PlannedSession, now: Timestamp) -> Option<String> {
    match session.phase(now) {
        Phase::Over => return None,
        Phase::Open => return Some("En ce moment".to_owned()),
        Phase::ToCome => {}
    }
    let days = in_paris(now).date().until(in_paris(session.opens_at).date()).map_or(0, |span| span.get_days());
    let minutes = session.opens_at.duration_since(now).as_mins();
    Some(match (days, minutes) {
        (2.., _) => format!("Dans {days}\u{a0}jours"),
        (1, _) => "Demain".to_owned(),
        (_, 120..) => format!("Dans {}\u{a0}heures", minutes / 60),
        (_, 60..) => "Dans une heure".to_owned(),
        (_, 2..) => format!("Dans {minutes}\u{a0}minutes"),
        _ => "Dans un instant".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_told_in_days_of_paris() {
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let session =
            crate::sessions::plan("Un soir", at("2026-12-03T17:00:00Z"), at("2026-12-03T18:30:00Z"), at("2026-11-01T00:00:00Z")).unwrap();
        for (now, expected) in [
            ("2026-11-28T10:00:00Z", Some("Dans 5 jours")),
            ("2026-12-01T23:30:00Z", Some("Demain")),
            ("2026-12-02T23:30:00Z", Some("Dans 17 heures")),
            ("2026-12-03T15:30:00Z", Some("Dans une heure")),
            ("2026-12-03T16:40:00Z", Some("Dans 20 minutes")),
            ("2026-12-03T16:59:30Z", Some("Dans un instant")),
            ("2026-12-03T17:00:00Z", Some("En ce moment")),
            ("2026-12-03T18:30:00Z", None),
        ] {
            let told = countdown(&session, at(now)).map(|told| told.replace('\u{a0}', " "));
            assert_eq!(told.as_deref(), expected, "{now}");
        }
    }
}
