//! What somebody taps, sends by a form or asks by a command: passed on, then
//! given its first response, which must come within three seconds.
//!
//! The event is passed before anything is waited for ([`super::relay`] says
//! why), but for a form: it has to be the first response.

use serenity::all::{
    CommandInteraction, ComponentInteraction, ComponentInteractionDataKind, CreateInteractionResponse, InteractionId, ModalInteraction,
    Permissions,
};
use tokio::sync::oneshot;

use super::failure::Failure;
use super::form::{Form, typed};
use super::post::first_response;
use super::press::Press;
use super::relay::{Acknowledged, Asked, Event, Relay, Request, Typed};
use super::team::QueueTap;

/// What a command, a tap and a form that was sent have in common.
pub(super) trait Interaction {
    /// The interaction with what it wants.
    fn wanting(&self, request: Request, acknowledged: oneshot::Receiver<Acknowledged>) -> Asked;

    /// The server it was made in.
    fn server(&self) -> Option<u64>;

    /// What its author may do in its channel.
    fn held(&self) -> Permissions;
}

macro_rules! interactions {
    ($($kind:ty),+) => {
        $(impl Interaction for $kind {
            fn wanting(&self, request: Request, acknowledged: oneshot::Receiver<Acknowledged>) -> Asked {
                let (user, guild, channel) = (self.user.id.get(), self.server(), self.channel_id.get());
                Asked { id: self.id.get(), token: self.token.clone(), user, guild, channel, request, acknowledged }
            }

            fn server(&self) -> Option<u64> {
                self.guild_id.map(|server| server.get())
            }

            fn held(&self) -> Permissions {
                self.member.as_ref().and_then(|member| member.permissions).unwrap_or_default()
            }
        })+
    };
}

interactions!(CommandInteraction, ComponentInteraction, ModalInteraction);

impl Relay {
    /// Passes an interaction on, then gives Discord its first response.
    pub(super) async fn ask(&self, made: &impl Interaction, request: Request) {
        let (acknowledge, acknowledged) = oneshot::channel();
        let first = first_response(&request);
        let asked = made.wanting(request, acknowledged);
        let (id, token) = (InteractionId::new(asked.id), asked.token.clone());
        if !self.events.pass(Event::Asked(asked)) {
            return;
        }
        let judged = self.gate.respond(id, &token, &first).await;
        // Nobody listens any more when the program stops.
        let _ = acknowledge.send(match judged {
            Ok(()) => Acknowledged::Yes,
            Err(Failure::Later(_)) => Acknowledged::Unsure,
            Err(failure) => {
                tracing::warn!(?failure, "an interaction could not be answered in time");
                Acknowledged::No
            }
        });
    }

    /// Opens a form.
    pub(super) async fn open(&self, id: InteractionId, token: &str, form: &Form) {
        if let Err(failure) = self.gate.respond(id, token, &CreateInteractionResponse::Modal(form.modal())).await {
            tracing::warn!(?failure, "a form could not be opened");
        }
    }

    /// A button or a list: the form it opens, or what it does.
    pub(super) async fn tapped(&self, tapped: &ComponentInteraction) {
        let press = Press::read(&tapped.data.custom_id);
        let form = press.as_ref().and_then(Form::behind);
        let is_theirs = |form: &Form| form.queued().is_none() || self.team.may_answer(tapped);
        if let Some(form) = form.filter(is_theirs) {
            // Who opened the form of an answer has the question meanwhile.
            if let Some(queued) = form.queued() {
                self.events.pass(Event::Writing(tapped.user.id.get(), queued.clone()));
            }
            return self.open(tapped.id, &tapped.token, &form).await;
        }
        self.ask(tapped, self.of_tap(press, tapped)).await;
    }

    /// A form that was filled in.
    pub(super) async fn sent(&self, sent: &ModalInteraction) {
        let request = match (Form::read(&sent.data.custom_id), typed(&sent.data.components)) {
            (Some(form), Some(text)) => self.of_form(form, text, sent),
            _ => Request::Press(None),
        };
        self.ask(sent, request).await;
    }

    fn of_tap(&self, press: Option<Press>, tapped: &ComponentInteraction) -> Request {
        let chosen = match &tapped.data.kind {
            ComponentInteractionDataKind::StringSelect { values } => values.first().cloned(),
            _ => None,
        };
        let of_expert = |tap| self.of_expert(tap, tapped);
        match (press, chosen) {
            (Some(list), Some(value)) if list.is_list() => Request::Chosen(list, value),
            (Some(list), None) if list.is_list() => Request::Press(None),
            (Some(Press::Take(queued)), _) => of_expert(QueueTap::Take(queued)),
            (Some(Press::GiveBack(queued)), _) => of_expert(QueueTap::GiveBack(queued)),
            // Their form was not opened: it was not theirs to open.
            (Some(Press::Answer(_) | Press::Decline(_)), _) => Request::NotExpert(String::new()),
            (press, _) => Request::Press(press),
        }
    }

    fn of_form(&self, form: Form, text: String, sent: &ModalInteraction) -> Request {
        let of_expert = |tap| self.of_expert(tap, sent);
        match form {
            Form::Question => Request::Question(text, Typed::Plainly),
            Form::QuestionUnder(episode) => Request::Question(text, Typed::UnderEpisode(episode)),
            Form::QuestionAfterGame(word) => Request::Question(text, Typed::AfterGame(word)),
            Form::Thread => Request::Question(text, Typed::InThread(sent.message.as_ref().map(|message| message.id.get()))),
            Form::Recruiter => Request::Question(text, Typed::ForPerson),
            Form::Remark(session) => Request::Remark(session, text),
            Form::Answer(queued) => of_expert(QueueTap::Answer(queued, text)),
            Form::Decline(queued) => of_expert(QueueTap::Decline(queued, text)),
        }
    }

    /// What is done with a question of the team's thread, or the refusal of it:
    /// who does it, and where, is looked at each time.
    fn of_expert(&self, tap: QueueTap, made: &impl Interaction) -> Request {
        if self.team.may_answer(made) { Request::Queue(tap) } else { Request::NotExpert(tap.typed().to_owned()) }
    }
}
