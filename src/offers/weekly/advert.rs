//! One row of the weekly file as an offer: which column gives which field.
//!
//! The file has neither pay nor link, and no text of what the person will do:
//! those stay for HR to write, so that an offer from here is a draft.

use super::super::followed::Followed;
use super::super::offer::{Branch, Offer, OpenTo};
use super::columns::Column;
use super::first_line;
use super::row::{Day, Row};
use crate::files::folder::slug;

/// A reference longer than this names no file.
const MAX_REFERENCE: usize = 80;

/// Letters kept of the name of an employer.
const MAX_EMPLOYER: usize = 200;

/// One advert of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advert {
    /// What the file says of the position; a field it says nothing of is absent.
    pub offer: Offer,
    /// Whether the file says that the advert has no last day.
    pub is_endless: bool,
    /// The line of the file where its row starts.
    pub line: u64,
}

/// What became of a row.
pub(super) enum Reading {
    /// No reference, or none a file can be named after.
    WithoutReference,
    /// No name of a position.
    WithoutTitle,
    /// An advert, and remarks.
    Advert(Box<Advert>, Vec<String>),
}

/// Reads the row of a followed employer.
pub(super) fn read(row: &Row<'_>, followed: &Followed) -> Reading {
    let mut notes = Vec::new();
    let reference = row.raw(Column::Reference).map(|reference| slug(&reference)).unwrap_or_default();
    if reference.is_empty() || reference.len() > MAX_REFERENCE {
        return Reading::WithoutReference;
    }
    let Some(title) = row.text(Column::Title, &mut notes) else {
        return Reading::WithoutTitle;
    };
    let closes = row.day(Column::Closes, &mut notes);
    let mut offer = Offer { title, employer: employer(row, followed), ..Offer::sketch(&reference) };
    if let Day::On(last) = closes {
        offer.closes = Some(last);
    }
    post(row, &mut offer, &mut notes);
    profile(row, &mut offer, &mut notes);
    published(row, &mut offer, &mut notes);
    Reading::Advert(Box::new(Advert { offer, is_endless: closes == Day::Never, line: row.line() }), notes)
}

/// The employer, else the organisation it belongs to; as HR spells it, for the
/// file often has capital letters only.
fn employer(row: &Row<'_>, followed: &Followed) -> String {
    let cell = row.raw(Column::Employer).or_else(|| row.raw(Column::Organisation)).unwrap_or_default();
    let words: Vec<&str> = first_line(&cell).split_whitespace().collect();
    let name: String = words.join(" ").chars().take(MAX_EMPLOYER).collect();
    followed.spelling(&name).map(str::to_owned).unwrap_or(name)
}

fn post(row: &Row<'_>, offer: &mut Offer, notes: &mut Vec<String>) {
    offer.branch = row.word(Column::Branch, BRANCHES, notes);
    offer.category = row.word(Column::Category, CATEGORIES, notes).flatten().map(str::to_owned);
    offer.open_to = row.word(Column::OpenTo, OPENINGS, notes);
    offer.contract = row.text(Column::Contract, notes);
    offer.duration = row.text(Column::Duration, notes);
    offer.full_time = row.word(Column::FullTime, ANSWERS, notes);
    offer.management = row.word(Column::Management, ANSWERS, notes);
    offer.remote = row.text(Column::Remote, notes);
    offer.place = place(row, notes);
}

fn profile(row: &Row<'_>, offer: &mut Offer, notes: &mut Vec<String>) {
    offer.occupation = row.text(Column::Occupation, notes);
    offer.education = row.text(Column::Education, notes);
    offer.experience = row.text(Column::Experience, notes);
}

/// The day of publication; one after the last day to apply is a slip of the
/// file, and the last day is the one that matters.
fn published(row: &Row<'_>, offer: &mut Offer, notes: &mut Vec<String>) {
    let column = if row.raw(Column::FirstPublished).is_some() { Column::FirstPublished } else { Column::Published };
    let Day::On(published) = row.day(column, notes) else {
        return;
    };
    if offer.closes.is_some_and(|last| last < published) {
        notes.push(row.note(column, "cette date vient après la date limite, elle est laissée de côté"));
    } else {
        offer.published = Some(published);
    }
}

/// The three columns of places in their order, each said once.
fn place(row: &Row<'_>, notes: &mut Vec<String>) -> Option<String> {
    let mut whole = String::new();
    for column in [Column::Place, Column::Workplace, Column::WorkplaceAlone] {
        let Some(part) = row.joined(column, ", ", notes) else {
            continue;
        };
        if whole.is_empty() {
            whole = part;
        } else if !whole.to_lowercase().contains(&part.to_lowercase()) {
            whole = format!("{whole}, {part}");
        }
    }
    (!whole.is_empty()).then_some(whole)
}

/// Words of a branch, as part of a folded cell; `+` joins parts that are all needed.
const BRANCHES: &[(&str, Branch)] = &[
    ("territorial", Branch::Local),
    (" fpt ", Branch::Local),
    ("hospital", Branch::Hospital),
    (" fph ", Branch::Hospital),
    (" etat ", Branch::State),
    (" fpe ", Branch::State),
];

/// Several categories at once are not one category.
const CATEGORIES: &[(&str, Option<&str>)] = &[
    (" a + b ", None),
    (" b + c ", None),
    (" a + c ", None),
    (" a ", Some("A")),
    (" b ", Some("B")),
    (" c ", Some("C")),
    (" sans ", None),
    (" non ", None),
    (" hors ", None),
];

const OPENINGS: &[(&str, OpenTo)] = &[
    ("titulaire+contractuel", OpenTo::Both),
    ("titulaires et +non titulaire", OpenTo::Both),
    ("non titulaire", OpenTo::Contract),
    (" tous ", OpenTo::Both),
    ("contractuel", OpenTo::Contract),
    ("titulaire", OpenTo::CivilServants),
];

const ANSWERS: &[(&str, bool)] =
    &[(" oui ", true), (" plein ", true), (" complet ", true), (" non ", false), (" partiel ", false), (" incomplet ", false)];
