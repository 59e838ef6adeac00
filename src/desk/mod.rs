//! How HR changes its answers, from a command or a page: the shelf of all
//! files, one opened, tried, saved; a new one; which ones to read again.
//!
//! What a file means and what is wrong with it is said by `faq`, how bytes reach
//! the disk by `files`. Who may do it, and what was asked by candidates, comes
//! from others: this room knows neither the database nor a door nor the clock.

mod differences;
mod edit;
mod form;
mod freshness;
mod header;
mod layout;
mod sources;
mod template;
mod wording;

use std::io::ErrorKind;
use std::path::PathBuf;

use anyhow::Result;
use jiff::civil::Date;

pub use differences::{Row, Side, side_by_side};
pub use edit::apply;
pub use form::{Form, HEADER_KEYS, Part, SourceRow};
pub use freshness::{Aged, Disliked, Freshness, Use, freshness};
use template::Known;
pub use template::MAX_QUESTION_CHARS;

use crate::faq::{Entry, Faq, Kind, Library, OUT_OF_SCOPE, Spot, Trial, same_words};
use crate::files::problem::nearest;
use crate::files::{Problem, Saved, Severity, Status, folder};
use crate::words::EntryId;
use layout::Layout;

/// How many near entries are told before a new one is made.
const NEAR_SHOWN: usize = 3;

/// Under this an entry has nothing to do with the question.
const NEAR_ENOUGH: f64 = 0.05;

/// From here on the theme of the nearest entry is that of the question.
const SAME_THEME: f64 = 0.25;

/// The folder of answers, as those who write in it see it.
#[derive(Clone, Debug)]
pub struct Desk {
    root: PathBuf,
}

/// One file on the shelf.
#[derive(Clone, Debug)]
pub struct Shelved {
    /// The name of the file without `.md`.
    pub id: String,
    /// Its folder; `hors-sujet` for polite refusals.
    pub theme: String,
    /// Its path in the responses folder.
    pub path: String,
    /// What it says; none while it cannot be read.
    pub entry: Option<Entry>,
    /// How many errors it has.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
}

/// A file opened to be changed.
#[derive(Clone, Debug)]
pub struct Open {
    /// Its folder.
    pub theme: String,
    /// Its path in the responses folder.
    pub path: String,
    /// Its text, lines ended by `\n`.
    pub text: String,
    /// What it was when it was opened, to be given back when it is saved.
    pub hash: String,
}

/// An entry that may already answer the question of a new one.
#[derive(Clone, Debug, PartialEq)]
pub struct NearEntry {
    /// Its id.
    pub id: EntryId,
    /// Its theme.
    pub theme: String,
    /// Its question.
    pub question: String,
    /// How likely it answers the same, 0 to 1.
    pub confidence: f64,
}

/// A question that a person answered, to be answered for everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The question, as HR words it.
    pub question: String,
    /// The answer, as a person gave it.
    pub answer: String,
    /// The redacted words of those who asked.
    pub wordings: Vec<String>,
    /// The theme it is nearest to, if any.
    pub theme: Option<String>,
    /// Who in HR answers for it.
    pub owner: String,
}

/// A new file, ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Its id.
    pub id: String,
    /// Its path in the responses folder.
    pub path: String,
    /// Its text.
    pub text: String,
    /// The theme that its folder begins, when there was none of this name.
    pub new_theme: Option<String>,
}

impl Desk {
    /// The desk over a responses folder.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Every answer and polite refusal, in the order of their files.
    ///
    /// # Errors
    /// One problem when the folder cannot be listed.
    pub fn shelf(&self, today: Date) -> Result<Vec<Shelved>, Problem> {
        let folder = folder::read(&self.root)?;
        let (library, problems) = Library::of_folder(&folder, today);
        let entry = |path: &str| library.entries().iter().chain(library.set_aside()).find(|entry| entry.path == path).cloned();
        let count = |path: &str, severity| {
            let shown = folder.shown(path);
            problems.iter().filter(|problem| problem.path == shown && problem.severity == severity).count()
        };
        let spots = folder.files.keys().filter_map(|path| Spot::of(path));
        Ok(spots
            .map(|spot| Shelved {
                entry: entry(&spot.path),
                errors: count(&spot.path, Severity::Error),
                warnings: count(&spot.path, Severity::Warning),
                id: spot.id,
                theme: spot.theme,
                path: spot.path,
            })
            .collect())
    }

    /// The file of this id, whatever its theme; an id is only ever compared with
    /// the names there are.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn open(&self, id: &str) -> Result<Option<Open>> {
        let Some(spot) = self.spots().into_iter().find(|spot| spot.id == id) else { return Ok(None) };
        let opened = crate::files::open(&self.root, &spot.path)?;
        Ok(opened.map(|file| Open { theme: spot.theme, path: spot.path, text: file.text, hash: file.hash }))
    }

    /// The text of an entry with one more wording, or one sentence on why not.
    pub fn with_wording(&self, text: &str, wording: &str) -> Result<String, String> {
        wording::with(text, wording)
    }

    /// Whether a text can be the name of an answer.
    pub fn is_name(id: &str) -> bool {
        folder::is_name(id)
    }

    /// The ids nearest to a mistyped one, at most three.
    pub fn nearest_ids(&self, id: &str) -> Vec<String> {
        let mut ids: Vec<String> = self.spots().into_iter().map(|spot| spot.id).collect();
        let mut near = Vec::new();
        while let Some(found) = nearest(id, ids.iter().map(String::as_str)).filter(|_| near.len() < NEAR_SHOWN).map(str::to_owned) {
            ids.retain(|other| *other != found);
            near.push(found);
        }
        let holds = |other: &String| id.len() >= 3 && other.contains(id);
        near.extend(ids.into_iter().filter(holds).take(NEAR_SHOWN.saturating_sub(near.len())));
        near
    }

    /// What a text would be in the place of this file.
    ///
    /// # Errors
    /// One problem when the folder cannot be listed.
    pub fn try_text(&self, path: &str, text: &str, today: Date) -> Result<Trial, Problem> {
        Trial::of(&self.root, path, text, today)
    }

    /// Saves a text in the place of the file that had this hash; without one,
    /// where there is no file yet.
    ///
    /// # Errors
    /// When the disk fails; what a person can mend is a refusal.
    pub fn save(&self, path: &str, text: &str, hash: Option<&str>) -> Result<Saved> {
        crate::files::save(&self.root, path, text, hash).or_else(refused)
    }

    /// The themes there are, `hors-sujet` left out.
    pub fn themes(&self) -> Vec<String> {
        folder::themes(&self.root)
    }

    /// The entries in service nearest to a question, surest first, at most three.
    pub fn near(&self, faq: &Faq, question: &str) -> Vec<NearEntry> {
        let ranked = faq.rank(question, None).into_iter();
        let worth = ranked.filter(|candidate| candidate.kind == Kind::Answer && candidate.confidence >= NEAR_ENOUGH).take(NEAR_SHOWN);
        let near = worth.filter_map(|candidate| Some(near_entry(faq.entry(&candidate.entry)?, candidate.confidence)));
        near.collect()
    }

    /// The file of a new answer, or one sentence on why it cannot be made.
    ///
    /// `theme` may be left to the nearest entry, or be one that does not exist
    /// yet. Nothing is written.
    pub fn draft(&self, faq: &Faq, question: &str, theme: Option<&str>, today: Date) -> Result<NewFile, String> {
        self.begun(faq, question, theme, &Known::NOTHING, today)
    }

    /// The same with the answer that a person gave, and the words of all who
    /// asked; a theme that is no more is left to the nearest entry.
    ///
    /// # Errors
    /// As [`Desk::draft`].
    pub fn draft_of(&self, faq: &Faq, asked: &Asked, today: Date) -> Result<NewFile, String> {
        let known = Known { owner: &asked.owner, answer: Some(&asked.answer), wordings: &asked.wordings };
        let theme = asked.theme.as_deref().filter(|theme| self.themes().iter().any(|known| known == theme));
        self.begun(faq, &asked.question, theme, &known, today)
    }

    fn begun(&self, faq: &Faq, question: &str, theme: Option<&str>, known: &Known<'_>, today: Date) -> Result<NewFile, String> {
        let question = template::question(question)?;
        if let Some(entry) = asked_already(faq.library(), &question) {
            return Err(format!("cette question est déjà dans {} : ajoutez-y une formulation", entry.path));
        }
        let near = self.near(faq, &question);
        let theme = self.theme(theme, &near)?;
        let id = template::name(&question);
        if let Some(spot) = self.spots().into_iter().find(|spot| spot.id == id) {
            return Err(format!("une réponse s'appelle déjà « {id} » : {}", spot.path));
        }
        let near: Vec<String> = near.iter().map(|near| near.id.to_string()).collect();
        let text = template::text(&question, &near, known, today);
        let new_theme = Some(theme.clone()).filter(|theme| !self.themes().contains(theme));
        Ok(NewFile { path: format!("faq/{theme}/{id}.md"), id, text, new_theme })
    }

    /// The text of a file that was removed while it was being changed.
    pub fn blank(question: &str, today: Date) -> String {
        template::text(question, &[], &Known::NOTHING, today)
    }

    fn theme(&self, asked: Option<&str>, near: &[NearEntry]) -> Result<String, String> {
        let themes = self.themes();
        let list = || themes.join(", ");
        let Some(asked) = asked.map(str::trim).filter(|theme| !theme.is_empty()) else {
            let sure = near.first().filter(|near| near.confidence >= SAME_THEME).map(|near| near.theme.clone());
            return sure.ok_or_else(|| format!("choisissez un thème : {}", list()));
        };
        if let Some(theme) = themes.iter().find(|theme| *theme == asked) {
            return Ok(theme.clone());
        }
        let shown: String = asked.chars().take(60).collect();
        if let Some(near) = nearest(asked, themes.iter().map(String::as_str)) {
            let first = format!("le thème « {shown} » n'existe pas ; voulez-vous dire « {near} » ?");
            return Err(format!("{first} Pour un nouveau thème de ce nom, créez d'abord son dossier : faq/{}", folder::slug(&shown)));
        }
        if asked == OUT_OF_SCOPE {
            return Err(format!("« {OUT_OF_SCOPE} » n'est pas un thème : choisissez un autre nom"));
        }
        if folder::is_name(asked) {
            return Ok(asked.to_owned());
        }
        Err(format!("« {shown} » ne peut pas être le nom d'un thème : {}{}", folder::NAME_SHAPE, proposed(&shown)))
    }

    fn spots(&self) -> Vec<Spot> {
        let folder = folder::paths(&self.root);
        folder.iter().filter_map(|path| Spot::of(path)).collect()
    }
}

/// The part of the form that a problem is told beside.
pub fn part_of(text: &str, problem: &Problem) -> Part {
    let named = |key: &&str| problem.message.contains(&format!("la clé « {key} »"));
    let keys = form::HEADER_KEYS.iter().map(|(key, _)| *key);
    if let Some(part) = keys.clone().find(named).and_then(Part::of_key) {
        return part;
    }
    match problem.message.as_str() {
        "il manque la réponse" => Part::Answer,
        "il manque la liste « ## Autres formulations »" => Part::Wordings,
        _ if problem.source_line.is_empty() => Part::File,
        _ => Layout::of(text).map_or(Part::File, |layout| layout.part_at(problem.line)),
    }
}

/// How a status is told in a sentence's middle.
pub fn status_words(status: Status) -> &'static str {
    STATUSES.iter().find(|(_, known, _)| *known == status).map_or("", |(_, _, words)| words)
}

/// How each status is written and read.
pub const STATUSES: [(&str, Status, &str); 3] =
    [("publie", Status::Published, "publiée"), ("brouillon", Status::Draft, "brouillon"), ("retire", Status::Retired, "retirée")];

/// The entry that has these very words, whether it is served or not.
fn asked_already<'a>(library: &'a Library, question: &str) -> Option<&'a Entry> {
    let words = same_words(question);
    let mut entries = library.entries().iter().chain(library.set_aside());
    entries.find(|entry| std::iter::once(&entry.question).chain(&entry.wordings).any(|known| same_words(known) == words))
}

fn near_entry(entry: &Entry, confidence: f64) -> NearEntry {
    NearEntry { id: entry.id.clone(), theme: entry.theme.clone(), question: entry.question.clone(), confidence }
}

/// A name near to one that cannot be a theme.
fn proposed(asked: &str) -> String {
    match folder::slug(asked).as_str() {
        "" => String::new(),
        name => format!(", par exemple « {name} »"),
    }
}

/// What a person can mend when the disk takes nothing.
fn refused(error: anyhow::Error) -> Result<Saved> {
    let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    let sentence = match kind {
        Some(ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => {
            "le dossier des réponses est en lecture seule : rien n'est enregistré. Demandez le droit d'y écrire"
        }
        Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => {
            "le disque est plein : rien n'est enregistré. Faites de la place, puis recommencez"
        }
        _ => return Err(error),
    };
    tracing::warn!("a file of HR was not written: {error:#}");
    Ok(Saved::Refused(sentence.to_owned()))
}

#[cfg(test)]
mod tests;
