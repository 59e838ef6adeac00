//! The stars of a session in Discord: five buttons in the channel it was
//! announced in, and the way to a line that may go with them.

use jiff::Timestamp;

use super::press::Press;
use super::reception::Reception;
use super::translate::{Button, Part, Row, shown};
use crate::words::{Person, SessionId};

/// The buttons from one to five.
pub(super) fn stars(session: &SessionId) -> Row {
    Row::Buttons((1..=5).map(|stars| Button::new(Press::Rate(stars, session.clone()), &stars.to_string())).collect())
}

impl Reception {
    /// Keeps the stars, and offers to add a line, once.
    pub(super) async fn rate(&self, person: &Person, session: &SessionId, stars: u8, at: Timestamp) -> Vec<Part> {
        let rated = self.parts.conversation.rate(person, session, i64::from(stars), at).await;
        let more = || Row::Buttons(vec![Button::new(Press::Remark(session.clone()), &self.say("bouton-mot"))]);
        shown(&rated.text, rated.may_say.then(more).into_iter().collect())
    }
}
