//! `serie.md`: what a series is, and when.
//!
//! ```text
//! ---
//! statut: publie
//! responsable: Communication
//! vagues:
//!   - {nom: "Janvier à mars", du: 2027-01-04, au: 2027-03-31}
//! salons: ["1199887766554433221"]
//! hotes: [www.linkedin.com]
//! ---
//!
//! # Le titre de la série
//!
//! Ce qu'elle raconte, en Markdown.
//! ```

use super::Wave;
use crate::files::Status;
use crate::files::candidate_text;
use crate::files::header::{Fields, Key};
use crate::files::markdown;
use crate::files::problem::{MAX_TOLD, Problem, Severity, Source};
use crate::files::status::STATUSES;
use crate::files::yaml::{Node, Value};

/// The name of the file, `.md` left out.
pub(crate) const NAME: &str = "serie";

const KEYS: &[Key] = &[
    Key { name: "statut", example: "statut: publie" },
    Key { name: "responsable", example: "responsable: Communication" },
    Key { name: "vagues", example: "vagues: [{nom: \"Janvier à mars\", du: 2027-01-04, au: 2027-03-31}]" },
    Key { name: "salons", example: "salons: [\"1199887766554433221\"]" },
    Key { name: "hotes", example: "hotes: [www.linkedin.com, www.youtube.com]" },
];

const WAVE_KEYS: &[Key] = &[
    Key { name: "nom", example: "nom: \"Janvier à mars\"" },
    Key { name: "du", example: "du: 2027-01-04" },
    Key { name: "au", example: "au: 2027-03-31" },
];

/// Channels where one series may be said; more is a slip.
const MOST_CHANNELS: usize = 10;

/// What the file of a series says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// Whether candidates see it.
    pub(crate) status: Status,
    /// Its title.
    pub(crate) title: String,
    /// What it is about.
    pub(crate) about: String,
    /// Its waves.
    pub(crate) waves: Vec<Wave>,
    /// The Discord channels where it is said.
    pub(crate) channels: Vec<u64>,
    /// Where its films may be seen.
    pub(crate) hosts: Vec<String>,
}

/// Reads the file of a series; there is one only when nothing is an error.
pub(crate) fn read(source: &Source<'_>) -> (Option<Sheet>, Vec<Problem>) {
    let (mut fields, rest) = match Fields::open(source, KEYS) {
        Ok(opened) => opened,
        Err(problem) => return (None, vec![problem]),
    };
    let (title, about) = markdown::titled(source, rest.clone());
    let title = title.filter(|title| !title.text.is_empty());
    if title.is_none() {
        let problem = source.error(rest.start, "il manque le titre");
        fields.problems.push(problem.help("écrivez le titre de la série sous l'en-tête : « # … »"));
    }
    let status = fields.word("statut", STATUSES);
    fields.text("responsable");
    let sheet = Sheet {
        status: status.unwrap_or(Status::Draft),
        title: title.map(|title| title.text).unwrap_or_default(),
        about: source.part(about.clone()),
        waves: waves(source, &mut fields),
        channels: channels(source, &mut fields),
        hosts: texts(&fields.list("hotes")).into_iter().map(|(_, host)| host.to_lowercase()).collect(),
    };
    let mut problems = fields.problems;
    problems.extend(candidate_text::check(source, about));
    let is_broken = problems.iter().any(|problem| problem.severity == Severity::Error);
    ((!is_broken).then_some(sheet), problems)
}

fn waves(source: &Source<'_>, fields: &mut Fields<'_>) -> Vec<Wave> {
    fields.missing_list("vagues");
    let mut waves: Vec<Wave> = Vec::new();
    for node in fields.list("vagues").into_iter().take(MAX_TOLD) {
        match wave(source, &node) {
            Ok(wave) if waves.iter().any(|other| other.first <= wave.last && wave.first <= other.last) => {
                let problem = source.error(node.at, format!("la vague « {} » tombe sur les jours d'une autre", wave.name));
                fields.problems.push(problem.help("donnez à chaque vague ses propres jours"));
            }
            Ok(wave) => waves.push(wave),
            Err(problems) => fields.problems.extend(problems),
        }
    }
    waves.sort_by_key(|wave| wave.first);
    waves
}

fn wave(source: &Source<'_>, node: &Node) -> Result<Wave, Vec<Problem>> {
    let Value::Map(written) = &node.value else {
        let problem = source.error(node.at, "une vague s'écrit avec son nom et ses deux jours");
        return Err(vec![problem.help(format!("écrivez par exemple « {} »", KEYS[2].example))]);
    };
    let mut fields = Fields::new(source, written.clone(), node.at, WAVE_KEYS);
    let (name, first, last) = (fields.text("nom"), fields.date("du"), fields.date("au"));
    match (name, first, last) {
        (Some(_), Some(first), Some(last)) if last < first => {
            let problem = source.error(fields.place("au"), "la vague finit avant de commencer");
            fields.problems.push(problem.help("donnez à « au » une date après « du »"));
            Err(fields.problems)
        }
        (Some(name), Some(first), Some(last)) if fields.problems.is_empty() => Ok(Wave { name: name.text, first, last }),
        _ => Err(fields.problems),
    }
}

/// A channel by its number, which Discord copies from its menu.
fn channels(source: &Source<'_>, fields: &mut Fields<'_>) -> Vec<u64> {
    let nodes = fields.list("salons");
    let mut channels = Vec::new();
    for (at, text) in texts(&nodes) {
        match text.parse() {
            Ok(channel @ 1..) if text.len() >= 17 => channels.push(channel),
            _ => {
                let problem = source.error(at, format!("« {text} » n'est pas le numéro d'un salon Discord"));
                let help =
                    "dans Discord : clic droit sur le salon, « Copier l'identifiant du salon », puis écrivez-le entre guillemets droits";
                fields.problems.push(problem.help(help));
            }
        }
    }
    if channels.len() > MOST_CHANNELS {
        let problem = source.error(fields.place("salons"), format!("cette série a {} salons", channels.len()));
        fields.problems.push(problem.help(format!("gardez-en {MOST_CHANNELS} au plus")));
    }
    channels.dedup();
    channels
}

/// The texts of a list, with their places.
fn texts(nodes: &[Node]) -> Vec<(usize, &str)> {
    let written = nodes.iter().filter_map(|node| match &node.value {
        Value::Text(text) => Some((node.at, text.trim())),
        _ => None,
    });
    written.collect()
}
