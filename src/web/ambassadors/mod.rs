//! The pages of ambassadors, who have no account: the one where they enrol by an
//! invitation, and their own, opened by a link that only they know.

pub(super) mod enrol;
pub(super) mod own;

use axum::http::HeaderMap;

use super::Web;

impl Web {
    /// The link that somebody shares.
    fn shared_link(&self, headers: &HeaderMap, slug: &str) -> String {
        format!("{}/r/{slug}", self.origin(headers).trim_end_matches('/'))
    }
}
