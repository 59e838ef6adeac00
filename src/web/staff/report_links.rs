//! Links to one report for somebody without account: made for a while, shown
//! once, taken back.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};

use super::super::{Error, Shared, Web};
use super::report_keys::{Fresh, Living, Typed};
use super::{Done, Member, Page, back_to};
use crate::words::SessionId;

/// How long a link may serve, in days.
const LENGTHS: [i64; 3] = [7, 30, 90];

#[derive(Template)]
#[template(path = "staff_report_links.html")]
struct Links {
    done: Option<&'static str>,
    problem: Option<String>,
    id: String,
    title: String,
    /// The address of the link that was just made.
    fresh: Option<(String, Fresh)>,
    living: Vec<Living>,
    lengths: [i64; 3],
    typed: Typed,
}

/// `GET /staff/rapports/{id}/liens`
pub(in crate::web) async fn list(State(web): State<Shared>, Path(id): Path<String>, Query(done): Query<Done>) -> Page {
    let page = web.report_links(&id).await?;
    Ok(Html(Links { done: done.sentence(), ..page }.render()?))
}

/// `POST /staff/rapports/{id}/liens`
pub(in crate::web) async fn make(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    // Of a report that there is.
    let page = web.report_links(&id).await?;
    match web.make_key(Some(SessionId::new(&*id)), &typed, &LENGTHS).await? {
        Err(problem) => {
            let page = Links { problem: Some(problem), typed, ..page };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
        Ok(fresh) => {
            web.audit_in_detail(&member, "lien vers un rapport donné", &id, &format!("{}, {} jours", fresh.name, typed.jours)).await?;
            let address = format!("{}/rapport/{}", web.origin(&headers), fresh.token);
            Ok(Html(Links { fresh: Some((address, fresh)), ..web.report_links(&id).await? }.render()?).into_response())
        }
    }
}

/// `POST /staff/rapports/{id}/liens/{link}/reprendre`
pub(in crate::web) async fn take_back(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path((id, link)): Path<(String, String)>,
) -> Result<Response, Error> {
    let report = web.named_report(&id).await?.session;
    let taken = web.take_back_key(&member, &link, Some(&report), "lien vers un rapport repris").await?;
    Ok(back_to(&format!("/staff/rapports/{report}/liens"), if taken { "invitation-reprise" } else { "cle-absente" }))
}

impl Web {
    async fn report_links(&self, id: &str) -> Result<Links, Error> {
        Ok(Links {
            done: None,
            problem: None,
            id: id.to_owned(),
            title: self.named_report(id).await?.title,
            fresh: None,
            living: self.living_keys(Some(&SessionId::new(id))).await?,
            lengths: LENGTHS,
            typed: Typed::default(),
        })
    }
}
