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
use crate::campaign::{profile_words, source_words};
use crate::clock::hour_in_paris;
use crate::conversation::{Data, Reply};
use crate::privacy::TEXT_KEPT_DAYS;
use crate::store::{KeptExchange, PersonData, PlannedSession};
use crate::words::{AnsweredBy, ChangedMind, Outcome, SessionId};

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
    /// The same of an objection.
    Objecting,
    /// It is done.
    Erased,
}

#[derive(Template)]
#[template(path = "my_data.html")]
struct MyData<'a> {
    text: Html,
    conversation: String,
    step: Step,
    first_seen: Option<String>,
    of_age: Option<String>,
    source: Option<String>,
    /// The sessions they gave stars to.
    rated: Vec<String>,
    /// The lines they added to their stars.
    remarks: Vec<&'a str>,
    reminders: Vec<String>,
    exchanges: Vec<KeptView<'a>>,
    /// What they ticked about themselves, in words.
    profile: Vec<(String, String)>,
    /// The offers they clicked on « postuler » of.
    applied: Vec<String>,
    /// Whether they object.
    objects: bool,
    days: i64,
}

struct KeptView<'a> {
    asked_at: String,
    question: Option<String>,
    reply: Option<Html>,
    answer: Option<(&'static str, Html)>,
    changed_mind: Option<&'a str>,
}

type Page = Result<HtmlPage<String>, Error>;

const FROM_THE_CHAT: &str =
    "Vos données se voient depuis la page du t'chat où vous avez posé vos questions : le bouton « Mes données » est en bas de cette page.";

/// `GET /mes-donnees`
pub(super) async fn explain() -> Page {
    page(nothing(FROM_THE_CHAT.to_owned()), &[], String::new(), Step::Seen)
}

/// `POST /mes-donnees`
pub(super) async fn see(State(web): State<Shared>, Form(wanted): Form<Wanted>) -> Page {
    let visitor = visitor(&web, &wanted)?;
    let data = web.site.conversation.data_of(&visitor.person).await;
    let sessions = if data.kept.is_some() { web.site.store.sessions().await? } else { Vec::new() };
    page(data, &sessions, visitor.token, Step::Seen)
}

/// `POST /mes-donnees/fichier`
pub(super) async fn receive(State(web): State<Shared>, Form(wanted): Form<Wanted>) -> Result<Response, Error> {
    let visitor = visitor(&web, &wanted)?;
    let kept = web.site.store.data_of(&visitor.person).await?;
    let file = match &kept {
        Some(kept) => as_file(kept, &web.site.store.sessions().await?),
        None => json!({ "Message": web.site.conversation.faq().say("donnees-vides", &[]) }),
    };
    let file = serde_json::to_string_pretty(&file).map_err(anyhow::Error::new)?;
    let headers = [(CONTENT_TYPE, "application/json"), (CONTENT_DISPOSITION, "attachment; filename=\"mes-donnees-tchat.json\"")];
    Ok((headers, file).into_response())
}

/// `POST /mes-donnees/effacer`
pub(super) async fn erase(State(web): State<Shared>, Form(wanted): Form<Wanted>) -> Page {
    let visitor = visitor(&web, &wanted)?;
    if wanted.confirme != "oui" {
        let text =
            "Voulez-vous effacer tous vos échanges ? Une question transmise et restée sans réponse n'en recevra pas. C'est sans retour.";
        return page(nothing(text.to_owned()), &[], visitor.token, Step::Asked);
    }
    let text = web.site.conversation.erase(&visitor.person).await;
    page(nothing(text), &[], visitor.token, Step::Erased)
}

/// `POST /mes-donnees/opposer`
pub(super) async fn object(State(web): State<Shared>, Form(wanted): Form<Wanted>) -> Page {
    let visitor = visitor(&web, &wanted)?;
    if wanted.confirme != "oui" {
        return page(nothing(web.site.conversation.faq().say("opposer-confirmer", &[])), &[], visitor.token, Step::Objecting);
    }
    let text = web.site.conversation.object(&visitor.person).await;
    let objects = web.site.store.objects(&visitor.person).await?;
    page(Data { objects, ..nothing(text) }, &[], visitor.token, Step::Seen)
}

/// `POST /mes-donnees/lever`
pub(super) async fn lift_objection(State(web): State<Shared>, Form(wanted): Form<Wanted>) -> Page {
    let visitor = visitor(&web, &wanted)?;
    let text = web.site.conversation.lift_objection(&visitor.person).await;
    page(nothing(text), &[], visitor.token, Step::Seen)
}

fn nothing(text: String) -> Data {
    Data { kept: None, objects: false, text }
}

fn visitor(web: &Shared, wanted: &Wanted) -> Result<Visitor, Error> {
    web.visitor(&wanted.conversation, web.now())?.ok_or(Error::Wrong(FROM_THE_CHAT.into()))
}

fn page(data: Data, sessions: &[PlannedSession], conversation: String, step: Step) -> Page {
    let kept = data.kept.as_ref();
    let page = MyData {
        text: Html::from_markdown(&data.text),
        conversation,
        step,
        first_seen: kept.map(|kept| hour_in_paris(kept.first_seen_at)),
        of_age: kept.and_then(|kept| kept.of_age_at).map(hour_in_paris),
        source: kept.and_then(|kept| kept.source.clone()),
        rated: kept.map(|kept| titles(&kept.rated, sessions)).unwrap_or_default(),
        remarks: kept.map(|kept| kept.said.iter().map(|(_, said)| said.as_str()).collect()).unwrap_or_default(),
        reminders: kept.map(|kept| titles(&kept.reminders, sessions)).unwrap_or_default(),
        exchanges: kept.map(|kept| kept.exchanges.iter().map(view).collect()).unwrap_or_default(),
        profile: kept.map(|kept| said(&kept.profile)).unwrap_or_default(),
        applied: kept.map(|kept| kept.applied.clone()).unwrap_or_default(),
        objects: data.objects,
        days: TEXT_KEPT_DAYS,
    };
    Ok(HtmlPage(page.render()?))
}

fn view(kept: &KeptExchange) -> KeptView<'_> {
    KeptView {
        asked_at: hour(kept.asked_at),
        question: kept.question.clone(),
        reply: reply_text(kept).map(|text| Html::from_markdown(&text)),
        answer: kept.answer.as_ref().map(|answer| (later_words(answer.by), Html::from_markdown(&answer.said))),
        changed_mind: changed_mind(kept),
    }
}

fn hour(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis).map(hour_in_paris).unwrap_or_default()
}

fn reply_text(kept: &KeptExchange) -> Option<String> {
    let reply = Reply::from_json(kept.reply.as_deref()?).ok()?;
    Some(reply.text)
}

/// Whether an answer to something wrongly believed changed a mind, once it was said.
fn changed_mind(kept: &KeptExchange) -> Option<&str> {
    kept.changed_mind.as_deref().map(ChangedMind::french_of)
}

fn titles(rated: &[SessionId], sessions: &[PlannedSession]) -> Vec<String> {
    let title = |id: &SessionId| match sessions.iter().find(|session| session.id == *id) {
        Some(session) => format!("{} ({})", session.title, hour_in_paris(session.opens_at)),
        None => id.to_string(),
    };
    rated.iter().map(title).collect()
}

/// What was ticked, in words.
fn said(ticked: &[(String, String)]) -> Vec<(String, String)> {
    let words = ticked.iter().map(|(question, answer)| profile_words(question, answer));
    words.map(|(question, answer)| (question.to_owned(), answer.to_owned())).collect()
}

/// Everything, in words a person can read.
fn as_file(data: &PersonData, sessions: &[PlannedSession]) -> Value {
    json!({
        "Premier contact": hour_in_paris(data.first_seen_at),
        "15 ans ou plus": data.of_age_at.map_or_else(|| "pas dit".to_owned(), |at| format!("dit le {}", hour_in_paris(at))),
        "Origine": data.source.as_deref().map_or_else(|| "inconnue".to_owned(), source_words),
        "Profil": said(&data.profile).into_iter().map(|(question, answer)| json!({ question: answer })).collect::<Vec<_>>(),
        "Sessions notées": titles(&data.rated, sessions),
        "Vos mots sur ces sessions": data.said.iter().map(|(_, said)| said).collect::<Vec<_>>(),
        "Rappels demandés": titles(&data.reminders, sessions),
        "Offres où vous avez cliqué sur « postuler »": data.applied,
        "Échanges": data.exchanges.iter().map(exchange_as_file).collect::<Vec<_>>(),
    })
}

/// Whose the answer is that came later.
fn later_words(by: AnsweredBy) -> &'static str {
    match by {
        AnsweredBy::Person => "Réponse d'une personne",
        AnsweredBy::Bot => "Réponse publiée ensuite",
    }
}

fn exchange_as_file(kept: &KeptExchange) -> Value {
    let mut file = json!({
        "Date": hour(kept.asked_at),
        "Question": kept.question.as_deref().unwrap_or("non gardée"),
        "Issue": Outcome::french_of(&kept.outcome),
        "Réponse automatique": reply_text(kept).unwrap_or_else(|| "effacée".to_owned()),
    });
    let (words, said) =
        kept.answer.as_ref().map_or((later_words(AnsweredBy::Person), "aucune"), |answer| (later_words(answer.by), &answer.said));
    file[words] = said.into();
    // Few exchanges are asked about it: only theirs say so.
    if let Some(said) = changed_mind(kept) {
        file["La réponse a changé mon idée"] = said.into();
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::LaterAnswer;

    const ASKED_AT: i64 = 1_795_371_240_000;

    fn kept(outcome: Outcome, question: Option<&str>, answer: Option<&str>) -> KeptExchange {
        KeptExchange {
            id: "a".to_owned(),
            session_id: None,
            asked_at: ASKED_AT,
            question: question.map(str::to_owned),
            outcome: outcome.as_str().to_owned(),
            reply: None,
            answer: answer.map(|said| LaterAnswer { said: said.to_owned(), by: AnsweredBy::Person }),
            changed_mind: answer.map(|_| "no".to_owned()),
        }
    }

    #[test]
    fn the_file_is_in_words() {
        let at = jiff::Timestamp::from_millisecond(ASKED_AT).expect("an instant");
        let session = crate::sessions::plan("Un soir", at, at + jiff::SignedDuration::from_hours(1), at).expect("a session");
        let data = PersonData {
            first_seen_at: at,
            of_age_at: Some(at),
            source: Some("ecole".to_owned()),
            rated: vec![session.id.clone()],
            said: vec![(session.id.clone(), "Très clair.".to_owned())],
            reminders: Vec::new(),
            profile: vec![("situation".to_owned(), "prive".to_owned())],
            applied: vec!["archiviste".to_owned()],
            exchanges: vec![kept(Outcome::Unknown, None, None), kept(Outcome::HandedOver, Some("Le parking ?"), Some("Il y en a un."))],
        };
        let when = "22/11/2026 à 19\u{a0}h\u{a0}14";
        let exchange = |question: &str, issue: &str, answer: &str| json!({ "Date": when, "Question": question, "Issue": issue, "Réponse automatique": "effacée", "Réponse d'une personne": answer });
        let mut handed_over = exchange("Le parking ?", "transmise à une personne", "Il y en a un.");
        handed_over["La réponse a changé mon idée"] = json!("non");
        let expected = json!({
            "Premier contact": when,
            "15 ans ou plus": format!("dit le {when}"),
            "Origine": "Mon école ou mon organisme de formation",
            "Profil": [{ "Votre situation": "En poste dans le privé" }],
            "Sessions notées": [format!("Un soir ({when})")],
            "Vos mots sur ces sessions": ["Très clair."],
            "Rappels demandés": [],
            "Offres où vous avez cliqué sur « postuler »": ["archiviste"],
            "Échanges": [exchange("non gardée", "restée sans réponse", "aucune"), handed_over],
        });
        assert_eq!(as_file(&data, &[session]), expected);
    }
    #[test]
    fn a_partner_server_is_said_as_on_discord() {
        let at = jiff::Timestamp::from_millisecond(ASKED_AT).expect("an instant");
        let source = Some("serveur/ecole-nwx".to_owned());
        let data = PersonData {
            first_seen_at: at,
            of_age_at: None,
            source,
            rated: Vec::new(),
            said: Vec::new(),
            reminders: Vec::new(),
            profile: Vec::new(),
            applied: Vec::new(),
            exchanges: Vec::new(),
        };
        assert_eq!(as_file(&data, &[])["Origine"], "serveur partenaire «\u{a0}ecole-nwx\u{a0}»");
    }
}
