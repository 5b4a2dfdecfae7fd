//! Start times that another scheduler gave the jobs of a log: `job_id,start`, plain or gzip.

use super::fault::{Bad, LogFault, NotALog, Problems};
use super::format::{Format, Header};
use super::job::JobId;
use super::lines::{Cells, Lines, split_at};
use super::row::{Column, FARTHEST, Row};
use super::tally::Notes;
use std::path::{Path, PathBuf};

/// A job's start in a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// The log's own id of the job.
    pub id: JobId,
    /// When it starts, on the log's clock.
    pub start_s: i64,
    /// Line of the file, from 1.
    pub line: u64,
}

/// A schedule, read in the file's order. Rows that cannot be read come as `Problems`, one each.
pub struct Schedule {
    path: PathBuf,
    lines: Lines,
    columns: usize,
    id: Column,
    start: Column,
}

impl Schedule {
    /// Opens a schedule: CSV with the columns `job_id` and `start`, wherever they stand; others are not looked at.
    ///
    /// # Errors
    /// `Io`, or `NotALog` where the header lacks one of the two.
    pub fn open(path: &Path) -> Result<Self, LogFault> {
        let mut lines = Lines::open(path)?;
        let not = |is| LogFault::NotALog { path: path.to_owned(), is };
        let Some((_, line)) = lines.next()? else { return Err(not(NotALog::Nothing)) };
        // Any format of CSV: its header is split the same.
        let header = Header::of(Format::Sessions, line);
        let (Some(id), Some(start)) = (header.find("job_id"), header.find("start")) else {
            let line = String::from_utf8_lossy(line).chars().take(60).collect();
            return Err(not(NotALog::NoSchedule(line)));
        };
        Ok(Self { path: path.to_owned(), columns: header.len(), id, start, lines })
    }
}

impl Iterator for Schedule {
    type Item = Result<Start, LogFault>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (line, text) = match self.lines.next() {
                Ok(line) => line?,
                Err(fault) => return Some(Err(fault)),
            };
            if text.trim_ascii().is_empty() {
                continue;
            }
            let mut cells = Cells::new();
            split_at(b',', true, text, &mut cells);
            let (mut problems, mut notes) = (Problems::of(&self.path), Notes::default());
            if cells.len() != self.columns {
                let found = format!("{} columns", cells.len());
                problems.push(line, 1, "", found.as_bytes(), Bad::Columns(self.columns));
                return Some(Err(LogFault::Problems(problems)));
            }
            let mut row = Row { line, text, cells: &cells, problems: &mut problems, notes: &mut notes };
            let id = std::str::from_utf8(row.cell(self.id)).ok().and_then(JobId::parse);
            if id.is_none() {
                row.refuse(self.id, Bad::NotId);
            }
            let start = row.number(self.start, -FARTHEST, FARTHEST);
            return Some(match (id, start) {
                (Some(id), Some(start_s)) => Ok(Start { id, start_s, line }),
                (None, _) | (_, None) => Err(LogFault::Problems(problems)),
            });
        }
    }
}
