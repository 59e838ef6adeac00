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

    /// Messages in channels bear them: none may change its meaning.
    #[test]
    fn what_a_program_before_wrote_is_still_read() {
        for text in [
            "ask",
            "ask:episode-grotte-01",
            "ask:ffffffff",
            "age",
            "agehand:e",
            "pick:e:salaire",
            "pick:e",
            "hand:e",
            "tell:e",
            "up:e",
            "down:e",
            "changed:e",
            "same:e",
            "src",
            "receive",
            "erase",
            "erase!",
            "themes:0",
            "topics:1:carriere",
            "theme",
            "topic",
            "offers:2",
            "offer",
            "dates",
            "diary",
            "remind",
            "blue",
            "red",
            "here",
            "game",
            "game:0a1b2cffffffff-01",
            "again",
            "tick:age",
            "object",
            "object!",
            "lift",
            "rate:5:s",
            "remark:s",
            "take:q",
            "giveback:q",
            "answer:q",
            "decline:q",
        ] {
            assert_eq!(Press::read(text).map(|press| press.to_string()).as_deref(), Some(text));
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
