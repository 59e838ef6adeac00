//! Tracked links: the list with its visits, a new one, one taken out.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::super::{Error, Shared, Web};
use super::{Done, Member, Page, back_to};
use crate::campaign::{LinkProblem, check_link, is_invite};
use crate::report::number;
use crate::store::TrackedLink;

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
    cible: String,
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
    let (slug, source, target) = (typed.lien.trim(), typed.source.trim(), Some(typed.cible.trim()).filter(|target| !target.is_empty()));
    let problem = match web.check(slug, source, target).await? {
        Ok(()) if web.site.store.add_link(slug, source, target, web.now()).await? => {
            web.audit(&member, "lien créé", slug).await?;
            return Ok(back_to("/staff/liens", "lien"));
        }
        Ok(()) => format!("le lien « {slug} » existe déjà, ou a existé : choisissez un autre nom"),
        Err(problem) => problem.to_string(),
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

impl Web {
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
        target: link.target.unwrap_or_else(|| "le t'chat".to_owned()),
        visits: number(visits.unsigned_abs()),
        removed: link.removed_at.is_some(),
    }
}
