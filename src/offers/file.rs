//! One file of a position to one `Offer`.
//!
//! ```text
//! ---
//! statut: publie
//! responsable: DRH
//! etat: ouverte
//! employeur: "Métropole Rouen Normandie"
//! date_limite: 2026-12-15
//! remuneration: "Entre 2 600 € et 3 200 € bruts par mois, selon l'expérience"
//! lien: "https://www.emploi-territorial.fr/offre/o076261115000001"
//! ---
//!
//! # Architecte logiciel(le)
//!
//! Ce que la personne fera, en Markdown.
//! ```
//!
//! An error leaves the position out. What is said of a text that candidates
//! read is only to be looked at: adverts come from elsewhere, pages show
//! nothing but safe text, and Discord is told to ring for nobody.

use std::ops::Range;

use jiff::civil::Date;

use super::offer::{Branch, Offer, OpenTo, Progress, State};
use crate::clock::written_day;
use crate::files::Status;
use crate::files::candidate_text;
use crate::files::header::{Fields, Key};
use crate::files::markdown;
use crate::files::problem::{MAX_TOLD, Problem, Severity, Source, Text};
use crate::files::status::STATUSES;

/// The keys of a position, in the order in which they are written.
pub(super) const KEYS: &[Key] = &[
    Key { name: "statut", example: "statut: publie" },
    Key { name: "responsable", example: "responsable: DRH" },
    Key { name: "etat", example: "etat: ouverte" },
    Key { name: "employeur", example: "employeur: \"Métropole Rouen Normandie\"" },
    Key { name: "versant", example: "versant: territoriale" },
    Key { name: "categorie", example: "categorie: A" },
    Key { name: "ouvert_a", example: "ouvert_a: tous" },
    Key { name: "contrat", example: "contrat: \"CDD de trois ans, ou titulaire\"" },
    Key { name: "duree", example: "duree: \"3 ans\"" },
    Key { name: "metier", example: "metier: \"Architecte logiciel(le)\"" },
    Key { name: "rome", example: "rome: M1805" },
    Key { name: "etudes", example: "etudes: \"Bac+5\"" },
    Key { name: "experience", example: "experience: \"3 ans\"" },
    Key { name: "teletravail", example: "teletravail: \"Deux jours par semaine\"" },
    Key { name: "temps_plein", example: "temps_plein: oui" },
    Key { name: "encadrement", example: "encadrement: non" },
    Key { name: "lieu", example: "lieu: \"Rouen (76)\"" },
    Key { name: "publie_le", example: "publie_le: 2026-11-02" },
    Key { name: "date_limite", example: "date_limite: 2026-12-15" },
    Key { name: "remuneration", example: "remuneration: \"Entre 2 600 € et 3 200 € bruts par mois\"" },
    Key { name: "lien", example: "lien: \"https://www.emploi-territorial.fr/offre/o076261115000001\"" },
    Key { name: "postes", example: "postes: 1" },
    Key { name: "origine", example: "origine: \"offres-datagouv-20261116.csv\"" },
];

/// How what HR says of a position is written.
pub(super) const PROGRESSES: &[(&str, Progress)] =
    &[("ouverte", Progress::Open), ("pourvue", Progress::Filled), ("fermee", Progress::Closed)];

/// How a branch is written.
pub(super) const BRANCHES: &[(&str, Branch)] =
    &[("etat", Branch::State), ("territoriale", Branch::Local), ("hospitaliere", Branch::Hospital)];

/// How those who may apply are written.
pub(super) const OPENINGS: &[(&str, OpenTo)] =
    &[("titulaires", OpenTo::CivilServants), ("contractuels", OpenTo::Contract), ("tous", OpenTo::Both)];

/// How a yes and a no are written.
pub(super) const ANSWERS: &[(&str, bool)] = &[("oui", true), ("non", false)];

const CATEGORIES: &[(&str, &str)] = &[("A", "A"), ("B", "B"), ("C", "C")];

/// Reads the file of this name, `.md` left out; there is an offer only when
/// nothing is an error.
pub(crate) fn read(source: &Source<'_>, name: &str) -> (Option<Offer>, Vec<Problem>) {
    let (mut fields, rest) = match Fields::open(source, KEYS) {
        Ok(opened) => opened,
        Err(problem) => return (None, vec![problem]),
    };
    let (title, description) = markdown::titled(source, rest.clone());
    let title = title.filter(|title| !title.text.is_empty());
    if title.is_none() {
        fields.problems.push(missing_title(source, rest.start));
    }
    let offer = offer(source, &mut fields, name, title, description.clone());
    let mut problems = fields.problems;
    problems.extend(candidate_text::check(source, description.clone()).into_iter().map(Problem::into_warning));
    problems.extend(braces(source, description));
    let is_broken = problems.iter().any(|problem| problem.severity == Severity::Error);
    (if is_broken { None } else { offer }, problems)
}

/// Tells what stands between braces: an answer has values to fill in, an offer
/// has none.
fn braces(source: &Source<'_>, description: Range<usize>) -> Vec<Problem> {
    let found = candidate_text::braces(&source.text[description.clone()]).into_iter().take(MAX_TOLD);
    found
        .map(|(at, inside)| {
            let message = format!("« {{{inside}}} » sera lu tel quel");
            source.warning(description.start + at, message).help("écrivez le renseignement lui-même, sans accolades")
        })
        .collect()
}

/// Tells a position that HR left open after its last day; `source` is its file.
pub(crate) fn ends_by_itself(source: &Source<'_>, offer: &Offer, today: Date) -> Option<Problem> {
    if offer.status != Status::Published || offer.progress != Progress::Open || offer.state(today) != State::Closed {
        return None;
    }
    let (header, _) = markdown::split(source).ok()?;
    let at = Fields::read(source, header, KEYS).ok()?.place("date_limite");
    let closed = written_day(offer.closes?);
    let problem = source.warning(at, format!("la date limite est passée : l'offre est close d'elle-même depuis le {closed}"));
    Some(problem.help("écrivez « etat: pourvue » ou « etat: fermee », ou donnez une nouvelle date"))
}

fn missing_title(source: &Source<'_>, at: usize) -> Problem {
    let problem = source.error(at, "il manque le titre");
    problem.help("écrivez l'intitulé du poste sous l'en-tête : « # … »")
}

fn offer(source: &Source<'_>, fields: &mut Fields<'_>, name: &str, title: Option<Text>, description: Range<usize>) -> Option<Offer> {
    let status = fields.word("statut", STATUSES);
    let owner = fields.text("responsable");
    let progress = fields.word("etat", PROGRESSES);
    let employer = needed(source, fields, "employeur");
    let (published, closes) = dates(source, fields);
    let offer = Offer {
        reference: name.to_owned(),
        title: title.map(|title| title.text).unwrap_or_default(),
        description: source.part(description),
        // Without these words there is a problem, and no offer.
        status: status.unwrap_or(Status::Draft),
        progress: progress.unwrap_or(Progress::Closed),
        owner: owner.map(|owner| owner.text).unwrap_or_default(),
        employer: employer.unwrap_or_default(),
        branch: fields.optional_word("versant", BRANCHES),
        category: fields.optional_word("categorie", CATEGORIES).map(str::to_owned),
        open_to: fields.optional_word("ouvert_a", OPENINGS),
        contract: told(source, fields, "contrat"),
        duration: told(source, fields, "duree"),
        occupation: told(source, fields, "metier"),
        rome: rome(source, fields),
        education: told(source, fields, "etudes"),
        experience: told(source, fields, "experience"),
        remote: told(source, fields, "teletravail"),
        full_time: fields.optional_word("temps_plein", ANSWERS),
        management: fields.optional_word("encadrement", ANSWERS),
        place: told(source, fields, "lieu"),
        published,
        closes,
        pay_text: pay(source, fields),
        apply_url: link(source, fields),
        positions: positions(source, fields),
        origin: fields.optional_text("origine").map(|origin| origin.text),
        path: format!("offres/{name}.md"),
    };
    check_advert(source, fields, &offer);
    (status.is_some() && progress.is_some()).then_some(offer)
}

/// A text that candidates read.
fn told(source: &Source<'_>, fields: &mut Fields<'_>, key: &'static str) -> Option<String> {
    let Text { at, text } = fields.optional_text(key)?;
    let found = candidate_text::check_value(source, at, &text);
    fields.problems.extend(found.into_iter().map(Problem::into_warning));
    Some(text)
}

/// The same, which must be there.
fn needed(source: &Source<'_>, fields: &mut Fields<'_>, key: &'static str) -> Option<String> {
    let Text { at, text } = fields.text(key)?;
    let found = candidate_text::check_value(source, at, &text);
    fields.problems.extend(found.into_iter().map(Problem::into_warning));
    Some(text)
}

fn dates(source: &Source<'_>, fields: &mut Fields<'_>) -> (Option<Date>, Option<Date>) {
    let published = fields.optional_date("publie_le");
    let closes = fields.optional_date("date_limite");
    if let (Some(published), Some(closes)) = (published, closes)
        && closes < published
    {
        let problem = source.error(fields.place("date_limite"), "la date limite vient avant la publication");
        fields.tell::<()>(problem.help("donnez à « date_limite » une date après « publie_le »"));
    }
    (published, closes)
}

fn rome(source: &Source<'_>, fields: &mut Fields<'_>) -> Option<String> {
    let Text { at, text } = fields.optional_text("rome")?;
    let is_code = match text.as_bytes() {
        [letter, digits @ ..] => letter.is_ascii_uppercase() && digits.len() == 4 && digits.iter().all(u8::is_ascii_digit),
        [] => false,
    };
    if is_code {
        return Some(text);
    }
    let problem = source.error(at, format!("« {text} » n'est pas un code ROME"));
    fields.tell(problem.help("écrivez une lettre majuscule et quatre chiffres, par exemple « rome: M1805 »"))
}

fn pay(source: &Source<'_>, fields: &mut Fields<'_>) -> Option<String> {
    let at = fields.value_place("remuneration");
    let text = told(source, fields, "remuneration")?;
    if !is_bare_number(&text) {
        return Some(text);
    }
    let problem = source.error(at, "la rémunération est un nombre seul");
    fields.tell(problem.help("écrivez une phrase, par exemple « remuneration: \"Entre 2 600 € et 3 200 € bruts par mois\" »"))
}

/// Whether a pay has no word beside its numbers and their unit: a candidate
/// could not tell the month from the year, nor before tax from after.
pub(crate) fn is_bare_number(text: &str) -> bool {
    let words = text.split(|sign: char| !sign.is_alphabetic()).filter(|word| !word.is_empty());
    let mut said = words.filter(|word| !["euro", "euros", "eur", "k", "ke"].contains(&word.to_lowercase().as_str()));
    text.contains(|sign: char| sign.is_ascii_digit()) && said.next().is_none()
}

fn link(source: &Source<'_>, fields: &mut Fields<'_>) -> Option<String> {
    let Text { at, text } = fields.optional_text("lien")?;
    match candidate_text::address(&text) {
        None => Some(text),
        Some((message, help)) => fields.tell(source.error(at, message).help(help)),
    }
}

fn positions(source: &Source<'_>, fields: &mut Fields<'_>) -> Option<u32> {
    let Text { at, text } = fields.optional_text("postes")?;
    match text.parse() {
        Ok(count @ 1..=MAX_POSITIONS) => Some(count),
        _ => {
            let problem = source.error(at, format!("« {text} » n'est pas un nombre de postes"));
            fields.tell(problem.help("écrivez un nombre, par exemple « postes: 1 »"))
        }
    }
}

/// More is a slip of the keyboard.
const MAX_POSITIONS: u32 = 999;

/// Nothing is called open without an advert that can be read.
fn check_advert(source: &Source<'_>, fields: &mut Fields<'_>, offer: &Offer) {
    let is_open = offer.status == Status::Published && offer.progress == Progress::Open;
    // A link that cannot be read is told already.
    if is_open && fields.is_empty("lien") {
        let problem = source.error(fields.place("etat"), "cette offre est ouverte et n'a pas de lien vers son annonce");
        let help = "ajoutez la ligne « lien: \"https://…\" », ou écrivez « statut: brouillon »";
        fields.tell::<()>(problem.help(help));
    }
}
