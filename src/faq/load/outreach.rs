//! The series of episodes and the texts of ambassadors, read beside the answers
//! they lead to.

use std::collections::BTreeMap;

use super::super::between::Known;
use super::reader::{Read, Reader};
use crate::ambassadors::{self, Kit, Piece};
use crate::episodes::{self, Around, Episode, Series};
use crate::files::Status;
use crate::files::problem::{Problem, Source};

const AMBASSADORS: &str = "ambassadeurs/";

impl Reader<'_> {
    /// The published series, each with its published episodes.
    pub(super) fn series(&mut self, known: &Known, has_game: bool) -> Vec<Series> {
        let names = self.folder.series.clone();
        names.iter().filter_map(|name| self.one_series(name, known, has_game)).collect()
    }

    fn one_series(&mut self, name: &str, known: &Known, has_game: bool) -> Option<Series> {
        let path = sheet_path(name);
        if !self.folder.files.contains_key(&path) {
            let problem = Problem::whole(self.folder.shown(&path), "ce fichier manque");
            let help = "il dit le titre, les vagues et les salons de la série : sans lui, aucun épisode n'est publié";
            self.problems.push(problem.help(help));
            return None;
        }
        let sheet = self.read(&path, episodes::read_sheet)?.value;
        let folder = self.folder;
        let around = Around {
            series: name,
            sheet: &sheet,
            themes: &folder.themes,
            entries: &known.entries,
            offers: &known.offers,
            has_game,
            pictures: &folder.pictures,
        };
        let (episodes, withdrawn) = self.episodes(name, &around);
        (sheet.status == Status::Published).then(|| Series {
            name: name.to_owned(),
            title: sheet.title.clone(),
            about: sheet.about.clone(),
            waves: sheet.waves.clone(),
            channels: sheet.channels.clone(),
            episodes,
            withdrawn,
        })
    }

    /// The published episodes, in the order of their hours: two never share one;
    /// and the names of those that are not.
    fn episodes(&mut self, series: &str, around: &Around<'_>) -> (Vec<Episode>, Vec<String>) {
        let (mut episodes, mut withdrawn): (Vec<Episode>, Vec<String>) = (Vec::new(), Vec::new());
        for (path, name) in self.names_under(&format!("episodes/{series}/")) {
            if name == episodes::SHEET {
                continue;
            }
            let Some(Read { value: read, .. }) = self.read(&path, |source| episodes::read(source, &name, around)) else { continue };
            if read.status != Status::Published {
                withdrawn.push(name);
                continue;
            }
            match episodes.iter().find(|first| first.at == read.episode.at) {
                None => episodes.push(read.episode),
                Some(first) => {
                    if let Some(text) = self.texts.get(&path) {
                        let source = Source { path: &self.folder.shown(&path), text };
                        self.problems.push(episodes::same_hour(&source, &read, first));
                    }
                }
            }
        }
        episodes.sort_by_key(|episode| episode.at);
        (episodes, withdrawn)
    }

    /// What ambassadors are given; nothing is missing where there is no folder.
    pub(super) fn kit(&mut self) -> Kit {
        let names = self.names_under(AMBASSADORS);
        let mut pieces: Vec<Piece> = Vec::new();
        let mut firsts: BTreeMap<String, String> = BTreeMap::new();
        for (path, _) in &names {
            let Some(Read { value: piece, .. }) = self.read(path, ambassadors::read) else { continue };
            if piece.status != Status::Published {
                continue;
            }
            let kind = format!("{:?}", piece.kind);
            match firsts.get(&kind).filter(|_| piece.kind.is_alone()) {
                Some(first) => self.problems.push(second_of_a_kind(self.folder.shown(path), &self.folder.shown(first))),
                None => {
                    firsts.insert(kind, path.clone());
                    pieces.push(piece);
                }
            }
        }
        let kit = Kit::of(pieces);
        if !names.is_empty() {
            self.problems.extend(kit.missing().into_iter().map(|missing| unwritten(self.folder.shown(AMBASSADORS), &missing)));
        }
        kit
    }

    /// The texts right under a folder: path, and name without `.md`.
    fn names_under(&self, folder: &str) -> Vec<(String, String)> {
        let under = self.folder.files.keys().filter_map(|path| {
            let name = path.strip_prefix(folder)?.strip_suffix(".md")?;
            Some((path.clone(), name.to_owned()))
        });
        under.collect()
    }
}

fn sheet_path(series: &str) -> String {
    format!("episodes/{series}/{}.md", episodes::SHEET)
}

fn second_of_a_kind(path: String, first: &str) -> Problem {
    let problem = Problem::whole(path, format!("{first} est déjà ce texte : c'est lui qui est donné, pas ce fichier"));
    problem.help("gardez un seul des deux, ou écrivez « statut: retire » dans l'un")
}

fn unwritten(folder: String, missing: &str) -> Problem {
    let problem = Problem::whole(folder, format!("aucun texte publié n'a « {missing} »"));
    problem.help("écrivez un fichier avec ces lignes dans son en-tête").into_warning()
}
