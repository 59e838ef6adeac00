//! The weekly file against the files of HR: what is new, changed, closed, and
//! what is left as it is, with the texts to write.
//!
//! Only an offer that came from an import (header `origine`) is touched, and of
//! it only what the weekly file says. Pay, link, status, description and
//! comments are HR's. An offer that HR retired, filled or closed stays so.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use jiff::civil::Date;

use super::file::KEYS;
use super::offer::{Offer, Progress, State};
use super::shelf::{Kept, Shelf};
use super::weekly::{Advert, Weekly};
use super::write::value;
use super::{read, revise, write};
use crate::files::problem::{Problem, Severity, Source};
use crate::files::{self, Saved, Status};
use crate::words::plain;

/// What an import would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Import {
    /// The name of the weekly file.
    pub file: String,
    /// The files to write, by reference.
    pub steps: Vec<Step>,
    /// Imported offers that the file says nothing new of.
    pub unchanged: usize,
    /// Adverts that nobody could answer any more, and that have no file.
    pub already_over: usize,
    /// References whose file was made by hand.
    pub by_hand: Vec<String>,
    /// References that HR retired, filled or closed, and that the file still has.
    pub settled: Vec<String>,
    /// References whose file cannot be read.
    pub broken: Vec<String>,
    /// Offers that are not in the file, and stay open since the file seems cut.
    pub withheld: Vec<String>,
    /// What is wrong with texts that are then not written.
    pub problems: Vec<Problem>,
    /// The later weekly file that was imported already.
    pub later: Option<String>,
}

/// One file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Why it is written.
    pub kind: StepKind,
    /// The offer as it will be.
    pub offer: Offer,
    /// What it says that it did not, in the order of the keys.
    pub changes: Vec<Change>,
    /// The whole text of the file.
    text: String,
    /// The mark of the file it replaces, if there is one.
    opened: Option<String>,
}

/// Why a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// There is no such offer yet.
    New,
    /// The weekly file says something else of it.
    Changed,
    /// The weekly file no longer has it.
    Gone,
    /// Its last day is past.
    Over,
}

/// One field before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The key of the header; `titre` for the title.
    pub key: &'static str,
    /// What was written; none when nothing was.
    pub old: Option<String>,
    /// What will be.
    pub new: Option<String>,
}

/// What became of the files to write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// How many hold their new text.
    pub count: usize,
    /// Files that somebody changed meanwhile: left as they are.
    pub changed_meanwhile: Vec<String>,
    /// Sentences about files that cannot be written.
    pub refused: Vec<String>,
}

impl Import {
    /// Compares what a weekly file says with the files of HR, on this day.
    pub fn plan(file: &str, weekly: &Weekly, shelf: &Shelf, today: Date) -> Self {
        let mut import = Self { file: file.to_owned(), later: later(file, shelf), ..Self::default() };
        for (reference, advert) in &weekly.adverts {
            match shelf.files.get(reference) {
                None => import.appeared(advert, today),
                Some(None) => import.broken.push(reference.clone()),
                Some(Some(kept)) => import.compare(kept, advert, today),
            }
        }
        let imported = shelf.files.values().flatten().filter(|kept| is_open_import(&kept.offer));
        for kept in imported.filter(|kept| !weekly.adverts.contains_key(&kept.offer.reference)) {
            import.disappeared(kept, weekly.cut_on.is_some(), today);
        }
        import.steps.sort_by(|a, b| a.offer.reference.cmp(&b.offer.reference));
        import
    }

    /// The files to write for this reason.
    pub fn of(&self, kind: StepKind) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.kind == kind)
    }

    /// Writes the files, each whole or not at all; one that somebody changed
    /// since it was opened stays as it is.
    ///
    /// # Errors
    /// When the disk does not take a file; those before it are written.
    pub fn write(&self, root: &Path) -> Result<Written> {
        let mut written = Written::default();
        for step in &self.steps {
            let path = &step.offer.path;
            match files::save(root, path, &step.text, step.opened.as_deref())? {
                Saved::Written(_) => written.count += 1,
                Saved::Refused(sentence) => written.refused.push(sentence),
                // Another import of the same file did the work.
                Saved::Changed if files::open(root, path)?.is_some_and(|now| now.text == step.text) => written.count += 1,
                Saved::Changed => written.changed_meanwhile.push(path.clone()),
            }
        }
        Ok(written)
    }

    fn appeared(&mut self, advert: &Advert, today: Date) {
        if advert.offer.state(today) != State::Open {
            self.already_over += 1;
            return;
        }
        let offer = Offer { origin: Some(self.file.clone()), ..advert.offer.clone() }.tidied();
        let text = write(&offer);
        self.step(Step { kind: StepKind::New, changes: Vec::new(), offer, text, opened: None });
    }

    fn compare(&mut self, kept: &Kept, advert: &Advert, today: Date) {
        let before = &kept.offer;
        if before.origin.is_none() {
            self.by_hand.push(before.reference.clone());
        } else if !is_open_import(before) {
            self.settled.push(before.reference.clone());
        } else {
            let after = merged(before, advert).tidied();
            match after.state(today) {
                State::Open if after == before.clone().tidied() => self.unchanged += 1,
                State::Open => self.revise(StepKind::Changed, kept, after),
                State::Closed | State::Filled => self.revise(StepKind::Over, kept, Offer { progress: Progress::Closed, ..after }),
            }
        }
    }

    fn disappeared(&mut self, kept: &Kept, is_cut: bool, today: Date) {
        let is_over = kept.offer.state(today) != State::Open;
        if is_cut && !is_over {
            self.withheld.push(kept.offer.reference.clone());
            return;
        }
        let kind = if is_over { StepKind::Over } else { StepKind::Gone };
        self.revise(kind, kept, Offer { progress: Progress::Closed, ..kept.offer.clone() });
    }

    fn revise(&mut self, kind: StepKind, kept: &Kept, after: Offer) {
        let changes = changes(&kept.offer, &after);
        let offer = Offer { origin: Some(self.file.clone()), ..after };
        let text = revise(&kept.opened.text, &kept.offer, &offer);
        self.step(Step { kind, offer, changes, text, opened: Some(kept.opened.hash.clone()) });
    }

    /// Keeps a step, if the text says what it is meant to say.
    fn step(&mut self, step: Step) {
        let path = &step.offer.path;
        let (offer, problems) = read(&Source { path, text: &step.text }, &step.offer.reference);
        let errors = problems.into_iter().filter(|problem| problem.severity == Severity::Error);
        self.problems.extend(errors);
        match offer {
            Some(offer) if offer == step.offer.clone().tidied() => self.steps.push(step),
            // Its problems are told; a text that says something else has none of its own.
            Some(_) => self.broken.push(step.offer.reference),
            None => {}
        }
    }
}

/// An offer that an import made, and that nobody closed.
fn is_open_import(offer: &Offer) -> bool {
    offer.origin.is_some() && offer.progress == Progress::Open && offer.status != Status::Retired
}

/// What HR wrote, with what the weekly file says in its place. A cell that says
/// nothing changes nothing; nor does one that only lacks HR's capitals and accents.
fn merged(before: &Offer, advert: &Advert) -> Offer {
    let week = &advert.offer;
    let closes = if advert.is_endless { None } else { week.closes.or(before.closes) };
    let published = week.published.or(before.published).filter(|first| closes.is_none_or(|last| *first <= last));
    Offer {
        title: latest(&before.title, &week.title),
        employer: latest(&before.employer, &week.employer),
        branch: week.branch.or(before.branch),
        category: said_last(&before.category, &week.category),
        open_to: week.open_to.or(before.open_to),
        contract: said_last(&before.contract, &week.contract),
        duration: said_last(&before.duration, &week.duration),
        occupation: said_last(&before.occupation, &week.occupation),
        education: said_last(&before.education, &week.education),
        experience: said_last(&before.experience, &week.experience),
        remote: said_last(&before.remote, &week.remote),
        full_time: week.full_time.or(before.full_time),
        management: week.management.or(before.management),
        place: said_last(&before.place, &week.place),
        published,
        closes,
        ..before.clone()
    }
}

fn said_last(before: &Option<String>, week: &Option<String>) -> Option<String> {
    match (before, week) {
        (Some(before), Some(week)) => Some(latest(before, week)),
        (before, week) => week.clone().or_else(|| before.clone()),
    }
}

/// The text of the week, unless HR wrote the same in better letters.
fn latest(before: &str, week: &str) -> String {
    if plain(before) == plain(week) { before.to_owned() } else { week.to_owned() }
}

fn changes(before: &Offer, after: &Offer) -> Vec<Change> {
    let title = |offer: &Offer| Some(offer.title.clone());
    let keys = KEYS.iter().map(|key| (key.name, said(before, key.name), said(after, key.name)));
    let fields = std::iter::once(("titre", title(before), title(after))).chain(keys);
    fields.filter(|(_, old, new)| old != new).map(|(key, old, new)| Change { key, old, new }).collect()
}

/// The value of a key without the quotes of a header.
fn said(offer: &Offer, key: &str) -> Option<String> {
    let value = value(offer, key)?;
    let inside = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    Some(inside.map_or_else(|| value.clone(), |inside| inside.replace("\\\"", "\"").replace("\\\\", "\\")))
}

/// The latest file imported so far, when it is later than this one.
fn later(file: &str, shelf: &Shelf) -> Option<String> {
    let day = day_of(file)?;
    let origins = shelf.files.values().flatten().filter_map(|kept| kept.offer.origin.clone());
    let dated: BTreeMap<Date, String> = origins.filter_map(|origin| Some((day_of(&origin)?, origin))).collect();
    dated.into_iter().next_back().filter(|(last, _)| *last > day).map(|(_, origin)| origin)
}

/// The day in the name of a weekly file: `offres-datagouv-20261116.csv`.
fn day_of(file: &str) -> Option<Date> {
    let digits = file.strip_prefix("offres-datagouv-")?.get(..8)?;
    let (year, rest) = digits.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests;
