//! What a button or a select means, written in its `custom_id`: a text that cannot
//! be read is a tap of another time.

use super::custom_id::custom_ids;
use crate::game::Play;
use crate::words::{EntryId, ExchangeId, QueuedId, SessionId};

/// The first page of a list.
const FIRST: usize = 0;

custom_ids! {
    /// What a tap does.
    Press {
        /// Open the form.
        Ask = "ask",
        /// The same under an episode, by the word of its link.
        AskUnder(episode: String) = "ask",
        /// « J'ai 15 ans ou plus ».
        Age = "age",
        /// The same, and give the question to a person.
        AgeAndHandOver(exchange: ExchangeId) = "agehand",
        /// Read this entry.
        Pick(exchange: ExchangeId, entry: EntryId) = "pick",
        /// The list of topics: its value is the entry to read.
        PickOne(exchange: ExchangeId) = "pick",
        /// Give the question to a person.
        HandOver(exchange: ExchangeId) = "hand",
        /// Be told once an answer is published.
        TellMe(exchange: ExchangeId) = "tell",
        /// The answer helped.
        Up(exchange: ExchangeId) = "up",
        /// The answer did not help.
        Down(exchange: ExchangeId) = "down",
        /// The answer changed what one wrongly believed.
        ChangedMind(exchange: ExchangeId) = "changed",
        /// It did not.
        SameMind(exchange: ExchangeId) = "same",
        /// Say where one comes from: the select, whose value is the source.
        Source = "src",
        /// Take one's data away.
        Receive = "receive",
        /// Ask for one's data to be erased.
        Erase = "erase",
        /// Yes, erase them.
        EraseForGood = "erase!",
        /// Choose a theme, on this page of the list.
        Themes(page: usize) = "themes",
        /// Choose an entry of this theme, on this page of the list.
        Topics(page: usize, theme: String) = "topics",
        /// The list of themes: its value is the one chosen.
        Theme = "theme",
        /// The list of entries: its value is the one to read.
        Topic = "topic",
        /// The open positions, on this page of the list.
        Offers(page: usize) = "offers",
        /// The list of positions: its value is the one to read.
        Offer = "offer",
        /// The next sessions.
        Sessions = "dates",
        /// The list of sessions: its value is the one to put in a diary.
        Diary = "diary",
        /// The list of sessions to be reminded of.
        Remind = "remind",
        /// Blue: the public service.
        Blue = "blue",
        /// Red: the private sector.
        Red = "red",
        /// Begin a play of the game, in the place of what told of it.
        GameBegin = "game",
        /// What the game is, anew.
        GameAgain = "again",
        /// Make one more choice of a play: the play with that choice made.
        GameOn(play: Play) = "game",
        /// Open the form of a question after the play of this word.
        AskAfterGame(word: String) = "ask",
        /// Open the form whose answer goes to this thread.
        AskHere = "here",
        /// Say something of oneself: the list of answers to this question.
        Tick(question: String) = "tick",
        /// Ask for nothing to be kept from now on.
        Object = "object",
        /// Yes, keep nothing.
        ObjectForGood = "object!",
        /// Let things be kept again.
        Lift = "lift",
        /// Give a session so many stars, one to five.
        Rate(stars: u8, session: SessionId) = "rate",
        /// Open the form of a line to add to them.
        Remark(session: SessionId) = "remark",
        /// For an expert: take this question.
        Take(queued: QueuedId) = "take",
        /// Give it back to the queue.
        GiveBack(queued: QueuedId) = "giveback",
        /// Open the form of its answer.
        Answer(queued: QueuedId) = "answer",
        /// Open the form that says why it gets none.
        Decline(queued: QueuedId) = "decline",
    }
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
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Messages in channels bear them: none may change its meaning.
    #[test]
    fn every_tap_is_written_and_read_as_in_the_messages_that_stand() {
        let exchange = || ExchangeId::new("0123456789abcdef0123456789abcdef");
        for (text, press) in [
            ("ask", Press::Ask),
            ("ask:episode-les-pilules-01", Press::AskUnder("episode-les-pilules-01".to_owned())),
            ("age", Press::Age),
            ("agehand:0123456789abcdef0123456789abcdef", Press::AgeAndHandOver(exchange())),
            ("pick:0123456789abcdef0123456789abcdef:salaire-architecte", Press::Pick(exchange(), EntryId::new("salaire-architecte"))),
            ("pick:0123456789abcdef0123456789abcdef", Press::PickOne(exchange())),
            ("hand:0123456789abcdef0123456789abcdef", Press::HandOver(exchange())),
            ("tell:0123456789abcdef0123456789abcdef", Press::TellMe(exchange())),
            ("up:0123456789abcdef0123456789abcdef", Press::Up(exchange())),
            ("down:0123456789abcdef0123456789abcdef", Press::Down(exchange())),
            ("changed:0123456789abcdef0123456789abcdef", Press::ChangedMind(exchange())),
            ("same:0123456789abcdef0123456789abcdef", Press::SameMind(exchange())),
            ("src", Press::Source),
            ("receive", Press::Receive),
            ("erase", Press::Erase),
            ("erase!", Press::EraseForGood),
            ("themes:0", Press::THEMES),
            ("topics:2:temps-de-travail", Press::Topics(2, "temps-de-travail".to_owned())),
            ("theme", Press::Theme),
            ("topic", Press::Topic),
            ("offers:1", Press::Offers(1)),
            ("offer", Press::Offer),
            ("dates", Press::Sessions),
            ("diary", Press::Diary),
            ("remind", Press::Remind),
            ("blue", Press::Blue),
            ("red", Press::Red),
            ("here", Press::AskHere),
            ("game", Press::GameBegin),
            ("again", Press::GameAgain),
            ("game:0a1b2cffffffff-012340123401", Press::GameOn(Play::read("0a1b2cffffffff-012340123401").unwrap())),
            ("ask:ffffffff", Press::AskAfterGame("ffffffff".to_owned())),
            ("tick:age", Press::Tick("age".to_owned())),
            ("object", Press::Object),
            ("object!", Press::ObjectForGood),
            ("lift", Press::Lift),
            ("rate:5:2026-12-03-un-soir", Press::Rate(5, SessionId::new("2026-12-03-un-soir"))),
            ("remark:2026-12-03-un-soir", Press::Remark(SessionId::new("2026-12-03-un-soir"))),
            ("take:d1e2", Press::Take(QueuedId::new("d1e2"))),
            ("giveback:d1e2", Press::GiveBack(QueuedId::new("d1e2"))),
            ("answer:d1e2", Press::Answer(QueuedId::new("d1e2"))),
            ("decline:d1e2", Press::Decline(QueuedId::new("d1e2"))),
        ] {
            assert_eq!(press.to_string(), text);
            assert_eq!(Press::read(text), Some(press));
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
