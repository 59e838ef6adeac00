//! The card that a player may share: the trade, never the choices.

use anyhow::{Context, Result};
use askama::Template;

use super::Trade;
use crate::pictures;

/// The longest line of the trade's name, in characters of the font.
const LINE_CHARS: usize = 24;
const LINE_HEIGHT: usize = 38;
/// Where its only line, or the middle of its lines, stands.
const MIDDLE: usize = 186;

/// A card, as wide as social networks show them.
#[derive(Template)]
#[template(path = "card.svg")]
pub struct Card {
    game: String,
    lines: Vec<(usize, String)>,
    rome: String,
    employer: String,
}

impl Card {
    /// The card of a trade.
    pub fn of(game: &str, trade: &Trade, employer: &str) -> Self {
        let lines = wrapped(&trade.title);
        let top = MIDDLE - (lines.len() - 1) * LINE_HEIGHT / 2;
        let lines = lines.into_iter().enumerate().map(|(number, line)| (top + number * LINE_HEIGHT, line)).collect();
        let rome = format!("Code ROME {}", trade.rome);
        Self { game: printable(game), lines, rome, employer: capitalised(&printable(employer)) }
    }

    /// What it shows, in words.
    pub fn alternative(&self) -> String {
        let title: Vec<&str> = self.lines.iter().map(|(_, line)| line.as_str()).collect();
        format!(
            "Carte à partager. {} Aujourd'hui, j'ai joué comme\u{a0}: {}. {}. {}. Dessin\u{a0}: une gélule, moitié bleue, moitié blanche.",
            self.game,
            title.join(" "),
            self.rome,
            self.employer
        )
    }

    /// The picture as PNG, 1,200 pixels wide.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub fn png(&self) -> Result<Vec<u8>> {
        pictures::of(&self.render().context("writing a card")?)
    }
}

/// A name in lines cut between words; one is at least there.
fn wrapped(title: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in printable(title).split_whitespace() {
        match lines.last_mut().filter(|line| line.chars().count() + 1 + word.chars().count() <= LINE_CHARS) {
            Some(line) => line.extend([" ", word]),
            None => lines.push(word.to_owned()),
        }
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// A name that stands alone: « La DSIN ».
fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// A text without the signs that no picture may hold.
fn printable(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control() && !matches!(sign, '\u{fffe}' | '\u{ffff}')).collect()
}
