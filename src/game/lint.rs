//! Every path of the game followed once: does it end, soon enough, at a trade;
//! is every scene and every trade on one of them?

use std::collections::BTreeMap;

use super::play::winner;
use super::read::Told;
use super::scene_file::SceneFile;
use super::trade_file::TradeFile;
use super::{Game, Scene};
use crate::files::problem::Problem;

/// The longest play, in scenes: three minutes, and what a button remembers.
pub(super) const MAX_SCENES: usize = 12;

/// More plays than that are not followed one by one: the shipped game has
/// about 14,000, followed in some milliseconds.
const MOST_PLAYS: usize = 200_000;

type Files<'a, T> = BTreeMap<String, Told<'a, T>>;

/// What is wrong with the game as a whole.
pub(super) fn check(game: &Game, scenes: &Files<'_, SceneFile>, trades: &Files<'_, TradeFile>) -> Vec<Problem> {
    let walk = Walk::of(game, scenes);
    let mut problems = walk.problems;
    for (place, scene) in game.scenes.iter().enumerate() {
        if let (false, Some(file)) = (walk.seen[place], scenes.get(&scene.id)) {
            let problem = Problem::whole(&*file.shown, "aucun chemin ne mène à cette scène");
            problems.push(
                problem.help(format!("écrivez « suite: {} » sous un choix d'une autre scène, ou « statut: brouillon » ici", scene.id)),
            );
        }
    }
    // A path that does not end comes to no trade: it is mended first.
    if !problems.is_empty() {
        return problems;
    }
    for (place, trade) in game.trades.iter().enumerate() {
        if let (false, Some(file)) = (walk.won[place], trades.get(&trade.id)) {
            let problem = Problem::whole(&*file.shown, "aucune partie ne mène à ce métier");
            problems.push(
                problem.help(format!("ajoutez « {} » à « metiers » sous d'autres choix, ou écrivez « statut: brouillon » ici", trade.id)),
            );
        }
    }
    problems
}

/// What was met on the way.
struct Walk<'a> {
    game: &'a Game,
    files: &'a Files<'a, SceneFile>,
    seen: Vec<bool>,
    won: Vec<bool>,
    plays: usize,
    problems: Vec<Problem>,
}

impl<'a> Walk<'a> {
    fn of(game: &'a Game, files: &'a Files<'a, SceneFile>) -> Self {
        let (seen, won) = (vec![false; game.scenes.len()], vec![false; game.trades.len()]);
        let mut walk = Self { game, files, seen, won, plays: 0, problems: Vec::new() };
        walk.mark_seen(game.first);
        if !walk.turns_in_circles() && !walk.is_too_long() {
            walk.go(game.first, &mut Vec::new());
        }
        walk
    }

    fn mark_seen(&mut self, place: usize) {
        let mut waiting = vec![place];
        while let Some(place) = waiting.pop() {
            if !std::mem::replace(&mut self.seen[place], true) {
                waiting.extend(self.game.scenes[place].choices.iter().filter_map(|choice| choice.next));
            }
        }
    }

    /// Tells the first choice that leads back to where one was already.
    fn turns_in_circles(&mut self) -> bool {
        let mut state = vec![Visit::Never; self.game.scenes.len()];
        let Some((from, choice)) = self.back(self.game.first, &mut state) else { return false };
        let scene = &self.game.scenes[from];
        let to = scene.choices[choice].next.map_or("", |next| self.game.scenes[next].id.as_str());
        self.tell(
            scene,
            Some(choice),
            &format!("cette suite revient à « {to} » : la partie ne finirait jamais"),
            "menez plus loin dans la journée, ou à « fin »",
        );
        true
    }

    fn back(&self, place: usize, state: &mut [Visit]) -> Option<(usize, usize)> {
        state[place] = Visit::OnTheWay;
        for (number, choice) in self.game.scenes[place].choices.iter().enumerate() {
            let Some(next) = choice.next else { continue };
            match state[next] {
                Visit::OnTheWay => return Some((place, number)),
                Visit::Over => {}
                Visit::Never => {
                    if let Some(found) = self.back(next, state) {
                        return Some(found);
                    }
                }
            }
        }
        state[place] = Visit::Over;
        None
    }

    fn is_too_long(&mut self) -> bool {
        let mut known = vec![None; self.game.scenes.len()];
        let longest = self.longest(self.game.first, &mut known);
        if longest > MAX_SCENES {
            let scene = &self.game.scenes[self.game.first];
            self.tell(
                scene,
                None,
                &format!("une partie peut compter {longest} scènes, {MAX_SCENES} au plus"),
                "menez plus tôt à « fin » : on joue trois minutes",
            );
        }
        longest > MAX_SCENES
    }

    /// The scenes of the longest play from here. There is no circle any more.
    fn longest(&self, place: usize, known: &mut [Option<usize>]) -> usize {
        if let Some(length) = known[place] {
            return length;
        }
        let after = self.game.scenes[place].choices.iter().filter_map(|choice| choice.next);
        let length = 1 + after.map(|next| self.longest(next, known)).max().unwrap_or(0);
        known[place] = Some(length);
        length
    }

    /// Plays every play from here; false when there are too many, or one that
    /// meets nobody: it is told, once.
    fn go(&mut self, place: usize, met: &mut Vec<usize>) -> bool {
        let game = self.game;
        let scene = &game.scenes[place];
        for (number, choice) in scene.choices.iter().enumerate() {
            let before = met.len();
            met.extend(&choice.trades);
            let goes_on = match choice.next {
                Some(next) => self.go(next, met),
                None => self.end(scene, number, met),
            };
            if !goes_on {
                return false;
            }
            met.truncate(before);
        }
        true
    }

    fn end(&mut self, scene: &Scene, number: usize, met: &[usize]) -> bool {
        self.plays += 1;
        let Some(winner) = winner(met) else {
            self.tell(
                scene,
                Some(number),
                "une partie peut finir ici sans avoir rencontré aucun métier",
                "ajoutez « metiers » sous les choix qui mènent ici",
            );
            return false;
        };
        self.won[winner] = true;
        if self.plays > MOST_PLAYS {
            let first = &self.game.scenes[self.game.first];
            self.tell(
                first,
                None,
                "il y a plus de 200 000 parties possibles : elles ne se vérifient plus",
                "retirez des choix ou des scènes",
            );
        }
        self.plays <= MOST_PLAYS
    }

    fn tell(&mut self, scene: &Scene, choice: Option<usize>, message: &str, help: &str) {
        let Some(file) = self.files.get(&scene.id) else { return };
        let at = choice.and_then(|number| file.said.choices.get(number)).map_or(file.said.at, |choice| choice.next.at);
        self.problems.push(file.source().error(at, message).help(help));
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    Never,
    OnTheWay,
    Over,
}
