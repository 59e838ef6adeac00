//! The weekly file of « Choisir le service public »: the rows of the employers
//! HR follows become adverts, all others pass.
//!
//! The file has tens of thousands of rows and up to 84 MB. It is read as it
//! comes: one row at a time beside what is kept, so that memory does not grow
//! with the file. Comparing with the files of HR is for `import`.

mod advert;
mod columns;
mod encoding;
mod row;
mod stream;

use std::collections::BTreeMap;
use std::io::Read;

use csv::{ByteRecord, Reader, ReaderBuilder};

use self::advert::Reading;
use self::columns::{Column, Columns};
use self::encoding::decode;
use self::row::Row;
use self::stream::Stream;
use super::followed::Followed;

pub use self::advert::Advert;

/// Offers kept of one file: more says that the list of employers is too wide.
const MAX_KEPT: usize = 2_000;

/// Remarks told one by one.
const MAX_NOTES: usize = 20;

/// Lines named in a count.
const MAX_NAMED: usize = 5;

/// What a weekly file holds for the employers HR follows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weekly {
    /// The rows read, the titles left out.
    pub rows: u64,
    /// The rows of employers HR follows.
    pub followed: u64,
    /// The last row of each reference, by reference.
    pub adverts: BTreeMap<String, Advert>,
    /// Rows of followed employers that have no reference a file can be named after.
    pub without_reference: Lines,
    /// Rows of followed employers that name no position.
    pub without_title: Lines,
    /// Rows that a later one of the same reference replaces.
    pub replaced: Lines,
    /// Rows with more cells than there are titles, of any employer: their
    /// cells cannot be told apart.
    pub misaligned: Lines,
    /// What else HR should know: columns, cells that could not be read.
    pub notes: Vec<String>,
    /// Remarks that were too many to be told.
    pub more_notes: u64,
    /// The line where the file seems to have been cut.
    pub cut_on: Option<u64>,
}

/// How many rows something is true of, and the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// How many.
    pub count: u64,
    /// The lines where the first ones start.
    pub first: Vec<u64>,
}

impl Lines {
    fn add(&mut self, line: u64) {
        self.count += 1;
        if self.first.len() < MAX_NAMED {
            self.first.push(line);
        }
    }
}

impl Weekly {
    /// Reads a file to its end.
    ///
    /// # Errors
    /// One French sentence when nothing of the file may be used: it is no such
    /// table, a column is missing, a quote is never closed.
    pub fn read(input: impl Read, followed: &Followed) -> Result<Self, String> {
        let stream = Stream::open(input)?;
        let mut table = Table::new(stream);
        let mut row = ByteRecord::new();
        if !table.next(&mut row)? {
            return Err("ce fichier est vide".to_owned());
        }
        let titles: Vec<String> = row.iter().map(|title| decode(title).into_owned()).collect();
        let columns = Columns::find(&titles)?;
        let mut weekly = Self { notes: columns.notes.clone(), ..Self::default() };
        while table.next(&mut row)? {
            weekly.take(&Row::new(&row, table.line, &columns), followed)?;
        }
        if weekly.rows == 0 {
            return Err("ce fichier n'a que la ligne des titres : téléchargez-le de nouveau".to_owned());
        }
        weekly.cut_on = table.cut_on(columns.count);
        Ok(weekly)
    }

    fn take(&mut self, row: &Row<'_>, followed: &Followed) -> Result<(), String> {
        self.rows += 1;
        if row.is_misaligned() {
            self.misaligned.add(row.line());
            return Ok(());
        }
        let is_followed = |column| row.raw(column).is_some_and(|name| followed.follows(first_line(&name)));
        if !is_followed(Column::Employer) && !is_followed(Column::Organisation) {
            return Ok(());
        }
        self.followed += 1;
        match advert::read(row, followed) {
            Reading::WithoutReference => self.without_reference.add(row.line()),
            Reading::WithoutTitle => self.without_title.add(row.line()),
            Reading::Advert(advert, notes) => self.keep(*advert, notes)?,
        }
        Ok(())
    }

    fn keep(&mut self, advert: Advert, notes: Vec<String>) -> Result<(), String> {
        let room = MAX_NOTES.saturating_sub(self.notes.len());
        self.more_notes += notes.len().saturating_sub(room) as u64;
        self.notes.extend(notes.into_iter().take(room));
        if let Some(earlier) = self.adverts.insert(advert.offer.reference.clone(), advert) {
            self.replaced.add(earlier.line);
        }
        if self.adverts.len() > MAX_KEPT {
            return Err(format!(
                "plus de {MAX_KEPT} offres viennent des employeurs suivis : écrivez dans responses/{} des noms plus précis",
                super::followed::FILE
            ));
        }
        Ok(())
    }
}

/// The first line of a cell that says something: an employer is sometimes a
/// whole postal address.
fn first_line(cell: &str) -> &str {
    cell.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
}

/// The file, row after row.
struct Table<R> {
    reader: Reader<Stream<R>>,
    /// Where the last row started, and how many cells it had.
    line: u64,
    cells: usize,
}

impl<R: Read> Table<R> {
    fn new(stream: Stream<R>) -> Self {
        let mut builder = ReaderBuilder::new();
        let reader = builder.delimiter(b';').flexible(true).has_headers(false).buffer_capacity(64 * 1024).from_reader(stream);
        Self { reader, line: 1, cells: 0 }
    }

    /// Reads the next row; false at the end of the file.
    fn next(&mut self, row: &mut ByteRecord) -> Result<bool, String> {
        let read = self.reader.read_byte_record(row);
        let stream = self.reader.get_ref();
        match read {
            Ok(true) => {
                self.line = first_line_of(row, &self.reader);
                self.cells = row.len();
                Ok(true)
            }
            Ok(false) => stream.open_quote().map_or(Ok(false), |line| Err(unclosed(line))),
            Err(_) if stream.is_too_long() => {
                Err(format!("la ligne qui suit la ligne {} est trop longue : un guillemet y est sans doute resté ouvert", self.line))
            }
            Err(_) => Err(format!("la lecture de ce fichier s'est arrêtée après la ligne {}", self.line)),
        }
    }

    /// The line of the last row, when it has fewer cells than titles and no end.
    fn cut_on(&self, titles: usize) -> Option<u64> {
        let is_cut = self.reader.get_ref().is_cut() && self.cells < titles;
        is_cut.then_some(self.line)
    }
}

/// The line where a row starts: the reader's own count starts before blank lines.
fn first_line_of(row: &ByteRecord, reader: &Reader<impl Read>) -> u64 {
    let inside = row.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
    reader.position().line().saturating_sub(inside + 1)
}

fn unclosed(line: u64) -> String {
    format!("ce fichier est coupé ou abîmé : un guillemet ouvert ligne {line} n'est jamais fermé ; téléchargez-le de nouveau")
}

#[cfg(test)]
mod tests;
