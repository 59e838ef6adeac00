//! An ambassador's own page: the link they share with its QR code, their
//! check-list and guide, ready posts, offers at two clicks, their figures, whom
//! they invite, and the way out. Nobody else sees it.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html as HtmlPage, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::html::Html;
use super::super::visitor::is_token;
use super::super::{Error, Shared, Web};
use crate::ambassadors::{own_path, read_places};
use crate::campaign::{qr_png, qr_svg};
use crate::clock::{day_in_paris, hour_in_paris};
use crate::offers::open_first;
use crate::report::{number, said};
use crate::sessions::{Brings, brings_of_own_link};
use crate::store::Ambassador;
use crate::words::{FirstStep, Level, Skill, random_word, sha256, typeset};

/// Invitations that one person may have open at once.
const MOST_OPEN: usize = 20;

#[derive(Template)]
#[template(path = "ambassador_own.html")]
struct OwnPage {
    done: Option<&'static str>,
    problem: Option<String>,
    token: String,
    level: Level,
    link: String,
    has_code: bool,
    steps: Vec<StepView>,
    skill: Skill,
    guide: Option<(String, Html)>,
    /// How long, what about, the words to paste.
    posts: Vec<(&'static str, String, String)>,
    offers: Vec<OfferView>,
    figures: Vec<(String, String)>,
    invites: Option<Level>,
    /// The invitation that was just made: shown this once.
    invitation: Option<String>,
    invitations: Vec<(u64, String, bool)>,
}

struct StepView {
    word: &'static str,
    title: String,
    text: Html,
    done: bool,
}

struct OfferView {
    title: String,
    about: String,
    link: String,
    words: String,
}

#[derive(Template)]
#[template(path = "ambassador_gone.html")]
struct GonePage;

/// What was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Done {
    fait: String,
}

impl Done {
    fn sentence(&self) -> Option<&'static str> {
        Some(match self.fait.as_str() {
            "bienvenue" => "Bienvenue ! Gardez l'adresse de cette page dans vos favoris : elle seule l'ouvre, et elle n'est que pour vous.",
            "note" => "C'est noté.",
            "guide" => "Voici le guide choisi.",
            _ => return None,
        })
    }
}

/// What somebody does on their page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Typed {
    etape: String,
    fait: String,
    aisance: String,
    places: String,
    sur: String,
}

/// `GET /ambassadeurs/moi/{token}`
pub(in crate::web) async fn show(
    State(web): State<Shared>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Query(done): Query<Done>,
) -> Result<HtmlPage<String>, Error> {
    let page = web.ambassador_page(&token, &headers).await?;
    Ok(HtmlPage(OwnPage { done: done.sentence(), ..page }.render()?))
}

/// `POST /ambassadeurs/moi/{token}/fait`
pub(in crate::web) async fn tick(
    State(web): State<Shared>,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (me, now) = (web.ambassador(&token).await?, web.now());
    if let Some(step) = FirstStep::of_word(&typed.etape) {
        web.site.store.tick_first_step(&me.id, step, &day_in_paris(now), typed.fait == "oui", now).await?;
    }
    Ok(back(&token, "note", "liste"))
}

/// `POST /ambassadeurs/moi/{token}/aisance`
pub(in crate::web) async fn change_skill(
    State(web): State<Shared>,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let me = web.ambassador(&token).await?;
    if let Some(skill) = Skill::of_word(&typed.aisance) {
        web.site.store.change_skill(&me.id, skill).await?;
    }
    Ok(back(&token, "guide", "guide"))
}

/// `POST /ambassadeurs/moi/{token}/inviter`
pub(in crate::web) async fn invite(
    State(web): State<Shared>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let me = web.ambassador(&token).await?;
    let Some(level) = me.level.invites() else {
        return Err(Error::Unusable("Votre niveau est le dernier de la chaîne : parlez-en autour de vous, la DRH invite.".into()));
    };
    let open = web.site.store.ambassador_invitations(Some(&me.id), web.now()).await?.iter().filter(|one| one.is_open).count();
    let places = match read_places(&typed.places) {
        Ok(_) if open >= MOST_OPEN => {
            Err(format!("vous avez déjà {MOST_OPEN} invitations ouvertes : elles suffisent pour inviter plus de monde"))
        }
        read => read,
    };
    match places {
        Ok(places) => {
            let link = web.new_ambassador_invitation((level, places), Some(&me.id), &headers).await?;
            Ok(HtmlPage(OwnPage { invitation: Some(link), ..web.ambassador_page(&token, &headers).await? }.render()?).into_response())
        }
        Err(problem) => {
            let page = OwnPage { problem: Some(problem), ..web.ambassador_page(&token, &headers).await? };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, HtmlPage(page.render()?)).into_response())
        }
    }
}

/// `POST /ambassadeurs/moi/{token}/quitter`
pub(in crate::web) async fn leave(
    State(web): State<Shared>,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let me = web.ambassador(&token).await?;
    if typed.sur != "oui" {
        return Ok(Redirect::to(&format!("{}#partir", own_path(&token))).into_response());
    }
    web.site.store.erase_ambassador(&me.id, &random_word(), web.now()).await?;
    Ok(HtmlPage(GonePage.render()?).into_response())
}

/// `GET /ambassadeurs/moi/{token}/qr.svg`
pub(in crate::web) async fn svg(State(web): State<Shared>, Path(token): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let link = web.own_code(&token, &headers).await?;
    Ok(([(CONTENT_TYPE, "image/svg+xml"), (CONTENT_DISPOSITION, "inline; filename=\"mon-qr.svg\"")], qr_svg(&link)?).into_response())
}

/// `GET /ambassadeurs/moi/{token}/qr.png`
pub(in crate::web) async fn png(State(web): State<Shared>, Path(token): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let link = web.own_code(&token, &headers).await?;
    Ok(([(CONTENT_TYPE, "image/png"), (CONTENT_DISPOSITION, "inline; filename=\"mon-qr.png\"")], qr_png(&link)?).into_response())
}

fn back(token: &str, done: &str, part: &str) -> Response {
    Redirect::to(&format!("{}?fait={done}#{part}", own_path(token))).into_response()
}

impl Web {
    async fn ambassador(&self, token: &str) -> Result<Ambassador, Error> {
        if !is_token(token) {
            return Err(Error::NotFound("Ce lien est mal recopié.".into()));
        }
        let gone = "Ce lien n'ouvre rien, ou n'ouvre plus rien : l'inscription a été effacée, ou un nouveau lien a été donné. La DRH peut vous aider.";
        self.site.store.ambassador_of_link(&sha256(token)).await?.ok_or(Error::Gone(gone.into()))
    }

    /// The address that a QR code can carry.
    async fn own_code(&self, token: &str, headers: &HeaderMap) -> Result<String, Error> {
        let me = self.ambassador(token).await?;
        if self.site.public_url.is_none() {
            let words = "Le programme ne connaît pas son adresse publique : un QR code ne mènerait nulle part.";
            return Err(Error::Unusable(words.into()));
        }
        Ok(self.shared_link(headers, &me.slug))
    }

    async fn ambassador_page(&self, token: &str, headers: &HeaderMap) -> Result<OwnPage, Error> {
        let me = self.ambassador(token).await?;
        let faq = self.site.conversation.faq();
        let link = self.shared_link(headers, &me.slug);
        let invitations = self.site.store.ambassador_invitations(Some(&me.id), self.now()).await?;
        Ok(OwnPage {
            done: None,
            problem: None,
            token: token.to_owned(),
            level: me.level,
            has_code: self.site.public_url.is_some(),
            steps: steps(&faq, &me),
            skill: me.skill,
            guide: faq.kit().guides.get(&me.skill).map(|guide| (guide.title.clone(), Html::from_markdown(&guide.text))),
            posts: faq.kit().posts.iter().map(|post| (post.length.name(), post.title.clone(), post.with(&link))).collect(),
            offers: self.shared_offers(&link),
            figures: figures(&brings_of_own_link(&self.site.store, &me.slug).await?, me.posts),
            invites: me.level.invites(),
            invitation: None,
            invitations: invitations.into_iter().map(|one| (one.places, hour_in_paris(one.expires_at), one.is_open)).collect(),
            link,
        })
    }

    /// The open positions, each with the words to share it.
    fn shared_offers(&self, link: &str) -> Vec<OfferView> {
        let faq = self.site.conversation.faq();
        let (open, _) = open_first(faq.offers(), self.site.clock.today());
        let offers = open.into_iter().map(|offer| {
            let link = format!("{link}/{}", offer.reference);
            OfferView {
                title: offer.title.clone(),
                about: offer.place.iter().fold(offer.employer.clone(), |about, place| format!("{about}, {place}")),
                words: format!(
                    "{} recrute\u{a0}: {}.\nL'offre, et un t'chat pour poser vos questions\u{a0}: {link}",
                    offer.employer, offer.title
                ),
                link,
            }
        });
        offers.collect()
    }
}

fn steps(faq: &crate::faq::Faq, me: &Ambassador) -> Vec<StepView> {
    let view = |step: FirstStep| {
        let text = faq.kit().steps.get(&step);
        StepView {
            word: step.as_str(),
            title: text.map_or_else(|| step.as_str().to_owned(), |text| text.title.clone()),
            text: text.map(|text| Html::from_markdown(&text.text)).unwrap_or_default(),
            done: me.done.contains(&step),
        }
    };
    FirstStep::ALL.into_iter().map(view).collect()
}

/// What their link brought; fewer than five people are not told apart to them
/// either: somebody they know may be one.
fn figures(brings: &Brings, posts: u64) -> Vec<(String, String)> {
    let people = |measure| said(crate::report::Unit::People, measure);
    let lines = [
        ("Visites de votre lien", number(brings.visits)),
        ("Personnes arrivées par lui", people(&brings.arrivals)),
        ("Personnes qui ont posé une question", people(&brings.askers)),
        ("Personnes qui ont cliqué sur « postuler »", people(&brings.appliers)),
        ("Jours où vous avez dit avoir publié", number(posts)),
    ];
    lines.map(|(name, told)| (typeset(name), told)).into()
}
