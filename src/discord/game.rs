//! The game in Discord: one private message that changes with each choice.
//!
//! A button carries the whole play, so that a tap works after a restart and on
//! another instance, and nothing of the player is kept. A play of another game
//! is told, and begins again.

use jiff::Timestamp;

use super::press::Press;
use super::reception::Reception;
use super::translate::{Button, Part, Row, plain, quoted, shown};
use crate::clock::day_in_paris;
use crate::conversation::Answered;
use crate::faq::Faq;
use crate::game::{At, Card, Choice, Ending, Game, Play, Scene};
use crate::words::{Delivery, Door, GameStep, Incoming, random_word};

impl Reception {
    /// What the game is, and the way in.
    pub(super) fn game(&self) -> Vec<Part> {
        let faq = self.parts.conversation.faq();
        match faq.game() {
            Some(game) => shown(&format!("**{}**\n\n{}", game.title, game.opening), vec![self.way_in()]),
            None => plain(&self.say("jeu-absent")),
        }
    }

    /// The first scene of a new play.
    pub(super) async fn begin_game(&self, at: Timestamp) -> Vec<Part> {
        let faq = self.parts.conversation.faq();
        let Some(game) = faq.game() else { return plain(&self.say("jeu-absent")) };
        let play = game.begin(&random_word());
        self.count_in_game(play.word(), GameStep::Begun, at).await;
        self.played(&faq, game, &play, at).await
    }

    /// What a choice leads to.
    pub(super) async fn go_on_in_game(&self, play: &Play, at: Timestamp) -> Vec<Part> {
        let faq = self.parts.conversation.faq();
        match faq.game() {
            Some(game) => self.played(&faq, game, play, at).await,
            None => plain(&self.say("jeu-absent")),
        }
    }

    /// A question asked after a play: it counts as one more that led there.
    pub(super) async fn answer_after_game(&self, incoming: Incoming, word: &str, delivery: &Delivery) {
        let at = incoming.at;
        let answered = self.parts.conversation.answer(incoming).await;
        if matches!(answered, Answered::Recorded(_)) {
            self.count_in_game(word, GameStep::Asked, at).await;
        }
        self.see_to(answered, delivery).await;
    }

    async fn played(&self, faq: &Faq, game: &Game, play: &Play, at: Timestamp) -> Vec<Part> {
        match game.at(play) {
            Some(At::Scene(scene, before)) => {
                let text = format!("{}{}", before.map(|before| self.told(before)).unwrap_or_default(), scene_text(scene));
                let next = scene.choices.iter().enumerate().filter_map(|(number, choice)| Some((game.choose(play, number)?, choice)));
                let buttons = next.map(|(next, choice)| Button::new(Press::GameOn(next), &choice.text)).collect();
                shown(&text, vec![Row::Buttons(buttons)])
            }
            Some(At::End(ending)) => {
                self.count_in_game(play.word(), GameStep::Done, at).await;
                self.ended(faq, game, play, &ending, at).await
            }
            None => shown(&self.say("jeu-change"), vec![self.way_in()]),
        }
    }

    async fn ended(&self, faq: &Faq, game: &Game, play: &Play, ending: &Ending<'_>, at: Timestamp) -> Vec<Part> {
        let mut text = format!("{}{}", self.told(ending.last), self.ending_text(faq, ending));
        // Without the database the result is as true.
        if let Some(next) = self.next_sessions(at).await.and_then(|next| next.into_iter().next()) {
            text = format!("{text}\n\n{}", faq.say("session-suivante", &[("session", &self.announced(&next))]));
        }
        let button = |press, label| Button::new(press, &self.say(label));
        let buttons = vec![
            button(Press::AskAfterGame(play.word().to_owned()), "bouton-question"),
            button(Press::Sessions, "bouton-sessions"),
            button(Press::GameAgain, "bouton-rejouer"),
        ];
        let mut parts = shown(&text, vec![Row::Buttons(buttons)]);
        let card = Card::of(&game.title, ending.trade, faq.employer_name());
        let alt = card.alternative();
        if let (Some(first), Some(png)) = (parts.first_mut(), drawn(card).await) {
            first.file = Some((format!("metier-{}.png", ending.trade.id), png));
            first.alt = Some(alt);
        }
        parts
    }

    /// The trade, why, the studies that lead there, and where to go on.
    fn ending_text(&self, faq: &Faq, ending: &Ending<'_>) -> String {
        let trade = ending.trade;
        let mut text = format!("**{}**\n\n{}\n\n{}\n", faq.say("jeu-fin", &[("metier", &trade.title)]), trade.text, self.say("jeu-choix"));
        for (scene, choice) in &ending.because {
            text += &format!("- {}, {}\u{a0}: {}\n", scene.moment, scene.title, choice.text);
        }
        for (when, studies) in &trade.studies {
            text += &format!("\n**{when}**\u{a0}: {studies}");
        }
        text += &format!("\n**En stage d'observation**\u{a0}: {}", trade.internship);
        let asked: Vec<String> =
            trade.near.iter().filter_map(|near| faq.entry(near)).map(|entry| format!("« {} »", entry.question)).collect();
        if !asked.is_empty() {
            text += &format!("\n**À demander au t'chat**\u{a0}: {}", asked.join(", "));
        }
        text += &format!("\n\n{} Code ROME {} ({}).", self.say("jeu-suite"), trade.rome, trade.rome_title);
        if let Some(url) = &self.parts.public_url {
            text += &format!("\n{url}/jeu/metiers/{}", trade.id);
        }
        text
    }

    /// What the choice before led to.
    fn told(&self, (scene, choice): (&Scene, &Choice)) -> String {
        let verdict = match (scene.is_challenge, choice.is_right) {
            (false, _) => String::new(),
            (true, true) => format!("**{}** ", self.say("jeu-juste")),
            (true, false) => format!("**{}** ", self.say("jeu-rate")),
        };
        format!("{}\n\n", quoted(&format!("{verdict}{}", choice.after)))
    }

    fn way_in(&self) -> Row {
        Row::Buttons(vec![Button::new(Press::GameBegin, &self.say("bouton-jeu"))])
    }

    /// A step that cannot be counted stops nobody.
    async fn count_in_game(&self, word: &str, step: GameStep, at: Timestamp) {
        if self.plays.is_first(word, step) {
            let counted = self.parts.store.count_game_step(Door::Discord, step, &day_in_paris(at)).await;
            let _ = counted.inspect_err(|error| tracing::error!("counting a step of the game: {error:#}"));
        }
    }
}

fn scene_text(scene: &Scene) -> String {
    let kind = if scene.is_challenge { " · défi" } else { "" };
    format!("**{}{kind} · {}**\n{}", scene.moment, scene.title, scene.text)
}

/// The picture of a card; without one the words say it all.
async fn drawn(card: Card) -> Option<Vec<u8>> {
    let drawn = tokio::task::spawn_blocking(move || card.png()).await.map_err(anyhow::Error::from).flatten();
    drawn.inspect_err(|error| tracing::error!("drawing a card: {error:#}")).ok()
}
