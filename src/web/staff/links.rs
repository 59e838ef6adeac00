//! Tracked links: the list with its visits, a new one, one taken out, and the
//! page of one with what it brought and its QR code to print.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::super::html::typeset;
use super::super::{Error, Shared, Web};
use super::{Done, Member, Page, back_to};
use crate::campaign::{GAME_PAGE, LinkProblem, check_link, is_invite, offer_of, offer_page, qr_png, qr_svg};
use crate::clock::written_day;
use crate::report::{number, percent_text};
use crate::sessions::{Brings, brings_of};
use crate::store::TrackedLink;

/// Where a link can lead: the word of the form, and what is read.
const TARGETS: &[(&str, &str)] = &[
    ("tchat", "le t'chat"),
    ("discord", "l'invitation Discord de cette source"),
    ("offre", "une offre de ce site"),
    ("jeu", "le jeu des métiers"),
    ("annonce", "une annonce sur un site officiel"),
];

#[derive(Template)]
#[template(path = "staff_links.html")]
struct Links<'a> {
    done: Option<&'a str>,
    problem: Option<String>,
    typed: NewLink,
    links: Vec<LinkView>,
}

struct LinkView {
    slug: String,
    address: String,
    source: String,
    target: String,
    visits: String,
    removed: bool,
}

/// The form of a new link.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct NewLink {
    lien: String,
    source: String,
    /// Where it leads: `tchat`, `discord`, `offre` or `annonce`; read from what is
    /// typed below when it is not said.
    mene: String,
    /// The reference of the offer, or the address of the advert.
    cible: String,
}

#[derive(Template)]
#[template(path = "staff_link.html")]
struct LinkPage {
    slug: String,
    address: String,
    source: String,
    target: String,
    removed: bool,
    /// Whether the address is whole: a picture of half an address leads nowhere.
    is_whole: bool,
    visits: String,
    people: Vec<(String, String)>,
    days: Vec<(String, String)>,
}

/// `GET /staff/liens`
pub(in super::super) async fn list(State(web): State<Shared>, Query(done): Query<Done>) -> Page {
    let page = Links { done: done.sentence(), problem: None, typed: NewLink::default(), links: views(&web).await? };
    Ok(Html(page.render()?))
}

/// `POST /staff/liens`
pub(in super::super) async fn add(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Form(typed): Form<NewLink>,
) -> Result<Response, Error> {
    let problem = match web.add_link(&typed).await? {
        Ok(slug) => {
            web.audit(&member, "lien créé", &slug).await?;
            return Ok(back_to("/staff/liens", "lien"));
        }
        Err(problem) => problem,
    };
    let page = Links { done: None, problem: Some(problem), typed, links: views(&web).await? };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

/// `POST /staff/liens/{slug}/retirer`
pub(in super::super) async fn remove(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let changed = web.site.store.remove_link(&slug, web.now()).await?;
    if changed {
        web.audit(&member, "lien retiré", &slug).await?;
    }
    Ok(back_to("/staff/liens", if changed { "retire" } else { "absent" }))
}

/// `GET /staff/liens/{slug}`
pub(in super::super) async fn show(State(web): State<Shared>, Path(slug): Path<String>) -> Page {
    let link = web.link(&slug).await?;
    let brings = brings_of(&web.site.store, &slug).await?;
    let days = web.site.store.visits_by_day(&slug).await?;
    let written = |day: &str| day.parse().map_or_else(|_| day.to_owned(), written_day);
    let page = LinkPage {
        address: web.link_address(&slug),
        is_whole: web.site.public_url.is_some(),
        source: link.source.clone(),
        removed: link.removed_at.is_some(),
        visits: number(brings.visits),
        people: people(&brings),
        days: days.iter().map(|(day, visits)| (written(day), number(visits.unsigned_abs()))).collect(),
        target: target_words(link.target.as_deref()),
        slug,
    };
    Ok(Html(page.render()?))
}

/// What became of the visitors, as a person reads it.
fn people(brings: &Brings) -> Vec<(String, String)> {
    let said = |measure| crate::report::said(crate::report::Unit::People, measure);
    let lines = [
        ("Arrivées : premiers contacts venus par ce lien", said(&brings.arrivals)),
        ("Personnes qui ont posé une question", said(&brings.askers)),
        ("Personnes qui ont cliqué sur « postuler »", said(&brings.appliers)),
        ("Arrivées / visites", brings.share.map_or_else(|| "non divisé".to_owned(), percent_text)),
    ];
    lines.map(|(name, told)| (typeset(name), told)).into()
}

/// `GET /staff/liens/{slug}/qr.svg`
pub(in super::super) async fn svg(State(web): State<Shared>, Path(slug): Path<String>) -> Result<Response, Error> {
    let address = web.whole_address(&slug).await?;
    Ok(([(CONTENT_TYPE, "image/svg+xml".to_owned()), (CONTENT_DISPOSITION, file_name(&slug, "svg"))], qr_svg(&address)?).into_response())
}

/// `GET /staff/liens/{slug}/qr.png`
pub(in super::super) async fn png(State(web): State<Shared>, Path(slug): Path<String>) -> Result<Response, Error> {
    let address = web.whole_address(&slug).await?;
    Ok(([(CONTENT_TYPE, "image/png".to_owned()), (CONTENT_DISPOSITION, file_name(&slug, "png"))], qr_png(&address)?).into_response())
}

fn file_name(slug: &str, ending: &str) -> String {
    format!("inline; filename=\"qr-{slug}.{ending}\"")
}

impl Web {
    async fn link(&self, slug: &str) -> Result<TrackedLink, Error> {
        let found = self.site.store.tracked_link(slug).await?;
        // What the link of an ambassador brings is for them alone.
        let is_personal = found.is_some() && self.site.store.is_personal_link(slug).await?;
        found.filter(|_| !is_personal).ok_or(Error::NotFound("Il n'y a pas de lien de ce nom.".into()))
    }

    fn link_address(&self, slug: &str) -> String {
        format!("{}/r/{slug}", self.site.public_url.as_deref().unwrap_or_default().trim_end_matches('/'))
    }

    /// The address that a poster can carry.
    async fn whole_address(&self, slug: &str) -> Result<String, Error> {
        let link = self.link(slug).await?;
        if self.site.public_url.is_none() {
            let words =
                "Le programme ne connaît pas son adresse publique : un QR code ne mènerait nulle part. Donnez-la avec TCHAT_PUBLIC_URL.";
            return Err(Error::Unusable(words.into()));
        }
        Ok(self.link_address(&link.slug))
    }

    /// Keeps a link as it was typed; gives its word, or what is wrong.
    async fn add_link(&self, typed: &NewLink) -> Result<Result<String, String>, Error> {
        let (slug, source) = (typed.lien.trim(), typed.source.trim());
        let target = match self.target_of(typed, source).await? {
            Ok(target) => target,
            Err(problem) => return Ok(Err(problem)),
        };
        Ok(match self.check(slug, source, target.as_deref()).await? {
            Ok(()) if self.site.store.add_link(slug, source, target.as_deref(), self.now()).await? => Ok(slug.to_owned()),
            Ok(()) => Err(format!("le lien « {slug} » existe déjà, ou a existé : choisissez un autre nom")),
            Err(problem) => Err(problem.to_string()),
        })
    }

    /// Where a link leads, from what was chosen and typed.
    async fn target_of(&self, typed: &NewLink, source: &str) -> Result<Result<Option<String>, String>, Error> {
        let typed_target = typed.cible.trim();
        Ok(match typed.mene.as_str() {
            "tchat" => Ok(None),
            "jeu" => Ok(Some(GAME_PAGE.to_owned())),
            "discord" => match self.site.store.invite_of(source).await? {
                Some(invite) => Ok(Some(invite.address())),
                None => Err(format!(
                    "il n'y a pas encore d'invitation Discord pour la source « {source} » : faites-la dans Discord avec la commande /campagne lien"
                )),
            },
            "offre" => {
                let reference = offer_of(typed_target).unwrap_or(typed_target);
                let faq = self.site.conversation.faq();
                match faq.offer(reference) {
                    Some(offer) => Ok(Some(offer_page(&offer.reference))),
                    None => Err(format!("« {reference} » n'est pas une offre de ce site : écrivez sa référence")),
                }
            }
            "annonce" if typed_target.is_empty() => Err("écrivez l'adresse de l'annonce".to_owned()),
            _ => Ok(Some(typed_target.to_owned()).filter(|target| !target.is_empty())),
        })
    }

    /// Checks a link, and that the invite it leads to is one of ours.
    async fn check(&self, slug: &str, source: &str, target: Option<&str>) -> Result<Result<(), LinkProblem>, Error> {
        let checked = check_link(slug, source, target);
        if let (Ok(()), Some(target)) = (&checked, target.filter(|target| is_invite(target)))
            && !self.site.store.is_own_invite(target).await?
        {
            return Ok(Err(LinkProblem::Invite(target.to_owned())));
        }
        Ok(checked)
    }
}

async fn views(web: &Shared) -> Result<Vec<LinkView>, Error> {
    let origin = web.site.public_url.as_deref().unwrap_or_default().trim_end_matches('/');
    Ok(web.site.store.tracked_links().await?.into_iter().map(|(link, visits)| view(link, visits, origin)).collect())
}

fn view(link: TrackedLink, visits: i64, origin: &str) -> LinkView {
    LinkView {
        address: format!("{origin}/r/{}", link.slug),
        slug: link.slug,
        source: link.source,
        target: target_words(link.target.as_deref()),
        visits: number(visits.unsigned_abs()),
        removed: link.removed_at.is_some(),
    }
}

fn target_words(target: Option<&str>) -> String {
    match target {
        None => "le t'chat".to_owned(),
        Some(GAME_PAGE) => "le jeu des métiers".to_owned(),
        Some(target) => offer_of(target).map_or_else(|| target.to_owned(), |reference| format!("l'offre {reference}")),
    }
}
