//! How the team gets in and out: a login and a password, a code when there is a
//! second factor, then a cookie of which only the hash is kept.

use anyhow::Result;
use askama::Template;
use axum::extract::{FromRequest, Query, Request, State};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::super::visitor::is_token;
use super::super::{Error, Shared, Web};
use super::{Done, Member, Page};
use crate::accounts::{LOCKING_TRIES, is_password, is_password_of_nobody, used_step, wait_after};
use crate::store::{NewLogin, StaffAccount, Try};
use crate::words::{random_word, sha256};

/// How long a login is good.
pub(super) const LOGIN_GOOD_FOR: SignedDuration = SignedDuration::from_hours(24 * 30);

/// The same for whatever is wrong, so that nobody learns which logins exist.
const REFUSED: &str = "L'identifiant, le mot de passe ou le code n'est pas le bon, ou ce compte doit attendre après plusieurs essais. Vérifiez-les et réessayez dans quelques minutes ; une personne qui administre les comptes peut vous donner un nouveau lien.";

/// The long texts of the team's forms, and how each is named on its page.
const LONG_TEXTS: [(&str, &str); 5] = [
    ("question", "Question"),
    ("reponse", "Réponse"),
    ("formulations", "Autres formulations"),
    ("texte", "Texte"),
    ("description", "Description"),
];

#[derive(Default, Template)]
#[template(path = "staff_login.html")]
struct LogIn<'a> {
    done: Option<&'a str>,
    problem: Option<&'a str>,
    login: &'a str,
    /// The page that was asked for.
    back: &'a str,
    /// Whether another tab may already be logged in: a browser keeps the cookie
    /// back when one comes from another site.
    may_be_in: bool,
    /// What was typed in a form that came too late, to be copied.
    typed: Vec<(&'static str, String)>,
}

/// The form of a login.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct Typed {
    identifiant: String,
    mot_de_passe: String,
    code: String,
    vers: String,
}

/// `?vers=/staff/…`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct Back {
    vers: String,
}

/// `GET /staff/connexion`
pub(in super::super) async fn ask(Query(back): Query<Back>, Query(done): Query<Done>) -> Page {
    Ok(Html(LogIn { done: done.sentence(), back: own_page(&back.vers), ..LogIn::default() }.render()?))
}

/// The login in place of a page of the team.
pub(super) async fn asked_instead(request: Request) -> Result<Response, Error> {
    let asked = request.uri().path_and_query().map_or_else(|| "/staff".to_owned(), |asked| asked.as_str().to_owned());
    let page = match *request.method() {
        Method::GET => LogIn { back: own_page(&asked), may_be_in: true, ..LogIn::default() },
        _ => LogIn {
            problem: Some("Vous n'êtes plus connecté(e) : rien n'a été enregistré. Connectez-vous, puis recommencez."),
            back: "/staff",
            typed: long_texts(request).await,
            ..LogIn::default()
        },
    };
    Ok((StatusCode::UNAUTHORIZED, Html(page.render()?)).into_response())
}

/// The long texts of a form; nothing of a request that is not a form.
async fn long_texts(request: Request) -> Vec<(&'static str, String)> {
    let Ok(Form(fields)) = Form::<Vec<(String, String)>>::from_request(request, &()).await else { return Vec::new() };
    let label_of = |name: &str| LONG_TEXTS.iter().find(|(field, _)| *field == name).map(|(_, label)| *label);
    let filled = fields.into_iter().filter(|(_, text)| !text.trim().is_empty());
    filled.filter_map(|(name, text)| Some((label_of(&name)?, text))).collect()
}

/// `POST /staff/connexion`
pub(in super::super) async fn log_in(State(web): State<Shared>, headers: HeaderMap, Form(typed): Form<Typed>) -> Result<Response, Error> {
    web.gate.admit()?;
    let (now, back) = (web.now(), own_page(&typed.vers));
    let login = typed.identifiant.trim().to_lowercase();
    let tried = web.site.store.claim_try(&login, now, LOCKING_TRIES, wait_after).await?;
    let right = web.is_right(tried.as_ref(), typed.mot_de_passe).await?;
    let Some(tried) = tried else { return refused(&typed.identifiant, back) };
    let token = if right { web.open_login(&tried, &typed.code, now).await? } else { None };
    let member = Member::of(tried.account);
    let Some(token) = token else {
        web.audit(&member, "connexion refusée", "").await?;
        return refused(&typed.identifiant, back);
    };
    if let Some(former) = web.cookie_of(&headers) {
        web.site.store.log_out(&sha256(&former)).await?;
    }
    web.audit(&member, "connexion", "").await?;
    Ok(web.let_in(&token, back))
}

fn refused(login: &str, back: &str) -> Result<Response, Error> {
    let page = LogIn { problem: Some(REFUSED), login, back, ..LogIn::default() };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

/// `POST /staff/sortir`
pub(in super::super) async fn leave(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if let Some(token) = web.cookie_of(&headers) {
        web.site.store.log_out(&sha256(&token)).await?;
    }
    web.audit(&member, "déconnexion", "").await?;
    Ok(web.let_out())
}

/// A page of the team to go back to; its first page for anything else.
fn own_page(asked: &str) -> &str {
    let rest = asked.strip_prefix("/staff");
    let is_ours = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let is_plain = asked.len() <= 300 && asked.bytes().all(|sign| sign.is_ascii_graphic() && sign != b'\\');
    if is_ours && is_plain && !asked.contains("//") { asked } else { "/staff" }
}

impl Member {
    pub(super) fn of(account: StaffAccount) -> Self {
        Self { id: account.id, name: account.name, role: account.role, session: account.session }
    }
}

impl Web {
    /// Whether the password is right, after the same work when there is no
    /// account to compare it with.
    async fn is_right(&self, tried: Option<&Try>, password: String) -> Result<bool> {
        let hash = tried.map(|tried| tried.password_hash.clone());
        self.gate
            .hash(move || match hash {
                Some(hash) => is_password(&hash, &password),
                None => is_password_of_nobody(&password),
            })
            .await
    }

    /// The token of a new login, when the code is right too.
    async fn open_login(&self, tried: &Try, code: &str, now: Timestamp) -> Result<Option<String>> {
        let step = match &tried.totp_secret {
            None => None,
            Some(secret) => match used_step(secret, code, now)? {
                None => return Ok(None),
                step => step,
            },
        };
        let token = random_word();
        let login = NewLogin {
            account: tried.account.id.clone(),
            password_hash: tried.password_hash.clone(),
            step,
            token_hash: sha256(&token),
            expires: now + LOGIN_GOOD_FOR,
        };
        Ok(self.site.store.log_in(login, now).await?.then_some(token))
    }

    /// To a page of the team, with the cookie of a new login.
    pub(super) fn let_in(&self, token: &str, page: &str) -> Response {
        ([(SET_COOKIE, self.cookie(token, LOGIN_GOOD_FOR.as_secs()))], Redirect::to(page)).into_response()
    }

    /// To the candidates' page, without cookie.
    pub(super) fn let_out(&self) -> Response {
        ([(SET_COOKIE, self.cookie("", 0))], Redirect::to("/")).into_response()
    }

    /// A browser keeps a `__Host-` cookie to this very host and to https.
    fn cookie_name(&self) -> &'static str {
        if self.is_secure() { "__Host-tchat_staff" } else { "tchat_staff" }
    }

    fn cookie(&self, value: &str, seconds: i64) -> String {
        let secure = if self.is_secure() { "; Secure" } else { "" };
        format!("{}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}", self.cookie_name())
    }

    /// The token of the cookie a request carries.
    pub(super) fn cookie_of(&self, headers: &HeaderMap) -> Option<String> {
        let cookies = headers.get_all(COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
        let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, value)| *name == self.cookie_name() && is_token(value)).map(|(_, value)| value.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_back_to_a_page_of_ours_only() {
        for page in ["/staff", "/staff/questions", "/staff/rapports/permanence-2026-11?format=txt", "/staff?fait=close"] {
            assert_eq!(own_page(page), page);
        }
        let long = format!("/staff/{}", "a".repeat(300));
        for page in [
            "",
            "/",
            "//evil.example",
            "https://evil.example/staff",
            "/staffroom",
            "/staff//evil.example",
            "/staff/\\evil.example",
            "/staff/\r\nset-cookie: a=b",
            "/staff/é",
            "/staff@evil.example",
            &long,
        ] {
            assert_eq!(own_page(page), "/staff", "{page}");
        }
    }
}
