//! One reading of a log from its first line to its last.

use super::fault::{Bad, LogFault, NotALog, Problems};
use super::format::{Format, Header};
use super::job::{Cut, Job};
use super::lines::{Cells, Lines};
use super::parser::{Parser, Whole};
use super::row::{Found, Names, Raw, Row};
use super::swf;
use super::tally::{Noted, Notes, Skipped, Tally};
use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hasher as _},
    path::Path,
};

/// A log that is being read.
pub(super) struct Reader {
    lines: Lines,
    pub(super) rows: Rows,
}

/// What is done with its lines, and what came of them.
pub(super) struct Rows {
    pub(super) format: Format,
    parser: Parser,
    /// The line that names the columns, where the format has one. Logs that were put together have it again.
    header: Option<Box<[u8]>>,
    columns: usize,
    pool: Option<u32>,
    whole: Whole,
    cells: Cells,
    seen: HashSet<u64>,
    pub(super) head: swf::Head,
    pub(super) names: Names,
    pub(super) tally: Tally,
    pub(super) problems: Problems,
}

impl Reader {
    /// Opens a log, looks at its first line with text, and begins again. `pool`: no job is larger.
    pub(super) fn open(path: &Path, format: Option<Format>, pool: Option<u32>) -> Result<Self, LogFault> {
        let not = |is| LogFault::NotALog { path: path.to_owned(), is };
        let mut lines = Lines::open(path)?;
        let line: Box<[u8]> = loop {
            match lines.next()? {
                None => return Err(not(NotALog::Nothing)),
                Some((_, line)) if line.trim_ascii().is_empty() => {}
                Some((_, line)) => break line.into(),
            }
        };
        let format = format.map_or_else(|| Format::recognise(&line), Ok).map_err(not)?;
        let parser = Parser::of(format, &line).map_err(not)?;
        let (header, columns) = match format {
            Format::Swf => (None, swf::COLUMNS),
            Format::Slurm | Format::Philly | Format::Instances | Format::Requests | Format::Sessions => {
                let columns = Header::of(format, &line).len();
                (Some(line), columns)
            }
        };
        let rows = Rows {
            format,
            parser,
            header,
            columns,
            pool,
            whole: Whole::default(),
            cells: Cells::new(),
            seen: HashSet::new(),
            head: swf::Head::default(),
            names: Names::default(),
            tally: Tally::default(),
            problems: Problems::of(path),
        };
        Ok(Self { lines: Lines::open(path)?, rows })
    }

    /// Reads with what is known of the whole log.
    pub(super) fn knowing(mut self, whole: Whole) -> Self {
        self.rows.whole = whole;
        self
    }

    /// Reads the log for what must be known of the whole of it.
    pub(super) fn whole(mut self) -> Result<Whole, LogFault> {
        let mut whole = Whole::default();
        if self.rows.parser.needs_whole() {
            while !whole.has_cards
                && let Some((number, line)) = self.lines.next()?
            {
                self.rows.learn(line, number, &mut whole);
            }
        }
        Ok(whole)
    }

    /// Whether the file is gzip.
    pub(super) fn packed(&self) -> bool {
        self.lines.packed
    }

    /// The next job; `None` behind the last. Rows that are none are counted.
    pub(super) fn next(&mut self) -> Result<Option<Job>, LogFault> {
        while let Some((number, line)) = self.lines.next()? {
            if let Some(job) = self.rows.job(line, number) {
                return Ok(Some(job));
            }
        }
        Ok(None)
    }
}

impl Rows {
    /// A line that is no row: blank, a header or a comment.
    fn no_row(&mut self, line: &[u8]) -> bool {
        let comment = self.format == Format::Swf && line.trim_ascii_start().starts_with(b";");
        if comment {
            self.head.take(line.trim_ascii());
        }
        comment || line.trim_ascii().is_empty() || self.header.as_deref() == Some(line)
    }

    fn learn(&mut self, line: &[u8], number: u64, whole: &mut Whole) {
        if self.no_row(line) {
            return;
        }
        self.format.split(line, &mut self.cells);
        if self.cells.len() == self.columns {
            let (notes, problems) = (&mut Notes::default(), &mut self.problems);
            let mut row = Row { line: number, text: line, cells: &self.cells, problems, notes };
            self.parser.learn(&mut row, whole);
        }
    }

    /// The job of a line, if it is one.
    fn job(&mut self, line: &[u8], number: u64) -> Option<Job> {
        if self.no_row(line) {
            return None;
        }
        self.tally.rows += 1;
        let mut notes = Notes::default();
        match self.read(line, number, &mut notes).and_then(|raw| judge(raw, number, self.pool, &mut notes)) {
            Ok(job) => {
                self.tally.jobs += 1;
                self.tally.note(notes);
                Some(job)
            }
            Err(why) => {
                self.tally.skip(why);
                None
            }
        }
    }

    fn read(&mut self, line: &[u8], number: u64, notes: &mut Notes) -> Result<Raw, Skipped> {
        self.format.split(line, &mut self.cells);
        let more = self.format == Format::Swf && self.cells.len() > self.columns;
        if self.cells.len() != self.columns && !more {
            let found = format!("{} columns", self.cells.len());
            self.problems.push(number, 1, "", found.as_bytes(), Bad::Columns(self.columns));
            return Err(Skipped::WrongColumns);
        }
        let problems = &mut self.problems;
        let mut row = Row { line: number, text: line, cells: &self.cells, problems, notes };
        match self.parser.job(&mut row, &mut self.names, self.whole, self.tally.rows) {
            Found::Bad => Err(Skipped::Unreadable),
            Found::Not(why) => Err(why),
            Found::Job(_) if self.format != Format::Swf && !self.seen.insert(hash(line)) => {
                Err(Skipped::Duplicate)
            }
            Found::Job(raw) => Ok(raw),
        }
    }
}

/// The rules that all formats share, in the order in which they are asked.
fn judge(raw: Raw, line: u64, pool: Option<u32>, notes: &mut Notes) -> Result<Job, Skipped> {
    let cards = u32::try_from(raw.size).ok().filter(|cards| *cards > 0).ok_or(Skipped::NoSize)?;
    if pool.is_some_and(|pool| cards > pool) {
        return Err(Skipped::AbovePool);
    }
    if raw.run_s < 0 {
        return Err(Skipped::NegativeRun);
    }
    if raw.submit_s < 0 {
        return Err(Skipped::NegativeSubmit);
    }
    let mut note = |what, holds: bool| {
        if holds {
            notes.add(what);
        }
    };
    note(Noted::NoEstimate, raw.estimate_s.is_none());
    note(Noted::PastEstimate, raw.estimate_s.is_some_and(|estimate| raw.run_s > estimate));
    note(Noted::ZeroLength, raw.run_s == 0);
    note(Noted::NegativeWait, raw.wait_s.is_some_and(|wait| wait < 0));
    note(Noted::CutBegin, matches!(raw.cut, Cut::Begin | Cut::Both));
    note(Noted::CutEnd, matches!(raw.cut, Cut::End | Cut::Both));
    Ok(Job {
        id: raw.id,
        line,
        submit_s: raw.submit_s,
        wait_s: raw.wait_s.filter(|wait| *wait >= 0),
        run_s: raw.run_s,
        work_s: raw.work_s,
        cards,
        estimate_s: raw.estimate_s,
        user: raw.user,
        group: raw.group,
        end: raw.end,
        cut: raw.cut,
    })
}

/// Rows are told apart by 64 bits: among ten million, two different ones are taken for the same with a chance of one
/// in 370,000.
fn hash(line: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(line);
    hasher.finish()
}
