//! `/mesreponses`: what was answered later to who asks, what is still to be read first.

use anyhow::Result;

use super::reception::Reception;
use super::relay::Asked;
use super::translate::{Part, plain, quoted};
use crate::outbox::Sent;
use crate::store::AnsweredQuestion;
use crate::words::{AnsweredBy, HandoverId};

/// What is said, then each question that waits and where it stands.
fn waiting_text(opening: &str, waiting: &[(Option<String>, String)]) -> String {
    let told = waiting.iter().map(|(question, line)| match question {
        Some(question) => format!("{}\n{line}", quoted(question)),
        None => line.clone(),
    });
    std::iter::once(opening.to_owned()).chain(told).collect::<Vec<_>>().join("\n\n")
}

impl Reception {
    /// Shows what is still to be read, or all of it again; it counts as read once
    /// Discord has it.
    pub(super) async fn show_answers(&self, asked: &Asked) -> Result<()> {
        let (mut answered, mut waiting) = (Vec::new(), Vec::new());
        for person in self.caller(asked).await?.all() {
            waiting.extend(self.parts.conversation.waiting_lines(person, self.asked_at(asked)).await);
            answered.extend(self.parts.conversation.answers_for(person).await);
        }
        let unread: Vec<AnsweredQuestion> = answered.iter().filter(|answer| !answer.is_read).cloned().collect();
        let parts = match (answered.as_slice(), unread.as_slice()) {
            ([], _) => plain(&waiting_text(&self.say("aucune-reponse"), &waiting)),
            (read, []) => self.answers(Some(self.say("reponses-lues")), read),
            (_, unread) => self.answers(None, unread),
        };
        if self.post.now(&asked.delivery(), &asked.token, &parts).await == Sent::Done && !unread.is_empty() {
            let shown: Vec<HandoverId> = unread.into_iter().map(|answer| answer.id).collect();
            self.parts.store.mark_read(&shown, self.asked_at(asked)).await?;
        }
        Ok(())
    }

    fn answers(&self, opening: Option<String>, answers: &[AnsweredQuestion]) -> Vec<Part> {
        let told = self.say("reponse-personne");
        let texts = answers.iter().map(|answer| {
            let question = answer.question.as_deref().map(|question| format!("{}\n\n", quoted(question))).unwrap_or_default();
            match answer.answer.by {
                AnsweredBy::Person => format!("{told}\n\n{question}{}", answer.answer.said),
                AnsweredBy::Bot => format!("{question}{}", answer.answer.said),
            }
        });
        plain(&opening.into_iter().chain(texts).collect::<Vec<_>>().join("\n\n"))
    }
}
