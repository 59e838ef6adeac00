//! The stars of a session in Discord: five buttons in the channel it was
//! announced in, and a form for the line that may go with them.

use jiff::Timestamp;
use serenity::all::{CreateActionRow, CreateInputText, CreateModal, InputTextStyle};

use super::press::{Press, QUESTION_FIELD};
use super::reception::Reception;
use super::relay::Request;
use super::sentences::{REMARK_HINT, REMARK_LABEL, REMARK_TITLE};
use super::translate::{Button, Part, Row, shown};
use crate::conversation::MAX_REMARK_CHARS;
use crate::words::{Person, SessionId};

/// What begins the `custom_id` of the form; the session follows.
const FORM: &str = "remarked";

/// The buttons from one to five.
pub(super) fn stars(session: &SessionId) -> Row {
    Row::Buttons((1..=5).map(|stars| Button::new(Press::Rate(stars, session.clone()), &stars.to_string())).collect())
}

/// The form that a button opens, if it is the one to add a line.
pub(super) fn form_behind(custom_id: &str) -> Option<CreateModal> {
    let Press::Remark(session) = Press::read(custom_id)? else { return None };
    let most = u16::try_from(MAX_REMARK_CHARS).unwrap_or(300);
    let field = CreateInputText::new(InputTextStyle::Short, REMARK_LABEL, QUESTION_FIELD);
    let field = field.placeholder(REMARK_HINT).min_length(1).max_length(most).required(true);
    Some(CreateModal::new(format!("{FORM}:{session}"), REMARK_TITLE).components(vec![CreateActionRow::InputText(field)]))
}

/// What the form that was sent says; none when it is another form.
pub(super) fn of_form(custom_id: &str, text: &str) -> Option<Request> {
    let (form, session) = custom_id.split_once(':')?;
    (form == FORM && !session.is_empty()).then(|| Request::Remark(SessionId::new(session), text.to_owned()))
}

impl Reception {
    /// Keeps the stars, and offers to add a line, once.
    pub(super) async fn rate(&self, person: &Person, session: &SessionId, stars: u8, at: Timestamp) -> Vec<Part> {
        let rated = self.parts.conversation.rate(person, session, i64::from(stars), at).await;
        let more = || Row::Buttons(vec![Button::new(Press::Remark(session.clone()), &self.say("bouton-mot"))]);
        shown(&rated.text, rated.may_say.then(more).into_iter().collect())
    }
}
