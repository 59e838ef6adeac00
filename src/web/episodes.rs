//! Series of episodes as everybody reads them: the calendar of their waves, a
//! page each, its picture. Nothing of an episode is shown before its hour.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, Method};
use axum::response::{Html as HtmlPage, IntoResponse, Response};
use jiff::Timestamp;

use super::html::Html;
use super::tracked::is_visit;
use super::{Error, Shared, Web};
use crate::campaign::{OFFERS_PAGE, offer_page};
use crate::clock::{day_in_paris, hour_in_paris, in_paris};
use crate::episodes::{Episode, Next, Series};
use crate::faq::Faq;
use crate::files::picture::{MAX_PICTURE_BYTES, kind_of};

#[derive(Template)]
#[template(path = "episodes.html")]
struct Calendar {
    series: Vec<SeriesView>,
}

struct SeriesView {
    title: String,
    about: Html,
    waves: Vec<(String, Vec<Line>)>,
}

/// One episode in the calendar.
struct Line {
    number: usize,
    when: String,
    /// Its title and its page, once its hour has come.
    shown: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "episode.html")]
struct EpisodePage {
    canonical: Option<String>,
    series: String,
    number: usize,
    when: String,
    title: String,
    /// The address of the picture, and what it shows.
    picture: Option<(String, String)>,
    text: Html,
    /// The film, and the site it is on.
    video: Option<(String, String)>,
    question: String,
    slug: String,
    next: Way,
    themes: Vec<String>,
    before: Option<(String, String)>,
    after: Option<(String, String)>,
}

/// Where an episode leads.
enum Way {
    /// To a question that is answered.
    Question(String),
    /// To a page: its words and its path.
    Page(String, String),
}

/// `GET /episodes`
pub(super) async fn calendar(State(web): State<Shared>) -> Result<HtmlPage<String>, Error> {
    let (faq, now) = (web.site.conversation.faq(), web.now());
    let page = Calendar { series: faq.series().iter().map(|series| series_view(series, now)).collect() };
    Ok(HtmlPage(page.render()?))
}

/// `GET /episodes/{serie}/{episode}`
pub(super) async fn show(
    State(web): State<Shared>,
    method: Method,
    headers: HeaderMap,
    Path((series, episode)): Path<(String, String)>,
) -> Result<HtmlPage<String>, Error> {
    let (faq, now) = (web.site.conversation.faq(), web.now());
    let (series, episode) = found(&faq, &series, &episode, now)?;
    web.count_episode(episode, is_visit(&method, &headers), now).await;
    let canonical = web.address_of(&episode.path());
    Ok(HtmlPage(page(&faq, series, episode, canonical, now).render()?))
}

/// `GET /episodes/{serie}/{episode}/image`
pub(super) async fn picture(State(web): State<Shared>, Path((series, episode)): Path<(String, String)>) -> Result<Response, Error> {
    let faq = web.site.conversation.faq();
    let (_, episode) = found(&faq, &series, &episode, web.now())?;
    let nothing = || Error::NotFound("Cet épisode n'a pas d'image.".into());
    let path = episode.picture_path().ok_or_else(nothing)?;
    let bytes = tokio::fs::read(web.site.responses.join(&path)).await.map_err(|_| nothing())?;
    let kind = kind_of(&path, &bytes).filter(|_| bytes.len() as u64 <= MAX_PICTURE_BYTES).ok_or_else(nothing)?;
    Ok(([(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=3600")], bytes).into_response())
}

/// An episode whose hour has come; any other is not there.
fn found<'a>(faq: &'a Faq, series: &str, episode: &str, now: Timestamp) -> Result<(&'a Series, &'a Episode), Error> {
    let gone = "Cet épisode n'est pas sur ce site. La page « Les épisodes » montre ceux qui y sont, et quand viennent les autres.";
    let found = faq.one_series(series).and_then(|series| Some((series, series.episode(episode, now)?)));
    found.ok_or(Error::NotFound(gone.into()))
}

fn series_view(series: &Series, now: Timestamp) -> SeriesView {
    let lines = |wave: &crate::episodes::Wave| {
        let within = series.episodes.iter().filter(|episode| wave.holds(in_paris(episode.at).date()));
        within.map(|episode| line(series, episode, now)).collect()
    };
    SeriesView {
        title: series.title.clone(),
        about: Html::from_markdown(&series.about),
        waves: series.waves.iter().map(|wave| (wave.name.clone(), lines(wave))).collect(),
    }
}

fn line(series: &Series, episode: &Episode, now: Timestamp) -> Line {
    Line {
        number: series.number(&episode.name).unwrap_or_default(),
        when: hour_in_paris(episode.at),
        shown: (episode.at <= now).then(|| (episode.title.clone(), episode.path())),
    }
}

fn page(faq: &Faq, series: &Series, episode: &Episode, canonical: Option<String>, now: Timestamp) -> EpisodePage {
    let published: Vec<&Episode> = series.published(now).collect();
    let place = published.iter().position(|one| one.name == episode.name).unwrap_or_default();
    let beside = |place: Option<usize>| place.and_then(|place| published.get(place)).map(|episode| (episode.title.clone(), episode.path()));
    let host = |video: &str| video.trim_start_matches("https://").split('/').next().unwrap_or_default().to_owned();
    EpisodePage {
        canonical,
        series: series.title.clone(),
        number: place + 1,
        when: hour_in_paris(episode.at),
        title: episode.title.clone(),
        picture: episode.picture.as_ref().map(|picture| (format!("{}/image", episode.path()), picture.alt.clone())),
        text: Html::from_markdown(&episode.text),
        video: episode.video.as_ref().map(|video| (video.clone(), host(video))),
        question: episode.question.clone(),
        slug: episode.slug(),
        next: way(faq, episode),
        themes: episode.themes.iter().map(|theme| faq.theme_name(theme).to_owned()).collect(),
        before: beside(place.checked_sub(1)),
        after: beside(Some(place + 1)),
    }
}

fn way(faq: &Faq, episode: &Episode) -> Way {
    let handed_on = format!("?de={}", episode.slug());
    match &episode.next {
        Next::Entry(id) => match faq.entry(id) {
            Some(entry) => Way::Question(entry.question.clone()),
            None => Way::Page("Poser une question".to_owned(), format!("/{handed_on}")),
        },
        Next::Offer(reference) => match faq.offer(reference) {
            Some(offer) => {
                Way::Page(format!("Lire l'offre «\u{a0}{}\u{a0}»", offer.title), format!("{}{handed_on}", offer_page(reference)))
            }
            None => Way::Page("Voir les offres".to_owned(), format!("{OFFERS_PAGE}{handed_on}")),
        },
        Next::Sessions => Way::Page("Voir les prochaines rencontres".to_owned(), "/sessions".to_owned()),
        Next::Game => Way::Page("Jouer\u{a0}: quel métier du numérique public êtes-vous\u{a0}?".to_owned(), format!("/jeu{handed_on}")),
    }
}

impl Web {
    /// Counts a visit, and keeps the link that the page hands on: an episode has
    /// one once somebody looks at it. A page is shown whatever fails.
    async fn count_episode(&self, episode: &Episode, is_visit: bool, now: Timestamp) {
        let (store, slug) = (&self.site.store, episode.slug());
        let counted = async {
            if store.tracked_link(&slug).await?.is_none() {
                store.add_link(&slug, &episode.source(), None, now).await?;
            }
            if is_visit {
                store.count_visit(&slug, &day_in_paris(now)).await?;
            }
            anyhow::Ok(())
        };
        let _ = counted.await.inspect_err(|error| tracing::error!("counting a visit of an episode: {error:#}"));
    }
}
