//! What Discord's runtime does with an event: pass it on, and answer at once.
//!
//! A handler never sleeps, loops or touches the database. It passes the event
//! before it waits for anything ([`super::relay`] says why), then gives Discord
//! the first response, which must come within three seconds.

use std::sync::Arc;

use serenity::all::{
    ActionRowComponent, Cache, ChannelId, ComponentInteraction, ComponentInteractionDataKind, Context, CreateActionRow, CreateInputText,
    CreateInteractionResponse, CreateModal, Event as Raw, EventHandler, Guild, GuildId, InputTextStyle, Interaction, InteractionId, Member,
    Message, MessageId, MessageUpdateEvent, ModalInteraction, RawEventHandler, Ready, UnavailableGuild,
};
use serenity::async_trait;
use tokio::sync::oneshot;

use super::changes::{Edited, Gone, edited};
use super::failure::Failure;
use super::gate::Gate;
use super::post::first_response;
use super::press::{
    Press, QUESTION_FIELD, QUESTION_FORM, QueueTap, RECRUITER_FORM, THREAD_FORM, answer_form, decline_form, episode_form, episode_of_form,
    game_form, play_of_form,
};
use super::rating;
use super::relay::{Acknowledged, Asked, Event, Relay, Request, Spot, Welcome};
use super::sentences::{ANSWER_LABEL, ANSWER_TITLE, DECLINE_LABEL, DECLINE_TITLE, FORM_HINT, FORM_TITLE};
use super::threads::{Talk, Thread};
use super::translate::heard;
use super::watchdog::Pulse;
use crate::conversation::MAX_QUESTION_CHARS;

/// The kinds of events the bot lives on: one that cannot be read is told.
const KINDS_USED: [&str; 7] =
    ["READY", "GUILD_CREATE", "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK", "INTERACTION_CREATE"];

/// Passes events on.
#[derive(Clone)]
pub(super) struct Handler {
    pub(super) relay: Relay,
    /// Where the bot listens without being named.
    pub(super) plain_channels: Arc<[u64]>,
    /// Where signs of life are left.
    pub(super) pulse: Arc<Pulse>,
}

#[async_trait]
impl EventHandler for Handler {
    async fn ready(&self, _: Context, ready: Ready) {
        self.pulse.new_session();
        self.relay.team.servers.are(ready.guilds.iter().map(|server| server.id.get()));
        self.relay.pass(Event::Ready(Welcome {
            application: ready.application.id.get(),
            bot: ready.user.id,
            plain_channels: self.plain_channels.clone(),
            guilds: ready.guilds.len(),
        }));
    }

    async fn guild_create(&self, _: Context, server: Guild, _: Option<bool>) {
        let number = server.id.get();
        self.relay.team.servers.joined(number);
        let channels = server.channels.values().chain(&server.threads);
        let spots = channels.filter_map(|channel| {
            let last = channel.last_message_id?.get();
            Some(Spot { channel: channel.id.get(), guild: Some(number), last, thread: Thread::of(channel) })
        });
        self.relay.pass(Event::Guild(spots.collect()));
    }

    async fn guild_delete(&self, _: Context, server: UnavailableGuild, _: Option<Guild>) {
        // One that is only unavailable comes back.
        if !server.unavailable {
            self.relay.team.servers.left(server.id.get());
        }
    }

    async fn message(&self, context: Context, message: Message) {
        let bot = context.cache.current_user().id;
        let talk = self.talk(&context.cache, message.guild_id, message.channel_id);
        if let Some(heard) = heard(&message, bot, &talk.plain_channels) {
            self.relay.pass(Event::Heard(heard.said_in(&talk)));
        }
    }

    async fn message_update(&self, context: Context, _: Option<Message>, _: Option<Message>, event: MessageUpdateEvent) {
        let bot = context.cache.current_user().id;
        let talk = self.talk(&context.cache, event.guild_id, event.channel_id);
        match edited(&event, bot, &talk.plain_channels) {
            Some(Ok(edited)) => {
                let heard = edited.heard.said_in(&talk);
                self.relay.pass(Event::Edited(Edited { heard, ..edited }));
            }
            Some(Err(gone)) => drop(self.relay.pass(Event::Gone(gone))),
            None => {}
        }
    }

    async fn message_delete(&self, _: Context, channel: ChannelId, message: MessageId, _: Option<GuildId>) {
        self.relay.pass(Event::Gone(Gone { channel: channel.get(), messages: vec![message.get()], are_deleted: true }));
    }

    async fn message_delete_bulk(&self, _: Context, channel: ChannelId, messages: Vec<MessageId>, _: Option<GuildId>) {
        let messages = messages.iter().map(|message| message.get()).collect();
        self.relay.pass(Event::Gone(Gone { channel: channel.get(), messages, are_deleted: true }));
    }

    async fn interaction_create(&self, _: Context, interaction: Interaction) {
        match interaction {
            Interaction::Component(component) if form_behind(&component).is_some() => {
                let form = form_behind(&component).unwrap_or_default();
                open_form(&self.relay.gate, component.id, &component.token, &form).await;
            }
            Interaction::Component(component) => match rating::form_behind(&component.data.custom_id) {
                Some(form) => open(&self.relay.gate, component.id, &component.token, form).await,
                None => self.pressed(&component).await,
            },
            Interaction::Modal(form) => self.relay.ask(self.relay.for_expert(of_form(&form), form.member.as_ref())).await,
            // Commands are poise's: see `commands`.
            _ => {}
        }
    }
}

/// Counts on the log what serenity could not read: its handler never runs then.
#[async_trait]
impl RawEventHandler for Handler {
    async fn raw_event(&self, _: Context, event: Raw) {
        if let Raw::Unknown(unknown) = event
            && KINDS_USED.contains(&unknown.kind.as_str())
        {
            tracing::error!(kind = unknown.kind, "an event of Discord could not be read: Discord has changed, look for a new version");
        }
    }
}

/// An interaction before it is passed on.
pub(super) struct Wanted {
    pub(super) id: InteractionId,
    pub(super) token: String,
    pub(super) user: u64,
    pub(super) guild: Option<u64>,
    pub(super) channel: u64,
    pub(super) request: Request,
}

impl Relay {
    /// Passes an interaction on, then gives Discord its first response.
    pub(super) async fn ask(&self, wanted: Wanted) {
        let Wanted { id, token, user, guild, channel, request } = wanted;
        let (acknowledge, acknowledged) = oneshot::channel();
        let first = first_response(&request);
        let asked = Asked { id: id.get(), token: token.clone(), user, guild, channel, request, acknowledged };
        if !self.pass(Event::Asked(asked)) {
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
}

impl Relay {
    /// What is done with a question of the team's thread, or the refusal of it:
    /// who does it, and where, is looked at each time.
    fn for_expert(&self, wanted: Wanted, member: Option<&Member>) -> Wanted {
        let tap = match &wanted.request {
            Request::Press(Some(Press::Take(id))) => QueueTap::Take(id.clone()),
            Request::Press(Some(Press::GiveBack(id))) => QueueTap::GiveBack(id.clone()),
            Request::Press(Some(Press::Answer(id))) => QueueTap::Answer(id.clone(), String::new()),
            Request::Press(Some(Press::Decline(id))) => QueueTap::Decline(id.clone(), String::new()),
            Request::Queue(tap) => tap.clone(),
            _ => return wanted,
        };
        let may = self.team.may_answer(wanted.guild, member.and_then(|member| member.permissions));
        Wanted { request: if may { Request::Queue(tap) } else { Request::NotExpert(tap) }, ..wanted }
    }
}

/// The form that an expert writes in, when that is what they opened, and what
/// becomes of the question meanwhile.
fn writing_form(request: &Request) -> Option<(CreateModal, QueueTap)> {
    let (form, id) = match request {
        Request::Queue(QueueTap::Answer(id, typed)) if typed.is_empty() => (answering(&answer_form(id), ANSWER_TITLE, ANSWER_LABEL), id),
        Request::Queue(QueueTap::Decline(id, typed)) if typed.is_empty() => {
            (answering(&decline_form(id), DECLINE_TITLE, DECLINE_LABEL), id)
        }
        _ => return None,
    };
    Some((form, QueueTap::Write(id.clone())))
}

/// As much fits in it as Discord allows: what is too long is told, and comes back.
fn answering(form: &str, title: &str, label: &str) -> CreateModal {
    let field = CreateInputText::new(InputTextStyle::Paragraph, label, QUESTION_FIELD).min_length(1).max_length(4_000).required(true);
    CreateModal::new(form, title).components(vec![CreateActionRow::InputText(field)])
}

/// The form that a button opens, if it opens one.
fn form_behind(component: &ComponentInteraction) -> Option<String> {
    match Press::read(&component.data.custom_id)? {
        Press::Ask => Some(QUESTION_FORM.to_owned()),
        Press::AskUnder(episode) => Some(episode_form(&episode)),
        Press::AskHere => Some(THREAD_FORM.to_owned()),
        Press::AskAfterGame(word) => Some(game_form(&word)),
        _ => None,
    }
}

impl Handler {
    async fn pressed(&self, component: &ComponentInteraction) {
        let wanted = self.relay.for_expert(of_component(component), component.member.as_ref());
        let (id, token) = (wanted.id, wanted.token.clone());
        match writing_form(&wanted.request) {
            Some((form, tap)) => {
                self.relay.pass(Event::Writing(wanted.user, tap));
                if let Err(failure) = self.relay.gate.respond(id, &token, &CreateInteractionResponse::Modal(form)).await {
                    tracing::warn!(?failure, "the form of an answer could not be opened");
                }
            }
            None => self.relay.ask(wanted).await,
        }
    }

    fn talk(&self, cache: &Cache, server: Option<GuildId>, channel: ChannelId) -> Talk<'_> {
        Talk::at(channel.get(), Thread::known(cache, server, channel), &self.plain_channels)
    }
}

/// A form has to be the first response: nothing may be waited for before it.
pub(super) async fn open_form(gate: &Gate, id: InteractionId, token: &str, form: &str) {
    let most = u16::try_from(MAX_QUESTION_CHARS).unwrap_or(2_000);
    let field = CreateInputText::new(InputTextStyle::Paragraph, FORM_TITLE, QUESTION_FIELD);
    let field = field.placeholder(FORM_HINT).min_length(1).max_length(most).required(true);
    let form = CreateModal::new(form, FORM_TITLE).components(vec![CreateActionRow::InputText(field)]);
    open(gate, id, token, form).await;
}

async fn open(gate: &Gate, id: InteractionId, token: &str, form: CreateModal) {
    if let Err(failure) = gate.respond(id, token, &CreateInteractionResponse::Modal(form)).await {
        tracing::warn!(?failure, "a form could not be opened");
    }
}

fn of_component(component: &ComponentInteraction) -> Wanted {
    let press = Press::read(&component.data.custom_id);
    let chosen = match &component.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.first().cloned(),
        _ => None,
    };
    let request = match (press, chosen) {
        (Some(list), Some(value)) if list.is_list() => Request::Chosen(list, value),
        (Some(list), None) if list.is_list() => Request::Press(None),
        (press, _) => Request::Press(press),
    };
    Wanted {
        id: component.id,
        token: component.token.clone(),
        user: component.user.id.get(),
        guild: component.guild_id.map(|guild| guild.get()),
        channel: component.channel_id.get(),
        request,
    }
}

fn of_form(form: &ModalInteraction) -> Wanted {
    let fields = form.data.components.iter().flat_map(|row| &row.components);
    let mut texts = fields.filter_map(|field| match field {
        ActionRowComponent::InputText(field) if field.custom_id == QUESTION_FIELD => field.value.clone(),
        _ => None,
    });
    let request = match texts.next() {
        Some(text) => match form.data.custom_id.as_str() {
            QUESTION_FORM => Request::Question(text),
            THREAD_FORM => Request::Reply(text, form.message.as_ref().map(|message| message.id.get())),
            RECRUITER_FORM => Request::Recruiter(text),
            other => {
                let under = || episode_of_form(other).map(|episode| Request::QuestionUnder(text.clone(), episode.to_owned()));
                let game = || play_of_form(other).map(|word| Request::AfterGame(text.clone(), word.to_owned()));
                let queue = || QueueTap::of_form(other, &text).map(Request::Queue);
                rating::of_form(other, &text).or_else(under).or_else(game).or_else(queue).unwrap_or(Request::Press(None))
            }
        },
        None => Request::Press(None),
    };
    Wanted {
        id: form.id,
        token: form.token.clone(),
        user: form.user.id.get(),
        guild: form.guild_id.map(|guild| guild.get()),
        channel: form.channel_id.get(),
        request,
    }
}
