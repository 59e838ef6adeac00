//! The metrics page, on an address of its own: what it shows is for the
//! operator's tools, never for visitors.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;

/// The kind of text that Prometheus reads.
const PROMETHEUS: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `GET /metrics`, from what `render` gives at that moment.
pub fn metrics_router(render: impl Fn() -> String + Clone + Send + Sync + 'static) -> Router {
    Router::new().route("/metrics", get(move || async move { ([(CONTENT_TYPE, PROMETHEUS)], render()) }))
}
