//! Readings and counts, line by line, from a file, a page or a spreadsheet; and
//! what they may not say beside those that stand.

use jiff::civil::Date;

use super::amounts::number;
use super::dossier::{Campaign, Count, Dossier, Reading};
use super::kinds::{Measured, STEPS, Step};
use super::links::{is_plain_source, source_words};
use super::means::name;
use crate::clock::written_day;
use crate::files::Line;

/// The lines that one import may hold.
const MOST_LINES: usize = 2_000;
/// The signs of a remark.
const MOST_REMARK_CHARS: usize = 300;
/// A figure above this has a digit too many.
const MOST: u64 = 10_000_000_000;

/// The fields of a line, in their order, with where each stands in a
/// spreadsheet.
#[derive(Clone, Debug)]
pub struct Fields {
    /// Their names, as they are typed.
    pub names: &'static [&'static str],
    /// The column of each, from 1, when there are columns.
    pub columns: Option<Vec<Option<usize>>>,
}

/// The fields of a reading.
pub(super) const READING: &[&str] = &["publication", "mesure", "valeur", "date", "lecteur", "lieu", "remarque"];
/// Those that a spreadsheet has to have.
pub(super) const READING_NEEDS: &[&str] = &["publication", "mesure", "valeur", "date", "lecteur", "lieu"];
/// The fields of a line of counts.
pub(super) const COUNT: &[&str] = &["poste", "recues", "pertinentes", "entretiens", "retenues", "origine", "date", "auteur"];
/// Those that a spreadsheet has to have.
pub(super) const COUNT_NEEDS: &[&str] = &["poste", "date", "auteur"];

impl Fields {
    /// Those of a reading in a file or a page.
    pub fn of_readings() -> Self {
        Self { names: READING, columns: None }
    }

    /// Those of a line of counts in a file or a page.
    pub fn of_counts() -> Self {
        Self { names: COUNT, columns: None }
    }

    fn place(&self, line: &Line, field: usize) -> String {
        let name = self.names.get(field).copied().unwrap_or_default();
        match self.columns.as_ref().and_then(|columns| columns.get(field).copied().flatten()) {
            Some(column) => format!("{}, colonne {column} («\u{a0}{name}\u{a0}»)", line.place),
            None => format!("{}, «\u{a0}{name}\u{a0}»", line.place),
        }
    }
}

/// What is wrong in a field of a line.
type Wrong = (usize, String);

/// The readings of some lines. A shipped example may leave the day out; who
/// types today knows it.
///
/// # Errors
/// Everything that is wrong, one French sentence each.
pub fn read_readings(campaign: &Campaign, lines: &[Line], fields: &Fields, today: Option<Date>) -> Result<Vec<Reading>, Vec<String>> {
    each(lines, fields, |line| reading(campaign, line, today))
}

/// The counts of some lines, up to four a line.
///
/// # Errors
/// Everything that is wrong, one French sentence each.
pub fn read_counts(campaign: &Campaign, lines: &[Line], fields: &Fields, today: Option<Date>) -> Result<Vec<Count>, Vec<String>> {
    Ok(each(lines, fields, |line| counts(campaign, line, today))?.concat())
}

fn each<T>(lines: &[Line], fields: &Fields, read: impl Fn(&Line) -> Result<T, Wrong>) -> Result<Vec<T>, Vec<String>> {
    if let Some(line) = lines.get(MOST_LINES) {
        return Err(vec![format!("{} : {} lignes au plus à la fois", line.place, number(MOST_LINES as u64))]);
    }
    let mut kept = Vec::new();
    let mut problems = Vec::new();
    for line in lines {
        match read(line) {
            Ok(value) => kept.push(value),
            Err((field, problem)) => problems.push(format!("{} : {problem}", fields.place(line, field))),
        }
    }
    if problems.is_empty() { Ok(kept) } else { Err(problems) }
}

fn reading(campaign: &Campaign, line: &Line, today: Option<Date>) -> Result<Reading, Wrong> {
    let post = campaign.post(line.field(0)).ok_or_else(|| (0, unknown_post(campaign, line.field(0))))?;
    let words = || Measured::ALL.map(|(_, word, _)| word).join(", ");
    let measure = Measured::of_word(line.field(1))
        .ok_or_else(|| (1, format!("« {} » n'est pas une mesure ; les mesures sont {}", line.field(1), words())))?;
    let remark = line.field(6);
    if remark.chars().count() > MOST_REMARK_CHARS {
        return Err((6, format!("une remarque compte {MOST_REMARK_CHARS} signes au plus")));
    }
    Ok(Reading {
        post: post.name.clone(),
        measure,
        value: whole(line.field(2)).map_err(|problem| (2, problem))?,
        on: day(line.field(3), today).map_err(|problem| (3, problem))?,
        reader: name(line.field(4)).ok_or_else(|| (4, "écrivez qui a lu ce chiffre".to_owned()))?,
        place: name(line.field(5)).ok_or_else(|| (5, "écrivez où il a été lu, par exemple « statistiques de la page »".to_owned()))?,
        remark: remark.to_owned(),
    })
}

fn unknown_post(campaign: &Campaign, typed: &str) -> String {
    let names: Vec<&str> = campaign.posts.iter().map(|post| post.name.as_str()).collect();
    match names.as_slice() {
        [] => "cette campagne n'a pas de publication : ajoutez-la d'abord à sa fiche".to_owned(),
        names => format!("« {typed} » n'est pas une publication de cette campagne ; ce sont {}", names.join(", ")),
    }
}

fn counts(campaign: &Campaign, line: &Line, today: Option<Date>) -> Result<Vec<Count>, Wrong> {
    let position = campaign.position(line.field(0)).ok_or_else(|| (0, unknown_position(campaign, line.field(0))))?;
    let origin = Some(line.field(5)).filter(|origin| !origin.is_empty());
    if let Some(origin) = origin.filter(|origin| !is_plain_source(origin)) {
        return Err((
            5,
            format!("« {origin} » ne convient pas : une origine s'écrit comme une source, par exemple « linkedin » ou « salon »"),
        ));
    }
    let on = day(line.field(6), today).map_err(|problem| (6, problem))?;
    let author = name(line.field(7)).ok_or_else(|| (7, "écrivez qui a compté".to_owned()))?;
    let mut counts = Vec::new();
    for (place, (step, ..)) in STEPS.into_iter().enumerate() {
        let typed = line.field(place + 1);
        if !typed.is_empty() {
            let value = whole(typed).map_err(|problem| (place + 1, problem))?;
            let (position, author, origin) = (position.title.clone(), author.clone(), origin.map(str::to_owned));
            counts.push(Count { position, step, value, on, author, origin });
        }
    }
    if counts.is_empty() {
        return Err((1, "écrivez au moins un nombre : reçues, pertinentes, entretiens ou retenues".to_owned()));
    }
    Ok(counts)
}

fn unknown_position(campaign: &Campaign, typed: &str) -> String {
    let titles: Vec<&str> = campaign.positions.iter().map(|position| position.title.as_str()).collect();
    match titles.as_slice() {
        [] => "cette campagne n'a pas de poste : ajoutez-le d'abord à sa fiche".to_owned(),
        titles => format!("« {typed} » n'est pas un poste de cette campagne ; ce sont {}", titles.join(", ")),
    }
}

fn whole(typed: &str) -> Result<u64, String> {
    let plain: String = typed.chars().filter(|sign| !sign.is_whitespace()).collect();
    let value = plain.parse().ok().filter(|value| *value <= MOST && plain.bytes().all(|sign| sign.is_ascii_digit()));
    value.ok_or_else(|| format!("« {typed} » n'est pas un nombre entier, par exemple « 11356 »"))
}

/// A day as `2026-11-22` or `22/11/2026`. Without `today` it may be left out.
pub(super) fn day(typed: &str, today: Option<Date>) -> Result<Option<Date>, String> {
    if typed.is_empty() && today.is_none() {
        return Ok(None);
    }
    let read = typed.parse().ok().or_else(|| Date::strptime("%d/%m/%Y", typed).ok());
    let on = read.ok_or_else(|| format!("« {typed} » n'est pas une date, par exemple « 2026-11-22 » ou « 22/11/2026 »"))?;
    match today {
        Some(today) if on > today => Err(format!("le {} n'est pas encore venu", written_day(on))),
        _ => Ok(Some(on)),
    }
}

/// What new readings may not say beside those that stand: something that only
/// grows, below an earlier figure, without a word of why. Another figure of the
/// same day is no mistake: both stay.
///
/// # Errors
/// Everything that is wrong, one French sentence each.
pub fn check_readings(standing: &[Reading], new: &[Reading]) -> Result<(), Vec<String>> {
    let mut problems = Vec::new();
    for (place, reading) in new.iter().enumerate() {
        let others = standing.iter().chain(&new[..place]);
        let about = others.filter(|other| other.post == reading.post && other.measure == reading.measure && reading.measure.grows());
        problems.extend(about.filter_map(|other| shrinks(other, reading)).take(1));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn shrinks(one: &Reading, new: &Reading) -> Option<String> {
    let (earlier, later) = if one.on? < new.on? { (one, new) } else { (new, one) };
    let is_said = !one.remark.is_empty() || !new.remark.is_empty();
    if is_said || earlier.on == later.on || later.value >= earlier.value {
        return None;
    }
    let told = |reading: &Reading| format!("{} le {}", number(reading.value), reading.on.map(written_day).unwrap_or_default());
    Some(format!(
        "« {} », {} : {} après {}. Ce chiffre ne baisse pas d'ordinaire : vérifiez-le, ou dites pourquoi dans la remarque",
        new.post,
        new.measure.name(),
        told(later),
        told(earlier)
    ))
}

/// What counts may not say once the new ones stand: more files at a step than
/// at the one before, more by origin than in all.
///
/// # Errors
/// Everything that is wrong, one French sentence each.
pub fn check_counts(dossier: &Dossier, new: &[Count]) -> Result<(), Vec<String>> {
    let counts = dossier.counts.iter().chain(new).cloned().collect();
    let then = Dossier { campaign: dossier.campaign.clone(), counts, ..Dossier::default() };
    let mut problems = Vec::new();
    for position in &then.campaign.positions {
        let title = position.title.as_str();
        let origins: Vec<Option<&str>> = std::iter::once(None).chain(then.origins(title).into_iter().map(Some)).collect();
        for origin in origins {
            problems.extend(widens(&then, title, origin));
        }
        problems.extend(STEPS.iter().filter_map(|(step, ..)| exceeds(&then, title, *step)));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// A step of more files than the last one before it that is known.
fn widens(then: &Dossier, position: &str, origin: Option<&str>) -> Option<String> {
    let mut before: Option<(Step, u64)> = None;
    for (step, ..) in STEPS {
        let Some(count) = then.standing(position, step, origin) else { continue };
        if let Some((wider, most)) = before.filter(|(_, most)| count.value > *most) {
            let of = origin.map(|origin| format!(" ({})", source_words(origin))).unwrap_or_default();
            return Some(format!(
                "« {position} »{of} : {} candidatures {} pour {} {}. Chaque étape en compte au plus autant que la précédente",
                number(count.value),
                step.name(),
                number(most),
                wider.name()
            ));
        }
        before = Some((step, count.value));
    }
    None
}

fn exceeds(then: &Dossier, position: &str, step: Step) -> Option<String> {
    let all = then.standing(position, step, None)?.value;
    let by_origin = then.origins(position).into_iter().filter_map(|origin| then.standing(position, step, Some(origin)));
    let sum: u64 = by_origin.map(|count| count.value).sum();
    (sum > all).then(|| format!("« {position} » : {} candidatures {} par origine, pour {} en tout", number(sum), step.name(), number(all)))
}

#[cfg(test)]
mod tests;
