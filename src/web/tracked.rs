//! Tracked links: a visit is counted, and the visitor goes on to the chat page
//! or to an address of the allowed list.

use axum::extract::{Path, State};
use axum::http::header::{LOCATION, REFERRER_POLICY, USER_AGENT};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use super::{Error, Shared, Web};
use crate::campaign::{OFFERS_PAGE, is_allowed_target, is_invite, is_of_this_site, offer_of, offer_page, plain_slug};
use crate::clock::day_in_paris;
use crate::store::TrackedLink;

/// What programs that follow links without anybody behind call themselves.
const PROGRAMS: [&str; 28] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "preview",
    "externalhit",
    "facebookcatalog",
    "whatsapp",
    "embedly",
    "iframely",
    "monitor",
    "uptime",
    "headless",
    "lighthouse",
    "inspectiontool",
    "archiver",
    "scrapy",
    "scanner",
    "curl/",
    "wget/",
    "python",
    "go-http-client",
    "java/",
    "libwww",
    "okhttp",
    "axios",
    "node-fetch",
    "mastodon",
];

/// What a browser says when it fetches a page that nobody asked for yet.
const AHEAD: [&str; 3] = ["sec-purpose", "purpose", "x-moz"];

/// `GET /r/{slug}`
pub(super) async fn follow(
    State(web): State<Shared>,
    method: Method,
    headers: HeaderMap,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let unknown = "Ce lien n'existe pas, ou il est mal recopié. Pour poser une question, revenez au t'chat.";
    let link = web.link_in_service(&slug, unknown, None).await?;
    web.count_visit(&link, &method, &headers).await;
    // A target is checked again: the list may be shorter than when it was kept.
    let is_led_to = match &link.target {
        Some(target) if is_invite(target) => web.site.store.is_own_invite(target).await?,
        _ => true,
    };
    Ok(match link.target.filter(|target| is_led_to && is_allowed_target(target)) {
        Some(target) if is_of_this_site(&target) => lead_on_with_source(&target, &link.slug),
        Some(target) => lead_on(target),
        None => lead_on_with_source("/", &link.slug),
    })
}

/// `GET /r/{slug}/{reference}`: the same to a position, whatever the link leads to.
pub(super) async fn follow_to_offer(
    State(web): State<Shared>,
    method: Method,
    headers: HeaderMap,
    Path((slug, reference)): Path<(String, String)>,
) -> Result<Response, Error> {
    let unknown = "Ce lien n'existe pas, ou il est mal recopié. Les postes ouverts sont sur la page « Les offres ».";
    let page = offer_page(&reference);
    let reference = offer_of(&page).ok_or(Error::NotFound(unknown.into()))?;
    let link = web.link_in_service(&slug, unknown, Some(OFFERS_PAGE)).await?;
    web.count_visit(&link, &method, &headers).await;
    // A position that is gone leads to those that are there.
    let is_there = web.site.conversation.faq().offer(reference).is_some();
    Ok(lead_on_with_source(if is_there { &page } else { OFFERS_PAGE }, &link.slug))
}

impl Web {
    /// A link that was not removed; who follows one that was reads where to go
    /// instead, by where it led to.
    async fn link_in_service(&self, slug: &str, unknown: &'static str, led_to: Option<&str>) -> Result<TrackedLink, Error> {
        let link = self.site.store.tracked_link(plain_slug(slug)).await?.ok_or(Error::NotFound(unknown.into()))?;
        match link.removed_at {
            Some(_) => Err(Error::Gone(instead_of(led_to.or(link.target.as_deref())).into())),
            None => Ok(link),
        }
    }

    /// Counts somebody who followed a link; they are led on whatever fails.
    async fn count_visit(&self, link: &TrackedLink, method: &Method, headers: &HeaderMap) {
        if is_visit(method, headers) {
            let counted = self.site.store.count_visit(&link.slug, &day_in_paris(self.now())).await;
            let _ = counted.inspect_err(|error| tracing::error!("counting a visit: {error:#}"));
        }
    }
}

/// To one of our own pages: the source goes on with the visitor as long as they
/// are here.
fn lead_on_with_source(page: &str, slug: &str) -> Response {
    lead_on(format!("{page}?de={slug}"))
}

fn lead_on(location: String) -> Response {
    (StatusCode::FOUND, [(LOCATION, location), (REFERRER_POLICY, "no-referrer".to_owned())]).into_response()
}

/// Where to go in the place of a link that was removed.
fn instead_of(target: Option<&str>) -> &'static str {
    match target {
        Some(target) if is_invite(target) => {
            "Ce lien a été retiré : il menait à notre serveur Discord. Vous pouvez poser les mêmes questions ici, dans le t'chat."
        }
        Some(_) => "Ce lien a été retiré. Les postes ouverts sont sur la page « Les offres » ; pour poser une question, revenez au t'chat.",
        None => "Ce lien a été retiré. Pour poser une question, revenez au t'chat.",
    }
}

/// Whether somebody asked for an address: no program, no look ahead.
pub(super) fn is_visit(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::GET && !is_program(headers) && !is_ahead(headers)
}

fn is_ahead(headers: &HeaderMap) -> bool {
    let said = AHEAD.iter().filter_map(|name| headers.get(*name)).filter_map(|value| value.to_str().ok());
    said.map(str::to_lowercase).any(|value| value.contains("prefetch") || value.contains("preview"))
}

fn is_program(headers: &HeaderMap) -> bool {
    let name = headers.get(USER_AGENT).and_then(|name| name.to_str().ok()).unwrap_or_default().to_lowercase();
    PROGRAMS.iter().any(|program| name.contains(program))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_counted_and_a_link_preview_is_not() {
        for (name, expected) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", false),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1", false),
            ("Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)", true),
            ("LinkedInBot/1.0 (compatible; Mozilla/5.0)", true),
            ("facebookexternalhit/1.1", true),
            ("WhatsApp/2.23.20.0", true),
            ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/130.0.0.0 Safari/537.36", true),
            ("curl/8.11.0", true),
            ("TelegramBot (like TwitterBot)", true),
            ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", true),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(USER_AGENT, axum::http::HeaderValue::from_static(name));
            assert_eq!(is_visit(&Method::GET, &headers), !expected, "{name}");
        }
    }

    #[test]
    fn a_page_that_is_fetched_ahead_is_no_visit() {
        for (name, value, expected) in [
            ("sec-purpose", "prefetch;prerender", false),
            ("purpose", "prefetch", false),
            ("x-moz", "prefetch", false),
            ("purpose", "other", true),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(name, axum::http::HeaderValue::from_static(value));
            assert_eq!(is_visit(&Method::GET, &headers), expected, "{name}: {value}");
        }
        assert!(!is_visit(&Method::HEAD, &HeaderMap::new()));
    }
}
