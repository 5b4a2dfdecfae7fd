//! What `naru replay` writes: starts by the row, the course of the pool, and a summary.

use crate::{names, row::row};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

row! {
    /// `starts.csv`: a job that was replayed, in the log's order. Times are on the log's clock.
    StartRow in names::STARTS, per "job" {
        job_id: Arc<str>, "", "The log's own id.";
        start: i64, "s", "When it starts.";
        submit: i64, "s", "When it was submitted.";
        wait_s: i64, "s", "From submit to start.";
        run_s: i64, "s", "How long it runs.";
        estimate_s: i64, "s", "How long it was expected to run.";
        cards: i64, "cards", "Cards or processors that it asks for.";
    }
}

row! {
    /// `course.csv`: the pool over the time of a replay. Times are on the log's clock.
    CourseRow in names::COURSE, per "interval, without gaps" {
        from: i64, "s", "Its first second.";
        seconds: i64, "s", "How long it is.";
        card_s: i64, "card-s", "Cards in use, over time.";
        queue_s: i64, "job-s", "Jobs waiting, over time.";
    }
}

/// `replay.json`: a replay in figures. It marks such a folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replayed {
    /// Number of the contract: [`SCHEMA`](crate::SCHEMA).
    pub schema: u32,
    /// Version of the program; empty where an older one left it out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// What this folder is of: log, machine, policy and estimates in one line. Only a replay of the same replaces it.
    pub scenario_hash: String,
    /// File name of the log.
    pub log: String,
    /// Its format.
    pub format: String,
    /// What sizes count: `cards`, `processors`, `jobs`.
    pub unit: String,
    /// The machine.
    pub machine: ReplayMachine,
    /// The operating plan.
    pub policy: ReplayPolicy,
    /// Rows of the log by what became of them.
    pub rows: RowCounts,
    /// Whether the log had its jobs out of order: they were sorted by submit, then id.
    pub sorted: bool,
    /// Jobs with an id that an earlier one has.
    pub repeated_ids: u64,
    /// First submit, on the log's clock.
    pub first_submit_s: i64,
    /// From there to the last end.
    pub seconds: i64,
    /// Waits, of all and by size.
    pub waits: Vec<ReplayWaits>,
    /// Mean of max(1, (wait + run) / max(run, 10 s)): bounded slowdown.
    pub mean_bounded_slowdown: f64,
    /// Cards in use over cards there, over the whole time.
    pub utilisation: f64,
    /// Jobs waiting, on average over the whole time.
    pub mean_waiting: f64,
    /// The most that waited at once.
    pub most_waiting: u64,
    /// Seconds in which the head of the queue waited although as many cards as it needs were free.
    pub fragmented_s: i64,
    /// The reference that it was held against; null without one.
    pub against: Option<Against>,
}

/// The pool on which a log is replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayMachine {
    /// Servers; one is a pool without boundaries.
    pub servers: u32,
    /// Cards of each.
    pub cards_per_server: u32,
}

/// The operating plan of a replay, by the names of a scenario file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayPolicy {
    /// Criteria, the first first.
    pub order: Vec<String>,
    /// Backfill.
    pub backfill: String,
    /// Placement on servers.
    pub placement: String,
    /// What is expected of a job's length: `logged`, `exact`, or a factor on its run time.
    pub estimate: String,
    /// Whether a job ends at its estimate.
    pub kill_at_estimate: bool,
}

/// Rows of a log by what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowCounts {
    /// Rows, without header, comments and blank lines.
    pub rows: u64,
    /// Jobs among them: those that were replayed.
    pub jobs: u64,
    /// Rows that are no job, by reason.
    pub skipped: Vec<Counted>,
    /// What is odd about jobs that were kept.
    pub noted: Vec<Counted>,
}

/// How many, of what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// What.
    pub what: String,
    /// How many.
    pub count: u64,
}

/// Waits of jobs of some size. Quantiles are the ⌈np⌉-th smallest wait, from a histogram of buckets that are no wider than
/// a 64th of what is in them: their upper ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReplayWaits {
    /// `all`, or sizes from–to.
    pub size: String,
    /// Jobs.
    pub jobs: u64,
    /// Of them, those that did not start in the second of their submit.
    pub waited: u64,
    /// Mean.
    pub mean_s: f64,
    /// Half wait no longer.
    pub p50_s: i64,
    /// Nine in ten wait no longer.
    pub p90_s: i64,
    /// 95 in 100 wait no longer.
    pub p95_s: i64,
    /// 99 in 100 wait no longer.
    pub p99_s: i64,
    /// The longest, exactly.
    pub max_s: i64,
}

/// A reference schedule, and where the replay parts from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Against {
    /// File name.
    pub reference: String,
    /// Jobs compared.
    pub compared: u64,
    /// Jobs whose start differs, or that one of both lacks.
    pub differences: u64,
    /// The first in time, with its cause.
    pub first: Option<FirstDifference>,
}

/// The first difference in time: until then both schedules are the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstDifference {
    /// The job.
    pub job_id: String,
    /// Its start here; null where it is not among the jobs of the log that were kept.
    pub ours: Option<i64>,
    /// Its start in the reference; null where that lacks it.
    pub theirs: Option<i64>,
    /// Cards that it asks for.
    pub cards: i64,
    /// Cards free in the second of the difference, before anything starts in it.
    pub free: i64,
    /// Why.
    pub cause: Cause,
    /// The job's submit, where the reference starts it before.
    pub submit: Option<i64>,
    /// The job that stands before it in the queue and waits on.
    pub head: Option<String>,
    /// The head's shadow time: when it is expected to start.
    pub shadow: Option<i64>,
    /// When the job is expected to end if it starts in the second of the difference.
    pub ends: Option<i64>,
    /// Cards that the head can spare at its shadow time.
    pub spare: Option<i64>,
}

/// Why a start differs, in the second in which the earlier of both lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The reference has no such job.
    NotInReference,
    /// The log has no such job, or it was left out.
    NotInLog,
    /// The reference starts it before it is submitted.
    BeforeSubmit,
    /// The reference starts it on more cards than are free.
    NotFree,
    /// The reference starts it before the head, which strict order forbids.
    PassesHead,
    /// The reference starts it although it would delay the reservation of the head.
    DelaysHead,
    /// Here it starts as the head of the queue, which fits.
    FitsAsHead,
    /// Here it passes the head, since it is expected to end by its shadow time.
    EndsInTime,
    /// Here it passes the head on cards that the head can spare.
    OnSpareCards,
    /// Only how the servers are chosen, or another order, can tell.
    Otherwise,
}
