//! Lines of a file, plain or gzip, one at a time in one buffer.

use super::fault::{Broken, LogFault, NotALog};
use crate::Error;
use flate2::read::MultiGzDecoder;
use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read, Seek},
    path::{Path, PathBuf},
};

/// No row of a log is longer.
const LONGEST: usize = 1 << 16;

pub(super) struct Lines {
    path: PathBuf,
    reader: BufReader<Box<dyn Read>>,
    buffer: Vec<u8>,
    /// Number of the line in the buffer, from 1.
    number: u64,
    /// Whether the file is gzip, by its first bytes.
    pub(super) packed: bool,
}

impl Lines {
    pub(super) fn open(path: &Path) -> Result<Self, LogFault> {
        if !fs::metadata(path).map_err(Error::reading(path))?.is_file() {
            return Err(LogFault::NotAFile(path.to_owned()));
        }
        let mut file = File::open(path).map_err(Error::reading(path))?;
        let mut magic = Vec::with_capacity(6);
        file.by_ref().take(6).read_to_end(&mut magic).map_err(Error::io(path))?;
        file.rewind().map_err(Error::io(path))?;
        let not = |is| Err(LogFault::NotALog { path: path.to_owned(), is });
        let packed = match magic.as_slice() {
            [0x1f, 0x8b, ..] => true,
            [b'P', b'K', 3, 4, ..] => return not(NotALog::Packed("zip")),
            [0xfd, b'7', b'z', b'X', b'Z', 0] => return not(NotALog::Packed("xz")),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => return not(NotALog::Packed("zstd")),
            [b'B', b'Z', b'h', ..] => return not(NotALog::Packed("bzip2")),
            [0x1f, 0x9d, ..] => return not(NotALog::Packed("compress")),
            // UTF-16 either way round, an old spreadsheet.
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => {
                return not(NotALog::Binary);
            }
            _ => false,
        };
        let bytes: Box<dyn Read> = if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
        Ok(Self {
            path: path.to_owned(),
            reader: BufReader::with_capacity(1 << 18, bytes),
            buffer: Vec::with_capacity(LONGEST),
            number: 0,
            packed,
        })
    }

    /// The next line without its end and without a byte order mark, and its number from 1; `None` behind the last.
    pub(super) fn next(&mut self) -> Result<Option<(u64, &[u8])>, LogFault> {
        self.buffer.clear();
        let read = self.reader.by_ref().take(LONGEST as u64 + 1).read_until(b'\n', &mut self.buffer);
        if let Err(error) = read {
            return Err(self.fault(error));
        }
        if self.buffer.is_empty() {
            return Ok(None);
        }
        if self.buffer.contains(&0) {
            return Err(if self.number == 0 {
                LogFault::NotALog { path: self.path.clone(), is: NotALog::Binary }
            } else {
                self.broken(Broken::Binary)
            });
        }
        if self.buffer.len() > LONGEST {
            return Err(self.broken(Broken::LongLine(LONGEST)));
        }
        self.number += 1;
        let mut line = self.buffer.as_slice();
        line = line.strip_suffix(b"\n").unwrap_or(line);
        line = line.strip_suffix(b"\r").unwrap_or(line);
        if self.number == 1 {
            line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        }
        Ok(Some((self.number, line)))
    }

    fn fault(&self, error: io::Error) -> LogFault {
        let of_data = matches!(
            error.kind(),
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData
        );
        if self.packed && of_data {
            let whole = self.buffer.ends_with(b"\n");
            let mut fault = self.broken(Broken::Gzip(error));
            if let LogFault::Broken { line, .. } = &mut fault {
                *line += u64::from(whole);
            }
            return fault;
        }
        Error::io(&self.path)(error).into()
    }

    fn broken(&self, how: Broken) -> LogFault {
        LogFault::Broken { path: self.path.clone(), line: self.number, how }
    }
}

/// Where the cells of a row stand in it.
pub(super) type Cells = Vec<(usize, usize)>;

/// Cells between white space.
pub(super) fn split_blank(line: &[u8], cells: &mut Cells) {
    cells.clear();
    let mut start = None;
    for (at, byte) in line.iter().enumerate() {
        if byte.is_ascii_whitespace() {
            if let Some(from) = start.take() {
                cells.push((from, at));
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    if let Some(from) = start {
        cells.push((from, line.len()));
    }
}

/// Cells between single bytes, which mean nothing special within a pair of quotation marks. A quotation mark inside a
/// quoted cell stays doubled: no number and no time has one.
pub(super) fn split_at(separator: u8, may_quote: bool, line: &[u8], cells: &mut Cells) {
    cells.clear();
    let (mut from, mut quoted) = (0, false);
    let mut push = |from: usize, to: usize| {
        let cell = &line[from..to];
        let whole = may_quote && cell.len() > 1 && cell.starts_with(b"\"") && cell.ends_with(b"\"");
        cells.push(if whole { (from + 1, to - 1) } else { (from, to) });
    };
    for (at, byte) in line.iter().enumerate() {
        if *byte == b'"' && may_quote {
            quoted = !quoted;
        } else if *byte == separator && !quoted {
            push(from, at);
            from = at + 1;
        }
    }
    push(from, line.len());
}
