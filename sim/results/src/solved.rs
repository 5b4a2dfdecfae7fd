//! What `naru solve` writes: the question, every probe, the answer.

use crate::{Day, Estimate, EstimateWon, Floor, Label, MetricUnit, Named, Unit};
use serde::{Deserialize, Serialize};

/// `solve.json`: the smallest or largest value for which something holds. It marks such a folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Solved {
    /// Number of the contract: [`SCHEMA`](crate::SCHEMA).
    pub schema: u32,
    /// Version of the program; empty where an older one left it out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// What this folder is of: the scenario's hash and the question in one line. Only the same question replaces it.
    pub scenario_hash: String,
    /// The scenario's name.
    pub scenario: String,
    /// The programme's first day, by which days are counted.
    pub start: Day,
    /// Seed of all draws: every probe meets the same users, days and faults.
    pub seed: u64,
    /// What was asked for.
    pub question: SolveQuestion,
    /// What was varied; two where there is a front.
    pub axes: Vec<SolveAxis>,
    /// The chance that the answer does not hold, at most.
    pub alpha: f64,
    /// Probes among which it is shared.
    pub shared_by: u32,
    /// How it ended.
    pub status: SolveStatus,
    /// The answer, a value for each axis; null where there is none, or several (`front`).
    pub answer: Option<Vec<f64>>,
    /// Where the order is broken: from this value on, all that was tried upwards (or downwards for the largest) holds.
    pub from_here_on: Option<f64>,
    /// Probes in the order in which they were made.
    pub probes: Vec<SolveProbe>,
    /// Looks at the answer with fresh draws (other replication numbers).
    pub confirmations: Vec<SolveProbe>,
    /// The value just before the answer; null where the answer is the first that may be.
    pub neighbour: Option<SolveNeighbour>,
    /// Smallest second value for each first: with two axes.
    pub front: Vec<SolvePoint>,
    /// Whether no product is served from both pools that are varied; null unless they are two pools.
    pub shared_users: Option<bool>,
    /// Cards of the classes that are varied, at the answer, against their floor.
    pub floors: Vec<Floor>,
    /// Servers of other pools that serve by the hour, by name: they stand as in the scenario.
    pub other_servers: Named<u32>,
    /// Spend and demand not served at the answer; null without one.
    pub together: Option<SolveTogether>,
}

/// What must hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SolveQuestion {
    /// The metric's id.
    pub metric: String,
    /// Its unit.
    pub unit: MetricUnit,
    /// On which side of the bound.
    pub relation: Relation,
    /// The bound, in the metric's unit; a day is a day of the programme, 0 = the first.
    pub bound: f64,
    /// The bound as it was written, such as `8` or `2025-12-15`.
    pub written: String,
    /// Share of programmes in which it must hold; null: the mean (or the ratio of sums, or the pooled quantile) must.
    pub in_programmes: Option<f64>,
    /// The promise that it comes from.
    pub promise: Option<String>,
    /// Whether the largest value is looked for instead of the smallest.
    pub largest: bool,
}

/// Side of a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

impl Relation {
    /// As it is written.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// What was varied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SolveAxis {
    /// Paths as `--set` takes them; those after the first move with it, in the ratio that they have in the scenario.
    pub paths: Vec<String>,
    /// What people call it, where the scenario says so.
    pub label: Option<Label>,
    /// Unit of its values, where the scenario says so.
    pub unit: Option<Unit>,
    /// Lowest value allowed.
    pub low: f64,
    /// Highest value allowed.
    pub high: f64,
    /// From one value to the next.
    pub step: f64,
    /// Value in the scenario.
    pub now: f64,
    /// Cards of a server, where the path is the number of a pool's servers.
    pub cards_per_server: Option<u32>,
    /// Name of that pool.
    pub pool: Option<String>,
    /// Where queueing theory (finite-source M/M/c//N) expects the answer; null where it does not apply.
    pub expected: Option<f64>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SolveStatus {
    /// There is an answer (or a front).
    Answer,
    /// Nothing in the range was shown to hold.
    Nothing,
    /// It holds at the other end of the range and was shown to fail at this one: the largest (or the smallest) should be
    /// asked for.
    OtherWay,
    /// It holds at some value and fails beyond it: there is no one place from which it holds.
    NotMonotone,
    /// What was found did not hold on fresh draws, nor did the three values after it.
    NotConfirmed,
}

/// One value tried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SolveProbe {
    /// Value on each axis.
    pub at: Vec<f64>,
    /// Cards of each pool that is varied; null for what is no pool.
    pub cards: Vec<Option<u32>>,
    /// Why it was tried.
    pub why: SolveReason,
    /// Replications that were simulated.
    pub replications: u32,
    /// Programmes in which it held, where a share of programmes is asked for.
    pub held: Option<u32>,
    /// Programmes that said something of the metric.
    pub judged: u32,
    /// The metric: its mean over programmes, or its ratio of sums; for a pooled quantile of waits the share of
    /// requests within the bound.
    pub mean: Option<f64>,
    /// Its standard error.
    pub standard_error: Option<f64>,
    /// True where so few replications say little of a mean that is so skewed.
    pub skewed: bool,
    /// What was shown.
    pub verdict: SolveVerdict,
}

/// Why a value was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SolveReason {
    /// An end of the range, or of what theory expects.
    End,
    /// Halving.
    Half,
    /// A glance beyond the answer, whether it fails again there.
    Beyond,
    /// With fresh draws.
    Fresh,
}

/// What a probe showed at its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SolveVerdict {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// Neither: counts as not holding.
    NotShown,
}

/// The value just before the answer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SolveNeighbour {
    /// It.
    pub at: f64,
    /// What was shown of it: it fails, or neither.
    pub verdict: SolveVerdict,
}

/// A point of the front.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SolvePoint {
    /// Value on each axis.
    pub at: Vec<f64>,
    /// Cards of each pool.
    pub cards: Vec<Option<u32>>,
    /// Programmes in which it held, of the last probe.
    pub held: Option<u32>,
    /// Programmes judged there.
    pub judged: u32,
    /// The same on fresh draws: it holds, or neither was shown.
    pub fresh: SolveVerdict,
}

/// What comes with the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SolveTogether {
    /// Replications behind it.
    pub replications: u32,
    /// Paid by the programme.
    pub spent_won: EstimateWon,
    /// Of what would be paid with cards for everybody and money without end, the part that is not served.
    pub not_served_share: Estimate,
    /// Share of programmes whose money ends early.
    pub exhausted_share: Estimate,
}
