//! `uncertainty.json`: what headline figures owe to chance, to assumed inputs and to the reading of the call, apart.

use crate::{Label, MetricUnit};
use serde::{Deserialize, Serialize};

/// Three kinds of uncertainty of each headline figure, which are never added up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Uncertainty {
    /// Number of the contract: [`SCHEMA`](crate::SCHEMA).
    pub schema: u32,
    /// Hash of the scenario.
    pub scenario_hash: String,
    /// Hash of the sources that can change a result.
    pub behaviour_hash: String,
    /// The headline figures.
    pub headlines: Vec<HeadlineUncertainty>,
}

/// One headline figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeadlineUncertainty {
    /// Id in the metric table.
    pub metric: String,
    /// Unit of what follows.
    pub unit: MetricUnit,
    /// The estimate; null where there is nothing to say.
    pub estimate: Option<f64>,
    /// Chance in the simulation: lower end of its 95 % interval.
    pub lo: Option<f64>,
    /// Upper end.
    pub hi: Option<f64>,
    /// Assumed inputs at the ends of their ranges; null where no sweep of this scenario says so.
    pub assumed: Option<UncertainRange>,
    /// Other readings of the call, one by one; null where they have not been priced.
    pub readings: Option<UncertainRange>,
}

/// How low and how high a figure goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UncertainRange {
    /// The lowest.
    pub low: f64,
    /// The highest.
    pub high: f64,
    /// What makes it so low, as `--set` takes it; null where nothing makes it lower, or all inputs were drawn together.
    pub low_by: Option<String>,
    /// What people call that.
    pub low_label: Option<Label>,
    /// What makes it so high.
    pub high_by: Option<String>,
    /// What people call that.
    pub high_label: Option<Label>,
    /// Where it comes from.
    pub basis: UncertainBasis,
}

/// Where a range comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UncertainBasis {
    /// One input at a time at the ends of its range, simulated (`naru sweep`).
    OneAtATime,
    /// 5th and 95th percentile of points drawn from all ranges together (`naru sweep`).
    DrawnTogether,
    /// One input at a time at the ends of its range, by hand: no queues, no end of money.
    ByHand,
    /// One reading at a time, simulated (`naru readings`).
    Readings,
}
