//! What each episode brought: where it was said, its visits, the questions asked
//! from it and their themes.

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use jiff::Timestamp;

use super::super::{Shared, Web};
use super::Page;
use crate::clock::hour_in_paris;
use crate::episodes::{Episode, SAID_UNTIL, Series};
use crate::faq::Faq;
use crate::report::{FEWEST, HIDDEN, number};
use crate::store::EpisodePost;

#[derive(Template)]
#[template(path = "staff_episodes.html")]
struct Episodes {
    series: Vec<SeriesView>,
    /// For how many days after its hour an episode may be said.
    days: i64,
}

struct SeriesView {
    title: String,
    episodes: Vec<EpisodeView>,
}

struct EpisodeView {
    number: usize,
    title: String,
    path: String,
    is_public: bool,
    when: String,
    discord: String,
    visits: String,
    arrivals: String,
    questions: String,
    themes: String,
}

/// `GET /staff/episodes`
pub(in super::super) async fn list(State(web): State<Shared>) -> Page {
    let (faq, now) = (web.site.conversation.faq(), web.now());
    let posts = web.site.store.episode_posts().await?;
    let mut views = Vec::new();
    for series in faq.series() {
        let mut episodes = Vec::new();
        for episode in &series.episodes {
            episodes.push(web.episode_view(&faq, series, episode, &posts, now).await?);
        }
        views.push(SeriesView { title: series.title.clone(), episodes });
    }
    Ok(Html(Episodes { series: views, days: SAID_UNTIL.as_hours() / 24 }.render()?))
}

impl Web {
    async fn episode_view(
        &self,
        faq: &Faq,
        series: &Series,
        episode: &Episode,
        posts: &[EpisodePost],
        now: Timestamp,
    ) -> Result<EpisodeView, anyhow::Error> {
        let effect = self.site.store.episode_effect(&episode.slug()).await?;
        let themes = effect.themes.iter().map(|(theme, asked)| format!("{} ({})", faq.theme_name(theme), number(*asked)));
        Ok(EpisodeView {
            number: series.number(&episode.name).unwrap_or_default(),
            title: episode.title.clone(),
            path: episode.path(),
            is_public: episode.at <= now,
            when: hour_in_paris(episode.at),
            discord: discord_words(series, episode, posts, now),
            visits: number(effect.visits),
            arrivals: if (1..FEWEST).contains(&effect.arrivals) { HIDDEN.to_owned() } else { number(effect.arrivals) },
            questions: number(effect.questions),
            themes: themes.collect::<Vec<_>>().join(", "),
        })
    }
}

/// Where it stands in Discord.
fn discord_words(series: &Series, episode: &Episode, posts: &[EpisodePost], now: Timestamp) -> String {
    let here = || posts.iter().filter(|post| post.series == series.name && post.episode == episode.name);
    let said: Vec<&EpisodePost> = here().filter(|post| post.is_said()).collect();
    match (said.first(), series.channels.len()) {
        (Some(first), _) if said.len() == 1 => format!("dit le {}", hour_in_paris(first.said_at)),
        (Some(first), _) => format!("dit dans {} salons, le {}", said.len(), hour_in_paris(first.said_at)),
        (None, 0) => "la série n'a pas de salon".to_owned(),
        (None, _) if episode.at > now => "à son heure".to_owned(),
        (None, _) if !episode.may_be_said(now) => "non\u{a0}: trop tard".to_owned(),
        (None, _) if here().next().is_some() => "pas encore\u{a0}: Discord l'a refusé, ou ne répond pas".to_owned(),
        (None, _) => "dès que le bot est connecté".to_owned(),
    }
}
