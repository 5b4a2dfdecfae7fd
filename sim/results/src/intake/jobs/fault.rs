//! Why a job log could not be taken: as values, with the place and what to do.

use super::format::Format;
use super::tally::Tally;
use crate::Error;
use std::{
    fmt, io,
    path::{Path, PathBuf},
};

/// How many problems are told one by one; the rest is a count.
const TOLD: usize = 20;

/// Why a job log could not be taken.
#[derive(Debug)]
pub enum LogFault {
    /// The system refused, or the file is not there.
    Io(Error),
    /// A folder, a pipe or a device: a log is read twice, so it must be a file.
    NotAFile(PathBuf),
    /// Not the log of jobs that was looked for.
    NotALog {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        is: NotALog,
    },
    /// The data end or break within the file.
    Broken {
        /// The file.
        path: PathBuf,
        /// The last line that could be read whole.
        line: u64,
        /// How.
        how: Broken,
    },
    /// Rows that cannot be read.
    Problems(Problems),
    /// All rows were read, and none of them is a job.
    NoJob {
        /// The file.
        path: PathBuf,
        /// Where its rows went.
        tally: Box<Tally>,
    },
    /// Replayed on this pool it takes longer than the clock goes: 136 years from the first submit.
    TooLong(PathBuf),
    /// The file changed while it was read: its second reading differs from the first.
    Changed(PathBuf),
}

/// What a file is that is no job log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotALog {
    /// Empty, or nothing but comments.
    Nothing,
    /// Packed, by this program; only gzip is unpacked here.
    Packed(&'static str),
    /// Bytes that are no text.
    Binary,
    /// Counts of jobs by time, not jobs.
    Throughput,
    /// Averages of whole clusters, not jobs.
    ClusterSummary,
    /// A distribution, not jobs.
    Distribution,
    /// An inventory of servers, not jobs.
    Inventory,
    /// A schedule: start times without the jobs.
    Schedule,
    /// `sacct` output in columns of fixed width, which cuts what does not fit.
    SacctTable,
    /// A header without these columns, which the format must have.
    NoColumns(Format, Vec<&'static str>),
    /// No schedule either, which was looked for; its first line.
    NoSchedule(String),
    /// Nothing that is known here; its first line.
    Unknown(String),
}

/// How data end or break.
#[derive(Debug)]
pub enum Broken {
    /// The gzip stream is cut off or damaged.
    Gzip(io::Error),
    /// A line longer than any row of a log.
    LongLine(usize),
    /// A zero byte, which no text has.
    Binary,
}

/// One row that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line of the file, from 1.
    pub line: u64,
    /// Byte of the line at which the cell begins, from 1.
    pub at: usize,
    /// Column, as the format names it; empty where the whole row is meant.
    pub column: &'static str,
    /// What stood there.
    pub found: String,
    /// What is wrong with it.
    pub what: Bad,
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bad {
    /// Another number of columns than this one.
    Columns(usize),
    /// No number.
    NotNumber,
    /// A number outside these bounds.
    Outside(i64, i64),
    /// No time.
    NotTime,
    /// No length of time.
    NotLength,
    /// No id of a job.
    NotId,
    /// A cell that must not be empty.
    Empty,
    /// It ends before it starts.
    Reversed,
}

/// The rows of one file that cannot be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// The file.
    pub file: PathBuf,
    /// The first of them, in the file's order.
    pub first: Vec<Problem>,
    /// All of them.
    pub count: u64,
}

impl Problems {
    pub(super) fn of(file: &Path) -> Self {
        Self { file: file.to_owned(), first: Vec::new(), count: 0 }
    }

    pub(super) fn push(&mut self, line: u64, at: usize, column: &'static str, found: &[u8], what: Bad) {
        self.count += 1;
        if self.first.len() < TOLD {
            // A cell that swallowed half a file is not shown whole.
            let found = String::from_utf8_lossy(found).chars().take(60).collect();
            self.first.push(Problem { line, at, column, found, what });
        }
    }
}

impl From<Error> for LogFault {
    fn from(error: Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Columns(expected) => write!(f, "expected {expected} columns"),
            Self::NotNumber => write!(f, "expected a number"),
            Self::Outside(least, most) => write!(f, "expected {least} to {most}"),
            Self::NotTime => write!(f, "expected a time, such as 2025-05-01T10:00:00 or Unix seconds"),
            Self::NotLength => write!(f, "expected a length of time, such as 3600 or 1-02:03:04"),
            Self::NotId => write!(f, "expected the id of a job"),
            Self::Empty => write!(f, "expected something here"),
            Self::Reversed => write!(f, "ends before it starts"),
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for it in &self.first {
            let Problem { line, at, column, found, what } = it;
            write!(f, "{}:{line}:{at}: ", self.file.display())?;
            if column.is_empty() {
                writeln!(f, "the row has {found}; {what}")?;
            } else {
                writeln!(f, "`{column}` is `{found}`; {what}")?;
            }
        }
        let more = self.count - self.first.len() as u64;
        if more > 0 {
            writeln!(f, "and {more} more")?;
        }
        write!(f, "correct the rows, or pass over those that cannot be read: they are counted")
    }
}

impl fmt::Display for NotALog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => write!(f, "there is no row in it"),
            Self::Packed(program) => write!(f, "it is packed by {program}; unpack it first, or use gzip"),
            Self::Binary => write!(f, "it is no text"),
            Self::Throughput => {
                write!(
                    f,
                    "not a job log: it counts jobs by time and has no single jobs; take the log that it was made from"
                )
            }
            Self::ClusterSummary => {
                write!(
                    f,
                    "not a job log: it has averages of whole clusters and no single jobs; take a cluster's own log"
                )
            }
            Self::Distribution => write!(f, "not a job log: it is a distribution and has no single jobs"),
            Self::Inventory => write!(
                f,
                "not a job log: it is a list of servers, not of jobs; take the job log of the same trace"
            ),
            Self::Schedule => {
                write!(
                    f,
                    "not a job log: it is a schedule (start times without the jobs); hold it against the replay of a log"
                )
            }
            Self::SacctTable => write!(
                f,
                "it is sacct's table, whose columns cut what does not fit; write it again with `sacct --parsable2`"
            ),
            Self::NoColumns(format, columns) => {
                write!(f, "as {} its header needs {}", format.title(), columns.join(", "))
            }
            Self::NoSchedule(line) => {
                write!(f, "a schedule's header has `job_id` and `start`, and this one is `{line}`")
            }
            Self::Unknown(line) => write!(
                f,
                "no format is known that begins with `{line}`; known are {}",
                Format::ALL.map(Format::title).join(", ")
            ),
        }
    }
}

impl fmt::Display for LogFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "{error}"),
            Self::NotAFile(path) => {
                write!(f, "{}: not a file; a log is read twice, so write it to a file first", path.display())
            }
            Self::NotALog { path, is } => write!(f, "{}: {is}", path.display()),
            Self::Broken { path, line, how } => {
                let next = line + 1;
                write!(f, "{}:{next}: ", path.display())?;
                match how {
                    Broken::Gzip(error) => {
                        write!(f, "the gzip data are cut off or damaged here ({error}); fetch the file again")
                    }
                    Broken::LongLine(most) => {
                        write!(f, "a line of more than {most} bytes; no row of a log is so long")
                    }
                    Broken::Binary => write!(f, "a zero byte, which no text has; fetch the file again"),
                }
            }
            Self::Problems(problems) => write!(f, "{problems}"),
            Self::NoJob { path, tally } => {
                write!(f, "{}: none of its {} rows is a job:", path.display(), tally.rows)?;
                for why in super::Skipped::ALL {
                    if tally.skipped(why) > 0 {
                        write!(f, " {} {}", why.name(), tally.skipped(why))?;
                    }
                }
                Ok(())
            }
            Self::Changed(path) => write!(f, "{}: changed while it was read; read it again", path.display()),
            Self::TooLong(path) => write!(
                f,
                "{}: on this pool the replay takes longer than 136 years; give a larger pool, or see whether a time is wrong",
                path.display()
            ),
        }
    }
}

impl std::error::Error for LogFault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Broken { how: Broken::Gzip(error), .. } => Some(error),
            Self::Broken { how: Broken::LongLine(_) | Broken::Binary, .. }
            | Self::NotAFile(_)
            | Self::NotALog { .. }
            | Self::Problems(_)
            | Self::NoJob { .. }
            | Self::Changed(_)
            | Self::TooLong(_) => None,
        }
    }
}
