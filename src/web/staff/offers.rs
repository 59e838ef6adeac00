//! The positions in HR's hands: the list as the files are now, a form to make
//! or change one, three buttons that say what became of it.
//!
//! A page writes the file itself, for the files are what HR owns: only the
//! lines that change, and nothing when somebody changed the file meanwhile. The
//! reading that follows puts it in service.

mod form;

use anyhow::{Context, Result};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};
use jiff::civil::Date;
use serde::Deserialize;

use super::super::{Error, Shared};
use super::{Done, Member, Page, back_to};
use crate::campaign::offer_page;
use crate::clock::written_day;
use crate::files::problem::Source;
use crate::files::{self, Opened, Saved, Status};
use crate::offers::{self, Offer, Progress, State as OfferState};
use form::{Field, Kind, Typed, Wrong};

const LIST: &str = "/staff/offres";

#[derive(Template)]
#[template(path = "staff_offers.html")]
struct Offers<'a> {
    done: Option<&'a str>,
    problem: Option<String>,
    offers: Vec<Line>,
}

struct Line {
    reference: String,
    title: String,
    employer: String,
    state: &'static str,
    closes: String,
    /// The gestures that its state allows, and the words of their buttons.
    gestures: Vec<(&'static str, &'static str)>,
    /// None when the file has an error: it cannot be changed here.
    hash: Option<String>,
    is_published: bool,
}

#[derive(Template)]
#[template(path = "staff_offer.html")]
struct OfferForm {
    heading: String,
    /// What is wrong with the whole.
    problem: Option<String>,
    fields: Vec<Field>,
    hash: String,
    action: String,
    /// The page that candidates see.
    page: Option<String>,
}

/// The mark of the file that a button was shown for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct Pressed {
    hash: String,
}

/// A position as its file is now.
struct Held {
    opened: Opened,
    offer: Offer,
}

/// `GET /staff/offres`
pub(in super::super) async fn list(State(web): State<Shared>, Query(done): Query<Done>) -> Page {
    let today = web.site.clock.today();
    let page = Offers { done: done.sentence(), problem: None, offers: on_disk(&web, move |root| lines(root, today)).await?? };
    Ok(Html(page.render()?))
}

/// `GET /staff/offres/nouvelle`
pub(in super::super) async fn blank() -> Page {
    page_of(None, &Typed::default(), &[], None, "")
}

/// `GET /staff/offres/{reference}`
pub(in super::super) async fn edit(State(web): State<Shared>, Path(reference): Path<String>) -> Page {
    let Held { opened, offer } = held(&web, reference).await?;
    page_of(Some(&offer), &Typed::of(&offer), &[], None, &opened.hash)
}

/// `POST /staff/offres/nouvelle`
pub(in super::super) async fn make(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    web.may_edit()?;
    let today = web.site.clock.today();
    let mut wrong = Vec::new();
    let sketch = Offer::sketch(&typed.reference_slug());
    let offer = typed.read(sketch, today, &mut wrong);
    if !wrong.is_empty() {
        return refused(None, &typed, &wrong, None, "");
    }
    let path = offer.path.clone();
    let text = offers::write(&offer);
    if let Some(sentence) = unreadable(&text, &offer) {
        return refused(None, &typed, &[], Some(sentence), "");
    }
    match on_disk(&web, move |root| files::save(root, &path, &text, None)).await? {
        Ok(Saved::Written(_)) => done(&web, &member, "offre créée", &offer).await,
        Ok(Saved::Changed) => refused(None, &typed, &[Wrong::new("reference", TAKEN)], None, ""),
        Ok(Saved::Refused(sentence)) => refused(None, &typed, &[], Some(sentence), ""),
        Err(error) => refused(None, &typed, &[], Some(not_written(&error)), ""),
    }
}

const TAKEN: &str = "une offre porte déjà cette référence : ouvrez-la dans la liste, ou donnez une autre référence";

const MEANWHILE: &str = "rien n'est enregistré : quelqu'un a changé cette offre pendant votre saisie. Ce que vous avez tapé est toujours là ; \
                         la version de l'autre personne est sur la page de l'offre. Enregistrez de nouveau pour garder la vôtre";

/// `POST /staff/offres/{reference}`
pub(in super::super) async fn change(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(reference): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    web.may_edit()?;
    let today = web.site.clock.today();
    let Held { opened, offer: before } = held(&web, reference).await?;
    let mut wrong = Vec::new();
    let after = typed.read(before.clone(), today, &mut wrong);
    if opened.hash != typed.hash {
        return refused_as(StatusCode::CONFLICT, Some(&before), &typed, &wrong, Some(MEANWHILE.to_owned()), &opened.hash);
    }
    if !wrong.is_empty() {
        return refused(Some(&before), &typed, &wrong, None, &opened.hash);
    }
    match save(&web, &opened, &before, &after).await? {
        Saving::Saved => done(&web, &member, "offre changée", &after).await,
        Saving::Changed => refused_as(StatusCode::CONFLICT, Some(&before), &typed, &[], Some(MEANWHILE.to_owned()), &opened.hash),
        Saving::Refused(sentence) => refused(Some(&before), &typed, &[], Some(sentence), &opened.hash),
    }
}

/// `POST /staff/offres/{reference}/pourvue`
pub(in super::super) async fn fill(
    web: State<Shared>,
    reference: Path<String>,
    member: Extension<Member>,
    pressed: Form<Pressed>,
) -> Result<Response, Error> {
    progress(web, reference, pressed, member, Progress::Filled).await
}

/// `POST /staff/offres/{reference}/fermer`
pub(in super::super) async fn close(
    web: State<Shared>,
    reference: Path<String>,
    member: Extension<Member>,
    pressed: Form<Pressed>,
) -> Result<Response, Error> {
    progress(web, reference, pressed, member, Progress::Closed).await
}

/// `POST /staff/offres/{reference}/rouvrir`: only with an advert and a day to come.
pub(in super::super) async fn reopen(
    web: State<Shared>,
    reference: Path<String>,
    member: Extension<Member>,
    pressed: Form<Pressed>,
) -> Result<Response, Error> {
    progress(web, reference, pressed, member, Progress::Open).await
}

async fn progress(
    State(web): State<Shared>,
    Path(reference): Path<String>,
    Form(pressed): Form<Pressed>,
    Extension(member): Extension<Member>,
    progress: Progress,
) -> Result<Response, Error> {
    web.may_edit()?;
    let said = match progress {
        Progress::Filled => "offre pourvue",
        Progress::Closed => "offre fermée",
        Progress::Open => "offre rouverte",
    };
    let Held { opened, offer: before } = held(&web, reference).await?;
    if opened.hash != pressed.hash {
        return Ok(back_to(LIST, "offre-changee"));
    }
    let after = Offer { progress, ..before.clone() };
    let wrong = form::open_needs(&after, web.site.clock.today());
    if !wrong.is_empty() {
        return refused(Some(&before), &Typed::of(&before), &wrong, None, &opened.hash);
    }
    match save(&web, &opened, &before, &after).await? {
        Saving::Saved => done(&web, &member, said, &after).await,
        Saving::Changed => Ok(back_to(LIST, "offre-changee")),
        Saving::Refused(sentence) => refused(Some(&before), &Typed::of(&before), &[], Some(sentence), &opened.hash),
    }
}

/// The file is written: the log says who did it.
async fn done(web: &Shared, member: &Member, said: &str, offer: &Offer) -> Result<Response, Error> {
    web.audit(member, said, &offer.reference).await?;
    Ok(back_to(LIST, "offre"))
}

/// What came of saving a change.
enum Saving {
    Saved,
    Changed,
    Refused(String),
}

async fn save(web: &Shared, opened: &Opened, before: &Offer, after: &Offer) -> Result<Saving, Error> {
    let text = offers::revise(&opened.text, before, after);
    if let Some(sentence) = unreadable(&text, after) {
        return Ok(Saving::Refused(sentence));
    }
    let (path, hash) = (after.path.clone(), opened.hash.clone());
    Ok(match on_disk(web, move |root| files::save(root, &path, &text, Some(&hash))).await? {
        Ok(Saved::Written(_)) => Saving::Saved,
        Ok(Saved::Changed) => Saving::Changed,
        Ok(Saved::Refused(sentence)) => Saving::Refused(sentence),
        Err(error) => Saving::Refused(not_written(&error)),
    })
}

/// Nothing is written that would not be read again as it was meant.
fn unreadable(text: &str, offer: &Offer) -> Option<String> {
    let (read, problems) = offers::read(&Source { path: &offer.path, text }, &offer.reference);
    if read.as_ref() == Some(&offer.clone().tidied()) {
        return None;
    }
    let told = problems.first().map(|problem| format!(" ({})", problem.message)).unwrap_or_default();
    Some(format!("ce fichier est écrit d'une façon qui ne se change pas ici{told} : changez-le dans un éditeur de texte"))
}

fn not_written(error: &anyhow::Error) -> String {
    tracing::error!("writing a position: {error:#}");
    "rien n'est enregistré : le dossier des réponses n'a pas pu être écrit. Prévenez la personne qui s'occupe du serveur".to_owned()
}

/// Does something with the folder of HR, off the paths of the other requests.
async fn on_disk<T: Send + 'static>(web: &Shared, act: impl FnOnce(&std::path::Path) -> T + Send + 'static) -> Result<T, Error> {
    let root = web.site.responses.clone();
    let done = tokio::task::spawn_blocking(move || act(&root)).await.context("working in the responses folder")?;
    Ok(done)
}

async fn held(web: &Shared, reference: String) -> Result<Held, Error> {
    let path = format!("offres/{reference}.md");
    let opened = on_disk(web, move |root| files::open(root, &path)).await??;
    let opened = opened.ok_or(Error::NotFound("Il n'y a pas d'offre de cette référence : elle a peut-être été retirée.".into()))?;
    let offer = read(&opened, &reference).ok_or(Error::Unusable(
        "Le fichier de cette offre a une erreur : la page « Fichiers » dit laquelle. Corrigez-la dans un éditeur de texte.".into(),
    ))?;
    Ok(Held { opened, offer })
}

fn read(opened: &Opened, reference: &str) -> Option<Offer> {
    offers::read(&Source { path: reference, text: &opened.text }, reference).0
}

fn refused(offer: Option<&Offer>, typed: &Typed, wrong: &[Wrong], problem: Option<String>, hash: &str) -> Result<Response, Error> {
    refused_as(StatusCode::UNPROCESSABLE_ENTITY, offer, typed, wrong, problem, hash)
}

fn refused_as(
    status: StatusCode,
    offer: Option<&Offer>,
    typed: &Typed,
    wrong: &[Wrong],
    problem: Option<String>,
    hash: &str,
) -> Result<Response, Error> {
    let problem = problem.or_else(|| (!wrong.is_empty()).then(|| form::count(wrong.len())));
    Ok((status, page_of(offer, typed, wrong, problem, hash)?).into_response())
}

/// The form of a position, or of a new one.
fn page_of(offer: Option<&Offer>, typed: &Typed, wrong: &[Wrong], problem: Option<String>, hash: &str) -> Page {
    let published = offer.filter(|offer| offer.status == Status::Published);
    let page = OfferForm {
        heading: offer.map_or_else(|| "Nouvelle offre".to_owned(), |offer| offer.title.clone()),
        problem,
        fields: form::fields(typed, wrong, offer.is_none()),
        hash: hash.to_owned(),
        action: offer.map_or_else(|| format!("{LIST}/nouvelle"), |offer| format!("{LIST}/{}", offer.reference)),
        page: published.map(|offer| offer_page(&offer.reference)),
    };
    Ok(Html(page.render()?))
}

fn lines(root: &std::path::Path, today: Date) -> Result<Vec<Line>> {
    let mut lines: Vec<(u8, Line)> = files::names(root, "offres")?.into_iter().map(|name| line(root, name, today)).collect();
    lines.sort_by(|a, b| (a.0, &a.1.title).cmp(&(b.0, &b.1.title)));
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

/// A line and its rank: what has an error first, then what is open.
fn line(root: &std::path::Path, name: String, today: Date) -> (u8, Line) {
    let opened = files::open(root, &format!("offres/{name}.md")).ok().flatten();
    let offer = opened.as_ref().and_then(|opened| read(opened, &name));
    let (Some(opened), Some(offer)) = (opened, offer) else {
        let state = "en erreur : voyez la page « Fichiers »";
        let (title, employer, closes) = (name.clone(), String::new(), String::new());
        return (0, Line { reference: name, title, employer, state, closes, gestures: Vec::new(), hash: None, is_published: false });
    };
    let (rank, state, gestures) = standing(&offer, today);
    let line = Line {
        reference: name,
        title: offer.title,
        employer: offer.employer,
        state,
        closes: offer.closes.map_or_else(|| "aucune".to_owned(), written_day),
        gestures,
        hash: Some(opened.hash),
        is_published: offer.status == Status::Published,
    };
    (rank, line)
}

const FILL: (&str, &str) = ("pourvue", "Pourvue");
const CLOSE: (&str, &str) = ("fermer", "Fermer");
const REOPEN: (&str, &str) = ("rouvrir", "Rouvrir");

fn standing(offer: &Offer, today: Date) -> (u8, &'static str, Vec<(&'static str, &'static str)>) {
    match (offer.status, offer.state(today)) {
        (Status::Draft, _) => (2, "brouillon", Vec::new()),
        (Status::Retired, _) => (5, "retirée", Vec::new()),
        (Status::Published, OfferState::Open) => (1, "ouverte", vec![FILL, CLOSE]),
        (Status::Published, OfferState::Filled) => (4, "pourvue", vec![REOPEN]),
        (Status::Published, OfferState::Closed) if offer.progress == Progress::Open => (3, "close à sa date", vec![FILL, CLOSE]),
        (Status::Published, OfferState::Closed) => (4, "fermée", vec![FILL, REOPEN]),
    }
}
