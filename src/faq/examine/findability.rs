//! Whether the wordings of an entry lead to it: those it has learnt, and each
//! one when it is left out, as a candidate's own words are.

use super::{Placed, placed};
use crate::faq::load::Library;
use crate::files::problem::Problem;
use crate::words::EntryId;
use matcher::Kind;
use matcher::{Document, Index, ask_left_out};

/// Under this share of its wordings that make it offered, an entry is hard to find.
const LEAST_SHARE: f64 = 0.4;
/// Under this many wordings, a share says nothing.
const LEAST_ASKED: usize = 10;
/// How many missed wordings a problem shows.
const SHOWN: usize = 5;

/// How well one entry is found by its own wordings, each left out of the training.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The entry.
    pub entry: EntryId,
    /// How it is answered.
    pub kind: Kind,
    /// How many of its wordings were asked.
    pub asked: usize,
    /// How many put it first. Any refusal will do for a refusal.
    pub reached: usize,
    /// How many put it among the three first, as many as a candidate is offered.
    pub offered: usize,
    /// Those that put another first, in the order of the file.
    pub missed: Vec<Missed>,
}

impl Share {
    /// The part of the wordings that lead to the entry, 0 to 1; 1 when none was asked.
    pub fn part(&self) -> f64 {
        self.of_asked(self.reached)
    }

    fn of_asked(&self, count: usize) -> f64 {
        if self.asked == 0 { 1.0 } else { count as f64 / self.asked as f64 }
    }
}

/// A wording that leads elsewhere once it is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// The wording.
    pub wording: String,
    /// The entry that came first.
    pub reached: EntryId,
}

/// Tells each wording, or title, that leads to another entry although it was learnt.
pub(in crate::faq) fn astray(library: &Library, index: &Index) -> Vec<Problem> {
    let files = placed(library);
    let mut problems = Vec::new();
    for (number, file) in files.iter().enumerate() {
        for wording in file.typed() {
            let Some(reached) = index.learnt(&wording.text).filter(|reached| *reached != number) else {
                continue;
            };
            let message = format!("cette formulation mène à « {} »", files[reached].reading.entry.id);
            let help = format!("déplacez-la dans {}, ou dites ce qui les distingue", files[reached].path);
            problems.push(file.warning(wording.at, message).help(help));
        }
    }
    problems
}

/// Asks each wording left out; gives every entry, worst first, and tells those
/// that are hard to find.
pub(in crate::faq) fn findability(library: &Library, documents: &[Document<'_>]) -> (Vec<Share>, Vec<Problem>) {
    let mut shares: Vec<Share> = documents.iter().map(nothing_asked).collect();
    for asked in ask_left_out(documents, library.synonyms()) {
        let reached = &documents[asked.reached];
        let share = &mut shares[asked.document];
        let is_reached = asked.reached == asked.document || (share.kind == Kind::OutOfScope && reached.kind == Kind::OutOfScope);
        share.asked += 1;
        share.offered += usize::from(is_reached || asked.is_offered);
        if is_reached {
            share.reached += 1;
        } else {
            let wording = documents[asked.document].wordings[asked.wording].clone();
            share.missed.push(Missed { wording, reached: reached.id.clone() });
        }
    }
    let files = placed(library);
    let problems = files.iter().zip(&shares).filter_map(|(file, share)| hard_to_find(file, share)).collect();
    shares.sort_by(|one, other| one.part().total_cmp(&other.part()));
    (shares, problems)
}

fn nothing_asked(document: &Document<'_>) -> Share {
    Share { entry: document.id.clone(), kind: document.kind, asked: 0, reached: 0, offered: 0, missed: Vec::new() }
}

/// Tells an entry that few of its wordings make a candidate see.
pub(super) fn hard_to_find(file: &Placed<'_>, share: &Share) -> Option<Problem> {
    if share.asked < LEAST_ASKED || share.of_asked(share.offered) >= LEAST_SHARE {
        return None;
    }
    let Share { offered, asked, missed, .. } = share;
    let message = format!(
        "cette réponse est difficile à trouver : {offered} formulations sur {asked} la font proposer quand elles sont mises de côté"
    );
    let led = missed.iter().take(SHOWN).map(|missed| format!("« {} » mène à « {} »", missed.wording, missed.reached));
    let led = led.collect::<Vec<_>>().join(" ; ");
    let help = format!("ajoutez des formulations qui lui sont propres, et retirez celles qui conviennent à une autre : {led}");
    Some(file.warning(file.reading.title.at, message).help(help))
}
