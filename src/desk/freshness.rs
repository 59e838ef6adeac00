//! Which answers to read again: those whose day has come, those nobody
//! receives, those that help least, those that nearly answered.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::faq::{Entry, Kind};
use crate::files::Status;
use crate::words::EntryId;

/// A review due within so many days is told ahead.
const SOON_DAYS: i64 = 30;

/// With fewer ratings than this an answer is not ranked: one angry thumb says nothing.
const LEAST_RATINGS: i64 = 5;

/// What became of an entry in the exchanges of a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Use {
    /// How many times it was given.
    pub given: i64,
    /// How many thumbs up it got.
    pub up: i64,
    /// How many thumbs down.
    pub down: i64,
    /// How many questions it was only offered for, and that got no answer.
    pub nearly: i64,
}

/// Which answers to read again, those that press most first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// The day of the next reading is past, oldest first.
    pub overdue: Vec<Aged>,
    /// It comes within thirty days, nearest first.
    pub due_soon: Vec<Aged>,
    /// Published, and given to nobody in the window, in the order of the files.
    pub never_used: Vec<EntryId>,
    /// Those with at least five ratings and a thumb down, the worst share first.
    pub disliked: Vec<Disliked>,
    /// Offered for a question that stayed without answer, most often first.
    pub nearly: Vec<(EntryId, i64)>,
}

/// An entry and its day of reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aged {
    /// The entry.
    pub id: EntryId,
    /// Who answers for it.
    pub owner: String,
    /// The day.
    pub review_on: Date,
}

/// An entry and its thumbs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disliked {
    /// The entry.
    pub id: EntryId,
    /// Thumbs down.
    pub down: i64,
    /// All thumbs.
    pub ratings: i64,
}

/// Sorts published entries by what they were used for.
pub fn freshness(entries: &[Entry], uses: &BTreeMap<EntryId, Use>, today: Date) -> Freshness {
    let alive: Vec<&Entry> = entries.iter().filter(|entry| entry.status == Status::Published).collect();
    let soon = today.saturating_add(SOON_DAYS.days());
    let used = |entry: &&&Entry| uses.get(&entry.id).is_some_and(|of| of.given > 0);
    Freshness {
        overdue: aged(&alive, |day| day < today),
        due_soon: aged(&alive, |day| day >= today && day <= soon),
        never_used: alive.iter().filter(|entry| entry.kind == Kind::Answer && !used(entry)).map(|entry| entry.id.clone()).collect(),
        disliked: disliked(&alive, uses),
        nearly: nearly(&alive, uses),
    }
}

fn aged(entries: &[&Entry], is_due: impl Fn(Date) -> bool) -> Vec<Aged> {
    let due = entries.iter().filter(|entry| is_due(entry.review_on));
    let mut due: Vec<Aged> =
        due.map(|entry| Aged { id: entry.id.clone(), owner: entry.owner.clone(), review_on: entry.review_on }).collect();
    due.sort_by_key(|aged| aged.review_on);
    due
}

fn disliked(entries: &[&Entry], uses: &BTreeMap<EntryId, Use>) -> Vec<Disliked> {
    let rated = entries.iter().filter_map(|entry| Some((entry, uses.get(&entry.id)?)));
    let rated = rated.filter(|(_, of)| of.up + of.down >= LEAST_RATINGS && of.down > 0);
    let mut disliked: Vec<Disliked> =
        rated.map(|(entry, of)| Disliked { id: entry.id.clone(), down: of.down, ratings: of.up + of.down }).collect();
    // Shares compared without dividing: a/b > c/d when ad > cb.
    disliked.sort_by(|one, other| (other.down * one.ratings).cmp(&(one.down * other.ratings)).then(other.down.cmp(&one.down)));
    disliked
}

fn nearly(entries: &[&Entry], uses: &BTreeMap<EntryId, Use>) -> Vec<(EntryId, i64)> {
    let counted = entries.iter().filter_map(|entry| Some((entry.id.clone(), uses.get(&entry.id)?.nearly)));
    let mut nearly: Vec<(EntryId, i64)> = counted.filter(|(_, count)| *count > 0).collect();
    nearly.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    nearly
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn entry(id: &str, review_on: Date, status: Status) -> Entry {
        Entry {
            id: EntryId::new(id),
            theme: "theme".into(),
            kind: Kind::Answer,
            question: id.into(),
            wordings: Vec::new(),
            answer: String::new(),
            sources: Vec::new(),
            owner: "DRH".into(),
            status,
            offer: None,
            offer_field: None,
            valid_from: None,
            review_on,
            near: Vec::new(),
            path: String::new(),
        }
    }

    #[test]
    fn each_list_has_its_own_entries_and_its_own_order() {
        let entries = [
            entry("late", date(2026, 11, 21), Status::Published),
            entry("later", date(2026, 1, 1), Status::Published),
            entry("today", date(2026, 11, 22), Status::Published),
            entry("soon", date(2026, 12, 22), Status::Published),
            entry("far", date(2026, 12, 23), Status::Published),
            entry("draft", date(2020, 1, 1), Status::Draft),
        ];
        let used = |given, up, down, nearly| Use { given, up, down, nearly };
        let uses = BTreeMap::from([
            (EntryId::new("late"), used(9, 3, 2, 0)),
            (EntryId::new("later"), used(9, 1, 4, 1)),
            (EntryId::new("today"), used(4, 0, 4, 3)),
            (EntryId::new("soon"), used(9, 5, 0, 0)),
            (EntryId::new("draft"), used(9, 0, 9, 9)),
            (EntryId::new("gone"), used(9, 0, 9, 9)),
        ]);
        let found = freshness(&entries, &uses, date(2026, 11, 22));
        let ids = |list: &[Aged]| list.iter().map(|aged| aged.id.to_string()).collect::<Vec<_>>();
        assert_eq!(ids(&found.overdue), ["later", "late"]);
        assert_eq!(ids(&found.due_soon), ["today", "soon"]);
        assert_eq!(found.never_used, [EntryId::new("far")]);
        let disliked: Vec<(&str, i64, i64)> = found.disliked.iter().map(|of| (of.id.as_str(), of.down, of.ratings)).collect();
        assert_eq!(disliked, [("later", 4, 5), ("late", 2, 5)]);
        assert_eq!(found.nearly, [(EntryId::new("today"), 3), (EntryId::new("later"), 1)]);
    }
}
