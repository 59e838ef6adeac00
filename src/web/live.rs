//! News of a conversation while its page is open: the answers of people, the
//! session that opens or closes.
//!
//! One task looks at the database every two seconds for everybody and only
//! says that something changed; each stream then reads what is its own.

use std::collections::{BTreeSet, VecDeque};
use std::convert::Infallible;
use std::sync::{Arc, Weak};
use std::time::Duration;

use anyhow::Result;
use axum::Extension;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_util::sync::CancellationToken;

use super::api::{Body, Shape};
use super::page::Fields;
use super::visitor::Visitor;
use super::{Error, Shared, Web};
use crate::campaign::plain_slug;
use crate::sessions::is_last_call;
use crate::store::PlannedSession;
use crate::words::{HandoverId, LaterAnswer, QueuedId};

/// The most pages that are told news at once.
const MOST_STREAMS: usize = 5_000;

const LOOK_EVERY: Duration = Duration::from_secs(2);

/// What the shared look could miss is read within this time all the same.
const READ_EVERY: Duration = Duration::from_secs(60);

/// A sign of life for the proxies in between.
const ALIVE_EVERY: Duration = Duration::from_secs(15);

/// Who is told news.
#[derive(Debug)]
pub(super) struct Live {
    changed: watch::Sender<()>,
    places: Arc<Semaphore>,
}

impl Live {
    pub(super) fn new() -> Self {
        Self { changed: watch::Sender::new(()), places: Arc::new(Semaphore::new(MOST_STREAMS)) }
    }

    /// What a page that shows the same to everybody waits on.
    pub(super) fn follow(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Says at once that something changed.
    pub(super) fn tell(&self) {
        self.changed.send_replace(());
    }
}

/// Who follows, and the link they came by.
#[derive(Debug, Deserialize)]
pub(super) struct Follow {
    conversation: String,
    #[serde(default)]
    source: String,
}

impl Shape for Follow {
    const EXPECTED: &str = "Il manque « conversation », ou une valeur n'est pas du texte. Forme attendue : {\"conversation\": \"…\", \"source\": \"…\"} ; « source » n'est pas obligatoire.";
}

type News = Result<Event, Infallible>;

/// `POST /api/suivre`
pub(super) async fn follow(
    State(web): State<Shared>,
    stop: Option<Extension<CancellationToken>>,
    Body(follow): Body<Follow>,
) -> Result<Sse<impl Stream<Item = News>>, Error> {
    let visitor = web.visitor_of(&follow.conversation, web.now())?;
    let place = Arc::clone(&web.live.places).try_acquire_owned().map_err(|_| Error::Busy)?;
    let fields = Fields { conversation: visitor.token.clone(), source: plain_slug(&follow.source).to_owned() };
    let changed = web.live.changed.subscribe();
    let follower = Follower { web, visitor, fields, changed, told: BTreeSet::new(), session: None, ready: VecDeque::new(), _place: place };
    let stop = stop.map(|Extension(stop)| stop).unwrap_or_default();
    let news = futures::stream::unfold((follower, stop), |(mut follower, stop)| async move {
        let event = tokio::select! {
            event = follower.next() => event,
            () = stop.cancelled() => return None,
        };
        Some((Ok(event), (follower, stop)))
    });
    Ok(Sse::new(news).keep_alive(KeepAlive::new().interval(ALIVE_EVERY)))
}

/// One open page.
struct Follower {
    web: Shared,
    visitor: Visitor,
    fields: Fields,
    changed: watch::Receiver<()>,
    /// The exchanges whose answer was told.
    told: BTreeSet<String>,
    /// The session's part of the page as it was last told.
    session: Option<String>,
    ready: VecDeque<Event>,
    _place: OwnedSemaphorePermit,
}

impl Follower {
    /// What the page is told next; waits for it.
    async fn next(&mut self) -> Event {
        let is_first = self.session.is_none();
        if is_first {
            self.read_or_log().await;
        }
        loop {
            if let Some(event) = self.ready.pop_front() {
                return event;
            }
            // Whether it changed or the time is over, what is there is read.
            let _ = tokio::time::timeout(READ_EVERY, self.changed.changed()).await;
            self.read_or_log().await;
        }
    }

    async fn read_or_log(&mut self) {
        if let Err(error) = self.read().await {
            tracing::error!("reading news of a conversation: {error:?}");
        }
    }

    async fn read(&mut self) -> Result<(), Error> {
        let data = self.web.site.store.data_of(&self.visitor.person).await?;
        for kept in data.iter().flat_map(|data| &data.exchanges) {
            if let Some(answer) = &kept.answer
                && self.told.insert(kept.id.clone())
            {
                self.ready.push_back(self.answer(&kept.id, kept.question.as_deref(), answer)?);
            }
        }
        let view = self.web.session_view(data.as_ref().map(|data| (&self.visitor.person, data)), &self.fields, self.web.now()).await;
        let session = askama::Template::render(&view)?;
        if self.session.as_ref() != Some(&session) {
            self.ready.push_back(event("session", &json!({ "html": session })));
            self.session = Some(session);
        }
        Ok(())
    }

    fn answer(&self, exchange: &str, question: Option<&str>, answer: &LaterAnswer) -> Result<Event, Error> {
        let html = self.web.answer_html(exchange, question, answer)?;
        Ok(event("answer", &json!({ "exchange": exchange, "question": question, "text": answer.said, "html": html })))
    }
}

fn event(name: &str, data: &serde_json::Value) -> Event {
    Event::default().event(name).data(data.to_string())
}

/// What tells that somebody has news.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    waiting: BTreeSet<HandoverId>,
    /// Those that somebody takes care of.
    taken: BTreeSet<QueuedId>,
    sessions: Vec<(String, &'static str)>,
}

/// Starts the shared look; it ends when nothing holds the pages any more.
pub(super) fn start_watching(web: &Shared) {
    tokio::spawn(watch_store(Arc::downgrade(web)));
}

async fn watch_store(web: Weak<Web>) {
    let mut last: Option<Seen> = None;
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let Some(web) = web.upgrade() else { return };
        if web.live.changed.receiver_count() == 0 {
            continue;
        }
        match look(&web).await {
            Ok(seen) => {
                if last.as_ref().is_some_and(|last| is_news(last, &seen)) {
                    web.live.tell();
                }
                last = Some(seen);
            }
            Err(error) => tracing::error!("looking for news: {error:#}"),
        }
    }
}

async fn look(web: &Web) -> Result<Seen> {
    let now = web.now();
    let queue = web.site.store.queue(now).await?;
    let taken = queue.iter().filter(|queued| queued.taken.is_some()).map(|queued| queued.id.clone()).collect();
    let waiting = queue.into_iter().flat_map(|queued| queued.asked).map(|asked| asked.id).collect();
    let sessions = web.site.store.sessions().await?;
    let sessions = sessions.iter().map(|session| (session.id.to_string(), moment(session, now))).collect();
    Ok(Seen { waiting, taken, sessions })
}

/// The state of a session, and its last minutes apart.
fn moment(session: &PlannedSession, now: Timestamp) -> &'static str {
    if is_last_call(session, now) { "finissante" } else { session.phase(now).in_french() }
}

/// A question that no longer waits or that somebody took, or a session that opened or closed; one
/// more question that waits is news to the team only.
fn is_news(last: &Seen, seen: &Seen) -> bool {
    last.sessions != seen.sessions || last.taken != seen.taken || !last.waiting.is_subset(&seen.waiting)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_and_a_session_are_news_and_a_new_question_is_not() {
        let seen = |waiting: &[&str], state: &'static str| Seen {
            waiting: waiting.iter().map(|id| HandoverId::new(*id)).collect(),
            taken: BTreeSet::new(),
            sessions: vec![("s".into(), state)],
        };
        let taken = Seen { taken: BTreeSet::from([QueuedId::new("a")]), ..seen(&["a"], "prévue") };
        assert!(is_news(&seen(&["a"], "prévue"), &taken));
        assert!(!is_news(&seen(&["a"], "prévue"), &seen(&["a"], "prévue")));
        assert!(!is_news(&seen(&["a"], "prévue"), &seen(&["a", "b"], "prévue")));
        assert!(is_news(&seen(&["a", "b"], "prévue"), &seen(&["b"], "prévue")));
        assert!(is_news(&seen(&["a"], "prévue"), &seen(&["a"], "ouverte")));
    }
}
