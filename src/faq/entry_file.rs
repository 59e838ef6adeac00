//! One file of an answer, or of a polite refusal, to one `Entry`.
//!
//! Everything that the file alone can say is checked here, and an error leaves
//! the entry out. What depends on the other files (`voir`, placeholders, the
//! same wording twice) is for `between`.

use std::collections::HashMap;
use std::ops::Range;

use super::entry::{Citation, Entry};
use super::placeholders::{self, FIELDS, OfferField};
use super::spot::Spot;
use super::unwritten;
use crate::files::candidate_text;
use crate::files::fold;
use crate::files::header::{Fields, Key};
use crate::files::markdown::{self, Body};
use crate::files::problem::{MAX_TOLD, Problem, Severity, Source, Text, position};
use crate::files::status::{STATUSES, Status};
use crate::files::yaml::{Node, Value};
use crate::words::EntryId;
use jiff::civil::Date;
use matcher::Kind;

/// The near entries that are read: nobody is offered more.
const MAX_NEAR: usize = 20;

/// An entry, with the places that the checks between files need.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    /// The entry; `near` is as written until the other files are known.
    pub entry: Entry,
    /// The title.
    pub title: Text,
    /// Where the answer stands in the file.
    pub answer: Range<usize>,
    /// Where the day of the next reading is written.
    pub review_at: usize,
    /// The days that are past once the entry is published: since when it is
    /// true, when its sources were read.
    pub past_days: Vec<Day>,
    /// The wordings.
    pub wordings: Vec<Text>,
    /// The ids under `voir`.
    pub near: Vec<Text>,
    /// The position under `offre`.
    pub offer: Option<Text>,
}

/// A day of the header, and where it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Day {
    /// Its key.
    pub key: &'static str,
    /// The byte of the file where the key, or the source that holds it, starts.
    pub at: usize,
    /// The day.
    pub date: Date,
}

/// Reads one file; there is an entry only when nothing is an error.
pub(super) fn read(source: &Source<'_>, spot: &Spot) -> (Option<Reading>, Vec<Problem>) {
    let (header, rest) = match markdown::split(source) {
        Ok(parts) => parts,
        Err(problem) if problem.message == markdown::NO_HEADER => return (None, vec![name_keys(problem, spot.kind())]),
        Err(problem) => return (None, vec![problem]),
    };
    let (body, mut problems) = markdown::body(source, rest.clone());
    let fields = Fields::read(source, header, keys(spot.kind()));
    let about = match fields {
        Ok(mut fields) => {
            let about = About::read(source, &mut fields, spot);
            problems.extend(fields.problems);
            about
        }
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    let kind = about.as_ref().map_or(spot.kind(), |about| about.kind);
    problems.extend(check_body(source, &body, rest.start, kind));
    if about.as_ref().is_some_and(|about| about.status == Status::Published) {
        problems.extend(unwritten::check(source, body.answer.clone()));
    }
    let is_about_an_offer = about.as_ref().is_none_or(|about| about.offer.is_some());
    problems.extend(placeholders::check(source, body.answer.clone(), is_about_an_offer));
    let is_broken = problems.iter().any(|problem| problem.severity == Severity::Error);
    let reading = || Some(assemble(source, spot, about?, body));
    (if is_broken { None } else { reading() }, problems)
}

/// A header that is missing, with the keys it needs.
fn name_keys(problem: Problem, kind: Kind) -> Problem {
    let needed = keys(kind).iter().map(|key| key.name).filter(|name| NEEDED.contains(name));
    let needed: Vec<String> = needed.map(|name| format!("« {name} »")).collect();
    problem.help(format!("commencez le fichier par une ligne « --- », puis les clés {}, puis une ligne « --- »", needed.join(", ")))
}

/// The keys that no published answer does without.
const NEEDED: &[&str] = &["statut", "responsable", "sources", "valable_du", "a_revoir_le"];

/// What the header of an entry says.
struct About {
    kind: Kind,
    sources: Vec<Citation>,
    owner: String,
    status: Status,
    valid_from: Option<Date>,
    review_on: Date,
    review_at: usize,
    past_days: Vec<Day>,
    near: Vec<Text>,
    offer: Option<Text>,
    offer_field: Option<OfferField>,
}

fn assemble(source: &Source<'_>, spot: &Spot, about: About, body: Body) -> Reading {
    let title = body.title.unwrap_or_default();
    let wordings = body.wordings.unwrap_or_default();
    let entry = Entry {
        id: EntryId::new(&spot.id),
        theme: spot.theme.clone(),
        kind: about.kind,
        question: title.text.clone(),
        wordings: wordings.iter().map(|wording| wording.text.clone()).collect(),
        answer: source.part(body.answer.clone()),
        sources: about.sources,
        owner: about.owner,
        status: about.status,
        valid_from: about.valid_from,
        review_on: about.review_on,
        near: about.near.iter().map(|near| EntryId::new(&near.text)).collect(),
        offer: about.offer.as_ref().map(|offer| offer.text.clone()),
        offer_field: about.offer_field,
        path: spot.path.clone(),
    };
    Reading {
        entry,
        title,
        answer: body.answer,
        review_at: about.review_at,
        past_days: about.past_days,
        wordings,
        near: about.near,
        offer: about.offer,
    }
}

const STATUS: Key = Key { name: "statut", example: "statut: publie" };
const OWNER: Key = Key { name: "responsable", example: "responsable: DRH" };
const REVIEW: Key = Key { name: "a_revoir_le", example: "a_revoir_le: 2027-11-22" };

/// The keys of an answer.
const ANSWER_KEYS: &[Key] = &[
    STATUS,
    OWNER,
    Key { name: "sources", example: "sources: [{texte: \"CGFP, art. L. 332-8\", lu_le: 2026-11-22}]" },
    Key { name: "valable_du", example: "valable_du: 2026-11-22" },
    REVIEW,
    Key { name: "voir", example: "voir: [statut-cdi, statut-mutation]" },
    Key { name: "genre", example: "genre: politesse" },
    Key { name: "offre", example: "offre: exemple-archiviste" },
    Key { name: "champ_offre", example: "champ_offre: remuneration" },
];

/// The keys of a polite refusal.
const REFUSAL_KEYS: &[Key] = &[STATUS, OWNER, REVIEW];

/// The keys of one source.
const SOURCE_KEYS: &[Key] = &[
    Key { name: "texte", example: "texte: \"CGFP, art. L. 332-8\"" },
    Key { name: "lien", example: "lien: \"https://www.legifrance.gouv.fr/\"" },
    Key { name: "lu_le", example: "lu_le: 2026-11-22" },
];

fn keys(kind: Kind) -> &'static [Key] {
    match kind {
        Kind::OutOfScope => REFUSAL_KEYS,
        Kind::Answer | Kind::SmallTalk => ANSWER_KEYS,
    }
}

impl About {
    fn read(source: &Source<'_>, fields: &mut Fields<'_>, spot: &Spot) -> Option<Self> {
        let status = fields.word("statut", STATUSES);
        let owner = fields.text("responsable");
        let is_refusal = spot.kind() == Kind::OutOfScope;
        let valid_from = if is_refusal { None } else { fields.date("valable_du") };
        let review_on = fields.date("a_revoir_le");
        check_order(source, fields, valid_from, review_on);
        let review_at = fields.place("a_revoir_le");
        let politeness = fields.optional_word("genre", &[("politesse", Kind::SmallTalk)]);
        let kind = politeness.unwrap_or(spot.kind());
        let (sources, mut past_days) = citations(source, fields);
        past_days.extend(valid_from.map(|date| Day { key: "valable_du", at: fields.place("valable_du"), date }));
        if kind == Kind::Answer && status == Some(Status::Published) && sources.is_empty() {
            tell_no_sources(source, fields);
        }
        let near = near(source, fields, &spot.id);
        let offer = fields.optional_text("offre");
        let offer_field = fields.optional_word("champ_offre", FIELDS);
        if offer.is_some() && offer_field.is_some() {
            let problem = source.warning(fields.place("champ_offre"), "cette clé ne sert pas ici : la réponse est déjà celle d'une offre");
            fields.tell::<()>(problem.help("retirez la ligne « champ_offre: », ou la ligne « offre: »"));
        }
        Some(Self {
            kind,
            sources,
            owner: owner?.text,
            status: status?,
            valid_from,
            review_on: review_on?,
            review_at,
            past_days,
            near,
            offer,
            offer_field,
        })
    }
}

/// The day of the next reading comes after the first day it is true.
fn check_order(source: &Source<'_>, fields: &mut Fields<'_>, valid_from: Option<Date>, review_on: Option<Date>) {
    if let (Some(valid_from), Some(review_on)) = (valid_from, review_on)
        && review_on <= valid_from
    {
        let at = fields.place("a_revoir_le");
        let problem = source.error(at, "la relecture doit venir après le début de validité");
        fields.tell::<()>(problem.help("donnez à « a_revoir_le » une date après « valable_du »"));
    }
}

/// Sources are missing; a new file has their lines already, as a comment.
fn tell_no_sources(source: &Source<'_>, fields: &mut Fields<'_>) {
    fields.missing_list("sources");
    if let Some(problem) = fields.problems.last_mut().filter(|_| has_draft_sources(source)) {
        problem.help = Some("retirez « # » et l'espace qui suit devant les quatre lignes de sources, puis remplissez-les".to_owned());
    }
}

/// Whether the sources still stand in the comment of a new file.
fn has_draft_sources(source: &Source<'_>) -> bool {
    let header = markdown::split(source).map_or("", |(header, _)| &source.text[header]);
    header.lines().any(|line| line.trim_end() == "# sources:")
}

fn citations(source: &Source<'_>, fields: &mut Fields<'_>) -> (Vec<Citation>, Vec<Day>) {
    let mut citations = Vec::new();
    let mut read_days = Vec::new();
    for node in fields.list("sources") {
        if fields.problems.len() >= MAX_TOLD {
            break;
        }
        let Value::Map(keys) = node.value else {
            let problem = source.error(node.at, "cette source n'a pas ses clés");
            let help = "écrivez « - texte: \"…\" », puis dessous « lu_le: 2026-11-22 »";
            fields.tell::<()>(problem.help(help));
            continue;
        };
        let mut inner = Fields::new(source, keys, node.at, SOURCE_KEYS);
        let text = inner.text("texte");
        let link = inner.optional_text("lien");
        let read_on = inner.date("lu_le");
        read_days.extend(read_on.map(|date| Day { key: "lu_le", at: inner.place("lu_le"), date }));
        if let Some(Text { at, text }) = &link
            && let Some((message, help)) = candidate_text::address(text)
        {
            inner.tell::<()>(source.error(*at, message).help(help));
        }
        fields.problems.append(&mut inner.problems);
        if let (Some(Text { text, .. }), Some(read_on)) = (text, read_on) {
            citations.push(Citation { text, link: link.map(|link| link.text), read_on });
        }
    }
    (citations, read_days)
}

fn near(source: &Source<'_>, fields: &mut Fields<'_>, id: &str) -> Vec<Text> {
    let mut near: Vec<Text> = Vec::new();
    for Node { at, value } in fields.list("voir").into_iter().take(MAX_NEAR) {
        let problem = match value {
            Value::Text(text) if text == id => source.error(at, "cette réponse se cite elle-même").help("retirez ce nom de « voir »"),
            Value::Text(text) if near.iter().any(|first| first.text == text) => {
                let message = format!("« {text} » est cité deux fois");
                source.warning(at, message).help("gardez-le une seule fois")
            }
            Value::Text(text) => {
                near.push(Text { at, text });
                continue;
            }
            _ => {
                let problem = source.error(at, "ce n'est pas le nom d'une réponse");
                problem.help("écrivez « voir: [statut-cdi, statut-mutation] »")
            }
        };
        fields.tell::<()>(problem);
    }
    near
}

fn check_body(source: &Source<'_>, body: &Body, start: usize, kind: Kind) -> Vec<Problem> {
    let mut problems = Vec::new();
    let at = body.title.as_ref().map_or(start, |title| title.at);
    if body.title.is_some() && body.answer.is_empty() {
        let problem = source.error(at, "il manque la réponse");
        problems.push(problem.help("écrivez-la entre le titre et « ## Autres formulations »"));
    }
    match body.wordings.as_deref() {
        None | Some([]) => {
            let problem = source.error(at, "il manque la liste « ## Autres formulations »");
            let help = "ajoutez-la sous la réponse, une formulation par ligne : « - … »";
            problems.push(problem.help(help));
        }
        Some(wordings) => problems.extend(check_wordings(source, wordings, kind)),
    }
    problems.extend(candidate_text::check(source, body.answer.clone()));
    problems
}

fn check_wordings(source: &Source<'_>, wordings: &[Text], kind: Kind) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for wording in wordings {
        if problems.len() >= MAX_TOLD {
            break;
        }
        if let Some(first) = seen.insert(same_words(&wording.text), wording.at) {
            let (line, _) = position(source.text, first);
            let message = format!("cette formulation est déjà ligne {line}");
            problems.push(source.warning(wording.at, message).help("remplacez-la par une autre"));
        }
    }
    let wanted = match kind {
        Kind::Answer => 10,
        Kind::OutOfScope => 20,
        Kind::SmallTalk => 1,
    };
    if let Some(first) = wordings.first()
        && wordings.len() < wanted
    {
        let message = match wordings.len() {
            1 => "la liste compte une seule formulation".to_owned(),
            count => format!("la liste compte {count} formulations"),
        };
        let help = format!("écrivez-en au moins {wanted}, aussi différentes que possible");
        problems.push(source.warning(first.at, message).help(help));
    }
    problems
}

/// A wording without case, accents, nor punctuation: two that are then equal ask the same.
pub(crate) fn same_words(wording: &str) -> String {
    let words = fold(wording);
    if words.is_empty() { wording.trim().to_owned() } else { words }
}
