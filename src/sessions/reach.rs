//! From when to when visits and plays are read for a report or a campaign, and
//! what they come to. They are counters of days: a day is whole or not there.

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};

use super::plan::Plan;
use crate::ambassadors::cascade;
use crate::clock::paris;
use crate::report::campaign::{EpisodeReach, Reach};
use crate::store::{Facts, PlannedSession, Scope, Store, Window};

/// A session that no dated medium announces is looked forward to from so long
/// before it opens.
const LOOKED_FORWARD_TO: SignedDuration = SignedDuration::from_hours(7 * 24);

/// From the first dated line of the media plan, else seven days before the
/// opening, to the end.
pub(super) fn of_session(session: &PlannedSession, plan: &Plan) -> Window {
    let announced = plan.media.iter().filter_map(|line| line.on?.to_zoned(paris()).ok()).map(|zoned| zoned.timestamp()).min();
    let from = announced.map_or(session.opens_at - LOOKED_FORWARD_TO, |day| day.min(session.opens_at));
    Window::between(from, session.closes_at)
}

/// A month of permanence, whole.
pub(super) fn of_month(from: Timestamp, to: Timestamp) -> Window {
    Window::between(from, to)
}

/// What the exchanges tell, with the visits and the plays of a window, and how
/// old the answers were at its end.
pub(super) async fn facts(store: &Store, scope: &Scope, window: &Window) -> Result<Facts> {
    let facts = store.facts(scope).await?;
    let (episode_visits, game) = (store.episode_visits(window).await?, store.game_in(window).await?);
    Ok(Facts { episode_visits, game, faq_age: store.faq_age(window.last_day()).await?, ..facts })
}

/// Ambassadors who were active in a window, by levels that hide nobody.
pub(super) async fn active_ambassadors(store: &Store, window: &Window) -> Result<Vec<(String, u64, u64)>> {
    Ok(cascade(&store.ambassador_levels(window).await?).active())
}

/// What ambassadors, episodes and the game brought in a window.
pub(super) async fn reach(store: &Store, window: &Window) -> Result<Reach> {
    let levels = store.ambassador_levels(window).await?;
    let episodes = store.episode_effects(window).await?.into_iter();
    Ok(Reach {
        ambassadors: cascade(&levels).active(),
        levels: levels.iter().map(|one| (one.level.name(), one.arrivals)).collect(),
        episodes: episodes
            .map(|(source, effect)| EpisodeReach {
                source,
                visits: effect.visits,
                arrivals: effect.arrivals,
                questions: effect.questions,
                themes: effect.themes,
            })
            .collect(),
        game: store.game_in(window).await?,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::plan;
    use super::*;
    use crate::sessions::MediaLine;

    #[test]
    fn days_count_from_the_first_announcement_else_from_a_week_before_to_the_end() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let session = plan("Un soir", at("2026-12-10T17:00:00Z"), at("2026-12-10T19:00:00Z"), at("2026-11-01T09:00:00Z")).unwrap();
        let line = |on| MediaLine { channel: "affiche".to_owned(), on, cents: 0, link: None };
        for (media, first) in [
            (vec![], "2026-12-03"),
            (vec![line(None)], "2026-12-03"),
            (vec![line(Some(date(2026, 12, 8))), line(Some(date(2026, 11, 20))), line(None)], "2026-11-20"),
            // Announced after it began: its own day at least.
            (vec![line(Some(date(2026, 12, 24)))], "2026-12-10"),
        ] {
            let window = of_session(&session, &Plan { media, ..Plan::default() });
            assert_eq!((window.first_day(), window.last_day()), (first, "2026-12-10"));
        }
        let month = of_month(at("2026-10-31T23:00:00Z"), at("2026-11-30T23:00:00Z"));
        assert_eq!((month.first_day(), month.last_day()), ("2026-11-01", "2026-11-30"));
    }
}
