//! The chat page, whole and without script: a form posts the question, the
//! answer to it is the page with the whole conversation so far.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::Html as HtmlPage;
use jiff::Timestamp;
use serde::Deserialize;

use super::gestures::Tapped;
use super::page::{ExchangeView, Fields, ReplyView, SessionView};
use super::visitor::{MAX_MESSAGE_ID_CHARS, Question, Visitor, unique};
use super::{Error, Shared, Web};
use crate::campaign::plain_slug;
use crate::conversation::{Answered, MAX_QUESTION_CHARS, Reply};
use crate::faq::{Faq, Kind};
use crate::game::Play;
use crate::store::PersonData;
use crate::words::random_word;

/// How many questions an empty page gives as examples.
const EXAMPLES: usize = 3;

/// What a visitor reads when their message was received before and its answer erased.
pub(super) const ERASED: &str = "Ce message a déjà été reçu, et sa réponse est effacée. Posez à nouveau votre question.";

/// The slug of a tracked link, `/?de=linkedin`, or a question begun on the page
/// of a position.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Arrival {
    de: String,
    /// What the field of the page starts with; nothing is sent.
    question: String,
    /// The play of the game that led here.
    jeu: String,
}

/// The form of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// None when only the conversation is to be shown.
    text: Option<String>,
    conversation: String,
    message_id: String,
    source: String,
    /// The play of the game that led here.
    jeu: String,
}

#[derive(Template)]
#[template(path = "chat.html")]
struct ChatPage {
    employer: String,
    exchanges: Vec<ExchangeView>,
    /// What the last tap led to.
    told: Option<ReplyView>,
    session: SessionView,
    examples: Vec<String>,
    fields: Fields,
    message_id: String,
    begun: String,
    /// The play of the game that led here; empty without.
    word: String,
    has_game: bool,
    /// Whether an episode of a series can be read.
    has_episodes: bool,
    max_chars: usize,
    person_says: String,
}

type Page = Result<HtmlPage<String>, Error>;

/// `GET /`
pub(super) async fn show(State(web): State<Shared>, Query(arrival): Query<Arrival>) -> Page {
    let now = web.now();
    let visitor = web.new_visitor(now)?;
    web.page(&visitor, plain_slug(&arrival.de), Shown::begun(&arrival), now).await
}

/// `POST /`
pub(super) async fn ask(State(web): State<Shared>, Form(asked): Form<Asked>) -> Page {
    let now = web.now();
    let visitor = web.visitor_or_new(&asked.conversation, now)?;
    let slug = plain_slug(&asked.source);
    let Some(text) = &asked.text else { return web.page(&visitor, slug, Shown::default(), now).await };
    let message_id = Some(&*asked.message_id).filter(|id| !id.is_empty() && id.chars().count() <= MAX_MESSAGE_ID_CHARS);
    let unique = unique(Some(&visitor.token), message_id, text);
    let answered = web.ask(Question { text, visitor: &visitor, unique, slug: Some(slug) }, now).await?;
    if matches!(answered, Answered::Recorded(_)) {
        web.count_question_of_game(&asked.jeu).await;
    }
    let shown = match answered {
        // What is kept shows it, under the question it answers.
        Answered::Recorded(reply) | Answered::Repeated(reply) if reply.replaces => Shown::default(),
        Answered::Recorded(reply) | Answered::Repeated(reply) | Answered::NotRecorded(reply) => Shown::asked(text, reply),
        Answered::Erased | Answered::Silent(_) => Shown::told(ReplyView::sentence(ERASED)),
    };
    web.page(&visitor, slug, shown, now).await
}

/// `POST /geste`
pub(super) async fn tap(State(web): State<Shared>, Form(tapped): Form<Tapped>) -> Page {
    let now = web.now();
    let visitor = web.visitor_or_new(&tapped.conversation, now)?;
    let told = web.perform(&visitor.person, &tapped, now).await?;
    let told = ReplyView::told(tapped.exchange_text(), told);
    web.page(&visitor, plain_slug(&tapped.source), Shown::told(told), now).await
}

/// What a page shows besides what is kept.
#[derive(Default)]
struct Shown<'a> {
    /// The question just asked and its reply.
    asked: Option<(&'a str, Reply)>,
    /// What a tap led to.
    told: Option<ReplyView>,
    /// What stands in the field.
    begun: String,
    /// The play of the game that led here.
    word: String,
}

impl<'a> Shown<'a> {
    fn begun(arrival: &Arrival) -> Self {
        let word = if Play::is_word(&arrival.jeu) { arrival.jeu.clone() } else { String::new() };
        let text = &arrival.question;
        Self { word, begun: text.chars().filter(|sign| !sign.is_control()).take(MAX_QUESTION_CHARS).collect(), ..Self::default() }
    }

    fn asked(text: &'a str, reply: Reply) -> Self {
        Self { asked: Some((text, reply)), ..Self::default() }
    }

    fn told(told: ReplyView) -> Self {
        Self { told: Some(told), ..Self::default() }
    }
}

impl Web {
    /// A word that is not one of ours is taken as a new visitor's.
    fn visitor_or_new(&self, token: &str, now: Timestamp) -> Result<Visitor, Error> {
        match self.visitor(token, now)? {
            Some(visitor) => Ok(visitor),
            None => Ok(self.new_visitor(now)?),
        }
    }

    async fn page(&self, visitor: &Visitor, slug: &str, shown: Shown<'_>, now: Timestamp) -> Page {
        let fields = Fields { conversation: visitor.token.clone(), source: slug.to_owned() };
        let data = self.data_of(&visitor.person).await;
        let faq = self.site.conversation.faq();
        let mut exchanges = exchanges(data.as_ref(), shown.asked);
        exchanges.iter_mut().for_each(|exchange| exchange.lead_to(faq.offers()));
        let told = shown.told.map(|told| told.leading_to(faq.offers()));
        let page = ChatPage {
            employer: faq.employer_name().to_owned(),
            examples: if exchanges.is_empty() { examples(&faq) } else { Vec::new() },
            exchanges,
            told,
            session: self.session_view(data.as_ref().map(|data| (&visitor.person, data)), &fields, now).await,
            fields,
            message_id: random_word(),
            begun: shown.begun,
            word: shown.word,
            has_game: faq.game().is_some(),
            has_episodes: faq.series().iter().any(|series| series.published(now).next().is_some()),
            max_chars: MAX_QUESTION_CHARS,
            person_says: self.person_says(),
        };
        Ok(HtmlPage(page.render()?))
    }
}

/// What is kept, and the question just asked even when the database is away.
fn exchanges(data: Option<&PersonData>, asked: Option<(&str, Reply)>) -> Vec<ExchangeView> {
    let just_asked = asked.as_ref().map(|(text, reply)| (reply.exchange.as_str(), *text));
    let mut exchanges = data.map(|data| ExchangeView::all(data, just_asked)).unwrap_or_default();
    if let Some((text, reply)) = asked
        && !exchanges.iter().any(|exchange| exchange.is(reply.exchange.as_str()))
    {
        exchanges.push(ExchangeView::fresh(text, reply));
    }
    exchanges
}

/// Questions of different themes, spread over the files.
fn examples(faq: &Faq) -> Vec<String> {
    let mut firsts: Vec<_> = faq.entries().iter().filter(|entry| entry.kind == Kind::Answer).collect();
    firsts.dedup_by(|one, before| one.theme == before.theme);
    let step = (firsts.len() / EXAMPLES).max(1);
    firsts.iter().skip(step / 2).step_by(step).take(EXAMPLES).map(|entry| entry.question.clone()).collect()
}
