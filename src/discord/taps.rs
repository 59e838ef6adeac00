//! What a button, a list or a command other than a question shows.

use anyhow::Result;
use jiff::Timestamp;

use super::failure::Failure;
use super::press::Press;
use super::reception::Reception;
use super::relay::{Asked, Request};
use super::sentences::{ELSEWHERE, OWN_SERVER_UNSAID, PANEL_NOT_PLACED, PANEL_PLACED, STAFF_ONLY};
use super::team::not_expert;
use super::translate::{Button, Part, Row, made_at, parts, plain, rows, shown, sources};
use crate::campaign::is_declared_source;
use crate::conversation::Told;
use crate::words::{ChangedMind, Door, EntryId, ExchangeId, Feedback, Person, Right, SessionId};

/// A person under the pseudonym of this year and, while something of last year
/// may still be kept, under that one too.
pub(super) struct Caller {
    person: Person,
    before: Option<Person>,
}

impl Caller {
    pub(super) fn all(&self) -> impl Iterator<Item = &Person> {
        self.before.iter().chain([&self.person])
    }
}

impl Reception {
    /// What is shown, in private, to who tapped or ran a command.
    pub(super) async fn after_tap(&self, asked: &Asked, request: Request) -> Result<Vec<Part>> {
        let at = self.asked_at(asked);
        let caller = self.caller(asked).await?;
        Ok(match request {
            Request::Press(Some(press)) => self.pressed(&caller, press, at).await,
            // A question is answered, and answers are marked as read: neither comes here.
            Request::Press(None) | Request::Question(..) | Request::Answers => self.outdated(),
            Request::Remark(session, text) => plain(&self.parts.conversation.remark(&caller.person, &session, &text).await),
            Request::Profile => self.profile(&caller.person, at).await,
            Request::Chosen(Press::Remind, value) => self.remind(asked, &caller.person, &value, at).await,
            Request::Chosen(list, value) => self.chosen(&caller, list, &value, at).await,
            Request::Sources => {
                let question = self.say("question-source");
                shown(&question, vec![sources(&question)])
            }
            Request::Data => self.data(&caller).await,
            Request::Game => self.game(),
            Request::Help => plain(&self.say("aide")),
            Request::Panel => self.place_panel(asked).await,
            Request::NotAllowed => plain(STAFF_ONLY),
            Request::Team(order) => self.obey(asked, order, at).await?,
            Request::Queue(tap) => self.tap_queue(asked, &tap, at).await,
            Request::NotExpert(typed) => not_expert(&typed),
            Request::Elsewhere => plain(ELSEWHERE),
            Request::OwnServerUnsaid => plain(OWN_SERVER_UNSAID),
        })
    }

    async fn pressed(&self, caller: &Caller, press: Press, at: Timestamp) -> Vec<Part> {
        let (conversation, person) = (&self.parts.conversation, &caller.person);
        match press {
            Press::Age => plain(&conversation.confirm_age(person, at).await),
            Press::AgeAndHandOver(exchange) => {
                told(&exchange, &conversation.confirm_age_and_hand_over(person, &exchange, Door::Discord, at).await)
            }
            Press::HandOver(exchange) => told(&exchange, &conversation.hand_over(person, &exchange, Door::Discord, at).await),
            Press::TellMe(exchange) => told(&exchange, &conversation.tell_me(person, &exchange, at).await),
            Press::Pick(exchange, entry) => self.pick(person, &exchange, &entry, at).await,
            Press::Up(exchange) => plain(&conversation.keep_feedback(person, &exchange, Feedback::Useful).await),
            Press::Down(exchange) => plain(&conversation.keep_feedback(person, &exchange, Feedback::NotUseful).await),
            Press::ChangedMind(exchange) => plain(&conversation.keep_changed_mind(person, &exchange, ChangedMind::Yes).await),
            Press::SameMind(exchange) => plain(&conversation.keep_changed_mind(person, &exchange, ChangedMind::No).await),
            Press::Receive => self.receive(caller).await,
            Press::Erase => self.sure_to_erase(),
            Press::EraseForGood => self.exercise(caller, Right::Erased).await,
            Press::Object => self.sure_to_object(),
            Press::ObjectForGood => self.exercise(caller, Right::Objected).await,
            Press::Lift => self.exercise(caller, Right::Lifted).await,
            Press::Themes(page) => self.themes(page),
            Press::Topics(page, theme) => self.topics(page, &theme),
            Press::Offers(page) => self.offers(page),
            Press::Sessions => self.sessions(at).await,
            Press::Blue => self.camp("choix-bleu", at).await,
            Press::Red => self.camp("choix-rouge", at).await,
            Press::GameBegin => self.begin_game(at).await,
            Press::GameAgain => self.game(),
            Press::GameOn(play) => self.go_on_in_game(&play, at).await,
            Press::Rate(stars, session) => self.rate(person, &session, stars, at).await,
            // A form opens at once, a list carries its choice and what experts do is a request of its own: none comes here.
            Press::Ask | Press::AskUnder(_) | Press::AskHere | Press::AskAfterGame(_) | Press::Remark(_) => self.outdated(),
            Press::Source | Press::PickOne(_) | Press::Theme | Press::Topic | Press::Offer => self.outdated(),
            Press::Diary | Press::Remind | Press::Tick(_) => self.outdated(),
            Press::Take(_) | Press::GiveBack(_) | Press::Answer(_) | Press::Decline(_) => self.outdated(),
        }
    }

    async fn chosen(&self, caller: &Caller, list: Press, value: &str, at: Timestamp) -> Vec<Part> {
        match list {
            Press::Source if is_declared_source(value) => plain(&self.parts.conversation.declare_source(&caller.person, value, at).await),
            Press::PickOne(exchange) => self.pick(&caller.person, &exchange, &EntryId::new(value), at).await,
            Press::Theme => self.topics(0, value),
            Press::Offer => self.offer(value),
            Press::Diary => self.diary(value, at).await,
            Press::Tick(question) => self.tick(&caller.person, &question, value, at).await,
            _ => self.outdated(),
        }
    }

    /// Who writes first is never the bot: a reminder comes in a conversation that
    /// its person opened.
    async fn remind(&self, asked: &Asked, person: &Person, session: &str, at: Timestamp) -> Vec<Part> {
        let asked_in = Some(asked.channel.to_string());
        let reminded = self.parts.conversation.remind(person, &SessionId::new(session), Door::Discord, asked_in, at).await;
        told(&ExchangeId::new(""), &reminded)
    }

    async fn pick(&self, person: &Person, exchange: &ExchangeId, entry: &EntryId, at: Timestamp) -> Vec<Part> {
        match self.parts.conversation.choose(person, exchange, entry, at).await {
            Some(reply) => parts(&reply),
            None => self.outdated(),
        }
    }

    pub(super) async fn caller(&self, asked: &Asked) -> Result<Caller> {
        self.carry_objection(asked.user, made_at(asked.id)).await?;
        let (keys, user, at) = (&self.parts.keys, asked.user.to_string(), made_at(asked.id));
        Ok(Caller { before: keys.person_of_last_year(&user, at)?, person: keys.person(Door::Discord, &user, at)? })
    }

    pub(super) fn outdated(&self) -> Vec<Part> {
        plain(&self.say("perime"))
    }

    pub(super) fn say(&self, phrase: &str) -> String {
        self.parts.conversation.faq().say(phrase, &[])
    }

    /// The way to ask, then the campaign's choice.
    fn panel(&self) -> Part {
        let button = |press, label| Button::new(press, &self.say(label));
        let text = format!("{}\n\n{}", self.say("panneau"), self.say("panneau-choix"));
        let colours = vec![button(Press::Blue, "bouton-bleu"), button(Press::Red, "bouton-rouge")];
        let rows = vec![Row::Buttons(vec![button(Press::Ask, "bouton-question")]), Row::Buttons(colours)];
        Part { text, rows, ..Part::default() }
    }

    async fn place_panel(&self, asked: &Asked) -> Vec<Part> {
        match self.post.panel(asked.channel, &format!("panel-{}", asked.id), &self.panel()).await {
            Ok(()) => {
                let kept = self.parts.store.keep_panel(&asked.channel.to_string()).await;
                let _ = kept.inspect_err(|error| tracing::error!("keeping where the panel stands: {error:#}"));
                plain(PANEL_PLACED)
            }
            Err(Failure::Missing(missing)) => plain(&missing.sentence(asked.channel)),
            Err(_) => plain(PANEL_NOT_PLACED),
        }
    }
}

fn told(exchange: &ExchangeId, told: &Told) -> Vec<Part> {
    shown(&told.text, rows(exchange, &told.taps))
}
