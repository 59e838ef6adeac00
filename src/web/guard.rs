//! What stands around every page: size and time limits, requests from other
//! sites, the headers that keep a browser safe, compression.

use std::time::Duration;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::from_fn_with_state;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use super::banner::{Banner, bear};
use super::error::dress;
use super::{Shared, Web};

/// The longest body that is read, in bytes. A question of 2,000 characters fits
/// whatever they are: one takes 12 bytes at most, as an emoji does in a form
/// (four bytes of three signs each) and in escaped JSON.
const MAX_BODY_BYTES: usize = 32 * 1024;

/// The same where whole answers are written: a hundred times the usual one.
const MAX_ANSWER_BYTES: usize = 512 * 1024;

/// A request that is not read and answered by then is given up.
const PATIENCE: Duration = Duration::from_secs(15);

/// The same for every page; a page that may be kept says so itself.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (CACHE_CONTROL, "no-store"),
];

impl Web {
    /// Whether candidates come by https.
    pub(super) fn is_secure(&self) -> bool {
        self.site.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// The longest body that is read at an address, in bytes.
pub(super) fn max_body(path: &str) -> usize {
    // Whole answers, and tables pasted from a spreadsheet.
    let is_long = path.starts_with("/staff/reponses/") || (path.starts_with("/staff/campagnes/") && path.ends_with("/tableau"));
    if is_long { MAX_ANSWER_BYTES } else { MAX_BODY_BYTES }
}

/// The pages with everything that stands around them, innermost first.
pub(super) fn around(pages: Router, web: &Shared) -> Router {
    let mut guarded = pages
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, PATIENCE))
        .layer(csrf(web))
        .layer(from_fn_with_state(web.clone(), dress));
    if let Some(banner) = &web.site.banner {
        guarded = guarded.layer(from_fn_with_state(Banner::new(banner), bear));
    }
    guarded = guarded.layer(CompressionLayer::new());
    for (name, value) in HEADERS {
        guarded = guarded.layer(SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value)));
    }
    if web.is_secure() {
        let always = HeaderValue::from_static("max-age=31536000");
        guarded = guarded.layer(SetResponseHeaderLayer::if_not_present(STRICT_TRANSPORT_SECURITY, always));
    }
    guarded
}

/// Refuses what another site asks in a visitor's name. A proxy that hides the
/// host is told by the address candidates know.
fn csrf(web: &Shared) -> CsrfLayer {
    let Some(url) = &web.site.public_url else { return CsrfLayer::new() };
    match CsrfLayer::new().add_trusted_origin(url.trim_end_matches('/')) {
        Ok(layer) => layer,
        Err(error) => {
            tracing::warn!("the public address is not an origin, it is not trusted: {error}");
            CsrfLayer::new()
        }
    }
}
