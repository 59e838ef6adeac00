//! The checks that need every file: `voir`, `offre`, placeholders, length once
//! their sentences are in place, the same wording in two answers.
//!
//! What is told here takes no answer out of service: a slip in one file must
//! not silence another.

use std::collections::{BTreeMap, HashMap};
use std::iter;
use std::ops::Range;

use jiff::civil::Date;

use super::employer::{Employer, placeholder};
use super::entry_file::{Day, Reading, same_words};
use super::placeholders::Sentences;
use crate::clock::written_day;
use crate::files::Status;
use crate::files::candidate_text;
use crate::files::problem::{MAX_TOLD, Problem, Source, nearest, position};

/// Discord refuses over 2,000 characters; what surrounds an answer needs the rest.
const MAX_ANSWER_CHARS: usize = 1_900;
/// With fewer wordings in common than this a file is no copy of another.
const LEAST_COPIED: usize = 3;
/// Over this a person on a phone stops reading.
const LONG_ANSWER_CHARS: usize = 900;

/// One file just read, and its entry.
pub(super) struct Fresh<'a> {
    /// The file.
    pub source: Source<'a>,
    /// Its entry.
    pub reading: &'a Reading,
}

/// Each name there is, with its status when its file can be read.
pub(super) type Statuses = BTreeMap<String, Option<Status>>;

/// The names that a file may cite.
pub(super) struct Known {
    /// The ids of entries.
    pub entries: Statuses,
    /// The references of positions.
    pub offers: Statuses,
}

/// Tells what is wrong between files. The employer's values are not looked up
/// when their file cannot be read.
pub(super) fn check(files: &[Fresh<'_>], known: &Known, sentences: Sentences<'_>, has_employer: bool, today: Date) -> Vec<Problem> {
    let alive = || files.iter().filter(|file| file.reading.entry.status != Status::Retired);
    let mut problems = Vec::new();
    for file in alive() {
        problems.extend(check_near(file, &known.entries));
        problems.extend(check_offer(file, &known.offers));
        problems.extend(check_review(file, today));
        problems.extend(check_past_days(file, today));
        if has_employer {
            problems.extend(check_placeholders(&file.source, file.reading.answer.clone(), sentences.employer));
        }
        problems.extend(check_length(file, sentences, today));
    }
    problems.extend(check_wordings(alive()));
    problems
}

/// Whether an answer names one of the employer's values.
pub(super) fn needs_employer(reading: &Reading) -> bool {
    let mut braces = candidate_text::braces(&reading.entry.answer).into_iter();
    braces.any(|(_, inside)| placeholder(inside).is_some())
}

/// The position that an answer is about.
fn check_offer(file: &Fresh<'_>, known: &Statuses) -> Option<Problem> {
    let offer = file.reading.offer.as_ref()?;
    let name = &offer.text;
    match known.get(name) {
        None => {
            let problem = file.source.error(offer.at, format!("aucune offre ne s'appelle « {name} »"));
            Some(match nearest(name, known.keys().map(String::as_str)) {
                Some(near) => problem.help(format!("vouliez-vous écrire « {near} » ?")),
                None => problem.help("écrivez le nom d'un fichier du dossier « offres », sans « .md »"),
            })
        }
        Some(Some(Status::Draft | Status::Retired)) => {
            let problem = file.source.warning(offer.at, format!("l'offre « {name} » n'est pas publiée : la réponse fera sans elle"));
            Some(problem.help("publiez cette offre, ou retirez la ligne « offre: »"))
        }
        // A broken file is told in its own place.
        Some(_) => None,
    }
}

fn check_near(file: &Fresh<'_>, known: &Statuses) -> Vec<Problem> {
    let own = file.reading.entry.id.as_str();
    file.reading.near.iter().filter_map(|near| check_named(&file.source, near.at, &near.text, known, own)).collect()
}

/// Tells an answer named by `voir` that does not exist or is not published;
/// `own` is never proposed instead.
pub(super) fn check_named(source: &Source<'_>, at: usize, id: &str, known: &Statuses, own: &str) -> Option<Problem> {
    match known.get(id) {
        None => {
            let message = format!("aucune réponse ne s'appelle « {id} »");
            let help = match nearest(id, known.keys().map(String::as_str).filter(|known| *known != own)) {
                Some(near) => format!("vouliez-vous écrire « {near} » ? Sinon, retirez ce nom de « voir »"),
                None => "écrivez le nom d'un fichier, sans « .md », ou retirez ce nom de « voir »".to_owned(),
            };
            Some(source.error(at, message).help(help))
        }
        Some(Some(Status::Draft | Status::Retired)) => {
            let message = format!("« {id} » n'est pas publié : il ne sera pas proposé");
            Some(source.warning(at, message).help("publiez cette réponse, ou retirez-la de « voir »"))
        }
        Some(_) => None,
    }
}

fn check_review(file: &Fresh<'_>, today: Date) -> Option<Problem> {
    let due = file.reading.entry.review_on;
    let message = format!("la relecture était prévue le {}", written_day(due));
    let help = "relisez la réponse et ses sources, puis donnez à « a_revoir_le » une nouvelle date";
    (due < today).then(|| file.source.warning(file.reading.review_at, message).help(help))
}

/// Tells the days that have not come yet, of an entry that candidates already read.
fn check_past_days(file: &Fresh<'_>, today: Date) -> Vec<Problem> {
    let is_published = file.reading.entry.status == Status::Published;
    let early = file.reading.past_days.iter().filter(|day| is_published && day.date > today);
    early
        .map(|Day { key, at, date }| {
            let message = format!("la date « {key} » n'est pas encore venue : {}", written_day(*date));
            let help = "corrigez la date, ou écrivez « statut: brouillon » jusqu'à ce jour";
            file.source.warning(*at, message).help(help)
        })
        .collect()
}

/// Tells the values that an answer names and that `employeur.md` does not have;
/// `answer` is where the answer stands. A file with other mistakes is looked at too.
pub(super) fn check_placeholders(source: &Source<'_>, answer: Range<usize>, employer: &Employer) -> Vec<Problem> {
    let braces = candidate_text::braces(&source.text[answer.clone()]).into_iter().take(MAX_TOLD);
    let unknown = braces.filter_map(|(at, inside)| employer.unknown(source, answer.start + at, placeholder(inside)?));
    unknown.collect()
}

fn check_length(file: &Fresh<'_>, sentences: Sentences<'_>, today: Date) -> Option<Problem> {
    let entry = &file.reading.entry;
    let at = file.reading.answer.start;
    let told = |length| format!("la réponse compte {} caractères", thousands(length));
    let help = || format!("Discord n'en accepte pas plus de {}", thousands(MAX_ANSWER_CHARS));
    let length = sentences.fill(entry, today).chars().count();
    if length > MAX_ANSWER_CHARS {
        return Some(file.source.error(at, told(length)).help(help()));
    }
    // Another day the same answer may say more: a position closes, others open.
    let longest = sentences.longest(entry);
    if longest > MAX_ANSWER_CHARS {
        let message = format!("la réponse peut compter {} caractères, selon les offres", thousands(longest));
        return Some(file.source.error(at, message).help(help()));
    }
    let message = told(length);
    let help = format!("une réponse se lit bien sous {LONG_ANSWER_CHARS} caractères");
    let problem = (length > LONG_ANSWER_CHARS).then(|| file.source.warning(at, message));
    problem.map(|problem| problem.help(help))
}

/// Tells each wording or title that an earlier file has too.
fn check_wordings<'a>(files: impl Iterator<Item = &'a Fresh<'a>>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut first_by_words: HashMap<String, (&Fresh<'_>, usize)> = HashMap::new();
    for file in files {
        let told = problems.len();
        if let Some(first) = copied_from(file, &first_by_words) {
            problems.push(copy_of(file, first));
            continue;
        }
        for wording in iter::once(&file.reading.title).chain(&file.reading.wordings) {
            let first = *first_by_words.entry(same_words(&wording.text)).or_insert((file, wording.at));
            if !std::ptr::eq(first.0, file) && problems.len() < told + MAX_TOLD {
                problems.push(in_two_files(file, wording.at, first));
            }
        }
    }
    problems
}

/// The earlier file that has every one of these wordings, when they are several.
fn copied_from<'a>(file: &Fresh<'_>, first_by_words: &HashMap<String, (&'a Fresh<'a>, usize)>) -> Option<&'a Fresh<'a>> {
    let mut firsts = file.reading.wordings.iter().map(|wording| first_by_words.get(&same_words(&wording.text)).map(|(first, _)| *first));
    let first = firsts.next()??;
    let is_copy = file.reading.wordings.len() >= LEAST_COPIED && firsts.all(|other| other.is_some_and(|other| std::ptr::eq(other, first)));
    is_copy.then_some(first)
}

fn copy_of(file: &Fresh<'_>, first: &Fresh<'_>) -> Problem {
    let message = format!("ce fichier copie {}", first.source.path);
    Problem::whole(file.source.path, message).help("supprimez l'un des deux, ou donnez à chacun ses propres formulations")
}

fn in_two_files(file: &Fresh<'_>, at: usize, (first, first_at): (&Fresh<'_>, usize)) -> Problem {
    let (line, _) = position(first.source.text, first_at);
    let path = first.source.path;
    let message = format!("cette formulation est aussi dans {path}, ligne {line}");
    file.source.error(at, message).help("gardez-la dans un seul des deux fichiers")
}

/// A number as French writes it: 1 900.
fn thousands(number: usize) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{}\u{a0}{:03}", number / 1_000, number % 1_000),
    }
}
