//! A job log: what it is, what became of its rows, and its jobs in order.

use super::fault::{LogFault, NotALog, Problems};
use super::format::Format;
use super::job::{Clock, Job, JobId, Offset, Unit};
use super::parser::Whole;
use super::reader::Reader;
use super::slurm;
use super::tally::Tally;
use naru_units::HOUR;
use std::{
    path::{Path, PathBuf},
    vec,
};

/// How a log is to be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Its format; `None`: by its first line.
    pub format: Option<Format>,
    /// Size of the pool: larger jobs are left out. `None`: no limit.
    pub pool: Option<u32>,
    /// What happens to rows that cannot be read.
    pub bad_rows: BadRows,
}

/// What happens to rows that cannot be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BadRows {
    /// The log is refused, with the first of them.
    #[default]
    Refuse,
    /// They are passed over and counted.
    Skip,
}

/// In which order a log has its jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// By submit time, then id, as the file has them: its jobs are streamed.
    File,
    /// Not so in the file: all jobs are loaded (some 120 bytes each) and sorted by submit time, then id, then line.
    Sorted,
}

/// A job log that was looked through and can be read again and again.
#[derive(Clone, Debug)]
pub struct JobLog {
    path: PathBuf,
    options: Options,
    whole: Whole,
    names: Vec<String>,
    /// Its format.
    pub format: Format,
    /// Whether the file is gzip.
    pub packed: bool,
    /// What its seconds mean.
    pub clock: Clock,
    /// What its sizes count.
    pub unit: Unit,
    /// Processors of the real machine, where the header says.
    pub processors: Option<u32>,
    /// What became of its rows.
    pub tally: Tally,
    /// In which order its jobs come.
    pub order: Order,
    /// How many jobs have an id that an earlier job has.
    pub repeated_ids: u64,
    /// The first submit time.
    pub first_submit_s: i64,
    /// The last submit time.
    pub last_submit_s: i64,
    /// The latest time at which a job is known to have run, in the real system. Where waits are not known, they count 0.
    pub end_s: i64,
    /// The largest size.
    pub largest: u32,
    /// Rows that could not be read and were passed over.
    pub problems: Problems,
}

impl JobLog {
    /// Looks through a log from its first line to its last, in bounded memory but for what tells equal rows (16 bytes a
    /// row; not in SWF) and, where ids do not ascend, equal ids.
    ///
    /// # Errors
    /// See [`LogFault`]; a log without any job is `NoJob`.
    pub fn open(path: &Path, options: Options) -> Result<Self, LogFault> {
        let open = || Reader::open(path, options.format, options.pool);
        let whole = open()?.whole()?;
        let mut reader = open()?.knowing(whole);
        let mut ends: Option<Ends> = None;
        while let Some(job) = reader.next()? {
            ends = Some(ends.map_or_else(|| Ends::of(&job), |ends| ends.and(&job)));
        }
        let packed = reader.packed();
        let rows = reader.rows;
        if rows.problems.count > 0 && options.bad_rows == BadRows::Refuse {
            return Err(LogFault::Problems(rows.problems));
        }
        if rows.tally.rows == 0 {
            return Err(LogFault::NotALog { path: path.to_owned(), is: NotALog::Nothing });
        }
        let Some(ends) = ends else {
            return Err(LogFault::NoJob { path: path.to_owned(), tally: Box::new(rows.tally) });
        };
        let repeated_ids = if ends.ids_ascend { 0 } else { repeated(open()?.knowing(whole))? };
        let wall_clock = |offset| Clock {
            origin_unix_s: Some(0),
            offset_s: Offset::Assumed(offset),
            zone_name: None,
            shifted: false,
        };
        let of_trace = |offset_s| Clock { origin_unix_s: None, offset_s, zone_name: None, shifted: false };
        let (clock, unit) = match rows.format {
            Format::Swf => (rows.head.clock(ends.first_submit_s), Unit::Processors),
            Format::Slurm if whole.has_cards => (wall_clock(slurm::OFFSET_S), Unit::Cards),
            Format::Slurm => (wall_clock(slurm::OFFSET_S), Unit::Processors),
            Format::Philly => (wall_clock(0), Unit::Cards),
            Format::Instances => (of_trace(Offset::Unknown), Unit::Cards),
            Format::Requests => (Clock { shifted: true, ..of_trace(Offset::Unknown) }, Unit::Jobs),
            Format::Sessions => (of_trace(Offset::Said(9 * HOUR)), Unit::Cards),
        };
        Ok(Self {
            path: path.to_owned(),
            options,
            whole,
            names: rows.names.all().to_vec(),
            format: rows.format,
            packed,
            clock,
            unit,
            processors: rows.head.processors,
            tally: rows.tally,
            order: if ends.in_order { Order::File } else { Order::Sorted },
            repeated_ids,
            first_submit_s: ends.first_submit_s,
            last_submit_s: ends.last_submit_s,
            end_s: ends.end_s,
            largest: ends.largest,
            problems: rows.problems,
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The name of a user or group; of a log that has numbers for them, the number.
    pub fn name(&self, number: u32) -> String {
        self.names.get(number as usize).cloned().unwrap_or_else(|| number.to_string())
    }

    /// Its jobs by submit time, then id, then line.
    ///
    /// # Errors
    /// As [`JobLog::open`], for a file that has changed since.
    pub fn jobs(&self) -> Result<Jobs, LogFault> {
        let reader = Reader::open(&self.path, Some(self.format), self.options.pool)?.knowing(self.whole);
        let mut streamed =
            Streamed { reader, expected: self.tally.clone(), path: self.path.clone(), done: false };
        match self.order {
            Order::File => Ok(Jobs(Inner::Streamed(Box::new(streamed)))),
            Order::Sorted => {
                let mut jobs = Vec::with_capacity(self.tally.jobs as usize);
                while let Some(job) = streamed.next()? {
                    jobs.push(job);
                }
                // By line last: equal ids stay as the file has them, without the memory of a stable sort.
                jobs.sort_unstable_by_key(|job| (job.submit_s, job.id, job.line));
                Ok(Jobs(Inner::Loaded(jobs.into_iter())))
            }
        }
    }
}

/// Jobs of a log, in order.
pub struct Jobs(Inner);

enum Inner {
    Streamed(Box<Streamed>),
    Loaded(vec::IntoIter<Job>),
}

impl Iterator for Jobs {
    type Item = Result<Job, LogFault>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Inner::Streamed(streamed) => streamed.next().transpose(),
            Inner::Loaded(jobs) => jobs.next().map(Ok),
        }
    }
}

struct Streamed {
    reader: Reader,
    /// What the first reading counted.
    expected: Tally,
    path: PathBuf,
    done: bool,
}

impl Streamed {
    fn next(&mut self) -> Result<Option<Job>, LogFault> {
        if self.done {
            return Ok(None);
        }
        let next = self.reader.next();
        self.done = !matches!(next, Ok(Some(_)));
        if matches!(next, Ok(None)) && self.reader.rows.tally != self.expected {
            return Err(LogFault::Changed(self.path.clone()));
        }
        next
    }
}

/// First, last and largest of the jobs so far.
struct Ends {
    last: (i64, JobId),
    in_order: bool,
    ids_ascend: bool,
    first_submit_s: i64,
    last_submit_s: i64,
    end_s: i64,
    largest: u32,
}

impl Ends {
    fn of(job: &Job) -> Self {
        Self {
            last: (job.submit_s, job.id),
            in_order: true,
            ids_ascend: true,
            first_submit_s: job.submit_s,
            last_submit_s: job.submit_s,
            end_s: end_s(job),
            largest: job.cards,
        }
    }

    fn and(self, job: &Job) -> Self {
        Self {
            last: (job.submit_s, job.id),
            in_order: self.in_order && self.last <= (job.submit_s, job.id),
            ids_ascend: self.ids_ascend && self.last.1 < job.id,
            first_submit_s: self.first_submit_s.min(job.submit_s),
            last_submit_s: self.last_submit_s.max(job.submit_s),
            end_s: self.end_s.max(end_s(job)),
            largest: self.largest.max(job.cards),
        }
    }
}

fn end_s(job: &Job) -> i64 {
    job.submit_s + job.wait_s.unwrap_or(0) + job.run_s
}

fn repeated(mut reader: Reader) -> Result<u64, LogFault> {
    let mut ids = Vec::new();
    while let Some(job) = reader.next()? {
        ids.push(job.id);
    }
    ids.sort_unstable();
    let all = ids.len();
    ids.dedup();
    Ok((all - ids.len()) as u64)
}
