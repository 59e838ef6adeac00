//! How often the game is played, and what is in service of it.

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use jiff::ToSpan;

use super::super::Shared;
use super::Page;
use crate::clock::in_paris;
use crate::files::Severity;
use crate::game::Game;
use crate::store::{GameCounts, GameMonth};
use crate::words::Door;

/// How far back the first figures look.
const DAYS: i64 = 30;

#[derive(Template)]
#[template(path = "staff_game.html")]
struct GamePage<'a> {
    game: Option<&'a Game>,
    /// Whether a file of it has an error.
    is_broken: bool,
    days: i64,
    lately: GameCounts,
    months: Vec<GameMonth>,
}

/// `GET /staff/jeu`
pub(in crate::web) async fn show(State(web): State<Shared>) -> Page {
    let faq = web.site.conversation.faq();
    let today = in_paris(web.now()).date();
    let first = today.saturating_sub((DAYS - 1).days());
    let problems = web.site.problems.load_full();
    let of_game = |path: &str| path.split('/').nth(1) == Some("jeu");
    let page = GamePage {
        game: faq.game(),
        is_broken: problems.iter().any(|problem| problem.severity == Severity::Error && of_game(&problem.path)),
        days: DAYS,
        lately: web.site.store.game_counts(&first.to_string(), &today.to_string()).await?,
        months: web.site.store.game_months().await?,
    };
    Ok(Html(page.render()?))
}

/// What part of the plays begun came to their end, as it is read.
fn share(counts: &GameCounts) -> String {
    match counts.begun {
        0 => "—".to_owned(),
        begun => format!("{}\u{a0}%", (counts.done * 100 + begun / 2) / begun),
    }
}
