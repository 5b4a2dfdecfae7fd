//! One row of a log: its cells as numbers, lengths and times, or a problem with its place.

use super::fault::{Bad, Problems};
use super::job::{Cut, End, JobId};
use super::tally::{Noted, Notes, Skipped};
use crate::intake::{number::thousandths, when::time};
use jiff::civil::Date;
use naru_units::{DAY, Epoch, HOUR};
use std::collections::HashMap;

/// No time of a log is farther from its zero, and no length is longer: some three thousand years.
pub(super) const FARTHEST: i64 = 100_000_000_000;

/// What a row is.
pub(super) enum Found {
    /// A job as the log has it, not judged yet.
    Job(Raw),
    /// No job.
    Not(Skipped),
    /// Nothing that can be read; its problems have been told.
    Bad,
}

/// A job as the log has it: sizes and times may have any sign.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw {
    pub(super) id: JobId,
    pub(super) submit_s: i64,
    pub(super) wait_s: Option<i64>,
    pub(super) run_s: i64,
    pub(super) work_s: Option<i64>,
    pub(super) size: i64,
    pub(super) estimate_s: Option<i64>,
    pub(super) user: Option<u32>,
    pub(super) group: Option<u32>,
    pub(super) end: End,
    pub(super) cut: Cut,
}

/// A column: its place in the file and what the format calls it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) at: usize,
    pub(super) name: &'static str,
}

/// A row of a file.
pub(super) struct Row<'a> {
    pub(super) line: u64,
    pub(super) text: &'a [u8],
    pub(super) cells: &'a [(usize, usize)],
    pub(super) problems: &'a mut Problems,
    pub(super) notes: &'a mut Notes,
}

impl<'a> Row<'a> {
    /// The cell of a column without the blanks around it.
    pub(super) fn cell(&self, column: Column) -> &'a [u8] {
        let (from, to) = self.cells[column.at];
        self.text[from..to].trim_ascii()
    }

    /// The same; `None` where the log has no such column or the cell is empty.
    pub(super) fn cell_of(&self, column: Option<Column>) -> Option<&'a [u8]> {
        column.map(|column| self.cell(column)).filter(|cell| !cell.is_empty())
    }

    /// Tells a problem with a cell.
    pub(super) fn refuse(&mut self, column: Column, what: Bad) {
        let at = self.cells[column.at].0 + 1;
        self.problems.push(self.line, at, column.name, self.cell(column), what);
    }

    /// A number within bounds, to the nearest whole one.
    pub(super) fn number(&mut self, column: Column, least: i64, most: i64) -> Option<i64> {
        let cell = self.cell(column);
        let number = integer(cell).or_else(|| {
            let thousandths = std::str::from_utf8(cell).ok().and_then(thousandths)?;
            if thousandths % 1_000 != 0 {
                self.notes.add(Noted::Fraction);
            }
            Some((thousandths + 500).div_euclid(1_000))
        });
        let Some(number) = number else {
            self.refuse(column, if cell.is_empty() { Bad::Empty } else { Bad::NotNumber });
            return None;
        };
        if !(least..=most).contains(&number) {
            self.refuse(column, Bad::Outside(least, most));
            return None;
        }
        Some(number)
    }

    /// A number within bounds, or nothing. `Err` where it cannot be read.
    pub(super) fn or_empty(&mut self, column: Column, least: i64, most: i64) -> Result<Option<i64>, ()> {
        if self.cell(column).is_empty() {
            return Ok(None);
        }
        self.number(column, least, most).map(Some).ok_or(())
    }

    /// Unix seconds of a time; one without a zone is that of a wall clock `offset_s` east of UTC.
    pub(super) fn unix(&mut self, column: Column, offset_s: i64) -> Option<i64> {
        let unix = std::str::from_utf8(self.cell(column)).ok().and_then(|text| unix(text, offset_s));
        if unix.is_none() {
            self.refuse(column, Bad::NotTime);
        }
        unix
    }

    /// Seconds of a length: `3600`, `10:00` (minutes), `02:03:04`, `1-02:03:04`, parts of a second cut.
    pub(super) fn length(&mut self, column: Column) -> Option<i64> {
        let length = std::str::from_utf8(self.cell(column)).ok().and_then(length);
        if length.is_none() {
            self.refuse(column, Bad::NotLength);
        }
        length
    }
}

/// A plain integer of at most fifteen digits.
pub(super) fn integer(cell: &[u8]) -> Option<i64> {
    let (negative, digits) = match cell {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || digits.len() > 15 {
        return None;
    }
    let mut number = 0;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        number = number * 10 + i64::from(digit - b'0');
    }
    Some(if negative { -number } else { number })
}

/// Seconds of a day and of the calendar since 1970, whatever the zone.
pub(super) const CALENDAR: Epoch = Epoch(Date::constant(1970, 1, 1));

fn unix(text: &str, offset_s: i64) -> Option<i64> {
    if let Some(seconds) = integer(text.as_bytes()) {
        return Some(seconds).filter(|s| s.abs() <= FARTHEST);
    }
    // Times without a zone are read as Korean, and those with one are turned into Korean.
    let korean = time(text, CALENDAR)?;
    let has_zone = text.get(11..)?.contains(['Z', 'z', '+', '-']);
    Some(korean - if has_zone { 9 * HOUR } else { offset_s })
}

/// See [`Row::length`].
pub(super) fn length(text: &str) -> Option<i64> {
    let (days, clock) = match text.split_once('-') {
        Some((days, clock)) => {
            (integer(days.as_bytes()).filter(|days| (0..=1_000_000).contains(days))?, clock)
        }
        None => (0, text),
    };
    let (clock, part) = clock.split_once('.').unwrap_or((clock, "0"));
    if !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut seconds = 0;
    let mut parts = 0;
    for part in clock.split(':') {
        seconds = seconds * 60 + integer(part.as_bytes()).filter(|n| (0..=FARTHEST).contains(n))?;
        parts += 1;
        if seconds > FARTHEST {
            return None;
        }
    }
    (parts <= 3 && (days == 0 || parts == 3)).then(|| days * DAY + seconds)
}

/// Texts that come again and again, numbered in the order in which they are first met.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    numbers: HashMap<Box<[u8]>, u32>,
    names: Vec<String>,
}

impl Names {
    pub(super) fn number(&mut self, name: &[u8]) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.numbers.insert(name.into(), number);
        self.names.push(String::from_utf8_lossy(name).into_owned());
        number
    }

    /// All of them by number.
    pub(super) fn all(&self) -> &[String] {
        &self.names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_as_slurm_writes_them() {
        for (text, want) in [
            ("0", Some(0)),
            ("3600", Some(3_600)),
            ("10:00", Some(600)),
            ("00:00:00", Some(0)),
            ("02:03:04", Some(7_384)),
            ("1-02:03:04", Some(93_784)),
            ("00:01:02.999", Some(62)),
            ("1-02:03", None),
            ("-1", None),
            ("1:2:3:4", None),
            ("UNLIMITED", None),
            ("NaN", None),
            ("", None),
            ("9999999-00:00:00", None),
        ] {
            assert_eq!(length(text), want, "{text}");
        }
    }

    /// 2025-05-01 is day 20,209 after 1970-01-01 (55 years of 365 days, 14 leap days, 120 days of 2025);
    /// 20,209 × 86,400 + 36,000 = 1,746,093,600.
    #[test]
    fn times_on_a_wall_clock_and_with_a_zone() {
        let ten_utc = 1_746_093_600;
        for (text, offset_s, want) in [
            ("2025-05-01T10:00:00", 0, Some(ten_utc)),
            ("2025-05-01 10:00:00", 0, Some(ten_utc)),
            ("2025-05-01T10:00:00", 9 * HOUR, Some(ten_utc - 32_400)),
            ("2025-05-01T10:00:00Z", 9 * HOUR, Some(ten_utc)),
            ("2025-05-01T19:00:00+09:00", 0, Some(ten_utc)),
            ("1746093600", 9 * HOUR, Some(ten_utc)),
            ("Unknown", 0, None),
            ("2025-05-01", 0, None),
        ] {
            assert_eq!(unix(text, offset_s), want, "{text}");
        }
    }
}
