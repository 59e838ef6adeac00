//! The game on the web: pages that work without script and by keyboard alone.
//!
//! A play stands in the address (its choices, and a random word that tells no
//! more than which play it is), so nothing is kept of who plays, not even a
//! cookie. Steps are counted where a form is sent, never where a page is read.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{Html as HtmlPage, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::html::Html;
use super::page::Fields;
use super::sessions::{Listed, listed};
use super::{Error, Shared, Web};
use crate::campaign::plain_slug;
use crate::clock::day_in_paris;
use crate::faq::Faq;
use crate::game::{At, Card, Choice, Counted, Ending, Game, Play, Scene, Trade};
use crate::words::{Door, GAME, GameStep, random_word, typeset};

/// What the game needs in memory: the steps counted lately, the cards drawn.
#[derive(Debug, Default)]
pub(super) struct Table {
    plays: Counted,
    cards: Mutex<Cards>,
}

/// The cards of the answers in service, by trade.
#[derive(Debug, Default)]
struct Cards {
    version: String,
    drawn: HashMap<String, Arc<Vec<u8>>>,
}

/// Where somebody is in the game.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Where {
    /// The play, as it writes itself.
    p: String,
    /// The link they came by.
    de: String,
}

/// A button that was pressed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chosen {
    p: String,
    de: String,
    choix: String,
}

#[derive(Template)]
#[template(path = "game.html")]
struct Opening {
    canonical: Option<String>,
    title: String,
    text: Html,
    /// What to say above: a play that cannot go on.
    told: Option<String>,
    begin: String,
    de: String,
}

#[derive(Template)]
#[template(path = "game_scene.html")]
struct ScenePage<'a> {
    game: &'a str,
    scene: &'a Scene,
    text: Html,
    before: Option<Told>,
    choices: Vec<String>,
    number: usize,
    p: String,
    de: String,
}

/// What the choice before led to.
struct Told {
    /// « Bien vu ! », in a challenge.
    verdict: Option<String>,
    text: Html,
}

#[derive(Template)]
#[template(path = "game_end.html")]
struct EndPage<'a> {
    title: String,
    before: Told,
    because_words: String,
    because: Vec<String>,
    also: Vec<&'a Trade>,
    on: String,
    again: String,
    view: TradeView<'a>,
    /// The address of the chat page, which knows where one comes from.
    chat: String,
    fields: Fields,
    message_id: String,
    word: String,
    questions: Vec<String>,
    session: Option<Listed>,
    de: String,
}

#[derive(Template)]
#[template(path = "game_trade.html")]
struct TradePage<'a> {
    canonical: Option<String>,
    picture: Option<String>,
    game: &'a str,
    begin: String,
    view: TradeView<'a>,
    de: String,
}

/// What is said of a trade on both pages.
#[derive(Template)]
#[template(path = "game_view.html")]
struct TradeView<'a> {
    trade: &'a Trade,
    text: Html,
    card: String,
}

impl askama::filters::HtmlSafe for TradeView<'_> {}

type Page = Result<HtmlPage<String>, Error>;

const ABSENT: &str = "Il n'y a pas de métier à cette adresse. Le jeu en montre plusieurs : commencez une partie.";

/// `GET /jeu`
pub(super) async fn open(State(web): State<Shared>, Query(place): Query<Where>) -> Page {
    let faq = web.site.conversation.faq();
    Ok(HtmlPage(web.opening(&faq, None, &place.de)?))
}

/// `POST /jeu`: begins a play.
pub(super) async fn begin(State(web): State<Shared>, Form(place): Form<Where>) -> Result<Response, Error> {
    let faq = web.site.conversation.faq();
    let play = offered(&faq)?.begin(&random_word());
    web.count_in_game(play.word(), GameStep::Begun).await;
    Ok(Redirect::to(&path_of(&play, &place.de)).into_response())
}

/// `GET /jeu/partie`: a scene, or the end.
pub(super) async fn show(State(web): State<Shared>, Query(place): Query<Where>) -> Result<Response, Error> {
    let faq = web.site.conversation.faq();
    let game = offered(&faq)?;
    let play = Play::read(&place.p);
    let page = match play.as_ref().and_then(|play| Some((play, game.at(play)?))) {
        Some((play, At::Scene(scene, before))) => scene_page(&faq, game, scene, before, play, &place.de).render()?,
        Some((play, At::End(ending))) => web.end_page(&faq, game, &ending, play, &place.de).await?,
        None => {
            let page = web.opening(&faq, Some(faq.say("jeu-change", &[])), &place.de)?;
            return Ok((StatusCode::GONE, HtmlPage(page)).into_response());
        }
    };
    Ok(HtmlPage(page).into_response())
}

/// `POST /jeu/partie`: makes a choice.
pub(super) async fn choose(State(web): State<Shared>, Form(chosen): Form<Chosen>) -> Result<Response, Error> {
    let faq = web.site.conversation.faq();
    let game = offered(&faq)?;
    let play = Play::read(&chosen.p);
    let next = play.as_ref().and_then(|play| game.choose(play, chosen.choix.parse().ok()?));
    // No such choice: one stays where one was, unless that is nowhere.
    let Some(next) = next.or(play.filter(|play| game.at(play).is_some())) else {
        let page = web.opening(&faq, Some(faq.say("jeu-change", &[])), &chosen.de)?;
        return Ok((StatusCode::GONE, HtmlPage(page)).into_response());
    };
    if matches!(game.at(&next), Some(At::End(_))) {
        web.count_in_game(next.word(), GameStep::Done).await;
    }
    Ok(Redirect::to(&path_of(&next, &chosen.de)).into_response())
}

/// `GET /jeu/metiers/{id}`: what is shared of a result.
pub(super) async fn trade(State(web): State<Shared>, Path(id): Path<String>, Query(place): Query<Where>) -> Page {
    let faq = web.site.conversation.faq();
    let game = offered(&faq)?;
    let trade = game.trade(&id).ok_or(Error::NotFound(ABSENT.into()))?;
    let page = TradePage {
        canonical: web.address_of(&format!("/jeu/metiers/{}", trade.id)),
        picture: web.address_of(&card_path(trade)),
        game: &game.title,
        begin: faq.say("bouton-jeu", &[]),
        view: view(&faq, game, trade),
        de: plain_slug(&place.de).to_owned(),
    };
    Ok(HtmlPage(page.render()?))
}

/// `GET /jeu/cartes/{file}`: the picture of a trade, `developpement.png`.
pub(super) async fn card(State(web): State<Shared>, Path(file): Path<String>) -> Result<Response, Error> {
    let faq = web.site.conversation.faq();
    let game = offered(&faq)?;
    let trade = file.strip_suffix(".png").and_then(|id| game.trade(id)).ok_or(Error::NotFound(ABSENT.into()))?;
    let png = match web.game.known_card(faq.version(), &trade.id) {
        Some(png) => png,
        None => {
            let card = Card::of(&game.title, trade, faq.employer_name());
            // Too long for a thread that answers others.
            let png = Arc::new(tokio::task::spawn_blocking(move || card.png()).await.map_err(anyhow::Error::from)??);
            web.game.keep_card(faq.version(), &trade.id, png.clone());
            png
        }
    };
    Ok(([(CONTENT_TYPE, "image/png"), (CACHE_CONTROL, "public, max-age=3600")], png.to_vec()).into_response())
}

fn offered(faq: &Faq) -> Result<&Game, Error> {
    faq.game().ok_or_else(|| Error::NotFound(faq.say("jeu-absent", &[]).into()))
}

/// Where a play goes on; the heading of the scene takes the focus.
fn path_of(play: &Play, de: &str) -> String {
    let brings = if plain_slug(de).is_empty() { String::new() } else { format!("&de={}", plain_slug(de)) };
    format!("/jeu/partie?p={play}{brings}#scene")
}

fn card_path(trade: &Trade) -> String {
    format!("/jeu/cartes/{}.png", trade.id)
}

fn scene_page<'a>(faq: &Faq, game: &'a Game, scene: &'a Scene, before: Option<(&Scene, &Choice)>, play: &Play, de: &str) -> ScenePage<'a> {
    ScenePage {
        game: &game.title,
        scene,
        text: Html::from_markdown(&scene.text),
        before: before.map(|before| told(faq, before)),
        choices: scene.choices.iter().map(|choice| typeset(&choice.text)).collect(),
        number: play.played() + 1,
        p: play.to_string(),
        de: plain_slug(de).to_owned(),
    }
}

fn told(faq: &Faq, (scene, choice): (&Scene, &Choice)) -> Told {
    let verdict = scene.is_challenge.then(|| faq.say(if choice.is_right { "jeu-juste" } else { "jeu-rate" }, &[]));
    Told { verdict: verdict.map(|words| typeset(&words)), text: Html::from_markdown(&choice.after) }
}

fn view<'a>(faq: &Faq, game: &Game, trade: &'a Trade) -> TradeView<'a> {
    let card = Card::of(&game.title, trade, faq.employer_name()).alternative();
    TradeView { trade, text: Html::from_markdown(&trade.text), card: typeset(&card) }
}

impl Table {
    fn known_card(&self, version: &str, id: &str) -> Option<Arc<Vec<u8>>> {
        let cards = self.cards.lock().unwrap_or_else(PoisonError::into_inner);
        cards.drawn.get(id).filter(|_| cards.version == version).cloned()
    }

    fn keep_card(&self, version: &str, id: &str, png: Arc<Vec<u8>>) {
        let mut cards = self.cards.lock().unwrap_or_else(PoisonError::into_inner);
        if cards.version != version {
            *cards = Cards { version: version.to_owned(), drawn: HashMap::new() };
        }
        cards.drawn.insert(id.to_owned(), png);
    }
}

impl Web {
    fn opening(&self, faq: &Faq, told: Option<String>, de: &str) -> Result<String, Error> {
        let game = offered(faq)?;
        let page = Opening {
            canonical: self.address_of("/jeu"),
            title: typeset(&game.title),
            text: Html::from_markdown(&game.opening),
            told: told.map(|words| typeset(&words)),
            begin: faq.say("bouton-jeu", &[]),
            de: plain_slug(de).to_owned(),
        };
        Ok(page.render()?)
    }

    async fn end_page(&self, faq: &Faq, game: &Game, ending: &Ending<'_>, play: &Play, de: &str) -> Result<String, Error> {
        let now = self.now();
        let trade = ending.trade;
        let from = if plain_slug(de).is_empty() { GAME } else { plain_slug(de) };
        // Without the database the result is as true.
        let sessions = self.site.store.sessions().await;
        let sessions = sessions.inspect_err(|error| tracing::error!("reading the sessions: {error:#}")).unwrap_or_default();
        let next = sessions.iter().filter(|session| session.opens_at > now).min_by_key(|session| session.opens_at);
        let because = ending.because.iter().map(|(scene, choice)| typeset(&format!("{}, {} : {}", scene.moment, scene.title, choice.text)));
        let page = EndPage {
            title: typeset(&faq.say("jeu-fin", &[("metier", &trade.title)])),
            before: told(faq, ending.last),
            because_words: typeset(&faq.say("jeu-choix", &[])),
            because: because.collect(),
            also: ending.also.clone(),
            on: typeset(&faq.say("jeu-suite", &[])),
            again: faq.say("bouton-rejouer", &[]),
            view: view(faq, game, trade),
            chat: format!("/?jeu={}&de={from}", play.word()),
            fields: Fields { conversation: self.new_visitor(now)?.token, source: from.to_owned() },
            message_id: random_word(),
            word: play.word().to_owned(),
            questions: trade.near.iter().filter_map(|near| faq.entry(near)).map(|entry| entry.question.clone()).collect(),
            session: next.map(listed),
            de: plain_slug(de).to_owned(),
        };
        Ok(page.render()?)
    }

    /// A question that comes from the game: its play counts once more.
    pub(super) async fn count_question_of_game(&self, word: &str) {
        if Play::is_word(word) {
            self.count_in_game(word, GameStep::Asked).await;
        }
    }

    /// A step that cannot be counted stops nobody.
    async fn count_in_game(&self, word: &str, step: GameStep) {
        if self.game.plays.is_first(word, step) {
            let counted = self.site.store.count_game_step(Door::Web, step, &day_in_paris(self.now())).await;
            let _ = counted.inspect_err(|error| tracing::error!("counting a step of the game: {error:#}"));
        }
    }
}
