//! The same conversation in JSON, for the page's script and for programs.

use axum::Json;
use axum::extract::{FromRequest, Request, State};
use axum::http::header;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::chat::ERASED;
use super::gestures::{Effect, Tapped};
use super::page::{ExchangeView, Fields, ReplyView};
use super::visitor::{MAX_MESSAGE_ID_CHARS, Question, Visitor, unique};
use super::{Error, Shared, Web};
use crate::campaign::plain_slug;
use crate::conversation::{Answered, Reply};

/// A question in JSON.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    text: String,
    conversation: Option<String>,
    /// What recognises a repeated message; drawn at random for the first of a
    /// conversation, as [`unique`] says.
    message_id: Option<String>,
    source: Option<String>,
    /// The play of the game that led to the page.
    jeu: Option<String>,
    /// Whether the page wants its HTML too.
    #[serde(default)]
    html: bool,
}

/// The answer in JSON.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    #[serde(flatten)]
    reply: Reply,
    conversation: String,
    /// Whether the question is kept. When the database is away the answer comes
    /// all the same: the message may be sent again, under its number.
    kept: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<Fragments>,
}

/// What a tap led to, in JSON.
#[derive(Debug, Serialize)]
pub(super) struct TapAnswer {
    #[serde(flatten)]
    effect: Effect,
    conversation: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<String>,
}

/// The parts of the page that changed.
#[derive(Debug, Serialize)]
struct Fragments {
    exchange: String,
    session: String,
}

/// A JSON body, or one clear sentence on what is wrong with it.
pub(super) struct Body<T>(pub(super) T);

/// What is read as JSON, and how to write it.
pub(super) trait Shape: DeserializeOwned {
    /// What is told when the JSON is of another form.
    const EXPECTED: &str;
}

impl Shape for Asked {
    const EXPECTED: &str = "Il manque « text », ou une valeur n'est pas du texte. Forme attendue : {\"text\": \"…\", \"conversation\": \"…\", \"message_id\": \"…\", \"source\": \"…\"} ; seul « text » est obligatoire.";
}

impl Shape for Tapped {
    const EXPECTED: &str =
        "Une valeur n'est pas du texte. Forme attendue : {\"conversation\": \"…\", \"gesture\": \"…\", \"exchange\": \"…\"}.";
}

impl<T: Shape, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        if !is_json(&request) {
            return Err(Error::UnknownKind("Envoyez du JSON, avec l'en-tête « Content-Type: application/json ».".into()));
        }
        let bytes = axum::body::Bytes::from_request(request, state).await.map_err(|_| Error::TooLong)?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| wrong_json(&error, T::EXPECTED))
    }
}

fn is_json(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn wrong_json(error: &serde_json::Error, expected: &'static str) -> Error {
    if error.is_data() {
        return Error::Unusable(expected.into());
    }
    Error::Wrong(format!("Ce JSON est mal formé, ligne {}, colonne {}.", error.line(), error.column()).into())
}

/// `POST /api/chat`
pub(super) async fn ask(State(web): State<Shared>, Body(asked): Body<Asked>) -> Result<Json<Answer>, Error> {
    let now = web.now();
    let message_id = asked.message_id.as_deref().filter(|id| !id.is_empty());
    if message_id.is_some_and(|id| id.chars().count() > MAX_MESSAGE_ID_CHARS) {
        return Err(Error::Wrong(format!("« message_id » est trop long : {MAX_MESSAGE_ID_CHARS} caractères au plus.").into()));
    }
    let given = asked.conversation.as_deref().filter(|token| !token.is_empty());
    let visitor = match given {
        Some(token) => web.visitor_of(token, now)?,
        None => web.new_visitor(now)?,
    };
    let unique = unique(given, message_id, &asked.text);
    let slug = asked.source.as_deref().map(plain_slug);
    let answered = web.ask(Question { text: &asked.text, visitor: &visitor, unique, slug }, now).await?;
    if let (Answered::Recorded(_), Some(word)) = (&answered, &asked.jeu) {
        web.count_question_of_game(word).await;
    }
    let kept = !matches!(answered, Answered::NotRecorded(_));
    let reply = match answered {
        // The taps would be those of another conversation: this one is new.
        Answered::Repeated(reply) if given.is_none() => reply.without_taps(&web.site.conversation.faq()),
        Answered::Recorded(reply) | Answered::NotRecorded(reply) | Answered::Repeated(reply) => reply,
        Answered::Erased | Answered::Silent(_) => return Err(Error::Gone(ERASED.into())),
    };
    let html = if asked.html { Some(web.fragments(&visitor, &asked.text, slug, &reply, now).await?) } else { None };
    Ok(Json(Answer { reply, conversation: visitor.token, kept, html }))
}

/// `POST /api/geste`
pub(super) async fn tap(State(web): State<Shared>, Body(tapped): Body<Tapped>) -> Result<Json<TapAnswer>, Error> {
    let now = web.now();
    let visitor = web.visitor_of(&tapped.conversation, now)?;
    let effect = web.perform(&visitor.person, &tapped, now).await?;
    let html = tapped.html.then(|| {
        let fields = Fields { conversation: visitor.token.clone(), source: plain_slug(&tapped.source).to_owned() };
        let shown = Effect { text: effect.text.clone(), taps: effect.taps.clone(), reply: None };
        web.reply_html(ReplyView::told(tapped.exchange_text(), shown), &fields)
    });
    Ok(Json(TapAnswer { effect, conversation: visitor.token, html: html.transpose()? }))
}

impl Web {
    /// The visitor of a word, or one clear sentence.
    pub(super) fn visitor_of(&self, token: &str, now: Timestamp) -> Result<Visitor, Error> {
        let wrong =
            || Error::Wrong("« conversation » n'a pas la forme attendue : redonnez celle de la réponse précédente, ou aucune.".into());
        self.visitor(token, now)?.ok_or_else(wrong)
    }

    async fn fragments(
        &self,
        visitor: &Visitor,
        text: &str,
        slug: Option<&str>,
        reply: &Reply,
        now: Timestamp,
    ) -> Result<Fragments, Error> {
        let fields = Fields { conversation: visitor.token.clone(), source: slug.unwrap_or_default().to_owned() };
        let data = self.data_of(&visitor.person).await;
        let session = self.session_view(data.as_ref().map(|data| (&visitor.person, data)), &fields, now).await;
        Ok(Fragments {
            exchange: self.exchange_html(ExchangeView::fresh(text, reply.clone()), &fields)?,
            session: askama::Template::render(&session)?,
        })
    }
}
