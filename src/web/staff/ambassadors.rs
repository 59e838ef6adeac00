//! Ambassadors as the team sees them: how far the invitation has come, level by
//! level, invitations, and the help for who lost their page. No person is shown.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::super::routes::PLANNING;
use super::super::{Error, Shared, Web};
use super::{Done, Member, Page, back_to};
use crate::ambassadors::{Group, INVITATION_GOOD_FOR, cascade, invitation_path, own_path, read_address, read_places};
use crate::clock::hour_in_paris;
use crate::report::{HIDDEN, number};
use crate::store::{AmbassadorInvitation, Window};
use crate::words::{Level, StaffRole, random_word, sha256};

#[derive(Template)]
#[template(path = "staff_ambassadors.html")]
struct Ambassadors {
    done: Option<&'static str>,
    problem: Option<String>,
    /// The link that was just made, and what it is: shown this once.
    link: Option<(String, String)>,
    is_ready: bool,
    may_invite: bool,
    groups: Vec<GroupView>,
    invitations: Vec<InvitationView>,
    typed: String,
}

struct GroupView {
    name: String,
    invited: String,
    enrolled: String,
    active: String,
}

struct InvitationView {
    id: String,
    level: &'static str,
    places: String,
    given: String,
    until: String,
    is_open: bool,
}

/// Who is invited.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct Invited {
    niveau: String,
    places: String,
}

/// Who is looked for, and what is done for them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct Sought {
    adresse: String,
    geste: String,
}

/// `GET /staff/ambassadeurs`
pub(in super::super) async fn show(State(web): State<Shared>, Extension(member): Extension<Member>, Query(done): Query<Done>) -> Page {
    let page = web.ambassadors(&member).await?;
    Ok(Html(Ambassadors { done: done.sentence(), ..page }.render()?))
}

/// `POST /staff/ambassadeurs/inviter`
pub(in super::super) async fn invite(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    headers: HeaderMap,
    Form(typed): Form<Invited>,
) -> Result<Response, Error> {
    let read = Level::of_word(&typed.niveau).ok_or_else(|| "choisissez un niveau".to_owned());
    let (level, places) = match read.and_then(|level| Ok((level, read_places(&typed.places)?))) {
        Ok(read) => read,
        Err(problem) => {
            let page = Ambassadors { problem: Some(problem), typed: typed.places, ..web.ambassadors(&member).await? };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
        }
    };
    let link = web.new_ambassador_invitation((level, places), None, &headers).await?;
    web.audit_in_detail(&member, "ambassadeurs invités", level.as_str(), &places.to_string()).await?;
    let words = format!("L'invitation pour {} ({})", people(u64::from(places)), level.name());
    Ok(Html(Ambassadors { link: Some((link, words)), ..web.ambassadors(&member).await? }.render()?).into_response())
}

/// `POST /staff/ambassadeurs/moi`: somebody of the team enrols, with an
/// invitation of their own.
pub(in super::super) async fn enrol_oneself(State(web): State<Shared>, Extension(member): Extension<Member>) -> Result<Response, Error> {
    let level = if member.role == StaffRole::Manager { Level::Director } else { Level::Agent };
    let token = web.keep_ambassador_invitation((level, 1), None).await?;
    Ok(Redirect::to(&invitation_path(&token)).into_response())
}

/// `POST /staff/ambassadeurs/invitations/{id}/reprendre`
pub(in super::super) async fn take_back(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    if !web.site.store.take_back_ambassador_invitation(&id, web.now()).await? {
        return Ok(back_to("/staff/ambassadeurs", "invitation-absente"));
    }
    web.audit(&member, "invitation d'ambassadeurs reprise", &id).await?;
    Ok(back_to("/staff/ambassadeurs", "invitation-reprise"))
}

/// `POST /staff/ambassadeurs/retrouver`
pub(in super::super) async fn find(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    headers: HeaderMap,
    Form(typed): Form<Sought>,
) -> Result<Response, Error> {
    let done = match read_address(&typed.adresse) {
        Err(problem) => Err(problem),
        Ok(address) if typed.geste == "effacer" => web.erase_by_address(&member, &address).await?,
        Ok(address) => web.renew_by_address(&member, &address, &headers).await?,
    };
    match done {
        Ok(None) => Ok(back_to("/staff/ambassadeurs", "ambassadeur-efface")),
        Ok(link) => Ok(Html(Ambassadors { link, ..web.ambassadors(&member).await? }.render()?).into_response()),
        Err(problem) => {
            let page = Ambassadors { problem: Some(problem), ..web.ambassadors(&member).await? };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
    }
}

/// A link to show once with its words; or one French sentence.
type Told = Result<Option<(String, String)>, String>;

const NOBODY: &str = "personne n'est inscrit avec cette adresse : vérifiez-la, ou invitez cette personne";

impl Web {
    async fn renew_by_address(&self, member: &Member, address: &str, headers: &HeaderMap) -> Result<Told, Error> {
        let token = random_word();
        let hash = self.site.keys.colleague(address, self.now())?;
        if !self.site.store.renew_ambassador_link(&hash, &sha256(&token)).await? {
            return Ok(Err(NOBODY.to_owned()));
        }
        self.audit(member, "page d'ambassadeur redonnée", "").await?;
        let link = format!("{}{}", self.origin(headers), own_path(&token));
        Ok(Ok(Some((link, "Le nouveau lien de sa page. L'ancien n'ouvre plus rien".to_owned()))))
    }

    async fn erase_by_address(&self, member: &Member, address: &str) -> Result<Told, Error> {
        let hash = self.site.keys.colleague(address, self.now())?;
        let Some(id) = self.site.store.ambassador_of_address(&hash).await? else { return Ok(Err(NOBODY.to_owned())) };
        self.site.store.erase_ambassador(&id, &random_word(), self.now()).await?;
        self.audit(member, "ambassadeur effacé", "").await?;
        Ok(Ok(None))
    }

    /// Keeps a new invitation, and gives its whole address.
    pub(in crate::web) async fn new_ambassador_invitation(
        &self,
        whom: (Level, u32),
        by: Option<&str>,
        headers: &HeaderMap,
    ) -> Result<String, Error> {
        let token = self.keep_ambassador_invitation(whom, by).await?;
        Ok(format!("{}{}", self.origin(headers), invitation_path(&token)))
    }

    async fn keep_ambassador_invitation(&self, whom: (Level, u32), by: Option<&str>) -> Result<String, Error> {
        let (id, token, now) = (random_word(), random_word(), self.now());
        self.site.store.invite_ambassadors((&id, &sha256(&token)), whom, by, now, now + INVITATION_GOOD_FOR).await?;
        Ok(token)
    }

    async fn ambassadors(&self, member: &Member) -> Result<Ambassadors, Error> {
        let cascade = cascade(&self.site.store.ambassador_levels(&Window::ever()).await?);
        let total = GroupView { name: "Tous les niveaux".to_owned(), ..view(&cascade.total) };
        let invitations = self.site.store.ambassador_invitations(None, self.now()).await?;
        Ok(Ambassadors {
            done: None,
            problem: None,
            link: None,
            is_ready: self.site.conversation.faq().kit().is_ready(),
            may_invite: PLANNING.contains(&member.role),
            groups: cascade.groups.iter().map(view).chain([total]).collect(),
            invitations: invitations.into_iter().map(invitation_view).collect(),
            typed: String::new(),
        })
    }
}

fn view(group: &Group) -> GroupView {
    let shown = |people: Option<u64>| people.map_or_else(|| HIDDEN.to_owned(), number);
    GroupView { name: group.name(), invited: number(group.invited), enrolled: shown(group.enrolled), active: shown(group.active) }
}

fn invitation_view(one: AmbassadorInvitation) -> InvitationView {
    InvitationView {
        id: one.id,
        level: one.level.name(),
        places: people(one.places),
        given: hour_in_paris(one.created_at),
        until: hour_in_paris(one.expires_at),
        is_open: one.is_open,
    }
}

fn people(count: u64) -> String {
    if count == 1 { "une personne".to_owned() } else { format!("{} personnes", number(count)) }
}
