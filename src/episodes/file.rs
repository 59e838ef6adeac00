//! One file of an episode.
//!
//! ```text
//! ---
//! statut: publie
//! responsable: Communication
//! date: 2027-01-14
//! heure: "17:30"
//! image: 01-la-pilule.png
//! texte_image: "Deux pilules, une bleue et une rouge, sur un clavier"
//! video: "https://www.linkedin.com/posts/…"
//! themes: [dsin]
//! suite: reponse/dsin-presentation
//! question: "C'est quoi, la DSIN ?"
//! ---
//!
//! # Le titre
//!
//! Le texte, en Markdown.
//! ```
//!
//! What is published cannot be taken back from those who read it: an episode
//! with any mistake is not served at all, whatever the mistake is.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::sheet::Sheet;
use super::{Episode, MAX_NAMES_CHARS, Next, Picture};
use crate::clock::{paris, written_day};
use crate::files::Status;
use crate::files::candidate_text;
use crate::files::folder::Seen;
use crate::files::header::{Fields, Key};
use crate::files::markdown;
use crate::files::picture::MAX_PICTURE_BYTES;
use crate::files::problem::{Problem, Severity, Source, Text, nearest};
use crate::files::status::STATUSES;
use crate::files::yaml::Value;
use crate::words::EntryId;

const KEYS: &[Key] = &[
    Key { name: "statut", example: "statut: publie" },
    Key { name: "responsable", example: "responsable: Communication" },
    Key { name: "date", example: "date: 2027-01-14" },
    Key { name: "heure", example: "heure: \"17:30\"" },
    Key { name: "image", example: "image: 01-la-pilule.png" },
    Key { name: "texte_image", example: "texte_image: \"Deux pilules sur un clavier, une bleue et une rouge\"" },
    Key { name: "video", example: "video: \"https://www.linkedin.com/posts/…\"" },
    Key { name: "themes", example: "themes: [dsin, teletravail]" },
    Key { name: "suite", example: "suite: reponse/dsin-presentation" },
    Key { name: "question", example: "question: \"C'est quoi, la DSIN ?\"" },
];

/// Discord takes 2,000 characters; what stands around the text needs the rest.
const MAX_TEXT_CHARS: usize = 1_400;
const MAX_TITLE_CHARS: usize = 100;
const MAX_QUESTION_CHARS: usize = 200;
/// Discord's limit for the words of a picture.
const MAX_ALT_CHARS: usize = 1_000;

/// How each way on is written.
const TO_ENTRY: &str = "reponse/";
const TO_OFFER: &str = "offre/";
const TO_SESSIONS: &str = "sessions";
const TO_GAME: &str = "jeu";

/// What an episode may name, and what there is of it.
pub(crate) struct Around<'a> {
    /// The folder of its series.
    pub(crate) series: &'a str,
    /// What the series says.
    pub(crate) sheet: &'a Sheet,
    /// The themes there are.
    pub(crate) themes: &'a [String],
    /// The answers, and the positions, each with its status when it can be read.
    pub(crate) entries: &'a BTreeMap<String, Option<Status>>,
    /// The positions.
    pub(crate) offers: &'a BTreeMap<String, Option<Status>>,
    /// Whether the game is offered.
    pub(crate) has_game: bool,
    /// The pictures there are, by their paths.
    pub(crate) pictures: &'a BTreeMap<String, Seen>,
}

/// An episode as read, with what is looked at beside the others.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    /// It.
    pub(crate) episode: Episode,
    /// Whether candidates are to see it.
    pub(crate) status: Status,
    /// Where its hour is written.
    pub(crate) hour_at: usize,
}

/// Reads the file of this name, `.md` left out; there is an episode only when
/// nothing is an error.
pub(crate) fn read(source: &Source<'_>, name: &str, around: &Around<'_>) -> (Option<Read>, Vec<Problem>) {
    let (mut fields, rest) = match Fields::open(source, KEYS) {
        Ok(opened) => opened,
        Err(problem) => return (None, vec![problem]),
    };
    let (title, text) = markdown::titled(source, rest.clone());
    check_body(source, &mut fields, title.as_ref(), &text, rest.start);
    check_names(source, &mut fields, name, around);
    let read = episode(source, &mut fields, name, around, title, text.clone());
    let mut problems = fields.problems;
    problems.extend(candidate_text::check(source, text));
    let is_broken = problems.iter().any(|problem| problem.severity == Severity::Error);
    (if is_broken { None } else { read }, problems)
}

/// The second of two published episodes of a series at one hour; `source` is its file.
pub(crate) fn same_hour(source: &Source<'_>, read: &Read, first: &Episode) -> Problem {
    let message = format!("« {} » est publié à la même heure : cet épisode attend", first.title);
    source.error(read.hour_at, message).help("donnez à l'un des deux une autre heure, ou un autre jour")
}

fn check_body(source: &Source<'_>, fields: &mut Fields<'_>, title: Option<&Text>, text: &Range<usize>, start: usize) {
    let words = title.map(|title| title.text.chars().count()).unwrap_or_default();
    if words == 0 {
        let problem = source.error(title.map_or(start, |title| title.at), "il manque le titre");
        fields.problems.push(problem.help("écrivez le titre de l'épisode sous l'en-tête : « # … »"));
    }
    let length = source.text[text.clone()].chars().count();
    let too_long = [("le titre", words, MAX_TITLE_CHARS, start), ("l'épisode", length, MAX_TEXT_CHARS, text.start)];
    for (what, length, most, at) in too_long.into_iter().filter(|(_, length, most, _)| length > most) {
        let problem = source.error(at, format!("{what} compte {length} caractères"));
        fields.problems.push(problem.help(format!("Discord n'en montre pas plus de {most} : raccourcissez")));
    }
    if length == 0 && words > 0 {
        let problem = source.error(text.start, "il manque le texte de l'épisode");
        fields.problems.push(problem.help("écrivez-le sous le titre"));
    }
}

fn check_names(source: &Source<'_>, fields: &mut Fields<'_>, name: &str, around: &Around<'_>) {
    let length = around.series.len() + name.len();
    if length > MAX_NAMES_CHARS {
        let message = format!("le nom de la série et celui de l'épisode comptent {length} caractères ensemble");
        let problem = Problem::whole(source.path, message);
        fields.problems.push(problem.help(format!("raccourcissez le nom du fichier : {MAX_NAMES_CHARS} au plus avec celui du dossier")));
    }
}

fn episode(
    source: &Source<'_>,
    fields: &mut Fields<'_>,
    name: &str,
    around: &Around<'_>,
    title: Option<Text>,
    text: Range<usize>,
) -> Option<Read> {
    let status = fields.word("statut", STATUSES);
    fields.text("responsable");
    let at = hour(source, fields, around);
    let picture = picture(source, fields, around);
    let video = video(source, fields, around);
    let themes = themes(source, fields, around);
    let next = next(source, fields, around);
    let question = question(source, fields);
    let episode = Episode {
        series: around.series.to_owned(),
        name: name.to_owned(),
        title: title?.text,
        text: source.part(text),
        at: at?,
        picture,
        video,
        themes,
        next: next?,
        question: question?,
    };
    Some(Read { episode, status: status?, hour_at: fields.value_place("heure") })
}

/// The day and the hour of Paris.
fn hour(source: &Source<'_>, fields: &mut Fields<'_>, around: &Around<'_>) -> Option<Timestamp> {
    let date = fields.date("date");
    let time = time(source, fields);
    let date = date?;
    if !around.sheet.waves.iter().any(|wave| wave.holds(date)) {
        let problem = source.error(fields.value_place("date"), format!("le {} n'est dans aucune vague de la série", written_day(date)));
        return fields.tell(problem.help(wave_help(around, date)));
    }
    date.to_datetime(time?).to_zoned(paris()).ok().map(|zoned| zoned.timestamp())
}

fn wave_help(around: &Around<'_>, date: Date) -> String {
    let days = |date: Date| written_day(date);
    let waves = around.sheet.waves.iter().map(|wave| format!("{} (du {} au {})", wave.name, days(wave.first), days(wave.last)));
    let waves: Vec<String> = waves.collect();
    format!("choisissez un jour d'une vague de « serie.md » : {} ; ou ajoutez-y une vague qui contient le {}", waves.join(", "), days(date))
}

fn time(source: &Source<'_>, fields: &mut Fields<'_>) -> Option<Time> {
    let Text { at, text } = fields.text("heure")?;
    let plain: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    let (hour, minute) = plain.split_once([':', 'h', 'H']).unwrap_or((plain.as_str(), ""));
    let number = |text: &str| text.parse::<i8>().ok().filter(|_| text.len() <= 2 && text.bytes().all(|sign| sign.is_ascii_digit()));
    let minute = if minute.is_empty() && plain.len() > hour.len() { Some(0) } else { number(minute) };
    match number(hour).zip(minute).and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok()) {
        Some(time) => Some(time),
        None => {
            let problem = source.error(at, format!("« {text} » n'est pas une heure"));
            fields.tell(problem.help("écrivez par exemple « heure: \"17:30\" » ; les heures vont de 00:00 à 23:59"))
        }
    }
}

fn picture(source: &Source<'_>, fields: &mut Fields<'_>, around: &Around<'_>) -> Option<Picture> {
    let alt = fields.optional_text("texte_image");
    let Some(Text { at, text: file }) = fields.optional_text("image") else {
        if let Some(alt) = alt {
            let problem = source.error(alt.at, "ce texte décrit une image qui n'est pas nommée");
            fields.tell::<()>(problem.help("ajoutez la ligne « image: … », ou retirez celle-ci"));
        }
        return None;
    };
    if let Some((message, help)) = wrong_picture(&file, around) {
        fields.tell::<()>(source.error(at, message).help(help));
    }
    let Some(alt) = alt else {
        let problem = source.error(at, "cette image n'a pas de texte de remplacement");
        let help = "ajoutez la ligne « texte_image: \"…\" » : ce que l'image montre, pour qui ne la voit pas";
        return fields.tell(problem.help(help));
    };
    let length = alt.text.chars().count();
    if length > MAX_ALT_CHARS {
        let problem = source.error(alt.at, format!("ce texte compte {length} caractères"));
        return fields.tell(problem.help(format!("dites en une ou deux phrases ce que l'image montre : {MAX_ALT_CHARS} au plus")));
    }
    Some(Picture { file, alt: alt.text })
}

/// What is wrong with a picture, and the way out.
fn wrong_picture(file: &str, around: &Around<'_>) -> Option<(String, String)> {
    let beside = format!("posez-la dans le dossier « episodes/{} », en PNG, JPEG ou WebP, et écrivez son nom", around.series);
    if file.contains("://") {
        let help = format!("{beside} : une image prise ailleurs dirait à un autre site qui lit la page");
        return Some(("une image ne vient pas d'un autre site".to_owned(), help));
    }
    match around.pictures.get(&format!("episodes/{}/{file}", around.series)) {
        None => Some((format!("l'image « {file} » n'est pas là"), beside)),
        Some(seen) if !seen.is_of_its_kind => {
            Some((format!("« {file} » n'est pas une image de ce format"), "enregistrez-la à nouveau en PNG, JPEG ou WebP".to_owned()))
        }
        Some(seen) if seen.bytes > MAX_PICTURE_BYTES => {
            let message = format!("l'image « {file} » pèse {} Kio", seen.bytes / 1024);
            Some((message, format!("réduisez-la : {} Kio au plus ; 1 200 points de large suffisent", MAX_PICTURE_BYTES / 1024)))
        }
        Some(_) => None,
    }
}

fn video(source: &Source<'_>, fields: &mut Fields<'_>, around: &Around<'_>) -> Option<String> {
    let Text { at, text } = fields.optional_text("video")?;
    if let Some((message, help)) = candidate_text::address(&text) {
        return fields.tell(source.error(at, message).help(help));
    }
    let host = text.trim_start_matches("https://").split(['/', '?', '#']).next().unwrap_or_default().to_lowercase();
    if !around.sheet.hosts.contains(&host) {
        let problem = source.error(at, format!("« {host} » n'est pas un site de cette série"));
        let known = match around.sheet.hosts.as_slice() {
            [] => "ajoutez-le à « hotes » dans « serie.md »".to_owned(),
            hosts => format!("les sites permis sont {} ; pour en ajouter un, écrivez-le à « hotes » dans « serie.md »", hosts.join(", ")),
        };
        return fields.tell(problem.help(known));
    }
    Some(text)
}

fn themes(source: &Source<'_>, fields: &mut Fields<'_>, around: &Around<'_>) -> Vec<String> {
    fields.missing_list("themes");
    let mut themes = Vec::new();
    for node in fields.list("themes") {
        let Value::Text(theme) = &node.value else { continue };
        if around.themes.contains(theme) {
            themes.push(theme.clone());
            continue;
        }
        let problem = source.error(node.at, format!("il n'y a pas de thème « {theme} »"));
        let help = match nearest(theme, around.themes.iter().map(String::as_str)) {
            Some(near) => format!("vouliez-vous écrire « {near} » ?"),
            None => "écrivez le nom d'un dossier de « faq »".to_owned(),
        };
        fields.tell::<()>(problem.help(help));
    }
    themes
}

fn next(source: &Source<'_>, fields: &mut Fields<'_>, around: &Around<'_>) -> Option<Next> {
    let Text { at, text } = fields.text("suite")?;
    let (what, name, known, next): (_, _, _, fn(String) -> Next) = match text.as_str() {
        TO_SESSIONS => return Some(Next::Sessions),
        TO_GAME if around.has_game => return Some(Next::Game),
        TO_GAME => {
            let problem =
                source.error(at, "le jeu n'est pas proposé : ses fichiers manquent, sont à l'état de brouillon ou ont une erreur");
            return fields.tell(problem.help("publiez-le d'abord (dossier « jeu »), ou choisissez une autre suite"));
        }
        written => match (written.strip_prefix(TO_ENTRY), written.strip_prefix(TO_OFFER)) {
            (Some(entry), _) => ("réponse", entry, around.entries, |name| Next::Entry(EntryId::new(name))),
            (None, Some(offer)) => ("offre", offer, around.offers, Next::Offer),
            (None, None) => {
                let problem = source.error(at, format!("« {text} » ne dit pas où mène l'épisode"));
                return fields.tell(problem.help("écrivez « reponse/nom », « offre/référence », « sessions » ou « jeu »"));
            }
        },
    };
    match known.get(name) {
        Some(Some(Status::Published)) => return Some(next(name.to_owned())),
        Some(Some(_)) => {
            let problem = source.error(at, format!("la {what} « {name} » n'est pas publiée"));
            return fields.tell(problem.help("publiez-la d'abord, ou choisissez une autre suite"));
        }
        // Told in its own place; what it says today cannot be promised.
        Some(None) => {
            let problem = source.error(at, format!("la {what} « {name} » est en erreur : l'épisode attend"));
            return fields.tell(problem.help("corrigez son fichier, ou choisissez une autre suite"));
        }
        None => {}
    }
    let problem = source.error(at, format!("aucune {what} ne s'appelle « {name} »"));
    fields.tell(match nearest(name, known.keys().map(String::as_str)) {
        Some(near) => problem.help(format!("vouliez-vous écrire « {near} » ?")),
        None => problem.help("écrivez le nom d'un fichier, sans « .md »"),
    })
}

/// The question that ends an episode, which one tap asks.
fn question(source: &Source<'_>, fields: &mut Fields<'_>) -> Option<String> {
    let Text { at, text } = fields.text("question")?;
    let length = text.chars().count();
    let problem = if length > MAX_QUESTION_CHARS {
        source.error(at, format!("la question compte {length} caractères")).help(format!("raccourcissez-la : {MAX_QUESTION_CHARS} au plus"))
    } else if !text.ends_with('?') {
        source
            .error(at, "l'épisode ne finit pas par une question")
            .help("écrivez ce qu'une personne demanderait au t'chat, avec « ? » à la fin")
    } else {
        fields.problems.extend(candidate_text::check_value(source, at, &text));
        return Some(text);
    };
    fields.tell(problem)
}
