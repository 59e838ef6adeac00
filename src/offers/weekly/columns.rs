//! The titles of the weekly file, which shift from week to week: each column is
//! found by its folded name, and what cannot be found is told.

use std::collections::BTreeSet;

use crate::files::fold;

/// A column that gives a field of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Reference,
    Title,
    Organisation,
    Employer,
    Branch,
    Category,
    Occupation,
    OpenTo,
    Contract,
    Duration,
    FullTime,
    Remote,
    Management,
    Education,
    Experience,
    Place,
    Workplace,
    WorkplaceAlone,
    FirstPublished,
    Published,
    Closes,
}

/// Each column with its name in the file, and others it is known to have had.
const NAMES: &[(Column, &[&str])] = &[
    (Column::Reference, &["Référence", "Référence de l'offre", "Numéro de l'offre"]),
    (Column::Title, &["Intitulé du poste", "Intitulé de l'offre", "Intitulé"]),
    (Column::Organisation, &["Organisme de rattachement", "Organisme"]),
    (Column::Employer, &["Employeur", "Nom de l'employeur"]),
    (Column::Branch, &["Versant", "Versant de la fonction publique"]),
    (Column::Category, &["Catégorie", "Catégorie de l'emploi"]),
    (Column::Occupation, &["Métier", "Métier de référence"]),
    (Column::OpenTo, &["Nature de l'emploi"]),
    (Column::Contract, &["Nature de contrat"]),
    (Column::Duration, &["Durée du contrat"]),
    (Column::FullTime, &["Temps Plein", "Temps complet"]),
    (Column::Remote, &["Télétravail", "Télétravail possible"]),
    (Column::Management, &["Management", "Encadrement"]),
    (Column::Education, &["Niveau d'études", "Niveau d'études min. requis"]),
    (Column::Experience, &["Niveau d'expérience min. requis", "Niveau d'expérience", "Expérience requise"]),
    (Column::Place, &["Localisation du poste", "Localisation"]),
    (Column::Workplace, &["Lieu d'affectation"]),
    (Column::WorkplaceAlone, &["Lieu d'affectation (sans géolocalisation)"]),
    (Column::FirstPublished, &["Date de première publication"]),
    (Column::Published, &["Date de début de publication par défaut", "Date de début de publication"]),
    (Column::Closes, &["Date de fin de publication par défaut", "Date de fin de publication"]),
];

/// Folded names at least as near as this are the same with a slip.
const NEAR: f64 = 0.88;

/// Titles of a file are told up to this many, each up to this long.
const MAX_SEEN: usize = 40;
const MAX_SEEN_CHARS: usize = 60;

/// Where each column stands.
#[derive(Debug)]
pub(super) struct Columns {
    places: Vec<Option<usize>>,
    /// How many titles the file has.
    pub(super) count: usize,
    /// The columns that are not there, and those read under another name, for HR.
    pub(super) notes: Vec<String>,
}

impl Columns {
    /// Finds the columns among the titles of a file.
    ///
    /// # Errors
    /// One French sentence, with the titles seen, when an offer cannot be read without the one that is missing.
    pub(super) fn find(titles: &[String]) -> Result<Self, String> {
        let folded: Vec<String> = titles.iter().map(|title| plain(title)).collect();
        let mut taken = BTreeSet::new();
        let mut columns = Self { places: vec![None; NAMES.len()], count: titles.len(), notes: Vec::new() };
        // Exact names first, so that a near one never takes the place of another.
        for (place, (_, names)) in columns.places.iter_mut().zip(NAMES) {
            *place = names.iter().find_map(|name| folded.iter().position(|title| *title == plain(name)));
            taken.extend(*place);
        }
        for (place, (_, names)) in columns.places.iter_mut().zip(NAMES).filter(|(place, _)| place.is_none()) {
            *place = near(names[0], &folded, &taken);
            taken.extend(*place);
            columns.notes.extend(place.map(|at| format!("la colonne « {} » est lue comme « {} »", short(&titles[at]), names[0])));
        }
        columns.needed(titles)?;
        columns.notes.extend(columns.absent());
        Ok(columns)
    }

    /// The place of a column, when it is there.
    pub(super) fn place(&self, column: Column) -> Option<usize> {
        self.places[column as usize]
    }

    fn needed(&self, titles: &[String]) -> Result<(), String> {
        let has = |column| self.place(column).is_some();
        let mut missing: Vec<&str> = [Column::Reference, Column::Title].into_iter().filter(|column| !has(*column)).map(name).collect();
        if !has(Column::Employer) && !has(Column::Organisation) {
            missing.push(name(Column::Employer));
        }
        if missing.is_empty() {
            return Ok(());
        }
        let what = if missing.len() > 1 { "les colonnes" } else { "la colonne" };
        let missing = quoted(missing.iter().map(|name| (*name).to_owned()));
        let seen = quoted(titles.iter().take(MAX_SEEN).map(|title| short(title)));
        let rest = if titles.len() > MAX_SEEN { "…" } else { "" };
        Err(format!("il manque {what} {missing} dans ce fichier ; colonnes vues : {seen}{rest}"))
    }

    fn absent(&self) -> Option<String> {
        let names = NAMES.iter().zip(&self.places).filter(|(_, place)| place.is_none()).map(|((_, names), _)| names[0].to_owned());
        let absent: Vec<String> = names.collect();
        if absent.is_empty() {
            return None;
        }
        Some(format!("colonnes absentes de ce fichier : {} ; ce qu'elles disaient n'est pas changé", quoted(absent.into_iter())))
    }
}

/// The name of a column as the file usually writes it.
pub(super) fn name(column: Column) -> &'static str {
    NAMES[column as usize].1[0]
}

/// A title in plain words: no case, accents, small words nor plurals.
fn plain(title: &str) -> String {
    let folded = fold(title);
    let words = folded.split(' ').filter(|word| !matches!(*word, "de" | "du" | "des" | "d" | "l" | "la" | "le" | "les" | "par"));
    words.map(|word| word.strip_suffix('s').unwrap_or(word)).collect::<Vec<_>>().join(" ")
}

/// The title nearest to a name among those that nothing claims.
fn near(name: &str, titles: &[String], taken: &BTreeSet<usize>) -> Option<usize> {
    let name = plain(name);
    let free = titles.iter().enumerate().filter(|(at, _)| !taken.contains(at));
    // A title of a thousand letters is no slip, and comparing it would take long.
    let scored = free.filter(|(_, title)| title.len() < 100).map(|(at, title)| (strsim::normalized_damerau_levenshtein(&name, title), at));
    scored.filter(|(score, _)| *score >= NEAR).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, at)| at)
}

fn quoted(names: impl Iterator<Item = String>) -> String {
    names.map(|name| format!("« {name} »")).collect::<Vec<_>>().join(", ")
}

fn short(title: &str) -> String {
    let line = title.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MAX_SEEN_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
