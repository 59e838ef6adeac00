//! The links that let somebody choose a password: the first admin's, an
//! invitation, the link of a lost password. To look at one does not use it.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;

use super::super::visitor::is_token;
use super::super::{Error, Shared, Web};
use super::login::LOGIN_GOOD_FOR;
use super::{Member, Page, back_to};
use crate::accounts::{check_password, hash_password, label, read_login, read_name};
use crate::store::{Accepted, Invitation, NewAccount, Purpose};
use crate::words::{AccountId, random_word, sha256};

#[derive(Template)]
#[template(path = "staff_enter.html")]
struct Enter<'a> {
    token: &'a str,
    problem: Option<String>,
    name: &'a str,
    role: &'static str,
    /// The first admin chooses the name; an inviter chose the others'.
    asks_name: bool,
    asks_login: bool,
    typed: &'a Typed,
}

/// The form of an account; the passwords are never shown again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct Typed {
    nom: String,
    identifiant: String,
    mot_de_passe: String,
    encore: String,
}

/// `GET /staff/entrer/{token}`
pub(in super::super) async fn knock(State(web): State<Shared>, Path(token): Path<String>) -> Page {
    let invitation = web.invitation(&token).await?;
    Ok(Html(page(&token, &invitation, &Typed::default(), None).render()?))
}

/// `POST /staff/entrer/{token}`
pub(in super::super) async fn enter(
    State(web): State<Shared>,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let invitation = web.invitation(&token).await?;
    let problem = match &invitation.purpose {
        Purpose::Password(account) => match check_twice(&typed, &web.login_of(account).await?) {
            Ok(()) => return web.choose_password(&token, typed).await,
            Err(problem) => problem,
        },
        purpose => match chosen(&typed, *purpose == Purpose::First) {
            Ok((name, login)) => match web.make_account(&token, name, login, &typed).await? {
                Some(entered) => return Ok(entered),
                None => "quelqu'un a déjà cet identifiant : choisissez-en un autre".to_owned(),
            },
            Err(problem) => problem,
        },
    };
    let page = page(&token, &invitation, &typed, Some(problem));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

fn page<'a>(token: &'a str, invitation: &'a Invitation, typed: &'a Typed, problem: Option<String>) -> Enter<'a> {
    Enter {
        token,
        problem,
        name: &invitation.name,
        role: label(invitation.role),
        asks_name: invitation.purpose == Purpose::First,
        asks_login: !matches!(invitation.purpose, Purpose::Password(_)),
        typed,
    }
}

/// The name and the login of a new account, once everything typed is right.
fn chosen(typed: &Typed, with_name: bool) -> Result<(String, String), String> {
    let name = if with_name { read_name(&typed.nom)? } else { String::new() };
    let login = read_login(&typed.identifiant)?;
    check_twice(typed, &login)?;
    Ok((name, login))
}

fn check_twice(typed: &Typed, login: &str) -> Result<(), String> {
    check_password(&typed.mot_de_passe, login)?;
    if typed.mot_de_passe != typed.encore {
        return Err("les deux mots de passe ne sont pas les mêmes : tapez-les à nouveau".to_owned());
    }
    Ok(())
}

fn void() -> Error {
    Error::Gone(
        "Ce lien a déjà servi, a été repris, ou il est trop ancien. Demandez-en un autre à une personne qui administre les comptes.".into(),
    )
}

impl Web {
    /// The invitation of a link that serves.
    async fn invitation(&self, token: &str) -> Result<Invitation, Error> {
        if !is_token(token) {
            return Err(Error::NotFound("Ce lien d'entrée est mal recopié.".into()));
        }
        self.site.store.invitation(&sha256(token), self.now()).await?.ok_or_else(void)
    }

    async fn login_of(&self, account: &AccountId) -> Result<String, Error> {
        Ok(self.site.store.staff_account(account).await?.ok_or_else(void)?.login)
    }

    /// Makes the account and lets its owner in; none when the login is taken.
    async fn make_account(&self, token: &str, name: String, login: String, typed: &Typed) -> Result<Option<Response>, Error> {
        let (now, cookie, password) = (self.now(), random_word(), typed.mot_de_passe.clone());
        let new = NewAccount {
            id: AccountId::new(random_word()),
            login,
            name,
            password_hash: self.gate.hash(move || hash_password(&password)).await?,
            token_hash: sha256(&cookie),
            login_expires: until(now),
        };
        match self.site.store.accept_invitation(&sha256(token), new, now).await? {
            Accepted::Done(account) => {
                let login = account.login.clone();
                self.audit(&Member::of(account), "compte créé par son lien", &login).await?;
                Ok(Some(self.let_in(&cookie, "/staff")))
            }
            Accepted::LoginTaken => Ok(None),
            Accepted::Void => Err(void()),
        }
    }

    /// Another password for an account, which then logs in with it, and with its
    /// second factor if it has one.
    async fn choose_password(&self, token: &str, typed: Typed) -> Result<Response, Error> {
        let hash = self.gate.hash(move || hash_password(&typed.mot_de_passe)).await?;
        let account = self.site.store.accept_reset(&sha256(token), &hash, self.now()).await?.ok_or_else(void)?;
        self.audit(&Member::of(account), "mot de passe choisi par un lien", "").await?;
        Ok(back_to("/staff/connexion", "mot-de-passe"))
    }
}

fn until(now: Timestamp) -> Timestamp {
    now + LOGIN_GOOD_FOR
}
