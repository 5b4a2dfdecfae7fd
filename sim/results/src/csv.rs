//! CSV files of rows: RFC 4180, UTF-8, LF, a header line.
//!
//! Written in the contract's order and nothing else. Read by column *name*, so that a real log from elsewhere may order
//! its columns as it likes, have more of them, a byte order mark or CRLF.
//!
//! A text stands as it is, whatever it begins with. A mark before `=`, `+`, `-` or `@`, by which spreadsheets would take
//! it for a text, would be another name: these files are read again, here and by others, and people get `tables.xlsx`,
//! in which a text is one.

use crate::{
    Column, Error, Row,
    cell::{Cell, Kind},
    intern::Interner,
};
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    marker::PhantomData,
    path::Path,
};

/// Writes a header and rows, one by one as they come.
///
/// # Errors
/// Those of the stream.
pub fn write_csv_to<R: Row>(out: &mut impl Write, rows: impl IntoIterator<Item = R>) -> io::Result<()> {
    let mut lines = CsvLines::begin(out)?;
    rows.into_iter().try_for_each(|row| lines.write(&row))
}

/// A file of rows that come one by one from somewhere else than an iterator.
pub struct CsvLines<'a, W, R> {
    out: &'a mut W,
    line: String,
    cells: Vec<Cell>,
    rows: PhantomData<R>,
}

impl<'a, W: Write, R: Row> CsvLines<'a, W, R> {
    /// Writes the header.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn begin(out: &'a mut W) -> io::Result<Self> {
        let mut line = String::new();
        for (i, column) in R::COLUMNS.iter().enumerate() {
            line.push_str(if i == 0 { "" } else { "," });
            line.push_str(column.name);
        }
        line.push('\n');
        out.write_all(line.as_bytes())?;
        Ok(Self { out, line, cells: Vec::with_capacity(R::COLUMNS.len()), rows: PhantomData })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn write(&mut self, row: &R) -> io::Result<()> {
        let Self { out, line, cells, .. } = self;
        line.clear();
        cells.clear();
        row.cells(cells);
        for (i, cell) in cells.iter().enumerate() {
            line.push_str(if i == 0 { "" } else { "," });
            push_cell(line, cell);
        }
        line.push('\n');
        out.write_all(line.as_bytes())
    }
}

/// Writes a file of rows; see [`write_csv_to`].
///
/// # Errors
/// `Io` with the path.
pub fn write_csv<R: Row>(path: &Path, rows: impl IntoIterator<Item = R>) -> Result<(), Error> {
    let mut out = BufWriter::new(File::create(path).map_err(Error::io(path))?);
    write_csv_to(&mut out, rows).and_then(|()| out.flush()).map_err(Error::io(path))
}

/// Reads a file of rows. A column that may be empty may also be absent: all of its cells then are.
///
/// # Errors
/// `Missing` or `Io` for the file, `Csv` with line and column for the first cell that does not fit.
pub fn read_csv<R: Row>(path: &Path) -> Result<Vec<R>, Error> {
    let text = fs::read_to_string(path).map_err(Error::reading(path))?;
    let fault = |line, column: &str, found: Option<&str>, expected: String| Error::Csv {
        path: path.to_owned(),
        line,
        column: column.to_owned(),
        found: found.map(str::to_owned),
        expected,
    };
    let mut records = Records { rest: text.strip_prefix('\u{feff}').unwrap_or(&text), line: 1 };
    let mut fields = Vec::new();
    records.next_into(&mut fields);
    let width = fields.len();
    let mut places = Vec::with_capacity(R::COLUMNS.len());
    for column in R::COLUMNS {
        let place = fields.iter().position(|it| it == column.name);
        if place.is_none() && !column.optional {
            return Err(fault(1, column.name, None, format!("a column of {}", R::FILE)));
        }
        places.push(place);
    }

    let mut rows = Vec::new();
    let mut cells = Vec::with_capacity(places.len());
    let mut names = Interner::default();
    while let Some(line) = records.next_into(&mut fields) {
        if fields.len() != width {
            let last = R::COLUMNS[R::COLUMNS.len() - 1].name;
            let expected = format!("{width} cells as in the header");
            return Err(fault(line, last, Some(&format!("{} cells", fields.len())), expected));
        }
        cells.clear();
        for (column, place) in R::COLUMNS.iter().zip(&places) {
            cells.push(place.map_or(Cell::Empty, |place| cell(column, &fields[place], &mut names)));
        }
        rows.push(R::from_cells(&cells).map_err(|at| {
            let column = &R::COLUMNS[at];
            let or_empty = if column.optional { ", or empty" } else { "" };
            let expected = column.kind.describe() + or_empty;
            fault(line, column.name, places[at].map(|place| fields[place].as_str()), expected)
        })?);
    }
    Ok(rows)
}

fn push_cell(line: &mut String, cell: &Cell) {
    use std::fmt::Write as _;
    match cell {
        Cell::Empty => {}
        Cell::Whole(it) => write!(line, "{it}").expect("a String takes any text"),
        Cell::Text(it) if it.contains([',', '"', '\n', '\r']) => {
            line.push('"');
            line.push_str(&it.replace('"', "\"\""));
            line.push('"');
        }
        Cell::Text(it) => line.push_str(it),
    }
}

fn cell(column: &Column, field: &str, names: &mut Interner) -> Cell {
    if field.is_empty() {
        return Cell::Empty;
    }
    match column.kind {
        // What is no integer stays text, which the column then refuses.
        Kind::Whole => field.parse().map_or_else(|_| Cell::Text(field.into()), Cell::Whole),
        Kind::Text | Kind::Word(_) | Kind::Month => Cell::Text(names.name(field)),
        Kind::Ids | Kind::Placement => Cell::Text(field.into()),
    }
}

/// Records of a text, one after the other.
struct Records<'a> {
    rest: &'a str,
    line: usize,
}

impl Records<'_> {
    /// Puts the next record's fields in place of those before; its line, or `None` after the last. Blank lines are
    /// passed over.
    fn next_into(&mut self, fields: &mut Vec<String>) -> Option<usize> {
        fields.clear();
        while let Some(rest) = self.rest.strip_prefix('\n').or_else(|| self.rest.strip_prefix("\r\n")) {
            self.rest = rest;
            self.line += 1;
        }
        if self.rest.is_empty() {
            return None;
        }
        let began = self.line;
        loop {
            fields.push(self.field());
            let mut chars = self.rest.chars();
            let separator = chars.next();
            self.rest = chars.as_str();
            if separator != Some(',') {
                self.line += 1;
                return Some(began);
            }
        }
    }

    /// Takes one field and leaves its separator (a comma, a newline or the end) in place.
    fn field(&mut self) -> String {
        let Some(mut quoted) = self.rest.strip_prefix('"') else {
            let end = self.rest.find([',', '\n']).unwrap_or(self.rest.len());
            let (field, rest) = self.rest.split_at(end);
            self.rest = rest;
            return if rest.starts_with(',') { field } else { field.strip_suffix('\r').unwrap_or(field) }
                .to_owned();
        };
        let mut field = String::new();
        loop {
            let end = quoted.find('"').unwrap_or(quoted.len());
            field.push_str(&quoted[..end]);
            self.line += quoted[..end].matches('\n').count();
            quoted = quoted.get(end + 1..).unwrap_or_default();
            match quoted.strip_prefix('"') {
                Some(rest) => {
                    field.push('"');
                    quoted = rest;
                }
                None => break,
            }
        }
        // Text between the closing quote and the separator belongs to the field, as in most readers.
        let end = quoted.find([',', '\n']).unwrap_or(quoted.len());
        field.push_str(quoted[..end].trim_end_matches('\r'));
        self.rest = &quoted[end..];
        field
    }
}
