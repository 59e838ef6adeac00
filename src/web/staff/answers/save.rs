//! One answer: shown, checked, saved. What is typed is never lost: a text that
//! is not saved comes back on the page, with why.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form as Fields, Json};
use jiff::civil::Date;
use serde_json::json;

use super::super::super::preview::Preview;
use super::super::super::{Error, Shared, Web};
use super::super::{Done, Member, Page, back_to};
use super::sheet::{FormView, Service, Sheet, Verdict};
use super::told;
use super::typed::Typed;
use crate::clock::hour_in_paris;
use crate::conversation;
use crate::desk::{Desk, Form, Part, apply, part_of, side_by_side};
use crate::faq::{Entry, Trial};
use crate::files::{Problem, Saved, Severity, Status};
use crate::words::EntryId;

const NOT_SAVED: &str = "Rien n'est enregistré : corrigez les erreurs indiquées plus bas. Tout ce que vous avez écrit est là.";
const NO_SHAPE: &str = "Rien n'est enregistré : ce texte ne peut pas s'écrire dans le fichier. Il faut une question, au moins une formulation, et aucune ligne de la réponse ne commence par « ## Autres formulations ». Tout ce que vous avez écrit est là.";
const CHANGED: &str =
    "Rien n'est enregistré : une autre personne a changé ce fichier pendant que vous écriviez. Comparez les deux textes, puis choisissez.";
/// How the log names a draft made of what somebody of the team answered.
const FROM_A_PERSON: &str = "réponse tirée d'un échange";
const SECOND_PERSON: &str = "Rien n'est enregistré : vous avez tiré cette réponse d'un échange, une autre personne la relit et la publie, ici ou dans le fichier. Enregistrez-la en brouillon en attendant.";
const REMOVED: &str =
    "Rien n'est enregistré : ce fichier a été retiré du dossier pendant que vous écriviez. Enregistrez encore une fois pour le recréer.";

/// Where a text goes, what stands there, and what the text would be.
struct Tried {
    theme: String,
    path: String,
    /// What stands there: its text and its mark.
    current: Option<(String, String)>,
    /// The whole text proposed; none when what is typed has not the shape of a file.
    proposed: Option<String>,
    trial: Option<Result<Trial, Problem>>,
}

/// `GET /staff/reponses/{id}`
pub(in crate::web) async fn show(State(web): State<Shared>, Path(id): Path<String>, Query(done): Query<Done>) -> Page {
    let (today, wanted) = (web.today(), id.clone());
    let opened = web.at_desk(move |desk| opened(&desk, &wanted, today)).await??;
    let Some((typed, tried)) = opened else { return Err(web.unknown(&id).await?) };
    let mut sheet = web.sheet(&id, &typed, &tried).await;
    sheet.done = done.sentence();
    if sheet.verdict.errors > 0 {
        sheet.meanwhile = Some(web.meanwhile(&tried.path).await?);
    }
    Ok(Html(sheet.render()?))
}

/// `POST /staff/reponses/{id}/verifier`: what is wrong and how it looks, for
/// the page that has a script.
pub(in crate::web) async fn check(
    State(web): State<Shared>,
    Path(id): Path<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let (typed, tried) = web.tried(&id, Typed::of(fields)).await?;
    let sheet = web.sheet(&id, &typed, &tried).await;
    let (parts, whole) = sheet.verdict.fragments()?;
    let shape = tried.proposed.is_none().then_some(NO_SHAPE);
    Ok(Json(json!({ "parts": parts, "whole": whole, "problem": shape })).into_response())
}

/// `POST /staff/reponses/{id}`
pub(in crate::web) async fn change(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Result<Response, Error> {
    web.may_edit()?;
    let (typed, tried) = web.tried(&id, Typed::of(fields)).await?;
    if typed.action == "verifier" {
        return Ok(Html(web.sheet(&id, &typed, &tried).await.render()?).into_response());
    }
    if tried.would_publish() && web.drew(&member, &id).await? {
        let refusal = Refusal { status: StatusCode::FORBIDDEN, words: SECOND_PERSON.to_owned(), conflict: false };
        return web.refused(&id, typed, refusal).await;
    }
    let refusal = match web.save(&typed, &tried).await? {
        Saved::Written(_) if tried.is_the_same() => return Ok(back_to(&address(&id), "reponse-pareille")),
        Saved::Written(_) => {
            web.changed_by(&member, &id, &typed.action).await;
            return Ok(back_to(&address(&id), "reponse-enregistree"));
        }
        Saved::Refused(sentence) => Refusal { status: StatusCode::UNPROCESSABLE_ENTITY, words: sentence, conflict: false },
        Saved::Changed => {
            let words = if tried.current.is_some() { CHANGED } else { REMOVED };
            Refusal { status: StatusCode::CONFLICT, words: words.to_owned(), conflict: true }
        }
    };
    web.refused(&id, typed, refusal).await
}

/// Why a text was not saved.
struct Refusal {
    status: StatusCode,
    words: String,
    conflict: bool,
}

/// A file as its page shows it: in the form, or whole when its shape, or one of
/// its mistakes, is none that the form could mend.
fn opened(desk: &Desk, id: &str, today: Date) -> anyhow::Result<Option<(Typed, Tried)>> {
    let Some(open) = desk.open(id)? else { return Ok(None) };
    let mut typed = Typed { hash: open.hash, ..as_it_stands(&open.text) };
    let tried = try_typed(desk, id, &typed, today)?;
    if tried.as_ref().is_some_and(Tried::is_wrong_beside_the_form) {
        typed.text = Some(open.text);
    }
    Ok(tried.map(|tried| (typed, tried)))
}

/// The text of a file as its form sends it, or whole when it has no form.
fn as_it_stands(text: &str) -> Typed {
    match Form::read(text) {
        Some(form) => Typed { form, ..Typed::default() },
        None => Typed { text: Some(text.to_owned()), ..Typed::default() },
    }
}

fn address(id: &str) -> String {
    format!("/staff/reponses/{id}")
}

/// Tries what was typed on the file as it now is; none when there is no such
/// file and no theme to put it in.
fn try_typed(desk: &Desk, id: &str, typed: &Typed, today: Date) -> anyhow::Result<Option<Tried>> {
    let (theme, path, current) = match desk.open(id)? {
        Some(open) => (open.theme, open.path, Some((open.text, open.hash))),
        None if Desk::is_name(id) && desk.themes().contains(&typed.theme) => {
            (typed.theme.clone(), format!("faq/{}/{id}.md", typed.theme), None)
        }
        None => return Ok(None),
    };
    let base = current.as_ref().map_or_else(|| Desk::blank(&typed.form.question, today), |(text, _)| text.clone());
    let proposed = typed.text.clone().or_else(|| apply(&base, &typed.form));
    let trial = proposed.as_deref().map(|text| desk.try_text(&path, text, today));
    Ok(Some(Tried { theme, path, current, proposed, trial }))
}

impl Tried {
    fn hash(&self) -> Option<&str> {
        self.current.as_ref().map(|(_, hash)| hash.as_str())
    }

    /// Whether the file already holds the text proposed.
    fn is_the_same(&self) -> bool {
        self.current.as_ref().map(|(text, _)| text) == self.proposed.as_ref()
    }

    /// Whether candidates would read it from now on, who did not before.
    fn would_publish(&self) -> bool {
        let is_served = self.current.as_ref().and_then(|(text, _)| Form::read(text)).is_some_and(|form| form.status == "publie");
        !is_served && self.entry().is_some_and(|entry| entry.status == Status::Published)
    }

    /// Whether an error stands where the form has no field: a key that is none.
    fn is_wrong_beside_the_form(&self) -> bool {
        let (Some(text), Some(Ok(trial))) = (&self.proposed, &self.trial) else { return false };
        trial.here.iter().any(|problem| problem.severity == Severity::Error && part_of(text, problem) == Part::File)
    }

    fn entry(&self) -> Option<&Entry> {
        self.trial.as_ref()?.as_ref().ok()?.entry.as_ref()
    }
}

impl Web {
    async fn tried(&self, id: &str, typed: Typed) -> Result<(Typed, Tried), Error> {
        let (today, wanted) = (self.today(), id.to_owned());
        let work = move |desk: Desk| try_typed(&desk, &wanted, &typed, today).map(|tried| (typed, tried));
        match self.at_desk(work).await?? {
            (typed, Some(tried)) => Ok((typed, tried)),
            (_, None) => Err(self.unknown(id).await?),
        }
    }

    /// Whether a member made this draft of an answer they or a colleague gave: it
    /// takes another one to publish it.
    async fn drew(&self, member: &Member, id: &str) -> Result<bool, Error> {
        let drawn = self.site.store.last_action(id, FROM_A_PERSON).await?;
        Ok(drawn.is_some_and(|line| line.done.account.as_ref() == Some(&member.id)))
    }

    /// Writes the text, unless somebody changed the file or something is wrong.
    async fn save(&self, typed: &Typed, tried: &Tried) -> Result<Saved, Error> {
        if tried.is_the_same() {
            return Ok(Saved::Written(String::new()));
        }
        if tried.hash() != typed.opened() {
            return Ok(Saved::Changed);
        }
        let Some(text) = tried.proposed.clone() else { return Ok(Saved::Refused(NO_SHAPE.to_owned())) };
        match &tried.trial {
            Some(Err(problem)) => return Ok(Saved::Refused(told(problem))),
            Some(Ok(trial)) if !trial.is_good() => return Ok(Saved::Refused(NOT_SAVED.to_owned())),
            _ => {}
        }
        let (path, hash) = (tried.path.clone(), typed.opened().map(str::to_owned));
        Ok(self.at_desk(move |desk| desk.save(&path, &text, hash.as_deref())).await??)
    }

    /// The page again, with what was typed. After a conflict it stands on the
    /// file as it now is, so that saving once more takes its place knowingly.
    async fn refused(&self, id: &str, typed: Typed, refusal: Refusal) -> Result<Response, Error> {
        let (mut typed, tried) = self.tried(id, typed).await?;
        if refusal.conflict {
            typed.hash = tried.hash().unwrap_or_default().to_owned();
        }
        let mut sheet = self.sheet(id, &typed, &tried).await;
        sheet.problem = Some(refusal.words);
        if let (true, Some((current, _)), Some(mine)) = (refusal.conflict, &tried.current, &tried.proposed) {
            sheet.conflict = Some(side_by_side(current, mine));
        }
        Ok((refusal.status, Html(sheet.render()?)).into_response())
    }

    /// Notes who changed an answer. The file is saved by then: a log that is
    /// away does not undo it.
    pub(in crate::web::staff) async fn changed_by(&self, member: &Member, id: &str, action: &str) {
        let words = match action {
            "creer" => "réponse créée",
            "tirer" => FROM_A_PERSON,
            "publier" => "réponse publiée",
            "brouillon" => "réponse remise en brouillon",
            "retirer" => "réponse retirée",
            _ => "réponse modifiée",
        };
        if let Err(error) = self.audit(member, words, id).await {
            tracing::error!(entry = id, "noting who changed an answer: {error:?}");
        }
    }

    async fn unknown(&self, id: &str) -> Result<Error, Error> {
        let wanted: String = id.chars().take(80).collect();
        let asked = wanted.clone();
        let near = self.at_desk(move |desk| desk.nearest_ids(&asked)).await?;
        let near = near.iter().map(|id| format!("« {id} »")).collect::<Vec<_>>().join(", ");
        let more = if near.is_empty() { String::new() } else { format!(" Les noms les plus proches : {near}.") };
        Ok(Error::NotFound(format!("Aucune réponse ne s'appelle « {wanted} ».{more}").into()))
    }

    async fn sheet(&self, id: &str, typed: &Typed, tried: &Tried) -> Sheet {
        let faq = self.site.conversation.faq();
        let reply = tried.entry().map(|entry| conversation::preview(&faq, entry, self.today()));
        let preview = reply.map(|reply| Preview::new(&reply, (self.site.as_discord)(&reply)));
        let text = tried.proposed.as_deref().unwrap_or_default();
        let (verdict, problem) = match &tried.trial {
            Some(Ok(trial)) => (Verdict::new(text, trial, preview), None),
            Some(Err(problem)) => (Verdict::default(), Some(told(problem))),
            None => (Verdict::default(), Some(NO_SHAPE.to_owned())),
        };
        let form = typed.text.is_none().then(|| FormView { form: typed.form.clone(), is_refusal: tried.path.starts_with("hors-sujet/") });
        Sheet {
            id: id.to_owned(),
            theme: tried.theme.clone(),
            theme_name: faq.theme_name(&tried.theme).to_owned(),
            path: tried.path.clone(),
            hash: typed.hash.clone(),
            done: None,
            problem,
            editing: self.site.editing,
            form,
            text: typed.text.clone().unwrap_or_default(),
            verdict,
            conflict: None,
            changed: self.last_change(id).await,
            meanwhile: None,
            service: service(faq.entry(&EntryId::new(id)), tried.entry()),
        }
    }

    /// Who changed an answer last, and when; nothing when the log does not say.
    async fn last_change(&self, id: &str) -> Option<String> {
        let line = self.site.store.last_action(id, "réponse ").await;
        let line = line.inspect_err(|error| tracing::error!("reading who changed an answer: {error:#}")).ok()??;
        Some(format!("{} le {}, par {}", line.done.action, hour_in_paris(line.at), line.done.name))
    }
}

/// Whether candidates receive a text.
fn service(served: Option<&Entry>, entry: Option<&Entry>) -> Service {
    match (served, entry) {
        (_, Some(entry)) if entry.status != Status::Published => Service::Aside,
        (Some(served), Some(entry)) if served == entry => Service::Served,
        (_, Some(_)) => Service::Soon,
        (_, None) => Service::Aside,
    }
}
