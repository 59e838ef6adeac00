//! The files of the game put together: what they make, and what is wrong.
//!
//! The game is offered whole or not at all: one error in any of its files, and
//! the game of before stands in. What a trade only points at (an answer that is
//! gone) is told and costs nothing but the pointer.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::opening_file::{self, OpeningFile};
use super::scene_file::{self, ChoiceFile, END, SceneFile};
use super::trade_file::{self, TradeFile};
use super::{Choice, Game, Scene, Trade, lint};
use crate::files::Status;
use crate::files::problem::{Problem, Severity, Source, Text, nearest};
use crate::words::sha256;

/// How many characters tell one state of the game from another.
pub(super) const MARK_CHARS: usize = 6;

/// What the files of the game make.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// The game; none when HR does not offer it, or when a file has an error.
    pub(crate) game: Option<Game>,
    /// What is wrong, in the order of the files.
    pub(crate) problems: Vec<Problem>,
    /// The answers that trades name: the path, the place, the name.
    pub(crate) near: Vec<(String, usize, String)>,
    /// Whether something keeps it from being offered that HR did not mean.
    pub(crate) is_broken: bool,
}

/// The files of one kind, by name.
type Files<T> = BTreeMap<String, T>;

/// One file: the path HR knows it by, its text, what it says.
pub(super) struct Told<'a, T> {
    pub(super) shown: String,
    pub(super) text: &'a str,
    pub(super) said: T,
}

impl<T> Told<'_, T> {
    pub(super) fn source(&self) -> Source<'_> {
        Source { path: &self.shown, text: self.text }
    }
}

/// Reads the files of the game, by their paths in the folder; one that cannot be
/// read at all has no text. `shown` says the path HR knows a file by.
pub(crate) fn read(texts: &BTreeMap<&str, Option<&str>>, shown: impl Fn(&str) -> String, today: Date) -> Reading {
    if texts.is_empty() {
        return Reading::default();
    }
    let mut reader = Reader { texts, shown, problems: Vec::new() };
    let opening = reader.opening();
    if opening.as_ref().is_some_and(|opening| opening.said.status != Status::Published) {
        return Reading { problems: reader.problems, ..Reading::default() };
    }
    let scenes = reader.files("jeu/scenes/", |source, _| scene_file::read(source));
    let trades = reader.files("jeu/metiers/", |source, id| trade_file::read(source, id, today));
    let mut problems = reader.problems;
    let near = trades
        .iter()
        .flat_map(|(id, file)| file.said.near.iter().map(move |near| (format!("jeu/metiers/{id}.md"), near.at, near.text.clone())));
    let near = near.collect();
    // A name that leads to a file without sense is no mistake of its own.
    let is_understood = scenes.len() + trades.len() + 1 == texts.len();
    let linked = opening.filter(|_| is_understood).map(|opening| Linker { opening, scenes, trades, problems: Vec::new() }.link());
    let game = linked.and_then(|(game, told)| {
        problems.extend(told);
        game
    });
    let is_broken = !is_understood || problems.iter().any(|problem| problem.severity == Severity::Error);
    Reading { game: game.filter(|_| !is_broken), problems, near, is_broken }
}

struct Reader<'a, F> {
    texts: &'a BTreeMap<&'a str, Option<&'a str>>,
    shown: F,
    problems: Vec<Problem>,
}

impl<'a, F: Fn(&str) -> String> Reader<'a, F> {
    fn opening(&mut self) -> Option<Told<'a, OpeningFile>> {
        let shown = (self.shown)(opening_file::PATH);
        let Some(text) = self.texts.get(opening_file::PATH) else {
            let problem = Problem::whole(shown, "ce fichier manque : le jeu n'a pas d'entrée");
            self.problems.push(problem.help("écrivez-y le titre du jeu, son accueil et la clé « debut », ou retirez le dossier « jeu »"));
            return None;
        };
        let text = (*text)?;
        let (said, problems) = opening_file::read(&Source { path: &shown, text });
        self.problems.extend(problems);
        said.map(|said| Told { shown, text, said })
    }

    fn files<T>(&mut self, under: &str, read: impl Fn(&Source<'_>, &str) -> (Option<T>, Vec<Problem>)) -> Files<Told<'a, T>> {
        let mut files = Files::new();
        for (path, text) in self.texts {
            let Some(id) = path.strip_prefix(under).and_then(|name| name.strip_suffix(".md")) else { continue };
            let (shown, Some(text)) = ((self.shown)(path), *text) else { continue };
            let (said, problems) = read(&Source { path: &shown, text }, id);
            self.problems.extend(problems);
            files.extend(said.map(|said| (id.to_owned(), Told { shown, text, said })));
        }
        files
    }
}

/// Turns names into places.
struct Linker<'a> {
    opening: Told<'a, OpeningFile>,
    scenes: Files<Told<'a, SceneFile>>,
    trades: Files<Told<'a, TradeFile>>,
    problems: Vec<Problem>,
}

impl Linker<'_> {
    /// The game of the published files, checked path by path; none when a name
    /// in them leads nowhere.
    fn link(mut self) -> (Option<Game>, Vec<Problem>) {
        let first = self.scene_of(&self.opening.source(), &self.opening.said.first);
        let names: Vec<String> = published(&self.scenes, |scene| scene.status);
        let trades: Vec<String> = published(&self.trades, |trade| trade.status);
        let mut scenes = Vec::new();
        for id in &names {
            scenes.extend(self.scene(id, &names, &trades));
        }
        let first = match first {
            Ok(first) => names.iter().position(|name| *name == first),
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        };
        let is_whole = self.problems.is_empty();
        let trades: Vec<Trade> = trades.iter().filter_map(|id| self.trades.get(id)).map(|file| file.said.trade.clone()).collect();
        let Some(first) = first.filter(|_| is_whole) else { return (None, self.problems) };
        let mark = mark(&scenes, &trades, first);
        let game = Game { title: self.opening.said.title.clone(), opening: self.opening.said.text.clone(), scenes, trades, first, mark };
        self.problems.extend(lint::check(&game, &self.scenes, &self.trades));
        (Some(game), self.problems)
    }

    fn scene(&mut self, id: &str, names: &[String], trades: &[String]) -> Option<Scene> {
        let file = self.scenes.get(id)?;
        let (source, said) = (file.source(), &file.said);
        let mut found = Vec::new();
        let mut choices: Vec<Choice> = Vec::new();
        for written in &said.choices {
            let choice = self.choice(&source, written, names, trades, &mut found);
            if choices.iter().any(|other| other.text == choice.text) {
                let problem = source.error(written.text.at, format!("« {} » est proposé deux fois", choice.text));
                found.push(problem.help("gardez-en un, ou dites-les autrement"));
            }
            choices.push(choice);
        }
        let SceneFile { moment, title, text, is_challenge, .. } = said;
        let (moment, title, text) = (moment.clone(), title.clone(), text.clone());
        let scene = Scene { id: id.to_owned(), moment, title, text, is_challenge: *is_challenge, choices };
        self.problems.extend(found);
        Some(scene)
    }

    /// A choice whose names are places: the scene it leads to, the trades it meets.
    fn choice(&self, source: &Source<'_>, written: &ChoiceFile, names: &[String], trades: &[String], found: &mut Vec<Problem>) -> Choice {
        let next = match self.next_of(source, &written.next) {
            Ok(next) => next.and_then(|next| names.iter().position(|name| *name == next)),
            Err(problem) => {
                found.push(problem);
                None
            }
        };
        let mut met = Vec::new();
        for name in &written.trades {
            match trades.iter().position(|trade| *trade == name.text) {
                Some(place) => met.push(place),
                None => found.push(self.no_trade(source, name)),
            }
        }
        let (text, after) = (written.text.text.clone(), written.after.clone());
        Choice { text, after, is_right: written.is_right, next, trades: met }
    }

    /// The scene a choice leads to; none when the day ends there.
    fn next_of(&self, source: &Source<'_>, name: &Text) -> Result<Option<String>, Problem> {
        if name.text == END { Ok(None) } else { self.scene_of(source, name).map(Some) }
    }

    /// The published scene of this name, or what is wrong with it.
    fn scene_of(&self, source: &Source<'_>, name: &Text) -> Result<String, Problem> {
        let Text { at, text } = name;
        match self.scenes.get(text).map(|file| file.said.status) {
            Some(Status::Published) => Ok(text.clone()),
            Some(_) => {
                let problem = source.error(*at, format!("la scène « {text} » n'est pas publiée : on ne peut pas y aller"));
                Err(problem.help("écrivez « statut: publie » dans son fichier, ou menez ailleurs"))
            }
            None => {
                let problem = source.error(*at, format!("aucune scène ne s'appelle « {text} »"));
                Err(problem.help(match nearest(text, self.scenes.keys().map(String::as_str).chain([END])) {
                    Some(near) => format!("vouliez-vous écrire « {near} » ?"),
                    None => "écrivez le nom d'un fichier de « jeu/scenes », sans « .md », ou « fin »".to_owned(),
                }))
            }
        }
    }

    fn no_trade(&self, source: &Source<'_>, Text { at, text }: &Text) -> Problem {
        if self.trades.contains_key(text) {
            let problem = source.error(*at, format!("le métier « {text} » n'est pas publié"));
            return problem.help("écrivez « statut: publie » dans son fichier, ou retirez-le d'ici");
        }
        let problem = source.error(*at, format!("aucun métier ne s'appelle « {text} »"));
        problem.help(match nearest(text, self.trades.keys().map(String::as_str)) {
            Some(near) => format!("vouliez-vous écrire « {near} » ?"),
            None => "écrivez le nom d'un fichier de « jeu/metiers », sans « .md »".to_owned(),
        })
    }
}

fn published<T>(files: &Files<Told<'_, T>>, status: impl Fn(&T) -> Status) -> Vec<String> {
    files.iter().filter(|(_, file)| status(&file.said) == Status::Published).map(|(id, _)| id.clone()).collect()
}

/// What a play of before depends on: where each choice leads, and whom it meets.
fn mark(scenes: &[Scene], trades: &[Trade], first: usize) -> String {
    let choices = scenes.iter().map(|scene| {
        let choices: Vec<String> = scene.choices.iter().map(|choice| format!("{:?}{:?}", choice.next, choice.trades)).collect();
        format!("{} {}", scene.id, choices.join(" "))
    });
    let names = trades.iter().map(|trade| trade.id.clone());
    let all: Vec<String> = choices.chain(names).chain([first.to_string()]).collect();
    sha256(all.join("\n")).chars().take(MARK_CHARS).collect()
}
