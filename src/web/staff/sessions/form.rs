//! The form of a session's plan: what is typed, what is wrong with it, and the
//! plan that stands, typed anew.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};
use jiff::Timestamp;
use serde::Deserialize;

use super::super::super::{Error, Shared, Web};
use super::super::{Member, Page, back_to};
use crate::clock::{in_paris, span_in_paris};
use crate::sessions::{Audience, Base, Known, Line, Phase, Plan, Reminder, Written, known_words, read_plan, read_staying, why_not};
use crate::store::{Planned, PlannedSession};
use crate::words::{Door, SessionId, mark};

#[derive(Template)]
#[template(path = "staff_session.html")]
struct SessionForm {
    problems: Vec<String>,
    /// What somebody else wrote meanwhile where this text says otherwise.
    meanwhile: Option<Vec<Difference>>,
    /// The session that is changed; none for a new one.
    id: Option<String>,
    /// When and where it takes place, once that does not change any more.
    begun: Option<String>,
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
    /// The mark of the plan that was opened.
    marque: String,
}

/// A field that two people wrote.
struct Difference {
    field: &'static str,
    standing: String,
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
    let problems = match read_plan(&typed.written(), &web.known_words().await?, now) {
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
    Ok(Html(web.session_form(Some(&session), Typed::of(&session), Vec::new()).await?.render()?))
}

/// `POST /staff/sessions/{id}`
pub(in crate::web) async fn change(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (standing, now) = (web.planned(&id).await?, web.now());
    if typed.marque != mark_of(&standing) {
        return web.changed_meanwhile(&standing, typed).await;
    }
    let known = web.known_words().await?.and_of(&Plan::of(&standing));
    let problems = match typed.read_beside(&standing, &known, now) {
        Err(problems) => problems,
        Ok(session) => {
            let session = PlannedSession { id: standing.id.clone(), ..web.followed(session, &typed).await? };
            let reminders = Reminder::ALL.map(Reminder::as_str).to_vec();
            match web.site.store.replan_session(&standing, &session, reminders, now).await? {
                Planned::Kept => {
                    web.audit(&member, "session modifiée", &id).await?;
                    web.live.tell();
                    return Ok(back_to("/staff/sessions", "modifiee"));
                }
                Planned::Changed => return web.changed_meanwhile(&web.planned(&id).await?, typed).await,
                refused => vec![why_not(&refused)],
            }
        }
    };
    web.plan_refused(Some(&standing), typed, problems).await
}

impl Web {
    /// The themes of the answers in service.
    pub(in crate::web::staff) fn themes(&self) -> BTreeSet<String> {
        self.site.conversation.faq().entries().iter().map(|entry| entry.theme.clone()).collect()
    }

    /// The words that a plan may name.
    async fn known_words(&self) -> Result<Known, Error> {
        Ok(known_words(&self.site.store, self.themes()).await?)
    }

    /// A session that exists.
    pub(super) async fn planned(&self, id: &str) -> Result<PlannedSession, Error> {
        let session = self.site.store.session(&SessionId::new(id)).await?;
        session.ok_or_else(|| Error::NotFound("Cette session n'existe pas, ou n'existe plus.".into()))
    }

    /// The form again, with what was typed.
    async fn plan_refused(&self, standing: Option<&PlannedSession>, typed: Typed, problems: Vec<String>) -> Result<Response, Error> {
        let form = self.session_form(standing, typed, problems).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(form.render()?)).into_response())
    }

    /// The form again, on the plan as it now stands: to save once more takes its
    /// place knowingly.
    async fn changed_meanwhile(&self, standing: &PlannedSession, typed: Typed) -> Result<Response, Error> {
        let typed = Typed { marque: mark_of(standing), ..typed };
        let mut form = self.session_form(Some(standing), typed, Vec::new()).await?;
        form.meanwhile = Some(differences(&Typed::of(standing), &form.typed, &form.team));
        Ok((StatusCode::CONFLICT, Html(form.render()?)).into_response())
    }

    async fn session_form(&self, standing: Option<&PlannedSession>, typed: Typed, problems: Vec<String>) -> Result<SessionForm, Error> {
        let team = self.answering_team().await?.into_iter().map(|(account, name)| (account.to_string(), name)).collect();
        let begun = standing.filter(|session| session.phase(self.now()) != Phase::ToCome);
        Ok(SessionForm {
            problems,
            meanwhile: None,
            id: standing.map(|session| session.id.to_string()),
            begun: begun.map(where_and_when),
            typed,
            themes: self.themes().into_iter().collect(),
            team,
        })
    }

    /// A session with who sees to it, when they are of the team.
    async fn followed(&self, session: PlannedSession, typed: &Typed) -> Result<PlannedSession, Error> {
        let team = self.answering_team().await?;
        let in_charge = team.into_iter().map(|(account, _)| account).find(|account| account.as_str() == typed.suivi);
        Ok(PlannedSession { in_charge, ..session })
    }
}

/// The mark of a plan as it stands.
fn mark_of(session: &PlannedSession) -> String {
    let PlannedSession { title, opens_at, closes_at, door, plan, in_charge, .. } = session;
    mark(format!("{title:?} {opens_at} {closes_at} {door:?} {plan:?} {in_charge:?}"))
}

fn where_and_when(session: &PlannedSession) -> String {
    let place = match session.door {
        None => "page web et Discord",
        Some(Door::Web) => "page web seulement",
        Some(Door::Discord) => "Discord seulement",
    };
    format!("{}, heure de Paris, {place}", span_in_paris(session.opens_at, session.closes_at))
}

/// Where what stands and what is typed are not the same.
fn differences(standing: &Typed, typed: &Typed, team: &[(String, String)]) -> Vec<Difference> {
    let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    let place = if typed.says_when() { standing.place().into_iter().zip(typed.place()).collect() } else { Vec::new() };
    let all = place.into_iter().chain(standing.rest().into_iter().zip(typed.rest()));
    let differ = all.filter(|((_, one), (_, other))| plain(one) != plain(other));
    let mut found: Vec<_> = differ.map(|((field, standing), _)| Difference { field, standing: standing.to_owned() }).collect();
    if standing.suivi != typed.suivi {
        let name = team.iter().find(|(account, _)| *account == standing.suivi).map_or("personne pour le moment", |(_, name)| name);
        found.push(Difference { field: "Qui veille aux réponses promises", standing: name.to_owned() });
    }
    found
}

impl Typed {
    /// The session as it is typed beside the one that stands: elsewhere or at
    /// another time only when somebody typed so, and as long as it has not begun.
    fn read_beside(&self, standing: &PlannedSession, known: &Known, now: Timestamp) -> Result<PlannedSession, Vec<String>> {
        let is_shown = standing.phase(now) == Phase::ToCome;
        match (is_shown || self.says_when()) && self.place() != Self::of(standing).place() {
            false => read_staying(&self.written(), known, standing),
            true if is_shown => read_plan(&self.written(), known, now),
            true => Err(vec![why_not(&Planned::TooLate)]),
        }
    }

    /// Whether a date was asked for: the form of a session that has begun asks for none.
    fn says_when(&self) -> bool {
        [&self.date, &self.heure, &self.duree].iter().any(|field| !field.is_empty())
    }

    /// When and where, by the names that people read.
    fn place(&self) -> [(&'static str, &str); 4] {
        [("Date", &self.date), ("Heure", &self.heure), ("Durée, en minutes", &self.duree), ("Où", &self.canal)]
    }

    /// All else but who sees to it.
    fn rest(&self) -> [(&'static str, &str); 10] {
        [
            ("Titre", &self.titre),
            ("Intervenantes et intervenants", &self.intervenants),
            ("Annonce", &self.annonce),
            ("Thèmes", &self.themes),
            ("Pour qui", &self.public),
            ("Coûts payés à d'autres", &self.couts),
            ("Charge de nos équipes", &self.charge),
            ("Où la session est annoncée", &self.medias),
            ("À quoi la comparer", &self.references),
            ("Sa campagne", &self.campagne),
        ]
    }

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
            marque: mark_of(session),
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
