//! The sheets of what comes with a report.

use jiff::Timestamp;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::super::{Annex, Unit};
use super::{Look, begin, head, write_number, write_text};
use crate::campaign::STEPS;
use crate::clock::cell_in_paris;
use crate::store::MOST_CASES;

const QUESTIONS: [(&str, f64); 7] = [
    ("Heure", 18.0),
    ("Personne n°", 12.0),
    ("Porte", 10.0),
    ("Question (sans donnée personnelle)", 70.0),
    ("Suite donnée", 26.0),
    ("Fiche", 26.0),
    ("Thème", 22.0),
];

const COSTS: [(&str, f64); 5] = [("Objet", 40.0), ("Direction", 26.0), ("Euros", 14.0), ("Personnes", 12.0), ("Jours-personnes", 16.0)];

const CUT: &str = "Seules les 5 000 premières questions sont jointes.";
const NOT_SHOWN: &str = "Les questions ne sont jointes que pour les rôles qui répondent aux candidats.";
const NO_POSITION: &str = "Aucune candidature saisie : nommez dans le plan la campagne de cette session.";
const NO_COST: &str = "Aucun coût ni charge dans le plan de la session.";

/// The questions, each person a number of this session.
pub(super) fn questions(sheet: &mut Worksheet, annex: &Annex, look: &Look) -> Result<(), XlsxError> {
    let sheet = table(sheet, "Questions", &QUESTIONS, look)?;
    let Some(questions) = &annex.questions else { return write_text(sheet, 1, 0, NOT_SHOWN, look) };
    for (at, read) in (1..).zip(questions) {
        let case = &read.case;
        let asked_at = Timestamp::from_millisecond(case.asked_at).unwrap_or(Timestamp::UNIX_EPOCH);
        if let Some(number) = read.number {
            write_number(sheet, at, 1, count(number), Unit::People)?;
        }
        let texts = [
            (0, cell_in_paris(asked_at)),
            (2, case.door.in_french().to_owned()),
            (3, case.question.clone().unwrap_or_else(|| "(texte non gardé)".to_owned())),
            (4, case.outcome.in_french().to_owned()),
            (5, case.entry.clone().unwrap_or_default()),
            (6, case.theme.clone().unwrap_or_default()),
        ];
        texts.iter().try_for_each(|(column, text)| write_text(sheet, at, *column, text, look))?;
    }
    match questions.len() >= MOST_CASES {
        true => write_text(sheet, count_rows(questions.len()), 3, CUT, look),
        false => Ok(()),
    }
}

/// The row below so many.
fn count_rows(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX).saturating_add(1)
}

/// Files by position and step.
pub(super) fn funnel(sheet: &mut Worksheet, annex: &Annex, look: &Look) -> Result<(), XlsxError> {
    let steps = STEPS.map(|(.., name)| (name, 18.0));
    let columns: Vec<(&str, f64)> = std::iter::once(("Poste", 50.0)).chain(steps).collect();
    let sheet = table(sheet, "Entonnoir", &columns, look)?;
    if annex.positions.is_empty() {
        return write_text(sheet, 1, 0, NO_POSITION, look);
    }
    for (at, (title, files)) in (1..).zip(&annex.positions) {
        write_text(sheet, at, 0, title, look)?;
        for (column, files) in (1..).zip(files) {
            match files {
                Some(files) => write_number(sheet, at, column, count(*files), Unit::Files)?,
                None => write_text(sheet, at, column, "non renseigné", look)?,
            }
        }
    }
    Ok(())
}

/// What is paid, and what our own people do.
pub(super) fn costs(sheet: &mut Worksheet, annex: &Annex, look: &Look) -> Result<(), XlsxError> {
    let sheet = table(sheet, "Coûts", &COSTS, look)?;
    if annex.expenses.is_empty() && annex.work.is_empty() {
        return write_text(sheet, 1, 0, NO_COST, look);
    }
    let mut at = 1;
    for (label, cents) in &annex.expenses {
        write_text(sheet, at, 0, label, look)?;
        write_number(sheet, at, 2, count(*cents) / 100.0, Unit::Euros)?;
        at += 1;
    }
    for (task, directorate, people, tenths) in &annex.work {
        write_text(sheet, at, 0, task, look)?;
        write_text(sheet, at, 1, directorate, look)?;
        write_number(sheet, at, 3, f64::from(*people), Unit::People)?;
        write_number(sheet, at, 4, f64::from(*people) * f64::from(*tenths) / 10.0, Unit::PersonDays)?;
        at += 1;
    }
    Ok(())
}

fn table<'a>(sheet: &'a mut Worksheet, name: &str, columns: &[(&str, f64)], look: &Look) -> Result<&'a mut Worksheet, XlsxError> {
    let sheet = begin(sheet, name)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_repeat_rows(0, 0)?;
    head(sheet, 0, columns, look)?;
    Ok(sheet)
}

#[expect(clippy::cast_precision_loss, reason = "people, files and cents are far below 2^52")]
fn count(number: impl TryInto<u64>) -> f64 {
    number.try_into().unwrap_or(u64::MAX) as f64
}
