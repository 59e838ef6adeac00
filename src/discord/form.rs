//! The forms that buttons and commands open: which one it is, written in its
//! `custom_id`, and what was typed in its one field.

use serenity::all::{ActionRow, ActionRowComponent, CreateActionRow, CreateInputText, CreateModal, InputTextStyle};

use super::custom_id::custom_ids;
use super::press::Press;
use super::sentences::{
    ANSWER_LABEL, ANSWER_TITLE, DECLINE_LABEL, DECLINE_TITLE, FORM_HINT, FORM_TITLE, REMARK_HINT, REMARK_LABEL, REMARK_TITLE,
};
use crate::conversation::{MAX_QUESTION_CHARS, MAX_REMARK_CHARS};
use crate::words::{QueuedId, SessionId};

/// The `custom_id` of the one field of each form.
const FIELD: &str = "texte";

/// As much as Discord allows in a field: an answer that is too long is told, and comes back.
const MAX_TYPED_CHARS: usize = 4_000;

custom_ids! {
    /// A form.
    Form {
        /// A question.
        Question = "question",
        /// The same under an episode, by the word of its link.
        QuestionUnder(episode: String) = "question",
        /// The same after the play of this word.
        QuestionAfterGame(word: String) = "jeu",
        /// What is said under a message of a thread.
        Thread = "fil",
        /// A question for a person.
        Recruiter = "recruteur",
        /// A line to add to the stars of a session.
        Remark(session: SessionId) = "remarked",
        /// For an expert: the answer to this question.
        Answer(queued: QueuedId) = "answered",
        /// Why it gets none.
        Decline(queued: QueuedId) = "declined",
    }
}

impl Form {
    /// The form that a button opens, if it opens one.
    pub(super) fn behind(press: &Press) -> Option<Self> {
        Some(match press {
            Press::Ask => Self::Question,
            Press::AskUnder(episode) => Self::QuestionUnder(episode.clone()),
            Press::AskAfterGame(word) => Self::QuestionAfterGame(word.clone()),
            Press::AskHere => Self::Thread,
            Press::Remark(session) => Self::Remark(session.clone()),
            Press::Answer(queued) => Self::Answer(queued.clone()),
            Press::Decline(queued) => Self::Decline(queued.clone()),
            _ => return None,
        })
    }

    /// The question of the team's thread that it is about.
    pub(super) fn queued(&self) -> Option<&QueuedId> {
        match self {
            Self::Answer(queued) | Self::Decline(queued) => Some(queued),
            _ => None,
        }
    }

    /// The form as Discord shows it.
    pub(super) fn modal(&self) -> CreateModal {
        let (title, field) = match self {
            Self::Question | Self::QuestionUnder(_) | Self::QuestionAfterGame(_) | Self::Thread | Self::Recruiter => {
                (FORM_TITLE, field(InputTextStyle::Paragraph, FORM_TITLE, MAX_QUESTION_CHARS).placeholder(FORM_HINT))
            }
            Self::Remark(_) => (REMARK_TITLE, field(InputTextStyle::Short, REMARK_LABEL, MAX_REMARK_CHARS).placeholder(REMARK_HINT)),
            Self::Answer(_) => (ANSWER_TITLE, field(InputTextStyle::Paragraph, ANSWER_LABEL, MAX_TYPED_CHARS)),
            Self::Decline(_) => (DECLINE_TITLE, field(InputTextStyle::Paragraph, DECLINE_LABEL, MAX_TYPED_CHARS)),
        };
        CreateModal::new(self.to_string(), title).components(vec![CreateActionRow::InputText(field)])
    }
}

fn field(style: InputTextStyle, label: &str, most: usize) -> CreateInputText {
    let most = u16::try_from(most).unwrap_or(u16::MAX);
    CreateInputText::new(style, label, FIELD).min_length(1).max_length(most).required(true)
}

/// What was typed in a form that was sent; none when it has no such field.
pub(super) fn typed(rows: &[ActionRow]) -> Option<String> {
    rows.iter().flat_map(|row| &row.components).find_map(|component| match component {
        ActionRowComponent::InputText(field) if field.custom_id == FIELD => field.value.clone(),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_written_and_read_as_in_those_that_are_open() {
        for (text, form) in [
            ("question", Form::Question),
            ("question:episode-les-pilules-01", Form::QuestionUnder("episode-les-pilules-01".to_owned())),
            ("jeu:ffffffff", Form::QuestionAfterGame("ffffffff".to_owned())),
            ("fil", Form::Thread),
            ("recruteur", Form::Recruiter),
            ("remarked:2026-12-03-un-soir", Form::Remark(SessionId::new("2026-12-03-un-soir"))),
            ("answered:d1e2", Form::Answer(QueuedId::new("d1e2"))),
            ("declined:d1e2", Form::Decline(QueuedId::new("d1e2"))),
        ] {
            assert_eq!(form.to_string(), text);
            assert_eq!(Form::read(text), Some(form));
        }
    }

    #[test]
    fn a_form_of_another_time_is_none_of_ours() {
        for text in ["", "ask", "question:", "question:1", "jeu", "jeu:1", "fil:1", "recruteur:", "remarked:", "answered", "declined:"] {
            assert_eq!(Form::read(text), None, "{text}");
        }
    }
}
