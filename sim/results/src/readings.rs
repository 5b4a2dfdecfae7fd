//! What `naru readings` writes: the price of every sentence of the call that can be understood in several ways.

use crate::{Day, Label};
use serde::{Deserialize, Serialize};

/// `readings.json`: every reading but those in force, on the same users, days and faults. It marks such a folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PricedReadings {
    /// Number of the contract: [`SCHEMA`](crate::SCHEMA).
    pub schema: u32,
    /// Version of the program; empty where an older one left it out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// Name of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: Label,
    /// Its hash. Only readings of the same scenario replace this folder.
    pub scenario_hash: String,
    /// Hash of all code that can change an outcome.
    pub behaviour_hash: String,
    /// Seed of all draws.
    pub seed: u64,
    /// Replications of every reading, the same ones for all.
    pub replications: u32,
    /// How often an interval covers, and all intervals of changes together.
    pub confidence: f64,
    /// Claims that share it: one for each change that has an interval.
    pub claims: u32,
    /// First day of the programme.
    pub start: Day,
    /// Day after its last: money that lasts counts as gone on it.
    pub end: Day,
    /// Cap on what the programme pays.
    pub cap_won: i64,
    /// The figures with the readings in force.
    pub in_force: ReadingFigures,
    /// The others one by one, by the size of their change in spend, the largest first.
    pub readings: Vec<PricedReading>,
    /// Readings that cannot be had in this scenario, in the order of the call.
    pub not_tried: Vec<NotTried>,
    /// Shares of several clauses in a change of all of them; null where it was not asked for or cannot be had.
    pub shapley: Option<ShapleyReadings>,
    /// Why there are no such shares although they were asked for.
    pub shapley_refused: Option<Label>,
    /// How far one reading alone can move each headline figure.
    pub uncertainty: Vec<ReadingRange>,
}

/// Figures of a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadingFigures {
    /// Paid by the programme, in won.
    pub spent_won: ReadingFigure,
    /// Programmes whose money is gone before their end, of all.
    pub exhausted_share: ReadingFigure,
    /// Days from the start to the money's end, at most to the programme's (a restricted mean).
    pub exhausted_on: ReadingFigure,
    /// Requests that waited longer than the limit, of all; null without requests.
    pub over_limit_share: Option<ReadingFigure>,
}

/// A figure with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadingFigure {
    /// Mean, or ratio of sums.
    pub mean: f64,
    /// Lower end.
    pub lo: f64,
    /// Upper end.
    pub hi: f64,
}

/// What another reading changes: it less the reading in force, the same replications of both.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PricedReading {
    /// Clause, such as `T1`.
    pub clause: String,
    /// What the clause leaves open, such as `hours`.
    pub variant: String,
    /// What people call it.
    pub label: Label,
    /// Place in the call, such as `3-①-나`.
    pub place: String,
    /// The sentence, in Korean as it stands there.
    pub sentence: String,
    /// The reading in force.
    pub in_force: String,
    /// What people call it.
    pub in_force_label: Label,
    /// The other.
    pub other: String,
    /// What people call it.
    pub other_label: Label,
    /// What to ask the agency; null where the clause table has no question.
    pub question: Option<Label>,
    /// Exact sum of the change in spend over all replications.
    pub spent_sum_won: i64,
    /// Change in what the programme pays, in won.
    pub spent_won: ReadingChange,
    /// Change in the share of programmes whose money is gone early.
    pub exhausted_share: ReadingChange,
    /// Change in the day of the money's end, in days; money that lasts counts to the programme's end.
    pub exhausted_on: ReadingChange,
    /// Change in the share of requests over the wait limit; null without requests.
    pub over_limit_share: Option<ReadingChange>,
}

/// A paired difference.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadingChange {
    /// Mean difference.
    pub mean: f64,
    /// Lower end of its interval, so wide that those of all claims of this file hold together (Bonferroni).
    pub lo: f64,
    /// Upper end.
    pub hi: f64,
    /// Lower end of its own interval, as if it were the only claim.
    pub marginal_lo: f64,
    /// Upper end.
    pub marginal_hi: f64,
    /// Whether the differences are so skewed that the interval is not to be trusted.
    pub skewed: bool,
    /// p-value of "no difference", adjusted for all claims of this file together (Holm).
    pub p_adjusted: f64,
    /// What may be said: what `lo` and `hi` show.
    pub claim: ReadingClaim,
}

/// What may be said of a difference by its interval: all of a file hold together at its confidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadingClaim {
    /// The other reading gives more.
    More,
    /// The other reading gives less.
    Less,
    /// No difference was shown.
    NotShown,
    /// Every replication gives the same.
    Same,
}

/// A reading that cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotTried {
    /// Clause, such as `A1`.
    pub clause: String,
    /// What the clause leaves open, such as `billed_time`.
    pub variant: String,
    /// The reading.
    pub other: String,
    /// What people call it.
    pub other_label: Label,
    /// Why not.
    pub why: Label,
}

/// A change of several readings at once, shared out fairly: a clause's share is the mean of what it adds to the spend
/// over all orders in which the clauses can be changed (Shapley 1953). The shares add up to the whole, to the won.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShapleyReadings {
    /// The clauses, those with the largest change in spend alone, the largest first.
    pub clauses: Vec<ShapleyReading>,
    /// Scenarios simulated for it: every subset of the changes.
    pub subsets: u32,
    /// Denominator of every `numerator`: orders of the clauses times replications.
    pub denominator: i64,
    /// Numerator of the mean change of all together: the sum of the others.
    pub numerator: i64,
    /// Mean change of all together, to the nearest won: the sum of the others.
    pub won: i64,
}

/// A clause's share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShapleyReading {
    /// Clause.
    pub clause: String,
    /// What it leaves open.
    pub variant: String,
    /// What people call it.
    pub label: Label,
    /// The reading that is put in the place of the one in force: the clause's with the largest change.
    pub other: String,
    /// What people call it.
    pub other_label: Label,
    /// Mean change in spend if it alone is changed, to the nearest won.
    pub alone_won: i64,
    /// Its share, exactly, over `denominator`.
    pub numerator: i64,
    /// Its share in won: cut, and what is missing to the whole goes to the largest remainders.
    pub won: i64,
    /// Lower end of the interval of its share, in won.
    pub lo_won: i64,
    /// Upper end.
    pub hi_won: i64,
}

/// How far one reading alone can move a figure: the uncertainty that the wording of the call leaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadingRange {
    /// Id of the metric, such as `budget.spent_won`.
    pub metric: String,
    /// With the readings in force.
    pub in_force: f64,
    /// The lowest that one other reading gives.
    pub low: f64,
    /// That reading, such as `T3.own=out_of_price`; null where none gives less.
    pub low_by: Option<String>,
    /// The highest.
    pub high: f64,
    /// That reading; null where none gives more.
    pub high_by: Option<String>,
}
