//! Sends to Discord: builds each request, and says what became of it.
//!
//! Runs on the main runtime with an HTTP client of its own, so that a gateway
//! that freezes never holds an answer back. Nothing sent can ping anybody.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serenity::all::{
    ApplicationId, ButtonStyle, ChannelId, CreateActionRow, CreateAllowedMentions, CreateAttachment, CreateButton, CreateCommand,
    CreateInteractionResponse, CreateInteractionResponseFollowup, CreateInteractionResponseMessage, CreateMessage, CreateSelectMenu,
    CreateSelectMenuKind, CreateSelectMenuOption, EditInteractionResponse, InteractionId, LightMethod, MessageFlags, MessageId,
    MessageReference, Nonce, Route,
};
use serenity::http::{Multipart, MultipartUpload, Request};

use super::Parts;
use super::failure::Failure;
use super::gate::Gate;
use super::press::Press;
use super::rating;
use super::relay::{Acknowledged, Request as Asks};
use super::status::{Missing, Status};
use super::team::picture_of;
use super::translate::{Button, Part, Row, Select, notice_parts, parts, quoted, shown};
use crate::conversation::Reply;
use crate::outbox::{Notice, Sent, jitter};
use crate::privacy::ADDRESS_KEPT_DAYS;
use crate::store::OwedMessage;
use crate::words::{Delivery, Person, SessionId};

/// Discord's limit for a nonce.
const NONCE_CHARS: usize = 25;

/// Pauses between the tries of what somebody is waiting for right now.
const PAUSES: [Duration; 2] = [Duration::from_millis(400), Duration::from_millis(1_500)];

/// Discord waits three seconds for the first response: there is time for no more.
const ACKNOWLEDGE_TRIES: usize = 2;

/// What a message of the outbox holds.
#[derive(Deserialize)]
#[serde(untagged)]
enum Owed {
    Reply(Box<Reply>),
    Notice(Notice),
    /// What is said once in a channel, with the way to ask under it or not.
    Said {
        said: String,
        asks: bool,
        /// The session whose report it is: its picture goes with it.
        #[serde(default)]
        report: Option<SessionId>,
        /// The session to give stars to.
        #[serde(default)]
        rates: Option<SessionId>,
    },
    /// A reply, as JSON, that takes the place of the one before.
    Corrected {
        corrected: String,
    },
    /// What a person answered, later.
    Answer {
        question: Option<String>,
        personal_answer: String,
    },
}

/// A conversation that was silent for so long is not written to any more.
const OPEN_FOR: SignedDuration = SignedDuration::from_hours(24 * ADDRESS_KEPT_DAYS);

/// The way out to Discord.
pub(super) struct Post {
    gate: Gate,
    status: Arc<Status>,
    parts: Parts,
    /// The number of the bot; nought before it is known.
    bot: AtomicU64,
    /// How many parts of a long message have arrived, while the rest is tried again.
    arrived: Mutex<HashMap<String, usize>>,
}

impl Post {
    pub(super) fn new(gate: Gate, status: Arc<Status>, parts: Parts) -> Self {
        Self { gate, status, parts, bot: AtomicU64::new(0), arrived: Mutex::default() }
    }

    /// Learns the number that answers to interactions are addressed by, and the bot's own.
    pub(super) fn introduce(&self, application: u64, bot: u64) {
        self.bot.store(bot, Ordering::Relaxed);
        if application != 0 {
            self.gate.http().set_application_id(ApplicationId::new(application));
        }
    }

    /// Sends a message of the outbox. One that its address refuses goes to the
    /// conversation that its person opened, if they did.
    pub(super) async fn owed(&self, message: &OwedMessage) -> Sent {
        let (parts, corrects) = match self.read(&message.body) {
            Ok(read) => read,
            Err(error) => {
                tracing::error!(exchange = %message.id, "a message owed cannot be read: {error}");
                return Sent::Refused;
            }
        };
        let parts = self.illustrated(&message.body, parts).await;
        let sent = match (message.has_dead_address(self.parts.clock.now()), corrects) {
            (true, _) => Sent::Refused,
            (false, true) => self.correct(&message.delivery, &message.nonce, &parts).await,
            (false, false) => self.deliver(&message.delivery, &message.nonce, &parts).await,
        };
        self.tell_refusal(message, sent).await;
        match (sent, self.elsewhere(message, sent).await) {
            (Sent::Refused, Some(delivery)) => self.deliver(&delivery, &message.nonce, &parts).await,
            (sent, _) => sent,
        }
    }

    /// What candidates were to read in a channel and do not, the team is told.
    async fn tell_refusal(&self, message: &OwedMessage, sent: Sent) {
        let Delivery::Channel { channel, .. } = &message.delivery else { return };
        if sent != Sent::Refused || !matches!(serde_json::from_str(&message.body), Ok(Owed::Said { asks: true, .. })) {
            return;
        }
        let raised = self.parts.store.raise_alert("not_said", channel, self.parts.clock.now()).await;
        let _ = raised.inspect_err(|error| tracing::error!("telling that a message was refused: {error:#}"));
    }

    /// What a message of the outbox shows, and whether it takes the place of a reply.
    fn read(&self, body: &str) -> serde_json::Result<(Vec<Part>, bool)> {
        Ok(match serde_json::from_str(body)? {
            Owed::Reply(reply) => (parts(&reply), false),
            Owed::Notice(notice) => (notice_parts(&notice), false),
            Owed::Said { said, rates: Some(session), .. } => (shown(&said, vec![rating::stars(&session)]), false),
            Owed::Said { said, asks, .. } => (self.said_parts(&said, asks.then_some(Press::Ask)), false),
            Owed::Corrected { corrected } => (parts(&serde_json::from_str(&corrected)?), true),
            Owed::Answer { question, personal_answer } => (self.answer_parts(question, &personal_answer), false),
        })
    }

    /// The same, with the picture of the report that it tells under it.
    async fn illustrated(&self, body: &str, mut parts: Vec<Part>) -> Vec<Part> {
        let Some(last) = parts.last_mut() else { return parts };
        if let Ok(Owed::Said { report: Some(session), .. }) = serde_json::from_str(body) {
            last.file = picture_of(&self.parts, &session).await;
        }
        parts
    }

    fn said_parts(&self, said: &str, asks: Option<Press>) -> Vec<Part> {
        let label = || self.parts.conversation.faq().say("bouton-question", &[]);
        let button = asks.map(|press| Row::Buttons(vec![Button::new(press, &label())]));
        shown(said, button.into_iter().collect())
    }

    fn answer_parts(&self, question: Option<String>, answer: &str) -> Vec<Part> {
        let opening = self.parts.conversation.faq().say("reponse-personne", &[]);
        let question = question.map(|question| format!("{}\n\n", quoted(&question))).unwrap_or_default();
        shown(&format!("{opening}\n\n{question}{answer}"), Vec::new())
    }

    /// Where else a refused message may go. A conversation that refuses is closed.
    async fn elsewhere(&self, message: &OwedMessage, sent: Sent) -> Option<Delivery> {
        if sent != Sent::Refused {
            return None;
        }
        let (store, since) = (&self.parts.store, self.parts.clock.now() - OPEN_FOR);
        let logged = |error: &anyhow::Error| tracing::error!("looking for another way to a person: {error:#}");
        if let Delivery::Channel { channel, .. } = &message.delivery {
            store.forget_conversation(channel).await.inspect_err(logged).ok()?;
        }
        let channel = store.conversation_for(message, since).await.inspect_err(logged).ok()??;
        Some(Delivery::Channel { channel, message: None })
    }

    /// The conversation that a person opened, if they did lately.
    pub(super) async fn conversation_of(&self, person: &Person) -> Option<Delivery> {
        let found = self.parts.store.conversation_of(person, self.parts.clock.now() - OPEN_FOR).await;
        let channel = found.inspect_err(|error| tracing::error!("looking for an open conversation: {error:#}")).ok()??;
        Some(Delivery::Channel { channel, message: None })
    }

    /// Sends what is owed to nobody's memory but the one who waits, with a few tries.
    pub(super) async fn now(&self, delivery: &Delivery, nonce: &str, parts: &[Part]) -> Sent {
        for pause in PAUSES {
            match self.deliver(delivery, nonce, parts).await {
                Sent::Later(after) => tokio::time::sleep(after.unwrap_or_else(|| spread(pause))).await,
                sent => return sent,
            }
        }
        let sent = self.deliver(delivery, nonce, parts).await;
        self.arrived().remove(nonce);
        sent
    }

    /// Posts the panel in a channel.
    pub(super) async fn panel(&self, channel: u64, nonce: &str, part: &Part) -> Result<(), Failure> {
        let delivery = Delivery::Channel { channel: channel.to_string(), message: None };
        for pause in PAUSES {
            match self.part(&delivery, nonce, 0, part).await {
                Err(Failure::Later(after)) => tokio::time::sleep(after.unwrap_or_else(|| spread(pause))).await,
                sent => return sent,
            }
        }
        self.part(&delivery, nonce, 0, part).await
    }

    /// Makes the commands known everywhere; doing it again changes nothing.
    pub(super) async fn register(&self, commands: &[CreateCommand]) -> Result<(), Failure> {
        let Some(application_id) = self.gate.http().application_id() else { return Err(Failure::Later(None)) };
        self.send(Request::new(Route::Commands { application_id }, LightMethod::Put), &commands, None).await
    }

    /// Gives the first response again, when nobody knows whether it arrived.
    pub(super) async fn acknowledge(&self, id: u64, token: &str, request: &Asks) -> Acknowledged {
        for _ in 0..ACKNOWLEDGE_TRIES {
            match self.gate.respond(InteractionId::new(id), token, &first_response(request)).await {
                Ok(()) | Err(Failure::Refused(Failure::ANSWERED_ALREADY)) => return Acknowledged::Yes,
                Err(Failure::Later(_)) => {}
                Err(_) => return Acknowledged::No,
            }
        }
        Acknowledged::No
    }

    /// The same once so many of its parts stand already.
    pub(super) async fn deliver_after(&self, standing: usize, delivery: &Delivery, nonce: &str, parts: &[Part]) -> Sent {
        // What a try before brought there stands too.
        if standing > self.arrived().get(nonce).copied().unwrap_or(0) {
            self.arrived().insert(nonce.to_owned(), standing);
        }
        self.deliver(delivery, nonce, parts).await
    }

    pub(super) async fn deliver(&self, delivery: &Delivery, nonce: &str, parts: &[Part]) -> Sent {
        let arrived = self.arrived().get(nonce).copied().unwrap_or(0);
        for (number, part) in parts.iter().enumerate().skip(arrived) {
            match self.part(delivery, nonce, number, part).await {
                Ok(()) => drop(self.arrived().insert(nonce.to_owned(), number + 1)),
                Err(Failure::Later(after)) => return Sent::Later(after),
                Err(Failure::Unauthorised) => return Sent::Later(None),
                Err(Failure::Missing(_) | Failure::Refused(_)) => {
                    self.arrived().remove(nonce);
                    return Sent::Refused;
                }
            }
        }
        self.arrived().remove(nonce);
        Sent::Done
    }

    async fn part(&self, delivery: &Delivery, nonce: &str, number: usize, part: &Part) -> Result<(), Failure> {
        match delivery {
            Delivery::Channel { channel, message } => {
                let Some(channel) = channel.parse().ok().filter(|channel| *channel != 0) else { return Err(Failure::Refused(0)) };
                let replied = message.as_ref().filter(|_| number == 0).and_then(|id| id.parse().ok());
                self.to_channel(channel, replied, nonce_of(nonce, number), part).await
            }
            Delivery::Interaction { token } => {
                let Some(application_id) = self.gate.http().application_id() else { return Err(Failure::Later(None)) };
                if number == 0 {
                    let route = Route::WebhookOriginalInteractionResponse { application_id, token };
                    return self.send(Request::new(route, LightMethod::Patch), &edit(part), part.file.as_ref()).await;
                }
                let route = Route::WebhookFollowupMessages { application_id, token };
                self.send(Request::new(route, LightMethod::Post), &followup(part), None).await
            }
        }
    }

    async fn to_channel(&self, channel: u64, replied: Option<u64>, nonce: String, part: &Part) -> Result<(), Failure> {
        let mut sent = self.message(channel, replied, &nonce, part).await;
        if let Err(Failure::Missing(missing)) = sent {
            self.status.missing(channel, missing);
            if missing == Missing::History && replied.is_some() {
                sent = self.message(channel, None, &nonce, part).await;
            }
        }
        sent
    }

    async fn message(&self, channel: u64, replied: Option<u64>, nonce: &str, part: &Part) -> Result<(), Failure> {
        let channel = ChannelId::new(channel);
        let mut message = CreateMessage::new()
            .content(&part.text)
            .components(components(&part.rows))
            .allowed_mentions(CreateAllowedMentions::new())
            .flags(MessageFlags::SUPPRESS_EMBEDS)
            .nonce(Nonce::String(nonce.to_owned()))
            .enforce_nonce(true);
        if let (Some((name, _)), Some(alt)) = (&part.file, &part.alt) {
            // Only described here: its bytes go beside the body.
            message = message.add_file(CreateAttachment::bytes(Vec::new(), name.clone()).description(alt));
        }
        if let Some(replied) = replied.filter(|replied| *replied != 0) {
            // Its author may have deleted it meanwhile: the answer is still theirs.
            let reference = MessageReference::from((channel, MessageId::new(replied))).fail_if_not_exists(false);
            message = message.reference_message(reference);
        }
        let request = || Request::new(Route::ChannelMessages { channel_id: channel }, LightMethod::Post);
        let sent = self.send(request(), &message, part.file.as_ref()).await;
        match (sent, &part.file) {
            // Files may be forbidden where words are not.
            (Err(Failure::Missing(_)), Some(_)) => self.send(request(), &message.files(Vec::new()), None).await,
            (sent, _) => sent,
        }
    }

    /// The number of the bot.
    pub(super) fn bot(&self) -> u64 {
        self.bot.load(Ordering::Relaxed)
    }

    /// Makes any other request at its turn.
    pub(super) async fn fire(&self, request: Request<'_>) -> Result<Vec<u8>, Failure> {
        self.gate.fire(request).await
    }

    /// Sends a body, with the file that goes with it. An answer that cannot be
    /// read is not read: what was done was done.
    pub(super) async fn send(&self, request: Request<'_>, body: &impl Serialize, file: Option<&(String, Vec<u8>)>) -> Result<(), Failure> {
        self.sent(request, body, file).await.map(drop)
    }

    /// The same; gives what Discord answers.
    pub(super) async fn sent(
        &self,
        request: Request<'_>,
        body: &impl Serialize,
        file: Option<&(String, Vec<u8>)>,
    ) -> Result<Vec<u8>, Failure> {
        let json = serde_json::to_string(body).map_err(|error| {
            tracing::error!("a message could not be written: {error}");
            Failure::Refused(0)
        })?;
        let request = match file {
            Some((name, bytes)) => request.multipart(Some(Multipart {
                upload: MultipartUpload::Attachments(vec![CreateAttachment::bytes(bytes.clone(), name.clone())]),
                payload_json: Some(json),
                fields: Vec::new(),
            })),
            None => request.body(Some(json.into_bytes())),
        };
        self.gate.fire(request).await
    }

    fn arrived(&self) -> std::sync::MutexGuard<'_, HashMap<String, usize>> {
        self.arrived.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The body of a message that is said once in a channel.
pub(super) fn said_body(said: &str, asks: bool) -> String {
    serde_json::json!({ "said": said, "asks": asks }).to_string()
}

/// The same for what asks for the stars of a session.
pub(super) fn rating_body(said: &str, session: &SessionId) -> String {
    serde_json::json!({ "said": said, "asks": false, "rates": session }).to_string()
}

/// The same for the report of a session, whose picture goes with it.
pub(super) fn report_body(said: &str, session: &SessionId) -> String {
    serde_json::json!({ "said": said, "asks": false, "report": session }).to_string()
}

/// The first response to an interaction: a private answer follows, or another
/// text in the place of the one that was tapped.
pub(super) fn first_response(request: &Asks) -> CreateInteractionResponse {
    if matches!(request, Asks::Press(Some(press)) if press.changes_its_message()) {
        return CreateInteractionResponse::Acknowledge;
    }
    let private = CreateInteractionResponseMessage::new().ephemeral(true).allowed_mentions(CreateAllowedMentions::new());
    CreateInteractionResponse::Defer(private)
}

/// A pause and up to a quarter of it more, so that what failed together does
/// not come back together.
fn spread(pause: Duration) -> Duration {
    pause.mul_f64(1.0 + jitter())
}

/// Each part of a long message has its own nonce; the first has the message's.
fn nonce_of(nonce: &str, part: usize) -> String {
    if part == 0 {
        return nonce.chars().take(NONCE_CHARS).collect();
    }
    let number = format!("-{part}");
    let kept: String = nonce.chars().take(NONCE_CHARS - number.len()).collect();
    kept + &number
}

fn edit(part: &Part) -> EditInteractionResponse {
    let edit = EditInteractionResponse::new()
        .content(&part.text)
        .components(components(&part.rows))
        .allowed_mentions(CreateAllowedMentions::new())
        .flags(MessageFlags::SUPPRESS_EMBEDS);
    match &part.file {
        Some((name, bytes)) => {
            let file = CreateAttachment::bytes(bytes.clone(), name.clone());
            edit.new_attachment(match &part.alt {
                Some(alt) => file.description(alt),
                None => file,
            })
        }
        None => edit,
    }
}

fn followup(part: &Part) -> CreateInteractionResponseFollowup {
    CreateInteractionResponseFollowup::new()
        .content(&part.text)
        .components(components(&part.rows))
        .allowed_mentions(CreateAllowedMentions::new())
        .flags(MessageFlags::SUPPRESS_EMBEDS | MessageFlags::EPHEMERAL)
}

pub(super) fn components(rows: &[Row]) -> Vec<CreateActionRow> {
    rows.iter()
        .map(|row| match row {
            Row::Buttons(buttons) => CreateActionRow::Buttons(buttons.iter().map(button).collect()),
            Row::Select(list) => CreateActionRow::SelectMenu(select(list)),
        })
        .collect()
}

fn button(button: &Button) -> CreateButton {
    let style = match button.press {
        Press::Ask
        | Press::AskUnder(_)
        | Press::AskAfterGame(_)
        | Press::GameBegin
        | Press::Age
        | Press::AgeAndHandOver(_)
        | Press::Blue
        | Press::Answer(_) => ButtonStyle::Primary,
        Press::EraseForGood | Press::ObjectForGood | Press::Red => ButtonStyle::Danger,
        _ => ButtonStyle::Secondary,
    };
    CreateButton::new(button.press.to_string()).label(&button.label).style(style)
}

fn select(list: &Select) -> CreateSelectMenu {
    let option = |(value, words): &(String, String)| {
        CreateSelectMenuOption::new(words, value).default_selection(list.chosen.as_ref() == Some(value))
    };
    let options = list.options.iter().map(option).collect();
    CreateSelectMenu::new(list.press.to_string(), CreateSelectMenuKind::String { options }).placeholder(&list.placeholder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_nonces_of_their_own_that_discord_takes() {
        let nonce = "0123456789abcdef012345678";
        let nonces = [0, 1, 12].map(|part| nonce_of(nonce, part));
        assert_eq!(nonces, ["0123456789abcdef012345678", "0123456789abcdef0123456-1", "0123456789abcdef012345-12"]);
    }
}
