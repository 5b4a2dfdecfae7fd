//! Logs of jobs from real machines, for replays and fits: SWF, Slurm accounting, published GPU traces, our own sessions.
//!
//! A log is read at least twice: once to see what it is, whether its jobs come in order and what becomes of each row,
//! then as a stream. No row is dropped without being counted ([`Skipped`]); one that cannot be read refuses the log,
//! with its place, unless it may be passed over ([`BadRows`]). The format is told by the first line, gzip by its first
//! bytes.
//!
//! What a job would have cost, which policy it ran under and what a distribution of lengths looks like is not known
//! here.

mod fault;
mod format;
mod gpu;
mod job;
mod lines;
mod log;
mod own;
mod parser;
mod reader;
mod row;
mod schedule;
mod slurm;
mod swf;
mod tally;

pub use fault::{Bad, Broken, LogFault, NotALog, Problem, Problems};
pub use format::Format;
pub use job::{Clock, Cut, End, Job, JobId, Offset, Part, Unit};
pub use log::{BadRows, JobLog, Jobs, Options, Order};
pub use schedule::{Schedule, Start};
pub use tally::{Noted, Skipped, Tally};
