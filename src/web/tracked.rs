//! Tracked links: a visit is counted, and the visitor goes on to the chat page
//! or to an address of the allowed list.

use axum::extract::{Path, State};
use axum::http::header::{LOCATION, REFERRER_POLICY, USER_AGENT};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use super::chat::slug as plain_slug;
use super::{Error, Shared};
use crate::campaign::{is_allowed_target, is_invite, is_of_this_site, offer_of};
use crate::clock::day_in_paris;

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
    let unknown = || Error::NotFound("Ce lien n'existe pas, ou il est mal recopié. Pour poser une question, revenez au t'chat.".into());
    let slug = plain_slug(&slug);
    let link = web.site.store.tracked_link(slug).await?.ok_or_else(unknown)?;
    if link.removed_at.is_some() {
        return Err(Error::Gone(instead_of(link.target.as_deref()).into()));
    }
    if is_visit(&method, &headers) {
        let counted = web.site.store.count_visit(&link.slug, &day_in_paris(web.now())).await;
        let _ = counted.inspect_err(|error| tracing::error!("counting a visit: {error:#}"));
    }
    // A target is checked again: the list may be shorter than when it was kept.
    let is_led_to = match &link.target {
        Some(target) if is_invite(target) => web.site.store.is_own_invite(target).await?,
        _ => true,
    };
    let location = match link.target.filter(|target| is_led_to && is_allowed_target(target)) {
        // The source goes on with the visitor as long as they are here.
        Some(target) if is_of_this_site(&target) => format!("{target}?de={}", link.slug),
        Some(target) => target,
        None => format!("/?de={}", link.slug),
    };
    Ok((StatusCode::FOUND, [(LOCATION, location), (REFERRER_POLICY, "no-referrer".to_owned())]).into_response())
}

/// `GET /r/{slug}/{reference}`: the same to a position, whatever the link leads to.
pub(super) async fn follow_to_offer(
    State(web): State<Shared>,
    method: Method,
    headers: HeaderMap,
    Path((slug, reference)): Path<(String, String)>,
) -> Result<Response, Error> {
    let unknown =
        || Error::NotFound("Ce lien n'existe pas, ou il est mal recopié. Les postes ouverts sont sur la page « Les offres ».".into());
    let path = format!("{OFFERS}/{reference}");
    let reference = offer_of(&path).ok_or_else(unknown)?;
    let link = web.site.store.tracked_link(plain_slug(&slug)).await?.ok_or_else(unknown)?;
    if link.removed_at.is_some() {
        return Err(Error::Gone(instead_of(Some(OFFERS)).into()));
    }
    if is_visit(&method, &headers) {
        let counted = web.site.store.count_visit(&link.slug, &day_in_paris(web.now())).await;
        let _ = counted.inspect_err(|error| tracing::error!("counting a visit: {error:#}"));
    }
    // A position that is gone leads to those that are there.
    let target = if web.site.conversation.faq().offer(reference).is_some() { &path } else { OFFERS };
    let location = format!("{target}?de={}", link.slug);
    Ok((StatusCode::FOUND, [(LOCATION, location), (REFERRER_POLICY, "no-referrer".to_owned())]).into_response())
}

/// Where our own positions stand.
const OFFERS: &str = "/offres";

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
