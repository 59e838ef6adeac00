//! What every page says above all else, during a trial: put into each page on
//! its way out, so that no page can be made without it.

use std::sync::Arc;

use askama::Template;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use axum::middleware::Next;

/// The longest page; ours are far below.
const MAX_PAGE_BYTES: usize = 16 * 1024 * 1024;

/// A trial is no page to find in a search engine.
const NOT_INDEXED: (HeaderName, HeaderValue) = (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));

/// The banner as it stands in a page.
#[derive(Clone, Debug, Template)]
#[template(path = "banner.html")]
pub(super) struct Banner {
    words: Arc<str>,
}

impl Banner {
    pub(super) fn new(words: &str) -> Self {
        Self { words: words.into() }
    }

    /// The page with the banner first in its body; what has no body is no page.
    fn put_into(&self, page: &str) -> Option<String> {
        let body = page.find("<body")?;
        let inside = body + page[body..].find('>')? + 1;
        Some(format!("{}\n{}{}", &page[..inside], self.render().ok()?, &page[inside..]))
    }
}

/// Puts the banner into a page; leaves all else as it is.
pub(super) async fn bear(State(banner): State<Banner>, request: Request, next: Next) -> Response<Body> {
    let response = next.run(request).await;
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("text/html") {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(page) = to_bytes(body, MAX_PAGE_BYTES).await else {
        tracing::error!("a page could not be read to put the banner into it");
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        return response;
    };
    parts.headers.insert(NOT_INDEXED.0, NOT_INDEXED.1);
    parts.headers.remove(CONTENT_LENGTH);
    let labelled = std::str::from_utf8(&page).ok().and_then(|page| banner.put_into(page));
    Response::from_parts(parts, labelled.map_or_else(|| Body::from(page), Body::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_banner_stands_first_in_the_body_and_holds_no_markup() {
        let banner = Banner::new("Essai : <b>rien</b> n'est vrai");
        let page = banner.put_into("<html><body class=\"staff\"><a href=\"#c\">Aller</a></body></html>").expect("a page");
        assert_eq!(
            page,
            "<html><body class=\"staff\">\n<aside class=\"trial\" aria-label=\"Avertissement\"><p>Essai\u{a0}: &#60;b&#62;rien&#60;/b&#62; \
             n&#39;est vrai</p></aside><a href=\"#c\">Aller</a></body></html>"
        );
        assert_eq!(banner.put_into("<p>part of a page</p>"), None);
    }
}
