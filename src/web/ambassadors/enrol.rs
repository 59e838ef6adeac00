//! Where an agent becomes an ambassador, by an invitation and with their consent.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html as HtmlPage, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::html::Html;
use super::super::visitor::is_token;
use super::super::{Error, Shared, Web};
use crate::ambassadors::{own_path, read_address};
use crate::store::{Enrolled, NewAmbassador};
use crate::words::{Level, Skill, random_word, sha256};

/// What is told to who is an ambassador already.
const ALREADY: &str = "cette adresse est déjà inscrite : rien n'a changé. Ouvrez votre page avec le lien gardé à l'inscription. Vous l'avez perdu ? La DRH peut vous en donner un autre";

/// The signs of the word of a personal link, after its beginning.
const SLUG_SIGNS: usize = 10;

#[derive(Template)]
#[template(path = "ambassador_enrol.html")]
struct EnrolPage {
    token: String,
    level: Level,
    consent_title: String,
    consent: Html,
    problem: Option<String>,
    typed: Typed,
}

/// The form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Typed {
    adresse: String,
    aisance: String,
    accord: String,
}

/// `GET /ambassadeurs/rejoindre/{token}`
pub(in crate::web) async fn ask(State(web): State<Shared>, Path(token): Path<String>) -> Result<HtmlPage<String>, Error> {
    let level = web.invited_level(&token).await?;
    Ok(HtmlPage(web.enrol_page(token, level, None, Typed::default())?.render()?))
}

/// `POST /ambassadeurs/rejoindre/{token}`
pub(in crate::web) async fn enrol(
    State(web): State<Shared>,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let level = web.invited_level(&token).await?;
    let problem = match read(&typed) {
        Err(problem) => problem,
        Ok((address, skill)) => match web.enrols(&token, &address, skill).await? {
            Ok(page) => return Ok(Redirect::to(&page).into_response()),
            Err(problem) => problem,
        },
    };
    let page = web.enrol_page(token, level, Some(problem), typed)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, HtmlPage(page.render()?)).into_response())
}

/// What was typed, or the first thing that is wrong.
fn read(typed: &Typed) -> Result<(String, Skill), String> {
    let address = read_address(&typed.adresse)?;
    let skill = Skill::of_word(&typed.aisance).ok_or("dites où vous en êtes avec les réseaux : votre guide en dépend")?;
    if typed.accord != "oui" {
        return Err("cochez la case d'accord pour participer ; sans elle, rien n'est enregistré".to_owned());
    }
    Ok((address, skill))
}

fn over() -> Error {
    Error::Gone(
        "Cette invitation ne sert plus : toutes ses places sont prises, elle a expiré, ou elle a été reprise. Demandez-en une autre à qui vous l'a envoyée."
            .into(),
    )
}

impl Web {
    async fn invited_level(&self, token: &str) -> Result<Level, Error> {
        if !is_token(token) {
            return Err(Error::NotFound("Ce lien est mal recopié.".into()));
        }
        self.site.store.open_ambassador_invitation(&sha256(token), self.now()).await?.ok_or_else(over)
    }

    fn enrol_page(&self, token: String, level: Level, problem: Option<String>, typed: Typed) -> Result<EnrolPage, Error> {
        let faq = self.site.conversation.faq();
        let unwritten = "L'inscription n'est pas encore ouverte : le texte de consentement reste à écrire. Revenez avec le même lien.";
        let consent = faq.kit().consent.as_ref().ok_or(Error::Gone(unwritten.into()))?;
        let (consent_title, consent) = (consent.title.clone(), Html::from_markdown(&consent.text));
        Ok(EnrolPage { token, level, consent_title, consent, problem, typed })
    }

    /// Gives the page of who enrolled, or why nothing changed.
    async fn enrols(&self, invitation: &str, address: &str, skill: Skill) -> Result<Result<String, String>, Error> {
        let (token, now) = (random_word(), self.now());
        let word: String = random_word().chars().take(SLUG_SIGNS).collect();
        let new = NewAmbassador {
            id: random_word(),
            skill,
            address_hash: self.site.keys.colleague(address, now)?,
            token_hash: sha256(&token),
            slug: format!("amb-{word}"),
        };
        Ok(match self.site.store.enrol(&sha256(invitation), &new, now).await? {
            Enrolled::As(_) => Ok(format!("{}?fait=bienvenue", own_path(&token))),
            Enrolled::Already => Err(ALREADY.to_owned()),
            Enrolled::Over => return Err(over()),
        })
    }
}
