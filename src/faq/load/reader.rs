//! The files of the folder one by one: when one is broken, its last good text
//! stands in. What they make together is for the library.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::super::between::{self, Fresh, Known, Statuses};
use super::super::employer::Employer;
use super::super::entry::Entry;
use super::super::entry_file::{self, Reading};
use super::super::frequent;
use super::super::phrases::{self, Phrases};
use super::super::placeholders::Sentences;
use super::super::spot::Spot;
use super::super::themes;
use super::Library;
use crate::files::Status;
use crate::files::folder::Folder;
use crate::files::markdown;
use crate::files::problem::{Problem, Severity, Source, Text};
use crate::game::{self, Game};
use crate::offers::{self, Offer};
use crate::words::EntryId;

/// Reads the files one by one, with the last good texts at hand.
pub(super) struct Reader<'a> {
    pub(super) folder: &'a Folder,
    previous: Option<&'a Library>,
    half_written: &'a BTreeSet<String>,
    pub(super) problems: Vec<Problem>,
    pub(super) texts: BTreeMap<String, String>,
    /// The broken files for which no good text stands in.
    pub(super) lacking: BTreeSet<String>,
}

/// What a file gave.
pub(super) struct Read<T> {
    pub(super) value: T,
    /// Whether it comes from the file as it now is, so that places can be told.
    pub(super) is_current: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(folder: &'a Folder, previous: Option<&'a Library>, half_written: &'a BTreeSet<String>) -> Self {
        Self { folder, previous, half_written, problems: folder.problems.clone(), texts: BTreeMap::new(), lacking: BTreeSet::new() }
    }

    /// Reads one file, or its last good text; a file that is not there gives nothing.
    pub(super) fn read<T>(&mut self, path: &str, parse: impl Fn(&Source<'_>) -> (Option<T>, Vec<Problem>)) -> Option<Read<T>> {
        let shown = self.folder.shown(path);
        let current = match self.folder.files.get(path)? {
            _ if self.half_written.contains(path) => Parsed::Broken(None),
            Ok(text) => self.parse(&shown, text, &parse),
            Err(problem) => {
                self.problems.push(problem.clone());
                Parsed::Broken(None)
            }
        };
        let text = self.folder.files.get(path)?.as_ref().ok();
        let before = self.previous.and_then(|previous| previous.texts.get(path));
        let before = before.map(|text| (parsed(&Source { path: &shown, text }, &parse).0, text));
        let (value, text, is_current) = match (current, before) {
            (Parsed::Good(value), _) => (value, text?, true),
            (Parsed::Broken(_), Some((Parsed::Good(value), good))) => (value, good, false),
            // Nothing was ever good: what is there now counts before what was.
            (Parsed::Broken(None), Some((Parsed::Broken(value), old))) => {
                self.lacking.insert(path.to_owned());
                (value?, old, false)
            }
            (Parsed::Broken(part), _) => {
                self.lacking.insert(path.to_owned());
                (part?, text?, true)
            }
        };
        self.texts.insert(path.to_owned(), text.clone());
        Some(Read { value, is_current })
    }

    fn parse<T>(&mut self, path: &str, text: &str, parse: impl Fn(&Source<'_>) -> (Option<T>, Vec<Problem>)) -> Parsed<T> {
        let (parsed, problems) = parsed(&Source { path, text }, &parse);
        self.problems.extend(problems);
        parsed
    }

    pub(super) fn employer(&mut self) -> Option<Employer> {
        self.read("employeur.md", Employer::read).map(|read| read.value)
    }

    pub(super) fn phrases(&mut self) -> Phrases {
        let mut phrases = Phrases::default();
        for spec in phrases::SPECS {
            let path = format!("phrases/{}.md", spec.name);
            if !self.folder.files.contains_key(&path) {
                self.problems.push(phrases::missing(self.folder.shown(&path)));
            }
            if let Some(read) = self.read(&path, |source| phrases::read(source, spec)) {
                phrases.set(spec, read.value);
            }
        }
        for path in self.folder.files.keys() {
            let name = path.strip_prefix("phrases/").and_then(|file| file.strip_suffix(".md"));
            if let Some(name) = name.filter(|name| phrases::spec(name).is_none()) {
                self.problems.push(phrases::unknown(self.folder.shown(path), name));
            }
        }
        phrases
    }

    /// The published positions, and each reference there is with its status
    /// when its file can be read.
    pub(super) fn offers(&mut self, today: Date) -> (Vec<Offer>, Statuses) {
        let mut offers = Vec::new();
        let mut known = Statuses::new();
        for path in self.folder.files.keys() {
            let Some(name) = path.strip_prefix("offres/").and_then(|file| file.strip_suffix(".md")) else {
                continue;
            };
            let read = self.read(path, |source| offers::read(source, name));
            known.insert(name.to_owned(), read.as_ref().map(|read| read.value.status));
            let Some(Read { value: offer, is_current }) = read else { continue };
            if let (true, Some(text)) = (is_current, self.texts.get(path)) {
                let source = Source { path: &self.folder.shown(path), text };
                self.problems.extend(offers::ends_by_itself(&source, &offer, today));
            }
            offers.extend((offer.status == Status::Published).then_some(offer));
        }
        (offers, known)
    }

    /// Every entry, and each id there is with its status when its file can be read.
    pub(super) fn entries(&mut self) -> (Vec<Current>, Statuses) {
        let mut readings = Vec::new();
        let mut known = Statuses::new();
        let mut paths: BTreeMap<String, &str> = BTreeMap::new();
        for path in self.folder.files.keys() {
            let Some(spot) = Spot::of(path) else {
                continue;
            };
            if let Some(first) = paths.insert(spot.id.clone(), path) {
                self.problems.push(same_id(self.folder, path, first, &spot.id));
                paths.insert(spot.id, first);
                continue;
            }
            let read = self.read(path, |source| entry_file::read(source, &spot));
            known.insert(spot.id, read.as_ref().map(|read| read.value.entry.status));
            readings.extend(read);
        }
        self.tell_renamed(&readings, &known);
        (readings, known)
    }

    /// Tells, at the one reload that sees it, an entry whose text stood under
    /// another id: what was counted stays under the old one.
    fn tell_renamed(&mut self, readings: &[Current], known: &BTreeMap<String, Option<Status>>) {
        let Some(previous) = self.previous else {
            return;
        };
        let entries = previous.entries.iter().chain(&previous.set_aside);
        let gone = entries.filter(|entry| !known.contains_key(entry.id.as_str()));
        let gone: BTreeMap<&str, &EntryId> = gone.filter_map(|entry| Some((previous.text(&entry.path)?, &entry.id))).collect();
        for Entry { id, path, .. } in readings.iter().map(|read| &read.value.entry) {
            let is_new = !previous.texts.contains_key(path);
            if let Some(old) = self.texts.get(path).and_then(|text| gone.get(text.as_str())).filter(|_| is_new) {
                self.problems.push(renamed(self.folder.shown(path), old, id));
            }
        }
    }

    pub(super) fn frequent(&mut self, known: &BTreeMap<String, Option<Status>>) -> Vec<EntryId> {
        let read = self.read(frequent::PATH, frequent::read);
        let Some((read, text)) = read.zip(self.texts.get(frequent::PATH)) else {
            return Vec::new();
        };
        let names = read.value;
        if read.is_current {
            let path = self.folder.shown(frequent::PATH);
            self.problems.extend(frequent::check(&Source { path: &path, text }, &names, known));
        }
        let is_published = |name: &&Text| known.get(&name.text) == Some(&Some(Status::Published));
        names.iter().filter(is_published).map(|name| EntryId::new(&name.text)).collect()
    }

    /// The game of the folder. It is offered whole: when one of its files has an
    /// error, or may be half written, all of the game of before stands in.
    pub(super) fn game(&mut self, known: &Statuses, today: Date) -> Option<Game> {
        let folder = self.folder;
        let files = || folder.files.iter().filter(|(path, _)| path.starts_with(game::FOLDER));
        let is_moving = files().any(|(path, _)| self.half_written.contains(path));
        let texts = files().map(|(path, text)| (path.as_str(), text.as_ref().ok().map(String::as_str))).collect();
        let reading = game::read(&texts, |path| folder.shown(path), today);
        if !is_moving {
            self.problems.extend(files().filter_map(|(_, text)| text.as_ref().err().cloned()));
            self.tell_game(&reading, known);
            if !reading.is_broken {
                self.texts.extend(texts.into_iter().filter_map(|(path, text)| Some((path.to_owned(), text?.to_owned()))));
                return reading.game.map(|game| served(game, known));
            }
        }
        let before: BTreeMap<String, String> = self.game_before();
        let texts = before.iter().map(|(path, text)| (path.as_str(), Some(text.as_str()))).collect();
        let reading = game::read(&texts, |path| folder.shown(path), today);
        if reading.game.is_none() {
            self.lacking.extend(files().map(|(path, _)| path.clone()));
            return None;
        }
        self.texts.extend(before);
        reading.game.map(|game| served(game, known))
    }

    /// The texts of the game that were in service.
    fn game_before(&self) -> BTreeMap<String, String> {
        let texts = self.previous.into_iter().flat_map(|previous| &previous.texts);
        texts.filter(|(path, _)| path.starts_with(game::FOLDER)).map(|(path, text)| (path.clone(), text.clone())).collect()
    }

    /// What is wrong with the game; an answer that it names and nobody is served
    /// takes nothing out of service.
    fn tell_game(&mut self, reading: &game::Reading, known: &Statuses) {
        self.problems.extend(reading.problems.iter().cloned());
        for (path, at, name) in &reading.near {
            let Some(Ok(text)) = self.folder.files.get(path) else { continue };
            let source = Source { path: &self.folder.shown(path), text };
            self.problems.extend(between::check_named(&source, *at, name, known, ""));
        }
    }

    /// What each folder of answers is called.
    pub(super) fn themes(&mut self) -> BTreeMap<String, String> {
        let read = self.read(themes::PATH, themes::read);
        let Some((read, text)) = read.zip(self.texts.get(themes::PATH)) else {
            return BTreeMap::new();
        };
        if read.is_current {
            let path = self.folder.shown(themes::PATH);
            self.problems.extend(themes::check(&Source { path: &path, text }, &read.value, &self.folder.themes));
        }
        read.value.into_iter().map(|label| (label.folder.text, label.words)).collect()
    }

    pub(super) fn check_between(&mut self, readings: &[Current], known: &Known, sentences: Sentences<'_>, has_employer: bool, today: Date) {
        let is_needed = readings.iter().any(|read| between::needs_employer(&read.value));
        if is_needed && !self.folder.files.contains_key("employeur.md") {
            let problem = Problem::whole(self.folder.shown("employeur.md"), "ce fichier manque");
            let help = "les réponses y prennent les valeurs « {employeur.…} »";
            self.problems.push(problem.help(help));
        }
        let current = readings.iter().filter(|read| read.is_current);
        let paths: Vec<(String, &Reading)> = current.map(|read| (self.folder.shown(&read.value.entry.path), &read.value)).collect();
        let files: Vec<Fresh<'_>> = paths
            .iter()
            .filter_map(|(shown, reading)| {
                let text = self.texts.get(&reading.entry.path)?;
                Some(Fresh { source: Source { path: shown, text }, reading })
            })
            .collect();
        self.problems.extend(between::check(&files, known, sentences, has_employer, today));
        if has_employer {
            let good = paths.iter().map(|(_, reading)| reading.entry.path.as_str()).collect();
            let told = self.placeholders_of_broken(&good, sentences.employer);
            self.problems.extend(told);
        }
    }

    /// The values that the files with other mistakes name and that nobody
    /// defines: HR reads every problem at once.
    fn placeholders_of_broken(&self, good: &BTreeSet<&str>, employer: &Employer) -> Vec<Problem> {
        let entries = self.folder.files.iter().filter(|(path, _)| Spot::of(path).is_some());
        let broken = entries.filter(|(path, _)| !good.contains(path.as_str()) && !self.half_written.contains(*path));
        let texts = broken.filter_map(|(path, text)| Some((self.folder.shown(path), text.as_ref().ok()?)));
        texts
            .flat_map(|(shown, text)| {
                let source = Source { path: &shown, text };
                // Without a header there is no telling where the answer starts.
                let Ok((_, rest)) = markdown::split(&source) else { return Vec::new() };
                let (body, _) = markdown::body(&source, rest);
                between::check_placeholders(&source, body.answer, employer)
            })
            .collect()
    }
}

/// An entry as read.
pub(super) type Current = Read<Reading>;

/// What a reader made of a text.
enum Parsed<T> {
    /// Nothing wrong but warnings.
    Good(T),
    /// Errors; perhaps a part can be used.
    Broken(Option<T>),
}

fn parsed<T>(source: &Source<'_>, parse: impl Fn(&Source<'_>) -> (Option<T>, Vec<Problem>)) -> (Parsed<T>, Vec<Problem>) {
    let (value, problems) = parse(source);
    let is_broken = problems.iter().any(|problem| problem.severity == Severity::Error);
    match value {
        Some(value) if !is_broken => (Parsed::Good(value), problems),
        part => (Parsed::Broken(part), problems),
    }
}

/// The game as it is played: it leads to answers that candidates are served.
fn served(game: Game, known: &Statuses) -> Game {
    game.leading_only_to(|id| known.get(id.as_str()) == Some(&Some(Status::Published)))
}

fn renamed(path: String, old: &EntryId, new: &EntryId) -> Problem {
    let problem = Problem::whole(path, format!("cette réponse s'appelait « {old} » : ce qui a été compté reste sous ce nom"));
    problem.help(format!("redonnez au fichier le nom « {old}.md », ou gardez « {new} » : ses comptes repartent de zéro")).into_warning()
}

fn same_id(folder: &Folder, path: &str, first: &str, id: &str) -> Problem {
    let message = format!("« {id} » est aussi le nom de {} : c'est lui qui est servi, pas ce fichier", folder.shown(first));
    Problem::whole(folder.shown(path), message).help("renommez ou supprimez l'un des deux : un nom ne sert qu'une fois")
}
