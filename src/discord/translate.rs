//! Discord's words to ours and back: pure, fed by the handlers and by tests.
//!
//! In: a message becomes what was heard, or nothing when it is not for us. Out:
//! a reply becomes parts that fit Discord's limits, with their buttons.

use jiff::Timestamp;
use serenity::all::{Message, MessageType, User, UserId};

use super::custom_id::MAX_ID_CHARS;
use super::press::Press;
use super::sentences::CHOOSE_TOPIC;
use super::split::{blocks, fits, split};
use super::threads::Talk;
use crate::campaign::DECLARED_SOURCES;
use crate::conversation::{Gesture, Reply, Tap};
use crate::words::{Delivery, EntryId, ExchangeId, Notice};

/// Discord's first millisecond, 1 January 2015.
const DISCORD_EPOCH_MS: i64 = 1_420_070_400_000;

/// The longest text on a button.
const MAX_LABEL_CHARS: usize = 80;

/// The longest value and words of one choice of a list, and the most choices.
pub(super) const MAX_OPTION_CHARS: usize = 100;
pub(super) const MAX_OPTIONS: usize = 25;

/// The most buttons in a row, and rows under a message.
const BUTTONS_A_ROW: usize = 5;
const MAX_ROWS: usize = 5;

/// A message that is meant for the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heard {
    /// Its number.
    pub message: u64,
    /// Who wrote it.
    pub user: u64,
    /// The server; none in a direct conversation.
    pub guild: Option<u64>,
    /// The channel.
    pub channel: u64,
    /// The text, without the name of the bot.
    pub text: String,
    /// Whether files came with it.
    pub has_attachment: bool,
    /// Whether it stands in a thread where only what names the bot is read.
    pub thread: bool,
    /// Whether it stands in a private thread that its author opened.
    pub own_thread: bool,
    /// Whether it was written while nobody listened.
    pub is_late: bool,
}

impl Heard {
    /// The same with what is known of where it stands.
    pub(super) fn said_in(self, talk: &Talk<'_>) -> Self {
        Self { thread: talk.is_closed_thread, own_thread: talk.private_to == Some(self.user), ..self }
    }

    /// Where its answer goes: below it.
    pub(super) fn delivery(&self) -> Delivery {
        Delivery::Channel { channel: self.channel.to_string(), message: Some(self.message.to_string()) }
    }
}

/// What is heard of a message: one that names the bot, answers it, is written
/// to it in private, or stands in a channel of plain talk and speaks to nobody
/// else. Without the content intent Discord gives an empty text, which is not heard.
pub(super) fn heard(message: &Message, bot: UserId, plain_channels: &[u64]) -> Option<Heard> {
    let by_person = !message.author.bot && !message.author.system && message.webhook_id.is_none();
    let spoken = matches!(message.kind, MessageType::Regular | MessageType::InlineReply);
    let (guild, channel) = (message.guild_id.map(|guild| guild.get()), message.channel_id.get());
    if !by_person || !spoken || !is_for_us(guild, channel, &message.mentions, bot, plain_channels) {
        return None;
    }
    let text = without_names(&message.content);
    let has_attachment = !message.attachments.is_empty();
    (!text.is_empty() || has_attachment).then(|| Heard {
        message: message.id.get(),
        user: message.author.id.get(),
        guild,
        channel,
        text,
        has_attachment,
        thread: false,
        own_thread: false,
        is_late: false,
    })
}

/// Whether words in this place that name these people are for the bot.
pub(super) fn is_for_us(guild: Option<u64>, channel: u64, named: &[User], bot: UserId, plain_channels: &[u64]) -> bool {
    let to_us = named.iter().any(|user| user.id == bot);
    guild.is_none() || to_us || (plain_channels.contains(&channel) && named.is_empty())
}

/// A text without the people and roles it names: their numbers are nobody's
/// business here, and name nothing that an answer could be found by.
pub(super) fn without_names(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<@") {
        kept.push_str(before);
        let number = after.strip_prefix(['!', '&']).unwrap_or(after);
        match number.split_once('>') {
            Some((digits, end)) if !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()) => {
                kept.push(' ');
                rest = end;
            }
            _ => {
                kept.push_str("<@");
                rest = after;
            }
        }
    }
    kept.push_str(rest);
    kept.trim().to_owned()
}

/// A number of Discord as it is kept in text; none for nought, which serenity
/// takes for no number at all.
pub(super) fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number| *number != 0)
}

/// When something with this number was made, as Discord writes it in the number.
pub(super) fn made_at(snowflake: u64) -> Timestamp {
    let millis = i64::try_from(snowflake >> 22).unwrap_or(i64::MAX).saturating_add(DISCORD_EPOCH_MS);
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX)
}

/// The lowest number that something made then may have.
pub(super) fn snowflake(at: Timestamp) -> u64 {
    u64::try_from(at.as_millisecond() - DISCORD_EPOCH_MS).unwrap_or(0) << 22
}

/// What is shown in one message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Part {
    /// The text, in Markdown.
    pub text: String,
    /// What may be tapped under it.
    pub rows: Vec<Row>,
    /// A file that goes with it: its name and what is in it.
    pub file: Option<(String, Vec<u8>)>,
    /// What a picture shows, for who does not see it.
    pub alt: Option<String>,
}

/// A line of things to tap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// Up to five buttons.
    Buttons(Vec<Button>),
    /// One list to choose from.
    Select(Select),
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Button {
    /// What it does.
    pub press: Press,
    /// What is written on it.
    pub label: String,
}

/// A list to choose one of: pairs of the value kept and the words read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Select {
    /// What choosing does.
    pub press: Press,
    /// What is read before a choice.
    pub placeholder: String,
    /// The choices.
    pub options: Vec<(String, String)>,
    /// The value that was chosen before.
    pub chosen: Option<String>,
}

impl Button {
    /// A button, its words cut to what Discord takes.
    pub(super) fn new(press: Press, label: &str) -> Self {
        Self { press, label: shortened(label, MAX_LABEL_CHARS) }
    }
}

/// The messages that show a reply: the notice in a quote block, the text, and
/// what may be tapped under the last one.
pub(super) fn parts(reply: &Reply) -> Vec<Part> {
    let text = match &reply.notice {
        Some(notice) => format!("{}\n\n{}", quoted(notice), reply.text),
        None => reply.text.clone(),
    };
    shown(&text, rows(&reply.exchange, &reply.taps))
}

/// The messages that show a notice to the team: one when all fits in it. Its
/// lines stand in code blocks, where no sign of theirs means anything to Discord.
pub(super) fn notice_parts(notice: &Notice) -> Vec<Part> {
    let blocks = notice.lines.as_deref().map(blocks).unwrap_or_default();
    let texts = match blocks.as_slice() {
        [only] if fits(&format!("{}\n{only}", notice.told)) => vec![format!("{}\n{only}", notice.told)],
        _ => std::iter::once(notice.told.clone()).chain(blocks).collect(),
    };
    texts.into_iter().map(|text| Part { text, ..Part::default() }).collect()
}

/// The messages that show a text with what may be tapped under it.
pub(super) fn shown(text: &str, rows: Vec<Row>) -> Vec<Part> {
    let mut parts: Vec<Part> = split(text).into_iter().map(|text| Part { text, ..Part::default() }).collect();
    match parts.last_mut() {
        Some(last) => last.rows = rows,
        None => parts.push(Part { rows, ..Part::default() }),
    }
    parts
}

/// The same with nothing to tap.
pub(super) fn plain(text: &str) -> Vec<Part> {
    shown(text, Vec::new())
}

/// What may be tapped about an exchange. More topics than
/// stand in one line, or one whose name fits no button, make a list to choose from.
pub(super) fn rows(exchange: &ExchangeId, taps: &[Tap]) -> Vec<Row> {
    let topics: Vec<(&EntryId, &str)> = taps.iter().filter_map(topic).collect();
    let fits = |entry: &EntryId| Press::Pick(exchange.clone(), entry.clone()).to_string().chars().count() <= MAX_ID_CHARS;
    let listed = topics.len() > BUTTONS_A_ROW || !topics.iter().all(|(entry, _)| fits(entry));
    let tapped = taps.iter().filter(|tap| !listed || topic(tap).is_none());
    let buttons: Vec<Button> = tapped.filter_map(|tap| button(exchange, tap)).collect();
    let mut rows: Vec<Row> = buttons.chunks(BUTTONS_A_ROW).map(|row| Row::Buttons(row.to_vec())).collect();
    if listed {
        rows.insert(0, topics_list(exchange, &topics));
    }
    let source = taps.iter().find(|tap| tap.gesture == Gesture::DeclareSource);
    rows.extend(source.map(|tap| sources(&tap.label)));
    rows.truncate(MAX_ROWS);
    rows
}

/// The topic that a tap chooses.
fn topic(tap: &Tap) -> Option<(&EntryId, &str)> {
    match &tap.gesture {
        Gesture::Choose(entry) => Some((entry, tap.label.as_str())),
        _ => None,
    }
}

fn topics_list(exchange: &ExchangeId, topics: &[(&EntryId, &str)]) -> Row {
    let fitting = topics.iter().filter(|(entry, _)| entry.as_str().chars().count() <= MAX_OPTION_CHARS).take(MAX_OPTIONS);
    let options = fitting.map(|(entry, title)| (entry.to_string(), shortened(title, MAX_OPTION_CHARS)));
    Row::Select(Select {
        press: Press::PickOne(exchange.clone()),
        placeholder: CHOOSE_TOPIC.to_owned(),
        options: options.collect(),
        chosen: None,
    })
}

/// An entry whose name is too long for a `custom_id` has no button.
fn button(exchange: &ExchangeId, tap: &Tap) -> Option<Button> {
    let exchange = exchange.clone();
    let press = match &tap.gesture {
        Gesture::ConfirmAge => Press::Age,
        Gesture::ConfirmAgeAndHandOver => Press::AgeAndHandOver(exchange),
        Gesture::Choose(entry) => Press::Pick(exchange, entry.clone()),
        Gesture::HandOver => Press::HandOver(exchange),
        Gesture::TellMe => Press::TellMe(exchange),
        Gesture::Useful => Press::Up(exchange),
        Gesture::NotUseful => Press::Down(exchange),
        Gesture::ChangedMind => Press::ChangedMind(exchange),
        Gesture::SameMind => Press::SameMind(exchange),
        Gesture::AskHere => Press::AskHere,
        Gesture::DeclareSource => return None,
    };
    (press.to_string().chars().count() <= MAX_ID_CHARS).then(|| Button::new(press, &tap.label))
}

/// The list of places one may come from.
pub(super) fn sources(question: &str) -> Row {
    let options = DECLARED_SOURCES.iter().map(|(source, words)| ((*source).to_owned(), (*words).to_owned()));
    Row::Select(Select { press: Press::Source, placeholder: question.to_owned(), options: options.collect(), chosen: None })
}

/// A text as a quote block.
pub(super) fn quoted(text: &str) -> String {
    text.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}

/// At most so many characters, the last one « … » when some are left out.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests;
