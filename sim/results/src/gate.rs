//! `gate.json`: what a gate found. It marks a gate's folder.

use crate::{Day, MetricUnit};
use serde::{Deserialize, Serialize};

/// What a gate found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GateReport {
    /// Number of the contract.
    pub schema: u32,
    /// Name of the gate.
    pub gate: String,
    /// What this folder is of: `gate` and the gate's name. Only the same gate replaces it.
    pub scenario_hash: String,
    /// The answer: the worst of the scenarios' verdicts.
    pub verdict: GateVerdict,
    /// Version of the program.
    pub version: String,
    /// Hash of all code that can change an outcome, of this program.
    pub behaviour_hash: String,
    /// Version of the layout of random streams, of this program.
    pub stream_layout: u32,
    /// Seed of all draws.
    pub seed: u64,
    /// Chance of a wrong *pass*, and of any wrong *worse*, over all looks.
    pub alpha: f64,
    /// Replications at the last look that could have been taken.
    pub replications_at_most: u32,
    /// Looks that could have been taken.
    pub looks: u32,
    /// Looks that were taken; 0 where nothing was simulated.
    pub look: u32,
    /// Replications at the last look that was taken.
    pub replications: u32,
    /// One a scenario, in the gate file's order.
    pub scenarios: Vec<GateScenario>,
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GateVerdict {
    /// Better, equal, or worse by less than the margin.
    Pass,
    /// The same, but by more than the margin that warns.
    Warn,
    /// Not decided when the gate stopped, because something else was worse.
    Open,
    /// Neither shown at the last look.
    Undecided,
    /// Worse by more than the margin.
    Worse,
}

/// How a scenario was held against its baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GatePairing {
    /// Neither scenario nor code has changed: nothing was simulated.
    Unchanged,
    /// Replication by replication, on the same draws.
    Paired,
    /// As two independent samples (Welch 1947): the seed differs.
    OtherSeed,
    /// As two independent samples: the layout of random streams differs.
    OtherStreamLayout,
    /// As two independent samples: the demand differs.
    OtherDemand,
}

/// A scenario of a gate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GateScenario {
    /// Its name in the gate.
    pub scenario: String,
    /// Its hash.
    pub scenario_hash: String,
    /// First day of its programme: day 0 of figures in days; null in a report of before there was this.
    #[serde(default)]
    pub start: Option<Day>,
    /// Hash of the baseline's scenario.
    pub baseline_scenario_hash: String,
    /// Hash of the code that made the baseline.
    pub baseline_behaviour_hash: String,
    /// The worst of its metrics' verdicts.
    pub verdict: GateVerdict,
    /// How it was held against its baseline.
    pub pairing: GatePairing,
    /// Values that differ from the baseline's.
    pub changes: Vec<GateChange>,
    /// Mean wait of the baseline's requests, in hours; null where there are none.
    pub baseline_wait_hours: Option<f64>,
    /// Whether hardly anybody waits in the baseline (less than 36 s on average), so that it tells no policies apart.
    pub hardly_waits: bool,
    /// One a metric, in the gate file's order.
    pub metrics: Vec<GateMetric>,
    /// What went wrong; null where nothing did, or where sessions cannot be matched.
    pub lost: Option<GateLost>,
}

/// A value that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateChange {
    /// Its path.
    pub path: String,
    /// The baseline's; null where it had none.
    pub before: Option<String>,
    /// This change's; null where it has none.
    pub after: Option<String>,
}

/// Which way is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GateWorse {
    /// More of it.
    Larger,
    /// Less of it.
    Smaller,
    /// Any change.
    Either,
}

/// A metric of a scenario, at the look that decided it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GateMetric {
    /// Its id.
    pub metric: String,
    /// Unit of its values.
    pub unit: MetricUnit,
    /// Which way is worse.
    pub worse: GateWorse,
    /// Margin that warns; null: none does.
    pub warn: Option<f64>,
    /// Margin that fails.
    pub fail: f64,
    /// The baseline's figure; null where no replication has one.
    pub baseline: Option<f64>,
    /// This change's.
    pub now: Option<f64>,
    /// This change's less the baseline's.
    pub difference: Option<f64>,
    /// Its 95 % interval: lower end.
    pub lo: Option<f64>,
    /// Upper end.
    pub hi: Option<f64>,
    /// The answer.
    pub verdict: GateVerdict,
    /// Look that gave it; 0 where nothing was simulated.
    pub look: u32,
    /// Replications that it was judged by: those seen, less the pairs in which neither side has a value.
    pub replications: u32,
    /// Whether every replication is exactly as in the baseline.
    pub identical: bool,
    /// Replications are too few for such skewed differences: error rates are above nominal.
    pub skewed: bool,
    /// Replications that would tell no change from the margin, at the first look, where more than the gate allows:
    /// the margin is too narrow. Null where it is not.
    pub needed: Option<u64>,
}

/// Where a failure shows: in the waiting of all replications, and in sessions of replication 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GateLost {
    /// Causes of waiting whose part grew, the largest first.
    pub causes: Vec<GateCause>,
    /// The sessions that lost most, at most five.
    pub sessions: Vec<GateSession>,
    /// Requests that could be matched one to one.
    pub matched: u64,
    /// Requests that only one side has.
    pub unmatched: u64,
}

/// A cause of waiting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GateCause {
    /// Its name, as in `cards.POOL.waiting_by.*`.
    pub cause: String,
    /// Its share of the waiting that was added.
    pub added_share: f64,
    /// Its share of all waiting in the baseline.
    pub before_share: f64,
    /// Its share of all waiting now.
    pub now_share: f64,
}

/// A session of replication 0 that waits longer than in the baseline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GateSession {
    /// Its number in `sessions.csv` of the scenario's folder.
    pub session: u64,
    /// Its project: product and number within it.
    pub project: String,
    /// Its kind.
    pub kind: String,
    /// Which of the project's requests of that kind it is, from 1.
    pub nth: u32,
    /// Wait in the baseline, in whole minutes.
    pub before_minutes: i64,
    /// Whether it was served there; else the wait is a lower bound.
    pub before_served: bool,
    /// Wait now, in whole minutes.
    pub now_minutes: i64,
    /// Whether it is served.
    pub now_served: bool,
    /// Sessions that held the cards it waited for (of its pool, where it got none), by hold during the wait, at most
    /// three.
    pub held_by: Vec<u64>,
}
