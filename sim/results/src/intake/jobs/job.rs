//! A job as every log has it.

use std::fmt;

/// One job of a log. Times are whole seconds on the log's own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// The log's own id.
    pub id: JobId,
    /// Line of the file, from 1.
    pub line: u64,
    /// When it was submitted; not negative.
    pub submit_s: i64,
    /// How long it waited in the real system, where the log tells.
    pub wait_s: Option<i64>,
    /// How long it ran; not negative. Where it is cut ([`Job::cut`]), the part that the log has seen.
    pub run_s: i64,
    /// How long the work would have taken that was asked for, where the log tells (only `sessions.csv` does).
    pub work_s: Option<i64>,
    /// Its size in the log's [`Unit`]; positive.
    pub cards: u32,
    /// What its user said that it would take, where anything was said; positive.
    pub estimate_s: Option<i64>,
    /// Whose it is: a number of the log, or the place of a name among the log's.
    pub user: Option<u32>,
    /// Partition, virtual cluster, application or product; numbered as users are.
    pub group: Option<u32>,
    /// How it ended.
    pub end: End,
    /// Whether the log has seen the whole of it.
    pub cut: Cut,
}

impl Job {
    /// What a planner may believe of its length: the estimate, and the run time where there is none.
    pub fn expected_s(&self) -> i64 {
        self.estimate_s.unwrap_or(self.run_s)
    }
}

/// A log's own id: `17`, or in Slurm `17_4` (of an array) and `17+1` (of a heterogeneous job).
///
/// Ordered by number; of one number, a plain id comes first, then parts by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId {
    /// The number.
    pub number: u64,
    /// The part.
    pub part: Part,
}

/// Part of a job that has an id of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The whole.
    Whole,
    /// Of a Slurm array.
    Array(u32),
    /// Of a Slurm heterogeneous job.
    Component(u32),
}

impl JobId {
    /// A plain number.
    pub const fn plain(number: u64) -> Self {
        Self { number, part: Part::Whole }
    }

    /// Reads `17`, `17_4`, `17+1`.
    ///
    /// ```
    /// # use naru_results::intake::jobs::JobId;
    /// for id in ["17", "17_4", "17+1"] {
    ///     assert_eq!(JobId::parse(id).unwrap().to_string(), id);
    /// }
    /// assert_eq!(JobId::parse("17.batch"), None);
    /// assert!(JobId::parse("17_10") > JobId::parse("17_9"));
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let (number, part) = match text.find(['_', '+']) {
            Some(at) => {
                let part = text[at + 1..].parse().ok().filter(|_| digits(&text[at + 1..]))?;
                let array = text.as_bytes()[at] == b'_';
                (&text[..at], if array { Part::Array(part) } else { Part::Component(part) })
            }
            None => (text, Part::Whole),
        };
        Some(Self { number: number.parse().ok().filter(|_| digits(number))?, part })
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.number;
        match self.part {
            Part::Whole => write!(f, "{number}"),
            Part::Array(index) => write!(f, "{number}_{index}"),
            Part::Component(index) => write!(f, "{number}+{index}"),
        }
    }
}

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// As it should.
    Completed,
    /// With an error, its own or the system's.
    Failed,
    /// By its user or an operator.
    Cancelled,
    /// At its time limit.
    TimedOut,
    /// Not yet, when the log was taken.
    Running,
    /// The log does not say.
    Unknown,
}

/// What of a job lies outside the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cut {
    /// Nothing.
    Whole,
    /// Its beginning (left-truncated): it is taken to be submitted at the log's beginning.
    Begin,
    /// Its end (right-censored): it still ran at the log's end, or something else than the work ended it.
    End,
    /// Both.
    Both,
}

/// What a size counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// GPUs.
    Cards,
    /// Processors.
    Processors,
    /// The log has no sizes: each job counts one.
    Jobs,
}

/// What the log's seconds mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Unix time of the log's second 0; `None` where the log does not say.
    pub origin_unix_s: Option<i64>,
    /// Seconds east of UTC of the wall clock at the log's beginning.
    pub offset_s: Offset,
    /// The log's name for the zone.
    pub zone_name: Option<String>,
    /// All times were shifted by an unknown length for anonymity: no hour of the day, no day of the week.
    pub shifted: bool,
}

/// Seconds east of UTC, and who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Offset {
    /// The log.
    Said(i64),
    /// Nobody: the log has wall-clock times without a zone, and this one was taken.
    Assumed(i64),
    /// Nobody, and none is needed to read the log.
    Unknown,
}
