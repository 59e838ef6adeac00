//! Figures of few people: which hide, and which never do.
//!
//! - **Hides**: a cell that crosses people with where they come from (source,
//!   ambassador level) or with what they say of themselves (declared profile),
//!   when it holds one to four people; and all that would tell it by subtraction:
//!   the cell beside it, the share it is part of.
//! - **Never hides**: a total (people, conversations, arrivals), whatever counts
//!   questions (themes, outcomes, doors, episodes), visits, plays of the game,
//!   which are nobody's, ratings, delays, costs, what HR types.
//! - **The base** of a hidden figure hides when it is such a cell itself; a total
//!   stays, since the figure beside it says it anyway.
//! - Nobody is no small group: zero is said, and « non renseigné » is not « hidden ».
//!
//! Each definition says by its [`Few`] which it is, and the glossary repeats it.

use serde_json::{Map, Value, json};

use super::computed::{self, Computed, unsaid, value};
use super::measure::State;

/// Fewer people than this are not shown by themselves.
pub const FEWEST: u64 = 5;

/// What is read in the place of a figure that hides.
pub const HIDDEN: &str = "trop peu de personnes pour être montré";

/// The name of what is shown together.
pub(super) const TOGETHER: &str = "autres";

/// What a figure does when it is of few people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Few {
    /// It is shown all the same.
    Shows,
    /// It hides.
    Hides,
}

impl Few {
    /// The rule for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Shows => "toujours montré",
            Self::Hides => "caché quand il dirait, seul ou par soustraction, un groupe de moins de cinq personnes",
        }
    }
}

pub(super) fn is_few(people: u64) -> bool {
    (1..FEWEST).contains(&people)
}

/// A share of a total of people: hidden when it would tell few of them, on
/// either side. The total is shown.
pub(super) fn share(part: u64, total: u64) -> Computed {
    if [part, total - part, total].into_iter().any(is_few) { unsaid(State::Hidden).of(total) } else { computed::share(part, total) }
}

/// A total of people told apart in cells that hide nobody: the small ones
/// together, with as much as it takes of the others.
pub(super) struct Cells<'a> {
    shown: Vec<(&'a str, u64)>,
    together: u64,
}

impl<'a> Cells<'a> {
    /// At least two cells stand together, and at least five people.
    pub(super) fn new(cells: impl IntoIterator<Item = (&'a str, u64)>) -> Self {
        let mut sorted: Vec<_> = cells.into_iter().filter(|(_, people)| *people > 0).collect();
        sorted.sort_by(|(one, people), (other, others)| others.cmp(people).then_with(|| one.cmp(other)));
        let mut shown = sorted.iter().take_while(|(_, people)| !is_few(*people)).count();
        let together = |from: usize| sorted[from..].iter().map(|(_, people)| people).sum::<u64>();
        let is_hidden = |from: usize| from == sorted.len() || (sorted.len() - from >= 2 && together(from) >= FEWEST);
        while shown > 0 && !is_hidden(shown) {
            shown -= 1;
        }
        Self { together: together(shown), shown: sorted[..shown].to_vec() }
    }

    /// Whether a cell stands by itself.
    pub(super) fn shows(&self, name: &str) -> bool {
        self.shown.iter().any(|(shown, _)| *shown == name)
    }

    /// Whether some stand together.
    pub(super) fn holds_some_together(&self) -> bool {
        self.together > 0
    }

    /// What part of their total each is, in %; none when they are too few, or nobody.
    pub(super) fn shares(&self) -> Option<Map<String, Value>> {
        let total = self.shown.iter().map(|(_, people)| people).sum::<u64>() + self.together;
        if total == 0 || is_few(total) {
            return None;
        }
        let part = |people: u64| json!(computed::percent(people, total));
        let mut parts: Map<String, Value> = self.shown.iter().map(|(name, people)| ((*name).to_owned(), part(*people))).collect();
        if self.together > 0 {
            parts.insert(TOGETHER.to_owned(), part(self.together));
        }
        Some(parts)
    }

    /// The figure: people by cell, of their total.
    pub(super) fn computed(&self) -> Computed {
        let total = self.shown.iter().map(|(_, people)| people).sum::<u64>() + self.together;
        if total == 0 {
            return unsaid(State::Unknown).of(total);
        }
        if is_few(total) {
            return unsaid(State::Hidden).of(total);
        }
        let mut parts: Map<String, Value> = self.shown.iter().map(|(name, people)| ((*name).to_owned(), json!(people))).collect();
        if self.together > 0 {
            parts.insert(TOGETHER.to_owned(), json!(self.together));
        }
        value(Value::Object(parts)).of(total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_hides_few_people_on_either_side_and_never_its_total() {
        for (part, total, state) in [
            (0, 0, State::Unknown),
            (0, 4, State::Hidden),
            (0, 5, State::Known),
            (5, 5, State::Known),
            (1, 9, State::Hidden),
            (8, 9, State::Hidden),
            (5, 10, State::Known),
        ] {
            let share = share(part, total);
            assert_eq!((share.state, share.base, share.value.is_null()), (state, Some(total), state != State::Known), "{part} of {total}");
        }
    }
}
