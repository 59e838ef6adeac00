//! The queue as it changes, for the pages of experts that stay open.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::HeaderName;
use axum::http::header::CACHE_CONTROL;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::*;

/// A sign of life for the proxies in between.
const ALIVE_EVERY: Duration = Duration::from_secs(15);

/// Other instances, and time that passes, are looked at this often.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// `GET /staff/questions/flux`: the list again, each time it is another one. The
/// stream ends with the rights of who follows it.
pub(in crate::web) async fn follow(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    stop: Option<Extension<CancellationToken>>,
    headers: axum::http::HeaderMap,
) -> ([(HeaderName, &'static str); 1], Sse<impl Stream<Item = Result<Event, Infallible>>>) {
    let changed = web.live.follow();
    let follower = Follower { web, member, headers, changed, shown: None, noted: BTreeSet::new() };
    let stop = stop.map(|Extension(stop)| stop).unwrap_or_default();
    let news = futures::stream::unfold((follower, stop), |(mut follower, stop)| async move {
        let html = tokio::select! {
            html = follower.next() => html?,
            () = stop.cancelled() => return None,
        };
        Some((Ok(Event::default().event("queue").data(html)), (follower, stop)))
    });
    ([(CACHE_CONTROL, "no-store")], Sse::new(news).keep_alive(KeepAlive::new().interval(ALIVE_EVERY)))
}

struct Follower {
    web: Shared,
    member: Member,
    headers: axum::http::HeaderMap,
    changed: watch::Receiver<()>,
    shown: Option<Vec<QueuedQuestion>>,
    noted: BTreeSet<HandoverId>,
}

impl Follower {
    /// The next list to show; none once its reader may not read it any more.
    async fn next(&mut self) -> Option<String> {
        loop {
            if self.shown.is_some() {
                let _ = tokio::time::timeout(LOOK_EVERY, self.changed.changed()).await;
            }
            match self.look().await {
                Ok(Some(html)) => return Some(html),
                Ok(None) => {}
                Err(Error::Forbidden(_)) => return None,
                Err(error) => tracing::error!("reading the queue for a page: {error:?}"),
            }
            if self.shown.is_none() {
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
    }

    async fn look(&mut self) -> Result<Option<String>, Error> {
        // A login that ended, or another role, follows nothing any more.
        if self.web.member(&self.headers).await?.is_none_or(|still| still.role != self.member.role) {
            return Err(Error::Forbidden("la connexion a pris fin".into()));
        }
        let waiting = waiting_for(&self.web, &self.member).await?;
        if self.shown.as_ref() == Some(&waiting) {
            return Ok(None);
        }
        note_read(&self.web, &self.member, &waiting, &mut self.noted).await?;
        let html = queue_of(&self.web, &self.member, &waiting).await?.render()?;
        self.shown = Some(waiting);
        Ok(Some(html))
    }
}
