//! Readings and counts from a CSV file, as a spreadsheet saves it: which of the
//! two it is, is read in its first line.

use super::rows::{COUNT, COUNT_NEEDS, Fields, READING, READING_NEEDS};
use crate::files::Line;

/// What a spreadsheet holds.
#[derive(Clone, Debug)]
pub enum Table {
    /// Readings.
    Readings(Vec<Line>, Fields),
    /// Counts.
    Counts(Vec<Line>, Fields),
}

/// The lines of a CSV file, apart by `;` or by `,`, under a line that names its
/// columns in any order.
///
/// # Errors
/// One French sentence with its line: a column that is missing or unknown, a
/// line of another length, bytes that are no text.
pub fn from_csv(bytes: &[u8]) -> Result<Table, Vec<String>> {
    let text = std::str::from_utf8(bytes).map_err(|error| vec![not_text(bytes, error.valid_up_to())])?;
    // The reader counts a line at its `\n`, which it takes for the start of the next one.
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let head = text.lines().next().unwrap_or_default();
    let separator = if head.contains(';') || !head.contains(',') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = reader.records();
    let first = records.next().transpose().map_err(|error| vec![not_csv(&error)])?.unwrap_or_default();
    let names: Vec<String> = first.iter().map(plain).collect();
    let (known, needed) = kind(&names)?;
    let columns = columns(&names, known, needed)?;
    let mut lines = Vec::new();
    for record in records {
        let record = record.map_err(|error| vec![not_csv(&error)])?;
        let number = record.position().map_or(0, csv::Position::line);
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        if record.len() != names.len() {
            let (found, wanted) = (record.len(), names.len());
            return Err(vec![format!("ligne {number}, colonne {} : il y a {found} colonnes au lieu de {wanted}", found.min(wanted) + 1)]);
        }
        let field = |column: &Option<usize>| column.and_then(|column| record.get(column - 1)).unwrap_or_default().trim().to_owned();
        lines.push(Line { place: format!("ligne {number}"), fields: columns.iter().map(field).collect() });
    }
    if lines.is_empty() {
        return Err(vec!["ligne 2 : il n'y a rien sous les noms de colonnes".to_owned()]);
    }
    let fields = Fields { names: known, columns: Some(columns) };
    Ok(if std::ptr::eq(known, READING) { Table::Readings(lines, fields) } else { Table::Counts(lines, fields) })
}

type Known = &'static [&'static str];

/// Readings name a measure, counts a position.
fn kind(names: &[String]) -> Result<(Known, Known), Vec<String>> {
    let has = |name: &str| names.iter().any(|known| known == name);
    match () {
        () if has("mesure") || has("publication") => Ok((READING, READING_NEEDS)),
        () if has("poste") => Ok((COUNT, COUNT_NEEDS)),
        () => Err(vec![format!(
            "ligne 1, colonne 1 : ces colonnes ne sont pas connues. Pour des relevés : {}. Pour des comptes : {}",
            READING.join(";"),
            COUNT.join(";")
        )]),
    }
}

/// The column of each known name, from 1.
fn columns(names: &[String], known: Known, needed: Known) -> Result<Vec<Option<usize>>, Vec<String>> {
    let mut problems = Vec::new();
    for (column, name) in names.iter().enumerate() {
        if !known.contains(&name.as_str()) {
            problems.push(format!(
                "ligne 1, colonne {} : « {name} » n'est pas une colonne connue ; ce sont {}",
                column + 1,
                known.join(", ")
            ));
        } else if names[..column].contains(name) {
            problems.push(format!("ligne 1, colonne {} : la colonne « {name} » est écrite deux fois", column + 1));
        }
    }
    let missing = needed.iter().filter(|name| !names.iter().any(|known| known == *name));
    problems.extend(missing.map(|name| format!("ligne 1 : il manque la colonne « {name} »")));
    let place = |name: &&str| names.iter().position(|known| known == name).map(|column| column + 1);
    if problems.is_empty() { Ok(known.iter().map(place).collect()) } else { Err(problems) }
}

/// A column's name without accents nor capitals: « Reçues » is `recues`.
fn plain(name: &str) -> String {
    crate::files::fold(name.trim()).to_lowercase()
}

fn not_text(bytes: &[u8], at: usize) -> String {
    let before = &bytes[..at];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
    format!("ligne {line}, signe {column} : ce fichier n'est pas en UTF-8. Enregistrez-le sous « CSV UTF-8 »")
}

fn not_csv(error: &csv::Error) -> String {
    let line = error.position().map_or(1, csv::Position::line);
    format!("ligne {line} : cette ligne ne se lit pas. Vérifiez les guillemets")
}
