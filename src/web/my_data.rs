//! « Mes données »: see what is kept, receive it as a file, have it erased.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html as HtmlPage, IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::html::Html;
use super::visitor::Visitor;
use super::{Error, Shared};
use crate::conversation::{Data, Reply};
use crate::privacy::TEXT_KEPT_DAYS;
use crate::sessions::hour_in_paris;
use crate::store::{KeptExchange, PersonData};

/// The forms of these pages.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    conversation: String,
    /// `oui` once the erasure is confirmed.
    confirme: String,
}

/// How far an erasure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// What is kept is shown.
    Seen,
    /// The visitor is asked whether they are sure.
    Asked,
    /// It is done.
    Erased,
}

#[derive(Template)]
#[template(path = "my_data.html")]
struct MyData {
    text: Html,
    conversation: String,
    step: Step,
    first_seen: Option<String>,
    of_age: Option<String>,
    source: Option<String>,
    exchanges: Vec<KeptView>,
    days: i64,
}

struct KeptView {
    asked_at: String,
    question: Option<String>,
    reply: Option<Html>,
    answer: Option<Html>,
}

type Page = Result<HtmlPage<String>, Error>;

const FROM_THE_CHAT: &str =
    "Vos données se voient depuis la page du t'chat où vous avez posé vos questions : le bouton « Mes données » est en bas de cette page.";

/// `GET /mes-donnees`
pub(super) async fn explain() -> Page {
    page(Data { kept: None, text: FROM_THE_CHAT.to_owned() }, String::new(), Step::Seen)
}

/// `POST /mes-donnees`
pub(super) async fn see(State(web): State<Shared>, Form(wanted): Form<Wanted>) -> Page {
    let visitor = visitor(&web, &wanted)?;
    let data = web.site.conversation.data_of(&visitor.person).await;
    page(data, visitor.token, Step::Seen)
}

/// `POST /mes-donnees/fichier`
pub(super) async fn receive(State(web): State<Shared>, Form(wanted): Form<Wanted>) -> Result<Response, Error> {
    let visitor = visitor(&web, &wanted)?;
    let kept = web.site.store.data_of(&visitor.person).await?;
    let file = serde_json::to_string_pretty(&kept.as_ref().map_or(Value::Null, as_file)).map_err(anyhow::Error::new)?;
    let headers = [(CONTENT_TYPE, "application/json"), (CONTENT_DISPOSITION, "attachment; filename=\"mes-donnees-tchat.json\"")];
    Ok((headers, file).into_response())
}

/// `POST /mes-donnees/effacer`
pub(super) async fn erase(State(web): State<Shared>, Form(wanted): Form<Wanted>) -> Page {
    let visitor = visitor(&web, &wanted)?;
    if wanted.confirme != "oui" {
        let text = "Voulez-vous effacer tous vos échanges ? Une question transmise et pas encore répondue ne recevra pas de réponse. C'est sans retour.";
        return page(Data { kept: None, text: text.to_owned() }, visitor.token, Step::Asked);
    }
    let text = web.site.conversation.erase(&visitor.person, web.now()).await;
    page(Data { kept: None, text }, visitor.token, Step::Erased)
}

fn visitor(web: &Shared, wanted: &Wanted) -> Result<Visitor, Error> {
    web.visitor(&wanted.conversation, web.now())?.ok_or(Error::Wrong(FROM_THE_CHAT.into()))
}

fn page(data: Data, conversation: String, step: Step) -> Page {
    let kept = data.kept.as_ref();
    let page = MyData {
        text: Html::from_markdown(&data.text),
        conversation,
        step,
        first_seen: kept.map(|kept| hour_in_paris(kept.first_seen_at)),
        of_age: kept.and_then(|kept| kept.of_age_at).map(hour_in_paris),
        source: kept.and_then(|kept| kept.source.clone()),
        exchanges: kept.map(|kept| kept.exchanges.iter().map(view).collect()).unwrap_or_default(),
        days: TEXT_KEPT_DAYS,
    };
    Ok(HtmlPage(page.render()?))
}

fn view(kept: &KeptExchange) -> KeptView {
    KeptView {
        asked_at: hour(kept.asked_at),
        question: kept.question.clone(),
        reply: reply_text(kept).map(|text| Html::from_markdown(&text)),
        answer: kept.answer.as_deref().map(Html::from_markdown),
    }
}

fn hour(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis).map(hour_in_paris).unwrap_or_default()
}

fn reply_text(kept: &KeptExchange) -> Option<String> {
    let reply: Reply = serde_json::from_str(kept.reply.as_deref()?).ok()?;
    Some(reply.text)
}

/// Everything, in words a person can read and a program too.
fn as_file(data: &PersonData) -> Value {
    let exchanges: Vec<Value> = data
        .exchanges
        .iter()
        .map(|kept| {
            json!({
                "date": hour(kept.asked_at),
                "question": kept.question,
                "issue": kept.outcome,
                "reponse_automatique": reply_text(kept),
                "reponse_d_une_personne": kept.answer,
            })
        })
        .collect();
    json!({
        "premier_contact": hour_in_paris(data.first_seen_at),
        "quinze_ans_ou_plus_depuis": data.of_age_at.map(hour_in_paris),
        "origine": data.source,
        "echanges": exchanges,
    })
}
