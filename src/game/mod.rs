//! The game « Quel métier du numérique public êtes-vous ? »: a day in scenes,
//! read from HR's files, and the trade that a play comes to.
//!
//! - `scene_file`, `trade_file`, `opening_file` read one file each;
//! - `read` puts them together, `lint` follows every path once;
//! - `play` is the game itself: a pure function of the game and of the choices
//!   made, which travel with the player (in an address, in a button);
//! - `counted` keeps a step from being counted twice, `card` draws what is shared.
//!
//! Nothing of a player is kept anywhere: this room knows neither the database,
//! nor a door, nor the clock.

mod card;
mod counted;
mod lint;
mod opening_file;
mod play;
mod read;
mod scene_file;
mod trade_file;

pub use card::Card;
pub use counted::Counted;
pub use play::{At, Ending, Play};
pub(crate) use read::{Reading, read};

use crate::words::EntryId;

/// The folder of the game in HR's own.
pub(crate) const FOLDER: &str = "jeu/";

/// The game, whole: every path through it ends at a trade.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Game {
    /// Its name.
    pub title: String,
    /// What is read before it begins, in Markdown.
    pub opening: String,
    scenes: Vec<Scene>,
    trades: Vec<Trade>,
    /// The place of the first scene.
    first: usize,
    /// Changes when a play of before means something else now; not with a word.
    mark: String,
}

/// A moment of the day, and what one may do then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    /// The name of its file.
    pub id: String,
    /// The hour: « 9 h 05 ».
    pub moment: String,
    /// Its name.
    pub title: String,
    /// What happens, in Markdown.
    pub text: String,
    /// Whether one of the choices is the right one.
    pub is_challenge: bool,
    /// What one may do, two to five things.
    pub choices: Vec<Choice>,
}

/// Something one may do in a scene.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What stands on its button.
    pub text: String,
    /// What it leads to, told before the next scene.
    pub after: String,
    /// Whether it is the right answer of a challenge.
    pub is_right: bool,
    /// The place of the next scene; none at the end of the day.
    next: Option<usize>,
    /// The places of the trades one meets by it.
    trades: Vec<usize>,
}

/// A trade of the public digital service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trade {
    /// The name of its file.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What one does in it, in Markdown.
    pub text: String,
    /// Its code in the national list of trades, and what that is called.
    pub rome: String,
    /// What the code is called.
    pub rome_title: String,
    /// The studies that lead there, by when one chooses them.
    pub studies: [(&'static str, String); 3],
    /// What one could look at in an observation internship.
    pub internship: String,
    /// Answers to read next.
    pub near: Vec<EntryId>,
}

impl Game {
    /// Every scene, in the order of their files.
    pub fn scenes(&self) -> &[Scene] {
        &self.scenes
    }

    /// Every trade, in the order of their files.
    pub fn trades(&self) -> &[Trade] {
        &self.trades
    }

    /// A trade, or nothing when there is none of this name.
    pub fn trade(&self, id: &str) -> Option<&Trade> {
        self.trades.iter().find(|trade| trade.id == id)
    }

    /// The same without the answers that nobody is served.
    pub(crate) fn leading_only_to(mut self, is_served: impl Fn(&EntryId) -> bool) -> Self {
        self.trades.iter_mut().for_each(|trade| trade.near.retain(&is_served));
        self
    }
}

#[cfg(test)]
mod tests;
