//! A CSV file of any column order and encoding, as records with their places.

use super::map::Map;
use super::trouble::{Fault, Troubles, What};
use crate::Error;
use csv::{ByteRecord, Reader, ReaderBuilder};
use encoding_rs::{DecoderResult, EUC_KR};
use std::{
    borrow::Cow,
    collections::BTreeMap,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// How a file's text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a byte order mark.
    Utf8,
    /// UTF-8 with one, as spreadsheets write it.
    Utf8Bom,
    /// CP949 (Windows Korean).
    Cp949,
}

impl Encoding {
    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8 (BOM)",
            Self::Cp949 => "CP949",
        }
    }

    /// Of a whole file, which is read once for it: Korean may begin in its last row. Otherwise what is wrong, and the
    /// row: for a text, that in which the last of the encodings is ruled out.
    fn of(path: &Path) -> io::Result<Result<Self, (u64, What)>> {
        let mut file = File::open(path)?;
        let mut chunk = vec![0; 64 * 1024];
        let mut decoded = String::with_capacity(256 * 1024);
        let mut cp949_reader = EUC_KR.new_decoder_without_bom_handling();
        // Rows in which UTF-8 and CP949 are ruled out.
        let (mut utf8, mut cp949) = (None, None);
        let (mut first, mut plain, mut bom, mut row) = (true, true, false, 1);
        // The beginning of a character whose rest comes with the next chunk.
        let mut held = 0;
        loop {
            let read = file.read(&mut chunk[held..])?;
            let bytes = &chunk[..held + read];
            let new = &bytes[held..];
            let rows = |bytes: &[u8]| bytes.split(|b| *b == b'\n').count() as u64 - 1;
            if first {
                first = false;
                match new {
                    [] => return Ok(Err((0, What::Nothing))),
                    // A zip (xlsx), an old spreadsheet, UTF-16 either way round.
                    [b'P', b'K', 3, 4, ..]
                    | [0xd0, 0xcf, 0x11, 0xe0, ..]
                    | [0xff, 0xfe, ..]
                    | [0xfe, 0xff, ..] => {
                        return Ok(Err((0, What::NotCsv)));
                    }
                    _ => bom = new.starts_with(b"\xef\xbb\xbf"),
                }
            }
            if new.contains(&0) {
                return Ok(Err((row + rows(new), What::NotCsv)));
            }
            plain &= new.is_ascii();
            if cp949.is_none() && !plain {
                decoded.clear();
                let (result, taken) =
                    cp949_reader.decode_to_string_without_replacement(new, &mut decoded, read == 0);
                if matches!(result, DecoderResult::Malformed(..)) {
                    cp949 = Some(row + rows(&new[..taken]));
                }
            }
            let mut rest = 0;
            if utf8.is_none()
                && let Err(error) = std::str::from_utf8(bytes)
            {
                if error.error_len().is_none() && read > 0 {
                    rest = bytes.len() - error.valid_up_to();
                } else {
                    utf8 = Some(row + rows(&bytes[..error.valid_up_to()]));
                }
            }
            row += rows(new);
            if read == 0 {
                break;
            }
            let from = bytes.len() - rest;
            chunk.copy_within(from..from + rest, 0);
            held = rest;
        }
        Ok(match (utf8, cp949) {
            (None, _) if bom => Ok(Self::Utf8Bom),
            (None, _) => Ok(Self::Utf8),
            (Some(_), None) => Ok(Self::Cp949),
            (Some(utf8), Some(cp949)) => Err((utf8.max(cp949), What::NotText)),
        })
    }
}

/// A column that is looked for in a file.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Its name in the contract.
    pub name: &'static str,
    /// Another name for it; empty where there is none.
    pub also: &'static str,
    /// Whether the file must have it.
    pub required: bool,
    /// What it means, and what is taken where it is absent or empty.
    pub meaning: &'static str,
}

/// A file and where its columns are.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub(super) path: PathBuf,
    pub(super) encoding: Encoding,
    pub(super) header: Vec<String>,
    /// Place of each column that is looked for.
    places: Vec<Option<usize>>,
    pub(super) map: Map,
}

impl Sheet {
    /// Looks at a file: its encoding and its header. `names` are the map's for this file.
    pub(super) fn open(
        path: &Path,
        wanted: &'static [Wanted],
        names: &BTreeMap<String, String>,
        map: &Map,
    ) -> Result<Self, Fault> {
        let mut troubles = Troubles::of(path);
        if path.is_dir() {
            troubles.push(0, "", "", What::Folder);
            return Err(troubles.into());
        }
        let encoding = match Encoding::of(path).map_err(Error::reading(path))? {
            Ok(encoding) => encoding,
            Err((row, what)) => {
                troubles.push(row, "", "", what);
                return Err(troubles.into());
            }
        };
        let mut sheet = Self {
            path: path.to_owned(),
            encoding,
            header: Vec::new(),
            places: Vec::new(),
            map: map.clone(),
        };
        let mut reader = sheet.reader()?;
        let mut record = ByteRecord::new();
        reader.read_byte_record(&mut record).map_err(|error| sheet.io(error))?;
        sheet.header = record.iter().map(|cell| sheet.text(cell).trim().to_owned()).collect();
        sheet.places = sheet.find(wanted, names, &mut troubles);
        troubles.none()?;
        Ok(sheet)
    }

    fn find(
        &self,
        wanted: &'static [Wanted],
        names: &BTreeMap<String, String>,
        troubles: &mut Troubles,
    ) -> Vec<Option<usize>> {
        let known = |name: &str| wanted.iter().any(|column| column.name == name || column.also == name);
        for (column, header) in names {
            if !known(column) {
                let columns = wanted.iter().map(|column| column.name).collect();
                troubles.push(0, column, column, What::MapColumn(columns));
            } else if !self.header.contains(header) {
                troubles.push(1, column, header, What::MapHeader(self.header.clone()));
            }
        }
        let place = |column: &Wanted, troubles: &mut Troubles| {
            let mapped =
                names.get(column.name).or_else(|| names.get(column.also).filter(|_| !column.also.is_empty()));
            let called = |header: &str| match mapped {
                Some(name) => header == name,
                None => header == column.name || !column.also.is_empty() && header == column.also,
            };
            let mut found: Vec<usize> =
                (0..self.header.len()).filter(|at| called(&self.header[*at])).collect();
            if found.len() > 1 {
                troubles.push(1, column.name, &self.header[found[0]], What::TwoColumns);
            } else if found.is_empty() && column.required && mapped.is_none() {
                troubles.push(1, column.name, "", What::NoColumn(self.header.clone()));
            }
            found.pop()
        };
        wanted.iter().map(|column| place(column, troubles)).collect()
    }

    /// Whether the file has the column of that position in the list it was opened with.
    pub(super) fn has(&self, column: usize) -> bool {
        self.places[column].is_some()
    }

    /// Where the column stands in the file.
    pub(super) fn place(&self, column: usize) -> Option<usize> {
        self.places[column]
    }

    fn reader(&self) -> Result<Reader<File>, Error> {
        let file = File::open(&self.path).map_err(Error::reading(&self.path))?;
        // Cells are bytes until they are looked at: no byte of CP949's pairs is a comma, a quote or a line's end.
        Ok(ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(1 << 16).from_reader(file))
    }

    fn io(&self, error: csv::Error) -> Error {
        Error::Io { path: self.path.clone(), source: error.into() }
    }

    /// Tells every record after the header with its row. Rows without any text, which spreadsheets leave behind, are
    /// passed over; so are those with another number of cells, as a trouble. So is a file without any row.
    pub(super) fn each(
        &self,
        troubles: &mut Troubles,
        mut tell: impl FnMut(Record<'_>, &mut Troubles),
    ) -> Result<(), Error> {
        let mut reader = self.reader()?;
        let mut record = ByteRecord::new();
        reader.read_byte_record(&mut record).map_err(|error| self.io(error))?;
        let mut any = false;
        while reader.read_byte_record(&mut record).map_err(|error| self.io(error))? {
            let row = record.position().map_or(0, csv::Position::line);
            if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            any = true;
            if record.len() != self.header.len() {
                troubles.push(row, "", &record.len().to_string(), What::Cells(self.header.len()));
                continue;
            }
            tell(Record { sheet: self, cells: &record, row }, troubles);
        }
        if !any {
            troubles.push(0, "", "", What::NoRows);
        }
        Ok(())
    }

    fn text<'a>(&self, cell: &'a [u8]) -> Cow<'a, str> {
        match self.encoding {
            Encoding::Utf8 | Encoding::Utf8Bom => String::from_utf8_lossy(cell),
            Encoding::Cp949 => EUC_KR.decode_without_bom_handling(cell).0,
        }
    }
}

/// One record of a sheet.
pub(super) struct Record<'a> {
    sheet: &'a Sheet,
    cells: &'a ByteRecord,
    pub(super) row: u64,
}

impl<'a> Record<'a> {
    /// The text of a column, by its position in the list that the sheet was opened with; `None` where the file has no
    /// such column or the cell is empty.
    pub(super) fn get(&self, column: usize) -> Option<Cow<'a, str>> {
        let cell = self.cells.get(self.sheet.places[column]?)?.trim_ascii();
        if cell.is_empty() {
            return None;
        }
        Some(self.sheet.text(cell))
    }

    /// The cell in a column of the file; empty where it has none.
    pub(super) fn at(&self, place: usize) -> Cow<'a, str> {
        self.sheet.text(self.cells.get(place).unwrap_or_default().trim_ascii())
    }

    /// All cells as they stand.
    pub(super) fn all(&self) -> impl Iterator<Item = Cow<'a, str>> {
        self.cells.iter().map(|cell| self.sheet.text(cell))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Characters lie across the ends of chunks in each of the three: after 0, 1 and 2 bytes of ASCII.
    #[test]
    fn a_character_over_the_end_of_a_chunk_is_one_character() {
        let path = std::env::temp_dir().join(format!("naru-encoding-{}.csv", std::process::id()));
        for ascii in 0..3 {
            let text = "a".repeat(ascii) + &"가".repeat(70_000);
            let (cp949, _, _) = EUC_KR.encode(&text);
            for (bytes, want) in [(text.as_bytes(), Encoding::Utf8), (&*cp949, Encoding::Cp949)] {
                std::fs::write(&path, bytes).unwrap();
                assert_eq!(Encoding::of(&path).unwrap(), Ok(want), "{ascii}");
            }
        }
        std::fs::remove_file(&path).unwrap();
    }
}
