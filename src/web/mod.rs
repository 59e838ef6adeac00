//! The web door: the candidate's chat page, the JSON of the same conversation,
//! tracked links, and the pages of the recruitment team.
//!
//! The positions stand on pages of their own, which search engines can read.
//!
//! Translates: a form or JSON becomes an `Incoming` or a gesture, a `Reply`
//! becomes HTML or JSON. What is answered is decided by `conversation`, what is
//! kept by `store`. A visitor is known by a random word that stands in a form
//! field, never in an address nor in a cookie.

mod agenda;
mod ambassadors;
mod answers;
mod api;
mod assets;
mod banner;
mod chat;
mod episodes;
mod error;
mod game;
mod gestures;
mod guard;
mod html;
mod live;
mod measures;
mod my_data;
mod offers;
mod page;
mod preview;
mod profile;
mod readings;
mod routes;
mod sessions;
mod staff;
mod tracked;
mod visitor;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use arc_swap::ArcSwap;
use axum::{Extension, Router};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

pub use measures::metrics_router;
pub use preview::{preview_page, preview_text};

use crate::clock::Clock;
use crate::conversation::{Conversation, Reply, Shown};
use crate::files::Problem;
use crate::privacy::Keys;
use crate::store::Store;
use error::Error;
use live::Live;

/// How long open connections are waited for once the program was told to stop.
const DRAIN: Duration = Duration::from_secs(5);

/// What the pages are made from.
#[derive(Debug)]
pub struct Site {
    /// What answers candidates.
    pub conversation: Arc<Conversation>,
    /// The database.
    pub store: Store,
    /// What turns a visitor's word into a pseudonym.
    pub keys: Arc<Keys>,
    /// The hour.
    pub clock: Clock,
    /// The folder of HR's files.
    pub responses: PathBuf,
    /// What is wrong with HR's files at present.
    pub problems: Arc<ArcSwap<Vec<Problem>>>,
    /// One French sentence on how the Discord side is doing.
    pub discord_status: watch::Receiver<String>,
    /// Whether the team may change HR's files from these pages.
    pub editing: bool,
    /// A reply as Discord shows it.
    pub as_discord: fn(&Reply) -> Vec<Shown>,
    /// What every page says above all else; for a trial.
    pub banner: Option<String>,
    /// The address candidates know, `https://…`, when the program is told it.
    pub public_url: Option<String>,
}

/// What every handler shares.
#[derive(Debug)]
struct Web {
    site: Site,
    live: Live,
    gate: staff::gate::Gate,
    codes: answers::Tries,
    game: game::Table,
    readings: readings::Readings,
}

type Shared = Arc<Web>;

/// All the pages. Starts the task that watches for news of the candidates who
/// follow their conversation; it ends with the router.
///
/// # Panics
/// Outside a tokio runtime.
pub fn router(site: Site) -> Router {
    let (gate, codes) = (staff::gate::Gate::new(), answers::Tries::new());
    let (game, readings) = (game::Table::default(), readings::Readings::new());
    let web = Arc::new(Web { site, live: Live::new(), gate, codes, game, readings });
    live::start_watching(&web);
    guard::around(routes::table(&web), &web)
}

/// Serves until told to stop, then lets the requests in progress end, for five
/// seconds at most.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) -> Result<()> {
    let router = router.layer(Extension(stop.clone()));
    let server = axum::serve(listener, router).with_graceful_shutdown(stop.clone().cancelled_owned());
    let mut serving = tokio::spawn(server.into_future());
    tokio::select! {
        ended = &mut serving => return ended.context("serving the pages")?.context("serving the pages"),
        () = stop.cancelled() => {}
    }
    match tokio::time::timeout(DRAIN, &mut serving).await {
        Ok(ended) => ended.context("serving the pages")?.context("serving the pages"),
        Err(_) => {
            serving.abort();
            tracing::warn!("some connections were still open after {} s and were cut", DRAIN.as_secs());
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests;
