//! The accounts of the team, for those who manage them: invite, change a role,
//! disable, give back access.

use anyhow::Result;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};
use jiff::Timestamp;
use serde::Deserialize;

use super::super::{Error, Shared, Web};
use super::{Done, Member, Page, back_to};
use crate::accounts::{LINK_GOOD_FOR, LOCKING_TRIES, duty, label, link_path, read_name};
use crate::clock::{hour_in_paris, in_paris, written_day};
use crate::store::{Invitation, Purpose, StaffAccount, StaffChange};
use crate::words::{AccountId, StaffRole, random_word, sha256};

const PAGE: &str = "/staff/comptes";

#[derive(Template)]
#[template(path = "staff_accounts.html")]
struct Accounts<'a> {
    done: Option<&'a str>,
    problem: Option<String>,
    /// A link just made, for whom, and until when: shown this once.
    link: Option<(String, String, String)>,
    typed: Typed,
    accounts: Vec<AccountView>,
    invitations: Vec<InvitationView>,
    roles: Vec<RoleView>,
}

struct AccountView {
    id: String,
    login: String,
    name: String,
    role: StaffRole,
    label: &'static str,
    since: String,
    second_factor: bool,
    locked: bool,
    disabled_at: Option<String>,
    is_me: bool,
}

struct InvitationView {
    id: String,
    name: String,
    what: String,
    until: String,
}

struct RoleView {
    word: &'static str,
    label: &'static str,
    duty: &'static str,
}

/// The form of an invitation, and of another role.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct Typed {
    nom: String,
    role: String,
}

/// `GET /staff/comptes`
pub(in super::super) async fn list(State(web): State<Shared>, Extension(member): Extension<Member>, Query(done): Query<Done>) -> Page {
    let page = Accounts { done: done.sentence(), ..web.accounts(&member).await? };
    Ok(Html(page.render()?))
}

/// `POST /staff/comptes`
pub(in super::super) async fn invite(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (name, role) = match read_name(&typed.nom).and_then(|name| Ok((name, read_role(&typed.role)?))) {
        Ok(read) => read,
        Err(problem) => {
            let page = Accounts { problem: Some(problem), typed, ..web.accounts(&member).await? };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
        }
    };
    let (token, now) = (random_word(), web.now());
    let id = web.site.store.invite(&sha256(&token), &name, role, Some(&member.id), now, now + LINK_GOOD_FOR).await?;
    web.audit_in_detail(&member, "invitation donnée", &name, &format!("{} {id}", role.as_str())).await?;
    web.show_link(&member, &headers, &token, name).await
}

/// `POST /staff/comptes/invitations/{id}/reprendre`
pub(in super::super) async fn revoke(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let revoked = web.site.store.revoke_invitation(&id, web.now()).await?;
    if revoked {
        web.audit(&member, "invitation reprise", &id).await?;
    }
    Ok(back_to(PAGE, if revoked { "invitation-reprise" } else { "invitation-absente" }))
}

/// `POST /staff/comptes/{id}/role`
pub(in super::super) async fn change_role(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let Ok(role) = read_role(&typed.role) else { return Err(Error::Unusable("Choisissez un rôle de la liste.".into())) };
    let account = web.account(id).await?;
    let change = web.site.store.change_role(&account.id, role, web.now()).await?;
    web.told(&member, &account, change, &format!("rôle changé : {}", role.as_str())).await
}

/// `POST /staff/comptes/{id}/desactiver`
pub(in super::super) async fn disable(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let account = web.account(id).await?;
    let change = web.site.store.disable_account(&account.id, web.now()).await?;
    web.told(&member, &account, change, "compte désactivé").await
}

/// `POST /staff/comptes/{id}/activer`
pub(in super::super) async fn enable(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let account = web.account(id).await?;
    let change = web.site.store.enable_account(&account.id).await?;
    web.told(&member, &account, change, "compte réactivé").await
}

/// `POST /staff/comptes/{id}/debloquer`
pub(in super::super) async fn unlock(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let account = web.account(id).await?;
    let change = web.site.store.unlock_account(&account.id).await?;
    web.told(&member, &account, change, "compte débloqué").await
}

/// `POST /staff/comptes/{id}/second-facteur`: off, for who lost the telephone.
pub(in super::super) async fn drop_second_factor(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let account = web.account(id).await?;
    let change = web.site.store.turn_off_second_factor(&account.id).await?;
    web.told(&member, &account, change, "second facteur retiré").await
}

/// `POST /staff/comptes/{id}/mot-de-passe`: a link to choose another one.
pub(in super::super) async fn reset(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let account = web.account(id).await?;
    if account.disabled_at.is_some() {
        return Ok(back_to(PAGE, "compte-inchange"));
    }
    let (token, now) = (random_word(), web.now());
    web.site.store.invite_to_reset(&sha256(&token), &account, Some(&member.id), now, now + LINK_GOOD_FOR).await?;
    web.audit(&member, "lien de mot de passe donné", &account.login).await?;
    web.show_link(&member, &headers, &token, account.name).await
}

fn read_role(word: &str) -> Result<StaffRole, String> {
    StaffRole::of_word(word).ok_or_else(|| "choisissez un rôle de la liste".to_owned())
}

impl Web {
    async fn account(&self, id: String) -> Result<StaffAccount, Error> {
        let account = self.site.store.staff_account(&AccountId::new(id)).await?;
        account.ok_or_else(|| Error::NotFound("Il n'y a pas de compte à cette adresse.".into()))
    }

    /// Notes a change and says what became of it.
    async fn told(&self, member: &Member, account: &StaffAccount, change: StaffChange, action: &str) -> Result<Response, Error> {
        let word = match change {
            StaffChange::Done => {
                self.audit(member, action, &account.login).await?;
                "compte"
            }
            StaffChange::Unchanged => "compte-inchange",
            StaffChange::LastAdmin => "dernier-admin",
        };
        Ok(back_to(PAGE, word))
    }

    /// The page with a link that nobody can read again.
    async fn show_link(&self, member: &Member, headers: &HeaderMap, token: &str, name: String) -> Result<Response, Error> {
        let until = hour_in_paris(self.now() + LINK_GOOD_FOR);
        let link = Some((format!("{}{}", self.origin(headers), link_path(token)), name, until));
        Ok(Html(Accounts { link, ..self.accounts(member).await? }.render()?).into_response())
    }

    /// What the addresses of this site begin with, as its reader knows it.
    pub(in crate::web) fn origin(&self, headers: &HeaderMap) -> String {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        self.site.public_url.clone().unwrap_or_else(|| format!("http://{host}"))
    }

    async fn accounts(&self, member: &Member) -> Result<Accounts<'static>> {
        let mut accounts: Vec<_> = self.site.store.staff_accounts().await?.into_iter().map(|account| view(account, member)).collect();
        accounts.sort_by_key(|account| (account.disabled_at.is_some(), account.name.to_lowercase()));
        let invitations = self.site.store.open_invitations(self.now()).await?.into_iter().map(invitation_view).collect();
        let roles = StaffRole::ALL.map(|role| RoleView { word: role.as_str(), label: label(role), duty: duty(role) });
        Ok(Accounts { done: None, problem: None, link: None, typed: Typed::default(), accounts, invitations, roles: roles.into() })
    }
}

fn view(account: StaffAccount, member: &Member) -> AccountView {
    let day = |at: Timestamp| written_day(in_paris(at).date());
    AccountView {
        is_me: account.id == member.id,
        id: account.id.to_string(),
        login: account.login,
        name: account.name,
        role: account.role,
        label: label(account.role),
        since: day(account.created_at),
        second_factor: account.second_factor,
        locked: account.failed >= LOCKING_TRIES,
        disabled_at: account.disabled_at.map(day),
    }
}

fn invitation_view(invitation: Invitation) -> InvitationView {
    let what = match invitation.purpose {
        Purpose::Password(_) => "nouveau mot de passe".to_owned(),
        _ => format!("nouveau compte, {}", label(invitation.role)),
    };
    InvitationView { id: invitation.id, name: invitation.name, what, until: hour_in_paris(invitation.expires_at) }
}
