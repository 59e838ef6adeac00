//! One's own account: another password, the second factor, logging out
//! everywhere, what one did lately.

use anyhow::Result;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::super::{Error, Shared, Web};
use super::journal::{LineView, views};
use super::{Done, Member, Page, back_to};
use crate::accounts::{LOCKING_TRIES, Secret, check_password, hash_password, is_password, label, used_step, wait_after};
use crate::store::StaffAccount;
use crate::words::sha256;

const PAGE: &str = "/staff/moi";

/// How many of one's own actions are shown.
const RECENT: u32 = 20;

const WRONG_PASSWORD: &str = "ce n'est pas votre mot de passe actuel, ou ce compte doit attendre après plusieurs essais";

#[derive(Template)]
#[template(path = "staff_me.html")]
struct Me<'a> {
    done: Option<&'a str>,
    problem: Option<&'a str>,
    account: StaffAccount,
    role: &'static str,
    /// A second factor that still has to be proved.
    pending: Option<Secret>,
    recent: Vec<LineView>,
}

/// Every form of the page; each reads its own fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct Typed {
    actuel: String,
    mot_de_passe: String,
    encore: String,
    code: String,
}

/// `GET /staff/moi`
pub(in super::super) async fn show(State(web): State<Shared>, Extension(member): Extension<Member>, Query(done): Query<Done>) -> Page {
    Ok(Html(web.own_page(&member, done.sentence(), None).await?))
}

/// `POST /staff/moi/mot-de-passe`
pub(in super::super) async fn change_password(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let account = web.own_account(&member).await?;
    let refused = check_password(&typed.mot_de_passe, &account.login).err();
    let refused = refused.or((typed.mot_de_passe != typed.encore).then(|| "les deux mots de passe ne sont pas les mêmes".to_owned()));
    if let Some(problem) = refused {
        return web.own_page_again(&member, &problem).await;
    }
    let Some(old) = web.proved(&account, typed.actuel).await? else { return web.own_page_again(&member, WRONG_PASSWORD).await };
    let new = web.gate.hash(move || hash_password(&typed.mot_de_passe)).await?;
    let kept = web.cookie_of(&headers).map(|token| sha256(&token)).unwrap_or_default();
    if !web.site.store.change_password(&member.id, &old, &new, &kept, web.now()).await? {
        return web.own_page_again(&member, WRONG_PASSWORD).await;
    }
    web.audit(&member, "mot de passe changé", "").await?;
    Ok(back_to(PAGE, "mot-de-passe"))
}

/// `POST /staff/moi/second-facteur`: draws a secret, to be proved.
pub(in super::super) async fn draw_second_factor(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
) -> Result<Response, Error> {
    let account = web.own_account(&member).await?;
    let secret = Secret::draw(&account.login)?;
    web.site.store.propose_second_factor(&member.id, &secret.text).await?;
    Ok(axum::response::Redirect::to("/staff/moi#second-facteur").into_response())
}

/// `POST /staff/moi/second-facteur/confirmer`
pub(in super::super) async fn prove_second_factor(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let Some(pending) = web.site.store.second_factor(&member.id).await?.pending else { return Ok(back_to(PAGE, "compte-inchange")) };
    let Some(step) = used_step(&pending, &typed.code, web.now())? else {
        let problem = "ce code n'est pas le bon : vérifiez l'heure de votre téléphone, et tapez le code affiché à l'instant";
        return web.own_page_again(&member, problem).await;
    };
    if !web.site.store.turn_on_second_factor(&member.id, &pending, step).await? {
        return Ok(back_to(PAGE, "compte-inchange"));
    }
    web.audit(&member, "second facteur activé", "").await?;
    Ok(back_to(PAGE, "second-facteur"))
}

/// `POST /staff/moi/second-facteur/retirer`
pub(in super::super) async fn drop_second_factor(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let account = web.own_account(&member).await?;
    if web.proved(&account, typed.actuel).await?.is_none() {
        return web.own_page_again(&member, WRONG_PASSWORD).await;
    }
    web.site.store.turn_off_second_factor(&member.id).await?;
    web.audit(&member, "second facteur retiré", "").await?;
    Ok(back_to(PAGE, "sans-second-facteur"))
}

/// `POST /staff/moi/sortir-partout`
pub(in super::super) async fn leave_everywhere(State(web): State<Shared>, Extension(member): Extension<Member>) -> Result<Response, Error> {
    web.site.store.log_out_everywhere(&member.id).await?;
    web.audit(&member, "déconnexion partout", "").await?;
    Ok(web.let_out())
}

impl Web {
    async fn own_account(&self, member: &Member) -> Result<StaffAccount, Error> {
        let account = self.site.store.staff_account(&member.id).await?;
        account.ok_or_else(|| Error::NotFound("Ce compte n'existe plus.".into()))
    }

    /// The hash of the password, when it is the right one. A wrong one counts as
    /// a wrong login: who found a page open guesses no faster here.
    async fn proved(&self, account: &StaffAccount, password: String) -> Result<Option<String>> {
        let Some(tried) = self.site.store.claim_try(&account.login, self.now(), LOCKING_TRIES, wait_after).await? else { return Ok(None) };
        let hash = tried.password_hash.clone();
        if !self.gate.hash(move || is_password(&hash, &password)).await? {
            return Ok(None);
        }
        self.site.store.unlock_account(&account.id).await?;
        Ok(Some(tried.password_hash))
    }

    async fn own_page(&self, member: &Member, done: Option<&str>, problem: Option<&str>) -> Result<String, Error> {
        let account = self.own_account(member).await?;
        let pending = self.site.store.second_factor(&member.id).await?.pending;
        let pending = pending.map(|text| Secret::of_text(&text, &account.login)).transpose()?;
        let recent = views(self.site.store.audit_lines(Some(&member.id), 0, RECENT).await?);
        Ok(Me { done, problem, role: label(account.role), account, pending, recent }.render()?)
    }

    async fn own_page_again(&self, member: &Member, problem: &str) -> Result<Response, Error> {
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(self.own_page(member, None, Some(problem)).await?)).into_response())
    }
}
