//! What a button or a select means, written in its `custom_id`.
//!
//! Everything a tap needs stands there, so that it works after a restart and on
//! another instance: nothing is kept in memory. A text that cannot be read is a
//! tap of another time.

use std::fmt;

use crate::game::Play;
use crate::words::{EntryId, ExchangeId, QueuedId, SessionId};

/// The first page of a list.
const FIRST: usize = 0;

/// Discord's limit for a `custom_id`.
pub(super) const MAX_ID_CHARS: usize = 100;

/// What begins the word of the link of an episode.
pub(super) const EPISODE: &str = "episode-";

/// What a tap does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Press {
    /// Open the form.
    Ask,
    /// The same under an episode, by the word of its link.
    AskUnder(String),
    /// « J'ai 15 ans ou plus ».
    Age,
    /// The same, and give the question to a person.
    AgeAndHandOver(ExchangeId),
    /// Read this entry.
    Pick(ExchangeId, EntryId),
    /// The list of topics: its value is the entry to read.
    PickOne(ExchangeId),
    /// Give the question to a person.
    HandOver(ExchangeId),
    /// Be told once an answer is published.
    TellMe(ExchangeId),
    /// The answer helped.
    Up(ExchangeId),
    /// The answer did not help.
    Down(ExchangeId),
    /// The answer changed what one wrongly believed.
    ChangedMind(ExchangeId),
    /// It did not.
    SameMind(ExchangeId),
    /// Say where one comes from: the select, whose value is the source.
    Source,
    /// Take one's data away.
    Receive,
    /// Ask for one's data to be erased.
    Erase,
    /// Yes, erase them.
    EraseForGood,
    /// Choose a theme, on this page of the list.
    Themes(usize),
    /// Choose an entry of this theme, on this page of the list.
    Topics(usize, String),
    /// The list of themes: its value is the one chosen.
    Theme,
    /// The list of entries: its value is the one to read.
    Topic,
    /// The open positions, on this page of the list.
    Offers(usize),
    /// The list of positions: its value is the one to read.
    Offer,
    /// The next sessions.
    Sessions,
    /// The list of sessions: its value is the one to put in a diary.
    Diary,
    /// The list of sessions to be reminded of.
    Remind,
    /// Blue: the public service.
    Blue,
    /// Red: the private sector.
    Red,
    /// Begin a play of the game, in the place of what told of it.
    GameBegin,
    /// What the game is, anew.
    GameAgain,
    /// Make one more choice of a play: the play with that choice made.
    GameOn(Play),
    /// Open the form of a question after the play of this word.
    AskAfterGame(String),
    /// Open the form whose answer goes to this thread.
    AskHere,
    /// Say something of oneself: the list of answers to this question.
    Tick(String),
    /// Ask for nothing to be kept from now on.
    Object,
    /// Yes, keep nothing.
    ObjectForGood,
    /// Let things be kept again.
    Lift,
    /// Give a session so many stars, one to five.
    Rate(u8, SessionId),
    /// Open the form of a line to add to them.
    Remark(SessionId),
    /// For an expert: take this question.
    Take(QueuedId),
    /// Give it back to the queue.
    GiveBack(QueuedId),
    /// Open the form of its answer.
    Answer(QueuedId),
    /// Open the form that says why it gets none.
    Decline(QueuedId),
}

impl Press {
    /// The themes from the first.
    pub(super) const THEMES: Self = Self::Themes(FIRST);

    /// The open positions from the first.
    pub(super) const OFFERS: Self = Self::Offers(FIRST);

    /// Whether it is a list: it carries what was chosen, and does nothing without.
    pub(super) fn is_list(&self) -> bool {
        matches!(
            self,
            Self::Source | Self::PickOne(_) | Self::Theme | Self::Topic | Self::Offer | Self::Diary | Self::Remind | Self::Tick(_)
        )
    }

    /// Whether what it shows takes the place of the message it stands under.
    pub(super) fn changes_its_message(&self) -> bool {
        matches!(self, Self::GameBegin | Self::GameOn(_))
    }

    /// Reads a `custom_id`; none when it is not one of ours, or no longer.
    pub(super) fn read(custom_id: &str) -> Option<Self> {
        let mut parts = custom_id.splitn(3, ':');
        let exchange = |text: &str| (!text.is_empty()).then(|| ExchangeId::new(text));
        let queued = |text: &str| (!text.is_empty()).then(|| QueuedId::new(text));
        let page = |text: &str| text.parse().ok();
        Some(match (parts.next()?, parts.next(), parts.next()) {
            ("ask", None, None) => Self::Ask,
            ("ask", Some(episode), None) if episode.starts_with(EPISODE) => Self::AskUnder(episode.to_owned()),
            ("age", None, None) => Self::Age,
            ("src", None, None) => Self::Source,
            ("receive", None, None) => Self::Receive,
            ("erase", None, None) => Self::Erase,
            ("erase!", None, None) => Self::EraseForGood,
            ("themes", Some(number), None) => Self::Themes(page(number)?),
            ("topics", Some(number), Some(theme)) if !theme.is_empty() => Self::Topics(page(number)?, theme.to_owned()),
            ("theme", None, None) => Self::Theme,
            ("topic", None, None) => Self::Topic,
            ("offers", Some(number), None) => Self::Offers(page(number)?),
            ("offer", None, None) => Self::Offer,
            ("dates", None, None) => Self::Sessions,
            ("diary", None, None) => Self::Diary,
            ("remind", None, None) => Self::Remind,
            ("blue", None, None) => Self::Blue,
            ("red", None, None) => Self::Red,
            ("here", None, None) => Self::AskHere,
            ("game", None, None) => Self::GameBegin,
            ("game", Some(play), None) => Self::GameOn(Play::read(play)?),
            ("again", None, None) => Self::GameAgain,
            ("ask", Some(word), None) if Play::is_word(word) => Self::AskAfterGame(word.to_owned()),
            ("tick", Some(question), None) if !question.is_empty() => Self::Tick(question.to_owned()),
            ("object", None, None) => Self::Object,
            ("object!", None, None) => Self::ObjectForGood,
            ("lift", None, None) => Self::Lift,
            ("rate", Some(stars), Some(session)) => {
                Self::Rate(stars.parse().ok().filter(|stars| (1..=5).contains(stars))?, SessionId::new(session))
            }
            ("remark", Some(session), None) if !session.is_empty() => Self::Remark(SessionId::new(session)),
            ("take", Some(id), None) => Self::Take(queued(id)?),
            ("giveback", Some(id), None) => Self::GiveBack(queued(id)?),
            ("answer", Some(id), None) => Self::Answer(queued(id)?),
            ("decline", Some(id), None) => Self::Decline(queued(id)?),
            ("agehand", Some(id), None) => Self::AgeAndHandOver(exchange(id)?),
            ("pick", Some(id), None) => Self::PickOne(exchange(id)?),
            ("hand", Some(id), None) => Self::HandOver(exchange(id)?),
            ("tell", Some(id), None) => Self::TellMe(exchange(id)?),
            ("up", Some(id), None) => Self::Up(exchange(id)?),
            ("down", Some(id), None) => Self::Down(exchange(id)?),
            ("changed", Some(id), None) => Self::ChangedMind(exchange(id)?),
            ("same", Some(id), None) => Self::SameMind(exchange(id)?),
            ("pick", Some(id), Some(entry)) if !entry.is_empty() => Self::Pick(exchange(id)?, EntryId::new(entry)),
            _ => return None,
        })
    }
}

impl fmt::Display for Press {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ask => out.write_str("ask"),
            Self::AskUnder(episode) => write!(out, "ask:{episode}"),
            Self::Age => out.write_str("age"),
            Self::Rate(stars, session) => write!(out, "rate:{stars}:{session}"),
            Self::Remark(session) => write!(out, "remark:{session}"),
            Self::Take(queued) => write!(out, "take:{queued}"),
            Self::GiveBack(queued) => write!(out, "giveback:{queued}"),
            Self::Answer(queued) => write!(out, "answer:{queued}"),
            Self::Decline(queued) => write!(out, "decline:{queued}"),
            Self::AgeAndHandOver(exchange) => write!(out, "agehand:{exchange}"),
            Self::Pick(exchange, entry) => write!(out, "pick:{exchange}:{entry}"),
            Self::PickOne(exchange) => write!(out, "pick:{exchange}"),
            Self::HandOver(exchange) => write!(out, "hand:{exchange}"),
            Self::TellMe(exchange) => write!(out, "tell:{exchange}"),
            Self::Up(exchange) => write!(out, "up:{exchange}"),
            Self::Down(exchange) => write!(out, "down:{exchange}"),
            Self::ChangedMind(exchange) => write!(out, "changed:{exchange}"),
            Self::SameMind(exchange) => write!(out, "same:{exchange}"),
            Self::Source => out.write_str("src"),
            Self::Receive => out.write_str("receive"),
            Self::Erase => out.write_str("erase"),
            Self::EraseForGood => out.write_str("erase!"),
            Self::Themes(page) => write!(out, "themes:{page}"),
            Self::Topics(page, theme) => write!(out, "topics:{page}:{theme}"),
            Self::Theme => out.write_str("theme"),
            Self::Topic => out.write_str("topic"),
            Self::Offers(page) => write!(out, "offers:{page}"),
            Self::Offer => out.write_str("offer"),
            Self::Sessions => out.write_str("dates"),
            Self::Diary => out.write_str("diary"),
            Self::Remind => out.write_str("remind"),
            Self::Blue => out.write_str("blue"),
            Self::Red => out.write_str("red"),
            Self::AskHere => out.write_str("here"),
            Self::GameBegin => out.write_str("game"),
            Self::GameOn(play) => write!(out, "game:{play}"),
            Self::GameAgain => out.write_str("again"),
            Self::AskAfterGame(word) => write!(out, "ask:{word}"),
            Self::Tick(question) => write!(out, "tick:{question}"),
            Self::Object => out.write_str("object"),
            Self::ObjectForGood => out.write_str("object!"),
            Self::Lift => out.write_str("lift"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tap_is_read_back_as_it_was_written() {
        let exchange = || ExchangeId::new("0123456789abcdef0123456789abcdef");
        for press in [
            Press::Ask,
            Press::AskUnder("episode-les-pilules-01".to_owned()),
            Press::Age,
            Press::AgeAndHandOver(exchange()),
            Press::Pick(exchange(), EntryId::new("salaire-architecte")),
            Press::PickOne(exchange()),
            Press::HandOver(exchange()),
            Press::TellMe(exchange()),
            Press::Up(exchange()),
            Press::Down(exchange()),
            Press::ChangedMind(exchange()),
            Press::SameMind(exchange()),
            Press::Source,
            Press::Receive,
            Press::Erase,
            Press::EraseForGood,
            Press::THEMES,
            Press::Topics(2, "temps-de-travail".to_owned()),
            Press::Theme,
            Press::Topic,
            Press::Offers(1),
            Press::Offer,
            Press::Sessions,
            Press::Diary,
            Press::Remind,
            Press::Blue,
            Press::Red,
            Press::AskHere,
            Press::GameBegin,
            Press::GameAgain,
            Press::GameOn(Play::read("0a1b2cffffffff-012340123401").unwrap()),
            Press::AskAfterGame("ffffffff".to_owned()),
            Press::Tick("age".to_owned()),
            Press::Object,
            Press::ObjectForGood,
            Press::Lift,
            Press::Rate(5, SessionId::new("2026-12-03-un-soir")),
            Press::Remark(SessionId::new("2026-12-03-un-soir")),
            Press::Take(QueuedId::new("d1e2")),
            Press::GiveBack(QueuedId::new("d1e2")),
            Press::Answer(QueuedId::new("d1e2")),
            Press::Decline(QueuedId::new("d1e2")),
        ] {
            assert_eq!(Press::read(&press.to_string()), Some(press));
        }
    }

    #[test]
    fn a_tap_of_another_time_is_none_of_ours() {
        for text in [
            "",
            "ask:1",
            "up",
            "up:",
            "pick:",
            "pick:e:",
            "pick::entry",
            "age:1:2",
            "vote:1",
            "rate:6:s",
            "rate:5",
            "remark:",
            "question",
            "themes",
            "offers:-1",
            "topics:0:",
            "game:",
            "game:0a1b2cffffffff-0123401234012",
            "game:0A1b2cffffffff-0",
            "game:0a1b2cffffffff-é",
            "ask:fffffffff",
        ] {
            assert_eq!(Press::read(text), None, "{text}");
        }
    }
}
