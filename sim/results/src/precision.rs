//! `precision.json`: how many replications it took until the headline figures were as precise as asked.

use crate::MetricUnit;
use serde::{Deserialize, Serialize};

/// How precise a run has become, look by look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Precision {
    /// Number of the contract: [`SCHEMA`](crate::SCHEMA).
    pub schema: u32,
    /// What every target was multiplied by.
    pub scale: f64,
    /// Most replications that were allowed.
    pub most: u32,
    /// Whether every figure met its target.
    pub met: bool,
    /// The figure that asked for the last replications: furthest from its target at the look before.
    pub held_up_by: Option<String>,
    /// Figures that did not meet their target within the replications allowed.
    pub unmet: Vec<String>,
    /// The looks, in order.
    pub looks: Vec<Look>,
}

/// What one look found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// Replications by then.
    pub replications: u32,
    /// The headline figures.
    pub figures: Vec<LookFigure>,
}

/// One headline figure at one look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LookFigure {
    /// Id in the metric table; `budget.exhausted_on.p50` is the median day of exhaustion.
    pub metric: String,
    /// Unit of what follows.
    pub unit: MetricUnit,
    /// The longer side of its 95 % interval; null where it has none, as of requests in one replication alone.
    pub half_width: Option<f64>,
    /// The half-width asked.
    pub target: f64,
    /// Half-width over target; for means also what skewness asks (Cochran 1977): above 1 the figure wants more; null
    /// where it has no interval.
    pub shortfall: Option<f64>,
}
