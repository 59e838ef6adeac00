//! What an interaction wants, done: a question is answered, anything else is
//! shown to who tapped.

use anyhow::Result;

use super::press::Press;
use super::reception::Reception;
use super::relay::{Acknowledged, Asked, Request, Typed};
use super::translate::{made_at, parts, plain};
use crate::conversation::{Answered, Silence};
use crate::words::{Delivery, Door, EntryId};

impl Reception {
    pub(super) async fn asked(&self, mut asked: Asked) -> Result<()> {
        if !self.is_acknowledged(&mut asked).await {
            return self.too_late(&asked).await;
        }
        match asked.request.clone() {
            Request::Question(text, typed) => self.asked_question(&asked, &text, &typed).await,
            Request::Chosen(Press::Topic, topic) => self.read(&asked, &topic).await,
            Request::Answers => self.show_answers(&asked).await,
            request => {
                let parts = self.after_tap(&asked, request).await?;
                self.post.now(&asked.delivery(), &asked.token, &parts).await;
                Ok(())
            }
        }
    }

    /// Whether Discord waits for the rest.
    async fn is_acknowledged(&self, asked: &mut Asked) -> bool {
        let acknowledged = match (&mut asked.acknowledged).await.unwrap_or(Acknowledged::No) {
            Acknowledged::Unsure => self.post.acknowledge(asked.id, &asked.token, &asked.request).await,
            sure => sure,
        };
        acknowledged == Acknowledged::Yes
    }

    async fn asked_question(&self, asked: &Asked, text: &str, typed: &Typed) -> Result<()> {
        match typed {
            Typed::Plainly | Typed::UnderEpisode(_) | Typed::AfterGame(_) => self.asked_alone(asked, text, typed, &asked.delivery()).await,
            Typed::InThread(under) => self.asked_in_thread(asked, text, typed, *under).await,
            Typed::ForPerson => self.asked_for_a_person(asked, text).await,
        }
    }

    /// A question whose answer goes to who asked it, alone.
    async fn asked_alone(&self, asked: &Asked, text: &str, typed: &Typed, delivery: &Delivery) -> Result<()> {
        let incoming = self.question(asked, text, typed, delivery).await?;
        match typed {
            Typed::AfterGame(word) => self.answer_after_game(incoming, word, delivery).await,
            _ => self.answer(incoming, delivery).await,
        }
        Ok(())
    }

    /// A question of a form in a thread: its answer stands there, for who is there.
    async fn asked_in_thread(&self, asked: &Asked, text: &str, typed: &Typed, under: Option<u64>) -> Result<()> {
        let channel = asked.channel.to_string();
        let delivery = Delivery::Channel { channel: channel.clone(), message: under.map(|message| message.to_string()) };
        let incoming = self.question(asked, text, typed, &delivery).await?;
        let gone_on = self.parts.store.go_on_in_conversation(&channel, &incoming.person, incoming.at).await;
        let _ = gone_on.inspect_err(|error| tracing::error!("keeping an open conversation: {error:#}"));
        let answered = self.parts.conversation.answer(incoming).await;
        let told = match answered {
            Answered::Silent(Silence::TooFast) => "trop-vite",
            Answered::Silent(Silence::Locked) => "verrouille",
            _ => "reponse-dans-le-fil",
        };
        self.see_to(answered, &delivery).await;
        self.post.now(&asked.delivery(), &asked.token, &plain(&self.say(told))).await;
        Ok(())
    }

    /// A question for a person: what became of it is told in private.
    async fn asked_for_a_person(&self, asked: &Asked, text: &str) -> Result<()> {
        let here = asked.delivery();
        let incoming = self.question(asked, text, &Typed::ForPerson, &here).await?;
        let reply = self.parts.conversation.ask_person(incoming).await;
        self.post.now(&here, &asked.token, &parts(&reply)).await;
        Ok(())
    }

    /// What was typed instead of choosing a topic is a question like another.
    async fn read(&self, asked: &Asked, topic: &str) -> Result<()> {
        let here = asked.delivery();
        let incoming = self.question(asked, topic, &Typed::Plainly, &here).await?;
        match self.parts.conversation.read(incoming.clone(), &EntryId::new(topic)).await {
            Some(answered) => self.see_to(answered, &here).await,
            None => self.answer(incoming, &here).await,
        }
        Ok(())
    }

    /// Discord shows nothing for this interaction any more: a question that was
    /// typed is answered in the conversation that its person opened, if they did.
    async fn too_late(&self, asked: &Asked) -> Result<()> {
        // What an expert typed reaches who waits for it all the same.
        if let Request::Queue(tap) = &asked.request {
            self.tap_queue(asked, tap, self.asked_at(asked)).await;
        }
        let Request::Question(text, typed @ (Typed::Plainly | Typed::UnderEpisode(_) | Typed::AfterGame(_))) = &asked.request else {
            return Ok(());
        };
        let person = self.parts.keys.person(Door::Discord, &asked.user.to_string(), made_at(asked.id))?;
        if let Some(delivery) = self.post.conversation_of(&person).await {
            self.asked_alone(asked, text, typed, &delivery).await?;
        }
        Ok(())
    }
}
