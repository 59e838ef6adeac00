//! What the keys of a header mean: which ones exist, which are needed, and how
//! a text, a date, a list or a chosen word is written.
//!
//! `yaml` gives what was written, with its place; here it becomes values, and
//! every key that cannot be understood is told. Which keys a kind of file has
//! is said by the reader of that file.

use std::ops::Range;

use jiff::civil::Date;

use super::markdown;
use super::problem::{MAX_TOLD, Problem, Source, Text, nearest, position};
use super::syntax;
use super::yaml::{self, Field, Node, Value};

/// A key that a header may have.
pub(crate) struct Key {
    /// The key.
    pub name: &'static str,
    /// One line as HR would write it.
    pub example: &'static str,
}

/// The keys of a header, or of one of its parts, being turned into values.
pub(crate) struct Fields<'a> {
    source: &'a Source<'a>,
    keys: &'static [Key],
    fields: Vec<Field>,
    /// Where a missing key is told.
    end: usize,
    /// What was wrong so far.
    pub problems: Vec<Problem>,
}

impl<'a> Fields<'a> {
    /// Reads the header in this range; one that cannot be read has no key and one problem.
    pub(crate) fn read(source: &'a Source<'a>, header: Range<usize>, keys: &'static [Key]) -> Result<Self, Problem> {
        let fields = yaml::read(source.text, header.clone()).map_err(|stopped| syntax::explain(source, header.clone(), stopped))?;
        Ok(Self::new(source, fields, header.end, keys))
    }

    /// The header of a file, and where its body stands.
    pub(crate) fn open(source: &'a Source<'a>, keys: &'static [Key]) -> Result<(Self, Range<usize>), Problem> {
        let (header, body) = markdown::split(source)?;
        Ok((Self::read(source, header, keys)?, body))
    }

    /// Takes keys already read; a missing one will be told at `end`.
    pub(crate) fn new(source: &'a Source<'a>, fields: Vec<Field>, end: usize, keys: &'static [Key]) -> Self {
        let problems = Vec::new();
        let mut known = Self { source, keys, fields: Vec::new(), end, problems };
        for mut field in fields {
            if known.problems.len() >= MAX_TOLD {
                break;
            }
            match known.fields.iter().find(|first| first.key == field.key) {
                Some(first) => known.problems.push(written_twice(source, first, &field)),
                None if keys.iter().any(|key| key.name == field.key) => known.fields.push(field),
                None => {
                    known.problems.push(unknown(source, &field, keys));
                    // The key that was meant is then not missing too.
                    if let Some(meant) = meant(&field.key, keys) {
                        field.key = meant.to_owned();
                        known.fields.push(field);
                    }
                }
            }
        }
        known
    }

    /// The place of a key, or of the end of the header when it is absent.
    pub(crate) fn place(&self, key: &str) -> usize {
        self.find(key).map_or(self.end, |field| field.at)
    }

    /// The place of the value of a key, or of the end of the header when it is absent.
    pub(crate) fn value_place(&self, key: &str) -> usize {
        self.find(key).map_or(self.end, |field| field.node.at)
    }

    /// Whether a key is absent or has no value.
    pub(crate) fn is_empty(&self, key: &str) -> bool {
        match self.find(key).map(|field| &field.node.value) {
            None | Some(Value::Empty) => true,
            Some(Value::Text(text)) => text.trim().is_empty(),
            Some(Value::List(_) | Value::Map(_)) => false,
        }
    }

    /// A text that must be there.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<Text> {
        let Some(field) = self.find(key) else {
            return self.missing(key);
        };
        match &field.node.value {
            Value::Text(text) if !text.trim().is_empty() => self.optional_text(key),
            Value::Text(_) | Value::Empty => self.empty(field.at, key),
            Value::List(_) | Value::Map(_) => self.optional_text(key),
        }
    }

    /// A text that may be absent or empty.
    pub(crate) fn optional_text(&mut self, key: &'static str) -> Option<Text> {
        let node = &self.find(key)?.node;
        match &node.value {
            Value::Empty => None,
            Value::Text(text) if text.trim().is_empty() => None,
            Value::Text(text) => {
                let text = Text { at: node.at, text: text.trim().to_owned() };
                self.problems.extend(curly_quotes(self.source, &text));
                Some(text)
            }
            Value::List(_) | Value::Map(_) => {
                let message = format!("la clé « {key} » prend un seul texte");
                let problem = self.source.error(node.at, message);
                self.tell(problem.help(format!("écrivez par exemple « {} »", self.example(key))))
            }
        }
    }

    /// A date that must be there.
    pub(crate) fn date(&mut self, key: &'static str) -> Option<Date> {
        let Text { at, text } = self.text(key)?;
        match date(&text) {
            Ok(date) => Some(date),
            Err(help) => {
                let message = format!("« {text} » n'est pas une date");
                self.tell(self.source.error(at, message).help(help))
            }
        }
    }

    /// A date that may be absent.
    pub(crate) fn optional_date(&mut self, key: &'static str) -> Option<Date> {
        if self.is_empty(key) { None } else { self.date(key) }
    }

    /// One of these words, which may be absent.
    pub(crate) fn optional_word<T: Copy>(&mut self, key: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        let Text { at, text } = self.optional_text(key)?;
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*meaning);
        }
        let known = words.iter().map(|(word, _)| *word);
        let help = match nearest(&text, known.clone()) {
            Some(word) => format!("écrivez « {key}: {word} »"),
            None => format!("écrivez {}", one_of(known)),
        };
        let message = format!("« {text} » ne convient pas à la clé « {key} »");
        self.tell(self.source.error(at, message).help(help))
    }

    /// One of these words, which must be there.
    pub(crate) fn word<T: Copy>(&mut self, key: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        self.text(key)?;
        self.optional_word(key, words)
    }

    /// The parts of a list, which may be absent or empty.
    pub(crate) fn list(&mut self, key: &'static str) -> Vec<Node> {
        let Some(field) = self.find(key) else {
            return Vec::new();
        };
        match &field.node.value {
            Value::Empty => Vec::new(),
            Value::List(nodes) => nodes.clone(),
            Value::Text(_) | Value::Map(_) => {
                let message = format!("la clé « {key} » prend une liste");
                let problem = self.source.error(field.node.at, message);
                let help = format!("écrivez par exemple « {} »", self.example(key));
                self.tell::<()>(problem.help(help));
                Vec::new()
            }
        }
    }

    /// Tells that a key is not there.
    pub(crate) fn missing<T>(&mut self, key: &str) -> Option<T> {
        let problem = self.source.error(self.end, format!("il manque la clé « {key} »"));
        let help = format!("ajoutez la ligne « {} »", self.example(key));
        self.tell(problem.help(help))
    }

    /// Tells that a list has nothing, unless something was already told of it.
    pub(crate) fn missing_list(&mut self, key: &'static str) {
        match self.find(key).map(|field| (field.at, &field.node.value)) {
            None => drop(self.missing::<()>(key)),
            Some((at, Value::Empty)) => drop(self.empty::<()>(at, key)),
            Some((at, Value::List(nodes))) if nodes.is_empty() => drop(self.empty::<()>(at, key)),
            Some(_) => {}
        }
    }

    fn empty<T>(&mut self, at: usize, key: &str) -> Option<T> {
        let problem = self.source.error(at, format!("la clé « {key} » est vide"));
        self.tell(problem.help(format!("écrivez par exemple « {} »", self.example(key))))
    }

    /// Keeps a problem; there is then no value.
    pub(crate) fn tell<T>(&mut self, problem: Problem) -> Option<T> {
        self.problems.push(problem);
        None
    }

    fn find(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    fn example(&self, key: &str) -> &'static str {
        self.keys.iter().find(|known| known.name == key).map_or("", |known| known.example)
    }
}

/// Quotes of a text processor quote nothing here: the candidate would read them.
fn curly_quotes(source: &Source<'_>, Text { at, text }: &Text) -> Option<Problem> {
    let inside = text.strip_prefix('“')?.strip_suffix(['”', '“'])?;
    let problem = source.warning(*at, "ces guillemets seront lus par les candidats");
    Some(problem.help(format!("écrivez des guillemets droits : \"{inside}\"")))
}

/// Keys that people write in a header, and where what they mean is written.
const ELSEWHERE: &[(&str, &str)] = &[
    ("question", "la question s'écrit dans le titre, sous l'en-tête : « # … »"),
    ("titre", "le titre s'écrit sous l'en-tête : « # … »"),
    ("intitule", "le titre s'écrit sous l'en-tête : « # … »"),
    ("intitulé", "le titre s'écrit sous l'en-tête : « # … »"),
    ("reponse", "la réponse s'écrit sous le titre, hors de l'en-tête"),
    ("réponse", "la réponse s'écrit sous le titre, hors de l'en-tête"),
    ("formulations", "les formulations s'écrivent sous « ## Autres formulations »"),
    ("theme", "le thème est le nom du dossier : il ne s'écrit pas"),
    ("thème", "le thème est le nom du dossier : il ne s'écrit pas"),
    ("id", "l'identifiant est le nom du fichier : il ne s'écrit pas"),
];

/// The key that a mistyped one stands for.
fn meant(written: &str, keys: &[Key]) -> Option<&'static str> {
    let mut names = keys.iter().map(|key| key.name);
    let written = written.trim();
    names.clone().find(|name| *name == written).or_else(|| {
        let is_elsewhere = ELSEWHERE.iter().any(|(key, _)| *key == written.to_lowercase());
        (!is_elsewhere).then(|| nearest(written, names.by_ref()))?
    })
}

fn unknown(source: &Source<'_>, field: &Field, keys: &[Key]) -> Problem {
    let names = keys.iter().map(|key| key.name);
    let written = field.key.trim();
    let elsewhere = ELSEWHERE.iter().find(|(key, _)| *key == written.to_lowercase());
    let help = match (elsewhere, meant(written, keys)) {
        _ if names.clone().any(|name| name == written) => {
            format!("retirez l'espace insécable entre « {written} » et « : »")
        }
        (Some((_, help)), _) => (*help).to_owned(),
        (None, Some(near)) => format!("vouliez-vous écrire « {near} » ?"),
        (None, None) => format!("les clés possibles sont {}", one_of(names)),
    };
    source.error(field.at, format!("la clé « {written} » n'existe pas")).help(help)
}

/// Tells a key written twice, with both places.
pub(crate) fn written_twice(source: &Source<'_>, first: &Field, second: &Field) -> Problem {
    let (line, column) = position(source.text, first.at);
    let key = &first.key;
    let message = format!("la clé « {key} » est écrite deux fois : ici et ligne {line}, colonne {column}");
    source.error(second.at, message).help("gardez une seule des deux lignes")
}

/// « a, b ou c ».
fn one_of<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.map(|word| format!("« {word} »")).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} ou {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

/// Reads `AAAA-MM-JJ`; otherwise says what to write.
fn date(text: &str) -> Result<Date, String> {
    const SHAPE: &str = "une date s'écrit année-mois-jour, par exemple « 2026-11-22 »";
    let numbers: Vec<&str> = text.split(['-', '/', '.', ' ']).collect();
    let is_day = |part: &str| matches!(part.len(), 1 | 2) && digits(part);
    let is_year = |part: &str| part.len() == 4 && digits(part);
    let (year, month, day) = match numbers[..] {
        [year, month, day] if is_year(year) && is_day(month) && is_day(day) => (year, month, day),
        [day, month, year] if is_year(year) && is_day(month) && is_day(day) => (year, month, day),
        _ => return Err(SHAPE.to_owned()),
    };
    let written = format!("{year}-{month:0>2}-{day:0>2}");
    match written.parse::<Date>() {
        Ok(date) if written == text => Ok(date),
        Ok(_) => Err(format!("écrivez « {written} »")),
        Err(_) => Err(no_such_day(&written[..8])),
    }
}

/// What to write in the place of the 31st of February; `month` is `AAAA-MM-`.
fn no_such_day(month: &str) -> String {
    match format!("{month}01").parse::<Date>() {
        Ok(first) => format!("le dernier jour de ce mois est « {} »", first.last_of_month()),
        Err(_) => "ce jour n'existe pas dans le calendrier : les mois vont de 01 à 12".to_owned(),
    }
}

fn digits(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}
