//! Tracked links: a visit is counted, and the visitor goes on to the chat page
//! or to an address of the allowed list.

use axum::extract::{Path, State};
use axum::http::header::{LOCATION, REFERRER_POLICY, USER_AGENT};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use super::chat::slug as plain_slug;
use super::{Error, Shared};
use crate::campaign::{is_allowed_target, is_invite};
use crate::sessions::day_in_paris;

/// What programs that follow links without anybody behind call themselves.
const PROGRAMS: [&str; 10] =
    ["bot", "crawl", "spider", "slurp", "preview", "externalhit", "whatsapp", "embedly", "skypeuripreview", "monitor"];

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
        return Err(Error::Gone("Ce lien a été retiré. Pour poser une question, revenez au t'chat.".into()));
    }
    if method == Method::GET && !is_program(&headers) {
        let counted = web.site.store.count_visit(&link.slug, &day_in_paris(web.now())).await;
        let _ = counted.inspect_err(|error| tracing::error!("counting a visit: {error:#}"));
    }
    // A target is checked again: the list may be shorter than when it was kept.
    let is_led_to = match &link.target {
        Some(target) if is_invite(target) => web.site.store.is_own_invite(target).await?,
        _ => true,
    };
    let location = match link.target.filter(|target| is_led_to && is_allowed_target(target)) {
        Some(target) => target,
        None => format!("/?de={}", link.slug),
    };
    Ok((StatusCode::FOUND, [(LOCATION, location), (REFERRER_POLICY, "no-referrer".to_owned())]).into_response())
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
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(USER_AGENT, axum::http::HeaderValue::from_static(name));
            assert_eq!(is_program(&headers), expected, "{name}");
        }
    }
}
