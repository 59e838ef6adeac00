//! A conversation as the page shows it: exchanges, their taps, the session.

use askama::Template;
use jiff::Timestamp;

use super::agenda::announce;
use super::gestures::{Effect, word_of};
use super::html::Html;
use super::offers::apply_path;
use super::{Error, Web};
use crate::campaign::is_allowed_target;
use crate::conversation::{Gesture, Reply, Tap};
use crate::offers::Offer;
use crate::sessions::{is_last_call, rateable, reminder_due, reminders_left};
use crate::store::{KeptExchange, PersonData, PlannedSession};
use crate::words::{AnsweredBy, ChangedMind, Door, LaterAnswer, Outcome, Person, random_word};

/// What every form of the page hands on.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    /// The visitor's word.
    pub(super) conversation: String,
    /// The slug of the link they came by.
    pub(super) source: String,
}

/// One exchange.
#[derive(Debug)]
pub(super) struct ExchangeView {
    pub(super) id: String,
    /// None when the text is not kept.
    pub(super) question: Option<String>,
    /// None when it is no longer kept.
    pub(super) reply: Option<ReplyView>,
    /// What was answered later.
    pub(super) answer: Option<LaterView>,
}

/// What the bot said, and what may be tapped under it.
#[derive(Debug)]
pub(super) struct ReplyView {
    pub(super) exchange: String,
    pub(super) notice: Option<Html>,
    pub(super) text: Html,
    /// The tap « 15 ans ou plus », until it is made.
    pub(super) age_tap: Option<TapView>,
    pub(super) taps: Vec<TapView>,
    /// The question « Comment nous avez-vous connus ? », while it is open.
    pub(super) asks_source: Option<String>,
}

#[derive(Debug)]
pub(super) struct TapView {
    pub(super) gesture: &'static str,
    pub(super) entry: String,
    pub(super) label: String,
    /// It was tapped already; another may still take its place.
    pub(super) chosen: bool,
}

/// The session, seen by one visitor.
#[derive(Debug, Default, Template)]
#[template(path = "session.html")]
pub(super) struct SessionView {
    /// The open session, or the next one.
    line: Option<String>,
    /// That it ends soon.
    last_call: Option<String>,
    /// Each question that waits for a person, and where it stands.
    waiting: Vec<(Option<String>, String)>,
    /// The session to rate and the question that asks it.
    rating: Option<Rating>,
    /// What the visitor asked to be reminded of, once it is near.
    reminder: Option<String>,
    /// The session they may ask to be reminded of, and the words of the button.
    remindable: Option<(String, String)>,
    fields: Option<Fields>,
}

/// What asks for the stars of a session.
#[derive(Debug)]
struct Rating {
    session: String,
    question: String,
    /// Whether a line may go with them.
    may_say: bool,
}

// It is HTML already, escaped by its own template.
impl askama::filters::HtmlSafe for SessionView {}

/// One exchange alone, for the page that has a script.
#[derive(Template)]
#[template(path = "exchange.html")]
struct ExchangeFragment<'a> {
    exchange: &'a ExchangeView,
    fields: &'a Fields,
    person_says: &'a str,
}

/// What a tap led to, alone.
#[derive(Template)]
#[template(path = "reply.html")]
struct ReplyFragment<'a> {
    reply: &'a ReplyView,
    fields: &'a Fields,
}

/// What was answered later, alone.
#[derive(Template)]
#[template(path = "answer.html")]
struct AnswerFragment<'a> {
    id: &'a str,
    question: Option<&'a str>,
    answer: LaterView,
    person_says: &'a str,
}

/// What was answered some time after the reply.
#[derive(Debug)]
pub(super) struct LaterView {
    /// Whether it is what HR published, which no person says to this one.
    pub(super) is_published: bool,
    /// The words.
    pub(super) said: Html,
}

impl LaterView {
    fn of(answer: &LaterAnswer) -> Self {
        Self { is_published: answer.by == AnsweredBy::Bot, said: Html::from_markdown(&answer.said) }
    }
}

/// What is known of a visitor that makes some taps useless.
#[derive(Clone, Copy, Debug, Default)]
struct Settled {
    of_age: bool,
    source: bool,
    handed_over: bool,
    /// What they said under something wrongly believed.
    changed_mind: Option<ChangedMind>,
}

impl ExchangeView {
    /// An exchange that was just answered, with the question as it was typed.
    ///
    /// A reply that takes the place of another has a name of its own: the page
    /// that a script keeps up may show both.
    pub(super) fn fresh(question: &str, reply: Reply) -> Self {
        let id = if reply.replaces { format!("{}-{}", reply.exchange, random_word()) } else { reply.exchange.to_string() };
        Self { id, question: Some(question.to_owned()), reply: Some(ReplyView::new(reply, Settled::default())), answer: None }
    }

    fn kept(kept: &KeptExchange, data: &PersonData) -> Self {
        let reply = kept.reply.as_deref().and_then(|json| Reply::from_json(json).ok());
        let settled = Settled {
            of_age: data.of_age_at.is_some(),
            source: data.source.is_some(),
            handed_over: Outcome::of_word(&kept.outcome).is_some_and(Outcome::is_handed_over),
            changed_mind: kept.changed_mind.as_deref().and_then(ChangedMind::of_word),
        };
        Self {
            id: kept.id.clone(),
            question: kept.question.clone(),
            reply: reply.map(|reply| ReplyView::new(reply, settled)),
            answer: kept.answer.as_ref().map(LaterView::of),
        }
    }

    /// All exchanges of a visitor, oldest first; the one just asked is shown as
    /// it was typed, whether its text is kept or not.
    pub(super) fn all(data: &PersonData, just_asked: Option<(&str, &str)>) -> Vec<Self> {
        let mut exchanges: Vec<Self> = data.exchanges.iter().map(|kept| Self::kept(kept, data)).collect();
        if let Some((id, typed)) = just_asked
            && let Some(exchange) = exchanges.iter_mut().find(|exchange| exchange.id == id)
        {
            exchange.question = Some(typed.to_owned());
        }
        exchanges
    }

    /// Has the adverts it names open by the address that counts the click.
    pub(super) fn lead_to(&mut self, offers: &[Offer]) {
        if let Some(reply) = self.reply.take() {
            self.reply = Some(reply.leading_to(offers));
        }
    }

    /// Whether it is this exchange.
    pub(super) fn is(&self, id: &str) -> bool {
        self.id == id
    }
}

impl ReplyView {
    fn new(reply: Reply, settled: Settled) -> Self {
        let notice = reply.notice.as_deref().map(Html::from_markdown);
        Self { notice, ..Self::of_text(reply.exchange.to_string(), &reply.text, reply.taps, settled) }
    }

    /// What a tap led to.
    pub(super) fn told(exchange: String, told: Effect) -> Self {
        Self::of_text(exchange, &told.text, told.taps, Settled::default())
    }

    /// The same, with the adverts it names opening by the address that counts the
    /// click: the source goes along with the exchange.
    pub(super) fn leading_to(mut self, offers: &[Offer]) -> Self {
        for offer in offers {
            if let Some(address) = offer.apply_url.as_deref().filter(|address| is_allowed_target(address)) {
                self.text.leading(address, &apply_path(&offer.reference, &format!("echange={}", self.exchange)));
            }
        }
        self
    }

    /// A sentence of the page's own.
    pub(super) fn sentence(text: &str) -> Self {
        Self::of_text(String::new(), text, Vec::new(), Settled::default())
    }

    fn of_text(exchange: String, text: &str, taps: Vec<Tap>, settled: Settled) -> Self {
        let mut view = Self { exchange, notice: None, text: Html::from_markdown(text), age_tap: None, taps: Vec::new(), asks_source: None };
        for tap in taps {
            view.add(tap, settled);
        }
        view
    }

    fn add(&mut self, tap: Tap, settled: Settled) {
        let (gesture, entry) = word_of(&tap.gesture);
        let chosen = match tap.gesture {
            Gesture::ChangedMind => settled.changed_mind == Some(ChangedMind::Yes),
            Gesture::SameMind => settled.changed_mind == Some(ChangedMind::No),
            _ => false,
        };
        let view = TapView { gesture, entry: entry.map(ToString::to_string).unwrap_or_default(), label: tap.label, chosen };
        match tap.gesture {
            Gesture::ConfirmAge if settled.of_age => {}
            Gesture::ConfirmAge => self.age_tap = Some(view),
            Gesture::DeclareSource => self.asks_source = (!settled.source).then_some(view.label),
            Gesture::HandOver | Gesture::ConfirmAgeAndHandOver | Gesture::TellMe if settled.handed_over => {}
            _ => self.taps.push(view),
        }
    }
}

impl Web {
    /// One exchange as HTML.
    pub(super) fn exchange_html(&self, mut exchange: ExchangeView, fields: &Fields) -> Result<String, Error> {
        exchange.lead_to(self.site.conversation.faq().offers());
        Ok(ExchangeFragment { exchange: &exchange, fields, person_says: &self.person_says() }.render()?)
    }

    /// What a tap led to, as HTML.
    pub(super) fn reply_html(&self, reply: ReplyView, fields: &Fields) -> Result<String, Error> {
        let reply = &reply.leading_to(self.site.conversation.faq().offers());
        Ok(ReplyFragment { reply, fields }.render()?)
    }

    /// What was answered later as HTML.
    pub(super) fn answer_html(&self, id: &str, question: Option<&str>, answer: &LaterAnswer) -> Result<String, Error> {
        Ok(AnswerFragment { id, question, answer: LaterView::of(answer), person_says: &self.person_says() }.render()?)
    }

    /// What stands above the answer of a person.
    pub(super) fn person_says(&self) -> String {
        self.site.conversation.faq().say("reponse-personne", &[])
    }

    /// What a visitor sees of the sessions; nothing while the database is away.
    pub(super) async fn session_view(&self, data: Option<(&Person, &PersonData)>, fields: &Fields, now: Timestamp) -> SessionView {
        let sessions = self.site.store.sessions().await;
        let sessions = sessions.inspect_err(|error| tracing::error!("reading the sessions: {error:#}")).unwrap_or_default();
        let line = announce(&sessions, ["T'chat en cours", "Prochain t'chat"], now);
        let is_ending = sessions.iter().any(|session| session.door != Some(Door::Discord) && is_last_call(session, now));
        let last_call = is_ending.then(|| self.site.conversation.faq().say("dernier-appel", &[]));
        let waiting = match data {
            Some((person, _)) => self.site.conversation.waiting_lines(person, now).await,
            None => Vec::new(),
        };
        let rated = data.and_then(|(_, data)| rateable(&sessions, data, now));
        let question = || self.site.conversation.faq().say("satisfaction", &[]);
        let next = sessions.iter().filter(|session| session.opens_at > now).min_by_key(|session| session.opens_at);
        let wants = |session: &PlannedSession| data.is_some_and(|(_, data)| data.reminders.contains(&session.id));
        let is_near = |session: &&PlannedSession| wants(session) && reminder_due(session.opens_at, now).is_some();
        let may_ask = |session: &&PlannedSession| {
            let of_age = data.is_some_and(|(_, data)| data.of_age_at.is_some());
            of_age && !wants(session) && !reminders_left(session.opens_at, now).is_empty()
        };
        SessionView {
            line,
            last_call,
            waiting,
            rating: rated.map(|session| Rating {
                session: session.id.to_string(),
                question: question(),
                // The words of who may be younger are not kept.
                may_say: data.is_some_and(|(_, data)| data.of_age_at.is_some()),
            }),
            reminder: next.filter(is_near).map(|session| self.site.conversation.reminder_text(session)),
            remindable: next
                .filter(may_ask)
                .map(|session| (session.id.to_string(), self.site.conversation.faq().say("bouton-rappel", &[]))),
            fields: Some(fields.clone()),
        }
    }

    /// Everything kept about a visitor; none while the database is away.
    pub(super) async fn data_of(&self, person: &Person) -> Option<PersonData> {
        let data = self.site.store.data_of(person).await;
        data.inspect_err(|error| tracing::error!("reading a conversation: {error:#}")).ok().flatten()
    }
}
