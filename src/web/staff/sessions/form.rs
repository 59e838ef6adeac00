//! The form of a session's plan: what is typed, what is wrong with it, and the
//! plan that stands, typed anew.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::super::super::{Error, Shared, Web};
use super::super::{Member, Page, back_to};
use crate::clock::in_paris;
use crate::sessions::{Audience, Base, Line, Plan, Written, read_plan, why_not};
use crate::store::{Planned, PlannedSession};
use crate::words::{Door, SessionId};

#[derive(Template)]
#[template(path = "staff_session.html")]
struct SessionForm {
    problems: Vec<String>,
    /// The session that is changed; none for a new one.
    id: Option<String>,
    typed: Typed,
    themes: Vec<String>,
    /// Who may see to what still waits at the end: account and name.
    team: Vec<(String, String)>,
}

/// What is typed, field by field.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Typed {
    titre: String,
    date: String,
    heure: String,
    duree: String,
    /// Themes, apart by commas.
    themes: String,
    canal: String,
    annonce: String,
    /// Audiences, apart by commas.
    public: String,
    intervenants: String,
    couts: String,
    charge: String,
    medias: String,
    references: String,
    /// The campaign it has for its own.
    campagne: String,
    /// The account that sees to what still waits at the end.
    suivi: String,
}

/// `GET /staff/nouvelle-session`
pub(in crate::web) async fn blank(State(web): State<Shared>, Extension(member): Extension<Member>) -> Page {
    let typed = Typed { duree: "90".to_owned(), suivi: member.id.to_string(), ..Typed::default() };
    Ok(Html(web.session_form(None, typed, Vec::new()).await?.render()?))
}

/// `POST /staff/sessions`
pub(in crate::web) async fn make(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let now = web.now();
    let problems = match read_plan(&typed.written(), &web.themes(), now) {
        Err(problems) => problems,
        Ok(session) => {
            let session = web.followed(session, &typed).await?;
            match web.site.store.plan_session(&session, now).await? {
                Planned::Kept => {
                    web.audit(&member, "session planifiée", session.id.as_str()).await?;
                    web.live.tell();
                    return Ok(back_to("/staff/sessions", "planifiee"));
                }
                refused => vec![why_not(&refused)],
            }
        }
    };
    web.plan_refused(None, typed, problems).await
}

/// `GET /staff/sessions/{id}`
pub(in crate::web) async fn show(State(web): State<Shared>, Path(id): Path<String>) -> Page {
    let session = web.planned(&id).await?;
    Ok(Html(web.session_form(Some(id), Typed::of(&session), Vec::new()).await?.render()?))
}

/// `POST /staff/sessions/{id}`
pub(in crate::web) async fn change(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let standing = web.planned(&id).await?;
    let now = web.now();
    // Costs and readings are typed long after the evening.
    let written_at = if standing.opens_at <= now { standing.opens_at } else { now };
    let problems = match read_plan(&typed.written(), &web.themes(), written_at) {
        Err(problems) => problems,
        Ok(session) => {
            let session = PlannedSession { id: standing.id.clone(), ..web.followed(session, &typed).await? };
            match web.site.store.replan_session(&session, now).await? {
                Planned::Kept => {
                    web.audit(&member, "session modifiée", &id).await?;
                    web.live.tell();
                    return Ok(back_to("/staff/sessions", "modifiee"));
                }
                refused => vec![why_not(&refused)],
            }
        }
    };
    web.plan_refused(Some(id), typed, problems).await
}

impl Web {
    /// The themes of the answers in service.
    pub(in crate::web::staff) fn themes(&self) -> BTreeSet<String> {
        self.site.conversation.faq().entries().iter().map(|entry| entry.theme.clone()).collect()
    }

    /// A session that exists.
    pub(super) async fn planned(&self, id: &str) -> Result<PlannedSession, Error> {
        let session = self.site.store.session(&SessionId::new(id)).await?;
        session.ok_or_else(|| Error::NotFound("Cette session n'existe pas, ou n'existe plus.".into()))
    }

    /// The form again, with what was typed.
    async fn plan_refused(&self, id: Option<String>, typed: Typed, problems: Vec<String>) -> Result<Response, Error> {
        let form = self.session_form(id, typed, problems).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(form.render()?)).into_response())
    }

    async fn session_form(&self, id: Option<String>, typed: Typed, problems: Vec<String>) -> Result<SessionForm, Error> {
        let team = self.answering_team().await?.into_iter().map(|(account, name)| (account.to_string(), name)).collect();
        Ok(SessionForm { problems, id, typed, themes: self.themes().into_iter().collect(), team })
    }

    /// A session with who sees to it, when they are of the team.
    async fn followed(&self, session: PlannedSession, typed: &Typed) -> Result<PlannedSession, Error> {
        let team = self.answering_team().await?;
        let in_charge = team.into_iter().map(|(account, _)| account).find(|account| account.as_str() == typed.suivi);
        Ok(PlannedSession { in_charge, ..session })
    }
}

impl Typed {
    fn written(&self) -> Written {
        let words = |typed: &str| typed.split(',').map(|word| word.trim().to_owned()).collect();
        Written {
            title: self.titre.clone(),
            opens: format!("{} {}", self.date, self.heure),
            minutes: self.duree.clone(),
            themes: words(&self.themes),
            doors: words(&self.canal),
            announcement: self.annonce.clone(),
            audience: words(&self.public),
            campaign: self.campagne.clone(),
            speakers: Line::of_text("Intervenantes et intervenants", &self.intervenants),
            expenses: Line::of_text("Coûts", &self.couts),
            work: Line::of_text("Charge", &self.charge),
            media: Line::of_text("Médias", &self.medias),
            references: Line::of_text("Références", &self.references),
        }
    }

    /// A plan as it would be typed.
    fn of(session: &PlannedSession) -> Self {
        let plan = Plan::of(session);
        let opens = in_paris(session.opens_at);
        Self {
            titre: session.title.clone(),
            date: opens.date().to_string(),
            heure: opens.strftime("%H:%M").to_string(),
            suivi: session.in_charge.as_ref().map(ToString::to_string).unwrap_or_default(),
            duree: session.closes_at.duration_since(session.opens_at).as_mins().to_string(),
            themes: plan.themes.join(", "),
            canal: session.door.map_or("", Door::as_str).to_owned(),
            annonce: plan.announcement.clone(),
            campagne: plan.campaign.clone().unwrap_or_default(),
            public: joined(
                plan.audience.iter().filter_map(|one| Some(Audience::ALL.iter().find(|(audience, ..)| audience == one)?.1)),
                ", ",
            ),
            intervenants: joined(plan.speakers.iter().map(|one| format!("{} ; {}", one.name, one.role)), "\n"),
            couts: joined(plan.expenses.iter().map(|one| format!("{} ; {}", one.label, euros(one.cents))), "\n"),
            charge: joined(
                plan.work.iter().map(|one| format!("{} ; {} ; {} ; {}", one.task, one.directorate, one.people, tenths(one.tenths_of_day))),
                "\n",
            ),
            medias: joined(
                plan.media.iter().map(|one| {
                    let on = one.on.map(|day| day.to_string()).unwrap_or_default();
                    format!("{} ; {on} ; {} ; {}", one.channel, euros(one.cents), one.link.as_deref().unwrap_or_default())
                }),
                "\n",
            ),
            references: joined(
                plan.references.iter().filter_map(|one| {
                    let (_, base, _) = Base::ALL.iter().find(|(base, ..)| *base == one.base)?;
                    Some(format!("{} ; {} ; {} ; {base}", one.name, one.counts, one.value))
                }),
                "\n",
            ),
        }
    }
}

fn joined<T: AsRef<str>>(parts: impl Iterator<Item = T>, between: &str) -> String {
    parts.map(|part| part.as_ref().to_owned()).collect::<Vec<_>>().join(between)
}

fn euros(cents: u64) -> String {
    format!("{},{:02}", cents / 100, cents % 100)
}

fn tenths(tenths: u32) -> String {
    format!("{},{}", tenths / 10, tenths % 10)
}
