//! A campaign as a TOML file: its description, and what was read and counted
//! before it was written.

use super::dossier::Dossier;
use super::read::{WrittenCampaign, read};
use super::rows::{COUNT, Fields, READING, check_counts, check_readings, read_counts, read_readings};
use crate::files::{LineKind, Sheet};

const POSTS: LineKind = ("publications", "publications", &["nom", "canal", "jour", "euros", "lien", "adresse"]);
const COSTS: LineKind = ("couts", "coûts", &["objet", "euros"]);
const WORK: LineKind = ("charge", "charge", &["tache", "direction", "personnes", "jours"]);
const POSITIONS: LineKind = ("postes", "postes", &["titre", "nombre", "offre", "publie", "accepte"]);
const TALLIES: LineKind = ("bilans", "bilans", &["compte", "nombre", "base", "evenements", "couvre"]);
const REFERENCES: LineKind = ("references", "références", &["nom", "compte", "nombre", "base"]);
const READINGS: LineKind = ("releves", "relevés", READING);
const COUNTS: LineKind = ("comptes", "comptes", COUNT);

const KEYS: [&str; 7] = ["nom", "mot", "but", "debut", "fin", "canaux", "note"];

/// The campaign of a file, with its readings and counts. A day may be left out:
/// what is written down from an old sheet does not always say it.
///
/// # Errors
/// Everything that is wrong, one French sentence each.
pub fn from_toml(text: &str) -> Result<Dossier, Vec<String>> {
    let mut sheet = Sheet::parse(text, "une campagne", "nom = \"Entrez dans la matrice\"")?;
    let written = WrittenCampaign {
        name: sheet.text("nom"),
        slug: sheet.text("mot"),
        purpose: sheet.text("but"),
        starts: sheet.text("debut"),
        ends: sheet.text("fin"),
        channels: sheet.list("canaux"),
        note: sheet.text("note"),
        posts: sheet.lines(POSTS),
        costs: sheet.lines(COSTS),
        work: sheet.lines(WORK),
        positions: sheet.lines(POSITIONS),
        tallies: sheet.lines(TALLIES),
        references: sheet.lines(REFERENCES),
    };
    let (readings, counts) = (sheet.lines(READINGS), sheet.lines(COUNTS));
    let kinds = [POSTS, COSTS, WORK, POSITIONS, TALLIES, REFERENCES, READINGS, COUNTS].map(|(key, ..)| key);
    sheet.end(&KEYS.into_iter().chain(kinds).collect::<Vec<_>>())?;
    let campaign = read(&written)?;
    let readings = read_readings(&campaign, &readings, &Fields::of_readings(), None);
    let counts = read_counts(&campaign, &counts, &Fields::of_counts(), None);
    let (readings, counts) = match (readings, counts) {
        (Ok(readings), Ok(counts)) => (readings, counts),
        (readings, counts) => return Err([readings.err(), counts.err()].into_iter().flatten().flatten().collect()),
    };
    let dossier = Dossier { campaign, ..Dossier::default() };
    let wrong = [check_readings(&[], &readings).err(), check_counts(&dossier, &counts).err()];
    let wrong: Vec<String> = wrong.into_iter().flatten().flatten().collect();
    if wrong.is_empty() { Ok(Dossier { readings, counts, ..dossier }) } else { Err(wrong) }
}
