//! The tokens by which programs read reports: named, made for a while, shown
//! once, taken back.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};

use super::super::{Error, Shared, Web};
use super::report_keys::{Fresh, Living, Typed};
use super::{Done, Member, Page, back_to};

/// How long a token may serve, in days.
const LENGTHS: [i64; 3] = [30, 90, 365];

const PAGE: &str = "/staff/jetons";

#[derive(Template)]
#[template(path = "staff_tokens.html")]
struct Tokens {
    done: Option<&'static str>,
    problem: Option<String>,
    /// The address of the site, for the example.
    origin: String,
    fresh: Option<Fresh>,
    living: Vec<Living>,
    lengths: [i64; 3],
    typed: Typed,
}

/// `GET /staff/jetons`
pub(in crate::web) async fn list(State(web): State<Shared>, headers: HeaderMap, Query(done): Query<Done>) -> Page {
    let page = web.tokens(&headers).await?;
    Ok(Html(Tokens { done: done.sentence(), ..page }.render()?))
}

/// `POST /staff/jetons`
pub(in crate::web) async fn make(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    match web.make_key(None, &typed, &LENGTHS).await? {
        Err(problem) => {
            let page = Tokens { problem: Some(problem), typed, ..web.tokens(&headers).await? };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
        Ok(fresh) => {
            web.audit_in_detail(&member, "jeton créé", "rapports", &format!("{}, {} jours", fresh.name, typed.jours)).await?;
            Ok(Html(Tokens { fresh: Some(fresh), ..web.tokens(&headers).await? }.render()?).into_response())
        }
    }
}

/// `POST /staff/jetons/{id}/reprendre`
pub(in crate::web) async fn take_back(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let taken = web.take_back_key(&member, &id, None, "jeton repris").await?;
    Ok(back_to(PAGE, if taken { "jeton-repris" } else { "cle-absente" }))
}

impl Web {
    async fn tokens(&self, headers: &HeaderMap) -> Result<Tokens, Error> {
        Ok(Tokens {
            done: None,
            problem: None,
            origin: self.origin(headers),
            fresh: None,
            living: self.living_keys(None).await?,
            lengths: LENGTHS,
            typed: Typed::default(),
        })
    }
}
