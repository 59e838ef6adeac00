//! The bytes of the weekly file on their way to the reader of rows: how they
//! start, how much of one cell passes, and where a quote was left open.
//!
//! The file is 80 MB and comes from elsewhere. A quote that is never closed
//! makes one cell of all that follows, and a hostile cell may be larger than
//! memory: both pass here in constant memory. What the cells say is for others.

use std::io::{self, Cursor, Read};

/// What passes of one cell; no field of an offer is a hundredth of it.
const MAX_CELL_BYTES: usize = 16 * 1024;

/// What passes of one row before the file is given up.
const MAX_ROW_BYTES: usize = 1024 * 1024;

/// Bytes looked at to know whether the file is a text.
const OPENING_BYTES: usize = 4096;

/// The file as rows are read from it: without byte-order mark, each cell bounded.
pub(super) struct Stream<R> {
    input: io::Chain<Cursor<Vec<u8>>, R>,
    place: Place,
    line: u64,
    /// The line where the quoted cell being read was opened.
    opened_on: u64,
    cell_bytes: usize,
    /// Whether the end of the cell being read is left out.
    is_cutting: bool,
    row_bytes: usize,
    is_too_long: bool,
    is_cut: bool,
    last: u8,
}

/// Where the next byte stands, by the rules of the reader of rows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    CellStart,
    Plain,
    Quoted,
    /// After a quote that ends the cell, unless another quote follows.
    QuoteInQuoted,
}

impl<R: Read> Stream<R> {
    /// Looks at the first bytes.
    ///
    /// # Errors
    /// One French sentence when this is no text that can be read as a table.
    pub(super) fn open(mut input: R) -> Result<Self, String> {
        let mut opening = Vec::new();
        let read = input.by_ref().take(OPENING_BYTES as u64).read_to_end(&mut opening);
        read.map_err(|_| "ce fichier ne se lit pas".to_owned())?;
        if let Some(sentence) = no_text(&opening) {
            return Err(sentence.to_owned());
        }
        let mark = if opening.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let mut opening = Cursor::new(opening);
        opening.set_position(mark);
        Ok(Self {
            input: opening.chain(input),
            place: Place::CellStart,
            line: 1,
            opened_on: 1,
            cell_bytes: 0,
            is_cutting: false,
            row_bytes: 0,
            is_too_long: false,
            is_cut: false,
            last: b'\n',
        })
    }

    /// The line of a quote that nothing has closed so far.
    pub(super) fn open_quote(&self) -> Option<u64> {
        (self.place == Place::Quoted).then_some(self.opened_on)
    }

    /// Whether a row was given up for its size.
    pub(super) fn is_too_long(&self) -> bool {
        self.is_too_long
    }

    /// Whether the file ended in the middle of a line.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// At the end of the file, ends its last line.
    fn end(&mut self, buffer: &mut [u8]) -> usize {
        let is_whole = self.is_cut || matches!(self.last, b'\n' | b'\r');
        match buffer.first_mut() {
            Some(first) if !is_whole => {
                self.is_cut = true;
                *first = b'\n';
                1
            }
            _ => 0,
        }
    }

    /// Moves past one byte; gives what the reader of rows gets of it.
    fn pass(&mut self, byte: u8) -> Option<u8> {
        let follows_return = self.last == b'\r' && byte == b'\n' && self.place == Place::CellStart;
        self.last = byte;
        if follows_return {
            return None;
        }
        self.place = self.after(byte);
        self.line += u64::from(byte == b'\n');
        if self.place == Place::CellStart {
            return Some(self.end_cell(byte));
        }
        self.cell_bytes += 1;
        // A letter of several bytes is not cut in two.
        let continues_a_letter = (0x80..0xC0).contains(&byte);
        self.is_cutting |= self.cell_bytes > MAX_CELL_BYTES && !continues_a_letter;
        // Quotes and line ends keep their meaning and their count in a cell that is cut.
        let is_kept = !self.is_cutting || matches!(byte, b'"' | b'\n');
        self.row_bytes += usize::from(is_kept);
        is_kept.then_some(byte)
    }

    /// The byte that ends a cell: all ends of rows become one, so that lines can be counted.
    fn end_cell(&mut self, byte: u8) -> u8 {
        self.cell_bytes = 0;
        self.is_cutting = false;
        if byte == b';' {
            self.row_bytes += 1;
            return byte;
        }
        self.line += u64::from(byte == b'\r');
        self.row_bytes = 0;
        b'\n'
    }

    fn after(&mut self, byte: u8) -> Place {
        match (self.place, byte) {
            (Place::CellStart, b'"') => {
                self.opened_on = self.line;
                Place::Quoted
            }
            (Place::Quoted, b'"') => Place::QuoteInQuoted,
            (Place::Quoted, _) | (Place::QuoteInQuoted, b'"') => Place::Quoted,
            (_, b';' | b'\n' | b'\r') => Place::CellStart,
            _ => Place::Plain,
        }
    }
}

/// Why these first bytes are no text, if they are none.
fn no_text(opening: &[u8]) -> Option<&'static str> {
    if opening.starts_with(b"\xFF\xFE") || opening.starts_with(b"\xFE\xFF") {
        return Some("ce fichier est enregistré en UTF-16 : enregistrez-le en UTF-8, au format CSV");
    }
    let is_binary = opening.contains(&0);
    is_binary.then_some("ce fichier n'est pas un texte : donnez le fichier CSV lui-même, sans l'ouvrir dans un tableur ni le compresser")
}

impl<R: Read> Read for Stream<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.input.read(buffer)?;
            if read == 0 {
                return Ok(self.end(buffer));
            }
            let mut kept = 0;
            for at in 0..read {
                if let Some(byte) = self.pass(buffer[at]) {
                    buffer[kept] = byte;
                    kept += 1;
                }
            }
            if self.row_bytes > MAX_ROW_BYTES {
                self.is_too_long = true;
                return Err(io::Error::other("a row is too long"));
            }
            // Nothing left of a block is not the end of the file.
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}
