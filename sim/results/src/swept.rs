//! What `naru sweep` writes: effects, cells or indices of inputs that were moved, and every point of it.

use crate::{Better, Day, Estimate, Label, MetricColumn, MetricUnit, Unit};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// `sweep.json`: a sweep in figures. It marks such a folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Swept {
    /// Number of the contract: [`SCHEMA`](crate::SCHEMA).
    pub schema: u32,
    /// Version of the program; empty where an older one left it out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// Name of the study.
    pub study: String,
    /// Title of the study.
    pub title: Label,
    /// How the inputs were moved.
    pub design: SweepDesign,
    /// Name of the scenario.
    pub scenario: String,
    /// Its title.
    pub scenario_title: Label,
    /// Hash of everything after base, overrides and defaults, as it stands.
    pub scenario_hash: String,
    /// Hash of the sources that can change a result.
    pub behaviour_hash: String,
    /// Version of the layout of random streams.
    pub stream_layout: u32,
    /// Seed of all draws.
    pub seed: u64,
    /// Replications of each point, the same ones at all.
    pub replications: u32,
    /// First day of the programme: day 0 of metrics in days.
    pub start: Day,
    /// The budget's cap as it stands, where spend was seen to stop at it: money ended early in some replication, and none spent
    /// more. Null where neither was seen or watched, where the reading lets spend pass it, and in older results.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap_won: Option<i64>,
    /// Points, with point 0: the scenario as it stands.
    pub points: u32,
    /// Points that `check` refuses: they were left out.
    pub refused_points: u32,
    /// What `check` says of them, each sentence once.
    pub refused_because: Vec<Label>,
    /// What was moved.
    pub inputs: Vec<SweepInput>,
    /// Inputs that could not be moved, or not to one end, and why.
    pub left_out: Vec<SweepLeftOut>,
    /// What was watched, as it is at point 0.
    pub metrics: Vec<SweepMetric>,
    /// Tornado: an element per input, the largest effect on the first metric first.
    pub effects: Vec<SweepEffect>,
    /// Grid: an element per combination, the last input's values in turn.
    pub cells: Vec<SweepCell>,
    /// Sobol': an element per metric.
    pub indices: Vec<SweepIndices>,
    /// Morris: an element per metric.
    pub elementary: Vec<SweepElementary>,
    /// What each metric owes to chance in the simulation, and what to assumed inputs; of a tornado or a Latin hypercube.
    pub uncertainty: Vec<SweepUncertainty>,
}

impl Swept {
    /// What a metric of a scenario owes to chance and to inputs; `None` where this sweep is of another scenario or program, or
    /// has not watched it.
    pub fn uncertainty_of(
        &self,
        scenario_hash: &str,
        behaviour_hash: &str,
        metric: &str,
    ) -> Option<&SweepUncertainty> {
        let same = self.scenario_hash == scenario_hash && self.behaviour_hash == behaviour_hash;
        self.uncertainty.iter().find(|it| same && it.metric == metric)
    }
}

/// How inputs were moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SweepDesign {
    /// One at a time, to both ends of its range.
    Tornado,
    /// Every combination of the values given.
    Grid,
    /// Rows for Sobol' indices.
    Sobol,
    /// Drawn jointly and evenly from the ranges.
    LatinHypercube,
    /// Elementary effects.
    Morris,
}

/// An input that was moved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepInput {
    /// Its path, as `--set` takes it.
    pub path: String,
    /// What people call it.
    pub label: Label,
    /// What its values are in.
    pub unit: Unit,
    /// As it stands in the scenario, written.
    pub value: String,
    /// Lower end of its range, written; null in a grid.
    pub low: Option<String>,
    /// Upper end of its range.
    pub high: Option<String>,
}

/// An input, or one end of its range, that `check` refuses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepLeftOut {
    /// Its path.
    pub path: String,
    /// What people call it.
    pub label: Label,
    /// The value that was tried; null where no value of its range will do.
    pub value: Option<String>,
    /// What `check` says.
    pub reason: Label,
}

/// A metric that was watched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepMetric {
    /// Id, such as `budget.spent_won`.
    pub id: String,
    /// Unit of its values and differences.
    pub unit: MetricUnit,
    /// Which way is better.
    pub better: Better,
    /// The scenario as it stands.
    pub estimate: Estimate,
}

/// What moving one input does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepEffect {
    /// Path of the input.
    pub path: String,
    /// An element per metric, in their order.
    pub metrics: Vec<SweepEnds>,
}

/// A metric at both ends of a range, less the metric as it stands: of the same replications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepEnds {
    /// Id of the metric.
    pub metric: String,
    /// At the lower end; null where `check` refuses it, or nothing can be said.
    pub low: Option<SweepDifference>,
    /// At the upper end.
    pub high: Option<SweepDifference>,
}

/// A paired difference with its interval at 95 %.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepDifference {
    /// Mean over replications.
    pub difference: f64,
    /// Lower end of the interval.
    pub lo: f64,
    /// Upper end.
    pub hi: f64,
    /// The interval is not to be trusted: the differences are too skewed for their number.
    pub skewed: bool,
}

/// A combination of values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepCell {
    /// Point, as in `points.parquet`.
    pub point: u32,
    /// Values as written, in the order of the inputs.
    pub values: Vec<String>,
    /// Why `check` refuses it; null where it ran.
    pub refused: Option<Label>,
    /// An estimate per metric; empty where it is refused.
    pub metrics: Vec<Estimate>,
}

/// Sobol' indices of one metric: the part of its variance over the ranges that an input has alone, and with all others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepIndices {
    /// Id of the metric.
    pub metric: String,
    /// Variance over the ranges; null where a point has no value, or none differ.
    pub variance: Option<f64>,
    /// The share of it that is chance in the simulation and not the inputs; null below two replications.
    pub noise_share: Option<f64>,
    /// An element per input, in their order; empty where the variance is null.
    pub inputs: Vec<SweepIndex>,
}

/// Indices of one input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepIndex {
    /// Path of the input.
    pub path: String,
    /// Alone (Saltelli 2010), by bootstrap of rows.
    pub first: SweepInterval,
    /// With all others (Jansen 1999).
    pub total: SweepInterval,
}

/// A number with its interval at 95 %.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepInterval {
    /// The estimate.
    pub value: f64,
    /// Lower end of the interval.
    pub lo: f64,
    /// Upper end.
    pub hi: f64,
}

/// Elementary effects on one metric (Campolongo 2007).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepElementary {
    /// Id of the metric.
    pub metric: String,
    /// An element per input, in their order; empty where a point has no value.
    pub inputs: Vec<SweepMorris>,
}

/// Elementary effects of one input over its whole range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepMorris {
    /// Path of the input.
    pub path: String,
    /// μ*: mean size of the effect.
    pub mean_size: f64,
    /// μ: mean effect, with its sign.
    pub mean: f64,
    /// σ: how much it differs from place to place, by interaction or curvature.
    pub sd: f64,
}

/// What a metric owes to chance and what to inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepUncertainty {
    /// Id of the metric.
    pub metric: String,
    /// The metric as it stands.
    pub estimate: Option<f64>,
    /// Chance in the simulation: half the interval of that estimate at 95 %.
    pub monte_carlo: Option<f64>,
    /// Assumed inputs: tornado, the lowest that one input alone makes of it; Latin hypercube, the 5th percentile of points.
    pub assumed_low: Option<f64>,
    /// The input that makes it so low; null where it is drawn jointly, or no input makes it lower.
    pub low_by: Option<SweepBy>,
    /// The highest, or the 95th percentile.
    pub assumed_high: Option<f64>,
    /// The input that makes it so high.
    pub high_by: Option<SweepBy>,
    /// Of a Latin hypercube: how variances part.
    pub spread: Option<SweepSpread>,
}

/// An input at one end of its range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepBy {
    /// Path of the input.
    pub path: String,
    /// Its value, written.
    pub value: String,
}

/// Variances of a metric whose inputs are drawn jointly from their ranges.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepSpread {
    /// Points behind it.
    pub points: u32,
    /// Median of the points.
    pub p50: f64,
    /// Variance over points, less what chance adds to it: the inputs'.
    pub inputs_variance: f64,
    /// Variance that chance adds to that of the points; null below two replications.
    pub noise_variance: Option<f64>,
    /// Variance of one programme about its point: the same inputs, other users and faults.
    pub programme_variance: Option<f64>,
}

/// `points.parquet`: a row per point and replication.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepPoints {
    /// Which point each row is, from 0: the scenario as it stands.
    pub points: Vec<u32>,
    /// Which replication.
    pub replications: Vec<u32>,
    /// A column per input, named `input:` and its path: as written, `None` as it stands.
    pub inputs: Vec<(String, Vec<Option<Arc<str>>>)>,
    /// A column per metric; a ratio of sums has its two counts beside it, named `part:` and `of:` and its id.
    pub metrics: Vec<MetricColumn>,
}
