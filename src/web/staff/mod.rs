//! The pages of the recruitment team, behind a login and by role: waiting
//! questions, sessions, reports, tracked links, answers, positions, problems of
//! the files, accounts.

pub(super) mod accounts;
pub(super) mod ambassadors;
pub(super) mod answers;
pub(super) mod campaigns;
pub(super) mod cases;
pub(super) mod discord;
mod done;
pub(super) mod enter;
pub(super) mod episodes;
pub(super) mod files;
pub(super) mod freshness;
pub(super) mod game;
pub(super) mod gate;
pub(super) mod guest;
pub(super) mod journal;
pub(super) mod links;
pub(super) mod login;
pub(super) mod me;
pub(super) mod member;
pub(super) mod menu;
pub(super) mod offers;
pub(super) mod questions;
mod remarks;
pub(super) mod report_files;
mod report_keys;
pub(super) mod report_links;
pub(super) mod report_versions;
pub(super) mod reports;
pub(super) mod reviews;
pub(super) mod sessions;
pub(super) mod tokens;
pub(super) mod unanswered;
pub(super) mod versions;

use askama::Template;
use axum::extract::State;
use axum::response::Html;

use done::{Done, back_to};
pub(super) use member::Member;

use super::agenda::announce;
use super::{Error, Shared};
use crate::files::Severity;
use crate::sessions::due_at;

type Page = Result<Html<String>, Error>;

#[derive(Template)]
#[template(path = "staff_home.html")]
struct Home {
    /// The open session, or the next one.
    session: Option<String>,
    waiting: usize,
    late: usize,
    errors: usize,
    warnings: usize,
    discord: String,
}

/// `GET /staff`
pub(super) async fn home(State(web): State<Shared>) -> Page {
    let sessions = web.site.store.sessions().await?;
    let problems = web.site.problems.load_full();
    let of = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
    let now = web.now();
    let page = Home {
        late: web.site.store.queue(now).await?.iter().filter(|queued| due_at(queued) < now).count(),
        session: announce(&sessions, ["En cours", "Prochaine"], web.now()),
        waiting: web.site.store.waiting_questions().await?.len(),
        errors: of(Severity::Error),
        warnings: of(Severity::Warning),
        discord: web.site.discord_status.borrow().clone(),
    };
    Ok(Html(page.render()?))
}
