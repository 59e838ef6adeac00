//! A small bot on the real serenity client, in a runtime of its own.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use serenity::all::{
    ButtonStyle, Client, ClientBuilder, Command, CommandDataOptionValue, CommandInteraction, CommandOptionType, Context, CreateActionRow,
    CreateAllowedMentions, CreateAutocompleteResponse, CreateButton, CreateCommand, CreateCommandOption, CreateInputText,
    CreateInteractionResponse, CreateInteractionResponseFollowup, CreateInteractionResponseMessage, CreateMessage, CreateModal,
    CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption, EditInteractionResponse, Event, EventHandler, GatewayIntents, Http,
    HttpBuilder, InputTextStyle, Interaction, Message, Permissions, RawEventHandler, Ready,
};
use serenity::async_trait;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use super::super::FakeDiscord;

/// The running bot; dropping it stops its runtime.
pub(super) struct Bot {
    pub(super) http: Arc<Http>,
    seen: watch::Receiver<Vec<Event>>,
    runtime: Option<Runtime>,
}

impl Bot {
    /// Everything without privilege, and the message content.
    pub(super) fn intents() -> GatewayIntents {
        GatewayIntents::non_privileged() | GatewayIntents::MESSAGE_CONTENT
    }

    /// Requests in the bot's name, not through the rate limiter.
    pub(super) fn with_token(discord: &FakeDiscord, token: &str) -> Http {
        let http = HttpBuilder::new(token).proxy(discord.origin()).ratelimiter_disabled(true);
        http.default_allowed_mentions(CreateAllowedMentions::new()).build()
    }

    /// Starts, and waits until the commands are registered.
    pub(super) async fn start(discord: &FakeDiscord, intents: GatewayIntents) -> Self {
        let (events, seen) = watch::channel(Vec::new());
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build().unwrap();
        let client = build(discord, &discord.token(), intents, events);
        let (sender, built) = tokio::sync::oneshot::channel();
        runtime.spawn(async move {
            let mut client = client.await;
            let _ = sender.send(client.http.clone());
            client.start().await
        });
        let bot = Self { http: built.await.unwrap(), seen, runtime: Some(runtime) };
        discord.bot_is_ready().await;
        let registered = |state: &super::super::State| (state.commands.len() == 4).then_some(());
        discord.wait_until("the commands", registered).await;
        bot
    }

    /// Waits for events; fails on any serenity could not read.
    pub(super) async fn wait_for(&self, what: &str, is: impl Fn(&Vec<Event>) -> bool) {
        let mut seen = self.seen.clone();
        let wait = tokio::time::timeout(Duration::from_secs(15), seen.wait_for(is));
        let found = wait.await.is_ok();
        assert!(found, "waited for {what}, saw {:?}", self.names_seen());
        let unread = |event: &Event| match event {
            Event::Unknown(event) => Some(format!("{} {}", event.kind, event.value)),
            _ => None,
        };
        let unread: Vec<String> = self.seen().iter().filter_map(unread).collect();
        assert!(unread.is_empty(), "serenity cannot read {unread:#?}");
    }

    pub(super) fn seen(&self) -> Vec<Event> {
        self.seen.borrow().clone()
    }

    pub(super) fn names_seen(&self) -> BTreeSet<String> {
        Self::names(&self.seen())
    }

    pub(super) fn names(seen: &[Event]) -> BTreeSet<String> {
        seen.iter().map(|event| event.name().unwrap_or_else(|| "UNKNOWN".to_owned())).collect()
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.runtime.take().unwrap().shutdown_background();
    }
}

fn build(
    discord: &FakeDiscord,
    token: &str,
    intents: GatewayIntents,
    events: watch::Sender<Vec<Event>>,
) -> impl Future<Output = Client> + use<> {
    let http = Bot::with_token(discord, token);
    let gateway = discord.gateway();
    async move {
        let client = ClientBuilder::new_with_http(http, intents).event_handler(Answers);
        let client = client.raw_event_handler(Recorder(events)).await.unwrap();
        *client.ws_url.lock().await = gateway;
        client
    }
}

/// Why a client with this token and these intents stops.
pub(super) async fn closing_reason(discord: &FakeDiscord, token: &str, intents: GatewayIntents) -> String {
    let mut client = build(discord, token, intents, watch::Sender::new(Vec::new())).await;
    let stopped = tokio::time::timeout(Duration::from_secs(10), client.start()).await;
    stopped.unwrap().unwrap_err().to_string()
}

/// What a gesture that must fail says.
pub(super) async fn fails<T: Send + 'static>(gesture: impl Future<Output = T> + Send + 'static) -> String {
    let panic = tokio::spawn(gesture).await.err().expect("the gesture was allowed").into_panic();
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap()
}

struct Recorder(watch::Sender<Vec<Event>>);

#[async_trait]
impl RawEventHandler for Recorder {
    async fn raw_event(&self, _: Context, event: Event) {
        self.0.send_modify(|seen| seen.push(event));
    }
}

struct Answers;

#[async_trait]
impl EventHandler for Answers {
    async fn ready(&self, context: Context, _: Ready) {
        let text = |required| {
            CreateCommandOption::new(CommandOptionType::String, "texte", "La question")
                .name_localized("en-US", "text")
                .required(required)
                .set_autocomplete(true)
        };
        let place = CreateCommandOption::new(CommandOptionType::Channel, "salon", "Où ?");
        let panel = CreateCommandOption::new(CommandOptionType::SubCommand, "panneau", "Place").add_sub_option(place.required(true));
        let commands = vec![
            CreateCommand::new("question").name_localized("en-US", "ask").description("Poser une question").add_option(text(true)),
            CreateCommand::new("formulaire").description("Ouvrir un formulaire"),
            CreateCommand::new("lent").description("Répondre plus tard"),
            CreateCommand::new("tchat").description("Équipe").default_member_permissions(Permissions::MANAGE_MESSAGES).add_option(panel),
        ];
        Command::set_global_commands(&context.http, commands).await.unwrap();
    }

    async fn message(&self, context: Context, message: Message) {
        if !message.author.bot && !message.content.is_empty() {
            let echo = CreateMessage::new().content(format!("vu : {}", message.content));
            message.channel_id.send_message(&context.http, echo).await.unwrap();
        }
    }

    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        match interaction {
            Interaction::Command(command) => run(&context, &command).await,
            Interaction::Autocomplete(command) => {
                let typed = command.data.autocomplete().unwrap().value.to_owned();
                let offer = CreateAutocompleteResponse::new().add_string_choice(format!("{typed}…"), typed);
                let response = CreateInteractionResponse::Autocomplete(offer);
                command.create_response(&context.http, response).await.unwrap();
            }
            Interaction::Component(component) => {
                let values = json!(component.data.kind)["values"][0].clone();
                let text = values.as_str().unwrap_or(&component.data.custom_id).to_owned();
                let message = CreateInteractionResponseMessage::new().content(text);
                let response = CreateInteractionResponse::UpdateMessage(message);
                component.create_response(&context.http, response).await.unwrap();
            }
            Interaction::Modal(modal) => {
                let sent = json!(modal.data.components)[0]["components"][0]["value"].clone();
                let response = said(sent.as_str().unwrap());
                modal.create_response(&context.http, response).await.unwrap();
            }
            _ => {}
        }
    }
}

async fn run(context: &Context, command: &CommandInteraction) {
    let http = &context.http;
    match command.data.name.as_str() {
        "question" => {
            let text = command.data.options[0].value.as_str().unwrap();
            command.create_response(http, answer(text)).await.unwrap();
        }
        "formulaire" => {
            let input = CreateInputText::new(InputTextStyle::Paragraph, "Question", "q");
            let rows = vec![CreateActionRow::InputText(input)];
            let modal = CreateModal::new("form", "Votre question").components(rows);
            command.create_response(http, CreateInteractionResponse::Modal(modal)).await.unwrap();
        }
        "lent" => {
            command.defer_ephemeral(http).await.unwrap();
            // serenity sends its default allowed mentions everywhere but here.
            let edit = EditInteractionResponse::new().content("enfin");
            let edit = edit.allowed_mentions(CreateAllowedMentions::new());
            command.edit_response(http, edit).await.unwrap();
            let more = CreateInteractionResponseFollowup::new().content("suite");
            command.create_followup(http, more).await.unwrap();
        }
        _ => {
            let CommandDataOptionValue::SubCommand(options) = &command.data.options[0].value else {
                panic!("no subcommand in {:?}", command.data.options);
            };
            let channel = options[0].value.as_channel_id().unwrap();
            let text = format!("panneau {channel}");
            command.create_response(http, said(&text)).await.unwrap();
        }
    }
}

fn said(text: &str) -> CreateInteractionResponse {
    CreateInteractionResponse::Message(CreateInteractionResponseMessage::new().content(text))
}

fn answer(text: &str) -> CreateInteractionResponse {
    let more = CreateButton::new("more").label("Plus").emoji('🔎').style(ButtonStyle::Primary);
    let closed = CreateButton::new("closed").label("Fermé").disabled(true);
    let options = vec![CreateSelectMenuOption::new("Lieux", "lieux")];
    let themes = CreateSelectMenu::new("themes", CreateSelectMenuKind::String { options });
    let rows = vec![CreateActionRow::Buttons(vec![more, closed]), CreateActionRow::SelectMenu(themes)];
    let message = CreateInteractionResponseMessage::new().content(text).components(rows);
    CreateInteractionResponse::Message(message.ephemeral(true))
}
